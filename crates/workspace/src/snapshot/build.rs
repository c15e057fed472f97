//! Makes snapshots. Each part is made anew only when it changed: documents and views keep theirs until they are
//! touched, the whole is kept until the revision grows.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{DocumentSnapshot, ProjectSnapshot, Snapshot, TabItem, TabSnapshot, ViewSnapshot};
use crate::ids::{DocumentId, ViewId};
use crate::tabs::opening::name_of;
use crate::tabs::{Item, Tab};
use crate::workspace::Workspace;

/// What was made last.
#[derive(Default)]
pub(crate) struct SnapshotCache {
    snapshot: Option<Arc<Snapshot>>,
}

impl Workspace {
    pub(crate) fn build_snapshot(&mut self) -> Arc<Snapshot> {
        if let Some(snapshot) =
            self.cache.snapshot.as_ref().filter(|snapshot| snapshot.revision == self.revision())
        {
            return Arc::clone(snapshot);
        }
        let views = self.snapshot_views();
        let tabs = self.snapshot_tabs();
        let project =
            self.project.root().map(|root| ProjectSnapshot { root: root.to_owned(), name: name_of(root) });
        let problems = self.settings.problems().iter().chain(self.keymap.problems()).cloned().collect();
        let snapshot = Snapshot {
            revision: self.revision(),
            project: project.map(Arc::new),
            tabs,
            active: self.tabs.active_id(),
            views: Arc::new(views),
            tree: self.project.snapshot(),
            search: self.search.snapshot(),
            finder: self.finder.snapshot(),
            settings: self.settings.current(),
            keymap: self.keymap.current(),
            themes: self.settings.themes(),
            recent: self.session.recent().to_vec().into(),
            recent_files: self.recent_files(),
            notices: self.notices.clone().into(),
            outline: self.active_view_id().map(|view| self.known_outline(view)).unwrap_or_default(),
            timeline: self.timeline.snapshot(),
            ai: self.ai.snapshot(),
            shelf: self.shelf.snapshot(),
            problems,
            focus: self.focus,
            second_window: self.session.is_second(),
            can_go: self.navigation.can_go(),
            can_reopen_tab: !self.closed.is_empty(),
            abilities: self.options.abilities,
        };
        let snapshot = Arc::new(snapshot);
        self.cache.snapshot = Some(Arc::clone(&snapshot));
        snapshot
    }

    fn snapshot_views(&mut self) -> HashMap<ViewId, Arc<ViewSnapshot>> {
        let ids: Vec<ViewId> = self.views.keys().copied().collect();
        ids.into_iter().filter_map(|id| Some((id, self.snapshot_view(id)?))).collect()
    }

    fn snapshot_view(&mut self, id: ViewId) -> Option<Arc<ViewSnapshot>> {
        let view = self.views.get(&id)?;
        let document = self.snapshot_document(view.document)?;
        let view = self.views.get(&id)?;
        if let Some(made) = view.snapshot.as_ref().filter(|made| Arc::ptr_eq(&made.document, &document)) {
            return Some(Arc::clone(made));
        }
        let head = view.selections.primary().head;
        let made = Arc::new(ViewSnapshot {
            id,
            revision: view.revision,
            brackets: document.syntax.bracket_match(&document.text, head),
            selections: view.selections.clone(),
            display: view.display.clone(),
            past: self
                .documents
                .get(view.document)
                .and_then(|document| document.past.as_ref())
                .map(|past| Arc::clone(&past.info)),
            drawing: view.drawing && document.sketch.is_some(),
            wrap: self.wraps(view.document, view.wrap),
            find: view.find.as_ref().and_then(crate::find::FindState::snapshot),
            document,
        });
        self.views.get_mut(&id)?.snapshot = Some(Arc::clone(&made));
        Some(made)
    }

    fn snapshot_document(&mut self, id: DocumentId) -> Option<Arc<DocumentSnapshot>> {
        let language_name = |document: &crate::document::Document| self.languages.get(document.language).name;
        let document = self.documents.get(id)?;
        if let Some(made) = &document.snapshot {
            return Some(Arc::clone(made));
        }
        let editor = self.editor_settings(id);
        let word_chars = &self.languages.get(document.language).edit.word_chars;
        let made = Arc::new(DocumentSnapshot {
            id,
            editor,
            word_chars: word_chars.clone(),
            path: document.path.clone(),
            name: document.name.clone(),
            text: document.text().clone(),
            revision: document.buffer.revision().0,
            language: document.language,
            language_name: language_name(document).to_owned(),
            sketch: document
                .sketch
                .as_deref()
                .map(|drawing| Arc::new(drawing.snapshot(document.buffer.revision().0))),
            syntax: document.parsing.snapshot(),
            line_ending: document.buffer.line_ending(),
            mixed_line_endings: document.mixed_line_endings,
            encoding: document.buffer.encoding(),
            indent: document.indent,
            tab_width: document.tab_width,
            dirty: document.is_dirty(),
            read_only: document.read_only(),
            disk: document.disk,
            loading: document.load.progress(),
            saving: document.saving.is_some(),
            notes: document.notes.clone(),
            can_undo: (document.buffer.history().can_undo(), document.buffer.history().can_redo()),
        });
        self.documents.get_mut(id)?.snapshot = Some(Arc::clone(&made));
        Some(made)
    }

    fn snapshot_tabs(&self) -> Arc<[Arc<TabSnapshot>]> {
        let paths: Vec<Option<PathBuf>> = self.tabs.iter().map(|tab| self.path_of(tab)).collect();
        let titles: Vec<String> = self.tabs.iter().map(|tab| self.title_of(tab)).collect();
        let tabs = self.tabs.iter().enumerate().map(|(index, tab)| {
            let title = titles.get(index).cloned().unwrap_or_default();
            let path = paths.get(index).cloned().flatten();
            let others = titles.iter().zip(&paths).filter(|(other, _)| **other == title);
            let others: Vec<&Path> = others.filter_map(|(_, path)| path.as_deref()).collect();
            let subtitle = path.as_deref().and_then(|path| subtitle(path, &others, self.project.root()));
            let dirty = self.document_of_tab(tab.id).and_then(|id| self.documents.get(id));
            Arc::new(TabSnapshot {
                id: tab.id,
                pane: tab.pane,
                title,
                subtitle,
                path,
                dirty: dirty.is_some_and(|document| document.is_worth_keeping()),
                preview: tab.preview,
                item: match &tab.item {
                    Item::Document(view) => TabItem::Document(*view),
                    Item::Diff { diff, .. } | Item::Compare(diff) => TabItem::Diff(Arc::clone(diff)),
                    Item::Binary(preview) => TabItem::Binary(Arc::clone(preview)),
                    Item::Image(image) => TabItem::Image(Arc::clone(image)),
                    Item::Failed(failure) => TabItem::Failed(Arc::clone(failure)),
                    Item::Settings => TabItem::Settings,
                    Item::Keymap => TabItem::Keymap,
                    Item::Ai(page) => TabItem::Ai(*page),
                    Item::Welcome => TabItem::Welcome,
                },
            })
        });
        tabs.collect()
    }

    fn path_of(&self, tab: &Tab) -> Option<PathBuf> {
        match &tab.item {
            Item::Document(_) | Item::Diff { .. } => {
                self.documents.get(self.document_of_tab(tab.id)?)?.shown_path().map(std::path::Path::to_owned)
            }
            item => item.path().map(Path::to_owned),
        }
    }

    fn title_of(&self, tab: &Tab) -> String {
        let document = || self.document_of_tab(tab.id).and_then(|id| self.documents.get(id));
        match &tab.item {
            Item::Document(_) => document().map_or_else(String::new, |document| document.name.clone()),
            Item::Diff { .. } => document()
                .map_or_else(String::new, |document| format!("{} (on disk ↔ unsaved)", document.name)),
            Item::Compare(diff) => {
                let name = diff.path.as_deref().map(name_of).unwrap_or_default();
                format!("{name} ({} ↔ {})", diff.old_title, diff.new_title)
            }
            Item::Settings => "Settings".into(),
            Item::Keymap => "Keyboard shortcuts".into(),
            Item::Ai(page) => self.ai_page_title(*page),
            Item::Welcome => "Welcome".into(),
            item => item.path().map(name_of).unwrap_or_default(),
        }
    }
}

/// What tells a path from others with the same name: the shortest end of its folder that does.
fn subtitle(path: &Path, others: &[&Path], root: Option<&Path>) -> Option<String> {
    let differ: Vec<&Path> = others.iter().copied().filter(|other| *other != path).collect();
    if differ.is_empty() {
        return None;
    }
    let folder = |path: &Path| -> Vec<String> {
        let path = root.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        let parts = path.parent().map(Path::components).into_iter().flatten();
        let names = parts.filter(|part| !matches!(part, Component::RootDir));
        names.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let mine = folder(path);
    let theirs: Vec<Vec<String>> = differ.into_iter().map(folder).collect();
    for length in 1..=mine.len() {
        let end = mine.get(mine.len() - length..).unwrap_or_default();
        if theirs.iter().all(|other| !other.ends_with(end)) {
            return Some(end.join("/"));
        }
    }
    Some(if mine.is_empty() { "./".into() } else { mine.join("/") })
}

#[cfg(test)]
mod tests;
