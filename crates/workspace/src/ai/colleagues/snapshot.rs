//! Personas and prompts as the face sees them.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::persona::Persona;
use justbuilt_ai::prompt::Prompt;
use justbuilt_base::{Diagnostic, Timestamp};

/// Personas and prompts.
#[derive(Clone, Debug, Default)]
pub struct ColleaguesSnapshot {
    /// Grows when they were read again, so that a page knows its text is old.
    pub revision: u64,
    /// The personas: the project's, the user's, the built-in ones.
    pub personas: Vec<Arc<PersonaItem>>,
    /// The persona that its page shows.
    pub persona: Option<String>,
    /// The prompts.
    pub prompts: Vec<Arc<PromptItem>>,
    /// The prompt that its page shows.
    pub prompt: Option<String>,
    /// The test that runs or ran: of which prompt, and (case, model, answer or what went wrong, what is amiss).
    pub test: Option<Arc<PromptTest>>,
    /// Files that could not be read.
    pub problems: Vec<Diagnostic>,
}

/// A test of a prompt on several models.
#[derive(Clone, Debug, Default)]
pub struct PromptTest {
    /// Which prompt.
    pub prompt: String,
    /// Whether it runs.
    pub running: bool,
    /// A cell of each case and model.
    pub cells: Vec<PromptCell>,
}

/// A case of a prompt on a model.
#[derive(Clone, Debug)]
pub struct PromptCell {
    /// The case.
    pub case: String,
    /// (provider, model).
    pub model: (String, String),
    /// What came, so far.
    pub answer: String,
    /// Whether it is whole.
    pub done: bool,
    /// What is amiss: expected and not said, said and not to be, or what went wrong.
    pub amiss: Vec<String>,
}

/// Where something is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// It comes with the program.
    BuiltIn,
    /// The user's folder.
    User,
    /// The project's folder.
    Project,
}

/// A persona.
#[derive(Clone, Debug)]
pub struct PersonaItem {
    /// It.
    pub persona: Persona,
    /// Where it is from.
    pub source: Source,
    /// Its file.
    pub path: Option<PathBuf>,
    /// Its former versions, the latest first: version, when it was replaced, why, its text.
    pub versions: Vec<(u32, Timestamp, String, Arc<str>)>,
    /// What is wrong with it.
    pub wrong: Vec<String>,
    /// What it asks for beyond the one of the same name that the user has.
    pub held_back: bool,
}

/// A prompt.
#[derive(Clone, Debug)]
pub struct PromptItem {
    /// It.
    pub prompt: Prompt,
    /// Where it is from.
    pub source: Source,
    /// Its file.
    pub path: Option<PathBuf>,
    /// Its former versions, the latest first: version, when it was replaced, why, its content.
    pub versions: Vec<(u32, Timestamp, String, Arc<str>)>,
    /// What is wrong with it.
    pub wrong: Vec<String>,
}
