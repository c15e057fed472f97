//! Tests of the sources of randomness.

use super::{Entropy, SeededEntropy, SystemEntropy};

fn take(source: &dyn Entropy) -> [u8; 32] {
    let mut bytes = [0; 32];
    source.fill(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_seed_gives_the_same_and_goes_on() {
    let (a, b) = (SeededEntropy::new(7), SeededEntropy::new(7));
    let first = take(&a);
    assert_eq!(first, take(&b));
    assert_ne!(first, take(&a));
    assert_ne!(first, take(&SeededEntropy::new(8)));
}

#[test]
fn the_system_does_not_repeat_itself() {
    assert_ne!(take(&SystemEntropy), take(&SystemEntropy));
    SystemEntropy.fill(&mut []).unwrap();
}
