//! The layers of the page as a tree: what is on top comes first, frames and groups hold what is in them. Selected both
//! ways, named, locked, hidden, put in another order, put into another frame.
//!
//! Not here: what moving a layer does (`justbuilt_sketch::canvas::layers`).

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use egui::{Id, Key, Modifiers, Ui};
use justbuilt_sketch::canvas::layers::{self as engine, Layer, Target};
use justbuilt_sketch::canvas::{Action, Board};
use justbuilt_sketch::scene::{Element, ElementId, Kind};

use super::{Out, change};
use crate::canvas::CanvasState;
use crate::canvas::bars::COMPONENTS;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::widgets::{DropPlace, EmptyState, Rename, RowButton, Tree, TreeRow, TreeState, section_header};

/// What the tree keeps.
#[derive(Default)]
pub struct Layers {
    tree: TreeState,
    rows: Vec<Layer>,
    /// Rows of the tree by their ids.
    at: HashMap<u64, usize>,
    /// What the rows were made from.
    key: Option<(u64, u64)>,
    /// Opened or closed otherwise than usual.
    turned: BTreeSet<ElementId>,
    /// Counts changes of that.
    turns: u64,
    /// The selection that the tree shows.
    told: Vec<ElementId>,
    /// What is selected is to be named.
    rename: bool,
}

impl Layers {
    /// Lets what is selected be named.
    pub fn rename(&mut self) {
        self.rename = true;
    }

    fn read(&mut self, board: &Board) {
        let key = (board.structure(), self.turns);
        if self.key == Some(key) {
            return;
        }
        self.key = Some(key);
        let turned = &self.turned;
        // Frames are open, other things closed.
        let open = |id: &ElementId| {
            let frame = board.get(id).is_some_and(|e| matches!(e.kind, Kind::Frame));
            frame != turned.contains(id)
        };
        self.rows = engine::rows(board, &open);
        let ids = self
            .rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((row_id(&board.elements().get(row.position)?.id), index)));
        self.at = ids.collect();
    }

    fn element<'b>(&self, board: &'b Board, row: u64) -> Option<&'b Arc<Element>> {
        let index = self.at.get(&row)?;
        board.elements().get(self.rows.get(*index)?.position)
    }

    /// Shows the selection of the canvas, opening what it is in.
    fn follow(&mut self, board: &Board, selection: &[ElementId]) {
        if self.told == selection {
            return;
        }
        self.told = selection.to_vec();
        for id in selection {
            for above in board.ancestors(id) {
                let row = self.at.get(&row_id(&above)).and_then(|index| self.rows.get(*index));
                let closed = row.is_none_or(|row| row.open == Some(false));
                let frame = board.get(&above).is_some_and(|e| matches!(e.kind, Kind::Frame));
                if closed && (frame == self.turned.contains(&above)) {
                    if frame {
                        self.turned.remove(&above);
                    } else {
                        self.turned.insert(above);
                    }
                    self.turns += 1;
                }
            }
        }
        self.read(board);
        self.tree.selected = selection.iter().map(row_id).collect();
        if let Some(last) = selection.last().map(row_id) {
            self.tree.cursor = Some(last);
            self.tree.anchor = Some(last);
            self.tree.reveal = Some(last);
        }
    }
}

fn row_id(id: &ElementId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

fn icon(element: &Element) -> Icon {
    match &element.kind {
        Kind::Rectangle => Icon::Square,
        Kind::Diamond => Icon::Diamond,
        Kind::Ellipse => Icon::Circle,
        Kind::Line(_) => Icon::Slash,
        Kind::Arrow(_) => Icon::MoveUpRight,
        Kind::Freehand(_) => Icon::Pencil,
        Kind::Text(_) => Icon::Type,
        Kind::Image { .. } => Icon::Image,
        Kind::Frame => Icon::Frame,
        Kind::Group => Icon::Group,
        Kind::Component(component) => {
            let known = COMPONENTS.iter().find(|(kind, ..)| *kind == component.kind);
            known.map_or(Icon::LayoutTemplate, |(_, _, icon)| *icon)
        }
        Kind::Unknown(_) => Icon::TriangleAlert,
    }
}

const HIDDEN: RowButton<'static> = RowButton { icon: Icon::EyeOff, name: "Show", on: true };
const SHOWN: RowButton<'static> = RowButton { icon: Icon::Eye, name: "Hide", on: false };
const LOCKED: RowButton<'static> = RowButton { icon: Icon::Lock, name: "Unlock", on: true };
const FREE: RowButton<'static> = RowButton { icon: Icon::LockOpen, name: "Lock", on: false };

fn buttons(element: &Element) -> &'static [RowButton<'static>] {
    match (element.hidden, element.locked) {
        (false, false) => &[SHOWN, FREE],
        (false, true) => &[SHOWN, LOCKED],
        (true, false) => &[HIDDEN, FREE],
        (true, true) => &[HIDDEN, LOCKED],
    }
}

/// The egui id of the tree of a canvas.
pub fn tree_id(canvas: Id) -> Id {
    canvas.with("layers")
}

/// Shows the tree in what is left of the ui.
pub fn show(ui: &mut Ui, id: Id, state: &mut CanvasState, out: &mut Out<'_>, wish: bool) {
    let theme = Theme::of(ui.ctx());
    let hidden = state.kept.facts.hidden();
    let mut show_all = false;
    section_header(ui, "Layers", |ui| {
        if hidden > 0 {
            let button = crate::widgets::IconButton::new(Icon::Eye, "Show all that is hidden").small();
            show_all = ui.add(button).clicked();
        }
    });
    if show_all {
        super::run(ui, state, out, &justbuilt_sketch::canvas::Command::ShowAll);
    }
    let mut layers = std::mem::take(&mut state.dock.layers);
    let board = state.canvas.board();
    layers.read(board);
    layers.follow(board, state.canvas.selection());
    if board.is_empty() {
        EmptyState::new(Icon::Layers, "What you draw is listed here, what is on top first.").show(ui);
        state.dock.layers = layers;
        return;
    }
    if std::mem::take(&mut layers.rename)
        && let [one] = state.canvas.selection()
        && let Some(element) = board.get(one)
    {
        layers.tree.rename = Some(Rename::new(row_id(one), engine::name(board, element)));
        layers.tree.reveal = Some(row_id(one));
    }
    let (rows, mut tree) = (&layers.rows, std::mem::take(&mut layers.tree));
    let row = |index: usize| -> TreeRow<'_> {
        let known = rows.get(index).and_then(|row| Some((row, board.elements().get(row.position)?)));
        let Some((row, element)) = known else { return TreeRow::new(u64::MAX, "") };
        let quiet = element.hidden.then_some(theme.colors.text_hint);
        TreeRow {
            depth: row.depth,
            expanded: row.open,
            icon: Some((icon(element), theme.colors.text_secondary)),
            color: quiet,
            buttons: buttons(element),
            takes: matches!(element.kind, Kind::Frame | Kind::Group),
            ..TreeRow::new(row_id(&element.id), engine::name(board, element))
        }
    };
    let widget = Tree::new(tree_id(id), "Layers", rows.len()).draggable(true).ordered(true).focus(wish);
    let output = widget.show(ui, &mut tree, row);
    layers.tree = tree;
    let mut changes = None;
    let mut select = None;
    let element = |row: u64| layers.element(board, row).cloned();
    if let Some((row, name)) = output.renamed {
        changes = element(row).map(|element| engine::rename(board, &element.id, &name));
    }
    if let Some((row, button)) = output.pressed
        && let Some(element) = element(row)
    {
        // What is pressed on one of several selected is meant for all of them.
        let all = state.canvas.selection();
        let ids = if all.contains(&element.id) { all.to_vec() } else { vec![element.id.clone()] };
        changes = Some(match button {
            0 => engine::hide(board, &ids, !element.hidden),
            _ => engine::lock(board, &ids, !element.locked),
        });
    }
    if let (Some((drag, target)), place) = (output.dropped, output.drop_place)
        && drag.tree == tree_id(id)
    {
        let ids: Vec<ElementId> =
            drag.rows.iter().filter_map(|row| Some(element(*row)?.id.clone())).collect();
        let target = match target.and_then(element) {
            None => Target::Bottom,
            Some(element) => match place {
                DropPlace::Before => Target::Above(element.id.clone()),
                DropPlace::After => Target::Below(element.id.clone()),
                DropPlace::Into => Target::Into(element.id.clone()),
            },
        };
        changes = Some(engine::place(board, &ids, &target));
    }
    if output.selection_changed {
        let chosen = layers.rows.iter().filter_map(|row| board.elements().get(row.position));
        let chosen = chosen.filter(|element| layers.tree.selected.contains(&row_id(&element.id)));
        select = Some(chosen.map(|element| element.id.clone()).collect::<Vec<_>>());
    }
    // Enter and a double click name it.
    let rename = output.activated.as_ref().is_some_and(|activated| activated.keep);
    if let Some((row, open)) = output.toggled
        && let Some(element) = element(row)
    {
        let usual = matches!(element.kind, Kind::Frame);
        if open == usual {
            layers.turned.remove(&element.id);
        } else {
            layers.turned.insert(element.id.clone());
        }
        layers.turns += 1;
        ui.ctx().request_repaint();
    }
    let has_focus = output.response.has_focus() && layers.tree.rename.is_none();
    let renamed = changes.is_some();
    if renamed {
        layers.tree.rename = None;
    }
    layers.rename |= rename || has_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2));
    if let Some(chosen) = select {
        layers.told.clone_from(&chosen);
        state.canvas.select(chosen);
        layers.told = state.canvas.selection().to_vec();
        if let Some(rect) = state.canvas.board().bounds_of(state.canvas.selection()) {
            state.canvas.camera.reveal(rect, 24.0);
        }
        out.actions.push(Action::Selection);
    }
    state.dock.layers = layers;
    if let Some(changes) = changes {
        change(ui, state, out, changes);
    }
}
