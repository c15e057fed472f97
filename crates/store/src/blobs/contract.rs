//! What every store of content must do. `blobs_contract!(setup)` makes a test of each point; `setup()` gives a
//! [`Bench`]. Also for stores outside this crate, and for places without a test runner: [`POINTS`].
#![expect(clippy::unwrap_used, reason = "these are tests: they fail by panicking")]

#[cfg(test)]
use std::collections::HashMap;
use std::{any::Any, sync::Arc};

#[cfg(test)]
use justbuilt_testkit::random_cases;

use super::{BlobStats, Blobs, Reclaimed};
use crate::hash::ContentHash;

/// A store without content.
pub struct Bench {
    pub blobs: Arc<dyn Blobs>,
    /// Lives as long as the store should.
    pub _guard: Box<dyn Any>,
}

/// The name of a test, and the test.
pub type Point = (&'static str, fn(&Bench));

/// The points by name. Inside this crate random cases come on top.
pub const POINTS: &[Point] = &[
    ("content_comes_back_by_its_hash", content_comes_back_by_its_hash),
    ("the_same_is_kept_once", the_same_is_kept_once),
    ("many_at_once", many_at_once),
    ("what_is_not_wanted_goes", what_is_not_wanted_goes),
];

/// A test of each point.
#[macro_export]
macro_rules! blobs_contract {
    ($setup:expr) => {
        $crate::blobs::contract::blobs_contract!($setup;
            content_comes_back_by_its_hash, the_same_is_kept_once, many_at_once, what_is_not_wanted_goes);
    };
    ($setup:expr; $($name:ident),+) => {$(
        #[test]
        fn $name() {
            $crate::blobs::contract::$name(&$setup());
        }
    )+};
}
pub use blobs_contract;

pub fn content_comes_back_by_its_hash(b: &Bench) {
    let text = "fn main() {}\n".repeat(100_000);
    let noise: Vec<u8> =
        (0..70_000_u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    for content in [&b""[..], b"a", b"\0\xff", text.as_bytes(), &noise] {
        let hash = ContentHash::of(content);
        assert_eq!((b.blobs.get(hash).unwrap(), b.blobs.contains(hash)), (None, false));
        assert_eq!(b.blobs.put(content).unwrap(), hash);
        assert!(b.blobs.contains(hash));
        assert!(b.blobs.get(hash).unwrap().unwrap() == content);
    }
    b.blobs.sync().unwrap();
    assert!(b.blobs.get(ContentHash::of(&noise)).unwrap().unwrap() == noise);
    assert_eq!(b.blobs.hashes().unwrap().len(), 5);
}

pub fn the_same_is_kept_once(b: &Bench) {
    assert_eq!(b.blobs.stats().unwrap(), BlobStats::default());
    b.blobs.put(b"one").unwrap();
    b.blobs.put(b"three").unwrap();
    let before = b.blobs.stats().unwrap();
    assert_eq!((before.blobs, before.content_bytes), (2, 8));
    b.blobs.put(b"one").unwrap();
    let three = ["three", "one", "three"].map(|text| text.as_bytes().to_vec());
    b.blobs.put_all(&mut three.into_iter()).unwrap();
    assert_eq!(b.blobs.stats().unwrap(), before);
}

pub fn many_at_once(b: &Bench) {
    let contents: Vec<Vec<u8>> =
        (0..2_000).map(|i| format!("file {}", i / 2).repeat(i % 50).into_bytes()).collect();
    let hashes = b.blobs.put_all(&mut contents.iter().cloned()).unwrap();
    assert_eq!(hashes.len(), contents.len());
    for (hash, content) in hashes.iter().zip(&contents) {
        assert_eq!(b.blobs.get(*hash).unwrap().as_ref(), Some(content));
    }
    assert_eq!(b.blobs.put_all(&mut std::iter::empty()).unwrap(), []);
    // The iterator may use the store.
    let first = hashes[7];
    let mut again = std::iter::once_with(|| b.blobs.get(first).unwrap().unwrap());
    assert_eq!(b.blobs.put_all(&mut again).unwrap(), [first]);
}

pub fn what_is_not_wanted_goes(b: &Bench) {
    let kept = b.blobs.put(&b"kept ".repeat(1_000)).unwrap();
    let gone = b.blobs.put(&b"gone ".repeat(1_000)).unwrap();
    let before = b.blobs.stats().unwrap();
    assert_eq!(b.blobs.retain(&|_| true).unwrap(), Reclaimed::default());
    let reclaimed = b.blobs.retain(&|hash| hash == kept).unwrap();
    let after = b.blobs.stats().unwrap();
    assert_eq!((reclaimed.blobs, after.blobs), (1, 1));
    assert!(reclaimed.bytes > 0);
    assert_eq!(reclaimed.bytes, before.stored_bytes - after.stored_bytes);
    assert_eq!((b.blobs.get(gone).unwrap(), b.blobs.contains(gone)), (None, false));
    assert!(b.blobs.get(kept).unwrap().unwrap() == b"kept ".repeat(1_000));
    assert_eq!(b.blobs.put(&b"gone ".repeat(1_000)).unwrap(), gone);
    assert!(b.blobs.get(gone).unwrap().is_some());
    assert_eq!(b.blobs.retain(&|_| false).unwrap().blobs, 2);
    assert_eq!(b.blobs.stats().unwrap().blobs, 0);
}

#[cfg(test)]
pub fn they_do_what_a_map_does(b: &Bench) {
    let mut model: HashMap<ContentHash, Vec<u8>> = HashMap::new();
    random_cases(40, |random| {
        let contents: Vec<Vec<u8>> = (0..random.below(8)).map(|_| random.text(40).into_bytes()).collect();
        model.extend(contents.iter().map(|content| (ContentHash::of(content), content.clone())));
        if random.one_in(2) {
            b.blobs.put_all(&mut contents.into_iter()).unwrap();
        } else {
            for content in contents {
                b.blobs.put(&content).unwrap();
            }
        }
        if random.one_in(6) {
            let odd = |hash: ContentHash| hash.0[0] % 2 == 1;
            let unwanted = model.keys().filter(|&&hash| !odd(hash)).count();
            assert_eq!(b.blobs.retain(&odd).unwrap().blobs, unwanted);
            model.retain(|&hash, _| odd(hash));
        }
        for (hash, content) in &model {
            assert_eq!(b.blobs.get(*hash).unwrap().as_ref(), Some(content));
        }
        let stats = b.blobs.stats().unwrap();
        let bytes = model.values().map(|content| content.len() as u64).sum::<u64>();
        assert_eq!((stats.blobs, stats.content_bytes), (model.len(), bytes));
    });
}
