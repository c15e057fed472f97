//! Writes sketches line by line.
//!
//! Not here: the keys of an element.

use super::element::{KEYS, members};
use super::{FORMAT, VERSION};
use crate::json::number;
use crate::scene::{Element, Page, Sketch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Before an element.
const INDENT: &str = "      ";
/// What the row after the last element of a page begins with.
pub const PAGE_END: &str = "    ]}";
/// Keys of a sketch and of a page that its properties must not shadow.
const SKETCH_KEYS: &[&str] =
    &["format", "name", "width", "height", "background", "pages", "pictures", "properties"];
const PAGE_KEYS: &[&str] = &["id", "name", "elements", "properties"];
const PICTURE_KEYS: &[&str] = &["type"];

/// The line of an element, without indentation, comma and line end: what [`write()`] has for it.
#[must_use]
pub fn element_line(element: &Element) -> String {
    let mut line = String::with_capacity(160);
    line.push('{');
    for (key, value) in members(element) {
        member(&mut line, key, &value);
    }
    properties(&mut line, &element.properties, KEYS);
    close(&mut line);
    line
}

/// Adds `"key": value, `.
fn member(line: &mut String, key: &str, value: &Value) {
    quoted(line, key);
    line.push_str(": ");
    spaced(line, value);
    line.push_str(", ");
}

/// A text in quotes.
fn quoted(line: &mut String, text: &str) {
    // Nearly all have nothing to escape.
    if text.bytes().any(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\')) {
        line.push_str(&Value::from(text).to_string());
        return;
    }
    line.push('"');
    line.push_str(text);
    line.push('"');
}

/// A value on one line, with a space after each comma and colon.
fn spaced(line: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            line.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    line.push_str(", ");
                }
                spaced(line, item);
            }
            line.push(']');
        }
        Value::Object(map) => {
            line.push('{');
            for (place, (key, item)) in map.iter().enumerate() {
                if place > 0 {
                    line.push_str(", ");
                }
                quoted(line, key);
                line.push_str(": ");
                spaced(line, item);
            }
            line.push('}');
        }
        Value::String(text) => quoted(line, text),
        // Writing into memory has no way to fail.
        one => drop(write!(line, "{one}")),
    }
}

/// Ends an object: no comma after the last member.
fn close(line: &mut String) {
    line.truncate(line.trim_end_matches(", ").len());
    line.push('}');
}

/// Ends the line of an item: no comma after the last.
fn end_item(out: &mut String, place: usize, count: usize) {
    out.push_str(if place + 1 < count { ",\n" } else { "\n" });
}

/// Adds the keys that are not known here; those with the name of a known one in an object of their own.
fn properties(line: &mut String, properties: &Map<String, Value>, known: &[&str]) {
    let mut clash = Map::new();
    for (key, value) in properties {
        if known.contains(&key.as_str()) {
            clash.insert(key.clone(), value.clone());
        } else {
            member(line, key, value);
        }
    }
    if !clash.is_empty() {
        member(line, "properties", &Value::Object(clash));
    }
}

/// The row of an element as [`write()`] has it, without the line end. `last` is the last of its page: no comma.
#[must_use]
pub fn element_row(element: &Element, last: bool) -> String {
    let mut row = String::from(INDENT);
    row.push_str(&element_line(element));
    if !last {
        row.push(',');
    }
    row
}

/// The row of the first element of each page in what [`write()`] gives, counted from 0. A page's elements stand one a
/// row, and [`PAGE_END`] after the last.
#[must_use]
pub fn first_rows(sketch: &Sketch) -> Vec<usize> {
    let mut row = head(sketch).bytes().filter(|byte| *byte == b'\n').count();
    let mut rows = Vec::with_capacity(sketch.pages.len());
    for page in &sketch.pages {
        rows.push(row + 1);
        row += page.elements.len() + 2;
    }
    rows
}

/// The file of a sketch. Ends with a line end.
#[must_use]
pub fn write(sketch: &Sketch) -> String {
    let mut out = head(sketch);
    for (place, page) in sketch.pages.iter().enumerate() {
        write_page(&mut out, page);
        end_item(&mut out, place, sketch.pages.len());
    }
    out.push_str("  ]");
    if !sketch.pictures.is_empty() {
        out.push_str(",\n  \"pictures\": {\n");
        for (place, (id, picture)) in sketch.pictures.iter().enumerate() {
            let mut line = format!("    {}: {{", Value::from(id.as_str()));
            member(&mut line, "type", &picture.media_type.as_str().into());
            properties(&mut line, &picture.properties, PICTURE_KEYS);
            if !picture.properties.contains_key("data") {
                member(&mut line, "data", &STANDARD.encode(&picture.bytes).into());
            }
            close(&mut line);
            out.push_str(&line);
            end_item(&mut out, place, sketch.pictures.len());
        }
        out.push_str("  }");
    }
    out.push_str("\n}\n");
    out
}

/// All before the first page.
fn head(sketch: &Sketch) -> String {
    let mut out = String::from("{\n");
    let mut top = |key: &str, value: Value| {
        out.push_str("  ");
        member(&mut out, key, &value);
        out.truncate(out.trim_end().len());
        out.push('\n');
    };
    top("format", FORMAT.into());
    // A file of a newer version stays one: what is new in it is still there.
    top("version", sketch.properties.get("version").cloned().unwrap_or_else(|| VERSION.into()));
    top("name", sketch.name.as_str().into());
    top("width", number(sketch.width));
    top("height", number(sketch.height));
    if let Some(background) = &sketch.background {
        top("background", background.as_str().into());
    }
    let mut clash = Map::new();
    for (key, value) in sketch.properties.iter().filter(|(key, _)| *key != "version") {
        if SKETCH_KEYS.contains(&key.as_str()) {
            clash.insert(key.clone(), value.clone());
        } else {
            top(key, value.clone());
        }
    }
    if !clash.is_empty() {
        top("properties", Value::Object(clash));
    }
    out.push_str("  \"pages\": [\n");
    out
}

fn write_page(out: &mut String, page: &Page) {
    let mut line = String::from("    {");
    member(&mut line, "id", &page.id.as_str().into());
    member(&mut line, "name", &page.name.as_str().into());
    properties(&mut line, &page.properties, PAGE_KEYS);
    out.push_str(&line);
    out.push_str("\"elements\": [\n");
    for (place, element) in page.elements.iter().enumerate() {
        out.push_str(&element_row(element, place + 1 == page.elements.len()));
        out.push('\n');
    }
    out.push_str(PAGE_END);
}
