//! Takes secrets out of a whole request, the last step before it is written for a provider. What a model signed or
//! encrypted stays as it is: changed, the provider would refuse it.

use std::sync::Arc;

use serde_json::Value;

use super::Scanner;
use crate::{
    event::Arguments,
    request::{Part, Request},
};

/// Something that was taken out of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOut {
    /// Which message, from 0; `None` for what the system says.
    pub message: Option<usize>,
    /// Which of its parts.
    pub part: usize,
    /// The rule's id.
    pub rule: Arc<str>,
    /// What it is, to people.
    pub name: Arc<str>,
}

impl Scanner {
    /// Puts marks in the place of the secrets in all texts, calls and results of a request, and says where.
    pub fn redact_request(&self, request: &mut Request) -> Vec<TakenOut> {
        let mut out = Vec::new();
        let messages =
            request.messages.iter_mut().enumerate().map(|(at, message)| (Some(at), &mut message.parts));
        for (message, parts) in std::iter::once((None, &mut request.system)).chain(messages) {
            for (part, content) in parts.iter_mut().enumerate() {
                self.redact_part(content, &mut |rule, name| out.push(TakenOut { message, part, rule, name }));
            }
        }
        out
    }

    fn redact_part(&self, part: &mut Part, found: &mut dyn FnMut(Arc<str>, Arc<str>)) {
        match part {
            Part::Text { text, .. } | Part::ToolResult { text, .. } => self.redact_string(text, found),
            Part::ToolCall { arguments: Arguments::Json(value), .. } => self.redact_value(value, found),
            Part::ToolCall { arguments: Arguments::Invalid(text), .. } => self.redact_string(text, found),
            Part::Reasoning { text, opaque: None, .. } => self.redact_string(text, found),
            Part::Reasoning { opaque: Some(_), .. } | Part::Image { .. } => {}
        }
    }

    fn redact_string(&self, text: &mut String, found: &mut dyn FnMut(Arc<str>, Arc<str>)) {
        let redacted = self.redact(text);
        if redacted.is_clean() {
            return;
        }
        *text = redacted.text;
        redacted.redactions.into_iter().for_each(|one| found(one.rule, one.name));
    }

    fn redact_value(&self, value: &mut Value, found: &mut dyn FnMut(Arc<str>, Arc<str>)) {
        match value {
            Value::String(text) => self.redact_string(text, found),
            Value::Array(values) => values.iter_mut().for_each(|value| self.redact_value(value, found)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.redact_value(value, found)),
            _ => {}
        }
    }
}
