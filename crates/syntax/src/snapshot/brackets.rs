//! Matching brackets: by the tree where it has them as tokens, else by counting in the text nearby.

use std::ops::Range;

use justbuilt_text::Text;
use tree_sitter::Node;

use super::nodes::{Literal, Path, literal, paths};
use crate::reading::bytes_at;
use crate::state::State;

/// How far the text is searched for a partner, in bytes each way.
const REACH: usize = 1 << 16;
/// How many siblings are looked at before trying from the other end.
const SIBLINGS: usize = 64;

const PAIRS: [(u8, u8); 3] = [(b'(', b')'), (b'[', b']'), (b'{', b'}')];

pub(super) fn bracket_match(state: &State, text: &Text, byte: usize) -> Option<(usize, usize)> {
    let byte = byte.min(text.len());
    let here = (byte < text.len()).then(|| at(state, text, byte)).flatten();
    here.or_else(|| at(state, text, byte.checked_sub(1)?))
}

/// The pair of the bracket at `byte`.
fn at(state: &State, text: &Text, byte: usize) -> Option<(usize, usize)> {
    let bracket = text.byte(byte)?;
    if !matches!(bracket, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>') {
        return None;
    }
    let mut bounds = byte.saturating_sub(REACH)..(byte + REACH).min(text.len());
    if let Some(root) = state.root() {
        let paths = paths(root, &(byte..byte + 1));
        for path in paths.iter().rev() {
            let Some(leaf) = path.nodes.last() else { continue };
            if let Some(pair) = by_tree(path, leaf, bracket) {
                return Some(pair);
            }
            let around = path.nodes.iter().rev().find(|node| literal(node).is_some());
            if let Some(around) = around.filter(|node| literal(node) != Some(Literal::Code)) {
                let range = path.range(around);
                bounds = bounds.start.max(range.start)..bounds.end.min(range.end);
                break;
            }
        }
    }
    let (open, close) = PAIRS.into_iter().find(|(open, close)| bracket == *open || bracket == *close)?;
    if bracket == open {
        Some((byte, forward(text, byte + 1..bounds.end, open, close)?))
    } else {
        Some((backward(text, bounds.start..byte, open, close)?, byte))
    }
}

fn partner(bracket: u8) -> Option<(&'static str, &'static str, bool)> {
    Some(match bracket {
        b'(' => ("(", ")", true),
        b')' => (")", "(", false),
        b'[' => ("[", "]", true),
        b']' => ("]", "[", false),
        b'{' => ("{", "}", true),
        b'}' => ("}", "{", false),
        b'<' => ("<", ">", true),
        b'>' => (">", "<", false),
        _ => return None,
    })
}

/// The partner among the siblings of a bracket token.
fn by_tree(path: &Path<'_>, leaf: &Node<'_>, bracket: u8) -> Option<(usize, usize)> {
    let (own, other, is_open) = partner(bracket)?;
    // Some grammars open with more than the bracket: `#{`, `${`, `#[`.
    let kind = leaf.kind();
    let fits = if is_open { kind.ends_with(own) } else { kind.starts_with(own) };
    if leaf.is_named() || !fits || kind.len() > 3 {
        return None;
    }
    let parent = path.nodes.iter().rev().nth(1)?;
    let found = siblings(leaf, own, other, is_open).or_else(|| {
        let count = parent.child_count();
        let from_end = |index: u32| {
            if is_open { count.checked_sub(index + 1) } else { (index < count).then_some(index) }
        };
        (0..SIBLINGS as u32)
            .find_map(|index| parent.child(from_end(index)?).filter(|node| node.kind() == other))
    })?;
    let place = |node: &Node<'_>, open: bool| {
        let range = path.range(node);
        if open { range.end - 1 } else { range.start }
    };
    if is_open && found.start_byte() >= leaf.end_byte() {
        Some((place(leaf, true), place(&found, false)))
    } else if !is_open && found.end_byte() <= leaf.start_byte() {
        Some((place(&found, true), place(leaf, false)))
    } else {
        None
    }
}

fn siblings<'a>(leaf: &Node<'a>, own: &str, other: &str, is_open: bool) -> Option<Node<'a>> {
    let mut depth = 0;
    let mut node = *leaf;
    for _ in 0..SIBLINGS {
        node = if is_open { node.next_sibling()? } else { node.prev_sibling()? };
        let kind = node.kind();
        if node.is_missing() {
            continue;
        }
        if kind == own {
            depth += 1;
        } else if kind == other || (!is_open && !node.is_named() && kind.len() <= 3 && kind.ends_with(other))
        {
            if depth == 0 {
                return Some(node);
            }
            depth -= 1;
        }
    }
    None
}

pub(super) fn enclosing(state: &State, text: &Text, byte: usize) -> Option<(usize, usize)> {
    let byte = byte.min(text.len());
    if let Some(root) = state.root() {
        let around = byte.saturating_sub(1)..byte;
        let mut best: Option<(usize, usize)> = None;
        for range in [byte..byte, around] {
            for path in paths(root, &range) {
                for node in path.nodes.iter().rev() {
                    if let Some((open, close)) = delimiters(&path, node)
                        && open < byte
                        && byte <= close
                        && best.is_none_or(|(other, _)| other < open)
                    {
                        best = Some((open, close));
                    }
                }
            }
        }
        if best.is_some() {
            return best;
        }
    }
    PAIRS
        .into_iter()
        .filter_map(|(open, close)| {
            let start = backward(text, byte.saturating_sub(REACH)..byte, open, close)?;
            Some((start, forward(text, byte..(byte + REACH).min(text.len()), open, close)?))
        })
        .max()
}

/// The brackets among the children of a node: the first opening one with its partner.
pub(super) fn delimiters(path: &Path<'_>, node: &Node<'_>) -> Option<(usize, usize)> {
    let count = node.child_count();
    let open = (0..count.min(8)).filter_map(|index| node.child(index)).find(|child| {
        !child.is_named()
            && !child.is_missing()
            && matches!(child.kind(), "(" | "[" | "{" | "${" | "#{" | "#[")
    })?;
    let other = match open.kind().as_bytes().last()? {
        b'(' => ")",
        b'[' => "]",
        _ => "}",
    };
    let close = (1..=count.min(8)).filter_map(|index| node.child(count - index)).find(|child| {
        child.kind() == other && !child.is_missing() && child.start_byte() >= open.end_byte()
    })?;
    Some((path.range(&open).end - 1, path.range(&close).start))
}

fn forward(text: &Text, range: Range<usize>, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    let mut at = range.start;
    while at < range.end {
        let bytes = bytes_at(text, at, range.end);
        for (index, byte) in bytes.iter().enumerate() {
            if *byte == open {
                depth += 1;
            } else if *byte == close {
                if depth == 0 {
                    return Some(at + index);
                }
                depth -= 1;
            }
        }
        if bytes.is_empty() {
            return None;
        }
        at += bytes.len();
    }
    None
}

fn backward(text: &Text, range: Range<usize>, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    let mut end = range.end;
    while end > range.start {
        let (_, start) = text.chunk_at(end - 1);
        let start = start.max(range.start);
        for (index, byte) in bytes_at(text, start, end).iter().enumerate().rev() {
            if *byte == close {
                depth += 1;
            } else if *byte == open {
                if depth == 0 {
                    return Some(start + index);
                }
                depth -= 1;
            }
        }
        end = start;
    }
    None
}
