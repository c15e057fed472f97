//! What matches, in which order, and which letters are marked.

use super::*;

fn order(query: &str, texts: &[&str]) -> Vec<usize> {
    Fuzzy::new().rank(query, texts.iter().copied()).into_iter().map(|ranked| ranked.index).collect()
}

#[test]
fn without_a_query_everything_stays_in_its_order() {
    assert_eq!(order("", &["b", "a", "long one"]), [0, 1, 2]);
}

#[test]
fn word_starts_beat_letters_in_the_middle() {
    assert_eq!(order("tp", &["stop it", "toggle panel", "xyz"]), [1, 0]);
    assert_eq!(order("save", &["Save all as one", "Save"]), [1, 0], "the shorter of equals comes first");
    assert_eq!(order("SA", &["save all"]), Vec::<usize>::new(), "capitals match capitals only");
}

#[test]
fn matched_letters_are_marked_in_bytes() {
    let mut fuzzy = Fuzzy::new();
    let marked = |fuzzy: &mut Fuzzy, query: &str, text: &str| {
        fuzzy.set_query(query);
        fuzzy.matches(text)
    };
    assert_eq!(marked(&mut fuzzy, "go", "Go to line"), vec![Range { start: 0, end: 2 }]);
    let text = "größe ändern";
    let found = marked(&mut fuzzy, "ändern", text);
    assert_eq!(found.iter().map(|range| &text[range.clone()]).collect::<String>(), "ändern");
    assert_eq!(marked(&mut fuzzy, "zzz", text), Vec::<Range<usize>>::new());
}
