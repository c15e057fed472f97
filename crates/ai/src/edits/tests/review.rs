//! Hunks for review, versions, syntax.

use justbuilt_text::Transaction;

use crate::edits::{Conflict, FileChange, SyntaxJudge, SyntaxVerdict, judge};

const BEFORE: &str = "one\ntwo\nthree\nfour\nfive\n";

fn change() -> FileChange {
    FileChange::new(
        BEFORE,
        [(0..4, "1\n".to_owned()), (4..8, "2\n".to_owned()), (19..24, "5\n6\n".to_owned())],
    )
}

#[test]
fn neighbouring_changes_are_one_hunk_and_each_can_be_dropped() {
    let change = change();
    let hunks = change.hunks(BEFORE);
    assert_eq!(hunks.iter().map(|hunk| hunk.old_lines.clone()).collect::<Vec<_>>(), [0..2, 4..5]);
    assert_eq!(change.keep(&hunks, |at| at == 0).apply(BEFORE).as_deref(), Some("1\n2\nthree\nfour\nfive\n"));
    assert_eq!(
        change.keep(&hunks, |at| at == 1).apply(BEFORE).as_deref(),
        Some("one\ntwo\nthree\nfour\n5\n6\n")
    );
    assert_eq!(change.keep(&hunks, |_| false).apply(BEFORE).as_deref(), Some(BEFORE));
}

#[test]
fn a_change_is_for_one_version_only() {
    assert_eq!(change().apply("one\ntwo\nthree\nfour\nsix!\n"), None);
    let other = Transaction::insert(3, 0, "x");
    assert_eq!(change().rebase(BEFORE, &other), Err(Conflict::OtherVersion));
}

#[test]
fn what_the_user_touched_is_a_conflict() {
    let len = BEFORE.len();
    for (at, text) in [(0, "x"), (1, "x"), (20, "x"), (23, "x")] {
        let since = Transaction::insert(len, at, text);
        assert!(matches!(change().rebase(BEFORE, &since), Err(Conflict::Touched { .. })), "{at}");
    }
    // Lines between and below are the user's own.
    for (at, text, after) in [
        (8, "mine\n", "1\n2\nmine\nthree\nfour\n5\n6\n"),
        (10, "!", "1\n2\nth!ree\nfour\n5\n6\n"),
        (24, "mine\n", "1\n2\nthree\nfour\n5\n6\nmine\n"),
    ] {
        let since = Transaction::insert(len, at, text);
        let now = format!("{}{text}{}", &BEFORE[..at], &BEFORE[at..]);
        let rebased = change().rebase(BEFORE, &since).expect("no conflict");
        assert_eq!(rebased.apply(&now).as_deref(), Some(after), "{at}");
    }
}

struct Brackets;

impl SyntaxJudge for Brackets {
    fn errors(&self, _: &str, text: &str) -> usize {
        text.matches('(').count().abs_diff(text.matches(')').count())
    }
}

#[test]
fn syntax_must_not_get_worse() {
    assert_eq!(judge(&Brackets, "f", Some("(("), "("), SyntaxVerdict::NotWorse);
    assert_eq!(judge(&Brackets, "f", Some("()"), "("), SyntaxVerdict::Worse { before: 0, after: 1 });
    assert_eq!(judge(&Brackets, "f", None, "("), SyntaxVerdict::Worse { before: 0, after: 1 });
    assert_eq!(judge(&Brackets, "f", Some("("), "()"), SyntaxVerdict::NotWorse);
}
