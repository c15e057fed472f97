//! One row of a file with conflicts, painted.

use egui::{Align, Color32, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::rows::{Row, Side};
use super::{ConflictAction, ConflictChoice, ConflictData, Resolution, small_button};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{alpha, radius, size, space, stroke, type_size};
use crate::widgets::RowState;
use crate::{fonts, paint};

/// The columns of a row: ours, the base if it is shown, theirs.
pub(super) fn columns(place: Rect, base: bool) -> impl Iterator<Item = Rect> {
    let count = if base { 3 } else { 2 };
    let width = place.width() / count as f32;
    (0..count).map(move |at| {
        let left = place.left() + at as f32 * width;
        Rect::from_x_y_ranges(left..=left + width, place.y_range())
    })
}

pub(super) struct Painter<'a> {
    pub data: &'a ConflictData<'a>,
    pub place: Rect,
    pub stacked: bool,
    pub base: bool,
    pub theme: &'a Theme,
    pub count: usize,
}

impl Painter<'_> {
    fn tint(&self, side: Side) -> Color32 {
        let colors = &self.theme.colors;
        match side {
            Side::Ours => colors.hue_1,
            Side::Theirs => colors.hue_2,
            Side::Both | Side::Settled => colors.good,
            Side::Base => colors.border_strong,
        }
    }

    /// Paints the row; gives back what a screen reader says.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        row: &Row<'_>,
        look: RowState,
        action: &mut Option<ConflictAction>,
    ) -> String {
        let colors = &self.theme.colors;
        let place = self.place;
        match row {
            Row::Gap(lines) => {
                let text = if *lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
                let text = format!("{text} the same");
                paint::fill(ui.painter(), place, 0, colors.current_line);
                let room = place.shrink2(vec2(space::L, 0.0));
                paint::text(ui.painter(), room, Align::Min, &text, fonts::small(), colors.text_hint);
                text
            }
            Row::Same(text) => {
                if self.stacked {
                    self.code(ui, place, text, None, "");
                } else {
                    for column in columns(place, self.base) {
                        self.code(ui, column, text, None, "");
                    }
                    self.dividers(ui);
                }
                (*text).to_owned()
            }
            Row::Taken(side, text) => {
                let mark = if *side == Side::Settled { "✓" } else { "+" };
                self.code(ui, place, text, Some(*side), mark);
                (*text).to_owned()
            }
            Row::Head { index, settled } => self.head(ui, *index, *settled, look, action),
            Row::Beside { ours, base, theirs } => {
                let sides =
                    [(Side::Ours, ours, true), (Side::Base, base, self.base), (Side::Theirs, theirs, true)];
                let shown = sides.into_iter().filter(|(_, _, shown)| *shown);
                for ((side, text, _), column) in shown.zip(columns(place, self.base)) {
                    let Some(text) = text else { continue };
                    self.code(ui, column, text, Some(side), "");
                }
                self.dividers(ui);
                let mut said = ours.map(|text| format!("ours: {text}")).unwrap_or_default();
                said.push_str(&theirs.map(|text| format!(" theirs: {text}")).unwrap_or_default());
                said
            }
            Row::Above { side, first, text } => {
                self.code(ui, place, text, Some(*side), if *first { name(*side) } else { "" });
                format!("{}: {text}", name(*side))
            }
            Row::Nothing(side) => {
                self.code(ui, place, "", Some(*side), name(*side));
                let room = place.with_min_x(place.left() + MARK);
                paint::text(ui.painter(), room, Align::Min, "nothing", fonts::small(), colors.text_hint);
                format!("{}: nothing", name(*side))
            }
            Row::Space => {
                if !self.stacked {
                    self.dividers(ui);
                }
                String::new()
            }
        }
    }

    /// The lines between the columns.
    fn dividers(&self, ui: &Ui) {
        for column in columns(self.place, self.base).skip(1) {
            paint::v_line(ui.painter(), column.left() - 0.5, column.y_range(), self.theme.colors.border);
        }
    }

    /// A line of code on the tint of its side, with a mark in the margin.
    fn code(&self, ui: &Ui, place: Rect, text: &str, side: Option<Side>, mark: &str) {
        let colors = &self.theme.colors;
        let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
        let margin = if self.stacked { MARK } else { space::XL };
        if let Some(side) = side {
            let tint = self.tint(side);
            paint::fill(&painter, place, 0, tint.gamma_multiply(alpha::TINT * 0.9));
            let edge = Rect::from_min_size(place.min, vec2(stroke::FOCUS, place.height()));
            paint::fill(&painter, edge, 0, tint);
            let room = place.with_min_x(place.left() + space::S).with_max_x(place.left() + MARK - space::S);
            if self.stacked || !mark.is_empty() {
                let font = fonts::ui_medium(type_size::CAPTION);
                paint::text(&painter, room, Align::Min, mark, font, colors.text_secondary);
            }
        }
        let room = place.with_min_x(place.left() + margin);
        let font = fonts::code(type_size::SMALL);
        paint::text(&painter, room, Align::Min, &text.replace('\t', "    "), font, colors.text);
    }

    fn head(
        &self,
        ui: &mut Ui,
        index: usize,
        settled: Option<Resolution<'_>>,
        look: RowState,
        action: &mut Option<ConflictAction>,
    ) -> String {
        let colors = &self.theme.colors;
        let place = self.place;
        let (icon, color) = match settled {
            Some(_) => (Icon::CircleCheck, colors.good),
            None => (Icon::TriangleAlert, colors.warning),
        };
        let at = pos2(place.left() + space::M + size::ICON_SMALL / 2.0, place.center().y);
        paint::icon(ui.painter(), at, icon, size::ICON_SMALL, color);
        let how = match settled {
            None => "",
            Some(Resolution::Ours) => ": ours is taken",
            Some(Resolution::Theirs) => ": theirs is taken",
            Some(Resolution::Both) => ": both are taken",
            Some(Resolution::Edited(_)) => ": settled by hand",
        };
        let text = format!("Conflict {} of {}{how}", index + 1, self.count);
        let inner = place.shrink2(vec2(space::M, 0.0));
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
        let mut side = ui.new_child(builder);
        side.spacing_mut().item_spacing.x = space::XS;
        if settled.is_some() {
            let says = format!("Open conflict {} again", index + 1);
            if small_button(&mut side, "Open again", &says, "", false).clicked() {
                *action = Some(ConflictAction::Reopen(index));
            }
        } else {
            for (choice, name, key) in ConflictChoice::ALL.into_iter().rev() {
                let says = match choice {
                    ConflictChoice::Ours => format!("Take ours ({})", self.data.ours),
                    ConflictChoice::Theirs => format!("Take theirs ({})", self.data.theirs),
                    ConflictChoice::Both => "Take both, ours first".to_owned(),
                    ConflictChoice::Edit => "Write it by hand".to_owned(),
                };
                let keys = if look.selected { key.symbol_or_name() } else { "" };
                if small_button(&mut side, name, &says, keys, false).clicked() {
                    *action = Some(ConflictAction::Choose(index, choice));
                }
            }
        }
        let to = side.min_rect().left() - space::S;
        let from = at.x + size::ICON_SMALL / 2.0 + space::S;
        let room = Rect::from_x_y_ranges(from..=to.max(from), place.y_range());
        let font = fonts::ui_medium(type_size::SMALL);
        paint::text(ui.painter(), room, Align::Min, &text, font, colors.text);
        if look.selected && !look.focused {
            paint::border(
                ui.painter(),
                place.shrink2(vec2(space::XS, 0.0)),
                radius::SMALL,
                colors.border_control,
            );
        }
        text
    }
}

/// Where code begins when a margin says whose it is.
const MARK: f32 = 64.0;

fn name(side: Side) -> &'static str {
    match side {
        Side::Ours => "Ours",
        Side::Theirs => "Theirs",
        Side::Both => "Both",
        Side::Base => "Base",
        Side::Settled => "✓",
    }
}
