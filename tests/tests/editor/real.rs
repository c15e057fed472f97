//! AI colleagues before a real model: the whole editor, and llama.cpp's server with a small model. `cargo xtask test --only
//! llama` starts the server and names it in `JUSTBUILT_LLAMA`; without that these tests say so and pass. What a small model
//! says is not judged, but that it arrives, is counted, is stopped, that the tools it calls are carried out, that its vectors
//! find places, and that whatever it is asked with is understood.

use std::fs;
use std::time::Instant;

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::ai::{
    AiCommand, CallState, ChatCommand, ConversationSnapshot, SemanticState, TurnItem, TurnPart,
};

use super::*;

/// A real model takes its time on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

struct Desk {
    home: tempfile::TempDir,
    folder: tempfile::TempDir,
    editor: OffscreenShell,
}

impl Desk {
    /// An editor on a project whose only provider is the server; `None` where there is none.
    fn new() -> Option<Self> {
        Self::with("", "")
    }

    /// The same with more in `providers.toml`, and with a persona of this text.
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn with(more: &str, persona: &str) -> Option<Self> {
        let Ok(url) = std::env::var("JUSTBUILT_LLAMA") else {
            println!("skipped: no real model; cargo xtask test --only llama");
            return None;
        };
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("config")).unwrap();
        let providers = format!(
            "default = \"llamacpp\"\n\n[provider.llamacpp]\nbase_url = \"{url}/v1\"\nmodel = \"local\"\n{more}"
        );
        fs::write(home.path().join("config/providers.toml"), providers).unwrap();
        if !persona.is_empty() {
            fs::create_dir_all(home.path().join("config/personas")).unwrap();
            fs::write(home.path().join("config/personas/reader.md"), persona).unwrap();
        }
        // It finds no end by itself, and writes twenty words a second.
        let facts =
            "[[model]]\nprovider = \"llamacpp\"\npattern = \"local\"\ncontext = 8192\nmax_output = 300\n";
        fs::write(home.path().join("config/prices.toml"), facts).unwrap();
        let folder = project();
        let file = folder.path().join("src/lib.rs");
        let mut editor = open(&[folder.path(), &file], Some(home.path()));
        steps(&mut editor, &["ai.chat"]);
        // What goes along by itself would take the small model minutes to read.
        editor.face.send(Command::Ai(AiCommand::Chat(ChatCommand::Gather(false))));
        editor.frame(Vec::new());
        Some(Self { home, folder, editor })
    }

    fn chat(&self) -> Option<std::sync::Arc<ConversationSnapshot>> {
        self.editor.face.snapshot().ai.chat.open.clone()
    }

    /// Asks as a user does: what is typed into the dock's field is sent by Enter.
    fn ask(&mut self, question: &str) {
        steps(&mut self.editor, &["ai.chat", &format!("type {question}"), "keys enter"]);
    }

    fn wait(&mut self, what: &str, mut done: impl FnMut(&ConversationSnapshot) -> bool) {
        let start = Instant::now();
        while !self.chat().is_some_and(|chat| done(&chat)) {
            assert!(start.elapsed() < LIMIT, "waited in vain: {what}: {:?}", self.chat());
            self.editor.frame(Vec::new());
            std::thread::yield_now();
        }
    }

    /// Waits until a request is written down as `done` has it.
    fn until_logged(&mut self, done: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !self.ledger().lines().any(&done) {
            assert!(start.elapsed() < LIMIT, "not in the log: {}", self.ledger());
            self.editor.frame(Vec::new());
            std::thread::yield_now();
        }
    }

    fn ledger(&self) -> String {
        fs::read_to_string(self.home.path().join("state/ai-usage.jsonl")).unwrap_or_default()
    }
}

fn said(chat: &ConversationSnapshot) -> String {
    let parts = chat.turns.last().map(|turn| turn.parts.clone()).unwrap_or_default();
    let texts = parts.iter().filter_map(|part| match part {
        TurnPart::Text(text) => Some(text.to_string()),
        _ => None,
    });
    texts.collect()
}

/// Whether an answer came in without trouble. A model as small as this one may go in circles until the limit: that is told.
fn arrived(answer: &TurnItem) -> bool {
    answer.trouble.as_ref().is_none_or(|trouble| trouble.message.starts_with("the answer is cut"))
}

#[test]
fn it_answers_and_is_counted_to_the_token() {
    let Some(mut desk) = Desk::new() else { return };
    desk.ask("What is the capital of France?");
    desk.wait("the answer", |chat| chat.busy.is_none() && chat.turns.len() == 2);
    let chat = desk.chat().unwrap();
    let answer = chat.turns.last().unwrap();
    println!("{:?} says {:?}, {:?}", answer.model, said(&chat), answer.usage);
    assert!(arrived(answer) && !said(&chat).trim().is_empty(), "{answer:?}");
    assert!(answer.usage.input > Some(5) && answer.usage.output > Some(0) && !answer.estimated);
    let told = format!("\"output\":{}", answer.usage.output.unwrap_or_default());
    desk.until_logged(|line| line.contains("\"told\"") && line.contains(&told));
}

#[test]
fn it_is_asked_with_instructions_and_tools() {
    let Some(mut desk) = Desk::new() else { return };
    // A persona with rights to read: its instructions and the tools of its rights go along.
    desk.editor.face.send(Command::Ai(AiCommand::Chat(ChatCommand::Personas(vec!["reviewer".to_owned()]))));
    desk.editor.frame(Vec::new());
    desk.ask("Is src/lib.rs there? One word.");
    desk.wait("the end of all calls", |chat| {
        let waits = chat
            .turns
            .last()
            .is_some_and(|turn| turn.parts.iter().any(|part| matches!(part, TurnPart::Call { .. })));
        chat.turns.len() >= 2 && (chat.busy.is_none() || waits)
    });
    let chat = desk.chat().unwrap();
    let answer = chat.turns.last().unwrap();
    println!("with tools it says {:?}, {:?}", said(&chat), answer.usage);
    assert!(arrived(answer), "{answer:?}");
    let alone = 100;
    assert!(answer.usage.input > Some(alone), "instructions and tools went along: {:?}", answer.usage);
}

#[test]
fn stopping_stops_it_and_what_it_said_stays() {
    let Some(mut desk) = Desk::new() else { return };
    steps(
        &mut desk.editor,
        &["ai.chat", "type Tell a long story of a boat and its crew, with many chapters."],
    );
    // Not as steps: they would wait for the end of what is under way.
    desk.editor.frame(vec![egui::Event::Key {
        key: egui::Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    }]);
    desk.wait("the first words", |chat| said(chat).len() > 10);
    desk.editor.face.send(Command::run("ai.stop"));
    desk.wait("the stop", |chat| chat.busy.is_none());
    let chat = desk.chat().unwrap();
    let answer = chat.turns.last().unwrap();
    assert!(answer.state == TurnState::Cut(CutBy::Person) && said(&chat).len() > 10, "{answer:?}");
    desk.until_logged(|line| line.contains("\"estimated\""));
    // It is free for the next one at once.
    desk.ask("Say yes.");
    desk.wait("the next answer", |chat| chat.busy.is_none() && chat.turns.len() == 4);
    let chat = desk.chat().unwrap();
    assert!(chat.turns.last().is_some_and(|turn| arrived(turn)), "{:?}", chat.turns.last());
}

#[test]
fn a_model_that_cannot_fill_in_is_asked_in_words() {
    let Some(mut desk) = Desk::new() else { return };
    steps(&mut desk.editor, &["keys ctrl+1", "go.line 2", "keys end", "type  + "]);
    // The refusal of the one way, and the answer to the other, are both in the log when it is over.
    desk.until_logged(|line| line.contains("\"told\"") || line.contains("\"estimated\""));
    let ghost = justbuilt_workspace::ai::GhostSnapshot::shown(desk.editor.face.snapshot()).cloned();
    println!("it offers {:?}", ghost.map(|ghost| ghost.text));
    assert_eq!(text(&desk.editor), "pub fn old_name() -> u32 {\n    1 + \n}\n", "it is not in the text");
}

/// Reads, and has no other tool: all that a small model could mix up is not there.
const READER: &str = "---
persona: 1
name: Reader
description: Reads the file that it is asked for.
parameters:
  temperature: 0.0
rights:
  read: ['**']
  tools: [read_file]
---
Read the file that you are asked for.
";

/// A call of `read_file`, or words, as OpenAI streams them.
fn says(delta: &serde_json::Value, finish: &str) -> Script {
    let piece = |delta: &serde_json::Value, finish: Option<&str>| {
        let choice = serde_json::json!({ "index": 0, "delta": delta, "finish_reason": finish });
        format!("data: {}\n\n", serde_json::json!({ "id": "t", "model": "teacher", "choices": [choice] }))
    };
    let end = piece(&serde_json::json!({}), Some(finish));
    Script::events().bytes(format!("{}{end}data: [DONE]\n\n", piece(delta, None)))
}

/// What is needed of a turn that calls: the tool, its arguments, and what came of it.
fn calls(chat: &ConversationSnapshot) -> Vec<(String, String, String)> {
    let parts = chat.turns.iter().flat_map(|turn| &turn.parts);
    let calls = parts.filter_map(|part| match part {
        TurnPart::Call { name, arguments, state: CallState::Done(said), .. } if !arguments.is_empty() => {
            Some((name.clone(), arguments.to_string(), said.to_string()))
        }
        _ => None,
    });
    calls.collect()
}

#[test]
fn it_calls_a_tool_and_the_editor_carries_it_out() {
    // A model this small does as was done before, and hardly what it is told: a scripted one has read six files in this
    // conversation before it is asked for the next.
    let shown = ["src/main.rs", "README.md", "notes/a.txt", "notes/b.txt", "notes/c.txt", "notes/d.txt"];
    let scripts = shown.iter().enumerate().flat_map(|(at, path)| {
        let arguments = serde_json::json!({ "path": path }).to_string();
        let call = serde_json::json!({ "tool_calls": [{
            "index": 0, "id": format!("call_{at}"), "type": "function",
            "function": { "name": "read_file", "arguments": arguments },
        }]});
        [says(&call, "tool_calls"), says(&serde_json::json!({ "content": "Read." }), "stop")]
    });
    let server = Server::start(scripts).unwrap();
    let teacher = format!("\n[provider.teacher]\nbase_url = \"{}/v1\"\nmodel = \"teacher\"\n", server.url());
    let Some(mut desk) = Desk::with(&teacher, READER) else { return };
    fs::create_dir_all(desk.folder.path().join("notes")).unwrap();
    for name in ["a", "b", "c", "d"] {
        fs::write(desk.folder.path().join(format!("notes/{name}.txt")), format!("note {name}\n")).unwrap();
    }
    let chat = |desk: &mut Desk, command| {
        desk.editor.face.send(Command::Ai(AiCommand::Chat(command)));
        desk.editor.frame(Vec::new());
    };
    chat(&mut desk, ChatCommand::Personas(vec!["reader".to_owned()]));
    chat(&mut desk, ChatCommand::Model(Some(("teacher".to_owned(), "teacher".to_owned()))));
    for (at, path) in shown.iter().enumerate() {
        desk.ask(&format!("Read {path}."));
        desk.wait("what the script says", |chat| chat.busy.is_none() && calls(chat).len() == at + 1);
    }
    let before = desk.chat().unwrap().turns.len();
    chat(&mut desk, ChatCommand::Model(Some(("llamacpp".to_owned(), "local".to_owned()))));
    // What it says depends on numbers that are drawn for each conversation: now and then it talks instead.
    for _ in 0..3 {
        let turns = desk.chat().unwrap().turns.len();
        desk.ask("Read src/lib.rs.");
        desk.wait("the answer", |chat| chat.busy.is_none() && chat.turns.len() > turns + 1);
        if calls(&desk.chat().unwrap()).len() > shown.len() {
            break;
        }
    }
    let after = desk.chat().unwrap();
    let made = calls(&after);
    println!("it called {:?} and says {:?}", made.get(shown.len()), said(&after));
    let (name, arguments, result) = made.get(shown.len()).unwrap_or_else(|| panic!("no call: {after:?}"));
    let arguments: serde_json::Value = serde_json::from_str(arguments).unwrap();
    assert_eq!((name.as_str(), arguments["path"].as_str()), ("read_file", Some("src/lib.rs")));
    assert!(result.contains("pub fn old_name() -> u32"), "the file as it is in the editor: {result}");
    let is_call = |part: &TurnPart| matches!(part, TurnPart::Call { arguments, .. } if !arguments.is_empty());
    let calling = |turn: &&std::sync::Arc<TurnItem>| turn.parts.iter().any(is_call);
    let caller = after.turns.iter().skip(before).find(calling).unwrap();
    assert_eq!(caller.model, Some(("llamacpp".to_owned(), "local".to_owned())));
    assert!(caller.usage.output > Some(0) && !caller.estimated, "{:?}", caller.usage);
    assert_eq!(server.seen().len(), 2 * shown.len(), "the script was asked for nothing else");
}

#[test]
fn its_embeddings_find_a_place_by_what_it_means() {
    let route = "\n[route]\nembedding = [\"llamacpp/local\"]\n";
    let Some(mut desk) = Desk::with(route, "") else { return };
    let root = desk.folder.path().to_path_buf();
    fs::write(root.join("cats.md"), "# Pets\n\nA cat is asleep on the couch, and a dog beside it.\n")
        .unwrap();
    fs::write(root.join("wire.md"), "# Wire\n\nParse the header of a packet: length, flags, checksum.\n")
        .unwrap();
    steps(&mut desk.editor, &["ai.search_meaning", "type the cat sleeps on the sofa"]);
    steps(&mut desk.editor, &["keys enter"]);
    until(&mut desk.editor, "what it found", |editor| {
        let state = &editor.face.snapshot().ai.semantic.state;
        assert!(!matches!(state, SemanticState::Failed(_)), "{state:?}");
        matches!(state, SemanticState::Done)
    });
    let found = desk.editor.face.snapshot().ai.semantic.clone();
    let names: Vec<(&str, f32)> = found.hits.iter().map(|hit| (hit.name.as_str(), hit.score)).collect();
    println!("{names:?}");
    assert_eq!(names.len(), 5, "each file of the project has a vector: {names:?}");
    let score = |name: &str| names.iter().find(|(known, _)| *known == name).map(|(_, score)| *score);
    assert!(names[0].0 == "cats.md" && score("cats.md") > score("wire.md"), "{names:?}");
    // What is first is opened by Enter.
    let first = found.hits[0].path.file_name().unwrap().to_string_lossy().into_owned();
    steps(&mut desk.editor, &["keys enter"]);
    until(&mut desk.editor, "the place", |editor| active_title(editor) == first);
    // Both requests are in the log, with the tokens that the server counted.
    desk.until_logged(|line| line.contains("\"told\""));
}
