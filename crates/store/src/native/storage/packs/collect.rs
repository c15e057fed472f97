//! Deleting content: the packs that had some of it are written anew without it, and only when the new ones are on
//! the disk for sure do the old ones go. A kill in between leaves content twice, which does no harm.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
};

use super::{DiskBlobs, Entry, Frames, Next, PACK_BYTES, Pack, Tail, encode, frame_len, index, split};
use crate::{
    blobs::{BlobResult, Reclaimed},
    hash::ContentHash,
    native::storage::append::sync_folder,
};

/// Packs smaller than this are put together when packs are written anyway.
const SMALL_PACK: u64 = PACK_BYTES / 8;

/// A new pack that nobody knows yet.
struct NewPack {
    number: u32,
    file: File,
    temporary: PathBuf,
    end: u64,
    moved: Vec<Moved>,
}

/// Content that has a new place.
struct Moved {
    hash: ContentHash,
    from: Entry,
    at: u64,
}

impl DiskBlobs {
    /// Deletes what `keep` does not want.
    pub(super) fn collect(&self, keep: &dyn Fn(ContentHash) -> bool) -> BlobResult<Reclaimed> {
        let known: Vec<ContentHash> = self.state.lock().known.keys().copied().collect();
        let unwanted: HashSet<ContentHash> = known.into_iter().filter(|&hash| !keep(hash)).collect();
        if unwanted.is_empty() {
            return Ok(Reclaimed::default());
        }
        let old = {
            let mut state = self.state.lock();
            // From here on what is put goes into another pack, and unwanted content that is put again is new.
            state.current = None;
            let removed = unwanted.iter().filter_map(|&hash| state.remove(hash));
            let mut old: BTreeSet<u32> = removed.map(|entry| entry.pack).collect();
            let small = state.packs.iter().filter(|(_, pack)| pack.tail.end() < SMALL_PACK);
            old.extend(small.map(|(&number, _)| number));
            old
        };
        let before = self.bytes_of(&old);
        let failed = self.place.failed("delete content");
        let new = match self.write_anew(&old) {
            Ok(new) => new,
            Err(error) => return Err(failed(error)),
        };
        let after: u64 = new.iter().map(|pack| pack.end).sum();
        self.exchange(&old, new).map_err(failed)?;
        Ok(Reclaimed { blobs: unwanted.len(), bytes: before.saturating_sub(after) })
    }

    fn bytes_of(&self, packs: &BTreeSet<u32>) -> u64 {
        let state = self.state.lock();
        packs.iter().filter_map(|number| state.packs.get(number)).map(|pack| pack.tail.end()).sum()
    }

    /// Copies what is still wanted of `old` into new packs, on the disk for sure.
    fn write_anew(&self, old: &BTreeSet<u32>) -> io::Result<Vec<NewPack>> {
        let mut new: Vec<NewPack> = Vec::new();
        let done = old.iter().try_for_each(|&number| self.copy_pack(number, &mut new));
        let done = done.and_then(|()| {
            new.iter().try_for_each(|pack| {
                pack.file.sync_all()?;
                fs::rename(&pack.temporary, self.pack_path(pack.number))
            })
        });
        if let Err(error) = done {
            for pack in &new {
                // One that has its name already is found again as content that is there twice.
                let _either_way = fs::remove_file(&pack.temporary);
            }
            return Err(error);
        }
        sync_folder(&self.folder);
        Ok(new)
    }

    fn copy_pack(&self, number: u32, new: &mut Vec<NewPack>) -> io::Result<()> {
        let path = self.pack_path(number);
        let file = match File::open(&path) {
            // One that never was written to.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other?,
        };
        let mut frames = Frames::new(file, 0, u64::MAX)?;
        loop {
            match frames.next()? {
                Next::Record(at, record) => {
                    let Some((hash, _)) = split(record) else { continue };
                    let Some(from) = self.entry(hash) else { continue };
                    if (from.pack, from.at) != (number, at) {
                        continue;
                    }
                    let pack = self.new_pack(new)?;
                    let mut frame = Vec::with_capacity(frame_len(record.len()));
                    encode(pack.end, record, &mut frame);
                    pack.file.write_all(&frame)?;
                    pack.moved.push(Moved { hash, from, at: pack.end });
                    pack.end += frame.len() as u64;
                }
                Next::Damaged(damage) => self.set_aside(&path, number, &damage)?,
                Next::End(damage) => {
                    return damage.map_or(Ok(()), |damage| self.set_aside(&path, number, &damage));
                }
            }
        }
    }

    /// The new pack to write to, which has room.
    fn new_pack<'a>(&self, new: &'a mut Vec<NewPack>) -> io::Result<&'a mut NewPack> {
        if new.last().is_none_or(|pack| pack.end >= PACK_BYTES) {
            let mut state = self.state.lock();
            // Its number is taken at once: what is put meanwhile goes into later ones.
            let number = state.packs.last_key_value().map_or(0, |(&number, _)| number) + 1;
            let path = self.pack_path(number);
            let temporary = path.with_extension("new");
            let file = File::create(&temporary)?;
            state.packs.insert(number, Pack { tail: Tail::new(path, 0), covered: 0, damaged: Vec::new() });
            new.push(NewPack { number, file, temporary, end: 0, moved: Vec::new() });
        }
        new.last_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Makes the new packs known, and deletes the old ones.
    fn exchange(&self, old: &BTreeSet<u32>, new: Vec<NewPack>) -> io::Result<()> {
        {
            let mut state = self.state.lock();
            for NewPack { number, end, moved, .. } in new {
                let tail = Tail::new(self.pack_path(number), end);
                state.packs.insert(number, Pack { tail, covered: 0, damaged: Vec::new() });
                for Moved { hash, from, at } in moved {
                    if let Some(entry) = state.known.get_mut(&hash)
                        && *entry == from
                    {
                        *entry = Entry { pack: number, at, ..from };
                    }
                }
            }
            // What could not be copied is damaged, and is not there any more.
            let gone: Vec<ContentHash> = state
                .known
                .iter()
                .filter(|(_, entry)| old.contains(&entry.pack))
                .map(|(&hash, _)| hash)
                .collect();
            for hash in gone {
                state.remove(hash);
            }
            for number in old {
                state.packs.remove(number);
            }
        }
        self.write_indexes(0);
        for &number in old {
            let pack = self.pack_path(number);
            for path in [index::path(&pack), pack] {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        sync_folder(&self.folder);
        Ok(())
    }
}
