//! What elements of drawings are, by rules and on labelled drawings.

mod kits;
mod labels;
mod rules;
