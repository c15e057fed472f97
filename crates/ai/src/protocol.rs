//! What providers say on the wire, one file a protocol: a [`Request`] written as a body, bytes read as [`Event`]s.
//! No sockets, no retries: that is the client's.

mod anthropic;
pub mod count;
pub mod embeddings;
mod errors;
pub mod fim;
mod gemini;
mod json;
mod mistral;
pub mod models;
mod ndjson;
mod ollama;
mod openai_chat;
mod openai_responses;
mod progress;
mod sse;
mod stream;
mod wire;

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::fault::Fault;
use crate::request::Request;
use stream::Streaming;

/// How a provider is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// OpenAI's Chat Completions, and the many servers that do the same.
    OpenaiChat,
    /// OpenAI's Responses.
    OpenaiResponses,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Mistral's chat: Chat Completions with differences.
    Mistral,
    /// Ollama's own.
    Ollama,
}

/// Where a request goes, and as what. Holds the key, so it is neither printed nor kept.
#[derive(Clone, Default)]
pub struct Endpoint {
    /// `https://api.openai.com/v1`, without a slash at the end.
    pub base_url: String,
    /// The key; empty where none is asked for.
    pub key: String,
    /// More headers, as the user set them.
    pub headers: Vec<(String, String)>,
    /// Whether the request comes from a page in a browser (Anthropic asks to be told).
    pub browser: bool,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// A request as it goes out.
#[derive(Clone, PartialEq)]
pub struct Wire {
    /// `POST` when there is a body, `GET` when there is none.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<serde_json::Value>,
}

impl std::fmt::Debug for Wire {
    /// The names of the headers only: among them is the key. Neither the body, which is somebody's text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Wire").field("url", &url).field("headers", &names).finish_non_exhaustive()
    }
}

/// Reads an answer as it comes in, in pieces of any size.
pub trait Decoder: Send {
    /// Takes bytes and appends what they complete to `out`.
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<Event>);

    /// The stream has ended: appends what is still open, and [`Event::Truncated`] where the end was not announced.
    fn end(&mut self, out: &mut Vec<Event>);
}

impl Protocol {
    /// Writes a request for an answer.
    pub fn encode(self, endpoint: &Endpoint, request: &Request) -> Wire {
        match self {
            Protocol::OpenaiChat => openai_chat::encode::encode(endpoint, request),
            Protocol::OpenaiResponses => openai_responses::encode::encode(endpoint, request),
            Protocol::Anthropic => anthropic::encode::encode(endpoint, request),
            Protocol::Gemini => gemini::encode::encode(endpoint, request),
            Protocol::Mistral => mistral::encode(endpoint, request),
            Protocol::Ollama => ollama::encode::encode(endpoint, request),
        }
    }

    /// Reads the answer to a request that was, or was not, asked for as a stream.
    pub fn decoder(self, stream: bool) -> Box<dyn Decoder> {
        match self {
            Protocol::OpenaiChat | Protocol::Mistral => {
                Box::new(Streaming::new(openai_chat::Chat::default(), stream))
            }
            Protocol::OpenaiResponses => {
                Box::new(Streaming::new(openai_responses::Responses::default(), stream))
            }
            Protocol::Anthropic => Box::new(Streaming::new(anthropic::Messages::default(), stream)),
            Protocol::Gemini => Box::new(Streaming::new(gemini::Generate::default(), stream)),
            Protocol::Ollama => Box::new(Streaming::new(ollama::Lines::default(), stream)),
        }
    }

    /// Reads an answer with a status that is no success. Header names are in lower case. The shapes of errors are
    /// told apart by themselves, since servers of one protocol have all of them.
    pub fn fault(self, status: u16, headers: &[(String, String)], body: &[u8]) -> Fault {
        errors::of_answer(status, headers, body)
    }
}

#[cfg(test)]
mod tests;
