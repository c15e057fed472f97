//! How the engine speaks HTTP: a trait, so that there is no socket below the top. The two that use the network are
//! behind the feature `http`, in `native` and `web`; not a place for retries or for what providers mean.

use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;

mod address;
mod fake;
mod limits;

pub use address::{Address, holds_credentials, may_follow};
pub use fake::{FakeAnswer, FakeHttp};
pub use limits::limited;

/// A request.
#[derive(Clone, Default)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: Method,
    /// Whole.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// What is sent; empty for nothing.
    pub body: Vec<u8>,
    /// Until the first byte of the answer's head.
    pub head_timeout: Option<Duration>,
    /// Between two pieces of the answer's body.
    pub idle_timeout: Option<Duration>,
}

impl std::fmt::Debug for HttpRequest {
    /// Without what may be secret: values of headers, what follows the path, the body.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url.split(['?', '#']).next().unwrap_or_default())
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Ask.
    #[default]
    Get,
    /// Send.
    Post,
    /// Put something in the place of another.
    Put,
    /// Change a part.
    Patch,
    /// Delete.
    Delete,
}

/// An answer whose head has come.
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it comes. Dropping it closes the socket.
    pub body: BoxStream<'static, Result<Vec<u8>, HttpError>>,
}

/// Why there is no answer, or no more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// No network, no such host, nobody listens there.
    Unreachable(String),
    /// It took too long.
    Timeout(String),
    /// The connection broke after the head had come, or while the request was sent.
    Broken(String),
    /// The certificate, or the encryption.
    Tls(String),
    /// The request itself is wrong: a URL that is none, a header with a line break.
    Invalid(String),
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            HttpError::Unreachable(why) => write!(f, "cannot reach the server: {why}"),
            HttpError::Timeout(why) => write!(f, "the server took too long: {why}"),
            HttpError::Broken(why) => write!(f, "the connection broke: {why}"),
            HttpError::Tls(why) => write!(f, "no secure connection: {why}"),
            HttpError::Invalid(why) => write!(f, "this cannot be sent: {why}"),
        }
    }
}

impl std::error::Error for HttpError {}

/// Sends requests. Dropping the future, or the body of the answer, closes the socket.
pub trait Http: Send + Sync {
    /// Sends a request and waits for the head of the answer.
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>>;
}

#[cfg(test)]
mod tests;
