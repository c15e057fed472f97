//! What of an answer is the new text: what is in its fence, or all of it. Words about the text are not the text.

use justbuilt_ai::secrets::Scanner;

use super::Asking;

/// How a mark in the place of a secret begins.
const MARK: &str = "«redacted: ";

/// The new text as far as it came: what is in the fence, once that began; nothing while it cannot be told.
pub(super) fn so_far(raw: &str) -> &str {
    match fence(raw) {
        Some(inside) => inside.0,
        // A fence may be about to begin, and words before it are not shown as code.
        None => "",
    }
}

/// What is in the first fence, and whether it is closed.
fn fence(raw: &str) -> Option<(&str, bool)> {
    let mut at = 0;
    let mut lines = raw.split_inclusive('\n');
    let (marks, begin) = loop {
        let line = lines.next()?;
        at += line.len();
        let trimmed = line.trim_start();
        let marks = trimmed.chars().take_while(|c| *c == '`').count();
        if marks >= 3 && line.ends_with('\n') && !trimmed.get(marks..)?.contains('`') {
            break (marks, at);
        }
    };
    let rest = raw.get(begin..)?;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        let trimmed = line.trim();
        let closes = trimmed.len() >= marks && trimmed.chars().all(|c| c == '`');
        if closes {
            return Some((rest.get(..end)?, true));
        }
        if !line.ends_with('\n') && trimmed.starts_with('`') && trimmed.chars().all(|c| c == '`') {
            // The end of the fence is coming.
            return Some((rest.get(..end)?, false));
        }
        end += line.len();
    }
    Some((rest, false))
}

/// The new text of a whole answer, secrets put back.
///
/// # Errors
/// What the model says instead.
pub(super) fn whole(asking: &Asking, old: &str, plain: bool) -> Result<String, String> {
    let raw = asking.raw.as_str();
    if !asking.refusal.trim().is_empty() && raw.trim().is_empty() {
        return Err(asking.refusal.trim().to_owned());
    }
    if raw.trim().is_empty() {
        return Err("The model gave no text.".to_owned());
    }
    let text = match fence(raw) {
        Some((inside, _)) => inside.to_owned(),
        None if !plain && is_prose(raw, old) => return Err(raw.trim().to_owned()),
        None => raw.to_owned(),
    };
    let text = text.replace("\r\n", "\n");
    if !text.contains(MARK) {
        return Ok(text);
    }
    let shown =
        Scanner::built_in().map(|secrets| secrets.redact(&asking.message).reveal(&asking.message, &text));
    let text = shown.unwrap_or(text);
    if text.contains(MARK) && !old.contains(MARK) {
        return Err(
            "The answer has a mark where a secret stands in the text, and it is not clear which. Nothing \
                    is changed; leave the secret out of what is selected, or ask again."
                .to_owned(),
        );
    }
    Ok(text)
}

/// Whether an answer without a fence reads like words about code. Lines that are in the old text speak against it.
fn is_prose(raw: &str, old: &str) -> bool {
    let known: Vec<&str> = old.lines().map(str::trim).filter(|line| line.len() > 2).collect();
    let mut lines = raw.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let sentence = |line: &str| {
        let words = line.split_whitespace().count();
        let capital =
            line.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '-' | '*' | '#' | '1'..='9'));
        let code = line.ends_with(['{', '}', ';', ')', ',', '>', '(', '[', ']']) || line.contains(" = ");
        capital && words >= 4 && !code
    };
    let first = lines.peek().copied().unwrap_or_default();
    sentence(first) && !lines.any(|line| known.contains(&line))
}
