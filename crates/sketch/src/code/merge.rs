//! Regeneration that keeps what people changed: the last generated text, the text as edited by hand and the newly
//! generated one become one.
//!
//! Lines decide. Where a part of the drawing moved, its stable id says where it stands now, and hand edits inside it
//! move along. Where both sides changed the same lines in different ways, the conflict is kept as a hunk and written
//! with markers.
//!
//! Not here: reading and writing files, and how conflicts are shown.

mod lines;

use super::File;
use lines::{Hunk, hunks, split};
use std::ops::Range;

/// Three texts as one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Merged {
    /// With markers around conflicts.
    pub text: String,
    /// In order; empty when all went well.
    pub conflicts: Vec<Conflict>,
    /// Which bytes stand for which node, as in [`File::parts`].
    pub parts: Vec<(String, Range<usize>)>,
}

/// A place that was changed by hand and by the generator, in different ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Bytes of [`Merged::text`], markers included.
    pub at: Range<usize>,
    /// What was generated last.
    pub last: String,
    /// What was made of it by hand.
    pub edited: String,
    /// What is generated now.
    pub new: String,
}

/// What becomes of a file on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It gets this text.
    Write(Merged),
    /// It is generated no longer, and nobody changed it.
    Remove,
    /// It stays as it is: generated no longer but changed by hand, or removed by hand and not changed since.
    Keep,
}

/// What becomes of every file: those generated last, those on disk (path and text), those generated now. In the order
/// of the paths.
#[must_use]
pub fn files(last: &[File], edited: &[(String, String)], new: &[File]) -> Vec<(String, Change)> {
    let mut paths: Vec<&str> = last.iter().chain(new).map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let change = |path: &str| {
        let of = |files: &[File]| files.iter().find(|file| file.path == path).cloned();
        let text = edited.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        match (of(last), text, of(new)) {
            (Some(last), Some(text), Some(new)) => Change::Write(merge(&last, text, &new)),
            (Some(last), None, Some(new)) if last.text == new.text => Change::Keep,
            (None, Some(text), Some(new)) => Change::Write(merge(&File::default(), text, &new)),
            (_, None, Some(new)) => {
                Change::Write(Merged { text: new.text, parts: new.parts, ..Merged::default() })
            }
            (Some(last), Some(text), None) if last.text == text => Change::Remove,
            (_, _, None) => Change::Keep,
        }
    };
    paths.into_iter().map(|path| (path.to_owned(), change(path))).collect()
}

/// What was generated last, what was made of it by hand, and what is generated now, as one.
#[must_use]
pub fn merge(last: &File, edited: &str, new: &File) -> Merged {
    let windows = edited.contains("\r\n");
    let same =
        |text: &str| if windows { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() };
    if !windows || (last.text.contains("\r\n") && new.text.contains("\r\n")) {
        return merge_alike(last, edited, new);
    }
    // An editor changed the ends of all lines.
    let file = |file: &File| File {
        path: file.path.clone(),
        text: same(&file.text),
        parts: moved(&file.parts, &file.text),
        picture: None,
    };
    merge_alike(&file(last), edited, &file(new))
}

/// Parts in a text whose lines end with two bytes now.
fn moved(parts: &[(String, Range<usize>)], text: &str) -> Vec<(String, Range<usize>)> {
    let at = |byte: usize| {
        let before = text.get(..byte).unwrap_or(text);
        byte + before.matches('\n').count() - before.matches("\r\n").count()
    };
    parts.iter().map(|(id, range)| (id.clone(), at(range.start)..at(range.end))).collect()
}

fn merge_alike(last: &File, edited: &str, new: &File) -> Merged {
    if edited == last.text {
        return Merged { text: new.text.clone(), conflicts: Vec::new(), parts: relocate(new, &new.text) };
    }
    let (last_lines, edited_lines, new_lines) = (split(&last.text), split(edited), split(&new.text));
    let (by_hand, anew) = follow_moves(last, &last_lines, &edited_lines, new, &new_lines);
    let mut merged = three_way(
        &last_lines,
        &by_hand.iter().map(String::as_str).collect::<Vec<_>>(),
        &anew.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    merged.parts = relocate(new, &merged.text);
    merged
}

/// Lines as edited and as they were, and lines of the new text and what they become.
type Replaced = (Range<usize>, Vec<String>, Range<usize>, Vec<String>);

/// A part in the lines of two generated texts.
struct Anchor {
    last: Range<usize>,
    new: Range<usize>,
}

/// The edited and the new lines, with hand edits of parts that moved taken out of the one and put into the other.
fn follow_moves(
    last: &File,
    last_lines: &[&str],
    edited_lines: &[&str],
    new: &File,
    new_lines: &[&str],
) -> (Vec<String>, Vec<String>) {
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
    let (mut by_hand, mut anew) = (own(edited_lines), own(new_lines));
    let generated = hunks(last_lines, new_lines);
    let edits = hunks(last_lines, edited_lines);
    if generated.is_empty() || edits.is_empty() {
        return (by_hand, anew);
    }
    let mut replaced: Vec<Replaced> = Vec::new();
    for anchor in anchors(last, last_lines, new, new_lines) {
        let taken =
            |range: &Range<usize>, other: &Range<usize>| range.start < other.end && other.start < range.end;
        let inside = |hunk: &&Hunk| hunk.old.start >= anchor.last.start && hunk.old.end <= anchor.last.end;
        if replaced.iter().any(|(_, _, new, _)| taken(new, &anchor.new))
            || stays(&generated, &anchor)
            || !edits.iter().any(|hunk| inside(&hunk))
        {
            continue;
        }
        let Some(hand) = across(&edits, &anchor.last) else { continue };
        if replaced.iter().any(|(known, _, _, _)| taken(known, &hand)) {
            continue;
        }
        let of = |lines: &[&str], range: &Range<usize>| -> Vec<String> {
            own(lines.get(range.clone()).unwrap_or_default())
        };
        let (was, by, now) =
            (of(last_lines, &anchor.last), of(edited_lines, &hand), of(new_lines, &anchor.new));
        let (was_in, now_in) = (indentation(&was), indentation(&now));
        let shifted = |lines: &[String]| -> Vec<String> {
            lines.iter().map(|line| reindented(line, &was_in, &now_in)).collect()
        };
        let (was_there, by_there) = (shifted(&was), shifted(&by));
        let block = three_way(
            &was_there.iter().map(String::as_str).collect::<Vec<_>>(),
            &by_there.iter().map(String::as_str).collect::<Vec<_>>(),
            &now.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        // What cannot be joined here is left to the merge of the whole, which shows it.
        if block.conflicts.is_empty() {
            replaced.push((hand, was, anchor.new, own(&split(&block.text))));
        }
    }
    replaced.sort_by_key(|(hand, ..)| std::cmp::Reverse(hand.start));
    for (hand, was, _, _) in &replaced {
        by_hand.splice(hand.clone(), was.iter().cloned());
    }
    replaced.sort_by_key(|(_, _, new, _)| std::cmp::Reverse(new.start));
    for (_, _, at, block) in replaced {
        anew.splice(at, block);
    }
    (by_hand, anew)
}

/// Parts that both texts have, as whole lines; outer ones first.
fn anchors(last: &File, last_lines: &[&str], new: &File, new_lines: &[&str]) -> Vec<Anchor> {
    let (before, after) = (lines::of_parts(last, last_lines), lines::of_parts(new, new_lines));
    let mut anchors: Vec<Anchor> = before
        .into_iter()
        .filter_map(|(part, last)| Some(Anchor { last, new: after.get(&part)?.clone() }))
        .collect();
    anchors.sort_by_key(|anchor| (std::cmp::Reverse(anchor.last.len()), anchor.last.start));
    anchors
}

/// Most of the part's lines were found where it is now, so that the merge of lines sees them.
fn stays(generated: &[Hunk], anchor: &Anchor) -> bool {
    let mut shift = 0_isize;
    let mut found = 0;
    let mut next = generated.iter().peekable();
    for line in 0..anchor.last.end {
        while let Some(hunk) = next.next_if(|hunk| hunk.old.end <= line && hunk.old.start <= line) {
            shift += hunk.new.len() as isize - hunk.old.len() as isize;
        }
        let changed = next.peek().is_some_and(|hunk| hunk.old.contains(&line));
        if line < anchor.last.start || changed {
            continue;
        }
        if line.checked_add_signed(shift).is_some_and(|line| anchor.new.contains(&line)) {
            found += 1;
        }
    }
    found * 2 >= anchor.last.len()
}

/// Where lines of the old text are in the new one; none when a change crosses one of their ends.
fn across(hunks: &[Hunk], lines: &Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut end) = (lines.start as isize, lines.end as isize);
    for hunk in hunks {
        let delta = hunk.new.len() as isize - hunk.old.len() as isize;
        if hunk.old.end <= lines.start {
            start += delta;
            end += delta;
        } else if hunk.old.start < lines.start {
            return None;
        } else if hunk.old.end <= lines.end && hunk.old.start < lines.end {
            end += delta;
        } else if hunk.old.start < lines.end {
            return None;
        }
    }
    Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

fn indentation(lines: &[String]) -> String {
    let first = lines.first().map(String::as_str).unwrap_or_default();
    first.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

fn reindented(line: &str, from: &str, to: &str) -> String {
    match line.strip_prefix(from) {
        Some(rest) if !rest.trim().is_empty() => format!("{to}{rest}"),
        _ => line.to_owned(),
    }
}

/// The classic merge of three lists of lines.
fn three_way(last: &[&str], edited: &[&str], new: &[&str]) -> Merged {
    let (by_hand, generated) = (hunks(last, edited), hunks(last, new));
    let mut merged = Merged::default();
    let (mut hand, mut made) = (by_hand.as_slice(), generated.as_slice());
    // Lines of `last` written so far, and how far the others are ahead of it.
    let mut at = 0;
    let (mut hand_shift, mut made_shift) = (0_isize, 0_isize);
    let of = |lines: &[&str], range: Range<usize>| lines.get(range).unwrap_or_default().concat();
    loop {
        let start = match (hand.first(), made.first()) {
            (None, None) => break,
            (Some(hunk), None) | (None, Some(hunk)) => hunk.old.start,
            (Some(a), Some(b)) => a.old.start.min(b.old.start),
        };
        merged.text.push_str(&of(last, at..start));
        // All changes that cannot be told apart: they overlap, or something is put in where the other changes.
        let (mut region, mut from_hand, mut from_made) = (start..start, 0, 0);
        let mut any = false;
        loop {
            let joins = |hunk: &&Hunk| {
                !any || hunk.old.start < region.end
                    || (hunk.old.start == region.end && (hunk.old.is_empty() || region.is_empty()))
            };
            let next_hand = hand.get(from_hand).filter(|hunk| hunk.old.start == start && !any || joins(hunk));
            let next_made = made.get(from_made).filter(|hunk| hunk.old.start == start && !any || joins(hunk));
            let hunk = match (next_hand, next_made) {
                (Some(a), Some(b)) if a.old.start <= b.old.start => {
                    from_hand += 1;
                    a
                }
                (_, Some(b)) if any || b.old.start == start => {
                    from_made += 1;
                    b
                }
                (Some(a), _) if any || a.old.start == start => {
                    from_hand += 1;
                    a
                }
                _ => break,
            };
            region.end = region.end.max(hunk.old.end);
            any = true;
        }
        let span = |hunks: &[Hunk], shift: isize| -> (Range<usize>, isize) {
            let delta: isize =
                hunks.iter().map(|hunk| hunk.new.len() as isize - hunk.old.len() as isize).sum();
            let start = region.start.saturating_add_signed(shift);
            (start..region.end.saturating_add_signed(shift + delta), shift + delta)
        };
        let (hand_now, hand_next) = hand.split_at_checked(from_hand).unwrap_or((hand, &[]));
        let (made_now, made_next) = made.split_at_checked(from_made).unwrap_or((made, &[]));
        let (hand_range, hand_after) = span(hand_now, hand_shift);
        let (made_range, made_after) = span(made_now, made_shift);
        let (was, by, now) = (of(last, region.clone()), of(edited, hand_range), of(new, made_range));
        if made_now.is_empty() || by == now {
            merged.text.push_str(&by);
        } else if hand_now.is_empty() {
            merged.text.push_str(&now);
        } else {
            conflict(&mut merged, was, by, now);
        }
        (hand, made, hand_shift, made_shift) = (hand_next, made_next, hand_after, made_after);
        at = region.end;
    }
    merged.text.push_str(&of(last, at..last.len()));
    merged
}

fn conflict(merged: &mut Merged, last: String, edited: String, new: String) {
    if !merged.text.is_empty() && !merged.text.ends_with('\n') {
        merged.text.push('\n');
    }
    let start = merged.text.len();
    for (marker, lines) in
        [("<<<<<<< edited by hand", &edited), ("||||||| last generated", &last), ("=======", &new)]
    {
        merged.text.push_str(marker);
        merged.text.push('\n');
        merged.text.push_str(lines);
        if !lines.is_empty() && !lines.ends_with('\n') {
            merged.text.push('\n');
        }
    }
    merged.text.push_str(">>>>>>> generated now\n");
    merged.conflicts.push(Conflict { at: start..merged.text.len(), last, edited, new });
}

/// Where the parts of a generated file are in a text that was made of it; those whose ends were changed are left out.
#[must_use]
pub fn relocate(file: &File, text: &str) -> Vec<(String, Range<usize>)> {
    let whole = |(_, range): &(String, Range<usize>)| !range.is_empty() && text.get(range.clone()).is_some();
    if file.text == text {
        return file.parts.iter().filter(|part| whole(part)).cloned().collect();
    }
    let (old, new) = (split(&file.text), split(text));
    let changes = hunks(&old, &new);
    let (old_starts, new_starts) = (lines::starts(&old), lines::starts(&new));
    // A byte of an unchanged line keeps its column.
    let to = |byte: usize, end: bool| -> Option<usize> {
        let line = old_starts.partition_point(|start| *start <= byte).checked_sub(1)?;
        let line = if end && old_starts.get(line) == Some(&byte) { line.checked_sub(1)? } else { line };
        let range = across(&changes, &(line..line + 1))?;
        let (before, after) = (old.get(line)?, new.get(range.start)?);
        let column = byte - old_starts.get(line)?;
        // A changed line still begins and ends where it did.
        let column = match () {
            () if range.len() != 1 => return None,
            () if before == after => column,
            () if end && column + 1 >= before.trim_end().len() => after.trim_end().len(),
            () if !end && before.get(..column)?.trim().is_empty() => after.len() - after.trim_start().len(),
            () => return None,
        };
        Some(new_starts.get(range.start)? + column)
    };
    let mut parts: Vec<(String, Range<usize>)> = Vec::new();
    for (id, range) in &file.parts {
        if let (Some(start), Some(end)) = (to(range.start, false), to(range.end, true)) {
            parts.push((id.clone(), start..end));
        }
    }
    parts.retain(whole);
    parts
}

#[cfg(test)]
mod tests;
