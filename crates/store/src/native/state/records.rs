//! Records as JSON that people and scripts read: `{"format":"justbuilt-records","version":1,"records":[{"namespace":
//! …,"key":…,"json"|"text"|"hex":…},…]}`. A key that is not text is `{"hex":…}`. The vault keeps its secrets
//! encrypted, so they are here, too.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StateFolder;
use crate::{
    kv::{Batch, Kv, StoreError, check_namespace},
    native::sled_kv::SledKv,
};

const FORMAT: &str = "justbuilt-records";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Exported {
    format: String,
    version: u32,
    records: Vec<ExportedRecord>,
}

#[derive(Serialize, Deserialize)]
struct ExportedRecord {
    namespace: String,
    key: Key,
    #[serde(flatten)]
    value: ExportedValue,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Text(String),
    Bytes { hex: String },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ExportedValue {
    Json(Value),
    Text(String),
    Hex(String),
}

/// What was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Records set.
    pub records: u64,
}

impl StateFolder {
    /// Writes the records, of these namespaces or of all, as JSON. How many there were.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a window has them, and when they cannot be read or written.
    pub fn export_records(&self, namespaces: &[String], out: &mut dyn Write) -> Result<u64, StoreError> {
        let path = self.existing_records()?;
        let store = SledKv::open(&path)?;
        let mut records = Vec::new();
        for namespace in store.namespaces()? {
            if !namespaces.is_empty() && !namespaces.contains(&namespace) {
                continue;
            }
            for (key, value) in store.scan(&namespace, b"")? {
                records.push(ExportedRecord {
                    namespace: namespace.clone(),
                    key: to_text(key).map_or_else(|bytes| Key::Bytes { hex: to_hex(&bytes) }, Key::Text),
                    value: exported_value(value),
                });
            }
        }
        let count = records.len() as u64;
        let exported = Exported { format: FORMAT.into(), version: VERSION, records };
        serde_json::to_writer_pretty(&mut *out, &exported)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush())
            .map_err(|source| StoreError::from_io("write the export of the records", &path, source))?;
        Ok(count)
    }

    /// Sets the records of an export; others stay. All of it is read before anything is set.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a window has the records; [`StoreError::Damaged`] when it is no such export.
    pub fn import_records(&self, input: &mut dyn Read) -> Result<Imported, StoreError> {
        let path = self.folder.join(super::RECORDS);
        let damaged = |reason: String| StoreError::Damaged { path: "the export".into(), reason };
        let exported: Exported =
            serde_json::from_reader(input).map_err(|error| damaged(error.to_string()))?;
        if exported.format != FORMAT {
            return Err(damaged(format!("it is a '{}'", exported.format)));
        }
        if exported.version > VERSION {
            let (found, known) = (exported.version, VERSION);
            return Err(StoreError::Newer { path: "the export".into(), found, known });
        }
        let mut batch = Batch::new();
        for ExportedRecord { namespace, key, value } in exported.records {
            check_namespace(&namespace)?;
            let bad =
                || damaged(format!("a record of '{namespace}' has no hexadecimal digits where it should"));
            let key = match key {
                Key::Text(text) => text.into_bytes(),
                Key::Bytes { hex } => from_hex(&hex).ok_or_else(bad)?,
            };
            let value = match value {
                ExportedValue::Json(value) => value.to_string().into_bytes(),
                ExportedValue::Text(text) => text.into_bytes(),
                ExportedValue::Hex(hex) => from_hex(&hex).ok_or_else(bad)?,
            };
            batch.set(&namespace, key, value);
        }
        let records = batch.len() as u64;
        let store = SledKv::open(&path)?;
        store.apply(batch)?;
        store.close()?;
        Ok(Imported { records })
    }
}

/// As JSON where the very same bytes come back, else as text, else as digits.
fn exported_value(value: Vec<u8>) -> ExportedValue {
    match serde_json::from_slice::<Value>(&value) {
        Ok(json) if json.to_string().as_bytes() == value => ExportedValue::Json(json),
        _ => to_text(value).map_or_else(|bytes| ExportedValue::Hex(to_hex(&bytes)), ExportedValue::Text),
    }
}

fn to_text(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs
        .iter()
        .map(|pair| {
            let digits = std::str::from_utf8(pair).ok()?;
            // `from_str_radix` would take a sign.
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
            u8::from_str_radix(digits, 16).ok()
        })
        .collect()
}
