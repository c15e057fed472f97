//! `justbuilt timeline`: the history of a project without a window.

mod replay;

use clap::{Args, Subcommand};

/// What to do with a history.
#[derive(Args)]
pub struct TimelineArgs {
    #[command(subcommand)]
    command: TimelineCommand,
}

#[derive(Subcommand)]
enum TimelineCommand {
    /// Records an editing trace keystroke by keystroke, and measures what that costs and how fast moments are found.
    Replay(replay::ReplayArgs),
}

/// Does it.
pub fn run(args: TimelineArgs) -> anyhow::Result<()> {
    match args.command {
        TimelineCommand::Replay(args) => replay::run(args),
    }
}
