//! Reading bytes that come in blocks.

use encoding_rs as rs;
use memchr::memmem;

use super::legacy::Legacy;
use super::{Encoding, detect, escape_byte};

/// Longest byte order mark.
const LONGEST_BOM: usize = 3;
/// How much is gathered before the first guess, unless the file ends before.
const FIRST: usize = 4096;

/// Decodes blocks of bytes as they come; what they are in is told or guessed. Nothing but a few bytes is held back.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    /// Bytes before the guess, or the beginning of a character whose rest is to come.
    held: Vec<u8>,
    /// Whether the encoding was guessed, so that it may still be given up.
    guessed: bool,
    /// Whether UTF-8 beyond ASCII was seen, so that a wrong byte is a wrong byte and not another encoding.
    seen_utf8: bool,
    escaped: usize,
    lost: usize,
}

#[derive(Debug)]
enum State {
    /// Nothing was looked at yet; the encoding as told.
    Start(Option<Encoding>),
    Utf8 {
        bom: bool,
    },
    Utf16 {
        encoding: Encoding,
        surrogate: Option<u16>,
    },
    Other {
        encoding: Encoding,
        decoder: Box<Legacy>,
    },
}

impl Decoder {
    /// Reads bytes in `encoding`, or in what they seem to be in. A byte order mark wins over a guess; where an
    /// encoding is told only its own mark is taken off.
    pub fn new(encoding: Option<Encoding>) -> Self {
        Self {
            state: State::Start(encoding),
            held: Vec::new(),
            guessed: encoding.is_none(),
            seen_utf8: false,
            escaped: 0,
            lost: 0,
        }
    }

    /// The encoding, as far as it is known by now.
    pub fn encoding(&self) -> Encoding {
        match &self.state {
            State::Start(told) => told.unwrap_or_default(),
            State::Utf8 { bom } => Encoding::of(rs::UTF_8, *bom),
            State::Utf16 { encoding, .. } | State::Other { encoding, .. } => *encoding,
        }
    }

    /// Bytes that did not decode and were kept as they are.
    pub fn escaped(&self) -> usize {
        self.escaped
    }

    /// Characters that could not be kept (unpaired surrogates and odd bytes of UTF-16).
    pub fn lost(&self) -> usize {
        self.lost
    }

    /// Decodes the next block and hands what came out to `out`, in pieces.
    pub fn feed(&mut self, block: &[u8], out: &mut impl FnMut(&str)) {
        self.run(block, false, out);
    }

    /// Decodes what was held back.
    pub fn finish(&mut self, out: &mut impl FnMut(&str)) {
        self.run(&[], true, out);
    }

    fn run(&mut self, block: &[u8], last: bool, out: &mut impl FnMut(&str)) {
        if let State::Start(told) = self.state {
            if self.held.len() + block.len() < FIRST && !last {
                self.held.extend_from_slice(block);
                return;
            }
            let mut head = std::mem::take(&mut self.held);
            let taken = block.len().min(FIRST);
            let (first, rest) = block.split_at(taken);
            head.extend_from_slice(first);
            let bom = self.start(told, &head);
            self.decode(head.get(bom..).unwrap_or_default(), last && rest.is_empty(), out);
            if !rest.is_empty() {
                self.decode(rest, last, out);
            }
            return;
        }
        self.decode(block, last, out);
    }

    /// Decides on the encoding; returns the length of the byte order mark.
    fn start(&mut self, told: Option<Encoding>, head: &[u8]) -> usize {
        let mark = head.get(..LONGEST_BOM).unwrap_or(head);
        let by_mark = detect::from_bom(mark);
        let encoding = match told {
            Some(told) => match by_mark {
                Some(marked) if marked.charset() == told.charset() => marked,
                _ => Encoding::of(told.charset(), false),
            },
            None => by_mark.or_else(|| detect::looks_utf16(head)).unwrap_or_default(),
        };
        self.guessed &= encoding.is_utf8() && !encoding.has_bom();
        self.switch(encoding);
        encoding.bom().len()
    }

    fn switch(&mut self, encoding: Encoding) {
        let charset = encoding.charset();
        self.state = if charset == rs::UTF_8 {
            State::Utf8 { bom: encoding.has_bom() }
        } else if charset == rs::UTF_16LE || charset == rs::UTF_16BE {
            State::Utf16 { encoding, surrogate: None }
        } else {
            State::Other { encoding, decoder: Box::new(Legacy::new(encoding)) }
        };
    }

    fn decode(&mut self, block: &[u8], last: bool, out: &mut impl FnMut(&str)) {
        match &mut self.state {
            State::Start(_) => {}
            State::Utf8 { .. } => self.utf8(block, last, out),
            State::Utf16 { .. } => self.utf16(block, last, out),
            State::Other { decoder, .. } => self.escaped += decoder.feed(block, last, out),
        }
    }

    fn utf8(&mut self, block: &[u8], last: bool, out: &mut impl FnMut(&str)) {
        let joined;
        let mut rest = block;
        if !self.held.is_empty() {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(block);
            joined = held;
            rest = &joined;
        }
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.seen_utf8 |= self.guessed && !text.is_ascii();
                    return self.escaped += kept(text, out);
                }
                Err(error) => error,
            };
            let (valid, wrong) = rest.split_at(error.valid_up_to());
            let valid = std::str::from_utf8(valid).unwrap_or_default();
            self.seen_utf8 |= self.guessed && !valid.is_ascii();
            self.escaped += kept(valid, out);
            let len = match error.error_len() {
                Some(len) => len,
                None if !last => return self.held = wrong.to_vec(),
                None => wrong.len(),
            };
            if self.guessed && !self.seen_utf8 {
                self.guessed = false;
                if let Some(encoding) = detect::legacy(wrong, last) {
                    self.state = State::Other { encoding, decoder: Box::new(Legacy::new(encoding).exact()) };
                    return self.decode(wrong, last, out);
                }
            }
            let (wrong, after) = wrong.split_at(len);
            let escaped: String = wrong.iter().map(|byte| escape_byte(*byte)).collect();
            out(&escaped);
            self.escaped += wrong.len();
            rest = after;
        }
    }

    fn utf16(&mut self, block: &[u8], last: bool, out: &mut impl FnMut(&str)) {
        let State::Utf16 { encoding, surrogate } = &mut self.state else { return };
        let little = encoding.charset() == rs::UTF_16LE;
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(block);
        let mut units: Vec<u16> = surrogate.take().into_iter().collect();
        let pairs = bytes.chunks_exact(2);
        let odd = pairs.remainder().to_vec();
        units.extend(pairs.filter_map(|pair| {
            let pair: [u8; 2] = pair.try_into().ok()?;
            Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
        }));
        if !last && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            *surrogate = units.pop();
        }
        let mut text = String::with_capacity(units.len() + units.len() / 2);
        for unit in char::decode_utf16(units) {
            text.push(unit.unwrap_or_else(|_| {
                self.lost += 1;
                char::REPLACEMENT_CHARACTER
            }));
        }
        if last && !odd.is_empty() {
            self.lost += 1;
            text.push(char::REPLACEMENT_CHARACTER);
        } else {
            self.held = odd;
        }
        out(&text);
    }
}

/// Hands on valid text, with real characters of the escape range taken apart. Returns how many bytes were escaped.
fn kept(text: &str, out: &mut impl FnMut(&str)) -> usize {
    // U+10FF80..=U+10FFFF are the bytes F4 8F BE|BF xx.
    let mut done = 0;
    let mut escaped = 0;
    for at in memmem::find_iter(text.as_bytes(), b"\xF4\x8F") {
        let (before, char) = (text.get(done..at), text.get(at..at + 4));
        if let (Some(before), Some(char)) = (before, char)
            && matches!(char.as_bytes(), [_, _, 0xBE | 0xBF, _])
        {
            out(before);
            let taken: String = char.bytes().map(escape_byte).collect();
            out(&taken);
            escaped += char.len();
            done = at + 4;
        }
    }
    out(text.get(done..).unwrap_or_default());
    escaped
}
