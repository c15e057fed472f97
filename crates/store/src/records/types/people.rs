//! Who works here: profiles of people, and personas.

use serde::{Deserialize, Serialize};

use super::{not_empty, percent};
use crate::records::{Index, IndexKey, Invalid, RecordId, RecordType};

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

/// An AI colleague.
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
    /// By owner (its id, or the one of zeros for none) and name.
    pub const BY_OWNER: Index<Self> = Index {
        name: "owner",
        unique: true,
        keys: |record| {
            let owner = record.fields.owner.unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(owner).text(&record.fields.name)]
        },
    };
}

impl RecordType for Persona {
    const KIND: &'static str = "persona";
    const GROUP: &'static str = "records.personas";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_OWNER];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)?;
        self.traits.iter().try_for_each(|one| percent("the level of a trait", one.level))?;
        self.expertise.iter().try_for_each(|one| percent("the level of an expertise", one.level))?;
        percent("comments", self.coding_style.comments)?;
        percent("tests", self.coding_style.tests)
    }
}
