//! Reading a file block by block into a rope, without a second copy of it in memory.

use crate::{Buffer, Encoding, LineEnding, Text, TextBuilder, encoding::Decoder, line_ending::EndingCount};

/// Takes the bytes of a file and makes a [`Buffer`]. Memory is that of the text (the rope adds about 4 %) plus one
/// block.
#[derive(Debug)]
pub struct Loader {
    decoder: Decoder,
    builder: TextBuilder,
    endings: EndingCount,
    bytes: u64,
}

/// What came out of reading.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The text with its encoding and line ending.
    pub buffer: Buffer,
    /// What the user should know: bytes that did not decode, mixed line endings. For people.
    pub notes: Vec<String>,
    /// Whether lines end in more than one way.
    pub mixed_line_endings: bool,
    /// Bytes that did not decode and are kept as they are.
    pub undecodable: usize,
    /// Characters that could not be kept; saving would change the file there.
    pub lost: usize,
}

impl Loader {
    /// Reads in `encoding`, or guesses it.
    pub fn new(encoding: Option<Encoding>) -> Self {
        Self {
            decoder: Decoder::new(encoding),
            builder: Text::builder(),
            endings: EndingCount::default(),
            bytes: 0,
        }
    }

    /// Takes the next bytes; blocks of any size, large ones are faster.
    pub fn push(&mut self, block: &[u8]) {
        self.bytes += block.len() as u64;
        let (builder, endings) = (&mut self.builder, &mut self.endings);
        self.decoder.feed(block, &mut |text| {
            endings.feed(text.as_bytes());
            builder.push(text);
        });
    }

    /// Bytes taken so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The encoding as far as it is known.
    pub fn encoding(&self) -> Encoding {
        self.decoder.encoding()
    }

    /// The text up to here, for showing it while the rest is read. Characters that are not complete yet are missing.
    pub fn preview(&self) -> Text {
        self.builder.clone().finish()
    }

    /// The buffer.
    pub fn finish(mut self) -> Loaded {
        let (builder, endings) = (&mut self.builder, &mut self.endings);
        self.decoder.finish(&mut |text| {
            endings.feed(text.as_bytes());
            builder.push(text);
        });
        let mut text = self.builder.finish();
        let line_ending = self.endings.majority().unwrap_or_default();
        if line_ending == LineEnding::Cr {
            text = with_line_feeds(&text);
        }
        let encoding = self.decoder.encoding();
        let (undecodable, lost) = (self.decoder.escaped(), self.decoder.lost());
        let mixed = self.endings.is_mixed();
        let mut notes = Vec::new();
        if undecodable > 0 {
            let bytes = count(undecodable, "byte");
            notes.push(format!("{bytes} not valid in {}; kept as they are when saved", encoding.label()));
        }
        if lost > 0 {
            let places = count(lost, "place");
            notes.push(format!(
                "{places} not valid in {}, shown as \u{fffd}; saving writes that",
                encoding.label()
            ));
        }
        if mixed {
            notes.push("line endings are mixed; each line keeps its own".to_owned());
        }
        Loaded {
            buffer: Buffer::with_format(text, encoding, line_ending),
            notes,
            mixed_line_endings: mixed,
            undecodable,
            lost,
        }
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn with_line_feeds(text: &Text) -> Text {
    let mut builder = Text::builder();
    for chunk in text.chunks(0..text.len()) {
        builder.push(&chunk.replace('\r', "\n"));
    }
    builder.finish()
}
