//! Puts together what goes along with a message, in the background: what the user named, the project's rules, and, where
//! that is wanted, what is open, what has to do with it and what was done of late. What has room is decided by
//! `justbuilt_ai::context`.

use std::sync::Arc;

use justbuilt_ai::context::{Item, Kind, Manifest, assemble};
use justbuilt_ai::prompt::{Prompt, Rendered, Values};
use justbuilt_ai::rights::{Access, FsResolver, Guard};
use justbuilt_ai::rules;
use justbuilt_ai::tokens::Family;
use justbuilt_store::records::types::VariableType;
use justbuilt_text::Text;
use justbuilt_timeline::history::Filter;
use serde_json::{Value, json};

use super::changed;
use super::reading::{self, Named, Said};
use super::related::related;
use super::sources::{Active, Sources};
use crate::ai::SketchPlace;
use crate::sketches::SketchFormat;

/// Lines around the caret that go along of a long text.
const AROUND: usize = 300;
/// Open texts besides the one that is looked at, files that have to do with it, and moments.
const OPEN: usize = 6;
const RELATED: usize = 6;
const MOMENTS: usize = 10;
/// Bytes of a text that goes along by itself.
const LONGEST: usize = 48 << 10;
/// Tokens of all that goes along by itself, so that a large window is not filled because it is there.
const BY_ITSELF: u64 = 16_000;

/// What is to be put together.
pub(super) struct Wanted {
    pub sources: Sources,
    pub named: Vec<(Named, Option<Said>)>,
    /// Whether open files and the like go along by themselves.
    pub gathers: bool,
    pub family: Family,
    /// Tokens there are.
    pub budget: u64,
    /// What the persona may read; without a persona the user alone decides.
    pub guard: Option<Result<Guard, String>>,
    /// A slash command: the prompt, and the values that were given.
    pub prompt: Option<(Prompt, Values)>,
}

/// What goes along.
pub(super) struct Gathered {
    pub rules: Arc<str>,
    pub data: Arc<str>,
    pub manifest: Manifest,
    /// The project's files as the model sees them, whole.
    pub seen: Vec<(String, Text)>,
    /// What the slash command was made into; or why that cannot be.
    pub rendered: Option<Result<Rendered, String>>,
    /// What could not be read: its name, and why.
    pub failed: Vec<(String, String)>,
}

/// Puts it together. Waits for the disk.
pub(super) fn gather(wanted: &Wanted) -> Gathered {
    let sources = &wanted.sources;
    let (mut items, mut failed) = (Vec::new(), Vec::new());
    for (named, said) in &wanted.named {
        let read = match (&named.fixed, &named.mention) {
            (Some(fixed), _) => Ok(fixed.clone()),
            (None, Some(mention)) => reading::read(mention, sources, said.as_ref()),
            (None, None) => continue,
        };
        match read {
            Ok(read) => {
                for item in read {
                    match wanted.may_read(&item) {
                        Ok(()) => items.push(item),
                        Err(why) => failed.push((item.source, why)),
                    }
                }
            }
            Err(why) => failed.push((named.label.clone(), why)),
        }
    }
    items.extend(rules_of(sources));
    let rendered = wanted.prompt.as_ref().map(|(prompt, values)| render(prompt, values, sources));
    if wanted.gathers {
        let mut more = by_itself(sources);
        more.retain(|item| wanted.may_read(item).is_ok());
        // A sketch that was named is told once.
        let told: Vec<String> =
            items.iter().filter(|item| item.kind == Kind::Sketch).map(|item| item.source.clone()).collect();
        more.retain(|item| item.kind != Kind::Sketch || !told.contains(&item.source));
        limited(&mut items, more, wanted.family);
    }
    let Some(scanner) = sources.shared.scanner() else {
        failed
            .push(("All of it".to_owned(), "secrets cannot be looked for, so nothing goes along".to_owned()));
        let manifest = Manifest::default();
        return Gathered { rules: "".into(), data: "".into(), manifest, seen: Vec::new(), rendered, failed };
    };
    let assembled = assemble(items, &scanner, wanted.family, wanted.budget);
    let mut seen: Vec<(String, Text)> = Vec::new();
    for sent in &assembled.manifest.sent {
        let path = sources.path(&sent.source);
        let known = seen.iter().any(|(source, _)| *source == sent.source);
        if !known
            && matches!(sent.kind, Kind::OpenFile | Kind::RelatedFile | Kind::Selection | Kind::Symbol)
            && let Ok(text) = sources.text(&path)
        {
            seen.push((sent.source.clone(), text));
        }
    }
    Gathered {
        rules: assembled.rules.into(),
        data: assembled.data.into(),
        manifest: assembled.manifest,
        seen,
        rendered,
        failed,
    }
}

impl Wanted {
    /// Whether the persona may read the file that an item is of.
    fn may_read(&self, item: &Item) -> Result<(), String> {
        let file = matches!(item.kind, Kind::OpenFile | Kind::RelatedFile | Kind::Symbol | Kind::Sketch);
        let file = file || (item.kind == Kind::Selection && !item.named);
        let (Some(guard), true, Some(root)) = (&self.guard, file, &self.sources.root) else { return Ok(()) };
        let resolver = FsResolver::new(Arc::clone(&self.sources.fs), root);
        let guard = guard.as_ref().map_err(Clone::clone)?;
        guard.file(Access::Read, &item.source, &resolver).map(drop).map_err(|refusal| refusal.to_string())
    }
}

/// Adds as much as a question that names nothing should cost.
fn limited(items: &mut Vec<Item>, more: Vec<Item>, family: Family) {
    let mut left = BY_ITSELF;
    for item in more {
        let tokens = family.tokens(&item.text);
        if tokens > left {
            continue;
        }
        left -= tokens;
        items.push(item);
    }
}

/// The project's rules that hold where the user is.
fn rules_of(sources: &Sources) -> Vec<Item> {
    if sources.root.is_none() {
        return Vec::new();
    }
    let here = sources.active.as_ref().filter(|active| active.in_project);
    let here = here.map_or("", |active| active.source.as_str());
    let mut folders = vec![String::new()];
    let mut at = 0;
    while let Some(slash) = here.get(at..).and_then(|rest| rest.find('/')) {
        at += slash + 1;
        folders.push(here.get(..at).unwrap_or_default().to_owned());
    }
    let mut files = Vec::new();
    for folder in folders {
        for name in rules::NAMES {
            let path = format!("{folder}{name}");
            if let Ok(text) = sources.text(&sources.path(&path)) {
                files.push((path, text.to_string()));
            }
        }
    }
    let found = rules::rules_for(here, &files, rules::Combine::default(), rules::Sizes::default());
    let item = |rule: rules::Rule| Item::new(Kind::Rules, rule.path, rule.text, "rules of the project");
    found.into_iter().map(item).collect()
}

fn by_itself(sources: &Sources) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some(active) = sources.active.as_ref().filter(|active| active.in_project) {
        for mut item in reading::selection(sources).unwrap_or_default() {
            item.named = false;
            item.reason = "it is selected".to_owned();
            items.push(item);
        }
        match sketch(&active.source, sources, "you are looking at it") {
            Some(item) => items.push(Item { rank: 1, ..item }),
            None => {
                items.push(around(active));
                items.extend(outline(active));
            }
        }
    }
    let active = sources.active.as_ref().map(|active| active.source.as_str());
    let others = sources.open.iter().filter(|open| Some(open.source.as_str()) != active);
    let others =
        others.filter(|open| sources.root.as_deref().is_some_and(|root| open.path.starts_with(root)));
    for (rank, open) in others.filter(|open| open.text.len() <= LONGEST).take(OPEN).enumerate() {
        let mut item = match sketch(&open.source, sources, "open in a tab") {
            Some(item) => item,
            None => Item::new(Kind::OpenFile, &*open.source, open.text.to_string(), "open in a tab"),
        };
        item.rank = -(rank as i32) - 1;
        items.push(item);
    }
    if let Some(active) = sources.active.as_ref().filter(|active| active.in_project) {
        let top = active.text.slice(0..active.text.clamp_boundary(active.text.len().min(64 << 10)));
        let found = related(&active.source, &top, &sources.files(), RELATED);
        for (rank, path) in found.into_iter().enumerate() {
            let Ok(text) = sources.text(&sources.path(&path)) else { continue };
            if text.len() > LONGEST {
                continue;
            }
            let reason = format!("imported by {}", active.source);
            let mut item = Item::new(Kind::RelatedFile, path, text.to_string(), reason);
            item.rank = -(rank as i32);
            items.push(item);
        }
    }
    if let (Some(related), Some(active)) = (&sources.related, &sources.active)
        && active.in_project
    {
        let known: Vec<String> = items.iter().map(|item| item.source.clone()).collect();
        let more = related.items(active, sources);
        items.extend(more.into_iter().filter(|item| !known.contains(&item.source)));
    }
    items.extend(moments(sources));
    items
}

/// A drawing in words, where a text is one: its file says little to a reader.
fn sketch(source: &str, sources: &Sources, reason: &str) -> Option<Item> {
    let path = sources.path(source);
    SketchFormat::of_path(&path)?;
    let item = super::sketches::read(&SketchPlace::File(path), sources).ok()?;
    Some(Item { named: false, reason: reason.to_owned(), ..item })
}

/// The text that is looked at, or the part around the caret when it is long.
fn around(active: &Active) -> Item {
    let text = &active.text;
    let reason = "you are looking at it";
    if text.len() <= LONGEST && text.line_count() <= 2 * AROUND {
        return Item { rank: 1, ..Item::new(Kind::OpenFile, &*active.source, text.to_string(), reason) };
    }
    let caret = text.line_of(active.head);
    let (from, to) = (caret.saturating_sub(AROUND), (caret + AROUND).min(text.line_count()));
    let end = text.line_range(to.saturating_sub(1)).end;
    let start = text.line_start(from);
    let (start, end) = if end - start > LONGEST {
        let half = LONGEST / 2;
        let low = text.clamp_boundary(active.head.saturating_sub(half).max(start));
        (text.line_start(text.line_of(low)), text.clamp_boundary((active.head + half).min(end)))
    } else {
        (start, end)
    };
    let lines = text.line_of(start)..text.line_of(end.saturating_sub(1).max(start)) + 1;
    let part = text.slice(start..end).into_owned();
    Item {
        rank: 1,
        lines: Some(lines),
        ..Item::new(Kind::OpenFile, &*active.source, part, "you are looking at this part of it")
    }
}

/// What is in a long text besides the part that goes along.
fn outline(active: &Active) -> Option<Item> {
    if active.text.line_count() <= 2 * AROUND || active.symbols.is_empty() {
        return None;
    }
    let mut out = String::new();
    for symbol in active.symbols.iter().take(200) {
        let line = active.text.line_of(symbol.range.start.min(active.text.len())) + 1;
        out.push_str(&format!("{}{} (line {line})\n", "  ".repeat(symbol.depth), symbol.name));
    }
    Some(Item::new(Kind::Symbol, &*active.source, out, "what is in the file you are looking at"))
}

/// What was done of late.
fn moments(sources: &Sources) -> Option<Item> {
    let recorder = sources.history.as_ref()?;
    recorder.drain();
    let filter = Filter { limit: Some(MOMENTS), ..Filter::default() };
    let nodes = recorder.timeline()?.nodes(&filter).ok()?;
    let now = sources.clock.now();
    let lines: Vec<String> = nodes
        .iter()
        .map(|node| format!("{} minutes ago: {}", now.since(node.time).as_secs() / 60, node.name()))
        .collect();
    (!lines.is_empty())
        .then(|| Item::new(Kind::Moment, "timeline", lines.join("\n"), "what was done of late"))
}

/// Renders a slash command: what the user did not give and the window knows is put in.
fn render(prompt: &Prompt, given: &Values, sources: &Sources) -> Result<Rendered, String> {
    let mut values = given.clone();
    for variable in &prompt.variables {
        if values.contains_key(&variable.name) {
            continue;
        }
        let value = match &variable.kind {
            VariableType::Selection | VariableType::Symbol => {
                marked(sources, variable.kind == VariableType::Symbol)
            }
            VariableType::File if variable.default.is_none() => file(sources),
            VariableType::Diff => changed::changes(sources).map(|(text, _)| json!({ "text": text })),
            VariableType::Text if variable.name == "problem" => reading::problems(sources).map(Value::from),
            VariableType::Text if variable.name == "recent" => {
                changed::subjects(sources).map(Value::from).ok_or_else(|| "there are no commits".to_owned())
            }
            _ => continue,
        };
        match value {
            Ok(value) => {
                values.insert(variable.name.clone(), value);
            }
            Err(_) if variable.default.is_some() => {}
            Err(why) => return Err(format!("/{}: {}: {why}", prompt.name, variable.name)),
        }
    }
    // A file that was named by its path is read.
    for variable in prompt.variables.iter().filter(|variable| variable.kind == VariableType::File) {
        if let Some(Value::String(path)) = values.get(&variable.name).cloned()
            && !path.is_empty()
        {
            let text = sources
                .text(&sources.path(&path))
                .map_err(|why| format!("/{}: {path}: {why}", prompt.name))?;
            values.insert(variable.name.clone(), json!({ "text": text.to_string(), "path": path }));
        }
    }
    prompt.render(&values).map_err(|error| error.to_string())
}

/// What is selected; without a selection the symbol around the caret, or the line.
fn marked(sources: &Sources, symbol: bool) -> Result<Value, String> {
    let active = sources.active.as_ref().ok_or("open a file and select what it is about")?;
    let text = &active.text;
    let around = |range: &std::ops::Range<usize>| range.contains(&active.head) || range.end == active.head;
    let inner = active.symbols.iter().filter(|one| around(&one.range)).min_by_key(|one| one.range.len());
    let (range, name) = match (active.selected.first(), inner) {
        (Some(range), inner) => {
            let name = inner.filter(|_| symbol).map(|one| one.name.clone());
            (range.clone(), name)
        }
        (None, Some(inner)) => (inner.range.clone(), Some(inner.name.clone())),
        (None, None) => (text.line_content(text.line_of(active.head)), None),
    };
    let range = range.start.min(text.len())..range.end.min(text.len());
    let part = text.slice(range.clone());
    if part.trim().is_empty() {
        return Err("select what it is about".to_owned());
    }
    let mut value = json!({
        "text": part,
        "path": active.source,
        "line": text.line_of(range.start) + 1,
        "language": active.language,
    });
    if let (Some(name), Some(map)) = (name, value.as_object_mut()) {
        map.insert("name".to_owned(), Value::from(name));
    }
    Ok(value)
}

fn file(sources: &Sources) -> Result<Value, String> {
    let active = sources.active.as_ref().ok_or("open the file that it is about")?;
    Ok(json!({
        "text": active.text.to_string(),
        "path": active.source,
        "line": active.text.line_of(active.head) + 1,
        "language": active.language,
    }))
}
