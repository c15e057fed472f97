//! A text that is being edited: the rope with its history, marks, line ending and encoding. Not here: selections
//! (each view has its own) and files (bytes come in and go out).

mod marks;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::VecDeque;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

pub use marks::MarkId;

use crate::encoding::{self, Decoder, Encoding, PieceEncoder};
use crate::history::{EditKind, History, StateId};
use crate::line_ending::{LineEnding, LineEndings};
use crate::selection::Selections;
use crate::text::Text;
use crate::transaction::{Bias, TransactionError, Transaction};
use marks::Marks;

/// Counts the changes of a text; a larger one is later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Revision(pub u64);

/// Revisions remembered to tell which one was saved.
const REMEMBERED: usize = 4096;

/// A text with its history.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: Text,
    history: History,
    marks: Marks,
    encoding: Encoding,
    line_ending: LineEnding,
    mixed: bool,
    revision: Revision,
    saved: Option<Saved>,
    /// Which state of the history the latest revisions were.
    trail: VecDeque<(Revision, Saved)>,
}

/// What makes a text the one that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Saved {
    state: (StateId, u32),
    encoding: Encoding,
    line_ending: LineEnding,
}

/// A buffer made from bytes, and what was odd about them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The buffer.
    pub buffer: Buffer,
    /// One sentence each, for the user.
    pub notes: Vec<String>,
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&str> for Buffer {
    fn from(text: &str) -> Self {
        Self::from_text(Text::from(text))
    }
}

impl Buffer {
    /// No text.
    pub fn new() -> Self {
        Self::from_text(Text::new())
    }

    /// A text in UTF-8, its line ending the one that most lines have.
    pub fn from_text(text: Text) -> Self {
        let endings = LineEndings::of(&text);
        let ending = endings.majority().unwrap_or_default();
        let (text, line_ending) =
            if ending == LineEnding::Cr { (carriage_returns(&text), ending) } else { (text, ending) };
        Self::assemble(text, Encoding::UTF_8, line_ending, endings.is_mixed())
    }

    fn assemble(text: Text, encoding: Encoding, line_ending: LineEnding, mixed: bool) -> Self {
        let history = History::new(text.len());
        let mut buffer = Self {
            text,
            history,
            marks: Marks::default(),
            encoding,
            line_ending,
            mixed,
            revision: Revision(1),
            saved: None,
            trail: VecDeque::new(),
        };
        buffer.mark_saved();
        buffer
    }

    /// Reads a file's bytes: in this encoding, or in the one they seem to have. Never fails: what cannot be read is
    /// kept as it is (see [`crate::encoding`]).
    pub fn from_bytes(bytes: &[u8], encoding: Option<Encoding>) -> Loaded {
        let mut loader = Loader::new(encoding);
        loader.detect(bytes, true);
        loader.push(bytes);
        let mut loaded = loader.finish();
        let guessed = encoding.is_none() && !loaded.buffer.encoding.is_unicode();
        if guessed && loaded.buffer.encode() != bytes {
            // A guess that would not give the same file back is no good.
            loaded = Self::from_bytes(bytes, Some(Encoding::UTF_8));
        }
        loaded
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Grows with every change of the text.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The undo tree.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Changes the text. `before` and `after` are the selections of the view that did it, for undo and redo.
    ///
    /// # Errors
    /// When the change was made for another text; nothing happens then.
    pub fn apply(
        &mut self,
        transaction: &Transaction,
        before: &Selections,
        after: &Selections,
        kind: EditKind,
        at: Timestamp,
    ) -> Result<(), TransactionError> {
        let new = transaction.apply(&self.text)?;
        if transaction.is_empty() {
            return Ok(());
        }
        let backward = transaction.invert(&self.text);
        self.history.record(transaction, backward, before, after, kind, at);
        self.change(new, transaction);
        Ok(())
    }

    /// Takes the last change back: the change that did it and the selections from before.
    pub fn undo(&mut self) -> Option<(Transaction, Selections)> {
        let travel = self.history.undo()?;
        self.travel(travel)
    }

    /// Makes a change again that was taken back.
    pub fn redo(&mut self) -> Option<(Transaction, Selections)> {
        let travel = self.history.redo()?;
        self.travel(travel)
    }

    /// Goes to any state the text was in.
    pub fn go_to(&mut self, state: StateId) -> Option<(Transaction, Selections)> {
        let travel = self.history.go_to(state)?;
        self.travel(travel)
    }

    fn travel(&mut self, (transaction, selections): (Transaction, Selections)) -> Option<(Transaction, Selections)> {
        // History only holds changes that were applied to this text.
        let new = transaction.apply(&self.text).ok()?;
        self.change(new, &transaction);
        Some((transaction, selections))
    }

    fn change(&mut self, new: Text, transaction: &Transaction) {
        self.marks.map(transaction);
        self.text = new;
        self.revision.0 += 1;
        self.note_revision();
    }

    fn note_revision(&mut self) {
        if self.trail.len() == REMEMBERED {
            self.trail.pop_front();
        }
        self.trail.push_back((self.revision, self.stamp()));
    }

    fn stamp(&self) -> Saved {
        Saved { state: self.history.stamp(), encoding: self.encoding, line_ending: self.line_ending }
    }

    /// The next change starts an undo step of its own.
    pub fn break_undo_group(&mut self) {
        self.history.break_group();
    }

    /// Whether the text differs from what was saved last.
    pub fn is_dirty(&self) -> bool {
        self.saved != Some(self.stamp())
    }

    /// The text as it is now is what is on disk.
    pub fn mark_saved(&mut self) {
        self.history.break_group();
        self.saved = Some(self.stamp());
        self.note_revision();
    }

    /// The text as it was at `revision` is what is on disk.
    pub fn mark_saved_at(&mut self, revision: Revision) {
        if revision == self.revision {
            self.mark_saved();
            return;
        }
        self.history.break_group();
        self.saved = self.trail.iter().rev().find(|(at, _)| *at == revision).map(|(_, stamp)| *stamp);
    }

    /// What is on disk is not this text: it was restored from a backup, or the file is gone.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
    }

    /// The encoding it is written in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Writes it in another encoding from now on.
    pub fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
        self.note_revision();
    }

    /// The line ending of what is typed.
    pub fn line_ending(&self) -> LineEnding {
        self.line_ending
    }

    /// Whether the file had more than one kind of line ending when it was read.
    pub fn has_mixed_line_endings(&self) -> bool {
        self.mixed
    }

    /// Uses another line ending from now on, and says that the whole text has it. The text itself is changed by
    /// [`crate::line_ending::convert`].
    pub fn set_line_ending(&mut self, ending: LineEnding) {
        self.line_ending = ending;
        self.mixed = false;
        self.note_revision();
    }

    /// Remembers a place that moves with the text.
    pub fn add_mark(&mut self, byte: usize, bias: Bias) -> MarkId {
        self.marks.add(self.text.clamp_boundary(byte), bias)
    }

    /// Where a mark is now.
    pub fn mark(&self, id: MarkId) -> Option<usize> {
        self.marks.get(id)
    }

    /// Forgets a mark.
    pub fn remove_mark(&mut self, id: MarkId) {
        self.marks.remove(id);
    }

    /// What writes the text as it is now, also on another thread and while editing goes on.
    pub fn encoder(&self) -> Encoder {
        Encoder { text: self.text.clone(), encoding: self.encoding, line_ending: self.line_ending }
    }

    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len());
        for chunk in self.encoder().chunks() {
            out.extend_from_slice(&chunk);
        }
        out
    }
}

/// Writes a snapshot of a text as a file's bytes.
#[derive(Clone, Debug)]
pub struct Encoder {
    text: Text,
    encoding: Encoding,
    line_ending: LineEnding,
}

impl Encoder {
    /// The bytes in pieces of some kilobytes.
    pub fn chunks(&self) -> impl Iterator<Item = Cow<'_, [u8]>> + '_ {
        let mut encoder = PieceEncoder::new(self.encoding);
        let start = Some(Cow::Borrowed(encoder.start())).filter(|mark| !mark.is_empty());
        let cr = self.line_ending == LineEnding::Cr;
        let pieces = self.text.chunks(0..self.text.len()).map(Some).chain([None]);
        let body = pieces.map(move |piece| match piece {
            Some(piece) if cr => Cow::Owned(encoder.encode(&piece.replace('\n', "\r"), false).into_owned()),
            Some(piece) => encoder.encode(piece, false),
            None => encoder.encode("", true),
        });
        start.into_iter().chain(body)
    }

    /// How many characters the encoding lacks: they would be written as `&#number;`.
    pub fn lost_characters(&self) -> usize {
        let mut encoder = PieceEncoder::new(self.encoding);
        for piece in self.text.chunks(0..self.text.len()) {
            encoder.encode(piece, false);
        }
        encoder.lost
    }
}

/// Reads a file block by block, so that it is never in memory twice.
pub struct Loader {
    encoding: Option<Encoding>,
    decoder: Option<Decoder>,
    endings: LineEndings,
}

impl Loader {
    /// Reads in this encoding, or in the one that the first block seems to have.
    pub fn new(encoding: Option<Encoding>) -> Self {
        Self { encoding, decoder: None, endings: LineEndings::default() }
    }

    fn detect(&mut self, first: &[u8], whole: bool) {
        let encoding = self.encoding.unwrap_or_else(|| encoding::detect(first, whole));
        self.decoder = Some(Decoder::new(encoding));
    }

    /// The next block; the first one should have 64 kB or be the whole file.
    pub fn push(&mut self, block: &[u8]) {
        if self.decoder.is_none() {
            self.detect(block, false);
        }
        if let Some(decoder) = &mut self.decoder {
            decoder.push(block);
            self.endings.add(block);
        }
    }

    /// The buffer.
    pub fn finish(self) -> Loaded {
        let decoder = self.decoder.unwrap_or_else(|| Decoder::new(self.encoding.unwrap_or_default()));
        let encoding = decoder.encoding();
        let (text, malformed) = decoder.finish();
        let mut notes = Vec::new();
        if malformed > 0 {
            let bytes = if malformed == 1 { "1 byte is".to_owned() } else { format!("{malformed} bytes are") };
            notes.push(if encoding.is_unicode() && encoding != Encoding::UTF_16LE && encoding != Encoding::UTF_16BE {
                format!("{bytes} not UTF-8; shown as <XX>, and saved as found.")
            } else {
                format!("{bytes} not text in {}; saving will replace them.", encoding.label())
            });
        }
        // Other encodings have other bytes for line breaks.
        let endings = if encoding == Encoding::UTF_8 { self.endings } else { LineEndings::of(&text) };
        let ending = endings.majority().unwrap_or_default();
        let text = if ending == LineEnding::Cr { carriage_returns(&text) } else { text };
        let buffer = Buffer::assemble(text, encoding, ending, endings.is_mixed());
        if buffer.mixed {
            notes.push("The line endings are mixed; lines that are not touched keep theirs.".to_owned());
        }
        Loaded { buffer, notes }
    }
}

/// The text with `\n` for each `\r`. Only for texts without `\n`.
fn carriage_returns(text: &Text) -> Text {
    let mut builder = Text::builder();
    for chunk in text.chunks(0..text.len()) {
        builder.push(&chunk.replace('\r', "\n"));
    }
    builder.finish()
}
