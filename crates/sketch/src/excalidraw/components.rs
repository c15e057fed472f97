//! Components in a program that has none: written as a group of the shapes they look like, with what they are in the
//! first one's `customData`; read again as components as long as nobody changed these shapes, but moved them at most.
//!
//! Not here: the look of components.

use super::element::{OURS, full};
use super::keep::KEPT;
use crate::file;
use crate::json::close;
use crate::render::wireframe;
use crate::scene::{Element, ElementId, Kind};
use kurbo::{Affine, Vec2};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What goes into the `customData` of a part, in its properties until it is written.
pub(super) const PART: &str = "excalidraw-part";
/// Where the first part of a component tells of it, in its `customData`.
pub(super) const ELEMENT: &str = "/justbuilt/element";
/// How far parts may have moved against each other and still be the component, px.
const TOLERANCE: f64 = 0.5;
/// Keys of a part that must be as they were.
const SAME: [&str; 8] =
    ["type", "width", "height", "strokeColor", "backgroundColor", "originalText", "fontSize", "points"];

/// A page with groups of shapes in the place of its components.
pub(super) fn unfold_page(elements: &[Arc<Element>]) -> Cow<'_, [Arc<Element>]> {
    if !elements.iter().any(|element| matches!(element.kind, Kind::Component(_))) {
        return Cow::Borrowed(elements);
    }
    let mut out = Vec::with_capacity(elements.len() * 2);
    for element in elements {
        match unfold(element) {
            Some(parts) => out.extend(parts.into_iter().map(Arc::new)),
            None => out.push(Arc::clone(element)),
        }
    }
    Cow::Owned(out)
}

/// The group of a component, then its parts.
pub(super) fn unfold(element: &Element) -> Option<Vec<Element>> {
    let Kind::Component(component) = &element.kind else { return None };
    let parts = wireframe::parts(component, element.width, element.height, &element.style);
    let mut group = Element::new(element.id.clone(), Kind::Group, element.rect());
    group.parent.clone_from(&element.parent);
    let mut out = vec![group];
    let turn = Affine::rotate_about(element.angle, element.rect().center());
    for (place, mut part) in parts.into_iter().enumerate() {
        (part.x, part.y) = (part.x + element.x, part.y + element.y);
        let middle = part.rect().center();
        let by = turn * middle - middle;
        (part.x, part.y, part.angle) = (part.x + by.x, part.y + by.y, element.angle);
        part.id = format!("{}-{}", element.id, place + 1).into();
        part.parent = Some(element.id.clone());
        part.style.opacity = element.style.opacity;
        (part.locked, part.hidden) = (element.locked, element.hidden);
        part.link.clone_from(&element.link);
        let what =
            if place == 0 { json!({ "element": file::to_value(element) }) } else { json!({ "part": place }) };
        part.properties.insert(PART.to_owned(), what);
        out.push(part);
    }
    Some(out)
}

/// The component of a first part, as it goes into the file.
pub(super) fn component_in(part: &Element) -> Option<&Value> {
    part.properties.get(PART)?.get("element")
}

/// What the file says of a part: our own piece of its `customData`.
fn ours(element: &Element) -> Option<&Map<String, Value>> {
    element.properties.get(KEPT)?.get("customData")?.get(OURS)?.as_object()
}

/// A page with components in the place of groups that are still theirs.
pub(super) fn fold(elements: Vec<Arc<Element>>) -> Vec<Arc<Element>> {
    let owners =
        elements.iter().filter(|element| ours(element).is_some_and(|ours| ours.contains_key("element")));
    let groups: HashSet<ElementId> = owners.filter_map(|owner| owner.parent.clone()).collect();
    if groups.is_empty() {
        return elements;
    }
    let mut parts: HashMap<ElementId, Vec<Arc<Element>>> = HashMap::new();
    for element in elements.iter().filter(|element| ours(element).is_some()) {
        if let Some(parent) = element.parent.as_ref().filter(|parent| groups.contains(parent)) {
            parts.entry(parent.clone()).or_default().push(Arc::clone(element));
        }
    }
    let mut gone: HashSet<ElementId> = HashSet::new();
    let mut found: HashMap<ElementId, Element> = HashMap::new();
    for group in elements.iter().filter(|element| groups.contains(&element.id)) {
        let Some(parts) = parts.get(&group.id) else { continue };
        if let Some(component) = component_of(group, parts) {
            gone.extend(parts.iter().map(|part| part.id.clone()));
            found.insert(group.id.clone(), component);
        }
    }
    let kept = elements.into_iter().filter(|element| !gone.contains(&element.id));
    kept.map(|element| found.remove(&element.id).map_or(element, Arc::new)).collect()
}

/// The component that these parts still are.
fn component_of(group: &Element, parts: &[Arc<Element>]) -> Option<Element> {
    let first = parts.first()?;
    let mut component = file::of_value(ours(first)?.get("element")?.as_object()?.clone());
    component.id = group.id.clone();
    component.parent.clone_from(&group.parent);
    let wanted = unfold(&component)?;
    let wanted = wanted.get(1..)?;
    let moved = Vec2::new(first.x - wanted.first()?.x, first.y - wanted.first()?.y);
    let same = |(part, wanted): (&Arc<Element>, &Element)| {
        let (a, b) = (full(part), full(wanted));
        let place = part.rect().origin() - wanted.rect().origin() - moved;
        let none = Value::Null;
        place.hypot() < TOLERANCE
            && (part.angle - wanted.angle).abs() < 1e-6
            && SAME.iter().all(|key| close(a.get(*key).unwrap_or(&none), b.get(*key).unwrap_or(&none)))
    };
    if parts.len() != wanted.len() || !parts.iter().zip(wanted).all(same) {
        return None;
    }
    (component.x, component.y) = (component.x + moved.x, component.y + moved.y);
    Some(component)
}
