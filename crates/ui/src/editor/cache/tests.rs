//! What an aged cache keeps and forgets.

use super::*;

#[test]
fn what_is_used_survives_and_the_rest_goes_when_full() {
    let mut cache = AgedCache::new(10);
    for frame in 0..100 {
        cache.get(&"kept");
        cache.insert("kept", 0);
        for _ in 0..4 {
            cache.insert(Box::leak(format!("row {frame}").into_boxed_str()), frame);
        }
        cache.next_frame();
        assert!(cache.len() <= 11, "{} entries", cache.len());
    }
    assert_eq!(cache.get(&"kept"), Some(0));
    assert_eq!(cache.get(&"row 3"), None);
}

#[test]
fn one_enormous_frame_does_not_stay() {
    let mut cache = AgedCache::new(10);
    for row in 0..1000 {
        cache.insert(row, row);
    }
    for _ in 0..5 {
        cache.next_frame();
    }
    assert!(cache.len() <= 10);
}
