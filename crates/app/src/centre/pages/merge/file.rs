//! One file of a merge: its conflicts, or the two ways to go on with what is no text.

use std::sync::Arc;

use egui::{Id, Ui, vec2};
use justbuilt_ui::Icon;
use justbuilt_ui::timeline::conflict::{ConflictChoice, conflicts};
use justbuilt_ui::timeline::{ConflictAction, ConflictChunk, ConflictData, Resolution as Shown};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::EmptyState;
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::timeline::{
    Choice, Chunk, Conflict, FileMerge, MergePlan, MergeView, Outcome, Resolution, TimelineCommand,
};

use super::super::by_hand::{ByHand, by_hand_ui};
use super::{MergeState, choices, send, show_file};
use crate::ctx::Ctx;

const BY_HAND: ByHand = ByHand {
    id: "merge by hand",
    head: "These lines take the place of the conflict",
    name: "Text by hand",
    leave: "Leave it open",
};

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
        match by_hand_ui(ctx, ui, &BY_HAND, &mut text) {
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
