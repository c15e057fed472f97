//! The crate from outside: what is highlighted, followed, found. One binary for all of it.

mod detection;
mod following;
mod golden;
mod indents;
mod injections;
mod jobs;
mod long_lines;
mod structure;
mod support;
