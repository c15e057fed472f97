//! The text engine: rope, transactions, selections, undo tree, motions, edits, search, encodings. Embeddable: it knows
//! no window, no file and no clock. All offsets are bytes on character boundaries, lines count from 0.

mod buffer;
pub mod column;
pub mod edit;
pub mod encoding;
mod history;
pub mod indent;
pub mod line_ending;
pub mod motion;
pub mod search;
pub mod select;
mod selection;
mod text;
mod transaction;

pub use buffer::{Buffer, EditError, Loaded, Loader, MarkId, Revision};
pub use encoding::Encoding;
pub use history::{EditKind, History, Node, NodeId};
pub use indent::IndentStyle;
pub use line_ending::LineEnding;
pub use selection::{Selection, Selections};
pub use text::{Point, Text, TextBuilder};
pub use transaction::{Bias, Edit, Edits, Op, Transaction, TransactionBuilder, TransactionError};
