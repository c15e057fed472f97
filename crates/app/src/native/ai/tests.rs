//! Keys in the vault and conversations on disk, while others want them too.

use std::path::Path;

use justbuilt_base::SystemClock;
use justbuilt_store::SledKv;
use justbuilt_store::vault::keychain::{KeychainError, MemoryKeychain};
use justbuilt_workspace::ai::{KeyStore as _, RecordSource as _};

use super::*;

fn missing() -> KeychainError {
    KeychainError::Missing { reason: "nobody answers".to_owned() }
}

#[test]
fn keys_are_kept_and_the_store_is_free_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let (store, keychain) = (folder.path().join("store"), Arc::new(MemoryKeychain::new()));
    let keys = VaultKeys::new(store.clone(), Arc::clone(&keychain) as _);
    assert_eq!(keys.get("a"), Ok(None));
    assert!(!store.exists(), "a look makes nothing");
    keys.set("a", "sk-1").unwrap();
    // Somebody else can have it at once.
    let other = VaultKeys::new(store.clone(), keychain);
    other.set("b", "sk-2").unwrap();
    assert_eq!(keys.get_all(&["a", "b", "c"]), Ok(vec![Some("sk-1".into()), Some("sk-2".into()), None]));
    keys.delete("a").unwrap();
    assert_eq!(other.get("a"), Ok(None));
    // And while somebody has it, that is said.
    let held = SledKv::open(&store).unwrap();
    let fault = keys.get("b").unwrap_err();
    assert!(fault.message.contains("in use") && !fault.locked, "{fault}");
    drop(held);
    assert_eq!(keys.get("b"), Ok(Some("sk-2".into())));
}

#[test]
fn without_a_keychain_a_passphrase_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Arc::new(MemoryKeychain::new());
    keychain.set_fault(Some(missing()));
    let keys = || VaultKeys::new(folder.path().join("store"), Arc::clone(&keychain) as _);
    let first = keys();
    assert!(first.set("a", "sk-1").unwrap_err().locked);
    assert!(first.unlock("short").unwrap_err().locked);
    first.unlock("correct horse battery").unwrap();
    first.set("a", "sk-1").unwrap();
    let second = keys();
    let fault = second.get("a").unwrap_err();
    assert!(fault.locked && fault.message.contains("locked"), "{fault}");
    assert!(second.unlock("incorrect horse battery").unwrap_err().message.contains("wrong"));
    second.unlock("correct horse battery").unwrap();
    assert_eq!(second.get("a"), Ok(Some("sk-1".into())));
}

#[test]
fn a_project_has_its_records_once() {
    let folder = tempfile::tempdir().unwrap();
    let open = |root: Option<&Path>| {
        let (clock, entropy) = (Arc::new(SystemClock::new()), Arc::new(SystemEntropy));
        DiskRecords.open(Some(folder.path()), root, clock, entropy)
    };
    let first = open(Some(Path::new("/p"))).unwrap();
    let fault = open(Some(Path::new("/p"))).err().unwrap();
    assert!(fault.in_use, "{fault}");
    let _others = (open(Some(Path::new("/q"))).unwrap(), open(None).unwrap());
    drop(first);
    open(Some(Path::new("/p"))).unwrap();
}
