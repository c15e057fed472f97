//! The tree of layers and moving in it; pages.

use super::*;
use crate::canvas::layers::{self, Target};
use crate::canvas::pages;
use crate::scene::Sketch;

const SCENE: &str = "frame f 0,0 400x300\nrect a 10,10 50x50 parent=f\ntext t 10,10 50x20 parent=a text=Save\n\
                     rect b 100,10 50x50 parent=g\nrect c 200,10 50x50 parent=g\ngroup g 0,0 0x0\nrect d 500,0 50x50";

fn tree(board: &Board) -> String {
    let rows = layers::rows(board, &|_| true);
    let mut out = String::new();
    for row in rows {
        let element = &board.elements()[row.position];
        write!(out, "{}{} ", "-".repeat(row.depth), element.id).unwrap();
    }
    out.trim_end().to_owned()
}

#[test]
fn what_is_on_top_comes_first_and_labels_are_their_shapes() {
    let board = Board::new(&page(SCENE));
    assert_eq!(tree(&board), "d g -c -b f -a");
    let shape = board.get(&"a".into()).unwrap();
    assert_eq!(layers::name(&board, shape), "Save");
    assert_eq!(layers::name(&board, board.get(&"g".into()).unwrap()), "Group");
    let closed = layers::rows(&board, &|_| false);
    assert_eq!(closed.iter().map(|row| row.open).collect::<Vec<_>>(), [None, Some(false), Some(false)]);
}

#[test]
fn circles_and_missing_parents_are_shown_once() {
    let scene = "rect a 0,0 9x9 parent=b\nrect b 0,0 9x9 parent=a\nrect c 0,0 9x9 parent=c\nrect d 0,0 9x9 parent=gone";
    let board = Board::new(&page(scene));
    let rows = layers::rows(&board, &|_| true);
    let mut places: Vec<usize> = rows.iter().map(|row| row.position).collect();
    places.sort_unstable();
    assert_eq!(places, [0, 1, 2, 3]);
}

fn moved(ids: &[&str], target: &Target) -> String {
    let mut page = page(SCENE);
    let board = Board::new(&page);
    let ids: Vec<ElementId> = ids.iter().map(|id| ElementId::from(*id)).collect();
    let changes = layers::place(&board, &ids, target);
    changes.apply(&mut page).unwrap();
    let after = tree(&Board::new(&page));
    changes.inverted().apply(&mut page).unwrap();
    assert_eq!(tree(&Board::new(&page)), tree(&board));
    after
}

#[test]
fn layers_go_where_they_are_dropped() {
    assert_eq!(moved(&["d"], &Target::Into("f".into())), "g -c -b f -d -a");
    assert_eq!(moved(&["d"], &Target::Below("c".into())), "g -c -d -b f -a");
    assert_eq!(moved(&["a"], &Target::Above("g".into())), "d a g -c -b f");
    assert_eq!(moved(&["f"], &Target::Above("d".into())), "f -a d g -c -b");
    assert_eq!(moved(&["b"], &Target::Bottom), "d g -c f -a b");
    // The label goes with its shape, and a group that is left by all goes away.
    assert_eq!(moved(&["b", "c"], &Target::Below("d".into())), "d c b f -a");
    // Not into themselves, and no frame into a group.
    assert_eq!(moved(&["g"], &Target::Into("g".into())), "d g -c -b f -a");
    assert_eq!(moved(&["g"], &Target::Above("b".into())), "d g -c -b f -a");
    assert_eq!(moved(&["f"], &Target::Into("g".into())), "d g -c -b f -a");
}

#[test]
fn names_locks_and_links_are_changes() {
    let mut page = page(SCENE);
    let board = Board::new(&page);
    layers::rename(&board, &"a".into(), " Save button ").apply(&mut page).unwrap();
    let board = Board::new(&page);
    layers::link(&board, &["a".into()], "#d").apply(&mut page).unwrap();
    let board = Board::new(&page);
    layers::hide(&board, &["a".into(), "b".into()], true).apply(&mut page).unwrap();
    let a = &page.elements[1];
    assert_eq!((a.name.as_deref(), a.link.as_deref(), a.hidden), (Some("Save button"), Some("#d"), true));
    let board = Board::new(&page);
    assert!(layers::lock(&board, &["d".into()], false).is_empty(), "it is not locked");
}

#[test]
fn pages_are_added_named_moved_copied_and_taken_away() {
    let mut sketch = Sketch { pages: vec![page(SCENE)], ..Sketch::default() };
    let first = sketch.pages[0].id.clone();
    let second = pages::add(&mut sketch, 0);
    assert!(pages::rename(&mut sketch, &second, " Settings "));
    assert!(!pages::rename(&mut sketch, &second, "  "));
    let copy = pages::duplicate(&mut sketch, &first, 7).unwrap();
    let names = |sketch: &Sketch| sketch.pages.iter().map(|page| page.id.clone()).collect::<Vec<_>>();
    assert_eq!(names(&sketch), [first.clone(), copy.clone(), second.clone()]);
    let all: std::collections::HashSet<&ElementId> =
        sketch.pages.iter().flat_map(|page| &page.elements).map(|e| &e.id).collect();
    assert_eq!(all.len(), 14, "ids are unique in the sketch");
    assert!(tree(&Board::new(&sketch.pages[1])).len() > 20, "parents are those of the copy");
    assert!(pages::shift(&mut sketch, &second, 0) && !pages::shift(&mut sketch, &second, 0));
    assert_eq!(names(&sketch)[0], second);
    assert_eq!(pages::remove(&mut sketch, &second), Some(first.clone()));
    assert_eq!(pages::remove(&mut sketch, &copy), Some(first.clone()));
    assert_eq!(pages::remove(&mut sketch, &first), None, "the last page stays");
}
