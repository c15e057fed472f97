//! One row of a picker: icon, title with what matched, detail, keys.

use std::borrow::Cow;

use egui::epaint::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId, Rect, Ui, pos2, vec2};

use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, type_size};
use crate::widgets::key_hint::KeyHint;
use crate::{fonts, paint};

/// What a row shows.
#[derive(Clone, Debug, Default)]
pub struct PickerRow<'a> {
    /// An icon and its colour.
    pub icon: Option<(Icon, Color32)>,
    /// What it is called.
    pub title: Cow<'a, str>,
    /// Which characters of the title matched: indices of characters, sorted.
    pub title_matches: Cow<'a, [u32]>,
    /// What is said beside it, such as a folder.
    pub detail: Cow<'a, str>,
    /// Which characters of the detail matched.
    pub detail_matches: Cow<'a, [u32]>,
    /// The keys that do the same, at the right.
    pub keys: Option<Cow<'a, str>>,
    /// A short text at the right.
    pub note: Cow<'a, str>,
    /// Shown faint: it cannot be had here; the note says why.
    pub disabled: bool,
}

impl PickerRow<'_> {
    /// The name for screen readers.
    pub(super) fn spoken(&self) -> String {
        let note = if self.disabled { &self.note } else { "" };
        let parts = [&self.title, &self.detail, note];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }

    pub(super) fn paint(&self, ui: &Ui, place: Rect, selected: bool, hovered: bool, theme: &Theme) {
        let (painter, colors) = (ui.painter(), &theme.colors);
        let inset = place.shrink2(vec2(space::XS, 0.0));
        if selected {
            paint::fill(painter, inset, radius::CONTROL, colors.row_selected);
        } else if hovered {
            paint::fill(painter, inset, radius::CONTROL, colors.hover);
        }
        // What is a hint elsewhere would be too faint on the fill of the selection.
        let hint = if selected { colors.text_secondary } else { colors.text_hint };
        let mut left = place.left() + space::L;
        let mut right = place.right() - space::L;
        if let Some((icon, color)) = self.icon {
            paint::icon(painter, pos2(left + size::ICON / 2.0, place.center().y), icon, size::ICON, color);
            left += size::ICON + space::S;
        }
        if let Some(keys) = &self.keys {
            right = KeyHint::new(keys).paint(painter, pos2(right, place.center().y), theme).left() - space::M;
        }
        if !self.note.is_empty() {
            let at = Rect::from_x_y_ranges(left..=right, place.y_range());
            let drawn = paint::text(painter, at, Align::Max, &self.note, fonts::small(), hint);
            right = drawn.left() - space::M;
        }
        let room = right - left;
        let color = if self.disabled { hint } else { colors.text };
        let title = marked(&self.title, &self.title_matches, fonts::body(), color, theme, room);
        let title = painter.layout_job(title);
        let at = Rect::from_x_y_ranges(left..=right, place.y_range());
        let drawn = paint::put(painter, at, Align::Min, title, color);
        left = drawn.right() + space::S;
        if !self.detail.is_empty() && left + space::XL < right {
            let detail = marked(
                &self.detail,
                &self.detail_matches,
                fonts::small(),
                colors.text_hint,
                theme,
                right - left,
            );
            let at = Rect::from_x_y_ranges(left..=right, place.y_range());
            let at = at.translate(vec2(0.0, 0.5));
            paint::put(painter, at, Align::Min, painter.layout_job(detail), hint);
        }
    }
}

/// A line in which the matched characters stand out by weight and colour.
fn marked(text: &str, matches: &[u32], font: FontId, color: Color32, theme: &Theme, room: f32) -> LayoutJob {
    let plain = TextFormat { font_id: font.clone(), color, ..TextFormat::default() };
    let strong = TextFormat {
        font_id: fonts::ui_semibold(font.size.max(type_size::SMALL)),
        color: theme.colors.accent,
        ..TextFormat::default()
    };
    let mut job = LayoutJob { wrap: paint::one_line(room), break_on_newline: false, ..LayoutJob::default() };
    let mut hits = matches.iter().copied().peekable();
    let (mut start, mut on) = (0, false);
    for (index, (at, _)) in text.char_indices().enumerate() {
        while hits.peek().is_some_and(|&hit| (hit as usize) < index) {
            hits.next();
        }
        let hit = hits.peek().is_some_and(|&hit| hit as usize == index);
        if hit != on {
            job.append(
                text.get(start..at).unwrap_or_default(),
                0.0,
                if on { strong.clone() } else { plain.clone() },
            );
            (start, on) = (at, hit);
        }
    }
    job.append(text.get(start..).unwrap_or_default(), 0.0, if on { strong } else { plain });
    job
}
