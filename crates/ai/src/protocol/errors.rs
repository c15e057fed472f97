//! What providers say when something went wrong, in any of the shapes they say it in, as a [`Fault`]. Whether to try
//! again is the client's to decide.
//!
//! The shapes: `{"error": {…}}` with a `code` that is text, a number or missing; `{"error": "text"}` with or without
//! a `code` beside it; the same without the wrapping; `{"detail": "text"}` and `{"detail": [{"loc", "msg"}]}`; any of
//! them as the only element of an array; HTML; plain text; nothing.

mod wait;

use serde_json::Value;

use super::json::{field, list, shorten, some_text, text};
use crate::fault::{Fault, FaultKind};

/// The longest message that is kept, in characters.
const LONGEST: usize = 2000;

/// A fault that we found ourselves.
pub(super) fn plain(kind: FaultKind, message: &str) -> Fault {
    Fault {
        kind,
        http_status: None,
        code: None,
        message: message.to_owned(),
        retry_after: None,
        mid_stream: false,
        request_id: None,
    }
}

/// An answer with a status that is no success.
pub(super) fn of_answer(status: u16, headers: &[(String, String)], body: &[u8]) -> Fault {
    let value = serde_json::from_slice::<Value>(body).ok();
    let mut fault = match &value {
        Some(value) => of_value(value, Some(status)),
        None => {
            let kind = of_status(status).unwrap_or(FaultKind::Server);
            let mut fault = plain(kind, &of_text(status, &String::from_utf8_lossy(body)));
            fault.http_status = Some(status);
            fault.kind = of_words(kind, "", &fault.message);
            fault
        }
    };
    fault.retry_after = wait::in_headers(headers).or(fault.retry_after);
    let id = |(name, _): &&(String, String)| {
        matches!(
            name.as_str(),
            "request-id" | "x-request-id" | "mistral-correlation-id" | "x-goog-request-id"
        )
    };
    fault.request_id = headers.iter().find(id).map(|(_, value)| value.clone()).or(fault.request_id);
    fault
}

/// The error in a piece of an answer that began with status 200, if it is one.
pub(super) fn in_answer(value: &Value) -> Option<Fault> {
    let inner = match value {
        Value::Array(all) => all.first().unwrap_or(value),
        value => value,
    };
    let is_error = match field(inner, "error") {
        // A whole answer of Responses has `error: null`; one that failed is read there.
        Some(error) => (error.is_object() || error.is_string()) && field(inner, "output").is_none(),
        None => matches!(text(inner, "object").or_else(|| text(inner, "type")), Some("error")),
    };
    is_error.then(|| of_value(inner, None))
}

/// The error in a JSON value, with the status it came with.
pub(super) fn of_value(value: &Value, status: Option<u16>) -> Fault {
    let outer = match value {
        Value::Array(all) => all.first().unwrap_or(value),
        value => value,
    };
    let inner = field(outer, "error").filter(|error| error.is_object()).unwrap_or(outer);
    let number = ["code", "raw_status_code", "status"].iter().find_map(|key| {
        let code = inner.get(key).and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
        code.filter(|code| (400..600).contains(code))
    });
    let status = status.or(number);
    let message = message(outer, inner, status);
    let words = words(outer, inner);
    let by_status = status.and_then(of_status);
    let kind = of_words(by_status.unwrap_or(FaultKind::Server), &words, &message);
    Fault {
        kind: if status.is_none() && kind == FaultKind::Server {
            of_type(&words).unwrap_or(kind)
        } else {
            kind
        },
        http_status: status,
        code: code(outer, inner),
        retry_after: wait::in_details(inner).or_else(|| wait::in_message(&message)),
        message,
        mid_stream: false,
        request_id: some_text(outer, "request_id").map(str::to_owned),
    }
}

/// The most telling of the provider's own words: a code that is a word, else the type, else the number.
fn code(outer: &Value, inner: &Value) -> Option<String> {
    let word = |value: &&str| !value.chars().all(|c| c.is_ascii_digit());
    let reason = list(inner, "details").iter().find_map(|detail| some_text(detail, "reason"));
    let found = some_text(inner, "code")
        .filter(word)
        .or_else(|| some_text(outer, "code").filter(word))
        .or(reason)
        .or_else(|| some_text(inner, "type").filter(|kind| *kind != "error"))
        .or_else(|| some_text(inner, "status"))
        .or_else(|| some_text(inner, "code"));
    found
        .map(str::to_owned)
        .or_else(|| inner.get("code").and_then(Value::as_u64).map(|code| code.to_string()))
}

/// All the words by which the kind may be known, in lower case, a line each.
fn words(outer: &Value, inner: &Value) -> String {
    let mut all = String::new();
    let mut add = |word: Option<&str>| {
        if let Some(word) = word {
            all.push_str(&word.to_ascii_lowercase());
            all.push('\n');
        }
    };
    for value in [outer, inner] {
        for key in ["code", "type", "status"] {
            add(text(value, key));
        }
    }
    for detail in list(inner, "details") {
        add(text(detail, "reason"));
        for violation in list(detail, "violations") {
            add(text(violation, "quotaId"));
        }
    }
    all
}

fn message(outer: &Value, inner: &Value, status: Option<u16>) -> String {
    let found = some_text(inner, "message")
        .or_else(|| some_text(outer, "error"))
        .or_else(|| some_text(outer, "detail"))
        .or_else(|| some_text(outer, "message"))
        .or_else(|| outer.as_str());
    if let Some(found) = found {
        return clean(found);
    }
    let details: Vec<String> = list(outer, "detail").iter().filter_map(of_detail).collect();
    if !details.is_empty() {
        return clean(&details.join("; "));
    }
    match status {
        Some(status) => of_text(status, &outer.to_string()),
        None => clean(&outer.to_string()),
    }
}

/// One line of FastAPI's list of what is wrong with a body.
fn of_detail(detail: &Value) -> Option<String> {
    let said = some_text(detail, "msg")?;
    let place: Vec<String> = list(detail, "loc")
        .iter()
        .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
        .collect();
    Some(if place.is_empty() { said.to_owned() } else { format!("{}: {said}", place.join(".")) })
}

fn of_text(status: u16, body: &str) -> String {
    let title =
        body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    let said = match title {
        Some(title) => title.trim(),
        None if body.trim_start().starts_with('<') => "",
        None => body.trim(),
    };
    if said.is_empty() {
        format!("the server answered with status {status} and no reason")
    } else {
        clean(said)
    }
}

/// What can be shown: not too long, and without anything that looks like a key.
fn clean(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    let mut word = String::new();
    for c in message.trim().chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.') {
            word.push(c);
            continue;
        }
        let key =
            ["sk-", "gsk_", "xai-", "AIza", "pplx-", "hf_", "nvapi-"].iter().any(|p| word.starts_with(p));
        if key && word.len() >= 20 && !word.contains('*') {
            word.truncate(6);
            word.push('…');
        }
        shown.push_str(&word);
        word.clear();
        shown.push(c);
    }
    shorten(shown.trim_end(), LONGEST)
}

/// The kind by the status alone: <https://www.rfc-editor.org/rfc/rfc9110#section-15>, and what providers add to it.
fn of_status(status: u16) -> Option<FaultKind> {
    Some(match status {
        401 => FaultKind::Auth,
        402 => FaultKind::Billing,
        403 | 451 => FaultKind::Permission,
        404 | 410 => FaultKind::NotFound,
        408 | 504 | 524 => FaultKind::Timeout,
        // A conflict passes, and so does want of room; 498 is Groq's, 529 Anthropic's.
        409 | 498 | 503 | 529 => FaultKind::Overloaded,
        413 => FaultKind::TooLarge,
        429 => FaultKind::RateLimit,
        499 => FaultKind::Cancelled,
        501 => FaultKind::Unsupported,
        400..=499 => FaultKind::BadRequest,
        500..=599 => FaultKind::Server,
        _ => return None,
    })
}

/// The kind by the provider's words, where they say more than the status does.
fn of_words(by_status: FaultKind, words: &str, message: &str) -> FaultKind {
    let message = message.to_ascii_lowercase();
    let word = |all: &[&str]| words.lines().any(|line| all.contains(&line));
    let said = |all: &[&str]| all.iter().any(|part| message.contains(part));
    let is_ours = matches!(
        by_status,
        FaultKind::BadRequest
            | FaultKind::TooLarge
            | FaultKind::Server
            | FaultKind::RateLimit
            | FaultKind::NotFound
    );
    if !is_ours {
        return by_status;
    }
    if word(&["context_length_exceeded", "exceed_context_size_error", "model_context_window_exceeded"])
        || said(&[
            "context length",
            "context window",
            "context size",
            "context limit",
            "prompt is too long",
            "maximum number of tokens allowed",
            "too large for model with",
            "maximum prompt length",
        ]) && by_status != FaultKind::RateLimit
    {
        return FaultKind::Context;
    }
    if word(&["insufficient_quota", "billing_error", "billing_hard_limit_reached", "insufficient_balance"])
        || said(&["credit balance is too low", "insufficient balance", "insufficient credits"])
    {
        return FaultKind::Billing;
    }
    // What is counted by the day does not come back by waiting: it is spent, as credit is.
    if by_status == FaultKind::RateLimit {
        let daily = words.lines().any(|line| line.contains("perday"));
        return if daily { FaultKind::Billing } else { FaultKind::RateLimit };
    }
    if word(&["invalid_api_key", "api_key_invalid", "authentication_error"])
        || said(&["incorrect api key", "invalid api key", "api key not valid", "invalid x-api-key"])
    {
        return FaultKind::Auth;
    }
    if word(&["model_not_found"]) {
        return FaultKind::NotFound;
    }
    if word(&["not_supported_error"]) {
        return FaultKind::Unsupported;
    }
    if word(&["overloaded_error", "server_is_overloaded", "slow_down", "model_capacity_exhausted"]) {
        return FaultKind::Overloaded;
    }
    by_status
}

/// The kind by the provider's word for it alone, where there is no status: in the middle of a stream.
fn of_type(words: &str) -> Option<FaultKind> {
    words.lines().find_map(|word| {
        Some(match word {
            "invalid_request_error" | "invalid_prompt" | "invalid_argument" | "failed_precondition" => {
                FaultKind::BadRequest
            }
            "permission_error" | "permission_denied" => FaultKind::Permission,
            "unauthenticated" => FaultKind::Auth,
            "not_found_error" | "not_found" => FaultKind::NotFound,
            "request_too_large" => FaultKind::TooLarge,
            "rate_limit_error" | "rate_limit_exceeded" | "resource_exhausted" | "too_many_requests" => {
                FaultKind::RateLimit
            }
            "unavailable" => FaultKind::Overloaded,
            "timeout_error" | "deadline_exceeded" => FaultKind::Timeout,
            "cancelled" => FaultKind::Cancelled,
            "unimplemented" => FaultKind::Unsupported,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
