//! The search by meaning as a picker: what is typed is looked for by Enter, since every question is sent to a model; what
//! is sent before the first one is shown and agreed to here.

use justbuilt_ui::Icon;
use justbuilt_workspace::ai::{AiCommand, AiPage, SemanticCommand, SemanticHit, SemanticPlan, SemanticState};
use justbuilt_workspace::command::Place;
use justbuilt_workspace::{Command, OpenAt, Snapshot};

use super::Entry;
use crate::centre::pages::ai::thousands;

fn semantic(command: SemanticCommand) -> Command {
    Command::Ai(AiCommand::Semantic(command))
}

/// What was found; or, where something else is typed, that it can be looked for.
pub fn entries(query: &str, snapshot: &Snapshot) -> Vec<Entry> {
    let now = &snapshot.ai.semantic;
    let query = query.trim();
    if !query.is_empty() && query != now.query {
        return vec![look_for(query)];
    }
    match &now.state {
        SemanticState::Asks(plan) => vec![agree(plan)],
        SemanticState::Failed(trouble) => {
            let providers = Command::Ai(AiCommand::Page(AiPage::Providers));
            vec![
                look_for(&now.query).detail(trouble.message.clone()),
                Entry::new("Open the page Providers", providers)
                    .detail(trouble.help.clone())
                    .icon(Icon::KeyRound),
            ]
        }
        SemanticState::Done if now.hits.is_empty() => Vec::new(),
        SemanticState::Done => now.hits.iter().enumerate().map(|(place, hit)| found(place, hit)).collect(),
        SemanticState::Reading { .. } => vec![stop()],
        SemanticState::Idle if !now.query.is_empty() => vec![look_for(&now.query)],
        _ => Vec::new(),
    }
}

fn look_for(query: &str) -> Entry {
    let mut entry = Entry::new(
        format!("Look for \u{201c}{query}\u{201d}"),
        semantic(SemanticCommand::Search(query.to_owned())),
    )
    .icon(Icon::Search);
    entry.stays = true;
    entry
}

/// What was sent already is kept: the next search goes on from there.
fn stop() -> Entry {
    let mut entry = Entry::new("Stop", semantic(SemanticCommand::Stop))
        .detail("The project is sent to the model, once; what was sent is kept")
        .icon(Icon::Square);
    entry.stays = true;
    entry
}

fn agree(plan: &SemanticPlan) -> Entry {
    let cost =
        plan.cost.known().map_or_else(|| "at an unknown price".to_owned(), |cost| format!("about {cost}"));
    let files = if plan.files == 1 { "1 file".to_owned() } else { format!("{} files", plan.files) };
    let mut entry = Entry::new(
        format!("Send {files} to {}/{}", plan.provider, plan.model),
        semantic(SemanticCommand::Agree),
    )
    .detail(format!("once, {} tokens, {cost}", thousands(plan.tokens)))
    .icon(Icon::Send);
    entry.stays = true;
    entry
}

fn found(place: usize, hit: &SemanticHit) -> Entry {
    let open = OpenAt {
        path: hit.path.clone(),
        place: Some(Place::Line { line: hit.lines.start + 1, column: 1 }),
        ..OpenAt::default()
    };
    let file = hit.name.rsplit('/').next().unwrap_or(&hit.name);
    let mut entry = Entry::new(format!("{file}:{}", hit.lines.start + 1), Command::OpenAt(open))
        .detail(hit.text.clone())
        .icon(Icon::FileText);
    entry.note = format!("{:.0} %", hit.score.clamp(0.0, 1.0) * 100.0);
    entry.other = Some(semantic(SemanticCommand::Attach(place)));
    entry
}

/// What stands where rows would.
pub fn nothing(snapshot: &Snapshot) -> &'static str {
    match snapshot.ai.semantic.state {
        SemanticState::Looking => "Looking for files that were changed\u{2026}",
        SemanticState::Asking => "Asking\u{2026}",
        SemanticState::Done => "Nothing is near to that",
        _ => "Finds code and text by what they mean, in your words",
    }
}

/// What the keys do.
pub fn footer(query: &str, snapshot: &Snapshot) -> &'static [(&'static str, &'static str)] {
    let now = &snapshot.ai.semantic;
    let typed = !query.trim().is_empty() && query.trim() != now.query;
    match now.state {
        SemanticState::Done if !typed => {
            &[("Enter", "open"), ("Ctrl+Enter", "to conversation"), ("Esc", "close")]
        }
        SemanticState::Asks(_) if !typed => &[("Enter", "send"), ("Esc", "close")],
        SemanticState::Reading { .. } if !typed => &[("Enter", "stop"), ("Esc", "close")],
        _ if !typed && now.state.is_busy() => &[("Esc", "close")],
        _ => &[("Enter", "look for it"), ("Esc", "close")],
    }
}

/// How far it is.
pub fn status(query: &str, snapshot: &Snapshot) -> String {
    let now = &snapshot.ai.semantic;
    if query.trim() != now.query && !query.trim().is_empty() {
        return String::new();
    }
    match &now.state {
        SemanticState::Reading { done, of } => {
            format!("{} of {} pieces", thousands(*done as u64), thousands(*of as u64))
        }
        SemanticState::Done if now.left_out > 0 => format!("{} files are left out: too many", now.left_out),
        SemanticState::Done => match now.hits.len() {
            1 => "1 place".to_owned(),
            many => format!("{many} places"),
        },
        _ => String::new(),
    }
}
