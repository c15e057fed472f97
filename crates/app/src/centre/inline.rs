//! The edit in place: the field where one says what is wanted, in rows of its own before the lines it is about, and the
//! buttons of each proposed change. What comes of it is the workspace's; here is what it looks like.

use std::sync::Arc;

use egui::{Align, Id, Key, Layout, Modifiers, Rect, Sense, Ui, UiBuilder, vec2};
use justbuilt_ui::style::popup_frame;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Button, IconButton, Input, progress_line};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::Command;
use justbuilt_workspace::ai::{AiCommand, HunkState, InlineCommand, InlineSnapshot, InlineState};

use crate::ctx::{Ctx, WindowAction};

/// The widest the field gets, in points.
const WIDEST: f32 = 680.0;
/// Space around it, within its rows.
const AROUND: f32 = space::XS;
/// A line of small text below it.
const LINE: f32 = 18.0;

/// What the field keeps between frames.
#[derive(Default)]
pub struct Field {
    text: String,
    /// The edit's view, and the revision of its draft that was taken over.
    seen: Option<(justbuilt_workspace::ViewId, u64)>,
    /// Which of the former words is shown.
    former: Option<usize>,
    /// What was typed before one looked back.
    typed: String,
    /// The keyboard was given to it.
    asked_focus: bool,
    /// It was brought into view.
    revealed: bool,
}

impl Field {
    /// Whether it was just opened; says so once.
    pub(super) fn opens(&mut self) -> bool {
        !std::mem::replace(&mut self.revealed, true)
    }

    /// There is no edit any more.
    pub(super) fn close(&mut self) {
        if self.seen.is_some() {
            *self = Self::default();
        }
    }
}

/// The egui id of the field.
pub fn field_id() -> Id {
    Id::unique("edit in place")
}

/// Lines of text that are shown below the field, when something is to be said.
fn message(inline: &InlineSnapshot) -> Option<(String, String)> {
    match (&inline.state, &inline.target) {
        (InlineState::Failed(trouble), _) => Some((trouble.message.clone(), trouble.help.clone())),
        (InlineState::Nothing(words), _) => {
            let words = if words.is_empty() { "The model changes nothing." } else { words };
            Some((words.to_owned(), String::new()))
        }
        (InlineState::Asking, Err(why)) => Some((why.clone(), String::new())),
        _ => None,
    }
}

/// How many rows of the text the field takes.
pub(super) fn rows(inline: &InlineSnapshot, row_height: f32) -> usize {
    let said = message(inline).map_or(0.0, |(_, help)| if help.is_empty() { LINE } else { 2.0 * LINE });
    let height = 2.0 * AROUND + 2.0 * (space::XS + 1.0) + size::CONTROL + space::XS + size::CONTROL + said;
    (height / row_height.max(8.0)).ceil() as usize
}

fn send(ctx: &Ctx<'_>, command: InlineCommand) {
    ctx.send(Command::Ai(AiCommand::Inline(command)));
}

/// Shows the field at its place, which is `None` when it is not in view.
pub(super) fn field_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    field: &mut Field,
    inline: &Arc<InlineSnapshot>,
    place: Option<Rect>,
) {
    let now = (inline.view, inline.draft_revision);
    if field.seen != Some(now) {
        let opened = field.seen.is_none_or(|(view, _)| view != inline.view);
        field.text.clone_from(&inline.draft);
        field.seen = Some(now);
        field.former = None;
        if opened {
            field.asked_focus = false;
        }
    }
    let Some(place) = place else {
        // Out of view it keeps the keyboard all the same: what is typed is not meant for the text.
        if ui.memory(|memory| memory.has_focus(field_id())) {
            let nowhere = Rect::from_min_size(ui.max_rect().min, egui::Vec2::ZERO);
            ui.interact(nowhere, field_id(), Sense::focusable_noninteractive());
        }
        return;
    };
    let mut room = place.shrink2(vec2(space::S, AROUND));
    room.max.x = room.max.x.min(room.min.x + WIDEST);
    // The text below it takes no click that is meant for the field.
    ui.interact(room, field_id().with("ground"), Sense::CLICK);
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::top_down(Align::Min)));
    child.set_clip_rect(ui.clip_rect().intersect(place));
    let shadowless = popup_frame(ctx.theme).shadow(egui::Shadow::NONE);
    shadowless.show(&mut child, |ui| {
        ui.set_width(room.width() - 2.0 * (space::XS + 1.0));
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        words_ui(ctx, ui, field, inline);
        said_ui(ctx, ui, inline);
        ui.horizontal(|ui| buttons_ui(ctx, ui, field, inline));
    });
    if inline.state == InlineState::Streaming {
        let line = Rect::from_min_size(room.left_top(), vec2(room.width(), size::PROGRESS));
        progress_line(&mut child, line, None);
    }
}

/// The field itself, and its keys.
fn words_ui(ctx: &Ctx<'_>, ui: &mut Ui, field: &mut Field, inline: &InlineSnapshot) {
    let focused = ui.memory(|memory| memory.has_focus(field_id()));
    if focused {
        let (mut back, mut forth) = (false, false);
        ui.input_mut(|input| {
            // It keeps what is proposed, by the keymap; while nothing is, it must not send the words as Enter does.
            input.consume_key(Modifiers::COMMAND, Key::Enter);
            back = input.consume_key(Modifiers::NONE, Key::ArrowUp);
            forth = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        });
        if back || forth {
            look_back(field, inline, back);
            crate::shell::focus::at_end(ui, field_id(), &field.text);
            send(ctx, InlineCommand::Draft(field.text.clone()));
        }
    }
    let output = Input::new(&mut field.text, "What shall be changed here")
        .id(field_id())
        .placeholder("What shall be changed here?")
        .icon(Icon::Pencil)
        .focus(!std::mem::replace(&mut field.asked_focus, true))
        .keep_focus()
        .show(ui);
    if output.changed {
        field.former = None;
        send(ctx, InlineCommand::Draft(field.text.clone()));
    }
    if output.submitted && !field.text.trim().is_empty() {
        send(ctx, InlineCommand::Send(field.text.clone()));
    }
    if output.cancelled {
        send(ctx, InlineCommand::Close);
        ctx.act(WindowAction::FocusActiveTab);
    }
}

/// Goes through former words, the latest first; back at the end stands what was typed.
fn look_back(field: &mut Field, inline: &InlineSnapshot, back: bool) {
    let next = match (field.former, back) {
        (None, true) => Some(0),
        (Some(at), true) => Some((at + 1).min(inline.history.len().saturating_sub(1))),
        (Some(at), false) => at.checked_sub(1),
        (None, false) => return,
    };
    if field.former.is_none() {
        field.typed = field.text.clone();
    }
    match next {
        Some(at) => {
            let Some(words) = inline.history.get(at) else { return };
            field.text = words.clone();
        }
        None => field.text = std::mem::take(&mut field.typed),
    }
    field.former = next;
}

/// What went wrong and what to do, or what the model says instead of a change.
fn said_ui(ctx: &Ctx<'_>, ui: &mut Ui, inline: &InlineSnapshot) {
    let Some((words, help)) = message(inline) else { return };
    let colors = &ctx.theme.colors;
    let color = match inline.state {
        InlineState::Failed(_) => colors.error,
        _ => colors.text_secondary,
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    for (text, color) in [(words, color), (help, colors.text_secondary)] {
        if text.is_empty() {
            continue;
        }
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::HOVER);
        let rect = rect.shrink2(vec2(space::S, 0.0));
        paint::text(ui.painter(), rect, Align::Min, &text, fonts::small(), color);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
        response.on_hover_text(text);
    }
    ui.spacing_mut().item_spacing.y = space::XS;
}

/// The keys of a command, if it has any.
fn shown(keys: &str) -> Option<&str> {
    (!keys.is_empty()).then_some(keys)
}

/// What can be done, with its keys, and who is asked.
fn buttons_ui(ctx: &Ctx<'_>, ui: &mut Ui, field: &Field, inline: &InlineSnapshot) {
    let some = !inline.hunks.is_empty();
    let written = !field.text.trim().is_empty();
    let button = |ui: &mut Ui, button: Button<'_>, command: InlineCommand| {
        if ui.add(button).clicked() {
            send(ctx, command);
        }
    };
    match &inline.state {
        InlineState::Streaming => {
            button(ui, Button::new("Stop").icon(Icon::X), InlineCommand::Stop);
        }
        _ if some => {
            let (keep, drop) = (ctx.keys("ai.inline_keep"), ctx.keys("ai.inline_drop"));
            button(ui, Button::new("Keep").primary().keys(shown(&keep)), InlineCommand::Keep(None));
            button(ui, Button::new("Drop").keys(shown(&drop)), InlineCommand::Drop(None));
            button(ui, Button::new("Again").ghost(), InlineCommand::Again);
        }
        InlineState::Failed(_) | InlineState::Nothing(_) => {
            button(ui, Button::new("Again"), InlineCommand::Again);
        }
        _ => {
            let change = Button::new("Change").primary().keys(Some("Enter"));
            let change = change.enabled(written && inline.target.is_ok());
            button(ui, change, InlineCommand::Send(field.text.clone()));
        }
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.add(IconButton::new(Icon::X, "Close").small().keys(Some("Esc"))).clicked() {
            send(ctx, InlineCommand::Close);
            ctx.act(WindowAction::FocusActiveTab);
        }
        if let Ok(target) = &inline.target {
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::HOVER);
            let rect = rect.shrink2(vec2(space::XS, 0.0));
            let color = ctx.theme.colors.text_hint;
            paint::text(ui.painter(), rect, Align::Max, &target.model, fonts::small(), color);
            let why = format!("{}, {}: {}", target.model, target.provider, target.reason);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &why));
            response.on_hover_text(why);
        }
    });
}

/// The buttons of one proposed change, while the pointer is on its lines: those that come or, first where there are none,
/// those that go.
pub(super) fn hunk_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    inline: &InlineSnapshot,
    hunk: usize,
    places: &[Rect],
    text: Rect,
) {
    let Some(state) = inline.hunks.get(hunk).map(|hunk| &hunk.state) else { return };
    let seen = || places.iter().map(|place| place.intersect(text)).filter(|place| place.is_positive());
    let Some(place) = seen().next().filter(|_| *state != HunkState::Dropped) else { return };
    if inline.state == InlineState::Streaming || !seen().any(|place| ui.rect_contains_pointer(place)) {
        return;
    }
    let width = 2.0 * size::HIT + space::XS + 2.0 * space::HALF;
    let top_right = place.right_top() + vec2(-space::L, 0.0);
    let room = Rect::from_min_size(top_right - vec2(width, 0.0), vec2(width, size::HIT));
    ui.interact(room, field_id().with(("ground", hunk)), Sense::CLICK);
    paint::fill(ui.painter(), room, justbuilt_ui::tokens::radius::CONTROL, ctx.theme.colors.popup);
    paint::border(ui.painter(), room, justbuilt_ui::tokens::radius::CONTROL, ctx.theme.colors.border);
    let layout = Layout::left_to_right(Align::Center);
    let mut child =
        ui.new_child(UiBuilder::new().max_rect(room.shrink2(vec2(space::HALF, 0.0))).layout(layout));
    child.spacing_mut().item_spacing.x = space::XS;
    let keep = IconButton::new(Icon::Check, "Keep this change").small();
    let keep = keep.enabled(*state != HunkState::Conflict).color(ctx.theme.colors.good);
    if child.add(keep).clicked() {
        send(ctx, InlineCommand::Keep(Some(hunk)));
    }
    let drop = IconButton::new(Icon::X, "Drop this change").small().color(ctx.theme.colors.error);
    if child.add(drop).clicked() {
        send(ctx, InlineCommand::Drop(Some(hunk)));
    }
}
