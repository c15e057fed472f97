//! Blocks that edits and changes leave alone.

use std::sync::Arc;

use tree_sitter::{InputEdit, Point};

use super::{Block, Blocks};

fn blocks(ranges: &[(usize, usize)]) -> Blocks {
    let mut blocks = Blocks::default();
    for (start, end) in ranges {
        blocks.insert(*start, Block { end: *end, spans: Arc::new([]) });
    }
    blocks
}

fn shown(blocks: &Blocks) -> Vec<(usize, usize)> {
    blocks.blocks.iter().map(|(start, block)| (*start, block.end)).collect()
}

fn edit(start: usize, old: usize, new: usize) -> InputEdit {
    let point = Point::default();
    InputEdit {
        start_byte: start,
        old_end_byte: start + old,
        new_end_byte: start + new,
        start_position: point,
        old_end_position: point,
        new_end_position: point,
    }
}

#[test]
fn gaps_and_places() {
    let mut blocks = blocks(&[(0, 10), (20, 30)]);
    assert_eq!(blocks.get(9).map(|(start, _)| start), Some(0));
    assert!(blocks.get(10).is_none() && blocks.get(30).is_none());
    assert_eq!(blocks.gap(12), 10..20);
    assert_eq!(blocks.gap(30), 30..usize::MAX);
    blocks.insert(15, Block { end: 25, spans: Arc::new([]) });
    assert_eq!(shown(&blocks), [(0, 10), (20, 30)], "what overlaps is not kept");
}

#[test]
fn edits_move_and_drop() {
    let before = blocks(&[(0, 10), (10, 20), (20, 30), (40, 50)]);
    assert_eq!(shown(&before.edited(&[edit(25, 0, 3)])), [(0, 10), (10, 20), (43, 53)]);
    assert_eq!(shown(&before.edited(&[edit(35, 1, 0)])), [(0, 10), (10, 20), (20, 30), (39, 49)]);
    assert_eq!(shown(&before.edited(&[edit(15, 10, 0)])), [(0, 10), (30, 40)], "one that spans two");
    // An edit where two blocks meet belongs to the first.
    assert_eq!(shown(&before.edited(&[edit(10, 0, 1)])), [(11, 21), (21, 31), (41, 51)]);
    // Two edits, the second in the coordinates after the first.
    assert_eq!(shown(&before.edited(&[edit(5, 0, 5), edit(50, 0, 1)])), [(15, 25), (25, 35)]);
    assert_eq!(shown(&before.edited(&[edit(0, 60, 0)])), []);
}

#[test]
fn changes_drop_what_is_near() {
    let before = blocks(&[(0, 1000), (2000, 3000), (4000, 5000)]);
    assert_eq!(shown(&before.without(std::slice::from_ref(&(2500..2501)))), [(0, 1000), (4000, 5000)]);
    assert_eq!(shown(&before.without(std::slice::from_ref(&(1100..1101)))), [(2000, 3000), (4000, 5000)]);
    assert_eq!(shown(&before.without(&[])).len(), 3);
    assert_eq!(shown(&before.without(std::slice::from_ref(&(0..usize::MAX)))), []);
}
