//! From an answer to files and hunks, in the background: the edits are read, placed in the texts that the model saw,
//! carried over to what is there now, and held against what may be touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use justbuilt_ai::edits::{
    Action, Change, FileEdit, FilePlan, HunkLine, Parser, Policy, Reason, Refusal, Reply, parse, plan,
};
use justbuilt_ai::secrets::Scanner;
use justbuilt_base::CancelToken;
use justbuilt_store::ContentHash;
use justbuilt_syntax::Languages;
use justbuilt_text::encoding::looks_binary;
use justbuilt_text::{Buffer, Text, Transaction};
use justbuilt_timeline::history::TextFormat;

use super::guarding::{May, World};
use super::hunks::{self, Hunk};
use super::judging::language_of;
use super::set::{SetFile, Source};
use crate::ai::ChangeAction;
use crate::ids::DocumentId;
use crate::timeline::change_between;

/// Longer answers are not read.
const LONGEST_ANSWER: usize = 32 << 20;
/// Longer files are not changed.
const LONGEST_FILE: usize = 32 << 20;
/// How a mark in the place of a secret begins.
const MARK: &str = "«redacted: ";

/// What is to be planned.
pub(super) struct Wanted {
    pub answer: Arc<str>,
    /// More of it is to come.
    pub partial: bool,
    pub seen: Vec<(String, Text)>,
    pub open: Vec<Open>,
    pub world: World,
    pub languages: Arc<Languages>,
}

/// An open document of the project.
#[derive(Clone)]
pub(super) struct Open {
    pub path: String,
    pub document: DocumentId,
    pub text: Text,
    pub format: TextFormat,
}

/// What came of it.
pub(crate) struct Planned {
    pub files: Vec<SetFile>,
    pub refused: Vec<(String, usize, String, Vec<usize>)>,
    /// Why the answer cannot be read.
    pub malformed: Option<String>,
    /// Whether it has edits at all.
    pub has_edits: bool,
}

/// A file as it is now.
struct Now {
    text: Text,
    source: Source,
    format: TextFormat,
}

/// Texts for the planner: those that the model saw, else those of now.
#[derive(Default)]
struct Known {
    shown: BTreeMap<String, String>,
    now: BTreeMap<String, Now>,
    /// Files that are there and cannot be changed, and why.
    left: BTreeMap<String, String>,
}

/// Whether an answer may hold edits: a quick look, for what comes by itself.
pub(super) fn may_have_edits(answer: &str) -> bool {
    ["<<<<<<<", "*** ", "---FILEPATH", "```", "~~~", "@@", "diff --git", "--- "]
        .iter()
        .any(|mark| answer.contains(mark))
}

/// Reads, places, carries over and guards.
pub(super) fn plan_set(wanted: &Wanted, cancel: &CancelToken) -> Planned {
    let nothing = |malformed: Option<String>, has_edits| Planned {
        files: Vec::new(),
        refused: Vec::new(),
        malformed,
        has_edits,
    };
    if wanted.answer.len() > LONGEST_ANSWER {
        let limit = LONGEST_ANSWER >> 20;
        return nothing(Some(format!("The answer is longer than {limit} MiB; ask for less at once.")), true);
    }
    let mut reply = if wanted.partial {
        let mut parser = Parser::new(None);
        parser.push(&wanted.answer);
        parser.so_far()
    } else {
        parse(&wanted.answer, None)
    };
    if let Some(malformed) = &reply.malformed {
        return nothing((!wanted.partial).then(|| malformed.to_string()), true);
    }
    if reply.edits.is_empty() || cancel.is_cancelled() {
        return nothing(None, false);
    }
    reveal(&mut reply, wanted);
    let known = look_up(&reply, wanted, cancel);
    let only_file = known.shown.len() == 1 && reply.edits.iter().all(|edit| edit.path.is_empty());
    let planned = plan(&reply, &known.shown, &Policy { only_file, ..Policy::default() });
    let mut out = nothing(planned.malformed.map(|malformed| malformed.to_string()), true);
    for refusal in planned.refused {
        let why = explain(&refusal, &known, &wanted.world);
        out.refused.push((refusal.path, refusal.line, why, refusal.places));
    }
    for file in planned.files {
        if cancel.is_cancelled() {
            return nothing(None, false);
        }
        let path = file.path.clone();
        let twice = |made: &SetFile| out.files.iter().any(|other| other.path == made.path);
        match carried(file, &known, wanted) {
            Ok(Some(made)) if twice(&made) => {
                out.refused.push((
                    path,
                    0,
                    "another edit is for the same file, by another name".into(),
                    Vec::new(),
                ));
            }
            Ok(made) => out.files.extend(made),
            Err(why) => out.refused.push((path, 0, why, Vec::new())),
        }
    }
    out
}

/// The names an edit has for files.
fn names(edit: &FileEdit) -> impl Iterator<Item = &str> {
    let moved = match &edit.change {
        Change::Hunks { move_to, .. } => move_to.as_deref(),
        Change::Move { to } => Some(to.as_str()),
        _ => None,
    };
    [Some(edit.path.as_str()), moved].into_iter().flatten()
}

fn look_up(reply: &Reply, wanted: &Wanted, cancel: &CancelToken) -> Known {
    let mut known = Known::default();
    for (path, text) in &wanted.seen {
        known.shown.insert(path.clone(), text.to_string());
    }
    for (path, _) in &wanted.seen {
        known.load(path, wanted);
    }
    for open in &wanted.open {
        known.load(&open.path, wanted);
    }
    for edit in &reply.edits {
        if cancel.is_cancelled() {
            break;
        }
        for name in names(edit) {
            let bare = name.strip_prefix("./").unwrap_or(name);
            let unprefixed = bare.strip_prefix("a/").or_else(|| bare.strip_prefix("b/"));
            for path in [Some(bare), Some(bare.trim_start_matches('/')), unprefixed].into_iter().flatten() {
                known.load(path, wanted);
            }
        }
    }
    known
}

impl Known {
    /// Looks at a file as it is now.
    fn load(&mut self, path: &str, wanted: &Wanted) {
        if path.is_empty() || self.now.contains_key(path) || self.left.contains_key(path) {
            return;
        }
        // What may not be touched is not read either.
        let May::Yes { real, .. } = wanted.world.may(path) else { return };
        let open = wanted.open.iter().find(|open| open.path == path || open.path == real);
        let now = match open {
            Some(open) => {
                Now { text: open.text.clone(), source: Source::Document(open.document), format: open.format }
            }
            None => match read(&wanted.world, &real) {
                Ok(Some(now)) => now,
                Ok(None) => return,
                Err(why) => {
                    self.left.insert(path.to_owned(), why);
                    return;
                }
            },
        };
        if now.text.len() > LONGEST_FILE {
            self.left.insert(path.to_owned(), "the file is too long to be changed by a model".to_owned());
            return;
        }
        self.shown.entry(path.to_owned()).or_insert_with(|| now.text.to_string());
        self.now.insert(path.to_owned(), now);
    }
}

/// A text file of the disk.
fn read(world: &World, path: &str) -> Result<Option<Now>, String> {
    let full = world.full(path);
    match world.fs.metadata(&full) {
        Ok(found) if !found.is_file() => return Err("it is a folder, or no file at all".to_owned()),
        Ok(found) if found.size > LONGEST_FILE as u64 => {
            return Err("the file is too long to be changed by a model".to_owned());
        }
        _ => {}
    }
    let Some(bytes) = world.read(path).map_err(|error| error.to_string())? else { return Ok(None) };
    text_of(&bytes)
        .map(|(text, format)| Some(Now { text, source: Source::Disk(ContentHash::of(&bytes)), format }))
}

/// Bytes as a text that gives the same bytes again.
pub(super) fn text_of(bytes: &[u8]) -> Result<(Text, TextFormat), String> {
    if looks_binary(bytes) {
        return Err("it is not a text".to_owned());
    }
    let buffer = Buffer::from_bytes(bytes, None).buffer;
    let format = TextFormat { encoding: buffer.encoding(), line_ending: buffer.line_ending() };
    if format.encode(buffer.text()) != bytes {
        return Err("its bytes cannot be kept when it is changed as a text".to_owned());
    }
    Ok((buffer.text().clone(), format))
}

/// Puts secrets back where the answer quotes the marks that stood for them.
fn reveal(reply: &mut Reply, wanted: &Wanted) {
    if !wanted.answer.contains(MARK) {
        return;
    }
    let Ok(secrets) = Scanner::built_in() else { return };
    for edit in &mut reply.edits {
        let same = |path: &str| path == edit.path || path.ends_with(&format!("/{}", edit.path));
        let Some((path, text)) = wanted.seen.iter().find(|(path, _)| same(path)) else { continue };
        let original = text.to_string();
        let redacted = secrets.redact_in(Some(path), &original);
        if !redacted.is_clean() {
            for_texts(&mut edit.change, &|text| {
                if text.contains(MARK) {
                    *text = redacted.reveal(&original, text);
                }
            });
        }
    }
}

fn for_texts(change: &mut Change, with: &dyn Fn(&mut String)) {
    match change {
        Change::Replace { search, replace } | Change::Substring { search, replace, .. } => {
            with(search);
            with(replace);
        }
        Change::Hunks { hunks, .. } => {
            for line in hunks.iter_mut().flat_map(|hunk| &mut hunk.lines) {
                match line {
                    HunkLine::Context(text)
                    | HunkLine::Raw(text)
                    | HunkLine::Remove(text)
                    | HunkLine::Add(text) => with(text),
                }
            }
        }
        Change::InsertAfter { text, .. } | Change::Create { text, .. } | Change::Whole { text } => with(text),
        Change::Delete | Change::Move { .. } => {}
    }
}

/// Why an edit has no place, for the user.
fn explain(refusal: &Refusal, known: &Known, world: &World) -> String {
    if matches!(refusal.reason, Reason::NoFile | Reason::NotFound) {
        if let Some(why) = known.left.get(&refusal.path) {
            return why.clone();
        }
        if let May::No(why) = world.may(&refusal.path) {
            return why;
        }
    }
    refusal.reason.to_string()
}

/// A file's plan, for the text that is there now.
fn carried(file: FilePlan, known: &Known, wanted: &Wanted) -> Result<Option<SetFile>, String> {
    let now = known.now.get(&file.path);
    let shown = known.shown.get(&file.path).map(|shown| Text::from(shown.as_str()));
    let (mut no, mut asks) = (None, None);
    let mut path = file.path.clone();
    match wanted.world.may(&file.path) {
        May::No(why) => no = Some(why),
        May::Yes { real, asks: why } => {
            asks = why;
            path = real;
        }
    }
    if no.is_none()
        && let Some(why) = known.left.get(&file.path)
    {
        return Err(why.clone());
    }
    let (action, base, hunks, rebased) = match file.action {
        Action::Create { text } => {
            // An empty search in a file that is there is a change; this one is not there.
            let base = Text::new();
            let hunk = (!text.is_empty()).then(|| Hunk::new(&base, 0..0, text));
            (ChangeAction::Create, base, hunk.into_iter().collect(), false)
        }
        Action::Delete => {
            let now = now.ok_or("the file is not there any more")?;
            let base = now.text.clone();
            let rebased = shown.is_some_and(|shown| shown != base);
            let mut hunk = Hunk::new(&base, 0..base.len(), "");
            // What the model has not seen is not deleted.
            hunk.conflict = rebased;
            let hunks = if base.is_empty() { Vec::new() } else { vec![hunk] };
            (ChangeAction::Delete, base, hunks, rebased)
        }
        Action::Change { change, move_to } => {
            let (now, shown) = match (now, shown) {
                (Some(now), Some(shown)) => (now, shown),
                _ if no.is_some() => return Err(no.unwrap_or_default()),
                _ => return Err("the file is not there any more".to_owned()),
            };
            let move_to = move_to.filter(|to| *to != file.path);
            let mut action = ChangeAction::Change;
            if let Some(to) = move_to {
                match wanted.world.may(&to) {
                    May::No(why) => no = no.or(Some(format!("{to}: {why}"))),
                    May::Yes { real, asks: why } => {
                        asks = asks.or(why.map(|why| format!("{to}: {why}")));
                        action = ChangeAction::Move(real);
                    }
                }
                if no.is_some() {
                    action = ChangeAction::Move(to);
                }
            }
            let mut hunks = hunks::of_change(&shown, &change.transaction);
            let rebased = shown != now.text;
            if rebased {
                let since: Transaction = change_between(&shown, &now.text);
                hunks::follow(&mut hunks, &shown, &since, &now.text);
            }
            if hunks.is_empty() && action == ChangeAction::Change {
                return Ok(None);
            }
            (action, now.text.clone(), hunks, rebased)
        }
    };
    let format = now.map(|now| now.format).unwrap_or_default();
    let marks = hunks.iter().any(|hunk| hunk.text.contains(MARK) && !hunk.was.contains(MARK));
    if marks {
        no = no.or_else(|| {
            Some(
                "it writes a mark that stands for a secret, in the secret’s place; ask for the edit again"
                    .into(),
            )
        });
    }
    let language_path = match &action {
        ChangeAction::Move(to) => to,
        _ => &path,
    };
    let language = language_of(&wanted.languages, language_path, &base);
    let mut made = SetFile {
        full: wanted.world.full(&path),
        path,
        action,
        base,
        hunks,
        source: now.map_or(Source::Nothing, |now| now.source),
        format,
        keep: true,
        asks,
        no,
        agreed: false,
        level: file.level,
        worse: None,
        findings: Vec::new(),
        rebased,
        language,
        judged: None,
        shared: None,
    };
    if made.action == ChangeAction::Create {
        made.source = Source::Nothing;
        made.language = language_of(&wanted.languages, &made.path, &made.after());
    }
    if made.no.is_none() && !matches!(made.source, Source::Document(_)) {
        made.no = unwritable(made.format, &made.after());
    }
    Ok(Some(made))
}

/// Why a text cannot be written in the encoding of its file.
pub(super) fn unwritable(format: TextFormat, after: &Text) -> Option<String> {
    let at = format.encoding.first_unencodable(after)?;
    let character = after.char_at(at).unwrap_or_default();
    Some(format!(
        "its encoding, {}, has no ‘{character}’ (line {})",
        format.encoding.name(),
        after.line_of(at) + 1
    ))
}
