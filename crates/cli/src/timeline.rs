//! `justbuilt timeline`: the history of a project without a window: looking, comparing, bringing back, branches,
//! decisions, keeping. Exit codes as Unix tools have them: 0 done, 1 nothing found, a difference or something left to
//! decide, 2 it could not be done.

mod changing;
mod decisions;
mod keeping;
mod looking;
mod merging;
mod moments;
mod project;
mod replay;
mod times;
mod writing;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// What to do with a history.
#[derive(Args)]
pub struct TimelineArgs {
    #[command(subcommand)]
    command: TimelineCommand,
}

#[derive(Subcommand)]
enum TimelineCommand {
    /// Lists what happened, newest first.
    Log(looking::LogArgs),
    /// Shows a moment: what happened, and what changed with it.
    Show(looking::ShowArgs),
    /// Prints a file as it was.
    Cat(looking::CatArgs),
    /// Compares two moments, or a moment with now.
    Diff(looking::DiffArgs),
    /// Says why a line is there, back to its birth.
    Why(looking::WhyArgs),
    /// Says how much the history takes.
    Stats(keeping::StatsArgs),
    /// Brings a file, a folder or the whole project back as it was.
    Restore(changing::RestoreArgs),
    /// Lists branches, begins one, or renames, describes, deletes and restores one.
    Branch(changing::BranchArgs),
    /// Goes to another branch.
    Switch(changing::SwitchArgs),
    /// Takes another branch, or a moment of one, into the active branch.
    Merge(merging::MergeArgs),
    /// Gives a moment a name, or writes something down about it.
    Label(changing::LabelArgs),
    /// Lists decisions, imports and exports them as Markdown, records one.
    Decision(decisions::DecisionArgs),
    /// Gives up old detail as the rules say, and deletes what nothing refers to.
    Gc(keeping::GcArgs),
    /// Writes the history into one file.
    Export(keeping::ExportArgs),
    /// Reads such a file into a new history.
    Import(keeping::ImportArgs),
    /// Records an editing trace keystroke by keystroke, and measures what that costs and how fast moments are found.
    Replay(replay::ReplayArgs),
}

/// How a command ended, if it could be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// Nothing was found, there is a difference, or something is left to decide.
    Otherwise,
}

/// Does it.
pub fn run(args: TimelineArgs) -> ExitCode {
    let outcome = match args.command {
        TimelineCommand::Log(args) => looking::log(&args),
        TimelineCommand::Show(args) => looking::show(&args),
        TimelineCommand::Cat(args) => looking::cat(&args),
        TimelineCommand::Diff(args) => looking::diff(&args),
        TimelineCommand::Why(args) => looking::why(&args),
        TimelineCommand::Stats(args) => keeping::stats(&args),
        TimelineCommand::Restore(args) => changing::restore(&args),
        TimelineCommand::Branch(args) => changing::branch(&args),
        TimelineCommand::Switch(args) => changing::switch(&args),
        TimelineCommand::Merge(args) => merging::merge(&args),
        TimelineCommand::Label(args) => changing::label(&args),
        TimelineCommand::Decision(args) => decisions::run(&args),
        TimelineCommand::Gc(args) => keeping::gc(&args),
        TimelineCommand::Export(args) => keeping::export(&args),
        TimelineCommand::Import(args) => keeping::import(&args),
        TimelineCommand::Replay(args) => replay::run(args).map(|()| Outcome::Done),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Otherwise) => ExitCode::from(1),
        // The reader of a pipe that has seen enough is no mistake.
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            warn(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

#[expect(clippy::print_stderr, reason = "this is the command line's error output")]
fn warn(message: &str) {
    eprintln!("justbuilt: {message}");
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
