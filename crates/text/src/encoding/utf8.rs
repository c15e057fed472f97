//! UTF-8 that may be broken: bytes that do not decode become private characters, and back.

use std::borrow::Cow;

/// U+10FF00: a byte `b` from 0x80 on stands as the character `BASE + b`.
const BASE: u32 = 0x10_FF00;

/// The character that stands for a byte that is not UTF-8; `None` below 0x80.
pub fn escape_of_byte(byte: u8) -> Option<char> {
    if byte < 0x80 { None } else { char::from_u32(BASE + u32::from(byte)) }
}

/// The byte that a character stands for, if it does.
pub fn byte_of_escape(c: char) -> Option<u8> {
    let code = u32::from(c).checked_sub(BASE)?;
    u8::try_from(code).ok().filter(|byte| *byte >= 0x80)
}

/// Whether a character stands for a byte that is not UTF-8.
pub fn is_escape(c: char) -> bool {
    byte_of_escape(c).is_some()
}

/// The escapes U+10FF80 to U+10FFFF in UTF-8: F4 8F BE 80 to F4 8F BF BF.
fn find_escape(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == 0xF4).map(|at| from + at) {
        match text.get(at..at + 4) {
            Some([0xF4, 0x8F, 0xBE | 0xBF, _]) => return Some(at),
            _ => from = at + 1,
        }
    }
    None
}

/// Reads UTF-8 piece by piece.
#[derive(Default)]
pub(super) struct Reader {
    /// The beginning of a character whose rest is in the next piece.
    tail: Vec<u8>,
}

impl Reader {
    /// Hands the text of `bytes` to `push`; gives back how many bytes were no UTF-8.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool, push: &mut dyn FnMut(&str)) -> usize {
        let mut malformed = 0;
        let mut bytes = bytes;
        // Bring a character that was cut in two together.
        while !self.tail.is_empty() {
            let Some((first, rest)) = bytes.split_first() else { break };
            self.tail.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.tail) {
                Ok(text) => {
                    let whole = text.to_owned();
                    malformed += valid(&whole, push);
                    self.tail.clear();
                }
                Err(error) if error.error_len().is_none() => {}
                Err(_) => {
                    let tail = std::mem::take(&mut self.tail);
                    malformed += self.whole(&tail, false, push);
                }
            }
        }
        malformed += self.whole(bytes, last, push);
        if last && !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            malformed += escape(&tail, push);
        }
        malformed
    }

    fn whole(&mut self, mut bytes: &[u8], last: bool, push: &mut dyn FnMut(&str)) -> usize {
        let mut malformed = 0;
        while !bytes.is_empty() {
            match std::str::from_utf8(bytes) {
                Ok(text) => return malformed + valid(text, push),
                Err(error) => {
                    let (good, bad) = bytes.split_at(error.valid_up_to());
                    if let Ok(text) = std::str::from_utf8(good) {
                        malformed += valid(text, push);
                    }
                    match error.error_len() {
                        Some(len) => {
                            let (wrong, rest) = bad.split_at(len);
                            malformed += escape(wrong, push);
                            bytes = rest;
                        }
                        None if last => return malformed + escape(bad, push),
                        None => {
                            self.tail.extend_from_slice(bad);
                            return malformed;
                        }
                    }
                }
            }
        }
        malformed
    }
}

/// Text that is UTF-8: only the escapes' own characters have to be escaped in turn.
fn valid(text: &str, push: &mut dyn FnMut(&str)) -> usize {
    let mut rest = text;
    let mut malformed = 0;
    while let Some(at) = find_escape(rest.as_bytes()) {
        let (good, tail) = rest.split_at(at);
        push(good);
        let (own, tail) = tail.split_at(4);
        malformed += escape(own.as_bytes(), push);
        rest = tail;
    }
    if !rest.is_empty() {
        push(rest);
    }
    malformed
}

fn escape(bytes: &[u8], push: &mut dyn FnMut(&str)) -> usize {
    let text: String = bytes.iter().map(|byte| escape_of_byte(*byte).unwrap_or(char::from(*byte))).collect();
    push(&text);
    bytes.len()
}

/// The bytes of a text with escapes turned back.
pub(super) fn unescape(text: &str) -> Cow<'_, [u8]> {
    if find_escape(text.as_bytes()).is_none() {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        match byte_of_escape(c) {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    Cow::Owned(out)
}
