//! Tests of keys.

use justbuilt_testkit::random_cases;

use super::*;

#[test]
fn keys_are_in_the_order_of_their_values() {
    random_cases(300, |random| {
        let (a, b) = (random.text(4), random.text(4));
        assert_eq!(
            IndexKey::new().text(&a).number(1).cmp(&IndexKey::new().text(&b).number(1)),
            a.cmp(&b),
            "{a:?} {b:?}"
        );
        assert_eq!(
            IndexKey::new().text(&b).0.starts_with(&IndexKey::new().starting_with(&a).0),
            b.starts_with(&a)
        );
        let (a, b) = (random.next_u64() as i64, random.next_u64() as i64);
        let key = |time| IndexKey::new().time(Timestamp(time));
        assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
    });
}

#[test]
fn no_text_is_the_start_of_another() {
    random_cases(300, |random| {
        let (a, b) = (random.text(3), random.text(3));
        let (key_a, key_b) = (IndexKey::new().text(&a), IndexKey::new().text(&b));
        assert_eq!(key_b.0.starts_with(&key_a.0), a == b, "{a:?} {b:?}");
    });
}

#[test]
fn long_texts_are_told_apart() {
    let long = "x".repeat(5_000);
    let keys: Vec<_> = [format!("{long}a"), format!("{long}b"), "x".repeat(200), "x".repeat(201)]
        .iter()
        .map(|text| IndexKey::new().text(text).0)
        .collect();
    assert!(keys.iter().all(|key| key.len() < 300));
    for (at, key) in keys.iter().enumerate() {
        assert_eq!(keys.iter().filter(|other| other.starts_with(key)).count(), 1, "{at}");
    }
}
