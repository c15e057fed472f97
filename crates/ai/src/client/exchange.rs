//! One request and its head: whether it may be sent, what an answer without success means, and bodies read whole.
//! Not for reading answers as they come: that is [`super::answer`].

use std::time::Duration;

use futures::StreamExt;
use justbuilt_base::http::{Address, HttpError, HttpRequest, HttpResponse, Method};

use super::offline::Admission;
use super::retry::{Again, after_fault, after_status, asked_wait};
use super::{Call, Client, Options};
use crate::fault::{Fault, FaultKind};

/// As much of an error's body as is read.
const ERROR_BYTES: usize = 64 << 10;

/// A request that did not lead to an answer.
pub(super) struct Failed {
    pub fault: Fault,
    pub again: Again,
}

impl Failed {
    pub fn never(fault: Fault) -> Self {
        Self { fault, again: Again::Never }
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self { again: after_fault(&fault), fault }
    }
}

/// A fault that no provider has told.
pub(super) fn fault(kind: FaultKind, message: impl Into<String>) -> Fault {
    Fault {
        kind,
        http_status: None,
        code: None,
        message: message.into(),
        retry_after: None,
        mid_stream: false,
        request_id: None,
    }
}

/// What went wrong on the way.
pub(super) fn of_network(address: &Address, error: &HttpError) -> Failed {
    let kind = match error {
        HttpError::Unreachable(_) => FaultKind::Offline,
        HttpError::Timeout(_) => FaultKind::Timeout,
        HttpError::Broken(_) | HttpError::Tls(_) => FaultKind::Connection,
        HttpError::Invalid(_) => FaultKind::BadRequest,
    };
    let fault = fault(kind, format!("{address}: {error}"));
    // A certificate that is wrong now is wrong in a second.
    if matches!(error, HttpError::Tls(_)) { Failed::never(fault) } else { fault.into() }
}

impl Client {
    /// Sends once. `Ok` is a head that announces success.
    pub(super) async fn send_once(&self, call: &Call, options: &Options) -> Result<HttpResponse, Failed> {
        let address = address(call, options)?;
        let admission = self.inner.offline.admit(&address);
        if let Admission::Closed(wait, why) = &admission {
            let mut fault =
                fault(FaultKind::Offline, format!("{why}; the next try is in {} s", wait.as_secs() + 1));
            fault.retry_after = Some(*wait);
            return Err(Failed::never(fault));
        }
        let sent = self.inner.http.send(request(call, options)?).await;
        let response = sent.map_err(|error| {
            let mut failed = of_network(&address, &error);
            if admission == Admission::Probe {
                failed.again = Again::Never;
            }
            failed
        })?;
        self.inner.offline.reached(&address);
        if (200..300).contains(&response.status) {
            return not_a_page(&address, response);
        }
        let (status, headers) = (response.status, response.headers.clone());
        let body = first_bytes(response, ERROR_BYTES).await;
        let mut fault = (call.fault)(status, &headers, &body);
        let now = self.inner.clock.now();
        fault.retry_after = asked_wait(&headers, now).or(fault.retry_after);
        let again = after_status(status, &headers, &body, &fault, now);
        Err(Failed { fault, again })
    }

    /// How long to wait before attempt `attempt`; `None` to give up, which is noted for the state of the network.
    pub(super) fn wait(
        &self,
        call: &Call,
        options: &Options,
        failed: &Failed,
        attempt: u32,
    ) -> Option<Duration> {
        let retry = options.retry.unwrap_or(call.retry);
        let random = self.inner.jitter.lock().next();
        let wait = retry.wait(attempt, failed.again, random);
        // One that was not let out knows nothing new.
        let asked = failed.fault.retry_after.is_none();
        if wait.is_none()
            && asked
            && failed.fault.kind == FaultKind::Offline
            && let Ok(address) = Address::of(&call.wire.url)
        {
            self.inner.offline.failed(&address, &failed.fault.message);
        }
        wait
    }

    /// Sends until there is a whole body, as often as may be.
    pub(super) async fn whole(&self, call: &Call, options: &Options) -> Result<Vec<u8>, Fault> {
        let mut attempt = 1;
        loop {
            let outcome = match self.send_once(call, options).await {
                Ok(response) => whole_body(call, response, options.max_bytes).await,
                Err(failed) => Err(failed),
            };
            let mut failed = match outcome {
                Ok(body) => return Ok(body),
                Err(failed) => failed,
            };
            attempt += 1;
            match self.wait(call, options, &failed, attempt) {
                Some(wait) => self.inner.timer.sleep(wait).await,
                None => {
                    call.conceal(&mut failed.fault);
                    return Err(failed.fault);
                }
            }
        }
    }
}

/// Where a call goes, if its key may travel there.
fn address(call: &Call, options: &Options) -> Result<Address, Failed> {
    let wrong = |message: String| Failed::never(fault(FaultKind::BadRequest, message));
    let address = Address::of(&call.wire.url).map_err(|error| wrong(error.to_string()))?;
    if !call.key.is_empty() && !address.keeps_secrets() && !options.key_in_clear {
        return Err(wrong(format!(
            "the key would travel to {address} in the clear, where anyone on the way can read it: use https, or allow it \
             for this provider"
        )));
    }
    Ok(address)
}

fn request(call: &Call, options: &Options) -> Result<HttpRequest, Failed> {
    let (method, body) = match &call.wire.body {
        None => (Method::Get, Vec::new()),
        Some(body) => {
            let body = serde_json::to_vec(body).map_err(|error| {
                Failed::never(fault(FaultKind::BadRequest, format!("the request cannot be written: {error}")))
            })?;
            (Method::Post, body)
        }
    };
    Ok(HttpRequest {
        method,
        url: call.wire.url.clone(),
        headers: call.wire.headers.clone(),
        body,
        head_timeout: Some(options.head),
        idle_timeout: Some(options.idle),
    })
}

/// A network that wants a login answers everything with a page.
fn not_a_page(address: &Address, response: HttpResponse) -> Result<HttpResponse, Failed> {
    let kind = response.headers.iter().find(|(name, _)| name == "content-type");
    if kind.is_some_and(|(_, kind)| kind.trim_start().to_ascii_lowercase().starts_with("text/html")) {
        return Err(Failed::never(fault(
            FaultKind::Garbled,
            format!(
                "{address} answers with a web page: is the address right, and does this network ask for a login?"
            ),
        )));
    }
    Ok(response)
}

/// What can be had of a body, up to `limit`.
async fn first_bytes(mut response: HttpResponse, limit: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < limit
        && let Some(Ok(piece)) = response.body.next().await
    {
        bytes.extend_from_slice(&piece);
    }
    bytes.truncate(limit);
    bytes
}

async fn whole_body(call: &Call, mut response: HttpResponse, limit: u64) -> Result<Vec<u8>, Failed> {
    let mut bytes = Vec::new();
    while let Some(piece) = response.body.next().await {
        let piece = piece.map_err(|error| match Address::of(&call.wire.url) {
            Ok(address) => of_network(&address, &error),
            Err(_) => Failed::from(fault(FaultKind::Connection, error.to_string())),
        })?;
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 > limit {
            return Err(Failed::never(endless(limit)));
        }
    }
    Ok(bytes)
}

/// An answer that does not end.
pub(super) fn endless(limit: u64) -> Fault {
    let mut fault = fault(FaultKind::Cancelled, format!("stopped: the answer is longer than {limit} bytes"));
    fault.code = Some("endless".to_owned());
    fault
}
