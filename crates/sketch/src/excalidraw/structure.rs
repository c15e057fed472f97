//! Who is in what, and who holds on to whom: Excalidraw's lists of group ids, frame ids, container ids and bindings
//! as parents and bindings of the scene, and back.
//!
//! A group of Excalidraw is only an id in the lists of its members (innermost first); here it becomes an element of
//! its own, before its first member.
//!
//! Not here: the keys of a single element.

use super::components::fold;
use super::element::{full, is_set, parse, point, string};
use super::keep::keep;
use super::layers::{DELETED, read_group};
use crate::json::{number, tell};
use crate::scene::{Binding, Element, ElementId, Kind};
use justbuilt_base::Diagnostic;
use kurbo::{Affine, Point, Rect};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The id that an element had in its file, where another was taken already.
pub(super) const FILE_ID: &str = "excalidraw-id";
/// The elements of the file that this one holds on to, and that do not know of it.
pub(super) const ONE_SIDED: &str = "excalidraw-one-sided";
/// Groups within groups; what is deeper is taken as the innermost.
const MAX_GROUPS: usize = 64;
/// Longest way up from an element: beyond it the parents go in circles.
const MAX_PARENTS: usize = 1000;
/// Distance from the outline where a file says none, px.
const USUAL_GAP: f64 = 5.0;

/// Ids in use in a sketch, and those of a file's page in it.
#[derive(Default)]
pub(super) struct Names {
    ours: HashMap<String, ElementId>,
    theirs: HashMap<ElementId, String>,
}

impl Names {
    /// The names that the elements of a page have in a file: their own, or the ones they came with.
    pub(super) fn of_page(elements: &[Arc<Element>]) -> Self {
        let mut names = Self::default();
        for element in elements {
            let came = element.properties.get(FILE_ID).and_then(Value::as_str);
            // A copy has an id of its own, and none of the file's.
            let name = came.filter(|came| {
                element.id.as_str().strip_prefix(*came).is_some_and(|rest| rest.starts_with('~'))
            });
            if let Some(name) = name {
                names.put(name.to_owned(), element.id.clone());
            }
        }
        names
    }

    fn put(&mut self, theirs: String, ours: ElementId) {
        self.theirs.entry(ours.clone()).or_insert_with(|| theirs.clone());
        self.ours.entry(theirs).or_insert(ours);
    }

    /// Our id for one of the file.
    fn ours(&self, theirs: &str) -> ElementId {
        self.ours.get(theirs).cloned().unwrap_or_else(|| ElementId::from(theirs))
    }

    /// The file's id for one of ours.
    pub(super) fn theirs(&self, ours: &ElementId) -> String {
        self.theirs.get(ours).cloned().unwrap_or_else(|| ours.as_str().to_owned())
    }
}

/// An id that no other has: this one, or this one with a number.
pub(super) fn unique(wanted: &str, taken: &mut HashSet<String>) -> String {
    if taken.insert(wanted.to_owned()) {
        return wanted.to_owned();
    }
    let mut number = 2_u64;
    loop {
        let name = format!("{wanted}~{number}");
        if taken.insert(name.clone()) {
            return name;
        }
        number += 1;
    }
}

/// The boxes of a page, for bindings.
pub(super) struct Boxes(HashMap<ElementId, (Rect, f64)>);

impl Boxes {
    /// Of these elements.
    pub(super) fn of<'a>(elements: impl Iterator<Item = &'a Element>) -> Self {
        Self(elements.map(|element| (element.id.clone(), (element.rect(), element.angle))).collect())
    }

    /// Where a point lies in an element, as shares of its width and height.
    fn share(&self, element: &ElementId, at: Point) -> Point {
        let Some((rect, angle)) = self.0.get(element) else { return Point::new(0.5, 0.5) };
        let at = Affine::rotate_about(-angle, rect.center()) * at;
        let along = |at: f64, start: f64, length: f64| {
            if length > 1e-9 { ((at - start) / length).clamp(0.0, 1.0) } else { 0.5 }
        };
        Point::new(along(at.x, rect.x0, rect.width()), along(at.y, rect.y0, rect.height()))
    }
}

/// The binding that a value tells of, for an end at `end` on the page.
fn binding(value: Option<&Value>, end: Point, names: &Names, boxes: &Boxes) -> Option<Binding> {
    let map = value?.as_object()?;
    let element = names.ours(string(map, "elementId")?);
    let at = map.get("fixedPoint").and_then(point).unwrap_or_else(|| boxes.share(&element, end));
    let gap = map.get("gap").and_then(Value::as_f64).filter(|gap| gap.is_finite()).unwrap_or(USUAL_GAP);
    Some(Binding { element, at, gap })
}

fn binding_value(binding: Option<&Binding>, names: &Names) -> Value {
    binding.map_or(Value::Null, |binding| {
        json!({
            "elementId": names.theirs(&binding.element),
            "focus": 0,
            "gap": number(binding.gap),
            "fixedPoint": [number(binding.at.x), number(binding.at.y)],
        })
    })
}

/// Reads the bindings of an arrow or line.
fn bind(element: &mut Element, map: &Map<String, Value>, names: &Names, boxes: &Boxes) {
    let middle = element.rect().center();
    let (turn, origin) = (Affine::rotate_about(element.angle, middle), Point::new(element.x, element.y));
    let (Kind::Arrow(line) | Kind::Line(line)) = &mut element.kind else { return };
    let on_page = |point: Option<&Point>| turn * (origin + point.copied().unwrap_or_default().to_vec2());
    line.start = binding(map.get("startBinding"), on_page(line.points.first()), names, boxes);
    line.end = binding(map.get("endBinding"), on_page(line.points.last()), names, boxes);
}

/// What an object of the file would be written as.
pub(super) fn read_again(
    map: &Map<String, Value>,
    now: &Element,
    names: &Names,
    boxes: &Boxes,
) -> Map<String, Value> {
    let mut element = parse(map, now.id.clone());
    bind(&mut element, map, names, boxes);
    fresh(&element, names)
}

/// All keys of an element but those of its parents.
pub(super) fn fresh(element: &Element, names: &Names) -> Map<String, Value> {
    let mut map = full(element);
    map.insert("id".to_owned(), names.theirs(&element.id).into());
    if let Kind::Arrow(line) | Kind::Line(line) = &element.kind {
        map.insert("startBinding".to_owned(), binding_value(line.start.as_ref(), names));
        map.insert("endBinding".to_owned(), binding_value(line.end.as_ref(), names));
    }
    map
}

/// The elements of a page by their ids.
pub(super) type ById<'a> = HashMap<&'a ElementId, &'a Element>;

/// Adds the keys that tell of parents.
pub(super) fn add_structure(map: &mut Map<String, Value>, element: &Element, page: &ById<'_>, names: &Names) {
    let mut groups = Vec::new();
    let mut frame = Value::Null;
    let mut container = Value::Null;
    let mut next = element.parent.as_ref();
    for step in 0..MAX_PARENTS {
        let Some(parent) = next.and_then(|id| page.get(id)) else { break };
        match &parent.kind {
            Kind::Frame => {
                frame = names.theirs(&parent.id).into();
                break;
            }
            Kind::Group => groups.push(Value::from(names.theirs(&parent.id))),
            _ if step == 0 && matches!(element.kind, Kind::Text(_)) => {
                container = names.theirs(&parent.id).into();
            }
            _ => {}
        }
        next = parent.parent.as_ref();
    }
    map.insert("groupIds".to_owned(), groups.into());
    map.insert("frameId".to_owned(), frame);
    if matches!(element.kind, Kind::Text(_)) {
        map.insert("containerId".to_owned(), container);
    }
}

/// Reads the objects of a page.
pub(super) fn read_page(
    values: Vec<Value>,
    taken: &mut HashSet<String>,
    of: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Arc<Element>> {
    let mut names = Names::default();
    let mut read: Vec<(Map<String, Value>, Element)> = Vec::with_capacity(values.len());
    for (place, value) in values.into_iter().enumerate() {
        let Value::Object(map) = value else {
            tell(
                diagnostics,
                Diagnostic::warning(format!("{of}: element {} is no object: left out", place + 1)),
            );
            continue;
        };
        let wanted = match map.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => format!("element-{}", place + 1),
        };
        for key in ["type", "x", "y"] {
            if map.get(key).is_none_or(Value::is_null) {
                tell(diagnostics, Diagnostic::warning(format!("{of}: element {wanted:?} has no `{key}`")));
            }
        }
        let id = ElementId::from(unique(&wanted, taken));
        names.put(wanted, id.clone());
        let element = parse(&map, id);
        read.push((map, element));
    }
    let boxes = Boxes::of(read.iter().map(|(_, element)| element));
    for (map, element) in &mut read {
        bind(element, map, &names, &boxes);
    }
    let groups = find_parents(&mut read, &mut names, taken, of, diagnostics);
    let one_sided = one_sided(&read);
    let (maps, read): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    // What would be written tells what must be kept.
    let properties: Vec<Map<String, Value>> = {
        let page: ById<'_> = groups.values().flatten().chain(&read).map(|e| (&e.id, e)).collect();
        let kept = |(map, element): (Map<String, Value>, &Element)| {
            // Two elements of one id: each is written under the id it came with.
            let mut own = fresh(element, &names);
            let came = map.get("id").and_then(Value::as_str).map(str::to_owned);
            if let Some(id) = &came {
                own.insert("id".to_owned(), id.as_str().into());
            }
            add_structure(&mut own, element, &page, &names);
            let deleted = is_set(&map, "isDeleted");
            let mut properties = keep(map, &own);
            if deleted {
                properties.insert(DELETED.to_owned(), true.into());
            }
            if let Some(came) = came.filter(|came| came != element.id.as_str()) {
                properties.insert(FILE_ID.to_owned(), came.into());
            }
            properties
        };
        maps.into_iter().zip(&read).map(kept).collect()
    };
    let mut elements = Vec::with_capacity(read.len());
    let mut groups = groups;
    for (place, (mut element, properties)) in read.into_iter().zip(properties).enumerate() {
        elements.extend(groups.remove(&place).into_iter().flatten().map(Arc::new));
        element.properties = properties.into();
        if let Some(ids) = one_sided.get(&element.id) {
            element
                .properties
                .insert(ONE_SIDED.to_owned(), ids.iter().map(|id| Value::from(id.as_str())).collect());
        }
        elements.push(Arc::new(element));
    }
    fold(elements)
}

/// A group while it is put together: its element, its parent among the groups, the frame of its members so far.
struct Found {
    element: Element,
    first: usize,
    parent: Option<usize>,
    frame: Frames,
}

/// The frames that members of a group are in.
#[derive(Clone, PartialEq)]
enum Frames {
    One(ElementId),
    NoneOrSeveral,
}

/// Gives every element its parent; returns the groups by the place of their first member, outer ones first.
fn find_parents(
    read: &mut [(Map<String, Value>, Element)],
    names: &mut Names,
    taken: &mut HashSet<String>,
    of: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<usize, Vec<Element>> {
    let kinds: HashMap<ElementId, bool> =
        read.iter().map(|(_, e)| (e.id.clone(), matches!(e.kind, Kind::Frame))).collect();
    let texts: HashSet<ElementId> = read
        .iter()
        .filter(|(_, e)| matches!(e.kind, Kind::Text(_) | Kind::Frame))
        .map(|(_, e)| e.id.clone())
        .collect();
    let mut found: Vec<Found> = Vec::new();
    let mut by_path: HashMap<(Option<usize>, String), usize> = HashMap::new();
    for (place, (map, element)) in read.iter_mut().enumerate() {
        let is_frame = matches!(element.kind, Kind::Frame);
        let frame = string(map, "frameId").map(|id| names.ours(id));
        let frame = frame.filter(|id| !is_frame && kinds.get(id) == Some(&true));
        let mut group = None;
        let ids = map.get("groupIds").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if ids.len() > MAX_GROUPS {
            let message =
                format!("{of}: {:?} is in {} groups, only {MAX_GROUPS} are shown", element.id, ids.len());
            tell(diagnostics, Diagnostic::warning(message));
        }
        for id in ids.iter().rev().take(MAX_GROUPS).filter_map(Value::as_str) {
            let at = *by_path.entry((group, id.to_owned())).or_insert_with(|| {
                let own = ElementId::from(unique(id, taken));
                let mut new = Element::new(own.clone(), Kind::Group, element.rect());
                if own.as_str() != id {
                    new.properties.insert(FILE_ID.to_owned(), id.into());
                }
                let frame = match &frame {
                    Some(frame) if !is_frame => Frames::One(frame.clone()),
                    _ => Frames::NoneOrSeveral,
                };
                found.push(Found { element: new, first: place, parent: group, frame });
                found.len() - 1
            });
            group = Some(at);
            if let Some(found) = found.get_mut(at) {
                read_group(&mut found.element, map, id);
                let rect = found.element.rect().union(element.rect());
                (found.element.x, found.element.y) = (rect.x0, rect.y0);
                (found.element.width, found.element.height) = (rect.width(), rect.height());
                if frame.as_ref().map(|frame| Frames::One(frame.clone())) != Some(found.frame.clone()) {
                    found.frame = Frames::NoneOrSeveral;
                }
            }
        }
        let container = match &element.kind {
            Kind::Text(_) => string(map, "containerId").map(|id| names.ours(id)),
            _ => None,
        };
        let container = container.filter(|id| kinds.contains_key(id) && !texts.contains(id));
        let in_group = group.and_then(|at| found.get(at)).map(|found| found.element.id.clone());
        element.parent = container.or(in_group).or(frame);
    }
    let ids: Vec<ElementId> = found.iter().map(|found| found.element.id.clone()).collect();
    let mut groups: BTreeMap<usize, Vec<Element>> = BTreeMap::new();
    for found in found {
        let mut element = found.element;
        element.parent = match (found.parent.and_then(|at| ids.get(at)), found.frame) {
            (Some(outer), _) => Some(outer.clone()),
            (None, Frames::One(frame)) => Some(frame),
            (None, Frames::NoneOrSeveral) => None,
        };
        if let Some(name) = element.properties.get(FILE_ID).and_then(Value::as_str) {
            names.theirs.insert(element.id.clone(), name.to_owned());
        }
        groups.entry(found.first).or_default().push(element);
    }
    groups
}

/// The elements that an element needs to be known of: its container, or what its ends hold on to.
pub(super) fn holds(element: &Element, kind_of: impl Fn(&ElementId) -> Option<bool>) -> Vec<ElementId> {
    match &element.kind {
        Kind::Text(_) => element.parent.iter().filter(|id| kind_of(id) == Some(true)).cloned().collect(),
        Kind::Arrow(line) => line
            .start
            .iter()
            .chain(&line.end)
            .map(|end| &end.element)
            .filter(|id| kind_of(id).is_some())
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a text in this is its label.
pub(super) fn takes_labels(element: &Element) -> bool {
    !matches!(element.kind, Kind::Group | Kind::Frame | Kind::Text(_))
}

/// Old and broken files: arrows and labels that the other side does not know of.
fn one_sided(read: &[(Map<String, Value>, Element)]) -> HashMap<ElementId, Vec<ElementId>> {
    let by_id: HashMap<&ElementId, (&Map<String, Value>, &Element)> =
        read.iter().map(|(map, element)| (&element.id, (map, element))).collect();
    let mut found: HashMap<ElementId, Vec<ElementId>> = HashMap::new();
    for (map, element) in read {
        let id = map.get("id").and_then(Value::as_str).unwrap_or_default();
        for other in holds(element, |id| by_id.get(id).map(|(_, element)| takes_labels(element))) {
            if by_id.get(&other).is_some_and(|(other, _)| !knows(other, id)) {
                found.entry(element.id.clone()).or_default().push(other);
            }
        }
    }
    found
}

/// An object's lists of bound elements name this one.
pub(super) fn knows(map: &Map<String, Value>, id: &str) -> bool {
    let list = |key: &str| map.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list("boundElements").iter().any(|one| one.get("id").and_then(Value::as_str) == Some(id))
        || list("boundElementIds").iter().any(|one| one.as_str() == Some(id))
}
