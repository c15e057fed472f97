//! A namespace as JSON and back: `{"format": "justbuilt-namespace", "version": 1, "namespace": "…", "entries":
//! {"key": "text", "other": {"base64": "…"}}}`. Text is text; other bytes are in base 64.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::{Namespace, NamespaceError, NamespaceResult};
use crate::kv::Batch;

const FORMAT: &str = "justbuilt-namespace";
const VERSION: u64 = 1;
const BASE64: &str = "base64";

/// What happens to keys that are not in the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// They stay.
    Merge,
    /// They go.
    Replace,
}

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Keys that were set.
    pub set: usize,
    /// Keys that went.
    pub deleted: usize,
}

impl Namespace {
    /// All keys and values, as JSON.
    ///
    /// # Errors
    /// Those of the store.
    pub fn export(&self) -> NamespaceResult<Value> {
        let mut entries = Map::new();
        for entry in self.keys("")? {
            // One that went meanwhile is not there.
            let Some(value) = self.get(&entry.key)? else { continue };
            entries.insert(entry.key, value_as_json(value));
        }
        Ok(json!({ "format": FORMAT, "version": VERSION, "namespace": self.name(), "entries": entries }))
    }

    /// Sets all keys of an export, in one step. The name in it does not matter: a namespace can be copied so.
    ///
    /// # Errors
    /// [`NamespaceError::Import`] and [`NamespaceError::Newer`] when it is not one; those of [`Namespace::set`].
    /// Nothing is changed then.
    pub fn import(&self, export: &Value, mode: ImportMode) -> NamespaceResult<Imported> {
        let wrong = |reason: &str| NamespaceError::Import { reason: reason.to_owned() };
        if export.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(wrong("it has no \"format\": \"justbuilt-namespace\""));
        }
        match export.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(found) if found > VERSION => return Err(NamespaceError::Newer { found, known: VERSION }),
            _ => return Err(wrong("its version is no number from 1 up")),
        }
        let entries = export.get("entries").and_then(Value::as_object);
        let entries = entries.ok_or_else(|| wrong("it has no object \"entries\""))?;
        let _writing = self.all.writing.lock();
        let mut batch = Batch::new();
        let before = match mode {
            ImportMode::Merge => 0,
            ImportMode::Replace => self.put_clear(&mut batch)?,
        };
        let mut kept = 0;
        for (key, value) in entries {
            if mode == ImportMode::Replace && self.get(key)?.is_some() {
                kept += 1;
            }
            self.put(&mut batch, key, &bytes_of(key, value)?)?;
        }
        self.all.kv.apply(batch)?;
        Ok(Imported { set: entries.len(), deleted: before.saturating_sub(kept) })
    }
}

/// A value as an export has it.
pub fn value_as_json(value: Vec<u8>) -> Value {
    match String::from_utf8(value) {
        Ok(text) => Value::String(text),
        Err(bytes) => json!({ BASE64: STANDARD.encode(bytes.as_bytes()) }),
    }
}

fn bytes_of(key: &str, value: &Value) -> NamespaceResult<Vec<u8>> {
    let wrong = || NamespaceError::Import {
        reason: format!("the value of '{key}' is neither text nor {{\"base64\": \"…\"}}"),
    };
    match value {
        Value::String(text) => Ok(text.clone().into_bytes()),
        Value::Object(object) if object.len() == 1 => {
            let text = object.get(BASE64).and_then(Value::as_str).ok_or_else(wrong)?;
            STANDARD.decode(text).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}
