//! The review of a change set: its files and hunks, what has to be agreed to, and making or dropping it. The rows are made
//! once for each state of the set; what keeping does is the workspace's.

mod colours;

use std::sync::Arc;

use egui::{Align, Id, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};
use justbuilt_base::spawn::Spawner;
use justbuilt_syntax::Languages;
use justbuilt_ui::review::{DiffLine, Kept, ReviewAction, ReviewRow, ReviewState, review};
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Button, EmptyState, Tone};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::ai::{
    AiCommand, ChangeAction, ChangeFile, ChangeState, ChangesCommand, ChangesSnapshot, HunkState, Permission,
};
use justbuilt_workspace::{ChangeSetId, Command};

use super::super::by_hand::{ByHand, by_hand_ui};
use crate::ctx::Ctx;
use colours::{Colours, FileColours, Means};

/// What the page keeps between frames.
#[derive(Default)]
pub struct ChangesState {
    review: ReviewState,
    /// The rows, and the set that they were made of.
    rows: Option<(Arc<ChangesSnapshot>, Vec<bool>, Vec<Owned>)>,
    /// What the lines of each file are, by its place in the set.
    keys: Vec<u64>,
    /// Files whose hunks are hidden, by their place in the set.
    folded: Vec<bool>,
    /// The hunk that is written by hand, and its lines.
    writing: Option<Writing>,
    /// Of which set all this is.
    set: Option<ChangeSetId>,
    colours: Colours,
    /// What works the colours out; without it lines are plain.
    means: Option<Means>,
}

impl ChangesState {
    /// Nothing shown yet.
    pub fn new(languages: Arc<Languages>, spawner: Arc<dyn Spawner>) -> Self {
        Self { means: Some(Means { languages, spawner }), ..Self::default() }
    }
}

struct Writing {
    file: usize,
    hunk: usize,
    text: String,
}

/// A row and what it is of.
struct Owned {
    file: usize,
    hunk: Option<usize>,
    row: Kind,
}

enum Kind {
    File {
        what: String,
        added: usize,
        removed: usize,
        kept: Kept,
        open: bool,
        allowed: bool,
    },
    Note {
        text: String,
        tone: Tone,
        asks: Option<bool>,
    },
    Hunk {
        line: usize,
        added: usize,
        removed: usize,
        keep: bool,
        written: bool,
        conflict: bool,
    },
    Same {
        old: usize,
        new: usize,
        text: String,
    },
    Removed {
        old: usize,
        text: String,
    },
    /// `all` is the line with all hunks made.
    Added {
        new: Option<usize>,
        all: usize,
        text: String,
    },
    Gap(usize),
    Space,
}

const BY_HAND: ByHand = ByHand {
    id: "hunk by hand",
    head: "These lines take the place of the hunk’s",
    name: "Lines by hand",
    leave: "Leave it",
};

/// Unchanged lines around a hunk.
const CONTEXT: usize = 3;

/// Shows a change set.
pub fn changes_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ChangesState, id: ChangeSetId) {
    let Some(set) = ctx.snapshot.ai.changes.iter().find(|set| set.id == id) else {
        EmptyState::new(Icon::GitCompare, "This change set was dropped").show(ui);
        return;
    };
    if state.set != Some(id) {
        *state = ChangesState { set: Some(id), means: state.means.take(), ..ChangesState::default() };
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    head_ui(ctx, ui, set);
    if let Some(mut writing) = state.writing.take() {
        match by_hand_ui(ctx, ui, &BY_HAND, &mut writing.text) {
            Some(true) => {
                let Writing { file, hunk, text } = writing;
                send(ctx, ChangesCommand::Write { set: id, file, hunk, text });
            }
            Some(false) => {}
            None => state.writing = Some(writing),
        }
    }
    if matches!(set.state, ChangeState::Planning) && set.files.is_empty() {
        EmptyState::new(Icon::GitCompare, "The changes are coming in").show(ui);
        return;
    }
    if set.files.is_empty() && set.refused.is_empty() {
        EmptyState::new(Icon::GitCompare, "There is nothing to change").show(ui);
        return;
    }
    refused_ui(ctx, ui, set);
    let fresh = state
        .rows
        .as_ref()
        .is_some_and(|(made_of, folded, _)| Arc::ptr_eq(made_of, set) && *folded == state.folded);
    if !fresh {
        state.folded.resize(set.files.len(), false);
        let rows = rows(set, &state.folded);
        state.rows = Some((Arc::clone(set), state.folded.clone(), rows));
        state.keys = set.files.iter().map(|file| Colours::key(file)).collect();
        if let Some(means) = &state.means {
            state.colours.ask(means, ui.ctx(), set, CONTEXT);
        }
    }
    state.colours.take();
    let Some((_, _, owned)) = &state.rows else { return };
    let colours: Vec<Option<&FileColours>> = state.keys.iter().map(|key| state.colours.of(*key)).collect();
    let shown: Vec<ReviewRow<'_>> =
        owned.iter().map(|row| row.shown(set, colours.get(row.file).copied().flatten())).collect();
    let fixed = !matches!(set.state, ChangeState::Ready | ChangeState::Failed(_) | ChangeState::Undone);
    let action = review(ui, Id::unique(("review", id.0)), &shown, &mut state.review, fixed);
    let of = |row: usize| owned.get(row).map(|row| (row.file, row.hunk));
    match action {
        Some(ReviewAction::Keep(row, keep)) => match of(row) {
            Some((file, Some(hunk))) => send(ctx, ChangesCommand::Hunk { set: id, file, hunk, keep }),
            Some((file, None)) => send(ctx, ChangesCommand::File { set: id, file, keep }),
            None => {}
        },
        Some(ReviewAction::Agree(row, yes)) => {
            if let Some((file, _)) = of(row) {
                send(ctx, ChangesCommand::Agree { set: id, file, yes });
            }
        }
        Some(ReviewAction::Open(row)) => {
            if let Some((file, hunk)) = of(row) {
                send(ctx, ChangesCommand::Open { set: id, file, hunk });
            }
        }
        Some(ReviewAction::Write(row)) => {
            if let Some((file, Some(hunk))) = of(row)
                && let Some(text) = set.files.get(file).and_then(|file| file.hunks.get(hunk))
            {
                state.writing = Some(Writing { file, hunk, text: text.text.clone() });
            }
        }
        Some(ReviewAction::Fold(row)) => {
            if let Some(slot) = of(row).and_then(|(file, _)| state.folded.get_mut(file)) {
                *slot = !*slot;
            }
        }
        None => {}
    }
}

#[track_caller]
fn send(ctx: &Ctx<'_>, command: ChangesCommand) {
    ctx.send(Command::Ai(AiCommand::Changes(command)));
}

/// The bar above: what it is, who made it, and what can be done with it.
fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, set: &ChangesSnapshot) {
    let colors = &ctx.theme.colors;
    let height = size::CONTROL + 2.0 * space::S;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::HOVER);
    paint::fill(ui.painter(), rect, 0, colors.panel);
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = space::S;
    let id = set.id;
    let keys = ctx.keys("ai.apply_changes");
    let keys = (!keys.is_empty()).then_some(keys.as_str());
    match &set.state {
        ChangeState::Planning => {
            side.label(hint(ctx, "Coming in…"));
        }
        ChangeState::Applying => {
            side.label(hint(ctx, "Being made…"));
        }
        ChangeState::Applied => {
            if side.add(Button::new("Take it back").icon(Icon::Undo2)).clicked() {
                send(ctx, ChangesCommand::Undo(id));
            }
        }
        ChangeState::Ready | ChangeState::Undone | ChangeState::Failed(_) => {
            let any = set.files.iter().any(|file| is_made(file));
            let waits = set.files.iter().any(|file| file.keep && !agreed(file));
            let text = if set.state == ChangeState::Undone { "Make it again" } else { "Make the changes" };
            let button = Button::new(text).primary().keys(keys).enabled(any && !waits);
            if side.add(button).clicked() {
                send(ctx, ChangesCommand::Apply(id));
            }
            if side.add(Button::new("Drop").ghost()).clicked() {
                send(ctx, ChangesCommand::Drop(id));
            }
            if waits {
                side.label(hint(ctx, "Agree first, or drop the file"));
            }
        }
    }
    let right = side.min_rect().left() - space::S;
    let place = Rect::from_x_y_ranges(inner.left()..=right.max(inner.left()), rect.y_range());
    let font = fonts::ui_semibold(type_size::UI);
    let drawn = paint::text(ui.painter(), place, Align::Min, &set.title, font, colors.text);
    let rest = place.with_min_x((drawn.right() + space::M).min(place.right()));
    let (text, color) = match &set.state {
        ChangeState::Failed(why) => (why.clone(), colors.error),
        ChangeState::Applied => ("made".to_owned(), colors.good),
        ChangeState::Undone => ("taken back".to_owned(), colors.text_hint),
        _ => (origin(set), colors.text_hint),
    };
    paint::text(ui.painter(), rest, Align::Min, &text, fonts::small(), color);
}

fn hint(ctx: &Ctx<'_>, text: &str) -> RichText {
    RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text_hint)
}

/// Who made it: `reviewer · claude-… · $0.01`.
fn origin(set: &ChangesSnapshot) -> String {
    let origin = &set.origin;
    let mut parts = Vec::new();
    if !origin.persona.is_empty() {
        parts.push(origin.persona.clone());
    }
    parts.extend(origin.model.as_ref().map(|(_, model)| model.clone()));
    parts.extend(origin.prompt.as_ref().map(|(name, version)| format!("/{name} v{version}")));
    parts.extend(origin.cost.known().map(|money| money.to_string()));
    parts.join(" · ")
}

/// Edits that have no place: nothing is done for them.
fn refused_ui(ctx: &Ctx<'_>, ui: &mut Ui, set: &ChangesSnapshot) {
    let colors = &ctx.theme.colors;
    for (path, line, why, places) in set.refused.iter().take(8) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::HOVER);
        let at = egui::pos2(rect.left() + space::M + size::ICON_SMALL / 2.0, rect.center().y);
        paint::icon(ui.painter(), at, Icon::TriangleAlert, size::ICON_SMALL, colors.warning);
        let place = rect.with_min_x(at.x + size::ICON_SMALL).with_max_x(rect.right() - space::M);
        let places = match places.as_slice() {
            [] => String::new(),
            lines => {
                let lines: Vec<String> = lines.iter().take(5).map(ToString::to_string).collect();
                format!(" (could be line {})", lines.join(", "))
            }
        };
        let file = if path.is_empty() { "No file is named" } else { path.as_str() };
        let text = format!("Not made: {file}: {why}{places}; line {line} of the answer");
        paint::text(ui.painter(), place, Align::Min, &text, fonts::small(), colors.text_secondary);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    }
    if set.refused.len() > 8 {
        ui.label(hint(ctx, &format!("and {} more edits that have no place", set.refused.len() - 8)));
    }
}

/// Whether anything of a file will be made.
fn is_made(file: &ChangeFile) -> bool {
    file.keep
        && !matches!(file.permission, Permission::No(_))
        && (file.action != ChangeAction::Change
            || file.hunks.iter().any(|hunk| matches!(hunk.state, HunkState::Kept | HunkState::Written)))
}

/// Whether the user has agreed to all that has to be asked.
fn agreed(file: &ChangeFile) -> bool {
    !matches!(file.permission, Permission::Asks(_, false))
}

impl Owned {
    fn shown<'a>(&'a self, set: &'a ChangesSnapshot, colours: Option<&'a FileColours>) -> ReviewRow<'a> {
        let old_spans = |line: usize| colours.map_or(&[][..], |colours| colours.old(line));
        let new_spans = |line: usize| colours.map_or(&[][..], |colours| colours.new_line(line));
        match &self.row {
            Kind::File { what, added, removed, kept, open, allowed } => ReviewRow::File {
                path: set.files.get(self.file).map_or("", |file| file.path.as_str()),
                what,
                added: *added,
                removed: *removed,
                kept: *kept,
                open: *open,
                allowed: *allowed,
            },
            Kind::Note { text, tone, asks } => ReviewRow::Note { text, tone: *tone, asks: *asks },
            Kind::Hunk { line, added, removed, keep, written, conflict } => ReviewRow::Hunk {
                line: *line,
                added: *added,
                removed: *removed,
                keep: *keep,
                written: *written,
                conflict: *conflict,
            },
            Kind::Same { old, new, text } => {
                ReviewRow::Line(DiffLine::Same { old: *old, new: *new, text }, old_spans(*old))
            }
            Kind::Removed { old, text } => {
                ReviewRow::Line(DiffLine::Removed { old: *old, text }, old_spans(*old))
            }
            Kind::Added { new, all, text } => {
                ReviewRow::Line(DiffLine::Added { new: *new, text }, new_spans(*all))
            }
            Kind::Gap(lines) => ReviewRow::Line(DiffLine::Gap(*lines), &[]),
            Kind::Space => ReviewRow::Space,
        }
    }
}

/// All rows of a set.
fn rows(set: &ChangesSnapshot, folded: &[bool]) -> Vec<Owned> {
    let mut rows = Vec::new();
    for (index, file) in set.files.iter().enumerate() {
        let open = !folded.get(index).copied().unwrap_or(false);
        let mut push = |hunk: Option<usize>, row: Kind| rows.push(Owned { file: index, hunk, row });
        if index > 0 {
            push(None, Kind::Space);
        }
        let made = |state: &HunkState| matches!(state, HunkState::Kept | HunkState::Written);
        let kept = file.hunks.iter().filter(|hunk| made(&hunk.state)).count();
        let kept = match (file.keep, kept, file.hunks.len()) {
            (false, ..) => Kept::None,
            (true, _, 0) => Kept::All,
            (true, 0, _) => Kept::None,
            (true, some, all) if some == all => Kept::All,
            _ => Kept::Some,
        };
        let what = match &file.action {
            ChangeAction::Create => "new".to_owned(),
            ChangeAction::Change => String::new(),
            ChangeAction::Move(to) => format!("moved to {to}"),
            ChangeAction::Delete => "deleted".to_owned(),
        };
        push(
            None,
            Kind::File {
                what,
                added: file.hunks.iter().map(|hunk| hunk.text.lines().count()).sum(),
                removed: file.hunks.iter().map(|hunk| hunk.old.len()).sum(),
                kept,
                open,
                allowed: !matches!(file.permission, Permission::No(_)),
            },
        );
        if !open {
            continue;
        }
        for (text, tone, asks) in notes(set, file) {
            push(None, Kind::Note { text, tone, asks });
        }
        let mut seen = 0;
        // Lines of the new text are counted from what is made, so that numbers fit what will be there.
        let (mut shift, mut shift_all) = (0_isize, 0_isize);
        for (at, hunk) in file.hunks.iter().enumerate() {
            let new_lines: Vec<&str> = hunk.text.lines().collect();
            let from = hunk.old.start.saturating_sub(CONTEXT).max(seen);
            if from > seen {
                push(None, Kind::Gap(from - seen));
            }
            let made = file.keep && made(&hunk.state);
            let new_of = |old: usize| old.saturating_add_signed(shift);
            push(
                Some(at),
                Kind::Hunk {
                    line: new_of(hunk.old.start),
                    added: new_lines.len(),
                    removed: hunk.old.len(),
                    keep: made,
                    written: hunk.state == HunkState::Written,
                    conflict: hunk.state == HunkState::Conflict,
                },
            );
            let line = |old: usize| file.before.slice(file.before.line_content(old)).into_owned();
            for old in from..hunk.old.start {
                push(None, Kind::Same { old, new: new_of(old), text: line(old) });
            }
            for old in hunk.old.clone() {
                push(Some(at), Kind::Removed { old, text: line(old) });
            }
            for (offset, text) in new_lines.iter().enumerate() {
                let new = made.then(|| new_of(hunk.old.start) + offset);
                let all = hunk.old.start.saturating_add_signed(shift_all) + offset;
                push(Some(at), Kind::Added { new, all, text: (*text).to_owned() });
            }
            shift_all += new_lines.len() as isize - hunk.old.len() as isize;
            if made {
                shift += new_lines.len() as isize - hunk.old.len() as isize;
            }
            let next = file.hunks.get(at + 1).map_or(file.before.line_count(), |next| next.old.start);
            let end = (hunk.old.end + CONTEXT).min(next).min(file.before.line_count());
            let new_of = |old: usize| old.saturating_add_signed(shift);
            for old in hunk.old.end..end {
                let text = line(old);
                // The empty line behind the last line break is none.
                if old + 1 == file.before.line_count() && text.is_empty() {
                    break;
                }
                push(None, Kind::Same { old, new: new_of(old), text });
            }
            seen = end.max(hunk.old.end);
        }
    }
    rows
}

/// What has to be known of a file.
fn notes(set: &ChangesSnapshot, file: &ChangeFile) -> Vec<(String, Tone, Option<bool>)> {
    let mut notes = Vec::new();
    match &file.permission {
        Permission::Yes => {}
        Permission::Asks(why, yes) => notes.push((why.clone(), Tone::Warning, Some(*yes))),
        Permission::No(why) => notes.push((format!("Will not be changed: {why}"), Tone::Error, None)),
    }
    if let Some((before, after)) = file.worse {
        let text = format!("Syntax gets worse: {} before, {} after", errors(before), errors(after));
        notes.push((text, Tone::Warning, None));
    }
    if file.rebased {
        let text = "The text was changed since the model read it; the changes were carried over".to_owned();
        notes.push((text, Tone::Info, None));
    }
    for (_, line, what) in set.findings.iter().filter(|(path, ..)| *path == file.path).take(6) {
        notes.push((format!("Style: line {line}: {what}"), Tone::Info, None));
    }
    notes
}

fn errors(count: usize) -> String {
    if count == 1 { "1 error".to_owned() } else { format!("{count} errors") }
}
