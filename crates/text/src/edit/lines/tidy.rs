//! What is done to a text before it is saved.

use crate::{
    EditKind, LineEnding, Selections, Text, Transaction,
    edit::{Change, builder::change_around},
    motion,
};

/// Removes white space at the ends of lines. Lines in `keep` (those with carets, say) are left alone.
pub fn trim_trailing_whitespace(text: &Text, selections: &Selections, keep: &[usize]) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut line = 0;
    let mut start = 0;
    // Chunk by chunk: only lines whose ending follows white space are looked at closely.
    for chunk in text.chunks(0..text.len()) {
        for at in memchr::memchr_iter(b'\n', chunk.as_bytes()) {
            let before = text.byte((start + at).saturating_sub(1));
            if matches!(before, Some(b' ' | b'\t' | b'\r' | 0x0B | 0x0C | 0x80..)) && !keep.contains(&line) {
                builder.replace(motion::last_non_blank(text, line)..text.line_end(line), "");
            }
            line += 1;
        }
        start += chunk.len();
    }
    if !keep.contains(&line) {
        builder.replace(motion::last_non_blank(text, line)..text.line_end(line), "");
    }
    change_around(builder.finish(), selections, EditKind::Format)
}

/// Ends the text with a line ending, unless it is empty or does already.
pub fn with_final_line_ending(text: &Text, selections: &Selections, ending: LineEnding) -> Option<Change> {
    if text.is_empty() || text.byte(text.len() - 1) == Some(b'\n') {
        return None;
    }
    let transaction = Transaction::insert(text.len(), text.len(), ending.as_str());
    // Carets at the end stay on their line.
    Some(Change { transaction, selections: selections.clone(), kind: EditKind::Format })
}

/// Removes empty lines at the end of the text but for one line ending.
pub fn trim_final_lines(text: &Text, selections: &Selections) -> Option<Change> {
    let mut line = text.line_count() - 1;
    while line > 0 && text.line_content(line).is_empty() && text.line_content(line - 1).is_empty() {
        line -= 1;
    }
    if !text.line_content(line).is_empty() {
        return None;
    }
    let transaction = Transaction::replace(text.len(), text.line_start(line)..text.len(), "");
    change_around(transaction, selections, EditKind::Format)
}
