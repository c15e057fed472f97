//! Prompts, and conversations with their messages.

use std::collections::BTreeMap;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Fields, ModelChoice, not_empty};
use crate::records::{Index, IndexKey, Invalid, Owned, RecordId, RecordType, Schema, word::open_words};

open_words! {
    /// What a variable of a prompt takes.
    VariableType {
        /// Any text.
        Text = "text",
        /// A number.
        Number = "number",
        /// Yes or no.
        Switch = "switch",
        /// One of its choices.
        Choice = "choice",
        /// A file of the project.
        File = "file",
        /// What is selected.
        Selection = "selection",
        /// A symbol of the project, by its name.
        Symbol = "symbol",
        /// A difference between two texts.
        Diff = "diff",
    }
}

/// A named template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prompt {
    /// The profile it belongs to; `None` for those that come with the program.
    pub owner: Option<RecordId>,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The template.
    pub content: String,
    /// What the template asks for.
    pub variables: Vec<Variable>,
    /// Of the content; from 1 up.
    pub version: u32,
    /// The versions before, the oldest first.
    pub versions: Vec<PromptVersion>,
    /// The project that has it alone; `None` for all of the owner's.
    pub project: Option<RecordId>,
    /// The prompt's file: front matter and template. Empty for records of schema 1.0.
    pub document: String,
    /// Names for versions: `production`, `draft`.
    pub labels: BTreeMap<String, u32>,
    /// What it must say for given values.
    pub cases: Vec<PromptCase>,
}

/// Values for a prompt, and what the text made with them must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PromptCase {
    /// What it is called.
    pub name: String,
    /// The values, by variable.
    pub values: Fields,
    /// Texts that must be there.
    pub expect: Vec<String>,
    /// Texts that must not be there.
    pub refuse: Vec<String>,
}

/// Something a template asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// As the template writes it.
    pub name: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: VariableType,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// What it is when nothing is said.
    #[serde(default)]
    pub default: Option<String>,
    /// For one of some.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// A prompt as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptVersion {
    /// Which.
    pub version: u32,
    /// The template.
    pub content: String,
    /// What it asked for.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// When the next one took its place.
    pub replaced: Timestamp,
    /// Why that was.
    #[serde(default)]
    pub note: String,
}

impl Prompt {
    /// By project or, without one, owner (or zeros) and name. Records of schema 1.0 have no project.
    pub const BY_OWNER: Index<Self> = Index {
        name: "owner",
        unique: true,
        keys: |record| {
            let owner = record.fields.project.or(record.fields.owner).unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(owner).text(&record.fields.name)]
        },
    };

    /// Puts new content in the place of the old, which becomes a version.
    pub fn revise(
        &mut self,
        content: impl Into<String>,
        variables: Vec<Variable>,
        note: &str,
        now: Timestamp,
    ) {
        let before = PromptVersion {
            version: self.version,
            content: std::mem::replace(&mut self.content, content.into()),
            variables: std::mem::replace(&mut self.variables, variables),
            replaced: now,
            note: note.to_owned(),
        };
        self.versions.push(before);
        self.version = self.version.saturating_add(1);
    }
}

impl RecordType for Prompt {
    const KIND: &'static str = "prompt";
    const GROUP: &'static str = "records.prompts";
    const SCHEMA: Schema = Schema(1, 1);
    const INDEXES: &'static [Index<Self>] = &[Self::BY_OWNER];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)?;
        self.variables.iter().try_for_each(|variable| not_empty("the name of a variable", &variable.name))
    }
}

/// What something cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Tokens that were read.
    pub input_tokens: u64,
    /// Of these, tokens that the provider had kept.
    pub cached_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
    /// Millionths of a US dollar.
    pub micro_dollars: u64,
}

/// A chat with a persona.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// Its project.
    pub project: Option<RecordId>,
    /// Who was talked to.
    pub persona: Option<RecordId>,
    /// What it is called.
    pub title: String,
    /// What was given along.
    pub context: Vec<ContextItem>,
    /// What all of it cost.
    pub usage: Usage,
    /// Not in the list any more, but not deleted.
    pub archived: bool,
}

/// Something that was given along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContextItem {
    /// `file`, `symbol`, `sketch`, `node`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is: a path, an id.
    pub reference: String,
    /// Hash of what was given, among the contents.
    #[serde(default)]
    pub content: Option<String>,
}

impl Conversation {
    /// By project (or zeros) and the time of the last change.
    pub const BY_PROJECT: Index<Self> = Index {
        name: "project",
        unique: false,
        keys: |record| {
            let project = record.fields.project.unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(project).time(record.updated)]
        },
    };
}

impl RecordType for Conversation {
    const KIND: &'static str = "conversation";
    const GROUP: &'static str = "records.conversations";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_PROJECT];
    const OWNED: &'static [Owned] = &[Owned::by::<Message>()];
}

open_words! {
    /// Who says something.
    Role {
        /// The person.
        User = "user",
        /// The persona.
        Assistant = "assistant",
        /// The program, before all else.
        System = "system",
        /// A tool that was called.
        Tool = "tool",
    }
}

open_words! {
    /// What a part of a message is.
    PartKind {
        /// Text.
        Text = "text",
        /// What a model thought before it answered.
        Thinking = "thinking",
        /// A tool that is to be called, with what.
        ToolCall = "tool-call",
        /// What a tool gave back.
        ToolResult = "tool-result",
        /// A picture or a file, by its hash.
        Attachment = "attachment",
    }
}

/// Something said in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The conversation.
    pub conversation: RecordId,
    /// Its place in it, from 0.
    pub position: u64,
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub parts: Vec<Part>,
    /// Which model said it.
    #[serde(default)]
    pub model: Option<ModelChoice>,
    /// What it cost.
    #[serde(default)]
    pub usage: Usage,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: PartKind,
    /// Its text; of a tool, what it was given or gave back.
    #[serde(default)]
    pub text: String,
    /// What else belongs to it: names and ids of tools, hashes of contents.
    #[serde(default)]
    pub details: Fields,
}

impl Message {
    /// By conversation and position.
    pub const BY_CONVERSATION: Index<Self> = Index {
        name: "conversation",
        unique: true,
        keys: |record| vec![IndexKey::of(record.fields.conversation).number(record.fields.position)],
    };
}

impl RecordType for Message {
    const KIND: &'static str = "message";
    const GROUP: &'static str = Conversation::GROUP;
    const INDEXES: &'static [Index<Self>] = &[Self::BY_CONVERSATION];
    const OWNERS: &'static [Index<Self>] = &[Self::BY_CONVERSATION];
}
