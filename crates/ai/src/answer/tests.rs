//! Answers put together from events.

use serde_json::json;

use super::{Assembler, forget_opaque};
use crate::event::{Arguments, Event, FinishReason, OpaqueKind};
use crate::request::Part;

fn text(block: u32, delta: &str) -> Event {
    Event::Text { block, delta: delta.into() }
}

#[test]
fn parts_are_in_the_order_in_which_they_began() {
    let mut assembler = Assembler::new();
    let events = [
        Event::Reasoning { block: 0, delta: "Hm".into() },
        text(1, "a"),
        Event::Reasoning { block: 0, delta: ".".into() },
        Event::ToolStart { index: 0, id: "c".into(), name: "go".into() },
        Event::ToolArguments { index: 0, delta: "{}".into() },
        text(1, "b"),
        Event::ReasoningOpaque { block: 9, kind: OpaqueKind::Signature, data: "s".into() },
        Event::ToolEnd { index: 0, arguments: Arguments::Json(json!({})) },
        text(2, "c"),
    ];
    events.iter().for_each(|event| assembler.push(event));
    let answer = assembler.answer();
    assert_eq!((answer.text.as_str(), answer.reasoning.as_str()), ("abc", "Hm."));
    assert_eq!(
        answer.parts,
        [
            Part::Reasoning { text: "Hm.".into(), opaque: None, id: None },
            Part::text("ab"),
            Part::ToolCall {
                id: "c".into(),
                name: "go".into(),
                arguments: Arguments::Json(json!({})),
                signature: Some("s".into()),
            },
            Part::text("c"),
        ]
    );
    assert!(!answer.is_over() && answer.runnable().next().is_none());
    assembler.push(&Event::Finish { reason: FinishReason::Tool, raw: "tool_use".into() });
    assert!(assembler.answer().is_over());
    assert_eq!(assembler.answer().runnable().count(), 1);
}

#[test]
fn another_provider_is_not_given_what_it_cannot_read() {
    let mut assembler = Assembler::new();
    let opaque =
        |block, data: &str| Event::ReasoningOpaque { block, kind: OpaqueKind::Encrypted, data: data.into() };
    let events = [
        opaque(0, "enc"),
        Event::Reasoning { block: 1, delta: "Hm.".into() },
        opaque(1, "enc"),
        text(2, "a"),
    ];
    events.iter().for_each(|event| assembler.push(event));
    let mut messages = [assembler.finish().message()];
    forget_opaque(&mut messages);
    let thought = Part::Reasoning { text: "Hm.".into(), opaque: None, id: None };
    assert_eq!(messages[0].parts, [thought, Part::text("a")]);
}
