//! One look at all that is set up: the files, the keys, who would be asked for what, and what was spent. In the
//! background; nothing is asked of a provider.

use std::sync::Arc;

use justbuilt_ai::meter::{Day, Entry, Meter, Scope, Totals};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::providers::{Provider, Providers};
use justbuilt_ai::routing::{Need, Role};
use justbuilt_base::Diagnostic;

use super::place;
use crate::ai::asking::way::Way;
use crate::ai::asking::{Wish, choose};
use crate::ai::desk::{Desk, Problem};
use crate::ai::ledger::LogFault;
use crate::ai::{KeyFault, KeyState, ProviderItem, Routed, SetupSnapshot, Spending, Unsettled};

/// What was found.
pub(crate) struct Looked {
    pub snapshot: Box<SetupSnapshot>,
    /// Why the vault is locked, if it is.
    pub locked: Option<String>,
}

/// Looks.
pub(super) fn look(way: &Arc<Way>, project: &str) -> Looked {
    let desk = way.desk();
    let keys = way.look_up(desk.providers.iter());
    let fault = keys.as_ref().err();
    let built_in = Providers::built_in();
    let providers: Vec<Arc<ProviderItem>> = desk
        .providers
        .iter()
        .map(|provider| Arc::new(item(way, provider, built_in.get(&provider.name).is_err(), fault)))
        .collect();
    let routes: Vec<(Role, Vec<Routed>)> =
        Role::ALL.into_iter().map(|role| (role, routed(way, &desk, role))).collect();
    let ready = routes.iter().any(|(role, models)| *role == Role::Chat && !models.is_empty());
    let mut problems: Vec<Diagnostic> = desk.problems.iter().map(diagnostic).collect();
    let spending = spending(way, &desk, project).unwrap_or_else(|fault| {
        problems.push(Diagnostic::error(fault.to_string()).at_path(fault.path));
        Spending::default()
    });
    let snapshot = SetupSnapshot {
        known: true,
        providers,
        ready,
        routes,
        spending,
        file: None,
        problems,
        locked: None,
        offline: way.client.offline().is_offline(),
    };
    let locked = fault.filter(|fault| fault.locked).map(|fault| fault.message.clone());
    Looked { snapshot: Box::new(snapshot), locked }
}

fn item(way: &Way, provider: &Provider, own: bool, fault: Option<&KeyFault>) -> ProviderItem {
    let key = match way.known_key(provider) {
        Some(found) if provider.needs_key || !found.key.is_empty() => KeyState::There(place(&found.from)),
        Some(_) => KeyState::NotNeeded,
        None => match fault {
            Some(fault) => KeyState::Failed(fault.message.clone(), fault.help.clone()),
            None => KeyState::Missing,
        },
    };
    let protocol = serde_json::to_value(provider.protocol).ok();
    ProviderItem {
        name: provider.name.clone(),
        title: title(&provider.name),
        base_url: provider.base_url.clone(),
        protocol: protocol.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default(),
        local: provider.is_local(),
        own,
        key,
        model: provider.model.clone(),
        models: None,
        busy: false,
    }
}

/// As people call those that come with the program.
fn title(name: &str) -> String {
    match name {
        "anthropic" => "Anthropic",
        "openai" => "OpenAI",
        "openai-responses" => "OpenAI (Responses)",
        "gemini" => "Google Gemini",
        "mistral" => "Mistral",
        "ollama" => "Ollama",
        other => other,
    }
    .to_owned()
}

fn routed(way: &Way, desk: &Desk, role: Role) -> Vec<Routed> {
    let chosen = choose(way, desk, &Need::usual(role), Wish::default()).unwrap_or_default();
    let routed = chosen.into_iter().map(|one| Routed {
        provider: one.provider.name,
        model: one.target.model,
        reason: one.reason,
    });
    routed.collect()
}

fn diagnostic(problem: &Problem) -> Diagnostic {
    let help = if problem.holds_budgets {
        "Mend the file: nothing is sent before, since what may be spent stands there."
    } else {
        "Mend the file; until then the prices that come with the program count."
    };
    let mut diagnostic =
        Diagnostic::error(problem.what.clone()).at_path(problem.path.clone()).with_help(help);
    diagnostic.line = problem.line.map(|line| line.saturating_sub(1));
    diagnostic
}

fn spending(way: &Way, desk: &Desk, project: &str) -> Result<Spending, LogFault> {
    let now = way.clock.now();
    let today = Day::of(now, (way.outside.offset)(now));
    // What a program that was killed had under way.
    if let Err(fault) = way.ledger.settle() {
        log::warn!("{fault}");
    }
    way.ledger.with(|meter| {
        let this_month = |entry: &Entry| entry.day.same_month(today);
        let day = meter.of_day(today);
        let in_project = |entry: &Entry| entry.day == today && entry.about.project == project;
        Spending {
            today: cost(&day),
            project_today: cost(&meter.sum(in_project)),
            month: cost(&meter.sum(this_month)),
            tokens_today: (day.input, day.output),
            budgets: desk.providers.budgets().iter().map(|budget| budget.standing(meter, today)).collect(),
            unsettled: unsettled(&meter.of(&Scope::All)),
            by_persona: sums(meter, today, |entry| entry.about.persona.clone()),
            by_model: sums(meter, today, |entry| entry.about.model.clone()),
        }
    })
}

/// Requests of which nobody knows what they cost, with what they had at most.
fn unsettled(totals: &Totals) -> Option<Unsettled> {
    (totals.unsettled > 0).then_some(Unsettled {
        requests: totals.unsettled,
        tokens: totals.unsettled_tokens,
        money: totals.unsettled_money,
    })
}

/// What is known of the money; unknown only when nothing is.
fn cost(totals: &Totals) -> Cost {
    let none_known = totals.requests > 0 && totals.unknown_cost == totals.requests;
    if none_known { Cost::Unknown } else { Cost::Known(totals.money) }
}

/// This month's sums by something, the largest first: name, requests, tokens, money.
fn sums(meter: &Meter, today: Day, key: impl Fn(&Entry) -> String) -> Vec<(String, usize, u64, Cost)> {
    let by = meter.by(|entry| entry.day.same_month(today).then(|| key(entry)));
    let mut rows: Vec<(String, usize, u64, Cost)> = by
        .into_iter()
        .filter_map(|(key, totals)| {
            let requests = usize::try_from(totals.requests).unwrap_or(usize::MAX);
            Some((key?, requests, totals.tokens(), cost(&totals)))
        })
        .collect();
    rows.sort_by(|a, b| b.3.known().cmp(&a.3.known()).then(b.2.cmp(&a.2)).then(a.0.cmp(&b.0)));
    rows
}
