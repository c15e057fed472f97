//! From the workspace's conversation to what the widgets show. Nothing is decided here.

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_ai::prices::Cost;
use justbuilt_ui::Icon;
use justbuilt_ui::chat::composer::{Meter, PersonaRow};
use justbuilt_ui::chat::data::{CallState as ShownCall, Card, CardState, Part, State};
use justbuilt_ui::chat::{Chip, ChipState, Speaker as ShownSpeaker, Trouble as ShownTrouble, Turn};
use justbuilt_workspace::ai::{
    CallState, CameOut, ChangeState, ChangesSnapshot, ColleaguesSnapshot, ContextKind, ContextState,
    ContextView, ConversationSnapshot, Outcome, SetupSnapshot, Speaker, Trouble, TurnItem, TurnPart,
};

use crate::ctx::Ctx;
/// A turn.
pub(super) fn turn(item: &TurnItem, changes: Option<&ChangesSnapshot>, ctx: &Ctx<'_>) -> Turn {
    Turn {
        id: item.id.0,
        revision: item.revision,
        speaker: match &item.speaker {
            Speaker::Person => ShownSpeaker::Person,
            Speaker::Persona { slug, name, avatar } => {
                ShownSpeaker::Persona { slug: slug.clone(), name: name.clone(), avatar: avatar.clone() }
            }
            Speaker::Tools => ShownSpeaker::Tools,
        },
        parts: item.parts.iter().map(part).collect(),
        state: match &item.state {
            TurnState::Writing => State::Writing,
            TurnState::Whole => State::Whole,
            TurnState::Cut(by) => State::Cut(cut(by).0, cut(by).1 && item.speaker != Speaker::Person),
        },
        time: ctx.time.minutes(item.time),
        model: item.model.as_ref().map(|(_, model)| model.clone()).unwrap_or_default(),
        facts: facts(item, ctx),
        branches: item.branches.iter().map(|branch| branch.0).collect(),
        trouble: item.trouble.as_ref().map(trouble),
        card: changes.map(card).or_else(|| item.came.as_ref().map(|came| came_out(came, item.id.0))),
    }
}

fn part(part: &TurnPart) -> Part {
    match part {
        TurnPart::Text(text) => Part::Text(std::sync::Arc::clone(text)),
        TurnPart::Thinking(text) => Part::Thinking(std::sync::Arc::clone(text)),
        TurnPart::Image { media_type, bytes } => {
            Part::Image { media_type: media_type.clone(), bytes: std::sync::Arc::clone(bytes) }
        }
        TurnPart::Call { id, name, arguments, state } => Part::Call {
            id: id.clone(),
            name: name.clone(),
            arguments: std::sync::Arc::clone(arguments),
            state: match state {
                CallState::Running => ShownCall::Running,
                CallState::Asks { what } => ShownCall::Asks(what.clone()),
                CallState::Done(text) => ShownCall::Done(std::sync::Arc::clone(text)),
                CallState::Failed(why) => ShownCall::Failed(std::sync::Arc::clone(why)),
            },
        },
    }
}

/// Why a turn ends before its end, and whether it can go on.
fn cut(by: &CutBy) -> (String, bool) {
    match by {
        CutBy::Person => ("Stopped by you".into(), true),
        CutBy::Length => ("Cut at the longest answer that is allowed".into(), true),
        CutBy::Filter => ("The provider did not let the rest through".into(), false),
        CutBy::Pause => ("The provider paused here".into(), true),
        CutBy::Torn => ("The connection ended before the answer did".into(), true),
        CutBy::Fault(what) => (what.clone(), true),
    }
}

fn facts(item: &TurnItem, ctx: &Ctx<'_>) -> Vec<String> {
    let mut facts = vec![ctx.time.moment(item.time, ctx.now)];
    if let Some((provider, model)) = &item.model {
        facts.push(format!("{model} by {provider}"));
    }
    let about = if item.estimated { "about " } else { "" };
    if let (Some(read), Some(written)) = (item.usage.input, item.usage.output) {
        let mut line = format!("{about}{read} tokens read, {written} written");
        if let Some(cached) = item.usage.cached_read.filter(|cached| *cached > 0) {
            line.push_str(&format!(", {cached} of the read ones from the cache"));
        }
        facts.push(line);
    }
    if item.model.is_some() {
        facts.push(match item.cost {
            Cost::Known(money) => format!("{about}{money}"),
            Cost::Unknown => "What it cost is not known".into(),
        });
    }
    if let Some((prompt, version)) = &item.prompt {
        facts.push(format!("From the prompt /{prompt}, version {version}"));
    }
    facts
}

fn trouble(trouble: &Trouble) -> ShownTrouble {
    ShownTrouble {
        message: trouble.message.clone(),
        help: trouble.help.clone(),
        details: trouble.details.clone(),
        retrying: trouble.retrying,
        key_of: trouble.key_of.clone(),
    }
}

fn card(set: &ChangesSnapshot) -> Card {
    let files = set.files.iter().map(|file| {
        let (added, removed) = file.lines();
        (file.path.clone(), added, removed)
    });
    Card {
        id: set.id.0,
        title: set.title.clone(),
        files: files.collect(),
        state: match &set.state {
            ChangeState::Planning => CardState::Planning,
            ChangeState::Ready => CardState::Ready,
            ChangeState::Applying => CardState::Applying,
            ChangeState::Applied => CardState::Applied,
            ChangeState::Undone => CardState::Undone,
            ChangeState::Failed(why) => CardState::Failed(why.clone()),
        },
    }
}

/// A set that is not there any more.
fn came_out(came: &CameOut, turn: u64) -> Card {
    Card {
        id: turn,
        title: came.title.clone(),
        files: came.files.clone(),
        state: match came.outcome {
            Outcome::Waits => CardState::Gone,
            Outcome::Made => CardState::Made,
            Outcome::TakenBack | Outcome::Dropped => CardState::Dropped,
        },
    }
}

/// The models that can be chosen: (provider, model), of providers that can be asked.
pub(super) fn models(setup: &SetupSnapshot) -> Vec<(String, String)> {
    use justbuilt_workspace::ai::KeyState as K;
    let mut models = Vec::new();
    for provider in &setup.providers {
        if matches!(provider.key, K::Missing | K::Bad(..) | K::Failed(..)) {
            continue;
        }
        if let Some(Ok(listed)) = &provider.models {
            models.extend(listed.iter().map(|model| (provider.name.clone(), model.id.clone())));
        } else if let (Some(model), K::There(_) | K::Good(_)) = (&provider.model, &provider.key) {
            models.push((provider.name.clone(), model.clone()));
        }
    }
    models.truncate(200);
    models
}

/// Who can answer, and who does next.
pub(super) fn personas(
    colleagues: &ColleaguesSnapshot,
    open: Option<&ConversationSnapshot>,
) -> Vec<PersonaRow> {
    let rows = colleagues.personas.iter().enumerate().map(|(index, item)| {
        let persona = &item.persona;
        PersonaRow {
            slug: persona.slug.clone(),
            name: persona.name.clone(),
            avatar: persona.avatar.clone(),
            about: persona.description.clone(),
            on: open.map_or(index == 0, |open| open.personas.contains(&persona.slug)),
        }
    });
    rows.collect()
}

/// The icon of what goes along.
pub(super) fn icon(kind: ContextKind) -> Icon {
    match kind {
        ContextKind::File => Icon::File,
        ContextKind::Folder => Icon::Folder,
        ContextKind::Selection => Icon::TextSelect,
        ContextKind::Symbol => Icon::SquareFunction,
        ContextKind::Diff => Icon::FileDiff,
        ContextKind::Problem => Icon::TriangleAlert,
        ContextKind::Moment => Icon::History,
        ContextKind::Web => Icon::Globe,
        ContextKind::Conversation => Icon::MessagesSquare,
        ContextKind::Image => Icon::Image,
        ContextKind::Sketch => Icon::PenTool,
    }
}

/// What goes along.
pub(super) fn chips(context: &ContextView) -> Vec<Chip> {
    let chips = context.chips.iter().map(|chip| Chip {
        id: chip.id.0,
        icon: icon(chip.kind),
        label: chip.label.clone(),
        detail: chip.detail.clone(),
        state: match &chip.state {
            ContextState::Reading => ChipState::Reading,
            ContextState::Tokens(count) => ChipState::Tokens(*count),
            ContextState::Failed(why) => ChipState::Failed(why.clone()),
        },
    });
    chips.collect()
}

/// What the next message takes.
pub(super) fn meter(open: Option<&ConversationSnapshot>, setup: &SetupSnapshot) -> Meter {
    let Some(open) = open else {
        let routed = setup
            .routes
            .iter()
            .find(|(role, _)| *role == justbuilt_ai::routing::Role::Chat)
            .and_then(|(_, models)| models.first());
        return Meter {
            target: routed.map(|routed| routed.model.clone()).unwrap_or_default(),
            why: routed.map(|routed| routed.reason.clone()).unwrap_or_default(),
            ready: setup.ready,
            ..Meter::default()
        };
    };
    let context = &open.context;
    let (target, why, ready) = match &context.target {
        Ok(routed) => (routed.model.clone(), routed.reason.clone(), true),
        Err(why) => (String::new(), why.clone(), why.is_empty()),
    };
    let cost = context.cost.and_then(Cost::known).map(|money| money.to_string());
    Meter { tokens: context.tokens, window: context.window, cost, target, why, ready }
}
