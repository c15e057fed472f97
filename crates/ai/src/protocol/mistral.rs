//! Mistral's chat (<https://docs.mistral.ai/api>): Chat Completions with differences. What comes in is read as those
//! are: thinking as a list of pieces, and calls that come whole, are known there.

use super::openai_chat::{Dialect, encode};
use super::{Endpoint, Wire, wire};
use crate::request::Request;

/// Writes a request.
pub(super) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    let url = wire::versioned(&endpoint.base_url, "v1", "chat/completions");
    wire::post(url, endpoint, wire::Key::Bearer, request.stream, encode::body(Dialect::Mistral, request))
}
