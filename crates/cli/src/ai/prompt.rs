//! `justbuilt prompt`: named templates listed, filled in, sent to one or several models, and compared.

mod running;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use justbuilt_ai::prompt::{Rendered, changes, commands, run_cases};
use serde_json::json;

use super::cost::aligned;
use super::desk::{Desk, DeskArgs, ProviderArgs};
use super::prompts::{self, Found};
use super::{people, usage};

/// Lists, renders, runs and compares prompts: those that come with the program, yours (`prompts/` in the config
/// folder) and the project's (`.justbuilt/prompts`). The later go before the earlier of the same name.
#[derive(Args)]
pub struct PromptArgs {
    #[command(subcommand)]
    command: PromptCommand,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Subcommand)]
enum PromptCommand {
    /// Lists them, with what each can be given, and what is wrong with them.
    List,
    /// Prints the text for these values.
    Render(Filled),
    /// Sends it to one model and streams the answer, or to several at once and shows the answers one below the other, each
    /// as it comes once those before it are over. Exit code 1 when one of them is not whole.
    Run(Box<RunArgs>),
    /// Compares two prompts, or one with the one of the same name that it stands before.
    Diff {
        /// A name, or a file.
        before: String,
        /// A name, or a file.
        after: Option<String>,
    },
}

#[derive(Args)]
struct Filled {
    /// Its name, or a file.
    prompt: String,
    /// NAME=VALUE, or NAME=@FILE for what is in a file.
    #[arg(value_name = "NAME=VALUE")]
    values: Vec<String>,
}

#[derive(Args)]
struct RunArgs {
    #[command(flatten)]
    filled: Filled,
    #[command(flatten)]
    provider: ProviderArgs,
    /// The model, as the provider calls it, or PROVIDER/MODEL. May be repeated.
    #[arg(long, value_name = "MODEL")]
    model: Vec<String>,
    /// Who answers: a name from `justbuilt persona list`.
    #[arg(long, value_name = "PERSONA")]
    persona: Option<String>,
    /// Tokens of each answer at most.
    #[arg(long, value_name = "TOKENS")]
    max_output: Option<u32>,
    /// US dollars that each request may cost at most; it is not sent when it may cost more.
    #[arg(long, value_name = "DOLLARS")]
    max_cost: Option<f64>,
    /// How often each is sent again (default: as often as the provider's own library).
    #[arg(long, value_name = "TIMES")]
    retries: Option<u32>,
}

/// Runs the command.
pub fn run(args: &PromptArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(&args.desk)?;
    let mut out = std::io::stdout().lock();
    match &args.command {
        PromptCommand::List => list(&desk, args.json, &mut out)?,
        PromptCommand::Render(filled) => {
            let rendered = render(&desk, filled)?;
            if args.json {
                let all =
                    json!({"prompt": rendered.name, "version": rendered.version, "text": rendered.text});
                writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
            } else {
                out.write_all(rendered.text.as_bytes())?;
                if !rendered.text.ends_with('\n') {
                    writeln!(out)?;
                }
            }
        }
        PromptCommand::Run(run) => {
            drop(out);
            return running::run(&desk, run, args.json);
        }
        PromptCommand::Diff { before, after } => {
            let diff = diff(&desk, before, after.as_deref())?;
            if args.json {
                writeln!(out, "{}", json!({"same": diff.is_empty(), "diff": diff}))?;
            } else {
                out.write_all(diff.as_bytes())?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(desk: &Desk, as_json: bool, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let all = prompts::all(desk);
    let mut rows = Vec::new();
    let mut table = Vec::new();
    let mut notes = Vec::new();
    for Found { prompt, source, path } in &all {
        let mut wrong = prompt.check();
        for case in run_cases(prompt) {
            wrong.extend(case.wrong.iter().map(|what| format!("case {}: {what}", case.name)));
        }
        let usage = commands(std::slice::from_ref(prompt)).pop().map(|slash| slash.usage).unwrap_or_default();
        if as_json {
            rows.push(json!({
                "name": prompt.name,
                "description": prompt.description,
                "version": prompt.version,
                "origin": people::word(*source),
                "path": path,
                "usage": usage,
                "variables": prompt.variables,
                "wrong": wrong,
            }));
            continue;
        }
        table.push([prompt.name.clone(), people::word(*source).to_owned()]);
        let wrong = wrong.iter().map(|what| format!("\n  wrong: {what}")).collect::<String>();
        notes.push(format!("{}{wrong}", prompt.description));
    }
    if as_json {
        writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
    }
    for (line, note) in aligned(&table).iter().zip(notes) {
        writeln!(out, "{line}  {note}")?;
    }
    Ok(())
}

fn render(desk: &Desk, filled: &Filled) -> anyhow::Result<Rendered> {
    let found = prompts::named(desk, &filled.prompt)?;
    let values = prompts::values(desk, &found.prompt, &filled.values)?;
    Ok(found.prompt.render(&values)?)
}

fn diff(desk: &Desk, before: &str, after: Option<&str>) -> anyhow::Result<String> {
    if let Some(after) = after {
        let (before, after) = (prompts::named(desk, before)?, prompts::named(desk, after)?);
        return Ok(changes(&before.prompt, &after.prompt)?);
    }
    let named = prompts::named(desk, before)?.prompt.name;
    let mut same: Vec<Found> = prompts::everywhere(desk);
    same.retain(|one| one.prompt.name == named);
    match same.as_slice() {
        [.., under, over] => Ok(changes(&under.prompt, &over.prompt)?),
        _ => Err(usage(format!("{named} stands before no other prompt; name another to compare it with"))),
    }
}
