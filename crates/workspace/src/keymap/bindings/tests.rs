//! Chords read and written; defaults, user bindings and what wins.

use super::*;
use crate::command::{Category, CommandResult, CommandSpec, command};
use crate::workspace::Workspace;

fn nothing(_: &mut Workspace, _: &Args) -> CommandResult {
    Ok(())
}

const SPECS: &[CommandSpec] = &[
    command("a.palette", "Palette", "", Category::Help, nothing).keys(&["ctrl+shift+p", "f1"]),
    command("a.comment", "Comment", "", Category::Edit, nothing).keys(&["ctrl+k ctrl+c"]).when(When::Editor),
    command("a.inline", "Inline", "", Category::Edit, nothing).keys(&["ctrl+k"]).when(When::Editor),
    command("a.kill", "Kill", "", Category::Edit, nothing).keys(&["ctrl+k"]).when(When::Explorer),
    command("a.close-find", "Close", "", Category::Find, nothing).keys(&["escape"]).when(When::EditorOrFind),
    command("a.carets", "One caret", "", Category::Edit, nothing).keys(&["escape"]).when(When::Editor),
];

fn table() -> CommandTable {
    CommandTable::of(&[SPECS])
}

fn chords(text: &str) -> Vec<Chord> {
    parse_chords(text).unwrap()
}

fn ids<'a>(lookup: &Lookup<'a>) -> Vec<&'a str> {
    match lookup {
        Lookup::Match(found) => {
            found.iter().filter_map(|b| b.command.as_ref()).map(CommandId::as_str).collect()
        }
        _ => panic!("{lookup:?}"),
    }
}

#[test]
fn chords_have_one_written_form() {
    for (text, written) in [
        ("Shift+Ctrl+P", "ctrl+shift+p"),
        ("cmd+alt+Esc", "alt+cmd+escape"),
        ("ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("ctrl+\\", "ctrl+\\"),
        ("F12", "f12"),
    ] {
        let chord: Chord = text.parse().unwrap();
        assert_eq!(chord.to_string(), written);
        assert_eq!(chord.to_string().parse::<Chord>().unwrap(), chord);
    }
    for wrong in ["", "ctrl+", "ctrl+nokey", "hyper+x", "f99"] {
        assert!(wrong.parse::<Chord>().is_err(), "{wrong}");
    }
}

#[test]
fn the_most_specific_place_comes_first_and_prefixes_wait() {
    let keymap = Keymap::defaults(&table(), false);
    assert_eq!(ids(&keymap.lookup(&chords("escape"), Focus::Editor)), ["a.carets", "a.close-find"]);
    assert_eq!(ids(&keymap.lookup(&chords("escape"), Focus::FindBar)), ["a.close-find"]);
    // What it means alone is told, for when nothing follows.
    let Lookup::Prefix(alone) = keymap.lookup(&chords("ctrl+k"), Focus::Editor) else { panic!("no prefix") };
    assert_eq!(ids(&Lookup::Match(alone)), ["a.inline"]);
    assert_eq!(ids(&keymap.lookup(&chords("ctrl+k"), Focus::Explorer)), ["a.kill"]);
    assert_eq!(ids(&keymap.lookup(&chords("ctrl+k ctrl+c"), Focus::Editor)), ["a.comment"]);
    assert_eq!(keymap.lookup(&chords("ctrl+k ctrl+x"), Focus::Editor), Lookup::None);
    assert_eq!(keymap.keys_text("a.comment").as_deref(), Some("Ctrl+K Ctrl+C"));
}

#[test]
fn a_mac_reads_ctrl_as_cmd() {
    let keymap = Keymap::defaults(&table(), true);
    assert_eq!(ids(&keymap.lookup(&chords("cmd+shift+p"), Focus::Editor)), ["a.palette"]);
    assert_eq!(keymap.lookup(&chords("ctrl+shift+p"), Focus::Editor), Lookup::None);
}

#[test]
fn the_users_file_wins_adds_and_takes_away() {
    let text = r#"
[[bind]]
keys = "ctrl+shift+p"
command = "none"

[[bind]]
keys = "ctrl+space"
command = "a.palette"

[[bind]]
keys = "escape"
command = "a.palette"
when = "editor"
"#;
    let (keymap, problems) = Keymap::defaults(&table(), false).with_user(text, &table()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(keymap.lookup(&chords("ctrl+shift+p"), Focus::Editor), Lookup::None);
    assert_eq!(ids(&keymap.lookup(&chords("ctrl+space"), Focus::None)), ["a.palette"]);
    assert_eq!(ids(&keymap.lookup(&chords("escape"), Focus::Editor))[0], "a.palette");
    assert_eq!(keymap.keys_text("a.palette").as_deref(), Some("Esc"));
    assert!(keymap.iter().all(|binding| binding.chords != chords("ctrl+shift+p")));
}

#[test]
fn mistakes_are_told_with_their_line_and_the_rest_is_kept() {
    let text = "[[bind]]\nkeys = \"hyper+x\"\ncommand = \"a.palette\"\n\n[[bind]]\nkeys = \"f7\"\ncommand = \"a.nope\"\n\n\
                [[bind]]\nkeys = \"f8\"\ncommand = \"a.palette\"\n";
    let (keymap, problems) = Keymap::defaults(&table(), false).with_user(text, &table()).unwrap();
    let lines: Vec<Option<usize>> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [Some(1), Some(6)]);
    assert!(problems[1].message.contains("a.nope"));
    assert_eq!(ids(&keymap.lookup(&chords("f8"), Focus::None)), ["a.palette"]);
    let error = Keymap::defaults(&table(), false).with_user("[[bind]]\nkeys = \n", &table()).unwrap_err();
    assert_eq!(error.line, Some(1));
}

#[test]
fn every_default_key_can_be_read_and_no_two_commands_share_one_in_the_same_place() {
    let table = CommandTable::standard();
    for mac in [false, true] {
        let keymap = Keymap::defaults(&table, mac);
        let mut seen = std::collections::HashMap::new();
        for spec in table.iter() {
            for keys in spec.keys.iter().chain(spec.mac_keys) {
                assert!(parse_chords(keys).is_ok(), "{}: {keys}", spec.id);
            }
        }
        for binding in keymap.iter() {
            let id = binding.command.clone().unwrap();
            if let Some(other) = seen.insert((binding.chords.clone(), binding.when), id.clone()) {
                // Escape means "one step back": whichever of its commands is enabled.
                let escape = binding.chords == chords("escape");
                // What is offered at the caret takes these while something is, before what they mean else.
                let offered = ["ai.accept", "ai.accept_word"].contains(&id.as_str());
                assert!(escape || offered || other == id, "{:?} runs both {other} and {id}", binding.chords);
            }
        }
    }
}
