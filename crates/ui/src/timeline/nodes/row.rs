//! One row of the list: graph, icon, title, labels, and at the right what changed, who, and when.

use egui::{Align, Rect, Ui, pos2, vec2};
use justbuilt_base::Timestamp;

use super::{NodeRow, graph};
use crate::theme::Theme;
use crate::timeline::date::{self, TimeStyle};
use crate::tokens::{alpha, radius, size, space, timeline as token, type_size};
use crate::widgets::RowState;
use crate::{fonts, paint};

/// What all rows share.
pub(super) struct Rows<'a> {
    pub columns: usize,
    pub now: Timestamp,
    pub style: &'a TimeStyle,
}

/// Widths of the columns at the right, and how wide a row must be to have them.
const TIME: f32 = 56.0;
const AUTHOR: f32 = 104.0;
const AUTHOR_FROM: f32 = 620.0;
const COUNTS: f32 = 84.0;
const COUNTS_FROM: f32 = 420.0;

impl Rows<'_> {
    /// Paints a row; gives back what a screen reader says of it.
    pub fn paint(&self, ui: &mut Ui, row: &NodeRow<'_>, place: Rect, look: RowState) -> String {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let painter = ui.painter().clone();
        let mut faded = painter.clone();
        if row.later {
            faded.multiply_opacity(1.0 - alpha::LATER);
        }
        let strip = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to.max(from), place.y_range());
        let left = place.left() + space::S;
        let cells = strip(left, left + graph::width(self.columns));
        graph::paint(&faded, cells, &row.graph, self.columns, row.current, &theme);
        let icon = pos2(cells.right() + space::XS + size::ICON_SMALL / 2.0, place.center().y);
        let icon_color = if row.kind.is_quiet() { colors.text_hint } else { colors.text_secondary };
        paint::icon(&faded, icon, row.kind.icon(), size::ICON_SMALL, icon_color);

        let quiet = if look.selected { colors.text_secondary } else { colors.text_hint };
        let mut right = place.right() - space::M;
        let time = date::ago_short(row.time, self.now);
        paint::text(&painter, strip(right - TIME, right), Align::Max, &time, fonts::small(), quiet);
        right -= TIME + space::S;
        right = self.author((&painter, &faded), row, place, right, quiet, &theme);
        if place.width() >= COUNTS_FROM {
            if let Some((added, removed)) = row.counts {
                counts(&faded, strip(right - COUNTS, right), added, removed, &theme);
            }
            right -= COUNTS + space::S;
        }
        let from = icon.x + size::ICON_SMALL / 2.0 + space::S;
        let chips = chips_width(&painter, row.labels);
        let room = (right - from - chips.min((right - from) * 0.5)).max(0.0);
        let color = match (row.later, row.kind.is_quiet()) {
            (true, _) => quiet,
            (false, true) => colors.text_secondary,
            (false, false) => colors.text,
        };
        let font = if row.current { fonts::ui_medium(type_size::UI) } else { fonts::body() };
        let drawn = paint::text(&painter, strip(from, from + room), Align::Min, &row.title, font, color);
        self.labels(&painter, row, strip(drawn.right() + space::S, right), &theme);
        self.spoken(row)
    }

    fn author(
        &self,
        (painter, faded): (&egui::Painter, &egui::Painter),
        row: &NodeRow<'_>,
        place: Rect,
        right: f32,
        quiet: egui::Color32,
        theme: &Theme,
    ) -> f32 {
        let wide = place.width() >= AUTHOR_FROM;
        let left = right - if wide { AUTHOR } else { size::ICON_SMALL };
        let at = pos2(left + size::ICON_SMALL / 2.0, place.center().y);
        paint::icon(faded, at, row.author.icon(), size::ICON_SMALL - 1.0, row.author.color(theme));
        if wide {
            let text = Rect::from_x_y_ranges(left + size::ICON_SMALL + space::XS..=right, place.y_range());
            paint::text(painter, text, Align::Min, &row.author_name, fonts::small(), quiet);
        }
        left - space::S
    }

    fn labels(&self, painter: &egui::Painter, row: &NodeRow<'_>, room: Rect, theme: &Theme) {
        let mut left = room.left();
        for label in row.labels {
            let width = room.right() - left;
            if width < token::BURST_TITLE {
                return;
            }
            left = chip(painter, pos2(left, room.center().y), label, width, theme).right() + space::XS;
        }
    }

    fn spoken(&self, row: &NodeRow<'_>) -> String {
        let mut text = format!("{}: {}", row.kind.name(), row.title);
        for label in row.labels {
            text.push_str(&format!(", {label}"));
        }
        let author = if row.author_name.is_empty() { row.author.name() } else { &row.author_name };
        let when = self.style.moment(row.time, self.now);
        text.push_str(&format!(", {author}, {when}"));
        if let Some((added, removed)) = row.counts {
            text.push_str(&format!(", {added} added, {removed} removed"));
        }
        text
    }
}

fn chips_width(painter: &egui::Painter, labels: &[&str]) -> f32 {
    let font = fonts::ui_medium(type_size::CAPTION);
    let width = |label: &&str| {
        let color = egui::Color32::PLACEHOLDER;
        paint::line(painter, label, font.clone(), color, f32::INFINITY).size().x + space::L + space::XS
    };
    labels.iter().map(width).sum::<f32>() + if labels.is_empty() { 0.0 } else { space::S }
}

/// A label: what somebody called a moment, or a branch that begins there. Returns its place.
pub(super) fn chip(painter: &egui::Painter, left: egui::Pos2, text: &str, most: f32, theme: &Theme) -> Rect {
    let colors = &theme.colors;
    let font = fonts::ui_medium(type_size::CAPTION);
    let galley = paint::line(painter, text, font, colors.text, most - space::M);
    let size = vec2(galley.size().x + space::M, token::CHIP);
    let place = Rect::from_min_size(paint::snap(painter, left - vec2(0.0, size.y / 2.0)), size);
    paint::fill(painter, place, radius::SMALL, colors.accent.gamma_multiply(alpha::TINT));
    paint::border(painter, place, radius::SMALL, colors.accent.gamma_multiply(alpha::TINT_STRONG));
    paint::put(painter, place, Align::Center, galley, colors.text);
    place
}

/// What came and went, each in its own column so that rows can be compared.
pub(in crate::timeline) fn counts(
    painter: &egui::Painter,
    place: Rect,
    added: u32,
    removed: u32,
    theme: &Theme,
) {
    let colors = &theme.colors;
    let (left, right) = place.split_left_right_at_fraction(0.52);
    let font = fonts::small();
    if added > 0 {
        let text = format!("+{}", short(added));
        paint::text(painter, left, Align::Max, &text, font.clone(), colors.good);
    }
    if removed > 0 {
        paint::text(painter, right, Align::Max, &format!("−{}", short(removed)), font, colors.error);
    }
}

/// A count in at most five characters.
fn short(count: u32) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}
