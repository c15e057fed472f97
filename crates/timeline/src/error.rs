//! What can go wrong with the timeline. Cheap to clone, so that an answer can be kept and shown twice.

use justbuilt_base::Diagnostic;
use justbuilt_store::{ContentHash, StoreError};

use crate::LaneId;

/// A result of the timeline.
pub type Result<T> = std::result::Result<T, TimelineError>;

/// Why something could not be recorded, found or shown.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TimelineError {
    /// The storage refused.
    #[error("the timeline could not be kept: {0}")]
    Store(#[from] StoreError),
    /// Written by a newer version of the program; nothing was changed.
    #[error("the timeline was written by a newer version ({what} {found}, this one knows {known})")]
    Newer {
        /// What is newer.
        what: &'static str,
        /// Its version.
        found: u32,
        /// The newest one known here.
        known: u32,
    },
    /// There is no such lane.
    #[error("nothing is recorded of {0}")]
    NoLane(LaneId),
    /// A place past the end of a lane.
    #[error("{lane} has {len} operations, not {index}")]
    PastEnd {
        /// Which lane.
        lane: LaneId,
        /// What was asked for.
        index: usize,
        /// How many there are.
        len: usize,
    },
    /// An operation that does not fit the text it is made for. It was not recorded.
    #[error("the operation does not fit {lane}: {reason}")]
    Operation {
        /// Which lane.
        lane: LaneId,
        /// What does not fit.
        reason: String,
    },
    /// Operations are gone: the storage was damaged. What comes after the next full text is there.
    #[error("operations {from} to {to} of {lane} are lost: {reason}")]
    Lost {
        /// Which lane.
        lane: LaneId,
        /// First operation that is lost.
        from: usize,
        /// The first one behind them that is not.
        to: usize,
        /// Why.
        reason: String,
    },
    /// The moment lies between two that were kept when older detail was thinned out.
    #[error(
        "the detail of {lane} around operation {index} was thinned out; {kept} is the last moment kept before it"
    )]
    Thinned {
        /// Which lane.
        lane: LaneId,
        /// What was asked for.
        index: usize,
        /// The nearest moment before it whose text is kept.
        kept: usize,
    },
    /// A full text is not there any more.
    #[error("the content {0} is missing")]
    NoContent(ContentHash),
    /// A content is no text.
    #[error("the content {0} is no text in UTF-8")]
    NotText(ContentHash),
    /// Something kept cannot be read.
    #[error("{what} is damaged: {reason}")]
    Damaged {
        /// What.
        what: String,
        /// Why.
        reason: String,
    },
}

impl TimelineError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            TimelineError::Store(error) => error.help(),
            TimelineError::Newer { .. } => "Update the program; this version would damage the timeline.",
            TimelineError::Lost { .. } | TimelineError::Damaged { .. } | TimelineError::NoContent(_) => {
                "What is left can still be read, and recording goes on. `justbuilt store check` tells more."
            }
            TimelineError::Thinned { .. } => "Go to the last moment that was kept before it.",
            TimelineError::NoLane(_)
            | TimelineError::PastEnd { .. }
            | TimelineError::Operation { .. }
            | TimelineError::NotText(_) => "This is a mistake in the program: please report it.",
        }
    }

    /// The same as a message for the user.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.to_string()).with_help(self.help())
    }
}
