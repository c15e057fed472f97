//! A difference, applied, gives the other text.

use justbuilt_testkit::random_cases;
use justbuilt_text::Text;

use super::{change, common_ends, line_counts, line_hunks};

#[test]
fn the_change_leads_from_one_text_to_the_other() {
    random_cases(300, |random| {
        let (a, b) = (random.text(40), random.text(40));
        // Half of the time a text that is alike.
        let b = if random.bool() {
            format!("{}{b}{}", &a[..random.boundary(&a)], &a[random.boundary(&a)..])
        } else {
            b
        };
        let (old, new) = (Text::from(a.as_str()), Text::from(b.as_str()));
        let change = change(&old, &new);
        assert_eq!(change.apply(&old).unwrap().to_string(), b);
    });
}

#[test]
fn untouched_lines_are_not_touched() {
    let old = Text::from("one\ntwo\nthree\nfour\nfive\n");
    let new = Text::from("one\ntwö\nthree\nfour\nsix\nfive");
    let edits: Vec<_> = change(&old, &new).edits().map(|edit| (edit.old, edit.inserted.to_owned())).collect();
    assert_eq!(edits, [(6..7, "ö".to_owned()), (19..24, "six\nfive".to_owned())]);
    assert_eq!(line_counts(&old, &new), (3, 2));
    assert_eq!(line_hunks(&old, &old), []);
}

#[test]
fn common_ends_do_not_cut_characters() {
    random_cases(300, |random| {
        let (a, b) = (random.text(6), random.text(6));
        let (prefix, suffix) = common_ends(&a, &b);
        assert!(prefix + suffix <= a.len().min(b.len()));
        assert_eq!(a[..prefix], b[..prefix]);
        assert_eq!(a[a.len() - suffix..], b[b.len() - suffix..]);
    });
}
