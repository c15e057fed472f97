//! A hunk whose lines were found, as replacements of bytes. Only lines that go or come are touched; line endings, tabs
//! and a missing last newline stay the file's.

use std::ops::Range;

use super::find::{Found, Haystack, Level};
use super::indent::Shift;
use super::lines::usual_ending;
use super::reply::{Hunk, HunkLine};
use super::transplant::transplant;

/// A replacement of bytes of the old text.
pub type Bytes = (Range<usize>, String);

/// Replaces whole lines by others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LineEdit {
    old: Range<usize>,
    new: Vec<String>,
}

/// Why found lines can still not be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// A new line cannot be indented as the file is.
    Indentation,
    /// Blank lines differ just where something is to be inserted.
    BlankLines,
}

/// The line that a hunk's line is about, where it is one of the old text.
pub fn old_line(line: &HunkLine) -> Option<&str> {
    match line {
        HunkLine::Context(text) | HunkLine::Raw(text) | HunkLine::Remove(text) => Some(text),
        HunkLine::Add(_) => None,
    }
}

/// The replacements that `hunk` is at the place where its old lines were found.
///
/// `whole` says that the lines stand for all between the first and the last: blank lines the file has besides go.
pub fn place(hay: &Haystack<'_>, hunk: &Hunk, found: &Found, whole: bool) -> Result<Vec<Bytes>, Unclear> {
    // Blank lines that the file lacks stay away: who deleted them meant it.
    let all_there = found.lines.iter().all(Option::is_some);
    let edits = if whole && all_there && found.level == Level::Blank {
        vec![replace_all(hunk, found)?]
    } else {
        line_edits(hay, hunk, found)?
    };
    if found.shift == Shift::Same && foreign_indent(hay, hunk) {
        return Err(Unclear::Indentation);
    }
    let last = found.end == hay.lines.len();
    let ending_changes = last && hunk.old_unended != hunk.new_unended;
    let file_unended = hay.lines.last().is_some_and(|line| line.ending.is_empty());
    let unended =
        if ending_changes && hunk.old_unended == file_unended { hunk.new_unended } else { file_unended };
    Ok(edits
        .into_iter()
        .map(|edit| bytes(hay, edit, unended))
        .filter(|(range, new)| !(range.is_empty() && new.is_empty()))
        .collect())
}

/// Whether new lines are indented with tabs in a file that uses blanks only, or the other way round, and no line that
/// was looked for tells how many of these one is.
fn foreign_indent(hay: &Haystack<'_>, hunk: &Hunk) -> bool {
    let tabs = |line: &str| line.starts_with('\t');
    let blanks = |line: &str| line.starts_with("  ");
    let added = || {
        hunk.lines
            .iter()
            .filter_map(|line| if let HunkLine::Add(text) = line { Some(text.as_str()) } else { None })
    };
    let silent = |style: &dyn Fn(&str) -> bool| !hunk.lines.iter().filter_map(old_line).any(style);
    let file = |style: &dyn Fn(&str) -> bool| hay.lines.iter().any(|line| style(line.text));
    let foreign = |new: &dyn Fn(&str) -> bool, own: &dyn Fn(&str) -> bool| {
        added().any(new) && silent(new) && file(own) && !file(new)
    };
    foreign(&tabs, &blanks) || foreign(&blanks, &tabs)
}

fn replace_all(hunk: &Hunk, found: &Found) -> Result<LineEdit, Unclear> {
    let new = hunk.lines.iter().filter_map(|line| match line {
        HunkLine::Remove(_) => None,
        HunkLine::Context(text) | HunkLine::Raw(text) | HunkLine::Add(text) => Some(text),
    });
    let mut new = new
        .map(|line| found.shift.apply(line))
        .collect::<Option<Vec<String>>>()
        .ok_or(Unclear::Indentation)?;
    let old: Vec<&str> = hunk.lines.iter().filter_map(old_line).collect();
    let blank = |line: &&&str| line.trim().is_empty();
    // Blank lines around the block are not part of what was found.
    for _ in old.iter().take_while(blank) {
        if new.first().is_some_and(|line| line.trim().is_empty()) {
            new.remove(0);
        }
    }
    for _ in old.iter().rev().take_while(blank) {
        if new.last().is_some_and(|line| line.trim().is_empty()) {
            new.pop();
        }
    }
    Ok(LineEdit { old: found.start..found.end, new })
}

fn line_edits(hay: &Haystack<'_>, hunk: &Hunk, found: &Found) -> Result<Vec<LineEdit>, Unclear> {
    let mut edits = Vec::new();
    let mut old = 0;
    let mut before: Option<usize> = None;
    let mut lines = hunk.lines.iter().peekable();
    while let Some(line) = lines.peek() {
        if matches!(line, HunkLine::Context(_) | HunkLine::Raw(_)) {
            before = found.lines.get(old).copied().flatten().or(before);
            old += 1;
            lines.next();
            continue;
        }
        let (mut removed, mut added, mut searched) = (Vec::new(), Vec::new(), Vec::new());
        let mut blank_missing = false;
        while let Some(line) = lines.next_if(|line| matches!(line, HunkLine::Remove(_) | HunkLine::Add(_))) {
            match line {
                HunkLine::Add(text) => added.push(text.as_str()),
                _ => {
                    match found.lines.get(old).copied().flatten() {
                        Some(at) => removed.push(at),
                        None => blank_missing = true,
                    }
                    searched.push(old_line(line).unwrap_or_default());
                    old += 1;
                }
            }
        }
        let new = new_lines(hay, found, &searched, &removed, &added)?;
        let after = found.lines.get(old).copied().flatten();
        if let (Some(&first), Some(&last)) = (removed.first(), removed.last()) {
            if last + 1 - first == removed.len() {
                edits.push(LineEdit { old: first..last + 1, new });
            } else {
                edits.push(LineEdit { old: first..first + 1, new });
                edits.extend(removed.iter().skip(1).map(|&at| LineEdit { old: at..at + 1, new: Vec::new() }));
            }
            before = Some(last);
            continue;
        }
        if new.is_empty() {
            continue;
        }
        let rest = found.lines.get(old..).unwrap_or_default();
        let at = match (before, after) {
            (Some(before), Some(after)) if after != before + 1 => return Err(Unclear::BlankLines),
            (Some(before), None) if blank_missing || rest.iter().any(Option::is_some) => {
                let _ = before;
                return Err(Unclear::BlankLines);
            }
            (Some(before), _) => {
                // The line just before it in the reply is a blank one that the file lacks.
                let lacking = old.checked_sub(1).is_some_and(|at| found.lines.get(at) == Some(&None));
                if lacking && (after.is_some() || before + 1 != hay.lines.len()) {
                    return Err(Unclear::BlankLines);
                }
                before + 1
            }
            (None, Some(after)) => after,
            (None, None) => found.start,
        };
        edits.push(LineEdit { old: at..at, new });
    }
    Ok(edits)
}

fn new_lines(
    hay: &Haystack<'_>,
    found: &Found,
    searched: &[&str],
    removed: &[usize],
    added: &[&str],
) -> Result<Vec<String>, Unclear> {
    let pairs = searched.len() == added.len() && removed.len() == added.len();
    let mut new = Vec::new();
    for (at, line) in added.iter().enumerate() {
        let partner = if pairs { searched.get(at).zip(removed.get(at)) } else { None };
        if found.level >= Level::Inner
            && let Some((search, &row)) = partner
            && search.split([' ', '\t']).next() == line.split([' ', '\t']).next()
            && let Some(text) = transplant(hay.body(row), search, line)
        {
            new.push(text);
            continue;
        }
        new.push(found.shift.apply(line).ok_or(Unclear::Indentation)?);
    }
    Ok(new)
}

/// A replacement of lines as one of bytes. `unended` says that the new text has no newline at its end.
fn bytes(hay: &Haystack<'_>, edit: LineEdit, unended: bool) -> Bytes {
    let lines = &hay.lines;
    let end_of_file = lines.last().map_or(0, super::lines::Line::end);
    let start_of = |row: usize| lines.get(row).map_or(end_of_file, |line| line.start);
    let ending_of = |row: usize| lines.get(row).map(|line| line.ending).filter(|ending| !ending.is_empty());
    let LineEdit { old, new } = edit;
    let usual = old
        .clone()
        .find_map(ending_of)
        .or_else(|| old.start.checked_sub(1).and_then(ending_of))
        .or_else(|| ending_of(old.end))
        .unwrap_or_else(|| usual_ending(lines));
    let mut start = start_of(old.start);
    let end = start_of(old.end);
    let at_end = old.end >= lines.len();
    let mut text = String::new();
    let last_unended = lines.last().is_some_and(|line| line.ending.is_empty());
    if at_end && old.is_empty() && last_unended && !new.is_empty() {
        text.push_str(usual);
    }
    let count = new.len();
    for (at, line) in new.iter().enumerate() {
        text.push_str(line);
        if at_end && at + 1 == count {
            if !unended || lines.is_empty() {
                text.push_str(usual);
            }
        } else {
            text.push_str(ending_of(old.start + at).filter(|_| old.start + at < old.end).unwrap_or(usual));
        }
    }
    if at_end && count == 0 && unended && !old.is_empty() {
        // What is then the last line loses its ending.
        if let Some(line) = old.start.checked_sub(1).and_then(|row| lines.get(row)) {
            start = line.start + line.text.len();
        }
    }
    (start..end, text)
}
