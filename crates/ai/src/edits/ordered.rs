//! Where the hunks of one file belong: every place each could have, then what the order of the hunks, their anchors
//! and their line numbers leave of them. A hunk that has more than one place after that is not placed.

use std::ops::Range;

use super::find::{Found, Haystack, Level};
use super::indent;
use super::place::{Bytes, Unclear, old_line, place};
use super::policy::{Policy, Repeated};
use super::reply::{Hunk, HunkLine};

/// What the order of hunks says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// They are in the order of the file, as in any diff.
    Sure,
    /// They mostly are, as blocks in a reply: it counts only between two that are placed.
    Likely,
}

/// A hunk in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The replacements.
    pub bytes: Vec<Bytes>,
    /// How closely it was found.
    pub level: Level,
    /// Lines of the file it was found in.
    pub lines: Range<usize>,
}

/// Why a hunk has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// It is nowhere; these first lines have most in common with it.
    Nowhere(Vec<usize>),
    /// It is at all these first lines.
    Ambiguous(Vec<usize>),
    /// It is there, but what is to be inserted is not clear.
    Unclear(Unclear, Vec<usize>),
    /// It has no line that is in the file.
    NoContext,
    /// It changes what another hunk changes.
    Overlap(Vec<usize>),
}

/// Places hunks, each by itself or not at all.
pub fn place_hunks(
    hay: &Haystack<'_>,
    hunks: &[Hunk],
    order: Order,
    policy: &Policy,
) -> Vec<Result<Placed, Unplaced>> {
    let mut all: Vec<Result<Vec<Placed>, Unplaced>> =
        hunks.iter().map(|hunk| candidates(hay, hunk, order == Order::Likely)).collect();
    for (places, hunk) in all.iter_mut().zip(hunks) {
        if let Ok(places) = places {
            by_anchor(hay, hunk, places);
        }
    }
    by_order(&mut all, order);
    for at in 0..all.len() {
        by_number(&mut all, hunks, at);
    }
    by_order(&mut all, order);
    twins(&mut all, hunks);
    let mut taken: Vec<Range<usize>> = Vec::new();
    all.into_iter().map(|places| settle(places?, policy, &mut taken)).collect()
}

fn settle(
    mut places: Vec<Placed>,
    policy: &Policy,
    taken: &mut Vec<Range<usize>>,
) -> Result<Placed, Unplaced> {
    let starts: Vec<usize> = places.iter().map(|place| place.lines.start).collect();
    if policy.repeated == Repeated::First {
        places.truncate(1);
    }
    let (Some(place), true) = (places.pop(), places.is_empty()) else {
        return Err(Unplaced::Ambiguous(starts));
    };
    let clash = |range: &Range<usize>| {
        taken
            .iter()
            .any(|other| (range.start < other.end && other.start < range.end) || (range.start == other.start))
    };
    if place.bytes.iter().any(|(range, _)| clash(range)) {
        return Err(Unplaced::Overlap(starts));
    }
    taken.extend(place.bytes.iter().map(|(range, _)| range.clone()));
    Ok(place)
}

/// The ways a hunk can be meant: with or without the blank that marks context, without blank lines at its ends, with
/// its quotes unescaped.
fn readings(hunk: &Hunk) -> Vec<Hunk> {
    let with = |f: &dyn Fn(&str) -> String| Hunk {
        lines: hunk
            .lines
            .iter()
            .map(|line| match line {
                HunkLine::Raw(text) => HunkLine::Context(f(text)),
                other => other.clone(),
            })
            .collect(),
        ..hunk.clone()
    };
    let raws = hunk.lines.iter().filter_map(|line| match line {
        HunkLine::Raw(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    });
    let marked = raws.clone().all(|text| text.starts_with(' '));
    let mut all = vec![with(&|text| text.strip_prefix(' ').unwrap_or(text).to_owned())];
    if raws.clone().next().is_some() {
        all.push(with(&str::to_owned));
        if !marked {
            all.reverse();
        }
    }
    all
}

fn trimmed(hunk: &Hunk) -> Option<Hunk> {
    let blank = |line: &HunkLine| matches!(line, HunkLine::Context(text) if text.trim().is_empty());
    let mut lines = hunk.lines.clone();
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    let head = lines.iter().take_while(|line| blank(line)).count();
    lines.drain(..head);
    (lines.len() < hunk.lines.len()).then(|| Hunk { lines, ..hunk.clone() })
}

fn unescaped(hunk: &Hunk) -> Option<Hunk> {
    let text = |line: &HunkLine| match line {
        HunkLine::Context(text) | HunkLine::Raw(text) | HunkLine::Remove(text) | HunkLine::Add(text) => {
            text.clone()
        }
    };
    let all: Vec<String> = hunk.lines.iter().map(text).collect();
    let quotes: usize = all.iter().map(|line| line.matches('"').count()).sum();
    let escaped: usize = all.iter().map(|line| line.matches("\\\"").count()).sum();
    if quotes == 0 || quotes != escaped {
        return None;
    }
    let plain = |text: &String| text.replace("\\\"", "\"");
    let lines = hunk.lines.iter().map(|line| match line {
        HunkLine::Context(text) => HunkLine::Context(plain(text)),
        HunkLine::Raw(text) => HunkLine::Raw(plain(text)),
        HunkLine::Remove(text) => HunkLine::Remove(plain(text)),
        HunkLine::Add(text) => HunkLine::Add(plain(text)),
    });
    Some(Hunk { lines: lines.collect(), ..hunk.clone() })
}

fn candidates(hay: &Haystack<'_>, hunk: &Hunk, whole: bool) -> Result<Vec<Placed>, Unplaced> {
    if !hunk.lines.iter().filter_map(old_line).any(|line| !line.trim().is_empty()) {
        return Err(Unplaced::NoContext);
    }
    let places = strict_to_lenient(hay, &readings(hunk), whole)?;
    if !places.is_empty() {
        return Ok(places);
    }
    if let Some(hunk) = unescaped(hunk) {
        let places = strict_to_lenient(hay, &readings(&hunk), whole)?;
        if !places.is_empty() {
            return Ok(places);
        }
    }
    let wanted: Vec<&str> = hunk.lines.iter().filter_map(old_line).collect();
    Err(Unplaced::Nowhere(hay.nearest(&wanted)))
}

fn strict_to_lenient(hay: &Haystack<'_>, readings: &[Hunk], whole: bool) -> Result<Vec<Placed>, Unplaced> {
    let short: Vec<Hunk> = if whole { Vec::new() } else { readings.iter().filter_map(trimmed).collect() };
    for level in Level::ALL {
        let mut all: Vec<Placed> = Vec::new();
        for hunk in readings.iter().chain(&short) {
            let wanted: Vec<&str> = hunk.lines.iter().filter_map(old_line).collect();
            let mut found = hay.find(&wanted, level);
            if hunk.at_end {
                found.retain(|found| (found.end..hay.lines.len()).all(|row| hay.body(row).trim().is_empty()));
            }
            if found.is_empty() {
                continue;
            }
            let placed: Result<Vec<Placed>, (Unclear, Found)> = found
                .into_iter()
                .map(|found| match place(hay, hunk, &found, whole) {
                    Ok(bytes) => Ok(Placed { bytes, level, lines: found.start..found.end }),
                    Err(unclear) => Err((unclear, found)),
                })
                .collect();
            let placed = placed.map_err(|(unclear, found)| Unplaced::Unclear(unclear, vec![found.start]))?;
            // Two readings that fit alike and say different things leave it open which is meant.
            all.extend(
                placed
                    .into_iter()
                    .filter(|place| !all.iter().any(|other| other.bytes == place.bytes))
                    .collect::<Vec<_>>(),
            );
            if level < Level::Indent {
                break;
            }
        }
        if !all.is_empty() {
            return Ok(all);
        }
    }
    Ok(Vec::new())
}

/// Drops places that cannot be, given those that are sure.
fn by_order(all: &mut [Result<Vec<Placed>, Unplaced>], order: Order) {
    let sure = |places: &Result<Vec<Placed>, Unplaced>| match places.as_deref() {
        Ok([only]) => Some(only.lines.clone()),
        _ => None,
    };
    if order == Order::Likely {
        let fixed: Vec<usize> = all.iter().filter_map(sure).map(|lines| lines.start).collect();
        if !fixed.is_sorted() {
            return;
        }
    }
    loop {
        let mut changed = false;
        for at in 0..all.len() {
            let before = all.iter().take(at).rev().find_map(sure);
            let after = all.iter().skip(at + 1).find_map(sure);
            if order == Order::Likely && (before.is_none() || after.is_none()) {
                continue;
            }
            let from = before.map_or(0, |lines| lines.end);
            let to = after.map_or(usize::MAX, |lines| lines.start);
            let Some(Ok(places)) = all.get_mut(at) else { continue };
            let fits = |place: &Placed| place.lines.start >= from && place.lines.end <= to;
            let left = places.iter().filter(|place| fits(place)).count();
            if left > 0 && left < places.len() {
                places.retain(fits);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Keeps the places that the anchors of a hunk lead to: those in the block an anchor opens, or else behind one.
fn by_anchor(hay: &Haystack<'_>, hunk: &Hunk, places: &mut Vec<Placed>) {
    for anchor in &hunk.anchors {
        let anchor = anchor.trim();
        let equal = |row: &usize| hay.body(*row).trim() == anchor;
        let begins = |row: &usize| hay.body(*row).trim().starts_with(anchor);
        let mut rows: Vec<usize> = (0..hay.lines.len()).filter(equal).collect();
        if rows.is_empty() {
            rows = (0..hay.lines.len()).filter(begins).collect();
        }
        let behind = |place: &Placed| rows.iter().any(|&row| row < place.lines.end);
        if rows.is_empty() || places.len() < 2 {
            continue;
        }
        let inside = |place: &Placed| rows.iter().any(|&row| block(hay, row).contains(&place.lines.start));
        if places.iter().any(inside) {
            places.retain(inside);
        } else if places.iter().any(behind) {
            places.retain(behind);
        }
    }
}

/// The line and those after it that are indented deeper, and the one that closes them.
fn block(hay: &Haystack<'_>, row: usize) -> Range<usize> {
    let depth = |row: usize| indent::columns(indent::split(hay.body(row)).0, 4);
    let own = depth(row);
    let rest = row + 1..hay.lines.len();
    let end = rest.clone().find(|&at| !hay.body(at).trim().is_empty() && depth(at) <= own);
    row..end.map_or(rest.end, |end| end + 1)
}

/// Takes the place the line number says, moved as the surest neighbour was moved.
fn by_number(all: &mut [Result<Vec<Placed>, Unplaced>], hunks: &[Hunk], at: usize) {
    let moved = |other: usize| -> Option<isize> {
        let Some(Ok(places)) = all.get(other) else { return None };
        let [only] = places.as_slice() else { return None };
        let said = hunks.get(other)?.old_start?.saturating_sub(1);
        only.lines.start.checked_signed_diff(said)
    };
    let before = (0..at).rev().find_map(moved);
    let after = (at + 1..all.len()).find_map(moved);
    let drift = match (before, after) {
        // What lies between two that were moved differently can be anywhere between.
        (Some(before), Some(after)) if before != after => return,
        (before, after) => before.or(after).unwrap_or(0),
    };
    let Some(said) = hunks.get(at).and_then(|hunk| hunk.old_start) else { return };
    let Some(row) = said.saturating_sub(1).checked_add_signed(drift) else { return };
    if let Some(Ok(places)) = all.get_mut(at)
        && places.len() > 1
        && places.iter().any(|place| place.lines.start == row)
    {
        places.retain(|place| place.lines.start == row);
    }
}

/// The same hunk so many times as there are places for it: each has one.
fn twins(all: &mut [Result<Vec<Placed>, Unplaced>], hunks: &[Hunk]) {
    for at in 0..hunks.len() {
        let Some(Ok(places)) = all.get(at) else { continue };
        let places = places.clone();
        let same = |other: &usize| {
            hunks.get(*other).map(|hunk| &hunk.lines) == hunks.get(at).map(|hunk| &hunk.lines)
                && matches!(all.get(*other), Some(Ok(theirs)) if *theirs == places)
        };
        let twins: Vec<usize> = (at..hunks.len()).filter(same).collect();
        if twins.len() < 2 || twins.len() != places.len() {
            continue;
        }
        for (twin, place) in twins.into_iter().zip(places) {
            if let Some(slot) = all.get_mut(twin) {
                *slot = Ok(vec![place]);
            }
        }
    }
}
