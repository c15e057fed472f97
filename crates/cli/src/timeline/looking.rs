//! Looking at a history: log, show, cat, diff, why. Nothing is changed, and a window may have the project open.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use justbuilt_text::Text;
use justbuilt_timeline::history::{
    FileChange, FileChangeKind, Filter, Node, SymbolSearch, TouchKind, line_hunks,
};
use justbuilt_timeline::{AuthorKind, Moment, NodeKind};
use justbuilt_workspace::timeline::LanguageSymbols;
use serde_json::{Value, json};

use super::project::{Project, ProjectArgs};
use super::{Outcome, counted, moments, times};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

#[derive(Args)]
pub struct LogArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// Only of these kinds (edit, save, outside, merge, label, decision, …).
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<String>,
    /// Only by these kinds of authors (person, persona, tool, outside).
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    by: Vec<String>,
    /// Only on this branch.
    #[arg(long)]
    branch: Option<String>,
    /// Only about files that match this glob.
    #[arg(long, value_name = "GLOB")]
    file: Option<String>,
    /// Only about files in this folder.
    #[arg(long)]
    folder: Option<String>,
    /// No earlier than this.
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// No later than this.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only where all these words are in title, name, notes, paths or author.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only where a function or type of this name was touched, wherever it was in its file.
    #[arg(long, value_name = "NAME")]
    symbol: Option<String>,
    /// Only where this text came.
    #[arg(long, value_name = "TEXT")]
    added: Option<String>,
    /// Only where this text went.
    #[arg(long, value_name = "TEXT")]
    removed: Option<String>,
    /// Only what was given a name or a note.
    #[arg(long)]
    named: bool,
    /// So many at most.
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

/// Lists nodes.
pub fn log(args: &LogArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let time = |text: &Option<String>| -> anyhow::Result<_> {
        text.as_ref()
            .map(|text| times::parse(text, project.now).with_context(|| format!("‘{text}’ is no time")))
            .transpose()
    };
    let by = args.by.iter().map(|name| {
        let known = AuthorKind::ALL.into_iter().find(|kind| kind.name() == name);
        known.with_context(|| {
            format!("‘{name}’ is no kind of author; there are person, persona, tool, outside")
        })
    });
    let branch = args.branch.as_ref().map(|name| moments::branch_of(&project.timeline, name)).transpose()?;
    let filter = Filter {
        kinds: args.kind.iter().map(|name| NodeKind::by_name(name)).collect(),
        by: by.collect::<anyhow::Result<_>>()?,
        branches: branch.into_iter().collect(),
        file: args.file.clone(),
        folder: args.folder.clone(),
        from: time(&args.since)?,
        to: time(&args.until)?,
        search: args.search.clone(),
        symbol: args.symbol.clone(),
        added: args.added.clone(),
        removed: args.removed.clone(),
        named: args.named,
        limit: args.limit,
        ..Filter::default()
    };
    let mut symbols = LanguageSymbols::default();
    let nodes =
        project.timeline.nodes_with_symbol(&filter, &mut SymbolSearch::default(), &mut symbols, &|| false)?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let nodes: Vec<Value> = nodes.iter().map(|node| node_json(&project, node)).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&nodes)?)?;
    } else {
        for node in &nodes {
            writeln!(out, "{}", one_line(&project, node))?;
        }
    }
    Ok(if nodes.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}

fn one_line(project: &Project, node: &Node) -> String {
    let branch =
        project.timeline.branch_info(node.branch).map_or_else(|_| "?".to_owned(), |branch| branch.name);
    let author = project.timeline.author_of(node.author).map_or_else(String::new, |author| author.name);
    let when = times::absolute(node.time);
    let ago = times::relative(node.time, project.now);
    let name = node.label.as_ref().map_or_else(String::new, |label| format!("  [{label}]"));
    format!(
        "#{:<6} {when}  {ago:<15} {branch:<12} {:<8} {}{name}  – {author}",
        node.id.0,
        node.kind.name(),
        node.title
    )
}

fn node_json(project: &Project, node: &Node) -> Value {
    let branch =
        project.timeline.branch_info(node.branch).map_or_else(|_| String::new(), |branch| branch.name);
    let author = project.timeline.author_of(node.author);
    let files: Vec<Value> = node
        .files
        .iter()
        .map(|touched| {
            let (kind, from) = match &touched.kind {
                TouchKind::Changed => ("changed", None),
                TouchKind::Created => ("created", None),
                TouchKind::Deleted => ("deleted", None),
                TouchKind::Saved => ("saved", None),
                TouchKind::Renamed { from } => ("renamed", Some(from.as_str())),
            };
            json!({ "file": touched.file.0, "path": touched.path.as_str(), "kind": kind, "from": from })
        })
        .collect();
    json!({
        "id": node.id.0,
        "branch": branch,
        "step": node.step.0,
        "since": node.since.0,
        "time": times::iso(node.time),
        "began": times::iso(node.began),
        "kind": node.kind.name(),
        "title": node.title,
        "label": node.label,
        "content": node.content,
        "notes": node.notes.iter().map(|note| json!({ "time": times::iso(note.time), "text": note.text })).collect::<Vec<_>>(),
        "author": author.map(|author| json!({ "kind": author.kind.name(), "name": author.name, "detail": author.detail })),
        "parents": node.parents.iter().map(|parent| parent.0).collect::<Vec<_>>(),
        "files": files,
        "operations": node.operations,
        "inserted": node.inserted,
        "deleted": node.deleted,
    })
}

#[derive(Args)]
pub struct ShowArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The moment.
    #[arg(value_name = "MOMENT", help = moments::HELP)]
    moment: String,
    /// Lists all files as they were, not only what changed.
    #[arg(long)]
    files: bool,
}

/// Shows a moment.
pub fn show(args: &ShowArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let timeline = &project.timeline;
    let moment = moments::parse(&project, &args.moment)?;
    let node = timeline.node_at(moment);
    let exact = node.as_ref().filter(|node| node.moment() == moment);
    let before = match exact {
        Some(node) => timeline.before_node(node.id)?,
        None => timeline.previous_moment(moment, Default::default(), None)?.unwrap_or(moment),
    };
    let manifest = timeline.manifest(moment);
    let changes = timeline.changed_lines(before, moment)?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let files: Vec<Value> = manifest
            .entries()
            .iter()
            .map(|entry| json!({ "path": entry.path.as_str(), "file": entry.file.0, "size": entry.size }))
            .collect();
        let shown = json!({
            "branch": timeline.branch_info(moment.branch)?.name,
            "step": moment.step.0,
            "time": timeline.time_of(moment)?.map(times::iso),
            "node": node.as_ref().map(|node| node_json(&project, node)),
            "changes": changes.iter().map(change_json).collect::<Vec<_>>(),
            "files": args.files.then_some(files),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&shown)?)?;
        return Ok(Outcome::Done);
    }
    match &node {
        Some(node) => {
            writeln!(out, "{}", one_line(&project, node))?;
            if exact.is_none() {
                writeln!(out, "  the moment is after it: {}", moments::told(&project, moment))?;
            }
            for text in [node.content.as_str()].into_iter().filter(|text| !text.is_empty()) {
                writeln!(out, "\n    {}", text.replace('\n', "\n    "))?;
            }
            for note in &node.notes {
                writeln!(out, "\n    {}: {}", times::absolute(note.time), note.text.replace('\n', "\n    "))?;
            }
        }
        None => writeln!(out, "{}", moments::told(&project, moment))?,
    }
    for change in &changes {
        writeln!(out, "  {}", change_line(change))?;
    }
    if args.files {
        for entry in manifest.entries() {
            writeln!(out, "    {}", entry.path)?;
        }
    }
    Ok(Outcome::Done)
}

#[derive(Args)]
pub struct CatArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The file, as seen from the project's folder.
    #[arg(value_name = "FILE")]
    file: String,
    /// The moment (default: now).
    #[arg(long, value_name = "MOMENT", default_value = "", help = moments::HELP)]
    at: String,
}

/// Prints a file as it was.
pub fn cat(args: &CatArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let moment = moments::parse(&project, &args.at)?;
    let path = project.path(&args.file)?;
    let Some(content) = project.timeline.content(path.as_str(), moment)? else {
        bail!("‘{path}’ is not there at that moment ({})", moments::told(&project, moment));
    };
    let Some(bytes) = content.to_bytes() else {
        bail!("the content of ‘{path}’ was not kept");
    };
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let text = String::from_utf8_lossy(&bytes);
        let shown =
            json!({ "path": path.as_str(), "step": moment.step.0, "bytes": bytes.len(), "text": text });
        writeln!(out, "{}", serde_json::to_string_pretty(&shown)?)?;
    } else {
        out.write_all(&bytes)?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

#[derive(Args)]
pub struct DiffArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The older moment.
    #[arg(value_name = "FROM", help = moments::HELP)]
    from: String,
    /// The newer moment (default: now).
    #[arg(value_name = "TO", default_value = "")]
    to: String,
    /// Only this file or folder.
    #[arg(long, value_name = "PATH")]
    file: Option<String>,
    /// Only the list of files.
    #[arg(long)]
    names: bool,
}

/// Compares two moments. Exits with 1 when they differ.
pub fn diff(args: &DiffArgs) -> anyhow::Result<Outcome> {
    let project = args.project.look()?;
    let timeline = &project.timeline;
    let (from, to) = (moments::parse(&project, &args.from)?, moments::parse(&project, &args.to)?);
    let inside = args.file.as_ref().map(|path| project.path(path)).transpose()?;
    let mut changes = timeline.changed_lines(from, to)?;
    changes.retain(|change| inside.as_ref().is_none_or(|inside| change.path.is_in(inside.as_str())));
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let all = changes.iter().map(|change| -> anyhow::Result<Value> {
            let mut value = change_json(change);
            if !args.names {
                value["diff"] = json!(unified(&project, change, from, to)?);
            }
            Ok(value)
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&all.collect::<anyhow::Result<Vec<_>>>()?)?)?;
    } else {
        for change in &changes {
            if args.names {
                writeln!(out, "{}", change_line(change))?;
            } else {
                write!(out, "{}", unified(&project, change, from, to)?)?;
            }
        }
    }
    Ok(if changes.is_empty() { Outcome::Done } else { Outcome::Otherwise })
}

fn change_line(change: &FileChange) -> String {
    let mark = match change.kind {
        FileChangeKind::Added => 'A',
        FileChangeKind::Deleted => 'D',
        FileChangeKind::Changed => 'M',
        FileChangeKind::Renamed => 'R',
    };
    let lines = match (change.added, change.removed) {
        (Some(added), Some(removed)) => format!("  +{added} −{removed}"),
        _ => String::new(),
    };
    let from = change.old_path.as_ref().map_or_else(String::new, |old| format!("{old} → "));
    format!("{mark} {from}{}{lines}", change.path)
}

fn change_json(change: &FileChange) -> Value {
    json!({
        "path": change.path.as_str(),
        "old_path": change.old_path.as_ref().map(|path| path.as_str()),
        "file": change.file.0,
        "kind": change.kind.name(),
        "added": change.added,
        "removed": change.removed,
    })
}

/// The difference of a file in the form that `patch` reads.
fn unified(project: &Project, change: &FileChange, from: Moment, to: Moment) -> anyhow::Result<String> {
    let timeline = &project.timeline;
    let old_path = change.old_path.as_ref().unwrap_or(&change.path);
    let read = |wanted: bool, path: &str, moment| -> anyhow::Result<Option<Text>> {
        if !wanted {
            return Ok(Some(Text::new()));
        }
        Ok(timeline.content(path, moment)?.and_then(|content| content.text().cloned()))
    };
    let old = read(change.kind != FileChangeKind::Added, old_path.as_str(), from)?;
    let new = read(change.kind != FileChangeKind::Deleted, change.path.as_str(), to)?;
    let none = "/dev/null".to_owned();
    let left = if change.kind == FileChangeKind::Added { none.clone() } else { format!("a/{old_path}") };
    let right = if change.kind == FileChangeKind::Deleted { none } else { format!("b/{}", change.path) };
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(format!("Binary files {left} and {right} differ\n"));
    };
    let mut text = format!("--- {left}\n+++ {right}\n");
    let hunks = line_hunks(&old, &new);
    let mut at = 0;
    while let Some(first) = hunks.get(at) {
        let mut end = at;
        while let (Some(one), Some(next)) = (hunks.get(end), hunks.get(end + 1)) {
            if next.old.start - one.old.end > 2 * CONTEXT {
                break;
            }
            end += 1;
        }
        let last = hunks.get(end).unwrap_or(first);
        let lines = |text: &Text| {
            text.line_count()
                - usize::from(text.byte(text.len().wrapping_sub(1)) == Some(b'\n') || text.is_empty())
        };
        let (old_start, new_start) =
            (first.old.start.saturating_sub(CONTEXT), first.new.start.saturating_sub(CONTEXT));
        let old_end = (last.old.end + CONTEXT).min(lines(&old));
        let new_end = (last.new.end + CONTEXT).min(lines(&new));
        let span = |start: usize, end: usize| {
            let count = end.saturating_sub(start);
            let first = if count == 0 { start } else { start + 1 };
            if count == 1 { first.to_string() } else { format!("{first},{count}") }
        };
        text.push_str(&format!("@@ -{} +{} @@\n", span(old_start, old_end), span(new_start, new_end)));
        let mut put = |mark: char, from: &Text, lines: std::ops::Range<usize>| {
            for line in lines {
                let content = from.slice(from.line_range(line));
                text.push(mark);
                text.push_str(&content);
                if !content.ends_with('\n') {
                    text.push_str("\n\\ No newline at end of file\n");
                }
            }
        };
        let mut done = old_start;
        for hunk in hunks.get(at..=end).unwrap_or_default() {
            put(' ', &old, done..hunk.old.start);
            put('-', &old, hunk.old.clone());
            put('+', &new, hunk.new.clone());
            done = hunk.old.end;
        }
        put(' ', &old, done..old_end);
        at = end + 1;
    }
    Ok(text)
}

#[derive(Args)]
pub struct WhyArgs {
    /// The file and line (from 1), as `FILE:LINE`; it may also come after the project.
    #[arg(value_name = "FILE:LINE")]
    place: String,
    #[command(flatten)]
    project: ProjectArgs,
    /// The moment (default: now).
    #[arg(long, value_name = "MOMENT", default_value = "", help = moments::HELP)]
    at: String,
}

/// The line and the project, in whichever order they were given.
fn place_and_project(args: &WhyArgs) -> (String, PathBuf) {
    let is_place = |text: &str| {
        let line =
            text.rsplit_once(':').map(|(file, line)| !file.is_empty() && line.parse::<usize>().is_ok());
        line.unwrap_or(false)
    };
    let given = (args.place.clone(), args.project.project.clone());
    match args.project.project.to_str() {
        // A folder may be called anything.
        Some(project) if is_place(project) && (!is_place(&args.place) || Path::new(&args.place).is_dir()) => {
            (project.to_owned(), PathBuf::from(&args.place))
        }
        _ => given,
    }
}

/// Says why a line is there.
pub fn why(args: &WhyArgs) -> anyhow::Result<Outcome> {
    let (place, folder) = place_and_project(args);
    let (file, line) = place.rsplit_once(':').context("write it as FILE:LINE")?;
    let project = ProjectArgs { project: folder, ..args.project.clone() }.look()?;
    let line: usize = line.parse().ok().filter(|line| *line > 0).context("lines count from 1")?;
    let moment = moments::parse(&project, &args.at)?;
    let path = project.path(file)?;
    let reasons = project.timeline.why(path.as_str(), line - 1, moment)?;
    let mut out = std::io::stdout().lock();
    if args.project.json {
        let reasons: Vec<Value> = reasons
            .iter()
            .map(|reason| {
                json!({
                    "node": reason.node.as_ref().map(|node| node_json(&project, node)),
                    "step": reason.moment.step.0,
                    "time": reason.time.map(times::iso),
                    "author": reason.author.as_ref().map(|author| json!({ "kind": author.kind.name(), "name": author.name, "detail": author.detail })),
                    "by": reason.kind.map(|kind| kind.name()),
                    "path": reason.path.as_str(),
                    "after": reason.after,
                    "before": reason.before,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&reasons)?)?;
    } else {
        for reason in &reasons {
            let when = reason
                .time
                .map_or_else(|| "at the beginning".to_owned(), |time| times::both(time, project.now));
            let author = reason.author.as_ref().map_or_else(String::new, |author| match &author.detail {
                Some(detail) => format!("{} ({detail})", author.name),
                None => author.name.clone(),
            });
            let node = reason
                .node
                .as_ref()
                .map_or_else(String::new, |node| format!("#{} {}", node.id.0, node.name()));
            writeln!(out, "{when}  {author}  {node}")?;
            writeln!(out, "    {}", reason.after)?;
            match &reason.before {
                Some(before) => writeln!(out, "    was: {before}")?,
                None => writeln!(out, "    (it began here, in {})", reason.path)?,
            }
        }
        if reasons.is_empty() {
            writeln!(out, "nothing is recorded of that line; it is older than the history")?;
        } else {
            writeln!(out, "{}", counted(reasons.len(), "step"))?;
        }
    }
    Ok(if reasons.is_empty() { Outcome::Otherwise } else { Outcome::Done })
}
