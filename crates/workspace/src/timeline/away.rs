//! Tabs of files that the other branch does not have: they close when that branch is gone to, and are where they were
//! when this one is come back to. Kept as long as the project is open.

use std::collections::HashMap;
use std::path::PathBuf;

use justbuilt_timeline::BranchId;

use crate::document::loading::ReadAs;
use crate::effect::Effect;
use crate::ids::{DocumentId, TabId};
use crate::session::saved::SavedView;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// Tabs that wait for their branch.
pub(super) type Away = HashMap<BranchId, Vec<AwayTab>>;

/// A tab that was closed because its file went.
pub(super) struct AwayTab {
    path: PathBuf,
    /// Pane, and place in it.
    place: (usize, usize),
    preview: bool,
    active: bool,
    view: SavedView,
}

impl Workspace {
    /// Remembers the tabs of these files, which are about to close.
    pub(super) fn timeline_put_tabs_away(&mut self, branch: BranchId, paths: &[PathBuf]) {
        let mut away = Vec::new();
        for tab in self.tabs.iter() {
            let Item::Document(view) = &tab.item else { continue };
            let document = self.views.get(view).and_then(|view| self.documents.get(view.document));
            let path = document.and_then(|document| document.path.clone());
            let Some(path) = path.filter(|path| paths.contains(path)) else { continue };
            let (Some(place), Some(view)) = (self.tabs.place(tab.id), self.saved_view(*view)) else {
                continue;
            };
            let active = self.tabs.active_id() == Some(tab.id);
            away.push(AwayTab { path, place, preview: tab.preview, active, view });
        }
        self.timeline.away.insert(branch, away);
    }

    /// Opens the tabs that were closed when this branch was left, as far as their files came with it and were not
    /// opened otherwise.
    pub(super) fn timeline_bring_tabs_back(&mut self, branch: BranchId, came: &[PathBuf]) {
        let mut active = None;
        let mut opened: Vec<DocumentId> = Vec::new();
        // From left to right, so that each finds those before it in their places.
        for away in self.timeline.away.remove(&branch).unwrap_or_default() {
            let AwayTab { path, place, preview, active: was_active, view } = away;
            let known = self.documents.of_path(&path).map(|document| document.id);
            // A file may have several tabs.
            if !came.contains(&path) || known.is_some_and(|id| !opened.contains(&id)) {
                continue;
            }
            let document = known.unwrap_or_else(|| self.document_for(&path, ReadAs::default()));
            opened.push(document);
            let new = self.new_view(document);
            if let Some(held) = self.views.get_mut(&new) {
                held.restore = Some(view);
            }
            self.restore_view(new);
            let tab = TabId::next(&self.ids);
            self.tabs.insert_at(place, tab, Item::Document(new), preview);
            let strip = self.tabs.siblings(tab);
            let at = strip.iter().position(|other| *other == tab).unwrap_or_default();
            let after = at.checked_sub(1).and_then(|left| strip.get(left)).copied();
            self.push_effect(Effect::PlaceTab { tab, after, before: strip.get(at + 1).copied() });
            if was_active {
                active = Some(tab);
            }
        }
        if let Some(tab) = active {
            self.show_tab(tab, false);
        }
        self.touch_tabs();
    }
}
