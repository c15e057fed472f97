//! Dirty ranges and merging, against a naive model of marked bytes.

use tree_sitter::{InputEdit, Point};

use super::{mark_dirty, merge};

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
fn dirty_ranges_cover_what_a_naive_model_marks() {
    let mut seed = 12345_u64;
    let mut below = |end: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        usize::try_from(seed >> 33).unwrap() % end
    };
    for _ in 0..200 {
        let mut bytes = vec![false; 60];
        let mut dirty = Vec::new();
        for _ in 0..8 {
            let start = below(bytes.len() + 1);
            let old = below(bytes.len() - start + 1).min(5);
            let new = below(6);
            bytes.splice(start..start + old, std::iter::repeat_n(true, new));
            mark_dirty(&mut dirty, &edit(start, old, new));
            for (byte, marked) in bytes.iter().enumerate() {
                let covered = dirty.iter().any(|range| range.contains(&byte));
                assert!(covered || !marked, "byte {byte} of {dirty:?}");
            }
            assert!(dirty.windows(2).all(|pair| pair[0].end < pair[1].start), "{dirty:?}");
            let total: usize = dirty.iter().map(ExactSizeIterator::len).sum();
            assert!(total <= bytes.len());
        }
    }
}

#[test]
fn ranges_that_touch_become_one() {
    assert_eq!(merge(vec![5..7, 0..2, 2..3, 6..9]), [0..3, 5..9]);
    assert!(merge(Vec::new()).is_empty());
}
