//! One row of the review, painted, with its buttons.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::{Kept, LineLook, Painted, ReviewAction, ReviewRow, line};
use crate::icons::{Icon, file_icon};
use crate::theme::Theme;
use crate::tokens::{radius, size, space, type_size};
use crate::widgets::{Checkbox, IconButton, RowState};
use crate::{fonts, paint};

pub(super) struct Painter<'a> {
    pub theme: &'a Theme,
    pub place: Rect,
    pub index: usize,
    /// Nothing can be decided any more.
    pub fixed: bool,
    /// How far lines are scrolled, in points.
    pub scrolled: f32,
}

impl Painter<'_> {
    /// Paints the row.
    pub fn show(
        &self,
        ui: &mut Ui,
        row: &ReviewRow<'_>,
        look: RowState,
        action: &mut Option<ReviewAction>,
    ) -> Painted {
        let said = match row {
            ReviewRow::File { .. } => self.file(ui, row, action),
            ReviewRow::Note { text, tone, asks } => self.note(ui, text, *tone, *asks, action),
            ReviewRow::Hunk { .. } => self.hunk(ui, row, action),
            ReviewRow::Line(one, spans) => {
                let look = LineLook { spans, scrolled: self.scrolled, quiet: false };
                return line(&self.clipped(ui), self.theme, self.place, one, &look);
            }
            ReviewRow::Space => return Painted::default(),
        };
        if look.selected && !look.focused {
            let place = self.place.shrink2(vec2(space::XS, 0.0));
            paint::border(ui.painter(), place, radius::SMALL, self.theme.colors.border_control);
        }
        Painted { said, width: 0.0 }
    }

    fn clipped(&self, ui: &Ui) -> egui::Painter {
        ui.painter().with_clip_rect(self.place.intersect(ui.clip_rect()))
    }

    /// The buttons at the right end; gives back where they begin.
    fn buttons(&self, ui: &mut Ui, add: impl FnOnce(&mut Ui)) -> f32 {
        let inner = self.place.shrink2(vec2(space::S, 0.0));
        let builder = UiBuilder::new()
            .id_salt(("review", self.index))
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center));
        let mut side = ui.new_child(builder);
        side.spacing_mut().item_spacing.x = space::HALF;
        add(&mut side);
        side.min_rect().left().min(inner.right())
    }

    fn counts(&self, ui: &Ui, right: f32, added: usize, removed: usize) -> f32 {
        let colors = &self.theme.colors;
        let mut right = right;
        for (count, sign, color) in [(removed, "−", colors.error), (added, "+", colors.good)] {
            if count > 0 {
                let text = format!("{sign}{count}");
                let place = Rect::from_x_y_ranges(self.place.left()..=right - space::S, self.place.y_range());
                let font = fonts::ui_medium(type_size::SMALL);
                right = paint::text(ui.painter(), place, Align::Max, &text, font, color).left();
            }
        }
        right
    }

    fn file(&self, ui: &mut Ui, row: &ReviewRow<'_>, action: &mut Option<ReviewAction>) -> String {
        let ReviewRow::File { path, what, added, removed, kept, open, allowed } = *row else {
            return String::new();
        };
        let colors = &self.theme.colors;
        paint::fill(ui.painter(), self.place, 0, colors.raised);
        let right = self.buttons(ui, |ui| {
            if ui.add(IconButton::new(Icon::ExternalLink, "Open the file").small()).clicked() {
                *action = Some(ReviewAction::Open(self.index));
            }
            if !self.fixed && allowed {
                let mut on = kept != Kept::None;
                let name = match kept {
                    Kept::All => "Keep",
                    Kept::Some => "Keep some",
                    Kept::None => "Dropped",
                };
                if ui.add(Checkbox::new(&mut on, name)).changed() {
                    *action = Some(ReviewAction::Keep(self.index, on));
                }
            }
        });
        let right = self.counts(ui, right, added, removed);
        let fold = Rect::from_min_size(
            pos2(self.place.left() + space::XS, self.place.center().y - size::HIT / 2.0),
            vec2(size::HIT, size::HIT),
        );
        let chevron = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        let name = if open { "Hide the hunks" } else { "Show the hunks" };
        let mut left = ui.new_child(UiBuilder::new().id_salt(("fold", self.index)).max_rect(fold));
        if left.add(IconButton::new(chevron, name).small()).clicked() {
            *action = Some(ReviewAction::Fold(self.index));
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (icon, color) = file_icon(name, self.theme);
        let at = pos2(fold.right() + space::XS + size::ICON / 2.0, self.place.center().y);
        paint::icon(ui.painter(), at, icon, size::ICON, color);
        let to = (right - space::S).max(at.x);
        let place = Rect::from_x_y_ranges((at.x + size::ICON).min(to)..=to, self.place.y_range());
        let font = fonts::ui_medium(type_size::UI);
        let text = if kept == Kept::None { colors.text_hint } else { colors.text };
        let drawn = paint::text(ui.painter(), place, Align::Min, name, font, text);
        let rest = Rect::from_x_y_ranges((drawn.right() + space::S).min(to)..=to, self.place.y_range());
        let detail = match (folder.is_empty(), what.is_empty()) {
            (_, true) => folder.to_owned(),
            (true, false) => what.to_owned(),
            (false, false) => format!("{folder} · {what}"),
        };
        if rest.width() > space::XL {
            paint::text(ui.painter(), rest, Align::Min, &detail, fonts::small(), colors.text_hint);
        }
        format!("{path} {what}, {added} lines added, {removed} removed")
    }

    fn note(
        &self,
        ui: &mut Ui,
        text: &str,
        tone: crate::widgets::Tone,
        asks: Option<bool>,
        action: &mut Option<ReviewAction>,
    ) -> String {
        let right = self.buttons(ui, |ui| {
            if let Some(yes) = asks.filter(|_| !self.fixed) {
                let mut on = yes;
                if ui.add(Checkbox::new(&mut on, "I agree")).changed() {
                    *action = Some(ReviewAction::Agree(self.index, on));
                }
            }
        });
        let at = pos2(self.place.left() + space::XL + size::ICON_SMALL / 2.0, self.place.center().y);
        paint::icon(ui.painter(), at, tone.icon(), size::ICON_SMALL, tone.color(self.theme));
        let from = at.x + size::ICON_SMALL;
        let place = Rect::from_x_y_ranges(from..=(right - space::S).max(from), self.place.y_range());
        paint::text(ui.painter(), place, Align::Min, text, fonts::small(), self.theme.colors.text_secondary);
        text.to_owned()
    }

    fn hunk(&self, ui: &mut Ui, row: &ReviewRow<'_>, action: &mut Option<ReviewAction>) -> String {
        let ReviewRow::Hunk { line, added, removed, keep, written, conflict } = *row else {
            return String::new();
        };
        let colors = &self.theme.colors;
        paint::fill(ui.painter(), self.place, 0, colors.current_line);
        let right = self.buttons(ui, |ui| {
            if ui.add(IconButton::new(Icon::ExternalLink, "Open the file here").small()).clicked() {
                *action = Some(ReviewAction::Open(self.index));
            }
            if self.fixed {
                return;
            }
            let pen = IconButton::new(Icon::Pencil, "Write other lines").small().keys(Some("E"));
            if ui.add(pen).clicked() {
                *action = Some(ReviewAction::Write(self.index));
            }
            if !conflict {
                let mut on = keep;
                if ui.add(Checkbox::new(&mut on, "Keep")).changed() {
                    *action = Some(ReviewAction::Keep(self.index, on));
                }
            }
        });
        let right = self.counts(ui, right, added, removed);
        let (icon, color, state) = match (conflict, keep, written) {
            (true, ..) => (
                Icon::TriangleAlert,
                colors.warning,
                "you changed this place meanwhile; write it, or ask again",
            ),
            (false, false, _) => (Icon::CircleDashed, colors.text_hint, "dropped"),
            (false, true, true) => (Icon::CircleCheck, colors.good, "your own lines"),
            (false, true, false) => (Icon::CircleCheck, colors.good, ""),
        };
        let at = pos2(self.place.left() + space::XL + size::ICON_SMALL / 2.0, self.place.center().y);
        paint::icon(ui.painter(), at, icon, size::ICON_SMALL, color);
        let comma = if state.is_empty() { "" } else { ": " };
        let text = format!("Line {}{comma}{state}", line + 1);
        let from = at.x + size::ICON_SMALL;
        let place = Rect::from_x_y_ranges(from..=(right - space::S).max(from), self.place.y_range());
        let font = fonts::ui_medium(type_size::SMALL);
        paint::text(ui.painter(), place, Align::Min, &text, font, colors.text_secondary);
        text
    }
}
