//! Servers that leave fields out.

use crate::event::{FinishReason, OpaqueKind};
use crate::protocol::Protocol;
use crate::protocol::tests::{answer, sse};
use crate::request::Part;

#[test]
fn without_numbers_the_ids_tell_the_items_apart() {
    let got = answer(
        Protocol::OpenaiResponses,
        true,
        &sse(&[
            r#"{"type":"response.created","response":{"id":"r","object":"response","status":"in_progress"}}"#,
            r#"{"type":"response.output_item.added","item":{"id":"m1","type":"message","content":[]}}"#,
            r#"{"type":"response.output_text.delta","item_id":"m1","delta":"Hi"}"#,
            r#"{"type":"response.output_text.done","item_id":"m1","text":"Hi"}"#,
            r#"{"type":"response.output_item.done","item":{"id":"m1","type":"message","content":[{"type":"output_text","text":"Hi"}]}}"#,
            r#"{"type":"response.output_item.added","item":{"id":"f1","type":"function_call","call_id":"c1","name":"go","arguments":""}}"#,
            r#"{"type":"response.function_call_arguments.delta","item_id":"f1","delta":"{}"}"#,
            r#"{"type":"response.output_item.done","item":{"id":"f1","type":"function_call","call_id":"c1","name":"go","arguments":"{}"}}"#,
            r#"{"type":"response.completed","response":{"status":"completed"}}"#,
        ]),
    );
    assert_eq!(got.text, "Hi");
    assert_eq!(got.runnable().map(|(call, _)| call.id.as_str()).collect::<Vec<_>>(), ["c1"]);
    assert_eq!(got.finish.map(|(reason, _)| reason), Some(FinishReason::Tool));
}

#[test]
fn what_had_no_events_is_read_at_the_end() {
    let done = r#"{"type":"response.completed","response":{"status":"completed","output":[
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"enc","status":null},
        {"type":"web_search_call","id":"ws_1","status":"completed"},
        {"type":"message","id":"m1","content":[{"type":"output_text","text":"Hi"}]}]}}"#;
    let got = answer(Protocol::OpenaiResponses, true, &sse(&[&done.replace('\n', "")]));
    assert_eq!((got.reasoning.as_str(), got.text.as_str()), ("Hm.", "Hi"));
    let opaque = |part: &Part| match part {
        Part::Reasoning { opaque: Some((OpaqueKind::Details, data)), .. } => Some(data.clone()),
        _ => None,
    };
    let data: Vec<String> = got.parts.iter().filter_map(opaque).collect();
    assert_eq!(data.len(), 2, "{:?}", got.parts);
    assert!(data[0].contains("\"rs_1\"") && data[0].contains("\"enc\"") && data[1].contains("\"ws_1\""));
}

#[test]
fn a_call_that_was_cut_is_not_run() {
    let got = answer(
        Protocol::OpenaiResponses,
        true,
        &sse(&[
            r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c","name":"go"}}"#,
            r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c","name":"go","arguments":"","status":"incomplete"}}"#,
            r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}"#,
        ]),
    );
    assert_eq!(got.finish, Some((FinishReason::Length, "incomplete:max_output_tokens".to_owned())));
    assert_eq!(got.runnable().count(), 0);
}
