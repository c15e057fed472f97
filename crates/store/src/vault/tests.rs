//! Tests of the vault over records in memory: what it keeps, what it refuses, what it leaves behind.

use std::{sync::Arc, time::Duration};

use justbuilt_base::ManualClock;
use justbuilt_testkit::random_cases;
use parking_lot::Mutex;

use super::*;
use crate::{
    entropy::SystemEntropy,
    kv::{KvResult, Record, StoreError, memory::MemoryKv},
};

mod tampering;

pub(super) struct Bench {
    pub kv: MemoryKv,
    pub keychain: MemoryKeychain,
    pub clock: ManualClock,
    pub vault: Vault,
}

impl Bench {
    pub fn new() -> Self {
        let kv = MemoryKv::new();
        let (keychain, clock) = (MemoryKeychain::new(), ManualClock::default());
        let vault = vault(Arc::new(kv.clone()), &keychain, &clock);
        Self { kv, keychain, clock, vault }
    }

    /// One with secrets in it, opened by the keychain.
    pub fn filled() -> Self {
        let bench = Self::new();
        bench.vault.create(Opening::Keychain).unwrap();
        for (name, secret) in SECRETS {
            bench.vault.set(name, &(*secret).into()).unwrap();
        }
        bench
    }

    /// The same store as another process would see it.
    pub fn again(&self) -> Vault {
        vault(Arc::new(self.kv.clone()), &self.keychain, &self.clock)
    }

    pub fn bytes(&self) -> Vec<u8> {
        let records = self.kv.scan(NAMESPACE, b"").unwrap();
        records.into_iter().flat_map(|(key, value)| [key, value].concat()).collect()
    }
}

pub(super) const SECRETS: &[(&str, &str)] = &[
    ("openai/work", "sk-very-secret-1"),
    ("github", "ghp_other-secret-2"),
    ("empty", ""),
    ("söme name", "ü"),
];

fn vault(kv: Arc<dyn Kv>, keychain: &MemoryKeychain, clock: &ManualClock) -> Vault {
    let platform = VaultPlatform {
        keychain: Some(Arc::new(keychain.clone())),
        // Not seeded: another process does not get the same slots and nonces again.
        entropy: Arc::new(SystemEntropy),
        clock: Arc::new(clock.clone()),
    };
    Vault::new(kv, platform)
}

fn passphrase() -> Secret {
    "correct horse battery".into()
}

pub(super) fn check_filled(vault: &Vault) {
    for (name, secret) in SECRETS {
        assert_eq!(vault.get(name).unwrap().unwrap().expose_str(), Some(*secret), "{name}");
    }
    assert_eq!(vault.names().unwrap().len(), SECRETS.len());
    assert!(vault.check().unwrap().is_empty());
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn secrets_come_back_and_are_listed() {
    let bench = Bench::filled();
    let vault = bench.again();
    assert!(matches!(vault.get("github"), Err(VaultError::Locked)));
    vault.unlock(Opening::Keychain).unwrap();
    check_filled(&vault);
    assert_eq!(vault.get("none").unwrap(), None);
    assert!(vault.delete("github").unwrap() && !vault.delete("github").unwrap());
    assert_eq!(vault.get("github").unwrap(), None);
    let names: Vec<_> = vault.names().unwrap().into_iter().map(|info| info.name).collect();
    assert_eq!(names, ["empty", "openai/work", "söme name"]);
    vault.lock();
    assert!(matches!(vault.names(), Err(VaultError::Locked)));
    assert!(matches!(vault.set("a", &"b".into()), Err(VaultError::Locked)));
    assert!(matches!(vault.rotate(), Err(VaultError::Locked)));
    assert!(matches!(vault.export(&passphrase()), Err(VaultError::Locked)));
}

#[test]
fn times_are_those_of_the_clock() {
    let bench = Bench::filled();
    let start = bench.clock.now();
    bench.clock.advance(Duration::from_secs(5));
    bench.vault.set("github", &"new".into()).unwrap();
    bench.vault.rotate().unwrap();
    let names = bench.vault.names().unwrap();
    let github = names.iter().find(|info| info.name == "github").unwrap();
    assert_eq!((github.created, github.updated), (start, start.plus(Duration::from_secs(5))));
    let status = bench.vault.status().unwrap().unwrap();
    assert_eq!((status.created, status.generation, status.secrets), (start, 2, SECRETS.len()));
}

#[test]
fn nothing_is_in_the_store_in_the_clear() {
    let bench = Bench::filled();
    for _ in 0..2 {
        let bytes = bench.bytes();
        for (name, secret) in SECRETS.iter().filter(|(_, secret)| secret.len() > 5) {
            assert!(!contains(&bytes, name) && !contains(&bytes, secret), "{name}");
        }
        bench.vault.rotate().unwrap();
    }
}

#[test]
fn records_do_not_tell_the_length() {
    let sizes = |secret: &str| {
        let bench = Bench::new();
        bench.vault.create(Opening::Keychain).unwrap();
        bench.vault.set("a", &secret.into()).unwrap();
        bench.bytes().len()
    };
    assert_eq!(sizes(""), sizes(&"x".repeat(60)));
    assert_eq!(sizes(&"x".repeat(61)), sizes("") + 64);
}

#[test]
fn names_and_sizes_have_limits() {
    let bench = Bench::filled();
    for bad in ["", "  ", " a", "a ", "a\nb", "a\0", &"x".repeat(256)] {
        assert!(matches!(bench.vault.set(bad, &"b".into()), Err(VaultError::Name(_))), "{bad:?}");
    }
    bench.vault.set(&"x".repeat(255), &Secret::new(vec![1; MAX_SECRET])).unwrap();
    assert_eq!(bench.vault.get(&"x".repeat(255)).unwrap().unwrap().len(), MAX_SECRET);
    let large = bench.vault.set("a", &Secret::new(vec![1; MAX_SECRET + 1]));
    assert!(matches!(large, Err(VaultError::TooLarge { .. })));
}

#[test]
fn there_is_one_vault() {
    let bench = Bench::new();
    assert_eq!(bench.vault.status().unwrap(), None);
    assert!(matches!(bench.vault.unlock(Opening::Keychain), Err(VaultError::NotThere)));
    bench.vault.create(Opening::Keychain).unwrap();
    assert!(matches!(bench.vault.create(Opening::Keychain), Err(VaultError::Exists)));
    bench.vault.erase().unwrap();
    assert_eq!(bench.vault.status().unwrap(), None);
    assert!(bench.keychain.accounts().is_empty() && !bench.vault.is_unlocked());
    bench.vault.create(Opening::Keychain).unwrap();
}

#[test]
fn a_passphrase_opens_it_and_a_wrong_one_does_not() {
    let bench = Bench::new();
    let short = bench.vault.create(Opening::Passphrase(&"schön⸺".into()));
    assert!(matches!(short, Err(VaultError::ShortPassphrase { found: 6, .. })));
    bench.vault.create(Opening::Passphrase(&passphrase())).unwrap();
    bench.vault.set("a", &"b".into()).unwrap();
    assert!(bench.keychain.accounts().is_empty());
    let again = bench.again();
    let wrong = again.unlock(Opening::Passphrase(&"correct horse Battery".into())).unwrap_err();
    assert!(matches!(wrong, VaultError::WrongPassphrase) && wrong.help().contains("Caps Lock"));
    let other = again.unlock(Opening::Keychain).unwrap_err();
    assert_eq!(other.to_string(), "the vault is opened by a passphrase");
    assert!(!again.is_unlocked());
    again.unlock(Opening::Passphrase(&passphrase())).unwrap();
    assert_eq!(again.get("a").unwrap(), Some("b".into()));
    // Rotating needs no passphrase again, and the same one opens it afterwards.
    again.rotate().unwrap();
    let third = bench.again();
    third.unlock(Opening::Passphrase(&passphrase())).unwrap();
    assert_eq!(third.get("a").unwrap(), Some("b".into()));
}

#[test]
fn the_passphrase_can_be_changed() {
    let bench = Bench::new();
    bench.vault.create(Opening::Passphrase(&passphrase())).unwrap();
    bench.vault.set("a", &"b".into()).unwrap();
    let new = Secret::from("another passphrase");
    let wrong = bench.vault.change_passphrase(&new, &passphrase());
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
    bench.vault.change_passphrase(&passphrase(), &new).unwrap();
    let again = bench.again();
    let old = again.unlock(Opening::Passphrase(&passphrase()));
    assert!(matches!(old, Err(VaultError::WrongPassphrase)));
    again.unlock(Opening::Passphrase(&new)).unwrap();
    assert_eq!(again.get("a").unwrap(), Some("b".into()));
}

#[test]
fn it_moves_between_keychain_and_passphrase() {
    let bench = Bench::filled();
    assert_eq!(bench.keychain.accounts().len(), 1);
    bench.vault.protect(Opening::Passphrase(&passphrase())).unwrap();
    assert!(bench.keychain.accounts().is_empty());
    let status = bench.vault.status().unwrap().unwrap();
    assert_eq!(status.opened_by, OpenedBy::Passphrase { cost: Cost::default() });
    let again = bench.again();
    again.unlock(Opening::Passphrase(&passphrase())).unwrap();
    check_filled(&again);
    again.protect(Opening::Keychain).unwrap();
    let last = bench.again();
    last.unlock(Opening::Keychain).unwrap();
    check_filled(&last);
}

#[test]
fn a_rotation_changes_every_byte_that_is_secret_and_the_key_in_the_keychain() {
    let bench = Bench::filled();
    let (before, accounts) = (bench.kv.scan(NAMESPACE, SECRET).unwrap(), bench.keychain.accounts());
    bench.vault.rotate().unwrap();
    let after = bench.kv.scan(NAMESPACE, SECRET).unwrap();
    assert_eq!(before.len(), after.len());
    for (_, value) in &after {
        assert!(before.iter().all(|(_, old)| old.get(9..) != value.get(9..)));
    }
    assert_ne!(accounts, bench.keychain.accounts());
    assert_eq!(bench.keychain.accounts().len(), 1);
    check_filled(&bench.vault);
}

#[test]
fn another_owner_notices_new_keys() {
    let bench = Bench::filled();
    let other = bench.again();
    other.unlock(Opening::Keychain).unwrap();
    bench.vault.rotate().unwrap();
    assert!(matches!(other.get("github"), Err(VaultError::Changed)));
    assert!(!other.is_unlocked());
    other.unlock(Opening::Keychain).unwrap();
    check_filled(&other);
}

#[test]
fn a_missing_keychain_is_said_clearly() {
    let bench = Bench::filled();
    let again = bench.again();
    bench.keychain.set_fault(Some(KeychainError::Missing { reason: "no D-Bus".into() }));
    let error = again.unlock(Opening::Keychain).unwrap_err();
    assert_eq!(error.to_string(), "there is no keychain: no D-Bus");
    assert!(error.help().contains("passphrase"));
    // What is open goes on working, but new keys cannot be made.
    check_filled(&bench.vault);
    assert!(matches!(bench.vault.rotate(), Err(VaultError::Keychain(_))));
    check_filled(&bench.vault);
    bench.keychain.set_fault(None);
    let account = bench.keychain.accounts().remove(0);
    bench.keychain.set(&account, &Secret::new(vec![7; 32])).unwrap();
    assert!(matches!(again.unlock(Opening::Keychain), Err(VaultError::WrongKey { .. })));
    bench.keychain.delete(&account).unwrap();
    let gone = again.unlock(Opening::Keychain).unwrap_err();
    assert!(matches!(&gone, VaultError::KeyGone { account: a } if *a == account), "{gone:?}");
    let without = Vault::new(
        Arc::new(bench.kv.clone()),
        VaultPlatform { keychain: None, ..bench.vault.shared.platform.clone() },
    );
    assert!(matches!(
        without.unlock(Opening::Keychain),
        Err(VaultError::Keychain(KeychainError::Missing { .. }))
    ));
}

/// A store that fails at writing when told to, before or after it has done it.
#[derive(Default)]
struct Faulty {
    kv: MemoryKv,
    fail: Mutex<Option<(bool, &'static str)>>,
}

impl Faulty {
    fn error() -> StoreError {
        StoreError::Full { path: "disk".into() }
    }
}

impl Kv for Faulty {
    fn get(&self, namespace: &str, key: &[u8]) -> KvResult<Option<Vec<u8>>> {
        self.kv.get(namespace, key)
    }
    fn scan(&self, namespace: &str, prefix: &[u8]) -> KvResult<Vec<Record>> {
        self.kv.scan(namespace, prefix)
    }
    fn namespaces(&self) -> KvResult<Vec<String>> {
        self.kv.namespaces()
    }
    fn apply(&self, batch: Batch) -> KvResult<()> {
        match *self.fail.lock() {
            Some((false, "apply")) => Err(Self::error()),
            Some((true, "apply")) => self.kv.apply(batch).and_then(|()| Err(Self::error())),
            _ => self.kv.apply(batch),
        }
    }
    fn flush(&self) -> KvResult<()> {
        match *self.fail.lock() {
            Some((_, "flush")) => Err(Self::error()),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_failed_rotation_leaves_all_old_or_all_new() {
    for protect in [false, true] {
        for fault in [(false, "apply"), (true, "apply"), (true, "flush")] {
            let kv = Arc::new(Faulty::default());
            let (keychain, clock) = (MemoryKeychain::new(), ManualClock::default());
            let first = vault(kv.clone(), &keychain, &clock);
            first.create(Opening::Keychain).unwrap();
            for (name, secret) in SECRETS {
                first.set(name, &(*secret).into()).unwrap();
            }
            *kv.fail.lock() = Some(fault);
            let result = if protect { first.protect(Opening::Keychain) } else { first.rotate() };
            assert!(matches!(result, Err(VaultError::Store(StoreError::Full { .. }))), "{fault:?}");
            *kv.fail.lock() = None;
            let again = vault(kv.clone(), &keychain, &clock);
            again.unlock(Opening::Keychain).unwrap();
            check_filled(&again);
            again.rotate().unwrap();
            check_filled(&again);
        }
    }
}

#[test]
fn an_export_is_encrypted_and_comes_back() {
    let bench = Bench::filled();
    let export = bench.vault.export(&passphrase()).unwrap();
    for (name, secret) in SECRETS.iter().filter(|(_, secret)| secret.len() > 5) {
        assert!(!contains(&export, name) && !contains(&export, secret));
    }
    let other = Bench::new();
    assert!(matches!(other.vault.import(&export, &passphrase(), ImportMode::Keep), Err(VaultError::Locked)));
    other.vault.create(Opening::Keychain).unwrap();
    other.vault.set("github", &"mine".into()).unwrap();
    let wrong = other.vault.import(&export, &"wrong passphrase".into(), ImportMode::Keep);
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
    let report = other.vault.import(&export, &passphrase(), ImportMode::Keep).unwrap();
    assert_eq!((report.added.len(), report.replaced.len()), (3, 0));
    assert_eq!(report.kept, ["github"]);
    assert_eq!(other.vault.get("github").unwrap(), Some("mine".into()));
    let report = other.vault.import(&export, &passphrase(), ImportMode::Replace).unwrap();
    assert_eq!((report.added.len(), report.replaced.len()), (0, 4));
    check_filled(&other.vault);
    // Every kind of damage is told from a wrong passphrase, and sets nothing.
    for at in [0, 22, 24, 30, 40, 60, 90, export.len() / 2, export.len() - 40, export.len() - 1] {
        let mut damaged = export.clone();
        damaged[at] ^= 1;
        let error = other.vault.import(&damaged, &passphrase(), ImportMode::Replace).unwrap_err();
        assert!(matches!(error, VaultError::Damaged { .. } | VaultError::Newer { .. }), "{at}: {error:?}");
    }
    for length in [0, 10, 24, 60, export.len() - 1] {
        let cut = other.vault.import(&export[..length], &passphrase(), ImportMode::Replace);
        assert!(matches!(cut, Err(VaultError::Damaged { .. })), "{length}");
    }
}

#[test]
fn the_list_can_be_made_anew() {
    let bench = Bench::filled();
    bench.kv.delete(NAMESPACE, LIST).unwrap();
    bench.kv.set(NAMESPACE, b"secret/0123456789abcdef", b"rubbish").unwrap();
    let again = bench.again();
    let error = again.unlock(Opening::Keychain).unwrap_err();
    assert_eq!(error.to_string(), "the list of the vault is damaged: it is missing");
    let report = again.repair(Opening::Keychain).unwrap();
    assert_eq!((report.kept.len(), report.unreadable), (SECRETS.len(), 1));
    check_filled(&again);
    again.rotate().unwrap();
    assert_eq!(again.status().unwrap().unwrap().secrets, SECRETS.len());
}

#[test]
fn secrets_do_not_show() {
    let secret = Secret::from("hunter2");
    assert_eq!(format!("{secret:?} {secret}"), "[secret] [secret]");
    let vault = Bench::filled().vault;
    let shown = format!("{vault:?} {:?}", vault.get("github").unwrap());
    assert!(!shown.contains("ghp") && shown.contains("[secret]"), "{shown}");
    assert_eq!(Secret::from("a\r\n").without_line_ending(), Secret::from("a"));
    assert_eq!(Secret::from("a\n\n").without_line_ending(), Secret::from("a\n"));
    assert!(secret != "hunter3".into() && secret != "hunter".into() && !secret.is_empty());
}

#[test]
fn secrets_are_read_up_to_a_limit() {
    for size in [0, 1, 4095, 4096, 4097, 10_000] {
        let bytes = vec![5; size];
        assert_eq!(Secret::read_from(&mut bytes.as_slice(), 10_000).unwrap().expose(), bytes, "{size}");
    }
    for limit in [0, 10, 4096, 9_999] {
        let error = Secret::read_from(&mut vec![5; limit + 1].as_slice(), limit).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge, "{limit}");
    }
}

#[test]
fn it_does_what_a_map_does() {
    random_cases(20, |random| {
        let bench = Bench::new();
        bench.vault.create(Opening::Keychain).unwrap();
        let mut model = std::collections::BTreeMap::new();
        let mut vault = bench.vault.clone();
        for _ in 0..40 {
            let name = format!("n{}", random.below(6));
            match random.below(8) {
                0 => assert_eq!(vault.delete(&name).unwrap(), model.remove(&name).is_some()),
                1 => vault.rotate().unwrap(),
                2 => {
                    vault = bench.again();
                    vault.unlock(Opening::Keychain).unwrap();
                }
                _ => {
                    let secret = random.text(60);
                    vault.set(&name, &secret.as_str().into()).unwrap();
                    model.insert(name, secret);
                }
            }
            let names: Vec<_> = vault.names().unwrap().into_iter().map(|info| info.name).collect();
            assert!(names.iter().eq(model.keys()));
        }
        for (name, secret) in &model {
            assert_eq!(vault.get(name).unwrap().unwrap().expose_str(), Some(secret.as_str()));
        }
    });
}
