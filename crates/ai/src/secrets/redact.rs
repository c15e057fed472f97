//! Marks in the place of secrets, and the way back for whoever holds the original. What was taken out is not kept
//! here, so that a redacted text can be kept and shown anywhere.

use std::{collections::HashMap, ops::Range, sync::Arc};

use justbuilt_store::ContentHash;

use super::Finding;

/// Characters from which on a mark says that what it stands for is long.
const LONG: usize = 100;

/// A text without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The text, with as many lines as the original.
    pub text: String,
    /// What was taken out, in order.
    pub redactions: Vec<Redaction>,
    /// Of the original, to know it again.
    original: ContentHash,
}

/// Something that was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Where it is in the original, in bytes.
    pub original: Range<usize>,
    /// Where its mark is in the redacted text, in bytes.
    pub redacted: Range<usize>,
    /// The rule's id.
    pub rule: Arc<str>,
    /// What it is, to people.
    pub name: Arc<str>,
    /// Line of the original, from 0.
    pub line: usize,
}

impl Redacted {
    /// Puts marks in the place of `findings`, which are in order and apart. Two that are the same get the same mark.
    pub(super) fn new(original: &str, findings: Vec<Finding>) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut redactions = Vec::with_capacity(findings.len());
        let mut numbers: HashMap<Arc<str>, Vec<&str>> = HashMap::new();
        let (mut at, mut line) = (0, 0);
        for finding in findings {
            let before = original.get(at..finding.range.start).unwrap_or_default();
            let secret = original.get(finding.range.clone()).unwrap_or_default();
            text.push_str(before);
            line += before.matches('\n').count();
            let known = numbers.entry(Arc::clone(&finding.rule)).or_default();
            let number = known.iter().position(|one| *one == secret).unwrap_or_else(|| {
                known.push(secret);
                known.len() - 1
            });
            let start = text.len();
            push_mark(&mut text, &finding.rule, number + 1, secret);
            redactions.push(Redaction {
                original: finding.range.clone(),
                redacted: start..text.len(),
                rule: finding.rule,
                name: finding.name,
                line,
            });
            line += secret.matches('\n').count();
            at = finding.range.end;
        }
        text.push_str(original.get(at..).unwrap_or_default());
        Self { text, redactions, original: ContentHash::of(original.as_bytes()) }
    }

    /// Whether nothing was taken out.
    pub fn is_clean(&self) -> bool {
        self.redactions.is_empty()
    }

    /// The original again, from the original: proof that it is the one. `None` when it is another. For display on
    /// this machine; never to be sent.
    pub fn restore(&self, original: &str) -> Option<String> {
        if ContentHash::of(original.as_bytes()) != self.original {
            return None;
        }
        let mut out = String::with_capacity(original.len());
        let mut at = 0;
        for redaction in &self.redactions {
            out.push_str(self.text.get(at..redaction.redacted.start)?);
            out.push_str(original.get(redaction.original.clone())?);
            at = redaction.redacted.end;
        }
        out.push_str(self.text.get(at..)?);
        Some(out)
    }

    /// `shown` (an answer that quotes marks) with the secrets of `original` in their place, for display on this
    /// machine; never to be sent. Unchanged when `original` is not the one.
    pub fn reveal(&self, original: &str, shown: &str) -> String {
        let mut out = shown.to_owned();
        if ContentHash::of(original.as_bytes()) != self.original {
            return out;
        }
        for redaction in &self.redactions {
            let mark = self.text.get(redaction.redacted.clone());
            let secret = original.get(redaction.original.clone());
            if let (Some(mark), Some(secret)) = (mark, secret) {
                out = out.replace(mark, secret);
            }
        }
        out
    }
}

/// `«redacted: jwt 2, long»`, and for each more line of the secret an empty one with `«…»`.
fn push_mark(text: &mut String, rule: &str, number: usize, secret: &str) {
    text.push_str("«redacted: ");
    text.push_str(rule);
    if number > 1 {
        text.push_str(&format!(" {number}"));
    }
    let lines = secret.split('\n').count();
    if lines > 1 {
        text.push_str(&format!(", {lines} lines»"));
    } else if secret.chars().count() >= LONG {
        text.push_str(", long»");
    } else {
        text.push('»');
    }
    for line in secret.split('\n').skip(1) {
        // The end of the line before stays what it was.
        if text.ends_with('»') && secret.contains("\r\n") {
            text.push('\r');
        }
        text.push('\n');
        if !line.trim().is_empty() {
            text.push_str("«…»");
        }
    }
}
