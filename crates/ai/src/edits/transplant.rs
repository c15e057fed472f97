//! A line of the file changed as a line of the reply was, where the two differ in white space or look-alike
//! characters: what the edit does not change stays as the file has it.

use super::find::plain;

/// What `search` became in `replace`, done to `file`. All three say the same where it does not change: that is
/// looked for from both ends. `None` where `search` is not the same line as `file`.
pub fn transplant(file: &str, search: &str, replace: &str) -> Option<String> {
    let (mine, theirs) = (stream(search), stream(file));
    let same = mine.iter().map(|seen| seen.c).eq(theirs.iter().map(|seen| seen.c));
    if !same {
        return None;
    }
    let head = common(search.chars(), replace.chars());
    let tail = common(
        search.get(head..).unwrap_or_default().chars().rev(),
        replace.get(head..).unwrap_or_default().chars().rev(),
    );
    let kept_head = mine.iter().take_while(|seen| seen.end <= head).count();
    let kept_tail = mine.iter().rev().take_while(|seen| seen.start >= search.len() - tail).count();
    let from = kept_head.checked_sub(1).and_then(|at| theirs.get(at)).map_or(0, |seen| seen.end);
    let to =
        mine.len().checked_sub(kept_tail).and_then(|at| theirs.get(at)).map_or(file.len(), |seen| seen.start);
    // A run of white space that is cut by the change is the reply's, whole.
    let start = kept_head.checked_sub(1).and_then(|at| mine.get(at)).map_or(0, |seen| seen.end);
    let end =
        mine.len().checked_sub(kept_tail).and_then(|at| mine.get(at)).map_or(search.len(), |seen| seen.start);
    let middle = replace.get(start..replace.len() - (search.len() - end))?;
    Some(format!("{}{middle}{}", file.get(..from)?, file.get(to.max(from)..)?))
}

fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

struct Seen {
    c: char,
    start: usize,
    end: usize,
}

/// The characters of a line as they look, a run of white space as one blank, none at the ends.
fn stream(line: &str) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for (start, c) in line.char_indices() {
        let end = start + c.len_utf8();
        let c = match plain(c) {
            None => {
                if let Some(last) = seen.last_mut() {
                    last.end = end;
                }
                continue;
            }
            Some(c) if c.is_ascii_whitespace() => ' ',
            Some(c) => c,
        };
        match seen.last_mut() {
            Some(last) if c == ' ' && last.c == ' ' => last.end = end,
            None if c == ' ' => {}
            _ => seen.push(Seen { c, start, end }),
        }
    }
    if seen.last().is_some_and(|last| last.c == ' ') {
        seen.pop();
    }
    seen
}
