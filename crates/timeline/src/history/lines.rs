//! Differences by lines: which lines two texts share, counted, and as a change from one to the other.

use std::borrow::Cow;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use justbuilt_text::{Text, Transaction};

/// Lines that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineHunk {
    /// Lines of the old text, from 0; empty for lines that came.
    pub old: Range<usize>,
    /// Lines of the new text, from 0; empty for lines that went.
    pub new: Range<usize>,
}

/// The lines of `text` with their endings. The last one has none, and is not there when it is empty.
pub(crate) fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

pub(crate) fn whole(text: &Text) -> Cow<'_, str> {
    text.slice(0..text.len())
}

/// Where two lists of lines differ, in order.
pub(crate) fn hunks(old: &[&str], new: &[&str]) -> Vec<LineHunk> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let range = |range: &Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| LineHunk { old: range(&hunk.before), new: range(&hunk.after) }).collect()
}

/// Where two texts differ by lines, in order. Lines count as `split('\n')` does, the ending belonging to its line.
pub fn line_hunks(old: &Text, new: &Text) -> Vec<LineHunk> {
    if old.ptr_eq(new) {
        return Vec::new();
    }
    let (old, new) = (whole(old), whole(new));
    hunks(&split(&old), &split(&new))
}

/// Lines that came and went between two texts.
pub fn line_counts(old: &Text, new: &Text) -> (usize, usize) {
    line_hunks(old, new)
        .iter()
        .fold((0, 0), |(added, removed), hunk| (added + hunk.new.len(), removed + hunk.old.len()))
}

/// The change from one text to another that touches only lines that differ; inside a run of these, only what is
/// between their common start and end.
pub(crate) fn change(old: &Text, new: &Text) -> Transaction {
    if old.ptr_eq(new) {
        return Transaction::identity(old.len());
    }
    let (old_text, new_text) = (whole(old), whole(new));
    let (old_lines, new_lines) = (split(&old_text), split(&new_text));
    let starts = |lines: &[&str]| -> Vec<usize> {
        let mut at = 0;
        let mut starts = Vec::with_capacity(lines.len() + 1);
        starts.push(0);
        for line in lines {
            at += line.len();
            starts.push(at);
        }
        starts
    };
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let bytes = |starts: &[usize], lines: &Range<usize>| {
        let at = |line: usize| starts.get(line).copied().unwrap_or_default();
        at(lines.start)..at(lines.end)
    };
    let edits: Vec<(Range<usize>, &str)> = hunks(&old_lines, &new_lines)
        .iter()
        .map(|hunk| {
            let (old_range, new_range) = (bytes(&old_starts, &hunk.old), bytes(&new_starts, &hunk.new));
            let before = old_text.get(old_range.clone()).unwrap_or_default();
            let after = new_text.get(new_range).unwrap_or_default();
            let (prefix, suffix) = common_ends(before, after);
            let middle = after.get(prefix..after.len() - suffix).unwrap_or_default();
            (old_range.start + prefix..old_range.end - suffix, middle)
        })
        .collect();
    Transaction::from_edits(old.len(), edits)
}

/// Bytes that two texts share at their start and, behind that, at their end; on character boundaries.
pub(crate) fn common_ends(a: &str, b: &str) -> (usize, usize) {
    let prefix = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let prefix = a.floor_char_boundary(prefix).min(b.floor_char_boundary(prefix));
    let (a, b) = (a.get(prefix..).unwrap_or_default(), b.get(prefix..).unwrap_or_default());
    let suffix = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
    let start = (a.len() - suffix).max(a.ceil_char_boundary(a.len() - suffix));
    let suffix = a.len() - start;
    let start = b.ceil_char_boundary(b.len() - suffix);
    (prefix, b.len() - start)
}

#[cfg(test)]
mod tests;
