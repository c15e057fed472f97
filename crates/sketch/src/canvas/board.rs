//! A page with what is asked of it many times a second.
//!
//! The index of places is one box an element in a flat list, walked from end to end. With 50,000 elements that is less
//! than a megabyte and takes some ten microseconds; a tree is not faster there, and this one is in paint order already
//! and costs nothing to keep when a thousand elements move.
//!
//! Not here: what a click means ([`pick`](super::pick)).

use super::change::{Changes, Outdated, Replaced};
use super::geometry::{bounds, finite, linear, overlap, union};
use crate::scene::{Element, ElementId, Kind, Page};
use kurbo::Rect;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Parents of parents are followed this far; a cycle ends here too.
const DEEPEST: usize = 64;

/// Something that is painted.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    /// The element at this place of the page.
    Still(usize),
    /// One in another's place; it is not hidden.
    Changed(&'a Replaced),
    /// A new one; it is not hidden.
    Added(&'a Arc<Element>),
}

/// A page and its index.
#[derive(Clone, Debug, Default)]
pub struct Board {
    page: Page,
    boxes: Vec<[f32; 4]>,
    places: HashMap<ElementId, usize>,
    children: HashMap<ElementId, Vec<ElementId>>,
    arrows: HashMap<ElementId, Vec<ElementId>>,
    structure: u64,
}

impl Board {
    /// Reads the whole page once.
    #[must_use]
    pub fn new(page: &Page) -> Self {
        let mut board = Self::default();
        board.read(page.clone());
        board
    }

    /// The page as it stands.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// From the bottom to the top.
    #[must_use]
    pub fn elements(&self) -> &[Arc<Element>] {
        &self.page.elements
    }

    /// Counts what changes the tree of elements: which there are, of what kind, in what order, what is in what. Moving
    /// and painting elements otherwise leaves it as it is.
    #[must_use]
    pub fn structure(&self) -> u64 {
        self.structure
    }

    /// Counts on from another board, in whose place this one comes.
    pub(super) fn follows(&mut self, other: &Self) {
        self.structure = other.structure.max(self.structure) + 1;
    }

    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.page.elements.len()
    }

    /// No elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.page.elements.is_empty()
    }

    /// The element with this id.
    #[must_use]
    pub fn get(&self, id: &ElementId) -> Option<&Arc<Element>> {
        self.page.elements.get(self.position(id)?)
    }

    /// Its place in the paint order.
    #[must_use]
    pub fn position(&self, id: &ElementId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The box around the element at this place in the paint order, as [`bounds`] says, up to rounding outwards.
    #[must_use]
    pub fn box_at(&self, position: usize) -> Option<Rect> {
        let [x0, y0, x1, y1] = *self.boxes.get(position)?;
        Some(Rect::new(f64::from(x0), f64::from(y0), f64::from(x1), f64::from(y1)))
    }

    /// Places of all elements whose boxes touch `rect`, bottom first. Groups have no box of their own.
    #[must_use]
    pub fn in_rect(&self, rect: Rect) -> Vec<usize> {
        let [x0, y0, x1, y1] = outward(rect);
        let mut found = Vec::new();
        for (position, b) in self.boxes.iter().enumerate() {
            // No short circuit: this compiles to vector compares.
            if (b[0] <= x1) & (x0 <= b[2]) & (b[1] <= y1) & (y0 <= b[3]) {
                found.push(position);
            }
        }
        found
    }

    /// Everything that is painted in `rect` with the changes that are under way, bottom first.
    #[must_use]
    pub fn painted(&self, rect: Rect, preview: Option<&Changes>) -> Vec<Arc<Element>> {
        let element = |seen: Seen<'_>| match seen {
            Seen::Still(position) => {
                self.page.elements.get(position).filter(|element| is_shown(element)).cloned()
            }
            Seen::Changed(change) => Some(change.new.clone()),
            Seen::Added(element) => Some(element.clone()),
        };
        self.seen(rect, preview).into_iter().filter_map(element).collect()
    }

    /// The same for many elements in every frame: those of the page are given by their places, without a look at
    /// them, and so hidden ones are among them.
    #[must_use]
    pub fn seen<'a>(&self, rect: Rect, preview: Option<&'a Changes>) -> Vec<Seen<'a>> {
        let base = self.in_rect(rect);
        let Some(preview) = preview.filter(|p| !p.is_empty()) else {
            return base.into_iter().map(Seen::Still).collect();
        };
        let near = |e: &Element| is_shown(e) && overlap(bounds(e).inflate(8.0, 8.0), rect);
        let mut out: Vec<(usize, Seen<'a>)> = Vec::with_capacity(base.len());
        let mut replaced = preview.replaced.iter().peekable();
        let mut removed = preview.removed.iter().map(|(at, _)| *at).peekable();
        for position in base {
            // Replaced ones come from the preview, wherever they are now.
            while let Some(change) = replaced.next_if(|c| c.at < position) {
                if near(&change.new) {
                    out.push((change.at, Seen::Changed(change)));
                }
            }
            if let Some(change) = replaced.next_if(|c| c.at == position) {
                if near(&change.new) {
                    out.push((position, Seen::Changed(change)));
                }
                continue;
            }
            while removed.next_if(|at| *at < position).is_some() {}
            if removed.next_if_eq(&position).is_some() {
                continue;
            }
            out.push((position, Seen::Still(position)));
        }
        out.extend(replaced.filter(|c| near(&c.new)).map(|c| (c.at, Seen::Changed(c))));
        if preview.inserted.is_empty() {
            return out.into_iter().map(|(_, seen)| seen).collect();
        }
        // Old places become new ones by what was taken out and put in below.
        let mut merged = Vec::with_capacity(out.len() + preview.inserted.len());
        let mut gone = preview.removed.iter().map(|(at, _)| *at).peekable();
        let mut new = preview.inserted.iter().peekable();
        let (mut taken, mut put) = (0, 0);
        for (position, seen) in out {
            while gone.next_if(|at| *at < position).is_some() {
                taken += 1;
            }
            while let Some((_, added)) = new.next_if(|(at, _)| *at <= position + put - taken) {
                put += 1;
                if near(added) {
                    merged.push(Seen::Added(added));
                }
            }
            merged.push(seen);
        }
        merged.extend(new.map(|(_, added)| added).filter(|added| near(added)).map(Seen::Added));
        merged
    }

    /// What is directly in it, bottom first.
    #[must_use]
    pub fn children(&self, id: &ElementId) -> Vec<ElementId> {
        let mut children = self.children.get(id).cloned().unwrap_or_default();
        children.sort_by_key(|child| self.position(child));
        children
    }

    /// Something is in it.
    #[must_use]
    pub fn has_children(&self, id: &ElementId) -> bool {
        self.children.get(id).is_some_and(|c| !c.is_empty())
    }

    /// The text that is the label of a shape or line.
    #[must_use]
    pub fn label(&self, id: &ElementId) -> Option<&Arc<Element>> {
        let parent = self.get(id)?;
        if matches!(parent.kind, Kind::Frame | Kind::Group) {
            return None;
        }
        self.children
            .get(id)?
            .iter()
            .filter_map(|child| self.get(child))
            .find(|child| matches!(child.kind, Kind::Text(_)))
    }

    /// The lines and arrows that hold on to it.
    #[must_use]
    pub fn arrows(&self, id: &ElementId) -> &[ElementId] {
        self.arrows.get(id).map_or(&[], Vec::as_slice)
    }

    /// The elements that it is in, nearest first; ends at cycles.
    #[must_use]
    pub fn ancestors(&self, id: &ElementId) -> Vec<ElementId> {
        let mut out: Vec<ElementId> = Vec::new();
        let mut next = self.get(id).and_then(|e| e.parent.clone());
        while let Some(parent) = next {
            if out.len() == DEEPEST || parent == *id || out.contains(&parent) {
                break;
            }
            let Some(element) = self.get(&parent) else { break };
            next = element.parent.clone();
            out.push(parent);
        }
        out
    }

    /// These and everything in them, each once, in paint order.
    #[must_use]
    pub fn with_descendants<'a>(&self, ids: impl IntoIterator<Item = &'a ElementId>) -> Vec<ElementId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<ElementId> = ids.into_iter().cloned().collect();
        while let Some(id) = open.pop() {
            let Some(position) = self.position(&id) else { continue };
            if found.insert(position) {
                open.extend(self.children.get(&id).into_iter().flatten().cloned());
            }
        }
        found.into_iter().filter_map(|p| self.page.elements.get(p)).map(|e| e.id.clone()).collect()
    }

    /// The box around an element; of a group, around all that is in it.
    #[must_use]
    pub fn bounds(&self, id: &ElementId) -> Option<Rect> {
        let element = self.get(id)?;
        if !matches!(element.kind, Kind::Group) {
            return Some(bounds(element));
        }
        union(
            self.with_descendants([id])
                .iter()
                .filter_map(|id| self.get(id))
                .filter(|e| !matches!(e.kind, Kind::Group))
                .map(|e| bounds(e)),
        )
    }

    /// The box around several.
    #[must_use]
    pub fn bounds_of<'a>(&self, ids: impl IntoIterator<Item = &'a ElementId>) -> Option<Rect> {
        union(ids.into_iter().filter_map(|id| self.bounds(id)))
    }

    /// The box around everything that is shown.
    #[must_use]
    pub fn extent(&self) -> Option<Rect> {
        let shown = self.page.elements.iter().enumerate().filter(|(_, e)| !e.hidden);
        union(shown.filter_map(|(position, e)| match e.kind {
            Kind::Group => None,
            _ => self.box_at(position),
        }))
    }

    /// Takes the page over; `true` when something differs. Costs a comparison of pointers where nothing does, and a
    /// new reading only where elements came, went or changed places.
    pub fn sync(&mut self, page: &Page) -> bool {
        let same_place = self.page.elements.len() == page.elements.len()
            && self.page.elements.iter().zip(&page.elements).all(|(a, b)| Arc::ptr_eq(a, b));
        if same_place {
            if self.page.id != page.id || self.page.name != page.name {
                self.page.id.clone_from(&page.id);
                self.page.name.clone_from(&page.name);
            }
            return false;
        }
        let same_order = self.page.elements.len() == page.elements.len()
            && self.page.elements.iter().zip(&page.elements).all(|(a, b)| a.id == b.id);
        if !same_order || self.page.id != page.id {
            self.read(page.clone());
            return true;
        }
        let mut changed = false;
        for (position, new) in page.elements.iter().enumerate() {
            let Some(old) = self.page.elements.get(position) else { break };
            if Arc::ptr_eq(old, new) || old == new {
                continue;
            }
            self.replace(position, new.clone());
            changed = true;
        }
        changed
    }

    /// Does what the changes say.
    ///
    /// # Errors
    /// When they were made for another state of the page; then nothing is done.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), Outdated> {
        changes.check(&self.page)?;
        for change in &changes.replaced {
            self.replace(change.at, change.new.clone());
        }
        if changes.removed.is_empty() && changes.inserted.is_empty() {
            return Ok(());
        }
        self.structure += 1;
        let only_on_top = changes.removed.is_empty()
            && changes.inserted.first().is_some_and(|(at, _)| *at >= self.page.elements.len());
        if only_on_top {
            for (_, element) in &changes.inserted {
                let position = self.page.elements.len();
                self.page.elements.push(element.clone());
                self.boxes.push(index_box(element));
                self.places.insert(element.id.clone(), position);
                self.link(element);
            }
            return Ok(());
        }
        for (_, element) in &changes.removed {
            self.places.remove(&element.id);
            self.unlink(element);
        }
        let from = changes
            .removed
            .first()
            .map_or(usize::MAX, |(at, _)| *at)
            .min(changes.inserted.first().map_or(usize::MAX, |(at, _)| *at));
        changes.move_elements(&mut self.page.elements);
        for (_, element) in &changes.inserted {
            self.link(element);
        }
        self.boxes.truncate(from);
        for position in from.min(self.page.elements.len())..self.page.elements.len() {
            let Some(element) = self.page.elements.get(position) else { break };
            self.boxes.push(index_box(element));
            match self.places.get_mut(&element.id) {
                Some(place) => *place = position,
                None => {
                    self.places.insert(element.id.clone(), position);
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, page: Page) {
        self.structure += 1;
        self.places.clear();
        self.children.clear();
        self.arrows.clear();
        self.boxes.clear();
        self.page = page;
        self.places.reserve(self.page.elements.len());
        self.boxes.reserve(self.page.elements.len());
        let elements = std::mem::take(&mut self.page.elements);
        for (position, element) in elements.iter().enumerate() {
            self.boxes.push(index_box(element));
            self.places.insert(element.id.clone(), position);
            self.link(element);
        }
        self.page.elements = elements;
    }

    fn replace(&mut self, position: usize, new: Arc<Element>) {
        let (Some(slot), Some(index)) = (self.page.elements.get_mut(position), self.boxes.get_mut(position))
        else {
            return;
        };
        *index = index_box(&new);
        let old = std::mem::replace(slot, new.clone());
        let same_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
        if old.parent != new.parent || !same_kind {
            self.structure += 1;
        }
        if old.parent != new.parent || held(&old) != held(&new) {
            self.unlink(&old);
            self.link(&new);
        }
    }

    fn link(&mut self, element: &Element) {
        if let Some(parent) = &element.parent {
            self.children.entry(parent.clone()).or_default().push(element.id.clone());
        }
        for shape in held(element).into_iter().flatten() {
            let arrows = self.arrows.entry(shape.clone()).or_default();
            if !arrows.contains(&element.id) {
                arrows.push(element.id.clone());
            }
        }
    }

    fn unlink(&mut self, element: &Element) {
        if let Some(parent) = &element.parent
            && let Some(children) = self.children.get_mut(parent)
        {
            children.retain(|child| *child != element.id);
        }
        for shape in held(element).into_iter().flatten() {
            if let Some(arrows) = self.arrows.get_mut(shape) {
                arrows.retain(|arrow| *arrow != element.id);
            }
        }
    }
}

/// It is painted at all.
fn is_shown(element: &Element) -> bool {
    !element.hidden && !matches!(element.kind, Kind::Group)
}

/// The shapes that the ends of a line hold on to.
fn held(element: &Element) -> [Option<&ElementId>; 2] {
    let linear = linear(element);
    [
        linear.and_then(|l| l.start.as_ref()).map(|b| &b.element),
        linear.and_then(|l| l.end.as_ref()).map(|b| &b.element),
    ]
}

fn index_box(element: &Element) -> [f32; 4] {
    if matches!(element.kind, Kind::Group) {
        return [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    }
    // Room for the line and its heads.
    let room = finite(element.style.stroke_width).clamp(0.0, 200.0) / 2.0
        + if matches!(element.kind, Kind::Arrow(_)) { 12.0 } else { 0.0 };
    outward(bounds(element).inflate(room, room))
}

fn outward(rect: Rect) -> [f32; 4] {
    let down = |v: f64| if f64::from(v as f32) > v { (v as f32).next_down() } else { v as f32 };
    let up = |v: f64| if f64::from(v as f32) < v { (v as f32).next_up() } else { v as f32 };
    [down(rect.x0), down(rect.y0), up(rect.x1), up(rect.y1)]
}
