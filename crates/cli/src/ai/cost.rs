//! `justbuilt cost`: sums over the log of what was used.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use justbuilt_ai::meter::{Entry, Scope, Totals};
use serde_json::{Value, json};

use justbuilt_workspace::ai::ledger::native::FileLog;

use super::desk::{Desk, DeskArgs};
use super::say;

/// Says what was spent on models, from the log that `ask` and `prompt run` keep.
///
/// Tokens are what the providers said; where one did not (stopped, torn), they are an estimate, and counted as such.
/// What a program had under way that was killed is unknown: not in the sums, and held back by budgets.
#[derive(Args)]
pub struct CostArgs {
    /// By what the sums are made.
    #[arg(long, value_name = "WHAT", default_value = "day")]
    by: By,
    /// Prints JSON: "by", "rows" with "key" and sums, "total", "budgets".
    #[arg(long)]
    json: bool,
    /// Decides first what requests cost of which nobody knows it.
    #[arg(long, value_name = "HOW")]
    settle: Option<Settle>,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Settle {
    /// As much as they can have.
    All,
    /// Nothing.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Model,
    Provider,
    Persona,
    Project,
}

impl By {
    fn word(self) -> &'static str {
        match self {
            By::Day => "day",
            By::Model => "model",
            By::Provider => "provider",
            By::Persona => "persona",
            By::Project => "project",
        }
    }

    fn key(self, entry: &Entry) -> String {
        let about = &entry.about;
        match self {
            By::Day => entry.day.to_string(),
            By::Model => format!("{}/{}", about.provider, about.model),
            By::Provider => about.provider.clone(),
            By::Persona => about.persona.clone(),
            By::Project => about.project.clone(),
        }
    }
}

/// Runs the command.
pub fn run(args: &CostArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(&args.desk)?;
    if let Some(how) = args.settle {
        let count = desk.ledger.decide(how == Settle::All)?;
        let as_what = if how == Settle::All { "all they can have cost" } else { "nothing" };
        say(&format!("justbuilt: {count} requests are counted as {as_what}"));
    }
    let (meter, unreadable) = desk.ledger.read()?;
    if unreadable > 0 {
        let path = FileLog::path(&desk.folders.state);
        let path = path.display();
        say(&format!("justbuilt: {unreadable} lines of {path} cannot be read and are not in these sums"));
    }
    let rows = meter.by(|entry| args.by.key(entry));
    let total = meter.of(&Scope::All);
    let now = justbuilt_base::Clock::now(&justbuilt_base::SystemClock::new());
    let today = justbuilt_ai::meter::Day::of(now, justbuilt_app::native::time::offset(now) / 60);
    let budgets: Vec<_> = desk.providers.budgets().iter().map(|one| one.standing(&meter, today)).collect();
    let mut out = std::io::stdout().lock();
    if args.json {
        let row = |(key, totals): (&String, &Totals)| {
            let mut row = sums(totals);
            if let Some(row) = row.as_object_mut() {
                row.insert("key".to_owned(), key.as_str().into());
            }
            row
        };
        let budget = |one: &justbuilt_ai::budget::Standing| json!({"budget": one.budget, "spent": one.spent.to_string(), "held": one.held.map(|held| held.to_string()), "left": one.left.to_string(), "share": one.share});
        let all = json!({
            "by": args.by.word(),
            "rows": rows.iter().map(row).collect::<Vec<_>>(),
            "total": sums(&total),
            "budgets": budgets.iter().map(budget).collect::<Vec<_>>(),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        writeln!(out, "nothing was spent yet")?;
    } else {
        let none = "(none)".to_owned();
        let mut table = vec![["", "requests", "tokens in", "tokens out", "cost"].map(str::to_owned)];
        let named = |key: &String| if key.is_empty() { none.clone() } else { key.clone() };
        table.extend(rows.iter().map(|(key, totals)| line(&named(key), totals)));
        table.push(line("all", &total));
        for row in aligned(&table) {
            writeln!(out, "{row}")?;
        }
        let notes = [
            (total.unknown_cost, "have a price that nobody knows, and are not in the cost"),
            (total.estimated, "are estimated: the provider did not say"),
        ];
        for (count, what) in notes {
            if count > 0 {
                writeln!(out, "{count} of the requests {what}")?;
            }
        }
        if total.unsettled > 0 {
            writeln!(
                out,
                "{} of the requests were under way when their program ended, and are not in the sums: unknown, at most {} tokens and {}. \
                `justbuilt cost --settle all` counts that, `--settle nothing` forgets it",
                total.unsettled, total.unsettled_tokens, total.unsettled_money
            )?;
        }
    }
    for one in budgets {
        let held = one.held.map(|held| format!("{held} held back, ")).unwrap_or_default();
        writeln!(out, "{}: {} spent, {held}{} left", one.budget, one.spent, one.left)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(key: &str, totals: &Totals) -> [String; 5] {
    let more = if totals.unknown_cost > 0 { " and more" } else { "" };
    [
        key.to_owned(),
        totals.requests.to_string(),
        totals.input.to_string(),
        totals.output.to_string(),
        format!("{}{more}", totals.money),
    ]
}

fn sums(totals: &Totals) -> Value {
    json!({
        "requests": totals.requests,
        "input": totals.input,
        "cached_read": totals.cached_read,
        "cached_write": totals.cached_write,
        "output": totals.output,
        "reasoning": totals.reasoning,
        "tool_input": totals.tool_input,
        "cost_usd": totals.money.usd(),
        "unknown_cost": totals.unknown_cost,
        "estimated": totals.estimated,
        "unsettled": totals.unsettled,
        "unsettled_tokens": totals.unsettled_tokens,
        "unsettled_usd": totals.unsettled_money.usd(),
    })
}

/// Rows with their columns below each other: the first to the left, the others to the right.
pub fn aligned<const N: usize>(table: &[[String; N]]) -> Vec<String> {
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let row = |cells: &[String; N]| {
        let cells = cells.iter().zip(&widths).enumerate();
        let cells = cells.map(
            |(at, (cell, width))| {
                if at == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
            },
        );
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    table.iter().map(row).collect()
}
