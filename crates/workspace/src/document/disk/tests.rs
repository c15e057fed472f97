//! What turns one text into another.

use super::*;

fn edits(old: &str, new: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let (old, new) = (Text::from(old), Text::from(new));
    let Some(transaction) = changes(&old, &new) else { return Vec::new() };
    assert_eq!(transaction.apply(&old).unwrap(), new);
    transaction.edits().map(|edit| (edit.old.clone(), edit.inserted.to_owned())).collect()
}

#[test]
fn only_the_lines_that_differ_are_touched() {
    assert_eq!(edits("a\nb\nc\n", "a\nB\nc\n"), [(2..4, "B\n".to_owned())]);
    assert_eq!(edits("a\nb\n", "a\nb\n"), []);
    assert_eq!(edits("", "a"), [(0..0, "a".to_owned())]);
    assert_eq!(edits("a\nb\nc", "b\nc\nd"), [(0..2, String::new()), (4..5, "c\nd".to_owned())]);
}

#[test]
fn long_texts_are_compared_at_their_ends() {
    let long = "äb\n".repeat(COMPARED_BY_LINES / 4 + 1);
    let mut changed = long.clone();
    changed.replace_range(4..8, "x");
    let found = edits(&long, &changed);
    assert_eq!(found.len(), 1);
    assert!(found[0].0.len() < 10, "{:?}", found[0].0);
}
