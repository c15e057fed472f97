//! What is known of the packs in a folder: which content is where, and where each pack ends.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry as Slot},
    fs::{self, File},
    io,
};

use super::{
    DiskBlobs, Frames, Next, Tail,
    index::{self, Indexed},
    split,
};
use crate::{codec, hash::ContentHash, log::Damage};

#[derive(Debug, Default)]
pub(super) struct State {
    pub known: HashMap<ContentHash, Entry>,
    pub packs: BTreeMap<u32, Pack>,
    /// The pack that is appended to.
    pub current: Option<u32>,
    pub content_bytes: u64,
}

/// Where content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub pack: u32,
    /// Where its frame starts.
    pub at: u64,
    /// Bytes of content.
    pub size: u64,
    /// Found not to be what it was.
    pub damaged: bool,
}

#[derive(Debug)]
pub(super) struct Pack {
    pub tail: Tail,
    /// Up to where its index file knows it.
    pub covered: u64,
    /// What is in its file behind and between good frames, and is not set aside yet.
    pub damaged: Vec<Damage>,
}

impl State {
    pub(super) fn insert(&mut self, hash: ContentHash, entry: Entry) {
        match self.known.entry(hash) {
            Slot::Occupied(mut slot) => {
                self.content_bytes -= slot.get().size;
                slot.insert(entry);
            }
            Slot::Vacant(slot) => {
                slot.insert(entry);
            }
        }
        self.content_bytes += entry.size;
    }

    pub(super) fn remove(&mut self, hash: ContentHash) -> Option<Entry> {
        let entry = self.known.remove(&hash)?;
        self.content_bytes -= entry.size;
        Some(entry)
    }

    /// What is in a pack, in the order it lies there.
    pub(super) fn entries_of(&self, pack: u32) -> Vec<Indexed> {
        let entries = self.known.iter().filter(|(_, entry)| entry.pack == pack);
        let mut entries: Vec<Indexed> =
            entries.map(|(&hash, entry)| Indexed { hash, at: entry.at, size: entry.size }).collect();
        entries.sort_unstable_by_key(|entry| entry.at);
        entries
    }
}

impl DiskBlobs {
    /// What is in the folder.
    pub(super) fn load(&self) -> io::Result<State> {
        let mut state = State::default();
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(state),
            other => other?,
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let path = entry?.path();
            match (path.extension().and_then(|e| e.to_str()), path.file_stem().and_then(|s| s.to_str())) {
                (Some("pack"), Some(stem)) => numbers.extend(stem.parse::<u32>()),
                // What an interrupted collecting left.
                (Some("new"), _) if self.place.owner.is_some() => fs::remove_file(&path)?,
                _ => {}
            }
        }
        numbers.sort_unstable();
        for number in numbers {
            self.load_pack(number, &mut state)?;
        }
        state.current = state.packs.last_key_value().map(|(&number, _)| number);
        Ok(state)
    }

    fn load_pack(&self, number: u32, state: &mut State) -> io::Result<()> {
        let path = self.pack_path(number);
        let file = match File::open(&path) {
            // A reader that came while packs were written anew.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other?,
        };
        let len = file.metadata()?.len();
        let index = index::read(&index::path(&path)).filter(|index| index.covered <= len);
        let covered = index.as_ref().map_or(0, |index| index.covered);
        for Indexed { hash, at, size } in index.into_iter().flat_map(|index| index.entries) {
            state.insert(hash, Entry { pack: number, at, size, damaged: false });
        }
        let mut damaged = Vec::new();
        let mut frames = Frames::new(file, covered, u64::MAX)?;
        loop {
            match frames.next()? {
                Next::Record(at, record) => {
                    if let Some((hash, packed)) = split(record)
                        && let Some(size) = codec::unpacked_len(packed)
                    {
                        state.insert(hash, Entry { pack: number, at, size, damaged: false });
                    }
                }
                Next::Damaged(damage) => damaged.push(damage),
                Next::End(damage) => {
                    damaged.extend(damage);
                    break;
                }
            }
        }
        let tail = Tail::new(path, frames.position());
        state.packs.insert(number, Pack { tail, covered, damaged });
        Ok(())
    }
}
