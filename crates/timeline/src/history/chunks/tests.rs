//! The list against a vector.

use super::Chunks;

#[test]
fn is_a_list_and_clones_do_not_follow() {
    let mut chunks = Chunks::default();
    for i in 0..1000_usize {
        assert_eq!(chunks.len(), i);
        chunks.push(i * 2);
    }
    let before = chunks.clone();
    *chunks.get_mut(300).unwrap() = 7;
    assert_eq!((before.get(300), chunks.get(300)), (Some(&600), Some(&7)));
    chunks.push(1);
    assert_eq!((before.len(), before.last(), chunks.last()), (1000, Some(&1998), Some(&1)));
    assert!(before.iter().copied().eq((0..1000).map(|i| i * 2)));
    assert!(before.iter().rev().copied().eq((0..1000).rev().map(|i| i * 2)));
    assert!(before.range(250, 260).copied().eq((250..260).map(|i| i * 2)));
    for at in [0, 1, 2, 511, 512, 513, 1998, 5000] {
        let expected = (0..1000).filter(|i| i * 2 < at).count();
        assert_eq!(before.partition_point(|item| *item < at), expected, "at {at}");
    }
}
