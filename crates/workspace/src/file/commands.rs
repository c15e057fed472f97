//! Commands on files.

use crate::ability::Ability;
use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, OpenAt, command,
};
use crate::document::saving::SaveOptions;
use crate::effect::{Effect, PickerKind};
use crate::snapshot::{DiskState, DocumentSnapshot, Snapshot, TabItem};
use crate::workspace::Workspace;

use Category::File;

const PATH: ArgSpec =
    ArgSpec::optional("path", ArgKind::Path, "The file, with an optional :line:column; asks when left out.");
const DOCUMENT: ArgSpec = ArgSpec::optional(
    "document",
    ArgKind::Number,
    "The number of the document; that of the active tab when left out.",
);
const NAME: ArgSpec = ArgSpec::optional("name", ArgKind::Text, "Its name; asks when left out.");

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("file.new", "New file", "Opens an empty document that has no file yet.", File, |ws, _| {
        ws.new_document();
        Ok(())
    })
    .keys(&["ctrl+n"]),
    command("file.open", "Open file…", "Opens a file, at a line and column if given.", File, open)
        .keys(&["ctrl+o"])
        .needs(Ability::PickFiles)
        .args(&[PATH]),
    command("file.save", "Save", "Writes the document to its file.", File, |ws, _| ws.save_active())
        .keys(&["ctrl+s"])
        .enabled(has_document),
    command(
        "file.save_as",
        "Save as…",
        "Writes the document to another file and goes on there.",
        File,
        save_as,
    )
    .keys(&["ctrl+shift+s"])
    .needs(Ability::PickSavePath)
    .args(&[ArgSpec::optional("path", ArgKind::Path, "The new file; asks when left out.")])
    .enabled(has_document),
    command("file.save_all", "Save all", "Writes every document with unsaved changes.", File, |ws, _| {
        ws.save_all()
    })
    .keys(&["ctrl+k s", "ctrl+alt+s"])
    .mac(&["cmd+alt+s"])
    .enabled(|snapshot| snapshot.tabs.iter().any(|tab| tab.dirty)),
    command(
        "file.save_plain",
        "Save without formatting",
        "Writes the document as it is, without trimming blanks or adding a last line break.",
        File,
        |ws, _| ws.save_plain(),
    )
    .keys(&["ctrl+k ctrl+shift+s"])
    .enabled(has_document),
    command(
        "file.save_over_read_only",
        "Save over read-only file",
        "Writes the document although its file is marked as read-only; the mark stays.",
        File,
        |ws, args| ws.save_despite(args, SaveOptions { read_only: true, ..SaveOptions::default() }),
    )
    .args(&[DOCUMENT])
    .enabled(has_document),
    command(
        "file.save_with_folder",
        "Create folder and save",
        "Writes the document, making the folders above it that are missing.",
        File,
        |ws, args| ws.save_despite(args, SaveOptions { folders: true, ..SaveOptions::default() }),
    )
    .args(&[DOCUMENT])
    .enabled(has_document)
    .hidden(),
    command(
        "file.revert",
        "Revert to saved",
        "Takes the file's text from disk; undo brings yours back.",
        File,
        |ws, args| {
            let id = ws.target_document(args)?;
            ws.revert(id)
        },
    )
    .args(&[DOCUMENT])
    .enabled(|snapshot| document(snapshot).is_some_and(|document| document.path.is_some())),
    command(
        "file.show_conflict",
        "Compare with file on disk",
        "Shows how the text differs from what is on disk now.",
        File,
        |ws, args| {
            let id = ws.target_document(args)?;
            ws.show_conflict_of(id)
        },
    )
    .args(&[DOCUMENT])
    .enabled(|snapshot| document(snapshot).is_some_and(|document| document.path.is_some())),
    command(
        "file.keep_mine",
        "Keep mine",
        "Overwrites the file that changed on disk with the text of the editor.",
        File,
        |ws, args| {
            let id = ws.target_document(args)?;
            ws.keep_mine(id)
        },
    )
    .args(&[DOCUMENT])
    .enabled(in_conflict),
    command(
        "file.take_theirs",
        "Take theirs",
        "Replaces the text with the file that changed on disk; undo brings yours back.",
        File,
        |ws, args| {
            let id = ws.target_document(args)?;
            ws.revert(id)
        },
    )
    .args(&[DOCUMENT])
    .enabled(in_conflict),
    command(
        "file.open_as_text",
        "Open as text",
        "Opens a file as text although it does not look like text.",
        File,
        |ws, _| ws.open_binary(false),
    )
    .enabled(is_binary),
    command("file.open_as_hex", "Show bytes", "Shows the bytes of a file in hexadecimal.", File, |ws, _| {
        ws.open_binary(true)
    })
    .enabled(|snapshot| {
        is_binary(snapshot) || document(snapshot).is_some_and(|document| document.path.is_some())
    }),
    command("file.retry", "Try again", "Tries again to open the file of this tab.", File, |ws, _| {
        ws.retry_open()
    })
    .enabled(|snapshot| matches!(snapshot.active_tab().map(|tab| &tab.item), Some(TabItem::Failed(_)))),
    command(
        "file.stop_loading",
        "Stop reading the file",
        "Closes a file that is still being read.",
        File,
        |ws, _| ws.stop_loading(),
    )
    .enabled(|snapshot| document(snapshot).is_some_and(|document| document.loading.is_some())),
    command(
        "file.lock",
        "Toggle read only",
        "Protects the document from changes in this editor, or stops doing so.",
        File,
        |ws, _| ws.toggle_lock(),
    )
    .enabled(has_document),
    command(
        "file.reopen_with_encoding",
        "Reopen with encoding…",
        "Reads the file again in another encoding.",
        File,
        reopen_with_encoding,
    )
    .args(&[ArgSpec::optional("encoding", ArgKind::Text, "Such as UTF-8 or Shift_JIS; asks when left out.")])
    .enabled(|snapshot| document(snapshot).is_some_and(|document| document.path.is_some())),
    command(
        "file.save_with_encoding",
        "Save with encoding…",
        "Writes the file in another encoding from now on.",
        File,
        save_with_encoding,
    )
    .args(&[ArgSpec::optional("encoding", ArgKind::Text, "Such as UTF-8 or Shift_JIS; asks when left out.")])
    .enabled(has_document),
    command(
        "file.set_line_ending",
        "Change line endings…",
        "Converts every line ending of the document.",
        File,
        set_line_ending,
    )
    .args(&[ArgSpec::optional("ending", ArgKind::Text, "lf, crlf or cr; asks when left out.")])
    .enabled(has_document),
    command(
        "file.set_language",
        "Change language…",
        "Sets the language of the document, for highlighting and editing.",
        File,
        set_language,
    )
    .keys(&["ctrl+k m"])
    .args(&[ArgSpec::optional("language", ArgKind::Text, "Its id; asks when left out.")])
    .enabled(has_document),
    command(
        "file.set_indentation",
        "Change indentation…",
        "Sets what Tab inserts in this document; text that is there stays.",
        File,
        set_indentation,
    )
    .args(&[ArgSpec::optional(
        "style",
        ArgKind::Text,
        "tabs, or spaces with an optional width such as spaces:2.",
    )])
    .enabled(has_document),
    command("file.copy_path", "Copy path", "Puts the file's full path on the clipboard.", File, |ws, _| {
        ws.copy_path(false)
    })
    .keys(&["ctrl+k p"])
    .enabled(has_path),
    command(
        "file.copy_relative_path",
        "Copy relative path",
        "Puts the file's path, from the project's folder on, on the clipboard.",
        File,
        |ws, _| ws.copy_path(true),
    )
    .keys(&["ctrl+k ctrl+shift+c"])
    .enabled(has_path),
    command(
        "file.show_in_manager",
        "Show in file manager",
        "Shows the file in the system's file manager.",
        File,
        |ws, _| {
            let path = ws.active_path().ok_or(CommandError::NotNow("the tab has no file"))?;
            ws.effect(Effect::ShowInFileManager(path))
        },
    )
    .keys(&["ctrl+k r"])
    .needs(Ability::ShowInFileManager)
    .enabled(has_path),
    command("project.open_folder", "Open folder…", "Opens a folder as the project.", File, |ws, args| {
        match args.text(0, "path") {
            Some(path) => {
                let path = ws.absolute(path.as_str().as_ref());
                ws.open_project(path);
                Ok(())
            }
            None => ws.effect(Effect::PickFolder),
        }
    })
    .keys(&["ctrl+k ctrl+o"])
    .needs(Ability::PickFolder)
    .args(&[ArgSpec::optional("path", ArgKind::Path, "The folder; asks when left out.")]),
    command("project.recent", "Open recent…", "Opens a project that was open before.", File, |ws, _| {
        ws.picker(PickerKind::RecentProjects)
    })
    .keys(&["ctrl+r"]),
    command(
        "file.open_recent",
        "Open recent file…",
        "Opens a file that was open before, also one from outside the project.",
        File,
        |ws, _| ws.picker(PickerKind::RecentFiles),
    )
    .keys(&["ctrl+k ctrl+r"])
    .enabled(|snapshot| !snapshot.recent_files.is_empty()),
    command(
        "project.close",
        "Close folder",
        "Closes the project; its tabs come back with it.",
        File,
        |ws, _| {
            ws.close_project();
            Ok(())
        },
    )
    .keys(&["ctrl+k f"])
    .enabled(|snapshot| snapshot.project.is_some()),
    command(
        "project.clear_recent",
        "Clear recent projects",
        "Forgets which projects were open.",
        File,
        |ws, _| {
            ws.clear_recent();
            Ok(())
        },
    ),
    command(
        "file.new_named",
        "New file with name",
        "Opens a new document under a name.",
        File,
        |ws, args| {
            let name = args.text(0, "name").unwrap_or_else(|| "Untitled".into());
            let path = ws.absolute(name.as_str().as_ref());
            ws.open_at(OpenAt { path, ..OpenAt::default() });
            Ok(())
        },
    )
    .args(&[NAME])
    .hidden(),
];

pub(crate) fn document(snapshot: &Snapshot) -> Option<&DocumentSnapshot> {
    snapshot.active_view().map(|view| &*view.document)
}

pub(crate) fn has_document(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some()
}

fn has_path(snapshot: &Snapshot) -> bool {
    snapshot.active_tab().is_some_and(|tab| tab.path.is_some())
}

fn in_conflict(snapshot: &Snapshot) -> bool {
    match snapshot.active_tab().map(|tab| &tab.item) {
        Some(TabItem::Diff(_)) => true,
        _ => document(snapshot).is_some_and(|document| document.disk == DiskState::Conflict),
    }
}

fn is_binary(snapshot: &Snapshot) -> bool {
    matches!(snapshot.active_tab().map(|tab| &tab.item), Some(TabItem::Binary(_)))
}

fn open(ws: &mut Workspace, args: &Args) -> CommandResult {
    let Some(given) = args.text(0, "path") else { return ws.effect(Effect::PickFile) };
    ws.open_given(&given);
    Ok(())
}

fn save_as(ws: &mut Workspace, args: &Args) -> CommandResult {
    let tab = ws.tabs.active_id().ok_or(CommandError::NotNow("no tab is open"))?;
    match args.text(0, "path") {
        Some(path) => {
            let path = ws.absolute(path.as_str().as_ref());
            ws.save_path_picked(tab, Some(path))
        }
        None => ws.ask_save_path(tab),
    }
}

fn reopen_with_encoding(ws: &mut Workspace, args: &Args) -> CommandResult {
    match args.text(0, "encoding") {
        Some(name) => ws.reopen_with_encoding(&name),
        None => ws.picker(PickerKind::ReopenEncoding),
    }
}

fn save_with_encoding(ws: &mut Workspace, args: &Args) -> CommandResult {
    match args.text(0, "encoding") {
        Some(name) => ws.save_with_encoding(&name),
        None => ws.picker(PickerKind::SaveEncoding),
    }
}

fn set_line_ending(ws: &mut Workspace, args: &Args) -> CommandResult {
    match args.text(0, "ending") {
        Some(name) => ws.set_line_ending(&name),
        None => ws.picker(PickerKind::LineEndings),
    }
}

fn set_language(ws: &mut Workspace, args: &Args) -> CommandResult {
    match args.text(0, "language") {
        Some(name) => ws.set_language(&name),
        None => ws.picker(PickerKind::Languages),
    }
}

fn set_indentation(ws: &mut Workspace, args: &Args) -> CommandResult {
    match args.text(0, "style") {
        Some(style) => ws.set_indentation(&style),
        None => ws.picker(PickerKind::Indentation),
    }
}
