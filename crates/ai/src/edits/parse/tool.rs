//! Edits that come as arguments of tools: the shapes models are trained on (`str_replace`, `insert`, `create`,
//! `multi_edit`, `write_file`, `apply_patch`).

use serde_json::{Map, Value};

use super::{Format, parse};
use crate::edits::reply::{Change, FileEdit, Malformed, Reply};

const PATHS: [&str; 6] = ["path", "file_path", "filePath", "filename", "file", "target_file"];
const OLD: [&str; 6] = ["old_str", "old_string", "oldString", "old_text", "oldText", "search"];
const NEW: [&str; 6] = ["new_str", "new_string", "newString", "new_text", "newText", "replace"];
const TEXT: [&str; 6] = ["file_text", "content", "contents", "text", "insert_text", "code"];

/// Reads the arguments of a call of `tool`, JSON as the model wrote it. What is to be done is told by the names of the
/// arguments, and where these leave it open by that of the tool.
pub fn tool(tool: &str, arguments: &str) -> Reply {
    let value: Value = match serde_json::from_str(arguments) {
        Ok(value) => value,
        Err(error) => {
            let malformed = Malformed {
                line: error.line(),
                message: format!("the arguments are not JSON: {error}"),
                unfinished: error.is_eof(),
            };
            return Reply::refused(malformed);
        }
    };
    let mut edits = Vec::new();
    match read(tool, &value, None, &mut edits) {
        Ok(Some(reply)) => reply,
        Ok(None) => Reply { edits, ..Reply::default() },
        Err(message) => Reply::refused(Malformed::at(0, message)),
    }
}

fn read(
    tool: &str,
    value: &Value,
    outer: Option<&str>,
    edits: &mut Vec<FileEdit>,
) -> Result<Option<Reply>, String> {
    if let Value::Array(all) = value {
        for (at, one) in all.iter().enumerate() {
            read(tool, one, outer, edits).map_err(|message| format!("edit {}: {message}", at + 1))?;
        }
        return Ok(None);
    }
    let Value::Object(map) = value else { return Err("expected an object".to_owned()) };
    let patch = ["patch", "input", "diff"].iter().find_map(|key| map.get(*key)?.as_str());
    if let Some(patch) = patch.filter(|_| text(map, &OLD).is_none()) {
        let format = if patch.contains("*** Begin Patch") { Format::Patch } else { Format::Diff };
        let mut reply = parse(patch, Some(format));
        for edit in reply.edits.iter_mut().filter(|edit| edit.path.is_empty()) {
            edit.path = text(map, &PATHS).unwrap_or_default().to_owned();
        }
        return Ok(Some(reply));
    }
    let path = text(map, &PATHS).or(outer);
    let several = ["edits", "changes", "replacements"].iter().find_map(|key| map.get(*key));
    if let Some(several) = several {
        if !several.is_array() {
            return Err("‘edits’ is not a list".to_owned());
        }
        read(tool, several, path, edits)?;
        return Ok(None);
    }
    let path = path.ok_or("no file is named")?.to_owned();
    let command = map.get("command").and_then(Value::as_str).unwrap_or(tool).to_lowercase();
    let all = ["replace_all", "replaceAll", "allow_multiple"]
        .iter()
        .any(|key| map.get(*key) == Some(&Value::Bool(true)));
    let line =
        ["insert_line", "line", "after_line"].iter().find_map(|key| map.get(*key)).and_then(Value::as_u64);
    let change = match (text(map, &OLD), text(map, &NEW), text(map, &TEXT)) {
        (Some(search), new, _) => {
            let replace = new.ok_or("the new text is missing")?.to_owned();
            if search.is_empty() {
                Change::Create { text: replace, overwrite: false }
            } else {
                Change::Substring { search: search.to_owned(), replace, all }
            }
        }
        (None, Some(new), _) | (None, None, Some(new)) if command.contains("insert") => {
            let line = line.ok_or("the line to insert after is missing")?;
            Change::InsertAfter { line: usize::try_from(line).unwrap_or(usize::MAX), text: new.to_owned() }
        }
        (None, _, Some(content)) => {
            let overwrite = !(command.contains("create") || command.contains("new"));
            Change::Create { text: content.to_owned(), overwrite }
        }
        _ if command.contains("delete") || command.contains("remove") => Change::Delete,
        _ => return Err("neither the text to replace nor a content is given".to_owned()),
    };
    edits.push(FileEdit { path, change, line: 0 });
    Ok(None)
}

fn text<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| map.get(*key)?.as_str())
}
