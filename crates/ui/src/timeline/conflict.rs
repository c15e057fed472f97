//! Conflicts of a merge, file by file: ours and theirs beside or above each other, the base when wanted, and for
//! each conflict the choice of ours, theirs, both, or a text of one's own. What a choice does is the caller's.

mod row;
mod rows;
#[cfg(test)]
mod tests;

use egui::{
    Align, Id, Key, Layout, Modifiers, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::icons::{Icon, file_icon};
use crate::theme::Theme;
use crate::tokens::{size, space, type_size};
use crate::widgets::{Button, IconButton, List};
use crate::{fonts, paint};
use rows::Row;

/// How a conflict was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution<'a> {
    /// By ours.
    Ours,
    /// By theirs.
    Theirs,
    /// By ours, then theirs.
    Both,
    /// By other lines.
    Edited(&'a [String]),
}

/// A piece of the merged file.
#[derive(Clone, Copy, Debug)]
pub enum ConflictChunk<'a> {
    /// The same everywhere.
    Same(&'a [String]),
    /// Only ours is changed, and taken.
    Ours(&'a [String]),
    /// Only theirs is changed, and taken.
    Theirs(&'a [String]),
    /// Both have the same change.
    Both(&'a [String]),
    /// Both are changed, and not in the same way.
    Conflict {
        /// Before both.
        base: &'a [String],
        /// Of the branch that is merged into.
        ours: &'a [String],
        /// Of the branch that is merged.
        theirs: &'a [String],
        /// How it was settled.
        resolution: Option<Resolution<'a>>,
    },
}

/// A file with conflicts.
#[derive(Clone, Copy, Debug)]
pub struct ConflictData<'a> {
    /// The list's id.
    pub id: Id,
    /// The file's path.
    pub path: &'a str,
    /// The branch that is merged into.
    pub ours: &'a str,
    /// The branch that is merged.
    pub theirs: &'a str,
    /// The file from top to bottom.
    pub chunks: &'a [ConflictChunk<'a>],
}

/// What the caller keeps between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConflictState {
    /// The conflict that the keys act on, counted from 0.
    pub current: usize,
    /// Ours above theirs, also where there is room beside.
    pub stacked: bool,
    /// Whether the base is shown.
    pub base: bool,
    started: bool,
}

/// A choice for a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictChoice {
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
    /// Ours, then theirs.
    Both,
    /// A text of one's own.
    Edit,
}

impl ConflictChoice {
    /// All of them, in the order of the buttons, with their keys.
    pub const ALL: [(Self, &'static str, Key); 4] = [
        (Self::Ours, "Ours", Key::Num1),
        (Self::Theirs, "Theirs", Key::Num2),
        (Self::Both, "Both", Key::Num3),
        (Self::Edit, "Edit", Key::Num4),
    ];
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictAction {
    /// Settle a conflict so.
    Choose(usize, ConflictChoice),
    /// Take a choice back.
    Reopen(usize),
    /// All of them are settled: go on.
    Done,
}

/// Narrower than this, ours is above theirs.
const BESIDE: f32 = 640.0;

/// Shows a file with its conflicts in all the space there is.
pub fn conflicts(ui: &mut Ui, data: &ConflictData<'_>, state: &mut ConflictState) -> Option<ConflictAction> {
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let theme = Theme::of(ui.ctx());
    let all = || data.chunks.iter().filter_map(open);
    let (count, left) = (all().count(), all().filter(|open| *open).count());
    state.current = state.current.min(count.saturating_sub(1));
    let mut go = None;
    let mut action = head(ui, data, state, (count, left), &mut go, &theme);
    let stacked = state.stacked || ui.available_width() < BESIDE;
    if !stacked {
        columns_head(ui, data, state.base, &theme);
    }
    let rows = rows::rows(data.chunks, stacked, state.base);
    let heads: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| matches!(row, Row::Head { .. }))
        .map(|(at, _)| at)
        .collect();
    if ui.memory(|memory| memory.has_focus(data.id)) {
        action = keys(ui, state.current).or(action);
    }
    if let Some(target) = go {
        state.current = target;
    }
    let reveal = (go.is_some() || !state.started).then(|| heads.get(state.current).copied()).flatten();
    let reveal = reveal.map(|at| (at + CONTEXT).min(rows.len().saturating_sub(1)));
    state.started = true;
    let is_head = |index: usize| matches!(rows.get(index), Some(Row::Head { .. }));
    let output = List::new(data.id, "Conflicts", rows.len())
        .selected(heads.get(state.current).copied())
        .reveal(reveal)
        .selectable(&is_head)
        .show(ui, |ui, index, place, look| {
            let Some(row) = rows.get(index) else { return String::new() };
            let mut painter = row::Painter { data, place, stacked, base: state.base, theme: &theme, count };
            painter.show(ui, row, look, &mut action)
        });
    if let Some(row) = output.selected.or(output.clicked) {
        state.current = heads.iter().position(|&head| head == row).unwrap_or(state.current);
    }
    action
}

/// Rows that are shown below the head of a conflict when it is gone to.
const CONTEXT: usize = 6;

/// Whether a chunk is a conflict, and an open one.
fn open(chunk: &ConflictChunk<'_>) -> Option<bool> {
    match chunk {
        ConflictChunk::Conflict { resolution, .. } => Some(resolution.is_none()),
        _ => None,
    }
}

/// The first open conflict after one, taken round; or before it.
fn next_open(data: &ConflictData<'_>, from: usize, forward: bool) -> Option<usize> {
    let all: Vec<bool> = data.chunks.iter().filter_map(open).collect();
    let count = all.len();
    (1..=count)
        .map(|step| if forward { from + step } else { from + count - step } % count)
        .find(|&index| all.get(index).copied().unwrap_or(false))
}

fn keys(ui: &Ui, current: usize) -> Option<ConflictAction> {
    ConflictChoice::ALL.into_iter().find_map(|(choice, _, key)| {
        ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
            .then_some(ConflictAction::Choose(current, choice))
    })
}

fn head(
    ui: &mut Ui,
    data: &ConflictData<'_>,
    state: &mut ConflictState,
    (count, left): (usize, usize),
    go: &mut Option<usize>,
    theme: &Theme,
) -> Option<ConflictAction> {
    let colors = &theme.colors;
    let height = size::CONTROL + 2.0 * space::XS;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::HOVER);
    paint::fill(ui.painter(), rect, 0, colors.panel);
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
    let inner = rect.shrink2(vec2(space::S, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = space::XS;
    let mut action = None;
    if side.add(Button::new("Finish this file").primary().enabled(left == 0)).clicked() {
        action = Some(ConflictAction::Done);
    }
    side.add_space(space::XS);
    let wide = rect.width() >= BESIDE;
    if wide {
        let columns = IconButton::new(Icon::Columns2, "Beside each other").selected(!state.stacked);
        if side.add(columns).clicked() {
            state.stacked = !state.stacked;
        }
    }
    if side.add(IconButton::new(Icon::Layers, "Show the base").selected(state.base)).clicked() {
        state.base = !state.base;
    }
    let mut step = |ui: &mut Ui, icon, name: &str, forward| {
        if ui.add(IconButton::new(icon, name).enabled(left > 0)).clicked() {
            *go = next_open(data, state.current, forward);
        }
    };
    step(&mut side, Icon::ChevronDown, "Next conflict", true);
    step(&mut side, Icon::ChevronUp, "Previous conflict", false);
    let (text, color) = match (count, left) {
        (0, _) => ("no conflicts".to_owned(), colors.good),
        (_, 0) => ("all settled".to_owned(), colors.good),
        (count, left) => (format!("{left} of {count} open"), colors.warning),
    };
    let to = side.min_rect().left() - space::S;
    let place = Rect::from_x_y_ranges(inner.left()..=to.max(inner.left()), rect.y_range());
    let state_text = paint::text(ui.painter(), place, Align::Max, &text, fonts::small(), color);
    title(ui, data.path, place.with_max_x(state_text.left() - space::S), theme);
    let says = format!("{}, {text}", data.path);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &says));
    action
}

fn title(ui: &Ui, path: &str, place: Rect, theme: &Theme) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (icon, color) = file_icon(name, theme);
    let at = pos2(place.left() + size::ICON / 2.0 + space::HALF, place.center().y);
    paint::icon(ui.painter(), at, icon, size::ICON, color);
    let place = place.with_min_x((at.x + size::ICON).min(place.right()));
    let font = fonts::ui_medium(type_size::UI);
    let drawn = paint::text(ui.painter(), place, Align::Min, name, font, theme.colors.text);
    let rest = place.with_min_x((drawn.right() + space::S).min(place.right()));
    if rest.width() > space::XL {
        paint::text(ui.painter(), rest, Align::Min, folder, fonts::small(), theme.colors.text_hint);
    }
}

/// The names of the columns.
fn columns_head(ui: &mut Ui, data: &ConflictData<'_>, base: bool, theme: &Theme) {
    let colors = &theme.colors;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::HOVER);
    let columns = row::columns(rect, base);
    let names = [Some(("Ours", data.ours)), base.then_some(("Base", "")), Some(("Theirs", data.theirs))];
    for ((side, branch), column) in names.into_iter().flatten().zip(columns) {
        let place = column.shrink2(vec2(space::XL, 0.0));
        let font = fonts::ui_semibold(type_size::CAPTION);
        let drawn = paint::text(ui.painter(), place, Align::Min, side, font, colors.text_secondary);
        let rest = place.with_min_x(drawn.right() + space::S);
        paint::text(ui.painter(), rest, Align::Min, branch, fonts::caption(), colors.text_hint);
    }
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
}

/// A button as high as a row of text.
fn small_button(ui: &mut Ui, text: &str, says: &str, keys: &str, on: bool) -> Response {
    use crate::tokens::radius;
    use crate::widgets::tooltip::WithTooltip as _;
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let color = if on { colors.accent } else { colors.text };
    let font = fonts::ui_medium(type_size::SMALL);
    let galley = paint::line(ui.painter(), text, font, color, f32::INFINITY);
    let width = (galley.size().x + 2.0 * space::S).max(size::HIT).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::HIT), Sense::click());
    let inner = rect.shrink2(vec2(0.0, space::HALF - 0.5));
    let painter = ui.painter();
    paint::fill(painter, inner, radius::SMALL, if on { colors.row_selected } else { colors.raised });
    if let Some(wash) = paint::wash(&response, &theme) {
        paint::fill(painter, inner, radius::SMALL, wash);
    }
    paint::border(painter, inner, radius::SMALL, colors.border_control);
    paint::put(painter, inner, Align::Center, galley, color);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(painter, inner, radius::SMALL, &theme);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, says));
    response.tooltip_with_keys(says, (!keys.is_empty()).then_some(keys))
}
