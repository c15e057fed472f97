//! Tests of packs: the contract, damage, and packs that are written anew.

use std::{fs, path::Path, path::PathBuf};

use tempfile::TempDir;

use super::{
    super::tests::{everything, lost, noise, place},
    DiskBlobs,
};
use crate::{
    Blobs, ContentHash, StoreError,
    blobs::contract::{Bench, blobs_contract},
};

fn setup() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let blobs = DiskBlobs::new(place(&folder.path().join("storage"))).unwrap();
    Bench { blobs: std::sync::Arc::new(blobs), _guard: Box::new(folder) }
}

blobs_contract!(setup);
blobs_contract!(setup; they_do_what_a_map_does);

fn content(number: usize) -> Vec<u8> {
    format!("content {number} ").repeat(1 + number % 17).into_bytes()
}

fn open(path: &Path) -> DiskBlobs {
    DiskBlobs::new(place(path)).unwrap()
}

/// A store of some content, closed.
fn filled(count: usize) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    let blobs = open(&path);
    blobs.put_all(&mut (0..count).map(content)).unwrap();
    drop(blobs);
    let pack = path.join("blobs/00000001.pack");
    assert!(pack.exists() && pack.with_extension("idx").exists());
    (folder, path, pack)
}

fn found(blobs: &DiskBlobs, count: usize) -> usize {
    (0..count)
        .filter(|&number| {
            let expected = content(number);
            let found = blobs.get(ContentHash::of(&expected)).unwrap();
            assert!(found.as_ref().is_none_or(|found| *found == expected));
            found.is_some()
        })
        .count()
}

#[test]
fn it_is_found_again_with_an_index_without_and_with_a_damaged_one() {
    let (_folder, path, pack) = filled(100);
    let index = pack.with_extension("idx");
    for damage in 0..4 {
        match damage {
            1 => fs::remove_file(&index).unwrap(),
            2 => fs::write(&index, "JBINDEX1").unwrap(),
            3 => {
                let mut bytes = fs::read(&index).unwrap();
                bytes[30] ^= 1;
                fs::write(&index, bytes).unwrap();
            }
            _ => {}
        }
        let blobs = open(&path);
        assert_eq!((found(&blobs, 100), blobs.stats().unwrap().blobs), (100, 100));
        let covered = blobs.state.lock().packs[&1].covered;
        assert_eq!(covered > 0, damage == 0, "the index was used");
        // What the index does not know is read from the pack.
        let more = blobs.put(format!("more {damage}").as_bytes()).unwrap();
        blobs.sync().unwrap();
        std::mem::forget(blobs.get(more));
        blobs.retain(&|hash| hash != more).unwrap();
        drop(blobs);
        let packs = everything(&path.join("blobs"));
        let left = packs.iter().find(|(path, _)| path.extension().unwrap() == "pack").unwrap();
        fs::rename(&left.0, &pack).unwrap();
        for (path, _) in packs.iter().filter(|(path, _)| path.extension().unwrap() == "idx") {
            fs::rename(path, &index).unwrap();
        }
    }
}

#[test]
fn a_pack_cut_anywhere_keeps_what_is_whole_and_goes_on() {
    let (_folder, path, pack) = filled(6);
    let whole = fs::read(&pack).unwrap();
    let index = fs::read(pack.with_extension("idx")).unwrap();
    for cut in 0..whole.len() {
        fs::write(&pack, &whole[..cut]).unwrap();
        // An index that speaks of more than there is counts for nothing.
        fs::write(pack.with_extension("idx"), &index).unwrap();
        let blobs = open(&path);
        let left = found(&blobs, 6);
        assert_eq!(blobs.stats().unwrap().blobs, left);
        let hash = blobs.put(b"after").unwrap();
        assert_eq!(blobs.get(hash).unwrap().unwrap(), b"after");
        blobs.put_all(&mut (0..6).map(content)).unwrap();
        assert_eq!(found(&blobs, 6), 6);
        drop(blobs);
        let blobs = open(&path);
        assert_eq!((found(&blobs, 6), blobs.contains(hash)), (6, true));
    }
    assert!(!lost(&path).is_empty());
}

#[test]
fn a_flipped_byte_costs_one_content_until_it_is_put_again() {
    let (_folder, path, pack) = filled(6);
    let whole = fs::read(&pack).unwrap();
    let index = pack.with_extension("idx");
    let index_bytes = fs::read(&index).unwrap();
    for at in (0..whole.len()).step_by(3) {
        for with_index in [true, false] {
            let mut bad = whole.clone();
            bad[at] ^= 0xff;
            fs::write(&pack, &bad).unwrap();
            if with_index {
                fs::write(&index, &index_bytes).unwrap()
            } else {
                fs::remove_file(&index).unwrap()
            }
            let blobs = open(&path);
            let mut good = 0;
            for number in 0..6 {
                let expected = content(number);
                let hash = ContentHash::of(&expected);
                match blobs.get(hash) {
                    Ok(Some(found)) => {
                        assert!(found == expected);
                        good += 1;
                    }
                    // Whose index is gone, is not known to have been there.
                    Ok(None) => assert!(!with_index),
                    Err(StoreError::DamagedContent { hash: found, .. }) => assert_eq!(found, hash),
                    Err(error) => panic!("{error:?}"),
                }
                assert_eq!(blobs.put(&expected).unwrap(), hash);
                assert!(blobs.get(hash).unwrap().unwrap() == expected, "byte {at}: it was not written again");
            }
            assert_eq!(good, 5, "byte {at}");
            // The damaged bytes are kept when the pack is written anew.
            blobs.retain(&|hash| hash != ContentHash::of(&content(0))).unwrap();
            assert_eq!(found(&blobs, 6), 5);
            assert!(!lost(&path).is_empty());
            drop(blobs);
            fs::remove_dir_all(path.join("lost-and-found")).unwrap();
            fs::remove_dir_all(path.join("blobs")).unwrap();
            fs::create_dir(path.join("blobs")).unwrap();
            fs::write(&index, &index_bytes).unwrap();
        }
    }
}

#[test]
fn a_full_disk_half_way_poisons_nothing() {
    let (_folder, path, _) = filled(3);
    let blobs = open(&path);
    let room = |room| {
        let mut state = blobs.state.lock();
        let number = state.current.unwrap();
        state.packs.get_mut(&number).unwrap().tail.room = room;
    };
    for size in [0, 1, 50, 99] {
        room(Some(size));
        let error = blobs.put(&noise(size, 100)).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        let error = blobs.put_all(&mut (3..50).map(content)).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        assert_eq!(found(&blobs, 50), 3);
    }
    room(None);
    blobs.put_all(&mut (0..50).map(content)).unwrap();
    assert_eq!(found(&blobs, 50), 50);
    drop(blobs);
    assert_eq!(found(&open(&path), 50), 50);
    assert!(lost(&path).is_empty());
}

#[test]
fn collecting_survives_being_killed_at_any_step() {
    let (_folder, path, pack) = filled(20);
    let wanted = |hash| (0..20).step_by(2).any(|number| ContentHash::of(&content(number)) == hash);
    let (old_pack, old_index) = (fs::read(&pack).unwrap(), fs::read(pack.with_extension("idx")).unwrap());
    let blobs = open(&path);
    assert_eq!(blobs.retain(&wanted).unwrap().blobs, 10);
    assert_eq!(found(&blobs, 20), 10);
    drop(blobs);
    // Killed while the new pack was written, and before the old one was deleted.
    fs::write(path.join("blobs/00000007.new"), "half of a pack").unwrap();
    fs::write(&pack, old_pack).unwrap();
    fs::write(pack.with_extension("idx"), old_index).unwrap();
    let blobs = open(&path);
    assert_eq!(found(&blobs, 20), 20);
    assert!(!path.join("blobs/00000007.new").exists());
    blobs.retain(&wanted).unwrap();
    assert_eq!((found(&blobs, 20), blobs.stats().unwrap().blobs), (10, 10));
    drop(blobs);
    assert_eq!(found(&open(&path), 20), 10);
}

#[test]
fn what_is_put_while_it_collects_stays() {
    let (_folder, path, _) = filled(50);
    let blobs = open(&path);
    std::thread::scope(|scope| {
        let putting = scope.spawn(|| {
            for number in 0..200 {
                let hash = blobs.put(&content(number)).unwrap();
                // Content that is unwanted now and put in the next moment may go, once.
                let _either = blobs.get(hash);
            }
        });
        for round in 0..10_u8 {
            blobs.retain(&|hash| hash.0[0] % 10 != round).unwrap();
        }
        putting.join().unwrap();
    });
    blobs.put_all(&mut (0..200).map(content)).unwrap();
    assert_eq!(found(&blobs, 200), 200);
    drop(blobs);
    assert_eq!(found(&open(&path), 200), 200);
}

#[test]
fn packs_roll_over_and_small_ones_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    let blobs = open(&path);
    for number in 0..5 {
        blobs.put(&content(number)).unwrap();
        // As if it were long enough.
        blobs.state.lock().current = None;
        let packs = blobs.state.lock().packs.len();
        assert_eq!(packs, number + 1);
    }
    assert_eq!(found(&blobs, 5), 5);
    blobs.retain(&|hash| hash != ContentHash::of(&content(0))).unwrap();
    assert_eq!(blobs.state.lock().packs.len(), 1);
    assert_eq!(found(&blobs, 5), 4);
    drop(blobs);
    let files = everything(&path.join("blobs"));
    assert_eq!(files.len(), 2, "one pack and its index");
    assert_eq!(found(&open(&path), 5), 4);
}
