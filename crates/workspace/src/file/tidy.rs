//! Small corrections made when saving: blanks at the ends of lines, the last line break. Pure functions from a text
//! to edits.

use std::ops::Range;

use justbuilt_text::Text;

/// Edits that remove blanks at the ends of lines.
pub(crate) fn trailing_blanks(text: &Text) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    let mut at = 0;
    // Where the run of blanks began that may be at a line's end.
    let mut blank: Option<usize> = None;
    for chunk in text.chunks(0..text.len()) {
        for (index, byte) in chunk.bytes().enumerate() {
            let here = at + index;
            match byte {
                b' ' | b'\t' => blank = blank.or(Some(here)),
                b'\n' | b'\r' => edits.extend(blank.take().map(|start| (start..here, String::new()))),
                _ => blank = None,
            }
        }
        at += chunk.len();
    }
    edits.extend(blank.map(|start| (start..at, String::new())));
    edits
}

/// The edit that ends the text with a line break, if it has none. An empty text stays empty.
pub(crate) fn last_line_break(text: &Text, ending: &str) -> Option<(Range<usize>, String)> {
    let last = text.char_before(text.len())?;
    (last != '\n').then(|| (text.len()..text.len(), ending.to_owned()))
}

#[cfg(test)]
mod tests;
