//! Merging by lines.

use justbuilt_testkit::random_cases;

use super::{Choice, Chunk, merge_lines, resolved};

fn clean(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let chunks = merge_lines(base, ours, theirs);
    resolved(&chunks, &[])
}

#[test]
fn changes_in_different_places_come_together() {
    let base = "a\nb\nc\nd\ne\nf\n";
    assert_eq!(clean(base, "a\nB\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n").unwrap(), "a\nB\nc\nd\nE\nf\n");
    assert_eq!(clean(base, "x\na\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\n").unwrap(), "x\na\nb\nc\nd\ne\n");
    assert_eq!(clean(base, "a\nX\nc\nd\ne\nf\n", "a\nX\nc\nd\ne\nf\ng\n").unwrap(), "a\nX\nc\nd\ne\nf\ng\n");
    assert_eq!(clean("", "", "new\n").unwrap(), "new\n");
    assert_eq!(clean("gone\n", "", "gone\n").unwrap(), "");
    assert_eq!(clean("a\nb", "a\nb", "a\nb\nc").unwrap(), "a\nb\nc");
}

#[test]
fn what_both_change_is_a_conflict_with_all_choices() {
    let chunks = merge_lines("a\nb\nc\n", "a\nour\nc\n", "a\ntheir\nc\n");
    let conflict = Chunk::Conflict { base: "b\n".into(), ours: "our\n".into(), theirs: "their\n".into() };
    assert_eq!(chunks, [Chunk::Same("a\n".into()), conflict, Chunk::Same("c\n".into())]);
    assert_eq!(resolved(&chunks, &[]), None);
    for (choice, expected) in [
        (Choice::Ours, "a\nour\nc\n"),
        (Choice::Theirs, "a\ntheir\nc\n"),
        (Choice::Both, "a\nour\ntheir\nc\n"),
        (Choice::Base, "a\nb\nc\n"),
        (Choice::Edited("x\ny\n".into()), "a\nx\ny\nc\n"),
    ] {
        assert_eq!(resolved(&chunks, &[choice]).unwrap(), expected);
    }
}

#[test]
fn ends_that_are_alike_are_no_conflict_and_lines_stay_apart() {
    let chunks = merge_lines("x\n", "same\nour\nend\n", "same\ntheir\nend\n");
    assert_eq!(chunks.iter().filter(|chunk| chunk.is_conflict()).count(), 1);
    assert_eq!(resolved(&chunks, &[Choice::Theirs]).unwrap(), "same\ntheir\nend\n");
    let chunks = merge_lines("a\n", "a\nour", "a\ntheir");
    assert_eq!(resolved(&chunks, &[Choice::Both]).unwrap(), "a\nour\ntheir");
    let chunks = merge_lines("a\r\n", "a\r\nour", "a\r\ntheir");
    assert_eq!(resolved(&chunks, &[Choice::Both]).unwrap(), "a\r\nour\r\ntheir");
}

#[test]
fn laws_of_merging_hold() {
    random_cases(500, |random| {
        let mut line = || format!("{}\n", random.below(4));
        let base: Vec<String> = (0..12).map(|_| line()).collect();
        let mut changed = || {
            let mut lines = base.clone();
            for _ in 0..random.below(4) {
                let at = random.below(lines.len());
                match random.below(3) {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, format!("new {}\n", random.below(3))),
                    _ => lines[at] = format!("other {}\n", random.below(3)),
                }
            }
            lines.concat()
        };
        let (ours, theirs) = (changed(), changed());
        let base = base.concat();
        assert_eq!(clean(&base, &ours, &base).unwrap(), ours, "they changed nothing");
        assert_eq!(clean(&base, &base, &theirs).unwrap(), theirs, "we changed nothing");
        assert_eq!(clean(&base, &ours, &ours).unwrap(), ours, "both did the same");
        let (there, back) = (merge_lines(&base, &ours, &theirs), merge_lines(&base, &theirs, &ours));
        let conflicts = |chunks: &[Chunk]| chunks.iter().filter(|chunk| chunk.is_conflict()).count();
        let choose =
            |choice: Choice, chunks: &[Chunk]| resolved(chunks, &vec![choice; conflicts(chunks)]).unwrap();
        assert_eq!(conflicts(&there), conflicts(&back));
        assert_eq!(
            choose(Choice::Ours, &there),
            choose(Choice::Theirs, &back),
            "it does not matter who merges"
        );
        // The pieces are the three texts.
        let side = |pick: fn(&Chunk) -> &str| there.iter().map(pick).collect::<String>();
        let our_side = side(|chunk| match chunk {
            Chunk::Same(text) | Chunk::Ours { text, .. } | Chunk::Both { text, .. } => text,
            Chunk::Theirs { base, .. } => base,
            Chunk::Conflict { ours, .. } => ours,
        });
        assert_eq!(our_side, ours);
    });
}
