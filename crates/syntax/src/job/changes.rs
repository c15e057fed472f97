//! What differs between an edited tree and the one parsed from it. tree-sitter's own comparison walks both trees whole
//! and takes nearly as long as the parse; this one passes over whatever the parser has reused, which is the same node
//! in both. It may name more than has changed, and leaves out what was edited: that is known without comparing.

use std::ops::Range;

use tree_sitter::{Node, Tree, TreeCursor};

/// Below this depth a node that differs has changed as a whole.
const DEEPEST: usize = 256;

/// The bytes of nodes that are other than before, unsorted.
pub(super) fn changes(old: &Tree, new: &Tree) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    compare(old.root_node(), new.root_node(), 0, &mut found);
    found
}

fn compare(old: Node<'_>, new: Node<'_>, depth: usize, found: &mut Vec<Range<usize>>) {
    if old.id() == new.id() {
        return;
    }
    if !is_alike(old, new) || depth > DEEPEST {
        return found.push(union(old.byte_range(), new.byte_range()));
    }
    found.extend(edges(old.byte_range(), new.byte_range()));
    let (mut olds, mut news) = (old.walk(), new.walk());
    match (olds.goto_first_child(), news.goto_first_child()) {
        (false, false) => {}
        (true, true) => compare_children(&mut olds, &mut news, depth, found),
        _ => found.push(union(old.byte_range(), new.byte_range())),
    }
}

/// Compares the children that two cursors have entered.
fn compare_children(
    old: &mut TreeCursor<'_>,
    new: &mut TreeCursor<'_>,
    depth: usize,
    found: &mut Vec<Range<usize>>,
) {
    // Those that are the same from the first on need no list.
    while old.node().id() == new.node().id() && old.field_id() == new.field_id() {
        match (old.goto_next_sibling(), new.goto_next_sibling()) {
            (true, true) => {}
            (false, false) => return,
            (true, false) => return found.extend(rest(old).iter().map(|(node, _)| node.byte_range())),
            (false, true) => return found.extend(rest(new).iter().map(|(node, _)| node.byte_range())),
        }
    }
    let (old, new) = (rest(old), rest(new));
    let same = |(a, b): &(&Child<'_>, &Child<'_>)| {
        a.1 == b.1 && (a.0.id() == b.0.id() || is_alike(a.0, b.0) && a.0.byte_range() == b.0.byte_range())
    };
    let from = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - from;
    let to = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    let (were, are) = (old.len() - to - from, new.len() - to - from);
    let middle = from..from + were;
    let pairs_up = were == are
        && old.iter().zip(&new).skip(from).take(were).all(|(a, b)| a.1 == b.1 && is_alike(a.0, b.0));
    for (index, (node, _)) in old.iter().enumerate() {
        let other = if index < from + were { index } else { index + new.len() - old.len() };
        if (pairs_up || !middle.contains(&index))
            && let Some((other, _)) = new.get(other)
        {
            compare(*node, *other, depth + 1, found);
        }
    }
    if !pairs_up {
        let both = old.iter().skip(from).take(were).chain(new.iter().skip(from).take(are));
        found.extend(both.map(|(node, _)| node.byte_range()).reduce(union));
    }
}

/// A node and the field it is in.
type Child<'t> = (Node<'t>, Option<std::num::NonZeroU16>);

/// The node of a cursor and its siblings after it.
fn rest<'t>(cursor: &mut TreeCursor<'t>) -> Vec<Child<'t>> {
    let mut nodes = vec![(cursor.node(), cursor.field_id())];
    while cursor.goto_next_sibling() {
        nodes.push((cursor.node(), cursor.field_id()));
    }
    nodes
}

fn is_alike(a: Node<'_>, b: Node<'_>) -> bool {
    a.kind_id() == b.kind_id() && a.is_missing() == b.is_missing() && a.is_extra() == b.is_extra()
}

/// What lies between the starts and between the ends of two ranges.
fn edges(a: Range<usize>, b: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let between = |a: usize, b: usize| a.min(b)..a.max(b);
    [between(a.start, b.start), between(a.end, b.end)].into_iter().filter(|range| !range.is_empty())
}

fn union(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}
