//! A merge that needs decisions: the files at the left, and of the one that is selected its conflicts. It stands in the
//! place of the tabs until it is finished, cancelled, or put aside.

mod file;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use egui::{Align, Id, Layout, Rect, Sense, Ui, UiBuilder, pos2, vec2};
use justbuilt_ui::icons::file_icon;
use justbuilt_ui::timeline::ConflictState;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Banner, BannerAction, Button, List, RowState, Tone};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::Command;
use justbuilt_workspace::timeline::{
    Choice, Conflict, FileMerge, MergeView, Outcome, Resolution, TimelineCommand,
};

use crate::ctx::Ctx;

/// What the page keeps between frames.
#[derive(Default)]
pub struct MergeState {
    /// The file that is shown.
    file: usize,
    conflict: ConflictState,
    /// Choices so far, by path: a file is resolved when all of its conflicts are.
    choices: HashMap<String, Vec<Option<Choice>>>,
    /// The pieces of the file that is shown, as lines.
    lines: Option<file::Lines>,
    /// The conflict that is being written by hand, and its text.
    editing: Option<(usize, String)>,
    /// The tabs are shown in its place.
    aside: bool,
    /// The merge that all this is about.
    merge: Option<(String, String)>,
}

/// The width of the list of files.
const FILES: f32 = 260.0;
/// Narrower than this, the list of files is a strip above.
const NARROW: f32 = 720.0;

/// Shows the merge; returns whether the tabs are to be shown as well.
pub fn merge_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut MergeState) -> bool {
    let Some(merge) = ctx.snapshot.timeline.merge.clone() else {
        *state = MergeState::default();
        return true;
    };
    let names = (merge.from.clone(), merge.into.clone());
    if state.merge.as_ref() != Some(&names) {
        let first = merge.plan.files.iter().position(FileMerge::is_open).unwrap_or(0);
        *state = MergeState { merge: Some(names), file: first, ..MergeState::default() };
    }
    if state.aside {
        let open = merge.open;
        let text = format!("{} is being merged into {}: {open} open", merge.from, merge.into);
        let banner = Banner::new(Tone::Warning, &text).action("Go on").persistent();
        if banner.show(ui) == Some(BannerAction::Action(0)) {
            state.aside = false;
        }
        return true;
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    head_ui(ctx, ui, state, &merge);
    let whole = ui.available_rect_before_wrap();
    let (list, rest) = if whole.width() >= NARROW {
        whole.split_left_right_at_x(whole.left() + FILES)
    } else {
        let rows = (merge.plan.files.len() as f32).min(4.0);
        whole.split_top_bottom_at_y(whole.top() + rows * size::ROW)
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(list));
    files_ui(ctx, &mut child, state, &merge);
    if list.height() == whole.height() {
        paint::v_line(ui.painter(), rest.left() - 0.5, rest.y_range(), ctx.theme.colors.border);
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(rest));
    child.set_clip_rect(rest.intersect(ui.clip_rect()));
    if let Some(file) = merge.plan.files.get(state.file) {
        file::file_ui(ctx, &mut child, state, &merge, file);
    }
    false
}

/// Sends a command of the timeline.
#[track_caller]
fn send(ctx: &Ctx<'_>, command: TimelineCommand) {
    ctx.send(Command::Timeline(command));
}

fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut MergeState, merge: &MergeView) {
    let colors = &ctx.theme.colors;
    let height = size::CONTROL + 2.0 * space::S;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::HOVER);
    paint::fill(ui.painter(), rect, 0, colors.panel);
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = space::XS;
    let ready = merge.open == 0 && !merge.working;
    if side.add(Button::new("Finish the merge").primary().enabled(ready)).clicked() {
        send(ctx, TimelineCommand::FinishMerge);
    }
    if side.add(Button::new("Cancel").ghost()).clicked() {
        send(ctx, TimelineCommand::CancelMerge);
    }
    if side.add(Button::new("Put aside").ghost()).clicked() {
        state.aside = true;
    }
    let icon = pos2(inner.left() + size::ICON / 2.0, inner.center().y);
    paint::icon(ui.painter(), icon, Icon::GitMerge, size::ICON, colors.accent);
    let right = side.min_rect().left() - space::S;
    let place = Rect::from_x_y_ranges(icon.x + size::ICON..=right, inner.y_range());
    let title = format!("Merge {} into {}", merge.from, merge.into);
    let font = fonts::ui_semibold(type_size::UI);
    let drawn = paint::text(ui.painter(), place, Align::Min, &title, font, colors.text);
    let left = match merge.open {
        0 => "everything is settled".to_owned(),
        1 => "1 file to decide about".to_owned(),
        many => format!("{many} files to decide about"),
    };
    let rest = place.with_min_x(drawn.right() + space::S);
    paint::text(ui.painter(), rest, Align::Min, &left, fonts::small(), colors.text_secondary);
}

fn files_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut MergeState, merge: &MergeView) {
    let files = &merge.plan.files;
    let id = Id::unique("merge files");
    let output = List::new(id, "Files of the merge", files.len()).selected(Some(state.file)).show(
        ui,
        |ui, index, place, look| {
            files.get(index).map(|file| file_row(ctx, ui, file, place, look)).unwrap_or_default()
        },
    );
    if let Some(index) = output.selected.or(output.clicked).filter(|index| *index != state.file) {
        show_file(state, index);
    }
}

/// Shows another file.
fn show_file(state: &mut MergeState, index: usize) {
    state.file = index;
    state.conflict = ConflictState::default();
    state.editing = None;
}

fn file_row(ctx: &Ctx<'_>, ui: &mut Ui, file: &FileMerge, place: Rect, look: RowState) -> String {
    let colors = &ctx.theme.colors;
    let painter = ui.painter();
    let (icon, color, says) = match (&file.outcome, file.is_open()) {
        (_, true) => (Icon::TriangleAlert, colors.warning, "to be decided"),
        (Outcome::Conflict(_), false) => (Icon::CircleCheck, colors.good, "decided"),
        (Outcome::Delete, _) => (Icon::FileMinus, colors.text_secondary, "deleted there"),
        (Outcome::Theirs(_), _) => (Icon::ArrowLeft, colors.text_secondary, "as there"),
        (Outcome::Move(_), _) => (Icon::MoveRight, colors.text_secondary, "moved"),
        (Outcome::Merged { .. }, _) => (Icon::GitMerge, colors.text_secondary, "merged by itself"),
    };
    let at = pos2(place.left() + space::M + size::ICON_SMALL / 2.0, place.center().y);
    paint::icon(painter, at, icon, size::ICON_SMALL, color);
    let path = file.path.as_str();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (icon, tint) = file_icon(name, ctx.theme);
    let at = pos2(at.x + size::ICON + space::XS, place.center().y);
    paint::icon(painter, at, icon, size::ICON, tint);
    let room = place.with_min_x(at.x + size::ICON).with_max_x(place.right() - space::M);
    let drawn = paint::text(painter, room, Align::Min, name, fonts::body(), colors.text);
    let rest = room.with_min_x(drawn.right() + space::S);
    if rest.width() > space::XL {
        let quiet = if look.selected { colors.text_secondary } else { colors.text_hint };
        paint::text(painter, rest, Align::Min, folder, fonts::small(), quiet);
    }
    format!("{path}, {says}")
}

/// The choices of a file so far.
fn choices<'a>(state: &'a mut MergeState, file: &FileMerge) -> &'a mut Vec<Option<Choice>> {
    let count = match &file.outcome {
        Outcome::Conflict(Conflict::Text { chunks, .. }) => {
            chunks.iter().filter(|chunk| chunk.is_conflict()).count()
        }
        _ => 0,
    };
    let choices =
        state.choices.entry(file.path.as_str().to_owned()).or_insert_with(|| match &file.resolution {
            Some(Resolution::Choices(made)) => made.iter().cloned().map(Some).collect(),
            Some(Resolution::Ours) => vec![Some(Choice::Ours); count],
            Some(Resolution::Theirs) => vec![Some(Choice::Theirs); count],
            _ => Vec::new(),
        });
    choices.resize(count, None);
    choices
}
