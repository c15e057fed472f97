//! The commands that ask models, and what they need: `ask`, `models`, `persona`, `prompt`, `cost`. What providers say,
//! what is sent and what it costs is in the crate `ai`; here are files, the environment, the terminal and the words.

pub mod ask;
pub mod cost;
mod desk;
mod gather;
pub mod models;
pub mod people;
pub mod persona;
pub mod prompt;
mod prompts;
mod sending;

use std::io::Write as _;
use std::process::ExitCode;

pub use desk::{Desk, DeskArgs};

/// Arguments that ask for something that is not there, or that do not go together: exit code 2, as for an option that
/// does not exist.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// The error for wrong arguments.
pub fn usage(what: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Usage(what.into()))
}

/// The exit code of a command, and its error on the standard error.
pub fn exit(result: anyhow::Result<ExitCode>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(error) => {
            crate::report(&error);
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// Says something beside the answer, on the standard error.
pub fn say(text: &str) {
    // There is nobody else to tell that this cannot be written.
    writeln!(std::io::stderr().lock(), "{text}").ok();
}
