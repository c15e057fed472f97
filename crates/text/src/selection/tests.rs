//! Order, merging, the primary.

use justbuilt_testkit::random_cases;

use super::*;

fn ranges(selections: &Selections) -> Vec<(usize, usize)> {
    selections.iter().map(|selection| (selection.anchor, selection.head)).collect()
}

#[test]
fn they_are_sorted_and_merged() {
    let all = Selections::new([Selection::new(9, 7), Selection::new(0, 3), Selection::new(2, 5)], 1);
    assert_eq!(ranges(&all), [(0, 5), (9, 7)]);
    assert_eq!(all.primary(), Selection::new(0, 5));
    // Two that only touch stay two; a caret that touches is swallowed.
    let touching = Selections::new([Selection::new(0, 2), Selection::new(2, 4)], 0);
    assert_eq!(touching.len(), 2);
    let swallowed = Selections::new([Selection::new(0, 2), Selection::caret(2)], 1);
    assert_eq!(ranges(&swallowed), [(0, 2)]);
    assert_eq!(ranges(&Selections::new([Selection::caret(1), Selection::caret(1)], 0)), [(1, 1)]);
    assert_eq!(Selections::new([], 3), Selections::caret(0));
}

#[test]
fn always_valid() {
    random_cases(500, |random| {
        let count = random.below(8);
        let given: Vec<Selection> =
            (0..count).map(|_| Selection::new(random.below(30), random.below(30))).collect();
        let primary = random.below(count + 1);
        let all = Selections::new(given.clone(), primary);
        for pair in all.as_slice().windows(2) {
            assert!(pair[0].to() <= pair[1].from());
            assert!(pair[0].to() < pair[1].from() || !(pair[0].is_caret() || pair[1].is_caret()));
        }
        for selection in &given {
            let covered =
                |other: &&Selection| other.from() <= selection.from() && selection.to() <= other.to();
            assert!(all.iter().any(|other| covered(&other)));
        }
        if let Some(given) = given.get(primary.min(count.saturating_sub(1))) {
            let primary = all.primary();
            assert!(primary.from() <= given.from() && given.to() <= primary.to());
        }
        let stored = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Selections>(&stored).unwrap(), all);
    });
}

#[test]
fn they_move_with_changes_elsewhere() {
    let all = Selections::new([Selection::caret(2), Selection::new(8, 4)], 1);
    let insert = Transaction::from_edits(10, [(2..2, "xx"), (4..4, "y"), (8..8, "z")]);
    let moved = all.map(&insert);
    assert_eq!(ranges(&moved), [(4, 4), (11, 7)]);
    assert_eq!(moved.primary_index(), 1);
    for selection in &all {
        assert!(moved.as_slice().contains(&selection.map(&insert)));
    }
    assert_eq!(ranges(&all.map(&Transaction::replace(10, 0..10, ""))), [(0, 0)]);
}

#[test]
fn adding_and_taking_away() {
    let mut all = Selections::caret(5);
    all.push(Selection::caret(1));
    assert_eq!((all.primary_index(), all.len()), (0, 2));
    assert_eq!(ranges(&all.without(0)), [(5, 5)]);
    assert_eq!(ranges(&all.only_primary()), [(1, 1)]);
    assert_eq!(all.only_primary().without(0), all.only_primary());
}
