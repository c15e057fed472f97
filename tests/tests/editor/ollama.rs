//! Ollama's own protocol through the whole editor: the server on this machine is found, its models listed, a question
//! answered with thinking and a call of a tool, the tokens counted as it counts them, and text offered while one types.
//! The server is scripted after recorded answers, on a real socket.

use std::fs;

use justbuilt_ai::conversation::TurnState;
use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::ai::{
    AiCommand, ChatCommand, ConversationSnapshot, GhostSnapshot, SetupCommand, TurnPart,
};

use super::*;

const MODEL: &str = "qwen2.5-coder:1.5b";

fn lines(path: &str, lines: &[String]) -> Script {
    let script = Script::status(200).header("content-type", "application/x-ndjson").at(path);
    lines.iter().fold(script, |script, line| script.bytes(format!("{line}\n")))
}

fn message(message: &str) -> String {
    format!(
        "{{\"model\":\"{MODEL}\",\"created_at\":\"2026-08-05T08:11:04.35Z\",\"message\":{{\"role\":\"assistant\",{message}}},\"done\":false}}"
    )
}

fn done(input: u64, output: u64) -> String {
    format!(
        "{{\"model\":\"{MODEL}\",\"message\":{{\"role\":\"assistant\",\"content\":\"\"}},\"done\":true,\"done_reason\":\"stop\",\"total_duration\":9592860750,\"prompt_eval_count\":{input},\"eval_count\":{output}}}"
    )
}

/// The list of models.
fn tags() -> Script {
    let model = format!(
        "{{\"models\":[{{\"name\":\"{MODEL}\",\"model\":\"{MODEL}\",\"size\":986061892,\"digest\":\"d7\",\"details\":{{\"format\":\"gguf\",\"family\":\"qwen2\",\"parameter_size\":\"1.5B\",\"quantization_level\":\"Q4_K_M\"}}}}]}}"
    );
    Script::status(200).header("content-type", "application/json").bytes(model).at("/api/tags")
}

fn found(editor: &OffscreenShell) -> bool {
    let setup = &editor.face.snapshot().ai.setup;
    setup.ready && setup.providers.iter().any(|one| one.name == "ollama" && one.models.is_some())
}

struct Desk {
    home: tempfile::TempDir,
    _folder: tempfile::TempDir,
    editor: OffscreenShell,
    server: Server,
}

impl Desk {
    /// An editor whose dock has found the server, which plays `scripts` after the list of models.
    fn new(scripts: Vec<Script>) -> Self {
        // It may be asked more than once.
        let server = Server::start((0..20).map(|_| tags()).chain(scripts)).unwrap();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("config")).unwrap();
        let providers =
            format!("default = \"ollama\"\n\n[provider.ollama]\nbase_url = \"{}\"\n", server.url());
        fs::write(home.path().join("config/providers.toml"), providers).unwrap();
        let folder = project();
        let file = folder.path().join("src/lib.rs");
        let mut editor = open(&[folder.path(), &file], Some(home.path()));
        steps(&mut editor, &["ai.chat"]);
        // Whoever waits for the page is not made to wait for long; on a busy machine it is looked for once more.
        for _ in 0..10 {
            if found(&editor) {
                break;
            }
            editor.face.send(Command::Ai(AiCommand::Setup(SetupCommand::Show)));
            editor.frame(Vec::new());
            editor.settle(Duration::from_secs(20));
        }
        assert!(found(&editor), "{:?}", server.seen());
        Self { home, _folder: folder, editor, server }
    }

    fn chat(&self) -> std::sync::Arc<ConversationSnapshot> {
        self.editor.face.snapshot().ai.chat.open.clone().unwrap()
    }

    fn until_quiet(&mut self, turns: usize) {
        until(&mut self.editor, "the answer", |editor| {
            let open = editor.face.snapshot().ai.chat.open.clone();
            open.is_some_and(|open| open.busy.is_none() && open.turns.len() >= turns)
        });
    }

    fn bodies(&self, path: &str) -> Vec<String> {
        let seen = self.server.seen().into_iter().filter(|seen| seen.path == path);
        seen.map(|seen| String::from_utf8(seen.body).unwrap()).collect()
    }
}

#[test]
fn it_is_found_and_answers_with_thinking_and_its_own_count() {
    let answer = lines(
        "/api/chat",
        &[
            message(r#""content":"","thinking":"A function. ""#),
            message(r#""content":"","thinking":"It gives one.""#),
            message(r#""content":"It gives ""#),
            message(r#""content":"**one**.""#),
            done(195, 57),
        ],
    );
    let mut desk = Desk::new(vec![answer]);
    steps(&mut desk.editor, &["ai.chat", "type What does it give?", "keys enter"]);
    desk.until_quiet(2);
    let chat = desk.chat();
    let turn = chat.turns.last().unwrap();
    assert!(turn.trouble.is_none() && turn.state == TurnState::Whole, "{turn:?}");
    assert!(
        turn.parts
            .iter()
            .any(|part| matches!(part, TurnPart::Thinking(text) if &**text == "A function. It gives one."))
    );
    assert!(
        turn.parts.iter().any(|part| matches!(part, TurnPart::Text(text) if &**text == "It gives **one**."))
    );
    assert_eq!((turn.usage.input, turn.usage.output, turn.estimated), (Some(195), Some(57), false));
    let body = desk.bodies("/api/chat").remove(0);
    assert!(
        body.contains(&format!("\"model\":\"{MODEL}\"")) && body.contains("What does it give?"),
        "{body}"
    );
    until(&mut desk.editor, "the log", |_| {
        let log = fs::read_to_string(desk.home.path().join("state/ai-usage.jsonl")).unwrap_or_default();
        log.lines().any(|line| line.contains("\"input\":195") && line.contains("\"told\""))
    });
}

#[test]
fn a_call_of_a_tool_is_carried_out_and_told() {
    let call = r#""content":"","tool_calls":[{"id":"call_1","function":{"index":0,"name":"read_file","arguments":{"path":"src/main.rs"}}}]"#;
    let scripts = vec![
        lines("/api/chat", &[message(call), done(300, 12)]),
        lines("/api/chat", &[message(r#""content":"It calls `old_name`.""#), done(350, 9)]),
    ];
    let mut desk = Desk::new(scripts);
    desk.editor.face.send(Command::Ai(AiCommand::Chat(ChatCommand::Personas(vec!["reviewer".to_owned()]))));
    steps(&mut desk.editor, &["ai.chat", "type What does main do?", "keys enter"]);
    until(&mut desk.editor, "the second answer", |editor| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|open| {
            let last = open.turns.last().map(|turn| turn.parts.clone()).unwrap_or_default();
            open.busy.is_none()
                && last.iter().any(|part| matches!(part, TurnPart::Text(text) if text.contains("old_name")))
        })
    });
    let bodies = desk.bodies("/api/chat");
    assert!(bodies[0].contains("\"tools\"") && bodies[0].contains("read_file"), "{}", bodies[0]);
    assert!(
        bodies[1].contains("\"tool_name\":\"read_file\"") && bodies[1].contains("demo::old_name();"),
        "{}",
        bodies[1]
    );
}

#[test]
fn what_it_offers_while_one_types_comes_by_its_own_way() {
    let piece = |text: &str| format!("{{\"model\":\"{MODEL}\",\"response\":{text:?},\"done\":false}}");
    let end = format!(
        "{{\"model\":\"{MODEL}\",\"response\":\"\",\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":40,\"eval_count\":5}}"
    );
    let mut desk = Desk::new(vec![lines("/api/generate", &[piece("two("), piece("3)"), end])]);
    steps(&mut desk.editor, &["keys ctrl+1", "go.line 2", "keys end", "type  + "]);
    until(&mut desk.editor, "what is offered", |editor| {
        GhostSnapshot::shown(editor.face.snapshot()).is_some_and(|ghost| ghost.text == "two(3)")
    });
    let body = desk.bodies("/api/generate").remove(0);
    assert!(body.contains(r#""suffix":"\n}\n""#) && body.contains("1 + "), "{body}");
    steps(&mut desk.editor, &["keys tab"]);
    assert!(text(&desk.editor).contains("    1 + two(3)\n"));
}

#[test]
fn an_answer_without_its_end_is_shown_as_cut() {
    let cut = lines("/api/chat", &[message(r#""content":"It gives ""#)]);
    let mut desk = Desk::new(vec![cut]);
    steps(&mut desk.editor, &["ai.chat", "type What does it give?", "keys enter"]);
    desk.until_quiet(2);
    let chat = desk.chat();
    let turn = chat.turns.last().unwrap();
    assert!(matches!(turn.state, TurnState::Cut(_)) && turn.trouble.is_some(), "{turn:?}");
    assert!(turn.parts.iter().any(|part| matches!(part, TurnPart::Text(text) if text.contains("It gives"))));
}
