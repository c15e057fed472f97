//! `cargo xtask`: runs, tests, checks, builds for the web and measures the project, and installs what a fresh
//! machine lacks. It is no part of the product and depends on none of its crates, so that it starts at once.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks on the terminal")]

mod bench;
mod browser;
mod doctor;
mod gpu;
mod icons;
mod llama;
mod llm;
mod packages;
mod places;
mod process;
mod report;
mod run;
mod server;
mod test;
mod tidy;
mod wasm;
mod web;
mod window;

use anyhow::{Result, bail};
use places::Places;
use std::process::ExitCode;

const HELP: &str = "cargo xtask COMMAND

  run [--dev] [PATH] [ARGS…]         the editor; what it needs is installed first
  test [--only STAGE[,STAGE…]]       every check, cheap ones first: fmt tidy clippy deny unit docs window browser-store web browser bench
                                     only by name: llm (a judge of AI clients, from PyPI)
  tidy                               the house rules that no compiler knows
  web [--dev] [--serve [PORT]]       the browser build in dist/
  bench [--smoke] [--json FILE]      what the editor must reach, measured
  icons                              the icon font with the icons that the sources name
  doctor                             what this machine has and lacks

JUSTBUILT_CACHE moves the folder of builds and tools, CARGO_TARGET_DIR that of native builds alone.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let (command, rest) =
        args.split_first().map_or(("help", args), |(command, rest)| (command.as_str(), rest));
    let places = Places::find()?;
    match command {
        "run" => run::run(&places, rest),
        "test" => test::run(&places, rest),
        "tidy" => tidy::run(&places.root),
        "web" => web::run(&places, rest),
        "bench" => bench::run(&places, rest),
        "icons" => icons::run(&places),
        "doctor" => doctor::run(&places),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command `{other}`\n\n{HELP}"),
    }
}
