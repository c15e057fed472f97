//! The tree: rows with depth that open and close, one or many selected, with inline rename and drag. The
//! caller keeps the tree and hands in the rows that are open; at 100,000 rows a frame costs what it costs at 10.

mod row;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use egui::{Color32, Id, Key, Modifiers, Pos2, Response, Role, Sense, Ui, WidgetInfo};

use super::list::context_at;
use super::rows::{Move, Rows, lock_arrows, moved, page, take_move};
use super::typing::Typed;
use crate::focus;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space};

/// One row.
#[derive(Clone, Debug)]
pub struct TreeRow<'a> {
    /// What stays the same when rows come and go.
    pub id: u64,
    /// How deep it lies, from 0.
    pub depth: usize,
    /// Its name.
    pub label: Cow<'a, str>,
    /// Its icon and the icon's colour.
    pub icon: Option<(Icon, Color32)>,
    /// Whether it is open, where it can be.
    pub expanded: Option<bool>,
    /// A short mark at the right (`M`, `12`), with its colour and with what it means in words.
    pub badge: Option<(Cow<'a, str>, Color32, Cow<'a, str>)>,
    /// Another colour than that of text.
    pub color: Option<Color32>,
    /// Small buttons at the right, from the right.
    pub buttons: &'a [RowButton<'a>],
    /// Others can be put into it, even when nothing is in it now.
    pub takes: bool,
}

/// A small button of a row.
#[derive(Clone, Copy, Debug)]
pub struct RowButton<'a> {
    /// What it shows.
    pub icon: Icon,
    /// What it does, for its tooltip and screen readers.
    pub name: &'a str,
    /// Shown always, as it says something about the row; others only where the pointer or the cursor is.
    pub on: bool,
}

impl<'a> TreeRow<'a> {
    /// A leaf at the root.
    pub fn new(id: u64, label: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id,
            depth: 0,
            label: label.into(),
            icon: None,
            expanded: None,
            badge: None,
            color: None,
            buttons: &[],
            takes: false,
        }
    }
}

/// A rename under way: put it into [`TreeState::rename`] to start one.
#[derive(Clone, Debug, Default)]
pub struct Rename {
    /// The row.
    pub id: u64,
    /// The text so far.
    pub text: String,
    /// What is wrong with it, said below the field.
    pub error: Option<String>,
    /// The field was shown before: the first time it takes the focus and selects the stem.
    pub(super) started: bool,
}

impl Rename {
    /// Starts with this text.
    pub fn new(id: u64, text: impl Into<String>) -> Self {
        Self { id, text: text.into(), error: None, started: false }
    }
}

/// What the caller keeps between frames.
#[derive(Clone, Debug, Default)]
pub struct TreeState {
    /// The row that the keys act on.
    pub cursor: Option<u64>,
    /// All selected rows, the cursor among them.
    pub selected: BTreeSet<u64>,
    /// Where a selection with Shift starts.
    pub anchor: Option<u64>,
    /// The rename under way.
    pub rename: Option<Rename>,
    /// Scroll to this row with the next frame.
    pub reveal: Option<u64>,
    /// What was typed to jump to a name.
    typed: Typed,
    /// Where the cursor was found last: rows are asked for by place, not by id.
    index: usize,
}

impl TreeState {
    /// Selects one row alone and scrolls to it.
    pub fn select(&mut self, id: u64) {
        self.set_cursor(id);
        self.reveal = Some(id);
    }

    fn set_cursor(&mut self, id: u64) {
        self.cursor = Some(id);
        self.anchor = Some(id);
        self.selected = BTreeSet::from([id]);
    }
}

/// What is dragged out of a tree: egui's drag payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeDrag {
    /// The tree.
    pub tree: Id,
    /// Its rows.
    pub rows: Vec<u64>,
}

/// A row is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// The row.
    pub id: u64,
    /// For good (Enter, double click), not as a preview (one click).
    pub keep: bool,
    /// The modifiers: with Ctrl, beside.
    pub modifiers: Modifiers,
}

/// Where of a row something was dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DropPlace {
    /// Before it, in the same parent.
    Before,
    /// Into it.
    #[default]
    Into,
    /// After it, in the same parent.
    After,
}

/// What happened to a tree.
pub struct TreeOutput {
    /// The tree as a whole: it has the focus.
    pub response: Response,
    /// This row is to be opened or closed (`true`: opened).
    pub toggled: Option<(u64, bool)>,
    /// This row is to be shown.
    pub activated: Option<Activation>,
    /// The selection in the state changed.
    pub selection_changed: bool,
    /// A context menu was asked for there, on a row or beside. A row that was not selected is now.
    pub context: Option<(Option<u64>, Pos2)>,
    /// A rename ended with this text. The state still holds it: take it out, or set its error.
    pub renamed: Option<(u64, String)>,
    /// The rename was given up, and is out of the state.
    pub rename_cancelled: Option<u64>,
    /// Rows were dropped onto this row, or beside all rows.
    pub dropped: Option<(TreeDrag, Option<u64>)>,
    /// Where of that row, in a tree whose rows have an order.
    pub drop_place: DropPlace,
    /// This button of a row was pressed.
    pub pressed: Option<(u64, usize)>,
    /// The rows that were painted.
    pub visible: Range<usize>,
}

/// A tree of the rows that are open now.
#[must_use = "show it in a Ui"]
pub struct Tree<'a> {
    id: Id,
    name: &'a str,
    count: usize,
    focus: bool,
    drag: bool,
    ordered: bool,
}

impl<'a> Tree<'a> {
    /// A tree of `count` open rows; the name is for screen readers.
    pub fn new(id: Id, name: &'a str, count: usize) -> Self {
        Self { id, name, count, focus: false, drag: false, ordered: false }
    }

    /// Asks for the focus now.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// Rows can be dragged and dropped.
    pub fn draggable(mut self, drag: bool) -> Self {
        self.drag = drag;
        self
    }

    /// Rows have an order of their own: they are dropped before and after others too, and a click on one that holds others
    /// only selects it, unless it is on the chevron.
    pub fn ordered(mut self, ordered: bool) -> Self {
        self.ordered = ordered;
        self
    }

    /// Shows it in all the space there is. `row` gives the row at a place.
    pub fn show<'r>(
        self,
        ui: &mut Ui,
        state: &mut TreeState,
        row: impl Fn(usize) -> TreeRow<'r>,
    ) -> TreeOutput {
        let theme = Theme::of(ui.ctx());
        let whole = ui.available_rect_before_wrap();
        let response = ui.interact(whole, self.id, Sense::click());
        if self.focus || response.clicked() {
            response.request_focus();
        }
        let mut output = TreeOutput {
            toggled: None,
            activated: None,
            selection_changed: false,
            context: context_at(&response).map(|at| (None, at)),
            renamed: None,
            rename_cancelled: None,
            dropped: None,
            drop_place: DropPlace::Into,
            pressed: None,
            visible: 0..0,
            response,
        };
        let mut reveal = state.reveal.take().and_then(|id| self.find(id, state.index, &row));
        if output.response.has_focus() {
            lock_arrows(ui, self.id);
            if state.rename.is_none() {
                reveal = self.keys(ui, state, &mut output, &row).or(reveal);
            }
        }
        let rings = focus::shows(ui, &output.response);
        let focused = output.response.has_focus();
        let rows = Rows {
            id: self.id,
            count: self.count,
            height: size::ROW,
            reveal,
            margin: space::XS,
            shrink: false,
        };
        let shown = rows.show(ui, |ui, index, place| {
            let item = row(index);
            if state.cursor == Some(item.id) {
                state.index = index;
            }
            let mut painter = row::Row { tree: &self, place, item: &item, focused, rings, theme: &theme };
            painter.show(ui, index, state, &mut output, &row);
        });
        output.visible = shown.range;
        // After the rows: what one of them takes is not dropped beside all.
        if output.dropped.is_none() {
            let takes = |drag: &TreeDrag| !self.ordered || drag.tree == self.id;
            let beside = output.response.dnd_hover_payload::<TreeDrag>().is_some_and(|drag| takes(&drag));
            let drag = beside.then(|| output.response.dnd_release_payload::<TreeDrag>()).flatten();
            output.dropped = drag.map(|drag| ((*drag).clone(), None));
        }
        output.response.widget_info(|| WidgetInfo::labeled(Role::Tree, ui.is_enabled(), self.name));
        output
    }

    /// Where a row is now: looked for around where it was, then everywhere.
    fn find<'r>(&self, id: u64, near: usize, row: &impl Fn(usize) -> TreeRow<'r>) -> Option<usize> {
        let close = near.saturating_sub(64).min(self.count)..near.saturating_add(64).min(self.count);
        close.clone().find(|&at| row(at).id == id).or_else(|| (0..self.count).find(|&at| row(at).id == id))
    }

    /// What the keys do; returns the row to scroll to.
    fn keys<'r>(
        &self,
        ui: &Ui,
        state: &mut TreeState,
        output: &mut TreeOutput,
        row: &impl Fn(usize) -> TreeRow<'r>,
    ) -> Option<usize> {
        let take = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let step = take_move(ui, page(ui, self.id, size::ROW), true);
        let (left, right) = (take(Key::ArrowLeft), take(Key::ArrowRight));
        let enter = take(Key::Enter);
        let beside = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let space = take(Key::Space);
        let cursor = state.cursor.map(|_| state.index);
        if let Some(target) = state.typed.jump(ui, cursor, self.count, |at| row(at).label) {
            state.set_cursor(row(target).id);
            state.index = target;
            output.selection_changed = true;
            return Some(target);
        }
        if !(step.is_some() || left || right || enter || beside || space) {
            return None;
        }
        let at = state.cursor.and_then(|id| self.find(id, state.index, row));
        let mut target = None;
        let mut extend = false;
        if let Some((step, with_shift)) = step {
            target = moved(at, step, self.count, false);
            extend = with_shift;
        }
        if let Some(current) = at {
            let item = row(current);
            let modifiers = if beside { Modifiers::COMMAND } else { Modifiers::NONE };
            match (left, right, item.expanded) {
                (true, _, Some(true)) => output.toggled = Some((item.id, false)),
                (true, _, _) => {
                    target = (0..current).rev().find(|&above| row(above).depth < item.depth).or(target)
                }
                (_, true, Some(false)) => output.toggled = Some((item.id, true)),
                (_, true, Some(true)) => target = moved(at, Move::By(1), self.count, false),
                _ => {}
            }
            match item.expanded {
                Some(open) if space || enter && !self.ordered => output.toggled = Some((item.id, !open)),
                None if enter || beside || space => {
                    output.activated = Some(Activation { id: item.id, keep: !space, modifiers });
                }
                _ => {}
            }
        }
        let target = target?;
        let id = row(target).id;
        if extend {
            self.extend(state, target, row);
        } else {
            state.set_cursor(id);
        }
        state.index = target;
        output.selection_changed = true;
        Some(target)
    }

    /// Selects from the anchor to a row.
    fn extend<'r>(&self, state: &mut TreeState, to: usize, row: &impl Fn(usize) -> TreeRow<'r>) {
        let anchor =
            state.anchor.or(state.cursor).and_then(|id| self.find(id, state.index, row)).unwrap_or(to);
        state.anchor = Some(row(anchor).id);
        state.selected = (anchor.min(to)..=anchor.max(to)).map(|at| row(at).id).collect();
        state.cursor = Some(row(to).id);
    }
}
