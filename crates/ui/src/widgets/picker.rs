//! The picker: the field and the list of the command palette, the file finder, symbols and the like. It
//! shows what it is given; matching and ranking are the caller's.

mod row;
#[cfg(test)]
mod tests;

use std::ops::Range;

use egui::{
    Align2, Area, Id, Key, Margin, Modal, Modifiers, Order, Role, Sense, Ui, UiKind, WidgetInfo, vec2,
};

pub use row::PickerRow;

use super::input::Input;
use super::rows::{Move, Rows, moved, page, take_move};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{self, radius, size, space};
use crate::{fonts, paint};

/// What the caller keeps while a picker is open.
#[derive(Clone, Debug, Default)]
pub struct PickerState {
    /// What was typed.
    pub query: String,
    /// The selected row.
    pub selected: usize,
    opened: bool,
}

impl PickerState {
    /// A picker that opens with this text, selected.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), selected: 0, opened: false }
    }
}

/// What happened to a picker.
pub struct PickerOutput {
    /// The query changed: rank again. The selection went to the first row.
    pub query_changed: bool,
    /// Another row is selected: show a preview.
    pub selection_changed: bool,
    /// This row was chosen, with these modifiers (Ctrl: beside).
    pub accepted: Option<(usize, Modifiers)>,
    /// It is to be closed: Escape, or a click beside it.
    pub closed: bool,
    /// The rows that were painted.
    pub visible: Range<usize>,
}

/// A picker at the top of the window.
#[must_use = "show it"]
pub struct Picker<'a> {
    id: Id,
    name: &'a str,
    placeholder: &'a str,
    icon: Icon,
    empty: &'a str,
    busy: bool,
    footer: &'a [(&'a str, &'a str)],
    status: &'a str,
    width: f32,
}

/// The egui id of the field of the picker with this id.
pub fn field_id(picker: Id) -> Id {
    picker.with("query")
}

impl<'a> Picker<'a> {
    /// A picker; the name is for screen readers.
    pub fn new(id: Id, name: &'a str) -> Self {
        Self {
            id,
            name,
            placeholder: "",
            icon: Icon::Search,
            empty: "Nothing matches",
            busy: false,
            footer: &[],
            status: "",
            width: size::PICKER_WIDTH,
        }
    }

    /// Shown while nothing is typed.
    pub fn placeholder(mut self, text: &'a str) -> Self {
        self.placeholder = text;
        self
    }

    /// The icon before the field.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// What stands where rows would, when there are none.
    pub fn empty(mut self, text: &'a str) -> Self {
        self.empty = text;
        self
    }

    /// Rows are still coming.
    pub fn busy(mut self, busy: bool) -> Self {
        self.busy = busy;
        self
    }

    /// What else the keys do: keys and their meaning, in the footer.
    pub fn footer(mut self, hints: &'a [(&'a str, &'a str)]) -> Self {
        self.footer = hints;
        self
    }

    /// A short text at the left of the footer, such as a count.
    pub fn status(mut self, text: &'a str) -> Self {
        self.status = text;
        self
    }

    /// This wide, in points, where the window is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Shows it over everything. `row` gives the row at a place.
    pub fn show<'r>(
        self,
        ctx: &egui::Context,
        state: &mut PickerState,
        count: usize,
        row: impl Fn(usize) -> PickerRow<'r>,
    ) -> PickerOutput {
        let theme = Theme::of(ctx);
        let window = ctx.content_rect();
        let width = self.width.min(window.width() - 2.0 * space::L);
        let top = (window.height() * 0.12).min(96.0);
        let area = Area::new(self.id)
            .kind(UiKind::Modal)
            .sense(Sense::HOVER)
            .anchor(Align2::CENTER_TOP, vec2(0.0, top))
            .order(Order::Foreground);
        let frame = popup_frame(&theme).corner_radius(radius::DIALOG).inner_margin(Margin::ZERO);
        let modal = Modal::new(self.id).area(area).frame(frame).backdrop_color(tokens::TRANSPARENT);
        let height = (window.height() - top - space::XXL).min(460.0);
        let shown = modal.show(ctx, |ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
            ui.set_width(width);
            self.contents(ui, state, count, &row, height, &theme)
        });
        let close = shown.should_close();
        let mut output = shown.inner;
        output.closed |= close;
        output
    }

    fn contents<'r>(
        &self,
        ui: &mut Ui,
        state: &mut PickerState,
        count: usize,
        row: &impl Fn(usize) -> PickerRow<'r>,
        height: f32,
        theme: &Theme,
    ) -> PickerOutput {
        let mut output = PickerOutput {
            query_changed: false,
            selection_changed: false,
            accepted: None,
            closed: false,
            visible: 0..0,
        };
        let before = state.selected;
        let reveal = self.keys(ui, state, count, &mut output);
        self.field(ui, state, &mut output);
        if output.query_changed {
            state.selected = 0;
        }
        state.selected = state.selected.min(count.saturating_sub(1));
        let line = ui.cursor().top();
        let whole = ui.max_rect().x_range();
        paint::h_line(ui.painter(), whole, line + 0.5, theme.colors.border);
        ui.add_space(1.0);
        if self.busy {
            let rect = egui::Rect::from_x_y_ranges(whole, line..=line + size::PROGRESS);
            super::progress::progress_line(ui, rect, None);
        }
        let footer = if self.footer.is_empty() && self.status.is_empty() { 0.0 } else { size::CONTROL };
        let room = height - size::PICKER_INPUT - footer;
        if count == 0 {
            self.nothing(ui, theme);
        } else {
            let reveal = if output.query_changed { Some(0) } else { reveal };
            self.rows(ui, state, count, row, (room, reveal), &mut output);
        }
        if footer > 0.0 {
            self.footer_row(ui, theme);
        }
        output.selection_changed = state.selected != before || output.query_changed;
        output
    }

    /// Takes the keys before the field sees them; returns the row to scroll to.
    fn keys(
        &self,
        ui: &Ui,
        state: &mut PickerState,
        count: usize,
        output: &mut PickerOutput,
    ) -> Option<usize> {
        let mut reveal = (!state.opened).then_some(state.selected);
        let mut step = take_move(ui, page(ui, self.id, size::PICKER_ROW), false).map(|(step, _)| step);
        ui.input_mut(|input| {
            for (key, by) in [(Key::N, 1), (Key::P, -1)] {
                if input.consume_key(Modifiers::CTRL, key) {
                    step = Some(Move::By(by));
                }
            }
            for modifiers in [Modifiers::NONE, Modifiers::COMMAND, Modifiers::SHIFT, Modifiers::ALT] {
                if input.consume_key(modifiers, Key::Enter) && count > 0 {
                    output.accepted = Some((state.selected.min(count - 1), modifiers));
                }
            }
        });
        if let Some(target) = step.and_then(|step| moved(Some(state.selected), step, count, true)) {
            state.selected = target;
            reveal = Some(target);
        }
        reveal
    }

    fn field(&self, ui: &mut Ui, state: &mut PickerState, output: &mut PickerOutput) {
        let first = !std::mem::replace(&mut state.opened, true);
        ui.horizontal(|ui| {
            ui.add_space(space::L);
            let field = Input::new(&mut state.query, self.name)
                .id(field_id(self.id))
                .placeholder(self.placeholder)
                .icon(self.icon)
                .bare()
                .keep_focus()
                .height(size::PICKER_INPUT)
                .width(ui.available_width() - space::L)
                .focus(true)
                .select_all(first)
                .show(ui);
            output.query_changed = field.changed;
            output.closed = field.cancelled;
        });
    }

    fn rows<'r>(
        &self,
        ui: &mut Ui,
        state: &mut PickerState,
        count: usize,
        row: &impl Fn(usize) -> PickerRow<'r>,
        (room, reveal): (f32, Option<usize>),
        output: &mut PickerOutput,
    ) {
        let theme = Theme::of(ui.ctx());
        let height = (count as f32 * size::PICKER_ROW + 2.0 * space::XS).min(room);
        let list = self.id.with("rows");
        let rows =
            Rows { id: self.id, count, height: size::PICKER_ROW, reveal, margin: space::XS, shrink: false };
        let width = ui.available_width();
        let shown = ui.allocate_ui(vec2(width, height), |ui| {
            ui.set_min_size(vec2(width, height));
            rows.show(ui, |ui, index, place| {
                let id = list.with(index);
                let response = ui.interact(place, id, Sense::CLICK);
                if response.clicked() {
                    state.selected = index;
                    output.accepted = Some((index, ui.input(|input| input.modifiers)));
                }
                let selected = state.selected == index;
                let item = row(index);
                item.paint(ui, place, selected, response.hovered(), &theme);
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ListBoxOption, !item.disabled, selected, item.spoken())
                });
                if selected {
                    let query = field_id(self.id);
                    ui.ctx()
                        .accesskit_node_builder(query, |node| node.set_active_descendant(id.accesskit_id()));
                }
            })
        });
        output.visible = shown.inner.range;
    }

    fn nothing(&self, ui: &mut Ui, theme: &Theme) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 64.0), Sense::HOVER);
        let text = if self.busy { "Looking…" } else { self.empty };
        paint::text(ui.painter(), rect, egui::Align::Center, text, fonts::body(), theme.colors.text_hint);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }

    fn footer_row(&self, ui: &mut Ui, theme: &Theme) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::HOVER);
        let painter = ui.painter();
        paint::h_line(painter, rect.x_range(), rect.top() + 0.5, theme.colors.border);
        let inner = rect.shrink2(vec2(space::L, 0.0));
        let mut right = inner.right();
        for (keys, meaning) in self.footer.iter().rev() {
            let hint = super::key_hint::KeyHint::new(keys);
            let place = hint.paint(painter, egui::pos2(right, rect.center().y), theme);
            let text = egui::Rect::from_x_y_ranges(
                inner.left()..=place.left() - space::XS - space::HALF,
                rect.y_range(),
            );
            let color = theme.colors.text_hint;
            let drawn = paint::text(painter, text, egui::Align::Max, meaning, fonts::small(), color);
            right = drawn.left() - space::L;
        }
        let left = inner.with_max_x(right);
        paint::text(painter, left, egui::Align::Min, self.status, fonts::small(), theme.colors.text_hint);
    }
}
