//! Hits as they are shown: the line cut around the match when it is long, bytes that are no text shown as
//! replacement characters.

use std::ops::Range;

use justbuilt_text::Text;
use justbuilt_text::search::Searcher;

use super::SearchHit;

/// Bytes of a line that are shown before a match.
const BEFORE: usize = 60;
/// Bytes of a line that are shown in all.
const SHOWN: usize = 300;
/// Stands for what was cut off.
const CUT: &str = "…";

/// The hit at `found`, bytes of `line` (which has no line ending).
pub(crate) fn hit_in_line(number: usize, line: &[u8], found: Range<usize>) -> SearchHit {
    let start = found.start.min(line.len());
    let end = found.end.clamp(start, line.len());
    let (from, until) = window(line, start..end);
    let part =
        |range: Range<usize>| String::from_utf8_lossy(line.get(range).unwrap_or_default()).into_owned();
    let mut text = if from > 0 { CUT.to_owned() } else { String::new() };
    text.push_str(&part(from..start));
    let text_start = text.len();
    text.push_str(&part(start..end.min(until)));
    let in_text = text_start..text.len();
    text.push_str(&part(end.min(until)..until));
    if until < line.len() {
        text.push_str(CUT);
    }
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    let in_text = in_text.start.min(text.len())..in_text.end.min(text.len());
    SearchHit { line: number, bytes: start..end, text, in_text }
}

/// Which bytes of a long line are shown.
fn window(line: &[u8], found: Range<usize>) -> (usize, usize) {
    if line.len() <= SHOWN {
        return (0, line.len());
    }
    let boundary = |at: usize| {
        let at = at.min(line.len());
        (at.saturating_sub(3)..=at)
            .rev()
            .find(|at| line.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80))
            .unwrap_or(at)
    };
    let from = boundary(found.start.saturating_sub(BEFORE));
    let until = boundary((from + SHOWN).min(line.len()));
    (from, until.max(from))
}

/// The hits in a document's text, at most `limit`. As on the disk, a match ends with its line.
pub(crate) fn hits_in_text(searcher: &Searcher, text: &Text, limit: usize) -> Vec<SearchHit> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < text.len() && hits.len() < limit {
        let mut crossing = None;
        for found in searcher.find_iter(text, at..text.len()).take(limit - hits.len()) {
            let line = text.line_of(found.range.start);
            if found.range.end > text.line_content(line).end {
                crossing = Some(line);
                break;
            }
            at = found.range.end;
            hits.push(hit_at(text, found.range));
        }
        let Some(line) = crossing else { break };
        let content = text.line_content(line);
        let rest = at.max(content.start)..content.end;
        let within = searcher.find_iter(text, rest).take(limit - hits.len());
        hits.extend(within.map(|found| hit_at(text, found.range)));
        at = text.line_range(line).end;
    }
    hits
}

/// The hit at these bytes of a text.
pub(crate) fn hit_at(text: &Text, found: Range<usize>) -> SearchHit {
    let line = text.line_of(found.start);
    let content = text.line_content(line);
    let within = |at: usize| at.clamp(content.start, content.end) - content.start;
    let (start, end) = (within(found.start), within(found.end));
    // Of a line of a million characters only what is shown is looked at.
    let room = SHOWN + BEFORE;
    let low = text.clamp_boundary(content.start + start.saturating_sub(room));
    let high = text.clamp_boundary((content.start + end.min(start + room) + room).min(content.end));
    let part = text.slice(low..high);
    let shift = low - content.start;
    let mut hit = hit_in_line(line, part.as_bytes(), start - shift..end.min(start + room) - shift);
    if shift > 0 && !hit.text.starts_with(CUT) {
        hit.text.insert_str(0, CUT);
        hit.in_text = hit.in_text.start + CUT.len()..hit.in_text.end + CUT.len();
    }
    hit.bytes = start..end;
    hit
}

#[cfg(test)]
mod tests;
