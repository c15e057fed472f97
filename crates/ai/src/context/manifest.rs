//! The list of what is sent and what is not, for people. Holds no text of what it lists.

use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};

use super::{Item, Kind};
use crate::secrets::Redacted;

/// What goes out, and what does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// In the order in which it is sent.
    pub sent: Vec<Sent>,
    /// In the order in which it was decided.
    pub left_out: Vec<LeftOut>,
    /// Tokens of all that is sent, frames included, estimated.
    pub tokens: u64,
    /// Tokens there were.
    pub budget: u64,
}

/// Something that is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// What it is.
    pub kind: Kind,
    /// Where it is from.
    pub source: String,
    /// Lines of the source that are sent, from 0; `None` for all of it.
    pub lines: Option<Range<usize>>,
    /// Why.
    pub reason: String,
    /// The user named it.
    pub named: bool,
    /// Tokens, its frame included, estimated.
    pub tokens: u64,
    /// Bytes of its text as it is sent.
    pub bytes: usize,
    /// Hash of its text as it is sent, in hexadecimal.
    pub hash: String,
    /// What was taken out of it: the rule's id and the line of the item, from 0.
    pub redacted: Vec<(String, usize)>,
    /// It was cut.
    pub cut: Option<Cut>,
    /// Invisible characters that were written out.
    pub made_visible: usize,
    /// Lines of the item, from 0, that read like orders to a model. They are sent as data all the same.
    pub suspicious: Vec<usize>,
}

/// How much of something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Lines that are sent, from its start.
    pub lines: usize,
    /// Lines that it has.
    pub of: usize,
}

/// Something that is not sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it is.
    pub kind: Kind,
    /// Where it is from.
    pub source: String,
    /// Why it would have been.
    pub reason: String,
    /// Why it is not.
    pub why: Why,
}

/// Why something is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is nothing in it.
    Empty,
    /// The same is sent already.
    Twice,
    /// It is part of a file that is sent.
    Within,
    /// Files of this name stay out unless they are named.
    KeptOut(String),
    /// It has so many tokens, and there is no room.
    NoRoom(u64),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Empty => f.write_str("there is nothing in it"),
            Why::Twice => f.write_str("the same is sent already"),
            Why::Within => f.write_str("it is part of a file that is sent"),
            Why::KeptOut(reason) => write!(f, "it may hold secrets ({reason}); name it to send it"),
            Why::NoRoom(tokens) => write!(f, "its {tokens} tokens have no room"),
        }
    }
}

impl Sent {
    pub(super) fn new(item: &Item, redacted: &Redacted, made_visible: usize, suspicious: Vec<usize>) -> Self {
        Self {
            kind: item.kind,
            source: item.source.clone(),
            lines: item.lines.clone(),
            reason: item.reason.clone(),
            named: item.named,
            tokens: 0,
            bytes: 0,
            hash: String::new(),
            redacted: redacted.redactions.iter().map(|one| (one.rule.to_string(), one.line)).collect(),
            cut: None,
            made_visible,
            suspicious,
        }
    }
}

impl LeftOut {
    pub(super) fn new(item: &Item, why: Why) -> Self {
        Self { kind: item.kind, source: item.source.clone(), reason: item.reason.clone(), why }
    }
}

impl fmt::Display for Manifest {
    /// A line for each thing: `file src/a.rs, lines 1–20: open in a tab, 180 tokens, 1 secret taken out`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of {} tokens", self.tokens, self.budget)?;
        for sent in &self.sent {
            write!(f, "{} {}", sent.kind.word(), sent.source)?;
            if let Some(lines) = &sent.lines {
                write!(f, ", lines {}–{}", lines.start + 1, lines.end.max(lines.start + 1))?;
            }
            write!(f, ": {}, {} tokens", sent.reason, sent.tokens)?;
            match sent.redacted.len() {
                0 => {}
                1 => f.write_str(", 1 secret taken out")?,
                many => write!(f, ", {many} secrets taken out")?,
            }
            if let Some(cut) = sent.cut {
                write!(f, ", cut to {} of {} lines", cut.lines, cut.of)?;
            }
            if sent.made_visible > 0 {
                write!(f, ", {} invisible characters written out", sent.made_visible)?;
            }
            if let Some(line) = sent.suspicious.first() {
                write!(f, ", line {} reads like an order to the model", line + 1)?;
            }
            writeln!(f)?;
        }
        for left in &self.left_out {
            writeln!(f, "not sent: {} {} ({}): {}", left.kind.word(), left.source, left.reason, left.why)?;
        }
        Ok(())
    }
}
