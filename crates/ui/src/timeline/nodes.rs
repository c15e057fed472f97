//! The list of nodes: what happened, newest first, with the graph of branches at the left. It paints the rows that
//! are seen, out of as many as there are; the caller gives a row when asked.

mod graph;
mod row;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use egui::{Event, Id, Modifiers, Pos2, Response, Ui};
use justbuilt_base::Timestamp;

pub use graph::{GraphRow, GraphSegment};
pub(super) use row::counts;

use super::date::TimeStyle;
use super::{AuthorKind, NodeKind};
use crate::tokens::timeline as token;
use crate::widgets::List;

/// One row.
#[derive(Clone, Debug)]
pub struct NodeRow<'a> {
    /// What it is.
    pub kind: NodeKind,
    /// What happened, in words.
    pub title: Cow<'a, str>,
    /// Names that somebody gave it, branches that begin there.
    pub labels: &'a [&'a str],
    /// Who did it.
    pub author: AuthorKind,
    /// The author's name.
    pub author_name: Cow<'a, str>,
    /// When.
    pub time: Timestamp,
    /// Lines or characters that came and went; none where nothing is known.
    pub counts: Option<(u32, u32)>,
    /// Its part of the graph.
    pub graph: GraphRow<'a>,
    /// It is the moment that is shown.
    pub current: bool,
    /// It lies after the moment that is shown.
    pub later: bool,
}

/// What the caller keeps between frames.
#[derive(Clone, Debug, Default)]
pub struct NodeListState {
    /// The selected row.
    pub selected: Option<usize>,
    /// Scroll to this row with the next frame.
    pub reveal: Option<usize>,
    typed: String,
    typed_at: f64,
}

/// What happened to the list.
pub struct NodeListOutput {
    /// The list as a whole: it has the focus.
    pub response: Response,
    /// Another row was selected, by key or pointer.
    pub selected: Option<usize>,
    /// This row is to be opened.
    pub activated: Option<usize>,
    /// A context menu was asked for there.
    pub context: Option<(Option<usize>, Pos2)>,
    /// The modifiers at that time.
    pub modifiers: Modifiers,
    /// The rows that were painted.
    pub visible: Range<usize>,
}

/// A list of `count` nodes.
#[must_use = "show it in a Ui"]
pub struct NodeList<'a> {
    id: Id,
    count: usize,
    columns: usize,
    now: Timestamp,
    style: &'a TimeStyle,
    focus: bool,
    find: Option<&'a Find<'a>>,
}

/// Finds the first row at or after a row, taken round, whose title starts with a text in lower case.
pub type Find<'a> = dyn Fn(&str, usize) -> Option<usize> + 'a;

/// Seconds after which typing starts anew.
const PAUSE: f64 = 0.8;

impl<'a> NodeList<'a> {
    /// A list of `count` rows whose graph is `columns` wide.
    pub fn new(id: Id, count: usize, columns: usize, now: Timestamp, style: &'a TimeStyle) -> Self {
        Self { id, count, columns: columns.min(token::GRAPH_MOST), now, style, focus: false, find: None }
    }

    /// Asks for the focus now.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// Typing jumps to the row that `find` gives.
    pub fn find(mut self, find: &'a Find<'a>) -> Self {
        self.find = Some(find);
        self
    }

    /// Shows it in all the space there is.
    pub fn show<'r>(
        self,
        ui: &mut Ui,
        state: &mut NodeListState,
        row: impl Fn(usize) -> Option<NodeRow<'r>>,
    ) -> NodeListOutput {
        state.selected = state.selected.filter(|&index| index < self.count);
        let mut jumped = None;
        if ui.memory(|memory| memory.has_focus(self.id)) {
            jumped = self.jump(ui, state);
        }
        if let Some(target) = jumped {
            state.selected = Some(target);
            state.reveal = Some(target);
        }
        let rows = row::Rows { columns: self.columns, now: self.now, style: self.style };
        let output = List::new(self.id, "Nodes", self.count)
            .selected(state.selected)
            .reveal(state.reveal.take())
            .focus(self.focus)
            .show(ui, |ui, index, place, look| match row(index) {
                Some(item) => rows.paint(ui, &item, place, look),
                None => String::new(),
            });
        if output.selected.is_some() {
            state.selected = output.selected;
        }
        let selected = output.selected.or(jumped);
        NodeListOutput {
            selected,
            activated: output.activated,
            context: output.context,
            modifiers: output.modifiers,
            visible: output.visible,
            response: output.response,
        }
    }

    /// Takes what was typed; the row that it leads to.
    fn jump(&self, ui: &Ui, state: &mut NodeListState) -> Option<usize> {
        let find = self.find?;
        let (now, typed) = ui.input(|input| {
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            (input.time, texts.collect::<String>())
        });
        let anew = state.typed.is_empty() || now - state.typed_at > PAUSE;
        if typed.is_empty() || anew && typed.trim().is_empty() {
            return None;
        }
        if anew {
            state.typed.clear();
        }
        state.typed.push_str(&typed.to_lowercase());
        state.typed_at = now;
        // The first letter goes on to the next such row; more letters may stay where they are.
        let from = state.selected.map_or(0, |at| if anew { at + 1 } else { at });
        find(&state.typed, from)
    }
}
