//! The whole editor without a window: real shell, real workspace, real disk, driven by keys as a user would.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what cannot be set up fails the test, with its reason"
)]

#[path = "editor/colleagues.rs"]
mod colleagues;
#[path = "editor/committing.rs"]
mod committing;
#[path = "editor/completing.rs"]
mod completing;
#[path = "editor/drawing.rs"]
mod drawing;
#[path = "editor/meaning.rs"]
mod meaning;
#[path = "editor/ollama.rs"]
mod ollama;
#[path = "editor/panels.rs"]
mod panels;
#[path = "editor/previewing.rs"]
mod previewing;
#[path = "editor/real.rs"]
mod real;
#[path = "editor/sketching.rs"]
mod sketching;

use std::fs;
use std::path::Path;
use std::time::Duration;

use justbuilt_app::keys;
use justbuilt_app::native::OpenPath;
use justbuilt_app::native::offscreen::Screen;
use justbuilt_app::native::screenshot::{OffscreenShell, editor, step, unopened};
use justbuilt_app::pickers::Picker;
use justbuilt_testkit::random_cases;
use justbuilt_workspace::command::{Focus, Step};
use justbuilt_workspace::{Command, DiskState, PickerKind, TabItem};

const SCREEN: Screen = Screen { pixels: [1280, 800], scale: 1.0 };

fn open(paths: &[&Path], home: Option<&Path>) -> OffscreenShell {
    let paths: Vec<OpenPath> =
        paths.iter().map(|path| OpenPath { path: path.to_path_buf(), place: None }).collect();
    editor(&paths, SCREEN, home).unwrap()
}

fn steps(editor: &mut OffscreenShell, lines: &[&str]) {
    for line in lines {
        let parsed: Step = line.parse().unwrap();
        step(editor, &parsed).unwrap_or_else(|error| panic!("{line}: {error:#}"));
    }
}

fn text(editor: &OffscreenShell) -> String {
    editor.face.snapshot().active_view().map(|view| view.document.text.to_string()).unwrap_or_default()
}

fn active_title(editor: &OffscreenShell) -> String {
    editor.face.snapshot().active_tab().map(|tab| tab.title.clone()).unwrap_or_default()
}

/// Waits for background work that ends by itself (a save, a reload) without sleeping blindly.
fn until(editor: &mut OffscreenShell, what: &str, mut done: impl FnMut(&OffscreenShell) -> bool) {
    let start = std::time::Instant::now();
    while !done(editor) {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        editor.frame(Vec::new());
        std::thread::yield_now();
    }
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "pub fn old_name() -> u32 {\n    1\n}\n").unwrap();
    fs::write(folder.path().join("src/main.rs"), "fn main() {\n    demo::old_name();\n}\n").unwrap();
    fs::write(folder.path().join("README.md"), "# Demo\n").unwrap();
    folder
}

#[test]
fn type_undo_save() {
    let folder = project();
    let file = folder.path().join("src/lib.rs");
    let mut editor = open(&[&file], None);
    assert_eq!(editor.face.snapshot().focus, Focus::Editor, "what was opened has the keyboard");
    steps(&mut editor, &["keys ctrl+end", "type // end", "keys enter", "type // more"]);
    assert_eq!(text(&editor), "pub fn old_name() -> u32 {\n    1\n}\n// end\n// more");
    steps(&mut editor, &["keys ctrl+z"]);
    assert!(!text(&editor).contains("more"));
    steps(&mut editor, &["keys ctrl+shift+z", "keys ctrl+s"]);
    until(&mut editor, "the save", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
    });
    assert_eq!(fs::read_to_string(&file).unwrap(), text(&editor));
}

#[test]
fn rename_across_files_with_the_keyboard_alone() {
    let folder = project();
    let mut editor = open(&[folder.path()], None);
    // Find the file, select the name, see it in the project, change it in both files.
    steps(&mut editor, &["keys ctrl+p", "type lib.rs", "keys enter"]);
    assert_eq!(active_title(&editor), "lib.rs");
    steps(&mut editor, &["find.open", "type old_name", "keys escape", "keys ctrl+shift+f"]);
    until(&mut editor, "two hits", |editor| editor.face.snapshot().search.hits == 2);
    assert_eq!(editor.face.snapshot().search.query.text, "old_name", "the selection is what is looked for");
    steps(&mut editor, &["keys ctrl+1", "select.all_matches", "type new_name", "keys ctrl+s"]);
    steps(
        &mut editor,
        &["keys ctrl+p", "type main.rs", "keys enter", "find.open", "type old_name", "keys escape"],
    );
    steps(&mut editor, &["type new_name", "keys ctrl+s"]);
    until(&mut editor, "both saves", |_| {
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        read("src/lib.rs").contains("new_name") && read("src/main.rs").contains("demo::new_name();")
    });
}

#[test]
fn a_new_file_is_named_and_opened_with_the_keyboard() {
    let folder = project();
    let mut editor = open(&[folder.path(), &folder.path().join("README.md")], None);
    steps(&mut editor, &["explorer.new_file", "type notes.md", "keys enter"]);
    until(&mut editor, "the new file", |editor| active_title(editor) == "notes.md");
    steps(&mut editor, &["type # Notes", "keys ctrl+s"]);
    let path = folder.path().join("notes.md");
    until(&mut editor, "the save", |_| fs::read_to_string(&path).is_ok_and(|text| text == "# Notes"));
}

#[test]
fn palette_lists_and_runs_commands() {
    let folder = project();
    let mut editor = open(&[&folder.path().join("README.md")], None);
    steps(&mut editor, &["keys ctrl+shift+p"]);
    assert_eq!(editor.face.snapshot().focus, Focus::Picker);
    steps(&mut editor, &["type zoom in", "keys escape"]);
    assert_eq!(editor.face.snapshot().focus, Focus::Editor, "the text has the keyboard again");
    steps(&mut editor, &["keys ctrl+shift+p", "type settings: settings", "keys enter"]);
    let item = editor.face.snapshot().active_tab().map(|tab| matches!(tab.item, TabItem::Settings));
    assert_eq!(item, Some(true));
}

/// The events of several steps, as a frame gets them that took longer than the typing.
fn burst(steps: &[(&str, &str)]) -> Vec<egui::Event> {
    let mut events = Vec::new();
    for (kind, what) in steps {
        match *kind {
            "type" => {
                for character in what.chars() {
                    events.push(egui::Event::Text(character.to_string()));
                }
            }
            _ => {
                let (key, modifiers) = keys::press(what).unwrap();
                events.extend(keys::events(key, modifiers, ""));
                // As X11 and Windows do: the character comes along, though Alt is held.
                if modifiers.alt && !modifiers.ctrl {
                    events.push(egui::Event::Text(key.name().to_lowercase()));
                }
            }
        }
    }
    events
}

#[test]
fn keys_of_one_slow_frame_go_where_they_would_have_gone_one_by_one() {
    let folder = project();
    let mut editor = open(&[folder.path(), &folder.path().join("README.md")], None);
    editor.frame(burst(&[("keys", "ctrl+p"), ("type", "lib.rs"), ("keys", "enter")]));
    until(&mut editor, "the file that was typed", |editor| active_title(editor) == "lib.rs");
    assert!(editor.settle(Duration::from_secs(20)));
    editor.frame(burst(&[
        ("keys", "ctrl+end"),
        ("type", "// x"),
        ("keys", "ctrl+p"),
        ("type", "@old"),
        ("keys", "enter"),
    ]));
    assert!(editor.settle(Duration::from_secs(20)));
    editor.frame(burst(&[
        ("type", "y"),
        ("keys", "ctrl+f"),
        ("type", "1"),
        ("keys", "enter"),
        ("type", "2"),
    ]));
    assert!(editor.settle(Duration::from_secs(20)));
    // The last 2 went into the find bar, after the Enter there had looked for the 1.
    assert_eq!(text(&editor), "pub fn yold_name() -> u32 {\n    1\n}\n// x");
    let find = editor.face.snapshot().active_view().and_then(|view| view.find.clone());
    assert_eq!(find.map(|find| find.query.text.clone()), Some("12".to_owned()));
}

/// However frames cut what is typed, it goes to the same places.
#[test]
fn keys_mean_the_same_in_fast_and_slow_frames() {
    let folder = project();
    let mut editor = open(&[folder.path(), &folder.path().join("README.md")], None);
    let typed = burst(&[
        ("keys", "escape"),
        ("keys", "ctrl+p"),
        ("type", "lib"),
        ("keys", "escape"),
        ("keys", "ctrl+p"),
        ("type", "main"),
    ]);
    random_cases(60, |random| {
        let mut rest = typed.clone();
        let mut cut = Vec::new();
        while !rest.is_empty() {
            let count = random.range(0..6).min(rest.len());
            let events: Vec<egui::Event> = rest.drain(..count).collect();
            cut.push(count);
            editor.frame(events);
        }
        for _ in 0..3 {
            editor.frame(Vec::new());
        }
        let snapshot = editor.face.snapshot();
        assert_eq!((snapshot.focus, snapshot.finder.query.as_str()), (Focus::Picker, "main"), "{cut:?}");
        assert_eq!(text(&editor), "# Demo\n");
    });
}

#[test]
fn down_leads_from_the_search_field_to_the_first_hit() {
    let folder = project();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["keys ctrl+shift+f", "type old_name"]);
    until(&mut editor, "two hits", |editor| editor.face.snapshot().search.hits == 2);
    editor.frame(burst(&[("keys", "down")]));
    steps(&mut editor, &["keys enter"]);
    until(&mut editor, "the file of the hit", |editor| active_title(editor) == "lib.rs");
}

#[test]
fn a_chord_with_alt_in_a_field_types_nothing() {
    let folder = project();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["keys ctrl+shift+f", "type old"]);
    editor.frame(burst(&[("keys", "alt+w"), ("type", "_name")]));
    assert!(editor.settle(Duration::from_secs(20)));
    let query = editor.face.snapshot().search.query.clone();
    assert_eq!((query.text.as_str(), query.word), ("old_name", true));
}

#[test]
fn lines_and_symbols_are_gone_to_from_the_picker() {
    let folder = project();
    let mut editor = open(&[&folder.path().join("src/lib.rs")], None);
    let caret = |editor: &OffscreenShell| {
        editor.face.snapshot().active_view().map(|view| view.selections.primary().head)
    };
    for (what, at) in [(":2:3", 29), ("@old", 7), (":3", 33), (":-5", 0), (":99", 35)] {
        steps(&mut editor, &["keys ctrl+p", &format!("type {what}"), "keys enter"]);
        assert_eq!(caret(&editor), Some(at), "{what}");
    }
}

#[test]
fn what_pickers_offer_fits_the_commands() {
    let folder = project();
    let mut editor = open(&[folder.path(), &folder.path().join("src/lib.rs")], None);
    let table = editor.face.workspace_mut().commands().clone();
    let snapshot = editor.face.snapshot();
    for kind in [
        PickerKind::Commands,
        PickerKind::Symbols,
        PickerKind::Line,
        PickerKind::Languages,
        PickerKind::ReopenEncoding,
        PickerKind::SaveEncoding,
        PickerKind::LineEndings,
        PickerKind::Indentation,
        PickerKind::Themes,
        PickerKind::RecentProjects,
        PickerKind::Tabs,
        PickerKind::UndoHistory,
    ] {
        let mut picker = Picker::new(kind, snapshot);
        picker.state.query = if kind == PickerKind::Line { "2:1".to_owned() } else { String::new() };
        picker.update(snapshot);
        for row in 0..picker.rows().len() {
            let entry = picker.entry(row).unwrap();
            for command in [Some(&entry.command), entry.preview.as_ref()].into_iter().flatten() {
                let Command::Run { id, args } = command else { continue };
                let spec = table.find(id).unwrap_or_else(|| panic!("no command {id}"));
                assert_eq!(args.check(spec.args), Ok(()), "{kind:?}: {}", entry.label);
            }
        }
    }
}

#[test]
fn splits_show_the_same_document() {
    let folder = project();
    let mut editor = open(&[&folder.path().join("src/lib.rs")], None);
    steps(&mut editor, &["keys ctrl+\\", "keys ctrl+home", "type // both"]);
    let snapshot = editor.face.snapshot();
    assert_eq!(snapshot.tabs.len(), 2);
    let texts: Vec<String> = snapshot.views.values().map(|view| view.document.text.to_string()).collect();
    assert!(texts.iter().all(|text| text.starts_with("// both")), "{texts:?}");
}

#[test]
fn the_session_and_unsaved_text_come_back_after_a_kill() {
    let folder = project();
    let home = tempfile::tempdir().unwrap();
    {
        let mut editor = open(&[folder.path()], Some(home.path()));
        steps(&mut editor, &["keys ctrl+p", "type lib.rs", "keys enter", "type // not saved yet"]);
        steps(&mut editor, &["keys ctrl+p", "type readme", "keys enter"]);
        assert_eq!(editor.face.snapshot().tabs.len(), 2);
        let state = home.path().join("state");
        until(&mut editor, "the unsaved text to be kept", |_| {
            contains(&state.join("unsaved"), "not saved yet")
        });
        until(&mut editor, "the session to be kept", |_| contains(&state.join("sessions"), "README.md"));
        // Dropped without closing: as after kill -9.
    }
    let mut editor = open(&[folder.path()], Some(home.path()));
    until(&mut editor, "the tabs", |editor| editor.face.snapshot().tabs.len() == 2);
    assert_eq!(active_title(&editor), "README.md");
    steps(&mut editor, &["keys ctrl+p", "type lib.rs", "keys enter"]);
    assert!(text(&editor).contains("// not saved yet"));
    assert!(fs::read_to_string(folder.path().join("src/lib.rs")).unwrap().starts_with("pub fn old_name"));
}

/// Whether any file below a folder has this text in it, somewhere.
fn contains(folder: &Path, wanted: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return contains(&path, wanted);
        }
        fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes()))
    })
}

#[test]
fn a_file_changed_on_disk_is_reloaded_when_clean_and_asked_about_when_not() {
    let folder = project();
    let file = folder.path().join("README.md");
    let mut editor = open(&[&file], None);
    fs::write(&file, "# Changed outside\n").unwrap();
    editor.face.send(Command::WindowFocus(true));
    until(&mut editor, "the reload", |editor| text(editor) == "# Changed outside\n");
    steps(&mut editor, &["type mine "]);
    fs::write(&file, "# Changed again, and longer\n").unwrap();
    editor.face.send(Command::WindowFocus(true));
    until(&mut editor, "the conflict", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| view.document.disk == DiskState::Conflict)
    });
    assert!(text(&editor).starts_with("mine "), "nothing that was typed is lost");
    steps(&mut editor, &["file.show_conflict"]);
    let diff = editor.face.snapshot().active_tab().map(|tab| matches!(tab.item, TabItem::Diff(_)));
    assert_eq!(diff, Some(true));
    let asks = |editor: &OffscreenShell| {
        editor.face.snapshot().notices.iter().any(|notice| notice.conflict.is_some())
    };
    assert!(asks(&editor));
    steps(&mut editor, &["keys ctrl+1", "file.take_theirs"]);
    until(&mut editor, "their text", |editor| text(editor) == "# Changed again, and longer\n");
    assert!(!asks(&editor), "a question that is settled is taken back");
}

#[test]
fn odd_files_are_offered_as_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let binary = write("program.bin", b"\x7fELF\0\0\0\0\x01\x02\x03");
    let broken = write("broken.txt", b"caf\xff\xfe ok\n");
    let mut editor = open(&[&binary, &broken], None);
    let snapshot = editor.face.snapshot();
    let kinds: Vec<bool> = snapshot.tabs.iter().map(|tab| matches!(tab.item, TabItem::Binary(_))).collect();
    assert_eq!(kinds, [true, false]);
    steps(&mut editor, &["keys ctrl+end", "type more", "keys ctrl+s"]);
    until(&mut editor, "the save", |_| fs::read(&broken).unwrap().ends_with(b"more"));
    assert_eq!(fs::read(&broken).unwrap(), b"caf\xff\xfe ok\nmore");
}

#[test]
fn nothing_is_painted_when_nothing_happens() {
    let folder = project();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["settings.open"]);
    assert!(editor.settle(Duration::from_secs(20)), "it never comes to rest");
    let cost = editor.frame(Vec::new());
    assert!(cost.repaint_after > Duration::from_secs(60), "wants a frame after {:?}", cost.repaint_after);
}

#[test]
fn two_editors_in_one_process_do_not_see_each_other() {
    let (one, two) = (project(), project());
    let mut first = open(&[&one.path().join("README.md")], None);
    let mut second = open(&[&two.path().join("README.md")], None);
    steps(&mut first, &["type first "]);
    steps(&mut second, &["type second "]);
    assert!(text(&first).starts_with("first #"));
    assert!(text(&second).starts_with("second #"));
}

#[test]
fn an_empty_window_welcomes() {
    let mut editor = unopened(SCREEN, None).unwrap();
    editor.face.start(Vec::new());
    editor.settle(Duration::from_secs(10));
    let cost = editor.frame(Vec::new());
    assert!(cost.shapes > 20, "the welcome page is painted");
}

#[test]
fn a_picture_of_the_window_has_text_in_it() {
    let folder = project();
    let mut editor = open(&[&folder.path().join("src/lib.rs")], None);
    let picture = match editor.picture() {
        Ok(picture) => picture,
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("skipped: {error:#}");
            return;
        }
        Err(error) => panic!("{error:#}"),
    };
    assert_eq!((picture.width(), picture.height()), (1280, 800));
    let colours: std::collections::HashSet<[u8; 4]> = picture.pixels().map(|pixel| pixel.0).collect();
    assert!(colours.len() > 100, "{} colours", colours.len());
}

/// The last notice, title and detail, once there is one.
fn told(editor: &mut OffscreenShell) -> String {
    until(editor, "a notice", |editor| !editor.face.snapshot().notices.is_empty());
    let notice = editor.face.snapshot().notices.last().cloned().unwrap();
    editor.face.send(Command::DismissNotice(notice.id));
    editor.frame(Vec::new());
    format!("{}. {}", notice.title, notice.detail)
}

fn is_saved(editor: &OffscreenShell) -> bool {
    editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
}

#[test]
fn what_cannot_be_saved_stays_and_says_what_to_do() {
    let folder = project();
    let (file, sub) = (folder.path().join("src/lib.rs"), folder.path().join("src"));
    let before = fs::read_to_string(&file).unwrap();
    let mut editor = open(&[&file], None);
    // Read-only: nothing is written until the user insists, and the file stays read-only.
    let mut mode = fs::metadata(&file).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&file, mode.clone()).unwrap();
    steps(&mut editor, &["type // mine\n", "keys ctrl+s"]);
    let message = told(&mut editor);
    assert!(message.contains("read-only") && message.contains("Your text is kept here"), "{message}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert!(text(&editor).starts_with("// mine\n"));
    steps(&mut editor, &["file.save_over_read_only"]);
    until(&mut editor, "the save", is_saved);
    assert_eq!(fs::read_to_string(&file).unwrap(), text(&editor));
    assert!(fs::metadata(&file).unwrap().permissions().readonly());
    // Deleted: saving makes it anew.
    fs::remove_file(&file).unwrap();
    steps(&mut editor, &["type more\n", "keys ctrl+s"]);
    until(&mut editor, "the save", is_saved);
    assert_eq!(fs::read_to_string(&file).unwrap(), text(&editor));
    // A folder in its place.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    steps(&mut editor, &["type again\n", "keys ctrl+s"]);
    let message = told(&mut editor);
    assert!(message.contains("folder") && message.contains("Save under another name"), "{message}");
    assert!(file.is_dir() && text(&editor).contains("again"));
    // The folder above it gone.
    fs::remove_dir_all(&sub).unwrap();
    steps(&mut editor, &["keys ctrl+s"]);
    let message = told(&mut editor);
    assert!(message.contains("folder is gone"), "{message}");
    assert!(!sub.exists() && text(&editor).contains("again"));
    steps(&mut editor, &["file.save_with_folder"]);
    until(&mut editor, "the save", is_saved);
    assert_eq!(fs::read_to_string(&file).unwrap(), text(&editor));
}

#[test]
fn the_explorer_takes_many_with_the_keyboard() {
    let folder = project();
    fs::write(folder.path().join("a.txt"), "").unwrap();
    fs::write(folder.path().join("b.txt"), "").unwrap();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["keys ctrl+p", "type lib.rs", "keys enter"]);
    let row = |editor: &OffscreenShell| {
        let tree = &editor.face.snapshot().tree;
        tree.selected.and_then(|index| tree.rows.get(index)).map(|row| row.name.clone())
    };
    until(&mut editor, "the tree to follow", |editor| row(editor).as_deref() == Some("lib.rs"));
    steps(&mut editor, &["keys ctrl+shift+e", "type a.t", "keys shift+down"]);
    assert_eq!(row(&editor).as_deref(), Some("b.txt"));
    let marked = editor.face.snapshot().tree.marked.clone();
    assert_eq!(marked, [folder.path().join("a.txt"), folder.path().join("b.txt")]);
    steps(&mut editor, &["keys ctrl+x", "explorer.select src", "keys ctrl+v"]);
    until(&mut editor, "both to be moved", |_| {
        folder.path().join("src/a.txt").exists() && folder.path().join("src/b.txt").exists()
    });
    assert!(!folder.path().join("a.txt").exists());
}

#[test]
fn the_command_line_reads_what_the_window_recorded() {
    let folder = project();
    let home = tempfile::tempdir().unwrap();
    let link = home.path().join("link");
    std::os::unix::fs::symlink(folder.path(), &link).unwrap();
    {
        // Opened by another name of the same folder.
        let mut editor = open(&[&link, &link.join("README.md")], Some(home.path()));
        until(&mut editor, "recording", |editor| editor.face.snapshot().timeline.is_recording());
        steps(&mut editor, &["keys ctrl+end", "type kept", "keys ctrl+s"]);
        until(&mut editor, "the save", |editor| {
            editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
        });
        editor.face.close();
    }
    let key = justbuilt_timeline::history::project_key(&folder.path().canonicalize().unwrap());
    assert!(home.path().join("state/timeline").join(key).join("format.json").exists());
}

/// An editor on a project that is recorded.
fn recording(folder: &Path, file: &str, home: &Path) -> OffscreenShell {
    let mut editor = open(&[folder, &folder.join(file)], Some(home));
    until(&mut editor, "recording", |editor| editor.face.snapshot().timeline.is_recording());
    editor
}

/// Waits until the files of a branch are written.
fn on_branch(editor: &mut OffscreenShell, name: &str) {
    until(editor, "the branch", |editor| {
        let timeline = &editor.face.snapshot().timeline;
        let active = timeline.branches.iter().find(|branch| branch.active);
        timeline.busy.is_none() && active.is_some_and(|branch| branch.name == name)
    });
}

#[test]
fn what_is_typed_while_a_branch_is_gone_to_is_typed_there() {
    let (folder, home) = (project(), tempfile::tempdir().unwrap());
    let mut editor = recording(folder.path(), "README.md", home.path());
    steps(&mut editor, &["timeline.branch other"]);
    on_branch(&mut editor, "other");
    steps(&mut editor, &["keys ctrl+end", "type there", "keys ctrl+s"]);
    until(&mut editor, "the save", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
    });
    // Typing goes on in the very frame that begins the switch, and in all others.
    editor.face.send(Command::run_with("timeline.switch", ["main"]));
    let mut typed = String::new();
    let mut waited = 0;
    let started = std::time::Instant::now();
    while typed.is_empty() || editor.face.snapshot().timeline.busy.is_some() {
        assert!(started.elapsed() < Duration::from_secs(30), "the switch does not end");
        let letter = char::from(b'a' + (typed.len() % 26) as u8);
        editor.frame(burst(&[("type", &letter.to_string())]));
        typed.push(letter);
        waited += usize::from(editor.face.snapshot().timeline.busy.is_some());
        std::thread::yield_now();
    }
    assert!(waited > 0, "nothing was typed during the switch");
    on_branch(&mut editor, "main");
    until(&mut editor, "what was typed", |editor| text(editor).len() >= "# Demo\n".len() + typed.len());
    assert_eq!(text(&editor), format!("# Demo\n{typed}"), "all of it, in order, where it was meant to go");
    let told: Vec<&str> = editor.face.snapshot().notices.iter().map(|notice| notice.title.as_str()).collect();
    assert_eq!(
        told,
        ["You are on the branch ‘other’", "You are on the branch ‘main’"],
        "nothing was refused"
    );
}

#[test]
fn tabs_of_a_branch_are_where_they_were_when_it_is_come_back_to() {
    let (folder, home) = (project(), tempfile::tempdir().unwrap());
    let mut editor = recording(folder.path(), "README.md", home.path());
    steps(&mut editor, &["timeline.branch other"]);
    on_branch(&mut editor, "other");
    steps(&mut editor, &["explorer.new_file", "type only.rs", "keys enter"]);
    until(&mut editor, "the new file", |editor| active_title(editor) == "only.rs");
    let lines: String = (0..200).map(|line| format!("// line {line}\n")).collect();
    let view = editor.face.snapshot().active_view().unwrap().id;
    editor.face.send(Command::Paste { view, text: lines });
    steps(&mut editor, &["keys ctrl+s"]);
    until(&mut editor, "the save", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
    });
    steps(&mut editor, &["keys ctrl+p", "type lib.rs", "keys enter"]);
    until(&mut editor, "lib.rs", |editor| active_title(editor) == "lib.rs");
    steps(&mut editor, &["keys ctrl+p", "type only.rs", "keys enter", "go.line 120"]);
    editor.settle(Duration::from_secs(5));
    let titles = |editor: &OffscreenShell| -> Vec<String> {
        editor.face.snapshot().tabs.iter().map(|tab| tab.title.clone()).collect()
    };
    let look = |editor: &OffscreenShell| editor.face.snapshot().active_view().unwrap().selections.clone();
    assert_eq!(titles(&editor), ["README.md", "only.rs", "lib.rs"]);
    let before = look(&editor);
    steps(&mut editor, &["timeline.switch main"]);
    on_branch(&mut editor, "main");
    assert_eq!(titles(&editor), ["README.md", "lib.rs"]);
    steps(&mut editor, &["timeline.switch other"]);
    on_branch(&mut editor, "other");
    until(&mut editor, "the tab", |editor| active_title(editor) == "only.rs" && text(editor).len() > 100);
    editor.settle(Duration::from_secs(5));
    assert_eq!(titles(&editor), ["README.md", "only.rs", "lib.rs"]);
    assert_eq!(look(&editor), before);
}

#[test]
fn keys_after_a_form_of_the_timeline_go_where_they_should() {
    let folder = project();
    let mut editor = open(&[folder.path(), &folder.path().join("README.md")], None);
    until(&mut editor, "the history", |editor| editor.face.snapshot().timeline.is_recording());
    steps(&mut editor, &["timeline.branch try"]);
    until(&mut editor, "the branch", |editor| {
        let timeline = &editor.face.snapshot().timeline;
        timeline.busy.is_none() && timeline.branches.len() == 2
    });
    for _ in 0..3 {
        steps(&mut editor, &["keys ctrl+shift+p", "type switch branch", "keys enter"]);
        editor.settle(Duration::from_secs(20));
        let before = editor.face.snapshot().timeline.active;
        steps(&mut editor, &["keys enter"]);
        until(&mut editor, "the switch", |editor| {
            let timeline = &editor.face.snapshot().timeline;
            timeline.busy.is_none() && timeline.active != before
        });
        editor.settle(Duration::from_secs(20));
        for events in [("keys", "ctrl+p"), ("type", "l"), ("type", "i"), ("type", "b")] {
            editor.frame(burst(&[events]));
        }
        for _ in 0..3 {
            editor.frame(Vec::new());
        }
        assert_eq!(editor.face.snapshot().finder.query, "lib");
        assert_eq!(text(&editor), "# Demo\n");
        steps(&mut editor, &["keys escape"]);
    }
}
