//! Reads what the user names: files with what is not saved, folders, what changed, a moment of the past, another
//! conversation. In the background, but for what is at hand.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_ai::context::{Item, Kind};
use justbuilt_ai::conversation::Conversation;
use justbuilt_store::records::RecordId;
use justbuilt_text::Text;
use justbuilt_timeline::history::{FileChange, FileContent};
use justbuilt_timeline::{Moment, NodeId, Timeline};
use similar::TextDiff;

use super::changed;
use super::snapshot::ContextKind;
use super::sources::Sources;
use super::store::Store;
use crate::ai::Mention;
use crate::project::EntryKind;

/// Files of a folder that are read.
const MOST: usize = 400;
/// Bytes of all files of a folder, and of a difference.
pub(super) const MOST_BYTES: usize = 1 << 20;
/// Why what was named goes along.
const NAMED: &str = "you named it";

/// Something the user named.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// What; `None` for a picture.
    pub mention: Option<Mention>,
    pub kind: ContextKind,
    pub label: String,
    pub detail: String,
    /// What it says, where that was taken when it was named and not when it is sent.
    pub fixed: Option<Vec<Item>>,
    /// A picture: its type, and its bytes in base64.
    pub image: Option<(String, Arc<str>)>,
}

/// Where a conversation that was named is.
#[derive(Clone)]
pub(super) enum Said {
    Here(Arc<Conversation>),
    Kept(Arc<Store>, RecordId),
}

/// Reads something. What it is has been looked at already; here it is only read.
pub(super) fn read(mention: &Mention, sources: &Sources, said: Option<&Said>) -> Result<Vec<Item>, String> {
    match mention {
        Mention::File(path) => file(path, sources).map(|item| vec![item]),
        Mention::Lines { path, lines } => part(path, lines, sources).map(|item| vec![item]),
        Mention::Folder(path) => folder(path, sources),
        Mention::Diff => changed::changes(sources).map(|(text, since)| vec![named(Kind::Diff, since, text)]),
        Mention::Problems => problems(sources).map(|text| vec![named(Kind::Problem, "problems", text)]),
        Mention::Moment(node) => moment(*node, sources).map(|item| vec![item]),
        Mention::Conversation(_) => {
            let (title, text) = conversation(said)?;
            Ok(vec![named(Kind::Conversation, title, text)])
        }
        Mention::Paste(text) => Ok(vec![named(Kind::Selection, "pasted text", text.as_ref())]),
        Mention::Selection => selection(sources),
        Mention::Sketch(place) => super::sketches::read(place, sources).map(|item| vec![item]),
        Mention::Symbol { .. } | Mention::Web(_) => Err("it was not read".to_owned()),
    }
}

/// An item the user named.
pub(super) fn named(kind: Kind, source: impl Into<String>, text: impl Into<String>) -> Item {
    Item { named: true, ..Item::new(kind, source, text, NAMED) }
}

fn file(path: &Path, sources: &Sources) -> Result<Item, String> {
    let path = if path.is_absolute() { path.to_owned() } else { sources.path(&path.to_string_lossy()) };
    let text = sources.text(&path)?;
    Ok(named(Kind::OpenFile, sources.name(&path), text.to_string()))
}

/// Lines of a file.
fn part(path: &Path, lines: &Range<usize>, sources: &Sources) -> Result<Item, String> {
    let text = sources.text(path)?;
    let last = text.line_count().saturating_sub(1);
    let (from, to) = (lines.start.min(last), lines.end.saturating_sub(1).clamp(lines.start.min(last), last));
    let part = text.slice(text.line_start(from)..text.line_range(to).end);
    let item = named(Kind::OpenFile, sources.name(path), part);
    Ok(Item { lines: Some(from..to + 1), ..item })
}

/// The texts in a folder, without what git ignores and without links.
fn folder(path: &Path, sources: &Sources) -> Result<Vec<Item>, String> {
    let root = sources.root.as_deref().ok_or("no project is open")?;
    let reason = format!("in the folder {}, which you named", sources.name(path));
    let (mut items, mut bytes) = (Vec::new(), 0);
    let mut open: Vec<PathBuf> = vec![path.to_owned()];
    while let Some(folder) = open.pop().filter(|_| !sources.cancel.is_cancelled()) {
        let mut listed = sources.tree.list(root, &folder).map_err(|error| error.to_string())?;
        listed.entries.sort_by(|a, b| a.path.cmp(&b.path));
        for entry in listed.entries.into_iter().filter(|entry| !entry.ignored && !entry.link) {
            match entry.kind {
                EntryKind::Folder => open.push(entry.path),
                EntryKind::File if items.len() >= MOST || bytes > MOST_BYTES => {
                    return Err(format!(
                        "more than {MOST} files, or {} MiB: name a smaller folder",
                        MOST_BYTES >> 20
                    ));
                }
                EntryKind::File => {
                    if let Ok(text) = sources.text(&entry.path) {
                        bytes += text.len();
                        let source = sources.name(&entry.path);
                        items.push(Item::new(Kind::OpenFile, source, text.to_string(), reason.clone()));
                    }
                }
                _ => {}
            }
        }
    }
    if items.is_empty() {
        return Err("there is no text in this folder that may be sent".to_owned());
    }
    Ok(items)
}

/// What is selected in the text that is looked at.
pub(super) fn selection(sources: &Sources) -> Result<Vec<Item>, String> {
    let active = sources.active.as_ref().ok_or("no text is open")?;
    let items: Vec<Item> = active
        .selected
        .iter()
        .map(|range| {
            let (from, to) = (active.text.line_of(range.start), active.text.line_of(range.end));
            let mut item = named(Kind::Selection, active.source.clone(), active.text.slice(range.clone()));
            item.lines = Some(from..to + 1);
            item
        })
        .collect();
    if items.is_empty() { Err("nothing is selected".to_owned()) } else { Ok(items) }
}

/// What is wrong, as the problems panel lists it.
pub(super) fn problems(sources: &Sources) -> Result<String, String> {
    let lines: Vec<String> = sources.problems.iter().map(ToString::to_string).collect();
    if lines.is_empty() { Err("no problems are listed".to_owned()) } else { Ok(lines.join("\n")) }
}

fn moment(node: Option<NodeId>, sources: &Sources) -> Result<Item, String> {
    let recorder = sources.history.as_ref().ok_or("there is no timeline of this project")?;
    recorder.drain();
    let timeline = recorder.timeline().ok_or("the timeline is still being opened")?;
    let node = node.or(sources.shown).or_else(|| timeline.node_at(timeline.now()).map(|node| node.id));
    let node = node.and_then(|id| timeline.node_of(id)).ok_or("there is no such moment")?;
    let before = timeline.before_node(node.id).map_err(|error| error.to_string())?;
    let text = between(timeline, before, node.moment())?;
    let text = if text.is_empty() { format!("{}\n", node.name()) } else { text };
    Ok(named(Kind::Moment, node.name().to_owned(), text))
}

/// The difference between two moments.
pub(super) fn between(timeline: &Timeline, from: Moment, to: Moment) -> Result<String, String> {
    let changes = timeline.changed_lines(from, to).map_err(|error| error.to_string())?;
    let mut out = String::new();
    for change in changes {
        let FileChange { path, old_path, .. } = &change;
        let old_path = old_path.as_ref().unwrap_or(path);
        let text = |path: &str, moment| -> Result<Text, String> {
            let content = timeline.content(path, moment).map_err(|error| error.to_string())?;
            Ok(content.as_ref().and_then(FileContent::text).cloned().unwrap_or_default())
        };
        if change.added.is_none() && change.removed.is_none() {
            out.push_str(&format!("{}: changed, and no text\n", path.as_str()));
            continue;
        }
        let (old, new) = (text(old_path.as_str(), from)?, text(path.as_str(), to)?);
        push_diff(&mut out, (old_path.as_str(), &old.to_string()), (path.as_str(), &new.to_string()));
        if out.len() > MOST_BYTES {
            out.push_str("(more was changed, and is left out)\n");
            break;
        }
    }
    Ok(out)
}

pub(super) fn push_diff(out: &mut String, old: (&str, &str), new: (&str, &str)) {
    if old.1 == new.1 && old.0 == new.0 {
        return;
    }
    let diff = TextDiff::from_lines(old.1, new.1);
    let (before, after) = (format!("a/{}", old.0), format!("b/{}", new.0));
    out.push_str(&diff.unified_diff().context_radius(3).header(&before, &after).to_string());
}

fn conversation(said: Option<&Said>) -> Result<(String, String), String> {
    let tree = match said.ok_or("there is no such conversation")? {
        Said::Here(tree) => Arc::clone(tree),
        Said::Kept(store, record) => Arc::new(store.look(*record)?.tree),
    };
    if tree.turns().is_empty() {
        return Err("nothing was said in it".to_owned());
    }
    Ok((tree.title(), tree.to_markdown(&|slug| slug.to_owned())))
}
