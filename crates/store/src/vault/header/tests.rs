//! Tests of the header's bytes.

use justbuilt_testkit::{Random, random_cases};

use super::*;
use crate::entropy::SeededEntropy;

fn header(random: &mut Random) -> Header {
    let number = random.next_u64();
    let opener = if random.bool() {
        Opener::Keychain { account: random.text(20) }
    } else {
        Opener::Passphrase {
            cost: Cost { memory: number as u32, passes: 3, lanes: 1 },
            salt: [number as u8; SALT],
        }
    };
    let generation = random.below(9) as u32;
    Header { id: [3; 16], generation, sequence: number, created: Timestamp(-(number as i64 >> 1)), opener }
}

#[test]
fn it_comes_back() {
    random_cases(100, |random| {
        let entropy = SeededEntropy::new(random.next_u64());
        let (wrapping, data) = (seal::new_key(&entropy).unwrap(), seal::new_key(&entropy).unwrap());
        let header = header(random);
        let bytes = header.encode(&wrapping, &data, &entropy).unwrap();
        let found = FoundHeader::decode(&bytes).unwrap();
        assert_eq!(found.header, header);
        assert_eq!(found.unwrap(&wrapping).unwrap().bytes(), data.bytes());
        assert!(found.unwrap(&data).is_none());
    });
}

#[test]
fn any_bytes_are_an_error_and_no_panic() {
    random_cases(300, |random| {
        let entropy = SeededEntropy::new(random.next_u64());
        let key = seal::new_key(&entropy).unwrap();
        let mut bytes = header(random).encode(&key, &key, &entropy).unwrap();
        for _ in 0..=random.below(4) {
            match random.below(3) {
                0 => bytes.truncate(random.below(bytes.len() + 1)),
                1 => bytes.extend_from_slice(random.text(3).as_bytes()),
                _ if bytes.is_empty() => {}
                _ => {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
            }
        }
        // Its checksum made right, so that the fields are looked at.
        if let Some(length) = bytes.len().checked_sub(32) {
            let hash = ContentHash::of(&bytes[..length]);
            bytes[length..].copy_from_slice(&hash.0);
        }
        if let Ok(found) = FoundHeader::decode(&bytes) {
            drop(found.unwrap(&key));
        }
    });
}
