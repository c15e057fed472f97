//! One row of a tree: its pointer, its painting, its field while it is renamed.

use egui::{Align, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Activation, DropPlace, Tree, TreeDrag, TreeOutput, TreeRow, TreeState};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, stroke, type_size};
use crate::widgets::input::Input;
use crate::widgets::list::{context_at, row_background};
use crate::widgets::rows::RowState;
use crate::widgets::tooltip::WithTooltip as _;
use crate::{fonts, paint};

/// What one row is painted from.
pub(super) struct Row<'a, 'r> {
    pub tree: &'a Tree<'a>,
    pub place: Rect,
    pub item: &'a TreeRow<'r>,
    pub focused: bool,
    pub rings: bool,
    pub theme: &'a Theme,
}

impl Row<'_, '_> {
    /// Handles and paints it.
    pub fn show<'r>(
        &mut self,
        ui: &mut Ui,
        index: usize,
        state: &mut TreeState,
        output: &mut TreeOutput,
        row: &impl Fn(usize) -> TreeRow<'r>,
    ) {
        let item = self.item;
        let id = self.tree.id.with(("row", item.id));
        let sense = if self.tree.drag { Sense::CLICK | Sense::DRAG } else { Sense::CLICK };
        let response = ui.interact(self.place, id, sense);
        let renaming = state.rename.as_ref().is_some_and(|rename| rename.id == item.id);
        if !renaming {
            self.pointer(ui, &response, index, state, output, row);
        }
        let selected = state.selected.contains(&item.id);
        let cursor = state.cursor == Some(item.id);
        let look =
            RowState { selected, cursor, focused: self.focused, hovered: response.hovered() && !renaming };
        row_background(ui, self.place, look, self.rings, self.theme);
        self.drop_target(ui, &response, output);
        let near = response.contains_pointer() || cursor && self.focused;
        let right = self.buttons(ui, near && !renaming, output);
        let label = self.paint(ui, renaming, right);
        if renaming {
            self.rename(ui, label, state, output);
        }
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::TreeItem, enabled, selected, self.spoken()));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_level(item.depth + 1);
            if let Some(open) = item.expanded {
                node.set_expanded(open);
            }
        });
        if cursor && self.focused {
            ui.ctx()
                .accesskit_node_builder(self.tree.id, |node| node.set_active_descendant(id.accesskit_id()));
        }
    }

    /// The name for screen readers.
    fn spoken(&self) -> String {
        match &self.item.badge {
            Some((_, _, meaning)) if !meaning.is_empty() => format!("{}, {meaning}", self.item.label),
            _ => self.item.label.to_string(),
        }
    }

    fn pointer<'r>(
        &self,
        ui: &Ui,
        response: &Response,
        index: usize,
        state: &mut TreeState,
        output: &mut TreeOutput,
        row: &impl Fn(usize) -> TreeRow<'r>,
    ) {
        let item = self.item;
        let modifiers = ui.input(|input| input.modifiers);
        if response.clicked() {
            output.response.request_focus();
            output.selection_changed = true;
            if modifiers.shift {
                self.tree.extend(state, index, row);
            } else if modifiers.command {
                if !state.selected.remove(&item.id) {
                    state.selected.insert(item.id);
                }
                state.cursor = Some(item.id);
                state.anchor = Some(item.id);
            } else {
                state.set_cursor(item.id);
                match item.expanded {
                    Some(open) if !self.tree.ordered || self.on_chevron(response) => {
                        output.toggled = Some((item.id, !open));
                    }
                    Some(_) => {}
                    None => output.activated = Some(Activation { id: item.id, keep: false, modifiers }),
                }
            }
        }
        if response.double_clicked() && (item.expanded.is_none() || self.tree.ordered) {
            output.activated = Some(Activation { id: item.id, keep: true, modifiers });
        }
        if response.middle_clicked() && item.expanded.is_none() {
            output.activated =
                Some(Activation { id: item.id, keep: true, modifiers: egui::Modifiers::COMMAND });
        }
        if let Some(at) = context_at(response) {
            if !state.selected.contains(&item.id) {
                state.set_cursor(item.id);
                output.selection_changed = true;
            }
            output.response.request_focus();
            output.context = Some((Some(item.id), at));
        }
        if self.tree.drag && response.drag_started() {
            let rows = match state.selected.contains(&item.id) {
                true => state.selected.iter().copied().collect(),
                false => vec![item.id],
            };
            response.dnd_set_drag_payload(TreeDrag { tree: self.tree.id, rows });
        }
    }

    /// The pointer is left of the icon.
    fn on_chevron(&self, response: &Response) -> bool {
        let left = self.place.left() + space::S + self.item.depth as f32 * size::INDENT;
        response.interact_pointer_pos().is_some_and(|at| at.x < left + size::ICON + space::HALF)
    }

    fn drop_target(&self, ui: &Ui, response: &Response, output: &mut TreeOutput) {
        let hovered = response.dnd_hover_payload::<TreeDrag>().is_some_and(|drag| self.takes(&drag));
        let place = self.drop_place(ui);
        if hovered {
            let inset = self.place.shrink2(vec2(space::XS, 0.0));
            match place {
                DropPlace::Into => {
                    paint::fill(ui.painter(), inset, radius::SMALL, self.theme.colors.row_selected);
                    paint::focus_ring(ui.painter(), inset, radius::SMALL, self.theme);
                }
                side => {
                    let y = if side == DropPlace::Before { inset.top() } else { inset.bottom() };
                    let left = inset.left() + space::XS + self.item.depth as f32 * size::INDENT;
                    let line = egui::Stroke::new(stroke::FOCUS, self.theme.colors.accent);
                    ui.painter().hline(left..=inset.right(), y, line);
                }
            }
        }
        if response.dnd_hover_payload::<TreeDrag>().is_some_and(|drag| self.takes(&drag))
            && let Some(drag) = response.dnd_release_payload::<TreeDrag>()
        {
            output.dropped = Some(((*drag).clone(), Some(self.item.id)));
            output.drop_place = place;
        }
    }

    /// Rows with an order of their own take no strangers.
    fn takes(&self, drag: &TreeDrag) -> bool {
        !self.tree.ordered || drag.tree == self.tree.id
    }

    fn drop_place(&self, ui: &Ui) -> DropPlace {
        let Some(at) = ui.input(|input| input.pointer.interact_pos()).filter(|_| self.tree.ordered) else {
            return DropPlace::Into;
        };
        let share = (at.y - self.place.top()) / self.place.height();
        // What holds nothing is only gone around.
        let edge = if self.item.expanded.is_some() || self.item.takes { 0.28 } else { 0.5 };
        if share < edge {
            DropPlace::Before
        } else if share > 1.0 - edge {
            DropPlace::After
        } else {
            DropPlace::Into
        }
    }

    /// The small buttons; returns where they begin.
    fn buttons(&self, ui: &Ui, near: bool, output: &mut TreeOutput) -> f32 {
        let mut right = self.place.right() - space::XS;
        let colors = &self.theme.colors;
        for (index, button) in self.item.buttons.iter().enumerate() {
            if !button.on && !near {
                continue;
            }
            let at = Rect::from_x_y_ranges(right - size::ROW..=right, self.place.y_range());
            right = at.left();
            let id = self.tree.id.with(("button", self.item.id, index));
            let response = ui.interact(at, id, egui::Sense::CLICK).tooltip(button.name);
            if response.hovered() {
                paint::fill(ui.painter(), at.shrink(2.0), radius::SMALL, colors.hover);
            }
            let color = if response.hovered() { colors.text } else { colors.text_secondary };
            paint::icon(ui.painter(), at.center(), button.icon, size::ICON_SMALL, color);
            let (enabled, name, on) = (ui.is_enabled(), button.name, button.on);
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, on, name));
            if response.clicked() {
                // The row stays the one that the keys act on.
                output.response.request_focus();
                output.pressed = Some((self.item.id, index));
            }
        }
        right.min(self.place.right() - space::M)
    }

    /// Paints guides, chevron, icon, label and badge; returns the place of the label.
    fn paint(&self, ui: &Ui, renaming: bool, mut right: f32) -> Rect {
        let (painter, colors, item) = (ui.painter(), &self.theme.colors, self.item);
        let place = self.place;
        let middle = place.center().y;
        let left = place.left() + space::S;
        for level in 0..item.depth {
            let x = left + level as f32 * size::INDENT + size::ICON / 2.0;
            let x = paint::snap(painter, pos2(x, middle)).x + 0.5 / painter.pixels_per_point();
            painter.vline(x, place.y_range(), egui::Stroke::new(stroke::BORDER, colors.border));
        }
        let mut x = left + item.depth as f32 * size::INDENT;
        if let Some(open) = item.expanded {
            let chevron = if open { Icon::ChevronDown } else { Icon::ChevronRight };
            paint::icon(
                painter,
                pos2(x + size::ICON / 2.0, middle),
                chevron,
                size::ICON_SMALL,
                colors.text_hint,
            );
        }
        x += size::ICON + space::HALF;
        if let Some((icon, color)) = item.icon {
            paint::icon(painter, pos2(x + size::ICON / 2.0, middle), icon, size::ICON_SMALL + 1.0, color);
            x += size::ICON + space::XS + space::HALF;
        }
        if let Some((mark, color, _)) = &item.badge {
            let galley = paint::line(painter, mark, fonts::ui_medium(type_size::CAPTION), *color, 64.0);
            let at = Rect::from_x_y_ranges(right - galley.size().x..=right, place.y_range());
            right = at.left() - space::S;
            paint::put(painter, at, Align::Max, galley, *color);
        }
        let label = Rect::from_x_y_ranges(x..=right.max(x), place.y_range());
        if !renaming {
            let color = item.color.unwrap_or(colors.text);
            paint::text(painter, label, Align::Min, &item.label, fonts::body(), color);
        }
        label
    }

    fn rename(&self, ui: &mut Ui, label: Rect, state: &mut TreeState, output: &mut TreeOutput) {
        let Some(rename) = state.rename.as_mut() else { return };
        let id = self.tree.id.with("rename");
        let field = Rect::from_x_y_ranges(label.left() - space::XS..=label.right(), label.y_range())
            .shrink2(vec2(0.0, 1.0));
        let colors = &self.theme.colors;
        paint::fill(ui.painter(), field, radius::SMALL, colors.input);
        let wrong = rename.error.is_some();
        let line = egui::Stroke::new(1.5, if wrong { colors.error } else { colors.accent });
        ui.painter().rect_stroke(field, radius::SMALL, line, egui::StrokeKind::Inside);
        let first = !std::mem::replace(&mut rename.started, true);
        let inner = field.shrink2(vec2(space::XS, 0.0));
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        let before = rename.text.clone();
        let stem = rename.text.rfind('.').filter(|&dot| dot > 0).unwrap_or(rename.text.len());
        let stem = rename.text.get(..stem).map_or(0, |stem| stem.chars().count());
        let shown = Input::new(&mut rename.text, "Name")
            .id(id)
            .bare()
            .height(inner.height())
            .focus(first)
            .show(&mut child);
        if first {
            let mut edit = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
            let range = egui::text::CCursorRange::two(
                egui::text::CCursor::new(egui::text::CharIndex(0)),
                egui::text::CCursor::new(egui::text::CharIndex(stem)),
            );
            edit.cursor.set_char_range(Some(range));
            edit.store(ui.ctx(), id);
        }
        if rename.text != before {
            rename.error = None;
        }
        if let Some(error) = rename.error.clone() {
            let below = field.left_bottom() + vec2(0.0, space::HALF);
            let area = egui::Area::new(id.with("error")).fixed_pos(below).order(egui::Order::Tooltip);
            area.show(ui.ctx(), |ui| {
                crate::style::tooltip_frame(self.theme).show(ui, |ui| {
                    ui.label(egui::RichText::new(error).font(fonts::small()).color(colors.error));
                });
            });
        }
        let lost = !first && shown.response.lost_focus();
        if shown.cancelled || (lost && wrong) {
            output.rename_cancelled = Some(rename.id);
            state.rename = None;
            output.response.request_focus();
        } else if shown.submitted || lost {
            output.renamed = Some((rename.id, rename.text.trim().to_owned()));
            output.response.request_focus();
        }
    }
}
