//! Commands of the explorer. Keys for moving about in the tree are the face's; the commands for it serve scripts.

use std::path::PathBuf;

use super::TreeCommand;
use crate::ability::Ability;
use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, When, command,
};
use crate::effect::{Effect, PanelId};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Project;

const PATH: ArgSpec =
    ArgSpec::optional("path", ArgKind::Path, "Of which file or folder; the selected one when left out.");

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "explorer.new_file",
        "New file in explorer…",
        "Makes a file in the selected folder.",
        Project,
        |ws, args| name_new(ws, args, false),
    )
    .args(&[ArgSpec::optional("name", ArgKind::Text, "Its name; asks when left out.")])
    .enabled(has_project),
    command(
        "explorer.new_folder",
        "New folder…",
        "Makes a folder in the selected folder.",
        Project,
        |ws, args| name_new(ws, args, true),
    )
    .args(&[ArgSpec::optional("name", ArgKind::Text, "Its name; asks when left out.")])
    .enabled(has_project),
    command("explorer.rename", "Rename…", "Renames the selected file or folder.", Project, rename)
        .keys(&["f2"])
        .mac(&["f2", "enter"])
        .when(When::Explorer)
        .args(&[ArgSpec::optional("name", ArgKind::Text, "The new name; asks when left out.")])
        .enabled(has_selection),
    command(
        "explorer.delete",
        "Move to trash",
        "Moves the selected files and folders to the trash.",
        Project,
        |ws, args| {
            let paths = targets(ws, args)?;
            run(ws, TreeCommand::Delete(paths))
        },
    )
    .keys(&["delete"])
    .mac(&["cmd+backspace"])
    .when(When::Explorer)
    .args(&[PATH])
    .enabled(has_selection),
    command(
        "explorer.copy",
        "Copy files",
        "Keeps the selected files and folders, to put a copy elsewhere.",
        Project,
        |ws, _| ws.project_clip(false),
    )
    .keys(&["ctrl+c"])
    .when(When::Explorer)
    .enabled(has_selection),
    command(
        "explorer.cut",
        "Cut files",
        "Keeps the selected files and folders, to move them elsewhere.",
        Project,
        |ws, _| ws.project_clip(true),
    )
    .keys(&["ctrl+x"])
    .when(When::Explorer)
    .enabled(has_selection),
    command(
        "explorer.paste",
        "Paste files",
        "Puts the files and folders that were copied or cut into the selected folder.",
        Project,
        |ws, _| {
            ws.project_paste()?;
            run(ws, TreeCommand::CancelName)
        },
    )
    .keys(&["ctrl+v"])
    .when(When::Explorer)
    .enabled(has_project),
    command(
        "explorer.copy_path",
        "Copy path in explorer",
        "Puts the selected paths on the clipboard, a line each.",
        Project,
        |ws, args| {
            let paths = targets(ws, args)?;
            ws.effect(Effect::Copy(lines(&paths)))
        },
    )
    .keys(&["shift+alt+c"])
    .mac(&["alt+cmd+c"])
    .when(When::Explorer)
    .args(&[PATH])
    .enabled(has_selection),
    command(
        "explorer.copy_relative_path",
        "Copy relative path in explorer",
        "Puts the selected paths, from the project's folder on, on the clipboard, a line each.",
        Project,
        |ws, args| {
            let root = ws.project.root().map(PathBuf::from).unwrap_or_default();
            let paths = targets(ws, args)?;
            let relative = paths.iter().map(|path| path.strip_prefix(&root).unwrap_or(path).to_owned());
            ws.effect(Effect::Copy(lines(&relative.collect::<Vec<_>>())))
        },
    )
    .keys(&["ctrl+shift+alt+c"])
    .mac(&["shift+alt+cmd+c"])
    .when(When::Explorer)
    .args(&[PATH])
    .enabled(has_selection),
    command(
        "explorer.show_in_manager",
        "Show in file manager (explorer)",
        "Shows the selected file or folder in the system's file manager.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            ws.effect(Effect::ShowInFileManager(path))
        },
    )
    .keys(&["shift+alt+r"])
    .needs(Ability::ShowInFileManager)
    .when(When::Explorer)
    .args(&[PATH])
    .enabled(has_selection),
    command(
        "explorer.reveal",
        "Show active file in explorer",
        "Selects the file of the active tab in the tree.",
        Project,
        |ws, _| {
            let path = ws.active_path().ok_or(CommandError::NotNow("the tab has no file"))?;
            run(ws, TreeCommand::Reveal(path))?;
            ws.effect(Effect::FocusPanel(PanelId::Explorer))
        },
    )
    .enabled(has_project),
    command(
        "explorer.collapse_all",
        "Collapse all folders",
        "Closes every folder of the tree.",
        Project,
        |ws, _| run(ws, TreeCommand::CollapseAll),
    )
    .enabled(has_project),
    command(
        "explorer.refresh",
        "Read folders again",
        "Reads the tree anew from the disk.",
        Project,
        |ws, _| run(ws, TreeCommand::Refresh),
    )
    .enabled(has_project),
    command(
        "explorer.open",
        "Open selected",
        "Opens the selected file, or toggles the folder.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            run(ws, TreeCommand::Open { path, preview: false })
        },
    )
    .args(&[PATH])
    .hidden(),
    command(
        "explorer.preview",
        "Preview selected",
        "Opens the selected file as a preview.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            run(ws, TreeCommand::Open { path, preview: true })
        },
    )
    .args(&[PATH])
    .hidden(),
    command(
        "explorer.select",
        "Select in explorer",
        "Selects a file or folder, opening those above it.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            run(ws, TreeCommand::Reveal(path))
        },
    )
    .args(&[PATH])
    .hidden(),
    command(
        "explorer.expand",
        "Expand folder",
        "Shows what is in the selected folder.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            run(ws, TreeCommand::Expand(path))
        },
    )
    .args(&[PATH])
    .hidden(),
    command(
        "explorer.collapse",
        "Collapse folder",
        "Hides what is in the selected folder.",
        Project,
        |ws, args| {
            let path = target(ws, args)?;
            run(ws, TreeCommand::Collapse(path))
        },
    )
    .args(&[PATH])
    .hidden(),
    command("explorer.next", "Select next row", "Selects the row below.", Project, |ws, _| step(ws, 1))
        .hidden(),
    command("explorer.previous", "Select previous row", "Selects the row above.", Project, |ws, _| {
        step(ws, -1)
    })
    .hidden(),
    command(
        "explorer.move",
        "Move to folder",
        "Moves the selected files and folders into another folder.",
        Project,
        |ws, args| {
            let paths = targets(ws, &Args::NONE)?;
            let into = ws.absolute(args.text(0, "into").unwrap_or_default().as_str().as_ref());
            run(ws, TreeCommand::Move { paths, into })
        },
    )
    .args(&[ArgSpec::required("into", ArgKind::Path, "The folder.")])
    .hidden(),
];

fn has_project(snapshot: &Snapshot) -> bool {
    snapshot.project.is_some()
}

fn has_selection(snapshot: &Snapshot) -> bool {
    snapshot.tree.selected.is_some()
}

fn run(ws: &mut Workspace, command: TreeCommand) -> CommandResult {
    ws.project_run(command);
    Ok(())
}

/// The path that was given, or the selected one.
fn target(ws: &Workspace, args: &Args) -> Result<PathBuf, CommandError> {
    match args.text(0, "path") {
        Some(path) => Ok(ws.absolute(path.as_str().as_ref())),
        None => {
            ws.project.tree.selected().map(PathBuf::from).ok_or(CommandError::NotNow("nothing is selected"))
        }
    }
}

/// The path that was given, or all that are selected.
fn targets(ws: &Workspace, args: &Args) -> Result<Vec<PathBuf>, CommandError> {
    let paths = match args.text(0, "path") {
        Some(path) => vec![ws.absolute(path.as_str().as_ref())],
        None => ws.project.tree.all_selected(),
    };
    if paths.is_empty() { Err(CommandError::NotNow("nothing is selected")) } else { Ok(paths) }
}

fn lines(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join("\n")
}

fn step(ws: &mut Workspace, by: isize) -> CommandResult {
    let path = ws.project.tree.neighbour(by).ok_or(CommandError::NotNow("the tree is empty"))?;
    run(ws, TreeCommand::Select(path))
}

fn name_new(ws: &mut Workspace, args: &Args, folder: bool) -> CommandResult {
    let into = ws.project_target_folder().ok_or(CommandError::NotNow("no folder is open"))?;
    run(ws, if folder { TreeCommand::NewFolder(into) } else { TreeCommand::NewFile(into) })?;
    name(ws, args)
}

fn rename(ws: &mut Workspace, args: &Args) -> CommandResult {
    let path = target(ws, &Args::NONE)?;
    run(ws, TreeCommand::Rename(path))?;
    name(ws, args)
}

/// Fills the name field with the argument, or lets the user do it.
fn name(ws: &mut Workspace, args: &Args) -> CommandResult {
    let Some(name) = args.text(0, "name") else { return ws.effect(Effect::FocusPanel(PanelId::Explorer)) };
    run(ws, TreeCommand::EditName(name.to_string()))?;
    run(ws, TreeCommand::AcceptName)?;
    match ws.project.tree.field().and_then(|field| field.error.clone()) {
        Some(error) => {
            run(ws, TreeCommand::CancelName)?;
            Err(CommandError::Failed(error))
        }
        None => Ok(()),
    }
}
