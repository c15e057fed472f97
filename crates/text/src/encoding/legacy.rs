//! Reading the older encodings, by encoding_rs. What was only guessed must come back byte by byte when it is saved, all
//! through the file: a character that would be written in another way is kept as its bytes.

use encoding_rs as rs;

use super::{Encoding, escape_byte};

/// How much text is handed out at once, in bytes.
const STEP: usize = 64 << 10;
/// No sequence of bytes that makes a character, or fails to, is longer.
const LONGEST: usize = 8;

/// A decoder for bytes that come in blocks.
pub(super) struct Legacy {
    decoder: rs::Decoder,
    charset: &'static rs::Encoding,
    /// Whether every character must be written again as it was read.
    exact: bool,
    /// The last bytes that were read: all that made no text yet are among them.
    tail: Vec<u8>,
}

impl std::fmt::Debug for Legacy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.charset.name())
    }
}

impl Legacy {
    pub fn new(encoding: Encoding) -> Self {
        let charset = encoding.charset();
        let decoder = charset.new_decoder_without_bom_handling();
        Self { decoder, charset, exact: false, tail: Vec::new() }
    }

    /// From now on every character must be written again as it was read.
    pub fn exact(mut self) -> Self {
        // There the bytes of a character depend on those before.
        self.exact = self.charset != rs::ISO_2022_JP;
        self
    }

    /// Decodes the next block; returns how many bytes were kept as they are.
    pub fn feed(&mut self, block: &[u8], last: bool, out: &mut impl FnMut(&str)) -> usize {
        let bytes = [self.tail.as_slice(), block].concat();
        // Up to where the decoder has read, and up to where there is text of it.
        let (mut read, mut done) = (self.tail.len(), 0);
        let mut kept = 0;
        let mut text = String::with_capacity(STEP);
        loop {
            let rest = bytes.get(read..).unwrap_or_default();
            let (result, count) = self.decoder.decode_to_string_without_replacement(rest, &mut text, last);
            read += count;
            let end = match result {
                rs::DecoderResult::Malformed(_, after) => read.saturating_sub(usize::from(after)),
                _ => read,
            };
            let start = match result {
                rs::DecoderResult::Malformed(len, _) => end.saturating_sub(usize::from(len)),
                _ => end,
            };
            let source = bytes.get(done..start).unwrap_or_default();
            if self.exact {
                let (taken, escaped) = put_exactly(self.charset, &text, source, out);
                done += taken;
                kept += escaped;
            } else {
                out(&text);
                done = start;
            }
            text.clear();
            match result {
                rs::DecoderResult::OutputFull => {}
                rs::DecoderResult::Malformed(..) => {
                    kept += put_escaped(bytes.get(start..end).unwrap_or_default(), out);
                    done = end;
                }
                rs::DecoderResult::InputEmpty => {
                    let from = if self.exact { done } else { bytes.len().saturating_sub(LONGEST) };
                    self.tail = bytes.get(from..).unwrap_or_default().to_vec();
                    return kept;
                }
            }
        }
    }
}

/// Hands out text that was read from the first bytes of `source`, with the bytes themselves where they would be written
/// differently. Returns how many bytes that were, and how many of them were kept as they are.
fn put_exactly(
    charset: &'static rs::Encoding,
    text: &str,
    source: &[u8],
    out: &mut impl FnMut(&str),
) -> (usize, usize) {
    let (written, _, lacks) = charset.encode(text);
    if !lacks && source.starts_with(&written) {
        out(text);
        return (written.len(), 0);
    }
    let (mut at, mut kept) = (0, 0);
    let mut plain = 0..0;
    let mut chars = text.char_indices();
    while let Some((start, char)) = chars.next() {
        let rest = source.get(at..).unwrap_or_default();
        let one = text.get(start..start + char.len_utf8()).unwrap_or_default();
        let (written, _, lacks) = charset.encode(one);
        if !lacks && rest.starts_with(&written) {
            at += written.len();
            plain.end = start + one.len();
            continue;
        }
        out(text.get(plain.start..start).unwrap_or_default());
        let Some((len, read)) = sequence(charset, rest, char) else {
            // Cannot be: the text was decoded from just these bytes.
            out(text.get(start..).unwrap_or_default());
            return (source.len(), kept);
        };
        kept += put_escaped(rest.get(..len).unwrap_or_default(), out);
        at += len;
        // Two bytes can be a letter and its accent.
        for _ in 1..read.chars().count() {
            chars.next();
        }
        let next = start + read.len();
        plain = next..next;
    }
    out(text.get(plain.start..).unwrap_or_default());
    (at, kept)
}

/// The shortest beginning of `bytes` that is read as `char`: its length, and what it is read as.
fn sequence(charset: &'static rs::Encoding, bytes: &[u8], char: char) -> Option<(usize, String)> {
    (1..=LONGEST.min(bytes.len())).find_map(|len| {
        let read = charset.decode_without_bom_handling_and_without_replacement(bytes.get(..len)?)?;
        read.starts_with(char).then(|| (len, read.into_owned()))
    })
}

fn put_escaped(bytes: &[u8], out: &mut impl FnMut(&str)) -> usize {
    let escaped: String = bytes.iter().map(|byte| escape_byte(*byte)).collect();
    out(&escaped);
    bytes.len()
}
