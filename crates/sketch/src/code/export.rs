//! Where generated code goes, and what becomes of what is there: a folder gets the files and a record of them, from
//! which the next export knows what was changed by hand.
//!
//! The record ([`RECORD`]) lies beside the code, so that it goes with it into version control and to other people: a
//! regeneration merges for everybody alike.
//!
//! Not here: reading and writing files.

use super::File;
use super::merge::{self, Change, Conflict};
use super::pictures::fingerprint;
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::Arc;

/// Name of the record of what was generated last, in the folder of the code.
pub const RECORD: &str = ".sketch-code.json";
/// What the key `format` of a record says.
const FORMAT: &str = "justbuilt-sketch-code";

/// What is to be done to a folder. Paths are below it, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to be written, with their text; the record is the last.
    pub writes: Vec<(String, String)>,
    /// Files to be taken away: generated no longer, and nobody changed them.
    pub removes: Vec<String>,
    /// Files with places that were changed both by hand and by the drawing; they are written with markers.
    pub conflicts: Vec<(String, Vec<Conflict>)>,
    /// Files in which changes by hand were kept.
    pub kept: Vec<String>,
    /// The bytes of those files to be written that are pictures.
    pub pictures: Vec<(String, Arc<[u8]>)>,
}

impl Plan {
    /// What is written for one of [`Plan::writes`].
    #[must_use]
    pub fn bytes<'p>(&'p self, path: &str, text: &'p str) -> &'p [u8] {
        let picture = self.pictures.iter().find(|(known, _)| known == path);
        picture.map_or(text.as_bytes(), |(_, bytes)| bytes)
    }
}

/// What [`plan`] is to be told of a file that is there: its text, of a picture what stands for it; none when it is
/// neither.
#[must_use]
pub fn read_there(path: &str, bytes: Vec<u8>) -> Option<String> {
    fingerprint(path, &bytes).or_else(|| String::from_utf8(bytes).ok())
}

/// The files to look at before [`plan`]: those generated now and those of the record. Paths that leave the folder are
/// not among them.
#[must_use]
pub fn paths(record: Option<&str>, new: &[File]) -> Vec<String> {
    let last = record.map(read).unwrap_or_default();
    let mut paths: Vec<String> = last.into_iter().chain(new.iter().cloned()).map(|file| file.path).collect();
    paths.retain(|path| stays_below(path));
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// What is to be done, from the record in the folder, the files that are there (path and text) and the new code.
/// A record that cannot be read counts as none: then whatever differs from the new code is a conflict, not lost.
#[must_use]
pub fn plan(record: Option<&str>, there: &[(String, String)], new: &[File]) -> Plan {
    let last = record.map(read).unwrap_or_default();
    let new: Vec<File> = new.iter().filter(|file| stays_below(&file.path)).cloned().collect();
    let mut plan = Plan::default();
    for (path, change) in merge::files(&last, there, &new) {
        let before = there.iter().find(|(known, _)| *known == path).map(|(_, text)| text);
        match change {
            Change::Remove => plan.removes.push(path),
            Change::Keep if before.is_some() => plan.kept.push(path),
            Change::Keep => {}
            Change::Write(merged) => {
                let file = new.iter().find(|file| file.path == path);
                let by_hand = file.map(|file| &file.text);
                if let Some(bytes) = file.and_then(|file| file.picture.as_ref()) {
                    // One that somebody put in its place stays.
                    if by_hand != Some(&merged.text) {
                        plan.kept.push(path);
                    } else if before != by_hand {
                        plan.pictures.push((path.clone(), Arc::clone(bytes)));
                        plan.writes.push((path, merged.text));
                    }
                    continue;
                }
                if !merged.conflicts.is_empty() {
                    plan.conflicts.push((path.clone(), merged.conflicts));
                } else if by_hand != Some(&merged.text) {
                    plan.kept.push(path.clone());
                }
                if before != Some(&merged.text) {
                    plan.writes.push((path, merged.text));
                }
            }
        }
    }
    let written = write(&new);
    if record != Some(written.as_str()) {
        plan.writes.push((RECORD.to_owned(), written));
    }
    plan
}

/// The record of generated files: text, and which bytes stand for which node.
fn write(files: &[File]) -> String {
    let entry = |file: &File| {
        let parts: Vec<Value> = file.parts.iter().map(|(id, at)| json!([id, at.start, at.end])).collect();
        (file.path.clone(), json!({"text": file.text, "parts": parts}))
    };
    let files: Map<String, Value> = files.iter().map(entry).collect();
    let mut text = json!({"format": FORMAT, "version": 1, "files": files}).to_string();
    text.push('\n');
    text
}

/// The files of a record; what is no record, or leaves the folder, is left out.
fn read(record: &str) -> Vec<File> {
    let value: Value = serde_json::from_str(record).unwrap_or_default();
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Vec::new();
    }
    let files = value.get("files").and_then(Value::as_object);
    let file = |(path, entry): (&String, &Value)| {
        let text = entry.get("text")?.as_str()?.to_owned();
        let parts = entry.get("parts").and_then(Value::as_array);
        let parts = parts.into_iter().flatten().filter_map(|part| read_part(part, &text)).collect();
        stays_below(path).then(|| File { path: path.clone(), text, parts, picture: None })
    };
    files.into_iter().flatten().filter_map(file).collect()
}

/// `["id", start, end]`, when it is in the text.
fn read_part(part: &Value, text: &str) -> Option<(String, Range<usize>)> {
    let byte = |index: usize| usize::try_from(part.get(index)?.as_u64()?).ok();
    let range = byte(1)?..byte(2)?;
    text.get(range.clone())?;
    Some((part.get(0)?.as_str()?.to_owned(), range))
}

/// Whether a path stays in the folder it is joined to, on every system.
fn stays_below(path: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    !path.is_empty() && path.split('/').all(plain)
}

#[cfg(test)]
mod tests;
