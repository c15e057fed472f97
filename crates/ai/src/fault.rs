//! What can go wrong between a request and its answer, the same for every provider.

use std::time::Duration;

/// Something went wrong at the provider, or on the way.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// The status of the answer; `None` where there was none.
    pub http_status: Option<u16>,
    /// The provider's own word for it.
    pub code: Option<String>,
    /// In the provider's words. Never holds a key.
    pub message: String,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// Whether part of an answer had been given already.
    pub mid_stream: bool,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
}

/// Kinds of faults; who asks decides by them whether to try again, elsewhere, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The request is wrong (400, 422).
    BadRequest,
    /// The key is wrong or missing (401; Gemini's 400).
    Auth,
    /// There is no credit (402).
    Billing,
    /// The key may not do this (403).
    Permission,
    /// No such model or address (404).
    NotFound,
    /// More than the model's window.
    Context,
    /// The request is too large in bytes (413).
    TooLarge,
    /// Too many requests or tokens (429).
    RateLimit,
    /// The provider has no room now (503, 529).
    Overloaded,
    /// The provider failed (500 and above).
    Server,
    /// The provider cannot do this (501).
    Unsupported,
    /// It took too long, here or there (408, 504).
    Timeout,
    /// Somebody stopped it.
    Cancelled,
    /// There is no network, or nobody listens at the address.
    Offline,
    /// The connection broke, or could not be made secure.
    Connection,
    /// What came is not what this protocol says.
    Garbled,
}

impl FaultKind {
    /// A short stable name, lower case: what JSON and records call it.
    pub const fn name(self) -> &'static str {
        match self {
            FaultKind::BadRequest => "bad_request",
            FaultKind::Auth => "auth",
            FaultKind::Billing => "billing",
            FaultKind::Permission => "permission",
            FaultKind::NotFound => "not_found",
            FaultKind::Context => "context",
            FaultKind::TooLarge => "too_large",
            FaultKind::RateLimit => "rate_limit",
            FaultKind::Overloaded => "overloaded",
            FaultKind::Server => "server",
            FaultKind::Unsupported => "unsupported",
            FaultKind::Timeout => "timeout",
            FaultKind::Cancelled => "cancelled",
            FaultKind::Offline => "offline",
            FaultKind::Connection => "connection",
            FaultKind::Garbled => "garbled",
        }
    }
}
