//! The binary `justbuilt`: reads the command line and hands over to the app or to a headless command.
//! Nothing is done here that an embedder could not do with the crates below.

mod ai;
mod apply_edits;
mod kv;
mod location;
mod open;
mod records;
mod screenshot;
mod sketch;
mod store;
mod timeline;
mod vault;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use location::Location;

/// A code editor that remembers everything and can be drawn in.
#[derive(Parser)]
#[command(name = "justbuilt", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    open: OpenArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Opens a folder or files in a window.
    Open(OpenArgs),
    /// Renders the window offscreen, after some steps, to a PNG.
    Screenshot(screenshot::ScreenshotArgs),
    /// Lists every command with its keys; the ids are what `--do` takes.
    Commands(CommandsArgs),
    /// Works with the history of a project.
    Timeline(Box<timeline::TimelineArgs>),
    /// Looks after what the editor keeps: check, stats, backup, restore, export, import, compact.
    Store(store::StoreArgs),
    /// Keeps values of scripts and small tools, by project.
    Kv(kv::KvArgs),
    /// Applies the edits of a model's reply to the files of a folder.
    ApplyEdits(apply_edits::ApplyEditsArgs),
    /// Asks a model, and streams its answer.
    Ask(Box<ai::ask::AskArgs>),
    /// Lists the models of a provider, or checks its key.
    Models(ai::models::ModelsArgs),
    /// Shows, brings in, gives out and checks personas.
    Persona(ai::persona::PersonaArgs),
    /// Lists, renders, runs and compares prompts.
    Prompt(ai::prompt::PromptArgs),
    /// Says what was spent on models.
    Cost(ai::cost::CostArgs),
    /// Drawings: makes code of them, paints them, brings them in and gives them out.
    Sketch(Box<sketch::SketchArgs>),
    /// Keeps secrets such as API keys, encrypted.
    Vault(vault::VaultArgs),
}

/// What to open, and how.
#[derive(Args, Clone, Debug, Default)]
struct OpenArgs {
    /// A folder, or files as PATH, PATH:LINE or PATH:LINE:COLUMN (from 1).
    #[arg(value_name = "PATH")]
    paths: Vec<Location>,
    /// Closes the window after its first frame.
    #[arg(long)]
    exit_after_first_frame: bool,
    /// Writes start-up times and memory to this JSON file.
    #[arg(long, value_name = "FILE")]
    timings: Option<std::path::PathBuf>,
    /// Where settings, session and unsaved text are kept (default: the system's folders).
    #[arg(long, value_name = "DIR", env = "JUSTBUILT_HOME")]
    home: Option<std::path::PathBuf>,
}

#[derive(Args)]
struct CommandsArgs {
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let started = std::time::Instant::now();
    let cli = Cli::parse();
    let result = match cli.command {
        None => open::run(cli.open, started),
        Some(Command::Open(args)) => open::run(args, started),
        Some(Command::Screenshot(args)) => screenshot::run(args),
        Some(Command::Commands(args)) => open::list_commands(args.json),
        Some(Command::Timeline(args)) => return timeline::run(*args),
        Some(Command::Store(args)) => match store::run(args) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Some(Command::ApplyEdits(args)) => return ai::exit(apply_edits::run(&args)),
        Some(Command::Ask(args)) => return ai::exit(ai::ask::run(&args)),
        Some(Command::Models(args)) => return ai::exit(ai::models::run(&args)),
        Some(Command::Persona(args)) => return ai::exit(ai::persona::run(&args)),
        Some(Command::Prompt(args)) => return ai::exit(ai::prompt::run(&args)),
        Some(Command::Cost(args)) => return ai::exit(ai::cost::run(&args)),
        Some(Command::Sketch(args)) => return ai::exit(sketch::run(&args)),
        Some(Command::Kv(args)) => kv::run(args),
        Some(Command::Vault(args)) => vault::run(args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(1)
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is the command line's error output")]
fn report(error: &anyhow::Error) {
    eprintln!("justbuilt: {error:#}");
}
