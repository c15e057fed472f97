//! What hands draw, and what it must become.

mod draw;
mod elements;
mod library;
mod matrix;
mod nothing;
mod signs;
