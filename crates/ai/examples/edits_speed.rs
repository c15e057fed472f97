//! How long it takes to find the places of edits in a file of 10,000 lines:
//! `cargo run --release -p justbuilt-ai --example edits_speed`.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use justbuilt_ai::edits::{Files, Policy, Reply, parse, plan};

const LINES: usize = 10_000;

fn file() -> String {
    let mut text = String::new();
    for at in 0..LINES / 10 {
        text += &format!(
            "/// Says what number {at} is about, at some length.\nfn number_{at}(value: usize) -> usize {{\n"
        );
        text += "    let mut sum = value;\n    for step in 0..10 {\n        sum += step * 2;\n";
        text += &format!("        if sum > {at} {{\n            return sum;\n        }}\n    }}\n}}\n");
    }
    text
}

/// A block for every tenth function up to `count`, as `change` writes its lines.
fn reply(count: usize, change: impl Fn(&str) -> String) -> Reply {
    let mut text = String::new();
    for block in 0..count {
        let at = block * (LINES / 10 / count);
        let old = format!(
            "fn number_{at}(value: usize) -> usize {{\n    let mut sum = value;\n    for step in 0..10 {{\n"
        );
        let new = old.replace("0..10", "0..20");
        text += &format!(
            "src/big.rs\n```rust\n<<<<<<< SEARCH\n{}=======\n{}>>>>>>> REPLACE\n```\n",
            change(&old),
            change(&new)
        );
    }
    parse(&text, None)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn main() -> std::io::Result<()> {
    let files = BTreeMap::from([("src/big.rs".to_owned(), file())]);
    let mut out = std::io::stdout().lock();
    let bytes = files.text("src/big.rs").map_or(0, str::len);
    writeln!(out, "{LINES} lines, {bytes} bytes; the middle and the slowest of 21 runs")?;
    for (name, reply) in [
        ("1 block, exact", reply(1, str::to_owned)),
        ("20 blocks, exact", reply(20, str::to_owned)),
        ("20 blocks, indented otherwise", reply(20, indented)),
        ("20 blocks, other white space", reply(20, |text| text.replace("let mut", "let  mut"))),
        ("20 blocks, none of them there", reply(20, |text| text.replace("mut sum", "mut total"))),
    ] {
        let mut times: Vec<Duration> = (0..21)
            .map(|_| {
                let started = Instant::now();
                black_box(plan(black_box(&reply), &files, &Policy::default()));
                started.elapsed()
            })
            .collect();
        times.sort();
        let result = plan(&reply, &files, &Policy::default());
        let (middle, most) =
            (times.get(10).copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        writeln!(out, "{name:32} {middle:>10.2?} {most:>10.2?}  refused {}", result.refused.len())?;
    }
    Ok(())
}
