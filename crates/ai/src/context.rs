//! Puts together what is sent along with a question: in order, once each, without secrets, within a budget of tokens,
//! and with a list that says exactly what goes out and why, and what does not. Reads nothing: what could be sent is
//! handed in.

mod budget;
mod frame;
mod manifest;

pub use frame::PREFACE;
pub use manifest::{Cut, LeftOut, Manifest, Sent, Why};

use std::{collections::HashMap, ops::Range};

use justbuilt_store::ContentHash;
use serde::{Deserialize, Serialize};

use crate::{request::Part, secrets::Scanner, tokens::Family};

/// What a piece of context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A file of rules for models, which are to be followed.
    Rules,
    /// What was said before, elsewhere.
    Conversation,
    /// A page of the web.
    Web,
    /// A moment of the project's past.
    Moment,
    /// A file that has to do with it.
    RelatedFile,
    /// A symbol: its definition, its uses.
    Symbol,
    /// A file that is open.
    OpenFile,
    /// What was changed.
    Diff,
    /// What a compiler or a test says.
    Problem,
    /// What is selected.
    Selection,
    /// A drawing, told in words.
    Sketch,
}

impl Kind {
    /// As the frames and the list write it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Rules => "rules",
            Kind::Conversation => "conversation",
            Kind::Web => "web page",
            Kind::Moment => "moment",
            Kind::RelatedFile | Kind::OpenFile => "file",
            Kind::Symbol => "symbol",
            Kind::Diff => "diff",
            Kind::Problem => "problem",
            Kind::Selection => "selection",
            Kind::Sketch => "sketch",
        }
    }

    /// Which has room before which; more is first.
    fn weight(self) -> i32 {
        match self {
            Kind::Selection => 90,
            Kind::Problem => 80,
            Kind::Rules => 70,
            Kind::Diff => 60,
            Kind::Sketch => 55,
            Kind::Symbol => 50,
            Kind::OpenFile => 40,
            Kind::RelatedFile => 30,
            Kind::Moment => 20,
            Kind::Web => 15,
            Kind::Conversation => 10,
        }
    }
}

/// Something that could be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Where it is from: a path, an address, an id.
    pub source: String,
    /// Lines of the source, from 0; `None` for all of it.
    #[serde(default)]
    pub lines: Option<Range<usize>>,
    /// The text.
    pub text: String,
    /// Why it is here, for the list: `open in a tab`, `imported by main.rs`.
    pub reason: String,
    /// The user named it. It has room before all that was not named, and files with secrets in their names are sent.
    #[serde(default)]
    pub named: bool,
    /// Above others of its kind.
    #[serde(default)]
    pub rank: i32,
}

impl Item {
    /// All of something, that was not named.
    pub fn new(
        kind: Kind,
        source: impl Into<String>,
        text: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            source: source.into(),
            lines: None,
            text: text.into(),
            reason: reason.into(),
            named: false,
            rank: 0,
        }
    }

    fn priority(&self) -> (bool, i32, i32) {
        (self.named, self.kind.weight(), self.rank)
    }

    /// Whether only the text of files may be cut: half a problem or half a selection says something else.
    fn may_be_cut(&self) -> bool {
        !matches!(self.kind, Kind::Selection | Kind::Problem | Kind::Rules)
    }

    /// Whether its source is a path.
    fn is_file(&self) -> bool {
        !matches!(self.kind, Kind::Web | Kind::Conversation)
    }
}

/// What is sent, and what is said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assembled {
    /// Rules, for the system's part of a request; empty when there are none.
    pub rules: String,
    /// All else, to go before the question; empty when there is none.
    pub data: String,
    /// What is in both, and what is not.
    pub manifest: Manifest,
}

impl Assembled {
    /// The rules as parts of [`crate::Request::system`], marked for the provider's cache.
    pub fn system(&self) -> Vec<Part> {
        part(&self.rules)
    }

    /// The data as parts of a message, marked for the provider's cache.
    pub fn parts(&self) -> Vec<Part> {
        part(&self.data)
    }
}

fn part(text: &str) -> Vec<Part> {
    if text.is_empty() { Vec::new() } else { vec![Part::Text { text: text.to_owned(), cache: true }] }
}

/// An item on its way.
struct Candidate {
    item: Item,
    /// Without secrets, and with what is invisible made visible.
    text: String,
    /// Of the text, before a cut.
    hash: ContentHash,
    sent: Sent,
}

/// Puts `items` together within `budget` tokens of a model of `family`.
pub fn assemble(items: Vec<Item>, scanner: &Scanner, family: Family, budget: u64) -> Assembled {
    let mut manifest = Manifest { budget, ..Manifest::default() };
    let mut candidates = Vec::new();
    let mut known: HashMap<(String, ContentHash), usize> = HashMap::new();
    for item in items {
        if item.text.trim().is_empty() {
            manifest.left_out.push(LeftOut::new(&item, Why::Empty));
            continue;
        }
        if item.is_file()
            && !item.named
            && let Some(reason) = scanner.kept_out().why(&item.source)
        {
            let why = Why::KeptOut(reason.to_owned());
            manifest.left_out.push(LeftOut::new(&item, why));
            continue;
        }
        let key = (item.source.clone(), ContentHash::of(item.text.as_bytes()));
        if let Some(at) = known.get(&key) {
            let first: Option<&mut Candidate> = candidates.get_mut(*at);
            if let Some(first) = first {
                merge(first, &item);
            }
            manifest.left_out.push(LeftOut::new(&item, Why::Twice));
            continue;
        }
        known.insert(key, candidates.len());
        candidates.push(prepare(item, scanner));
    }
    let mut taken = budget::fit(candidates, family, budget, &mut manifest);
    // As they are read: rules first, and what the question is about last.
    taken.sort_by(|a, b| {
        (a.item.kind, &a.item.source, a.item.lines.as_ref().map_or(0, |lines| lines.start)).cmp(&(
            b.item.kind,
            &b.item.source,
            b.item.lines.as_ref().map_or(0, |lines| lines.start),
        ))
    });
    let mut out = Assembled::default();
    for candidate in taken {
        let framed = frame::wrap(&candidate.item, &candidate.text, &candidate.sent);
        let into = if candidate.item.kind == Kind::Rules { &mut out.rules } else { &mut out.data };
        if into.is_empty() {
            into.push_str(if candidate.item.kind == Kind::Rules { frame::RULES_PREFACE } else { PREFACE });
        }
        into.push_str(&framed);
        manifest.sent.push(candidate.sent);
    }
    manifest.tokens = family.tokens(&out.rules) + family.tokens(&out.data);
    out.manifest = manifest;
    out
}

/// The same thing again: its reason is added, and that it was named.
fn merge(first: &mut Candidate, again: &Item) {
    if !first.item.reason.contains(&again.reason) {
        first.item.reason.push_str("; ");
        first.item.reason.push_str(&again.reason);
        first.sent.reason = first.item.reason.clone();
    }
    if again.priority() > first.item.priority() {
        first.item.kind = again.kind;
        first.item.rank = again.rank;
        first.sent.kind = again.kind;
    }
    first.item.named |= again.named;
    first.sent.named = first.item.named;
}

fn prepare(mut item: Item, scanner: &Scanner) -> Candidate {
    let path = item.is_file().then_some(item.source.as_str());
    let redacted = scanner.redact_in(path, &item.text);
    let (text, made_visible) = frame::visible(&redacted.text);
    let hash = ContentHash::of(text.as_bytes());
    // An address may have a key in it, and goes out with the text.
    for shown in [&mut item.source, &mut item.reason] {
        let clean = scanner.redact(shown);
        if !clean.is_clean() {
            *shown = clean.text;
        }
    }
    let sent = Sent::new(&item, &redacted, made_visible, frame::suspicious(&text));
    Candidate { item, text, hash, sent }
}

#[cfg(test)]
mod tests;
