//! Back and forward.

use super::*;

fn visit(document: u64, line: usize) -> Visit {
    Visit { document: DocumentId(document), path: None, byte: line * 10, line }
}

#[test]
fn back_returns_to_where_one_came_from_and_forward_to_where_one_was() {
    let mut places = Navigation::default();
    assert_eq!(places.back(Some(visit(1, 0))), None);
    places.leave(visit(1, 0));
    places.leave(visit(1, 100));
    // Now in document 2.
    assert_eq!(places.back(Some(visit(2, 5))), Some(visit(1, 100)));
    assert_eq!(places.can_go(), (true, true));
    assert_eq!(places.back(Some(visit(1, 102))), Some(visit(1, 0)));
    assert_eq!(places.back(Some(visit(1, 0))), None);
    assert_eq!(places.forward(), Some(visit(1, 102)));
    assert_eq!(places.forward(), Some(visit(2, 5)));
    assert_eq!(places.forward(), None);
}

#[test]
fn a_jump_forgets_what_was_ahead_and_near_places_are_one() {
    let mut places = Navigation::default();
    places.leave(visit(1, 0));
    places.leave(visit(1, 3));
    assert_eq!(places.visits, [visit(1, 3)]);
    places.leave(visit(1, 50));
    places.back(Some(visit(1, 200)));
    places.leave(visit(1, 48));
    assert_eq!(places.forward(), None);
    for line in 0..500 {
        places.leave(visit(1, line * 20));
    }
    assert_eq!(places.visits.len(), KEPT);
}

#[test]
fn places_move_with_edits() {
    let mut places = Navigation::default();
    places.leave(Visit { document: DocumentId(1), path: None, byte: 4, line: 1 });
    let old = Text::from("abc\ndef");
    let tx = Transaction::from_edits(old.len(), [(0..0, "x\ny\n")]);
    let new = tx.apply(&old).unwrap();
    places.edited(DocumentId(1), &tx, &new);
    assert_eq!(places.visits, [Visit { document: DocumentId(1), path: None, byte: 8, line: 3 }]);
}
