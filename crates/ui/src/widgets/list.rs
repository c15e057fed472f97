//! The list: rows of one height of which one can be selected, with the keyboard and the pointer, at a cost
//! that does not depend on how many there are. What a row shows is painted by the caller.

use std::borrow::Cow;
use std::ops::Range;

use egui::{Id, Key, Modifiers, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo};

pub use super::rows::RowState;
use super::rows::{Rows, lock_arrows, moved, page, take_move};
use super::typing::Typed;
use crate::theme::Theme;
use crate::tokens::{radius, size, space};
use crate::{focus, paint};

/// A list of `count` rows.
#[must_use = "show it in a Ui"]
pub struct List<'a> {
    id: Id,
    name: &'a str,
    count: usize,
    row_height: f32,
    selected: Option<usize>,
    reveal: Option<usize>,
    focus: bool,
    selectable: &'a dyn Fn(usize) -> bool,
    names: Option<&'a dyn Fn(usize) -> Cow<'a, str>>,
}

/// What happened to a list.
pub struct ListOutput {
    /// The list as a whole: it has the focus.
    pub response: Response,
    /// This row is to be selected.
    pub selected: Option<usize>,
    /// This row is to be opened: Enter, or a double click.
    pub activated: Option<usize>,
    /// This row was clicked once.
    pub clicked: Option<usize>,
    /// The modifiers at that time.
    pub modifiers: Modifiers,
    /// A context menu was asked for there, on a row or beside.
    pub context: Option<(Option<usize>, Pos2)>,
    /// The rows that were painted.
    pub visible: Range<usize>,
}

impl<'a> List<'a> {
    /// A list; the name is for screen readers.
    pub fn new(id: Id, name: &'a str, count: usize) -> Self {
        Self {
            id,
            name,
            count,
            row_height: size::ROW,
            selected: None,
            reveal: None,
            focus: false,
            selectable: &|_| true,
            names: None,
        }
    }

    /// Another height than that of a row, in points.
    pub fn row_height(mut self, height: f32) -> Self {
        self.row_height = height;
        self
    }

    /// The selected row.
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Scrolls so that this row is seen.
    pub fn reveal(mut self, row: Option<usize>) -> Self {
        self.reveal = row;
        self
    }

    /// Asks for the focus now.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// Which rows can be selected; the others (headings) are passed over.
    pub fn selectable(mut self, selectable: &'a dyn Fn(usize) -> bool) -> Self {
        self.selectable = selectable;
        self
    }

    /// The names of the rows: typing the beginning of one goes there.
    pub fn names(mut self, names: &'a dyn Fn(usize) -> Cow<'a, str>) -> Self {
        self.names = Some(names);
        self
    }

    /// Shows it in all the space there is. `row` paints a row into its place and gives back its name for
    /// screen readers.
    pub fn show(
        self,
        ui: &mut Ui,
        mut row: impl FnMut(&mut Ui, usize, Rect, RowState) -> String,
    ) -> ListOutput {
        let theme = Theme::of(ui.ctx());
        let response = ui.interact(ui.available_rect_before_wrap(), self.id, Sense::click());
        if self.focus || response.clicked() {
            response.request_focus();
        }
        let focused = response.has_focus();
        let mut output = ListOutput {
            selected: None,
            activated: None,
            clicked: None,
            modifiers: ui.input(|input| input.modifiers),
            context: context_at(&response).map(|at| (None, at)),
            visible: 0..0,
            response,
        };
        let mut cursor = self.selected.filter(|&index| index < self.count);
        let mut reveal = self.reveal;
        if focused {
            lock_arrows(ui, self.id);
            if let Some((step, _)) = take_move(ui, page(ui, self.id, self.row_height), true) {
                let down = !matches!(step, super::rows::Move::By(by) if by < 0);
                if let Some(target) =
                    moved(cursor, step, self.count, false).and_then(|at| self.near(at, down))
                {
                    output.selected = Some(target).filter(|&target| self.selected != Some(target));
                    cursor = Some(target);
                    reveal = Some(target);
                }
            }
            if let Some(target) = self.typed(ui, cursor) {
                output.selected = Some(target).filter(|&target| self.selected != Some(target));
                cursor = Some(target);
                reveal = Some(target);
            }
            let enter = ui.input_mut(|input| {
                input.consume_key(Modifiers::NONE, Key::Enter)
                    || input.consume_key(Modifiers::COMMAND, Key::Enter)
            });
            if enter {
                output.activated = cursor;
            }
        }
        let rows = Rows {
            id: self.id,
            count: self.count,
            height: self.row_height,
            reveal,
            margin: 0.0,
            shrink: false,
        };
        let rings = focus::shows(ui, &output.response);
        let shown = rows.show(ui, |ui, index, place| {
            let id = self.id.with(("row", index));
            let response = ui.interact(place, id, Sense::CLICK);
            let selectable = (self.selectable)(index);
            if response.clicked() {
                output.response.request_focus();
            }
            if selectable && response.clicked() {
                output.clicked = Some(index);
                output.selected = Some(index).filter(|_| cursor != Some(index));
                cursor = Some(index);
            }
            if response.double_clicked() {
                output.activated = Some(index);
            }
            if let Some(at) = context_at(&response) {
                output.context = Some((Some(index), at));
            }
            let selected = cursor == Some(index);
            let state =
                RowState { selected, cursor: selected, focused, hovered: selectable && response.hovered() };
            row_background(ui, place, state, rings, &theme);
            let name = row(ui, index, place, state);
            let role = if selectable { Role::ListBoxOption } else { Role::Heading };
            response.widget_info(|| WidgetInfo::selected(role, ui.is_enabled(), selected, &name));
            if selected && focused {
                ui.ctx()
                    .accesskit_node_builder(self.id, |node| node.set_active_descendant(id.accesskit_id()));
            }
        });
        output.visible = shown.range;
        output.response.widget_info(|| WidgetInfo::labeled(Role::ListBox, ui.is_enabled(), self.name));
        output
    }

    /// The row that was typed to.
    fn typed(&self, ui: &Ui, cursor: Option<usize>) -> Option<usize> {
        let names = self.names?;
        let id = self.id.with("typed");
        let mut typed: Typed = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let name = |at: usize| if (self.selectable)(at) { names(at) } else { Cow::Borrowed("") };
        let target = typed.jump(ui, cursor, self.count, name);
        ui.data_mut(|data| data.insert_temp(id, typed));
        target
    }

    /// The nearest row that can be selected, first in the direction of the move.
    fn near(&self, at: usize, down: bool) -> Option<usize> {
        let below = || (at..self.count).find(|&index| (self.selectable)(index));
        let above = || (0..=at).rev().find(|&index| (self.selectable)(index));
        if down { below().or_else(above) } else { above().or_else(below) }
    }
}

/// Fills a row as its state wants it, inset by the grid's smallest step and with round corners.
pub(crate) fn row_background(ui: &Ui, place: Rect, state: RowState, rings: bool, theme: &Theme) {
    let colors = &theme.colors;
    let inset = place.shrink2(egui::vec2(space::XS, 0.0));
    if state.selected {
        let fill = if state.focused { colors.row_selected } else { colors.row_selected_unfocused };
        paint::fill(ui.painter(), inset, radius::SMALL, fill);
    } else if state.hovered {
        paint::fill(ui.painter(), inset, radius::SMALL, colors.hover);
    }
    if state.cursor && rings {
        paint::focus_ring(ui.painter(), inset, radius::SMALL, theme);
    }
}

/// Where a context menu was asked for on this.
pub(super) fn context_at(response: &Response) -> Option<Pos2> {
    let asked = response.secondary_clicked() || response.long_touched();
    asked.then(|| response.interact_pointer_pos().unwrap_or(response.rect.center()))
}
