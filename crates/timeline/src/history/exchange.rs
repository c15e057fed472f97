//! A history as one file, to be kept elsewhere or taken to another machine: a header, then records, each with its kind,
//! length and checksum. It holds every log record and every content as they are, so what is imported is the same
//! history, to the keystroke.

use std::io::{Read, Write};
use std::ops::ControlFlow;

use justbuilt_store::{ContentHash, LogPosition, Storage, StoreError};

use crate::{OpLog, Timeline};

use super::error::{HistoryError, HistoryResult};
use super::keeping;

/// What the file begins with; the number is its version.
const HEADER: &[u8] = b"justbuilt timeline 1\n";
/// What every version begins with.
const ANY_HEADER: &[u8] = b"justbuilt timeline ";

/// The name of a log; the records that come next are its.
const LOG: u8 = b'L';
/// A record of a log.
const RECORD: u8 = b'R';
/// A content.
const CONTENT: u8 = b'C';
/// The end, with the number of records before it.
const END: u8 = b'E';

/// Longest record, in bytes: what is longer is damage.
const LONGEST: u64 = 1 << 30;

/// What was written or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Records of logs.
    pub records: u64,
    /// Contents.
    pub contents: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

impl Timeline {
    /// Writes the whole history into one file. Waits for the disk.
    ///
    /// # Errors
    /// Those of the storage and of writing.
    pub fn export(&self, out: &mut dyn Write) -> HistoryResult<Exchanged> {
        self.close()?;
        let storage = &self.inner.storage;
        let mut file = Output { out, done: Exchanged::default() };
        file.raw(HEADER)?;
        // Operations first: events that come later and speak of more of them do no harm.
        let mut logs: Vec<String> = storage.logs.names("")?;
        logs.sort_by_key(|name| name == keeping::LOG);
        for name in logs {
            file.record(LOG, name.as_bytes())?;
            let mut failed = None;
            storage.logs.read(&name, LogPosition::START, &mut |_, record| {
                file.done.records += 1;
                match file.record(RECORD, record) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })?;
            failed.map_or(Ok(()), Err)?;
        }
        let mut hashes = storage.blobs.hashes()?;
        hashes.sort_unstable();
        for hash in hashes {
            // A damaged content cannot be taken along; the rest can.
            if let Ok(Some(content)) = storage.blobs.get(hash) {
                file.done.contents += 1;
                file.record(CONTENT, &content)?;
            }
        }
        let count = file.done.records + file.done.contents;
        file.record(END, &count.to_le_bytes())?;
        file.out.flush().map_err(failed_to("write"))?;
        Ok(file.done)
    }

    /// Reads a file that [`export`](Self::export) wrote into an empty storage. Everything is checked before it counts:
    /// after an error the storage may hold contents, but no history.
    ///
    /// # Errors
    /// [`HistoryError::NotEmpty`], [`HistoryError::Import`]; those of the storage.
    pub fn import(storage: &Storage, input: &mut dyn Read) -> HistoryResult<Exchanged> {
        let (core, _, _) = keeping::load(storage)?;
        let (ops, _) = OpLog::open(storage.clone())?;
        if core.nodes.len() > 0 || !ops.lanes().is_empty() || core.last_step.0 > 0 {
            return Err(HistoryError::NotEmpty);
        }
        drop(ops);
        let mut file = Input { input, done: Exchanged::default() };
        let mut header = vec![0; HEADER.len()];
        file.exactly(&mut header)?;
        if header != HEADER {
            let reason = match header.starts_with(ANY_HEADER) {
                true => "it was written by a newer version of the program",
                false => "it does not begin like one",
            };
            return Err(HistoryError::Import(reason.to_owned()));
        }
        let mut logs: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
        loop {
            let (kind, bytes) = file.record()?;
            match (kind, logs.last_mut()) {
                (LOG, _) => {
                    let name = String::from_utf8(bytes).map_err(|_| HistoryError::Import("a name is none".to_owned()))?;
                    logs.push((name, Vec::new()));
                }
                (RECORD, Some((_, records))) => {
                    file.done.records += 1;
                    records.push(bytes);
                }
                (CONTENT, _) => {
                    file.done.contents += 1;
                    storage.blobs.put(&bytes)?;
                }
                (END, _) => {
                    let count = (file.done.records + file.done.contents).to_le_bytes();
                    if bytes != count {
                        return Err(HistoryError::Import("parts of it are missing".to_owned()));
                    }
                    break;
                }
                _ => return Err(HistoryError::Import("it is damaged".to_owned())),
            }
        }
        storage.blobs.sync()?;
        // Events come last in the file: without them there is no history.
        for (name, records) in logs {
            storage.logs.replace(&name, &mut records.into_iter())?;
        }
        Ok(file.done)
    }
}

struct Output<'a> {
    out: &'a mut dyn Write,
    done: Exchanged,
}

impl Output<'_> {
    fn raw(&mut self, bytes: &[u8]) -> HistoryResult<()> {
        self.out.write_all(bytes).map_err(failed_to("write"))?;
        self.done.bytes += bytes.len() as u64;
        Ok(())
    }

    fn record(&mut self, kind: u8, bytes: &[u8]) -> HistoryResult<()> {
        let mut head = vec![kind];
        head.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        head.extend_from_slice(&check(bytes));
        self.raw(&head)?;
        self.raw(bytes)
    }
}

struct Input<'a> {
    input: &'a mut dyn Read,
    done: Exchanged,
}

impl Input<'_> {
    fn exactly(&mut self, bytes: &mut [u8]) -> HistoryResult<()> {
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => HistoryError::Import("it was cut short".to_owned()),
            _ => failed_to("read")(error),
        })?;
        self.done.bytes += bytes.len() as u64;
        Ok(())
    }

    fn record(&mut self) -> HistoryResult<(u8, Vec<u8>)> {
        let mut head = [0; 17];
        self.exactly(&mut head)?;
        let [kind, rest @ ..] = head;
        let (len, sum) = rest.split_at(8);
        let len = u64::from_le_bytes(len.try_into().unwrap_or_default());
        if len > LONGEST {
            return Err(HistoryError::Import("it is damaged".to_owned()));
        }
        let mut bytes = Vec::new();
        // Read as far as there is something, so that a wrong length costs no memory.
        let read = self.input.take(len).read_to_end(&mut bytes).map_err(failed_to("read"))?;
        self.done.bytes += read as u64;
        if (read as u64) < len {
            return Err(HistoryError::Import("it was cut short".to_owned()));
        }
        if check(&bytes) != *sum {
            return Err(HistoryError::Import("it is damaged".to_owned()));
        }
        Ok((kind, bytes))
    }
}

/// The first bytes of the hash: enough to find damage.
fn check(bytes: &[u8]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = ContentHash::of(bytes).0;
    [a, b, c, d, e, f, g, h]
}

fn failed_to(action: &'static str) -> impl Fn(std::io::Error) -> HistoryError {
    move |error| StoreError::from_io(action, "the exported file", error).into()
}
