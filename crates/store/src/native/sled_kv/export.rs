//! All records in one file that needs no database to be read: for backup, and to start again from.
//!
//! Format: a line `justbuilt-records 2`, a line `schema N`, then for each record three lengths (4, 4 and 8 bytes, little endian)
//! with namespace, key and value, at the end the BLAKE3 hash of all before it. The older format 1 has no line for
//! the schema, which is 1.

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

use super::{SledKv, from_fs, migrate::Old};

const FIRST_LINE: &[u8] = b"justbuilt-records 2\n";
const FIRST_LINE_1: &[u8] = b"justbuilt-records 1\n";
const BATCH: usize = 256;

/// Writes all records of `kv`, which are of `schema`, to `path`.
pub(super) fn write(kv: &dyn Kv, schema: u32, disk: &DiskFs, path: &Path) -> KvResult<()> {
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
        put(format!("schema {schema}\n").as_bytes())?;
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

/// Sets all records of the export at `path` in `store`, if it is whole. Returns how many.
pub(super) fn read(store: &SledKv, disk: &DiskFs, path: &Path) -> KvResult<u64> {
    let export = load(disk, path)?;
    if export.schema > store.schema.version {
        let (found, known) = (export.schema, store.schema.version);
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    let mut count = 0;
    let mut batch = Batch::new();
    for Old { namespace, key, value } in export.records {
        let Some(record) = store.migrated(Old { namespace, key, value }, export.schema)? else { continue };
        batch.set(&record.namespace, record.key, record.value);
        count += 1;
        if batch.len() >= BATCH {
            store.apply(std::mem::take(&mut batch))?;
        }
    }
    store.apply(batch)?;
    store.flush()?;
    Ok(count)
}

/// Reads an export without doing anything with it. How many records there are.
pub(super) fn verify(disk: &DiskFs, path: &Path) -> KvResult<usize> {
    load(disk, path).map(|export| export.records.len())
}

struct Export {
    schema: u32,
    records: Vec<Old>,
}

fn load(disk: &DiskFs, path: &Path) -> KvResult<Export> {
    let bytes = disk.read(path).map_err(from_fs("read an export"))?;
    let damaged = || StoreError::Damaged { path: path.to_owned(), reason: "the export is not whole".into() };
    let (content, hash) = bytes.split_last_chunk::<32>().ok_or_else(damaged)?;
    if ContentHash::of(content) != ContentHash(*hash) {
        return Err(damaged());
    }
    let (schema, mut rest) = match content.strip_prefix(FIRST_LINE) {
        Some(rest) => take_schema(rest).ok_or_else(damaged)?,
        None => (1, content.strip_prefix(FIRST_LINE_1).ok_or_else(damaged)?),
    };
    let mut records = Vec::new();
    while !rest.is_empty() {
        let (namespace, key, value) = take_record(&mut rest).ok_or_else(damaged)?;
        records.push(Old { namespace: namespace.to_owned(), key: key.to_vec(), value: value.to_vec() });
    }
    Ok(Export { schema, records })
}

fn take_schema(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    Some((line.strip_prefix("schema ")?.parse().ok()?, bytes.get(end + 1..)?))
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
