//! New lines and how they are indented.

use smol_str::{SmolStr, format_smolstr};

use super::{
    Change, EditContext,
    builder::{Piece, indent_range, is_blank, per_selection},
    continuing::continued,
    listing::listed,
};
use crate::{EditKind, Selection, Selections, Text, column, motion};

/// HTML elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Breaks the line at every selection. The new line is indented as the language asks; between a pair of brackets the
/// closing one goes to a line of its own. White space of a blank line is not left behind.
pub fn newline(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    per_selection(text, selections, EditKind::Insert, |_, selection| {
        let (from, to) = (selection.from(), selection.to());
        let ending = ctx.line_ending.as_str();
        let line = text.line_of(from);
        let indent = indent_range(text, line);
        let base = text.slice(indent.start..indent.end.min(from)).into_owned();
        if let Some(piece) = continued(ctx, text, from..to).or_else(|| listed(ctx, text, from..to)) {
            return piece;
        }
        if !ctx.auto_indent {
            return Piece::behind(from..to, format_smolstr!("{ending}"));
        }
        let until = skip_white(text, to);
        let start = if indent.end >= from && from > indent.start && is_end_of_line(text, until) {
            indent.start
        } else {
            from
        };
        if start < from {
            return Piece::behind(start..until, format_smolstr!("{ending}{base}"));
        }
        let inner = ctx.indent.white(depth_after(ctx, text, line, from), ctx.tab_width);
        if let Some(closing) = splits_pair(ctx, text, from, until) {
            let insert = format_smolstr!("{ending}{inner}{ending}{base}");
            let caret = ending.len() + inner.len();
            return Piece::caret(from..closing, insert, caret);
        }
        let inner = if column_of(ctx, &base) == column_of(ctx, &inner) { base } else { inner };
        Piece::behind(from..until, format_smolstr!("{ending}{inner}"))
    })
}

/// Opens a line below each selection's line and goes there.
pub fn line_below(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let ends =
        selections.transform(|selection| Selection::caret(text.line_end(text.line_of(selection.head))));
    newline(ctx, text, &ends)
}

/// Opens a line above each selection's line and goes there.
pub fn line_above(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let starts =
        selections.transform(|selection| Selection::caret(text.line_start(text.line_of(selection.head))));
    per_selection(text, &starts, EditKind::Insert, |_, selection| {
        let line = text.line_of(selection.head);
        let white = text.slice(indent_range(text, line)).into_owned();
        let insert = format_smolstr!("{white}{}", ctx.line_ending.as_str());
        Piece::caret(selection.range(), insert, white.len())
    })
}

fn column_of(ctx: &EditContext, white: &str) -> u32 {
    column::width_of(white, 0, ctx.tab_width)
}

fn skip_white(text: &Text, at: usize) -> usize {
    at + text.chars_at(at).take_while(|c| matches!(c, ' ' | '\t')).count()
}

fn is_end_of_line(text: &Text, at: usize) -> bool {
    text.line_end(text.line_of(at)) <= at
}

/// Whether `from` and `until` are the inside of a pair whose closing half should go to its own line.
fn splits_pair(ctx: &EditContext, text: &Text, from: usize, until: usize) -> Option<usize> {
    let before = text.char_before(from)?;
    let after = text.char_at(until)?;
    let bracket = motion::BRACKETS.contains(&(before, after)) && ctx.language.indent.brackets;
    let tag = ctx.language.indent.tags && before == '>' && text.slice(until..until + 2) == "</";
    (bracket || (tag && opens_tag(&line_before(text, from)))).then_some(until)
}

/// The text of the line of `at` before it, at most the last few kilobytes.
fn line_before(text: &Text, at: usize) -> String {
    const FAR: usize = 4096;
    text.slice(text.line_start(text.line_of(at)).max(at.saturating_sub(FAR))..at).into_owned()
}

/// Cells by which a line is indented that follows `line`, which ends at `end` (it may be broken there).
pub(super) fn depth_after(ctx: &EditContext, text: &Text, line: usize, end: usize) -> u32 {
    let indent = indent_range(text, line);
    let depth = column_of(ctx, &text.slice(indent.start..indent.end.min(end)));
    let step = ctx.indent.width(ctx.tab_width);
    let content = line_before(text, end.max(indent.start));
    let content = without_comment(ctx, &content).trim();
    let rules = &ctx.language.indent;
    let words = || content.split(|c: char| !c.is_alphanumeric() && c != '_');
    let deeper = (rules.brackets && ends_open(content))
        || rules.after_endings.iter().any(|ending| content.ends_with(ending.as_str()))
        || words().next().is_some_and(|first| has(&rules.after_words, first))
        || words().next_back().is_some_and(|last| has(&rules.after_words, last))
        || (rules.tags && opens_tag(content));
    if deeper {
        return depth + step;
    }
    if words().next().is_some_and(|first| has(&rules.back_after_words, first)) {
        return depth.saturating_sub(step);
    }
    depth
}

fn has(words: &[SmolStr], word: &str) -> bool {
    !word.is_empty() && words.iter().any(|known| known == word)
}

/// Without a line comment at its end. Blind to strings that contain the mark, save that it must follow white space.
fn without_comment<'a>(ctx: &EditContext, line: &'a str) -> &'a str {
    let Some(mark) = &ctx.language.line_comment else { return line };
    let found = line
        .match_indices(mark.as_str())
        .find(|(at, _)| *at == 0 || line.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    found.and_then(|(at, _)| line.get(..at)).unwrap_or(line)
}

/// Whether more brackets are opened at the end of a line than closed: the last one that is not closed counts.
fn ends_open(line: &str) -> bool {
    let mut depth = 0usize;
    for c in line.chars().rev() {
        if motion::BRACKETS.iter().any(|(_, close)| *close == c) {
            depth += 1;
        } else if motion::BRACKETS.iter().any(|(open, _)| *open == c) {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return true,
            }
        }
    }
    false
}

/// Whether a line ends in a tag that opens an element.
fn opens_tag(line: &str) -> bool {
    let Some(tag) = line.trim_end().strip_suffix('>').and_then(|line| line.rsplit('<').next()) else {
        return false;
    };
    if tag.ends_with('/') || tag.starts_with(['/', '!', '?']) || !line.contains('<') {
        return false;
    }
    let name: String = tag.chars().take_while(|c| c.is_alphanumeric()).collect();
    !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str())
}

/// Cells by which `line` should be indented, from the nearest line above that is not blank and its own beginning.
pub(super) fn depth_of(ctx: &EditContext, text: &Text, line: usize) -> u32 {
    let Some(above) = (0..line).rev().find(|line| !is_blank(text, *line)) else { return 0 };
    let depth = depth_after(ctx, text, above, text.line_end(above));
    let indent = indent_range(text, line);
    let content = text.slice(indent.end..text.line_end(line).min(indent.end + 256)).into_owned();
    let rules = &ctx.language.indent;
    let first_word = content.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let back = (rules.brackets && content.starts_with([')', ']', '}']))
        || has(&rules.back_words, first_word)
        || (rules.tags && content.starts_with("</"));
    if back { depth.saturating_sub(ctx.indent.width(ctx.tab_width)) } else { depth }
}
