//! What goes along with the next message, before it is sent: the chips the user put there, and exactly what would go out,
//! made anew in the background when something of it changed, not often, and only while somebody looks.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use justbuilt_ai::budget::Estimate;
use justbuilt_ai::context::{Item, Kind, Manifest};
use justbuilt_ai::request::{Message, Part, Request, Role};
use justbuilt_ai::tokens::Family;
use justbuilt_base::{SpawnerExt as _, TaskHandle};

use super::gathering::{Wanted, gather};
use super::reading::{self, Named};
use super::request::told;
use super::snapshot::{ContextChip, ContextKind, ContextState, ContextView, TurnItem, TurnPart};
use super::talk::Chip;
use super::{Told, What, page};
use crate::ai::{AiEvent, Mention, Routed};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::{ChipId, ConversationId};
use crate::workspace::Workspace;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);
/// Bytes of a picture, and pictures of a message.
const PICTURE: usize = 5 << 20;
const PICTURES: usize = 8;
/// Types of pictures that models take.
const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// What goes along with the next message.
#[derive(Default)]
pub(super) struct Ahead {
    view: Arc<ContextView>,
    /// What it was made for.
    made_for: Option<Signature>,
    stale: bool,
    running: Option<TaskHandle>,
    /// No earlier than this, on the monotonic clock.
    rest: Duration,
}

/// What it depends on.
#[derive(Clone, Debug, PartialEq)]
struct Signature {
    open: Option<ConversationId>,
    view: Option<crate::ids::ViewId>,
    revision: u64,
    line: usize,
    selected: bool,
    tabs: usize,
}

/// What was made.
pub(super) struct Made {
    manifest: Manifest,
    text: Arc<str>,
    tokens: u64,
    estimate: Option<Estimate>,
}

impl Ahead {
    pub fn view(&self) -> Arc<ContextView> {
        Arc::clone(&self.view)
    }

    /// Something it depends on changed.
    pub fn stale(&mut self) {
        self.stale = true;
    }
}

impl Workspace {
    /// What goes along is shown as far as it is known, and made anew.
    pub(in crate::ai) fn chat_look_ahead(&mut self) {
        self.ai.chat.ahead.stale = true;
        let Some(talk) = self.ai.chat.open.and_then(|id| self.ai.chat.talk(id)) else {
            self.ai.chat.ahead.view = Arc::default();
            return;
        };
        let chips = talk
            .chips
            .iter()
            .map(|chip| ContextChip {
                id: chip.id,
                kind: chip.named.kind,
                label: chip.named.label.clone(),
                detail: chip.named.detail.clone(),
                state: chip.state.clone(),
            })
            .collect();
        let gathers = !talk.about.alone;
        let slug = talk.about.next.first().cloned().unwrap_or_default();
        let model = talk.about.model.clone();
        let target = self.chat_target(&slug, model.as_ref());
        let window =
            target.as_ref().ok().and_then(|target| self.chat_facts(target)).and_then(|facts| facts.context);
        let before = &self.ai.chat.ahead.view;
        let view = ContextView { chips, gathers, window, target, ..(**before).clone() };
        self.ai.chat.ahead.view = Arc::new(view);
        self.chat_touch(false);
    }

    fn chat_signature(&self) -> Signature {
        let view = self.active_view_id();
        let held = view.and_then(|view| self.views.get(&view));
        let document = held.and_then(|held| self.documents.get(held.document));
        let (line, selected) = match (held, document) {
            (Some(held), Some(document)) => {
                let primary = held.selections.primary();
                (document.text().line_of(primary.head), !primary.is_empty())
            }
            _ => (0, false),
        };
        Signature {
            open: self.ai.chat.open,
            view,
            revision: document.map_or(0, |document| document.buffer.revision().0),
            // Some lines more or less do not matter.
            line: line / 16,
            selected,
            tabs: self.tabs.len(),
        }
    }

    /// Whether somebody sees what goes along.
    fn chat_is_watched(&self) -> bool {
        let on_page = matches!(
            self.tabs.active().map(|tab| &tab.item),
            Some(crate::tabs::Item::Ai(crate::ai::AiPage::Context(_)))
        );
        self.ai.chat.open.is_some() && (self.ai.chat.panel || on_page)
    }

    fn chat_is_ahead_stale(&self) -> bool {
        let ahead = &self.ai.chat.ahead;
        ahead.running.is_none()
            && self.chat_is_watched()
            && (ahead.stale || ahead.made_for.as_ref() != Some(&self.chat_signature()))
    }

    pub(super) fn chat_ahead_due(&self) -> Option<Duration> {
        self.chat_is_ahead_stale().then_some(self.ai.chat.ahead.rest)
    }

    pub(super) fn chat_ahead_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        if now < self.ai.chat.ahead.rest || !self.chat_is_ahead_stale() {
            return;
        }
        let Some(id) = self.ai.chat.open else { return };
        let signature = self.chat_signature();
        let Some(talk) = self.ai.chat.talk(id) else { return };
        let chips: Vec<Named> = talk
            .chips
            .iter()
            .filter(|chip| !matches!(chip.state, ContextState::Reading | ContextState::Failed(_)))
            .map(|chip| chip.named.clone())
            .collect();
        let draft = talk.about.draft.clone();
        let (slug, model) = (talk.about.next.first().cloned().unwrap_or_default(), talk.about.model.clone());
        let wanted = self.chat_wanted(id, chips, None);
        let people = self.ai.chat.people.clone();
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let said = talk.items(&people);
        let item = self.chat_persona(&slug);
        let guard = item.as_ref().and_then(|item| self.chat_guard(item).ok());
        let request = told(item.as_deref(), guard.as_ref(), self.semantic_related().is_some());
        let target = self.chat_target(&slug, model.as_ref()).ok();
        let facts = target.as_ref().and_then(|target| self.chat_facts(target));
        let work =
            move || What::Ahead(id, Box::new(make(&wanted, request, &draft, &said, target.as_ref(), facts)));
        let ahead = &mut self.ai.chat.ahead;
        ahead.stale = false;
        ahead.made_for = Some(signature);
        ahead.rest = now + PAUSE;
        let task = self.chat_work("look ahead", work);
        self.ai.chat.ahead.running = Some(task);
    }

    pub(super) fn chat_ahead(&mut self, id: ConversationId, made: Made) {
        let ahead = &mut self.ai.chat.ahead;
        // A spawner that runs at once has told before the handle was kept.
        ahead.running = None;
        if self.ai.chat.open != Some(id) {
            ahead.stale = true;
            return;
        }
        let mut view = (*ahead.view).clone();
        view.manifest = Some(Arc::new(made.manifest));
        view.text = made.text;
        view.tokens = made.tokens;
        view.window = made.estimate.and_then(|estimate| estimate.window.context).or(view.window);
        view.cost = made.estimate.map(|estimate| estimate.cost);
        ahead.view = Arc::new(view);
        self.chat_touch(false);
    }

    /// Takes something along.
    pub(super) fn chat_attach(&mut self, mention: Mention) -> CommandResult {
        let id = self.chat_open_or_new();
        let (named, needs) = self.chat_name(mention)?;
        let said = named.mention.as_ref().and_then(|mention| self.chat_said(mention));
        let chip = ChipId::next(&self.ids);
        let talk = self.ai.chat.or_err(id)?;
        if talk.mentions().any(|known| Some(known) == named.mention.as_ref() && named.fixed.is_none()) {
            return Err(CommandError::NotNow("it goes along already"));
        }
        let state = match &named.fixed {
            Some(items) => ContextState::Tokens(tokens(items)),
            None => ContextState::Reading,
        };
        let mention = named.mention.clone();
        let sketch = match &mention {
            Some(Mention::Sketch(place)) => Some((place.clone(), named.label.clone())),
            _ => None,
        };
        talk.chips.push(Chip { id: chip, named, state, task: None });
        let task = match (needs, mention) {
            (Needs::Page(address), _) => {
                let http = Arc::clone(&self.platform.ai.http);
                let (generation, sender) = (self.ai.chat.generation, self.sender.clone());
                Some(self.platform.spawner.future("read web page", async move {
                    let read = page::fetch(http, address.clone()).await;
                    let read = read.map(|text| vec![reading::named(Kind::Web, address, text)]);
                    let tokens = read.as_ref().map_or(0, |items| tokens(items));
                    let told = Told { generation, what: What::Chip(id, chip, read, tokens, None) };
                    // The workspace may be gone.
                    sender.send(Event::Ai(AiEvent::Chat(Box::new(told)))).ok();
                }))
            }
            (Needs::Reading, Some(mention)) => {
                let sources = self.chat_sources();
                Some(self.chat_work("read context", move || {
                    let read = reading::read(&mention, &sources, said.as_ref());
                    let tokens = read.as_ref().map_or(0, |items| tokens(items));
                    // What is compared with is known only now.
                    let compared = read.as_ref().ok().and_then(|items| items.first());
                    let compared =
                        compared.filter(|_| mention == Mention::Diff).map(|item| item.source.clone());
                    // It is read once more when it is sent, as it is then.
                    What::Chip(id, chip, read.map(|_| Vec::new()), tokens, compared)
                }))
            }
            _ => None,
        };
        if let Some(held) = self.ai.chat.or_err(id)?.chips.iter_mut().find(|held| held.id == chip) {
            held.task = task;
        }
        if let Some((place, label)) = sketch {
            self.chat_attach_picture_of(id, place, &label);
        }
        self.chat_look_ahead();
        Ok(())
    }

    /// What the user names, with what is at hand of it.
    pub(super) fn chat_name(&mut self, mention: Mention) -> Result<(Named, Needs), CommandError> {
        let failed = CommandError::Failed;
        let sources = self.chat_sources();
        let last = |path: &std::path::Path| {
            path.file_name().map_or_else(|| sources.name(path), |name| name.to_string_lossy().into_owned())
        };
        let (kind, label, detail, fixed, needs) = match &mention {
            Mention::File(path) => (ContextKind::File, last(path), sources.name(path), None, Needs::Reading),
            Mention::Lines { path, lines } => {
                let label = format!("{}:{}-{}", last(path), lines.start + 1, lines.end);
                (ContextKind::File, label, sources.name(path), None, Needs::Reading)
            }
            Mention::Folder(path) => {
                (ContextKind::Folder, last(path), sources.name(path), None, Needs::Reading)
            }
            Mention::Selection => {
                let items = reading::selection(&sources).map_err(failed)?;
                let lines = items.first().and_then(|item| item.lines.clone()).unwrap_or_default();
                let source = items.first().map(|item| item.source.clone()).unwrap_or_default();
                let name = source.rsplit('/').next().unwrap_or(&source);
                let label = format!("{name}:{}-{}", lines.start + 1, lines.end);
                (ContextKind::Selection, label, source, Some(items), Needs::Nothing)
            }
            Mention::Symbol { document, name, range } => {
                let held =
                    self.documents.get(*document).ok_or(CommandError::NotNow("the document is closed"))?;
                let text = held.text();
                let end = text.clamp_boundary(range.end.min(text.len()));
                let start = text.clamp_boundary(range.start.min(end));
                let source =
                    held.path.as_deref().map_or_else(|| held.name.clone(), |path| sources.name(path));
                let mut item = reading::named(Kind::Symbol, source.clone(), text.slice(start..end));
                item.lines = Some(text.line_of(start)..text.line_of(end) + 1);
                (ContextKind::Symbol, name.clone(), source, Some(vec![item]), Needs::Nothing)
            }
            Mention::Diff => {
                (ContextKind::Diff, "Changes".into(), "What was changed".into(), None, Needs::Reading)
            }
            Mention::Problems => {
                (ContextKind::Problem, "Problems".into(), "What is wrong".into(), None, Needs::Reading)
            }
            Mention::Moment(_) => (
                ContextKind::Moment,
                "Moment".into(),
                "A moment of the timeline".into(),
                None,
                Needs::Reading,
            ),
            Mention::Web(address) => {
                let at =
                    justbuilt_base::http::Address::of(address).map_err(|error| failed(error.to_string()))?;
                (ContextKind::Web, at.host, address.clone(), None, Needs::Page(address.clone()))
            }
            Mention::Conversation(id) => {
                let title = self.ai.chat.or_err(*id)?.title();
                (ContextKind::Conversation, title.clone(), title, None, Needs::Reading)
            }
            Mention::Sketch(place) => {
                let (label, detail) = self.chat_sketch_name(place)?;
                (ContextKind::Sketch, label, detail, None, Needs::Reading)
            }
            Mention::Paste(text) => {
                let items = vec![reading::named(Kind::Selection, "pasted text", text.as_ref())];
                let label = format!("Pasted, {} lines", text.lines().count());
                (ContextKind::Selection, label, "What you pasted".into(), Some(items), Needs::Nothing)
            }
        };
        Ok((Named { mention: Some(mention), kind, label, detail, fixed, image: None }, needs))
    }

    pub(super) fn chat_chip_read(
        &mut self,
        id: ConversationId,
        chip: ChipId,
        read: Result<Vec<Item>, String>,
        tokens: u64,
        compared: Option<String>,
    ) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(held) = talk.chips.iter_mut().find(|held| held.id == chip) else { return };
        held.task = None;
        if let Some(compared) = compared {
            held.named.detail = compared;
        }
        held.state = match read {
            Ok(items) => {
                if !items.is_empty() {
                    held.named.fixed = Some(items);
                }
                ContextState::Tokens(tokens)
            }
            Err(why) => ContextState::Failed(why),
        };
        self.chat_look_ahead();
    }

    pub(super) fn chat_detach(&mut self, chip: ChipId) -> CommandResult {
        let talk = self.ai.chat.open_talk()?;
        let before = talk.chips.len();
        talk.chips.retain(|held| held.id != chip);
        if talk.chips.len() == before {
            return Err(CommandError::NotNow("it does not go along"));
        }
        self.chat_look_ahead();
        Ok(())
    }

    pub(super) fn chat_attach_image(&mut self, bytes: &[u8], media_type: &str) -> CommandResult {
        let media_type = media_type.trim().to_ascii_lowercase();
        let media_type = if media_type == "image/jpg" { "image/jpeg".to_owned() } else { media_type };
        let failed = |why: String| Err(CommandError::Failed(why));
        if !TYPES.contains(&media_type.as_str()) {
            return failed(format!(
                "models do not take {media_type}: save the picture as PNG, JPEG, WebP or GIF"
            ));
        }
        if bytes.is_empty() {
            return failed("the picture is empty".to_owned());
        }
        if bytes.len() > PICTURE {
            let size = bytes.len().div_ceil(1 << 20);
            return failed(format!(
                "the picture has {size} MiB, and models take {}: make it smaller",
                PICTURE >> 20
            ));
        }
        let id = self.chat_open_or_new();
        let chip = ChipId::next(&self.ids);
        let talk = self.ai.chat.or_err(id)?;
        let known = talk.chips.iter().filter(|chip| chip.named.image.is_some()).count();
        if known >= PICTURES {
            return failed(format!("{PICTURES} pictures go along with a message at most"));
        }
        let picture = Part::Image { media_type: media_type.clone(), data: String::new() };
        let named = Named {
            mention: None,
            kind: ContextKind::Image,
            label: format!("Picture {}", known + 1),
            detail: format!("{media_type}, {} KiB", bytes.len().div_ceil(1024)),
            fixed: None,
            image: Some((media_type, Arc::from(STANDARD.encode(bytes)))),
        };
        let state = ContextState::Tokens(Family::Unknown.part(&picture));
        talk.chips.push(Chip { id: chip, named, state, task: None });
        self.chat_look_ahead();
        Ok(())
    }
}

/// What of something is still to be read.
pub(super) enum Needs {
    Nothing,
    Reading,
    Page(String),
}

fn tokens(items: &[Item]) -> u64 {
    items.iter().map(|item| Family::Unknown.tokens(&item.text)).sum()
}

/// Puts it together and counts. In the background.
fn make(
    wanted: &Wanted,
    mut request: Request,
    draft: &str,
    said: &[Arc<TurnItem>],
    target: Option<&Routed>,
    facts: Option<justbuilt_ai::prices::ModelFacts>,
) -> Made {
    let gathered = gather(wanted);
    let facts = facts.or_else(|| {
        let prices = wanted.sources.shared.prices()?;
        target.and_then(|target| prices.find(&target.provider, &target.model))
    });
    let family = wanted.family;
    let history: u64 = said.iter().map(|turn| turn_tokens(turn, family)).sum();
    request.model = target.map(|target| target.model.clone()).unwrap_or_default();
    if !gathered.rules.is_empty() {
        request.system.push(Part::text(gathered.rules.as_ref()));
    }
    let mut parts = vec![Part::text(gathered.data.as_ref()), Part::text(draft)];
    parts.extend(wanted.named.iter().filter_map(|(named, _)| {
        let (media_type, data) = named.image.as_ref()?;
        Some(Part::Image { media_type: media_type.clone(), data: data.to_string() })
    }));
    request.messages.push(Message { role: Role::User, parts });
    let tokens = family.request(&request) + history;
    let estimate = target.map(|_| Estimate::of(&request, facts.as_ref(), Some(tokens)));
    let text = if gathered.rules.is_empty() || gathered.data.is_empty() {
        format!("{}{}", gathered.rules, gathered.data)
    } else {
        format!("{}\n{}", gathered.rules, gathered.data)
    };
    Made { manifest: gathered.manifest, text: text.into(), tokens, estimate }
}

fn turn_tokens(turn: &TurnItem, family: Family) -> u64 {
    let parts = turn.parts.iter().map(|part| match part {
        TurnPart::Text(text) => family.tokens(text),
        TurnPart::Thinking(_) => 0,
        TurnPart::Image { media_type, .. } => {
            family.part(&Part::Image { media_type: media_type.clone(), data: String::new() })
        }
        TurnPart::Call { arguments, state, .. } => {
            let said = match state {
                super::snapshot::CallState::Done(text) | super::snapshot::CallState::Failed(text) => {
                    text.as_ref()
                }
                _ => "",
            };
            // A result stands with its call and with the tools' own turn; it is sent once.
            if arguments.is_empty() { family.tokens(said) } else { family.tokens(arguments) }
        }
    });
    parts.sum()
}
