//! The rows with buttons: what was thought, calls of tools, pictures, troubles, change sets, and the field in which a
//! question is edited. Each says how high it became.

use std::sync::Arc;

use egui::{
    Align, Color32, CornerRadius, Frame, Key, Layout, Margin, Modifiers, Rect, RichText, Role, Sense, Stroke,
    Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::{Action, Env, edit_id};
use crate::chat::data::{Assets, CallState, Card, CardState, Intent, Part, State, Trouble};
use crate::chat::item::Kind;
use crate::chat::turn::{Fold, TurnView};
use crate::icons::Icon;
use crate::tokens::{UNTINTED, chat, radius, size, space, type_size};
use crate::widgets::Button;
use crate::{fonts, paint};

/// Bytes of a call's arguments or result that are shown.
const SHOWN_MOST: usize = 6_000;

/// Paints a row into a place of that width; its height.
pub(super) fn box_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &mut TurnView,
    assets: &mut dyn Assets,
    kind: &Kind,
    rect: Rect,
) -> f32 {
    let turn = Arc::clone(&view.turn);
    let part = |index: &usize| turn.parts.get(*index);
    let salt = (
        turn.id,
        std::mem::discriminant(kind),
        match kind {
            Kind::Thinking(at) | Kind::Image(at) | Kind::Call(at) => *at,
            _ => 0,
        },
    );
    let room = Rect::from_min_size(rect.min, vec2(rect.width(), f32::INFINITY));
    let builder = UiBuilder::new().id_salt(salt).max_rect(room).layout(Layout::top_down(Align::Min));
    let mut child = ui.new_child(builder);
    child.set_width(rect.width());
    child.spacing_mut().item_spacing = vec2(space::S, space::XS);
    match kind {
        Kind::Thinking(index) => {
            if let Some(Part::Thinking(text)) = part(index) {
                thinking_ui(&mut child, env, view, *index, text);
            }
        }
        Kind::Call(index) => {
            if let Some(Part::Call { id, name, arguments, state }) = part(index) {
                call_ui(&mut child, env, view, (*index, id), name, arguments, state);
            }
        }
        Kind::Image(index) => {
            if let Some(Part::Image { bytes, media_type }) = part(index) {
                image_ui(&mut child, env, assets, bytes, media_type);
            }
        }
        Kind::Trouble => {
            if let Some(trouble) = &turn.trouble {
                trouble_ui(&mut child, env, view, trouble);
            }
        }
        Kind::Card => {
            if let Some(card) = &turn.card {
                card_ui(&mut child, env, card);
            }
        }
        Kind::Editing => edit_ui(&mut child, env, view),
        _ => {}
    }
    child.min_rect().height()
}

/// A row that unfolds something: icon, words, hint, whether it is open.
fn fold_row(
    ui: &mut Ui,
    env: &Env<'_>,
    (icon, color): (Icon, Color32),
    title: &str,
    hint: &str,
    open: bool,
) -> bool {
    let colors = &env.theme.colors;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), chat::CALL), Sense::click());
    if let Some(wash) = paint::wash(&response, &env.theme) {
        paint::fill(ui.painter(), rect, radius::CONTROL, wash);
    }
    let painter = ui.painter();
    let mut x = rect.left() + space::XS;
    let icon_at = pos2(x + size::ICON_SMALL / 2.0, rect.center().y);
    paint::icon(painter, icon_at, icon, size::ICON_SMALL, color);
    x += size::ICON_SMALL + space::S;
    let right = rect.right() - size::ICON - space::XS;
    let place = Rect::from_x_y_ranges(x..=right.max(x), rect.y_range());
    let font = fonts::ui_medium(type_size::SMALL);
    x = paint::text(painter, place, Align::Min, title, font, colors.text_secondary).right() + space::S;
    if right - x > 24.0 {
        let place = Rect::from_x_y_ranges(x..=right, rect.y_range());
        paint::text(painter, place, Align::Min, hint, fonts::small(), colors.text_hint);
    }
    let chevron = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let at = pos2(rect.right() - size::ICON_SMALL / 2.0 - space::XS, rect.center().y);
    paint::icon(painter, at, chevron, size::ICON_SMALL, colors.text_hint);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(painter, rect, radius::CONTROL, &env.theme);
    }
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, title));
    response.clicked()
}

fn thinking_ui(ui: &mut Ui, env: &mut Env<'_>, view: &TurnView, index: usize, text: &str) {
    let fold = Fold::Thinking(index);
    let open = view.turned.contains(&fold);
    let thinking = view.turn.state == State::Writing && index + 1 == view.turn.parts.len();
    let title = match (thinking, view.thought_for(index)) {
        (true, _) => "Thinking".to_owned(),
        (false, Some(seconds)) if seconds >= 0.5 => format!("Thought for {}", seconds_text(seconds)),
        (false, _) => "Thought".to_owned(),
    };
    let first: String = text.trim_start().lines().next().unwrap_or_default().chars().take(160).collect();
    let first = crate::chat::clean::visible(first.trim_matches(['*', '#', ' '])).into_owned();
    let color = env.theme.colors.text_hint;
    let hint = if open { "" } else { first.as_str() };
    if fold_row(ui, env, (Icon::Brain, color), &title, hint, open) {
        env.actions.push((view.turn.id, Action::Turn(fold)));
    }
}

fn seconds_text(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{} s", whole.max(1)),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

fn call_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &TurnView,
    (index, id): (usize, &str),
    name: &str,
    arguments: &str,
    state: &CallState,
) {
    let colors = env.theme.colors.clone();
    let fold = Fold::Call(index);
    let open = view.turned.contains(&fold);
    let (icon, color, word) = match state {
        CallState::Running => (Icon::LoaderCircle, colors.text_secondary, "running"),
        CallState::Asks(_) => (Icon::CircleQuestionMark, colors.warning, "asks"),
        CallState::Done(_) => (Icon::CircleCheck, colors.good, "done"),
        CallState::Failed(_) => (Icon::CircleX, colors.error, "failed"),
    };
    let one_line: String =
        arguments.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    let hint = format!("{word} · {}", crate::chat::clean::visible(&one_line));
    if fold_row(ui, env, (icon, color), &crate::chat::clean::visible(name), &hint, open) {
        env.actions.push((view.turn.id, Action::Turn(fold)));
    }
    if open {
        let arguments = pretty(arguments);
        data_ui(ui, env, "Arguments", &arguments);
        match state {
            CallState::Done(result) => data_ui(ui, env, "Result", result),
            CallState::Failed(why) => data_ui(ui, env, "What went wrong", why),
            CallState::Running | CallState::Asks(_) => {}
        }
    }
    if let CallState::Asks(what) = state {
        boxed(ui, env, colors.warning, |ui, env| {
            ui.label(
                RichText::new(&*crate::chat::clean::visible(what)).font(fonts::body()).color(colors.text),
            );
            ui.horizontal(|ui| {
                if ui.add(Button::new("Allow").primary()).clicked() {
                    env.intents.push(Intent::Allow { turn: view.turn.id, call: id.to_owned() });
                }
                if ui.add(Button::new("Refuse")).clicked() {
                    env.intents.push(Intent::Refuse { turn: view.turn.id, call: id.to_owned() });
                }
            });
        });
    }
}

/// JSON with line ends between its members, without reading what it means: for the eye only.
fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in json.chars().take(SHOWN_MOST) {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth.min(12)));
        };
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn data_ui(ui: &mut Ui, env: &Env<'_>, title: &str, text: &str) {
    let colors = &env.theme.colors;
    ui.label(RichText::new(title).font(fonts::caption()).color(colors.text_hint));
    let cut = text.char_indices().nth(SHOWN_MOST).map(|(at, _)| at);
    let shown = crate::chat::clean::visible(cut.and_then(|at| text.get(..at)).unwrap_or(text));
    let frame = Frame::new()
        .fill(colors.editor_background)
        .stroke(Stroke::new(1.0, colors.border))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let id = ui.scope_id().with(title);
        egui::ScrollArea::vertical().id_salt(id).max_height(160.0).show(ui, |ui| {
            let text = RichText::new(&*shown).font(fonts::code(chat::CODE)).color(colors.text_secondary);
            ui.add(egui::Label::new(text).selectable(true).wrap());
        });
    });
    if cut.is_some() {
        let rest = format!("… of {} bytes in all", text.len());
        ui.label(RichText::new(rest).font(fonts::caption()).color(colors.text_hint));
    }
}

fn image_ui(ui: &mut Ui, env: &Env<'_>, assets: &mut dyn Assets, bytes: &Arc<[u8]>, media_type: &str) {
    let colors = &env.theme.colors;
    let about = format!("Picture, {media_type}, {} KB", bytes.len().div_ceil(1024));
    match assets.picture(ui.ctx(), bytes) {
        Some(texture) => {
            let natural = texture.size_vec2().max(Vec2::splat(1.0));
            let most = chat::THUMBNAIL.min(ui.available_width());
            let scale = (most / natural.x.max(natural.y)).min(1.0);
            let (rect, response) = ui.allocate_exact_size(natural * scale, Sense::HOVER);
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            egui::Image::new(&texture)
                .uv(uv)
                .tint(UNTINTED)
                .corner_radius(CornerRadius::same(radius::CONTROL))
                .paint_at(ui, rect);
            paint::border(ui.painter(), rect, radius::CONTROL, colors.border);
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &about));
        }
        None => {
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width().min(220.0), chat::CALL), Sense::HOVER);
            paint::border(ui.painter(), rect, radius::CONTROL, colors.border);
            let at = pos2(rect.left() + space::S + size::ICON_SMALL / 2.0, rect.center().y);
            paint::icon(ui.painter(), at, Icon::Image, size::ICON_SMALL, colors.text_hint);
            let place = Rect::from_min_max(pos2(at.x + space::L, rect.top()), rect.max);
            paint::text(ui.painter(), place, Align::Min, &about, fonts::small(), colors.text_secondary);
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &about));
        }
    }
}

/// A quiet box with a line of that colour at its left.
fn boxed<R>(
    ui: &mut Ui,
    env: &mut Env<'_>,
    color: Color32,
    content: impl FnOnce(&mut Ui, &mut Env<'_>) -> R,
) -> R {
    let colors = &env.theme.colors;
    let frame = Frame::new()
        .fill(colors.raised)
        .stroke(Stroke::new(1.0, colors.border))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin { left: 14, right: 12, top: 10, bottom: 10 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        content(ui, env)
    });
    let rect = shown.response.rect;
    let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
    let corners = CornerRadius { nw: radius::CONTROL, sw: radius::CONTROL, ne: 0, se: 0 };
    ui.painter().rect_filled(bar, corners, color);
    shown.inner
}

fn trouble_ui(ui: &mut Ui, env: &mut Env<'_>, view: &TurnView, trouble: &Trouble) {
    let colors = env.theme.colors.clone();
    let turn = view.turn.id;
    let (icon, color) = match trouble.retrying {
        Some(_) => (Icon::RefreshCw, colors.warning),
        None => (Icon::CircleX, colors.error),
    };
    boxed(ui, env, color, |ui, env| {
        let message = crate::chat::clean::visible(&trouble.message);
        let response = ui
            .horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, 18.0), Sense::HOVER);
                paint::icon(ui.painter(), rect.center(), icon, size::ICON, color);
                let text = RichText::new(&*message).font(fonts::ui_medium(type_size::UI)).color(colors.text);
                ui.add(egui::Label::new(text).wrap().selectable(true))
            })
            .inner;
        response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &*message));
        let help = match trouble.retrying {
            Some(attempt) => format!("Attempt {attempt} comes by itself. {}", trouble.help),
            None => trouble.help.clone(),
        };
        if !help.trim().is_empty() {
            let help = crate::chat::clean::visible(&help);
            let text = RichText::new(&*help).font(fonts::small()).color(colors.text_secondary);
            ui.add(egui::Label::new(text).wrap().selectable(true));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            if let Some(provider) = &trouble.key_of
                && ui.add(Button::new("Add key…").primary()).clicked()
            {
                env.intents.push(Intent::AddKey(provider.clone()));
            }
            if trouble.retrying.is_none() && ui.add(Button::new("Retry").icon(Icon::RotateCcw)).clicked() {
                env.intents.push(Intent::Retry { turn, model: None });
            }
            if matches!(view.turn.state, State::Cut(_, true))
                && ui.add(Button::new("Continue").icon(Icon::StepForward)).clicked()
            {
                env.intents.push(Intent::Continue(turn));
            }
            if !trouble.details.is_empty() && ui.add(Button::new("Copy details").ghost()).clicked() {
                env.intents.push(Intent::Copy(trouble.details.clone()));
            }
        });
    });
}

pub(super) fn note_ui(ui: &mut Ui, env: &mut Env<'_>, view: &TurnView, rect: Rect, index: usize) {
    let State::Cut(why, goes_on) = &view.turn.state else { return };
    let colors = env.theme.colors.clone();
    let at = pos2(rect.left() + size::ICON_SMALL / 2.0, rect.center().y);
    paint::icon(ui.painter(), at, Icon::CircleStop, size::ICON_SMALL, colors.text_hint);
    let left = at.x + size::ICON_SMALL / 2.0 + space::S;
    let place = Rect::from_x_y_ranges(left..=rect.right().max(left), rect.y_range());
    let end = paint::text(ui.painter(), place, Align::Min, why, fonts::small(), colors.text_secondary);
    super::label(ui, env.id(view.turn.id, index), end, why);
    if *goes_on {
        let place = Rect::from_x_y_ranges(end.right() + space::S..=rect.right(), rect.y_range());
        let builder = UiBuilder::new()
            .max_rect(place.expand2(vec2(0.0, 4.0)))
            .layout(Layout::left_to_right(Align::Center));
        let mut child = ui.new_child(builder);
        if child.add(Button::new("Continue").ghost()).clicked() {
            env.intents.push(Intent::Continue(view.turn.id));
        }
    }
}

fn card_ui(ui: &mut Ui, env: &mut Env<'_>, card: &Card) {
    let colors = env.theme.colors.clone();
    let added: usize = card.files.iter().map(|(_, added, _)| added).sum();
    let removed: usize = card.files.iter().map(|(_, _, removed)| removed).sum();
    let count = card.files.len();
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let frame = Frame::new()
        .stroke(Stroke::new(1.0, colors.border_control))
        .corner_radius(CornerRadius::same(radius::POPUP))
        .inner_margin(Margin::same(space::M as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        ui.horizontal(|ui| {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::HOVER);
            let at = pos2(rect.left() + size::ICON / 2.0, rect.center().y);
            paint::icon(ui.painter(), at, Icon::FileDiff, size::ICON, colors.text_secondary);
            let numbers = [
                (files.clone(), colors.text_secondary),
                (format!("+{added}"), colors.good),
                (format!("−{removed}"), colors.error),
            ];
            let mut right = rect.right();
            for (text, color) in numbers.iter().rev().filter(|(text, _)| !is_none(text)) {
                let place = Rect::from_x_y_ranges(rect.left()..=right, rect.y_range());
                let end = paint::text(ui.painter(), place, Align::Max, text, fonts::small(), *color);
                right = end.left() - space::S;
            }
            let left = at.x + size::ICON / 2.0 + space::S;
            let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
            let font = fonts::ui_medium(type_size::UI);
            paint::text(ui.painter(), place, Align::Min, &card.title, font, colors.text);
            let about = format!("Changes: {}, {files}, {added} lines added, {removed} removed", card.title);
            response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &about));
        });
        for (path, added, removed) in card.files.iter().take(FILES_SHOWN) {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::HOVER);
            let mut right = rect.right();
            let numbers = [(format!("−{removed}"), colors.error), (format!("+{added}"), colors.good)];
            for (text, color) in numbers.into_iter().filter(|(text, _)| !is_none(text)) {
                let place = Rect::from_x_y_ranges(rect.left()..=right, rect.y_range());
                let end = paint::text(ui.painter(), place, Align::Max, &text, fonts::caption(), color);
                right = end.left() - space::XS;
            }
            let (icon, color) = crate::icons::file_icon(path.rsplit('/').next().unwrap_or(path), &env.theme);
            let at = pos2(rect.left() + size::ICON / 2.0, rect.center().y);
            paint::icon(ui.painter(), at, icon, size::ICON_SMALL, color);
            let left = at.x + size::ICON / 2.0 + space::S;
            let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
            let shown = crate::chat::clean::visible(path);
            paint::text(ui.painter(), place, Align::Min, &shown, fonts::small(), colors.text_secondary);
        }
        if count > FILES_SHOWN {
            let more = format!("and {} more", count - FILES_SHOWN);
            ui.label(RichText::new(more).font(fonts::small()).color(colors.text_hint));
        }
        let told = match &card.state {
            CardState::Planning => Some("Working out the changes…".to_owned()),
            CardState::Applying => Some("Applying…".to_owned()),
            CardState::Failed(why) => Some(crate::chat::clean::visible(why).into_owned()),
            CardState::Applied => Some("Applied, as one step to undo".to_owned()),
            CardState::Undone => Some("Taken back".to_owned()),
            CardState::Made => Some("Made; the timeline has it".to_owned()),
            CardState::Gone => Some("Made or dropped since".to_owned()),
            CardState::Dropped => Some("Dropped".to_owned()),
            CardState::Ready => None,
        };
        if let Some(told) = told {
            let color =
                if matches!(card.state, CardState::Failed(_)) { colors.error } else { colors.text_hint };
            ui.label(RichText::new(told).font(fonts::small()).color(color));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            if matches!(card.state, CardState::Made | CardState::Gone | CardState::Dropped) {
                return past_buttons_ui(ui, env, card);
            }
            let ready = matches!(card.state, CardState::Ready | CardState::Undone);
            let review = Button::new("Review").icon(Icon::FileDiff);
            let review = if ready { review.primary() } else { review };
            if ui.add(review).clicked() {
                env.intents.push(Intent::Review(card.id));
            }
            if ready && ui.add(Button::new("Apply").icon(Icon::Check)).clicked() {
                env.intents.push(Intent::ApplyChanges(card.id));
            }
            if matches!(card.state, CardState::Applied)
                && ui.add(Button::new("Undo").icon(Icon::Undo2)).clicked()
            {
                env.intents.push(Intent::UndoChanges(card.id));
            }
            if !matches!(card.state, CardState::Applied | CardState::Applying)
                && ui.add(Button::new("Drop").ghost()).clicked()
            {
                env.intents.push(Intent::DropChanges(card.id));
            }
        });
    });
}

/// What can be done about a set that is not there any more.
fn past_buttons_ui(ui: &mut Ui, env: &mut Env<'_>, card: &Card) {
    if card.state == CardState::Dropped {
        // The answer still says it.
        if ui.add(Button::new("Review again").icon(Icon::FileDiff)).clicked() {
            env.intents.push(Intent::Apply { turn: card.id, fence: None });
        }
    } else if ui.add(Button::new("Show in timeline").icon(Icon::History)).clicked() {
        env.intents.push(Intent::FindChanges(card.id));
    }
}

/// Files of a change set that are named.
const FILES_SHOWN: usize = 4;

fn edit_ui(ui: &mut Ui, env: &mut Env<'_>, view: &mut TurnView) {
    let turn = view.turn.id;
    let Some(text) = &mut view.editing else { return };
    let colors = env.theme.colors.clone();
    let id = edit_id(env.list, turn);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut send = focused && crate::chat::composer::plain_enter(ui);
    let mut cancel = focused && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let frame = Frame::new()
        .fill(colors.input)
        .stroke(Stroke::new(
            if focused { 1.5 } else { 1.0 },
            if focused { colors.accent } else { colors.border_control },
        ))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::same(space::S as i8));
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            egui::ScrollArea::vertical().id_salt(id.with("scroll")).max_height(240.0).show(ui, |ui| {
                egui::TextEdit::multiline(text)
                    .id(id)
                    .frame(Frame::NONE)
                    .margin(Margin::ZERO)
                    .font(fonts::body())
                    .text_color(colors.text)
                    .desired_rows(1)
                    .desired_width(f32::INFINITY)
                    .return_key(egui::KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                    .event_filter(egui::EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        escape: true,
                        tab: false,
                    })
                    .show(ui)
                    .response
                    .response
            })
        })
        .inner
        .inner;
    let value = text.clone();
    response.widget_info(|| WidgetInfo {
        label: Some("Edited question".to_owned()),
        ..WidgetInfo::text_edit(true, &value, &value, "")
    });
    ui.horizontal(|ui| {
        send |= ui.add(Button::new("Send").primary().keys(Some("Enter"))).clicked();
        cancel |= ui.add(Button::new("Cancel").ghost().keys(Some("Esc"))).clicked();
        let room = ui.available_width();
        if room > 150.0 {
            let text =
                RichText::new("Branches the conversation").font(fonts::caption()).color(colors.text_hint);
            ui.label(text);
        }
    });
    if send && !value.trim().is_empty() {
        env.intents.push(Intent::Edit { turn, text: value });
        env.actions.push((turn, Action::EndEdit));
    } else if cancel {
        env.actions.push((turn, Action::EndEdit));
    }
}

/// Whether a count of lines says that there are none.
fn is_none(count: &str) -> bool {
    matches!(count, "+0" | "−0")
}
