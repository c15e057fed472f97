//! Trees that grow in every way, and what is sent of them: always something that every provider takes.

use std::collections::HashSet;

use justbuilt_store::records::{RecordId, types};
use justbuilt_testkit::{Random, random_cases};
use serde_json::json;

use super::{sending::Reader, *};
use crate::{
    event::OpaqueKind,
    fault::{Fault, FaultKind},
    prices::Money,
    request::{Message, Role},
};

const NOW: Timestamp = Timestamp(1_000);

fn text(text: &str) -> Vec<Part> {
    vec![Part::text(text)]
}

fn reader() -> Reader {
    Reader { persona: "ada".into(), model: ("anthropic".into(), "claude-opus-5".into()) }
}

fn model() -> Option<(String, String)> {
    Some(reader().model)
}

fn name(id: &str) -> String {
    format!("<{id}>")
}

fn send(conversation: &Conversation) -> Vec<Message> {
    let messages = conversation.messages(conversation.leaf(), &reader(), &name);
    if let Err(wrong) = valid(&messages) {
        panic!("{wrong}: {messages:#?}");
    }
    messages
}

fn say(conversation: &mut Conversation, id: TurnId, delta: &str) {
    conversation.take(id, &Event::Text { block: 0, delta: delta.into() }).unwrap();
}

fn finish(conversation: &mut Conversation, id: TurnId, reason: FinishReason) {
    conversation.take(id, &Event::Finish { reason, raw: String::new() }).unwrap();
}

/// What providers ask for; see [`super::sending`].
fn valid(messages: &[Message]) -> Result<(), &'static str> {
    let mut ids = HashSet::new();
    let mut open: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        if message.parts.is_empty() {
            return Err("an empty message");
        }
        if (index % 2 == 0) != (message.role == Role::User) {
            return Err("the roles do not alternate from the user on");
        }
        let mut results = true;
        for part in &message.parts {
            match part {
                Part::Text { text, .. } if text.trim().is_empty() => return Err("an empty text"),
                Part::ToolResult { id, text, .. } => {
                    if message.role != Role::User || !results {
                        return Err("a result behind something else");
                    }
                    let at = open.iter().position(|one| one == id).ok_or("a result without a call")?;
                    open.remove(at);
                    if text.is_empty() {
                        return Err("an empty result");
                    }
                    continue;
                }
                Part::ToolCall { id, arguments, .. } => {
                    if message.role != Role::Assistant {
                        return Err("a call by the user");
                    }
                    if !matches!(arguments, Arguments::Json(value) if value.is_object()) {
                        return Err("arguments that are no object");
                    }
                    if !ids.insert(id.clone()) {
                        return Err("an id twice");
                    }
                }
                Part::Reasoning { opaque: None, .. } => return Err("thinking that nobody signed"),
                Part::Reasoning { .. } if message.role == Role::User => return Err("thinking by the user"),
                _ => {}
            }
            results = false;
        }
        if message.role == Role::User && !open.is_empty() {
            return Err("a call without a result");
        }
        open.extend(message.parts.iter().filter_map(|part| match part {
            Part::ToolCall { id, .. } => Some(id.as_str()),
            _ => None,
        }));
    }
    match messages.last() {
        Some(last) if last.role == Role::Assistant => Err("the assistant speaks last"),
        _ => Ok(()),
    }
}

#[test]
fn an_edit_makes_a_branch_and_the_old_one_can_be_shown_again() {
    let mut c = Conversation::default();
    let first = c.say(text("What is a rope?"), NOW);
    let answer = c.answer("ada", model(), NOW);
    say(&mut c, answer, "A tree.");
    finish(&mut c, answer, FinishReason::Stop);
    let second = c.edit(first, text("What is a gap buffer?"), NOW).unwrap();
    assert_eq!(c.path().len(), 1);
    assert_eq!(c.siblings(first).unwrap(), [first, second]);
    assert_eq!(send(&c).len(), 1);
    c.select(first).unwrap();
    assert_eq!(c.path().iter().map(|turn| turn.id).collect::<Vec<_>>(), [first, answer]);
    assert_eq!(c.title(), "What is a rope?");
    assert!(c.edit(answer, text("x"), NOW).is_err());
    assert!(c.retry(first, None, NOW).is_err());
    assert_eq!(c.turn(TurnId(9)), Err(ConversationError::NoTurn(TurnId(9))));
}

#[test]
fn a_retry_is_beside_the_answer_and_may_be_another_model() {
    let mut c = Conversation::default();
    c.say(text("Hi"), NOW);
    let one = c.answer("ada", model(), NOW);
    c.take(one, &Event::Truncated).unwrap();
    let two = c.retry(one, Some(("openai".into(), "gpt-5.4".into())), NOW).unwrap();
    assert_eq!(c.siblings(one).unwrap(), [one, two]);
    let turn = c.turn(two).unwrap();
    assert_eq!(
        (turn.author.clone(), turn.state.clone()),
        (Author::Persona("ada".into()), TurnState::Writing)
    );
    assert_eq!(c.turn(one).unwrap().state, TurnState::Cut(CutBy::Torn));
}

#[test]
fn what_is_stopped_is_kept_marked_and_can_be_gone_on_with() {
    let mut c = Conversation::default();
    c.say(text("Count."), NOW);
    let answer = c.answer("ada", model(), NOW);
    say(&mut c, answer, "One, two");
    c.stop(answer).unwrap();
    say(&mut c, answer, ", too late");
    c.take(answer, &Event::Usage(Usage { output: Some(4), ..Usage::default() })).unwrap();
    let turn = c.turn(answer).unwrap();
    assert_eq!((turn.text().as_str(), turn.usage.output), ("One, two", Some(4)));
    assert_eq!(turn.state, TurnState::Cut(CutBy::Person));
    let more = c.go_on(answer, NOW).unwrap();
    let messages = send(&c);
    assert!(
        matches!(&messages[2].parts[0], Part::Text { text, .. } if text.contains("Go on exactly")),
        "{messages:?}"
    );
    say(&mut c, more, ", three.");
    finish(&mut c, more, FinishReason::Stop);
    c.say(text("Thanks."), NOW);
    let messages = send(&c);
    assert_eq!(messages[1].parts, text("One, two, three."));
    assert_eq!(messages[2].parts, text("Thanks."));
    assert!(c.go_on(more, NOW).is_err());
}

#[test]
fn a_cut_answer_is_said_to_be_cut() {
    let mut c = Conversation::default();
    c.say(text("Go"), NOW);
    let answer = c.answer("ada", model(), NOW);
    say(&mut c, answer, "Half");
    finish(&mut c, answer, FinishReason::Length);
    c.say(text("And now?"), NOW);
    let messages = send(&c);
    let expected = [
        Part::text("[The answer above is not whole: it reached the longest that was allowed.]"),
        Part::text("And now?"),
    ];
    assert_eq!(messages[2].parts, expected);
}

#[test]
fn calls_without_results_and_with_wrong_arguments_are_made_whole() {
    let mut c = Conversation::default();
    c.say(text("Read."), NOW);
    let answer = c.answer("ada", model(), NOW);
    for (index, name) in ["read", "write"].iter().enumerate() {
        let index = index as u32;
        c.take(answer, &Event::ToolStart { index, id: "call_0".into(), name: (*name).into() }).unwrap();
    }
    c.take(answer, &Event::ToolEnd { index: 0, arguments: Arguments::Json(json!({"path": "a"})) }).unwrap();
    c.take(answer, &Event::ToolArguments { index: 1, delta: "{\"path\": \"".into() }).unwrap();
    c.take(answer, &Event::Truncated).unwrap();
    c.say(text("Again."), NOW);
    let messages = send(&c);
    let results: Vec<(&str, &str)> = messages[2]
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::ToolResult { id, text, is_error: true, .. } => Some((id.as_str(), text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(results[0], ("call_0", "This call was not carried out: the answer was stopped before."));
    assert_eq!(results[1], ("call_0_2", "The arguments were no JSON: {\"path\": \""));
}

#[test]
fn results_go_back_to_their_calls() {
    let mut c = Conversation::default();
    c.say(text("Read."), NOW);
    let answer = c.answer("ada", model(), NOW);
    c.take(answer, &Event::ReasoningOpaque { block: 0, kind: OpaqueKind::Signature, data: "sig".into() })
        .unwrap();
    c.take(answer, &Event::ToolStart { index: 0, id: "t1".into(), name: "read".into() }).unwrap();
    c.take(answer, &Event::ToolEnd { index: 0, arguments: Arguments::Json(json!({})) }).unwrap();
    finish(&mut c, answer, FinishReason::Tool);
    let result = |id: &str| Part::ToolResult {
        id: id.into(),
        name: "read".into(),
        text: "text".into(),
        is_error: false,
    };
    c.results(answer, vec![result("t1"), result("gone")], NOW).unwrap();
    let messages = send(&c);
    assert!(matches!(messages[1].parts[0], Part::Reasoning { opaque: Some(_), .. }));
    assert_eq!(messages[2].parts, [result("t1"), Part::text("[Result of read:]\ntext")]);
    // Another model does not get the thinking of this one.
    let other = Reader { model: ("openai".into(), "gpt-5.4".into()), ..reader() };
    let messages = c.messages(c.leaf(), &other, &name);
    assert_eq!(valid(&messages), Ok(()));
    assert!(matches!(messages[1].parts[0], Part::ToolCall { .. }));
    assert!(c.results(TurnId(0), Vec::new(), NOW).is_err());
}

#[test]
fn other_personas_speak_by_name() {
    let mut c = Conversation::default();
    c.say(text("Opinions?"), NOW);
    for (persona, opinion) in [("ada", "Yes."), ("bob", "No.")] {
        let answer = c.answer(persona, model(), NOW);
        say(&mut c, answer, opinion);
        finish(&mut c, answer, FinishReason::Stop);
    }
    let messages = send(&c);
    assert_eq!(messages[1].parts, text("Yes."));
    assert_eq!(messages[2].parts, text("[<bob> said:]\nNo."));
    let bob = Reader { persona: "bob".into(), ..reader() };
    let messages = c.messages(c.leaf(), &bob, &name);
    assert_eq!(valid(&messages), Ok(()));
    assert_eq!(messages[0].parts, [Part::text("Opinions?"), Part::text("[<ada> said:]\nYes.")]);
}

fn event(random: &mut Random) -> Event {
    let index = random.below(3) as u32;
    match random.below(12) {
        0 => Event::Reasoning { block: 0, delta: random.text(2) },
        1 => Event::ReasoningOpaque { block: 0, kind: OpaqueKind::Signature, data: "s".into() },
        2 | 3 => Event::ToolStart { index, id: format!("call_{}", random.below(2)), name: "read".into() },
        4 => Event::ToolArguments { index, delta: "{\"a\"".into() },
        5 => Event::ToolEnd {
            index,
            arguments: Arguments::Json(random.pick(&[json!({}), json!(null), json!([1])]).clone()),
        },
        6 => Event::Refusal { delta: "No.".into() },
        7 => {
            Event::Usage(Usage { input: Some(random.below(99) as u64), output: Some(1), ..Usage::default() })
        }
        _ => Event::Text { block: 0, delta: random.text(3) },
    }
}

fn grow(random: &mut Random) -> Conversation {
    let mut c = Conversation::default();
    for _ in 0..random.below(25) {
        let any = TurnId(random.below(c.turns().len() + 1) as u64);
        let persona = *random.pick(&["ada", "ada", "bob"]);
        match random.below(9) {
            0 | 1 => drop(c.say(text(&random.text(4)), NOW)),
            2 => drop(c.edit(any, text(&random.text(4)), NOW)),
            3 => drop(c.retry(any, model().filter(|_| random.bool()), NOW)),
            4 => drop(c.go_on(any, NOW)),
            5 => drop(c.select(any)),
            6 => {
                let id = format!("call_{}", random.below(2));
                let part =
                    Part::ToolResult { id, name: "read".into(), text: random.text(2), is_error: false };
                drop(c.results(any, vec![part], NOW));
            }
            _ => drop(c.answer(persona, model().filter(|_| random.bool()), NOW)),
        }
        if let Some(leaf) = c.leaf() {
            for _ in 0..random.below(5) {
                c.take(leaf, &event(random)).unwrap();
            }
            let fault = Fault {
                kind: FaultKind::Server,
                http_status: None,
                code: None,
                message: "gone".into(),
                retry_after: None,
                mid_stream: true,
                request_id: None,
            };
            let reasons = [
                FinishReason::Stop,
                FinishReason::Tool,
                FinishReason::Length,
                FinishReason::Pause,
                FinishReason::Refusal,
            ];
            match random.below(5) {
                0 => c.take(leaf, &Event::Truncated).unwrap(),
                1 => c.take(leaf, &Event::Error(fault)).unwrap(),
                2 => c.stop(leaf).unwrap(),
                3 => finish(&mut c, leaf, *random.pick(&reasons)),
                _ => {}
            }
            c.set_cost(
                leaf,
                if random.bool() { Cost::Unknown } else { Cost::Known(Money::from_micro_dollars(7)) },
            )
            .unwrap();
        }
    }
    c
}

#[test]
fn whatever_happens_what_is_sent_is_valid() {
    random_cases(600, |random| {
        let c = grow(random);
        for turn in c.turns() {
            for persona in ["ada", "bob"] {
                let reader = Reader { persona: persona.into(), ..reader() };
                let messages = c.messages(Some(turn.id), &reader, &name);
                assert_eq!(valid(&messages), Ok(()), "{:#?}\n{messages:#?}", c.path_to(Some(turn.id)));
            }
        }
    });
}

#[test]
fn json_and_records_have_all_of_it() {
    random_cases(200, |random| {
        let mut c = grow(random);
        if random.bool() {
            c.name = "A name".into();
        }
        assert_eq!(Conversation::from_json(&c.to_json().unwrap()).unwrap(), c);
        let id = RecordId([7; 16]);
        let before = types::Conversation { archived: true, ..types::Conversation::default() };
        let record = c.to_record(before);
        assert!(record.archived);
        let mut messages = c.to_messages(id);
        random.shuffle(&mut messages);
        let back = Conversation::from_records(&record, messages).unwrap();
        c.close_open_turns();
        assert_eq!(back, c);
    });
}

#[test]
fn records_of_others_are_one_branch_and_gaps_are_told() {
    let part = |text: &str| types::Part {
        kind: types::PartKind::Text,
        text: text.into(),
        details: types::Fields::new(),
    };
    let message = |position, role, text: &str| types::Message {
        conversation: RecordId([1; 16]),
        position,
        role,
        parts: vec![part(text)],
        model: None,
        usage: types::Usage { micro_dollars: 5, ..types::Usage::default() },
    };
    let record = types::Conversation { title: "Old".into(), ..types::Conversation::default() };
    let messages = vec![message(0, types::Role::User, "Q"), message(1, types::Role::Assistant, "A")];
    let c = Conversation::from_records(&record, messages).unwrap();
    assert_eq!(c.path().iter().map(|turn| turn.text()).collect::<Vec<_>>(), ["Q", "A"]);
    assert_eq!((c.title().as_str(), c.cost().0.micro_dollars()), ("Old", 5));
    let gap = vec![message(0, types::Role::User, "Q"), message(2, types::Role::User, "Q")];
    assert!(
        Conversation::from_records(&record, gap).unwrap_err().to_string().contains("message 1 is missing")
    );
    assert!(Conversation::from_json("{\"format\": 9, \"title\": \"\", \"conversation\": {}}").is_err());
}

#[test]
fn markdown_shows_what_was_said_and_what_was_cut() {
    let mut c = Conversation::default();
    let first = c.say(text("How?"), NOW);
    let answer = c.answer("ada", model(), NOW);
    c.take(answer, &Event::ToolStart { index: 0, id: "1".into(), name: "read".into() }).unwrap();
    c.take(answer, &Event::ToolArguments { index: 0, delta: "```".into() }).unwrap();
    c.stop(answer).unwrap();
    let expected = "# How?\n\n## You\n\nHow?\n\n## <ada> (claude-opus-5)\n\nCalls `read`:\n\n````\n```\n````\n\n*(cut off: you stopped it)*\n";
    assert_eq!(c.to_markdown(&name), expected);
    c.edit(first, text("Why?"), NOW).unwrap();
    assert!(c.to_markdown(&name).ends_with("Why?\n*(branch 2 of 2)*\n"));
}

#[test]
fn search_finds_every_branch_in_any_case() {
    let mut c = Conversation::default();
    let first = c.say(text("Straße und STRASSE, İstanbul"), NOW);
    c.edit(first, text("Eine straße"), NOW).unwrap();
    let hits = c.search("STRAße");
    assert_eq!(
        hits.iter().map(|hit| (hit.turn.0, hit.range.clone(), hit.shown)).collect::<Vec<_>>(),
        [(0, 0..7, false), (1, 5..12, true)]
    );
    assert!(c.search("  ").is_empty());
    random_cases(100, |random| {
        let mut c = Conversation::default();
        let said = random.text(30);
        c.say(text(&said), NOW);
        for hit in c.search(&random.text(1)) {
            assert!(said.get(hit.range).is_some());
        }
    });
}

#[test]
fn titles_are_short_and_end_at_words() {
    let mut c = Conversation::default();
    assert_eq!(c.title(), "");
    c.say(text(&format!("\n\n  {}", "wonderful ".repeat(20))), NOW);
    assert_eq!(c.title(), "wonderful wonderful wonderful wonderful wonderful wonderful…");
    c.name = " Mine ".into();
    assert_eq!(c.title(), "Mine");
}

#[test]
fn other_words_are_sent_in_the_place_of_what_was_said() {
    let mut talk = Conversation::default();
    let question = talk.say(text("/explain"), NOW);
    let answer = talk.answer("ada", None, NOW);
    say(&mut talk, answer, "It adds.");
    finish(&mut talk, answer, FinishReason::Stop);
    talk.say(text("thanks"), NOW);
    let words = |turn: &Turn| (turn.id == question).then(|| [text("data"), text("Explain this")].concat());
    let messages = talk.messages_with(talk.leaf(), &reader(), &name, &words);
    valid(&messages).unwrap();
    assert_eq!(messages[0].parts, [text("data"), text("Explain this")].concat());
    assert_eq!(messages[2].parts, text("thanks"));
    assert_eq!(talk.title(), "/explain", "what was said stays");
}

#[test]
fn an_answer_that_begins_anew_is_void_only_while_it_is_written() {
    let mut talk = Conversation::default();
    talk.say(text("go"), NOW);
    let answer = talk.answer("ada", None, NOW);
    say(&mut talk, answer, "half");
    talk.restart(answer).unwrap();
    talk.set_model(answer, ("p".into(), "m".into())).unwrap();
    say(&mut talk, answer, "whole");
    finish(&mut talk, answer, FinishReason::Stop);
    talk.restart(answer).unwrap();
    let turn = talk.turn(answer).unwrap();
    assert_eq!((turn.text().as_str(), &turn.model), ("whole", &Some(("p".into(), "m".into()))));
    let id = RecordId([7; 16]);
    assert_eq!(talk.to_message(answer, id).unwrap(), talk.to_messages(id)[1]);
    assert!(talk.to_message(TurnId(9), id).is_err());
}
