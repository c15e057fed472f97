//! Lines of a text, where two lists of lines differ, and which lines are a part.
//!
//! Not here: merging.

use super::super::File;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::collections::BTreeMap;
use std::ops::Range;

/// Lines that differ.
pub(super) struct Hunk {
    /// Lines of the old text, from 0; empty for lines that came.
    pub(super) old: Range<usize>,
    /// Lines of the new text, from 0; empty for lines that went.
    pub(super) new: Range<usize>,
}

/// Lines with their endings.
pub(super) fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Where two lists of lines differ, in order.
pub(super) fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let range = |range: &Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Hunk { old: range(&hunk.before), new: range(&hunk.after) }).collect()
}

/// The byte that every line starts at.
pub(super) fn starts(lines: &[&str]) -> Vec<usize> {
    lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start)
        })
        .collect()
}

/// The lines of every part that is whole lines, by its id and which of its places it is. Parts that have another's
/// lines as well (items that share a component) are left out.
pub(super) fn of_parts(file: &File, lines: &[&str]) -> BTreeMap<(String, usize), Range<usize>> {
    let starts = starts(lines);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<((String, usize), Range<usize>)> = Vec::new();
    for (id, bytes) in &file.parts {
        let count = counts.entry(id).or_default();
        let number = *count;
        *count += 1;
        let Some(first) = starts.partition_point(|start| *start <= bytes.start).checked_sub(1) else {
            continue;
        };
        let end = starts.partition_point(|start| *start < bytes.end);
        let before = starts.get(first).and_then(|start| file.text.get(*start..bytes.start));
        let stop = starts.get(end).copied().unwrap_or(file.text.len());
        let after = file.text.get(bytes.end..stop);
        let alone = |text: Option<&str>| {
            text.is_some_and(|text| text.trim_matches([' ', '\t', ',', '\r', '\n']).is_empty())
        };
        if first < end && alone(before) && alone(after) {
            found.push(((id.clone(), number), first..end));
        }
    }
    let mut owners: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (_, range) in &found {
        *owners.entry((range.start, range.end)).or_default() += 1;
    }
    found.into_iter().filter(|(_, range)| owners.get(&(range.start, range.end)) == Some(&1)).collect()
}
