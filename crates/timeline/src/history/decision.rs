//! Decisions: what was decided, why, and what follows. Kept as nodes; read from and written as Markdown in the forms
//! in use (MADR 2 and 4, Nygard).

use serde::{Deserialize, Serialize};

/// In which form a decision is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionFormat {
    /// MADR 4: YAML front matter.
    #[default]
    Madr4,
    /// MADR 2: a list of status, date and deciders under the title.
    Madr2,
    /// Michael Nygard's: `## Status`, and a `Date:` line.
    Nygard,
}

/// A decision record. Texts are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What it is about, in one line.
    pub title: String,
    /// `proposed`, `accepted`, `superseded by …`, as it is written.
    pub status: Option<String>,
    /// When, as it is written.
    pub date: Option<String>,
    /// Who decided.
    pub deciders: Vec<String>,
    /// Why there was something to decide.
    pub context: String,
    /// What was decided.
    pub decision: String,
    /// What follows from it.
    pub consequences: String,
    /// In which form it is written.
    pub format: DecisionFormat,
    /// Its file, as seen from the folder of decisions.
    pub file: Option<String>,
    /// The whole text that it was read from, to the byte.
    pub document: Option<String>,
}

mod links;
mod markdown;
mod nodes;

pub use links::DecisionLink;
pub use nodes::ImportedDecision;

impl Decision {
    /// Reads a decision record from Markdown: MADR 4 (YAML front matter), MADR 2 (a list under the title) or Nygard's
    /// form (`## Status`). `file` is its name as seen from the folder of decisions. Nothing is refused: what is not
    /// there is empty, and the text is kept to the byte.
    pub fn from_markdown(text: &str, file: Option<&str>) -> Self {
        let record = markdown::Record::read(text);
        Self { file: file.map(str::to_owned), document: Some(text.to_owned()), ..record.decision }
    }

    /// Writes the record as Markdown. One that was read and not changed since is the same to the byte; of one that was
    /// changed, only the changed parts are.
    pub fn to_markdown(&self) -> String {
        markdown::write(self)
    }

    /// The records that this one refers to.
    pub fn links(&self) -> Vec<DecisionLink> {
        links::find(&self.to_markdown())
    }
}

#[cfg(test)]
mod tests;
