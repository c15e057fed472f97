//! What of an answer is offered: free of fences, of what stands there already, and of runaways. Pure functions.

/// The longest text that is offered, in bytes.
pub(super) const LONGEST: usize = 4 * 1024;
/// The most lines that are offered.
const MOST_LINES: usize = 24;
/// A line of the text that follows has to be so long to end an answer that repeats it.
const TELLING: usize = 4;

/// What of `answer` is offered between `before`, the caret's line up to the caret, and `after`, the text that follows.
/// `None` when nothing is worth it.
pub(super) fn trim(answer: &str, before: &str, after: &str, single_line: bool) -> Option<String> {
    let mut text = answer.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(inner) = fenced(&text) {
        text = inner;
    }
    // A model that was asked in words begins the line anew.
    let begun = before.trim_start();
    if begun.len() > 2 && before.ends_with(begun) {
        let again = text.trim_start_matches([' ', '\t', '\n']);
        if let Some(rest) = again.strip_prefix(begun) {
            text = rest.to_owned();
        }
    }
    if single_line {
        text.truncate(text.find('\n').unwrap_or(text.len()));
    }
    // A blank stands there already.
    if before.ends_with([' ', '\t']) && !begun.is_empty() {
        text = text.trim_start_matches([' ', '\t']).to_owned();
    }
    stop_at_runaway(&mut text);
    stop_at_following(&mut text, after);
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // A cut line would be taken for a whole one.
        text.truncate(text.get(..end).and_then(|kept| kept.rfind('\n')).unwrap_or(0));
    }
    let overlap = overlap(&text, after);
    text.truncate(text.len() - overlap);
    text.truncate(text.trim_end().len());
    (!text.trim().is_empty()).then_some(text)
}

/// The inside of a fenced block, when the answer is one.
fn fenced(text: &str) -> Option<String> {
    let inner = text.trim_start().strip_prefix("```")?;
    let inner = inner.split_once('\n')?.1;
    Some(
        inner
            .rfind("\n```")
            .or_else(|| inner.starts_with("```").then_some(0))
            .and_then(|end| inner.get(..end))
            .unwrap_or(inner)
            .to_owned(),
    )
}

/// Cuts where blank lines or one line are repeated without end, and where there are too many lines.
fn stop_at_runaway(text: &mut String) {
    if let Some(at) = text.find("\n\n\n") {
        text.truncate(at);
    }
    let mut at = 0;
    let (mut last, mut times) = ("", 0);
    let mut end = text.len();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim();
        times = if !bare.is_empty() && bare == last { times + 1 } else { 0 };
        last = bare;
        if times == 2 || number == MOST_LINES {
            end = at;
            break;
        }
        at += line.len();
    }
    text.truncate(end);
}

/// Cuts before a line that is the next line of the text anyway.
fn stop_at_following(text: &mut String, after: &str) {
    let following = after.split('\n').skip(1).map(str::trim).find(|line| !line.is_empty());
    let Some(following) = following.filter(|line| line.len() >= TELLING) else { return };
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && line.trim() == following {
            text.truncate(at);
            return;
        }
        at += line.len();
    }
}

/// How many bytes at the end of `text` stand behind the caret already, going by more than white space.
fn overlap(text: &str, after: &str) -> usize {
    let most = text.len().min(after.len()).min(400);
    let fits = |length: &usize| {
        let shared = after.get(..*length).filter(|shared| !shared.trim().is_empty());
        shared.is_some_and(|shared| text.ends_with(shared))
    };
    (1..=most).rev().find(fits).unwrap_or(0)
}
