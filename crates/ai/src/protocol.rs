//! What providers say on the wire, one file a protocol: a [`Request`] written as a body, bytes read as [`Event`]s.
//! No sockets, no retries: that is the client's.

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::fault::Fault;
use crate::request::Request;

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
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// `POST` when there is a body, `GET` when there is none.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<serde_json::Value>,
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
    pub fn encode(self, _endpoint: &Endpoint, _request: &Request) -> Wire {
        Wire { url: String::new(), headers: Vec::new(), body: None }
    }

    /// Reads the answer to a request that was, or was not, asked for as a stream.
    pub fn decoder(self, _stream: bool) -> Box<dyn Decoder> {
        Box::new(Nothing)
    }

    /// Reads an answer with a status that is no success. Header names are in lower case.
    pub fn fault(self, status: u16, _headers: &[(String, String)], body: &[u8]) -> Fault {
        Fault {
            kind: crate::FaultKind::Server,
            http_status: Some(status),
            code: None,
            message: String::from_utf8_lossy(body).into_owned(),
            retry_after: None,
            mid_stream: false,
            request_id: None,
        }
    }
}

struct Nothing;

impl Decoder for Nothing {
    fn feed(&mut self, _bytes: &[u8], _out: &mut Vec<Event>) {}

    fn end(&mut self, out: &mut Vec<Event>) {
        out.push(Event::Truncated);
    }
}
