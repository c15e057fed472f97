//! Server-sent events, read in pieces of any size: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
//! Not what the events mean.
//!
//! Two things are done that the specification does not ask for. Lines that are no field at all are kept and given
//! as [`Frame::Stray`], because Gemini puts the JSON of an error into the stream as it is. And what has arrived of
//! an event that was not ended by a blank line can be asked for ([`Reader::pending`]), because some servers close
//! the connection instead.

use std::borrow::Cow;

/// The most that is kept of one event.
pub(super) const LARGEST: usize = 64 << 20;

/// The most that is kept of lines that are no fields: an error has some hundred bytes.
const LARGEST_STRAY: usize = 64 << 10;

/// Something that arrived whole.
#[derive(Debug, PartialEq)]
pub(super) enum Frame<'a> {
    /// An event with data.
    Event {
        /// Its name; empty if it has none.
        name: Cow<'a, str>,
        /// Its data, several lines joined by line feeds.
        data: Cow<'a, str>,
    },
    /// A comment: the server is alive.
    Comment,
    /// All the lines so far that are no fields, joined by line feeds; given anew with each one.
    Stray(Cow<'a, str>),
    /// An event grew over the limit. Nothing comes after this.
    TooLarge,
}

/// What is known of a stream so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reader {
    /// Of the line that has not ended yet.
    line: Vec<u8>,
    /// The last byte was a carriage return that ended a line: a line feed now belongs to it.
    after_return: bool,
    /// No line has been read yet, so there may be a byte order mark.
    begun: bool,
    name: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    stray: Vec<u8>,
    /// How many lines were fields or comments.
    known_lines: u64,
    dead: bool,
}

impl Reader {
    /// Takes bytes and gives what they complete.
    pub(super) fn feed(&mut self, mut bytes: &[u8], give: &mut impl FnMut(Frame<'_>)) {
        while !bytes.is_empty() && !self.dead {
            if self.after_return {
                self.after_return = false;
                if bytes.first() == Some(&b'\n') {
                    bytes = bytes.get(1..).unwrap_or_default();
                    continue;
                }
            }
            let Some(end) = memchr::memchr2(b'\r', b'\n', bytes) else {
                self.line.extend_from_slice(bytes);
                self.check(give);
                return;
            };
            let (line, rest) = bytes.split_at(end);
            self.after_return = rest.first() == Some(&b'\r');
            bytes = rest.get(1..).unwrap_or_default();
            if self.line.is_empty() {
                self.line(line, give);
            } else {
                let mut whole = std::mem::take(&mut self.line);
                whole.extend_from_slice(line);
                self.line(&whole, give);
                // The buffer is used again, unless it is the leftover of something huge.
                if whole.capacity() <= 1 << 20 {
                    whole.clear();
                    self.line = whole;
                }
            }
            self.check(give);
        }
    }

    /// The data of an event that lacks its blank line, and its name. `None` where nothing is pending.
    pub(super) fn pending(&self) -> Option<(String, String)> {
        let mut copy = self.clone();
        let line = std::mem::take(&mut copy.line);
        // An empty line would end the event; anything else is the last line without its end.
        if !line.is_empty() {
            copy.line(&line, &mut |_| ());
        }
        copy.has_data.then(|| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (text(&copy.name), text(&copy.data))
        })
    }

    /// The last byte of what [`Self::pending`] would give, without the spaces after it: cheap to ask.
    pub(super) fn pending_ends_with(&self) -> Option<u8> {
        let last = |bytes: &[u8]| bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied();
        last(&self.line).or_else(|| last(&self.data))
    }

    /// The lines that are no fields, the one that has not ended included.
    pub(super) fn stray(&self) -> String {
        let mut all = self.stray.clone();
        if !all.is_empty() && !self.line.is_empty() {
            all.push(b'\n');
            all.extend_from_slice(&self.line);
        }
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Whether there were whole lines and none of them was a field or a comment.
    pub(super) fn is_something_else(&self) -> bool {
        self.known_lines == 0 && !self.stray.is_empty()
    }

    fn check(&mut self, give: &mut impl FnMut(Frame<'_>)) {
        if self.line.len().saturating_add(self.data.len()).saturating_add(self.stray.len()) > LARGEST {
            *self = Reader { dead: true, begun: true, known_lines: self.known_lines, ..Reader::default() };
            give(Frame::TooLarge);
        }
    }

    fn line(&mut self, line: &[u8], give: &mut impl FnMut(Frame<'_>)) {
        let line = if self.begun { line } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) };
        self.begun = true;
        if line.is_empty() {
            return self.dispatch(give);
        }
        let (field, value) = match memchr::memchr(b':', line) {
            Some(0) => {
                self.known_lines = self.known_lines.saturating_add(1);
                return give(Frame::Comment);
            }
            Some(at) => {
                let (field, value) = line.split_at(at);
                let value = value.get(1..).unwrap_or_default();
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &[][..]),
        };
        match field {
            b"data" => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
                self.has_data = true;
            }
            b"event" => {
                self.name.clear();
                self.name.extend_from_slice(value);
            }
            b"id" | b"retry" => {}
            // Each line may end the value and is looked at with all before it, so there must not be many.
            _ if self.stray.len().saturating_add(line.len()) > LARGEST_STRAY => return,
            _ => {
                if !self.stray.is_empty() {
                    self.stray.push(b'\n');
                }
                self.stray.extend_from_slice(line);
                // Only such a line can end a JSON value: the rest need not be looked at.
                if matches!(line.trim_ascii_end().last(), Some(b'}' | b']')) {
                    give(Frame::Stray(String::from_utf8_lossy(&self.stray)));
                }
                return;
            }
        }
        self.known_lines = self.known_lines.saturating_add(1);
    }

    fn dispatch(&mut self, give: &mut impl FnMut(Frame<'_>)) {
        if self.has_data {
            give(Frame::Event {
                name: String::from_utf8_lossy(&self.name),
                data: String::from_utf8_lossy(&self.data),
            });
        }
        self.has_data = false;
        self.name.clear();
        if self.data.capacity() > 1 << 20 {
            self.data = Vec::new();
        }
        self.data.clear();
    }
}

#[cfg(test)]
mod tests;
