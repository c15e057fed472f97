//! Settings, keymap and themes as files: read, followed, written, and told about when they have mistakes.

use std::path::Path;

use justbuilt_store::{Fault, Fs as _};
use justbuilt_workspace::command::{Focus, SettingsCommand};
use justbuilt_workspace::keymap::{Lookup, parse_chords};
use justbuilt_workspace::settings::{WordWrap, defaults_text};
use justbuilt_workspace::{Command, TabItem};

use crate::harness::{Machine, Window};

const USER: &str = "/config/settings.toml";

fn machine(settings: &str) -> Machine {
    let machine = Machine::new(&[("/p/a.rs", "fn a() {}"), ("/p/.justbuilt/keep", "")]);
    if !settings.is_empty() {
        machine.write_state(USER, settings);
    }
    machine
}

fn problems(window: &mut Window) -> Vec<String> {
    window.snapshot().problems.iter().map(ToString::to_string).collect()
}

fn set(window: &mut Window, key: &str, value: &str) {
    window.send(Command::Settings(SettingsCommand::Set { key: key.into(), value: value.into() }));
}

#[test]
fn files_are_read_and_the_project_wins() {
    let machine = machine("[editor]\nfont_size = 20\ntab_width = 8\n");
    machine.write("/p/.justbuilt/settings.toml", "[editor]\ntab_width = 2\n");
    let mut window = machine.start(Some("/p"));
    let settings = window.snapshot().settings.clone();
    assert_eq!((settings.editor.font_size, settings.editor.tab_width), (20.0, 2));
    window.step("project.close");
    assert_eq!(window.snapshot().settings.editor.tab_width, 8);
}

#[test]
fn changes_are_used_at_once_and_mistakes_change_nothing() {
    let machine = machine("[editor]\nfont_size = 20\n");
    let mut window = machine.start(Some("/p"));
    assert!(machine.watch.watched().contains(&USER.into()));
    machine.write(USER, "[editor]\nfont_size = 22\nword_wrap = \"view\"\n");
    machine.watch.tell(&[USER]);
    window.settle();
    let settings = window.snapshot().settings.clone();
    assert_eq!((settings.editor.font_size, settings.editor.word_wrap), (22.0, WordWrap::View));
    machine.write(USER, "[editor]\nfont_size = \"big\"\n");
    machine.watch.tell(&[USER]);
    window.settle();
    assert_eq!(window.snapshot().settings.editor.font_size, 22.0, "the last good value");
    assert_eq!(
        problems(&mut window),
        ["/config/settings.toml:2: error: `editor.font_size` is a number from 6 to 60."]
    );
    machine.fs.inject(USER, Fault::UnreadableDenied);
    machine.watch.tell(&[USER]);
    window.settle();
    assert_eq!(window.snapshot().settings.editor.font_size, 22.0);
    assert!(problems(&mut window)[0].contains("permission denied"), "{:?}", problems(&mut window));
    machine.fs.clear_faults();
    machine.fs.remove(Path::new(USER)).unwrap();
    machine.watch.tell(&[USER]);
    window.settle();
    assert_eq!(window.snapshot().settings.editor.font_size, 13.5);
    assert!(problems(&mut window).is_empty());
}

#[test]
fn settings_are_written_where_their_comments_are() {
    let machine = machine("");
    let mut window = machine.start(Some("/p"));
    set(&mut window, "editor.tab_width", "2");
    assert_eq!(window.snapshot().settings.editor.tab_width, 2);
    assert_eq!(machine.read(USER), defaults_text().replace("# tab_width = 4", "tab_width = 2"));
    set(&mut window, "editor.word_wrap", "view");
    window.step("settings.theme light");
    assert_eq!(window.snapshot().settings.theme, "light");
    assert_eq!(window.snapshot().settings.editor.word_wrap, WordWrap::View);
    window.send(Command::Settings(SettingsCommand::Reset { key: "editor.tab_width".into() }));
    assert_eq!(window.snapshot().settings.editor.tab_width, 4);
    assert!(
        machine.read(USER).contains("\n# tab_width = 4\n")
            && machine.read(USER).contains("\ntheme = \"light\"\n")
    );
    // They are there the next time.
    let mut window = window.quit().start(Some("/p"));
    assert_eq!(window.snapshot().settings.theme, "light");
    set(&mut window, "editor.nonsense", "1");
    set(&mut window, "editor.font_size", "huge");
    assert_eq!(window.notices(), ["The setting was not changed", "The setting was not changed"]);
    let error = window.try_step("settings.set editor.tab_width 99").unwrap_err().to_string();
    assert_eq!(error, "`editor.tab_width` is a whole number from 1 to 16.");
}

#[test]
fn a_file_with_mistakes_is_not_written_over() {
    let machine = machine("[editor\nfont_size = 20\n");
    let mut window = machine.start(Some("/p"));
    set(&mut window, "editor.tab_width", "2");
    assert_eq!(machine.read(USER), "[editor\nfont_size = 20\n");
    assert_eq!(window.notices(), ["The setting was not written"]);
    assert_eq!(problems(&mut window).len(), 1);
}

#[test]
fn a_file_that_is_open_and_changed_keeps_both() {
    let machine = machine("[editor]\nfont_size = 20\n");
    let mut window = machine.start(Some("/p"));
    window.step("settings.open_file");
    window.step("type # typed\\n");
    set(&mut window, "editor.font_size", "21");
    assert_eq!(machine.read(USER), "# typed\n[editor]\nfont_size = 21\n");
    assert_eq!(window.snapshot().settings.editor.font_size, 21.0);
    assert_eq!(window.tabs(), "[settings.toml]");
}

#[test]
fn pages_and_files_open() {
    let machine = machine("");
    let mut window = machine.start(Some("/p"));
    window.step("settings.open");
    assert!(matches!(window.tab().item, TabItem::Settings));
    window.step("keymap.open");
    assert!(matches!(window.tab().item, TabItem::Keymap));
    window.step("settings.open_file");
    assert_eq!(window.text(), defaults_text());
    window.step("keymap.open_file");
    assert!(window.text().contains("# [[bind]]"));
    window.step("settings.open_project_file");
    assert_eq!(window.tab().path.as_deref(), Some(Path::new("/p/.justbuilt/settings.toml")));
    assert!(!machine.fs.exists(Path::new("/p/.justbuilt/settings.toml")), "never made by itself");
}

#[test]
fn keys_of_the_user_win_and_mistakes_are_told() {
    let machine = machine("");
    machine.write_state(
        "/config/keymap.toml",
        "[[bind]]\nkeys = \"ctrl+alt+x\"\ncommand = \"view.explorer\"\n\n[[bind]]\nkeys = \"ctrl+q\"\ncommand = \"none\"\n\
         [[bind]]\nkeys = \"ctrl+x ctrl+y\"\ncommand = \"no.such\"\n",
    );
    let mut window = machine.start(Some("/p"));
    let keymap = window.snapshot().keymap.clone();
    assert_eq!(keymap.keys_text("view.explorer").as_deref(), Some("Ctrl+Alt+X"));
    assert_eq!(keymap.keys_text("palette.files").as_deref(), Some("Ctrl+P"), "defaults are there too");
    assert_eq!(keymap.lookup(&parse_chords("ctrl+q").unwrap(), Focus::Editor), Lookup::None);
    assert_eq!(problems(&mut window), ["/config/keymap.toml:10: error: there is no command “no.such”"]);
    machine.write("/config/keymap.toml", "[[bind\n");
    machine.watch.tell(&["/config/keymap.toml"]);
    window.settle();
    let after = window.snapshot().keymap.clone();
    assert_eq!(after.keys_text("view.explorer").as_deref(), Some("Ctrl+Alt+X"), "the last good ones stay");
    assert!(
        problems(&mut window)[0].starts_with("/config/keymap.toml:1: error"),
        "{:?}",
        problems(&mut window)
    );
    machine.fs.remove(Path::new("/config/keymap.toml")).unwrap();
    machine.watch.tell(&["/config/keymap.toml"]);
    window.settle();
    assert_eq!(window.snapshot().keymap.keys_text("view.explorer").as_deref(), Some("Ctrl+Shift+E"));
    assert!(window.snapshot().keymap.revision > keymap.revision && problems(&mut window).is_empty());
}

#[test]
fn strokes_of_a_script_mean_what_they_mean_in_the_window() {
    let mut window = machine("").start(Some("/p"));
    window.open("/p/a.rs");
    window.step("keys x shift+y space ctrl+home z");
    assert_eq!(window.marked(), "zˇxY fn a() {}");
    window.step("keys ctrl+k ctrl+s");
    assert!(matches!(window.tab().item, TabItem::Keymap));
    assert!(window.try_step("keys ctrl+k").unwrap_err().to_string().contains("only the beginning"));
    assert!(
        window.try_step("keys ctrl+alt+shift+f12").unwrap_err().to_string().contains("means nothing here")
    );
}

#[test]
fn themes_are_read_from_their_folder() {
    let machine = machine("");
    machine.write_state("/config/themes/solar.toml", "name = \"Solar\"\n");
    machine.write("/config/themes/notes.txt", "no theme");
    let mut window = machine.start(Some("/p"));
    let names = |window: &mut Window| {
        let snapshot = window.snapshot();
        snapshot
            .themes
            .iter()
            .map(|theme| format!("{} {}", theme.name, theme.text.trim()))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&mut window), ["solar name = \"Solar\""]);
    machine.write("/config/themes/solar.toml", "name = \"Other\"\n");
    machine.write("/config/themes/lunar.toml", "");
    machine.watch.tell(&["/config/themes/solar.toml"]);
    window.settle();
    assert_eq!(names(&mut window), ["lunar ", "solar name = \"Other\""]);
}

#[test]
fn saving_the_files_in_the_editor_is_enough_without_a_watcher() {
    let machine = machine("[editor]\ntab_width = 8\n");
    let mut window = machine.start(Some("/p"));
    window.step("settings.open_file");
    window.step("keys ctrl+end");
    window.step("type font_size = 20\\n");
    assert_eq!(window.snapshot().settings.editor.font_size, 13.5, "not before it is saved");
    window.step("file.save");
    assert_eq!(window.snapshot().settings.editor.font_size, 20.0);
    window.step("keymap.open_file");
    window.step("type [[bind]]\\nkeys = \"f7\"\\ncommand = \"view.search\"\\n");
    window.step("file.save");
    assert_eq!(window.snapshot().keymap.keys_text("view.search").as_deref(), Some("F7"));
    // A new file is in the tree and in the finder.
    window.step("file.new_named brand-new.txt");
    window.step("type x");
    window.step("file.save");
    assert!(window.snapshot().tree.rows.iter().any(|row| row.name == "brand-new.txt"));
    window.step("finder.query brandnew");
    assert_eq!(window.snapshot().finder.items.len(), 1);
}

#[test]
fn a_language_has_settings_of_its_own() {
    let machine = Machine::new(&[("/p/a.rs", "a  "), ("/p/b.py", ""), ("/p/c.md", "c"), ("/p/d.css", "")])
        .settings(
            "[editor]\ntab_width = 8\nrulers = [80]\n\
         [language.rust]\ntab_width = 2\nword_wrap = \"column\"\nword_wrap_column = 40\nrulers = [100]\n\
         trim_trailing_whitespace = true\nauto_pair = false\n\
         [language.Markdown]\nrulers = []\n",
        );
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    let document = window.document();
    assert_eq!((document.tab_width, document.editor.rulers.clone()), (2, vec![100]));
    assert_eq!(document.editor.word_wrap, WordWrap::Column(40));
    assert!(window.view().wrap);
    window.step("edit.indent");
    window.step("type (");
    assert_eq!(window.text(), "  (a  ", "two columns, and no pair");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.rs"), "  (a");
    window.open("/p/b.py");
    window.step("type (");
    assert_eq!(window.text(), "()");
    assert_eq!((window.document().tab_width, window.document().editor.rulers.clone()), (8, vec![80]));
    assert!(!window.view().wrap);
    window.open("/p/c.md");
    assert_eq!(window.document().editor.rulers, [0; 0]);
    assert!(window.view().wrap, "prose is wrapped");
    // Settings of a language change at once, and go with the language.
    machine.write(USER, "[language.markdown]\nword_wrap = \"off\"\n");
    machine.watch.tell(&[USER]);
    window.settle();
    assert!(!window.view().wrap);
    window.step("file.set_language asciidoc");
    assert!(window.view().wrap, "{}", window.document().language_name);
    assert!(problems(&mut window).is_empty(), "{:?}", problems(&mut window));
}

#[test]
fn mistakes_in_the_settings_of_a_language_are_told() {
    let machine =
        machine("[language.rust]\ntab_width = 99\nnonsense = 1\n[language.klingon]\ntab_width = 2\n");
    let mut window = machine.start(Some("/p"));
    let told = problems(&mut window).join("\n");
    for part in ["settings.toml:2: error: `editor.tab_width`", "settings.toml:3", "no language `klingon`"] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    // The file of defaults explains them and has no mistakes.
    machine.write(
        USER,
        &defaults_text().replace("#   [language.markdown]\n#   word", "[language.markdown]\nword"),
    );
    machine.watch.tell(&[USER]);
    window.settle();
    assert!(problems(&mut window).is_empty(), "{:?}", problems(&mut window));
    window.step("settings.set editor.tab_width 3");
    assert!(machine.read(USER).contains("\n[language.markdown]\nword_wrap = \"off\"\n"));
}
