//! What a persona may call while it answers: reading, listing, searching, and proposing edits. Each call is held to its
//! rights by `justbuilt_ai::rights`; what comes back is limited, freed of secrets and framed as data. Nothing is written
//! and no command is run here.

use std::path::Path;
use std::sync::Arc;

use justbuilt_ai::context::{Item, Kind, assemble};
use justbuilt_ai::request::Tool;
use justbuilt_ai::rights::{Access, FsResolver, Guard, Refusal};
use justbuilt_ai::tokens::Family;
use justbuilt_text::Text;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::sources::Sources;
use crate::search::{SearchFile, SearchQuery, SearchRequest};

/// Tokens of a result.
const RESULT: u64 = 8_000;
/// Files that are listed, and hits that are found.
const LISTED: usize = 400;
const HITS: usize = 200;

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub id: String,
    pub name: String,
    /// `Err` holds what is no JSON.
    pub arguments: Result<Value, String>,
    /// The user agreed.
    pub agreed: bool,
    /// For a search by meaning: the vector of what is looked for, or why there is none.
    pub meaning: Option<Result<Vec<f32>, String>>,
}

/// The tool that searches by meaning. Who may search may use it.
pub(super) const MEANING: &str = "search_meaning";

impl Call {
    /// What is looked for by meaning.
    pub fn looks_for(&self) -> Option<&str> {
        let asked = self.arguments.as_ref().ok().filter(|_| self.name == MEANING)?;
        asked.get("text")?.as_str().filter(|text| !text.trim().is_empty())
    }
}

/// A call that was carried out, or was not.
pub(super) struct Called {
    pub id: String,
    pub name: String,
    pub outcome: Outcome,
    /// A file as the model sees it now.
    pub seen: Option<(String, Text)>,
    pub proposed: Option<Proposed>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Said(String),
    Failed(String),
    /// The user is asked: what would happen.
    Asks(String),
}

/// An edit that waits for review.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proposed {
    /// As a block that is read like those in an answer.
    pub block: String,
}

impl Called {
    pub fn failed(call: Call, why: &str) -> Self {
        let outcome = Outcome::Failed(why.to_owned());
        Self { id: call.id, name: call.name, outcome, seen: None, proposed: None }
    }
}

/// What may be called under these rights; `meaning`: the project can be searched by meaning.
pub(super) fn tools(guard: &Guard, meaning: bool) -> Vec<Tool> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let number = |description: &str| json!({ "type": "integer", "description": description });
    let all = [
        (
            "read_file",
            "Reads a text file of the project, as it is in the editor, with what is not saved.",
            json!({
                "path": text("From the project's root, with /."),
                "from": number("The first line, from 1; without it the file's first."),
                "to": number("The last line; without it the file's last."),
            }),
            vec!["path"],
        ),
        (
            "list_files",
            "Lists files of the project, without those that git ignores.",
            json!({ "folder": text("Only those in this folder; without it all.") }),
            vec![],
        ),
        (
            "search",
            "Finds text in the files of the project, with path and line of each place.",
            json!({
                "text": text("What is looked for."),
                "regex": { "type": "boolean", "description": "Whether it is a regular expression." },
                "files": text("Globs of files to look in, separated by commas; without it all."),
            }),
            vec!["text"],
        ),
        (
            MEANING,
            "Finds places of the project that mean what is asked for, in whatever words, the nearest first.",
            json!({ "text": text("What is looked for, as a sentence or two.") }),
            vec!["text"],
        ),
        (
            "propose_edit",
            "Proposes to replace a piece of a file, or to make a new file. Nothing is written: the user reviews it \
             after your answer.",
            json!({
                "path": text("From the project's root, with /."),
                "search": text("The text to be replaced, exactly as it is and found only once; empty for a new file."),
                "replace": text("The text in its place."),
            }),
            vec!["path", "search", "replace"],
        ),
    ];
    let offered = all.into_iter().filter(|(name, ..)| match *name {
        MEANING => meaning && may_call(guard, MEANING).is_ok(),
        name => may_call(guard, name).is_ok(),
    });
    offered
        .map(|(name, description, properties, required)| Tool {
            name: name.to_owned(),
            description: description.to_owned(),
            parameters: json!({ "type": "object", "properties": properties, "required": required }),
            strict: false,
        })
        .collect()
}

/// Whether a tool may be called.
pub(super) fn may_call(guard: &Guard, name: &str) -> Result<(), Refusal> {
    match guard.tool(name) {
        Err(_) if name == MEANING => guard.tool("search"),
        answer => answer,
    }
}

/// Carries out calls, one after the other. Waits for the disk.
pub(super) fn carry_out(calls: Vec<Call>, guard: &Result<Guard, String>, sources: &Sources) -> Vec<Called> {
    calls.into_iter().map(|call| one(call, guard, sources)).collect()
}

fn one(call: Call, guard: &Result<Guard, String>, sources: &Sources) -> Called {
    let guard = match guard {
        Ok(guard) => guard,
        Err(why) => return Called::failed(call, &format!("Refused: {why}")),
    };
    if let Err(refusal) = may_call(guard, &call.name) {
        return Called::failed(call, &format!("Refused: {refusal}. There is no other way to do it."));
    }
    let arguments = match &call.arguments {
        Ok(arguments) => arguments.clone(),
        Err(text) => {
            let text: String = text.chars().take(200).collect();
            let why = format!("The arguments are no JSON, so nothing was done. They were: {text}");
            return Called::failed(call, &why);
        }
    };
    let Some(root) = sources.root.as_deref() else {
        return Called::failed(call, "No project is open, so there are no files.");
    };
    let tool = Tools { guard, sources, root, agreed: call.agreed, meaning: call.meaning };
    let mut called = Called {
        id: call.id,
        name: call.name,
        outcome: Outcome::Said(String::new()),
        seen: None,
        proposed: None,
    };
    let done = match called.name.as_str() {
        "read_file" => tool.read(&arguments, &mut called.seen),
        "list_files" => tool.list(&arguments),
        "search" => tool.search(&arguments),
        MEANING => tool.search_meaning(&arguments),
        "propose_edit" => tool.propose(&arguments, &mut called),
        name => Err(Outcome::Failed(format!(
            "There is no tool {name} here. Commands cannot be run; the tools are those that were listed."
        ))),
    };
    called.outcome = match done {
        Ok(text) => Outcome::Said(text),
        Err(outcome) => outcome,
    };
    called
}

struct Tools<'a> {
    guard: &'a Guard,
    sources: &'a Sources,
    root: &'a Path,
    agreed: bool,
    meaning: Option<Result<Vec<f32>, String>>,
}

type Done = Result<String, Outcome>;

fn failed(why: impl Into<String>) -> Outcome {
    Outcome::Failed(why.into())
}

fn word<'a>(arguments: &'a Value, name: &str) -> Result<&'a str, Outcome> {
    arguments
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| failed(format!("The argument {name}, a text, is missing.")))
}

impl Tools<'_> {
    /// The file that a path leads to, if it may be used.
    fn file(&self, access: Access, path: &str) -> Result<String, Outcome> {
        let resolver = FsResolver::new(Arc::clone(&self.sources.fs), self.root);
        let allowed = self.guard.file(access, path, &resolver);
        allowed.map(|allowed| allowed.path).map_err(|refusal| failed(format!("Refused: {refusal}")))
    }

    /// As data: framed, without secrets, not too long.
    fn framed(&self, kind: Kind, source: &str, text: String, from: Option<usize>) -> Done {
        let scanner = self.sources.shared.scanner();
        let scanner = scanner.ok_or_else(|| failed("Secrets cannot be looked for, so nothing is shown."))?;
        let lines = from.map(|from| from..from + text.lines().count());
        let mut item =
            Item { named: true, lines, ..Item::new(kind, source, text, "a tool was asked for it") };
        // What may not be cut is left out whole when it is too long.
        if kind == Kind::Problem {
            item.kind = Kind::Diff;
        }
        let assembled = assemble(vec![item], &scanner, Family::Unknown, RESULT);
        match assembled.manifest.left_out.first() {
            _ if !assembled.data.is_empty() => Ok(assembled.data),
            Some(left) => Err(failed(format!("{source} is not shown: {}", left.why))),
            None => Ok("(There is nothing in it.)".to_owned()),
        }
    }

    fn read(&self, arguments: &Value, seen: &mut Option<(String, Text)>) -> Done {
        let path = self.file(Access::Read, word(arguments, "path")?)?;
        let scanner = self.sources.shared.scanner();
        if !self.agreed
            && let Some(why) = scanner.as_ref().and_then(|scanner| scanner.kept_out().why(&path))
        {
            return Err(Outcome::Asks(format!(
                "Reads {path} and sends it to the model: it may hold secrets ({why})."
            )));
        }
        let text = self.sources.text(&self.sources.path(&path)).map_err(failed)?;
        let number = |name: &str| {
            arguments.get(name).and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok())
        };
        let last = text.line_count();
        let from = number("from").unwrap_or(1).clamp(1, last.max(1));
        let to = number("to").unwrap_or(last).clamp(from, last.max(from));
        let range = text.line_start(from - 1)..text.line_range(to - 1).end;
        let part = text.slice(range).into_owned();
        let whole = from == 1 && to >= last;
        *seen = Some((path.clone(), text));
        self.framed(Kind::OpenFile, &path, part, (!whole).then_some(from - 1))
    }

    fn list(&self, arguments: &Value) -> Done {
        let folder = arguments.get("folder").and_then(Value::as_str).unwrap_or_default();
        let folder = folder.trim_start_matches("./").trim_matches('/');
        let inside = |path: &&String| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let files = self.sources.files();
        let mut shown: Vec<&str> = Vec::new();
        let mut more = 0;
        for path in files.iter().filter(inside) {
            if shown.len() >= LISTED {
                more += 1;
            } else if self.file(Access::Read, path).is_ok() {
                shown.push(path);
            }
        }
        if shown.is_empty() {
            return Ok("There are no files here that you may read.".to_owned());
        }
        let mut text = shown.join("\n");
        if more > 0 {
            text.push_str(&format!("\n({more} more; ask for a folder)"));
        }
        self.framed(Kind::Moment, "list of files", text, None)
    }

    fn search(&self, arguments: &Value) -> Done {
        let query = SearchQuery {
            text: word(arguments, "text")?.to_owned(),
            regex: arguments.get("regex").and_then(Value::as_bool).unwrap_or(false),
            include: arguments.get("files").and_then(Value::as_str).unwrap_or_default().to_owned(),
            ..SearchQuery::default()
        };
        let unsaved = self.sources.unsaved();
        let (root, exclude) = (self.root, &*self.sources.exclude);
        let asked = SearchRequest { root, query: &query, exclude, unsaved: &unsaved };
        let found: Mutex<(Vec<SearchFile>, usize)> = Mutex::default();
        let take = |file: SearchFile| {
            let mut found = found.lock();
            found.1 += file.hits.len();
            found.0.push(file);
            // Some more than are shown, since not all may be.
            found.1 < 10 * HITS
        };
        self.sources
            .search
            .search(&asked, &self.sources.cancel, &take)
            .map_err(|error| failed(error.to_string()))?;
        let (mut files, _) = found.into_inner();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let scanner = self.sources.shared.scanner();
        let (mut text, mut count, mut more) = (String::new(), 0, 0);
        for file in files {
            let path = self.sources.name(&file.path);
            let closed = scanner.as_ref().is_some_and(|scanner| scanner.kept_out().why(&path).is_some());
            if closed || self.file(Access::Read, &path).is_err() {
                continue;
            }
            for hit in file.hits {
                if count >= HITS {
                    more += 1;
                    continue;
                }
                count += 1;
                text.push_str(&format!("{path}:{}: {}\n", hit.line + 1, hit.text.trim()));
            }
        }
        if count == 0 {
            return Ok("It is found in no file that you may read.".to_owned());
        }
        if more > 0 {
            text.push_str(&format!("({more} more places; look for something longer)\n"));
        }
        self.framed(Kind::Moment, "search", text, None)
    }

    fn search_meaning(&self, arguments: &Value) -> Done {
        word(arguments, "text")?;
        let (Some(related), Some(question)) = (&self.sources.related, &self.meaning) else {
            return Err(failed("The project cannot be searched by meaning here: use `search`."));
        };
        let question = question.as_ref().map_err(|why| failed(why.clone()))?;
        let scanner = self.sources.shared.scanner();
        let may_read = |path: &str| {
            let open = scanner.as_ref().is_some_and(|scanner| scanner.kept_out().why(path).is_none());
            open && self.file(Access::Read, path).is_ok()
        };
        let found = related.search(question, self.sources, &may_read);
        if found.is_empty() {
            return Ok("Nothing that you may read is near to that.".to_owned());
        }
        let places = found
            .into_iter()
            .map(|(path, lines, text)| format!("{path}:{}-{}\n{text}\n", lines.start + 1, lines.end));
        self.framed(Kind::Moment, "search by meaning", places.collect::<Vec<_>>().join("\n"), None)
    }

    fn propose(&self, arguments: &Value, called: &mut Called) -> Done {
        let (search, replace) = (word(arguments, "search")?, word(arguments, "replace")?);
        let path = self.file(Access::Write, word(arguments, "path")?)?;
        let full = self.sources.path(&path);
        let there = self.sources.fs.exists(&full) || self.sources.open.iter().any(|open| open.path == full);
        let (old, new) = if search.is_empty() {
            if there {
                return Err(failed(format!(
                    "{path} is there already: say which piece of it is to be replaced."
                )));
            }
            (String::new(), replace.to_owned())
        } else {
            let text = self.sources.text(&full).map_err(failed)?;
            let whole = text.to_string();
            let mut places = whole.match_indices(search);
            let (at, _) = places.next().ok_or_else(|| {
                failed(format!("The text to be replaced is not in {path} as it is now: read the file again."))
            })?;
            if places.next().is_some() {
                return Err(failed(format!(
                    "The text to be replaced is in {path} more than once: give more of it."
                )));
            }
            // Whole lines, so that it is read like a block of an answer.
            let start = text.line_start(text.line_of(at));
            let end = at + search.len();
            let tail = if whole.get(..end).is_some_and(|before| before.ends_with('\n')) {
                end
            } else {
                text.line_content(text.line_of(end)).end
            };
            let piece = |range: std::ops::Range<usize>| whole.get(range).unwrap_or_default();
            let old = piece(start..tail).to_owned();
            let new = format!("{}{replace}{}", piece(start..at), piece(end..tail));
            called.seen = Some((path.clone(), text));
            (old, new)
        };
        if old == new {
            return Err(failed("This changes nothing."));
        }
        if old.lines().chain(new.lines()).any(is_mark) {
            return Err(failed(
                "The text has lines that look like the marks of a conflict; it cannot be proposed here.",
            ));
        }
        let line = |text: &str| {
            if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
        };
        let (old, new) = (line(&old), line(&new));
        let block = format!("\n\n{path}\n<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n");
        called.proposed = Some(Proposed { block });
        Ok(format!("Noted for {path}. It is not written yet: the user reviews it after your answer."))
    }
}

/// Whether a line would be read as a mark of a block.
fn is_mark(line: &str) -> bool {
    let line = line.trim();
    ['<', '=', '>'].iter().any(|mark| {
        let count = line.chars().take_while(|c| c == mark).count();
        let rest = line.get(count..).unwrap_or_default();
        (5..=9).contains(&count) && (rest.is_empty() || rest.starts_with(' '))
    })
}
