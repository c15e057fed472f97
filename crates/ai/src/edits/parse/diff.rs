//! Unified diffs: as git writes them, and as models do, without line numbers, file names or the blank before context.

use super::fence;
use super::v4a::hunk_line;
use crate::edits::reply::{Change, FileEdit, Hunk, HunkLine, Malformed, Reply};

/// Numbers of a hunk's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// First old line, from 1.
    pub start: usize,
    /// How many old lines.
    pub old: usize,
    /// How many new lines.
    pub new: usize,
}

/// The numbers of `@@ -1,2 +3,4 @@`.
pub fn numbers(line: &str) -> Option<Numbers> {
    let mut words = line.strip_prefix("@@ -")?.split_whitespace();
    let pair = |word: &str| -> Option<(usize, usize)> {
        let (start, count) = word.split_once(',').unwrap_or((word, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let (start, old) = pair(words.next()?)?;
    let (_, new) = pair(words.next()?.strip_prefix('+')?)?;
    words.next()?.starts_with("@@").then_some(Numbers { start, old, new })
}

/// Whether a line opens a fence with a diff in it.
pub fn is_fence(line: &str) -> bool {
    fence::open(line).is_some_and(|(_, info)| matches!(info, "diff" | "patch" | "udiff"))
}

#[derive(Default)]
struct Reading {
    edits: Vec<FileEdit>,
    /// Names before and after, and the line they are on.
    old: Option<String>,
    new: Option<String>,
    line: usize,
    hunks: Vec<Hunk>,
    hunk: Option<Hunk>,
    /// Old and new lines still to come, where the head counts them.
    left: Option<(usize, usize)>,
    renamed: bool,
    deleted: bool,
}

pub fn read(text: &str) -> Reply {
    let lines: Vec<&str> = text.lines().collect();
    let fenced = lines.iter().any(|line| is_fence(line.trim()));
    let mut state = Reading::default();
    let mut mark: Option<String> = None;
    for (at, line) in lines.iter().enumerate() {
        if fenced {
            match &mark {
                None => {
                    mark = is_fence(line.trim()).then(|| fence::open(line).map(|(mark, _)| mark)).flatten();
                    continue;
                }
                Some(open) if fence::closes(line, open) => {
                    state.end_file();
                    mark = None;
                    continue;
                }
                Some(_) => {}
            }
        }
        let next = lines.get(at + 1).copied().unwrap_or_default();
        state.line(at + 1, line, next);
    }
    if let Some((old, new)) = state.left.filter(|left| *left != (0, 0)) {
        return Reply::refused(Malformed::unfinished(
            state.line,
            format!("the diff stops before its end; {old} old and {new} new lines are missing"),
        ));
    }
    if mark.is_some() {
        return Reply::refused(Malformed::unfinished(
            state.line.max(1),
            "the fence around the diff is not closed",
        ));
    }
    state.end_file();
    Reply { edits: state.edits, ..Reply::default() }
}

impl Reading {
    fn line(&mut self, at: usize, line: &str, next: &str) {
        if let Some((old, new)) = self.left
            && (old, new) != (0, 0)
            && self.counted(line, old, new)
        {
            return;
        }
        if line.starts_with("diff --git ") {
            self.end_file();
            self.line = at;
        } else if line.starts_with("--- ") && next.starts_with("+++ ") {
            if self.hunk.is_some() || !self.hunks.is_empty() {
                self.end_file();
            }
            self.line = at;
            self.old = name(line, "--- ", "a/");
            self.left = None;
        } else if line.starts_with("+++ ") && self.hunk.is_none() {
            self.new = name(line, "+++ ", "b/");
        } else if let Some(from) = line.strip_prefix("rename from ") {
            (self.old, self.renamed) = (Some(from.to_owned()), true);
        } else if let Some(to) = line.strip_prefix("rename to ") {
            self.new = Some(to.to_owned());
        } else if line.starts_with("deleted file mode") {
            self.deleted = true;
        } else if let Some(numbers) = numbers(line) {
            self.end_hunk();
            let start = if numbers.old == 0 { numbers.start + 1 } else { numbers.start };
            self.hunk = Some(Hunk { old_start: Some(start), line: at, ..Hunk::default() });
            self.left = Some((numbers.old, numbers.new));
        } else if let Some(anchor) = line.strip_prefix("@@") {
            self.end_hunk();
            let anchor = anchor.trim_matches(['@', ' ', '.', '-', '+']);
            let anchors = if anchor.is_empty() { Vec::new() } else { vec![anchor.to_owned()] };
            self.hunk = Some(Hunk { anchors, line: at, ..Hunk::default() });
            self.left = None;
        } else if line.starts_with("\\ No newline") {
            self.unended();
        } else if self.left.is_some() || is_header(line) {
            // After a hunk whose lines are counted, and before the first: nothing that is part of one.
        } else {
            self.hunk.get_or_insert_with(|| Hunk { line: at, ..Hunk::default() }).lines.push(hunk_line(line));
        }
    }

    /// A line of a hunk whose lines are counted; `false` when it is none.
    fn counted(&mut self, line: &str, old: usize, new: usize) -> bool {
        let Some(hunk) = &mut self.hunk else { return false };
        let (kind, left) = match line.chars().next() {
            Some('+') if new > 0 => (hunk_line(line), (old, new - 1)),
            Some('-') if old > 0 => (hunk_line(line), (old - 1, new)),
            Some(' ' | '\t') if old > 0 && new > 0 => {
                let text = line.strip_prefix(' ').unwrap_or(line);
                (HunkLine::Context(text.to_owned()), (old - 1, new - 1))
            }
            None if old > 0 && new > 0 => (HunkLine::Context(String::new()), (old - 1, new - 1)),
            _ => return false,
        };
        hunk.lines.push(kind);
        self.left = Some(left);
        true
    }

    fn unended(&mut self) {
        let Some(hunk) = &mut self.hunk else { return };
        match hunk.lines.last() {
            Some(HunkLine::Add(_)) => hunk.new_unended = true,
            Some(HunkLine::Remove(_)) => hunk.old_unended = true,
            _ => (hunk.old_unended, hunk.new_unended) = (true, true),
        }
    }

    fn end_hunk(&mut self) {
        let Some(hunk) = self.hunk.take() else { return };
        if hunk.changes() {
            self.hunks.push(hunk);
        }
    }

    fn end_file(&mut self) {
        self.end_hunk();
        let hunks = std::mem::take(&mut self.hunks);
        let (old, new) = (self.old.take(), self.new.take());
        let renamed = std::mem::take(&mut self.renamed);
        let deleted = std::mem::take(&mut self.deleted);
        self.left = None;
        let nothing = |name: &Option<String>| name.as_deref() == Some("/dev/null");
        if hunks.is_empty() && !renamed && !deleted {
            return;
        }
        let line = self.line.max(1);
        let change = if nothing(&new) || (deleted && hunks.is_empty()) {
            Change::Delete
        } else if nothing(&old) {
            let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
            let mut text: String = lines
                .filter_map(
                    |line| if let HunkLine::Add(text) = line { Some(format!("{text}\n")) } else { None },
                )
                .collect();
            if hunks.last().is_some_and(|hunk| hunk.new_unended) {
                text.pop();
            }
            Change::Create { text, overwrite: false }
        } else {
            Change::Hunks { hunks, move_to: new.clone().filter(|_| renamed) }
        };
        let path = if nothing(&old) { new } else { old.or(new) };
        self.edits.push(FileEdit { path: path.unwrap_or_default(), change, line });
    }
}

fn is_header(line: &str) -> bool {
    const HEADS: [&str; 8] = [
        "index ",
        "new file mode",
        "old mode",
        "new mode",
        "similarity index",
        "copy from ",
        "copy to ",
        "Binary files ",
    ];
    HEADS.iter().any(|head| line.starts_with(head))
}

/// The name in a head line, without its prefix, a date after a tab, and quotes.
fn name(line: &str, mark: &str, prefix: &str) -> Option<String> {
    let name = line.strip_prefix(mark)?.split('\t').next()?.trim().trim_matches('"');
    let bare = if name == "/dev/null" { name } else { name.strip_prefix(prefix).unwrap_or(name) };
    (!bare.is_empty()).then(|| bare.to_owned())
}
