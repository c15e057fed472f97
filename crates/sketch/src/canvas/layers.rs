//! The layers of a page: which rows a tree of them has, what they are called, and moving them in it.
//!
//! What lies on top comes first. A label is no layer of its own: its shape is called as it says.
//!
//! Not here: painting the tree.

use super::board::Board;
use super::change::{Changes, Draft};
use crate::scene::{ComponentKind, Element, ElementId, Kind};
use std::borrow::Cow;
use std::collections::HashSet;

/// Trees deeper than this are cut.
const DEEPEST: usize = 48;
/// Letters of a name that is made from words.
const LONGEST: usize = 80;

/// A row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Place in the paint order.
    pub position: usize,
    /// How deep it lies, from 0.
    pub depth: usize,
    /// Whether what is in it is shown, where something is.
    pub open: Option<bool>,
}

/// The rows of the tree from the top down, with what is in elements for which `open` says so.
#[must_use]
pub fn rows(board: &Board, open: &dyn Fn(&ElementId) -> bool) -> Vec<Layer> {
    let mut rows = Vec::with_capacity(board.len());
    let mut seen = HashSet::new();
    // The last is taken first: what lies on top.
    let mut stack: Vec<(usize, usize)> =
        (0..board.len()).filter(|at| is_root(board, *at)).map(|at| (at, 0)).collect();
    while let Some((position, depth)) = stack.pop() {
        let Some(element) = board.elements().get(position) else { continue };
        if !seen.insert(position) {
            continue;
        }
        let children = if depth < DEEPEST { children(board, element) } else { Vec::new() };
        let opened = (!children.is_empty()).then(|| open(&element.id));
        rows.push(Layer { position, depth, open: opened });
        if opened == Some(true) {
            stack.extend(children.into_iter().map(|at| (at, depth + 1)));
        }
    }
    rows
}

/// It is in nothing, or in what is not there, or in itself.
fn is_root(board: &Board, position: usize) -> bool {
    let Some(element) = board.elements().get(position) else { return false };
    let Some(parent) = &element.parent else { return true };
    if board.get(parent).is_none() {
        return true;
    }
    let above = board.ancestors(&element.id);
    let top = above.last().and_then(|id| board.get(id));
    // The walk up has ended although there is more: it went in a circle.
    top.is_none_or(|top| top.parent.as_ref().is_some_and(|next| board.get(next).is_some()))
}

/// Places of what is in an element as layers, the lowest first.
fn children(board: &Board, element: &Element) -> Vec<usize> {
    if !board.has_children(&element.id) {
        return Vec::new();
    }
    let label = board.label(&element.id).map(|label| label.id.clone());
    let inside = board.children(&element.id);
    inside.iter().filter(|id| Some(*id) != label.as_ref()).filter_map(|id| board.position(id)).collect()
}

/// What people call an element: its name, or its words, or its kind.
#[must_use]
pub fn name<'a>(board: &'a Board, element: &'a Element) -> Cow<'a, str> {
    if let Some(name) = element.name.as_deref().filter(|name| !name.trim().is_empty()) {
        return Cow::Borrowed(name);
    }
    let words = match &element.kind {
        Kind::Text(text) => Some(text.text.as_str()),
        Kind::Component(component) => {
            let first = component.text.lines().next().unwrap_or_default();
            let kind = component_name(component.kind);
            return match first.trim() {
                "" => Cow::Borrowed(kind),
                words => Cow::Owned(format!("{kind} “{}”", short(words))),
            };
        }
        _ => board.label(&element.id).and_then(|label| match &label.kind {
            Kind::Text(text) => Some(text.text.as_str()),
            _ => None,
        }),
    };
    match words.and_then(|words| words.lines().map(str::trim).find(|line| !line.is_empty())) {
        Some(words) => short(words),
        None => Cow::Borrowed(kind_name(&element.kind)),
    }
}

fn short(words: &str) -> Cow<'_, str> {
    match words.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", words.get(..at).unwrap_or_default().trim_end())),
        None => Cow::Borrowed(words),
    }
}

/// What people call a kind.
#[must_use]
pub fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Rectangle => "Rectangle",
        Kind::Diamond => "Diamond",
        Kind::Ellipse => "Ellipse",
        Kind::Line(_) => "Line",
        Kind::Arrow(_) => "Arrow",
        Kind::Freehand(_) => "Drawing",
        Kind::Text(_) => "Text",
        Kind::Image { .. } => "Picture",
        Kind::Frame => "Frame",
        Kind::Group => "Group",
        Kind::Component(component) => component_name(component.kind),
        Kind::Unknown(_) => "Unknown element",
    }
}

/// What people call a component.
#[must_use]
pub fn component_name(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Button => "Button",
        ComponentKind::Input => "Text field",
        ComponentKind::TextArea => "Text area",
        ComponentKind::Checkbox => "Checkbox",
        ComponentKind::Radio => "Radio button",
        ComponentKind::Toggle => "Switch",
        ComponentKind::Select => "Select",
        ComponentKind::Slider => "Slider",
        ComponentKind::Tabs => "Tabs",
        ComponentKind::Table => "Table",
        ComponentKind::Card => "Card",
        ComponentKind::List => "List",
        ComponentKind::NavBar => "Navigation bar",
        ComponentKind::Avatar => "Avatar",
        ComponentKind::Image => "Image",
        ComponentKind::Icon => "Icon",
        ComponentKind::Modal => "Dialog",
        ComponentKind::Chart => "Chart",
    }
}

/// Where layers go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Over this one, in what it is in.
    Above(ElementId),
    /// Under this one, in what it is in.
    Below(ElementId),
    /// Into this frame or group, on top.
    Into(ElementId),
    /// Out of everything, under all.
    Bottom,
}

/// Moves layers with all that is in them. Nothing goes into itself; frames go into no other frame or group.
#[must_use]
pub fn place(board: &Board, ids: &[ElementId], target: &Target) -> Changes {
    let holds = |id: &ElementId| board.get(id).is_some_and(|e| matches!(e.kind, Kind::Frame | Kind::Group));
    let beside = |id: &ElementId| board.get(id).and_then(|e| e.parent.clone()).filter(holds);
    let (parent, anchor) = match target {
        Target::Above(id) | Target::Below(id) => (beside(id), Some(id)),
        Target::Into(id) if holds(id) => (Some(id.clone()), Some(id)),
        Target::Into(id) => return place(board, ids, &Target::Above(id.clone())),
        Target::Bottom => (None, None),
    };
    let around: HashSet<ElementId> =
        parent.iter().flat_map(|id| board.ancestors(id)).chain(parent.clone()).collect();
    let units: Vec<ElementId> = ids
        .iter()
        .filter(|id| board.get(id).is_some_and(|e| parent.is_none() || !matches!(e.kind, Kind::Frame)))
        .filter(|id| !around.contains(*id) && Some(*id) != anchor.filter(|_| parent.as_ref() != anchor))
        .filter(|id| !board.ancestors(id).iter().any(|above| ids.contains(above)))
        .cloned()
        .collect();
    let moving = board.with_descendants(&units);
    let gone: HashSet<&ElementId> = moving.iter().collect();
    let staying = |id: &ElementId| -> Vec<usize> {
        let all = board.with_descendants([id]);
        all.iter().filter(|id| !gone.contains(id)).filter_map(|id| board.position(id)).collect()
    };
    let below = match target {
        Target::Above(id) | Target::Into(id) => staying(id).last().map_or(usize::MAX, |top| top + 1),
        Target::Below(id) => staying(id).first().copied().unwrap_or(0),
        Target::Bottom => 0,
    };
    let mut draft = Draft::new(board);
    let mut left: Vec<ElementId> = Vec::new();
    for id in &units {
        let Some(old) = board.get(id).map(|e| e.parent.clone()) else { continue };
        if old != parent {
            left.extend(old);
            draft.edit(id, |e| e.parent.clone_from(&parent));
        }
    }
    for id in &moving {
        draft.lift(id, below);
    }
    // A group that everything left is nothing.
    while let Some(id) = left.pop() {
        let group = board.get(&id).filter(|e| matches!(e.kind, Kind::Group));
        let empty = || {
            board.children(&id).iter().all(|c| draft.get(c).is_none_or(|c| c.parent.as_ref() != Some(&id)))
        };
        if let Some(group) = group
            && draft.get(&id).is_some()
            && empty()
        {
            left.extend(group.parent.clone());
            draft.remove(&id);
        }
    }
    draft.finish()
}

/// Locks or unlocks.
#[must_use]
pub fn lock(board: &Board, ids: &[ElementId], locked: bool) -> Changes {
    edit(board, ids, |element| element.locked = locked)
}

/// Hides or shows.
#[must_use]
pub fn hide(board: &Board, ids: &[ElementId], hidden: bool) -> Changes {
    edit(board, ids, |element| element.hidden = hidden)
}

/// Names one; an empty name takes it away.
#[must_use]
pub fn rename(board: &Board, id: &ElementId, name: &str) -> Changes {
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    edit(board, std::slice::from_ref(id), |element| element.name.clone_from(&name))
}

/// Gives all a link; an empty one takes it away.
#[must_use]
pub fn link(board: &Board, ids: &[ElementId], link: &str) -> Changes {
    let link = Some(link.trim().to_owned()).filter(|link| !link.is_empty());
    edit(board, ids, |element| element.link.clone_from(&link))
}

/// Changes what these components say or are.
#[must_use]
pub fn component(board: &Board, ids: &[ElementId], set: impl Fn(&mut crate::scene::Component)) -> Changes {
    edit(board, ids, |element| {
        if let Kind::Component(component) = &mut element.kind {
            set(component);
        }
    })
}

fn edit(board: &Board, ids: &[ElementId], set: impl Fn(&mut Element)) -> Changes {
    let mut draft = Draft::new(board);
    for id in ids {
        draft.edit(id, &set);
    }
    draft.finish()
}
