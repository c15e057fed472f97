//! Tests of the random source.

use super::{Random, random_cases};

#[test]
fn the_reference_numbers_come_out() {
    // From the reference implementation by Vigna, seed 1234567.
    let mut random = Random::new(1_234_567);
    let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
    assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

#[test]
fn numbers_stay_in_range_and_reach_all_of_it() {
    let mut random = Random::new(7);
    let mut seen = [0_usize; 10];
    for _ in 0..10_000 {
        seen[random.below(10)] += 1;
    }
    assert!(seen.iter().all(|&n| (800..1200).contains(&n)), "{seen:?}");
    assert_eq!(random.below(0), 0);
    assert_eq!(random.range(5..5), 5);
    assert!((5..8).contains(&random.range(5..8)));
}

#[test]
fn boundaries_are_boundaries() {
    random_cases(100, |random| {
        let text = random.text(20);
        let range = random.text_range(&text);
        assert!(text.get(range).is_some());
        let mut items: Vec<usize> = (0..20).collect();
        random.shuffle(&mut items);
        items.sort_unstable();
        assert_eq!(items, (0..20).collect::<Vec<_>>());
    });
}
