//! A new line in a list of Markdown: it begins the next item, and in an item with nothing in it it ends the list. Works
//! from the text alone. Markers are those of <https://spec.commonmark.org/0.31.2/#list-items> and the boxes those of
//! <https://github.github.com/gfm/#task-list-items-extension->.

use std::ops::Range;

use smol_str::{SmolStr, format_smolstr};

use super::{
    EditContext,
    builder::{Piece, indent_range},
};
use crate::Text;

/// How many lines above are looked at for the beginning of a block of code.
const FAR: usize = 500;
/// Bytes of a line that are looked at.
const LONG: usize = 4096;
/// The most digits of a number that begins an item.
const DIGITS: usize = 9;

/// The beginning of an item.
struct Item {
    /// What the next one begins with, its blanks included.
    next: SmolStr,
    /// Bytes of the marker, its blanks and its box.
    len: usize,
}

/// What breaking the line at `range` puts there, when it is in an item of a list.
pub(super) fn listed(ctx: &EditContext, text: &Text, range: Range<usize>) -> Option<Piece> {
    if !ctx.continue_lists || !ctx.language.lists {
        return None;
    }
    let line = text.line_of(range.start);
    let indent = indent_range(text, line);
    let end = text.line_end(line);
    let content = text.slice(indent.end..text.clamp_boundary(end.min(indent.end + LONG))).into_owned();
    let item = item(&content)?;
    let inside = indent.end + item.len;
    if is_rule(&content) || in_code(text, line) {
        return None;
    }
    let rest = content.get(item.len..).unwrap_or_default();
    if rest.trim().is_empty() && range.end <= end && range.start >= indent.end {
        return Some(Piece::behind(indent.start..end, ""));
    }
    if range.start < inside {
        return None;
    }
    let white = text.slice(indent).into_owned();
    // What is behind the caret follows the marker.
    let until = range.end + text.chars_at(range.end).take_while(|c| matches!(c, ' ' | '\t')).count();
    let insert = format_smolstr!("{}{white}{}", ctx.line_ending.as_str(), item.next);
    Some(Piece::behind(range.start..until, insert))
}

/// The item that a line begins, without its indentation.
fn item(content: &str) -> Option<Item> {
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let mark = content.get(digits..)?.chars().next()?;
    let next = match (digits, mark) {
        (0, '-' | '*' | '+') => format_smolstr!("{mark}"),
        (1..=DIGITS, '.' | ')') => {
            let number: u64 = content.get(..digits)?.parse().ok()?;
            format_smolstr!("{}{mark}", number + 1)
        }
        _ => return None,
    };
    let marker = digits + 1;
    let rest = content.get(marker..)?;
    let blanks = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if blanks == 0 {
        return None;
    }
    let white = rest.get(..blanks)?;
    let rest = rest.get(blanks..)?;
    let boxed = ["[ ]", "[x]", "[X]"].iter().any(|sign| rest.starts_with(sign));
    let after =
        rest.get(3..).filter(|_| boxed).filter(|after| after.is_empty() || after.starts_with([' ', '\t']));
    match after {
        Some(after) => {
            let gap = usize::from(!after.is_empty());
            Some(Item { next: format_smolstr!("{next}{white}[ ] "), len: marker + blanks + 3 + gap })
        }
        // More blanks than these are code within the item.
        None if blanks > 4 => Some(Item { next: format_smolstr!("{next} "), len: marker + 1 }),
        None => Some(Item { next: format_smolstr!("{next}{white}"), len: marker + blanks }),
    }
}

/// Whether a line is a rule, such as `- - -`.
fn is_rule(content: &str) -> bool {
    let mut signs = content.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next().filter(|c| matches!(c, '-' | '*')) else { return false };
    let mut count = 1;
    let same = signs.all(|c| {
        count += 1;
        c == first
    });
    same && count >= 3
}

/// Whether a line is within fences.
fn in_code(text: &Text, line: usize) -> bool {
    let mut open: Option<(char, usize)> = None;
    for line in line.saturating_sub(FAR)..line {
        let start = indent_range(text, line).end;
        let end = text.line_end(line).min(start + LONG);
        let content = text.slice(start..text.clamp_boundary(end.max(start)));
        // A fence may be the first line of an item.
        let content = content.as_ref();
        let content = item(content).and_then(|item| content.get(item.len..)).unwrap_or(content);
        let Some(sign) = content.chars().next().filter(|c| matches!(c, '`' | '~')) else { continue };
        let count = content.chars().take_while(|c| *c == sign).count();
        match open {
            None if count >= 3 => open = Some((sign, count)),
            Some((by, least)) if by == sign && count >= least && content.trim_end().len() == count => {
                open = None
            }
            _ => {}
        }
    }
    open.is_some()
}

#[cfg(test)]
mod tests;
