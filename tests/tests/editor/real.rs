//! AI colleagues before a real model: the whole editor, and llama.cpp's server with a small model. `cargo xtask test --only
//! llama` starts the server and names it in `JUSTBUILT_LLAMA`; without that these tests say so and pass. What a small model
//! says is not judged, but that it arrives, is counted, is stopped, and that whatever it is asked with is understood.

use std::fs;
use std::time::Instant;

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_workspace::ai::{AiCommand, ChatCommand, ConversationSnapshot, TurnItem, TurnPart};

use super::*;

/// A real model takes its time on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

struct Desk {
    home: tempfile::TempDir,
    _folder: tempfile::TempDir,
    editor: OffscreenShell,
}

impl Desk {
    /// An editor on a project whose only provider is the server; `None` where there is none.
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn new() -> Option<Self> {
        let Ok(url) = std::env::var("JUSTBUILT_LLAMA") else {
            println!("skipped: no real model; cargo xtask test --only llama");
            return None;
        };
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("config")).unwrap();
        let providers = format!(
            "default = \"llamacpp\"\n\n[provider.llamacpp]\nbase_url = \"{url}/v1\"\nmodel = \"local\"\n"
        );
        fs::write(home.path().join("config/providers.toml"), providers).unwrap();
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
        Some(Self { home, _folder: folder, editor })
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
