//! A selection as a small sketch of its own, and putting one onto a page.
//!
//! On the clipboard it is the text of a `.sketch.json` file ([`text`], [`from_text`]), which mails and other editors keep.
//!
//! Not here: other programs' formats, and the clipboard of the system.

use super::arrange::rename;
use super::board::Board;
use super::change::{Changes, Draft};
use super::geometry::{bounds, union};
use super::ids::Ids;
use super::transform::shift;
use crate::scene::{Element, ElementId, Kind, Page, Picture, Sketch};
use kurbo::Point;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// These elements with all that is in them, and the pictures that they show.
#[must_use]
pub fn copy(board: &Board, ids: &[ElementId], pictures: &BTreeMap<String, Picture>) -> Sketch {
    let all = board.with_descendants(ids);
    let kept: HashSet<&ElementId> = all.iter().collect();
    let mut page = Page { id: "clipboard".into(), ..Page::default() };
    let mut shown = BTreeMap::new();
    for id in &all {
        let Some(element) = board.get(id) else { continue };
        let mut element = (**element).clone();
        if element.parent.as_ref().is_some_and(|p| !kept.contains(p)) {
            element.parent = None;
        }
        if let Kind::Arrow(linear) | Kind::Line(linear) = &mut element.kind {
            for end in [&mut linear.start, &mut linear.end] {
                if end.as_ref().is_some_and(|b| !kept.contains(&b.element)) {
                    *end = None;
                }
            }
        }
        if let Kind::Image { picture: Some(key) } = &element.kind
            && let Some(picture) = pictures.get(key)
        {
            shown.insert(key.clone(), picture.clone());
        }
        page.elements.push(Arc::new(element));
    }
    Sketch { name: "Clipboard".into(), pages: vec![page], pictures: shown, ..Sketch::default() }
}

/// What goes onto the clipboard.
#[must_use]
pub fn text(sketch: &Sketch) -> String {
    crate::file::write(sketch)
}

/// What came from the clipboard, when it is a sketch of ours with something in it.
#[must_use]
pub fn from_text(text: &str) -> Option<Sketch> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let (sketch, _) = crate::file::read(text).ok()?;
    sketch.pages.first().is_some_and(|page| !page.elements.is_empty()).then_some(sketch)
}

/// Puts the first page of a sketch onto the board, its middle at `at`, under new ids; those not inside of others come
/// second. Pictures are the caller's to take over.
#[must_use]
pub fn paste(board: &Board, sketch: &Sketch, at: Point, source: &mut Ids) -> (Changes, Vec<ElementId>) {
    let mut draft = Draft::new(board);
    let Some(page) = sketch.pages.first() else { return (Changes::default(), Vec::new()) };
    let visible = page.elements.iter().filter(|e| !matches!(e.kind, Kind::Group));
    let Some(around) = union(visible.map(|e| bounds(e))) else { return (Changes::default(), Vec::new()) };
    // Whole px: what was on the grid stays sharp.
    let by = at - around.center();
    let by = kurbo::Vec2::new(by.x.round(), by.y.round());
    let mut names: HashMap<ElementId, ElementId> = HashMap::new();
    let mut twice = HashSet::new();
    for element in &page.elements {
        names.entry(element.id.clone()).or_insert_with(|| source.next(board));
    }
    let frame = frame_at(board, at);
    let mut loose = Vec::new();
    for element in &page.elements {
        if !twice.insert(&element.id) {
            continue;
        }
        let mut copy: Element = (**element).clone();
        rename(&mut copy, &names, false);
        shift(&mut copy, by);
        if copy.parent.is_none() {
            if !matches!(copy.kind, Kind::Frame) {
                copy.parent.clone_from(&frame);
            }
            loose.push(copy.id.clone());
        }
        draft.add(copy, usize::MAX);
    }
    (draft.finish(), loose)
}

/// The topmost frame at a point.
#[must_use]
pub fn frame_under(board: &Board, at: Point) -> Option<ElementId> {
    frame_at(board, at)
}

pub(super) fn frame_at(board: &Board, at: Point) -> Option<ElementId> {
    board
        .in_rect(kurbo::Rect::from_points(at, at))
        .into_iter()
        .rev()
        .filter_map(|position| board.elements().get(position))
        .find(|e| matches!(e.kind, Kind::Frame) && !e.hidden && !e.locked && bounds(e).contains(at))
        .map(|e| e.id.clone())
}
