//! What is done to a page, as a list that can be turned round.
//!
//! Not here: the history. Each list becomes one edit of the document, and the document has the history.

use super::board::Board;
use super::geometry::{bounds, overlap};
use crate::scene::{Element, ElementId, Kind, Page};
use kurbo::Rect;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// One step of the page: some elements replaced, some taken out, some put in. An element that changes its place in the
/// paint order is taken out and put in.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Changes {
    /// By place in the page before, ascending.
    pub replaced: Vec<Replaced>,
    /// Places in the page before, ascending.
    pub removed: Vec<(usize, Arc<Element>)>,
    /// Places in the page after, ascending.
    pub inserted: Vec<(usize, Arc<Element>)>,
}

/// An element with new values under its old id.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// Place in the page before.
    pub at: usize,
    /// As it was.
    pub old: Arc<Element>,
    /// As it is.
    pub new: Arc<Element>,
}

/// Changes were made for another state of the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the change of {element} does not fit the page: it was made for another state of it")]
pub struct Outdated {
    /// The first element that is not where it should be.
    pub element: ElementId,
}

impl Changes {
    /// Nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.removed.is_empty() && self.inserted.is_empty()
    }

    /// Number of elements that are touched.
    #[must_use]
    pub fn len(&self) -> usize {
        self.replaced.len() + self.removed.len().max(self.inserted.len())
    }

    /// What takes it back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        let (mut gone, mut new) = (self.removed.iter().peekable(), self.inserted.iter().peekable());
        let (mut taken, mut put) = (0, 0);
        let replaced = self
            .replaced
            .iter()
            .map(|change| {
                while gone.next_if(|(at, _)| *at < change.at).is_some() {
                    taken += 1;
                }
                while new.next_if(|(at, _)| *at <= change.at + put - taken).is_some() {
                    put += 1;
                }
                Replaced { at: change.at + put - taken, old: change.new.clone(), new: change.old.clone() }
            })
            .collect();
        Self { replaced, removed: self.inserted.clone(), inserted: self.removed.clone() }
    }

    /// Does it to a page.
    ///
    /// # Errors
    /// When the page is not the one it was made for; then nothing is done.
    pub fn apply(&self, page: &mut Page) -> Result<(), Outdated> {
        self.check(page)?;
        for change in &self.replaced {
            if let Some(slot) = page.elements.get_mut(change.at) {
                *slot = change.new.clone();
            }
        }
        self.move_elements(&mut page.elements);
        Ok(())
    }

    /// Looks only at the places that are touched.
    pub(super) fn check(&self, page: &Page) -> Result<(), Outdated> {
        let replaced = self.replaced.iter().map(|c| (c.at, &c.old));
        for (at, element) in replaced.chain(self.removed.iter().map(|(at, e)| (*at, e))) {
            if page.elements.get(at).is_none_or(|found| found.id != element.id) {
                return Err(Outdated { element: element.id.clone() });
            }
        }
        let after = page.elements.len() + self.inserted.len() - self.removed.len();
        match self.inserted.last() {
            Some((at, element)) if *at >= after => Err(Outdated { element: element.id.clone() }),
            _ => Ok(()),
        }
    }

    /// Takes out and puts in; replacing is done already.
    pub(super) fn move_elements(&self, elements: &mut Vec<Arc<Element>>) {
        if self.removed.is_empty() && self.inserted.is_empty() {
            return;
        }
        let before = std::mem::take(elements);
        let mut gone = self.removed.iter().map(|(at, _)| *at).peekable();
        let mut new = self.inserted.iter().peekable();
        elements.reserve(before.len() + self.inserted.len());
        for (at, element) in before.into_iter().enumerate() {
            if gone.next_if_eq(&at).is_some() {
                continue;
            }
            while let Some((_, added)) = new.next_if(|(at, _)| *at <= elements.len()) {
                elements.push(added.clone());
            }
            elements.push(element);
        }
        elements.extend(new.map(|(_, added)| added.clone()));
    }
}

/// Collects changes of a board; reads show them done.
#[derive(Debug)]
pub struct Draft<'a> {
    board: &'a Board,
    now: BTreeMap<usize, Arc<Element>>,
    removed: BTreeSet<usize>,
    /// Before the element at this place of the board.
    added: Vec<(usize, Option<Arc<Element>>)>,
    added_ids: HashMap<ElementId, usize>,
}

impl<'a> Draft<'a> {
    /// Nothing changed yet.
    #[must_use]
    pub fn new(board: &'a Board) -> Self {
        Self {
            board,
            now: BTreeMap::new(),
            removed: BTreeSet::new(),
            added: Vec::new(),
            added_ids: HashMap::new(),
        }
    }

    /// The page before.
    #[must_use]
    pub fn board(&self) -> &'a Board {
        self.board
    }

    /// The element as it is now; `None` when it is not there or was taken out.
    #[must_use]
    pub fn get(&self, id: &ElementId) -> Option<&Arc<Element>> {
        if let Some(&index) = self.added_ids.get(id) {
            return self.added.get(index)?.1.as_ref();
        }
        let position = self.board.position(id)?;
        if self.removed.contains(&position) {
            return None;
        }
        self.now.get(&position).or_else(|| self.board.get(id))
    }

    /// It was touched.
    #[must_use]
    pub fn is_changed(&self, id: &ElementId) -> bool {
        self.added_ids.contains_key(id)
            || self.board.position(id).is_some_and(|p| self.now.contains_key(&p) || self.removed.contains(&p))
    }

    /// Puts the element in place of the one with its id, or on top when there is none.
    pub fn set(&mut self, element: Element) {
        if let Some(&index) = self.added_ids.get(&element.id) {
            if let Some(slot) = self.added.get_mut(index) {
                slot.1 = Some(Arc::new(element));
            }
            return;
        }
        match self.board.position(&element.id) {
            Some(position) if !self.removed.contains(&position) => {
                if self.board.get(&element.id).is_some_and(|old| **old == element) {
                    self.now.remove(&position);
                } else {
                    self.now.insert(position, Arc::new(element));
                }
            }
            _ => self.add(element, usize::MAX),
        }
    }

    /// Changes an element that is there.
    pub fn edit(&mut self, id: &ElementId, edit: impl FnOnce(&mut Element)) {
        if let Some(element) = self.get(id) {
            let mut element = (**element).clone();
            edit(&mut element);
            self.set(element);
        }
    }

    /// A new element below the one at this place of the board; `usize::MAX` is the top.
    pub fn add(&mut self, element: Element, below: usize) {
        let below = below.min(self.board.len());
        self.added_ids.insert(element.id.clone(), self.added.len());
        self.added.push((below, Some(Arc::new(element))));
    }

    /// Takes an element out; what is in it stays.
    pub fn remove(&mut self, id: &ElementId) {
        if let Some(&index) = self.added_ids.get(id) {
            if let Some(slot) = self.added.get_mut(index) {
                slot.1 = None;
            }
        } else if let Some(position) = self.board.position(id) {
            self.now.remove(&position);
            self.removed.insert(position);
        }
    }

    /// Puts an element below the one at this place of the board; `usize::MAX` is the top. Those lifted to one place
    /// lie in the order in which they were lifted.
    pub fn lift(&mut self, id: &ElementId, below: usize) {
        let Some(element) = self.get(id).cloned() else { return };
        let below = below.min(self.board.len());
        if let Some(&index) = self.added_ids.get(id) {
            if let Some(slot) = self.added.get_mut(index) {
                slot.1 = None;
            }
        } else if let Some(position) = self.board.position(id) {
            self.now.remove(&position);
            self.removed.insert(position);
        }
        self.added_ids.insert(id.clone(), self.added.len());
        self.added.push((below, Some(element)));
    }

    /// Ids of everything that was changed or added and is there.
    #[must_use]
    pub fn changed(&self) -> Vec<ElementId> {
        let added = self.added.iter().filter_map(|(_, e)| e.as_ref());
        self.now.values().chain(added).map(|e| e.id.clone()).collect()
    }

    /// Everything whose box touches the rectangle, as it is now.
    pub(super) fn in_rect(&self, rect: Rect) -> Vec<Arc<Element>> {
        let touches = |element: &&Arc<Element>| overlap(bounds(element), rect);
        let still = self
            .board
            .in_rect(rect)
            .into_iter()
            .filter(|position| !self.removed.contains(position) && !self.now.contains_key(position));
        let mut found: Vec<Arc<Element>> =
            still.filter_map(|position| self.board.elements().get(position).cloned()).collect();
        let added = self.added.iter().filter_map(|(_, e)| e.as_ref());
        found.extend(self.now.values().chain(added).filter(touches).cloned());
        found
    }

    /// The label that was added to a shape.
    #[must_use]
    pub fn added_label(&self, id: &ElementId) -> Option<ElementId> {
        self.added
            .iter()
            .filter_map(|(_, e)| e.as_ref())
            .find(|e| e.parent.as_ref() == Some(id) && matches!(e.kind, Kind::Text(_)))
            .map(|e| e.id.clone())
    }

    /// The list of what was done.
    #[must_use]
    pub fn finish(self) -> Changes {
        let mut added: Vec<(usize, Arc<Element>)> =
            self.added.into_iter().filter_map(|(below, e)| Some((below, e?))).collect();
        added.sort_by_key(|(below, _)| *below);
        let removed: Vec<(usize, Arc<Element>)> = self
            .removed
            .iter()
            .filter_map(|&at| Some((at, self.board.elements().get(at)?.clone())))
            .collect();
        let mut gone = self.removed.iter().peekable();
        let mut taken = 0;
        let inserted: Vec<(usize, Arc<Element>)> = added
            .into_iter()
            .enumerate()
            .map(|(put, (below, element))| {
                while gone.next_if(|at| **at < below).is_some() {
                    taken += 1;
                }
                (below + put - taken, element)
            })
            .collect();
        let replaced = |at: usize, new: Arc<Element>| {
            let old = self.board.elements().get(at)?.clone();
            (old != new).then_some(Replaced { at, old, new })
        };
        let stays = removed.len() == inserted.len()
            && removed.iter().zip(&inserted).all(|((a, old), (b, new))| a == b && old.id == new.id);
        if stays {
            let mut now = self.now.clone();
            now.extend(inserted);
            let replaced = now.into_iter().filter_map(|(at, new)| replaced(at, new)).collect();
            return Changes { replaced, ..Changes::default() };
        }
        let replaced = self.now.clone().into_iter().filter_map(|(at, new)| replaced(at, new)).collect();
        Changes { replaced, removed, inserted }
    }
}
