//! Encodings: finding out which one a file has, reading it into text and writing it back without losing a byte.
//!
//! Bytes that are not UTF-8 stand in the text as the private characters U+10FF80 to U+10FFFF, one a byte from 0x80 to
//! 0xFF, and are written back as they were. A file that really contains those characters has their bytes escaped the
//! same way, so that reading and writing always gives the same file.
//!
//! Sources: the WHATWG Encoding Standard (<https://encoding.spec.whatwg.org>) as encoding_rs implements it; detection
//! by chardetng.

mod detect;
#[cfg(test)]
mod tests;
mod utf16;
mod utf8;

use std::borrow::Cow;

use encoding_rs::{CoderResult, DecoderResult, EncoderResult};

use crate::text::{Text, TextBuilder};

pub use detect::{detect, looks_binary};
pub use utf8::{byte_of_escape, escape_of_byte, is_escape};

/// An encoding, with or without a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encoding {
    inner: &'static encoding_rs::Encoding,
    bom: bool,
}

impl Default for Encoding {
    fn default() -> Self {
        Self::UTF_8
    }
}

impl Encoding {
    /// UTF-8 without a mark.
    pub const UTF_8: Self = Self { inner: encoding_rs::UTF_8, bom: false };
    /// UTF-8 with a mark.
    pub const UTF_8_BOM: Self = Self { inner: encoding_rs::UTF_8, bom: true };
    /// UTF-16, little end first, with a mark.
    pub const UTF_16LE: Self = Self { inner: encoding_rs::UTF_16LE, bom: true };
    /// UTF-16, big end first, with a mark.
    pub const UTF_16BE: Self = Self { inner: encoding_rs::UTF_16BE, bom: true };

    pub(crate) fn plain(inner: &'static encoding_rs::Encoding) -> Self {
        Self { inner, bom: false }
    }

    /// The encoding of a name: a label of the standard (`latin1`, `shift_jis`), or `utf-8-bom`.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        if let Some(plain) = name.strip_suffix("-bom").or_else(|| name.strip_suffix(" with bom")) {
            return Self::by_name(plain).filter(|encoding| encoding.is_unicode()).map(|e| Self { bom: true, ..e });
        }
        let inner = encoding_rs::Encoding::for_label(name.as_bytes())?;
        (inner != encoding_rs::REPLACEMENT).then_some(Self { inner, bom: false })
    }

    /// The name that [`Encoding::by_name`] reads back.
    pub fn name(self) -> String {
        let name = self.inner.name().to_ascii_lowercase();
        if self.bom { format!("{name}-bom") } else { name }
    }

    /// The name that people read.
    pub fn label(self) -> String {
        let name = match self.inner.name() {
            "windows-1252" => "Windows 1252 (Latin-1)",
            name => name,
        };
        if self.bom { format!("{name} with BOM") } else { name.to_owned() }
    }

    /// Whether it starts with a byte order mark.
    pub fn has_bom(self) -> bool {
        self.bom
    }

    /// Whether it can hold every character.
    pub fn is_unicode(self) -> bool {
        let inner = self.inner;
        inner == encoding_rs::UTF_8 || inner == encoding_rs::UTF_16LE || inner == encoding_rs::UTF_16BE
    }

    /// Encodings worth offering, the usual ones first.
    pub fn common() -> Vec<Self> {
        use encoding_rs as e;
        let mut all = vec![Self::UTF_8, Self::UTF_8_BOM, Self::UTF_16LE, Self::UTF_16BE];
        all.extend(
            [
                e::WINDOWS_1252, e::ISO_8859_2, e::WINDOWS_1250, e::ISO_8859_15, e::ISO_8859_5, e::WINDOWS_1251, e::KOI8_R,
                e::KOI8_U, e::IBM866, e::ISO_8859_7, e::WINDOWS_1253, e::WINDOWS_1254, e::WINDOWS_1255, e::ISO_8859_8,
                e::WINDOWS_1256, e::ISO_8859_6, e::WINDOWS_1257, e::ISO_8859_4, e::ISO_8859_13, e::ISO_8859_10,
                e::ISO_8859_14, e::ISO_8859_16, e::WINDOWS_1258, e::WINDOWS_874, e::MACINTOSH, e::SHIFT_JIS, e::EUC_JP,
                e::ISO_2022_JP, e::EUC_KR, e::GBK, e::GB18030, e::BIG5, e::ISO_8859_3,
            ]
            .map(Self::plain),
        );
        all
    }

    fn bom_bytes(self) -> &'static [u8] {
        match (self.bom, self.inner.name()) {
            (true, "UTF-8") => b"\xEF\xBB\xBF",
            (true, "UTF-16LE") => b"\xFF\xFE",
            (true, "UTF-16BE") => b"\xFE\xFF",
            _ => b"",
        }
    }
}

/// Reads a file piece by piece.
pub struct Decoder {
    encoding: Encoding,
    inner: Inner,
    skip: usize,
    builder: TextBuilder,
    /// Bytes that are not text in this encoding.
    pub malformed: usize,
}

enum Inner {
    Utf8(utf8::Reader),
    Other(Box<encoding_rs::Decoder>),
}

impl Decoder {
    /// A decoder; it passes over the byte order mark that `encoding` says is there.
    pub fn new(encoding: Encoding) -> Self {
        let inner = if encoding.inner == encoding_rs::UTF_8 {
            Inner::Utf8(utf8::Reader::default())
        } else {
            Inner::Other(Box::new(encoding.inner.new_decoder_without_bom_handling()))
        };
        Self { encoding, inner, skip: encoding.bom_bytes().len(), builder: Text::builder(), malformed: 0 }
    }

    /// The next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        self.feed(bytes.get(skipped..).unwrap_or_default(), false);
    }

    /// The text.
    pub fn finish(mut self) -> (Text, usize) {
        self.feed(b"", true);
        (self.builder.finish(), self.malformed)
    }

    /// The encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        let builder = &mut self.builder;
        match &mut self.inner {
            Inner::Utf8(reader) => self.malformed += reader.feed(bytes, last, &mut |piece| builder.push(piece)),
            Inner::Other(decoder) => {
                let mut buffer = String::with_capacity(8192);
                loop {
                    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut buffer, last);
                    bytes = bytes.get(read..).unwrap_or_default();
                    if let DecoderResult::Malformed(..) = result {
                        self.malformed += 1;
                        buffer.push(char::REPLACEMENT_CHARACTER);
                    }
                    builder.push(&buffer);
                    buffer.clear();
                    if result == DecoderResult::InputEmpty {
                        break;
                    }
                }
            }
        }
    }
}

/// Reads a whole file.
pub fn decode(bytes: &[u8], encoding: Encoding) -> (Text, usize) {
    let mut decoder = Decoder::new(encoding);
    decoder.push(bytes);
    decoder.finish()
}

/// The bytes of a piece of text; characters that the encoding lacks become `&#number;`, and are counted.
pub(crate) struct PieceEncoder {
    encoding: Encoding,
    inner: Option<encoding_rs::Encoder>,
    /// Characters that the encoding lacks.
    pub lost: usize,
}

impl PieceEncoder {
    pub(crate) fn new(encoding: Encoding) -> Self {
        let inner = (!encoding.is_unicode()).then(|| encoding.inner.new_encoder());
        Self { encoding, inner, lost: 0 }
    }

    /// The mark at the front of the file.
    pub(crate) fn start(&self) -> &'static [u8] {
        self.encoding.bom_bytes()
    }

    pub(crate) fn encode<'a>(&mut self, piece: &'a str, last: bool) -> Cow<'a, [u8]> {
        let Some(encoder) = &mut self.inner else {
            return match self.encoding.inner.name() {
                "UTF-8" => utf8::unescape(piece),
                name => Cow::Owned(utf16::encode(piece, name == "UTF-16BE")),
            };
        };
        let mut out: Vec<u8> = Vec::with_capacity(piece.len() + 16);
        let mut rest = piece;
        loop {
            let needed = encoder
                .max_buffer_length_from_utf8_without_replacement(rest.len())
                .unwrap_or(rest.len().saturating_mul(4).saturating_add(16));
            out.reserve(needed);
            let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut out, last);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                EncoderResult::InputEmpty => return Cow::Owned(out),
                EncoderResult::OutputFull => {}
                EncoderResult::Unmappable(c) => {
                    self.lost += 1;
                    let reference = format!("&#{};", u32::from(c));
                    out.reserve(reference.len() + 16);
                    let (result, _, _) = encoder.encode_from_utf8_to_vec(&reference, &mut out, false);
                    debug_assert_eq!(result, CoderResult::InputEmpty);
                }
            }
        }
    }
}
