//! Reading a file of frames: one after the other, and past what is damaged to the next good one.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use crate::log::{
    Damage, LogPosition,
    frame::{Head, MAX_HEAD, head, is_whole},
};

/// Bytes read at a time.
const BLOCK: usize = 256 * 1024;
/// Bytes read at first when only one record is wanted.
const SMALL_BLOCK: usize = 4 * 1024;
/// Bytes that are summed at most while looking for the next good frame: some seconds. What lies behind such
/// damage counts as damaged too.
const SEARCH: u64 = 16 << 30;

/// A stretch of a file.
pub(super) struct Part {
    file: io::Take<File>,
}

impl Part {
    pub(super) fn open(path: &Path, at: u64, end: u64) -> io::Result<Part> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(Part { file: file.take(end.saturating_sub(at)) })
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

/// Goes through the frames of a file.
pub(super) struct Frames {
    file: File,
    /// The bytes from `base` on.
    buffer: Vec<u8>,
    base: u64,
    /// Where the next frame starts.
    at: u64,
    limit: u64,
    /// Bytes read at a time.
    block: usize,
}

/// What is next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// A record, and where its frame starts.
    Record(u64, &'a [u8]),
    /// Bytes that are no frames, with good ones behind them.
    Damaged(Damage),
    /// Nothing more; after the last good frame there may be bytes that are none.
    End(Option<Damage>),
}

impl Frames {
    /// The frames of `file` from position `from` to `limit`, or to its end where that is nearer.
    pub(super) fn new(file: File, from: u64, limit: u64) -> io::Result<Frames> {
        let limit = limit.min(file.metadata()?.len());
        let at = from.min(limit);
        Ok(Frames { file, buffer: Vec::new(), base: at, at, limit, block: BLOCK })
    }

    /// After the last frame that was good.
    pub(super) fn position(&self) -> u64 {
        self.at
    }

    pub(super) fn next(&mut self) -> io::Result<Next<'_>> {
        let at = self.at;
        if at >= self.limit {
            return Ok(Next::End(None));
        }
        if let Some((head, record, total)) = self.frame_at(at)? {
            self.at += total;
            let frame = self.window(at, total as usize)?;
            return Ok(Next::Record(at, frame.get(head..head + record).unwrap_or_default()));
        }
        match self.search(at)? {
            Some(next) => {
                self.at = next;
                let reason = "its checksum is wrong".to_owned();
                Ok(Next::Damaged(Damage { at: LogPosition(at), bytes: next - at, reason }))
            }
            None => {
                let reason = match self.head_at(at)? {
                    Head::Frame { .. } | Head::Short => "the last record is cut short",
                    Head::Bad => "there are no records any more",
                };
                let bytes = self.limit - at;
                Ok(Next::End(Some(Damage { at: LogPosition(at), bytes, reason: reason.into() })))
            }
        }
    }

    /// The record of `file` whose frame starts at `at`, if there is a whole one.
    pub(super) fn record_at(file: File, at: u64) -> io::Result<Option<Vec<u8>>> {
        let mut frames = Frames { block: SMALL_BLOCK, ..Frames::new(file, at, u64::MAX)? };
        let Some((head, record, total)) = frames.frame_at(at)? else { return Ok(None) };
        Ok(frames.window(at, total as usize)?.get(head..head + record).map(<[u8]>::to_vec))
    }

    fn head_at(&mut self, at: u64) -> io::Result<Head> {
        Ok(head(at, self.window(at, MAX_HEAD)?))
    }

    /// The lengths of head, record and frame of a good frame.
    fn frame_at(&mut self, at: u64) -> io::Result<Option<(usize, usize, u64)>> {
        let found = self.head_at(at)?;
        let (Head::Frame { head, record, sum }, Some(total)) = (found, found.frame_len()) else {
            return Ok(None);
        };
        if total as u64 > self.limit.saturating_sub(at) {
            return Ok(None);
        }
        let whole = is_whole(self.window(at, total)?, head, record, sum).is_some();
        Ok(whole.then_some((head, record, total as u64)))
    }

    /// Where the next good frame after a bad one at `bad` starts.
    fn search(&mut self, bad: u64) -> io::Result<Option<u64>> {
        // Only the record may be bad: then its head says where the next one is.
        if let Some(total) = self.head_at(bad)?.frame_len() {
            let next = bad.saturating_add(total as u64);
            if next < self.limit && self.frame_at(next)?.is_some() {
                return Ok(Some(next));
            }
        }
        let mut summed = 0;
        let mut at = bad + 1;
        while at < self.limit && summed < SEARCH {
            if let Some(total) = self.head_at(at)?.frame_len()
                && total as u64 <= self.limit - at
            {
                summed += total as u64;
                if self.frame_at(at)?.is_some() {
                    return Ok(Some(at));
                }
            }
            at += 1;
        }
        Ok(None)
    }

    /// The bytes from `at` on: `len` of them, or what there is up to the limit.
    fn window(&mut self, at: u64, len: usize) -> io::Result<&[u8]> {
        if at >= self.limit {
            return Ok(&[]);
        }
        let end = at.saturating_add(len as u64).min(self.limit);
        let known = self.base + self.buffer.len() as u64;
        if at < self.base || at > known {
            self.buffer.clear();
            self.base = at;
        }
        if end > self.base + self.buffer.len() as u64 {
            self.buffer.drain(..((at - self.base) as usize).min(self.buffer.len()));
            self.base = at;
            let have = self.buffer.len();
            let want = ((end - at) as usize).max(have + self.block).min((self.limit - at) as usize);
            self.file.seek(SeekFrom::Start(at + have as u64))?;
            let mut part = (&self.file).take((want - have) as u64);
            part.read_to_end(&mut self.buffer)?;
            if self.buffer.len() < want {
                // Cut short meanwhile.
                self.limit = at + self.buffer.len() as u64;
            }
        }
        let start = (at - self.base) as usize;
        let stop = ((end.min(self.limit) - self.base) as usize).min(self.buffer.len());
        Ok(self.buffer.get(start..stop).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
