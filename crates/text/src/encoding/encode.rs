//! Writing texts as bytes, block by block.

use encoding_rs as rs;

use super::{Encoding, escaped_byte};
use crate::{LineEnding, Text};

/// Bytes of text that go into one block.
const BLOCK: usize = 256 << 10;

/// A text to be written: a snapshot that can go to another thread.
#[derive(Clone, Debug)]
pub struct Encoder {
    text: Text,
    encoding: Encoding,
    line_ending: LineEnding,
}

impl Encoder {
    /// Writes `text` in `encoding`; with [`LineEnding::Cr`] each `\n` and `\r\n` becomes a `\r`, else endings are
    /// written as they are.
    pub fn new(text: Text, encoding: Encoding, line_ending: LineEnding) -> Self {
        Self { text, encoding, line_ending }
    }

    /// The file in blocks of a few 100 kB, in order; the byte order mark first.
    pub fn chunks(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        let charset = self.encoding.charset();
        let mut chunks = self.text.chunks(0..self.text.len()).peekable();
        let mut bom = Some(self.encoding.bom());
        let mut writer = Writer::new(charset);
        std::iter::from_fn(move || {
            let mut block = bom.take().map(<[u8]>::to_vec).unwrap_or_default();
            while block.len() < BLOCK {
                let Some(chunk) = chunks.next() else { break };
                let last = chunks.peek().is_none();
                if self.line_ending == LineEnding::Cr {
                    writer.write(&chunk.replace("\r\n", "\r").replace('\n', "\r"), last, &mut block);
                } else {
                    writer.write(chunk, last, &mut block);
                }
            }
            (!block.is_empty()).then_some(block)
        })
    }

    /// The whole file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.text.len());
        self.chunks().for_each(|block| bytes.extend_from_slice(&block));
        bytes
    }
}

enum Writer {
    Utf8,
    Utf16 { little: bool },
    Other(rs::Encoder),
}

impl Writer {
    fn new(charset: &'static rs::Encoding) -> Self {
        if charset == rs::UTF_16LE || charset == rs::UTF_16BE {
            Writer::Utf16 { little: charset == rs::UTF_16LE }
        } else if charset.output_encoding() == rs::UTF_8 {
            Writer::Utf8
        } else {
            Writer::Other(charset.new_encoder())
        }
    }

    fn write(&mut self, text: &str, last: bool, out: &mut Vec<u8>) {
        // All escapes begin with these bytes, and hardly any text has them.
        if memchr::memmem::find(text.as_bytes(), b"\xF4\x8F").is_none() {
            return self.write_plain(text, last, out);
        }
        let mut plain = 0;
        for (at, c) in text.char_indices() {
            if let Some(byte) = escaped_byte(c) {
                self.write_plain(text.get(plain..at).unwrap_or_default(), false, out);
                out.push(byte);
                plain = at + c.len_utf8();
            }
        }
        self.write_plain(text.get(plain..).unwrap_or_default(), last, out);
    }

    fn write_plain(&mut self, text: &str, last: bool, out: &mut Vec<u8>) {
        match self {
            Writer::Utf8 => out.extend_from_slice(text.as_bytes()),
            Writer::Utf16 { little: true } => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Writer::Utf16 { little: false } => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Writer::Other(encoder) => {
                let mut rest = text;
                loop {
                    let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len());
                    out.reserve(room.unwrap_or(rest.len()).max(16));
                    let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, out, last);
                    rest = rest.get(read..).unwrap_or_default();
                    match result {
                        rs::EncoderResult::InputEmpty => return,
                        rs::EncoderResult::OutputFull => {}
                        rs::EncoderResult::Unmappable(_) => {
                            // Through the encoder, which may be in another mode (ISO-2022-JP).
                            out.reserve(16);
                            let (_, _) = encoder.encode_from_utf8_to_vec_without_replacement("?", out, false);
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn first_unencodable(encoding: Encoding, text: &Text) -> Option<usize> {
    let charset = encoding.charset();
    if charset.output_encoding() == rs::UTF_8 {
        return None;
    }
    let mut encoder = charset.new_encoder();
    let mut out = Vec::with_capacity(8 << 10);
    let mut start = 0;
    for chunk in text.chunks(0..text.len()) {
        let mut done = 0;
        while let Some(rest) = chunk.get(done..).filter(|rest| !rest.is_empty()) {
            out.clear();
            let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut out, false);
            done += read;
            if let rs::EncoderResult::Unmappable(c) = result
                && escaped_byte(c).is_none()
            {
                return Some(start + done - c.len_utf8());
            }
        }
        start += chunk.len();
    }
    None
}
