//! What every recorded body means, whole, in pieces and cut short.

use serde_json::{Value, json};

use super::rows::{Row, each, rows};
use crate::answer::{Answer, Assembler};
use crate::event::{Arguments, Event, FinishReason};
use crate::protocol::stream::{Reply, Streaming};
use crate::protocol::{
    Decoder, Protocol, anthropic, count, embeddings, gemini, models, ollama, openai_chat, openai_responses,
    sse,
};

/// The rows that must have been looked at, so that none is left out unseen.
const ANSWERS: usize = 437;
const STREAMS: usize = 213;
const OLLAMA_STREAMS: usize = 10;
const ERRORS: usize = 48;
const OTHERS: usize = 17;

fn decode(protocol: Protocol, stream: bool, pieces: &[&[u8]]) -> Vec<Event> {
    let mut decoder = protocol.decoder(stream);
    let mut events = Vec::new();
    for piece in pieces {
        decoder.feed(piece, &mut events);
    }
    decoder.end(&mut events);
    events
}

fn assemble(events: &[Event]) -> Answer {
    let mut assembler = Assembler::new();
    for event in events {
        assembler.push(event);
    }
    assembler.finish()
}

fn norm(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::Length => "length",
        FinishReason::Tool => "tool",
        FinishReason::Filter => "filter",
        FinishReason::Refusal => "refusal",
        FinishReason::Pause => "pause",
        FinishReason::Context => "context",
    }
}

fn same(what: &str, got: &Value, wanted: &Value) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: got {got}, wanted {wanted}")) }
}

/// The order that events promise: a start, the end once, nothing after it but tokens.
fn in_order(events: &[Event]) -> Result<(), String> {
    let is_end = |event: &Event| matches!(event, Event::Finish { .. } | Event::Error(_) | Event::Truncated);
    let ends = events.iter().filter(|event| is_end(event)).count();
    if ends != 1 {
        return Err(format!("{ends} ends"));
    }
    let after = events.iter().skip_while(|event| !is_end(event)).skip(1);
    if after.into_iter().any(|event| !matches!(event, Event::Usage(_))) {
        return Err("something comes after the end".to_owned());
    }
    let starts = events.iter().filter(|event| matches!(event, Event::Start { .. })).count();
    if starts > 1 { Err(format!("{starts} starts")) } else { Ok(()) }
}

fn equals(answer: &Answer, expect: &Value) -> Result<(), String> {
    let check = |key: &str, got: Value| match expect.get(key) {
        Some(wanted) => same(key, &got, wanted),
        None => Ok(()),
    };
    check("text", json!(answer.text))?;
    check("reasoning", json!(answer.reasoning))?;
    check("refusal", json!(answer.refusal))?;
    check("truncated", json!(answer.truncated))?;
    if let Some(model) = &answer.model {
        check("model", json!(model))?;
    }
    if let Some(wanted) = expect.get("tool_calls").and_then(Value::as_array) {
        same("number of calls", &json!(answer.calls.len()), &json!(wanted.len()))?;
        for (call, wanted) in answer.calls.iter().zip(wanted) {
            same("name", &json!(call.name), &wanted["name"])?;
            if let Some(id) = wanted.get("id") {
                same("id", &json!(call.id), id)?;
            }
            match (&call.arguments, wanted.get("arguments"), wanted.get("arguments_raw")) {
                (Some(Arguments::Json(got)), Some(wanted), _) => same("arguments", got, wanted)?,
                (Some(Arguments::Invalid(got)), None, Some(wanted)) => {
                    same("raw arguments", &json!(got), wanted)?
                }
                (got, ..) => return Err(format!("arguments: got {got:?}, wanted {wanted}")),
            }
        }
    }
    if let Some(finish) = expect.get("finish") {
        let (reason, raw) = answer.finish.as_ref().ok_or(format!("no finish, but {:?}", answer.fault))?;
        same("finish", &json!(raw), &finish["raw"])?;
        if let Some(wanted) = finish.get("norm") {
            same("reason", &json!(norm(*reason)), wanted)?;
        }
    }
    if let Some(wanted) = expect.get("usage").and_then(Value::as_object) {
        let got = serde_json::to_value(answer.usage).expect("a value");
        for (key, wanted) in wanted {
            let close = match (got[key].as_f64(), wanted.as_f64()) {
                (Some(got), Some(wanted)) => (got - wanted).abs() <= wanted.abs() * 1e-9,
                _ => got[key] == *wanted,
            };
            if !close {
                return Err(format!("usage.{key}: got {}, wanted {wanted}", got[key]));
            }
        }
    }
    Ok(())
}

#[test]
fn every_body_is_read_as_expected_whole_and_byte_by_byte() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        let protocol = row.ours().filter(|_| row.kind() == "message")?;
        let stream = row.expect["stream"] == true;
        let check = || {
            let events = decode(protocol, stream, &[row.body()]);
            in_order(&events)?;
            let answer = assemble(&events);
            equals(&answer, &row.expect)?;
            if protocol == Protocol::Anthropic {
                blocks_go_back(&answer, &row.expect)?;
            }
            let bytes: Vec<&[u8]> = row.body().chunks(1).collect();
            if decode(protocol, stream, &bytes) != events {
                return Err("another meaning byte by byte".to_owned());
            }
            // What was asked for does not decide what comes.
            if decode(protocol, !stream, &[row.body()]) != events {
                return Err("another meaning where the other form was asked for".to_owned());
            }
            Ok(())
        };
        Some(check())
    });
    assert_eq!(done, ANSWERS);
}

/// The parts of an answer are, sent back, the blocks that came.
fn blocks_go_back(answer: &Answer, expect: &Value) -> Result<(), String> {
    let request = crate::Request { messages: vec![answer.message()], ..Default::default() };
    let body = anthropic::encode::body(&request);
    let sent: Vec<&Value> = body["messages"][0]["content"].as_array().into_iter().flatten().collect();
    let types: Vec<&str> = sent.iter().filter_map(|block| block["type"].as_str()).collect();
    // Blocks of empty text cannot go back, nor can thinking that was not signed.
    let wanted: Vec<&str> =
        expect["blocks"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut left = types.iter().peekable();
    let may_miss = |block: &str| ["text", "thinking"].contains(&block);
    let told = wanted.iter().all(|wanted| left.next_if(|have| *have == wanted).is_some() || may_miss(wanted));
    if told && left.next().is_none() {
        Ok(())
    } else {
        Err(format!("blocks: got {types:?}, wanted {wanted:?}"))
    }
}

/// Where a body is split: everywhere, or in a large one around the ends of events and here and there.
fn offsets(body: &[u8]) -> Vec<usize> {
    if body.len() <= 20_000 {
        return (0..=body.len()).collect();
    }
    let mut all: Vec<usize> = (0..=body.len()).step_by(97).collect();
    for (at, _) in body.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        all.extend((at.saturating_sub(3)..=at + 4).filter(|at| *at <= body.len()));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Cut after every offset, and split around the ends of events and at every seventh byte. After a split the state at
/// the end of the event is compared with that of the body in one piece: all that follows is then the same, and
/// need not be read anew for each offset.
fn split_and_cut<R: Reply + PartialEq + std::fmt::Debug + Default>(row: &Row) -> Result<(), String> {
    let body = row.body();
    let (a, b) = (row.expect["terminal"][0].as_u64(), row.expect["terminal"][1].as_u64());
    let (a, b) = (a.map_or(0, |a| a as usize), b.map_or(usize::MAX, |b| b as usize));
    let text = row.expect["text"].as_str();
    let reasoning = row.expect["reasoning"].as_str();
    let cuts = row.expect["cuts"].as_array().cloned().unwrap_or_default();
    let offsets = offsets(body);
    let (mut at, mut before, mut shown) = (0, Streaming::new(R::default(), true), Assembler::new());
    let mut looked_at = 0;
    for end in ends(body) {
        let (piece, mut after, mut wanted) = (&body[at..end], before.clone(), Vec::new());
        after.feed(piece, &mut wanted);
        let from = offsets.partition_point(|offset| *offset < at);
        for &cut in offsets[from..].iter().take_while(|cut| **cut < end || **cut == body.len()) {
            looked_at += 1;
            let place = || format!("cut at {cut} of {}", body.len());
            let (mut half, mut got) = (before.clone(), Vec::new());
            half.feed(&body[at..cut], &mut got);
            let (mut ended, mut events) = (half.clone(), got.clone());
            ended.end(&mut events);
            let truncated = events.last() == Some(&Event::Truncated) || shown.answer().truncated;
            let finished = events.iter().any(|event| matches!(event, Event::Finish { .. }))
                || shown.answer().finish.is_some();
            if cut < a && (!truncated || finished) {
                return Err(format!("{}: not truncated, but {events:?}", place()));
            }
            if cut >= b && (truncated || !finished) {
                return Err(format!("{}: truncated, {events:?}", place()));
            }
            let exact = cuts.iter().find(|exact| exact["at"] == cut);
            let says = |event: &Event| matches!(event, Event::Text { .. } | Event::Reasoning { .. });
            if exact.is_some() || cut == at || events.iter().any(says) {
                let mut assembler = shown.clone();
                events.iter().for_each(|event| assembler.push(event));
                let answer = assembler.answer();
                if !text.is_none_or(|text| text.starts_with(&answer.text))
                    || !reasoning.is_none_or(|reasoning| reasoning.starts_with(&answer.reasoning))
                {
                    return Err(format!("{}: {:?} is no beginning", place(), answer.text));
                }
                if answer.truncated && answer.runnable().next().is_some() {
                    return Err(format!("{}: a call may be run", place()));
                }
                if let Some(exact) = exact {
                    same(&place(), &json!(answer.text), &exact["text"])?;
                    same(&place(), &json!(answer.reasoning), &exact["reasoning"])?;
                    same(&place(), &json!(answer.truncated), &json!(true))?;
                }
            }
            if cut % 7 == 0 || cut - at <= 3 || end - cut <= 3 {
                half.feed(&body[cut..end], &mut got);
                if got != wanted || half != after {
                    return Err(format!("split at {cut}: {got:?}, in one piece {wanted:?}"));
                }
            }
        }
        wanted.iter().for_each(|event| shown.push(event));
        (at, before) = (end, after);
    }
    same("number of offsets", &json!(looked_at), &json!(offsets.len()))?;
    let mut events = Vec::new();
    before.end(&mut events);
    events.iter().for_each(|event| shown.push(event));
    equals(shown.answer(), &row.expect)
}

/// The ends of the events of a stream, and of its lines where it is lines.
fn ends(body: &[u8]) -> Vec<usize> {
    let lines = body.first() == Some(&b'{');
    let mut all: Vec<usize> = (1..=body.len())
        .filter(|end| {
            let head = &body[..*end];
            head.ends_with(b"\n\n") || head.ends_with(b"\n\r\n") || lines && head.ends_with(b"\n")
        })
        .collect();
    if all.last() != Some(&body.len()) {
        all.push(body.len());
    }
    all
}

#[test]
fn every_stream_may_be_split_and_cut_anywhere() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        let protocol = row.ours().filter(|_| row.kind() == "message" && row.expect["stream"] == true)?;
        Some(match protocol {
            Protocol::OpenaiChat | Protocol::Mistral => split_and_cut::<openai_chat::Chat>(row),
            Protocol::OpenaiResponses => split_and_cut::<openai_responses::Responses>(row),
            Protocol::Anthropic => split_and_cut::<anthropic::Messages>(row),
            Protocol::Gemini => split_and_cut::<gemini::Generate>(row),
            Protocol::Ollama => split_and_cut::<ollama::Lines>(row),
        })
    });
    assert_eq!(done, STREAMS);
}

#[test]
fn every_body_may_come_in_two_pieces() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        let protocol = row.ours().filter(|_| row.kind() == "message")?;
        let (body, stream) = (row.body(), row.expect["stream"] == true);
        let whole = decode(protocol, stream, &[body]);
        let step = if body.len() <= 1000 { 1 } else { body.len() / 16 };
        for at in (0..=body.len()).step_by(step) {
            let (first, second) = body.split_at(at);
            if decode(protocol, stream, &[first, second]) != whole {
                return Some(Err(format!("another meaning when split at {at}")));
            }
            let cut = assemble(&decode(protocol, stream, &[first]));
            if !stream && at < body.trim_ascii_end().len() && !cut.truncated {
                return Some(Err(format!(
                    "cut at {at}: not truncated, but {:?} {:?}",
                    cut.finish, cut.fault
                )));
            }
        }
        Some(Ok(()))
    });
    assert_eq!(done, ANSWERS);
}

#[test]
fn line_ends_do_not_matter() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        let protocol = row.ours().filter(|p| row.kind() == "message" && *p != Protocol::Ollama)?;
        if row.expect["stream"] != true {
            return None;
        }
        let whole = decode(protocol, true, &[row.body()]);
        let plain = row.response.body.replace("\r\n", "\n");
        for (end, mark) in [("\r\n", ""), ("\r", ""), ("\n", "\u{feff}")] {
            let body = format!("{mark}{}", plain.replace('\n', end));
            for size in [body.len(), 1, 7] {
                let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
                if decode(protocol, true, &pieces) != whole {
                    return Some(Err(format!(
                        "another meaning with lines that end {end:?}, in pieces of {size}"
                    )));
                }
            }
        }
        Some(Ok(()))
    });
    assert!(done > 150, "{done}");
}

#[test]
fn every_error_is_told_by_its_kind_and_words() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        if row.kind() != "error" || ["bedrock", "cohere"].contains(&row.provider.as_str()) {
            return None;
        }
        let check = || {
            let expect = &row.expect;
            let fault = row.ours().unwrap_or(Protocol::OpenaiChat).fault(
                row.response.status,
                &row.headers(),
                row.body(),
            );
            same("status", &json!(fault.http_status), &expect["http_status"])?;
            let kind = json!(fault.kind.name());
            let also = expect["class_also"].as_array().is_some_and(|also| also.contains(&kind));
            if !also {
                same("class", &kind, &expect["class"])?;
            }
            if let Some(message) = expect.get("message") {
                same("message", &json!(fault.message), message)?;
            }
            same(
                "retry after",
                &json!(fault.retry_after.map(|wait| wait.as_secs_f64())),
                expect.get("retry_after_s").unwrap_or(&Value::Null),
            )?;
            let words: Vec<String> = ["code", "type", "status"]
                .iter()
                .filter_map(|key| expect.get(key))
                .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
                .collect();
            let said = fault.code.clone().unwrap_or_default();
            if !words.is_empty()
                && !words.contains(&said)
                && !row.response.body.contains(&format!("\"{said}\""))
            {
                return Err(format!("code: got {said:?}, wanted one of {words:?}"));
            }
            Ok(())
        };
        Some(check())
    });
    assert_eq!(done, ERRORS);
}

#[test]
fn embeddings_models_and_counts_are_read_as_expected() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        if !["openai-embeddings", "gemini-embeddings", "openai-models", "gemini-count"]
            .contains(&row.protocol.as_str())
            || row.kind() == "error"
        {
            return None;
        }
        let check = || {
            let expect = &row.expect;
            match row.kind() {
                "embeddings" => {
                    let count = expect["count"].as_u64().unwrap_or_default() as usize;
                    let got = embeddings::decode(row.body(), count).map_err(|fault| fault.message)?;
                    same("width", &json!(got.vectors[0].len()), &expect["dims"])?;
                    let near = |got: &[f32], wanted: &Value| {
                        got.iter()
                            .zip(wanted.as_array().expect("numbers"))
                            .all(|(got, wanted)| *got == wanted.as_f64().expect("a number") as f32)
                    };
                    let last = got.vectors.last().expect("one");
                    if !near(&got.vectors[0][..3], &expect["first"])
                        || !near(&last[last.len() - 3..], &expect["last"])
                    {
                        return Err("other numbers".to_owned());
                    }
                    if let Some(input) = expect["usage"].get("input") {
                        same("usage", &json!(got.usage.input), input)?;
                    }
                    if embeddings::decode(row.body(), count + 1).is_ok() {
                        return Err("a missing vector is not noticed".to_owned());
                    }
                    Ok(())
                }
                "models" => {
                    let page =
                        models::decode(Protocol::OpenaiChat, row.body()).map_err(|fault| fault.message)?;
                    let ids: Vec<&str> = page.models.iter().map(|model| model.id.as_str()).collect();
                    same("ids", &json!(ids), &expect["ids"])?;
                    same("more", &json!(page.next.is_some()), expect.get("more").unwrap_or(&json!(false)))
                }
                "count" => {
                    let got = count::decode(row.body()).map_err(|fault| fault.message)?;
                    same("tokens", &json!(got), &expect["tokens"])
                }
                other => Err(format!("a kind that is not known: {other}")),
            }
        };
        Some(check())
    });
    assert_eq!(done, OTHERS);
}

/// The frames of a piece, as text to be compared.
fn frames(reader: &mut sse::Reader, bytes: &[u8], all: &mut Vec<String>) {
    reader.feed(bytes, &mut |frame| {
        all.push(match frame {
            sse::Frame::Event { name, data } => format!("{name}\n{data}"),
            sse::Frame::Comment => "comment".to_owned(),
            sse::Frame::Stray(text) => format!("stray\n{text}"),
            sse::Frame::TooLarge => "too large".to_owned(),
        });
    });
}

/// As [`split_and_cut`], with every byte and without what the events mean, which depends on nothing else.
#[test]
fn the_reader_gives_the_same_events_wherever_a_stream_is_split() {
    let Some(rows) = rows() else { return };
    let done = each(&rows, |row| {
        row.ours()
            .filter(|p| row.kind() == "message" && *p != Protocol::Ollama && row.expect["stream"] == true)?;
        let body = row.body();
        let (mut at, mut before) = (0, sse::Reader::default());
        for end in ends(body) {
            let (mut after, mut wanted) = (before.clone(), Vec::new());
            frames(&mut after, &body[at..end], &mut wanted);
            for cut in at..end {
                let (mut half, mut got) = (before.clone(), Vec::new());
                frames(&mut half, &body[at..cut], &mut got);
                frames(&mut half, &body[cut..end], &mut got);
                if got != wanted || half != after {
                    return Some(Err(format!("other events when split at {cut}")));
                }
            }
            (at, before) = (end, after);
        }
        Some(Ok(()))
    });
    assert_eq!(done, STREAMS - OLLAMA_STREAMS);
}
