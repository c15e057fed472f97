//! Where the elements of a text stand: what is known of it while its drawing is changed, so that a change reads and
//! writes nothing but what it touches. It is found once, for which the text is read as a whole, and follows each change.
//!
//! Not here: what a change touches.

use super::super::components::{ELEMENT, component_in, unfold};
use super::super::plain::{Keys, Plain, differing, differing_here, is_bound_by_place, origin};
use super::super::structure::Names;
use super::super::write::{Said, objects};
use super::object::values;
use super::since::{ask, is_bound, is_scene, same_pictures, top, touched};
use super::{Parts, Splice, pretty, read, rising};
use crate::json::{Reader, number};
use crate::scene::{Element, ElementId, Kind, Sketch};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Numbers that are as near as this (a share of them) may be the same for a file: then the text is asked.
const NEAR: f64 = 1e-6;

/// Gives a piece of the text.
type Slice<'a, 't> = &'a dyn Fn(Range<usize>) -> Cow<'t, str>;

/// What is known of a text and the drawing that it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    page: Vec<Arc<Element>>,
    shapes: Shapes,
    /// Length of the text.
    len: usize,
    /// After the bracket that opens the list of elements.
    start: usize,
    /// One for each of the shapes that is no group, in order.
    objects: Vec<Object>,
    /// What stands before an element.
    space: String,
}

/// A change of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Bytes of the text taken out and text put in, in order.
    pub edits: Vec<(Range<usize>, String)>,
    /// What is known of the text after it.
    pub places: Places,
}

/// The object of an element in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Object {
    start: usize,
    end: usize,
    x: Span,
    y: Span,
}

/// From the start of the object on; empty when it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Span {
    from: u32,
    to: u32,
}

impl Span {
    fn new(range: Option<Range<usize>>) -> Self {
        let number = |at: usize| u32::try_from(at).ok();
        range
            .and_then(|range| Some(Self { from: number(range.start)?, to: number(range.end)? }))
            .unwrap_or_default()
    }
}

impl Object {
    fn new(text: &str, start: usize) -> Option<Self> {
        let [x, y] = values(text, &["x", "y"])?;
        Some(Self { start, end: start + text.len(), x: Span::new(x), y: Span::new(y) })
    }
}

/// The elements of a page, groups of shapes in the place of components.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shapes {
    /// Empty on a page without components.
    all: Vec<Arc<Element>>,
    /// Where those of each element of the page begin.
    firsts: Vec<usize>,
}

impl Shapes {
    /// Those of a page. What it has in common with the page before is taken from there.
    fn of(page: &[Arc<Element>], before: (&[Arc<Element>], &Shapes)) -> Self {
        let mut shapes = Self::default();
        if !page.iter().any(|element| matches!(element.kind, Kind::Component(_))) {
            return shapes;
        }
        let (known, old) = before;
        let mut places: Option<HashMap<&ElementId, usize>> = None;
        let mut next = 0;
        for element in page {
            shapes.firsts.push(shapes.all.len());
            if !matches!(element.kind, Kind::Component(_)) {
                shapes.all.push(Arc::clone(element));
                next += 1;
                continue;
            }
            if known.get(next).is_none_or(|known| known.id != element.id) {
                let places = places
                    .get_or_insert_with(|| known.iter().enumerate().map(|(at, e)| (&e.id, at)).collect());
                next = places.get(&element.id).copied().unwrap_or(next);
            }
            let same = known.get(next).is_some_and(|known| Arc::ptr_eq(known, element));
            match old.parts(next).filter(|_| same) {
                Some(parts) => shapes.all.extend(parts.iter().cloned()),
                None => shapes.all.extend(unfold(element).into_iter().flatten().map(Arc::new)),
            }
            next += 1;
        }
        shapes
    }

    /// Those of an element of the page.
    fn parts(&self, at: usize) -> Option<&[Arc<Element>]> {
        let start = *self.firsts.get(at)?;
        self.all.get(start..self.firsts.get(at + 1).copied().unwrap_or(self.all.len()))
    }
}

impl Places {
    /// Of a text, and the drawing that it says. `None` when the text is no sound scene, or says it in another order.
    #[must_use]
    pub fn of(text: &str, sketch: &Sketch) -> Option<Self> {
        if !is_scene(sketch) {
            return None;
        }
        serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
        let page = sketch.pages.first()?.elements.clone();
        let shapes = Shapes::of(&page, (&[], &Shapes::default()));
        let top = top(text, true)?;
        let Parts::Members(members) = &top.parts else { return None };
        let (_, list) = members.iter().find(|(key, _)| key == "elements")?;
        let Parts::Elements(items) = &list.parts else { return None };
        let start = list.range.start + 1;
        let space = text.get(start..items.first()?.0.start)?.to_owned();
        let objects = items
            .iter()
            .map(|(range, _)| Object::new(text.get(range.clone())?, range.start))
            .collect::<Option<Vec<_>>>()?;
        let places = Self { page, shapes, len: text.len(), start, objects, space };
        let all = places.shapes();
        let names = Names::of_page(all);
        let mut ids = items.iter().map(|(_, id)| id.as_deref());
        let same = all
            .iter()
            .filter(|element| has_object(element))
            .all(|element| ids.next().flatten() == Some(names.theirs(&element.id).as_str()));
        (same && ids.next().is_none()).then_some(places)
    }

    /// The edits that make the text say `to`, where it says `from`, which is the drawing that this was found for. `None`
    /// when they cannot be told from what is known: then [`edits_since`](super::edits_since) tells.
    ///
    /// `slice` gives pieces of the text, which has `len` bytes.
    #[must_use]
    pub fn step<'t>(
        &self,
        len: usize,
        slice: &dyn Fn(Range<usize>) -> Cow<'t, str>,
        from: &Sketch,
        to: &Sketch,
    ) -> Option<Step> {
        let around = from.background == to.background && from.properties == to.properties;
        if len != self.len || !is_scene(to) || !around || !same_pictures(from, to) {
            return None;
        }
        let (old, new) = (&from.pages.first()?.elements, &to.pages.first()?.elements);
        if old.len() != self.page.len() || !old.iter().zip(&self.page).all(|(a, b)| Arc::ptr_eq(a, b)) {
            return None;
        }
        let shapes = Shapes::of(new, (&self.page, &self.shapes));
        let all = if shapes.all.is_empty() { new } else { &shapes.all };
        let writer = self.plainly(slice, all).or_else(|| self.generally(slice, all))?;
        let Writer { edits, shift, objects } = writer;
        let places = Self {
            page: new.clone(),
            shapes,
            len: self.len.checked_add_signed(shift)?,
            objects,
            start: self.start,
            space: self.space.clone(),
        };
        Some(Step { edits, places })
    }

    fn shapes(&self) -> &[Arc<Element>] {
        if self.shapes.all.is_empty() { &self.page } else { &self.shapes.all }
    }

    /// Where the elements are the same ones in the same order, and all that is new of them are values of their own.
    fn plainly(&self, slice: Slice<'_, '_>, new: &[Arc<Element>]) -> Option<Writer> {
        let old = self.shapes();
        if old.len() != new.len() {
            return None;
        }
        let mut writer = Writer::new(self.objects.len());
        let mut objects = self.objects.iter();
        let mut changed: HashSet<&ElementId> = HashSet::new();
        let by_place: Vec<&Arc<Element>> = new.iter().filter(|element| is_bound_by_place(element)).collect();
        for (was, is) in old.iter().zip(new) {
            let object = if has_object(was) { Some(objects.next()?) } else { None };
            if Arc::ptr_eq(was, is) {
                object.into_iter().for_each(|object| writer.keep(object));
                continue;
            }
            if !by_place.is_empty() {
                changed.insert(&is.id);
            }
            let Some(object) = object else {
                ask(was, is)?;
                continue;
            };
            let (part, keys) = match part(was, is) {
                Some(part) => (Some(part), differing_here(was, is)?),
                None => (None, differing(was, is)?),
            };
            if part.is_none() && keys.is_within(Keys::PLACE) {
                writer.place(object, (was, is), keys, slice)?;
                continue;
            }
            let text = slice(object.start..object.end);
            let mut splice = Splice { text: &text, edits: Vec::new(), elements: Vec::new() };
            let said: Vec<_> = keys.iter().map(|key| (key, key.value(is))).collect();
            splice.keys(&(0..text.len()), &said)?;
            if let Some(part) = part {
                splice.part(part)?;
            }
            writer.within(object, &text, splice.joined())?;
        }
        let moved = by_place.iter().any(|line| is_bound(line, |id| changed.contains(id)));
        (!moved).then_some(writer)
    }

    /// Whatever changed.
    fn generally(&self, slice: Slice<'_, '_>, new: &[Arc<Element>]) -> Option<Writer> {
        let old = self.shapes();
        let asked = touched(old, new)?;
        let wanted = objects(new, Some(&asked));
        let names = Names::of_page(old);
        let at: HashMap<String, usize> = old
            .iter()
            .filter(|element| has_object(element))
            .enumerate()
            .map(|(at, element)| (names.theirs(&element.id), at))
            .collect();
        let once: HashSet<&str> = wanted.iter().map(|(id, _)| id.as_str()).collect();
        if at.len() != self.objects.len() || once.len() != wanted.len() {
            return None;
        }
        let places: Vec<Option<usize>> = wanted.iter().map(|(id, _)| at.get(id).copied()).collect();
        let in_order = places.iter().flatten().is_sorted();
        let run = if in_order { HashSet::new() } else { rising(&places) };
        let stays = |place: &usize| in_order || run.contains(place);
        if !places.iter().flatten().any(stays) {
            return None;
        }
        let mut writer = Writer::new(wanted.len());
        let (mut before, mut added) = (None, Vec::new());
        for ((_, said), place) in wanted.iter().zip(&places) {
            let Some(place) = place.filter(stays) else {
                // One that moved among the others has to be written, too.
                let Said::All(value) = said else { return None };
                added.push(pretty(value, &self.space));
                continue;
            };
            self.gap(&mut writer, before, Some(place), std::mem::take(&mut added))?;
            before = Some(place);
            let object = self.objects.get(place)?;
            if matches!(said, Said::Same) {
                writer.keep(object);
                continue;
            }
            let text = slice(object.start..object.end);
            let mut splice = Splice { text: &text, edits: Vec::new(), elements: Vec::new() };
            match said {
                Said::Same => {}
                Said::Keys(keys) => splice.keys(&(0..text.len()), keys)?,
                Said::All(value) => splice.node(&read(&mut Reader::new(&text))?, value, &self.space)?,
            }
            writer.within(object, &text, splice.joined())?;
        }
        self.gap(&mut writer, before, None, added)?;
        Some(writer)
    }

    /// What lies between two objects that stay: takes out those that are gone and puts in new ones.
    fn gap(
        &self,
        writer: &mut Writer,
        before: Option<usize>,
        next: Option<usize>,
        added: Vec<String>,
    ) -> Option<()> {
        let gone = next.unwrap_or(self.objects.len()) - before.map_or(0, |at| at + 1);
        if gone == 0 && added.is_empty() {
            return Some(());
        }
        let start = match before {
            Some(before) => self.objects.get(before)?.end,
            None => self.start,
        };
        let mut text = String::new();
        for (place, part) in added.iter().enumerate() {
            if before.is_some() || place > 0 {
                text.push(',');
            }
            text.push_str(&self.space);
            let at = start.checked_add_signed(writer.shift)? + text.len();
            writer.objects.push(Object::new(part, at)?);
            text.push_str(part);
        }
        let end = match next {
            Some(next) => {
                if before.is_some() || !added.is_empty() {
                    text.push(',');
                }
                text.push_str(&self.space);
                self.objects.get(next)?.start
            }
            // What closes stays where it is.
            None => self.objects.last().map_or(start, |last| last.end),
        };
        writer.edit(start..end, text);
        Some(())
    }
}

impl Splice<'_> {
    /// Another component for the one whose first part this object is.
    fn part(&mut self, component: &Value) -> Option<()> {
        let node = read(&mut Reader::new(self.text))?;
        let Parts::Members(members) = &node.parts else { return None };
        let (_, custom) = members.iter().find(|(key, _)| key == "customData")?;
        let mut value: Value = serde_json::from_str(self.text.get(custom.range.clone())?).ok()?;
        *value.pointer_mut(ELEMENT)? = component.clone();
        let space = self.text.get(1..self.text.find('"')?)?.to_owned();
        self.node(custom, &value, &space)
    }
}

/// The edits of a text, from its start to its end, and where its objects are then.
struct Writer {
    edits: Vec<(Range<usize>, String)>,
    /// How much farther back stands what comes next.
    shift: isize,
    objects: Vec<Object>,
}

impl Writer {
    fn new(count: usize) -> Self {
        Self { edits: Vec::new(), shift: 0, objects: Vec::with_capacity(count) }
    }

    /// Edits that touch are one.
    fn edit(&mut self, range: Range<usize>, text: String) {
        self.shift += text.len() as isize - range.len() as isize;
        match self.edits.last_mut() {
            Some((last, before)) if last.end == range.start => {
                last.end = range.end;
                before.push_str(&text);
            }
            _ => self.edits.push((range, text)),
        }
    }

    /// An object that says what it said.
    fn keep(&mut self, object: &Object) {
        let place = |at: usize| at.saturating_add_signed(self.shift);
        self.objects.push(Object { start: place(object.start), end: place(object.end), ..*object });
    }

    /// An object with these edits in it.
    fn within(&mut self, object: &Object, text: &str, edits: Vec<(Range<usize>, String)>) -> Option<()> {
        let start = object.start.checked_add_signed(self.shift)?;
        let mut new = text.to_owned();
        for (range, inserted) in edits.iter().rev() {
            text.get(range.clone())?;
            new.replace_range(range.clone(), inserted);
        }
        self.objects.push(Object::new(&new, start)?);
        for (range, inserted) in edits {
            self.edit(object.start + range.start..object.start + range.end, inserted);
        }
        Some(())
    }

    /// An object of an element that was moved.
    fn place(
        &mut self,
        object: &Object,
        (was, is): (&Element, &Element),
        keys: Keys,
        slice: Slice<'_, '_>,
    ) -> Option<()> {
        let (old, new) = (origin(was), origin(is));
        let mut both = [(Plain::X, object.x, old.x, new.x), (Plain::Y, object.y, old.y, new.y)];
        if object.y.from < object.x.from {
            both.reverse();
        }
        let before = self.shift;
        let mut now = *object;
        now.start = object.start.checked_add_signed(before)?;
        for (key, span, old, new) in both {
            let from = shifted(span.from, self.shift - before)?;
            if keys.has(key) {
                let range = object.start + span.from as usize..object.start + span.to as usize;
                if range.is_empty() {
                    return None;
                }
                let near = (old - new).abs() <= NEAR * (1.0 + old.abs().max(new.abs()));
                if !near || !says(&slice(range.clone()), new)? {
                    self.edit(range, number(new).to_string());
                }
            }
            let to = shifted(span.to, self.shift - before)?;
            let span = Span { from, to };
            match key {
                Plain::X => now.x = span,
                _ => now.y = span,
            }
        }
        now.end = object.end.checked_add_signed(self.shift)?;
        self.objects.push(now);
        Some(())
    }
}

fn shifted(at: u32, by: isize) -> Option<u32> {
    u32::try_from((at as usize).checked_add_signed(by)?).ok()
}

/// Whether a value of a text is this number.
fn says(raw: &str, value: f64) -> Option<bool> {
    let now: Value = serde_json::from_str(raw).ok()?;
    Some(crate::json::close(&now, &number(value)))
}

/// Groups are in the objects of their members.
fn has_object(element: &Element) -> bool {
    !matches!(element.kind, Kind::Group)
}

/// The component that is told of by the first of its parts, when that is all that files know of this element.
fn part<'a>(old: &Element, new: &'a Element) -> Option<&'a Value> {
    let alone = old.properties.len() == 1 && new.properties.len() == 1;
    component_in(old).filter(|_| alone)?;
    component_in(new)
}

#[cfg(test)]
mod tests;
