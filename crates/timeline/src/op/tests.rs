//! Operations and transactions say the same.

use justbuilt_testkit::random_cases;
use justbuilt_text::Text;

use super::*;

fn operation(splices: &[(usize, usize, &str)]) -> Operation {
    Operation {
        step: Step(1),
        time: Timestamp(0),
        author: AuthorIx(0),
        kind: OpKind::Other,
        command: None,
        splices: splices.iter().map(|(at, delete, insert)| Splice::new(*at, *delete, *insert)).collect(),
    }
}

fn from(transaction: &Transaction) -> Operation {
    Operation::from_transaction(transaction, Step(1), Timestamp(0), AuthorIx(0), OpKind::Other, None)
}

#[test]
fn there_and_back() {
    random_cases(500, |random| {
        let mut text = Text::from(random.text(30));
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let whole = text.to_string();
        for _ in 0..random.below(6) {
            let range = random.text_range(&whole);
            edits.push((range, random.text(3)));
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let change = Transaction::from_edits(whole.len(), edits);
        let operation = from(&change);
        assert_eq!(operation.to_transaction(whole.len()), Some(change.clone()));
        assert_eq!(operation.len_after(whole.len()), Some(change.len_after()));
        let expected = change.apply(&text).unwrap();
        for splice in &operation.splices {
            let range = splice.at..splice.at + splice.delete;
            text = Transaction::replace(text.len(), range, splice.insert.clone()).apply(&text).unwrap();
        }
        assert_eq!(text, expected);
    });
}

#[test]
fn splices_apply_one_after_the_other() {
    random_cases(500, |random| {
        let mut model = random.text(20);
        let before = model.clone();
        let mut operation = operation(&[]);
        for _ in 0..random.below(12) {
            let range = random.text_range(&model);
            let insert = random.text(3);
            operation.splices.push(Splice::new(range.start, range.len(), insert.as_str()));
            model.replace_range(range, &insert);
        }
        assert_eq!(operation.len_after(before.len()), Some(model.len()));
        let change = operation.to_transaction(before.len()).unwrap();
        assert_eq!(change.apply(&Text::from(before)).unwrap(), model.as_str());
    });
}

#[test]
fn what_does_not_fit_is_refused() {
    let past = operation(&[(2, 2, "")]);
    assert_eq!((past.len_after(3), past.to_transaction(3)), (None, None));
    let second = operation(&[(0, 3, ""), (1, 0, "x")]);
    assert_eq!((second.len_after(3), second.to_transaction(3)), (None, None));
    let huge = operation(&[(usize::MAX, 2, "")]);
    assert_eq!((huge.len_after(3), huge.to_transaction(3)), (None, None));
}

#[test]
fn kinds_keep_their_numbers() {
    for (number, kind) in OpKind::ALL.into_iter().enumerate() {
        assert_eq!(usize::from(kind.number()), number);
        assert_eq!(OpKind::from_number(kind.number()), kind);
    }
    assert_eq!(OpKind::from_number(200), OpKind::Other);
}

#[test]
fn times_are_kept_in_ticks() {
    assert_eq!(tick(Timestamp(1_000)), Timestamp(1_000));
    assert_eq!(tick(Timestamp(1_124)), Timestamp(1_000));
    assert_eq!(tick(Timestamp(-1)), Timestamp(-TICK));
}
