//! The list of what was said. Only what is seen is laid out; heights are remembered, and guessed where nobody looked
//! yet. It stays at its end while an answer comes in, unless the user scrolled up.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Id, Key, Modifiers, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::data::{Assets, Intent, Speaker, State, Turn};
use super::look::Look;
use super::paint::{self, Action, Env};
use super::turn::{Fold, TurnView};
use crate::icons::Icon;
use crate::tokens::{chat, space};
use crate::widgets::Button;
use crate::{focus, paint as draw, tokens};

/// Turns whose galleys are kept beyond those that are seen.
const KEPT: usize = 12;

/// What a list keeps between frames. One for each conversation, or one that is made anew for another.
#[derive(Default)]
pub struct MessageState {
    views: Vec<TurnView>,
    look: Look,
    /// Whether the user left the end.
    away: bool,
    /// The row at the top while away: turn, row, and points of it above the edge.
    anchor: (u64, usize, f32),
    offset: f32,
    selected: Option<u64>,
    reveal: Option<u64>,
    page: f32,
    focus: bool,
    frame: u64,
    /// How many rows were painted last, for tests and measurements.
    painted: usize,
}

impl MessageState {
    /// Gives the list the keyboard.
    pub fn take_focus(&mut self) {
        self.focus = true;
    }

    /// Goes to the end, and stays there.
    pub fn to_end(&mut self) {
        self.away = false;
    }

    /// Shows a turn and selects it.
    pub fn show_turn(&mut self, turn: u64) {
        self.selected = Some(turn);
        self.reveal = Some(turn);
    }

    /// Begins to edit a question in place.
    pub fn edit(&mut self, turn: u64) {
        if let Some(view) = self.views.iter_mut().find(|view| view.turn.id == turn) {
            view.editing = Some(view.turn.text());
            view.rebuild();
            self.reveal = Some(turn);
        }
    }

    /// Whether a question is being edited.
    pub fn is_editing(&self) -> bool {
        self.views.iter().any(|view| view.editing.is_some())
    }

    /// Rows that were painted in the last frame.
    pub fn painted_rows(&self) -> usize {
        self.painted
    }

    /// Whether the end is left.
    pub fn is_away(&self) -> bool {
        self.away
    }

    /// Lays everything out anew: the colours of a language came that was not known before.
    pub fn recolor(&mut self) {
        for view in &mut self.views {
            view.recolor();
        }
    }

    /// Takes the turns as they are now.
    fn sync(&mut self, turns: &[Arc<Turn>], now: f64) {
        let same = self.views.len() == turns.len()
            && self.views.iter().zip(turns).all(|(view, turn)| view.turn.id == turn.id);
        if !same {
            let mut old: HashMap<u64, TurnView> =
                std::mem::take(&mut self.views).into_iter().map(|view| (view.turn.id, view)).collect();
            // What the person says last is where they look.
            let before = old.len();
            let asked = turns
                .iter()
                .rev()
                .take(2)
                .any(|turn| turn.speaker == Speaker::Person && !old.contains_key(&turn.id));
            if asked && before > 0 && turns.len() > before {
                self.away = false;
            }
            self.views = turns
                .iter()
                .map(|turn| old.remove(&turn.id).unwrap_or_else(|| TurnView::new(Arc::clone(turn))))
                .collect();
        }
        for (view, turn) in self.views.iter_mut().zip(turns) {
            view.update(turn, now);
        }
    }
}

/// The list of what was said.
#[must_use = "show it in a Ui"]
pub struct MessageList<'a> {
    id: Id,
    turns: &'a [Arc<Turn>],
    models: &'a [String],
    margin: f32,
}

impl<'a> MessageList<'a> {
    /// A list of turns.
    pub fn new(id: Id, turns: &'a [Arc<Turn>]) -> Self {
        Self { id, turns, models: &[], margin: chat::MARGIN }
    }

    /// The id of the field in which a question of a list is edited.
    pub fn edit_field(list: Id, turn: u64) -> Id {
        paint::edit_id(list, turn)
    }

    /// The models by which an answer can be asked for again.
    pub fn models(mut self, models: &'a [String]) -> Self {
        self.models = models;
        self
    }

    /// Shows it in all the space there is.
    pub fn show(self, ui: &mut Ui, state: &mut MessageState, assets: &mut dyn Assets) -> Vec<Intent> {
        let theme = state.look.update(ui);
        let now = ui.input(|input| input.time);
        state.sync(self.turns, now);
        state.frame += 1;
        let room = ui.available_rect_before_wrap();
        let response = ui.interact(room, self.id, Sense::click());
        if std::mem::take(&mut state.focus) || response.clicked() {
            response.request_focus();
        }
        let count = self.turns.len();
        response
            .widget_info(|| WidgetInfo::labeled(Role::List, true, format!("Conversation, {count} turns")));
        let mut env = Env::new(theme, self.id, state.look.generation, self.models);
        env.margin = self.margin;
        if response.has_focus() {
            self.keys(ui, state, &mut env);
        }
        let width = (room.width() - 2.0 * self.margin - tokens::size::SCROLLBAR.1 / 2.0).max(80.0);
        env.width = width;
        for view in &mut state.views {
            view.set_width(width - 2.0 * view.inset());
        }
        let view_height = room.height();
        state.page = view_height;
        let range = Self::prepare(ui, state, &mut env, assets, view_height);
        let total = Self::total(state);
        let most = (total - view_height).max(0.0);
        let wanted = if state.away { Self::anchor_offset(state).clamp(0.0, most) } else { most };
        let scale = ui.pixels_per_point();
        let wanted = (wanted * scale).round() / scale;
        let mut painted = 0;
        let mut child = ui.new_child(UiBuilder::new().id_salt(self.id.with("said")).max_rect(room));
        child.set_clip_rect(room.intersect(ui.clip_rect()));
        let left = room.left() + self.margin;
        let mut y = room.top() - wanted + space::M;
        for (index, view) in state.views.iter_mut().enumerate() {
            let place = Rect::from_min_size(pos2(left, y), vec2(width, view.height));
            y += view.height + chat::TURN;
            if !range.contains(&index) || !place.intersects(room.expand(space::XL)) {
                continue;
            }
            let chosen = response.has_focus() && state.selected == Some(view.turn.id);
            painted += turn_ui(&mut child, &mut env, view, assets, place, room, chosen);
        }
        ui.advance_cursor_after_rect(room);
        state.painted = painted;
        let offset = self.scroll(ui, &env, room, wanted, most, total);
        if offset != wanted {
            state.away = offset < most - 1.0;
            Self::set_anchor(state, offset);
            ui.ctx().request_repaint();
        } else if state.away && most - wanted < 0.5 {
            state.away = false;
        }
        state.offset = offset;
        self.apply(ui, state, &mut env);
        if state.away && most > 0.0 {
            self.jump(ui, state, room);
        }
        if focus::shows(ui, &response) && state.selected.is_none() {
            draw::focus_ring(ui.painter(), room.shrink(1.0), 0, &env.theme);
        }
        env.intents
    }

    /// Lays out what will be seen; the turns that can be.
    fn prepare(
        ui: &Ui,
        state: &mut MessageState,
        env: &mut Env<'_>,
        assets: &mut dyn Assets,
        height: f32,
    ) -> std::ops::Range<usize> {
        if let Some(turn) = state.reveal.take()
            && let Some(index) = state.views.iter().position(|view| view.turn.id == turn)
        {
            let top: f32 = state.views.iter().take(index).map(|view| view.height + chat::TURN).sum();
            let bottom = top + state.views.get(index).map_or(0.0, |view| view.height);
            if top < state.offset || bottom > state.offset + height {
                state.away = true;
                let target = if top < state.offset { top } else { (bottom - height + space::XL).min(top) };
                Self::set_anchor(state, target.max(0.0));
            }
        }
        let mut filled = 0.0;
        if !state.away {
            let last = state.views.len();
            for (index, view) in state.views.iter_mut().enumerate().rev() {
                view.build();
                let width = env.content_width(view);
                for item in view.items.iter_mut().rev() {
                    if filled > height + space::XXL {
                        break;
                    }
                    item.measure(ui, width, env.generation, &env.theme, assets);
                    filled += item.gap + item.height;
                }
                view.sum();
                filled += chat::TURN;
                if filled > height + space::XXL {
                    forget(&mut state.views, index..last);
                    return index..last;
                }
            }
            return 0..last;
        }
        let (turn, first, _) = state.anchor;
        let from = state.views.iter().position(|view| view.turn.id == turn).unwrap_or(0);
        let mut to = from;
        for (index, view) in state.views.iter_mut().enumerate().skip(from) {
            view.build();
            let width = env.content_width(view);
            // A turn's head is needed in any case: it says who speaks.
            let skip = if index == from { first.min(view.items.len()) } else { 0 };
            for item in view.items.iter_mut().skip(skip) {
                if filled > 2.0 * height + space::XXL {
                    break;
                }
                item.measure(ui, width, env.generation, &env.theme, assets);
                filled += item.gap + item.height;
            }
            view.sum();
            to = index + 1;
            filled += chat::TURN;
            if filled > 2.0 * height + space::XXL {
                break;
            }
        }
        // One above, for what is scrolled into sight within this frame.
        let range = from.saturating_sub(1)..to;
        if let Some(view) = state.views.get_mut(range.start) {
            view.build();
        }
        forget(&mut state.views, range.clone());
        range
    }

    /// The wheel and the bar at the right; where they lead.
    fn scroll(&self, ui: &Ui, env: &Env<'_>, room: Rect, offset: f32, most: f32, total: f32) -> f32 {
        let mut to = offset;
        if ui.rect_contains_pointer(room) {
            // What is inside and scrolls has taken its part already.
            to -= ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        }
        if most > 0.0 {
            let (thin, wide) = tokens::size::SCROLLBAR;
            let track = Rect::from_min_max(pos2(room.right() - wide, room.top()), room.max);
            let length = (room.height() * room.height() / total.max(1.0)).max(tokens::size::SCROLLBAR_HANDLE);
            let free = (room.height() - length).max(1.0);
            let bar = ui.interact(track, self.id.with("bar"), Sense::drag());
            if bar.dragged() {
                to += bar.drag_delta().y * most / free;
            }
            let active = bar.hovered() || bar.dragged();
            if active || ui.rect_contains_pointer(room) {
                let shown = if active { wide } else { thin };
                let top = room.top() + free * (to.clamp(0.0, most) / most);
                let place = pos2(room.right() - shown, top);
                let handle = Rect::from_min_size(place, vec2(shown - 1.0, length)).shrink2(vec2(0.0, 2.0));
                let colors = &env.theme.colors;
                let color = if active { colors.scrollbar_hover } else { colors.scrollbar };
                draw::fill(ui.painter(), handle, tokens::radius::SMALL, color);
            }
        }
        to.clamp(0.0, most)
    }

    fn total(state: &MessageState) -> f32 {
        let turns: f32 = state.views.iter().map(|view| view.height + chat::TURN).sum();
        turns + space::M
    }

    /// Where the anchor is now.
    fn anchor_offset(state: &MessageState) -> f32 {
        let (turn, first, delta) = state.anchor;
        let mut y = space::M;
        for view in &state.views {
            if view.turn.id == turn {
                let above: f32 = view.items.iter().take(first).map(|item| item.gap + item.height).sum();
                let row = view.items.get(first).map_or(0.0, |item| item.gap + item.height);
                return y + above + delta.min(row.max(0.0));
            }
            y += view.height + chat::TURN;
        }
        state.offset
    }

    /// Remembers the row at the top for an offset.
    fn set_anchor(state: &mut MessageState, offset: f32) {
        let mut y = space::M;
        for view in &mut state.views {
            let end = y + view.height + chat::TURN;
            if end > offset {
                view.build();
                let mut row = y;
                for (index, item) in view.items.iter().enumerate() {
                    let next = row + item.gap + item.height;
                    if next > offset || index + 1 == view.items.len() {
                        state.anchor = (view.turn.id, index, offset - row);
                        return;
                    }
                    row = next;
                }
                state.anchor = (view.turn.id, 0, offset - y);
                return;
            }
            y = end;
        }
    }

    /// The keys of the list.
    fn keys(&self, ui: &Ui, state: &mut MessageState, env: &mut Env<'_>) {
        let filter =
            egui::EventFilter { vertical_arrows: true, horizontal_arrows: true, escape: true, tab: false };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let at = state.selected.and_then(|turn| state.views.iter().position(|view| view.turn.id == turn));
        let last = state.views.len().saturating_sub(1);
        let mut go = None;
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            go = Some(at.map_or(last, |at| at.saturating_sub(1)));
        } else if pressed(Modifiers::NONE, Key::ArrowDown) {
            match at {
                Some(at) if at >= last => env.intents.push(Intent::ToField),
                at => go = Some(at.map_or(last, |at| at + 1)),
            }
        } else if pressed(Modifiers::NONE, Key::Home) {
            go = Some(0);
        } else if pressed(Modifiers::NONE, Key::End) {
            state.away = false;
            state.selected = state.views.last().map(|view| view.turn.id);
        } else if pressed(Modifiers::NONE, Key::PageUp) {
            state.away = true;
            let target = (state.offset - state.page * 0.85).max(0.0);
            Self::set_anchor(state, target);
        } else if pressed(Modifiers::NONE, Key::PageDown) && state.away {
            let target = state.offset + state.page * 0.85;
            if target >= Self::total(state) - state.page {
                state.away = false;
            } else {
                Self::set_anchor(state, target);
            }
        } else if pressed(Modifiers::NONE, Key::Escape) {
            env.intents.push(Intent::ToField);
        }
        if let Some(view) = go.and_then(|index| state.views.get(index)) {
            state.selected = Some(view.turn.id);
            state.reveal = Some(view.turn.id);
        }
        let Some(view) = at.and_then(|at| state.views.get(at)) else { return };
        let turn = &view.turn;
        let selected_text =
            ui.ctx().plugin::<egui::text_selection::LabelSelectionState>().lock().has_selection();
        let copy = ui.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::Copy)));
        if (copy && !selected_text) || pressed(Modifiers::NONE, Key::C) {
            env.intents.push(Intent::Copy(turn.text()));
        }
        if view.is_person() && (pressed(Modifiers::NONE, Key::E) || pressed(Modifiers::NONE, Key::Enter)) {
            env.actions.push((turn.id, Action::Edit));
        }
        let answer = matches!(turn.speaker, super::data::Speaker::Persona { .. });
        if answer && turn.state != State::Writing && pressed(Modifiers::NONE, Key::R) {
            env.intents.push(Intent::Retry { turn: turn.id, model: None });
        }
        if matches!(turn.state, State::Cut(_, true)) && pressed(Modifiers::NONE, Key::G) {
            env.intents.push(Intent::Continue(turn.id));
        }
        let branch = turn.branches.iter().position(|branch| *branch == turn.id);
        for (key, by) in [(Key::ArrowLeft, -1_isize), (Key::ArrowRight, 1)] {
            if pressed(Modifiers::NONE, key)
                && let Some(to) =
                    branch.and_then(|at| at.checked_add_signed(by)).and_then(|at| turn.branches.get(at))
            {
                env.intents.push(Intent::Branch(*to));
            }
        }
        if pressed(Modifiers::NONE, Key::Space) {
            for (index, part) in turn.parts.iter().enumerate() {
                match part {
                    super::data::Part::Thinking(_) => {
                        env.actions.push((turn.id, Action::Turn(Fold::Thinking(index))));
                    }
                    super::data::Part::Call { .. } => {
                        env.actions.push((turn.id, Action::Turn(Fold::Call(index))));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Does what concerns only the looks.
    fn apply(&self, ui: &Ui, state: &mut MessageState, env: &mut Env<'_>) {
        let actions = std::mem::take(&mut env.actions);
        if actions.is_empty() {
            return;
        }
        ui.ctx().request_repaint();
        // What is folded or edited stays where it is: the end is left when there is more below.
        for (turn, action) in actions {
            let Some(view) = state.views.iter_mut().find(|view| view.turn.id == turn) else { continue };
            match action {
                Action::Turn(fold) => {
                    if !view.turned.remove(&fold) {
                        view.turned.insert(fold);
                    }
                    view.rebuild();
                }
                Action::Edit => {
                    view.editing = Some(view.turn.text());
                    view.rebuild();
                    state.reveal = Some(turn);
                    ui.memory_mut(|memory| memory.request_focus(paint::edit_id(self.id, turn)));
                }
                Action::EndEdit => {
                    view.editing = None;
                    view.rebuild();
                    state.focus = true;
                }
                Action::Select => {
                    state.selected = Some(turn);
                    ui.memory_mut(|memory| memory.request_focus(self.id));
                }
            }
        }
    }

    fn jump(&self, ui: &mut Ui, state: &mut MessageState, room: Rect) {
        let size = vec2(150.0_f32.min(room.width()), tokens::size::CONTROL);
        let place = Rect::from_center_size(pos2(room.center().x, room.bottom() - size.y), size);
        let mut child = ui.new_child(
            UiBuilder::new()
                .max_rect(place)
                .layout(egui::Layout::centered_and_justified(egui::Direction::LeftToRight)),
        );
        if child.add(Button::new("Jump to latest").icon(Icon::ArrowDown)).clicked() {
            state.away = false;
            ui.ctx().request_repaint();
        }
    }
}

/// Lets go of what is far from sight.
fn forget(views: &mut [TurnView], seen: std::ops::Range<usize>) {
    let near = seen.start.saturating_sub(KEPT)..seen.end + KEPT;
    for (index, view) in views.iter_mut().enumerate() {
        if !near.contains(&index) {
            view.forget();
        }
    }
}

/// Paints a turn; how many of its rows.
fn turn_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &mut TurnView,
    assets: &mut dyn Assets,
    place: Rect,
    room: Rect,
    chosen: bool,
) -> usize {
    if view.is_person() {
        draw::fill(ui.painter(), place, tokens::radius::POPUP, env.theme.colors.raised);
    }
    if chosen {
        let ring = place.expand2(vec2(6.0, if view.is_person() { 0.0 } else { 4.0 }));
        draw::focus_ring(ui.painter(), ring, tokens::radius::POPUP, &env.theme);
    }
    env.hovered = ui.rect_contains_pointer(place.expand2(vec2(env.margin, chat::TURN / 2.0)).intersect(room));
    env.chosen = chosen;
    let inset = view.inset();
    let width = place.width() - 2.0 * inset;
    let mut y = place.top();
    let mut painted = 0;
    let mut changed = false;
    let mut items = std::mem::take(&mut view.items);
    for (index, item) in items.iter_mut().enumerate() {
        y += item.gap;
        let rect = Rect::from_min_size(pos2(place.left() + inset, y), vec2(width, item.height));
        y += item.height;
        if rect.bottom() < room.top() - space::XS || rect.top() > room.bottom() + space::XS {
            continue;
        }
        item.measure(ui, width, env.generation, &env.theme, assets);
        painted += 1;
        if let Some(height) = paint::item_ui(ui, env, view, assets, item, index, rect)
            && (height - item.height).abs() > 0.5
        {
            item.height = height;
            item.known = true;
            changed = true;
        }
    }
    view.items = items;
    if changed {
        view.sum();
        // What stands below has moved: nobody is to see it in the wrong place.
        ui.ctx().request_discard("a row of the conversation has another height");
    }
    painted
}
