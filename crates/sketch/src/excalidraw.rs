//! Excalidraw's files: scenes, libraries, what its clipboard holds, and pictures that carry a scene.
//!
//! Reading keeps all that a file says, known or not; writing gives it back, with what was changed since. A library is
//! a sketch of one page per item.
//!
//! ```
//! let file = br#"{"type":"excalidraw","version":2,"elements":[
//!   {"id":"a","type":"rectangle","x":0,"y":0,"width":80,"height":40}]}"#;
//! let (sketch, diagnostics) = justbuilt_sketch::excalidraw::read(file)?;
//! assert_eq!(sketch.pages[0].elements.len(), 1);
//! assert!(diagnostics.is_empty());
//! # Ok::<(), justbuilt_sketch::excalidraw::Error>(())
//! ```
//!
//! Not here: how elements look.

mod components;
mod element;
mod embed;
mod keep;
mod layers;
mod plain;
mod splice;
mod structure;
mod text;
mod write;

use crate::json;
use crate::scene::{Page, Picture, Sketch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use justbuilt_base::Diagnostic;
use keep::KEPT;
use serde_json::{Map, Value};
use std::collections::HashSet;

pub use embed::{into_png, into_svg, is_inside, payload_of_png, payload_of_svg};
pub use splice::{Places, Step, edits, edits_since};
pub(crate) use write::seed_of;
pub use write::{write, write_library, write_scene};

/// What a file was, under this key of the sketch's properties.
const FORM: &str = "excalidraw-form";
/// A new frame where a file says no size, px.
const FRAME: (f64, f64) = (1280.0, 800.0);

/// A file that gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither JSON nor a picture with a scene.
    #[error("this is no Excalidraw file: {0}")]
    Foreign(String),
    /// A picture without a scene in it.
    #[error("there is no scene in this {0}: export it from Excalidraw with “embed scene”")]
    NoScene(&'static str),
    /// The scene in a picture cannot be unpacked.
    #[error("the scene in this {0} cannot be unpacked: {1}")]
    Payload(&'static str, String),
}

/// Reads a scene, a library, a clipboard, or a PNG or SVG with a scene in it; with what was left out of it.
///
/// # Errors
/// When there is nothing of Excalidraw in it.
pub fn read(bytes: impl AsRef<[u8]>) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let bytes = bytes.as_ref();
    let mut diagnostics = Vec::new();
    if bytes.starts_with(crate::png::SIGNATURE) {
        let scene = payload_of_png(bytes, &mut diagnostics)?;
        return read_json(&scene, diagnostics);
    }
    let text = json::text_of(bytes, &mut diagnostics);
    if text.trim_start().starts_with('<') {
        let scene = payload_of_svg(&text)?;
        return read_json(&scene, diagnostics);
    }
    read_json(&text, diagnostics)
}

fn read_json(text: &str, mut diagnostics: Vec<Diagnostic>) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let value = json::parse(text, &mut diagnostics);
    let Some(Value::Object(mut top)) = value else {
        return Err(Error::Foreign("it holds no JSON object".to_owned()));
    };
    let kind = top.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let form = ["elements", "libraryItems", "library"]
        .into_iter()
        .find(|key| top.get(*key).is_some_and(Value::is_array));
    let Some(form) = form else {
        let empty = kind.starts_with("excalidraw");
        if !empty {
            return Err(Error::Foreign("it has neither elements nor library items".to_owned()));
        }
        diagnostics.push(Diagnostic::warning("the file has no elements"));
        return Ok((Sketch { pages: vec![first_page(Vec::new())], ..sketch_of(top) }, diagnostics));
    };
    if !kind.starts_with("excalidraw") {
        let what = if kind.is_empty() { "says no type".to_owned() } else { format!("says it is {kind:?}") };
        diagnostics.push(Diagnostic::info(format!("the file {what}; it is read as Excalidraw's")));
    }
    if let Some(version) = top.get("version").and_then(Value::as_f64).filter(|version| *version > 2.0) {
        let message = format!(
            "the file is of version {version}, newer than is known: what is new in it is kept, not shown"
        );
        diagnostics.push(Diagnostic::warning(message));
    }
    let Some(Value::Array(items)) = top.remove(form) else {
        return Err(Error::Foreign("it has neither elements nor library items".to_owned()));
    };
    let files = top.remove("files");
    let mut sketch = sketch_of(top);
    sketch.properties.insert(FORM.to_owned(), form.into());
    read_files(files, &mut sketch, &mut diagnostics);
    let mut taken = HashSet::new();
    if form == "elements" {
        let elements = structure::read_page(items, &mut taken, "scene", &mut diagnostics);
        sketch.pages.push(first_page(elements));
        return Ok((sketch, diagnostics));
    }
    let mut pages = HashSet::new();
    for (place, item) in items.into_iter().enumerate() {
        let of = format!("item {}", place + 1);
        let (elements, mut rest) = match item {
            Value::Array(elements) => (elements, None),
            Value::Object(mut rest) => match rest.remove("elements") {
                Some(Value::Array(elements)) => (elements, Some(rest)),
                _ => {
                    json::tell(&mut diagnostics, Diagnostic::warning(format!("{of} has no elements")));
                    (Vec::new(), Some(rest))
                }
            },
            _ => {
                json::tell(&mut diagnostics, Diagnostic::warning(format!("{of} is no list: left out")));
                continue;
            }
        };
        let said = |key: &str| rest.as_ref().and_then(|rest| rest.get(key)).and_then(Value::as_str);
        let id = said("id").map_or_else(|| format!("page-{}", place + 1), str::to_owned);
        let mut page = Page {
            id: structure::unique(&id, &mut pages),
            name: said("name").unwrap_or_default().to_owned(),
            elements: structure::read_page(elements, &mut taken, &of, &mut diagnostics),
            properties: Map::new(),
        };
        if let Some(rest) = rest.take() {
            page.properties.insert(KEPT.to_owned(), Value::Object(rest));
        }
        sketch.pages.push(page);
    }
    Ok((sketch, diagnostics))
}

fn first_page(elements: Vec<std::sync::Arc<crate::scene::Element>>) -> Page {
    Page { id: "page-1".to_owned(), name: "Page 1".to_owned(), elements, properties: Map::new() }
}

/// A sketch without pages, of what a file says beside its elements.
fn sketch_of(top: Map<String, Value>) -> Sketch {
    let state = top.get("appState");
    let background = state.and_then(|state| state.get("viewBackgroundColor")).and_then(Value::as_str);
    let mut sketch = Sketch {
        width: FRAME.0,
        height: FRAME.1,
        background: background.map(str::to_owned),
        ..Sketch::default()
    };
    if let Some(name) = state.and_then(|state| state.get("name")).and_then(Value::as_str) {
        sketch.name = name.to_owned();
    }
    sketch.properties.insert(KEPT.to_owned(), Value::Object(top));
    sketch
}

fn read_files(files: Option<Value>, sketch: &mut Sketch, diagnostics: &mut Vec<Diagnostic>) {
    let Some(Value::Object(files)) = files else {
        if let Some(files) = files {
            sketch.properties.insert("excalidraw-files".to_owned(), files);
        }
        return;
    };
    if files.is_empty() {
        sketch.properties.insert("excalidraw-files".to_owned(), Value::Object(files));
        return;
    }
    for (id, value) in files {
        let Value::Object(mut rest) = value else {
            json::tell(diagnostics, Diagnostic::warning(format!("picture {id:?} is no object: left out")));
            continue;
        };
        let url = rest.get("dataURL").and_then(Value::as_str).unwrap_or_default();
        let (media_type, bytes) = data_url(url);
        let media_type = rest.get("mimeType").and_then(Value::as_str).map_or(media_type, str::to_owned);
        match bytes {
            Some(bytes) => {
                if write::data_url(&media_type, &bytes) == url {
                    rest.remove("dataURL");
                }
                let properties = Map::from_iter([(KEPT.to_owned(), Value::Object(rest))]);
                sketch.pictures.insert(id, Picture { media_type, bytes: bytes.into(), properties });
            }
            None => {
                let message = format!("picture {id:?} cannot be unpacked; it is kept, not shown");
                json::tell(diagnostics, Diagnostic::warning(message));
                let properties = Map::from_iter([(KEPT.to_owned(), Value::Object(rest))]);
                sketch.pictures.insert(id, Picture { media_type, bytes: [].into(), properties });
            }
        }
    }
}

/// The media type and the bytes of a `data:` address (RFC 2397); base64 only.
fn data_url(url: &str) -> (String, Option<Vec<u8>>) {
    let Some((head, data)) = url.strip_prefix("data:").and_then(|rest| rest.split_once(',')) else {
        return ("application/octet-stream".to_owned(), None);
    };
    let media_type = head.split(';').next().unwrap_or_default().to_owned();
    let bytes = if head.ends_with(";base64") { STANDARD.decode(data).ok() } else { None };
    (media_type, bytes)
}

#[cfg(test)]
mod tests;
