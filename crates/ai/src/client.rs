//! Sends requests and hands on what comes back: attempts, time limits, limits of size, cancelling, the state of the
//! network. Not what providers say: that is [`crate::protocol`].

use std::{sync::Arc, time::Duration};

use futures::stream::BoxStream;
use justbuilt_base::{Clock, Timer, http::Http, within};
use parking_lot::Mutex;

use crate::event::Event;
use crate::fault::{Fault, FaultKind};
use crate::protocol::{Decoder, Endpoint, Protocol, Wire};
use crate::request::Request;

mod answer;
mod exchange;
mod offline;
pub mod retry;

pub use offline::{Offline, Unreachable};
pub use retry::Retry;

use retry::Jitter;

/// Sends requests to models. Clones share the state of the network.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    timer: Arc<dyn Timer>,
    jitter: Mutex<Jitter>,
    offline: Offline,
}

/// What comes back of a request for an answer, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// A step of the answer.
    Event(Event),
    /// Something about the way to it.
    Notice(Notice),
}

/// Something about the way to an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The request is sent again. The answer begins anew, with another `Start`: what came before is void.
    Retrying {
        /// Which attempt comes; the first one was 1.
        attempt: u32,
        /// After how long.
        wait: Duration,
        /// What happened to the one before.
        why: Fault,
        /// Whether parts of an answer had been given already, which are void now. Happens only with
        /// [`Options::retry_after_content`].
        discards: bool,
    },
}

/// How far a request may go.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Until the head of the answer.
    pub head: Duration,
    /// Between two pieces of the answer, heartbeats included.
    pub idle: Duration,
    /// For all of it, with further attempts and the waits between them.
    pub whole: Duration,
    /// Further attempts; `None` for as the provider's own library does.
    pub retry: Option<Retry>,
    /// Whether an answer that breaks off after something was shown is asked for again.
    pub retry_after_content: bool,
    /// An answer of more bytes on the wire is stopped.
    pub max_bytes: u64,
    /// An answer of more tokens is stopped; they are the provider's count or, until it comes, an estimate.
    pub max_tokens: Option<u64>,
    /// Whether a key may travel unencrypted to another machine.
    pub key_in_clear: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(120),
            idle: Duration::from_secs(120),
            whole: Duration::from_secs(30 * 60),
            retry: None,
            retry_after_content: false,
            max_bytes: 64 << 20,
            max_tokens: None,
            key_in_clear: false,
        }
    }
}

/// Reads an answer that is no success: status, headers with names in lower case, body.
pub type FaultOf = Arc<dyn Fn(u16, &[(String, String)], &[u8]) -> Fault + Send + Sync>;

/// Makes a decoder for each attempt.
pub type ReadWith = Arc<dyn Fn() -> Box<dyn Decoder> + Send + Sync>;

/// A request as it goes out, and how its failures are understood. Holds the key, so it is neither printed nor kept.
#[derive(Clone)]
pub struct Call {
    /// What is sent.
    pub wire: Wire,
    /// The key within it, so that it is not sent where it must not be and not shown where it must not be.
    pub key: String,
    /// How failures are read.
    pub fault: FaultOf,
    /// How often it is sent.
    pub retry: Retry,
}

impl Call {
    /// A request to `endpoint` in its protocol.
    pub fn new(protocol: Protocol, endpoint: &Endpoint, wire: Wire) -> Self {
        Self {
            wire,
            key: endpoint.key.clone(),
            fault: Arc::new(move |status, headers, body| protocol.fault(status, headers, body)),
            retry: Retry::of(protocol),
        }
    }

    /// Takes the key out of what a server, or the network, says.
    fn conceal(&self, fault: &mut Fault) {
        // A shorter one is none, and would be found in words.
        if self.key.len() >= 6 {
            fault.message = fault.message.replace(&self.key, "…");
        }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Call")
    }
}

/// What a harmless call says of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyCheck {
    /// It was taken.
    Good,
    /// It was not; or it may not do this.
    Refused(Fault),
    /// It was taken, and there is no credit.
    NoCredit(Fault),
    /// Nothing can be said: no network, no answer, another address.
    Unclear(Fault),
}

impl Client {
    /// A client. `seed` decides the random part of its waits; any number will do, and the same gives the same.
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, timer: Arc<dyn Timer>, seed: u64) -> Self {
        let offline = Offline::new(Arc::clone(&clock));
        Self { inner: Arc::new(Inner { http, clock, timer, jitter: Mutex::new(Jitter(seed)), offline }) }
    }

    /// The state of the network.
    pub fn offline(&self) -> &Offline {
        &self.inner.offline
    }

    /// Asks for an answer. Nothing is sent before the stream is polled; dropping it closes the socket. It gives one
    /// answer as [`Event`] says, or several with a [`Notice::Retrying`] before each further one, and always ends with
    /// exactly one of `Finish`, `Error` and `Truncated`, and perhaps a `Usage` after it.
    pub fn answer(
        &self,
        protocol: Protocol,
        endpoint: &Endpoint,
        request: &Request,
        options: Options,
    ) -> BoxStream<'static, Update> {
        let call = Call::new(protocol, endpoint, protocol.encode(endpoint, request));
        let stream = request.stream;
        self.stream(call, Arc::new(move || protocol.decoder(stream)), options)
    }

    /// The same for a call that is written already.
    pub fn stream(&self, call: Call, read: ReadWith, options: Options) -> BoxStream<'static, Update> {
        answer::stream(self.clone(), call, read, options)
    }

    /// Sends a call that has a short answer (a list of models, embeddings, a count, a completion) and reads it whole.
    ///
    /// # Errors
    /// When all attempts fail, or `read` does not understand the answer.
    pub async fn ask<T>(
        &self,
        call: &Call,
        options: &Options,
        read: impl FnOnce(&[u8]) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let whole = within(&self.inner.timer, options.whole, self.whole(call, options)).await;
        let bytes = whole.unwrap_or_else(|| {
            let limit = options.whole.as_secs_f32();
            Err(exchange::fault(FaultKind::Timeout, format!("stopped: no whole answer within {limit} s")))
        })?;
        read(&bytes)
    }

    /// The same, as JSON.
    ///
    /// # Errors
    /// When all attempts fail, or the answer is no JSON.
    pub async fn ask_json(&self, call: &Call, options: &Options) -> Result<serde_json::Value, Fault> {
        self.ask(call, options, |bytes| {
            serde_json::from_slice(bytes).map_err(|error| {
                exchange::fault(FaultKind::Garbled, format!("the answer is no JSON: {error}"))
            })
        })
        .await
    }

    /// Finds out whether a key is good by a call that changes nothing and costs nothing, such as the list of models.
    pub async fn check_key(&self, call: &Call, options: &Options) -> KeyCheck {
        match self.ask(call, options, |_| Ok(())).await {
            Ok(()) => KeyCheck::Good,
            Err(fault) => match fault.kind {
                FaultKind::Auth | FaultKind::Permission => KeyCheck::Refused(fault),
                FaultKind::Billing => KeyCheck::NoCredit(fault),
                // Who counts a key's requests knows the key.
                FaultKind::RateLimit => KeyCheck::Good,
                _ => KeyCheck::Unclear(fault),
            },
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("offline", &self.inner.offline).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
