//! Files that a reply gives whole, or shortened by lines such as `// ... existing code ...`. A shortened one is filled
//! up only where the lines beside each mark are found in the file, once; else it is not clear what the mark stands for.

use super::lines::{Step, diff};

/// Why a file cannot be replaced by what a reply gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The lines beside the mark in this line (from 0) are not in the file, or not once.
    Mark(usize),
    /// It is a part of the file, without marks for the rest.
    Part,
}

/// Whether a line stands for code that stays.
pub fn is_mark(line: &str) -> bool {
    const OPEN: [&str; 9] = ["{/*", "/*", "//", "<!--", "#", "--", ";", "%", "*"];
    const CLOSE: [&str; 3] = ["*/}", "*/", "-->"];
    const WORDS: [&str; 9] =
        ["existing", "same", "rest of", "unchanged", "remaining", "previous", "as before", "keep", "other"];
    let mut text = line.trim();
    let comment = OPEN.iter().find_map(|open| text.strip_prefix(open));
    text = comment.unwrap_or(text);
    text = CLOSE.iter().find_map(|close| text.strip_suffix(close)).unwrap_or(text).trim();
    let dots = |text: &str| text.starts_with("...") || text.starts_with('…');
    let ends = text.ends_with("...") || text.ends_with('…');
    if !(dots(text) || ends && comment.is_some()) {
        return false;
    }
    let words = text.trim_matches(['.', '…', ' ']).to_lowercase();
    if words.is_empty() {
        return comment.is_some();
    }
    words.len() < 80
        && dots(text)
        && WORDS.iter().any(|word| words.contains(word))
        && (comment.is_some() || ends)
}

/// The lines of the new file.
pub fn fill<'a>(old: &[&'a str], new: &[&'a str]) -> Result<Vec<&'a str>, Fault> {
    let marks: Vec<usize> =
        (0..new.len()).filter(|&at| new.get(at).is_some_and(|line| is_mark(line))).collect();
    if marks.is_empty() {
        return if looks_whole(old, new) { Ok(new.to_vec()) } else { Err(Fault::Part) };
    }
    let mut all: Vec<&str> = Vec::new();
    // Lines of the old file that are dealt with.
    let mut done = 0;
    let mut from = 0;
    for (at, mark) in marks.iter().map(|&mark| Some(mark)).chain([None]).enumerate() {
        let to = mark.unwrap_or(new.len());
        let segment = trim(new.get(from..to).unwrap_or_default());
        let fault = Fault::Mark(mark.or(marks.last().copied()).unwrap_or(0));
        let start = if at == 0 { 0 } else { start_of(old, segment, done, mark.is_none()).ok_or(fault)? };
        let end = match mark {
            None => old.len(),
            Some(_) if segment.is_empty() => start,
            Some(_) => end_of(old, segment, start).ok_or(fault)?,
        };
        if start < done || end < start {
            return Err(fault);
        }
        if at > 0 {
            all.extend(old.get(done..start).unwrap_or_default());
        }
        all.extend(segment);
        done = end;
        from = to + 1;
    }
    Ok(all)
}

fn trim<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let blank = |line: &&&str| line.trim().is_empty();
    let head = lines.iter().take_while(blank).count();
    let tail = lines.iter().skip(head).rev().take_while(blank).count();
    lines.get(head..lines.len() - tail).unwrap_or_default()
}

fn telling(lines: &[&str]) -> bool {
    lines.iter().flat_map(|line| line.chars()).filter(|c| c.is_alphanumeric()).count() >= 6
}

/// Where a segment that follows a mark starts: where its longest beginning that is in the file is, if that is one
/// place. The last one may also be just the end of the file.
fn start_of(old: &[&str], segment: &[&str], done: usize, last: bool) -> Option<usize> {
    let rest = old.get(done..)?;
    if last {
        let tail = rest.len() - rest.iter().rev().take_while(|line| line.trim().is_empty()).count();
        if segment.is_empty() {
            return Some(old.len());
        }
        if rest.get(..tail)?.ends_with(segment) {
            return Some(done + tail - segment.len());
        }
    } else if segment.is_empty() {
        return Some(done);
    }
    let mut places: Vec<usize> = (0..rest.len()).collect();
    for count in 1..=segment.len() {
        let wanted = segment.get(..count)?;
        let left: Vec<usize> = places
            .iter()
            .copied()
            .filter(|&at| rest.get(at..).is_some_and(|rest| rest.starts_with(wanted)))
            .collect();
        if left.is_empty() {
            let enough = telling(segment.get(..count - 1)?);
            return match places.as_slice() {
                [only] if count > 1 && enough => Some(done + only),
                _ => None,
            };
        }
        places = left;
    }
    match places.as_slice() {
        [only] if telling(segment) => Some(done + only),
        _ => None,
    }
}

/// After which line a segment before a mark ends: where its longest end that is in the file is. Of several places the
/// one up to which nothing would be lost.
fn end_of(old: &[&str], segment: &[&str], start: usize) -> Option<usize> {
    let mut places: Vec<usize> = (start..old.len() + 1).collect();
    let mut matched = 0;
    for count in 1..=segment.len() {
        let wanted = segment.get(segment.len() - count..)?;
        let left: Vec<usize> = places
            .iter()
            .copied()
            .filter(|&at| old.get(start..at).is_some_and(|before| before.ends_with(wanted)))
            .collect();
        if left.is_empty() {
            break;
        }
        places = left;
        matched = count;
    }
    let enough = matched > 0 && telling(segment.get(segment.len() - matched..)?);
    if let ([only], true) = (places.as_slice(), enough) {
        return Some(*only);
    }
    let lossless =
        |at: &&usize| old.get(start..**at).is_some_and(|part| matched > 0 && kept(part, segment).1 == 0);
    let mut lossless = places.iter().filter(lossless);
    match (lossless.next(), lossless.next()) {
        (Some(only), None) if telling(segment) => Some(*only),
        _ => None,
    }
}

/// How many lines of `old` that say something `new` has too, in order, and how many it lacks.
fn kept(old: &[&str], new: &[&str]) -> (usize, usize) {
    let says = |at: &usize| old.get(*at).is_some_and(|line| !line.trim().is_empty());
    let lost =
        diff(old, new).into_iter().filter(|step| matches!(step, Step::Removed(at) if says(at))).count();
    let all = (0..old.len()).filter(says).count();
    (all - lost, lost)
}

/// Whether `new` is all of a file and not a part: nothing is lost, or half is kept and both ends are.
fn looks_whole(old: &[&str], new: &[&str]) -> bool {
    let (kept, lost) = kept(old, new);
    let ends = |lines: &[&str]| {
        let lines = trim(lines);
        lines.first().map(|line| line.trim().to_owned()).zip(lines.last().map(|line| line.trim().to_owned()))
    };
    lost == 0 || (kept >= lost && ends(old) == ends(new))
}
