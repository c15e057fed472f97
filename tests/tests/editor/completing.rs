//! Completion through the whole editor: keys into the window, a scripted server on a real socket, and the text that is
//! offered, taken, or put away.

use std::fs;
use std::time::Instant;

use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::ai::GhostSnapshot;

use super::*;

/// How a server is asked and answers.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Mistral's own address for completion.
    Mistral,
    /// A server of one's own with `/v1/completions`, and a model that was trained on a prompt for it.
    Completions,
}

impl Kind {
    fn settings(self, url: &str) -> String {
        match self {
            Kind::Mistral => format!(
                "default = \"mistral\"\n\n[provider.mistral]\nbase_url = \"{url}/v1\"\nneeds_key = false\n"
            ),
            Kind::Completions => format!(
                "default = \"mine\"\n\n[provider.mine]\nbase_url = \"{url}/v1\"\nmodel = \"qwen2.5-coder\"\n"
            ),
        }
    }

    fn piece(self, text: &str) -> String {
        let choice = match self {
            Kind::Mistral => format!("\"delta\":{{\"content\":{text:?}}}"),
            Kind::Completions => format!("\"text\":{text:?}"),
        };
        format!("data: {{\"id\":\"a\",\"choices\":[{{\"index\":0,{choice},\"finish_reason\":null}}]}}\n\n")
    }

    /// An answer in pieces of a few characters.
    fn begins(self, text: &str) -> Script {
        let characters: Vec<char> = text.chars().collect();
        characters.chunks(5).fold(Script::events(), |script, piece| {
            script.bytes(self.piece(&piece.iter().collect::<String>()))
        })
    }

    /// The same, and that it is whole.
    fn says(self, text: &str) -> Script {
        let last = match self {
            Kind::Mistral => "\"delta\":{\"content\":\"\"}",
            Kind::Completions => "\"text\":\"\"",
        };
        self.begins(text).bytes(format!(
            "data: {{\"id\":\"a\",\"choices\":[{{\"index\":0,{last},\"finish_reason\":\"stop\"}}],\"usage\":{{\"prompt_tokens\":40,\"completion_tokens\":9,\"total_tokens\":49}}}}\n\ndata: [DONE]\n\n"
        ))
    }
}

struct Desk {
    home: tempfile::TempDir,
    _folder: tempfile::TempDir,
    editor: OffscreenShell,
    server: Server,
}

impl Desk {
    /// An editor on a file, with the caret at the end of its second line. Nothing of the AI's part is shown.
    fn new(kind: Kind, scripts: Vec<Script>) -> Self {
        let server = Server::start(scripts).unwrap();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("config")).unwrap();
        fs::write(home.path().join("config/providers.toml"), kind.settings(&server.url())).unwrap();
        let folder = project();
        let file = folder.path().join("src/lib.rs");
        let mut editor = open(&[folder.path(), &file], Some(home.path()));
        steps(&mut editor, &["go.line 2", "keys end"]);
        Self { home, _folder: folder, editor, server }
    }

    fn steps(&mut self, lines: &[&str]) {
        steps(&mut self.editor, lines);
    }

    fn offered(&self) -> String {
        let snapshot = self.editor.face.snapshot();
        GhostSnapshot::shown(snapshot).map(|ghost| ghost.text.clone()).unwrap_or_default()
    }

    fn until_offered(&mut self, text: &str) {
        until(&mut self.editor, text, |editor| {
            GhostSnapshot::shown(editor.face.snapshot()).is_some_and(|ghost| ghost.text == text)
        });
    }

    /// Frames for longer than the pause after which completion is asked for.
    fn linger(&mut self) {
        let start = Instant::now();
        until(&mut self.editor, "the pause", |_| start.elapsed() > Duration::from_millis(400));
    }

    fn second_line(&self) -> String {
        text(&self.editor).lines().nth(1).unwrap_or_default().to_owned()
    }

    fn asked(&self) -> usize {
        self.server.seen().len()
    }

    fn body(&self, number: usize) -> String {
        String::from_utf8(self.server.seen()[number].body.clone()).unwrap()
    }
}

#[test]
fn what_mistral_offers_is_typed_along_and_taken_by_word_and_whole() {
    let kind = Kind::Mistral;
    let mut desk = Desk::new(kind, vec![kind.says("rate * hours + bonus(year)"), kind.says("other")]);
    desk.steps(&["type  + "]);
    desk.until_offered("rate * hours + bonus(year)");
    assert_eq!(desk.second_line(), "    1 + ", "it is not in the text");
    let seen = desk.server.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/v1/fim/completions"));
    let body = desk.body(0);
    assert!(body.contains(r#""prompt":"pub fn old_name() -> u32 {\n    1 + ""#), "{body}");
    assert!(body.contains(r#""suffix":"\n}\n""#) && body.contains("codestral"), "{body}");
    // Typing along asks nobody.
    desk.steps(&["type rate"]);
    assert_eq!(desk.offered(), " * hours + bonus(year)");
    desk.linger();
    assert_eq!((desk.asked(), desk.offered().as_str()), (1, " * hours + bonus(year)"));
    desk.steps(&["keys ctrl+right", "keys ctrl+right"]);
    assert_eq!(
        (desk.second_line().as_str(), desk.offered().as_str()),
        ("    1 + rate * hours", " + bonus(year)")
    );
    desk.steps(&["keys tab"]);
    assert_eq!(desk.second_line(), "    1 + rate * hours + bonus(year)");
    desk.steps(&["keys ctrl+z"]);
    assert_eq!(desk.second_line(), "    1 + rate * hours", "one step to undo");
    let log = fs::read_to_string(desk.home.path().join("state/ai-usage.jsonl")).unwrap();
    assert!(log.lines().any(|line| line.contains("\"output\":9") && line.contains("\"told\"")), "{log}");
}

#[test]
fn escape_drops_it_and_tab_means_what_it_did() {
    let kind = Kind::Completions;
    let mut desk = Desk::new(kind, vec![kind.says("two()"), kind.says("three()")]);
    desk.steps(&["type  + "]);
    desk.until_offered("two()");
    let body = desk.body(0);
    assert_eq!(desk.server.seen()[0].path, "/v1/completions");
    assert!(
        body.contains("<|fim_prefix|>pub fn old_name")
            && body.contains("<|fim_suffix|>\\n}\\n<|fim_middle|>"),
        "{body}"
    );
    desk.steps(&["keys escape"]);
    assert_eq!((desk.offered().as_str(), desk.second_line().as_str()), ("", "    1 + "));
    desk.linger();
    assert_eq!((desk.asked(), desk.offered().as_str()), (1, ""), "what was dropped does not come back");
    desk.steps(&["keys tab"]);
    let line = desk.second_line();
    assert!(line.starts_with("    1 + ") && line.len() > 8 && line.trim_end() == "    1 +", "{line:?}");
}

#[test]
fn another_place_with_the_keyboard_wins_over_what_is_offered() {
    let kind = Kind::Completions;
    let mut desk = Desk::new(kind, vec![kind.says("two()"), kind.says("two()")]);
    desk.steps(&["type  + "]);
    desk.until_offered("two()");
    // The palette is open: Tab and Enter are its own.
    desk.steps(&["keys ctrl+shift+p", "type zoom", "keys tab"]);
    assert_eq!((desk.second_line().as_str(), desk.offered().as_str()), ("    1 + ", ""));
    desk.steps(&["keys escape"]);
    assert_eq!(desk.editor.face.snapshot().focus, Focus::Editor);
    // So has the find bar.
    desk.steps(&["type 1 + "]);
    desk.until_offered("two()");
    desk.steps(&["find.open", "type old", "keys tab"]);
    assert_eq!((desk.second_line().as_str(), desk.offered().as_str()), ("    1 + 1 + ", ""));
}

#[test]
fn typing_something_else_closes_the_socket() {
    let kind = Kind::Mistral;
    let first = kind.begins("one\ntwo\nthr").hold();
    let mut desk = Desk::new(kind, vec![first, kind.says("x()")]);
    // Frame by frame: a step would wait for the answer, which does not end.
    desk.editor.frame(burst(&[("type", " +")]));
    desk.until_offered("one\ntwo");
    let typed = Instant::now();
    desk.editor.frame(burst(&[("type", " 9")]));
    let closed = desk.server.closed().unwrap();
    assert!(closed.saturating_duration_since(typed) < Duration::from_secs(5), "the socket stayed open");
    desk.until_offered("x()");
    assert_eq!(desk.second_line(), "    1 + 9");
}

#[test]
fn a_cut_answer_is_never_taken_for_a_whole_one() {
    let kind = Kind::Completions;
    let mut desk = Desk::new(kind, vec![kind.begins("whole_line();\n    half_a_li").cut()]);
    desk.steps(&["type  + "]);
    desk.until_offered("whole_line();");
    desk.linger();
    assert_eq!(desk.offered(), "whole_line();");
}

#[test]
fn a_server_without_such_an_address_is_asked_in_words() {
    let kind = Kind::Completions;
    let chat = |text: &str| Kind::Mistral.says(text);
    let none = Script::status(404)
        .header("content-type", "application/json")
        .bytes("{\"error\":{\"message\":\"Not Found\"}}");
    let mut desk = Desk::new(kind, vec![none, chat("```rust\ntwo()\n```"), chat("three()")]);
    desk.steps(&["type  + "]);
    desk.until_offered("two()");
    let paths: Vec<String> = desk.server.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/v1/completions", "/v1/chat/completions"]);
    // It is not tried again.
    desk.steps(&["type 5 + "]);
    desk.until_offered("three()");
    assert_eq!(desk.server.seen()[2].path, "/v1/chat/completions");
}

#[test]
fn without_a_provider_typing_asks_nobody_and_asking_by_hand_says_so() {
    let home = tempfile::tempdir().unwrap();
    let folder = project();
    let mut editor = open(&[&folder.path().join("src/lib.rs")], Some(home.path()));
    steps(&mut editor, &["go.line 2", "keys end", "type  + "]);
    until(&mut editor, "the look-up", |editor| editor.face.snapshot().ai.setup.known);
    assert!(editor.face.snapshot().notices.is_empty());
    steps(&mut editor, &["keys tab"]);
    assert!(text(&editor).lines().nth(1).is_some_and(|line| line.starts_with("    1 +  ")));
}
