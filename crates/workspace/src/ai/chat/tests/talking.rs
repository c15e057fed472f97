//! What is said, in which order, with what along.

use std::sync::Arc;

use justbuilt_ai::conversation::{CutBy, TurnState};
use justbuilt_ai::event::{Event, FinishReason};
use justbuilt_ai::request::Part;
use justbuilt_text::{Selection, Selections};

use super::{Machine, Window, text_of, trouble};
use crate::ai::chat::snapshot::{ContextState, Speaker};
use crate::ai::{ChatCommand, Kept, Mention};
use crate::command::Command;

fn window() -> Window {
    Machine::new(&[
        ("/p/src/main.rs", "mod shape;\nfn main() {\n    area();\n}\n"),
        ("/p/src/shape.rs", "pub fn area() -> u32 {\n    7\n}\n"),
        ("/p/AGENTS.md", "Write short functions.\n"),
        ("/p/notes.txt", "remember the milk\n"),
    ])
    .start()
}

#[test]
fn an_answer_streams_into_its_turn_and_ends() {
    let mut window = window();
    window.say("What is this?");
    let open = window.open();
    assert_eq!(open.title, "What is this?");
    assert_eq!(open.busy, Some(open.turns[1].id));
    window.target();
    window.text("It is ");
    window.text("a project.");
    let open = window.open();
    assert_eq!(text_of(&open.turns[1]), "It is a project.");
    assert_eq!(open.turns[1].state, TurnState::Writing);
    assert_eq!(open.turns[1].model, Some(("test".into(), "model-1".into())));
    let question = Arc::clone(&open.turns[0]);
    window.finish(FinishReason::Stop);
    let open = window.open();
    assert!(Arc::ptr_eq(&question, &open.turns[0]), "the question did not change");
    assert_eq!((open.busy, &open.turns[1].state), (None, &TurnState::Whole));
    assert_eq!(open.turns[1].usage.input, Some(100));
    assert_eq!(window.snapshot().kept, Kept::Kept);
    assert_eq!(window.snapshot().list.len(), 1);
}

#[test]
fn an_answer_that_breaks_says_why_and_goes_on() {
    let mut window = window();
    window.say("Count to three");
    window.target();
    window.text("One, ");
    window.over(Some(trouble("the connection broke")));
    let turn = window.last();
    assert_eq!(turn.state, TurnState::Cut(CutBy::Fault("the connection broke".into())));
    assert_eq!(turn.trouble.as_ref().unwrap().message, "the connection broke");
    window.chat(ChatCommand::Continue(turn.id));
    assert!(window.sent().contains("One, "), "what came goes back");
    window.answer("two, three.");
    assert_eq!(window.shown(), ["Count to three", "One, ", "two, three."]);
}

#[test]
fn stopping_keeps_what_came_and_takes_in_nothing_more() {
    let mut window = window();
    window.say("Tell me a story");
    window.target();
    window.text("Once ");
    window.chat(ChatCommand::Stop);
    window.text("upon a time");
    window.over(None);
    assert_eq!(window.last().state, TurnState::Cut(CutBy::Person));
    assert_eq!(window.shown(), ["Tell me a story", "Once "]);
    assert!(window.try_chat(ChatCommand::Stop).is_err());
}

#[test]
fn other_words_and_other_answers_are_branches() {
    let mut window = window();
    window.say("one");
    window.answer("first");
    let turns = window.open().turns.clone();
    window.chat(ChatCommand::Retry { turn: turns[1].id, model: Some(("p".into(), "m".into())) });
    window.answer("second");
    assert_eq!(window.shown(), ["one", "second"]);
    assert_eq!(window.last().branches.len(), 2);
    window.chat(ChatCommand::Edit { turn: turns[0].id, text: "two".into() });
    window.answer("third");
    assert_eq!(window.shown(), ["two", "third"]);
    window.chat(ChatCommand::ShowBranch(turns[1].id));
    assert_eq!(window.shown(), ["one", "first"]);
}

#[test]
fn several_personas_answer_one_after_the_other() {
    let mut window = window();
    window.chat(ChatCommand::Personas(vec!["architect".into(), "tester".into()]));
    window.say("How?");
    window.answer("In layers.");
    assert_eq!(window.asked(), 2);
    assert!(window.sent().contains("rchitect said:]\nIn layers."));
    window.answer("With tests.");
    assert_eq!(window.shown(), ["How?", "In layers.", "With tests."]);
    let slugs: Vec<Speaker> = window.open().turns.iter().map(|turn| turn.speaker.clone()).collect();
    assert!(matches!(&slugs[2], Speaker::Persona { slug, .. } if slug == "tester"));
    assert_eq!(window.open().busy, None);
}

#[test]
fn nothing_is_said_while_an_answer_comes() {
    let mut window = window();
    window.say("one");
    assert!(window.try_chat(ChatCommand::Send("two".into())).is_err());
    window.answer("1");
    window.say("two");
}

#[test]
fn what_is_open_goes_along_as_it_is_and_is_listed() {
    let mut window = window();
    window.open_file("/p/src/main.rs");
    let view = window.ws.active_view_id().unwrap();
    window.ws.run(Command::Select { view, selections: Selections::caret(0) });
    window.ws.run(Command::Type { view, text: "// not saved\n".into() });
    window.say("What does it do?");
    let sent = window.sent();
    assert!(sent.contains("// not saved"), "what is not saved counts:\n{sent}");
    assert!(sent.contains("pub fn area"), "what it imports goes along");
    let system: String = window.request().system.iter().map(|part| format!("{part:?}")).collect();
    assert!(system.contains("Write short functions."), "the rules hold");
    let manifest = window.open().turns[0].sent.clone().unwrap();
    let sources: Vec<&str> = manifest.sent.iter().map(|sent| sent.source.as_str()).collect();
    assert!(sources.contains(&"src/main.rs") && sources.contains(&"AGENTS.md"), "{sources:?}");

    window.answer("Nothing.");
    window.chat(ChatCommand::Gather(false));
    window.say("Why?");
    assert!(!window.sent().contains("// not saved"), "what was open before has nothing to say now");
}

#[test]
fn what_is_named_goes_along_and_stays_with_its_question() {
    let mut window = window();
    window.chat(ChatCommand::Panel(true));
    window.chat(ChatCommand::Gather(false));
    window.chat(ChatCommand::Attach(Mention::File("/p/notes.txt".into())));
    let context = window.open().context.clone();
    assert!(matches!(context.chips[0].state, ContextState::Tokens(1..)), "{:?}", context.chips);
    window.pass(300);
    let context = window.open().context.clone();
    assert!(context.text.contains("remember the milk"), "{}", context.text);
    assert!(context.tokens > 0 && context.manifest.is_some());
    window.say("What do I need?");
    assert!(window.sent().contains("remember the milk"));
    assert!(window.open().context.chips.is_empty(), "chips go with their message");
    window.answer("Milk.");
    window.say("How much?");
    assert!(window.sent().contains("remember the milk"), "the model has it still");
    window.answer("A litre.");
    let question = window.open().turns[0].id;
    window.chat(ChatCommand::Edit { turn: question, text: "What do I not need?".into() });
    assert!(window.sent().contains("remember the milk"), "other words, the same file");
}

#[test]
fn a_file_that_is_not_there_says_so() {
    let mut window = window();
    window.chat(ChatCommand::Attach(Mention::File("/p/none.txt".into())));
    let chip = window.open().context.chips[0].clone();
    assert!(matches!(chip.state, ContextState::Failed(_)), "{chip:?}");
    window.chat(ChatCommand::Detach(chip.id));
    assert!(window.open().context.chips.is_empty());
}

#[test]
fn a_slash_command_is_rendered_with_what_is_selected() {
    let mut window = window();
    window.open_file("/p/src/shape.rs");
    let view = window.ws.active_view_id().unwrap();
    let selections = Selections::new([Selection::new(0, 22)], 0);
    window.ws.run(Command::Select { view, selections });
    window.say("/explain depth=short why 7?");
    let turn = window.open().turns[0].clone();
    assert_eq!(turn.prompt, Some(("explain".into(), 1)));
    assert_eq!(text_of(&turn), "/explain depth=short why 7?");
    let sent = window.sent();
    assert!(sent.contains("why 7?") && sent.contains("pub fn area() -> u32 {"), "{sent}");
    assert!(!sent.contains("/explain"), "the model sees what it was made into");
    window.answer("Because.");

    let error = window.try_chat(ChatCommand::Send("/nope".into())).unwrap_err();
    assert!(error.to_string().contains("/explain"), "{error}");
    window.say("/usr/bin is full");
    assert!(window.sent().contains("/usr/bin is full"), "a path is no command");
}

#[test]
fn a_command_that_has_nothing_to_work_on_says_what_is_missing() {
    let mut window = window();
    window.say("/explain");
    let turn = window.last();
    assert!(turn.trouble.as_ref().unwrap().message.contains("open a file"), "{:?}", turn.trouble);
    assert_eq!(window.asked(), 0);
    assert_eq!(window.open().busy, None);
}

#[test]
fn pictures_are_limited() {
    let mut window = window();
    let image = |media_type: &str, bytes: usize| ChatCommand::AttachImage {
        bytes: vec![1; bytes].into(),
        media_type: media_type.into(),
    };
    assert!(window.try_chat(image("image/tiff", 10)).is_err());
    assert!(window.try_chat(image("image/png", 6 << 20)).is_err());
    window.chat(image("image/png", 10));
    window.say("What is this?");
    let request = window.request();
    let parts = &request.messages.last().unwrap().parts;
    assert!(
        parts.iter().any(|part| matches!(part, Part::Image { media_type, .. } if media_type == "image/png"))
    );
}

#[test]
fn changes_are_told_from_when_the_project_was_opened() {
    let mut window = window();
    window.pass(1000);
    window.open_file("/p/notes.txt");
    let view = window.ws.active_view_id().unwrap();
    window.ws.run(Command::Type { view, text: "and the bread, ".into() });
    window.pass(1000);
    window.chat(ChatCommand::Attach(Mention::Diff));
    window.say("What did I change?");
    let sent = window.sent();
    assert!(sent.contains("+and the bread, remember the milk"), "{sent}");
}

#[test]
fn conversations_are_searched_and_exported() {
    let mut window = window();
    window.say("Where is the Teapot?");
    window.answer("On the shelf.\nThe teapot is blue.");
    window.chat(ChatCommand::New(None));
    window.say("Something else");
    window.answer("Yes.");
    window.chat(ChatCommand::Search("teapot".into()));
    let search = window.snapshot().search.clone().unwrap();
    let lines: Vec<&str> = search.1.iter().map(|found| found.line.as_str()).collect();
    assert_eq!(lines, ["Where is the Teapot?", "The teapot is blue."]);
    assert_eq!(&search.1[1].line[search.1[1].at.clone()], "teapot");
    let conversation = search.1[0].conversation;
    window.chat(ChatCommand::Export { conversation, path: "/p/out.md".into() });
    window.chat(ChatCommand::Export { conversation, path: "/p/out.json".into() });
    let read = |path: &str| {
        String::from_utf8(justbuilt_store::Fs::read(&window.machine.fs, std::path::Path::new(path)).unwrap())
            .unwrap()
    };
    assert!(read("/p/out.md").contains("The teapot is blue."));
    let again = justbuilt_ai::conversation::Conversation::from_json(&read("/p/out.json")).unwrap();
    assert_eq!(again.turns().len(), 2);
    window.chat(ChatCommand::Search(String::new()));
    assert!(window.snapshot().search.is_none());
}

#[test]
fn code_of_an_answer_is_put_at_the_caret() {
    let mut window = window();
    window.open_file("/p/notes.txt");
    window.say("Code?");
    window.answer("Here:\n```rust\nlet x = 1;\n```\n");
    let turn = window.last().id;
    window.chat(ChatCommand::InsertCode { turn, block: 0 });
    let view = window.ws.active_view_id().unwrap();
    assert_eq!(window.ws.view_text(view).unwrap().to_string(), "let x = 1;remember the milk\n");
    assert!(window.try_chat(ChatCommand::InsertCode { turn, block: 1 }).is_err());
}

#[test]
fn tokens_of_a_retry_are_void_when_it_begins_anew() {
    use justbuilt_ai::client::{Notice, Update};
    let mut window = window();
    window.say("go");
    window.target();
    window.text("half");
    let why = super::super::answering::fault("overloaded");
    let wait = std::time::Duration::from_secs(2);
    let notice = Notice::Retrying { attempt: 2, wait, why, discards: true };
    window.step(crate::ai::asking::Step::Update(Update::Notice(notice)));
    assert_eq!(window.last().trouble.as_ref().unwrap().retrying, Some(2));
    window.event(Event::Start { id: None, model: None });
    window.answer("whole");
    assert!(window.last().trouble.is_none());
    assert_eq!(window.shown(), ["go", "whole"]);
}
