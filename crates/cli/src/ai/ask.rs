//! `justbuilt ask`: a question with its context, sent to a model; the answer on the standard output as it comes, all
//! else on the standard error.

use std::io::{IsTerminal as _, Read as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::context::{Manifest, assemble};
use justbuilt_ai::event::{Event, Usage};
use justbuilt_ai::persona::compose;
use justbuilt_ai::prices::Cost;
use justbuilt_ai::providers::{KeyPlace, Provider};
use justbuilt_ai::request::{Effort, Message, Part, Request, Role};
use justbuilt_ai::secrets::TakenOut;
use justbuilt_ai::tokens::Family;
use justbuilt_workspace::ai::words::{self, Reader};
use justbuilt_workspace::ai::{Trouble, models};
use serde_json::{Value, json};

use super::desk::{Desk, DeskArgs, Network, ProviderArgs, no_key};
use super::sending::{Ended, Outcome, Outgoing, Stop, interrupted, send};
use super::{gather, people, say, usage};

/// Tokens of context where nobody knows the model's window.
const CONTEXT: u64 = 32_000;

/// Asks a model, and streams its answer.
///
/// The answer goes to the standard output as it comes; tokens, cost and all else go to the standard error. Secrets in
/// what is sent are replaced by marks. Budgets of providers.toml and of the persona are checked before anything is sent.
///
/// Exit code 0 for a whole answer, 1 when there is none or it is cut (the reason is said), 2 for wrong arguments, 130
/// when Ctrl+C stopped it.
#[derive(Args)]
#[command(after_long_help = JSON_HELP)]
pub struct AskArgs {
    /// The question; `-` reads it from the standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Who answers: a name from `justbuilt persona list`.
    #[arg(long, value_name = "PERSONA")]
    persona: Option<String>,
    #[command(flatten)]
    provider: ProviderArgs,
    /// The model, as the provider calls it, or PROVIDER/MODEL.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// A file or a folder that goes along. May be repeated. In folders, what git ignores and what is
    /// named like a file with secrets stays out; name such a file itself to send it.
    #[arg(long, value_name = "PATH", num_args = 1)]
    context: Vec<PathBuf>,
    /// Tokens of context at most (default: what the model's window has room for).
    #[arg(long, value_name = "TOKENS")]
    context_tokens: Option<u64>,
    /// Sends the project's rules (AGENTS.md and the like) along.
    #[arg(long)]
    rules: bool,
    /// Tokens of answer at most.
    #[arg(long, value_name = "TOKENS")]
    max_output: Option<u32>,
    /// From 0 (always the same) up (default: the model's own).
    #[arg(long, value_name = "NUMBER")]
    temperature: Option<f32>,
    /// How much to think.
    #[arg(long, value_name = "HOW MUCH")]
    effort: Option<EffortArg>,
    /// Shows the thinking too, on the standard error.
    #[arg(long)]
    thinking: bool,
    /// US dollars that this request may cost at most; nothing is sent when it may cost more.
    #[arg(long, value_name = "DOLLARS")]
    max_cost: Option<f64>,
    /// How often it is sent again when the provider has no room or fails before it has said anything (default: as
    /// often as the provider's own library).
    #[arg(long, value_name = "TIMES")]
    retries: Option<u32>,
    /// Shows exactly what would be sent and what it would cost at most, and sends nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints JSON: one object a line, see below.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

const JSON_HELP: &str = r#"With --json each line of the standard output is an object with a "type":
  context   what is sent: "sent", "left_out", "tokens", "secrets" (how many of which kind)
  start     the provider took the request: "model", "id"
  text      "delta": what comes after the text so far
  thinking  "delta" (only with --thinking)
  refusal   "delta": the model declines
  retry     it is sent again: "attempt", "wait_seconds", "why"; what came before is void
  end       the last line: "ok", "ended" (whole, truncated, stopped, fault, refused), "finish", "text", "usage" (tokens),
            "cost_usd" (null when nobody knows), "estimated", "seconds", and for a fault "fault" with "kind",
            "message", "status", "retry_after_seconds", "help"
With --dry-run there is one object: "manifest", "secrets", "estimate", "request" with "url" and "body"."#;

/// How much to think.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum EffortArg {
    Off,
    Low,
    Medium,
    High,
}

impl From<EffortArg> for Effort {
    fn from(effort: EffortArg) -> Self {
        match effort {
            EffortArg::Off => Effort::Off,
            EffortArg::Low => Effort::Low,
            EffortArg::Medium => Effort::Medium,
            EffortArg::High => Effort::High,
        }
    }
}

/// Runs the command.
pub fn run(args: &AskArgs) -> anyhow::Result<ExitCode> {
    let text = question(&args.text)?;
    let desk = Desk::open(&args.desk)?;
    let found = args.persona.as_deref().map(|name| people::named(&desk, name)).transpose()?;
    let persona = found.as_ref().map(|found| &found.persona);
    let mut keys = desk.keys();
    let chosen = desk.choose(&args.provider, args.model.as_deref(), persona, &mut keys)?;
    let key = if args.dry_run { no_key() } else { keys.of(&chosen.provider)? };
    // From here on others may have the store again.
    drop(keys);

    let guard = found.as_ref().map(|found| found.guard()).transpose()?;
    let mut items = gather::named(&desk.root, &args.context, guard.as_ref())?;
    if args.rules {
        items.extend(gather::rules_of(&desk.root)?);
    }
    let scanner = desk.scanner()?;
    let family = Family::of(&chosen.model);
    let facts = desk.prices.find(&chosen.provider.prices, &chosen.model);
    // Half of the window at most: question, persona and answer need room too.
    let room = facts.and_then(|facts| facts.context).map_or(CONTEXT, |window| window / 2);
    let assembled = assemble(items, &scanner, family, args.context_tokens.unwrap_or(room));
    let mut system: Vec<Part> = Vec::new();
    system.extend(persona.map(|persona| Part::text(compose(persona, &[]))));
    system.extend(assembled.system());
    let mut parts = assembled.parts();
    parts.push(Part::text(text));
    let mut request = Request {
        system,
        messages: vec![Message { role: Role::User, parts }],
        max_output: args.max_output,
        temperature: args.temperature,
        effort: args.effort.map(Effort::from),
        ..Request::default()
    };
    let taken = scanner.redact_request(&mut request);
    let secrets = Secrets::of(&assembled.manifest, &taken);

    let endpoint = chosen.provider.endpoint(&key, &super::desk::environment);
    let mut outgoing = Outgoing::new(&desk, chosen, endpoint, request, persona);
    outgoing.retries = args.retries;
    outgoing.at_most(args.max_cost)?;
    if args.dry_run {
        dry_run(args.json, &outgoing, &assembled.manifest, &secrets)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut show = Show { json: args.json, thinking: args.thinking, ..Show::text() };
    show.context(&assembled.manifest, &secrets)?;
    let network = desk.network()?;
    let stop = interrupted();
    network.handle.block_on(async {
        let outcome = {
            let show = &mut |update: &Update| show.update(update);
            send(&desk, &network, &outgoing, stop.clone(), show).await?
        };
        finish(&mut show, &network, &outgoing, &key.from, &outcome, stop).await
    })
}

/// The question, from where it is.
pub fn question(text: &str) -> anyhow::Result<String> {
    let mut text = text.to_owned();
    if text == "-" {
        text.clear();
        let read = std::io::stdin().take(16 << 20).read_to_string(&mut text);
        read.context("could not read the question from the standard input")?;
    }
    if text.trim().is_empty() {
        return Err(usage("there is no question"));
    }
    Ok(text)
}

/// Whether what is printed is read by a terminal, which must not be steered by it.
pub fn to_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Without what would steer a terminal.
pub fn tame(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// How many secrets were taken out, by kind.
pub struct Secrets(Vec<(String, usize)>);

impl Secrets {
    fn of(manifest: &Manifest, taken: &[TakenOut]) -> Self {
        let in_context =
            manifest.sent.iter().flat_map(|sent| sent.redacted.iter().map(|(rule, _)| rule.clone()));
        Self::count(in_context.chain(taken.iter().map(|one| one.rule.to_string())))
    }

    /// Of these rules.
    pub fn count(rules: impl Iterator<Item = String>) -> Self {
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for rule in rules {
            match kinds.iter_mut().find(|(known, _)| *known == rule) {
                Some((_, count)) => *count += 1,
                None => kinds.push((rule, 1)),
            }
        }
        Self(kinds)
    }

    /// `3 secrets taken out: 2 × github-token, 1 × jwt`.
    pub fn sentence(&self) -> Option<String> {
        let all: usize = self.0.iter().map(|(_, count)| count).sum();
        let kinds: Vec<String> = self.0.iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
        let word = if all == 1 { "secret" } else { "secrets" };
        (all > 0).then(|| format!("{all} {word} taken out: {}", kinds.join(", ")))
    }

    /// By kind.
    pub fn json(&self) -> Value {
        self.0
            .iter()
            .map(|(kind, count)| (kind.clone(), Value::from(*count)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

fn dry_run(as_json: bool, outgoing: &Outgoing, manifest: &Manifest, secrets: &Secrets) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let wire = outgoing.chosen.provider.protocol.encode(&outgoing.endpoint, &outgoing.request);
    let window = outgoing.estimate.window;
    if as_json {
        let all = json!({
            "manifest": manifest,
            "secrets": secrets.json(),
            "estimate": {
                "input": window.input,
                "output": window.output,
                "window": window.context,
                "cost_usd": cost_json(outgoing.estimate.cost),
            },
            "request": { "url": wire.url, "body": wire.body },
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    writeln!(out, "to {}, {} of {}", wire.url, outgoing.chosen.model, outgoing.chosen.provider.name)?;
    if !manifest.sent.is_empty() || !manifest.left_out.is_empty() {
        write!(out, "context: {manifest}")?;
    }
    if let Some(sentence) = secrets.sentence() {
        writeln!(out, "{sentence}")?;
    }
    writeln!(
        out,
        "estimate: {} tokens in, up to {} out, {} at most",
        window.input, window.output, outgoing.estimate.cost
    )?;
    writeln!(out, "{}", serde_json::to_string_pretty(&wire.body)?)?;
    Ok(())
}

/// Prints the answer as it comes.
pub struct Show {
    json: bool,
    thinking: bool,
    /// Whether a terminal reads it.
    plain: bool,
    at_line_start: bool,
}

impl Show {
    /// As text, without the thinking.
    pub fn text() -> Self {
        Self { json: false, thinking: false, plain: to_terminal(), at_line_start: true }
    }

    fn context(&self, manifest: &Manifest, secrets: &Secrets) -> anyhow::Result<()> {
        if self.json {
            let line = json!({
                "type": "context",
                "sent": manifest.sent,
                "left_out": manifest.left_out,
                "tokens": manifest.tokens,
                "secrets": secrets.json(),
            });
            return Ok(print_line(&line)?);
        }
        for sent in &manifest.sent {
            if let Some(cut) = sent.cut {
                say(&format!("{}: only {} of {} lines have room", sent.source, cut.lines, cut.of));
            }
            if let Some(line) = sent.suspicious.first() {
                say(&format!("{}: line {} reads like an order to the model", sent.source, line + 1));
            }
        }
        for left in &manifest.left_out {
            say(&format!("not sent: {}: {}", left.source, left.why));
        }
        secrets.sentence().iter().for_each(|sentence| say(sentence));
        Ok(())
    }

    /// Prints a step of the answer.
    pub fn update(&mut self, update: &Update) -> std::io::Result<()> {
        match update {
            Update::Event(event) => self.event(event),
            Update::Notice(Notice::Retrying { attempt, wait, why, .. }) => {
                let seconds = wait.as_secs_f64();
                if self.json {
                    let why = why.to_string();
                    let line =
                        json!({"type": "retry", "attempt": attempt, "wait_seconds": seconds, "why": why});
                    return print_line(&line);
                }
                say(&format!("{why}; attempt {attempt} in {seconds:.1} s"));
                Ok(())
            }
        }
    }

    fn event(&mut self, event: &Event) -> std::io::Result<()> {
        match event {
            Event::Text { delta, .. } if self.json => print_line(&json!({"type": "text", "delta": delta})),
            Event::Refusal { delta } if self.json => print_line(&json!({"type": "refusal", "delta": delta})),
            Event::Reasoning { delta, .. } if self.json && self.thinking => {
                print_line(&json!({"type": "thinking", "delta": delta}))
            }
            Event::Start { id, model } if self.json => {
                print_line(&json!({"type": "start", "id": id, "model": model}))
            }
            Event::Text { delta, .. } | Event::Refusal { delta } if !self.json => {
                let tamed = if self.plain { tame(delta) } else { delta.clone() };
                if let Some(last) = tamed.chars().last() {
                    self.at_line_start = last == '\n';
                }
                let mut out = std::io::stdout().lock();
                out.write_all(tamed.as_bytes())?;
                out.flush()
            }
            Event::Reasoning { delta, .. } if !self.json && self.thinking => {
                let mut err = std::io::stderr().lock();
                err.write_all(tame(delta).as_bytes())?;
                err.flush()
            }
            _ => Ok(()),
        }
    }

    /// Ends the line of the answer.
    pub fn end(&mut self) {
        if !self.json && !self.at_line_start {
            self.at_line_start = true;
            writeln!(std::io::stdout().lock()).ok();
        }
    }
}

fn print_line(line: &Value) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Tokens and money in words: `12 tokens in (3 from the cache), 34 out, $0.0012, 1.2 s`.
pub fn spent(outcome: &Outcome) -> String {
    let Usage { input, cached_read, output, reasoning, .. } = outcome.usage;
    let count = |tokens: Option<u64>| tokens.map_or("?".to_owned(), |tokens| tokens.to_string());
    let some = |tokens: Option<u64>, what: &str| {
        tokens.filter(|tokens| *tokens > 0).map(|tokens| format!(" ({tokens} {what})")).unwrap_or_default()
    };
    let cost = match outcome.cost {
        Cost::Known(money) => money.to_string(),
        Cost::Unknown => "cost not known".to_owned(),
    };
    let about = if outcome.estimated { "estimated: " } else { "" };
    format!(
        "{about}{} tokens in{}, {} out{}, {cost}, {:.1} s",
        count(input),
        some(cached_read, "from the cache"),
        count(output),
        some(reasoning, "thinking"),
        outcome.took.as_secs_f64()
    )
}

/// US dollars, or null.
pub fn cost_json(cost: Cost) -> Value {
    cost.known().map_or(Value::Null, |money| json!(money.usd()))
}

/// What happened, in words, and what to do; `None` when the answer is whole.
pub async fn complaint(
    network: &Network,
    provider: &Provider,
    outgoing: &Outgoing,
    key: &KeyPlace,
    outcome: &Outcome,
    mut stop: Stop,
) -> Option<String> {
    let model = &outgoing.chosen.model;
    let of_end =
        |answer| words::of_end(answer, &provider.name, model, outgoing.request.max_output, Reader::Terminal);
    let trouble = match &outcome.ended {
        Ended::Whole | Ended::Truncated => of_end(&outcome.answer)?,
        Ended::Stopped => Trouble::new("stopped: the answer is cut", ""),
        Ended::Refused(refusal) => return Some(format!("not sent: {refusal}")),
        Ended::Fault(fault) => {
            let mut near = Vec::new();
            if fault.kind == justbuilt_ai::FaultKind::NotFound {
                // A help, and no reason to wait for long.
                let looking = models::near(&network.client, provider, &outgoing.endpoint, model);
                if let futures::future::Either::Left((found, _)) =
                    futures::future::select(std::pin::pin!(looking), std::pin::pin!(&mut stop)).await
                {
                    near = found;
                }
            }
            words::of_fault(fault, words::About { provider, model, key, near: &near }, Reader::Terminal)
        }
    };
    Some(trouble.lines())
}

async fn finish(
    show: &mut Show,
    network: &Network,
    outgoing: &Outgoing,
    key: &KeyPlace,
    outcome: &Outcome,
    stop: Stop,
) -> anyhow::Result<ExitCode> {
    show.end();
    let complaint = complaint(network, &outgoing.chosen.provider, outgoing, key, outcome, stop).await;
    if show.json {
        print_line(&end_line(outcome, complaint.as_deref()))?;
    } else if !matches!(outcome.ended, Ended::Refused(_)) && outcome.usage != Usage::default() {
        say(&format!("{}: {}", outgoing.chosen.model, spent(outcome)));
    }
    if matches!(outcome.ended, Ended::Stopped) {
        say(&complaint.unwrap_or_default());
        return Ok(ExitCode::from(130));
    }
    match complaint {
        None => Ok(ExitCode::SUCCESS),
        Some(complaint) => bail!(complaint),
    }
}

/// How it ended, as an object.
pub fn end_line(outcome: &Outcome, complaint: Option<&str>) -> Value {
    let ended = match &outcome.ended {
        Ended::Whole => "whole",
        Ended::Truncated => "truncated",
        Ended::Stopped => "stopped",
        Ended::Refused(_) => "refused",
        Ended::Fault(_) => "fault",
    };
    let mut line = json!({
        "type": "end",
        "ok": complaint.is_none(),
        "ended": ended,
        "finish": outcome.answer.finish.as_ref().map(|(reason, _)| reason),
        "text": outcome.answer.text,
        "usage": outcome.usage,
        "cost_usd": cost_json(outcome.cost),
        "estimated": outcome.estimated,
        "seconds": outcome.took.as_secs_f64(),
    });
    let fault = match &outcome.ended {
        Ended::Fault(fault) => Some(json!({
            "kind": fault.kind.name(),
            "message": fault.message,
            "status": fault.http_status,
            "retry_after_seconds": fault.retry_after.map(|wait| wait.as_secs_f64()),
            "help": complaint,
        })),
        Ended::Refused(_) => Some(json!({"kind": "refused", "message": complaint})),
        _ => None,
    };
    if let (Some(fault), Some(line)) = (fault, line.as_object_mut()) {
        line.insert("fault".to_owned(), fault);
    }
    line
}
