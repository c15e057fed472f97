//! The text engine: rope, transactions, selections, undo tree, motions, edits, search, encodings. Embeddable: no
//! files, no clock, no widgets.

pub mod buffer;
pub mod encoding;
pub mod history;
pub mod line_ending;
pub mod selection;
pub mod text;
pub mod transaction;

pub use buffer::{Buffer, Encoder, Loaded, Loader, MarkId, Revision};
pub use encoding::Encoding;
pub use history::{EditKind, History, StateId, StateInfo};
pub use line_ending::{LineEnding, LineEndings};
pub use selection::{Selection, Selections};
pub use text::{Point, Text, TextBuilder};
pub use transaction::{Bias, Edit, TransactionError, Op, Transaction, TransactionBuilder};
