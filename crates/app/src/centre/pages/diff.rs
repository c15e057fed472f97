//! A difference of two texts, line by line: what is on disk against what is not saved.

use egui::{Align, Rect, Ui, pos2};
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Banner, BannerAction, EmptyState, List, Tone};
use justbuilt_ui::{Icon, fonts, paint};
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
    let colors = &ctx.theme.colors;
    let painter = ui.painter();
    let (old, new, sign, text, tint) = match row {
        DiffRow::Same { old, new, text } => (Some(*old), Some(*new), " ", text.as_str(), None),
        DiffRow::Removed { old, text } => (Some(*old), None, "−", text.as_str(), Some(colors.error)),
        DiffRow::Added { new, text } => (None, Some(*new), "+", text.as_str(), Some(colors.good)),
        DiffRow::Gap { lines } => {
            painter.rect_filled(place, 0.0, colors.raised);
            let text =
                if *lines == 1 { "1 unchanged line".to_owned() } else { format!("{lines} unchanged lines") };
            let room = place.shrink2(egui::vec2(space::L, 0.0));
            paint::text(painter, room, Align::Min, &text, fonts::small(), colors.text_hint);
            return text;
        }
    };
    if let Some(tint) = tint {
        painter.rect_filled(place, 0.0, tint.gamma_multiply(0.14));
    }
    let font = fonts::code(type_size::SMALL);
    let number = |line: Option<usize>| line.map(|line| (line + 1).to_string()).unwrap_or_default();
    let column = |left: f32, width: f32| {
        Rect::from_min_max(pos2(left, place.top()), pos2(left + width, place.bottom()))
    };
    paint::text(
        painter,
        column(place.left(), 48.0),
        Align::Max,
        &number(old),
        font.clone(),
        colors.line_number,
    );
    paint::text(
        painter,
        column(place.left() + 48.0, 48.0),
        Align::Max,
        &number(new),
        font.clone(),
        colors.line_number,
    );
    let sign_at = column(place.left() + 104.0, 16.0);
    paint::text(painter, sign_at, Align::Center, sign, font.clone(), tint.unwrap_or(colors.text_hint));
    let room = column(place.left() + 124.0, (place.width() - 124.0).max(0.0));
    paint::text(painter, room, Align::Min, &text.replace('\t', "    "), font, colors.text);
    format!("{sign} {text}")
}
