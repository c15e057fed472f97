//! What is asked of a model, the same for every provider. How it is written for one of them is in
//! [`crate::protocol`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{Arguments, OpaqueKind};

/// A request for an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The model, as the provider calls it.
    pub model: String,
    /// What the model is told before anything else; several pieces, so that the first can stay in a cache.
    pub system: Vec<Part>,
    /// The conversation, the oldest first.
    pub messages: Vec<Message>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// Whether it must.
    pub tool_choice: ToolChoice,
    /// At most so many tokens of answer; `None` for the provider's own limit.
    pub max_output: Option<u32>,
    /// From 0 (always the same) up; `None` for the model's own.
    pub temperature: Option<f32>,
    /// The answer ends before any of these.
    pub stop: Vec<String>,
    /// How much to think.
    pub effort: Option<Effort>,
    /// The answer is JSON of this schema.
    pub schema: Option<OutputSchema>,
    /// Whether the answer comes piece by piece.
    pub stream: bool,
    /// Keys of the provider's own, put into the body as they are; they win over ours.
    pub extra: serde_json::Map<String, Value>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person, or what tools answered.
    #[default]
    User,
    /// The model.
    Assistant,
}

/// A turn of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What.
    pub parts: Vec<Part>,
}

/// A piece of a turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Text.
    Text {
        /// The text.
        text: String,
        /// Everything up to and with this piece may be kept in the provider's cache.
        #[serde(default)]
        cache: bool,
    },
    /// A picture.
    Image {
        /// `image/png`, `image/jpeg`, `image/webp`, `image/gif`.
        media_type: String,
        /// Its bytes in base64.
        data: String,
    },
    /// What the model thought, given back to it.
    Reasoning {
        /// What it said of it.
        text: String,
        /// What only the provider can read.
        opaque: Option<(OpaqueKind, String)>,
        /// The provider's id of it (Responses).
        id: Option<String>,
    },
    /// A call the model made.
    ToolCall {
        /// The provider's id of it.
        id: String,
        /// The tool.
        name: String,
        /// What it was given.
        arguments: Arguments,
        /// The provider's signature on it (Gemini).
        signature: Option<String>,
    },
    /// What a tool answered.
    ToolResult {
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// What it said.
        text: String,
        /// Whether it failed.
        is_error: bool,
    },
}

impl Part {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Part::Text { text: text.into(), cache: false }
    }
}

/// Something a model may call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tool {
    /// Letters, digits, `_` and `-`.
    pub name: String,
    /// What it does and when to use it.
    pub description: String,
    /// A JSON Schema of an object.
    pub parameters: Value,
    /// Whether the provider shall hold the model to the schema.
    pub strict: bool,
}

/// Whether tools are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolChoice {
    /// As the model likes.
    #[default]
    Auto,
    /// None.
    None,
    /// At least one.
    Required,
    /// This one.
    Named(String),
}

/// How much a model thinks before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Not at all.
    Off,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}

/// The shape of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputSchema {
    /// What it is called.
    pub name: String,
    /// A JSON Schema.
    pub schema: Value,
}
