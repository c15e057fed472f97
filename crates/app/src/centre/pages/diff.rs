//! A difference of two texts, line by line: what is on disk against what is not saved.

use egui::{Rect, Ui};
use justbuilt_ui::Icon;
use justbuilt_ui::review::{self, DiffLine};
use justbuilt_ui::tokens::size;
use justbuilt_ui::widgets::{Banner, BannerAction, EmptyState, List, Tone};
use justbuilt_workspace::diff::{Diff, DiffRow};

use crate::ctx::Ctx;

/// Shows a difference.
pub fn diff_ui(ctx: &Ctx<'_>, ui: &mut Ui, diff: &Diff) {
    let text = format!("{} (−{}) against {} (+{})", diff.old_title, diff.removed, diff.new_title, diff.added);
    let banner = Banner::new(Tone::Info, &text).action("Keep mine").action("Take theirs").persistent();
    match banner.show(ui) {
        Some(BannerAction::Action(0)) => ctx.run("file.keep_mine"),
        Some(BannerAction::Action(1)) => ctx.run("file.take_theirs"),
        _ => {}
    }
    if diff.too_large {
        EmptyState::new(Icon::FileWarning, "The texts are too large to be compared here").show(ui);
        return;
    }
    if diff.is_same() {
        EmptyState::new(Icon::CircleCheck, "Both texts are the same").show(ui);
        return;
    }
    List::new(egui::Id::unique("diff rows"), "Difference", diff.rows.len()).row_height(size::ROW - 3.0).show(
        ui,
        |ui, index, place, _| match diff.rows.get(index) {
            Some(row) => row_ui(ctx, ui, row, place),
            None => String::new(),
        },
    );
}

fn row_ui(ctx: &Ctx<'_>, ui: &mut Ui, row: &DiffRow, place: Rect) -> String {
    review::line(ui.painter(), ctx.theme, place, &shown(row), false)
}

/// A row as the widget wants it.
pub fn shown(row: &DiffRow) -> DiffLine<'_> {
    match row {
        DiffRow::Same { old, new, text } => DiffLine::Same { old: *old, new: *new, text },
        DiffRow::Removed { old, text } => DiffLine::Removed { old: *old, text },
        DiffRow::Added { new, text } => DiffLine::Added { new: Some(*new), text },
        DiffRow::Gap { lines } => DiffLine::Gap(*lines),
    }
}
