//! Against a plain string.

use std::ops::Range;

use justbuilt_testkit::{Random, random_cases};

use super::*;

pub(crate) fn random_edits(random: &mut Random, text: &str) -> Vec<(Range<usize>, String)> {
    let mut bounds: Vec<usize> = (0..random.below(5) * 2).map(|_| random.boundary(text)).collect();
    bounds.sort_unstable();
    bounds
        .chunks_exact(2)
        .map(|pair| (pair[0]..if random.bool() { pair[0] } else { pair[1] }, random.text(4)))
        .collect()
}

fn model_apply(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (range, insert) in edits {
        out.push_str(&text[done..range.start]);
        out.push_str(insert);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}

fn check_normal(transaction: &Transaction) {
    for pair in transaction.ops().windows(2) {
        match pair {
            [Op::Retain(_), Op::Retain(_)]
            | [Op::Delete(_), Op::Delete(_)]
            | [Op::Insert(_), Op::Insert(_)] => {
                panic!("two of a kind in {transaction:?}")
            }
            [Op::Insert(_), Op::Delete(_)] => panic!("inserted before deleted in {transaction:?}"),
            _ => {}
        }
    }
    let (mut before, mut after) = (0, 0);
    for op in transaction.ops() {
        match op {
            Op::Retain(n) => (before, after) = (before + n, after + n),
            Op::Delete(n) => before += n,
            Op::Insert(text) => after += text.len(),
        }
    }
    assert_eq!((before, after), (transaction.len_before(), transaction.len_after()));
}

#[test]
fn apply_invert_compose() {
    random_cases(1500, |random| {
        let a = random.text(30);
        let edits = random_edits(random, &a);
        let text_a = Text::from(a.as_str());
        let first = Transaction::from_edits(a.len(), edits.clone());
        check_normal(&first);
        let b = model_apply(&a, &edits);
        let text_b = first.apply(&text_a).unwrap();
        assert_eq!(text_b, b.as_str());
        assert_eq!(first.len_after(), b.len());

        let back = first.invert(&text_a);
        check_normal(&back);
        assert_eq!(back.apply(&text_b).unwrap(), text_a);
        assert_eq!(back.invert(&text_b).apply(&text_a).unwrap(), text_b);

        let edits = random_edits(random, &b);
        let second = Transaction::from_edits(b.len(), edits.clone());
        let c = model_apply(&b, &edits);
        let both = first.clone().compose(second.clone());
        check_normal(&both);
        assert_eq!(both.apply(&text_a).unwrap(), c.as_str());

        let edits = random_edits(random, &c);
        let third = Transaction::from_edits(c.len(), edits);
        let left = both.compose(third.clone());
        let right = first.compose(second.compose(third));
        assert_eq!(left.apply(&text_a).unwrap(), right.apply(&text_a).unwrap());
    });
}

#[test]
fn edits_describe_both_texts() {
    random_cases(500, |random| {
        let a = random.text(30);
        let transaction = Transaction::from_edits(a.len(), random_edits(random, &a));
        let b = transaction.apply(&Text::from(a.as_str())).unwrap().to_string();
        let (mut old, mut new) = (0, 0);
        for edit in transaction.edits() {
            assert_eq!(a[old..edit.old.start], b[new..edit.new.start]);
            assert_eq!(&b[edit.new.clone()], edit.inserted);
            assert!(!edit.old.is_empty() || !edit.new.is_empty());
            (old, new) = (edit.old.end, edit.new.end);
        }
        assert_eq!(a[old..], b[new..]);
    });
}

#[test]
fn mapping_keeps_order_and_place() {
    random_cases(1000, |random| {
        let a = random.text(30);
        let transaction = Transaction::from_edits(a.len(), random_edits(random, &a));
        let b = transaction.apply(&Text::from(a.as_str())).unwrap();
        let mut last = (0, 0);
        let mut all = Vec::new();
        for at in (0..=a.len()).filter(|at| a.is_char_boundary(*at)) {
            let (left, right) = (transaction.map(at, Bias::Left), transaction.map(at, Bias::Right));
            assert!(left <= right);
            assert!(last.0 <= left && last.1 <= right, "{transaction:?} at {at}");
            assert!(b.is_boundary(left) && b.is_boundary(right));
            let edits: Vec<_> = transaction.edits().collect();
            if edits.iter().all(|edit| at < edit.old.start || at > edit.old.end) {
                assert_eq!(left, right);
                assert_eq!(b.char_at(left), a[at..].chars().next());
            }
            last = (left, right);
            all.push(((at, Bias::Left), left));
            all.push(((at, Bias::Right), right));
        }
        let mapped = transaction.map_sorted(all.iter().map(|(place, _)| *place));
        assert_eq!(mapped, all.iter().map(|(_, at)| *at).collect::<Vec<_>>());
    });
}

#[test]
fn mapping_at_edges() {
    let insert = Transaction::insert(4, 2, "xy");
    assert_eq!((insert.map(2, Bias::Left), insert.map(2, Bias::Right)), (2, 4));
    let replace = Transaction::replace(6, 2..4, "xyz");
    assert_eq!((replace.map(2, Bias::Right), replace.map(4, Bias::Left)), (2, 5));
    assert_eq!((replace.map(3, Bias::Left), replace.map(3, Bias::Right)), (2, 5));
    assert_eq!(replace.map(6, Bias::Left), 7);
    assert_eq!(replace.map(100, Bias::Left), 7);
}

#[test]
fn what_does_not_fit_is_refused() {
    let text = Text::from("aéb");
    let wrong = Transaction::insert(3, 1, "x").apply(&text);
    assert_eq!(wrong, Err(TransactionError::Length { expected: 3, found: 4 }));
    let inside = Transaction::insert(4, 2, "x").apply(&text);
    assert_eq!(inside, Err(TransactionError::InsideCharacter { at: 2 }));
    assert!(Transaction::replace(4, 1..2, "").apply(&text).is_err());
    assert!(Transaction::identity(4).is_empty());
    assert_eq!(Transaction::identity(4).apply(&text).unwrap(), text);
}

#[test]
fn between_finds_the_difference() {
    random_cases(500, |random| {
        let a = Text::from(random.text(20));
        let b = if random.bool() {
            let edits = random_edits(random, &a.to_string());
            Transaction::from_edits(a.len(), edits).apply(&a).unwrap()
        } else {
            Text::from(random.text(20))
        };
        let change = Transaction::between(&a, &b);
        assert_eq!(change.apply(&a).unwrap(), b);
        assert!(change.edits().count() <= 1);
    });
    // Over many chunks, shared ones and others: as little is replaced as in plain strings.
    random_cases(60, |random| {
        let a = Text::from(random.text(20).repeat(400));
        let b = match random.below(3) {
            0 => Text::from(a.to_string().as_str()),
            _ => Transaction::from_edits(a.len(), random_edits(random, &a.to_string())).apply(&a).unwrap(),
        };
        let change = Transaction::between(&a, &b);
        assert_eq!(change.apply(&a).unwrap(), b);
        let (old, new) = (a.to_string(), b.to_string());
        let prefix: usize =
            old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        assert_eq!(change.first_change().unwrap_or(old.len()), prefix);
    });
    let (a, b) = (Text::from("hello world"), Text::from("hello old world"));
    assert_eq!(Transaction::between(&a, &b).edits().map(|edit| edit.inserted.len()).sum::<usize>(), 4);
    assert!(Transaction::between(&a, &a).is_empty());
}

#[test]
fn many_edits_are_as_one_after_the_other() {
    random_cases(12, |random| {
        let a: String = (0..400 + random.below(400)).map(|_| random.text(12)).collect();
        let mut bounds: Vec<usize> = (0..1200).map(|_| random.boundary(&a)).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let edits: Vec<_> = bounds.chunks_exact(2).map(|pair| (pair[0]..pair[1], random.text(4))).collect();
        let transaction = Transaction::from_edits(a.len(), edits.clone());
        assert!(many::are_many(transaction.ops(), a.len()), "{} steps", transaction.ops().len());
        let text = Text::from(a.as_str());
        let b = transaction.apply(&text).unwrap();
        assert_eq!(b, model_apply(&a, &edits).as_str());
        assert_eq!(b.line_count(), Text::from(b.to_string().as_str()).line_count());
        let back = transaction.invert(&text);
        check_normal(&back);
        assert_eq!(back.apply(&b).unwrap(), text);
        assert_eq!(back.invert(&b).apply(&text).unwrap(), b);
    });
}

#[test]
fn many_edits_that_cut_a_character_are_refused() {
    let a = "é".repeat(2000);
    let edits = |odd: usize| (0..600).map(move |at| (at * 4 + odd..at * 4 + odd + 2, "x"));
    let text = Text::from(a.as_str());
    let sound = Transaction::from_edits(a.len(), edits(0));
    assert_eq!(
        sound.apply(&text).unwrap(),
        model_apply(&a, &edits(0).map(|(r, s)| (r, s.to_owned())).collect::<Vec<_>>()).as_str()
    );
    let cut = Transaction::from_edits(a.len(), edits(1));
    assert_eq!(cut.apply(&text), Err(TransactionError::InsideCharacter { at: 1 }));
}
