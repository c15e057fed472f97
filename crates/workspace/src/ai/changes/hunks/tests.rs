//! Hunks against random changes.

use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{Text, Transaction};

use super::{Hunk, follow, inverse, of_change, shown, transaction};
use crate::ai::HunkState;

fn some_lines(random: &mut Random) -> String {
    let count = random.below(12);
    let mut text: String =
        (0..count).map(|_| format!("{}\n", ["a", "b", "", "  c", "ä d"][random.below(5)])).collect();
    if random.one_in(3) {
        text.push_str("end");
    }
    text
}

fn some_change(random: &mut Random, text: &str) -> Transaction {
    let mut cuts: Vec<usize> = (0..2 * random.range(1..4)).map(|_| random.boundary(text)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let edits = cuts
        .chunks_exact(2)
        .map(|pair| (pair[0]..pair[1], ["", "x", "y\n", "\n", "z\nz\n"][random.below(5)]));
    Transaction::from_edits(text.len(), edits.collect::<Vec<_>>())
}

#[test]
fn hunks_of_a_change_make_the_same_text_and_can_be_taken_back() {
    random_cases(2_000, |random| {
        let before = some_lines(random);
        let base = Text::from(before.as_str());
        let change = some_change(random, &before);
        let wanted = change.apply(&base).unwrap();
        let hunks = of_change(&base, &change);
        let made = transaction(&base, &hunks, |_| true).apply(&base).unwrap();
        assert_eq!(made, wanted, "{before:?} {change:?}");
        let back = inverse(&made, &hunks, |_| true);
        assert_eq!(transaction(&made, &back, |_| true).apply(&made).unwrap(), base);
        // Any of them alone is whole lines of the one or the other.
        let some: Vec<bool> = hunks.iter().map(|_| random.bool()).collect();
        let part: Vec<Hunk> =
            hunks.iter().zip(&some).filter(|(_, keep)| **keep).map(|(hunk, _)| hunk.clone()).collect();
        let partly = transaction(&base, &part, |_| true).apply(&base).unwrap();
        let back = inverse(&partly, &part, |_| true);
        assert_eq!(transaction(&partly, &back, |_| true).apply(&partly).unwrap(), base);
    });
}

#[test]
fn what_the_user_does_elsewhere_moves_hunks_and_what_he_does_to_them_is_a_conflict() {
    let (mut conflicts, mut all) = (0, 0);
    random_cases(2_000, |random| {
        let before = some_lines(random);
        let base = Text::from(before.as_str());
        let mut hunks = of_change(&base, &some_change(random, &before));
        let begun = hunks.clone();
        let mine = some_change(random, &before);
        let now = mine.apply(&base).unwrap();
        follow(&mut hunks, &base, &mine, &now);
        for hunk in &hunks {
            if !hunk.conflict {
                assert_eq!(now.slice(hunk.old.clone()), &*hunk.was, "{before:?} {mine:?}");
            }
        }
        // What stays can be made.
        transaction(&now, &hunks, Hunk::is_made).apply(&now).unwrap();
        // Undone: they are where they were, all of them.
        follow(&mut hunks, &now, &mine.invert(&base), &base);
        for (hunk, begun) in hunks.iter().zip(&begun) {
            // Where the same lines stand twice nobody can tell which are meant.
            let same = base.slice(hunk.old.clone()) == *hunk.was && hunk.text == begun.text;
            assert!(hunk.conflict || same, "{before:?} {mine:?} {hunk:?} {begun:?}");
            conflicts += usize::from(hunk.conflict);
            all += 1;
        }
    });
    assert!(conflicts * 10 < all, "{conflicts} of {all}");
}

#[test]
fn a_hunk_that_is_touched_says_so() {
    let base = Text::from("one\ntwo\nthree\n");
    let change = Transaction::from_edits(base.len(), [(4..8, "zwei\n"), (14..14, "four\n")]);
    let mut hunks = of_change(&base, &change);
    assert_eq!(hunks.len(), 2);
    let typed = Transaction::insert(base.len(), 5, "x");
    let now = typed.apply(&base).unwrap();
    assert!(follow(&mut hunks, &base, &typed, &now));
    let states: Vec<HunkState> = shown(&now, &hunks).into_iter().map(|hunk| hunk.state).collect();
    assert_eq!(states, [HunkState::Conflict, HunkState::Kept]);
    assert_eq!(transaction(&now, &hunks, Hunk::is_made).apply(&now).unwrap(), "one\ntxwo\nthree\nfour\n");
}
