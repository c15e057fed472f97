//! The rows of a file with conflicts: what is the same is cut to a few lines around each change.

use super::{ConflictChunk, Resolution};

/// Which side a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Ours,
    Theirs,
    Both,
    Base,
    Settled,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row<'a> {
    /// Lines that are the same and not shown.
    Gap(usize),
    /// A line that is the same.
    Same(&'a str),
    /// A line that was taken by itself, or that settles a conflict.
    Taken(Side, &'a str),
    /// The head of a conflict: its number from 0, and how it was settled.
    Head { index: usize, settled: Option<Resolution<'a>> },
    /// Lines of an open conflict beside each other.
    Beside { ours: Option<&'a str>, base: Option<&'a str>, theirs: Option<&'a str> },
    /// A line of an open conflict; the first of its side says whose it is.
    Above { side: Side, first: bool, text: &'a str },
    /// A side without lines.
    Nothing(Side),
    /// Free space after a conflict.
    Space,
}

/// Lines of what is the same that are shown around a change.
const AROUND: usize = 3;

/// The rows of all chunks.
pub(super) fn rows<'a>(chunks: &[ConflictChunk<'a>], stacked: bool, base: bool) -> Vec<Row<'a>> {
    let mut out = Vec::new();
    let mut conflict = 0;
    let last = chunks.len().saturating_sub(1);
    for (at, chunk) in chunks.iter().enumerate() {
        let taken = |out: &mut Vec<Row<'a>>, side, lines: &'a [String]| {
            out.extend(lines.iter().map(|line| Row::Taken(side, line)));
        };
        match *chunk {
            ConflictChunk::Same(lines) => same(&mut out, lines, at > 0, at < last),
            ConflictChunk::Ours(lines) => taken(&mut out, Side::Ours, lines),
            ConflictChunk::Theirs(lines) => taken(&mut out, Side::Theirs, lines),
            ConflictChunk::Both(lines) => taken(&mut out, Side::Both, lines),
            ConflictChunk::Conflict { base: before, ours, theirs, resolution } => {
                out.push(Row::Head { index: conflict, settled: resolution });
                conflict += 1;
                match resolution {
                    Some(Resolution::Ours) => taken(&mut out, Side::Settled, ours),
                    Some(Resolution::Theirs) => taken(&mut out, Side::Settled, theirs),
                    Some(Resolution::Both) => {
                        taken(&mut out, Side::Settled, ours);
                        taken(&mut out, Side::Settled, theirs);
                    }
                    Some(Resolution::Edited(lines)) => taken(&mut out, Side::Settled, lines),
                    None if stacked => {
                        above(&mut out, Side::Ours, ours);
                        if base {
                            above(&mut out, Side::Base, before);
                        }
                        above(&mut out, Side::Theirs, theirs);
                    }
                    None => beside(&mut out, ours, if base { before } else { &[] }, theirs),
                }
                out.push(Row::Space);
            }
        }
    }
    out
}

/// Lines that are the same: some before the next change, some after the last one.
fn same<'a>(out: &mut Vec<Row<'a>>, lines: &'a [String], after: bool, before: bool) {
    let head = if after { AROUND.min(lines.len()) } else { 0 };
    let tail = if before { AROUND.min(lines.len() - head) } else { 0 };
    let hidden = lines.len() - head - tail;
    // Hiding one line takes as much room as showing it.
    let hidden = if hidden == 1 { 0 } else { hidden };
    let shown = |range: std::ops::Range<usize>| {
        lines.get(range).unwrap_or_default().iter().map(|line| Row::Same(line.as_str()))
    };
    if hidden == 0 {
        out.extend(shown(0..lines.len()));
        return;
    }
    out.extend(shown(0..head));
    out.push(Row::Gap(hidden));
    out.extend(shown(lines.len() - tail..lines.len()));
}

fn above<'a>(out: &mut Vec<Row<'a>>, side: Side, lines: &'a [String]) {
    if lines.is_empty() {
        out.push(Row::Nothing(side));
    }
    out.extend(lines.iter().enumerate().map(|(at, text)| Row::Above { side, first: at == 0, text }));
}

fn beside<'a>(out: &mut Vec<Row<'a>>, ours: &'a [String], base: &'a [String], theirs: &'a [String]) {
    let count = ours.len().max(base.len()).max(theirs.len()).max(1);
    let line = |lines: &'a [String], at: usize| lines.get(at).map(String::as_str);
    out.extend((0..count).map(|at| Row::Beside {
        ours: line(ours, at),
        base: line(base, at),
        theirs: line(theirs, at),
    }));
}
