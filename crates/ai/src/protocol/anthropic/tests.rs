//! Blocks that the recordings lack.

use crate::event::{FinishReason, OpaqueKind};
use crate::protocol::Protocol;
use crate::protocol::tests::{answer, sse};
use crate::request::Part;

#[test]
fn signatures_encrypted_thinking_and_a_pause_come_through() {
    let got = answer(
        Protocol::Anthropic,
        true,
        &sse(&[
            r#"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":3,"cache_read_input_tokens":4}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"si"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"g"}}"#,
            r#"{"type":"content_block_stop","index":0}"#,
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"enc"}}"#,
            r#"{"type":"content_block_stop","index":1}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"pause_turn"},"usage":{"output_tokens":5}}"#,
            r#"{"type":"message_stop"}"#,
        ]),
    );
    let reasoning = |text: &str, kind, data: &str| Part::Reasoning {
        text: text.into(),
        opaque: Some((kind, data.into())),
        id: None,
    };
    assert_eq!(
        got.parts,
        [reasoning("Hm.", OpaqueKind::Signature, "sig"), reasoning("", OpaqueKind::Encrypted, "enc")]
    );
    assert_eq!(got.finish.map(|(reason, _)| reason), Some(FinishReason::Pause));
    assert_eq!((got.usage.input, got.usage.cached_read, got.usage.output), (Some(7), Some(4), Some(5)));
}

#[test]
fn a_call_cut_before_its_arguments_is_not_run() {
    let body = |stop: &str| {
        format!(
            r#"{{"content":[{{"type":"tool_use","id":"t","name":"rm","input":{{}}}}],"stop_reason":"{stop}","usage":{{}}}}"#
        )
    };
    assert_eq!(answer(Protocol::Anthropic, false, &body("max_tokens")).runnable().count(), 0);
    assert_eq!(answer(Protocol::Anthropic, false, &body("tool_use")).runnable().count(), 1);
}
