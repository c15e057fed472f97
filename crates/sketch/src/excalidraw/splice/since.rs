//! The edits that a change of a drawing is, where the drawing that the text says is known: only what the change touches is
//! written and compared. A file of a thousand elements of which one was moved is not written anew to find that out.
//!
//! Not here: how values are exchanged.

use super::super::FORM;
use super::super::components::unfold_page;
use super::super::plain::{Plain, differing, is_bound_by_place};
use super::super::structure::{FILE_ID, holds};
use super::super::write::{Ask, Said, around, files, objects};
use super::object::values;
use super::{Node, Parts, Splice, edits, read, rising};
use crate::json::Reader;
use crate::scene::{Element, ElementId, Kind, Sketch};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Longest way up from an element: beyond it the parents go in circles.
const MAX_PARENTS: usize = 1000;

/// As [`edits()`], of a text that says what `from` is.
#[must_use]
pub fn edits_since(text: &str, from: &Sketch, to: &Sketch) -> Option<Vec<(Range<usize>, String)>> {
    few(text, from, to).or_else(|| edits(text, to))
}

/// `None` where more than a few things may have changed.
fn few(text: &str, from: &Sketch, to: &Sketch) -> Option<Vec<(Range<usize>, String)>> {
    if !is_scene(from) || !is_scene(to) {
        return None;
    }
    let (old, new) = (unfold_page(&from.pages.first()?.elements), unfold_page(&to.pages.first()?.elements));
    let asked = touched(&old, &new)?;
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let same_pictures = same_pictures(from, to);
    let top = top(text, same_pictures)?;
    let mut wanted = around(to);
    wanted.insert("elements".to_owned(), Value::Null);
    let Parts::Members(members) = &top.parts else { return None };
    let said = members.iter().any(|(key, _)| key == "files");
    match same_pictures {
        true if said => wanted.insert("files".to_owned(), Value::Null),
        true => wanted.remove("files"),
        false => files(to, 0).and_then(|files| wanted.insert("files".to_owned(), files)),
    };
    let mut splice = Splice { text, edits: Vec::new(), elements: objects(&new, Some(&asked)) };
    splice.node(&top, &Value::Object(wanted), "")?;
    Some(splice.joined())
}

/// Not a library.
pub(super) fn is_scene(sketch: &Sketch) -> bool {
    let form = sketch.properties.get(FORM).and_then(Value::as_str);
    matches!(form, None | Some("elements")) && sketch.pages.len() == 1
}

/// The pictures of both are the same ones in memory.
pub(super) fn same_pictures(from: &Sketch, to: &Sketch) -> bool {
    const FILES: &str = "excalidraw-files";
    from.pictures.len() == to.pictures.len()
        && from.properties.get(FILES) == to.properties.get(FILES)
        && from.pictures.iter().zip(&to.pictures).all(|((key, a), (other, b))| {
            key == other
                && Arc::ptr_eq(&a.bytes, &b.bytes)
                && a.media_type == b.media_type
                && a.properties == b.properties
        })
}

/// The object of a file, its elements not read any further than their ids. `None` when there is none, or a key is twice.
pub(super) fn top(text: &str, same_pictures: bool) -> Option<Node> {
    let mut reader = Reader::new(text);
    let start = reader.offset();
    let mut members: Vec<(String, Node)> = Vec::new();
    reader.members(&mut |reader, key| {
        let node = match key.as_str() {
            "elements" if reader.peek() == Some(b'[') => Some(elements(reader, text)),
            "files" if same_pictures => {
                let start = reader.offset();
                reader.skip_value();
                Some(Node { range: start..reader.here(), parts: Parts::Right })
            }
            _ => read(reader),
        };
        members.extend(node.map(|node| (key, node)));
    });
    let keys: HashSet<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    // Without any there is nothing to put others between.
    let some = |(key, node): &(String, Node)| key == "elements" && matches!(node.parts, Parts::Elements(_));
    let all = keys.len() == members.len() && members.iter().any(some);
    all.then_some(Node { range: start..reader.here(), parts: Parts::Members(members) })
}

fn elements(reader: &mut Reader<'_>, text: &str) -> Node {
    let start = reader.offset();
    let mut items = Vec::new();
    reader.items(&mut |reader| {
        let start = reader.offset();
        let mut id = None;
        if reader.peek() == Some(b'{') {
            reader.members(&mut |reader, key| {
                let start = reader.offset();
                reader.skip_value();
                if key == "id" {
                    id = text.get(start..reader.here()).and_then(|id| serde_json::from_str(id).ok());
                }
            });
        } else {
            reader.skip_value();
        }
        items.push((start..reader.here(), id));
    });
    let parts = if items.is_empty() { Parts::None } else { Parts::Elements(items) };
    Node { range: start..reader.here(), parts }
}

impl Splice<'_> {
    /// As [`Splice::items`], where only those are read that may have changed.
    pub(super) fn elements(
        &mut self,
        node: &Node,
        items: &[(Range<usize>, Option<String>)],
        space: &str,
    ) -> Option<()> {
        let wanted = std::mem::take(&mut self.elements);
        let at: Option<HashMap<&str, usize>> =
            items.iter().enumerate().map(|(at, (_, id))| Some((id.as_deref()?, at))).collect();
        let at = at.filter(|at| at.len() == items.len())?;
        let once: HashSet<&str> = wanted.iter().map(|(id, _)| id.as_str()).collect();
        let places: Vec<Option<usize>> = wanted.iter().map(|(id, _)| at.get(id.as_str()).copied()).collect();
        let stays = rising(&places);
        if once.len() != wanted.len() || stays.is_empty() {
            return None;
        }
        let ranges: Vec<Range<usize>> = items.iter().map(|(range, _)| range.clone()).collect();
        let inner = self.space(node, ranges.first()?.start, space)?;
        let mut gaps: Vec<Vec<String>> = vec![Vec::new()];
        let mut kept = Vec::with_capacity(stays.len());
        for ((_, value), place) in wanted.iter().zip(&places) {
            match (place.filter(|place| stays.contains(place)), value) {
                (Some(place), said) => {
                    let range = ranges.get(place)?;
                    match said {
                        Said::Same => {}
                        Said::Keys(keys) => self.keys(range, keys)?,
                        Said::All(value) => {
                            let item = read(&mut Reader::at(self.text, range.start))?;
                            self.node(&item, value, &inner)?;
                        }
                    }
                    kept.push(place);
                    gaps.push(Vec::new());
                }
                (None, Said::All(value)) => gaps.last_mut()?.push(super::pretty(value, &inner)),
                // One that moved among the others has to be written, too.
                (None, _) => return None,
            }
        }
        self.gaps(node, &ranges, &kept, &gaps, &inner)
    }

    /// Other values of keys for the element whose object this is.
    pub(super) fn keys(&mut self, object: &Range<usize>, said: &[(Plain, Value)]) -> Option<()> {
        let found = values(self.text.get(object.clone())?, &Plain::ALL.map(Plain::name))?;
        for (key, value) in said {
            let range = found.get(*key as usize)?.clone()?;
            let node =
                Node { range: object.start + range.start..object.start + range.end, parts: Parts::None };
            self.node(&node, value, "")?;
        }
        Some(())
    }
}

/// The elements whose objects may be others than before. `None` where that may be any.
pub(super) fn touched<'a>(
    from: &'a [Arc<Element>],
    to: &'a [Arc<Element>],
) -> Option<HashMap<&'a ElementId, Ask>> {
    let before: HashMap<&ElementId, &Arc<Element>> = from.iter().map(|e| (&e.id, e)).collect();
    let after: HashMap<&ElementId, &Arc<Element>> = to.iter().map(|e| (&e.id, e)).collect();
    if before.len() != from.len() || after.len() != to.len() {
        return None;
    }
    let mut others = from.len() != to.len() || from.iter().zip(to).any(|(a, b)| a.id != b.id);
    let mut changed: HashMap<&ElementId, Ask> = HashMap::new();
    for element in to {
        let ask = match before.get(&element.id) {
            Some(old) if Arc::ptr_eq(old, element) || ***old == **element => continue,
            Some(old) => ask(old, element).unwrap_or_else(|| {
                others |= old.parent != element.parent;
                Ask::All
            }),
            None => Ask::All,
        };
        changed.insert(&element.id, ask);
    }
    changed.extend(from.iter().filter(|e| !after.contains_key(&e.id)).map(|e| (&e.id, Ask::All)));
    // Copies of an id in other files have names that depend on each other.
    let named = |e: &&Arc<Element>| e.properties.contains_key(FILE_ID);
    let versions = |id: &&'a ElementId| before.get(*id).into_iter().chain(after.get(*id)).copied();
    let altered = |id: &ElementId| changed.get(id) == Some(&Ask::All);
    if changed.keys().filter(|id| altered(id)).flat_map(versions).any(|e| named(&e)) {
        return None;
    }
    let mut touched = changed.clone();
    // What a changed one holds on to tells of it.
    for element in changed.keys().filter(|id| altered(id)).flat_map(versions) {
        for id in holds(element, |_| Some(true)) {
            touched.extend(after.get(&id).map(|held| (&held.id, Ask::All)));
        }
    }
    for element in to.iter().filter(|element| !altered(&element.id)) {
        let bound = |id: &ElementId| changed.contains_key(id);
        if is_bound_by_place(element) && is_bound(element, bound) || within(element, &after, altered, others)
        {
            touched.insert(&element.id, Ask::All);
        }
    }
    Some(touched)
}

/// What may be new of the object of an element that is on the page before and after; `None` where that is anything. A
/// group has no object: its members tell of it.
pub(super) fn ask(old: &Element, new: &Element) -> Option<Ask> {
    let keys = differing(old, new)?;
    let told = matches!(new.kind, Kind::Group) && keys.has(Plain::Locked);
    (!told).then_some(Ask::Keys(keys))
}

/// Whether a line holds on to one of these.
pub(super) fn is_bound(element: &Element, to: impl Fn(&ElementId) -> bool) -> bool {
    let (Kind::Arrow(line) | Kind::Line(line)) = &element.kind else { return false };
    line.start.iter().chain(&line.end).any(|end| to(&end.element))
}

/// Whether something that an element is in changed; where elements came, went or changed places (`others`), also
/// whether it may have to tell of a group now that another told of before.
fn within(
    element: &Element,
    page: &HashMap<&ElementId, &Arc<Element>>,
    altered: impl Fn(&ElementId) -> bool,
    others: bool,
) -> bool {
    let mut next = element.parent.as_ref();
    for _ in 0..MAX_PARENTS {
        let Some(id) = next else { return false };
        if altered(id) {
            return true;
        }
        let Some(parent) = page.get(id) else { return false };
        let told = parent.name.is_some() || parent.hidden || parent.locked;
        if others && told && matches!(parent.kind, Kind::Group) {
            return true;
        }
        next = parent.parent.as_ref();
    }
    true
}
