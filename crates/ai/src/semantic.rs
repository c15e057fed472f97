//! Search by meaning: texts cut into pieces, a vector a piece, and the pieces whose vectors point the way a question's
//! does. Asks nobody: vectors come from [`protocol::embeddings`](crate::protocol::embeddings), through the caller.

mod pieces;
mod vectors;

pub use pieces::{Piece, PieceKey, pieces};
pub use vectors::{Hit, ReadError, Vectors, WidthError};
