//! Indent guides of sample shapes of code.

use super::*;

#[test]
fn a_guide_runs_through_blank_lines_inside_a_block() {
    let levels = fill_blank(&[Some(0), Some(1), None, Some(1), Some(0), None, None]);
    assert_eq!(levels, [0, 1, 1, 1, 0, 0, 0]);
    let guides = build(&levels, 4, None, false);
    assert_eq!(guides, [Guide { column: 0, rows: 1..4, active: false }]);
}

#[test]
fn blank_lines_between_blocks_take_the_shallower_side() {
    assert_eq!(fill_blank(&[Some(2), None, None, Some(1)]), [2, 1, 1, 1]);
    assert_eq!(fill_blank(&[None, Some(3)]), [3, 3]);
}

#[test]
fn the_innermost_block_around_the_caret_is_active() {
    let levels = [0, 1, 2, 2, 1, 0];
    let active = |caret| {
        let guides = build(&levels, 4, Some(caret), false);
        guides
            .iter()
            .filter(|guide| guide.active)
            .map(|guide| (guide.column, guide.rows.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(active(2), [(4, 2..4)]);
    assert_eq!(active(1), [(4, 2..4)], "the line that opens the block");
    assert_eq!(active(0), [(0, 1..5)]);
    assert_eq!(active(5), [(0, 1..5)]);
}
