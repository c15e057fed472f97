//! What is different between two moments: a list of files with what came and went. The texts are shown elsewhere.

use std::borrow::Cow;

use egui::{Align, Color32, Id, Rect, Ui, pos2, vec2};

use super::nodes::counts;
use crate::icons::file_icon;
use crate::theme::Theme;
use crate::tokens::{size, space, type_size};
use crate::widgets::{List, ListOutput, RowState};
use crate::{fonts, paint};

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is there no longer.
    Removed,
    /// Its text is another one.
    Changed,
    /// It has another name, and perhaps another text.
    Renamed,
}

impl ChangeKind {
    /// The letter that stands for it.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Added => "A",
            Self::Removed => "D",
            Self::Changed => "M",
            Self::Renamed => "R",
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "deleted",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
        }
    }

    /// Its colour.
    pub fn color(self, theme: &Theme) -> Color32 {
        match self {
            Self::Added => theme.colors.good,
            Self::Removed => theme.colors.error,
            Self::Changed => theme.colors.warning,
            Self::Renamed => theme.colors.accent,
        }
    }
}

/// A file that is different.
#[derive(Clone, Debug)]
pub struct ChangedFile<'a> {
    /// Its path below the project, with `/`.
    pub path: Cow<'a, str>,
    /// What it was called before, where that was another name.
    pub old_path: Option<Cow<'a, str>>,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Lines that came; none where the content is no text.
    pub lines: Option<(u32, u32)>,
}

/// How many little squares show how much of a change is new.
const SQUARES: u32 = 5;

/// A list of changed files.
pub fn changed_files<'r>(
    ui: &mut Ui,
    id: Id,
    count: usize,
    selected: Option<usize>,
    file: impl Fn(usize) -> Option<ChangedFile<'r>>,
) -> ListOutput {
    List::new(id, "Changed files", count).selected(selected).show(ui, |ui, index, place, look| {
        file(index).map(|file| row(ui, &file, place, look)).unwrap_or_default()
    })
}

fn row(ui: &Ui, file: &ChangedFile<'_>, place: Rect, look: RowState) -> String {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let painter = ui.painter();
    let strip = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to.max(from), place.y_range());
    let mut left = place.left() + space::M;
    let letter = strip(left, left + space::M);
    let color = file.kind.color(&theme);
    paint::text(
        painter,
        letter,
        Align::Center,
        file.kind.letter(),
        fonts::ui_semibold(type_size::SMALL),
        color,
    );
    left = letter.right() + space::S;
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let (icon, tint) = file_icon(name, &theme);
    paint::icon(painter, pos2(left + size::ICON / 2.0, place.center().y), icon, size::ICON, tint);
    left += size::ICON + space::S;
    let mut right = place.right() - space::M;
    if let Some((added, removed)) = file.lines {
        squares(painter, pos2(right, place.center().y), added, removed, &theme);
        right -= SQUARES as f32 * (space::S + 1.0) + space::S;
        counts(painter, strip(right - 84.0, right), added, removed, &theme);
        right -= 84.0 + space::S;
    } else {
        let quiet = if look.selected { colors.text_secondary } else { colors.text_hint };
        let drawn = paint::text(painter, strip(left, right), Align::Max, "not a text", fonts::small(), quiet);
        right = drawn.left() - space::S;
    }
    let drawn = paint::text(painter, strip(left, right), Align::Min, name, fonts::body(), colors.text);
    let beside = match &file.old_path {
        Some(old) => format!("{folder}  ← {old}"),
        None => folder.to_owned(),
    };
    let quiet = if look.selected { colors.text_secondary } else { colors.text_hint };
    let rest = strip(drawn.right() + space::S, right);
    if rest.width() > space::XL {
        paint::text(painter, rest, Align::Min, beside.trim(), fonts::small(), quiet);
    }
    let lines = file.lines.map(|(a, r)| format!(", {a} lines added, {r} removed")).unwrap_or_default();
    format!("{}, {}{lines}", file.path, file.kind.name())
}

/// Five squares: how much of the change is new, how much is gone.
fn squares(painter: &egui::Painter, right: egui::Pos2, added: u32, removed: u32, theme: &Theme) {
    let colors = &theme.colors;
    let all = added.saturating_add(removed);
    let filled = all.min(SQUARES);
    let green =
        if all == 0 { 0 } else { (u64::from(added) * u64::from(filled)).div_ceil(u64::from(all)) as u32 };
    let green = if removed > 0 && filled > 1 { green.min(filled - 1) } else { green };
    for index in 0..SQUARES {
        let x = right.x - (SQUARES - index) as f32 * (space::S + 1.0);
        let place =
            Rect::from_min_size(paint::snap(painter, pos2(x, right.y - space::XS)), vec2(space::S, space::S));
        let color = match index {
            index if index < green => colors.good,
            index if index < filled => colors.error,
            _ => colors.border_control,
        };
        paint::fill(painter, place, 2, color);
    }
}
