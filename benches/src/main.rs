//! What the editor must reach, measured: `cargo xtask bench`. Every number is taken in this run; peers (ripgrep) are
//! run in the same minute. `--smoke` uses small inputs and checks that the benches work, not the bars.

mod answers;
mod colleagues;
mod drawing;
mod editing;
mod history;
mod idle;
mod inputs;
mod opening;
mod recording;
mod report;
mod searching;
mod starting;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use report::{Row, Verdict};

/// What a bench is given.
struct Lab {
    /// A folder for inputs, emptied afterwards.
    folder: PathBuf,
    /// Small inputs, few rounds.
    smoke: bool,
}

impl Lab {
    /// A path in the lab's folder.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// `full`, or `small` in a smoke run.
    fn size(&self, full: usize, small: usize) -> usize {
        if self.smoke { small } else { full }
    }
}

type Bench = fn(&Lab) -> anyhow::Result<Vec<Row>>;

const BENCHES: &[(&str, Bench)] = &[
    ("keystroke", editing::keystroke),
    ("scroll", editing::scroll),
    ("long-line", editing::long_line),
    ("open", opening::large),
    ("huge", opening::huge),
    ("search", searching::project),
    ("finder", searching::finder),
    ("lanes", history::lanes),
    ("timeline", history::scrolling),
    ("recording", recording::traces),
    ("answer", colleagues::answer),
    ("offered", colleagues::offered),
    ("cancel", colleagues::cancel),
    ("edits", answers::edits),
    ("secrets", answers::secrets),
    ("drawing", drawing::canvas),
    ("idle", idle::idle),
    ("start", starting::start),
];

/// This process runs its bench itself and prints no table.
const ALONE: &str = "--alone";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this program's output is its report")]
fn main() -> anyhow::Result<()> {
    let mut smoke = false;
    let mut json: Option<PathBuf> = None;
    let mut only: Vec<String> = Vec::new();
    let mut strict = false;
    let mut alone = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--smoke" => smoke = true,
            "--strict" => strict = true,
            "--json" => json = Some(args.next().context("--json needs a file")?.into()),
            ALONE => alone = true,
            // cargo hands this to benches.
            "--bench" => {}
            name if BENCHES.iter().any(|(known, _)| *known == name) => only.push(name.to_owned()),
            other => anyhow::bail!(
                "unknown argument {other}; there are --smoke, --strict, --json FILE and the names {}",
                BENCHES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
            ),
        }
    }
    let folder = tempfile::tempdir().context("making a folder for inputs")?;
    let lab = Lab { folder: folder.path().to_owned(), smoke };
    let mut rows = Vec::new();
    for (name, bench) in BENCHES {
        if !only.is_empty() && !only.iter().any(|wanted| wanted == name) {
            continue;
        }
        if alone {
            rows.extend(bench(&lab).with_context(|| format!("bench {name}"))?);
        } else {
            eprintln!("measuring {name} …");
            rows.extend(in_a_process(name, &lab)?);
        }
    }
    if smoke {
        // Small inputs, and perhaps a build without optimisation: bars say nothing here.
        rows.iter_mut().for_each(Row::unjudged);
    }
    if !alone {
        println!("{}", report::table(&rows));
    }
    if let Some(path) = json {
        write_json(&path, &rows)?;
    }
    let missed = rows.iter().filter(|row| row.verdict == Verdict::Missed).count();
    if strict && missed > 0 {
        anyhow::bail!("{missed} bars were missed");
    }
    Ok(())
}

/// Runs a bench in a process of its own, so that none is measured in the memory that another has left behind.
fn in_a_process(name: &str, lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let report = lab.path("rows.json");
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg(name).arg(ALONE).arg("--json").arg(&report);
    if lab.smoke {
        command.arg("--smoke");
    }
    let status = command.status().with_context(|| format!("starting the bench {name}"))?;
    anyhow::ensure!(status.success(), "the bench {name} failed: {status}");
    let text = std::fs::read_to_string(&report).with_context(|| format!("reading the rows of {name}"))?;
    serde_json::from_str(&text).with_context(|| format!("reading the rows of {name}"))
}

fn write_json(path: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(rows)?;
    std::fs::write(path, text + "\n").with_context(|| format!("writing {}", path.display()))
}
