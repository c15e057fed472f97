//! Personas: AI colleagues as data. Who they are, when to call them, how they work, what they may do. Composing what
//! a model is told, reading and writing the files of other tools, and measuring style are here; asking a model and
//! running formatters are not. What a persona's texts say is given to a model and never obeyed by this program.
//!
//! The whole persona is a Markdown file with front matter ([`Format::Own`]). The record in the store keeps that text
//! and its former versions beside the fields by which a list shows and finds it: one truth, readable without this
//! program, and what rights mean stays out of the store.

use justbuilt_store::records::types::{Expertise, ModelChoice, Trait};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::request::Effort;
use crate::rights::Rights;

mod compose;
pub mod format;
mod gallery;
mod keep;
mod style;

pub use compose::compose;
pub use format::{Format, FormatError, PersonaFile};
pub use gallery::{GALLERY, gallery};
pub use keep::{changes, keep, kept};
pub use style::{Check, Finding, Rule, Share, Style, evaluate};

/// An AI colleague.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Persona {
    /// What it is called in commands and files: small letters, digits and dashes.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// A character or two, or the hash of a picture among the contents.
    pub avatar: String,
    /// What it does, in a sentence.
    pub description: String,
    /// When to call this one and not another.
    pub when: String,
    /// Who it is, said to the model before all else.
    pub background: String,
    /// How it works, in Markdown.
    pub instructions: String,
    /// Its character.
    pub traits: Vec<Trait>,
    /// What it knows.
    pub expertise: Vec<Expertise>,
    /// How it writes, in words and in numbers.
    pub style: Style,
    /// Which model speaks for it; `None` for the default one.
    pub model: Option<ModelChoice>,
    /// How the model is asked.
    pub parameters: Parameters,
    /// What it may do. A file from outside says what it would like: show it to the user before it holds.
    pub rights: Rights,
    /// The tools that the file of another program names, in its words. Not rights.
    pub asks: Vec<String>,
    /// Files it is for, as globs; none for all.
    pub applies: Vec<String>,
    /// Whether it goes along with every request.
    pub always: bool,
    /// Keys of other programs' files, by format, so that none is lost.
    pub extra: Map<String, Value>,
}

/// How a model is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// From 0 up.
    pub temperature: Option<f32>,
    /// At most so many tokens of answer.
    pub max_output: Option<u32>,
    /// How much to think.
    pub effort: Option<Effort>,
}

impl Persona {
    /// What is wrong with it, each a sentence; nothing when it can be used.
    pub fn check(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.name.trim().is_empty() {
            wrong.push("it has no name".to_owned());
        }
        if self.description.trim().is_empty() && self.when.trim().is_empty() {
            wrong.push("it does not say what it does or when to call it".to_owned());
        }
        for (what, level) in self
            .traits
            .iter()
            .map(|one| (&one.name, one.level))
            .chain(self.expertise.iter().map(|one| (&one.name, one.level)))
        {
            if level > 100 {
                wrong.push(format!("the level of {what} is {level}; 100 is the most"));
            }
        }
        if let Err(error) = crate::rights::Guard::new(&self.rights) {
            wrong.push(error.to_string());
        }
        wrong.extend(self.style.checks.iter().filter_map(|check| check.wrong()));
        wrong
    }
}

/// A model as people write it: `provider/model`, or only the model.
pub(crate) fn model_text(choice: &ModelChoice) -> String {
    if choice.provider.is_empty() {
        choice.model.clone()
    } else {
        format!("{}/{}", choice.provider, choice.model)
    }
}

/// Small letters, digits and dashes.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests;
