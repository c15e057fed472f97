//! What folds hide, and what edits do to them.

use justbuilt_text::{Bias, Text, Transaction};

use super::super::DisplayMap;
use crate::{DisplayRow, Settings};

const TEXT: &str = "zero\none\ntwo\nthree\nfour\nfive\n";

fn folded(folds: &[(usize, usize)]) -> DisplayMap {
    let mut map = DisplayMap::new(&Text::from(TEXT), Settings::default());
    map.fold_all(folds.iter().map(|(start, end)| *start..*end));
    map
}

fn shown(map: &DisplayMap) -> Vec<usize> {
    map.rows(DisplayRow(0)..DisplayRow(usize::MAX)).iter().map(|row| row.line).collect()
}

fn edit(map: &mut DisplayMap, from: &str, to: &str) {
    let text = map.text().to_string();
    let at = text.find(from).unwrap();
    let change = Transaction::from_edits(text.len(), [(at..at + from.len(), to)]);
    let new = change.apply(map.text()).unwrap();
    map.edit(&new, &change);
}

#[test]
fn nested_folds_come_back_as_they_were() {
    let mut map = folded(&[(0, 4), (1, 2)]);
    assert_eq!(shown(&map), [0, 5, 6]);
    assert_eq!(map.row(DisplayRow(0)).folded_after, Some(4));
    assert_eq!(map.lines_shown_by(0), 0..5);
    map.unfold(0);
    assert_eq!(shown(&map), [0, 1, 3, 4, 5, 6]);
    assert_eq!(map.fold_at(1), Some(1..2));
    assert!(map.unfold_all() && !map.unfold_all());
    assert_eq!(shown(&map), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn hidden_places_are_clipped_and_selections_grow() {
    let map = folded(&[(1, 3)]);
    let two = TEXT.find("two").unwrap() + 1;
    assert_eq!(map.clip(two, Bias::Left), 8);
    assert_eq!(map.clip(two, Bias::Right), TEXT.find("four").unwrap());
    assert_eq!(map.point_of(two), map.point_of(8));
    assert_eq!(map.expand(two..two + 1), 8..TEXT.find("\nfour").unwrap());
    assert_eq!(map.expand(0..two), 0..TEXT.find("\nfour").unwrap());
    assert_eq!(map.expand(two..two), two..two);
    let mut map = map;
    assert!(map.reveal(two) && !map.reveal(two));
}

#[test]
fn a_fold_to_the_end_of_the_text() {
    let mut map = folded(&[(4, 99)]);
    assert_eq!(map.fold_at(4), Some(4..6));
    assert_eq!(map.clip(TEXT.len(), Bias::Right), TEXT.find("\nfive").unwrap());
    edit(&mut map, "five\n", "");
    assert_eq!(map.fold_at(4), Some(4..5));
}

#[test]
fn folds_move_with_edits_around_and_in_them() {
    let cases = [
        ("zero", "zero\nand a half", 2..4),
        ("zero\n", "", 0..2),
        ("zero", "0", 1..3),
        ("one", "first", 1..3),
        ("one", "zwei one", 1..3),
        ("two", "two\ntwo", 1..4),
        ("two\n", "", 1..2),
        ("four", "for\nfour", 1..3),
        ("three", "", 1..3),
        ("zero\no", "zero o", 0..0),
    ];
    for (from, to, want) in cases {
        let mut map = folded(&[(1, 3)]);
        edit(&mut map, from, to);
        let want: Vec<_> = if want.is_empty() { vec![] } else { vec![want] };
        assert_eq!(map.folds(), want, "{from:?} to {to:?}");
        let lines = map.text().line_count();
        let hidden = want.first().map_or(0, |fold| fold.end - fold.start);
        assert_eq!(map.row_count(), lines - hidden, "{from:?} to {to:?}");
    }
}

#[test]
fn folds_dissolve_when_their_header_goes() {
    for (from, to) in [
        ("one", ""),
        ("one\n", ""),
        ("one\n", "one "),
        ("one", "o\nne"),
        ("e\ntwo\nthree", "e"),
        ("zero\none\ntwo", "x"),
    ] {
        let mut map = folded(&[(1, 3)]);
        edit(&mut map, from, to);
        assert!(map.folds().is_empty(), "{from:?} to {to:?}");
        assert_eq!(map.row_count(), map.text().line_count());
    }
}
