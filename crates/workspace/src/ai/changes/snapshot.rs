//! Change sets as the face sees them.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_ai::conversation::TurnId;
use justbuilt_ai::edits::Level;
use justbuilt_ai::prices::Cost;
use justbuilt_syntax::LanguageId;
use justbuilt_text::Text;

use crate::ids::{ChangeSetId, ConversationId};

/// A set of proposed changes.
#[derive(Clone, Debug)]
pub struct ChangesSnapshot {
    /// Which.
    pub id: ChangeSetId,
    /// What conversations and the timeline call it, also after a restart.
    pub key: String,
    /// What it is, in a few words.
    pub title: String,
    /// Where it is from.
    pub origin: ChangeOrigin,
    /// The files.
    pub files: Vec<Arc<ChangeFile>>,
    /// Edits that have no place: path, line of the answer from 1, why, and lines of the file (from 1) where they could
    /// belong.
    pub refused: Vec<(String, usize, String, Vec<usize>)>,
    /// How far it is.
    pub state: ChangeState,
    /// What the persona's own style says of it: path, line from 1, what.
    pub findings: Vec<(String, usize, String)>,
}

/// Where a change set is from.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeOrigin {
    /// The conversation and the answer; `None` for an edit in place.
    pub turn: Option<(ConversationId, TurnId)>,
    /// Slug of the persona.
    pub persona: String,
    /// (provider, model).
    pub model: Option<(String, String)>,
    /// The prompt and its version.
    pub prompt: Option<(String, u32)>,
    /// What was asked, for the timeline.
    pub question: String,
    /// What the answer cost.
    pub cost: Cost,
}

/// How far a change set is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// It is coming in, or is being planned.
    Planning,
    /// It waits for review.
    Ready,
    /// It is being made.
    Applying,
    /// It was made. It can be taken back.
    Applied,
    /// It was made and taken back. It can be made again.
    Undone,
    /// It could not be made; nothing was changed.
    Failed(String),
}

/// A file of a change set.
#[derive(Clone, Debug)]
pub struct ChangeFile {
    /// Its path in the project.
    pub path: String,
    /// What is done to it.
    pub action: ChangeAction,
    /// Its text now; empty for a new one.
    pub before: Text,
    /// Its text with all hunks that are kept.
    pub after: Text,
    /// Its language.
    pub language: LanguageId,
    /// The hunks.
    pub hunks: Vec<ChangeHunk>,
    /// Whether it is changed at all.
    pub keep: bool,
    /// Whether it may be.
    pub permission: Permission,
    /// The least exact way one of its edits was found.
    pub level: Level,
    /// Syntax errors before and after, when it gets worse.
    pub worse: Option<(usize, usize)>,
    /// The text was changed since the model read it, and the change was carried over.
    pub rebased: bool,
}

impl ChangeFile {
    /// Lines that are added, and lines that are removed, by what is not dropped.
    pub fn lines(&self) -> (usize, usize) {
        let kept = self.hunks.iter().filter(|hunk| hunk.state != HunkState::Dropped);
        kept.fold((0, 0), |(added, removed), hunk| (added + hunk.new.len(), removed + hunk.old.len()))
    }
}

/// What is done to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeAction {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It is changed, perhaps, and gets this path.
    Move(String),
    /// It is deleted.
    Delete,
}

/// Whether a file may be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Yes,
    /// Only if the user agrees, and whether the user has: why.
    Asks(String, bool),
    /// It may not: why.
    No(String),
}

/// Neighbouring changes that are kept or dropped together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeHunk {
    /// Lines of `before`, from 0.
    pub old: Range<usize>,
    /// Lines of the text with all hunks made, from 0.
    pub new: Range<usize>,
    /// The new lines, as they would be made.
    pub text: String,
    /// What becomes of it.
    pub state: HunkState,
}

/// What becomes of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HunkState {
    /// It is made.
    Kept,
    /// It is not.
    Dropped,
    /// It is made with lines of the user's own.
    Written,
    /// The user has changed the same place since; it cannot be made as it is.
    Conflict,
}
