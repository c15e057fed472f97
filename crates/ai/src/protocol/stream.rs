//! From bytes to events: finds out in which form an answer comes, cuts it into its pieces, and gives them to the
//! protocol. A server may answer a request for a stream with one JSON value, and the other way round, so the first
//! byte decides and not what was asked for. What the pieces mean is the protocol's.

use serde_json::Value;

use super::json::shorten;
use super::progress::Progress;
use super::sse::{Frame, LARGEST};
use super::{Decoder, errors, ndjson, sse};
use crate::event::Event;
use crate::fault::FaultKind;

/// What a protocol makes of the pieces of an answer.
pub(super) trait Reply: Clone + Send {
    /// Whether a stream of this protocol is lines of JSON and not server-sent events.
    const LINES: bool = false;

    /// A piece of a stream.
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>);

    /// Data that is no JSON: `[DONE]`. Gives back whether it means something here.
    fn word(&mut self, _word: &str, _out: &mut Vec<Event>) -> bool {
        false
    }

    /// The whole answer at once.
    fn whole(&mut self, body: &Value, out: &mut Vec<Event>);

    /// The stream has ended. Only for protocols whose end is not announced; the rest is then truncated.
    fn end(&mut self, _out: &mut Vec<Event>) {}

    /// What all protocols keep.
    fn progress(&mut self) -> &mut Progress;
}

/// A decoder of any protocol.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Streaming<R> {
    form: Form,
    stream: bool,
    reply: R,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// Nothing but blanks so far.
    Unknown,
    Events(sse::Reader),
    Lines(ndjson::Reader),
    Whole(Vec<u8>),
    /// It was too large.
    Dead,
}

impl<R: Reply> Streaming<R> {
    /// For an answer that was, or was not, asked for as a stream.
    pub(super) fn new(reply: R, stream: bool) -> Self {
        Streaming { form: Form::Unknown, stream, reply }
    }

    /// Skips blanks and a byte order mark, and decides by what comes then.
    fn decide<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0xef | 0xbb | 0xbf);
        let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
        let rest = bytes.get(start..).unwrap_or_default();
        if let Some(first) = rest.first() {
            self.form = match first {
                b'{' | b'[' if R::LINES && self.stream => Form::Lines(ndjson::Reader::default()),
                b'{' | b'[' => Form::Whole(Vec::new()),
                _ => Form::Events(sse::Reader::default()),
            };
        }
        rest
    }

    fn whole(&mut self, body: &[u8], out: &mut Vec<Event>) {
        match serde_json::from_slice::<Value>(body) {
            Ok(body) => self.whole_value(&body, out),
            Err(why) if why.is_eof() => {}
            Err(why) => {
                // Lines of JSON where one value was asked for.
                let lines =
                    || body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty());
                let first = lines().next().and_then(|line| serde_json::from_slice::<Value>(line).ok());
                if !R::LINES || first.is_none() {
                    let text = shorten(&String::from_utf8_lossy(body), 200);
                    return garbled(&mut self.reply, &format!("the answer is no JSON ({why}): {text}"), out);
                }
                for line in lines() {
                    line_of(&mut self.reply, line, out);
                }
            }
        }
    }

    fn whole_value(&mut self, body: &Value, out: &mut Vec<Event>) {
        match body {
            // Gemini without `alt=sse`, and its errors.
            Value::Array(pieces) => {
                for piece in pieces {
                    if failure(&mut self.reply, piece, out) {
                        return;
                    }
                    self.reply.piece(piece, out);
                }
            }
            body => {
                if !failure(&mut self.reply, body, out) {
                    self.reply.whole(body, out);
                }
            }
        }
    }

    /// What arrived of an event without its end counts only if the answer ends with it.
    fn last_piece(&mut self, out: &mut Vec<Event>) {
        let mut trial = self.reply.clone();
        let mut events = Vec::new();
        match &self.form {
            Form::Events(reader) => {
                if !matches!(reader.pending_ends_with(), Some(b'}' | b']')) {
                    return;
                }
                if let Some((_, data)) = reader.pending() {
                    event_of(&mut trial, &data, &mut events);
                }
            }
            Form::Lines(reader) if reader.pending().last() == Some(&b'}') => {
                line_of(&mut trial, reader.pending(), &mut events);
            }
            _ => return,
        }
        trial.end(&mut events);
        if events.iter().any(|event| matches!(event, Event::Finish { .. })) {
            self.reply = trial;
            out.append(&mut events);
        }
    }
}

impl<R: Reply> Decoder for Streaming<R> {
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        let bytes = if self.form == Form::Unknown { self.decide(bytes) } else { bytes };
        let reply = &mut self.reply;
        match &mut self.form {
            Form::Unknown | Form::Dead => {}
            Form::Events(reader) => reader.feed(bytes, &mut |frame| match frame {
                Frame::Event { data, .. } => event_of(reply, &data, out),
                Frame::Comment => reply.progress().heartbeat(out),
                Frame::Stray(text) => {
                    if let Ok(value) = serde_json::from_str::<Value>(&text) {
                        failure(reply, &value, out);
                    }
                }
                Frame::TooLarge => too_large(reply, out),
            }),
            Form::Lines(reader) => reader.feed(bytes, &mut |line| match line {
                Some(line) => line_of(reply, line, out),
                None => too_large(reply, out),
            }),
            Form::Whole(body) => {
                body.extend_from_slice(bytes);
                if body.len() > LARGEST {
                    self.form = Form::Dead;
                    too_large(reply, out);
                }
            }
        }
    }

    fn end(&mut self, out: &mut Vec<Event>) {
        if let Form::Whole(body) = &mut self.form {
            let body = std::mem::take(body);
            self.whole(&body, out);
        } else if !self.reply.progress().has_ended() {
            self.last_piece(out);
        }
        self.reply.end(out);
        if self.reply.progress().has_ended() {
            return;
        }
        if let Form::Events(reader) = &self.form
            && reader.is_something_else()
        {
            let text = reader.stray();
            match serde_json::from_str::<Value>(&text) {
                Ok(value) if failure(&mut self.reply, &value, out) => {}
                _ => {
                    let text =
                        format!("the server sent something else than an answer: {}", shorten(&text, 200));
                    garbled(&mut self.reply, &text, out);
                }
            }
        }
        self.reply.progress().truncate(out);
    }
}

fn event_of<R: Reply>(reply: &mut R, data: &str, out: &mut Vec<Event>) {
    let data = data.trim();
    if data.is_empty() {
        return;
    }
    match serde_json::from_str::<Value>(data) {
        Ok(value) if value.is_object() || value.is_array() => {
            if !failure(reply, &value, out) {
                reply.piece(&value, out);
            }
        }
        // `[DONE]` where nothing ends with it.
        _ if reply.word(data, out) || data == "[DONE]" || reply.progress().has_ended() => {}
        _ => garbled(reply, &format!("a piece of the answer is no JSON: {}", shorten(data, 200)), out),
    }
}

fn line_of<R: Reply>(reply: &mut R, line: &[u8], out: &mut Vec<Event>) {
    match serde_json::from_slice::<Value>(line) {
        Ok(value) => {
            if !failure(reply, &value, out) {
                reply.piece(&value, out);
            }
        }
        Err(_) => {
            let text = shorten(&String::from_utf8_lossy(line), 200);
            garbled(reply, &format!("a line of the answer is no JSON: {text}"), out);
        }
    }
}

/// Ends the answer if this is an error and no piece of it.
fn failure<R: Reply>(reply: &mut R, value: &Value, out: &mut Vec<Event>) -> bool {
    let Some(fault) = errors::in_answer(value) else { return false };
    reply.progress().fail(fault, out);
    true
}

fn garbled<R: Reply>(reply: &mut R, message: &str, out: &mut Vec<Event>) {
    reply.progress().fail(errors::plain(FaultKind::Garbled, message), out);
}

fn too_large<R: Reply>(reply: &mut R, out: &mut Vec<Event>) {
    let most = LARGEST >> 20;
    garbled(reply, &format!("a piece of the answer is larger than {most} MB"), out);
}

#[cfg(test)]
mod tests;
