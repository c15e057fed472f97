//! Prompts: named templates with typed variables, versions, labels and test cases, as Markdown files and as records.
//! Rendering is strict: what is not known is an error with its line, and a value is text, never a template. Asking a
//! model with what was rendered is not here.

use std::collections::BTreeMap;

use justbuilt_store::records::types::{PromptCase, Variable};
use serde_json::{Map, Value};

use crate::markup::MarkupError;

mod builtin;
mod cases;
mod file;
mod keep;
mod render;
mod slash;
mod values;

pub use builtin::{BUILT_IN, built_in};
pub use cases::{CaseResult, judge, run_cases};
pub use file::PromptFile;
pub use keep::{Which, changes, keep, kept, pick};
pub use render::Rendered;
pub use slash::{Slash, commands, parse};

/// Values of variables, by name.
pub type Values = BTreeMap<String, Value>;

/// A named template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prompt {
    /// What it is called, in files and after a slash: small letters, digits, dashes.
    pub name: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// Of the content; from 1 up.
    pub version: u32,
    /// Why this version.
    pub note: String,
    /// Names for versions: `production`, `draft`.
    pub labels: BTreeMap<String, u32>,
    /// What the template asks for.
    pub variables: Vec<Variable>,
    /// What it must say for given values.
    pub cases: Vec<PromptCase>,
    /// The template.
    pub content: String,
    /// Keys of its file that are not known here.
    pub extra: Map<String, Value>,
}

/// What can be wrong with a prompt or its values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// Its file.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: String,
        /// What, and on which line.
        error: MarkupError,
    },
    /// Its template.
    #[error("prompt {prompt}: line {line} of the template: {what}")]
    Template {
        /// The prompt.
        prompt: String,
        /// From 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// A value.
    #[error("prompt {prompt}: {variable}: {what}")]
    Value {
        /// The prompt.
        prompt: String,
        /// The variable.
        variable: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// There is none of that name, version or label.
    #[error("there is no prompt {0}")]
    Unknown(String),
}

impl Prompt {
    /// What is wrong with it: name, variables, template, labels. Nothing when it can be used; cases are run by
    /// [`run_cases`].
    pub fn check(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.name.is_empty() || !self.name.chars().all(word) {
            wrong.push(format!("the name {:?} is not small letters, digits and dashes", self.name));
        }
        wrong.extend(values::check(&self.variables));
        if let Err(error) = render::check(self) {
            wrong.push(error.to_string());
        }
        for (label, version) in &self.labels {
            if *version == 0 || *version > self.version {
                wrong.push(format!(
                    "the label {label} names version {version}, the latest is {}",
                    self.version
                ));
            }
        }
        wrong
    }

    /// The text for these values.
    ///
    /// # Errors
    /// A value that is missing, unknown or of another type; a template that is wrong, with the line.
    pub fn render(&self, values: &Values) -> Result<Rendered, PromptError> {
        render::render(self, values)
    }
}

#[cfg(test)]
mod tests;
