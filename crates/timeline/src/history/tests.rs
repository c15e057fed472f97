//! The history as a whole: recording, looking, reopening.

mod basics;
