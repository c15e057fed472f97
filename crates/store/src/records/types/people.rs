//! Who works here: profiles of people, and personas.

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use super::{not_empty, percent};
use crate::records::{Index, IndexKey, Invalid, RecordId, RecordType, Schema};

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Empty for one who works on this machine only.
    pub email: String,
    /// As they want to be called.
    pub full_name: String,
    /// Hash of a picture among the contents.
    pub avatar: Option<String>,
}

impl Profile {
    /// By email, in lower case.
    pub const BY_EMAIL: Index<Self> = Index {
        name: "email",
        unique: true,
        keys: |record| match record.fields.email.trim() {
            "" => Vec::new(),
            email => vec![IndexKey::new().text(&email.to_lowercase())],
        },
    };
}

impl RecordType for Profile {
    const KIND: &'static str = "profile";
    const GROUP: &'static str = "records.profiles";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_EMAIL];
}

/// An AI colleague. The whole of it is its document; the fields beside it are what lists show and find.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Persona {
    /// The profile it belongs to; `None` for those that come with the program.
    pub owner: Option<RecordId>,
    /// What it is called.
    pub name: String,
    /// Who it is and when to ask it.
    pub description: String,
    /// Its character.
    pub traits: Vec<Trait>,
    /// What it knows.
    pub expertise: Vec<Expertise>,
    /// How it writes code.
    pub coding_style: CodingStyle,
    /// Which model speaks for it; `None` for the default one.
    pub model: Option<ModelChoice>,
    /// What it is told first.
    pub prompt: Option<PromptChoice>,
    /// The project that has it alone; `None` for all of the owner's.
    pub project: Option<RecordId>,
    /// A character or two, or the hash of a picture among the contents.
    pub avatar: String,
    /// The persona's file: front matter and Markdown. Empty for records of schema 1.0.
    pub document: String,
    /// Of the document; from 1 up, 0 for none.
    pub version: u32,
    /// The versions before, the oldest first.
    pub versions: Vec<PersonaVersion>,
    /// The file of another program that it was read from.
    pub source: Option<PersonaSource>,
}

/// A persona as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonaVersion {
    /// Which.
    pub version: u32,
    /// Its file.
    pub document: String,
    /// When the next one took its place.
    pub replaced: Timestamp,
    /// Why that was.
    #[serde(default)]
    pub note: String,
}

/// Where a persona was read from, so that it can be written back there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonaSource {
    /// `claude`, `copilot`, `roo`, …
    pub format: String,
    /// The name of the file.
    pub file: String,
    /// Its hash among the contents.
    pub content: String,
    /// Which persona of the file, from 0.
    pub index: u32,
}

/// A side of a character.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trait {
    /// `thorough`.
    pub name: String,
    /// How much, from 0 to 100.
    pub level: u8,
    /// How it shows.
    pub description: String,
}

/// Something a persona knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expertise {
    /// `Rust`, `accessibility`.
    pub name: String,
    /// How well, from 0 to 100.
    pub level: u8,
    /// What of it.
    pub description: String,
}

/// How code is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodingStyle {
    /// Rules in words, each a sentence.
    pub rules: Vec<String>,
    /// Languages and frameworks it prefers.
    pub prefers: Vec<String>,
    /// What it stays away from.
    pub avoids: Vec<String>,
    /// How much it comments, from 0 to 100.
    pub comments: u8,
    /// How much it tests, from 0 to 100.
    pub tests: u8,
}

/// A model of a provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelChoice {
    /// `anthropic`; the vault has the key under a name that the provider's settings say.
    pub provider: String,
    /// As the provider calls it.
    pub model: String,
}

/// A prompt in a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptChoice {
    /// The prompt.
    pub prompt: RecordId,
    /// `None` for its latest version.
    #[serde(default)]
    pub version: Option<u32>,
}

impl Persona {
    /// By project or, without one, owner (its id, or the one of zeros for none) and name. Records of schema 1.0 have
    /// no project, so that their keys are as they were.
    pub const BY_OWNER: Index<Self> = Index {
        name: "owner",
        unique: true,
        keys: |record| {
            let owner = record.fields.project.or(record.fields.owner).unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(owner).text(&record.fields.name)]
        },
    };

    /// Puts a new document in the place of the old, which becomes a version. Nothing happens when they are the same.
    pub fn revise(&mut self, document: impl Into<String>, note: &str, now: Timestamp) {
        let document = document.into();
        if document == self.document {
            return;
        }
        let before = std::mem::replace(&mut self.document, document);
        if !before.is_empty() {
            let note = note.to_owned();
            self.versions.push(PersonaVersion {
                version: self.version,
                document: before,
                replaced: now,
                note,
            });
        }
        self.version = self.version.saturating_add(1);
    }
}

impl RecordType for Persona {
    const KIND: &'static str = "persona";
    const GROUP: &'static str = "records.personas";
    const SCHEMA: Schema = Schema(1, 1);
    const INDEXES: &'static [Index<Self>] = &[Self::BY_OWNER];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)?;
        self.traits.iter().try_for_each(|one| percent("the level of a trait", one.level))?;
        self.expertise.iter().try_for_each(|one| percent("the level of an expertise", one.level))?;
        percent("comments", self.coding_style.comments)?;
        percent("tests", self.coding_style.tests)
    }
}
