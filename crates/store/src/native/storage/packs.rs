//! Content in packs: files of frames that only grow, each frame a hash and the packed content. What is where is
//! in memory, from the packs' index files and, for what those do not cover, from the packs themselves.

use std::{
    collections::HashSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use parking_lot::Mutex;

use super::{
    BLOBS, Place,
    append::Tail,
    frames::{Frames, Next},
};
use crate::{
    blobs::{BlobResult, BlobStats, Blobs, Reclaimed},
    codec::{self, Effort},
    hash::ContentHash,
    kv::StoreError,
    log::{
        Damage, MAX_RECORD,
        frame::{encode, frame_len},
    },
};
use index::Indexed;
use state::{Entry, Pack, State};

mod collect;
mod index;
mod state;

/// Packs longer than this are not appended to any more.
const PACK_BYTES: u64 = 256 << 20;
/// Content that is hashed and packed together, by several threads.
const BATCH_BYTES: usize = 8 << 20;
const BATCH_BLOBS: usize = 512;
/// Threads that do so, at most.
const THREADS: usize = 4;
/// Bytes of a pack that are read at most when it is opened after a kill.
const UNCOVERED_BYTES: u64 = 32 << 20;
const HASH: usize = 32;

/// Content in the folder `blobs` of a storage.
#[derive(Debug)]
pub struct DiskBlobs {
    folder: PathBuf,
    state: Mutex<State>,
    /// Held while packs are written anew: one at a time.
    collecting: Mutex<()>,
    /// Last, so that it is given free when all is written.
    place: Arc<Place>,
}

/// Content ready to be written.
struct Packed {
    hash: ContentHash,
    size: u64,
    /// The hash and the packed content; empty when it need not be written.
    record: Vec<u8>,
}

impl DiskBlobs {
    pub(super) fn new(place: Arc<Place>) -> BlobResult<DiskBlobs> {
        let folder = place.folder.join(BLOBS);
        let blobs = DiskBlobs {
            folder,
            state: Mutex::default(),
            collecting: Mutex::new(()),
            place: Arc::clone(&place),
        };
        if place.owner.is_some() {
            fs::create_dir_all(&blobs.folder).map_err(place.failed("make a folder"))?;
        }
        let state = blobs.load().map_err(place.failed("look for content"))?;
        *blobs.state.lock() = state;
        Ok(blobs)
    }

    fn pack_path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:08}.pack"))
    }

    /// Appends to the pack that is written, or starts the next one.
    fn write(&self, state: &mut State, batch: Vec<Packed>) -> io::Result<()> {
        let mut block = Vec::new();
        let mut entries = Vec::new();
        let number = self.current(state)?;
        let Some(pack) = state.packs.get_mut(&number) else { return Err(io::ErrorKind::NotFound.into()) };
        let mut in_batch = HashSet::new();
        for Packed { hash, size, record } in batch {
            let needed = state.known.get(&hash).is_none_or(|entry| entry.damaged);
            if record.is_empty() || !needed || !in_batch.insert(hash) {
                continue;
            }
            let at = pack.tail.end() + block.len() as u64;
            encode(at, &record, &mut block);
            entries.push((hash, Entry { pack: number, at, size, damaged: false }));
        }
        if entries.is_empty() {
            return Ok(());
        }
        pack.tail.append(&block)?;
        for (hash, entry) in entries {
            state.insert(hash, entry);
        }
        Ok(())
    }

    /// The number of the pack to append to, made ready for that.
    fn current(&self, state: &mut State) -> io::Result<u32> {
        let last = state.packs.last_key_value().map_or(0, |(&number, _)| number);
        if let Some(number) = state.current
            && let Some(pack) = state.packs.get_mut(&number)
        {
            if pack.tail.end() < PACK_BYTES {
                for damage in std::mem::take(&mut pack.damaged) {
                    if let Err(error) = self.set_aside(pack.tail.path(), number, &damage) {
                        pack.damaged.push(damage);
                        return Err(error);
                    }
                }
                return Ok(number);
            }
            pack.tail.release();
        }
        let number = last + 1;
        let tail = Tail::new(self.pack_path(number), 0);
        state.packs.insert(number, Pack { tail, covered: 0, damaged: Vec::new() });
        state.current = Some(number);
        Ok(number)
    }

    fn set_aside(&self, path: &Path, number: u32, damage: &Damage) -> io::Result<()> {
        let end = damage.at.0 + damage.bytes;
        self.place.set_aside(path, damage.at.0, end, &format!("pack-{number:08}")).map(drop)
    }

    /// Hashes and packs contents, those that are known but for their hash.
    fn prepare(&self, contents: &[Vec<u8>]) -> Vec<Packed> {
        let hashes: Vec<ContentHash> = contents.iter().map(|content| ContentHash::of(content)).collect();
        let needed: Vec<bool> = {
            let state = self.state.lock();
            hashes.iter().map(|hash| state.known.get(hash).is_none_or(|entry| entry.damaged)).collect()
        };
        let pairs = hashes.into_iter().zip(needed).zip(contents);
        pairs.map(|((hash, needed), content)| pack(hash, content, needed)).collect()
    }

    /// The same, by several threads where there is enough to do.
    fn prepare_all(&self, contents: &[Vec<u8>]) -> Vec<Packed> {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let bytes: usize = contents.iter().map(Vec::len).sum();
        if threads == 1 || bytes < BATCH_BYTES / 8 {
            return self.prepare(contents);
        }
        let share = contents.len().div_ceil(threads);
        thread::scope(|scope| {
            let parts: Vec<_> = contents
                .chunks(share.max(1))
                .map(|part| (part, thread::Builder::new().spawn_scoped(scope, || self.prepare(part))))
                .collect();
            let mut packed = Vec::with_capacity(contents.len());
            for (part, thread) in parts {
                // Where the system has no thread for it, this one does it.
                let done = thread.ok().and_then(|thread| thread.join().ok());
                packed.extend(done.unwrap_or_else(|| self.prepare(part)));
            }
            packed
        })
    }

    fn put_batch(&self, contents: &mut Vec<Vec<u8>>, hashes: &mut Vec<ContentHash>) -> BlobResult<()> {
        let packed = self.prepare_all(contents);
        contents.clear();
        check_lengths(&packed)?;
        hashes.extend(packed.iter().map(|packed| packed.hash));
        self.write(&mut self.state.lock(), packed).map_err(self.place.failed("keep content"))
    }

    /// The record that is said to be at `entry`. `None` when its pack is gone.
    fn fetch(&self, entry: Entry) -> io::Result<Option<Option<Vec<u8>>>> {
        match File::open(self.pack_path(entry.pack)) {
            Ok(file) => Frames::record_at(file, entry.at).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn entry(&self, hash: ContentHash) -> Option<Entry> {
        self.state.lock().known.get(&hash).copied()
    }

    /// Notes that what is at `entry` is not what it was, so that it is kept again when it comes again.
    fn mark_damaged(&self, hash: ContentHash, entry: Entry) {
        if let Some(known) = self.state.lock().known.get_mut(&hash)
            && *known == entry
        {
            known.damaged = true;
        }
    }

    /// Writes the index files of packs of which more than `bytes` are on the disk and not covered. That only saves
    /// time later, so it never fails.
    fn write_indexes(&self, bytes: u64) {
        let grown: Vec<(u32, u64, Vec<Indexed>)> = {
            let state = self.state.lock();
            let grown = state.packs.iter().filter(|(_, pack)| pack.tail.safe_end() > pack.covered + bytes);
            grown
                .map(|(&number, pack)| {
                    let end = pack.tail.safe_end();
                    let mut entries = state.entries_of(number);
                    entries.retain(|entry| entry.at < end);
                    (number, end, entries)
                })
                .collect()
        };
        for (number, end, entries) in grown {
            match index::write(&index::path(&self.pack_path(number)), end, &entries) {
                Ok(()) => {
                    if let Some(pack) = self.state.lock().packs.get_mut(&number) {
                        pack.covered = end;
                    }
                }
                Err(error) => {
                    log::warn!("an index in {} could not be written: {error}", self.folder.display());
                }
            }
        }
    }
}

impl Blobs for DiskBlobs {
    fn put(&self, content: &[u8]) -> BlobResult<ContentHash> {
        self.place.check_owned()?;
        let hash = ContentHash::of(content);
        if self.contains(hash) {
            return Ok(hash);
        }
        let packed = vec![pack(hash, content, true)];
        check_lengths(&packed)?;
        self.write(&mut self.state.lock(), packed).map_err(self.place.failed("keep content"))?;
        Ok(hash)
    }

    fn put_all(&self, contents: &mut dyn Iterator<Item = Vec<u8>>) -> BlobResult<Vec<ContentHash>> {
        self.place.check_owned()?;
        let mut hashes = Vec::new();
        let mut batch = Vec::new();
        let mut bytes = 0;
        for content in contents {
            bytes += content.len();
            batch.push(content);
            if bytes >= BATCH_BYTES || batch.len() >= BATCH_BLOBS {
                self.put_batch(&mut batch, &mut hashes)?;
                bytes = 0;
            }
        }
        self.put_batch(&mut batch, &mut hashes)?;
        self.sync()?;
        Ok(hashes)
    }

    fn get(&self, hash: ContentHash) -> BlobResult<Option<Vec<u8>>> {
        // Its pack may be written anew between the look and the reading: then it has a new place.
        for _ in 0..3 {
            let Some(entry) = self.entry(hash) else { return Ok(None) };
            let Some(record) = self.fetch(entry).map_err(self.place.failed("read content"))? else {
                if self.entry(hash) != Some(entry) {
                    continue;
                }
                if self.place.owner.is_none() {
                    let fresh = self.load().map_err(self.place.failed("look for content"))?;
                    *self.state.lock() = fresh;
                    continue;
                }
                self.mark_damaged(hash, entry);
                return Err(StoreError::DamagedContent { hash, reason: "its pack is gone".into() });
            };
            let content = match record.as_deref().and_then(split) {
                Some((found, packed)) if found == hash => {
                    let limit = usize::try_from(entry.size).unwrap_or(usize::MAX);
                    codec::unpack(packed, limit).map_err(|error| error.to_string())
                }
                _ => Err("its frame is not whole".to_owned()),
            };
            let content = content.and_then(|content| {
                let same = ContentHash::of(&content) == hash;
                if same { Ok(content) } else { Err("it has another hash".to_owned()) }
            });
            return match content {
                Ok(content) => Ok(Some(content)),
                Err(reason) => {
                    self.mark_damaged(hash, entry);
                    Err(StoreError::DamagedContent { hash, reason })
                }
            };
        }
        let reason = "its pack is written anew again and again".to_owned();
        Err(StoreError::DamagedContent { hash, reason })
    }

    fn contains(&self, hash: ContentHash) -> bool {
        self.entry(hash).is_some_and(|entry| !entry.damaged)
    }

    fn sync(&self) -> BlobResult<()> {
        self.place.check_owned()?;
        let failed = self.place.failed("wait for the disk");
        let mut pending = Vec::new();
        for (&number, pack) in &mut self.state.lock().packs {
            pending.extend(pack.tail.pending().map_err(&failed)?.map(|pending| (number, pending)));
        }
        for (number, pending) in pending {
            pending.wait(&self.place.folder).map_err(&failed)?;
            if let Some(pack) = self.state.lock().packs.get_mut(&number) {
                pack.tail.synced(&pending);
            }
        }
        self.write_indexes(UNCOVERED_BYTES);
        Ok(())
    }

    fn retain(&self, keep: &dyn Fn(ContentHash) -> bool) -> BlobResult<Reclaimed> {
        self.place.check_owned()?;
        let _collecting = self.collecting.lock();
        self.collect(keep)
    }

    fn hashes(&self) -> BlobResult<Vec<ContentHash>> {
        Ok(self.state.lock().known.keys().copied().collect())
    }

    fn stats(&self) -> BlobResult<BlobStats> {
        let state = self.state.lock();
        Ok(BlobStats {
            blobs: state.known.len(),
            content_bytes: state.content_bytes,
            stored_bytes: state.packs.values().map(|pack| pack.tail.end()).sum(),
        })
    }
}

impl Drop for DiskBlobs {
    fn drop(&mut self) {
        if self.place.owner.is_none() {
            return;
        }
        // An index must not speak of what is not on the disk.
        match self.sync() {
            Ok(()) => self.write_indexes(0),
            Err(error) => log::warn!("content could not be flushed: {error}"),
        }
    }
}

fn pack(hash: ContentHash, content: &[u8], needed: bool) -> Packed {
    let mut record = Vec::new();
    if needed {
        let packed = codec::pack(content, Effort::Fast);
        record.reserve_exact(HASH + packed.len());
        record.extend(hash.0);
        record.extend(packed);
    }
    Packed { hash, size: content.len() as u64, record }
}

fn check_lengths(packed: &[Packed]) -> BlobResult<()> {
    match packed.iter().find(|packed| packed.record.len() > MAX_RECORD) {
        Some(packed) => Err(StoreError::TooLarge { log: "content".into(), size: packed.size }),
        None => Ok(()),
    }
}

fn split(record: &[u8]) -> Option<(ContentHash, &[u8])> {
    record.split_first_chunk::<HASH>().map(|(hash, packed)| (ContentHash(*hash), packed))
}

#[cfg(test)]
mod tests;
