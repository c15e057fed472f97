//! Keys: chords, the default bindings made from the command table, the user's file over them, and what a
//! sequence of chords means where.

pub mod bindings;
pub mod chord;
pub mod commands;
mod loading;
mod stepping;

pub use bindings::{Binding, Keymap, Lookup};
pub use chord::{Chord, ChordError, parse_chords};
pub use loading::KeymapStore;
