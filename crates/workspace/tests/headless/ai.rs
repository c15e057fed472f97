//! AI colleagues in the editor, without a face.

mod changes;
mod hostile;
mod inline;
mod nothing_lost;
