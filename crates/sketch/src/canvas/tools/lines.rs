//! Drawing lines and arrows: by dragging, or point by point with clicks.
//!
//! Not here: the ways that arrows take ([`arrows`](crate::arrows)).

use super::super::change::{Changes, Draft};
use super::super::clipboard::frame_at;
use super::super::connect;
use super::super::event::{Action, Pointer, Tool};
use super::super::geometry::bounds;
use super::super::ids::Ids;
use super::super::label::Measure;
use super::super::pick;
use super::super::snap::Targets;
use super::super::transform::set_points;
use super::{Canvas, DRAG_FROM, Gesture, reach_of, straight};
use crate::scene::{Binding, Element, ElementId, Head, Kind, Linear, Routing};
use kurbo::{Point, Rect};
use std::collections::HashSet;
use std::sync::Arc;

/// A line under way.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    points: Vec<Point>,
    /// Where the pointer is.
    to: Point,
    start: Option<Binding>,
    end: Option<Binding>,
    ids: Ids,
    targets: Arc<Targets>,
    /// Points come by clicks.
    clicks: bool,
    down_at: Point,
}

impl Canvas {
    pub(super) fn line_down(
        &mut self,
        at: Point,
        pointer: Pointer,
        measure: &dyn Measure,
        actions: &mut Vec<Action>,
    ) {
        if matches!(self.gesture, Gesture::Line(_)) {
            self.line_moved(at, pointer, measure);
            let close = self.camera.page_px(8.0 * reach_of(pointer.device));
            let done = match &mut self.gesture {
                Gesture::Line(drawing) => {
                    drawing.down_at = pointer.at;
                    let back = drawing.points.len() > 2
                        && drawing.points.first().is_some_and(|p| p.distance(drawing.to) <= close);
                    let again = drawing.points.last().is_some_and(|p| p.distance(drawing.to) <= close / 4.0);
                    if back && let Some(first) = drawing.points.first().copied() {
                        drawing.to = first;
                    }
                    if !again {
                        drawing.points.push(drawing.to);
                    }
                    back || again || drawing.end.is_some()
                }
                _ => false,
            };
            if done {
                self.finish_line(measure, actions);
            }
            return;
        }
        let targets = self.targets(&HashSet::new());
        let start = self.binding_at(at, pointer);
        let from = if start.is_some() { at } else { self.snapped(at, pointer, &targets) };
        self.gesture = Gesture::Line(Box::new(Drawing {
            points: vec![from],
            to: from,
            start,
            end: None,
            ids: self.ids.clone(),
            targets,
            clicks: false,
            down_at: pointer.at,
        }));
    }

    fn binding_at(&self, at: Point, pointer: Pointer) -> Option<Binding> {
        if self.tool() != Tool::Arrow || pointer.modifiers.command {
            return None;
        }
        let shape = pick::shape_at(&self.board, at, self.camera.page_px(8.0), None)?;
        Some(connect::bind(self.board.get(&shape)?, at))
    }

    pub(super) fn line_moved(&mut self, at: Point, pointer: Pointer, measure: &dyn Measure) {
        let Gesture::Line(drawing) = &self.gesture else { return };
        let (targets, last) = (drawing.targets.clone(), drawing.points.last().copied());
        let end = self.binding_at(at, pointer);
        let to = match (&end, last) {
            (Some(_), _) => at,
            (None, Some(last)) if pointer.modifiers.shift => straight(last, at),
            _ => self.snapped(at, pointer, &targets),
        };
        self.hover = end.as_ref().map(|b| b.element.clone());
        if let Gesture::Line(drawing) = &mut self.gesture {
            // Back where it began is no end to hold on to.
            let same = match (&end, &drawing.start) {
                (Some(end), Some(start)) => end.element == start.element && drawing.points.len() < 2,
                _ => false,
            };
            drawing.end = if same { None } else { end };
            drawing.to = to;
        }
        self.show_line(measure);
    }

    fn show_line(&mut self, measure: &dyn Measure) {
        let Gesture::Line(drawing) = &self.gesture else { return };
        let mut points = drawing.points.clone();
        points.push(drawing.to);
        let mut ids = drawing.ids.clone();
        let id = ids.next(&self.board);
        let (start, end) = (drawing.start.clone(), drawing.end.clone());
        self.preview = self.line_changes(id, points, start, end, measure);
    }

    fn line_changes(
        &self,
        id: ElementId,
        points: Vec<Point>,
        start: Option<Binding>,
        end: Option<Binding>,
        _measure: &dyn Measure,
    ) -> Option<Changes> {
        let mut points = points;
        points.dedup_by(|a, b| a.distance(*b) < 1e-9);
        if points.len() < 2 {
            return None;
        }
        let arrow = self.tool() == Tool::Arrow;
        let routing = self.options.routing;
        if routing == Routing::Elbow {
            let (from, to) = (points.first().copied()?, points.last().copied()?);
            points = crate::arrows::elbow_free(from, to);
        }
        let linear = Linear {
            points: Vec::new(),
            routing,
            start,
            end,
            start_head: if arrow { self.options.start_head.clone() } else { Head::None },
            end_head: if arrow { self.options.end_head.clone() } else { Head::None },
        };
        let kind = if arrow { Kind::Arrow(linear) } else { Kind::Line(linear) };
        let mut element = Element::new(id.clone(), kind, Rect::ZERO);
        element.style = self.options.style.clone();
        if arrow {
            element.style.fill = "transparent".into();
        }
        set_points(&mut element, &points);
        element.parent = frame_at(&self.board, bounds(&element).center());
        let mut draft = Draft::new(&self.board);
        draft.add(element, usize::MAX);
        connect::reroute(&mut draft, &id);
        Some(draft.finish())
    }

    pub(super) fn line_up(
        &mut self,
        at: Point,
        pointer: Pointer,
        measure: &dyn Measure,
        actions: &mut Vec<Action>,
    ) {
        let Gesture::Line(drawing) = &self.gesture else { return };
        let dragged = pointer.at.distance(drawing.down_at) >= DRAG_FROM * reach_of(pointer.device);
        if drawing.clicks {
            return;
        }
        if !dragged {
            if let Gesture::Line(drawing) = &mut self.gesture {
                drawing.clicks = true;
            }
            return;
        }
        self.line_moved(at, pointer, measure);
        if let Gesture::Line(drawing) = &mut self.gesture {
            drawing.points.push(drawing.to);
        }
        self.finish_line(measure, actions);
    }

    /// The line is as long as it will be.
    pub(super) fn finish_line(&mut self, measure: &dyn Measure, actions: &mut Vec<Action>) {
        let Gesture::Line(mut drawing) = std::mem::take(&mut self.gesture) else { return };
        let id = drawing.ids.next(&self.board);
        let changes = self.line_changes(id.clone(), drawing.points, drawing.start, drawing.end, measure);
        self.preview = None;
        let Some(changes) = changes else {
            self.cancel();
            return;
        };
        self.ids = drawing.ids;
        if self.commit(changes, actions) {
            self.tool_used(Some(id), actions);
        }
    }

    /// An arrow from the first that is selected to the second, held on to by both; its id comes second.
    pub(super) fn joined(&mut self, measure: &dyn Measure) -> (Changes, Option<ElementId>) {
        let [from, to] = self.selection.as_slice() else { return (Changes::default(), None) };
        let middle = |id: &ElementId| {
            let shape = self.board.get(id).filter(|shape| crate::arrows::can_hold(shape))?;
            Some(connect::bind(shape, bounds(shape).center()))
        };
        let (Some(start), Some(end)) = (middle(from), middle(to)) else { return (Changes::default(), None) };
        let ends = [from, to].map(|id| self.board.bounds(id).map(|rect| rect.center()).unwrap_or_default());
        let id = self.ids.next(&self.board);
        let (points, tool) = (ends.to_vec(), std::mem::replace(&mut self.tool, Tool::Arrow));
        let changes = self.line_changes(id.clone(), points, Some(start), Some(end), measure);
        self.tool = tool;
        (changes.unwrap_or_default(), Some(id))
    }
}
