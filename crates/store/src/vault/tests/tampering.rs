//! Tests of what happens when somebody changes the vault's records: every byte, and genuine ones put elsewhere.

use std::collections::BTreeSet;

use super::*;

/// Everything one can ask of a vault; fails when anything was not as it was written.
fn use_all(vault: &Vault) -> VaultResult<()> {
    vault.unlock(Opening::Keychain)?;
    if let Some(error) = vault.check()?.into_iter().next() {
        return Err(error);
    }
    for (name, secret) in SECRETS {
        assert_eq!(vault.get(name)?, Some((*secret).into()));
    }
    Ok(())
}

#[test]
fn every_changed_byte_is_noticed() {
    let bench = Bench::filled();
    for (key, value) in bench.kv.scan(NAMESPACE, b"").unwrap() {
        for at in 0..value.len() {
            let mut changed = value.clone();
            changed[at] ^= 1 << (at % 8);
            bench.kv.set(NAMESPACE, &key, &changed).unwrap();
            let error = use_all(&bench.again()).unwrap_err();
            assert!(
                matches!(
                    error,
                    VaultError::Damaged { .. } | VaultError::Replaced { .. } | VaultError::Newer { .. }
                ),
                "{key:?} {at}: {error:?}"
            );
            assert!(!error.help().is_empty());
        }
        for length in [0, 1, 8, 20, value.len() - 1] {
            bench.kv.set(NAMESPACE, &key, &value[..length]).unwrap();
            assert!(use_all(&bench.again()).is_err(), "{key:?} cut to {length}");
        }
        bench.kv.delete(NAMESPACE, &key).unwrap();
        assert!(matches!(use_all(&bench.again()), Err(VaultError::Damaged { .. })), "{key:?} deleted");
        bench.kv.set(NAMESPACE, &key, &value).unwrap();
        use_all(&bench.again()).unwrap();
    }
}

#[test]
fn a_header_with_a_right_checksum_but_other_fields_opens_nothing() {
    let bench = Bench::filled();
    let header = bench.kv.get(NAMESPACE, HEADER).unwrap().unwrap();
    let (content, _) = header.split_last_chunk::<32>().unwrap();
    let mut seen = BTreeSet::new();
    for at in 0..content.len() {
        let mut changed = content.to_vec();
        changed[at] ^= 1;
        let hash = ContentHash::of(&changed);
        changed.extend(hash.0);
        bench.kv.set(NAMESPACE, HEADER, &changed).unwrap();
        let error = use_all(&bench.again()).unwrap_err();
        seen.insert(error.to_string().split(':').next().unwrap().split('(').next().unwrap().to_owned());
    }
    // What cannot be read, an account that has no key, and all the rest, which is bound to the key.
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[test]
fn swapped_and_old_secrets_are_refused() {
    let bench = Bench::filled();
    let records = bench.kv.scan(NAMESPACE, SECRET).unwrap();
    let (a, b) = (&records[0], &records[1]);
    bench.kv.set(NAMESPACE, &a.0, &b.1).unwrap();
    bench.kv.set(NAMESPACE, &b.0, &a.1).unwrap();
    let problems = {
        let vault = bench.again();
        vault.unlock(Opening::Keychain).unwrap();
        vault.check().unwrap()
    };
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|error| error.to_string().contains("not what was written under that name")));
    bench.kv.set(NAMESPACE, &a.0, &a.1).unwrap();
    bench.kv.set(NAMESPACE, &b.0, &b.1).unwrap();
    // A genuine secret of the same name, but an earlier one.
    for (name, _) in SECRETS {
        bench.vault.set(name, &"renewed".into()).unwrap();
    }
    for (key, value) in &records {
        bench.kv.set(NAMESPACE, key, value).unwrap();
    }
    for (name, _) in SECRETS {
        let error = bench.vault.get(name).unwrap_err();
        assert!(matches!(error, VaultError::Replaced { .. }), "{error:?}");
        assert!(error.to_string().ends_with("was replaced: it is not the one last set"));
    }
    // A damaged one keeps keys from being changed, until it is deleted or set.
    assert!(matches!(bench.vault.rotate(), Err(VaultError::Replaced { .. })));
    for (name, secret) in SECRETS {
        assert!(bench.vault.delete(name).unwrap());
        bench.vault.set(name, &(*secret).into()).unwrap();
    }
    bench.vault.rotate().unwrap();
    check_filled(&bench.vault);
}

#[test]
fn an_old_list_is_refused_while_a_newer_one_is_known() {
    let bench = Bench::filled();
    let list = bench.kv.get(NAMESPACE, LIST).unwrap().unwrap();
    bench.vault.set("more", &"x".into()).unwrap();
    bench.kv.set(NAMESPACE, LIST, &list).unwrap();
    assert!(matches!(bench.vault.names(), Err(VaultError::Replaced { .. })));
    assert!(matches!(bench.vault.set("more", &"x".into()), Err(VaultError::Replaced { .. })));
}

#[test]
fn old_headers_are_refused() {
    let bench = Bench::filled();
    let old = |vault: &Vault, key: &[u8]| {
        let before = bench.kv.get(NAMESPACE, key).unwrap().unwrap();
        let account = bench.keychain.accounts().remove(0);
        let secret = bench.keychain.get(&account).unwrap().unwrap();
        vault.rotate().unwrap();
        // The attacker has kept the old key of the keychain too.
        bench.keychain.set(&account, &secret).unwrap();
        bench.kv.set(NAMESPACE, key, &before).unwrap();
        (vault.get("github").unwrap_err(), bench.again().unlock(Opening::Keychain).unwrap_err())
    };
    for key in [HEADER, LIST] {
        let whole = bench.kv.scan(NAMESPACE, b"").unwrap();
        let (here, afresh) = old(&bench.vault, key);
        for error in [here, afresh] {
            assert!(matches!(error, VaultError::Replaced { .. }), "{error:?}");
            assert!(error.help().contains("one backup"));
        }
        // The whole of it, as from a backup, is fine.
        for (key, _) in bench.kv.scan(NAMESPACE, b"").unwrap() {
            bench.kv.delete(NAMESPACE, &key).unwrap();
        }
        for (key, value) in whole {
            bench.kv.set(NAMESPACE, &key, &value).unwrap();
        }
        bench.vault.lock();
        bench.vault.unlock(Opening::Keychain).unwrap();
        check_filled(&bench.vault);
    }
}

#[test]
fn a_header_of_the_same_keys_but_older_is_refused() {
    // Made by hand, for every change of the header brings new keys with it today.
    let bench = Bench::filled();
    let guard = bench.vault.shared.open.lock();
    let open = guard.as_ref().unwrap();
    let header = Header { sequence: open.header.sequence - 1, ..open.header.clone() };
    let bytes = header.encode(&open.wrapping, &open.data, &*bench.vault.shared.platform.entropy).unwrap();
    drop(guard);
    bench.kv.set(NAMESPACE, HEADER, &bytes).unwrap();
    let error = bench.again().unlock(Opening::Keychain).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the header of the vault was replaced: the list was written with another one"
    );
}

#[test]
fn a_newer_version_is_left_alone() {
    let bench = Bench::filled();
    let mut header = bench.kv.get(NAMESPACE, HEADER).unwrap().unwrap();
    header[4] = 2;
    let length = header.len() - 32;
    let hash = ContentHash::of(&header[..length]);
    header[length..].copy_from_slice(&hash.0);
    bench.kv.set(NAMESPACE, HEADER, &header).unwrap();
    for error in [
        bench.again().unlock(Opening::Keychain).unwrap_err(),
        bench.again().create(Opening::Keychain).unwrap_err(),
        bench.again().status().unwrap_err(),
    ] {
        assert!(matches!(error, VaultError::Newer { found: 2, known: 1, .. }), "{error:?}");
    }
    assert_eq!(bench.kv.get(NAMESPACE, HEADER).unwrap().unwrap(), header);
}
