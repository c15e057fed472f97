//! `justbuilt store`: the editor's own stores without a window. What they do is in `store::native::state`; here are
//! the arguments and the words.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use justbuilt_app::native::Folders;
use justbuilt_base::{Clock as _, SystemClock, Timestamp};
use justbuilt_store::native::state::{Report, StateFolder};
use justbuilt_store::{Health, StoreError};
use serde::Serialize;

/// Looks after what the editor keeps: its records, and the history of each project.
#[derive(Args)]
pub struct StoreArgs {
    #[command(subcommand)]
    task: Task,
    /// Where settings and state are kept (default: the system's folders).
    #[arg(long, value_name = "DIR", env = "JUSTBUILT_HOME", global = true)]
    home: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Task {
    /// Reads everything and says what is damaged. Exit code 1 when something is.
    Check,
    /// Says what is kept, and how much room it takes.
    Stats,
    /// Writes all of it to one file.
    Backup {
        /// The file to write.
        file: PathBuf,
    },
    /// Puts a backup in the place of what is there, which is kept beside it.
    Restore {
        /// A file that `backup` wrote.
        file: PathBuf,
    },
    /// Writes the editor's records as JSON.
    Export {
        /// The file to write (default: to the terminal).
        file: Option<PathBuf>,
        /// Only this namespace. May be repeated.
        #[arg(long, value_name = "NAME")]
        namespace: Vec<String>,
    },
    /// Sets records from JSON that `export` wrote; others stay.
    Import {
        /// The file to read (default: from the terminal).
        file: Option<PathBuf>,
    },
    /// Gives back the room that deleted records take.
    Compact,
}

/// Does it. The exit code is 0 when all is well and 1 when `check` found something; mistakes in the arguments end
/// with 2 before this.
///
/// # Errors
/// When it cannot be done, with what to do about it.
pub fn run(args: StoreArgs) -> anyhow::Result<ExitCode> {
    let folders = args.home.as_deref().map(Folders::under).or_else(Folders::of_system);
    let folders = folders.context("the system does not say where your files are: use --home DIR")?;
    let state = StateFolder::new(folders.state);
    let now = SystemClock::default().now();
    let mut out = Out { out: io::stdout().lock(), json: args.json };
    match args.task {
        Task::Check => return check(&state, now, &mut out),
        Task::Stats => out.stats(&state, &state.stats(now))?,
        Task::Backup { file } => {
            let done = state.backup(&file, now).map_err(explained)?;
            out.say(&done, |out| {
                writeln!(out, "{} files, {} in {}", done.files, size(done.bytes), file.display())
            })?;
        }
        Task::Restore { file } => {
            let done = state.restore(&file, now).map_err(explained)?;
            out.say(&done, |out| {
                writeln!(out, "{} records and {} projects restored", done.records, done.projects)?;
                match &done.kept {
                    Some(kept) => writeln!(out, "what was there before is in {}", kept.display()),
                    None => Ok(()),
                }
            })?;
        }
        Task::Export { file: None, namespace } => {
            state.export_records(&namespace, &mut out.out).map_err(explained)?;
        }
        Task::Export { file: Some(file), namespace } => {
            let mut target = File::create(&file).with_context(|| format!("writing {}", file.display()))?;
            let records = state.export_records(&namespace, &mut target).map_err(explained)?;
            let done = serde_json::json!({ "records": records });
            out.say(&done, |out| writeln!(out, "{records} records in {}", file.display()))?;
        }
        Task::Import { file } => {
            let done = match &file {
                Some(file) => {
                    let file = File::open(file).with_context(|| format!("reading {}", file.display()))?;
                    state.import_records(&mut BufReader::new(file))
                }
                None => state.import_records(&mut io::stdin().lock()),
            };
            let done = done.map_err(explained)?;
            out.say(&done, |out| writeln!(out, "{} records set", done.records))?;
        }
        Task::Compact => {
            let freed = state.compact().map_err(explained)?;
            let done = serde_json::json!({ "freed": freed });
            out.say(&done, |out| writeln!(out, "{} freed", size(freed)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(state: &StateFolder, now: Timestamp, out: &mut Out<'_>) -> anyhow::Result<ExitCode> {
    let reports = state.check(now);
    let problems: usize = reports.iter().map(|report| report.problems.len()).sum();
    let done = serde_json::json!({ "path": state.path(), "problems": problems, "stores": reports });
    out.say(&done, |out| {
        for report in &reports {
            let verdict = match (report.problems.len(), &report.in_use_by) {
                (0, None) => "fine".to_owned(),
                (0, Some(owner)) => format!("fine as far as can be seen: a window has it (process {owner})"),
                (1, _) => "1 problem".to_owned(),
                (many, _) => format!("{many} problems"),
            };
            writeln!(out, "{}: {verdict}", report.name)?;
            for problem in &report.problems {
                writeln!(out, "  {}\n    {}", problem.what, problem.help)?;
            }
        }
        if reports.is_empty() {
            writeln!(out, "nothing is kept in {} yet", state.path().display())?;
        }
        Ok(())
    })?;
    Ok(if problems == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

struct Out<'a> {
    out: io::StdoutLock<'a>,
    json: bool,
}

impl Out<'_> {
    fn say(
        &mut self,
        data: &impl Serialize,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        if self.json {
            serde_json::to_writer_pretty(&mut self.out, data)?;
            writeln!(self.out)?;
        } else {
            text(&mut self.out)?;
        }
        Ok(())
    }

    fn stats(&mut self, state: &StateFolder, reports: &[Report]) -> anyhow::Result<()> {
        let bytes: u64 = reports.iter().filter_map(|report| report.health.as_ref()).map(|h| h.bytes).sum();
        let done = serde_json::json!({ "path": state.path(), "bytes": bytes, "stores": reports });
        self.say(&done, |out| {
            writeln!(out, "{}: {}", state.path().display(), size(bytes))?;
            reports.iter().try_for_each(|report| print(out, report))
        })
    }
}

fn print(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let Report { name, in_use_by, health, problems, .. } = report;
    match health {
        Some(health) => writeln!(out, "\n{name}: {}", size(health.bytes))?,
        None => writeln!(out, "\n{name}: cannot be opened")?,
    }
    if let Some(owner) = in_use_by {
        writeln!(out, "  a window has it (process {owner})")?;
    }
    if let Some(Health { records, logs, blobs, last_export, .. }) = health {
        let width = records.keys().map(String::len).max().unwrap_or(0);
        for (name, count) in records {
            writeln!(out, "  {name:width$}  {count:>8} records")?;
        }
        if *logs > 0 {
            writeln!(out, "  logs take {}", size(*logs))?;
        }
        if blobs.blobs > 0 {
            let (content, stored) = (size(blobs.content_bytes), size(blobs.stored_bytes));
            writeln!(out, "  {} contents, {content} in {stored}", blobs.blobs)?;
        }
        if let Some(last) = last_export {
            let age = SystemClock::default().now().since(*last).as_secs() / 3600;
            writeln!(out, "  last export {age} hours ago")?;
        }
    }
    problems.iter().try_for_each(|problem| writeln!(out, "  {}\n    {}", problem.what, problem.help))
}

/// An error with what can be done about it.
fn explained(error: StoreError) -> anyhow::Error {
    match &error {
        // Its own help is for the window.
        StoreError::InUse { .. } => anyhow::anyhow!("{error}. Close it and try again."),
        StoreError::Damaged { .. } => anyhow::anyhow!("{error}"),
        _ => anyhow::anyhow!("{error}. {}", error.help()),
    }
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["bytes", "kB", "MB"] {
        if value < 1000.0 {
            return if unit == "bytes" { format!("{bytes} bytes") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    format!("{value:.2} GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_for_people() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_500, "1.5 kB"),
            (25_800_000, "25.8 MB"),
            (3_210_000_000, "3.21 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
