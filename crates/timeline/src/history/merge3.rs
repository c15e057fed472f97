//! Three-way merge of texts by lines (diff3, as Khanna, Kunal and Pierce describe it in “A Formal Investigation of
//! Diff3”, 2007): what only one side changed is taken, what both changed in the same way too, the rest is a conflict.

use std::ops::Range;

use super::lines::{LineHunk, hunks, split};

/// A piece of a merge. Texts are whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// The same in all three.
    Same(String),
    /// Only our side changed it.
    Ours {
        /// What was there.
        base: String,
        /// What we made of it.
        text: String,
    },
    /// Only their side changed it.
    Theirs {
        /// What was there.
        base: String,
        /// What they made of it.
        text: String,
    },
    /// Both sides changed it in the same way.
    Both {
        /// What was there.
        base: String,
        /// What both made of it.
        text: String,
    },
    /// Each side made something else of it.
    Conflict {
        /// What was there.
        base: String,
        /// What we made of it.
        ours: String,
        /// What they made of it.
        theirs: String,
    },
}

/// What becomes of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Our lines.
    Ours,
    /// Their lines.
    Theirs,
    /// Ours, then theirs.
    Both,
    /// What was there before.
    Base,
    /// These lines.
    Edited(String),
}

impl Chunk {
    /// Whether something is to be decided.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Chunk::Conflict { .. })
    }
}

/// Merges two texts that come from a third.
pub fn merge_lines(base: &str, ours: &str, theirs: &str) -> Vec<Chunk> {
    let (base_lines, our_lines, their_lines) = (split(base), split(ours), split(theirs));
    let our_hunks = hunks(&base_lines, &our_lines);
    let their_hunks = hunks(&base_lines, &their_lines);
    let text = |lines: &[&str], range: Range<usize>| lines.get(range).unwrap_or_default().concat();
    let mut chunks = Vec::new();
    let (mut left, mut right) = (our_hunks.iter().peekable(), their_hunks.iter().peekable());
    // How far base, ours and theirs were taken.
    let mut done = (0, 0, 0);
    loop {
        let start = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => a.old.start.min(b.old.start),
            (Some(a), None) => a.old.start,
            (None, Some(b)) => b.old.start,
            (None, None) => break,
        };
        // A run of hunks that touch each other.
        let mut end = start;
        let (mut mine, mut others): (Vec<&LineHunk>, Vec<&LineHunk>) = (Vec::new(), Vec::new());
        loop {
            let touches = |hunk: &LineHunk| hunk.old.start <= end;
            if let Some(hunk) = left.next_if(|hunk| touches(hunk)) {
                end = end.max(hunk.old.end);
                mine.push(hunk);
            } else if let Some(hunk) = right.next_if(|hunk| touches(hunk)) {
                end = end.max(hunk.old.end);
                others.push(hunk);
            } else {
                break;
            }
        }
        let same = start - done.0;
        if same > 0 {
            chunks.push(Chunk::Same(text(&base_lines, done.0..start)));
        }
        let (our_start, their_start) = (done.1 + same, done.2 + same);
        let our_end = shifted(our_start, end - start, &mine);
        let their_end = shifted(their_start, end - start, &others);
        let old = &base_lines[start..end];
        let (our_part, their_part) = (
            our_lines.get(our_start..our_end).unwrap_or_default(),
            their_lines.get(their_start..their_end).unwrap_or_default(),
        );
        match (mine.is_empty(), others.is_empty()) {
            (false, true) => chunks.push(Chunk::Ours { base: old.concat(), text: our_part.concat() }),
            (true, false) => chunks.push(Chunk::Theirs { base: old.concat(), text: their_part.concat() }),
            _ => conflict(&mut chunks, old, our_part, their_part),
        }
        done = (end, our_end, their_end);
    }
    if done.0 < base_lines.len() {
        chunks.push(Chunk::Same(text(&base_lines, done.0..base_lines.len())));
    }
    chunks
}

/// Where a side ends whose hunks change `len` lines from `start`.
fn shifted(start: usize, len: usize, hunks: &[&LineHunk]) -> usize {
    let (old, new) =
        hunks.iter().fold((0, 0), |(old, new), hunk| (old + hunk.old.len(), new + hunk.new.len()));
    start + len - old + new
}

/// Both sides changed these lines. What they did alike at the start and the end is no conflict.
fn conflict(chunks: &mut Vec<Chunk>, base: &[&str], ours: &[&str], theirs: &[&str]) {
    if ours == theirs {
        chunks.push(Chunk::Both { base: base.concat(), text: ours.concat() });
        return;
    }
    let head = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let (rest_ours, rest_theirs) = (&ours[head..], &theirs[head..]);
    let tail = rest_ours.iter().rev().zip(rest_theirs.iter().rev()).take_while(|(a, b)| a == b).count();
    // Lines without an ending never stand before others.
    if head > 0 {
        chunks.push(Chunk::Both { base: String::new(), text: ours[..head].concat() });
    }
    chunks.push(Chunk::Conflict {
        base: base.concat(),
        ours: rest_ours[..rest_ours.len() - tail].concat(),
        theirs: rest_theirs[..rest_theirs.len() - tail].concat(),
    });
    if tail > 0 {
        chunks.push(Chunk::Both { base: String::new(), text: rest_ours[rest_ours.len() - tail..].concat() });
    }
}

/// The text of a merge, conflicts decided by `choices` in order; `None` when there are fewer choices than conflicts.
pub fn resolved(chunks: &[Chunk], choices: &[Choice]) -> Option<String> {
    let mut choices = choices.iter();
    let mut merged = String::new();
    for chunk in chunks {
        match chunk {
            Chunk::Same(text)
            | Chunk::Ours { text, .. }
            | Chunk::Theirs { text, .. }
            | Chunk::Both { text, .. } => {
                push_lines(&mut merged, text);
            }
            Chunk::Conflict { base, ours, theirs } => match choices.next()? {
                Choice::Ours => push_lines(&mut merged, ours),
                Choice::Theirs => push_lines(&mut merged, theirs),
                Choice::Base => push_lines(&mut merged, base),
                Choice::Edited(text) => push_lines(&mut merged, text),
                Choice::Both => {
                    push_lines(&mut merged, ours);
                    push_lines(&mut merged, theirs);
                }
            },
        }
    }
    Some(merged)
}

/// Adds whole lines; a last line without an ending that something comes behind gets one.
fn push_lines(merged: &mut String, lines: &str) {
    if !lines.is_empty() && !merged.is_empty() && !merged.ends_with('\n') {
        let ending = if merged.contains("\r\n") { "\r\n" } else { "\n" };
        merged.push_str(ending);
    }
    merged.push_str(lines);
}

#[cfg(test)]
mod tests;
