//! `.sketch.json`: our own files. They are made for people and for diffs: one element a line, keys in one order,
//! numbers as short as they go, what is as usual left out, unknown keys kept.
//!
//! ```text
//! {
//!   "format": "justbuilt-sketch",
//!   "version": 1,
//!   "name": "Login",
//!   "width": 1280,
//!   "height": 800,
//!   "pages": [
//!     {"id": "page-1", "name": "Page 1", "elements": [
//!       {"id": "a", "type": "rectangle", "x": 40, "y": 40, "width": 320, "height": 200},
//!       {"id": "b", "type": "text", "parent": "a", "x": 48, "y": 48, "width": 60, "height": 25, "text": "Hello"}
//!     ]}
//!   ]
//! }
//! ```
//!
//! Written by this module and read again, a file is the same bytes. A file that was changed by hand, or cut, or comes
//! from elsewhere, is read as far as it goes; what was left out is told with its line.
//!
//! Not here: files on disk, other programs' formats.

mod element;
mod names;
mod order;
mod write;

use crate::json::{Lines, Reader};
use crate::scene::{Element, ElementId, Page, Picture, Sketch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use justbuilt_base::Diagnostic;
use serde_json::{Map, Value};
use std::ops::Range;

pub use names::{component_name, component_named};
pub use write::{PAGE_END, element_line, element_row, first_rows, write};

/// What the key `format` says.
const FORMAT: &str = "justbuilt-sketch";
/// The version that is written, and the newest that is understood.
const VERSION: u64 = 1;
/// Size of a new frame where a file says none, px.
const FRAME: (f64, f64) = (1280.0, 800.0);

/// A text that is no sketch at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no JSON object in it.
    #[error("this is no sketch: it holds no JSON object")]
    NoObject,
    /// It is JSON of another kind.
    #[error("this is no sketch: it has no `pages`{0}")]
    Foreign(&'static str),
}

/// An element with its lines in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementLines {
    /// Which element, by the id in the text.
    pub element: ElementId,
    /// The page it is on, from 0.
    pub page: usize,
    /// From its first line to after its last, counted from 0: one line unless it was laid out by hand.
    pub lines: Range<usize>,
}

/// Reads a file, however broken; with what was left out or mended of it. A blank text is a sketch of one empty page.
///
/// # Errors
/// When there is nothing of a sketch in it.
pub fn read(text: &str) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut sketch = Sketch { width: FRAME.0, height: FRAME.1, ..Sketch::default() };
    let mut diagnostics = Vec::new();
    if text.trim().is_empty() {
        sketch.pages.push(Page { id: "page-1".to_owned(), name: "Page 1".to_owned(), ..Page::default() });
        return Ok((sketch, diagnostics));
    }
    let mut reader = Reader::new(text);
    if reader.peek() != Some(b'{') {
        return Err(Error::NoObject);
    }
    let mut found = Found::default();
    reader.members(&mut |reader, key| found.member(reader, &key, &mut sketch));
    if !found.pages {
        let elsewhere =
            sketch.properties.get("elements").is_some() || sketch.properties.get("library").is_some();
        let help = if elsewhere { "; it looks like Excalidraw's: import it" } else { "" };
        if elsewhere || !found.format {
            return Err(Error::Foreign(help));
        }
    }
    if !found.format {
        reader.problem(0, format!("`format` does not say {FORMAT:?}; the file is read as one of it"));
    }
    let lines = Lines::new(text);
    reader.tell(&mut diagnostics);
    sketch.pages = order::mend(found.read, &lines, &mut diagnostics);
    Ok((sketch, diagnostics))
}

/// What was read of a page: each element with the byte it begins at.
struct Read {
    page: Page,
    at: usize,
    elements: Vec<(Element, usize)>,
}

/// What was found of a file so far.
#[derive(Default)]
struct Found {
    format: bool,
    pages: bool,
    read: Vec<Read>,
}

impl Found {
    fn member(&mut self, reader: &mut Reader<'_>, key: &str, sketch: &mut Sketch) {
        let at = reader.offset();
        match key {
            "pages" => {
                self.pages = true;
                if !reader.items(&mut |reader| self.read.push(read_page(reader))) {
                    reader.problem(at, "`pages` is no list");
                }
                return;
            }
            "pictures" => {
                let whole = reader.members(&mut |reader, id| {
                    let at = reader.offset();
                    match reader.value() {
                        Some(Value::Object(map)) if !reader.cut => {
                            let picture = read_picture(map, reader, at, &id);
                            sketch.pictures.insert(id, picture);
                        }
                        _ => reader.problem(at, format!("picture {id:?} is no object: left out")),
                    }
                });
                if !whole {
                    reader.problem(at, "`pictures` is no object");
                }
                return;
            }
            _ => {}
        }
        let Some(value) = reader.value() else { return };
        match (key, value) {
            ("format", Value::String(format)) if format == FORMAT => self.format = true,
            ("version", Value::Number(version)) => match version.as_u64() {
                Some(version) if version <= VERSION => {}
                _ => {
                    let message = format!(
                        "the file is of version {version}, newer than {VERSION}: what is new in it is kept, not shown"
                    );
                    reader.problem(at, message);
                    sketch.properties.insert(key.to_owned(), Value::Number(version));
                }
            },
            ("name", Value::String(name)) => sketch.name = name,
            ("background", Value::String(colour)) => sketch.background = Some(colour),
            ("width" | "height", value) => {
                let side = if key == "width" { &mut sketch.width } else { &mut sketch.height };
                match value.as_f64().filter(|side| (1.0..=1e6).contains(side)) {
                    Some(value) => *side = value,
                    None => reader.problem(at, format!("`{key}` is no size: {side} is taken")),
                }
            }
            ("properties", Value::Object(more)) => sketch.properties.extend(more),
            (key, value) => {
                sketch.properties.insert(key.to_owned(), value);
            }
        }
    }
}

fn read_page(reader: &mut Reader<'_>) -> Read {
    let mut read = Read { page: Page::default(), at: reader.offset(), elements: Vec::new() };
    let whole = reader.members(&mut |reader, key| {
        let at = reader.offset();
        if key == "elements" {
            if !reader.items(&mut |reader| read.elements.extend(read_element(reader))) {
                reader.problem(at, "`elements` is no list");
            }
            return;
        }
        match (key.as_str(), reader.value()) {
            ("id", Some(Value::String(id))) => read.page.id = id,
            ("name", Some(Value::String(name))) => read.page.name = name,
            ("properties", Some(Value::Object(more))) => read.page.properties.extend(more),
            (_, Some(value)) => {
                read.page.properties.insert(key, value);
            }
            (_, None) => {}
        }
    });
    if !whole {
        reader.problem(read.at, "a page is no object: left out");
    }
    read
}

fn read_element(reader: &mut Reader<'_>) -> Option<(Element, usize)> {
    let at = reader.offset();
    match reader.value() {
        Some(Value::Object(map)) if !reader.cut => {
            Some((element::read(map, &mut |what| reader.problem(at, what)), at))
        }
        Some(_) if !reader.cut => {
            reader.problem(at, "an element is no object: left out");
            None
        }
        _ => {
            reader.problem(at, "the last element is cut: left out");
            None
        }
    }
}

fn read_picture(mut map: Map<String, Value>, reader: &mut Reader<'_>, at: usize, id: &str) -> Picture {
    let media_type = match map.remove("type") {
        Some(Value::String(media_type)) => media_type,
        _ => "application/octet-stream".to_owned(),
    };
    let data = map.get("data").and_then(Value::as_str).and_then(|data| STANDARD.decode(data).ok());
    match data {
        Some(data) => {
            map.remove("data");
            Picture { media_type, bytes: data.into(), properties: map }
        }
        None => {
            reader.problem(at, format!("the data of picture {id:?} cannot be unpacked"));
            Picture { media_type, bytes: [].into(), properties: map }
        }
    }
}

/// An element as a file has it.
pub(crate) fn to_value(element: &Element) -> Value {
    let mut map: Map<String, Value> =
        element::members(element).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    map.extend(element.properties.iter().map(|(key, value)| (key.clone(), value.clone())));
    Value::Object(map)
}

/// The element of a value that [`to_value`] made; what is wrong with it is left out.
pub(crate) fn of_value(map: Map<String, Value>) -> Element {
    element::read(map, &mut |_| {})
}

/// Which lines each element of a text is on, in the order of the text. Elements without an id are left out.
#[must_use]
pub fn lines(text: &str) -> Vec<ElementLines> {
    let mut found = Vec::new();
    let starts = Lines::new(text);
    let mut reader = Reader::new(text.strip_prefix('\u{feff}').unwrap_or(text));
    let shift = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut page = 0;
    reader.members(&mut |reader, key| {
        if key != "pages" {
            reader.skip_value();
            return;
        }
        reader.items(&mut |reader| {
            reader.members(&mut |reader, key| {
                if key != "elements" {
                    reader.skip_value();
                    return;
                }
                reader.items(&mut |reader| {
                    let first = reader.offset();
                    let mut id = None;
                    reader.members(&mut |reader, key| match key.as_str() {
                        "id" => id = reader.value(),
                        _ => reader.skip_value(),
                    });
                    let lines = starts.line(first + shift)..starts.line(reader.here() + shift) + 1;
                    if let Some(Value::String(id)) = id {
                        found.push(ElementLines { element: id.into(), page, lines });
                    }
                });
            });
            page += 1;
        });
    });
    found
}

#[cfg(test)]
mod tests;
