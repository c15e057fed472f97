//! What is done with texts before and after a model has them: edits of an answer that find their places, and secrets
//! that are found. No window, no network.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, anyhow, ensure};
use justbuilt_ai::edits::{Files, Policy, Reply, parse, plan};
use justbuilt_ai::secrets::Scanner;

use crate::Lab;
use crate::inputs;
use crate::report::{Row, Samples};

/// Lines of a function of the file that is edited.
const FUNCTION: usize = 10;

fn file(lines: usize) -> String {
    let mut text = String::new();
    for at in 0..lines / FUNCTION {
        text += &format!(
            "/// Says what number {at} is about, at some length.\nfn number_{at}(value: usize) -> usize {{\n"
        );
        text += "    let mut sum = value;\n    for step in 0..10 {\n        sum += step * 2;\n";
        text += &format!("        if sum > {at} {{\n            return sum;\n        }}\n    }}\n}}\n");
    }
    text
}

/// `count` blocks, spread over the file, as `change` writes their lines.
fn reply(lines: usize, count: usize, change: impl Fn(&str) -> String) -> Reply {
    let mut text = String::new();
    for block in 0..count {
        let at = block * (lines / FUNCTION / count);
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

/// Finding the places of the edits of an answer in a file of 10,000 lines, the slowest kind of answer.
pub fn edits(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let lines = lab.size(10_000, 1_000);
    let files = BTreeMap::from([("src/big.rs".to_owned(), file(lines))]);
    ensure!(files.text("src/big.rs").is_some(), "the file is not there");
    let kinds = [
        ("1 block", 0, reply(lines, 1, str::to_owned)),
        ("20 blocks", 0, reply(lines, 20, str::to_owned)),
        ("20 blocks, indented otherwise", 0, reply(lines, 20, indented)),
        ("20 blocks, other white space", 0, reply(lines, 20, |text| text.replace("let mut", "let  mut"))),
        ("20 blocks, none of them there", 20, reply(lines, 20, |text| text.replace("mut sum", "mut total"))),
    ];
    let (mut slowest, mut notes) = (0.0_f64, Vec::new());
    for (name, refused, reply) in kinds {
        let planned = plan(&reply, &files, &Policy::default());
        ensure!(planned.refused.len() == refused, "{name}: {} were refused", planned.refused.len());
        let times = (0..lab.size(41, 3)).map(|_| {
            let started = Instant::now();
            black_box(plan(black_box(&reply), &files, &Policy::default()));
            started.elapsed().as_secs_f64() * 1e3
        });
        let p95 = Samples::new(times.collect()).percentile(95.0);
        slowest = slowest.max(p95);
        notes.push(format!("{name} {p95:.2}"));
    }
    let what = format!("finding the places of an answer's edits, {lines} lines, slowest kind, p95");
    Ok(vec![Row::at_most(what, slowest, "ms", 20.0).note(notes.join(", "))])
}

/// Looking for secrets, in sources and in a log.
pub fn secrets(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let scanner = Scanner::built_in().map_err(|error| anyhow!("{error}"))?;
    let bytes = lab.size(4_000_000, 200_000);
    let log = lab.path("secrets.log");
    inputs::log_file(&log, bytes as u64)?;
    let log = std::fs::read_to_string(&log)?;
    let mut sources = String::new();
    own_sources(&justbuilt_testkit::repository().join("crates"), bytes, &mut sources)?;
    ensure!(sources.len() > bytes / 2, "the sources of the program are not there");
    let mut rows = Vec::new();
    for (name, path, text) in [("sources", "src/all.rs", sources), ("a log", "app.log", log)] {
        let secret = format!("{text}\nAWS_SECRET = \"AKIAQ3EGRIEQ7W2XL5TB\"\n");
        ensure!(!scanner.find_in(Some(path), &secret).is_empty(), "the secret at the end is not found");
        let times = (0..lab.size(9, 2)).map(|_| {
            let started = Instant::now();
            black_box(scanner.redact_in(Some(path), black_box(&secret)));
            started.elapsed().as_secs_f64() * 1e3 / (secret.len() as f64 / 1e6)
        });
        let samples = Samples::new(times.collect());
        let what = format!("looking for secrets in {name}, {:.1} MB", secret.len() as f64 / 1e6);
        rows.push(Row::at_most(what, samples.percentile(50.0), "ms/MB", 50.0).note(samples.note()));
    }
    Ok(rows)
}

/// Rust sources below a folder, in the order of their names, up to about `most` bytes.
fn own_sources(folder: &std::path::Path, most: usize, out: &mut String) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if out.len() >= most {
            break;
        }
        if path.is_dir() {
            // Planted secrets are found, as they should be.
            if path.file_name().is_some_and(|name| name != "secrets") {
                own_sources(&path, most, out)?;
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push_str(&std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
