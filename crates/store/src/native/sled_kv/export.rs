//! All records in one file that needs no database to be read: for backup, and to start again from.
//!
//! Format: a line `justbuilt-records 1`, then for each record three lengths (4, 4 and 8 bytes, little endian)
//! with namespace, key and value, at the end the BLAKE3 hash of all before it.

use std::{
    io::{self, Write},
    path::Path,
};

use crate::{
    fs::Fs,
    hash::{ContentHash, Hasher},
    kv::{Batch, Kv, KvResult, Record, StoreError},
    native::disk::DiskFs,
};

use super::from_fs;

const FIRST_LINE: &[u8] = b"justbuilt-records 1\n";
const BATCH: usize = 256;

/// Writes all records of `kv` to `path`.
pub(super) fn write(kv: &dyn Kv, disk: &DiskFs, path: &Path) -> KvResult<()> {
    // Read first: an export without what could not be read would later pass for complete.
    let mut all: Vec<(String, Vec<Record>)> = Vec::new();
    for namespace in kv.namespaces()? {
        let records = kv.scan(&namespace, b"")?;
        all.push((namespace, records));
    }
    let mut write = |out: &mut dyn Write| {
        let mut hasher = Hasher::default();
        let mut put = |bytes: &[u8]| -> io::Result<()> {
            hasher.write_all(bytes)?;
            out.write_all(bytes)
        };
        put(FIRST_LINE)?;
        for (namespace, records) in &all {
            for (key, value) in records {
                put(&length(namespace.len())?)?;
                put(&length(key.len())?)?;
                put(&(value.len() as u64).to_le_bytes())?;
                put(namespace.as_bytes())?;
                put(key)?;
                put(value)?;
            }
        }
        out.write_all(&hasher.finish().0)
    };
    disk.write_atomic(path, &mut write, &Default::default()).map(drop).map_err(from_fs("write an export"))
}

/// Sets all records of the export at `path` in `kv`, if it is whole. Returns how many.
pub(super) fn read(kv: &dyn Kv, disk: &DiskFs, path: &Path) -> KvResult<u64> {
    let bytes = disk.read(path).map_err(from_fs("read an export"))?;
    let damaged = || StoreError::Damaged { path: path.to_owned(), reason: "the export is not whole".into() };
    let (content, hash) = bytes.split_last_chunk::<32>().ok_or_else(damaged)?;
    if ContentHash::of(content) != ContentHash(*hash) {
        return Err(damaged());
    }
    let mut rest = content.strip_prefix(FIRST_LINE).ok_or_else(damaged)?;
    let mut count = 0;
    let mut batch = Batch::new();
    while !rest.is_empty() {
        let (namespace, key, value) = take_record(&mut rest).ok_or_else(damaged)?;
        batch.set(namespace, key, value);
        count += 1;
        if batch.len() >= BATCH {
            kv.apply(std::mem::take(&mut batch))?;
        }
    }
    kv.apply(batch)?;
    kv.flush()?;
    Ok(count)
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    u32::try_from(length).map(u32::to_le_bytes).map_err(|_| io::ErrorKind::FileTooLarge.into())
}

fn take_record<'a>(rest: &mut &'a [u8]) -> Option<(&'a str, &'a [u8], &'a [u8])> {
    let (namespace, tail) = rest.split_first_chunk::<4>()?;
    let (key, tail) = tail.split_first_chunk::<4>()?;
    let (value, tail) = tail.split_first_chunk::<8>()?;
    let (namespace, tail) = tail.split_at_checked(u32::from_le_bytes(*namespace) as usize)?;
    let (key, tail) = tail.split_at_checked(u32::from_le_bytes(*key) as usize)?;
    let (value, tail) = tail.split_at_checked(usize::try_from(u64::from_le_bytes(*value)).ok()?)?;
    *rest = tail;
    Some((std::str::from_utf8(namespace).ok()?, key, value))
}
