//! What a file holds at a moment: a text with its encoding, other bytes, or the fact that it was not kept.

use std::sync::Arc;

use justbuilt_store::ContentHash;
use justbuilt_text::encoding::{Encoder, looks_binary};
use justbuilt_text::{Encoding, LineEnding, Loader, Text};
use serde::{Deserialize, Serialize};

/// How a text is bytes in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFormat {
    /// Characters as bytes; with it, whether the file begins with a byte order mark.
    pub encoding: Encoding,
    /// Only [`LineEnding::Cr`] changes what is written: in a text it is a `\n`.
    pub line_ending: LineEnding,
}

impl TextFormat {
    /// `text` as the bytes of a file.
    pub fn encode(self, text: &Text) -> Vec<u8> {
        Encoder::new(text.clone(), self.encoding, self.line_ending).to_bytes()
    }
}

/// Why the content of a file was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotKept {
    /// Larger than the rules allow.
    TooLarge,
    /// Not a text, and the rules leave such files out.
    Binary,
    /// Its name looks like one of a file of secrets.
    Secret,
    /// The rules leave its name out, or git ignores it.
    Ignored,
    /// It was seen but could not be read.
    Unreadable,
    /// It was kept once; thinning or a damaged store took it.
    Gone,
}

impl NotKept {
    /// For people, as the end of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            NotKept::TooLarge => "it is larger than the limit",
            NotKept::Binary => "it is not a text",
            NotKept::Secret => "its name looks like a file of secrets",
            NotKept::Ignored => "it is ignored",
            NotKept::Unreadable => "it could not be read",
            NotKept::Gone => "it is not in the store any more",
        }
    }
}

/// A file at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum FileContent {
    /// A text, as the editor shows it.
    Text {
        /// The text.
        text: Text,
        /// How it is written.
        format: TextFormat,
    },
    /// Bytes that are not a text.
    Binary(Arc<[u8]>),
    /// Only known by what it was.
    NotKept {
        /// Size in bytes.
        size: u64,
        /// Hash of the bytes, when they were read.
        hash: Option<ContentHash>,
        /// Why.
        why: NotKept,
    },
}

impl FileContent {
    /// Reads the bytes of a file: a text when they look like one and the text gives the very same bytes again.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match Self::text_of(bytes, None) {
            Some((text, format)) => FileContent::Text { text, format },
            None => FileContent::Binary(bytes.into()),
        }
    }

    /// Reads bytes as a text, in the encoding that `like` has when that loses nothing.
    pub(crate) fn text_of(bytes: &[u8], like: Option<TextFormat>) -> Option<(Text, TextFormat)> {
        if looks_binary(bytes) {
            return None;
        }
        let read = |encoding: Option<Encoding>| {
            let mut loader = Loader::new(encoding);
            loader.push(bytes);
            let loaded = loader.finish();
            let buffer = loaded.buffer;
            let line_ending = match like {
                // A text of one line says nothing about its endings.
                Some(like) if buffer.text().line_count() == 1 => like.line_ending,
                _ => buffer.line_ending(),
            };
            let format = TextFormat { encoding: buffer.encoding(), line_ending };
            let text = buffer.text().clone();
            (format.encode(&text) == bytes).then_some((text, format))
        };
        match like {
            Some(like) if !like.encoding.has_bom() => read(Some(like.encoding)).or_else(|| read(None)),
            _ => read(None),
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&Text> {
        match self {
            FileContent::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The bytes of the file; `None` when they were not kept.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        match self {
            FileContent::Text { text, format } => Some(format.encode(text)),
            FileContent::Binary(bytes) => Some(bytes.to_vec()),
            FileContent::NotKept { .. } => None,
        }
    }
}
