//! What can go wrong with the history of a project.

use justbuilt_base::Diagnostic;
use justbuilt_store::StoreError;

use crate::{BranchId, FileId, NodeId, TimelineError};

use super::manifest::Moment;
use super::path::PathError;

/// A result of the history.
pub type HistoryResult<T> = Result<T, HistoryError>;

/// Why something could not be recorded, found or shown. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
pub enum HistoryError {
    /// The operations or the storage.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// Not a path inside a project.
    #[error(transparent)]
    Path(#[from] PathError),
    /// No such branch.
    #[error("there is no branch {0}")]
    NoBranch(BranchId),
    /// No branch of that name.
    #[error("there is no branch ‘{0}’")]
    NoBranchNamed(String),
    /// A branch of that name is there already.
    #[error("there is a branch ‘{0}’ already")]
    BranchExists(String),
    /// Not a name for a branch.
    #[error("‘{name}’ is no name for a branch: {reason}")]
    BranchName {
        /// What was given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The active branch, or the main one, cannot be deleted.
    #[error("the branch ‘{0}’ cannot be deleted: it is the active one, or the main one")]
    BranchInUse(String),
    /// No such node.
    #[error("there is no node {0}")]
    NoNode(NodeId),
    /// A file that is not there at that moment.
    #[error("‘{path}’ is not there at that moment")]
    NoFile {
        /// Its path.
        path: String,
        /// When.
        moment: Moment,
    },
    /// A file that history does not know.
    #[error("there is no file {0} in the history")]
    NoFileId(FileId),
    /// A line past the end of a text.
    #[error("‘{path}’ has {lines} lines then, not {line}")]
    NoLine {
        /// Its path.
        path: String,
        /// What was asked for, from 1.
        line: usize,
        /// How many there are.
        lines: usize,
    },
    /// A text was asked of a file that is none, or whose content was not kept.
    #[error("‘{path}’ has no text at that moment: {reason}")]
    NoText {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// A change that does not fit the text it is said to be made in.
    #[error("the change of ‘{path}’ does not fit its text: {reason}")]
    Change {
        /// Its path.
        path: String,
        /// What does not fit.
        reason: String,
    },
    /// A merge that cannot be done or is not finished.
    #[error("the merge cannot be done: {0}")]
    Merge(String),
    /// The plan was made for a project that has moved on.
    #[error("the project changed since this was planned; plan it again")]
    Outdated,
    /// Nothing may be written: another window has the project, or the storage is read-only.
    #[error("the history of this project cannot be changed now: another window owns it")]
    ReadOnly,
    /// A file to import is no export of a timeline, or a damaged one.
    #[error("this is no history that can be imported: {0}")]
    Import(String),
    /// A store that is not empty.
    #[error("a history can only be imported where there is none yet")]
    NotEmpty,
    /// A filter that cannot be used.
    #[error("the filter cannot be used: {0}")]
    Filter(String),
}

impl From<StoreError> for HistoryError {
    fn from(error: StoreError) -> Self {
        HistoryError::Timeline(TimelineError::Store(error))
    }
}

impl HistoryError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            HistoryError::Timeline(error) => error.help(),
            HistoryError::Path(_) => "Give a path relative to the project's folder.",
            HistoryError::NoBranch(_) | HistoryError::NoBranchNamed(_) => {
                "The list of branches shows their names."
            }
            HistoryError::BranchExists(_) | HistoryError::BranchName { .. } => "Choose another name.",
            HistoryError::BranchInUse(_) => "Switch to another branch first.",
            HistoryError::NoNode(_) => "The log shows the numbers of the nodes.",
            HistoryError::NoFile { .. } | HistoryError::NoFileId(_) => "Go to a moment when it was there.",
            HistoryError::NoLine { .. } => "Lines count from 1.",
            HistoryError::NoText { .. } => "Only texts can be shown and compared.",
            HistoryError::Change { .. } => "This is a mistake in the program: please report it.",
            HistoryError::Merge(_) => "Nothing was changed.",
            HistoryError::Outdated => "Nothing was changed.",
            HistoryError::ReadOnly => "Do it in that window, or close it.",
            HistoryError::Import(_) => "Nothing was imported.",
            HistoryError::NotEmpty => "Import it into a new store.",
            HistoryError::Filter(_) => "Change it and try again.",
        }
    }

    /// The same as a message for the user.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.to_string()).with_help(self.help())
    }
}
