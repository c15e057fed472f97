//! The explorer: the project's tree of files. Painting and keys are the tree widget's, the tree itself is the
//! workspace's; this only translates between the two.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use egui::{Id, Ui};
use justbuilt_ui::Icon;
use justbuilt_ui::icons::{file_icon, folder_icon};
use justbuilt_ui::widgets::{
    EmptyState, IconButton, MenuItem, Rename, Tree, TreeRow, TreeState, menu_at, section_header, separator,
};
use justbuilt_workspace::command::TreeCommand;
use justbuilt_workspace::project::{EntryKind, TreeRow as Row, TreeSnapshot};
use justbuilt_workspace::sketches::can_import;
use justbuilt_workspace::{Ability, Command};

use super::State;
use crate::ctx::Ctx;
use crate::shell::focus::explorer_id;

/// What the explorer keeps between frames.
#[derive(Default)]
pub struct ExplorerState {
    tree: TreeState,
    menu_path: Option<PathBuf>,
    menu_at: Option<egui::Pos2>,
    /// The rows selected by the workspace when it was last looked at: the one of the keys, and all.
    followed: (Option<PathBuf>, Vec<PathBuf>),
    /// Where each row is, by its id; made when first asked for in a tree of this revision.
    places: (u64, HashMap<u64, usize>),
}

impl ExplorerState {
    fn place_rows(&mut self, tree: &TreeSnapshot) {
        if self.places.0 == tree.revision {
            return;
        }
        let id = |row: &Row| row_id(&row.path, row.field.as_ref().is_some_and(|field| field.creates));
        let places = tree.rows.iter().enumerate().map(|(index, row)| (id(row), index));
        self.places = (tree.revision, places.collect());
    }

    /// Whether a name field is open, which then has the keyboard.
    pub fn is_naming(&self) -> bool {
        self.tree.rename.is_some()
    }
}

/// A row is known by its path; a name field for something new by its folder's path and a mark.
fn row_id(path: &Path, creates: bool) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    creates.hash(&mut hasher);
    hasher.finish()
}

/// Shows the explorer.
pub fn explorer_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut State) {
    let Some(project) = &ctx.snapshot.project else {
        no_project_ui(ctx, ui);
        return;
    };
    let root = project.root.clone();
    section_header(ui, &project.name, |ui| {
        // From the right.
        let folder = target_folder(ctx, &root);
        let buttons = [
            (Icon::ChevronsDownUp, "Collapse all folders", TreeCommand::CollapseAll),
            (Icon::RefreshCw, "Read the folder again", TreeCommand::Refresh),
            (Icon::FolderPlus, "New folder", TreeCommand::NewFolder(folder.clone())),
            (Icon::FilePlus, "New file", TreeCommand::NewFile(folder)),
        ];
        for (icon, name, command) in buttons {
            if ui.add(IconButton::new(icon, name).small()).clicked() {
                ctx.send(Command::Tree(command));
            }
        }
    });
    let explorer = &mut state.explorer;
    follow_workspace(ctx, explorer);
    let rows = &ctx.snapshot.tree.rows;
    if rows.is_empty() && !ctx.snapshot.tree.loading {
        let empty = EmptyState::new(Icon::FolderOpen, "This folder is empty").action("New file", None);
        if empty.show(ui).is_some() {
            ctx.send(Command::Tree(TreeCommand::NewFile(root)));
        }
        return;
    }
    let row = |index: usize| -> TreeRow<'_> {
        let Some(row) = rows.get(index) else { return TreeRow::new(0, "") };
        let creates = row.field.as_ref().is_some_and(|field| field.creates);
        let folder = row.kind == EntryKind::Folder;
        let mut shown = TreeRow::new(row_id(&row.path, creates), row.name.as_str());
        shown.depth = row.depth;
        shown.expanded = folder.then_some(row.expanded);
        shown.icon =
            Some(if folder { folder_icon(row.expanded, ctx.theme) } else { file_icon(&row.name, ctx.theme) });
        if row.ignored {
            shown.color = Some(ctx.theme.colors.text_hint);
        }
        if row.kind == EntryKind::BrokenLink {
            shown.color = Some(ctx.theme.colors.error);
            shown.badge =
                Some(("broken link".into(), ctx.theme.colors.error, "the link leads nowhere".into()));
        } else if let Some(error) = &row.error {
            shown.badge = Some(("!".into(), ctx.theme.colors.error, error.as_str().into()));
        }
        shown
    };
    let output =
        Tree::new(explorer_id(), "Files", rows.len()).draggable(true).show(ui, &mut explorer.tree, row);
    let send = |command: TreeCommand| ctx.send(Command::Tree(command));
    let happened = output.toggled.is_some()
        || output.activated.is_some()
        || output.selection_changed
        || output.dropped.is_some()
        || output.context.is_some();
    if happened {
        explorer.place_rows(&ctx.snapshot.tree);
    }
    let places = &explorer.places.1;
    let find = |id: u64| places.get(&id).and_then(|index| rows.get(*index));
    if let Some((id, open)) = output.toggled
        && let Some(row) = find(id)
    {
        send(if open {
            TreeCommand::Expand(row.path.clone())
        } else {
            TreeCommand::Collapse(row.path.clone())
        });
    }
    if let Some(activation) = output.activated
        && let Some(row) = find(activation.id)
    {
        send(TreeCommand::Open { path: row.path.clone(), preview: !activation.keep });
    }
    let cursor = explorer.tree.cursor.filter(|_| output.selection_changed).and_then(find);
    let mut followed = None;
    if let Some(row) = cursor {
        let paths: Vec<PathBuf> = match explorer.tree.selected.len() {
            0 | 1 => Vec::new(),
            _ => {
                explorer.tree.selected.iter().filter_map(|id| find(*id)).map(|row| row.path.clone()).collect()
            }
        };
        let cursor = row.path.clone();
        followed = Some((Some(cursor.clone()), paths.clone()));
        send(match paths.len() {
            0 | 1 => TreeCommand::Select(cursor),
            _ => TreeCommand::SelectMany { paths, cursor },
        });
    }
    if let Some((_, text)) = output.renamed {
        send(TreeCommand::EditName(text));
        send(TreeCommand::AcceptName);
    }
    if output.rename_cancelled.is_some() {
        send(TreeCommand::CancelName);
    }
    if let Some((drag, target)) = output.dropped {
        let into = target.and_then(find).map_or_else(
            || root.clone(),
            |row| {
                let folder = row.kind == EntryKind::Folder;
                if folder { row.path.clone() } else { row.path.parent().unwrap_or(&root).to_owned() }
            },
        );
        let paths: Vec<PathBuf> =
            drag.rows.iter().filter_map(|id| find(*id)).map(|row| row.path.clone()).collect();
        send(TreeCommand::Move { paths, into });
    }
    if let Some((row, at)) = output.context {
        explorer.menu_path = row.and_then(find).map(|row| row.path.clone());
        explorer.menu_at = Some(at);
    }
    if let Some((cursor, mut paths)) = followed {
        paths.sort();
        explorer.followed = (cursor, paths);
    }
    menu_ui(ctx, ui, explorer, &root);
}

/// Takes over selection and name field from the workspace.
fn follow_workspace(ctx: &Ctx<'_>, explorer: &mut ExplorerState) {
    let tree = &ctx.snapshot.tree;
    let selected = tree.selected.and_then(|index| tree.rows.get(index));
    if let Some(row) = selected
        && (explorer.followed.0.as_ref() != Some(&row.path) || explorer.followed.1 != tree.marked)
    {
        explorer.followed = (Some(row.path.clone()), tree.marked.clone());
        explorer.tree.select(row_id(&row.path, false));
        explorer.tree.selected.extend(tree.marked.iter().map(|path| row_id(path, false)));
    }
    let field = tree.rows.iter().find_map(|row| row.field.as_ref().map(|field| (row, field)));
    match field {
        Some((row, field)) => {
            let id = row_id(&row.path, field.creates);
            match &mut explorer.tree.rename {
                Some(rename) if rename.id == id => rename.error = field.error.clone(),
                _ => {
                    explorer.tree.rename = Some(Rename::new(id, field.text.clone()));
                    explorer.tree.reveal = Some(id);
                }
            }
        }
        None => explorer.tree.rename = None,
    }
}

/// Where something new goes: the selected folder, or that of the selected file.
fn target_folder(ctx: &Ctx<'_>, root: &Path) -> PathBuf {
    let tree = &ctx.snapshot.tree;
    match tree.selected.and_then(|index| tree.rows.get(index)) {
        Some(row) if row.kind == EntryKind::Folder => row.path.clone(),
        Some(row) => row.path.parent().unwrap_or(root).to_owned(),
        None => root.to_owned(),
    }
}

fn menu_ui(ctx: &Ctx<'_>, ui: &Ui, explorer: &mut ExplorerState, root: &Path) {
    let path = explorer.menu_path.clone();
    let folder = match &path {
        Some(path) => {
            let is_folder =
                ctx.snapshot.tree.rows.iter().any(|row| row.path == *path && row.kind == EntryKind::Folder);
            if is_folder { path.clone() } else { path.parent().unwrap_or(root).to_owned() }
        }
        None => root.to_owned(),
    };
    menu_at(ui, Id::unique("explorer menu"), &mut explorer.menu_at, |ui| {
        let item = |ui: &mut Ui, text: &str, icon: Icon, keys: &str, command: Command| {
            let keys = Some(ctx.keys(keys)).filter(|keys| !keys.is_empty());
            if ui.add(MenuItem::new(text).icon(icon).keys(keys.as_deref())).clicked() {
                ctx.send(command);
            }
        };
        let tree = Command::Tree;
        item(ui, "New file", Icon::FilePlus, "explorer.new_file", tree(TreeCommand::NewFile(folder.clone())));
        item(
            ui,
            "New folder",
            Icon::FolderPlus,
            "explorer.new_folder",
            tree(TreeCommand::NewFolder(folder.clone())),
        );
        let Some(path) = path else { return };
        separator(ui);
        let run = |ui: &mut Ui, text: &str, icon: Icon, id: &'static str| {
            let keys = Some(ctx.keys(id)).filter(|keys| !keys.is_empty());
            if ui.add(MenuItem::new(text).icon(icon).keys(keys.as_deref())).clicked() {
                ctx.run(id);
            }
        };
        let many = ctx.snapshot.tree.marked.len() > 1;
        if !many {
            item(ui, "Rename", Icon::PencilLine, "explorer.rename", tree(TreeCommand::Rename(path.clone())));
        }
        run(ui, "Delete", Icon::Trash2, "explorer.delete");
        separator(ui);
        run(ui, "Cut", Icon::Scissors, "explorer.cut");
        run(ui, "Copy", Icon::Files, "explorer.copy");
        run(ui, "Paste", Icon::ClipboardPaste, "explorer.paste");
        if !many && can_import(&path) {
            let open = Command::run_with("sketch.import", [path.to_string_lossy().into_owned()]);
            item(ui, "Open as sketch", Icon::PencilRuler, "sketch.import", open);
        }
        separator(ui);
        run(ui, "Copy path", Icon::Copy, "explorer.copy_path");
        run(ui, "Copy relative path", Icon::CopyPlus, "explorer.copy_relative_path");
        if ctx.snapshot.abilities.has(Ability::ShowInFileManager) {
            run(ui, "Show in file manager", Icon::FolderOpen, "explorer.show_in_manager");
        }
    });
}

fn no_project_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    section_header(ui, "Explorer", |_| {});
    let keys = ctx.keys("project.open_folder");
    let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
    if EmptyState::new(Icon::FolderOpen, "No folder is open").action("Open folder…", keys).show(ui).is_some()
    {
        ctx.run("project.open_folder");
    }
}
