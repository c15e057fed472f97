//! Tests of the conversation: what is painted, what the keys do, and that it stays where it should.

use std::sync::Arc;

use egui::{Event, Id, Key, Modifiers, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::composer::{ComposerIntent, Meter, PersonaRow};
use super::data::CallState;
use super::*;
use crate::Theme;
use crate::icons::Icon;

#[derive(Default)]
struct Dock {
    turns: Vec<Arc<Turn>>,
    messages: MessageState,
    intents: Vec<Intent>,
    composer: ComposerState,
    chips: Vec<Chip>,
    rows: Vec<CompletionRow>,
    busy: bool,
    said: Vec<ComposerIntent>,
}

fn ada() -> Speaker {
    Speaker::Persona { slug: "ada".into(), name: "Ada".into(), avatar: String::new() }
}

fn person(id: u64, text: &str) -> Turn {
    Turn { id, parts: vec![Part::Text(text.into())], time: "14:05".into(), ..Turn::default() }
}

fn answer(id: u64, text: &str) -> Turn {
    Turn { speaker: ada(), model: "some-model".into(), ..person(id, text) }
}

fn dock(turns: Vec<Turn>) -> Harness<'static, Dock> {
    dock_of(Dock { turns: turns.into_iter().map(Arc::new).collect(), ..Dock::default() })
}

fn dock_of(dock: Dock) -> Harness<'static, Dock> {
    let models = ["a-model".to_owned()];
    let draw = move |ui: &mut Ui, dock: &mut Dock| {
        let composer = Composer {
            id: Id::unique("field"),
            chips: &dock.chips,
            completion: Completion { rows: &dock.rows, empty: "nothing" },
            personas: &[PersonaRow {
                slug: "ada".into(),
                name: "Ada".into(),
                avatar: String::new(),
                about: String::new(),
                on: true,
            }],
            models: &models,
            model: None,
            meter: &Meter { tokens: 1_200, window: Some(200_000), ready: true, ..Meter::default() },
            busy: dock.busy,
            placeholder: "Ask",
            most: 200.0,
        };
        egui::Panel::bottom("composer").show(ui, |ui| {
            let said = composer.show(ui, &mut dock.composer);
            dock.said.extend(said);
        });
        let list = MessageList::new(Id::unique("list"), &dock.turns).models(&models);
        let intents = list.show(ui, &mut dock.messages, &mut NoAssets);
        dock.intents.extend(intents);
    };
    let mut harness = Harness::builder()
        .with_size(vec2(420.0, 800.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(draw, dock);
    harness.run_steps(4);
    harness
}

fn many(count: u64) -> Vec<Turn> {
    (0..count)
        .map(|id| match id % 2 {
            0 => person(id, &format!("Question {id}")),
            _ => answer(id, &format!("Answer {id}\n\n{}", "Some words of an answer. ".repeat(20))),
        })
        .collect()
}

#[test]
fn only_what_is_seen_is_painted_and_the_end_is_shown() {
    let mut harness = dock(many(400));
    assert!(harness.state().messages.painted_rows() < 40, "{}", harness.state().messages.painted_rows());
    assert!(harness.query_all_by_label_contains("Answer 399").count() > 0);
    assert!(harness.query_by_label("Question 0").is_none());
    harness.hover_at(egui::pos2(200.0, 200.0));
    harness.event(wheel(400.0));
    harness.run_steps(4);
    assert!(harness.state().messages.is_away());
    harness.get_by_label("Jump to latest").click();
    harness.run_steps(3);
    assert!(!harness.state().messages.is_away());
    assert!(harness.query_by_label("Jump to latest").is_none());
}

fn wheel(up: f32) -> Event {
    Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, up),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    }
}

/// Sets the last turn's text, as a stream would.
fn stream(harness: &mut Harness<'_, Dock>, revision: u64, text: &str) {
    let last = harness.state().turns.last().unwrap();
    let mut turn = (**last).clone();
    turn.revision = revision;
    turn.state = State::Writing;
    turn.parts = vec![Part::Text(text.into())];
    *harness.state_mut().turns.last_mut().unwrap() = Arc::new(turn);
    harness.run_steps(1);
}

#[test]
fn an_answer_that_comes_in_is_followed_unless_the_user_left() {
    let mut harness = dock(many(20));
    for step in 1..40 {
        stream(&mut harness, step, &"line of an answer\n\n".repeat(step as usize));
    }
    assert!(!harness.state().messages.is_away(), "it sticks to the end");
    harness.hover_at(egui::pos2(200.0, 200.0));
    harness.event(wheel(900.0));
    // The wheel is smoothed over some frames.
    harness.run_steps(60);
    let seen = |harness: &Harness<'_, Dock>| -> Vec<(String, i32)> {
        let labels = harness.query_all_by_role(egui::Role::ListItem);
        labels
            .map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect().top() as i32))
            .collect()
    };
    let before = seen(&harness);
    for step in 40..60 {
        stream(&mut harness, step, &"line of an answer\n\n".repeat(step as usize));
    }
    assert!(harness.state().messages.is_away());
    assert_eq!(seen(&harness), before, "what is read does not move");
}

#[test]
fn nothing_is_painted_again_when_nothing_happens() {
    let mut harness = dock(many(60));
    harness.run_steps(3);
    assert!(!harness.ctx.has_requested_repaint(), "{:?}", harness.ctx.repaint_causes());
}

#[test]
fn what_can_be_done_with_a_turn_is_done_by_keys() {
    let mut retried = answer(1, "Answer");
    retried.branches = vec![1, 3];
    let mut harness = dock(vec![person(0, "Question"), retried]);
    harness.state_mut().messages.take_focus();
    harness.run_steps(2);
    for key in [Key::ArrowUp, Key::C, Key::R, Key::ArrowRight, Key::ArrowUp, Key::C] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    let expected = [
        Intent::Copy("Answer".into()),
        Intent::Retry { turn: 1, model: None },
        Intent::Branch(3),
        Intent::Copy("Question".into()),
    ];
    assert_eq!(harness.state().intents, expected);
    harness.key_press(Key::E);
    harness.run_steps(3);
    let field = harness.get_by_label("Edited question");
    assert!(field.is_focused());
    harness.event(Event::Text("!".into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(harness.state().intents.contains(&Intent::Edit { turn: 0, text: "Question!".into() }));
    assert!(harness.query_by_label("Edited question").is_none());
}

#[test]
fn blocks_of_code_are_counted_over_all_that_an_answer_says() {
    let mut turn = answer(7, "First:\n\n```rust\nfn one() {}\n```\n");
    turn.parts.push(Part::Text("Then:\n\n```rust\nfn two() {}\n```\n".into()));
    let mut harness = dock(vec![turn]);
    let nodes: Vec<_> = harness.query_all_by_label("Insert this code at the caret").collect();
    assert_eq!(nodes.len(), 2);
    nodes[1].click();
    harness.run_steps(2);
    assert_eq!(harness.state().intents, [Intent::Insert { turn: 7, fence: 1 }]);
}

#[test]
fn code_is_copied_inserted_and_applied() {
    let text = "Look:\n\n```rust\nfn one() {}\n```\n\n- in a list\n\n  ```js\n  two()\n  ```\n";
    let mut harness = dock(vec![answer(7, text)]);
    for label in ["Copy this code", "Insert this code at the caret", "Apply this code, with a review"] {
        let nodes: Vec<_> = harness.query_all_by_label(label).collect();
        assert_eq!(nodes.len(), 2, "{label}");
        nodes[1].click();
        harness.run_steps(2);
    }
    let expected = [
        Intent::Copy("two()\n".into()),
        Intent::Insert { turn: 7, fence: 1 },
        Intent::Apply { turn: 7, fence: Some(1) },
    ];
    assert_eq!(harness.state().intents, expected);
}

#[test]
fn long_code_is_folded() {
    let code = format!("```\n{}```\n", "line\n".repeat(25));
    let mut harness = dock(vec![answer(1, &code)]);
    harness.get_by_label("Fold this code").click();
    harness.run_steps(3);
    harness.get_by_label("Show 15 more lines").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Show 15 more lines").is_none());
}

#[test]
fn links_tell_their_address_and_are_opened_by_intent() {
    let mut harness = dock(vec![answer(1, "See [the docs](https://docs.rs/egui).")]);
    harness.get_by_label("https://docs.rs/egui").click();
    harness.run_steps(2);
    assert_eq!(harness.state().intents, [Intent::Open("https://docs.rs/egui".into())]);
}

#[test]
fn thoughts_and_calls_unfold_and_calls_ask() {
    let call = |id: &str, state| Part::Call {
        id: id.into(),
        name: format!("read_{id}"),
        arguments: r#"{"path":"src/main.rs"}"#.into(),
        state,
    };
    let mut turn = answer(4, "");
    turn.parts = vec![
        Part::Thinking("First, look at the file.\nThen decide.".into()),
        call("a", CallState::Done("fn main() {}".into())),
        call("b", CallState::Asks("Write src/lib.rs".into())),
    ];
    let mut harness = dock(vec![turn]);
    harness.get_by_label("Thought").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("Then decide").is_some());
    harness.get_by_label("read_a").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Arguments").is_some());
    assert!(harness.query_by_label("fn main() {}").is_some());
    harness.get_by_label("Allow").click();
    harness.run_steps(2);
    harness.get_by_label("Refuse").click();
    harness.run_steps(2);
    let (allow, refuse) =
        (Intent::Allow { turn: 4, call: "b".into() }, Intent::Refuse { turn: 4, call: "b".into() });
    assert_eq!(harness.state().intents, [allow, refuse]);
}

#[test]
fn a_trouble_says_what_to_do_and_changes_are_reviewed() {
    let mut turn = answer(2, "Half an ans");
    turn.state = State::Cut("cut".into(), true);
    turn.trouble = Some(Trouble {
        message: "The key was not taken.".into(),
        help: "Check it.".into(),
        details: "401".into(),
        retrying: None,
        key_of: Some("anthropic".into()),
    });
    turn.card = Some(Card {
        id: 9,
        title: "Rename".into(),
        files: vec![("src/a.rs".into(), 40, 12)],
        state: CardState::Ready,
    });
    let mut harness = dock(vec![turn]);
    for label in ["Add key…", "Retry", "Continue", "Copy details", "Review", "Apply", "Drop"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    let expected = [
        Intent::AddKey("anthropic".into()),
        Intent::Retry { turn: 2, model: None },
        Intent::Continue(2),
        Intent::Copy("401".into()),
        Intent::Review(9),
        Intent::ApplyChanges(9),
        Intent::DropChanges(9),
    ];
    assert_eq!(harness.state().intents, expected);
}

fn typed(harness: &mut Harness<'_, Dock>, text: &str) {
    harness.event(Event::Text(text.into()));
    harness.run_steps(2);
}

fn composer() -> Harness<'static, Dock> {
    let mut dock = Dock::default();
    dock.composer.take_focus();
    dock_of(dock)
}

#[test]
fn enter_sends_shift_enter_makes_a_line_and_escape_stops_then_leaves() {
    let mut harness = composer();
    typed(&mut harness, "one");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_steps(2);
    typed(&mut harness, "two");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let sent = harness.state().said.iter().find_map(|said| match said {
        ComposerIntent::Send(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(sent.as_deref(), Some("one\ntwo"));
    harness.state_mut().said.clear();
    harness.state_mut().busy = true;
    harness.run_steps(1);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    harness.state_mut().busy = false;
    harness.run_steps(1);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    let said = &harness.state().said;
    assert!(matches!(said.as_slice(), [ComposerIntent::Stop, ComposerIntent::Leave]), "{said:?}");
}

#[test]
fn an_at_sign_looks_for_something_and_a_row_is_taken() {
    let mut harness = composer();
    typed(&mut harness, "see @ma");
    let looked = |harness: &Harness<'_, Dock>| {
        harness.state().said.iter().rev().find_map(|said| match said {
            ComposerIntent::Look(wish) => Some(wish.clone()),
            _ => None,
        })
    };
    assert_eq!(looked(&harness), Some(Some(Wish::Mention("ma".into()))));
    let row = |label: &str| CompletionRow {
        icon: Icon::File,
        label: label.into(),
        detail: "src".into(),
        matches: std::iter::once(0..2).collect(),
    };
    harness.state_mut().rows = vec![row("main.rs"), row("make.rs")];
    harness.run_steps(2);
    assert!(harness.query_by_label("make.rs src").is_some());
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(1);
    assert!(harness.state().said.iter().any(|said| matches!(said, ComposerIntent::Complete(1))));
    assert!(!harness.state().said.iter().any(|said| matches!(said, ComposerIntent::Send(_))));
    harness.state_mut().composer.replace_token("");
    harness.run_steps(2);
    assert_eq!(harness.state().composer.text, "see ");
    typed(&mut harness, "@x");
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(looked(&harness), Some(None), "Escape puts the popup away and stays in the field");
    assert!(!harness.state().said.iter().any(|said| matches!(said, ComposerIntent::Leave)));
}

#[test]
fn backspace_takes_the_last_chip_and_long_pastes_become_one() {
    let mut dock = Dock::default();
    dock.composer.take_focus();
    dock.chips = vec![Chip {
        id: 5,
        icon: Icon::File,
        label: "main.rs".into(),
        detail: "src/main.rs".into(),
        state: ChipState::Tokens(840),
    }];
    let mut harness = dock_of(dock);
    harness.key_press(Key::Backspace);
    harness.run_steps(2);
    assert!(matches!(harness.state().said.as_slice(), [ComposerIntent::Detach(5)]));
    harness.get_by_label("Leave out main.rs").click();
    harness.run_steps(2);
    harness.state_mut().said.clear();
    harness.state_mut().composer.take_focus();
    harness.run_steps(2);
    let long = "line\n".repeat(21);
    harness.event(Event::Paste(long.clone()));
    harness.event(Event::Paste("short".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().composer.text, "short");
    let pasted =
        harness.state().said.iter().any(|said| matches!(said, ComposerIntent::Paste(text) if *text == long));
    assert!(pasted);
}

#[test]
fn up_in_an_empty_field_edits_the_last_question() {
    let mut harness = composer();
    harness.key_press(Key::ArrowUp);
    harness.run_steps(2);
    assert!(matches!(harness.state().said.as_slice(), [ComposerIntent::EditLast]));
}

#[test]
fn hostile_turns_are_painted_in_bounded_time() {
    let texts = [
        "x".repeat(1 << 20),
        ">".repeat(100_000),
        format!("```\n{}\n```", "y".repeat(1 << 20)),
        "\u{202e}\u{0}".repeat(5_000),
        "|a".repeat(300) + "|\n" + &"|-".repeat(300) + "|\n" + &("|b".repeat(300) + "|\n").repeat(20),
    ];
    for text in texts {
        let mut harness = dock(vec![person(0, &text), answer(1, &text)]);
        for _ in 0..4 {
            harness.hover_at(egui::pos2(200.0, 200.0));
            harness.event(wheel(1_000.0));
            harness.run_steps(2);
        }
    }
}
