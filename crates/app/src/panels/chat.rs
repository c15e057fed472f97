//! The conversation dock: what was said, and the field for what is said next. Conversations, models and change sets are
//! the workspace's; how all of it looks is `justbuilt_ui::chat`'s. Here the two meet.

pub(crate) mod assets;
mod convert;
mod head;
mod mentions;
mod setup;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Frame, Margin, Panel, RichText, Ui, vec2};
use justbuilt_base::spawn::Spawner;
use justbuilt_syntax::Languages;
use justbuilt_ui::chat::{
    Completion, Composer, ComposerIntent, ComposerState, Intent, MessageList, MessageState, Turn, Wish,
};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::EmptyState;
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::ai::{
    ChangesCommand, ChatCommand, ConversationSnapshot, Kept, SetupCommand, TurnItem,
};
use justbuilt_workspace::{AiCommand, ChangeSetId, ChipId, Command, ConversationId};

use crate::ctx::{Ctx, WindowAction};
use crate::shell::focus::{chat_field_id, chat_list_id};

/// What the dock keeps between frames.
#[derive(Default)]
pub struct ChatState {
    assets: assets::Pictures,
    messages: MessageState,
    composer: ComposerState,
    /// Which conversation the widgets show, and the draft that the workspace set last.
    shown: Option<(ConversationId, u64)>,
    /// Turns as the widgets want them, by their number; remade only when they are others.
    turns: HashMap<u64, Known>,
    list: Vec<Arc<Turn>>,
    list_of: Option<Arc<[Arc<TurnItem>]>>,
    changes_of: usize,
    mentions: mentions::Mentions,
    head: head::HeadState,
    setup: setup::SetupState,
    /// Whether the workspace knows that the dock is seen.
    told: bool,
}

/// A turn, and what it was made from.
struct Known {
    item: Arc<TurnItem>,
    /// Names the state of its change set.
    set: Option<usize>,
    turn: Arc<Turn>,
}

impl ChatState {
    /// A state that can colour code.
    pub fn new(languages: Arc<Languages>, spawner: Arc<dyn Spawner>) -> Self {
        Self { assets: assets::Pictures::new(languages, spawner), ..Self::default() }
    }

    /// The field takes the keyboard.
    pub fn take_keyboard(&mut self) {
        self.composer.take_focus();
        self.setup.take_focus();
    }

    /// The dock is not seen.
    pub fn hidden(&mut self, ctx: &Ctx<'_>) {
        if std::mem::take(&mut self.told) {
            send(ctx, ChatCommand::Panel(false));
        }
    }
}

#[track_caller]
fn send(ctx: &Ctx<'_>, command: ChatCommand) {
    ctx.send(Command::Ai(AiCommand::Chat(command)));
}

/// Shows the dock.
pub fn chat_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ChatState) {
    ui.take_available_space();
    ui.spacing_mut().item_spacing.y = 0.0;
    if !std::mem::replace(&mut state.told, true) {
        send(ctx, ChatCommand::Panel(true));
        ctx.send(Command::Ai(AiCommand::Setup(SetupCommand::Show)));
    }
    state.assets.set_context(ui.ctx());
    if state.assets.take_news() {
        state.messages.recolor();
    }
    let chat = Arc::clone(&ctx.snapshot.ai.chat);
    let open = chat.open.clone();
    head::head_ui(ctx, ui, &chat, open.as_deref(), &mut state.head);
    paint::h_line(ui.painter(), ui.max_rect().x_range(), ui.cursor().top() - 0.5, ctx.theme.colors.border);
    if let Kept::Not { why, help } = &chat.kept {
        not_kept_ui(ctx, ui, &format!("{why} {help}"));
    }
    if head::list_ui(ctx, ui, &chat, open.as_deref(), &mut state.head) {
        return;
    }
    let setup = &ctx.snapshot.ai.setup;
    let said = open.as_ref().is_some_and(|open| !open.turns.is_empty());
    if setup.known && !setup.ready && !said {
        setup::setup_ui(ctx, ui, &mut state.setup);
        return;
    }
    follow(state, open.as_deref(), ctx);
    composer_ui(ctx, ui, state, open.as_deref());
    // Where nobody can be asked, which is known a moment later, the field for a key has the keyboard in its place.
    let focused = ui.memory(|memory| memory.has_focus(chat_field_id()));
    state.setup.inherit(focused || state.composer.waits_for_focus());
    match open.as_deref().filter(|open| !open.turns.is_empty()) {
        Some(open) => messages_ui(ctx, ui, state, open),
        None => suggestions_ui(ctx, ui, state),
    }
}

/// A quiet line that says that what is said is not kept.
fn not_kept_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let colors = &ctx.theme.colors;
    let margin = Margin::symmetric(space::M as i8, space::S as i8);
    let shown = Frame::NONE.fill(colors.raised).inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, 17.0), egui::Sense::HOVER);
            paint::icon(ui.painter(), rect.center(), Icon::TriangleAlert, size::ICON_SMALL, colors.warning);
            let text = RichText::new(text).font(fonts::small()).color(colors.text_secondary);
            ui.add(egui::Label::new(text).wrap().selectable(true));
        });
    });
    let rect = shown.response.rect;
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
}

/// Brings what the widgets keep in line with the conversation that is shown.
fn follow(state: &mut ChatState, open: Option<&ConversationSnapshot>, ctx: &Ctx<'_>) {
    let Some(open) = open else {
        if state.shown.take().is_some() {
            state.forget();
        }
        return;
    };
    let now = (open.id, open.draft_revision);
    if state.shown.is_none_or(|(shown, _)| shown != open.id) {
        // What was typed before there was a conversation is its first draft.
        let typed = state.shown.is_none().then(|| state.composer.text.clone());
        state.forget();
        let typed = typed.filter(|text| !text.is_empty() && open.draft.is_empty());
        state.composer.set(typed.unwrap_or_else(|| open.draft.clone()));
        state.shown = Some(now);
    } else if state.shown != Some(now) {
        if state.composer.text != open.draft {
            state.composer.set(open.draft.clone());
        }
        state.shown = Some(now);
    }
    let changes = Arc::as_ptr(&ctx.snapshot.ai.changes).cast::<u8>() as usize;
    let same = state.list_of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &open.turns));
    if same && state.changes_of == changes {
        return;
    }
    let mut known = std::mem::take(&mut state.turns);
    state.list.clear();
    for item in open.turns.iter() {
        let set = item.changes.and_then(|id| ctx.snapshot.ai.changes.iter().find(|set| set.id == id));
        let stamp = set.map(|set| Arc::as_ptr(set) as usize);
        let entry = match known.remove(&item.id.0) {
            Some(entry) if Arc::ptr_eq(&entry.item, item) && entry.set == stamp => entry,
            _ => {
                let turn = convert::turn(item, set.map(Arc::as_ref), ctx);
                Known { item: Arc::clone(item), set: stamp, turn: Arc::new(turn) }
            }
        };
        state.list.push(Arc::clone(&entry.turn));
        state.turns.insert(item.id.0, entry);
    }
    state.list_of = Some(Arc::clone(&open.turns));
    state.changes_of = changes;
}

impl ChatState {
    fn forget(&mut self) {
        self.messages = MessageState::default();
        self.turns.clear();
        self.list.clear();
        self.list_of = None;
        self.composer.set(String::new());
        self.mentions = mentions::Mentions::default();
    }
}

fn messages_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ChatState, open: &ConversationSnapshot) {
    if let Some(turn) = state.head.show_turn.take() {
        state.messages.show_turn(turn);
    }
    let models = convert::models(&ctx.snapshot.ai.setup);
    let names: Vec<String> = models.iter().map(|(_, model)| model.clone()).collect();
    let list = MessageList::new(chat_list_id(), &state.list).models(&names);
    for intent in list.show(ui, &mut state.messages, &mut state.assets) {
        intent_done(ctx, state, open, &models, intent);
    }
}

fn intent_done(
    ctx: &Ctx<'_>,
    state: &mut ChatState,
    open: &ConversationSnapshot,
    models: &[(String, String)],
    intent: Intent,
) {
    let id = |turn: u64| open.turns.iter().find(|item| item.id.0 == turn).map(|item| item.id);
    let branch = |turn: u64| {
        open.turns.iter().flat_map(|item| &item.branches).find(|branch| branch.0 == turn).copied()
    };
    let changes = |command| ctx.send(Command::Ai(AiCommand::Changes(command)));
    let command = match intent {
        Intent::Open(address) => return ctx.act(WindowAction::OpenUrl(address)),
        Intent::Copy(text) => return ctx.act(WindowAction::Copy(text)),
        Intent::Insert { turn, fence } => id(turn).map(|turn| ChatCommand::InsertCode { turn, block: fence }),
        Intent::Apply { turn, fence } => id(turn).map(|turn| ChatCommand::ApplyCode { turn, block: fence }),
        Intent::Edit { turn, text } => {
            state.messages.to_end();
            id(turn).map(|turn| ChatCommand::Edit { turn, text })
        }
        Intent::Retry { turn, model } => {
            state.messages.to_end();
            let model = model.and_then(|model| models.get(model)).cloned();
            id(turn).map(|turn| ChatCommand::Retry { turn, model })
        }
        Intent::Continue(turn) => id(turn).map(ChatCommand::Continue),
        Intent::Branch(turn) => branch(turn).map(ChatCommand::ShowBranch),
        Intent::Allow { turn, call } => id(turn).map(|turn| ChatCommand::Allow { turn, call }),
        Intent::Refuse { turn, call } => id(turn).map(|turn| ChatCommand::Refuse { turn, call }),
        Intent::AddKey(provider) => {
            state.setup.choose(&provider);
            return ctx.run("ai.providers");
        }
        Intent::Review(set) => return changes(ChangesCommand::Show(ChangeSetId(set))),
        Intent::ApplyChanges(set) => return changes(ChangesCommand::Apply(ChangeSetId(set))),
        Intent::DropChanges(set) => return changes(ChangesCommand::Drop(ChangeSetId(set))),
        Intent::UndoChanges(set) => return changes(ChangesCommand::Undo(ChangeSetId(set))),
        Intent::FindChanges(turn) => {
            let item = open.turns.iter().find(|item| item.id.0 == turn);
            let key = item.and_then(|item| item.came.as_ref()).map(|came| came.key.clone());
            return key.into_iter().for_each(|key| changes(ChangesCommand::Find(key)));
        }
        Intent::ToField => {
            state.composer.take_focus();
            None
        }
    };
    if let Some(command) = command {
        send(ctx, command);
    }
}

fn composer_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ChatState, open: Option<&ConversationSnapshot>) {
    let setup = &ctx.snapshot.ai.setup;
    let personas = convert::personas(&ctx.snapshot.ai.colleagues, open);
    let models = convert::models(setup);
    let names: Vec<String> = models.iter().map(|(provider, model)| format!("{model} · {provider}")).collect();
    let chosen = open.and_then(|open| open.model.as_ref());
    let model = chosen.and_then(|chosen| models.iter().position(|model| model == chosen));
    let chips = open.map(|open| convert::chips(&open.context)).unwrap_or_default();
    let meter = convert::meter(open, setup);
    let busy = open.is_some_and(|open| open.busy.is_some());
    let wish = state.composer.wish().cloned();
    state.mentions.update(ctx, wish.as_ref());
    let most = Composer::most_of(ui.max_rect().height());
    let frame = Frame::NONE.inner_margin(Margin {
        left: space::S as i8,
        right: space::S as i8,
        top: space::S as i8,
        bottom: space::HALF as i8,
    });
    let composer = Composer {
        id: chat_field_id(),
        chips: &chips,
        completion: Completion { rows: state.mentions.rows(), empty: state.mentions.empty() },
        personas: &personas,
        models: &names,
        model,
        meter: &meter,
        busy,
        placeholder: "Ask, or say what is to be done. @ takes something along, / starts from a prompt",
        most,
    };
    let mut intents = Vec::new();
    Panel::bottom("chat composer").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        intents = composer.show(ui, &mut state.composer);
    });
    for intent in intents {
        match intent {
            ComposerIntent::Draft(text) => {
                // With the first letters it is known what goes along, and what that costs.
                if open.is_some() || !text.is_empty() {
                    begin(ctx, open);
                    send(ctx, ChatCommand::Draft(text));
                }
            }
            ComposerIntent::Send(text) => {
                if open.is_none() {
                    send(ctx, ChatCommand::New(None));
                }
                send(ctx, ChatCommand::Send(text));
                state.composer.set(String::new());
                state.messages.to_end();
            }
            ComposerIntent::Stop => send(ctx, ChatCommand::Stop),
            ComposerIntent::Look(wish) => state.mentions.look(ctx, wish.as_ref()),
            ComposerIntent::Complete(row) => complete(ctx, state, open, row),
            ComposerIntent::Detach(chip) => send(ctx, ChatCommand::Detach(ChipId(chip))),
            ComposerIntent::Paste(text) => {
                let text: Arc<str> = text.into();
                attach(ctx, open, justbuilt_workspace::ai::Mention::Paste(text));
            }
            ComposerIntent::PasteImage(image) => {
                if let Some(bytes) = assets::png(&image) {
                    begin(ctx, open);
                    let media_type = "image/png".to_owned();
                    send(ctx, ChatCommand::AttachImage { bytes, media_type });
                }
            }
            ComposerIntent::Personas(slugs) => {
                begin(ctx, open);
                send(ctx, ChatCommand::Personas(slugs));
            }
            ComposerIntent::Model(model) => {
                begin(ctx, open);
                let model = model.and_then(|model| models.get(model)).cloned();
                send(ctx, ChatCommand::Model(model));
            }
            ComposerIntent::Context => ctx.run("ai.context"),
            ComposerIntent::EditLast => {
                let last =
                    state.list.iter().rev().find(|turn| turn.speaker == justbuilt_ui::chat::Speaker::Person);
                if let Some(turn) = last.map(|turn| turn.id) {
                    state.messages.edit(turn);
                    let field = MessageList::edit_field(chat_list_id(), turn);
                    ui.memory_mut(|memory| memory.request_focus(field));
                }
            }
            ComposerIntent::ToList => state.messages.take_focus(),
            ComposerIntent::Leave => ctx.act(WindowAction::FocusActiveTab),
        }
    }
}

/// What is attached or chosen needs a conversation to stand in.
fn begin(ctx: &Ctx<'_>, open: Option<&ConversationSnapshot>) {
    if open.is_none() {
        send(ctx, ChatCommand::New(None));
    }
}

fn attach(ctx: &Ctx<'_>, open: Option<&ConversationSnapshot>, mention: justbuilt_workspace::ai::Mention) {
    begin(ctx, open);
    send(ctx, ChatCommand::Attach(mention));
}

fn complete(ctx: &Ctx<'_>, state: &mut ChatState, open: Option<&ConversationSnapshot>, row: usize) {
    match state.composer.wish() {
        Some(Wish::Prompt(_)) => {
            if let Some(name) = state.mentions.prompt(row) {
                state.composer.replace_token(&format!("/{name} "));
            }
        }
        Some(Wish::Mention(_)) => match state.mentions.mention(row) {
            Some(mention) => {
                attach(ctx, open, mention);
                state.composer.replace_token("");
            }
            None => {
                if let Some(prefix) = state.mentions.narrows(row) {
                    state.composer.replace_token(prefix);
                }
            }
        },
        None => {}
    }
    state.mentions.look(ctx, None);
    state.composer.take_focus();
}

/// What can be asked where nothing was said yet.
fn suggestions_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ChatState) {
    let file = ctx.snapshot.active_view().map(|view| view.document.name.clone());
    let about = file.as_ref().map_or("this project".to_owned(), |name| name.clone());
    let explain = format!("Explain {about}");
    let suggestions = [
        (explain.as_str(), format!("Explain {about}: what it is for, and how its parts work together.")),
        ("Review my changes", "Review what I changed: what could go wrong, and what is missing?".to_owned()),
        ("Find and fix a problem", "Help me find a problem: ".to_owned()),
    ];
    let mut empty = EmptyState::new(Icon::MessagesSquare, "Ask about the code, or say what is to be done");
    for (title, _) in &suggestions {
        empty = empty.action(title, None);
    }
    let Some((title, text)) = empty.show(ui).and_then(|index| suggestions.get(index)) else { return };
    use justbuilt_workspace::ai::Mention;
    begin(ctx, ctx.snapshot.ai.chat.open.as_deref());
    if *title == "Review my changes" {
        send(ctx, ChatCommand::Attach(Mention::Diff));
    } else if let Some(path) = ctx
        .snapshot
        .active_view()
        .and_then(|view| view.document.path.clone())
        .filter(|_| title.starts_with("Explain"))
    {
        send(ctx, ChatCommand::Attach(Mention::File(path)));
    }
    send(ctx, ChatCommand::Draft(text.clone()));
    state.composer.set(text.clone());
    state.composer.take_focus();
}
