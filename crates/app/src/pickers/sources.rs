//! What each picker lists. Reads the snapshot, sends nothing.

use justbuilt_text::{EditKind, LineEnding};
use justbuilt_ui::Icon;
use justbuilt_workspace::command::CommandTable;
use justbuilt_workspace::{Command, OpenAt, PickerKind, Snapshot, TabItem, UndoState};

use super::Entry;
use crate::themes::Themes;

/// What the empty field says.
pub fn placeholder(kind: PickerKind) -> &'static str {
    match kind {
        PickerKind::Commands => "Run a command",
        PickerKind::Files => "Go to file (> commands, @ symbols, : line)",
        PickerKind::Symbols => "Go to symbol in this file",
        PickerKind::Line => "Line, or line:column",
        PickerKind::Languages => "Choose a language",
        PickerKind::ReopenEncoding => "Reopen with encoding",
        PickerKind::SaveEncoding => "Save with encoding",
        PickerKind::LineEndings => "Choose a line ending",
        PickerKind::Indentation => "Choose how this file is indented",
        PickerKind::Themes => "Choose a theme",
        PickerKind::Samples => "Choose a sample",
        PickerKind::Meaning => "Describe what you look for, then Enter",
        PickerKind::RecentProjects => "Open a recent project",
        PickerKind::RecentFiles => "Open a recent file",
        PickerKind::Tabs => "Go to an open tab",
        PickerKind::UndoHistory => "Go to an earlier state of this file",
        PickerKind::Notices => "Notices",
        PickerKind::Pictures => "Put a picture of the project onto the page",
    }
}

/// What is said when nothing is listed.
pub fn nothing(kind: PickerKind, snapshot: &Snapshot) -> &'static str {
    match kind {
        PickerKind::Meaning => super::meaning::nothing(snapshot),
        PickerKind::Files => "No file matches",
        PickerKind::Commands => "No command matches",
        PickerKind::Symbols => "No symbols in this file",
        PickerKind::Line => "Type a line number",
        PickerKind::RecentProjects => "No project was opened before",
        PickerKind::Notices => "No notices",
        PickerKind::Pictures => "There is no picture in the project: PNG, JPEG, GIF, WebP and BMP are shown",
        PickerKind::UndoHistory => "Nothing was changed yet",
        _ => "Nothing matches",
    }
}

/// Whether the list is made from the query instead of being filtered by it.
pub fn depends_on_query(kind: PickerKind) -> bool {
    matches!(kind, PickerKind::Files | PickerKind::Line | PickerKind::Meaning)
}

/// Whether the list changes while the picker is open.
pub fn follows_workspace(kind: PickerKind) -> bool {
    use PickerKind::{Files, Meaning, Notices, Pictures, Symbols};
    matches!(kind, Files | Symbols | Notices | Pictures | Meaning)
}

/// A first letter that means another picker, and the rest of the query.
pub fn switch(kind: PickerKind, query: &str) -> Option<(PickerKind, &str)> {
    if kind != PickerKind::Files {
        return None;
    }
    let mut chars = query.chars();
    let other = match chars.next()? {
        '>' => PickerKind::Commands,
        '@' => PickerKind::Symbols,
        ':' => PickerKind::Line,
        _ => return None,
    };
    Some((other, chars.as_str().trim_start()))
}

/// The entries of a picker.
pub fn entries(kind: PickerKind, query: &str, snapshot: &Snapshot) -> Vec<Entry> {
    match kind {
        PickerKind::Commands => commands(snapshot),
        // The finder's results are painted from the snapshot itself.
        PickerKind::Files => Vec::new(),
        PickerKind::Symbols => symbols(snapshot),
        PickerKind::Line => line(query, snapshot),
        PickerKind::Languages => languages(snapshot),
        PickerKind::ReopenEncoding => encodings(snapshot, "file.reopen_with_encoding"),
        PickerKind::SaveEncoding => encodings(snapshot, "file.save_with_encoding"),
        PickerKind::LineEndings => line_endings(snapshot),
        PickerKind::Indentation => indentation(),
        PickerKind::Themes => themes(snapshot),
        PickerKind::Samples => samples(),
        PickerKind::RecentProjects => recent(snapshot),
        PickerKind::RecentFiles => recent_files(snapshot),
        PickerKind::Tabs => tabs(snapshot),
        PickerKind::UndoHistory => Vec::new(),
        PickerKind::Notices => notices(snapshot),
        PickerKind::Pictures => pictures(snapshot),
        PickerKind::Meaning => super::meaning::entries(query, snapshot),
    }
}

fn pictures(snapshot: &Snapshot) -> Vec<Entry> {
    let root = snapshot.project.as_ref().map(|project| project.root.as_path());
    let entry = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let folder = path.parent().unwrap_or(path);
        let shown = root.and_then(|root| folder.strip_prefix(root).ok()).unwrap_or(folder);
        let put = Command::run_with("sketch.picture", [path.display().to_string()]);
        Entry::new(name, put).detail(shown.display().to_string()).icon(Icon::FileImage)
    };
    snapshot.shelf.pictures.iter().map(entry).collect()
}

fn commands(snapshot: &Snapshot) -> Vec<Entry> {
    let table = CommandTable::standard();
    table
        .iter()
        .filter(|spec| spec.in_palette && (spec.enabled)(snapshot))
        .map(|spec| {
            let mut entry =
                Entry::new(format!("{}: {}", spec.category.title(), spec.title), Command::run(spec.id))
                    .trailing(snapshot.keymap.keys_text(spec.id).unwrap_or_default());
            entry.impossible = spec.impossible(snapshot);
            entry
        })
        .collect()
}

fn symbols(snapshot: &Snapshot) -> Vec<Entry> {
    let outline = &snapshot.outline;
    outline
        .symbols
        .iter()
        .enumerate()
        .map(|(index, symbol)| {
            let go = crate::symbols::go_to(snapshot, symbol);
            let mut entry = Entry::new(symbol.name.to_string(), go)
                .detail(crate::symbols::kind_name(symbol.kind))
                .icon(crate::symbols::icon(symbol.kind));
            entry.current = outline.current == Some(index);
            entry
        })
        .collect()
}

fn line(query: &str, snapshot: &Snapshot) -> Vec<Entry> {
    let Some(view) = snapshot.active_view() else { return Vec::new() };
    let lines = view.document.text.line_count();
    let mut parts = query.split([':', ',']).map(str::trim);
    let Some(line) = parts.next().and_then(|line| line.parse::<i64>().ok()) else { return Vec::new() };
    let column = parts.next().and_then(|column| column.parse::<i64>().ok());
    let shown = line.clamp(1, i64::try_from(lines).unwrap_or(i64::MAX));
    let (label, command) = match column {
        Some(column) => (
            format!("Go to line {shown}, column {column}"),
            Command::run_with("go.line", [format!("{line}:{column}")]),
        ),
        None => (format!("Go to line {shown}"), Command::run_with("go.line", [shown])),
    };
    vec![Entry::new(label, command).detail(format!("of {lines}")).icon(Icon::CornerDownRight)]
}

fn languages(snapshot: &Snapshot) -> Vec<Entry> {
    let current = snapshot.active_view().map(|view| view.document.language);
    justbuilt_syntax::Languages::new()
        .all()
        .map(|language| {
            let id = language.id;
            let mut entry = Entry::new(language.name, Command::run_with("file.set_language", [id.as_str()]));
            entry.current = current == Some(id);
            entry
        })
        .collect()
}

fn encodings(snapshot: &Snapshot, command: &'static str) -> Vec<Entry> {
    let current = snapshot.active_view().map(|view| view.document.encoding);
    justbuilt_text::Encoding::common()
        .into_iter()
        .map(|encoding| {
            let mut entry = Entry::new(encoding.label(), Command::run_with(command, [encoding.name()]));
            entry.current = current == Some(encoding);
            entry
        })
        .collect()
}

fn line_endings(snapshot: &Snapshot) -> Vec<Entry> {
    let current = snapshot.active_view().map(|view| view.document.line_ending);
    [
        (LineEnding::Lf, "LF", "Line feed: Linux, macOS", "lf"),
        (LineEnding::CrLf, "CRLF", "Carriage return and line feed: Windows", "crlf"),
        (LineEnding::Cr, "CR", "Carriage return: old Macs", "cr"),
    ]
    .into_iter()
    .map(|(ending, label, detail, name)| {
        let mut entry = Entry::new(label, Command::run_with("file.set_line_ending", [name])).detail(detail);
        entry.current = current == Some(ending);
        entry
    })
    .collect()
}

fn indentation() -> Vec<Entry> {
    let spaces = [2_i64, 4, 8].into_iter().map(|width| {
        Entry::new(
            format!("Spaces: {width}"),
            Command::run_with("file.set_indentation", [format!("spaces:{width}")]),
        )
    });
    let tabs = [2_i64, 4, 8].into_iter().map(|width| {
        Entry::new(
            format!("Tabs of width {width}"),
            Command::run_with("file.set_indentation", [format!("tabs:{width}")]),
        )
    });
    let convert = [Entry::new("Convert this file to its indentation", Command::run("edit.convert_indent"))];
    spaces.chain(tabs).chain(convert).collect()
}

fn themes(snapshot: &Snapshot) -> Vec<Entry> {
    Themes::names(snapshot)
        .into_iter()
        .map(|name| {
            let mut entry = Entry::new(name.clone(), Command::run_with("settings.theme", [name.as_str()]));
            entry.current = snapshot.settings.theme == name;
            entry
        })
        .collect()
}

fn samples() -> Vec<Entry> {
    justbuilt_sketch::samples::all()
        .into_iter()
        .map(|(name, _)| Entry::new(name, Command::run_with("sketch.sample", [name])).icon(Icon::PencilRuler))
        .collect()
}

fn recent(snapshot: &Snapshot) -> Vec<Entry> {
    snapshot
        .recent
        .iter()
        .map(|path| {
            let name = path
                .file_name()
                .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
            let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            Entry::new(name, Command::OpenProject(path.clone())).detail(folder).icon(Icon::Folder)
        })
        .collect()
}

fn recent_files(snapshot: &Snapshot) -> Vec<Entry> {
    let root = snapshot.project.as_ref().map(|project| project.root.as_path());
    // The one that is looked at is not one to go to.
    let active = snapshot.active_tab().and_then(|tab| tab.path.as_ref());
    snapshot
        .recent_files
        .iter()
        .filter(|path| Some(*path) != active)
        .map(|path| {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let folder = path.parent().unwrap_or(path);
            let shown = root.and_then(|root| folder.strip_prefix(root).ok()).unwrap_or(folder);
            let open = OpenAt { path: path.clone(), ..OpenAt::default() };
            Entry::new(name, Command::OpenAt(open)).detail(shown.display().to_string()).icon(Icon::FileText)
        })
        .collect()
}

fn tabs(snapshot: &Snapshot) -> Vec<Entry> {
    snapshot
        .tabs
        .iter()
        .map(|tab| {
            let focus = Command::Tab(justbuilt_workspace::command::TabCommand::Focus(tab.id));
            let detail = tab.subtitle.clone().unwrap_or_default();
            let icon = match tab.item {
                TabItem::Document(_) => Icon::FileText,
                _ => Icon::Square,
            };
            let mut entry = Entry::new(tab.title.clone(), focus).detail(detail).icon(icon);
            entry.current = snapshot.active == Some(tab.id);
            entry
        })
        .collect()
}

fn notices(snapshot: &Snapshot) -> Vec<Entry> {
    snapshot
        .notices
        .iter()
        .rev()
        .map(|notice| {
            Entry::new(notice.title.clone(), Command::DismissNotice(notice.id)).detail(notice.detail.clone())
        })
        .collect()
}

/// The states of a document's history, the latest first.
pub fn undo_states(states: &[UndoState]) -> Vec<Entry> {
    let latest = states.iter().filter_map(|state| state.at).max();
    let mut entries: Vec<Entry> = states
        .iter()
        .enumerate()
        .map(|(index, state)| {
            let what = match state.kind {
                None => "As it was opened".to_owned(),
                Some(kind) => format!("{} +{} −{}", edit_name(kind), state.size.0, state.size.1),
            };
            let age = match (latest, state.at) {
                (Some(latest), Some(at)) => age_text(latest.0 - at.0),
                _ => String::new(),
            };
            let mut entry = Entry::new(what, Command::run_with("undo.go", [index as i64])).detail(age);
            entry.current = state.current;
            entry
        })
        .collect();
    entries.reverse();
    entries
}

fn edit_name(kind: EditKind) -> &'static str {
    match kind {
        EditKind::Insert => "Typed",
        EditKind::DeleteBackward | EditKind::DeleteForward => "Deleted",
        EditKind::Paste => "Pasted",
        EditKind::Format => "Formatted",
        EditKind::Replace => "Replaced",
        EditKind::Other(name) => name,
    }
}

/// How long before the latest change, in words.
fn age_text(milliseconds: i64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        ..1 => String::new(),
        1..60 => format!("{seconds} s earlier"),
        60..3600 => format!("{} min earlier", seconds / 60),
        _ => format!("{} h earlier", seconds / 3600),
    }
}
