//! What a model's answer is made of, the same for every provider. Not how it came over the wire: that is
//! [`crate::protocol`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Fault;

/// A step of an answer. An answer is `Start`, then parts in any order, then exactly one of `Finish`, `Error` and
/// `Truncated`; nothing comes after it but a last `Usage`.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The provider took the request.
    Start {
        /// Its id of the answer.
        id: Option<String>,
        /// The model that answers, as the provider calls it.
        model: Option<String>,
    },
    /// Text that is shown.
    Text {
        /// Which block of the answer it belongs to; blocks count up.
        block: u32,
        /// What comes after the text so far.
        delta: String,
    },
    /// Thinking that may be shown, folded.
    Reasoning {
        /// Which block.
        block: u32,
        /// What comes after the thinking so far.
        delta: String,
    },
    /// Thinking that only the provider can read. It must go back unchanged with the next request.
    ReasoningOpaque {
        /// Which block.
        block: u32,
        /// What it is.
        kind: OpaqueKind,
        /// As it came.
        data: String,
    },
    /// The model declines, in its own words.
    Refusal {
        /// What comes after the refusal so far.
        delta: String,
    },
    /// A call of a tool begins.
    ToolStart {
        /// Which call of the answer; calls count from 0.
        index: u32,
        /// The provider's id of the call; made up from the index where it sends none.
        id: String,
        /// The tool.
        name: String,
    },
    /// A piece of the arguments, as it came: no JSON before the call has ended.
    ToolArguments {
        /// Which call.
        index: u32,
        /// What comes after the arguments so far.
        delta: String,
    },
    /// A call is complete.
    ToolEnd {
        /// Which call.
        index: u32,
        /// What the tool is given.
        arguments: Arguments,
    },
    /// Tokens so far: a snapshot, the last one counts.
    Usage(Usage),
    /// The provider is alive, and says nothing.
    Heartbeat,
    /// The answer is whole.
    Finish {
        /// Why it ended.
        reason: FinishReason,
        /// As the provider says it.
        raw: String,
    },
    /// The answer ends here because something went wrong. What came before stays.
    Error(Fault),
    /// The stream ended without the provider saying so: this is not a whole answer.
    Truncated,
}

/// What of a provider's hidden thinking this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpaqueKind {
    /// A signature: over the thinking of its block (Anthropic); over the text after it where its block has no
    /// thinking (Gemini); over the call that is open, if one is (Gemini).
    Signature,
    /// The thinking itself, encrypted (Anthropic's `redacted_thinking`).
    Encrypted,
    /// A JSON value to be given back as it is: OpenRouter's `reasoning_details`, an item of Responses with its
    /// encrypted content, what a provider's own tools did.
    Details,
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arguments {
    /// A JSON value; nothing at all and `null` are the empty object.
    Json(Value),
    /// No JSON: cut off, or wrong. Such a call is never run.
    Invalid(String),
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// All is said.
    Stop,
    /// As many tokens as were allowed.
    Length,
    /// Tools are to be called.
    Tool,
    /// The provider's filter stopped it.
    Filter,
    /// The model declined.
    Refusal,
    /// The provider paused a long turn; send the turn back to go on.
    Pause,
    /// The model's window is full.
    Context,
}

/// Tokens of one request. What a provider does not say is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// All tokens that were read, those from a cache included.
    pub input: Option<u64>,
    /// Of these, tokens read from the provider's cache.
    pub cached_read: Option<u64>,
    /// Of these, tokens written to the provider's cache.
    pub cached_write: Option<u64>,
    /// All tokens that were written, thinking included.
    pub output: Option<u64>,
    /// Of these, thinking.
    pub reasoning: Option<u64>,
    /// Tokens of the provider's own tools, in neither sum (Gemini).
    pub tool_input: Option<u64>,
    /// What the provider says it cost, in US dollars.
    pub cost_usd: Option<f64>,
}
