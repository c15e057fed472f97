//! The crate from outside: what is highlighted, followed, found. One binary for all of it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says that it failed by panicking, also in what tests share"
)]

mod detection;
mod following;
mod golden;
mod indents;
mod injections;
mod jobs;
mod long_lines;
mod structure;
mod support;
