//! Tests of the bytes of list and secrets.

use justbuilt_testkit::{Random, random_cases};

use super::*;
use crate::entropy::SeededEntropy;

fn list(random: &mut Random) -> List {
    let entry = |random: &mut Random| Entry {
        slot: [random.next_u64() as u8; 16],
        hash: ContentHash([random.next_u64() as u8; 32]),
        created: Timestamp(random.next_u64() as i64),
        updated: Timestamp(random.next_u64() as i64),
    };
    let entries = (0..random.below(20)).map(|_| (random.text(10), entry(random))).collect();
    List { sequence: random.next_u64(), header: ContentHash([9; 32]), entries }
}

fn mangle(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(3) {
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
}

#[test]
fn lists_and_secrets_come_back_and_changed_ones_do_not() {
    random_cases(200, |random| {
        let entropy = SeededEntropy::new(random.next_u64());
        let key = seal::new_key(&entropy).unwrap();
        let sealer = Sealer { id: [1; 16], generation: 7, key: &key, entropy: &entropy };
        let list = list(random);
        let bytes = sealer.seal_list(&list).unwrap();
        assert_eq!(sealer.open_list(&bytes).unwrap(), list);
        let mut mangled = bytes.clone();
        mangle(random, &mut mangled);
        assert_eq!(sealer.open_list(&mangled).is_ok(), mangled == bytes);

        let (name, secret) = (random.text(20), Secret::from(random.text(200)));
        let bytes = sealer.seal_secret(&[5; 16], &name, &secret).unwrap();
        assert_eq!(sealer.open_secret(&[5; 16], &name, &bytes).unwrap(), secret);
        assert_eq!(sealer.open_name(&[5; 16], &bytes).unwrap(), name);
        assert!(sealer.open_secret(&[6; 16], &name, &bytes).is_err());
        assert!(sealer.open_secret(&[5; 16], &format!("{name}x"), &bytes).is_err());
        let other = Sealer { generation: 8, ..sealer };
        assert!(matches!(other.open_secret(&[5; 16], &name, &bytes), Err(VaultError::Replaced { .. })));
        let other = Sealer { id: [2; 16], generation: 7, key: &key, entropy: &entropy };
        assert!(other.open_secret(&[5; 16], &name, &bytes).is_err());
    });
}

#[test]
fn any_plain_bytes_are_read_without_a_panic() {
    random_cases(500, |random| {
        let mut bytes = random.text(30).into_bytes();
        mangle(random, &mut bytes);
        drop(read_list(&mut Reader(&bytes)));
        assert!(Reader(&bytes).long().is_none_or(|long| long.len() < bytes.len()));
    });
}
