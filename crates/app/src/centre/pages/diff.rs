//! A difference of two texts, line by line: what is on disk against what is not saved.

use egui::Ui;
use justbuilt_ui::Icon;
use justbuilt_ui::review::{self, DiffLine, LineLook, Sideways};
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
    let id = egui::Id::unique("diff rows");
    let place = ui.available_rect_before_wrap();
    let mut sideways: Sideways = ui.data(|data| data.get_temp(id.with("sideways"))).unwrap_or_default();
    if ui.memory(|memory| memory.has_focus(id)) {
        sideways.keys(ui);
    }
    let look = LineLook { scrolled: sideways.begin(ui, place), ..LineLook::default() };
    let mut widest: f32 = 0.0;
    List::new(id, "Difference", diff.rows.len()).row_height(size::ROW - 3.0).show(
        ui,
        |ui, index, place, _| {
            let Some(row) = diff.rows.get(index) else { return String::new() };
            let painted = review::line(ui.painter(), ctx.theme, place, &shown(row), &look);
            widest = widest.max(painted.width);
            painted.said
        },
    );
    sideways.end(ui, id, place, widest, ctx.theme);
    ui.data_mut(|data| data.insert_temp(id.with("sideways"), sideways));
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
