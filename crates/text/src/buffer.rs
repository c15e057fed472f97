//! [`Buffer`]: a text with its history, marks, encoding and line ending: the document without its file. Changes are
//! made by [`apply`](Buffer::apply) only. Not for reading files: [`Loader`] takes their bytes.

mod loader;
mod marks;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Bias, EditKind, Encoding, History, LineEnding, NodeId, Selections, Text, Transaction, TransactionError,
    encoding::Encoder, history::Recorded,
};

pub use loader::{Loaded, Loader};
pub use marks::MarkId;

/// Counts changes of a buffer, undoing included; never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(pub u64);

/// Why a change was refused; the buffer is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It does not fit the text.
    #[error("the text cannot be changed: {0}")]
    Transaction(#[from] TransactionError),
}

/// How many jumps along the history are remembered for [`Buffer::mark_saved_at`].
const TRAVELS: usize = 4096;

/// A text that can be changed.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: Text,
    history: History,
    marks: marks::Marks,
    encoding: Encoding,
    line_ending: LineEnding,
    revision: Revision,
    /// Revisions that came about by moving along the history, and the state they show again.
    travels: Vec<(Revision, u64)>,
    saved: Saved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Saved {
    state: u64,
    encoding: Encoding,
    line_ending: LineEnding,
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new(Text::new())
    }
}

impl From<Text> for Buffer {
    fn from(text: Text) -> Self {
        Self::new(text)
    }
}

impl Buffer {
    /// A buffer with `text`, in UTF-8 with the line ending that most of its lines have.
    pub fn new(text: Text) -> Self {
        let line_ending = match LineEnding::detect(&text) {
            Some(LineEnding::CrLf) => LineEnding::CrLf,
            _ => LineEnding::Lf,
        };
        Self::with_format(text, Encoding::UTF_8, line_ending)
    }

    pub(crate) fn with_format(text: Text, encoding: Encoding, line_ending: LineEnding) -> Self {
        Self {
            history: History::new(text.len()),
            text,
            marks: marks::Marks::default(),
            encoding,
            line_ending,
            revision: Revision(0),
            travels: Vec::new(),
            saved: Saved { state: 0, encoding, line_ending },
        }
    }

    /// Decodes a whole file; see [`Loader`] for one that comes in blocks.
    pub fn from_bytes(bytes: &[u8], encoding: Option<Encoding>) -> Loaded {
        let mut loader = Loader::new(encoding);
        loader.push(bytes);
        loader.finish()
    }

    /// The text now. Clone it for a snapshot.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How often the text has changed.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Names the text as it is now: the number is the same again when undo or redo come back to it, and that of no
    /// other text of this buffer.
    pub fn state(&self) -> u64 {
        self.history.state()
    }

    /// The undo tree.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Changes the text. `before` and `after` are the selections of whoever changes it; undo and redo bring them
    /// back. A transaction that changes nothing is no step of the history.
    ///
    /// # Errors
    /// When the transaction does not fit the text; nothing is changed then.
    pub fn apply(
        &mut self,
        transaction: &Transaction,
        before: &Selections,
        after: &Selections,
        kind: EditKind,
        at: Timestamp,
    ) -> Result<(), EditError> {
        let text = transaction.apply(&self.text)?;
        if transaction.is_empty() {
            return Ok(());
        }
        let backward = transaction.invert(&self.text);
        self.changed(text, transaction);
        let change = Recorded { forward: transaction, backward, before, after, kind, at };
        self.history.record(change, self.revision.0);
        Ok(())
    }

    fn changed(&mut self, text: Text, transaction: &Transaction) {
        self.text = text;
        self.marks.map(transaction);
        self.revision.0 += 1;
    }

    /// Takes the last step back. What was changed, and where the selections were; `None` at the beginning.
    pub fn undo(&mut self) -> Option<(Transaction, Selections)> {
        let step = self.history.undo()?;
        self.travelled(step)
    }

    /// Takes the step forward that was undone last; `None` when nothing was.
    pub fn redo(&mut self) -> Option<(Transaction, Selections)> {
        let step = self.history.redo()?;
        self.travelled(step)
    }

    /// Goes to any node of the history, as one change. `None` when it is there already.
    pub fn goto_revision(&mut self, node: NodeId) -> Option<(Transaction, Selections)> {
        let step = self.history.goto(node)?;
        self.travelled(step)
    }

    fn travelled(&mut self, step: (Transaction, Selections)) -> Option<(Transaction, Selections)> {
        // The history holds transactions that were applied to just this text.
        let text = step.0.apply(&self.text).ok()?;
        self.changed(text, &step.0);
        if self.travels.len() >= TRAVELS {
            self.travels.drain(..TRAVELS / 2);
        }
        self.travels.push((self.revision, self.history.state()));
        Some(step)
    }

    /// Ends the undo group: the next change is a step of its own.
    pub fn break_undo_group(&mut self) {
        self.history.break_group();
    }

    /// Whether text, encoding or line ending differ from what was saved or loaded. Undoing back to that is clean.
    pub fn is_dirty(&self) -> bool {
        self.now() != self.saved
    }

    fn now(&self) -> Saved {
        Saved { state: self.history.state(), encoding: self.encoding, line_ending: self.line_ending }
    }

    /// What is there now has been saved.
    pub fn mark_saved(&mut self) {
        self.saved = self.now();
        self.break_undo_group();
    }

    /// What was there at `revision` has been saved, in the encoding and line ending of now.
    pub fn mark_saved_at(&mut self, revision: Revision) {
        let travel = self.travels.binary_search_by_key(&revision, |(revision, _)| *revision);
        let state = match travel {
            Ok(index) => self.travels.get(index).map_or(revision.0, |(_, state)| *state),
            // Every other revision came about by a change, and is the state it made.
            Err(_) => revision.0,
        };
        self.saved = Saved { state, ..self.now() };
        self.break_undo_group();
    }

    /// Makes it dirty whatever the text is: what was on disk is not there any more.
    pub fn mark_unsaved(&mut self) {
        self.saved.state = u64::MAX;
    }

    /// The file's encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Writes the file in another encoding from now on. The text does not change; the buffer is dirty.
    pub fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// What typed lines end with.
    pub fn line_ending(&self) -> LineEnding {
        self.line_ending
    }

    /// What lines that are typed from now on end with. Those that are there stay: apply
    /// [`LineEnding::convert`] for them.
    pub fn set_line_ending(&mut self, line_ending: LineEnding) {
        self.line_ending = line_ending;
    }

    /// The line ending of the file as it is on disk: the same without making the buffer dirty.
    pub fn set_line_ending_of_file(&mut self, line_ending: LineEnding) {
        self.line_ending = line_ending;
        self.saved.line_ending = line_ending;
    }

    /// A snapshot that writes itself as bytes, on any thread.
    pub fn encoder(&self) -> Encoder {
        Encoder::new(self.text.clone(), self.encoding, self.line_ending)
    }

    /// The file's bytes, all at once.
    pub fn encode(&self) -> Vec<u8> {
        self.encoder().to_bytes()
    }

    /// Puts a mark that moves along with changes; `bias` says to which side of text inserted at it.
    pub fn add_mark(&mut self, at: usize, bias: Bias) -> MarkId {
        let at = self.text.clamp_boundary(at);
        self.marks.add(at, bias)
    }

    /// Where a mark is now; `None` when it was removed.
    pub fn mark(&self, id: MarkId) -> Option<usize> {
        self.marks.get(id)
    }

    /// Takes a mark away; whether it was there.
    pub fn remove_mark(&mut self, id: MarkId) -> bool {
        self.marks.remove(id)
    }

    /// All marks with their places, in the order they were made.
    pub fn marks(&self) -> impl Iterator<Item = (MarkId, usize)> + '_ {
        self.marks.iter()
    }
}

#[cfg(test)]
mod tests;
