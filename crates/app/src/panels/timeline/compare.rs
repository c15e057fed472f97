//! Two moments compared: the files that are different, each opened as a difference in a tab.

use egui::{Align, Id, Layout, Rect, Sense, Ui, UiBuilder, vec2};
use justbuilt_base::Timestamp;
use justbuilt_ui::Icon;
use justbuilt_ui::timeline::{EmptyTimeline, changed_files};
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Banner, IconButton, Tone, progress_line};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::timeline::{Comparison, Shown, TimelineCommand};

use super::{TimelineState, convert, send};
use crate::ctx::Ctx;

/// Compares the range that is marked, or the moment that is shown with the present.
pub fn start(ctx: &Ctx<'_>, state: &TimelineState) {
    let timeline = &ctx.snapshot.timeline;
    match (state.range, &timeline.shown) {
        (Some((from, to)), _) => {
            let to = Some(to).filter(|to| *to < ctx.now);
            send(ctx, TimelineCommand::CompareTimes { from, to });
        }
        (None, Shown::Past(past)) => send(ctx, TimelineCommand::Compare { from: past.moment, to: None }),
        (None, Shown::Now) => {}
    }
}

/// Compares no longer.
pub fn stop(ctx: &Ctx<'_>, state: &mut TimelineState) {
    state.range = None;
    if ctx.snapshot.timeline.compare.is_some() {
        send(ctx, TimelineCommand::CloseCompare);
    }
}

/// Shows a comparison.
pub fn compare_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState, comparison: &Comparison) {
    let place = ui.available_rect_before_wrap();
    head_ui(ctx, ui, state, comparison);
    if comparison.loading {
        let line = Rect::from_min_size(place.min, vec2(place.width(), size::PROGRESS));
        progress_line(ui, line, None);
    }
    if let Some(error) = &comparison.error {
        Banner::new(Tone::Error, error).persistent().show(ui);
    }
    if comparison.files.is_empty() {
        if !comparison.loading && EmptyTimeline::NoDifference.show(ui, None).is_some() {
            stop(ctx, state);
            send(ctx, TimelineCommand::Return);
        }
        return;
    }
    let id = Id::unique("timeline compare");
    let selected: Option<usize> = ui.data(|data| data.get_temp(id));
    let output = changed_files(ui, id, comparison.files.len(), selected, |index| {
        comparison.files.get(index).map(convert::changed_file)
    });
    if let Some(index) = output.selected.or(output.clicked) {
        ui.data_mut(|data| data.insert_temp(id, index));
    }
    let opened = output.activated.or(output.clicked).and_then(|index| comparison.files.get(index));
    if let Some(file) = opened {
        send(ctx, TimelineCommand::CompareFile(file.path.clone()));
    }
}

fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState, comparison: &Comparison) {
    let colors = &ctx.theme.colors;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::PANEL_HEADER), Sense::HOVER);
    let inner = Rect::from_x_y_ranges(row.left() + space::M..=row.right() - space::XS, row.y_range());
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    if side.add(IconButton::new(Icon::X, "Close the comparison").small()).clicked() {
        stop(ctx, state);
    }
    let count = match comparison.files.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    let right = side.min_rect().left() - space::S;
    let font = fonts::small();
    let drawn =
        paint::text(ui.painter(), inner.with_max_x(right), Align::Max, &count, font, colors.text_hint);
    let (from, to) = &comparison.titles;
    let named = |title: &str, time: Option<Timestamp>| match time {
        Some(time) => format!("{} · {title}", ctx.time.moment(time, ctx.now)),
        None => title.to_owned(),
    };
    let (from, to) = (named(from, comparison.times.0), named(to, comparison.times.1));
    let font = fonts::ui_medium(type_size::UI);
    let place = inner.with_max_x(drawn.left() - space::S);
    paint::text(ui.painter(), place, Align::Min, &format!("{from}  →  {to}"), font, colors.text);
}
