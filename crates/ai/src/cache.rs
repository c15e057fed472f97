//! Answers to requests that were asked before, word for word. Only where it was asked for, and whoever shows an
//! answer from here says so. Not the providers' own caches: those are a matter of [`crate::protocol`].

use std::{sync::Arc, time::Duration};

use justbuilt_base::{Clock, Timestamp};
use justbuilt_store::{Batch, ContentHash, Kv, KvExt, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    event::{FinishReason, Usage},
    request::{Message, Request},
    routing::Target,
};

/// Where answers are kept in the store; keys and sizes are apart, so that a look at them reads no answers.
const ANSWERS: &str = "ai-cache";
const LIST: &str = "ai-cache-list";
/// Part of every key, so that what a later version keeps is not taken for this one's.
const VERSION: u32 = 1;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all answers together.
    pub bytes: u64,
    /// An answer above so many is not kept.
    pub largest: u64,
    /// An answer that is older is not given.
    pub age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, largest: 1 << 20, age: Duration::from_secs(7 * 24 * 3600) }
    }
}

/// An answer that was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cached {
    /// What was said.
    pub message: Message,
    /// Why it ended.
    pub reason: FinishReason,
    /// What it cost then; giving it again costs nothing.
    pub usage: Usage,
    /// When it was said, to be shown with it.
    pub time: Timestamp,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Item {
    bytes: u64,
    time: Timestamp,
    used: Timestamp,
}

/// What the cache did, for display.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Answers that are kept.
    pub answers: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// The kept answers of one store.
pub struct ResponseCache {
    kv: Arc<dyn Kv>,
    clock: Arc<dyn Clock>,
    limits: Limits,
}

impl ResponseCache {
    /// The answers in `kv`.
    pub fn new(kv: Arc<dyn Kv>, clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self { kv, clock, limits }
    }

    /// The answer to the same request to the same target, if there is one and it is not too old.
    ///
    /// # Errors
    /// Those of the store, here and below.
    pub fn get(&self, target: &Target, request: &Request) -> Result<Option<Cached>, StoreError> {
        let key = key(target, request).to_hex();
        let now = self.clock.now();
        let Some(item) = self.kv.get_json::<Item>(LIST, &key)? else { return Ok(None) };
        if now.since(item.time) >= self.limits.age {
            self.remove(&key)?;
            return Ok(None);
        }
        let found = self.kv.get_json::<Cached>(ANSWERS, &key)?;
        if found.is_some() {
            self.kv.set_json(LIST, &key, &Item { used: now, ..item })?;
        }
        Ok(found)
    }

    /// Keeps an answer that is whole, and lets go of those that were not asked for the longest. Says whether it was
    /// kept: answers that were cut, that call tools or are too large are not.
    pub fn put(&self, target: &Target, request: &Request, answer: &Cached) -> Result<bool, StoreError> {
        if answer.reason != FinishReason::Stop {
            return Ok(false);
        }
        let encode = |reason: serde_json::Error| StoreError::Encode {
            record: ANSWERS.to_owned(),
            reason: reason.to_string(),
        };
        let bytes = serde_json::to_vec(answer).map_err(encode)?;
        let size = bytes.len() as u64;
        if size > self.limits.largest || size > self.limits.bytes {
            return Ok(false);
        }
        let key = key(target, request).to_hex();
        let item = Item { bytes: size, time: answer.time, used: self.clock.now() };
        let item = serde_json::to_vec(&item).map_err(encode)?;
        let mut batch = Batch::new();
        batch.set(ANSWERS, key.as_bytes(), bytes).set(LIST, key.as_bytes(), item);
        self.kv.apply(batch)?;
        self.trim()?;
        Ok(true)
    }

    /// Lets go of what is too old, and of what is too much.
    pub fn trim(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut items = self.items()?;
        items.sort_by_key(|(_, item)| item.used);
        let mut total: u64 = items.iter().map(|(_, item)| item.bytes).sum();
        let mut batch = Batch::new();
        for (key, item) in items {
            if now.since(item.time) >= self.limits.age || total > self.limits.bytes {
                total = total.saturating_sub(item.bytes);
                batch.delete(ANSWERS, key.clone()).delete(LIST, key);
            }
        }
        if batch.is_empty() { Ok(()) } else { self.kv.apply(batch) }
    }

    /// Lets go of all of it.
    pub fn clear(&self) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        for (key, _) in self.kv.scan(LIST, b"")? {
            batch.delete(ANSWERS, key.clone()).delete(LIST, key);
        }
        self.kv.apply(batch)
    }

    /// How much is kept.
    pub fn stats(&self) -> Result<CacheStats, StoreError> {
        let items = self.items()?;
        Ok(CacheStats { answers: items.len(), bytes: items.iter().map(|(_, item)| item.bytes).sum() })
    }

    fn items(&self) -> Result<Vec<(Vec<u8>, Item)>, StoreError> {
        let records = self.kv.scan(LIST, b"")?;
        // One that cannot be read counts as the oldest, and goes first.
        let unknown = Item { bytes: 0, time: Timestamp(0), used: Timestamp(0) };
        Ok(records
            .into_iter()
            .map(|(key, value)| (key, serde_json::from_slice(&value).unwrap_or(unknown)))
            .collect())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        batch.delete(ANSWERS, key).delete(LIST, key);
        self.kv.apply(batch)
    }
}

/// The BLAKE3 hash of what is asked and of whom, in one form whatever the order of JSON's keys. The key to the
/// provider is no part of it, nor is whether the answer comes in pieces or where the provider may cut its own cache.
pub fn key(target: &Target, request: &Request) -> ContentHash {
    let mut request = request.clone();
    request.stream = false;
    for part in
        request.system.iter_mut().chain(request.messages.iter_mut().flat_map(|message| &mut message.parts))
    {
        if let crate::request::Part::Text { cache, .. } = part {
            *cache = false;
        }
    }
    let target = [&target.endpoint, &target.provider, &target.model];
    // A request has only strings for keys, so it always has a form in JSON; a number that has none is `null` there.
    let value = serde_json::to_value((VERSION, target, &request)).unwrap_or(Value::Null);
    let mut text = String::new();
    canonical(&value, &mut text);
    ContentHash::of(text.as_bytes())
}

/// JSON with the keys of objects in order and no blanks.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(value, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

impl std::fmt::Debug for ResponseCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseCache").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
