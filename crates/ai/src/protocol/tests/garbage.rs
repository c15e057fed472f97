//! Bytes that nobody should send: no panic, one end, and no more memory than is allowed.

use justbuilt_testkit::{Random, random_cases};

use crate::event::Event;
use crate::fault::FaultKind;
use crate::protocol::sse::LARGEST;
use crate::protocol::{Protocol, count, embeddings, fim, models};

const ALL: [Protocol; 6] = [
    Protocol::OpenaiChat,
    Protocol::OpenaiResponses,
    Protocol::Anthropic,
    Protocol::Gemini,
    Protocol::Mistral,
    Protocol::Ollama,
];

/// Pieces that look like something.
const PIECES: &[&str] = &[
    "data: ",
    "data:",
    "data",
    "event: x\n",
    ": ping\n",
    "\n\n",
    "\r\n\r\n",
    "\r",
    "\n",
    "[DONE]",
    "{",
    "}",
    "[",
    "]",
    "null",
    "\u{feff}",
    "\"",
    "{\"error\":\"no\"}",
    "{\"error\":null}",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":7,\"function\":{\"arguments\":\"}\"}}]}}]}",
    "{\"choices\":[{\"finish_reason\":\"stop\"}]}",
    "{\"type\":\"content_block_delta\",\"index\":9}",
    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\"}}",
    "{\"type\":\"content_block_stop\"}",
    "{\"type\":\"message_stop\"}",
    "{\"candidates\":[{\"finishReason\":\"STOP\"}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{}}]}}]}",
    "{\"done\":true}",
    "{\"done\":1e99}",
    "{\"type\":\"response.output_text.delta\",\"delta\":\"x\",\"output_index\":18446744073709551615}",
    "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\",\"arguments\":3}}",
    "{\"type\":\"response.completed\",\"response\":{\"output\":[null,1,{}]}}",
    "\u{0}",
    "é",
    "👩\u{200d}👧",
    "{\"message\":{\"content\":[],\"tool_calls\":{}}}",
    "{\"usage\":{\"prompt_tokens\":-1}}",
    "<!DOCTYPE html>\n",
];

fn garbage(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random.below(40) {
        if random.below(5) == 0 {
            bytes.extend((0..random.below(12)).map(|_| random.below(256) as u8));
        } else {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())].as_bytes());
        }
    }
    bytes
}

#[test]
fn garbage_ends_once_and_means_the_same_in_any_pieces() {
    random_cases(400, |random| {
        let bytes = garbage(random);
        for protocol in ALL {
            for stream in [true, false] {
                let mut whole = Vec::new();
                let mut decoder = protocol.decoder(stream);
                decoder.feed(&bytes, &mut whole);
                decoder.end(&mut whole);
                let is_end = |event: &&Event| {
                    matches!(event, Event::Finish { .. } | Event::Error(_) | Event::Truncated)
                };
                assert_eq!(whole.iter().filter(is_end).count(), 1, "{protocol:?}: {whole:?}");
                let mut pieces = Vec::new();
                let mut decoder = protocol.decoder(stream);
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let (piece, next) = rest.split_at((random.below(9) + 1).min(rest.len()));
                    decoder.feed(piece, &mut pieces);
                    rest = next;
                }
                decoder.end(&mut pieces);
                assert_eq!(pieces, whole, "{protocol:?}: {:?}", String::from_utf8_lossy(&bytes));
            }
            protocol.fault(random.below(700) as u16, &[], &bytes);
            let _ = models::decode(protocol, &bytes);
        }
        let _ = (embeddings::decode(&bytes, 1), count::decode(&bytes));
        let mut out = Vec::new();
        let mut decoder = fim::decoder(fim::FimApi::LlamaInfill, true);
        decoder.feed(&bytes, &mut out);
        decoder.end(&mut out);
    });
}

fn flood(protocol: Protocol, stream: bool, start: &[u8]) {
    let mut decoder = protocol.decoder(stream);
    let mut out = Vec::new();
    decoder.feed(start, &mut out);
    let piece = vec![b'x'; 4 << 20];
    for _ in 0..=(LARGEST / piece.len()) {
        decoder.feed(&piece, &mut out);
    }
    assert!(matches!(out.as_slice(), [Event::Error(fault)] if fault.kind == FaultKind::Garbled), "{out:?}");
    // What follows is not kept.
    decoder.feed(b"\n\ndata: [DONE]\n\n", &mut out);
    decoder.end(&mut out);
    assert_eq!(out.len(), 1, "{out:?}");
}

#[test]
fn an_event_that_never_ends_is_a_fault() {
    flood(Protocol::OpenaiChat, true, b"data: ");
    flood(Protocol::Ollama, true, b"{\"message\":\"");
    flood(Protocol::Gemini, false, b"{\"candidates\":\"");
}
