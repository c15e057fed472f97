//! The tabs: which there are, in which pane and order, which is active, which was used when, which were closed.
//! The face lays the panes out and says with [`TabCommand::Arrange`] what it made of them; this list only keeps
//! their order. What the tabs show is in `document` and `view`.
//!
//! [`TabCommand::Arrange`]: crate::command::TabCommand::Arrange

pub(crate) mod closing;
pub mod commands;
pub(crate) mod opening;

use std::sync::Arc;

use crate::ai::AiPage;
use crate::diff::Diff;
use crate::ids::{DocumentId, TabId, ViewId};
use crate::snapshot::{BinaryPreview, ImageFile, OpenFailure};

/// One tab.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    pub id: TabId,
    pub pane: usize,
    pub preview: bool,
    pub item: Item,
}

/// What a tab shows.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Document(ViewId),
    Diff {
        document: DocumentId,
        diff: Arc<Diff>,
    },
    /// A file at two moments.
    Compare(Arc<Diff>),
    Binary(Arc<BinaryPreview>),
    Image(Arc<ImageFile>),
    Failed(Arc<OpenFailure>),
    Settings,
    Keymap,
    Ai(AiPage),
    Welcome,
}

impl Item {
    /// The path of items that are files without a document.
    pub(crate) fn path(&self) -> Option<&std::path::Path> {
        match self {
            Item::Binary(preview) => Some(&preview.path),
            Item::Image(image) => Some(&image.path),
            Item::Failed(failure) => Some(&failure.path),
            _ => None,
        }
    }
}

/// All tabs of a window.
#[derive(Debug, Default)]
pub(crate) struct Tabs {
    list: Vec<Tab>,
    active: Option<TabId>,
    /// Most recently used last.
    used: Vec<TabId>,
}

impl Tabs {
    /// The tabs, by pane and order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Tab> {
        self.list.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, id: TabId) -> Option<&Tab> {
        self.list.iter().find(|tab| tab.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.list.iter_mut().find(|tab| tab.id == id)
    }

    pub(crate) fn active_id(&self) -> Option<TabId> {
        self.active
    }

    pub(crate) fn active(&self) -> Option<&Tab> {
        self.active.and_then(|id| self.get(id))
    }

    pub(crate) fn of_view(&self, view: ViewId) -> Option<&Tab> {
        self.list.iter().find(|tab| matches!(tab.item, Item::Document(v) if v == view))
    }

    /// The preview of the active pane.
    pub(crate) fn preview(&self) -> Option<&Tab> {
        let pane = self.active().map_or(0, |tab| tab.pane);
        self.list.iter().find(|tab| tab.preview && tab.pane == pane)
    }

    /// Tabs, most recently used first.
    pub(crate) fn by_use(&self) -> impl Iterator<Item = TabId> {
        self.used.iter().rev().copied()
    }

    /// Puts a tab after the active one, in its pane; does not make it the active one.
    pub(crate) fn insert_after_active(&mut self, id: TabId, item: Item, preview: bool) {
        let (pane, at) = match self.active.and_then(|active| self.index(active)) {
            Some(index) => (self.list.get(index).map_or(0, |tab| tab.pane), index + 1),
            None => (self.list.last().map_or(0, |tab| tab.pane), self.list.len()),
        };
        self.list.insert(at.min(self.list.len()), Tab { id, pane, preview, item });
        self.used.insert(0, id);
    }

    /// Puts a tab before another, in its pane.
    pub(crate) fn insert_before(&mut self, other: TabId, id: TabId, item: Item, preview: bool) {
        let at = self.index(other).unwrap_or(self.list.len());
        let pane = self.list.get(at).map_or(0, |tab| tab.pane);
        self.list.insert(at, Tab { id, pane, preview, item });
        self.used.insert(0, id);
    }

    /// Puts a tab at the end of a pane, as the session has it.
    pub(crate) fn push(&mut self, id: TabId, pane: usize, item: Item, preview: bool) {
        let at = self.list.iter().rposition(|tab| tab.pane <= pane).map_or(0, |index| index + 1);
        self.list.insert(at, Tab { id, pane, preview, item });
        self.used.insert(0, id);
    }

    /// The pane of a tab and its place in it.
    pub(crate) fn place(&self, id: TabId) -> Option<(usize, usize)> {
        let pane = self.get(id)?.pane;
        let at = self.list.iter().filter(|tab| tab.pane == pane).position(|tab| tab.id == id)?;
        Some((pane, at))
    }

    /// Puts a tab at a place in a pane, clamped.
    pub(crate) fn insert_at(&mut self, (pane, at): (usize, usize), id: TabId, item: Item, preview: bool) {
        self.push(id, pane, item, preview);
        self.move_within_pane(id, at);
    }

    /// Makes a tab the active one. False when there is no such tab.
    pub(crate) fn activate(&mut self, id: TabId) -> bool {
        if self.index(id).is_none() {
            return false;
        }
        self.active = Some(id);
        self.used.retain(|used| *used != id);
        self.used.push(id);
        true
    }

    /// Takes a tab out. The active one is followed by the tab used last in the same pane, or else in any.
    pub(crate) fn remove(&mut self, id: TabId) -> Option<(Tab, usize)> {
        let index = self.index(id)?;
        let tab = self.list.remove(index);
        self.used.retain(|used| *used != id);
        if self.active == Some(id) {
            let in_pane = |used: &&TabId| self.get(**used).is_some_and(|other| other.pane == tab.pane);
            let next = self.used.iter().rev().find(in_pane).or_else(|| self.used.last()).copied();
            self.active = next;
        }
        Some((tab, index))
    }

    /// Moves a tab to an index within its pane, clamped.
    pub(crate) fn move_within_pane(&mut self, id: TabId, to: usize) -> bool {
        let Some(index) = self.index(id) else { return false };
        let tab = self.list.remove(index);
        let first = self.list.iter().position(|other| other.pane >= tab.pane).unwrap_or(self.list.len());
        let count = self.list.iter().filter(|other| other.pane == tab.pane).count();
        let target = first + to.min(count);
        self.list.insert(target, tab);
        target != index
    }

    /// Takes over the panes of the face: one list a pane. Tabs that it does not name stay in their order, in
    /// their pane or the last one.
    pub(crate) fn arrange(&mut self, panes: &[Vec<TabId>]) -> bool {
        let before: Vec<(TabId, usize)> = self.list.iter().map(|tab| (tab.id, tab.pane)).collect();
        let last = panes.len().saturating_sub(1);
        let place = |tab: &Tab| {
            panes
                .iter()
                .enumerate()
                .find_map(|(pane, ids)| ids.iter().position(|id| *id == tab.id).map(|at| (pane, at)))
        };
        for tab in &mut self.list {
            tab.pane = place(tab).map_or(tab.pane.min(last), |(pane, _)| pane);
        }
        self.list.sort_by_key(|tab| (tab.pane, place(tab).map_or(usize::MAX, |(_, at)| at)));
        before != self.list.iter().map(|tab| (tab.id, tab.pane)).collect::<Vec<_>>()
    }

    /// The tabs of a tab's pane, in order.
    pub(crate) fn siblings(&self, id: TabId) -> Vec<TabId> {
        let Some(pane) = self.get(id).map(|tab| tab.pane) else { return Vec::new() };
        self.list.iter().filter(|tab| tab.pane == pane).map(|tab| tab.id).collect()
    }

    /// The tab `by` places after the active one in its pane, around the ends.
    pub(crate) fn neighbour(&self, by: isize) -> Option<TabId> {
        let active = self.active?;
        let siblings = self.siblings(active);
        let at = siblings.iter().position(|id| *id == active)?;
        let count = isize::try_from(siblings.len()).ok()?;
        let to = (isize::try_from(at).ok()? + by).rem_euclid(count.max(1));
        siblings.get(usize::try_from(to).ok()?).copied()
    }

    fn index(&self, id: TabId) -> Option<usize> {
        self.list.iter().position(|tab| tab.id == id)
    }
}

#[cfg(test)]
mod tests;
