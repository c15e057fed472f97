//! Visual columns: how many cells a text takes in a grid, with tab stops. Wide characters take 2 cells, combining ones
//! none, control characters 1 (a picture), bytes that do not decode 4 (`<FF>`). Not for wrapped rows: that is the
//! display map's.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::{Text, encoding::escaped_byte};

/// Cells of one grapheme cluster that starts at `column`.
pub fn grapheme_width(grapheme: &str, column: u32, tab_width: u32) -> u32 {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return 0 };
    match first {
        '\t' => {
            let tab_width = tab_width.max(1);
            tab_width - column % tab_width
        }
        '\n' => 0,
        '\r' if grapheme == "\r\n" => 0,
        ' '..='~' if chars.as_str().is_empty() => 1,
        _ if escaped_byte(first).is_some() => 4,
        _ if first.is_control() => 1,
        _ => u32::try_from(grapheme.width()).unwrap_or(u32::MAX).min(2),
    }
}

/// Cells of `text` when it starts at `column`.
pub fn width_of(text: &str, column: u32, tab_width: u32) -> u32 {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return u32::try_from(text.len()).unwrap_or(u32::MAX);
    }
    let end = text
        .graphemes(true)
        .fold(column, |at, grapheme| at.saturating_add(grapheme_width(grapheme, at, tab_width)));
    end - column
}

/// The column of `byte` on its line. O(bytes before it on the line).
pub fn column_of(text: &Text, byte: usize, tab_width: u32) -> u32 {
    let byte = text.clamp_boundary(byte);
    let start = text.line_start(text.line_of(byte));
    walk(text, start..byte, tab_width, u32::MAX).0
}

/// The byte of `line` at `column`: the boundary of the grapheme cluster there that is nearer, at most the end of the
/// line's content.
pub fn byte_at(text: &Text, line: usize, column: u32, tab_width: u32) -> usize {
    walk(text, text.line_content(line), tab_width, column).1
}

/// Width of a line in cells.
pub fn line_width(text: &Text, line: usize, tab_width: u32) -> u32 {
    walk(text, text.line_content(line), tab_width, u32::MAX).0
}

/// From the start of a range at column 0 until `target` is reached: column and byte.
fn walk(text: &Text, range: Range<usize>, tab_width: u32, target: u32) -> (u32, usize) {
    let (mut at, mut column) = (range.start, 0u32);
    while at < range.end && column < target {
        // Plain ASCII in one step, up to the character before something else: that may belong to a cluster.
        let (chunk, start) = text.chunk_at(at);
        let limit = (range.end - at).min((target - column) as usize);
        let bytes = chunk.as_bytes().get(at - start..).unwrap_or_default();
        let bytes = bytes.get(..limit.min(bytes.len())).unwrap_or_default();
        let mut plain = bytes.iter().take_while(|byte| matches!(byte, b' '..=b'~')).count();
        let next = chunk.as_bytes().get(at - start + plain).copied();
        if next.is_none_or(|byte| !byte.is_ascii()) && at + plain < range.end {
            plain = plain.saturating_sub(1);
        }
        if plain > 0 {
            at += plain;
            column = column.saturating_add(u32::try_from(plain).unwrap_or(u32::MAX));
            continue;
        }
        let next = text.next_grapheme(at).min(range.end);
        let width = grapheme_width(&text.slice(at..next), column, tab_width);
        if column + width > target {
            // Inside a wide character or a tab: the nearer side.
            if (target - column) * 2 >= width {
                at = next;
                column += width;
            }
            break;
        }
        at = next;
        column += width;
    }
    (column, at)
}

#[cfg(test)]
mod tests;
