//! Chooses what has room, by priority, and cuts what may be cut. How it is framed is in `frame`.

use justbuilt_store::ContentHash;

use super::{Candidate, Cut, Kind, LeftOut, Manifest, Why, frame};
use crate::tokens::Family;

/// Less than so many tokens of a file are not worth sending.
const WORTH: u64 = 120;

/// Those that have room, the rest listed in the manifest.
pub(super) fn fit(
    mut candidates: Vec<Candidate>,
    family: Family,
    budget: u64,
    manifest: &mut Manifest,
) -> Vec<Candidate> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.item.priority()));
    let mut taken: Vec<Candidate> = Vec::new();
    let mut left = budget;
    for mut candidate in candidates {
        if is_within(&candidate, &taken) {
            manifest.left_out.push(LeftOut::new(&candidate.item, Why::Within));
            continue;
        }
        // What of it is there already goes, if all of it is taken.
        let inside: Vec<usize> =
            taken.iter().enumerate().filter(|(_, one)| holds(&candidate, one)).map(|(at, _)| at).collect();
        let freed: u64 = inside.iter().filter_map(|at| taken.get(*at)).map(|one| one.sent.tokens).sum();
        // The sentence before all of it is paid by the first.
        let is_rules = |one: &Candidate| one.item.kind == Kind::Rules;
        let first = !taken.iter().any(|one| is_rules(one) == is_rules(&candidate));
        let preface = if !first {
            0
        } else if is_rules(&candidate) {
            family.tokens(frame::RULES_PREFACE)
        } else {
            family.tokens(frame::PREFACE)
        };
        let whole = measure(&candidate, family);
        if whole + preface <= left + freed {
            for at in inside.into_iter().rev() {
                let one = taken.remove(at);
                left += one.sent.tokens;
                manifest.left_out.push(LeftOut::new(&one.item, Why::Within));
            }
            seal(&mut candidate, whole);
            left -= whole + preface;
            taken.push(candidate);
            continue;
        }
        let room = left.saturating_sub(preface);
        if candidate.item.may_be_cut() && room >= WORTH && cut(&mut candidate, family, room) {
            let tokens = measure(&candidate, family);
            if tokens <= room {
                seal(&mut candidate, tokens);
                left -= tokens + preface;
                taken.push(candidate);
                continue;
            }
        }
        manifest.left_out.push(LeftOut::new(&candidate.item, Why::NoRoom(whole)));
    }
    taken
}

/// Whether a whole file that is taken holds it. What is selected is shown all the same: it says where to look.
fn is_within(candidate: &Candidate, taken: &[Candidate]) -> bool {
    taken.iter().any(|one| holds(one, candidate))
}

fn holds(file: &Candidate, part: &Candidate) -> bool {
    matches!(file.item.kind, Kind::OpenFile | Kind::RelatedFile)
        && matches!(part.item.kind, Kind::Symbol | Kind::RelatedFile | Kind::OpenFile)
        && file.item.lines.is_none()
        && file.sent.cut.is_none()
        && part.item.lines.is_some()
        && file.item.source == part.item.source
        && file.text.contains(part.text.trim_end())
}

fn measure(candidate: &Candidate, family: Family) -> u64 {
    // The parts of a text can be a token more than the whole.
    family.tokens(&frame::wrap(&candidate.item, &candidate.text, &candidate.sent)) + 1
}

fn seal(candidate: &mut Candidate, tokens: u64) {
    candidate.sent.tokens = tokens;
    candidate.sent.bytes = candidate.text.len();
    candidate.hash = ContentHash::of(candidate.text.as_bytes());
    candidate.sent.hash = candidate.hash.to_hex();
}

/// Cuts the text to whole lines from its start that have room with their frame. `false` when not even a few have.
fn cut(candidate: &mut Candidate, family: Family, room: u64) -> bool {
    let of = candidate.text.lines().count();
    let full = std::mem::take(&mut candidate.text);
    candidate.sent.cut = Some(Cut { lines: of, of });
    let frame = measure(candidate, family) + 8;
    let part = family.cut(&full, room.saturating_sub(frame));
    let part = part.rfind('\n').and_then(|at| part.get(..=at)).unwrap_or_default();
    let lines = part.lines().count();
    if lines == 0 {
        candidate.text = full;
        candidate.sent.cut = None;
        return false;
    }
    candidate.sent.cut = Some(Cut { lines, of });
    if let Some(range) = &mut candidate.sent.lines {
        range.end = range.start + lines;
    }
    candidate.sent.redacted.retain(|(_, line)| *line < lines);
    candidate.sent.suspicious.retain(|line| *line < lines);
    candidate.text = part.to_owned();
    true
}
