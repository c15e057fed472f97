//! Walks lines in bulk: the text of each as one piece, straight from the rope's chunks, many lines a microsecond.
//! Knows nothing about rows.

use std::ops::Range;

use justbuilt_text::Text;

use crate::long::LONG;

/// A line as [`scan`] hands it out.
pub(crate) enum Scanned<'a> {
    /// Its content without the ending.
    Short(&'a str),
    /// Its content's bytes; more than [`LONG`].
    Long(Range<usize>),
}

/// Calls `each` for the lines from `lines.start` until `lines.end` or until about `budget` bytes were read. Returns
/// the line after the last one. `each` returns what a long line cost (in bytes).
pub(crate) fn scan(
    text: &Text,
    lines: Range<usize>,
    budget: &mut usize,
    mut each: impl FnMut(usize, Scanned<'_>) -> usize,
) -> usize {
    let mut line = lines.start;
    let mut carry = String::new();
    'again: while line < lines.end && *budget > 0 {
        carry.clear();
        let start = text.line_start(line);
        for chunk in text.chunks(start..text.len()) {
            let mut rest = chunk;
            while let Some(at) = rest.find('\n') {
                let (head, tail) = rest.split_at(at + 1);
                let content = if carry.is_empty() {
                    head
                } else {
                    carry.push_str(head);
                    &carry
                };
                let bytes = content.len();
                let content = content.strip_suffix('\n').unwrap_or(content);
                let content = content.strip_suffix('\r').unwrap_or(content);
                if content.len() > LONG {
                    break;
                }
                each(line, Scanned::Short(content));
                *budget = budget.saturating_sub(bytes.max(8));
                carry.clear();
                line += 1;
                rest = tail;
                if line >= lines.end || *budget == 0 {
                    return line;
                }
            }
            carry.push_str(rest);
            if carry.len() > LONG + 2 {
                let cost = each_long(text, line, &mut each);
                *budget = budget.saturating_sub(cost.max(8));
                line += 1;
                continue 'again;
            }
        }
        // The last line, which has no ending.
        if carry.len() > LONG {
            each_long(text, line, &mut each);
        } else {
            each(line, Scanned::Short(&carry));
        }
        return line + 1;
    }
    line
}

fn each_long(text: &Text, line: usize, each: &mut impl FnMut(usize, Scanned<'_>) -> usize) -> usize {
    let content = text.line_content(line);
    if content.len() > LONG {
        each(line, Scanned::Long(content))
    } else {
        each(line, Scanned::Short(&text.slice(content)))
    }
}
