//! What was read out of a reply: edits as their writer meant them, not yet placed in any file.

/// The edits of one reply, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Edits. Empty when the reply is malformed: half of one is never applied.
    pub edits: Vec<FileEdit>,
    /// Commands the reply proposes to run. They are never run by anything here.
    pub shells: Vec<Shell>,
    /// What is wrong with it.
    pub malformed: Option<Malformed>,
}

/// One edit of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// The file as the reply names it; empty where it names none.
    pub path: String,
    /// What is to be done.
    pub change: Change,
    /// Line of the reply where it starts, from 1; 0 for an edit that came as arguments of a tool.
    pub line: usize,
}

/// What is to be done to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Replaces lines by others.
    Replace {
        /// The lines as they are; empty for a new file.
        search: String,
        /// The lines as they shall be.
        replace: String,
    },
    /// Replaces a piece of text that need not be whole lines, as tools called `str_replace` do.
    Substring {
        /// The text as it is.
        search: String,
        /// The text as it shall be.
        replace: String,
        /// Every place, not the only one.
        all: bool,
    },
    /// Hunks of a diff, in the order of the file.
    Hunks {
        /// The hunks.
        hunks: Vec<Hunk>,
        /// The file's new name, where it moves.
        move_to: Option<String>,
    },
    /// Inserts after a line.
    InsertAfter {
        /// How many lines are before it; 0 for the start.
        line: usize,
        /// What comes.
        text: String,
    },
    /// Makes a new file.
    Create {
        /// Its content.
        text: String,
        /// Whether a file that is there is replaced.
        overwrite: bool,
    },
    /// The whole file anew, maybe shortened by "... existing code ..." lines.
    Whole {
        /// The new text.
        text: String,
    },
    /// Deletes the file.
    Delete,
    /// The same file under another name.
    Move {
        /// The new name.
        to: String,
    },
}

/// Lines that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hunk {
    /// Lines that are found before it, from the outside in (`@@ fn main`).
    pub anchors: Vec<String>,
    /// Its first line in the old file, from 1, where the diff says so.
    pub old_start: Option<usize>,
    /// Its lines.
    pub lines: Vec<HunkLine>,
    /// It is at the end of the file.
    pub at_end: bool,
    /// The old text has no newline after its last line, says the diff.
    pub old_unended: bool,
    /// The new text has none.
    pub new_unended: bool,
    /// Line of the reply where it starts, from 1.
    pub line: usize,
}

/// A line of a hunk, without its mark and its line ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HunkLine {
    /// It stays.
    Context(String),
    /// It stays; it is written as it came, with the blank that marks context or without.
    Raw(String),
    /// It goes.
    Remove(String),
    /// It comes.
    Add(String),
}

/// A command the reply proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shell {
    /// As it is written.
    pub text: String,
    /// Line of the reply, from 1.
    pub line: usize,
}

/// Why a reply cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the reply: {message}")]
pub struct Malformed {
    /// Line of the reply, from 1; 0 where it is not text.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub message: String,
    /// Whether more of the reply could mend it: it stopped in the middle of an edit.
    pub unfinished: bool,
}

impl Reply {
    pub(super) fn refused(malformed: Malformed) -> Self {
        Self { malformed: Some(malformed), ..Self::default() }
    }
}

impl Malformed {
    pub(super) fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), unfinished: false }
    }

    pub(super) fn unfinished(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), unfinished: true }
    }
}

impl Hunk {
    /// Whether it changes anything.
    pub fn changes(&self) -> bool {
        self.lines.iter().any(|line| matches!(line, HunkLine::Remove(_) | HunkLine::Add(_)))
    }
}
