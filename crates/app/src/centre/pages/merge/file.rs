//! One file of a merge: its conflicts, or the two ways to go on with what is no text.

use std::sync::Arc;

use egui::{Id, RichText, TextEdit, Ui, vec2};
use justbuilt_ui::Icon;
use justbuilt_ui::timeline::conflict::{ConflictChoice, conflicts};
use justbuilt_ui::timeline::{ConflictAction, ConflictChunk, ConflictData, Resolution as Shown};
use justbuilt_ui::tokens::{radius, size, space, stroke, type_size};
use justbuilt_ui::widgets::{Button, EmptyState};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::timeline::{
    Choice, Chunk, Conflict, FileMerge, MergePlan, MergeView, Outcome, Resolution, TimelineCommand,
};

use super::{MergeState, choices, send, show_file};
use crate::ctx::Ctx;

/// The pieces of a file as lines, made once.
pub struct Lines {
    plan: Arc<MergePlan>,
    file: usize,
    pieces: Vec<Piece>,
}

/// A piece as the widget wants it.
enum Piece {
    Same(Vec<String>),
    Ours(Vec<String>),
    Theirs(Vec<String>),
    Both(Vec<String>),
    Conflict { base: Vec<String>, ours: Vec<String>, theirs: Vec<String> },
}

impl Lines {
    fn new(plan: &Arc<MergePlan>, file: usize, chunks: &[Chunk]) -> Self {
        Self { plan: Arc::clone(plan), file, pieces: chunks.iter().map(Piece::new).collect() }
    }

    fn is_of(&self, plan: &Arc<MergePlan>, file: usize) -> bool {
        self.file == file && Arc::ptr_eq(&self.plan, plan)
    }
}

impl Piece {
    fn new(chunk: &Chunk) -> Self {
        match chunk {
            Chunk::Same(text) => Self::Same(lines(text)),
            Chunk::Ours { text, .. } => Self::Ours(lines(text)),
            Chunk::Theirs { text, .. } => Self::Theirs(lines(text)),
            Chunk::Both { text, .. } => Self::Both(lines(text)),
            Chunk::Conflict { base, ours, theirs } => {
                Self::Conflict { base: lines(base), ours: lines(ours), theirs: lines(theirs) }
            }
        }
    }
}

/// The lines of a text, without their ends.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Shows a file.
pub fn file_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut MergeState, merge: &MergeView, file: &FileMerge) {
    match &file.outcome {
        Outcome::Conflict(Conflict::Text { chunks, .. }) => text_ui(ctx, ui, state, merge, file, chunks),
        Outcome::Merged { chunks, .. } => text_ui(ctx, ui, state, merge, file, chunks),
        Outcome::Conflict(conflict) => whole_ui(ctx, ui, merge, file, conflict),
        Outcome::Theirs(_) | Outcome::Delete | Outcome::Move(_) => {
            let text = match &file.outcome {
                Outcome::Delete => "Only the other branch changed this file: it is deleted there",
                Outcome::Move(_) => "Only the other branch moved this file",
                _ => "Only the other branch changed this file: it is taken from there",
            };
            EmptyState::new(Icon::CircleCheck, text).show(ui);
        }
    }
}

fn text_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    state: &mut MergeState,
    merge: &MergeView,
    file: &FileMerge,
    chunks: &[Chunk],
) {
    if !state.lines.as_ref().is_some_and(|lines| lines.is_of(&merge.plan, state.file)) {
        state.lines = Some(Lines::new(&merge.plan, state.file, chunks));
    }
    let made = choices(state, file).clone();
    let edited: Vec<Vec<String>> = made
        .iter()
        .map(|choice| match choice {
            Some(Choice::Edited(text)) => lines(text),
            _ => Vec::new(),
        })
        .collect();
    if let Some((index, mut text)) = state.editing.take() {
        match edit_ui(ctx, ui, &mut text) {
            Some(true) => settle(ctx, state, merge, file, index, Some(Choice::Edited(text))),
            Some(false) => {}
            None => state.editing = Some((index, text)),
        }
    }
    let Some(held) = state.lines.take() else { return };
    let mut at = 0;
    let shown: Vec<ConflictChunk<'_>> = held
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Same(lines) => ConflictChunk::Same(lines),
            Piece::Ours(lines) => ConflictChunk::Ours(lines),
            Piece::Theirs(lines) => ConflictChunk::Theirs(lines),
            Piece::Both(lines) => ConflictChunk::Both(lines),
            Piece::Conflict { base, ours, theirs } => {
                let by_hand = edited.get(at).map(Vec::as_slice).unwrap_or_default();
                let resolution = made.get(at).and_then(Option::as_ref).map(|choice| match choice {
                    Choice::Ours => Shown::Ours,
                    Choice::Theirs => Shown::Theirs,
                    Choice::Both => Shown::Both,
                    Choice::Base => Shown::Edited(base),
                    Choice::Edited(_) => Shown::Edited(by_hand),
                });
                at += 1;
                ConflictChunk::Conflict { base, ours, theirs, resolution }
            }
        })
        .collect();
    let data = ConflictData {
        id: Id::unique("merge conflicts"),
        path: file.path.as_str(),
        ours: &merge.into,
        theirs: &merge.from,
        chunks: &shown,
    };
    let action = conflicts(ui, &data, &mut state.conflict);
    match action {
        Some(ConflictAction::Choose(index, choice)) => {
            let choice = match choice {
                ConflictChoice::Ours => Choice::Ours,
                ConflictChoice::Theirs => Choice::Theirs,
                ConflictChoice::Both => Choice::Both,
                ConflictChoice::Edit => {
                    state.editing = Some((index, start_of(chunks, index)));
                    state.lines = Some(held);
                    return;
                }
            };
            settle(ctx, state, merge, file, index, Some(choice));
        }
        Some(ConflictAction::Reopen(index)) => settle(ctx, state, merge, file, index, None),
        Some(ConflictAction::Done) => next_file(state, merge),
        None => {}
    }
    state.lines = Some(held);
}

/// What an edit by hand begins with: ours, then theirs.
fn start_of(chunks: &[Chunk], index: usize) -> String {
    let conflict = chunks.iter().filter(|chunk| chunk.is_conflict()).nth(index);
    match conflict {
        Some(Chunk::Conflict { ours, theirs, .. }) => format!("{ours}{theirs}"),
        _ => String::new(),
    }
}

/// Makes or takes back a choice; with the last one the file is resolved.
fn settle(
    ctx: &Ctx<'_>,
    state: &mut MergeState,
    merge: &MergeView,
    file: &FileMerge,
    index: usize,
    choice: Option<Choice>,
) {
    let reopened = choice.is_none();
    let made = choices(state, file);
    if let Some(slot) = made.get_mut(index) {
        *slot = choice;
    }
    let all: Option<Vec<Choice>> = made.iter().cloned().collect();
    let open = made.iter().position(Option::is_none);
    let path = file.path.clone();
    match all {
        Some(all) => send(ctx, TimelineCommand::Resolve { path, resolution: Resolution::Choices(all) }),
        // What was resolved is open again: no choices are as good as none.
        None if file.resolution.is_some() => {
            send(ctx, TimelineCommand::Resolve { path, resolution: Resolution::Choices(Vec::new()) });
        }
        None => {}
    }
    match open {
        Some(next) if !reopened => state.conflict.current = next,
        None if merge.open <= 1 => {}
        _ => {}
    }
}

/// Shows the next file that is open.
fn next_file(state: &mut MergeState, merge: &MergeView) {
    let count = merge.plan.files.len();
    let open =
        |index: &usize| *index != state.file && merge.plan.files.get(*index).is_some_and(FileMerge::is_open);
    if let Some(next) = (1..=count).map(|step| (state.file + step) % count.max(1)).find(open) {
        show_file(state, next);
    }
}

/// The field in which a conflict is settled by hand. Whether it is taken, or left.
fn edit_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &mut String) -> Option<bool> {
    let colors = &ctx.theme.colors;
    let mut answer = None;
    let most = ui.available_height() * 0.5;
    egui::Frame::new().fill(colors.panel).inner_margin(egui::Margin::same(space::M as i8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        let head = RichText::new("These lines take the place of the conflict");
        ui.label(head.font(fonts::ui_medium(type_size::UI)).color(colors.text));
        let frame = egui::Frame::new()
            .fill(colors.input)
            .stroke(egui::Stroke::new(stroke::BORDER, colors.border_control))
            .corner_radius(radius::CONTROL)
            .inner_margin(egui::Margin::same(space::S as i8));
        frame.show(ui, |ui| {
            egui::ScrollArea::vertical().max_height((most - 90.0).max(60.0)).show(ui, |ui| {
                let edit = TextEdit::multiline(text)
                    .id(Id::unique("merge by hand"))
                    .frame(egui::Frame::NONE)
                    .code_editor()
                    .font(fonts::code(type_size::SMALL))
                    .text_color(colors.text)
                    .desired_width(f32::INFINITY)
                    .desired_rows(3);
                let response = ui.add(edit);
                let (enabled, says) = (ui.is_enabled(), text.as_str());
                response.widget_info(|| egui::WidgetInfo {
                    label: Some("Text by hand".to_owned()),
                    ..egui::WidgetInfo::text_edit(enabled, says, says, "")
                });
            });
        });
        ui.horizontal(|ui| {
            if ui.add(Button::new("Take these lines").primary()).clicked() {
                answer = Some(true);
            }
            if ui.add(Button::new("Leave it open").ghost()).clicked() {
                answer = Some(false);
            }
        });
    });
    if answer == Some(true) && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    answer
}

/// A file that is decided about as a whole.
fn whole_ui(ctx: &Ctx<'_>, ui: &mut Ui, merge: &MergeView, file: &FileMerge, conflict: &Conflict) {
    let (ours, theirs) = (&merge.into, &merge.from);
    let (sentence, keep, take) = match conflict {
        Conflict::DeletedHere(_) => (
            format!("{ours} deleted this file, {theirs} changed it"),
            "Leave it deleted".to_owned(),
            format!("Take it from {theirs}"),
        ),
        Conflict::DeletedThere(_) => (
            format!("{theirs} deleted this file, {ours} changed it"),
            "Keep it".to_owned(),
            "Delete it".to_owned(),
        ),
        Conflict::Renamed { ours: (our, _), theirs: (their, _) } => (
            "Both branches gave this file another name".to_owned(),
            format!("Call it {}", our.as_str()),
            format!("Call it {}", their.as_str()),
        ),
        Conflict::Content { .. } | Conflict::Text { .. } => (
            "Both branches changed this file, and it is no text".to_owned(),
            format!("Keep that of {ours}"),
            format!("Take that of {theirs}"),
        ),
    };
    let colors = &ctx.theme.colors;
    let made = match &file.resolution {
        Some(Resolution::Ours) => Some(keep.as_str()),
        Some(Resolution::Theirs) => Some(take.as_str()),
        _ => None,
    };
    if let Some(made) = made {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), egui::Sense::HOVER);
        let place = rect.shrink2(vec2(space::M, 0.0));
        let text = format!("Decided: {made}");
        paint::text(ui.painter(), place, egui::Align::Min, &text, fonts::small(), colors.good);
    }
    let empty = EmptyState::new(Icon::TriangleAlert, &sentence).action(&keep, None).action(&take, None);
    let resolution = match empty.show(ui) {
        Some(0) => Resolution::Ours,
        Some(_) => Resolution::Theirs,
        None => return,
    };
    send(ctx, TimelineCommand::Resolve { path: file.path.clone(), resolution });
}
