//! Bursts of edits: a while of editing one file becomes one node, with a title that says what was touched.

use justbuilt_base::Timestamp;
use justbuilt_text::{Text, Transaction};
use smallvec::SmallVec;

use crate::{AuthorIx, AuthorKind, BranchId, FileId, NodeId, OpKind, Step};

use super::node::{Node, NodeKind, TouchKind, TouchedFile};
use super::path::ProjectPath;

/// Lines looked at upwards for the head of what was edited.
const LOOK_UP: usize = 400;
/// Most characters of typed text in a title.
const SAMPLE: usize = 48;

/// A burst that is going on.
#[derive(Clone, Debug)]
pub(crate) struct Burst {
    pub branch: BranchId,
    pub file: FileId,
    pub path: ProjectPath,
    pub author: AuthorIx,
    pub by: AuthorKind,
    pub class: Class,
    pub since: Step,
    pub last: Step,
    pub began: Timestamp,
    pub time: Timestamp,
    pub operations: u32,
    pub inserted: u64,
    pub deleted: u64,
    /// What was typed first, as far as it was in one run.
    sample: String,
    sample_end: Option<usize>,
    /// The text before the last operation, and where that was.
    text: Text,
    at: usize,
    /// The same of the first one.
    first: (Text, usize),
    /// Where the head of what was edited was found first, and whether it was the same all the time.
    lines: (usize, usize),
}

/// Files whose text describes a drawing.
pub(crate) fn is_sketch(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".sketch.json", ".excalidraw"].iter().any(|ending| name.ends_with(ending))
}

/// What kind of edits come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Edit,
    Format,
    Refactor,
    Restore,
    Outside,
}

impl Class {
    pub fn of(kind: OpKind) -> Self {
        match kind {
            OpKind::Format => Class::Format,
            OpKind::Replace => Class::Refactor,
            OpKind::Restore => Class::Restore,
            OpKind::Outside => Class::Outside,
            _ => Class::Edit,
        }
    }
}

/// One operation as a burst sees it.
pub(crate) struct Touching<'a> {
    pub step: Step,
    pub time: Timestamp,
    pub before: &'a Text,
    pub change: &'a Transaction,
}

impl Burst {
    pub fn new(
        branch: BranchId,
        file: FileId,
        path: ProjectPath,
        author: (AuthorIx, AuthorKind),
        class: Class,
        first: &Touching<'_>,
    ) -> Self {
        let mut burst = Self {
            branch,
            file,
            path,
            author: author.0,
            by: author.1,
            class,
            since: first.step,
            last: first.step,
            began: first.time,
            time: first.time,
            operations: 0,
            inserted: 0,
            deleted: 0,
            sample: String::new(),
            sample_end: None,
            text: Text::new(),
            at: 0,
            first: (first.before.clone(), first.change.first_change().unwrap_or(0)),
            lines: (usize::MAX, 0),
        };
        burst.add(first);
        burst
    }

    /// Takes an operation in.
    pub fn add(&mut self, next: &Touching<'_>) {
        self.last = next.step;
        self.time = self.time.max(next.time);
        self.operations = self.operations.saturating_add(1);
        self.text = next.before.clone();
        for edit in next.change.edits() {
            self.inserted += edit.inserted.len() as u64;
            self.deleted += edit.old.len() as u64;
            self.at = edit.old.start;
            let line = next.before.line_of(edit.old.start);
            self.lines = (self.lines.0.min(line), self.lines.1.max(line));
            let goes_on = self.sample_end.is_none_or(|end| end == edit.old.start) && edit.old.is_empty();
            if goes_on && self.sample.len() < SAMPLE * 4 {
                self.sample.push_str(
                    edit.inserted.get(..edit.inserted.floor_char_boundary(SAMPLE * 4)).unwrap_or(""),
                );
                self.sample_end = Some(edit.new.end);
            } else if self.sample.is_empty() {
                self.sample_end = None;
            }
        }
    }

    fn title(&self) -> String {
        let name = self.path.name();
        let place = place(&self.text, self.at).or_else(|| place(&self.first.0, self.first.1));
        let of = |what: &str| match &place {
            Some(place) => format!("{what} {place} in {name}"),
            None => format!("{what} {name}"),
        };
        match self.class {
            Class::Format => format!("Formatted {name}"),
            Class::Refactor => of("Replaced text in"),
            Class::Restore => of("Brought back text of"),
            Class::Outside => format!("{name} changed outside"),
            Class::Edit if self.by == AuthorKind::Outside => format!("{name} changed outside"),
            // Its text is the file format's, not what was drawn.
            Class::Edit if is_sketch(name) => format!("Drew in {name}"),
            Class::Edit => {
                let typed = self.sample.split('\n').map(str::trim).find(|line| line.len() > 2);
                match (place, typed) {
                    (Some(place), _) => format!("Edited {place} in {name}"),
                    (None, Some(typed)) if self.deleted <= self.inserted => {
                        format!("Typed “{}” in {name}", shortened(typed))
                    }
                    _ if self.inserted == 0 => format!("Deleted text in {name}"),
                    _ => format!("Edited {name}{}", self.lines_named()),
                }
            }
        }
    }

    fn lines_named(&self) -> String {
        match self.lines {
            (first, last) if first > last => String::new(),
            (first, last) if first == last => format!(", line {}", first + 1),
            (first, last) => format!(", lines {}–{}", first + 1, last + 1),
        }
    }

    /// The node it becomes.
    pub fn into_node(self) -> Node {
        let kind = match (self.class, self.by) {
            (Class::Format, _) => NodeKind::Format,
            (Class::Refactor, _) => NodeKind::Refactor,
            (Class::Restore, _) => NodeKind::Restore,
            (Class::Outside, _) | (_, AuthorKind::Outside) => NodeKind::Outside,
            (_, AuthorKind::Persona) => NodeKind::AiAction,
            _ if is_sketch(self.path.name()) => NodeKind::SketchChange,
            _ => NodeKind::EditBurst,
        };
        let title = self.title();
        let touched = TouchedFile { file: self.file, path: self.path, kind: TouchKind::Changed };
        Node {
            id: NodeId(0),
            branch: self.branch,
            step: self.last,
            since: self.since,
            time: self.time,
            began: self.began,
            author: self.author,
            kind,
            title,
            content: String::new(),
            label: None,
            notes: Vec::new(),
            parents: SmallVec::new(),
            sources: SmallVec::new(),
            files: SmallVec::from_iter([touched]),
            operations: self.operations,
            inserted: self.inserted,
            deleted: self.deleted,
            decision: None,
            links: Vec::new(),
        }
    }
}

/// The head of what is at a place: the nearest line above that declares something and is indented no more.
fn place(text: &Text, at: usize) -> Option<String> {
    let line = text.line_of(at);
    let mut deepest = usize::MAX;
    for above in (line.saturating_sub(LOOK_UP)..=line).rev() {
        let range = text.line_content(above);
        if range.len() > 500 {
            continue;
        }
        let content = text.slice(range);
        let indent = content.len() - content.trim_start().len();
        if content.trim().is_empty() || indent > deepest {
            continue;
        }
        if let Some(head) = declared(&content) {
            return Some(shortened(&head));
        }
        deepest = indent;
    }
    None
}

/// Words that begin a declaration in many languages.
const DECLARING: &[&str] = &[
    "fn",
    "def",
    "class",
    "struct",
    "enum",
    "trait",
    "impl",
    "function",
    "func",
    "interface",
    "type",
    "module",
    "mod",
    "namespace",
    "macro_rules!",
    "sub",
    "proc",
    "package",
    "const",
    "static",
    "union",
    "object",
    "record",
];
/// Words that may come before these.
const BEFORE: &[&str] = &[
    "pub",
    "async",
    "unsafe",
    "export",
    "default",
    "public",
    "private",
    "protected",
    "static",
    "final",
    "abstract",
    "extern",
    "override",
    "virtual",
    "inline",
    "const",
    "internal",
    "sealed",
    "partial",
    "suspend",
    "open",
    "data",
];

/// What a line declares, short: `fn main`, `class Parser`, `## Heading`.
fn declared(line: &str) -> Option<String> {
    let line = line.trim();
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes)
        && let Some(title) = line.get(hashes..).and_then(|rest| rest.strip_prefix(' '))
    {
        return Some(format!("“{}”", title.trim()));
    }
    if line.len() > 2 && line.starts_with('[') && line.ends_with(']') && !line.contains(['"', '(', '#']) {
        return Some(line.to_owned());
    }
    let mut words = line.split_whitespace().skip_while(|word| {
        let bare = word.split_once('(').map_or(*word, |(bare, _)| bare);
        BEFORE.contains(&bare) && !(DECLARING.contains(&bare) && is_value(line, bare))
    });
    let word = words.next()?;
    let word = if word.starts_with("impl<") { "impl" } else { word };
    if !DECLARING.contains(&word) {
        return None;
    }
    let rest: String = if word == "impl" {
        let rest = line.split_once("impl").map_or("", |(_, rest)| rest);
        rest.split(['{', ';']).next().unwrap_or_default().trim().to_owned()
    } else {
        let name = words.next()?;
        let end = name.find(['(', '{', ':', '<', '=', ';', '[', '!']).unwrap_or(name.len());
        name.get(..end).unwrap_or_default().to_owned()
    };
    (!rest.is_empty()).then(|| format!("{word} {rest}"))
}

/// Whether `const` or `static` declares a value here instead of standing before another word.
fn is_value(line: &str, word: &str) -> bool {
    let after = line.split_once(word).map_or("", |(_, rest)| rest);
    let next = after.split_whitespace().next().unwrap_or_default();
    !DECLARING.contains(&next) && !BEFORE.contains(&next)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SAMPLE {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SAMPLE - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests;
