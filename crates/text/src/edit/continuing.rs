//! A new line inside a comment: doc comments and block comments go on with their mark, plain line comments do not.
//! Works from the text alone, so that it is right at once and in every language with C's comments.

use std::ops::Range;

use smol_str::format_smolstr;

use super::{
    EditContext,
    builder::{Piece, indent_range},
};
use crate::Text;

/// Marks that a line of documentation begins with, by the line comment of the language.
const DOC_MARKS: [(&str, &[&str]); 2] = [("//", &["///", "//!"]), ("--", &["---"])];
/// How many lines above are looked at for the beginning of a block comment.
const FAR: usize = 500;
/// Bytes of a line that are looked at.
const LONG: usize = 4096;

/// What breaking the line at `range` puts there, when it is inside of a comment that goes on.
pub(super) fn continued(ctx: &EditContext, text: &Text, range: Range<usize>) -> Option<Piece> {
    if !ctx.continue_comments {
        return None;
    }
    let line = text.line_of(range.start);
    let indent = indent_range(text, line);
    if range.start < indent.end || range.start - indent.end > LONG {
        return None;
    }
    let before = text.slice(indent.end..range.start).into_owned();
    let white = text.slice(indent.clone()).into_owned();
    let ending = ctx.line_ending.as_str();
    // What is behind the caret follows the mark and its one blank.
    let until = range.end + text.chars_at(range.end).take_while(|c| matches!(c, ' ' | '\t')).count();
    if let Some(mark) = doc_mark(ctx, &before) {
        let start = without_blanks(&before, mark.len(), range.start);
        // A line written in front of another one: that has its mark already.
        let marked = text.slice(until..text.clamp_boundary((until + mark.len()).min(text.len()))) == mark;
        let insert = if marked {
            format_smolstr!("{ending}{white}")
        } else {
            format_smolstr!("{ending}{white}{mark} ")
        };
        return Some(Piece::behind(start..until, insert));
    }
    let (open, close) = ctx.language.block_comment.as_ref()?;
    if open != "/*" {
        return None;
    }
    let closes = text.slice(until..(until + close.len()).min(text.len())) == close.as_str();
    if before.starts_with(open.as_str()) {
        if before.get(open.len()..).is_some_and(|inside| inside.contains(close.as_str())) {
            return None;
        }
        let insert = format_smolstr!("{ending}{white} * ");
        if closes {
            let caret = insert.len();
            return Some(Piece::caret(
                range.start..until,
                format_smolstr!("{insert}{ending}{white} "),
                caret,
            ));
        }
        return Some(Piece::behind(range.start..until, insert));
    }
    if !before.starts_with('*') || !in_block(text, line, open, close) {
        return None;
    }
    if before.contains(close.as_str()) {
        // Behind the comment: the blank before its star goes.
        let outside = white.strip_suffix(' ').filter(|_| before.trim_end().ends_with(close.as_str()))?;
        return Some(Piece::behind(range.start..until, format_smolstr!("{ending}{outside}")));
    }
    if !before.get(1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let mark = if closes { "" } else { "* " };
    let start = without_blanks(&before, 1, range.start);
    Some(Piece::behind(start..until, format_smolstr!("{ending}{white}{mark}")))
}

/// Where the line is cut: an empty line of a comment keeps its mark, but no blanks.
fn without_blanks(before: &str, mark: usize, at: usize) -> usize {
    let rest = before.get(mark..).unwrap_or_default();
    if rest.trim().is_empty() { at - rest.len() } else { at }
}

/// The mark of a line of documentation that begins with `before`.
fn doc_mark(ctx: &EditContext, before: &str) -> Option<&'static str> {
    let comment = ctx.language.line_comment.as_ref()?;
    let (_, marks) = DOC_MARKS.iter().find(|(mark, _)| comment == mark)?;
    let mark = marks.iter().find(|mark| before.starts_with(**mark))?;
    // A line of slashes is a rule, not documentation.
    let last = mark.chars().next_back()?;
    let rest = before.get(mark.len()..)?;
    (!rest.starts_with(last)).then_some(mark)
}

/// Whether a line that begins with a star is inside of a block comment.
fn in_block(text: &Text, line: usize, open: &str, close: &str) -> bool {
    for line in (line.saturating_sub(FAR)..line).rev() {
        let content = indent_range(text, line).end..text.line_end(line);
        let content = text.slice(content.start..text.clamp_boundary(content.end.min(content.start + LONG)));
        if content.starts_with(open) {
            return !content.contains(close);
        }
        if !content.starts_with('*') || content.contains(close) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests;
