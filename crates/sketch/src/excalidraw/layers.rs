//! What Excalidraw has no words for in its layers: elements that are hidden and still there, and groups that are hidden,
//! locked or named. It travels in `customData`, so that a file comes back as it was left; Excalidraw shows such elements
//! and keeps them. What Excalidraw itself has deleted (`isDeleted`) stays deleted for it.
//!
//! Not here: the keys that Excalidraw has.

use super::element::{OURS, is_set, string};
use super::structure::{ById, Names};
use crate::scene::{Element, ElementId, Kind};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// An element that the file has as deleted, in its properties.
pub(super) const DELETED: &str = "excalidraw-deleted";
/// What is said of groups by their ids, at the first of their members.
const GROUPS: &str = "groups";
/// Longest way up from an element.
const MAX_PARENTS: usize = 64;

/// Adds to the object of an element what it and the groups it is in are beyond Excalidraw's keys. `told` are the groups
/// that were told of already.
pub(super) fn add<'a>(
    map: &mut Map<String, Value>,
    element: &'a Element,
    page: &ById<'a>,
    names: &Names,
    told: &mut HashSet<&'a ElementId>,
) {
    if element.hidden && !element.properties.contains_key(DELETED) {
        map.insert("isDeleted".to_owned(), false.into());
        if let Some(ours) = ours(map) {
            ours.insert("hidden".to_owned(), true.into());
        }
    }
    let mut next = element.parent.as_ref();
    for _ in 0..MAX_PARENTS {
        let Some(parent) = next.and_then(|id| page.get(id)) else { break };
        next = parent.parent.as_ref();
        if !matches!(parent.kind, Kind::Group) || !told.insert(&parent.id) {
            continue;
        }
        let what = of_group(parent);
        if !what.is_empty()
            && let Some(ours) = ours(map)
            && let Some(groups) =
                ours.entry(GROUPS).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
        {
            groups.insert(names.theirs(&parent.id), Value::Object(what));
        }
    }
}

/// What [`add`] would tell of groups is told: the element's object is not asked for.
pub(super) fn pass<'a>(element: &'a Element, page: &ById<'a>, told: &mut HashSet<&'a ElementId>) {
    let mut next = element.parent.as_ref();
    for _ in 0..MAX_PARENTS {
        let Some(parent) = next.and_then(|id| page.get(id)) else { break };
        next = parent.parent.as_ref();
        if matches!(parent.kind, Kind::Group) {
            told.insert(&parent.id);
        }
    }
}

/// What a group is that a list of its members does not say.
fn of_group(group: &Element) -> Map<String, Value> {
    let mut what = Map::new();
    if let Some(name) = &group.name {
        what.insert("name".to_owned(), name.as_str().into());
    }
    for (key, set) in [("hidden", group.hidden), ("locked", group.locked)] {
        if set {
            what.insert(key.to_owned(), true.into());
        }
    }
    what
}

/// Reads what a member says of the group with this id of the file.
pub(super) fn read_group(group: &mut Element, member: &Map<String, Value>, id: &str) {
    let said = member.get("customData").and_then(|data| data.get(OURS)).and_then(|ours| ours.get(GROUPS));
    let Some(what) = said.and_then(|groups| groups.get(id)).and_then(Value::as_object) else { return };
    group.hidden |= is_set(what, "hidden");
    group.locked |= is_set(what, "locked");
    if let Some(name) = string(what, "name") {
        group.name = Some(name.to_owned());
    }
}

/// Our part of an object's `customData`; `None` where a file has something there that is no object.
fn ours(map: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    let object = || Value::Object(Map::new());
    let data = map.entry("customData").or_insert_with(object);
    if data.is_null() {
        *data = object();
    }
    data.as_object_mut()?.entry(OURS).or_insert_with(object).as_object_mut()
}
