//! How a line should be indented: relative to a line above it, by the brackets around it in the tree.
//! Turning levels into tabs or spaces is for the edit commands.

use std::ops::Range;

use justbuilt_text::Text;
use tree_sitter::Node;

use super::brackets::delimiters;
use super::folds::indentation;
use super::nodes::{Path, is_in_string_or_comment, paths};
use crate::language::IndentRule;
use crate::reading;
use crate::state::State;

/// How far up a line that is not blank is looked for.
const MAX_LINES_UP: usize = 200;
/// How much of a line is looked at, in bytes.
const MAX_LINE: usize = 2000;

/// The indentation of a line in terms of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndentHint {
    /// The line whose indentation to start from.
    pub line: usize,
    /// Levels to add, or to take away when negative.
    pub levels: i8,
}

pub(super) fn indent_for(state: &State, text: &Text, line: usize) -> Option<IndentHint> {
    if line == 0 || line >= text.line_count() {
        return None;
    }
    let above =
        (line.saturating_sub(MAX_LINES_UP)..line).rev().find(|line| indentation(text, *line).is_some())?;
    let own = content(text, line);
    let upper = content(text, above);
    let keep = IndentHint { line: above, levels: 0 };
    if state.indent_rule == IndentRule::Keep || is_in_string(state, text, own.start) {
        return Some(keep);
    }
    let code_end = code_end(state, text, &upper);
    let last = code_end.checked_sub(1).and_then(|at| text.byte(at)).filter(|_| code_end > upper.start);
    let first = text.byte(own.start).filter(|_| own.start < own.end);

    // The line above opens a bracket at its end: the commonest case, and right even in unfinished text.
    if let Some(open @ (b'(' | b'[' | b'{')) = last {
        let closes = first == Some(closing(open));
        return Some(IndentHint { line: above, levels: i8::from(!closes) });
    }
    let upper_text = reading::string(text, upper.start..code_end);
    let own_text = reading::string(text, own.clone());
    match state.indent_rule {
        IndentRule::Colon => {
            if last == Some(b':') || matches!(upper_text.trim_end(), "-" | "?") {
                return Some(IndentHint { line: above, levels: 1 });
            }
            let word = upper_text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if matches!(word, "return" | "pass" | "break" | "continue" | "raise") && last != Some(b',') {
                return Some(IndentHint { line: above, levels: -1 });
            }
            let word = own_text.split([' ', ':']).next().unwrap_or_default();
            if matches!(word, "else" | "elif" | "except" | "finally") && own_text.trim_end().ends_with(':') {
                return Some(opener_of(text, line, above));
            }
        }
        IndentRule::Words(after, back) => {
            let deeper = after.iter().any(|word| ends_with_word(&upper_text, word));
            let closes = back.iter().any(|word| starts_with_word(&own_text, word));
            if deeper || closes {
                return Some(IndentHint { line: above, levels: i8::from(deeper) - i8::from(closes) });
            }
        }
        IndentRule::Keep | IndentRule::Brackets | IndentRule::Tags => {}
    }
    let hint = by_tree(state, text, line, above, &own, code_end);
    Some(hint.unwrap_or(keep))
}

/// By the innermost bracket or tag around the line that was opened on a line above.
fn by_tree(
    state: &State,
    text: &Text,
    line: usize,
    above: usize,
    own: &Range<usize>,
    upper_end: usize,
) -> Option<IndentHint> {
    let root = state.root()?;
    let enclosing = enclosing(&paths(root, &(own.start..own.start)), text, own.start, line);
    let Some((open, close)) = enclosing else {
        // Nothing around it: back to the start of the statement above, if that is complete.
        let path = paths(root, &(upper_end.saturating_sub(1)..upper_end)).into_iter().next_back()?;
        let statement =
            path.nodes.get(1).map(|node| path.range(node)).filter(|range| range.end <= own.start)?;
        return Some(IndentHint { line: text.line_of(statement.start).min(above), levels: 0 });
    };
    let open_line = text.line_of(open);
    if close == own.start && own.start < own.end {
        return Some(IndentHint { line: open_line, levels: 0 });
    }
    if open_line == above {
        return Some(IndentHint { line: above, levels: 1 });
    }
    // Neighbours inside the same bracket: as the one above, or as the line where it began.
    let last = upper_end.saturating_sub(1);
    let path = paths(root, &(last..upper_end)).into_iter().next_back()?;
    let begun = path.nodes.iter().map(|node| path.range(node)).find(|range| range.start > open);
    match begun {
        Some(range) if range.end <= own.start => {
            Some(IndentHint { line: text.line_of(range.start), levels: 0 })
        }
        Some(_) => Some(IndentHint { line: above, levels: 0 }),
        None => Some(IndentHint { line: open_line, levels: 1 }),
    }
}

/// The innermost brackets or tags around `byte` that open on a line above `line`: their bytes.
fn enclosing(paths: &[Path<'_>], text: &Text, byte: usize, line: usize) -> Option<(usize, usize)> {
    for path in paths.iter().rev() {
        for node in path.nodes.iter().rev() {
            let pair = delimiters(path, node).or_else(|| tags(path, node));
            if let Some((open, close)) = pair
                && open < byte
                && byte <= close
                && text.line_of(open) < line
            {
                return Some((open, close));
            }
        }
    }
    None
}

/// The starts of an element's tags.
fn tags(path: &Path<'_>, node: &Node<'_>) -> Option<(usize, usize)> {
    if !matches!(node.kind(), "element" | "jsx_element" | "script_element" | "style_element") {
        return None;
    }
    let (first, last) = (node.child(0)?, node.child(node.child_count().checked_sub(1)?)?);
    let is_void = first.id() == last.id();
    (!is_void).then(|| (path.range(&first).start, path.range(&last).start))
}

/// Where a line's text starts and ends, without the white space around it.
fn content(text: &Text, line: usize) -> Range<usize> {
    let whole = text.line_range(line);
    let range = whole.start..whole.end.min(whole.start + MAX_LINE);
    let is_space = |at: usize| text.byte(at).is_some_and(|byte| byte.is_ascii_whitespace());
    let start = range.clone().find(|at| !is_space(*at)).unwrap_or_else(|| {
        // A blank line: where the caret is, before the line's end.
        range
            .clone()
            .rev()
            .find(|at| !matches!(text.byte(*at), Some(b'\n' | b'\r')))
            .map_or(range.start, |at| at + 1)
    });
    let end = (start..range.end).rev().find(|at| !is_space(*at)).map_or(start, |at| at + 1);
    start..end
}

/// The end of a line's content without a comment at its end.
fn code_end(state: &State, text: &Text, content: &Range<usize>) -> usize {
    let mut end = content.end;
    let Some(root) = state.root() else { return end };
    if end == content.start {
        return end;
    }
    for path in paths(root, &(end - 1..end)).iter().rev() {
        for node in &path.nodes {
            if node.is_named() && node.kind().contains("comment") {
                end = path.range(node).start.max(content.start);
                while end > content.start && text.byte(end - 1).is_some_and(|byte| byte.is_ascii_whitespace())
                {
                    end -= 1;
                }
                return end;
            }
        }
    }
    end
}

/// Inside a string that began on another line the text is nobody's business.
fn is_in_string(state: &State, text: &Text, byte: usize) -> bool {
    let before = text.line_range(text.line_of(byte)).start;
    state.root().is_some() && before > 0 && is_in_string_or_comment(state, text, before) && {
        let root = state.root();
        root.is_some_and(|root| {
            paths(root, &(before..before)).iter().any(|path| {
                path.nodes
                    .iter()
                    .any(|node| node.kind().contains("string") && path.range(node).start < before)
            })
        })
    }
}

/// `else:` goes back to the nearest line above with less indentation.
fn opener_of(text: &Text, line: usize, above: usize) -> IndentHint {
    let Some(indent) = indentation(text, above) else { return IndentHint { line: above, levels: 0 } };
    let opener = (line.saturating_sub(MAX_LINES_UP)..above)
        .rev()
        .find(|line| indentation(text, *line).is_some_and(|other| other < indent));
    opener.map_or(IndentHint { line: above, levels: 0 }, |line| IndentHint { line, levels: 0 })
}

fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(before) = text.trim_end().strip_suffix(word) else { return false };
    !word.starts_with(char::is_alphanumeric) || !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let Some(after) = text.strip_prefix(word) else { return false };
    !word.ends_with(char::is_alphanumeric) || !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}
