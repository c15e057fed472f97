//! Writes scenes and libraries as Excalidraw does.
//!
//! Not here: the keys of an element, and which of a file's are kept.

use super::FORM;
use super::components::{PART, unfold_page};
use super::element::OURS;
use super::keep::{KEPT, restore};
use super::layers;
use super::plain::{Keys, Plain};
use super::structure::{
    Boxes, ById, Names, ONE_SIDED, add_structure, fresh, holds, knows, read_again, takes_labels,
};
use crate::scene::{Element, ElementId, Kind, Page, Sketch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The file a sketch came from: a library for one that was read from a library, else the scene of its first page.
#[must_use]
pub fn write(sketch: &Sketch) -> String {
    pretty(&value(sketch))
}

/// What [`write()`] writes.
pub(super) fn value(sketch: &Sketch) -> Value {
    match sketch.properties.get(FORM).and_then(Value::as_str) {
        Some("libraryItems" | "library") => library(sketch),
        _ => scene(sketch, 0),
    }
}

/// A page as a scene (`.excalidraw`); an empty one when there is no such page.
#[must_use]
pub fn write_scene(sketch: &Sketch, page: usize) -> String {
    pretty(&scene(sketch, page))
}

fn scene(sketch: &Sketch, page: usize) -> Value {
    let mut top = around(sketch);
    let elements = sketch.pages.get(page).map(page_values).unwrap_or_default();
    if let Some(files) = files(sketch, page) {
        top.insert("files".to_owned(), files);
    }
    top.insert("elements".to_owned(), elements.into());
    Value::Object(top)
}

/// What stands beside the elements and the pictures of a scene.
pub(super) fn around(sketch: &Sketch) -> Map<String, Value> {
    let mut top = match sketch.properties.get(FORM).and_then(Value::as_str) {
        Some("libraryItems" | "library") => Map::new(),
        _ => kept(&sketch.properties),
    };
    top.entry("type").or_insert_with(|| "excalidraw".into());
    top.entry("version").or_insert_with(|| 2.into());
    if !sketch.properties.contains_key(KEPT) {
        top.insert("source".to_owned(), "justbuilt".into());
    }
    let background = sketch.background.as_deref();
    let state =
        top.get("appState").and_then(|state| state.get("viewBackgroundColor")).and_then(Value::as_str);
    if background != state {
        let mut state = match top.remove("appState") {
            Some(Value::Object(state)) => state,
            _ => Map::new(),
        };
        match background {
            Some(colour) => state.insert("viewBackgroundColor".to_owned(), colour.into()),
            None => state.remove("viewBackgroundColor"),
        };
        top.insert("appState".to_owned(), state.into());
    }
    top
}

/// The pages of a sketch as the items of a library (`.excalidrawlib`).
#[must_use]
pub fn write_library(sketch: &Sketch) -> String {
    pretty(&library(sketch))
}

fn library(sketch: &Sketch) -> Value {
    let form = sketch.properties.get(FORM).and_then(Value::as_str).filter(|form| *form != "elements");
    let mut top = if form.is_some() { kept(&sketch.properties) } else { Map::new() };
    top.entry("type").or_insert_with(|| "excalidrawlib".into());
    top.entry("version").or_insert_with(|| 2.into());
    let items = sketch.pages.iter().map(|page| {
        let elements = page_values(page);
        let bare = !page.properties.contains_key(KEPT);
        if bare && form == Some("library") && page.name.is_empty() {
            return Value::from(elements);
        }
        let mut item = kept(&page.properties);
        if bare {
            item.insert("status".to_owned(), "unpublished".into());
            item.insert("created".to_owned(), 0.into());
            item.insert("id".to_owned(), page.id.clone().into());
        }
        if item.get("name").and_then(Value::as_str).unwrap_or_default() != page.name {
            item.insert("name".to_owned(), page.name.clone().into());
        }
        item.insert("elements".to_owned(), elements.into());
        Value::Object(item)
    });
    let items: Vec<Value> = items.collect();
    top.insert(form.unwrap_or("libraryItems").to_owned(), items.into());
    if let Some(files) = sketch.properties.get("excalidraw-files") {
        top.insert("files".to_owned(), files.clone());
    }
    Value::Object(top)
}

fn kept(properties: &Map<String, Value>) -> Map<String, Value> {
    properties.get(KEPT).and_then(Value::as_object).cloned().unwrap_or_default()
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// The objects of a page's elements; groups are in the lists of their members.
pub(super) fn page_values(page: &Page) -> Vec<Value> {
    let elements = unfold_page(&page.elements);
    let all = objects(&elements, None).into_iter();
    all.filter_map(|(_, said)| if let Said::All(value) = said { Some(value) } else { None }).collect()
}

/// What may be new of an element's object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ask {
    /// These keys, and nothing else.
    Keys(Keys),
    /// Anything.
    All,
}

/// What an element's object says.
pub(super) enum Said {
    /// What it said.
    Same,
    /// What it said, but for these keys.
    Keys(Vec<(Plain, Value)>),
    /// This.
    All(Value),
}

/// The ids that elements have in a file, groups left out, and their objects: what is asked of them, else all of all.
pub(super) fn objects(
    elements: &[Arc<Element>],
    asked: Option<&HashMap<&ElementId, Ask>>,
) -> Vec<(String, Said)> {
    let names = Names::of_page(elements);
    let boxes = Boxes::of(elements.iter().map(AsRef::as_ref));
    let by_id: ById<'_> = elements.iter().map(|element| (&element.id, element.as_ref())).collect();
    let bound = bound_elements(elements, &names);
    let mut values = Vec::with_capacity(elements.len());
    let mut told = HashSet::new();
    for element in elements.iter().filter(|element| !matches!(element.kind, Kind::Group)) {
        let ask = asked.map_or(Some(Ask::All), |asked| asked.get(&element.id).copied());
        if ask != Some(Ask::All) {
            layers::pass(element, &by_id, &mut told);
            let said = match ask {
                Some(Ask::Keys(keys)) => {
                    Said::Keys(keys.iter().map(|key| (key, key.value(element))).collect())
                }
                _ => Said::Same,
            };
            values.push((names.theirs(&element.id), said));
            continue;
        }
        let mut own = fresh(element, &names);
        add_structure(&mut own, element, &by_id, &names);
        if !element.properties.contains_key(KEPT) {
            let seed = seed(&element.id);
            own.insert("seed".to_owned(), seed.into());
            own.insert("version".to_owned(), 1.into());
            own.insert("versionNonce".to_owned(), seed.into());
            own.insert("updated".to_owned(), 1.into());
            own.insert("boundElements".to_owned(), Value::Null);
        }
        let mut map = restore(own, &element.properties, |map| read_again(map, element, &names, &boxes));
        if let Some(part) = element.properties.get(PART) {
            map.insert("customData".to_owned(), json!({ OURS: part }));
        }
        layers::add(&mut map, element, &by_id, &names, &mut told);
        if let Some(bound) = bound.get(&element.id) {
            add_bound(&mut map, bound);
        }
        values.push((names.theirs(&element.id), Said::All(Value::Object(map))));
    }
    values
}

/// What starts the random numbers of a hand-drawn look: the same for an element on every machine (FNV-1a).
fn seed(id: &ElementId) -> u32 {
    let hash = id
        .as_str()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash & 0x7fff_ffff).max(1)
}

/// The arrows and labels that each element must know of: type and id.
fn bound_elements(
    elements: &[Arc<Element>],
    names: &Names,
) -> HashMap<ElementId, BTreeSet<(&'static str, String)>> {
    let labelled: HashMap<&ElementId, bool> =
        elements.iter().map(|element| (&element.id, takes_labels(element))).collect();
    let mut bound: HashMap<ElementId, BTreeSet<(&'static str, String)>> = HashMap::new();
    for element in elements {
        let kind = if matches!(element.kind, Kind::Text(_)) { "text" } else { "arrow" };
        let one_sided = element.properties.get(ONE_SIDED).and_then(Value::as_array);
        let came_so = |id: &ElementId| {
            one_sided.is_some_and(|ids| ids.iter().any(|one| one.as_str() == Some(id.as_str())))
        };
        for to in holds(element, |id| labelled.get(id).copied()) {
            if !came_so(&to) {
                bound.entry(to).or_default().insert((kind, names.theirs(&element.id)));
            }
        }
    }
    bound
}

/// Adds what is missing to a list that a file may have had.
fn add_bound(map: &mut Map<String, Value>, bound: &BTreeSet<(&'static str, String)>) {
    let missing: Vec<Value> = bound
        .iter()
        .filter(|(_, id)| !knows(map, id))
        .map(|(kind, id)| json!({"type": kind, "id": id}))
        .collect();
    if missing.is_empty() {
        return;
    }
    let mut list = map.get("boundElements").and_then(Value::as_array).cloned().unwrap_or_default();
    list.extend(missing);
    map.insert("boundElements".to_owned(), list.into());
}

/// The seed that came with an element, else one made of its id.
pub(crate) fn seed_of(element: &Element) -> u32 {
    let kept = element.properties.get(KEPT).and_then(|kept| kept.get("seed")).and_then(Value::as_u64);
    kept.map_or_else(|| seed(&element.id), |seed| (seed & 0x7fff_ffff) as u32)
}

/// The pictures that a page needs; all of them when there is but one page.
pub(super) fn files(sketch: &Sketch, page: usize) -> Option<Value> {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for element in sketch.pages.get(page).into_iter().flat_map(|page| &page.elements) {
        if let Kind::Image { picture: Some(picture) } = &element.kind {
            used.insert(picture);
        }
    }
    let all = sketch.pages.len() < 2;
    let mut files: BTreeMap<&String, Value> = BTreeMap::new();
    for (id, picture) in sketch.pictures.iter().filter(|(id, _)| all || used.contains(id.as_str())) {
        let mut map = kept(&picture.properties);
        map.entry("id").or_insert_with(|| id.clone().into());
        if map.get("mimeType").and_then(Value::as_str) != Some(&picture.media_type) {
            map.insert("mimeType".to_owned(), picture.media_type.clone().into());
        }
        map.entry("created").or_insert_with(|| 1.into());
        map.entry("dataURL").or_insert_with(|| data_url(&picture.media_type, &picture.bytes).into());
        files.insert(id, Value::Object(map));
    }
    if files.is_empty() {
        return match sketch.properties.get("excalidraw-files") {
            Some(files) => Some(files.clone()),
            None if sketch.properties.contains_key(KEPT) => None,
            None => Some(json!({})),
        };
    }
    Some(files.into_iter().map(|(id, value)| (id.clone(), value)).collect::<Map<_, _>>().into())
}

/// A picture as an address that holds it (RFC 2397).
pub(super) fn data_url(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}
