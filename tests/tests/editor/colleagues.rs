//! AI colleagues through the whole editor: keys into the window, a real socket to a scripted server, files on a disk.

use std::fs;
use std::path::PathBuf;

use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::TabItem;
use justbuilt_workspace::ai::{AiPage, ChangeState, InlineState};

use super::*;

/// A stream of an OpenAI-compatible server, in pieces, with its usage.
fn says(text: &str) -> Script {
    let quoted = |text: &str| format!("{text:?}").replace("\\'", "'");
    let mut script = Script::events();
    let characters: Vec<char> = text.chars().collect();
    for piece in characters.chunks(7) {
        let piece: String = piece.iter().collect();
        let delta = quoted(&piece);
        script = script.bytes(format!(
            "data: {{\"id\":\"a\",\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{delta}}},\"finish_reason\":null}}]}}\n\n"
        ));
    }
    script.bytes(
        "data: {\"id\":\"a\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":321,\"completion_tokens\":45,\"total_tokens\":366}}\n\ndata: [DONE]\n\n",
    )
}

struct Desk {
    _home: tempfile::TempDir,
    folder: tempfile::TempDir,
    editor: OffscreenShell,
    server: Server,
}

impl Desk {
    /// An editor on a project, with a provider that plays `scripts`.
    fn new(scripts: Vec<Script>) -> Self {
        let server = Server::start(scripts).unwrap();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("config")).unwrap();
        let providers = format!(
            "default = \"scripted\"\n\n[provider.scripted]\nbase_url = \"{}/v1\"\nmodel = \"m\"\n",
            server.url()
        );
        fs::write(home.path().join("config/providers.toml"), providers).unwrap();
        let folder = project();
        let file = folder.path().join("src/lib.rs");
        let editor = open(&[folder.path(), &file], Some(home.path()));
        Self { _home: home, folder, editor, server }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("src/lib.rs")
    }

    fn ask(&mut self, question: &str) {
        steps(&mut self.editor, &["ai.chat", &format!("type {question}"), "keys enter"]);
    }
}

const EDIT: &str = "I give it another name.\n\nsrc/lib.rs\n```rust\n<<<<<<< SEARCH\npub fn old_name() -> u32 {\n=======\npub fn new_name() -> u32 {\n>>>>>>> REPLACE\n```\n";

#[test]
fn an_answer_becomes_a_change_that_is_reviewed_made_and_taken_back() {
    let mut desk = Desk::new(vec![says(EDIT)]);
    desk.ask("Please give old_name another name");
    let ready = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.changes.iter().any(|set| set.state == ChangeState::Ready)
    };
    until(&mut desk.editor, "the change set", ready);
    assert_eq!(
        text(&desk.editor),
        fs::read_to_string(desk.file()).unwrap(),
        "nothing is made before it is reviewed"
    );
    steps(&mut desk.editor, &["ai.show_changes"]);
    let page = desk.editor.face.snapshot().active_tab().map(|tab| tab.item.clone());
    assert!(matches!(page, Some(TabItem::Ai(AiPage::Changes(_)))), "{page:?}");
    steps(&mut desk.editor, &["ai.apply_changes"]);
    let made = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.changes.iter().any(|set| set.state == ChangeState::Applied)
    };
    until(&mut desk.editor, "the change", made);
    steps(&mut desk.editor, &["tab.close"]);
    assert!(text(&desk.editor).contains("new_name"), "{}", text(&desk.editor));
    steps(&mut desk.editor, &["ai.undo_changes"]);
    until(&mut desk.editor, "the way back", |editor| text(editor).contains("old_name"));
    let chat = desk.editor.face.snapshot().ai.chat.open.clone().unwrap();
    let answer = chat.turns.last().unwrap();
    assert_eq!((answer.usage.input, answer.usage.output), (Some(321), Some(45)), "as the provider counts");
    let sent = desk.server.seen();
    assert_eq!(sent.len(), 1);
}

#[test]
fn an_edit_in_place_is_kept_with_the_keyboard_alone() {
    let mut desk = Desk::new(vec![says("    2\n")]);
    steps(&mut desk.editor, &["go.line 2", "keys ctrl+i", "type two", "keys enter"]);
    let ready = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.inline.as_ref().is_some_and(|inline| inline.state == InlineState::Ready)
    };
    until(&mut desk.editor, "the proposal", ready);
    assert!(text(&desk.editor).contains("    1\n"), "nothing is in the text before it is kept");
    steps(&mut desk.editor, &["keys ctrl+enter"]);
    assert_eq!(text(&desk.editor), "pub fn old_name() -> u32 {\n    2\n}\n");
    assert_eq!(desk.editor.face.snapshot().focus, Focus::Editor, "the text has the keyboard again");
    steps(&mut desk.editor, &["keys ctrl+z"]);
    assert!(text(&desk.editor).contains("    1\n"), "one step to undo");
}

#[test]
fn ctrl_k_edits_in_place_when_no_other_key_follows() {
    let mut desk = Desk::new(Vec::new());
    let is_open = |editor: &OffscreenShell| editor.face.snapshot().ai.inline.is_some();
    desk.editor.frame(burst(&[("keys", "ctrl+k")]));
    assert!(!is_open(&desk.editor), "a longer sequence may come");
    until(&mut desk.editor, "the field", is_open);
    until(&mut desk.editor, "its keyboard", |editor| editor.face.snapshot().focus == Focus::Inline);
    steps(&mut desk.editor, &["keys escape"]);
    assert!(!is_open(&desk.editor));
    // With another key it is the sequence, and nothing else comes later.
    desk.editor.frame(burst(&[("keys", "ctrl+k"), ("keys", "m")]));
    let now = std::time::Instant::now();
    until(&mut desk.editor, "a moment", |_| now.elapsed() > Duration::from_secs(1));
    assert_eq!(desk.editor.face.snapshot().focus, Focus::Picker, "the list of languages");
    assert!(!is_open(&desk.editor));
}

#[test]
fn keys_of_one_slow_frame_reach_the_edit_in_place_and_keep_it_once() {
    let ready = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.inline.as_ref().is_some_and(|inline| inline.state == InlineState::Ready)
    };
    let kept = "pub fn old_name() -> u32 {\n    2\n}\n";
    // The second press comes in the frame of the first, or in the next one, before what it did is seen.
    for between in [None, Some(0), Some(1)] {
        let mut desk = Desk::new(vec![says("    2\n")]);
        // The picker of lines closes, the field opens, and gets what is typed: all of it within a frame.
        desk.editor.frame(burst(&[
            ("keys", "ctrl+g"),
            ("type", "2"),
            ("keys", "enter"),
            ("keys", "ctrl+i"),
            ("type", "two"),
            ("keys", "enter"),
        ]));
        until(&mut desk.editor, "the proposal", ready);
        assert_eq!(
            text(&desk.editor),
            "pub fn old_name() -> u32 {\n    1\n}\n",
            "nothing was typed into the text"
        );
        match between {
            None => {
                desk.editor.frame(burst(&[("keys", "ctrl+enter"), ("keys", "ctrl+enter")]));
            }
            Some(frames) => {
                desk.editor.frame(burst(&[("keys", "ctrl+enter")]));
                assert_eq!(text(&desk.editor), kept, "kept in the frame that the key came in");
                for _ in 0..frames {
                    desk.editor.frame(Vec::new());
                }
                desk.editor.frame(burst(&[("keys", "ctrl+enter")]));
            }
        }
        assert!(desk.editor.settle(Duration::from_secs(20)));
        assert_eq!(text(&desk.editor), kept, "kept once, and no line put in: {between:?}");
        // Later the keys mean what they mean in a text.
        let now = std::time::Instant::now();
        until(&mut desk.editor, "a moment", |_| now.elapsed() > Duration::from_secs(1));
        steps(&mut desk.editor, &["keys ctrl+enter"]);
        assert_eq!(text(&desk.editor).lines().count(), 4, "{between:?}");
    }
}

#[test]
fn keys_after_a_field_was_left_go_to_the_text_however_frames_cut_them() {
    let mut desk = Desk::new(Vec::new());
    let typed =
        burst(&[("keys", "ctrl+g"), ("type", "3"), ("keys", "enter"), ("keys", "ctrl+i"), ("type", "x")]);
    random_cases(30, |random| {
        let mut rest = typed.clone();
        while !rest.is_empty() {
            let count = random.range(0..6).min(rest.len());
            let events: Vec<egui::Event> = rest.drain(..count).collect();
            desk.editor.frame(events);
        }
        assert!(desk.editor.settle(Duration::from_secs(20)));
        let snapshot = desk.editor.face.snapshot();
        assert_eq!(snapshot.focus, Focus::Inline);
        let line =
            snapshot.active_view().map(|view| view.document.text.line_of(view.selections.primary().head));
        assert_eq!(line, Some(2));
        assert_eq!(text(&desk.editor), "pub fn old_name() -> u32 {\n    1\n}\n");
        steps(&mut desk.editor, &["keys escape"]);
        assert_eq!(desk.editor.face.snapshot().focus, Focus::Editor);
        assert!(desk.editor.face.snapshot().ai.inline.is_none());
    });
}

#[test]
fn conversations_come_back_with_the_project() {
    let mut desk = Desk::new(vec![says("It gives one.")]);
    desk.ask("What does it give?");
    let whole = |editor: &OffscreenShell| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|open| open.busy.is_none() && open.turns.len() == 2)
    };
    until(&mut desk.editor, "the answer", whole);
    desk.editor.face.close();
    let Desk { _home: home, folder, editor, server } = desk;
    drop(editor);
    let mut editor = open(&[folder.path()], Some(home.path()));
    steps(&mut editor, &["ai.chat"]);
    until(&mut editor, "the conversation", whole);
    drop(server);
}

#[test]
fn an_old_answer_knows_its_change_set_after_a_restart() {
    let mut desk = Desk::new(vec![says(EDIT)]);
    let state = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.changes.first().map(|set| (set.id, set.state.clone()))
    };
    let answer = |editor: &OffscreenShell| {
        editor.face.snapshot().ai.chat.open.clone().and_then(|open| open.turns.last().cloned())
    };
    desk.ask("Please give old_name another name");
    until(&mut desk.editor, "the change set", |editor| {
        state(editor).is_some_and(|(_, state)| state == ChangeState::Ready)
    });
    desk.editor.face.close();
    let Desk { _home: home, folder, editor, server } = desk;
    drop(editor);

    // It waits: the answer leads to it.
    let file = folder.path().join("src/lib.rs");
    let mut editor = open(&[folder.path(), &file], Some(home.path()));
    steps(&mut editor, &["ai.chat"]);
    until(&mut editor, "the answer with its set", |editor| {
        let set = answer(editor).and_then(|turn| turn.changes);
        set.is_some() && set == state(editor).map(|(id, _)| id)
    });
    let turn = answer(&editor).unwrap().id;
    let apply = justbuilt_workspace::ai::ChatCommand::ApplyCode { turn, block: None };
    editor.face.send(Command::Ai(justbuilt_workspace::AiCommand::Chat(apply)));
    assert!(editor.settle(Duration::from_secs(20)));
    let page = editor.face.snapshot().active_tab().map(|tab| tab.item.clone());
    let shown = state(&editor).map(|(id, _)| id);
    assert!(matches!(page, Some(TabItem::Ai(AiPage::Changes(page))) if Some(page) == shown), "{page:?}");
    assert_eq!(editor.face.snapshot().ai.changes.len(), 1, "the same set, and no second one");
    steps(&mut editor, &["ai.apply_changes"]);
    until(&mut editor, "the change", |editor| {
        state(editor).is_some_and(|(_, state)| state == ChangeState::Applied)
    });
    steps(&mut editor, &["file.save_all"]);
    until(&mut editor, "the save", |_| fs::read_to_string(&file).unwrap().contains("new_name"));
    editor.face.close();
    drop(editor);

    // It was made: the answer says so, and leads to the moment.
    let mut editor = open(&[folder.path(), &file], Some(home.path()));
    steps(&mut editor, &["ai.chat"]);
    until(&mut editor, "what became of the set", |editor| {
        answer(editor).is_some_and(|turn| turn.came.is_some())
    });
    let came = answer(&editor).unwrap().came.clone().unwrap();
    assert_eq!(came.outcome, justbuilt_workspace::ai::Outcome::Made);
    assert_eq!(came.files, [("src/lib.rs".to_owned(), 1, 1)]);
    until(&mut editor, "the history", |editor| editor.face.snapshot().timeline.is_recording());
    let find = justbuilt_workspace::ai::ChangesCommand::Find(came.key);
    editor.face.send(Command::Ai(justbuilt_workspace::AiCommand::Changes(find)));
    until(&mut editor, "the node", |editor| {
        let selected = editor.face.snapshot().timeline.selected.clone();
        selected.is_some_and(|detail| detail.node.title.contains("old_name another name"))
    });
    drop(server);
}

#[test]
fn a_wrong_key_is_said_beside_the_answer_and_what_was_asked_stays() {
    let error = r#"{"error":{"message":"Incorrect API key provided: sk-wrong","type":"invalid_request_error","code":"invalid_api_key"}}"#;
    let refused = Script::status(401).header("content-type", "application/json").bytes(error);
    let mut desk = Desk::new(vec![refused]);
    desk.ask("Hello");
    until(&mut desk.editor, "the trouble", |editor| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|open| open.turns.last().is_some_and(|turn| turn.trouble.is_some()))
    });
    let open = desk.editor.face.snapshot().ai.chat.open.clone().unwrap();
    let trouble = open.turns.last().unwrap().trouble.clone().unwrap();
    assert!(!trouble.help.is_empty(), "{trouble:?}");
    assert_eq!(open.turns.len(), 2, "the question stays");
    assert_eq!(text(&desk.editor), fs::read_to_string(desk.file()).unwrap());
}

#[test]
fn without_a_provider_the_editor_works_and_the_dock_says_how_to_add_one() {
    let home = tempfile::tempdir().unwrap();
    let folder = project();
    let file = folder.path().join("src/lib.rs");
    let mut editor = open(&[folder.path(), &file], Some(home.path()));
    steps(&mut editor, &["ai.chat"]);
    until(&mut editor, "the look-up", |editor| editor.face.snapshot().ai.setup.known);
    assert!(
        !editor.face.snapshot().ai.setup.ready
            || editor.face.snapshot().ai.setup.providers.iter().any(|one| one.local)
    );
    steps(&mut editor, &["keys escape", "ai.toggle_chat", "keys ctrl+end", "type // end"]);
    assert!(text(&editor).ends_with("// end"), "{}", text(&editor));
}
