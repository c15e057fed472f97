//! AI colleagues in the editor, without a face and over a network that plays scripts.

mod changes;
mod chat;
mod hostile;
mod inline;
pub(crate) mod nothing_lost;
mod sketches;
