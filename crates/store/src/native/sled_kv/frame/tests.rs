//! Tests of frames.

use justbuilt_testkit::random_cases;

use super::{FrameError, Payload, decode, encode};
use crate::hash::ContentHash;

#[test]
fn frames_come_back() {
    for payload in [
        Payload::Inline(Vec::new()),
        Payload::Inline(b"value".to_vec()),
        Payload::File(ContentHash::of(b"x"), u64::MAX),
    ] {
        let frame = encode("n", b"key", 7, &payload);
        assert_eq!(decode("n", b"key", &frame), Ok((7, payload)));
    }
}

#[test]
fn a_frame_belongs_to_its_place() {
    let frame = encode("n", b"key", 1, &Payload::Inline(b"value".to_vec()));
    for (namespace, key) in [("m", &b"key"[..]), ("n", b"kez"), ("nk", b"ey"), ("", b"nkey")] {
        assert_eq!(decode(namespace, key, &frame), Err(FrameError::Checksum));
    }
}

#[test]
fn any_damage_is_seen() {
    assert_eq!(decode("n", b"k", b""), Err(FrameError::Short));
    assert_eq!(decode("n", b"k", b"JB\x01\0\0\0\0\0\0\0\0"), Err(FrameError::Short));
    assert_eq!(decode("n", b"k", &[0; 12]), Err(FrameError::Magic));
    random_cases(300, |random| {
        let payload = if random.bool() {
            Payload::Inline(random.text(10).into_bytes())
        } else {
            Payload::File(ContentHash::of(b"y"), random.next_u64())
        };
        let good = encode("n", b"k", 1, &payload);
        let mut bad = good.clone();
        if random.one_in(4) {
            bad.truncate(random.below(good.len()));
        } else {
            let bit = random.below(good.len() * 8);
            bad[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(decode("n", b"k", &bad).is_err(), "{good:?} and {bad:?}");
    });
}
