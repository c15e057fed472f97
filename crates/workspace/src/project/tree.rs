//! The explorer's tree as data: which folders are read and expanded, what is selected, the open name field, and the
//! visible rows made from that. A row is made once, in the background, when its folder is read; showing a hundred
//! thousand of them is handing on pointers. Reading the disk and doing things to it are elsewhere.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::TaskHandle;

use super::globs::Globs;
use super::order::natural;
use super::source::{Entry, EntryKind};
use super::{NameField, TreeRow};

/// The children of a folder, in the order they are shown.
pub(crate) type Children = Arc<[Arc<TreeRow>]>;

/// The tree below a project's folder.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    root: PathBuf,
    folders: HashMap<PathBuf, Folder>,
    expanded: BTreeSet<PathBuf>,
    selected: Option<PathBuf>,
    /// All selected rows where there is more than one, `selected` among them.
    marked: BTreeSet<PathBuf>,
    field: Option<Field>,
}

#[derive(Debug, Default)]
struct Folder {
    children: Option<Children>,
    error: Option<String>,
    reading: Option<TaskHandle>,
    /// Something changed while it was read.
    again: bool,
}

/// The open name field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// What is named.
    pub on: Naming,
    /// The text now.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// It was accepted and is being done.
    pub busy: bool,
}

/// What a name field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// A new file or folder.
    New { folder: PathBuf, is_folder: bool },
    /// What is there already.
    Rename(PathBuf),
}

impl Tree {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, ..Self::default() }
    }

    pub(crate) fn selected(&self) -> Option<&Path> {
        self.selected.as_deref()
    }

    pub(crate) fn select(&mut self, path: Option<PathBuf>) {
        self.selected = path;
        self.marked.clear();
    }

    /// Selects many rows; `cursor` is the one that the keys act on.
    pub(crate) fn mark(&mut self, paths: Vec<PathBuf>, cursor: PathBuf) {
        self.marked = paths.into_iter().collect();
        if self.marked.len() < 2 {
            self.marked.clear();
        }
        self.selected = Some(cursor);
    }

    /// Every selected row, from the top of the disk; what is below another one goes along with it.
    pub(crate) fn all_selected(&self) -> Vec<PathBuf> {
        if self.marked.is_empty() {
            return self.selected.iter().cloned().collect();
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for path in &self.marked {
            if !paths.last().is_some_and(|above| path.starts_with(above)) {
                paths.push(path.clone());
            }
        }
        paths
    }

    /// Every selected row where there is more than one.
    pub(crate) fn marked(&self) -> Vec<PathBuf> {
        self.marked.iter().cloned().collect()
    }

    pub(crate) fn field(&self) -> Option<&Field> {
        self.field.as_ref()
    }

    pub(crate) fn field_mut(&mut self) -> Option<&mut Field> {
        self.field.as_mut()
    }

    pub(crate) fn set_field(&mut self, field: Option<Field>) {
        self.field = field;
    }

    pub(crate) fn is_expanded(&self, folder: &Path) -> bool {
        folder == self.root || self.expanded.contains(folder)
    }

    pub(crate) fn expanded(&self) -> impl Iterator<Item = &PathBuf> {
        self.expanded.iter()
    }

    /// Expands a folder; false when it was.
    pub(crate) fn expand(&mut self, folder: &Path) -> bool {
        folder != self.root && folder.starts_with(&self.root) && self.expanded.insert(folder.to_owned())
    }

    /// Expands the folders above `path`, from the outermost; those that were not.
    pub(crate) fn expand_to(&mut self, path: &Path) -> Vec<PathBuf> {
        let mut above: Vec<PathBuf> = path.ancestors().skip(1).map(Path::to_owned).collect();
        above.reverse();
        above.into_iter().filter(|folder| self.expand(folder)).collect()
    }

    /// Collapses a folder; what is selected in it gives way to the folder itself.
    pub(crate) fn collapse(&mut self, folder: &Path) -> bool {
        if self.selected.as_ref().is_some_and(|selected| selected.starts_with(folder) && selected != folder) {
            self.selected = Some(folder.to_owned());
        }
        self.marked.retain(|path| !path.starts_with(folder) || path == folder);
        self.expanded.remove(folder)
    }

    /// Collapses everything; the folders that were expanded.
    pub(crate) fn collapse_all(&mut self) -> Vec<PathBuf> {
        if let Some(selected) = &self.selected {
            let below = selected.strip_prefix(&self.root).ok().and_then(|path| path.components().next());
            self.selected = below.map(|first| self.root.join(first));
        }
        std::mem::take(&mut self.expanded).into_iter().collect()
    }

    /// The row of a path, when its folder has been read.
    pub(crate) fn row(&self, path: &Path) -> Option<&Arc<TreeRow>> {
        self.children(path.parent()?)?.iter().find(|row| row.path == path)
    }

    fn children(&self, folder: &Path) -> Option<&Children> {
        self.folders.get(folder)?.children.as_ref()
    }

    /// The folders that have been read, or are being read.
    pub(crate) fn known_folders(&self) -> Vec<PathBuf> {
        self.folders.keys().cloned().collect()
    }

    /// Whether a folder has been read, or is being read.
    pub(crate) fn knows(&self, folder: &Path) -> bool {
        self.folders.contains_key(folder)
    }

    /// A folder that nobody sees is read again when it is expanded.
    pub(crate) fn forget(&mut self, folder: &Path) {
        self.folders.remove(folder);
    }

    /// How deep the children of a folder are.
    pub(crate) fn depth_of_children(&self, folder: &Path) -> usize {
        folder.strip_prefix(&self.root).map_or(0, |path| path.components().count())
    }

    /// Whether a folder may be read now; when it is being read, it will be read once more.
    pub(crate) fn may_read(&mut self, folder: &Path) -> bool {
        let folder = self.folders.entry(folder.to_owned()).or_default();
        folder.again = folder.reading.is_some();
        !folder.again
    }

    pub(crate) fn reading(&mut self, folder: &Path, task: TaskHandle) {
        if let Some(folder) = self.folders.get_mut(folder) {
            folder.reading = Some(task);
        }
    }

    /// Takes in what reading a folder brought. Whether something visible changed, and whether to read it again.
    pub(crate) fn read(&mut self, path: &Path, outcome: Result<Children, String>) -> (bool, bool) {
        let Some(folder) = self.folders.get_mut(path) else { return (false, false) };
        let first = folder.children.is_none();
        folder.reading = None;
        let again = std::mem::take(&mut folder.again);
        let old = folder.children.clone().unwrap_or_default();
        let (new, error) = match outcome {
            Ok(children) => (children, None),
            Err(error) => (Children::default(), Some(error)),
        };
        if !first && *new == *old && folder.error == error {
            return (false, again);
        }
        folder.children = Some(Arc::clone(&new));
        folder.error = error;
        self.forget_what_is_gone(path, &old, &new);
        (true, again)
    }

    fn forget_what_is_gone(&mut self, folder: &Path, old: &Children, new: &Children) {
        let still: std::collections::HashSet<&Path> = new.iter().map(|row| row.path.as_path()).collect();
        for gone in old.iter().filter(|row| !still.contains(row.path.as_path())) {
            self.marked.retain(|path| !path.starts_with(&gone.path));
            if gone.kind == EntryKind::Folder {
                self.folders.retain(|path, _| !path.starts_with(&gone.path));
                self.expanded.retain(|path| !path.starts_with(&gone.path));
            }
            if self.selected.as_ref().is_some_and(|selected| selected.starts_with(&gone.path)) {
                let at = old.iter().position(|row| row.path == gone.path).unwrap_or(0);
                let next = new.get(at.min(new.len().saturating_sub(1))).map(|row| row.path.clone());
                self.selected = next.or_else(|| (folder != self.root).then(|| folder.to_owned()));
            }
            if matches!(self.field.as_ref().map(|field| &field.on), Some(Naming::Rename(path)) if *path == gone.path)
            {
                self.field = None;
            }
        }
    }

    /// A file or folder has another path now: what is known about it moves along.
    pub(crate) fn moved(&mut self, from: &Path, to: &Path) {
        let new = |path: &Path| {
            let rest = path.strip_prefix(from).ok()?;
            Some(if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) })
        };
        self.expanded =
            std::mem::take(&mut self.expanded).into_iter().map(|path| new(&path).unwrap_or(path)).collect();
        self.folders.retain(|path, _| !path.starts_with(from));
        self.marked =
            std::mem::take(&mut self.marked).into_iter().map(|path| new(&path).unwrap_or(path)).collect();
        if let Some(selected) = self.selected.as_deref().and_then(new) {
            self.selected = Some(selected);
        }
    }

    /// Whether the first reading is still under way.
    pub(crate) fn is_loading(&self) -> bool {
        self.folders.get(&self.root).is_some_and(|folder| folder.children.is_none())
    }

    /// Why the project's own folder cannot be read.
    pub(crate) fn root_error(&self) -> Option<&str> {
        self.folders.get(&self.root)?.error.as_deref()
    }

    /// The visible rows, and which of them is selected.
    pub(crate) fn rows(&self) -> (Vec<Arc<TreeRow>>, Option<usize>) {
        let mut rows = Vec::new();
        let mut selected = None;
        self.push_children(&self.root, 0, &mut rows, &mut selected);
        (rows, selected)
    }

    fn push_children(
        &self,
        folder: &Path,
        depth: usize,
        rows: &mut Vec<Arc<TreeRow>>,
        selected: &mut Option<usize>,
    ) {
        if let Some(Field { on: Naming::New { folder: of, is_folder }, text, error, .. }) = &self.field
            && of == folder
        {
            let field = NameField { text: text.clone(), creates: true, error: error.clone() };
            let kind = if *is_folder { EntryKind::Folder } else { EntryKind::File };
            rows.push(Arc::new(TreeRow {
                field: Some(field),
                ..TreeRow::new(folder.to_owned(), String::new(), depth, kind)
            }));
        }
        let Some(children) = self.children(folder) else { return };
        // Most rows are as they were made; only few have something of their own.
        let renamed = match self.field.as_ref().map(|field| (&field.on, field)) {
            Some((Naming::Rename(path), field)) => Some((path, field)),
            _ => None,
        };
        // Compared as bytes: comparing paths part by part would be most of the work in a large folder.
        let wanted = self.selected.as_deref().map(Path::as_os_str);
        for row in children.iter() {
            let is_cursor = wanted == Some(row.path.as_os_str());
            let is_selected =
                if self.marked.is_empty() { is_cursor } else { self.marked.contains(&row.path) };
            let field =
                renamed.filter(|(path, _)| path.as_os_str() == row.path.as_os_str()).map(|(_, field)| field);
            let expanded = row.kind == EntryKind::Folder && self.expanded.contains(&row.path);
            if is_cursor {
                *selected = Some(rows.len());
            }
            if !is_selected && !expanded && field.is_none() {
                rows.push(Arc::clone(row));
                continue;
            }
            let known = self.folders.get(&row.path).filter(|_| expanded);
            rows.push(Arc::new(TreeRow {
                expanded,
                loading: known.is_some_and(|folder| folder.children.is_none()),
                selected: is_selected,
                error: known.and_then(|folder| folder.error.clone()),
                field: field.map(|field| NameField {
                    text: field.text.clone(),
                    creates: false,
                    error: field.error.clone(),
                }),
                ..TreeRow::clone(row)
            }));
            if expanded {
                self.push_children(&row.path, depth + 1, rows, selected);
            }
        }
    }

    /// The row `by` rows after the selected one (the first or last one when none is), within the ends.
    pub(crate) fn neighbour(&self, by: isize) -> Option<PathBuf> {
        let (rows, selected) = self.rows();
        let at = match selected {
            Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
            None if by >= 0 => 0,
            None => rows.len().saturating_sub(1),
        };
        rows.get(at).map(|row| row.path.clone())
    }
}

/// Makes the rows of a folder's children: folders first, then in natural order.
pub(crate) fn rows_of(root: &Path, depth: usize, entries: Vec<Entry>, exclude: &Globs) -> Children {
    let wanted =
        |entry: &Entry| !entry.path.strip_prefix(root).is_ok_and(|relative| exclude.matches(relative));
    let mut rows: Vec<TreeRow> = entries
        .into_iter()
        .filter(wanted)
        .map(|entry| {
            let name =
                entry.path.file_name().unwrap_or(entry.path.as_os_str()).to_string_lossy().into_owned();
            TreeRow { ignored: entry.ignored, ..TreeRow::new(entry.path, name, depth, entry.kind) }
        })
        .collect();
    rows.sort_by(|a, b| {
        let file = |row: &TreeRow| row.kind != EntryKind::Folder;
        file(a).cmp(&file(b)).then_with(|| natural(&a.name, &b.name)).then_with(|| a.path.cmp(&b.path))
    });
    rows.into_iter().map(Arc::new).collect()
}

#[cfg(test)]
mod tests;
