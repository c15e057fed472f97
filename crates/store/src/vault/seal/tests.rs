//! Tests of the primitives, with vectors from outside.

use super::*;
use crate::entropy::SeededEntropy;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn the_example_of_the_draft() {
    // draft-irtf-cfrg-xchacha-03, A.3.1.
    let key = Key::from_slice(&(0x80..=0x9f).collect::<Vec<u8>>()).unwrap();
    let context = hex("50515253c0c1c2c3c4c5c6c7");
    let sealed = hex("404142434445464748494a4b4c4d4e4f5051525354555657
        bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39
        ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
        21f9664c97637da9768812f615c68b13b52e c0875924c1c7987947deafd8780acf49");
    let plain = open(&key, &context, &sealed).unwrap();
    assert!(
        plain.starts_with(b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip")
    );
    assert_eq!(open(&key, b"", &sealed), None);
}

#[test]
fn the_example_of_the_rfc_has_our_parameters() {
    // The reference implementation's test of Argon2id 1.3: t=2, m=64 MiB, p=1.
    let key = Cost { memory: 65536, passes: 2, lanes: 1 };
    let salt = b"somesaltsomesalt";
    let a = key.derive(&"password".into(), salt, "test").unwrap();
    let b = key.derive(&"password".into(), salt, "test").unwrap();
    assert_eq!(a.bytes(), b.bytes());
    let mut direct = [0; 32];
    let params = Params::new(65536, 2, 1, Some(32)).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(b"password", b"somesalt", &mut direct)
        .unwrap();
    assert_eq!(direct.to_vec(), hex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"));
}

#[test]
fn costs_that_are_too_low_or_too_high_are_refused() {
    for (memory, passes, lanes, good) in [
        (64 * 1024, 3, 1, true),
        (47_104, 1, 1, true),
        (19_456, 2, 1, true),
        (7_168, 5, 1, true),
        (47_103, 1, 1, false),
        (19_455, 2, 1, false),
        (8, 1, 1, false),
        (64 * 1024, 0, 1, false),
        (64 * 1024, 3, 0, false),
        (64 * 1024, 65, 1, false),
        (64 * 1024, 3, 17, false),
        (u32::MAX, 3, 1, false),
    ] {
        let cost = Cost { memory, passes, lanes };
        assert_eq!(cost.is_acceptable(), good, "{cost:?}");
    }
    let refused = Cost { memory: 8, passes: 1, lanes: 1 }.derive(&"p".into(), &[0; SALT], "the header");
    assert!(matches!(refused, Err(VaultError::Cost { memory: 8, .. })));
}

#[test]
fn each_sealing_has_its_own_nonce() {
    let entropy = SeededEntropy::new(3);
    let key = new_key(&entropy).unwrap();
    let (a, b) = (seal(&key, b"c", b"same", &entropy).unwrap(), seal(&key, b"c", b"same", &entropy).unwrap());
    assert_ne!(a.get(..NONCE), b.get(..NONCE));
    assert_ne!(a, b);
    assert_eq!(open(&key, b"c", &a).unwrap().as_slice(), b"same");
    for length in 0..a.len() {
        assert_eq!(open(&key, b"c", &a[..length]), None);
    }
}
