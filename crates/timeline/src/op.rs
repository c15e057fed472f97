//! [`Operation`]: what one action of a user did to one text. It says what was inserted and how much was deleted, not
//! what was deleted: that follows from the text before it.

use justbuilt_base::Timestamp;
use justbuilt_text::Transaction;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::{AuthorIx, CommandIx, Step, replay};

/// What kind of action. The numbers are kept on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum OpKind {
    /// Text typed.
    #[default]
    Typing = 0,
    /// Backspace.
    DeleteBackward = 1,
    /// Delete.
    DeleteForward = 2,
    /// Text pasted or dropped.
    Paste = 3,
    /// A formatter.
    Format = 4,
    /// Find and replace, rename, refactorings.
    Replace = 5,
    /// Undo.
    Undo = 6,
    /// Redo.
    Redo = 7,
    /// Something brought back from the past.
    Restore = 8,
    /// A change made outside the editor.
    Outside = 9,
    /// Any other command; in thinned parts also many operations in one.
    Other = 10,
}

impl OpKind {
    /// All of them, by their number.
    pub const ALL: [OpKind; 11] = [
        OpKind::Typing,
        OpKind::DeleteBackward,
        OpKind::DeleteForward,
        OpKind::Paste,
        OpKind::Format,
        OpKind::Replace,
        OpKind::Undo,
        OpKind::Redo,
        OpKind::Restore,
        OpKind::Outside,
        OpKind::Other,
    ];

    /// The kind with this number; `Other` for those that are not known.
    pub fn from_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(OpKind::Other)
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The words for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            OpKind::Typing => "typing",
            OpKind::DeleteBackward => "deleting backward",
            OpKind::DeleteForward => "deleting forward",
            OpKind::Paste => "paste",
            OpKind::Format => "format",
            OpKind::Replace => "replace",
            OpKind::Undo => "undo",
            OpKind::Redo => "redo",
            OpKind::Restore => "restore",
            OpKind::Outside => "outside",
            OpKind::Other => "other",
        }
    }
}

/// One contiguous change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Splice {
    /// Where, in bytes of the text that the splice before it made.
    pub at: usize,
    /// Bytes that go.
    pub delete: usize,
    /// Text that comes.
    pub insert: SmolStr,
}

impl Splice {
    /// Replaces `delete` bytes at `at`.
    pub fn new(at: usize, delete: usize, insert: impl Into<SmolStr>) -> Self {
        Self { at, delete, insert: insert.into() }
    }
}

/// What one action of a user did to one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Its moment. Rises strictly within a lane.
    pub step: Step,
    /// When; kept in steps of 250 ms.
    pub time: Timestamp,
    /// Who.
    pub author: AuthorIx,
    /// What kind of action.
    pub kind: OpKind,
    /// By which command, if by one.
    pub command: Option<CommandIx>,
    /// One after the other: each applies to the text that the one before made.
    pub splices: SmallVec<[Splice; 1]>,
}

/// An operation without its text: all that a scrubber or a list needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpMeta {
    /// Its moment.
    pub step: Step,
    /// When.
    pub time: Timestamp,
    /// Who.
    pub author: AuthorIx,
    /// What kind of action.
    pub kind: OpKind,
    /// By which command, if by one.
    pub command: Option<CommandIx>,
    /// Bytes deleted.
    pub deleted: usize,
    /// Bytes inserted.
    pub inserted: usize,
}

/// Resolution of an operation's time, in milliseconds. Finer times of keystrokes say nothing of use (their order is
/// that of the steps) and would be most of what the op log keeps.
pub const TICK: i64 = 250;

/// `time` as the op log keeps it: the start of its [`TICK`].
pub fn tick(time: Timestamp) -> Timestamp {
    Timestamp(time.0.saturating_sub(time.0.rem_euclid(TICK)))
}

impl Operation {
    /// What `transaction` does, as an operation.
    pub fn from_transaction(
        transaction: &Transaction,
        step: Step,
        time: Timestamp,
        author: AuthorIx,
        kind: OpKind,
        command: Option<CommandIx>,
    ) -> Self {
        // The edits go from left to right, so each has its new place in the text that those before it made.
        let mut inserted = transaction.ops().iter().filter_map(|op| match op {
            justbuilt_text::Op::Insert(text) => Some(text),
            _ => None,
        });
        let splices = transaction
            .edits()
            .map(|edit| Splice {
                at: edit.new.start,
                delete: edit.old.len(),
                // The same allocation as in the transaction, however long it is.
                insert: if edit.new.is_empty() {
                    SmolStr::default()
                } else {
                    inserted.next().cloned().unwrap_or_default()
                },
            })
            .collect();
        Self { step, time: tick(time), author, kind, command, splices }
    }

    /// The change of a text of `len_before` bytes. `None` when it does not fit one of that length.
    pub fn to_transaction(&self, len_before: usize) -> Option<Transaction> {
        replay::compose(len_before, self.splices.iter())
    }

    /// Without its text.
    pub fn meta(&self) -> OpMeta {
        OpMeta {
            step: self.step,
            time: self.time,
            author: self.author,
            kind: self.kind,
            command: self.command,
            deleted: self.splices.iter().map(|splice| splice.delete).sum(),
            inserted: self.splices.iter().map(|splice| splice.insert.len()).sum(),
        }
    }

    /// The length of the text after it, if it fits a text of `len_before` bytes.
    pub fn len_after(&self, len_before: usize) -> Option<usize> {
        self.splices.iter().try_fold(len_before, |len, splice| {
            let end = splice.at.checked_add(splice.delete)?;
            if end > len { None } else { (len - splice.delete).checked_add(splice.insert.len()) }
        })
    }
}

#[cfg(test)]
mod tests;
