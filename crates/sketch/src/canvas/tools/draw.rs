//! The tools that make shapes, strokes and nothing: rectangle and its kin, freehand, eraser.
//!
//! Not here: lines ([`lines`](super::lines)), words ([`words`](super::words)).

use super::super::arrange::delete_in;
use super::super::change::Draft;
use super::super::clipboard::frame_at;
use super::super::event::{Action, Pointer, Tool};
use super::super::geometry::edges;
use super::super::ids::Ids;
use super::super::pick;
use super::super::snap::to_step;
use super::super::transform::set_points;
use super::{Canvas, DRAG_FROM, Gesture, reach_of};
use crate::scene::{Component, ComponentKind, Element, ElementId, Kind, Stroke, Style};
use kurbo::{Point, Rect, Size};
use std::collections::HashSet;

/// Edges of a recognised shape that are this near to another's are meant to be on one line, px of the screen.
const TIDY: f64 = 7.0;

/// A stroke under way.
#[derive(Clone, Debug)]
pub(super) struct Pen {
    points: Vec<Point>,
    pressures: Vec<f64>,
    ids: Ids,
}

impl Canvas {
    pub(super) fn start_shape(&mut self, at: Point, pointer: Pointer) {
        let targets = self.targets(&HashSet::new());
        let from = self.snapped(at, pointer, &targets);
        self.guides.clear();
        self.gesture = Gesture::Shape { from, ids: self.ids.clone(), targets };
    }

    pub(super) fn shape_moved(&mut self, at: Point, pointer: Pointer) {
        let Gesture::Shape { from, ids, targets } = &self.gesture else { return };
        let (from, mut ids, targets) = (*from, ids.clone(), targets.clone());
        let to = self.snapped(at, pointer, &targets);
        let id = ids.next(&self.board);
        let rect = shape_box(from, to, pointer);
        if rect.width() < 1e-9 && rect.height() < 1e-9 {
            self.preview = None;
            return;
        }
        self.preview = Some(self.made(self.new_shape(id, rect)));
    }

    fn made(&self, element: Element) -> super::super::change::Changes {
        let mut draft = Draft::new(&self.board);
        let mut element = element;
        if matches!(element.kind, Kind::Frame) {
            // What a new frame is drawn around is in it.
            let rect = element.rect();
            let inside: Vec<ElementId> = pick::in_box(&self.board, rect, true, None)
                .into_iter()
                .filter(|id| {
                    self.board.get(id).is_some_and(|e| e.parent.is_none() && !matches!(e.kind, Kind::Frame))
                })
                .collect();
            let below = inside.iter().filter_map(|id| self.board.position(id)).min().unwrap_or(usize::MAX);
            for id in &inside {
                draft.edit(id, |e| e.parent = Some(element.id.clone()));
            }
            draft.add(element, below);
        } else {
            element.parent = frame_at(&self.board, element.rect().center());
            draft.add(element, usize::MAX);
        }
        draft.finish()
    }

    pub(super) fn finish_shape(&mut self, at: Point, pointer: Pointer, actions: &mut Vec<Action>) {
        let Gesture::Shape { from, mut ids, targets } = std::mem::take(&mut self.gesture) else { return };
        let to = self.snapped(at, pointer, &targets);
        let id = ids.next(&self.board);
        let clicked = self.camera.zoom() * from.distance(to) < DRAG_FROM * reach_of(pointer.device);
        let rect = if clicked {
            match natural_size(self.tool()) {
                // A click places a component or picture of its usual size, its middle under the pointer.
                Some(size) => Rect::from_center_size(from, size)
                    .with_origin(((from.x - size.width / 2.0).round(), (from.y - size.height / 2.0).round())),
                None => {
                    self.cancel();
                    return;
                }
            }
        } else {
            shape_box(from, to, pointer)
        };
        let changes = self.made(self.new_shape(id.clone(), rect));
        let asks = self.tool() == Tool::Image;
        self.ids = ids;
        if self.commit(changes, actions) {
            self.tool_used(Some(id.clone()), actions);
            if asks {
                actions.push(Action::PickPicture(id));
            }
        }
    }

    /// Places what a tool draws, as large as usual and its middle at a point of the page. Nothing for tools that draw no
    /// shapes.
    pub fn place(&mut self, tool: Tool, at: Point) -> Vec<Action> {
        self.cancel();
        let mut actions = Vec::new();
        let usual = matches!(tool, Tool::Rectangle | Tool::Diamond | Tool::Ellipse);
        let Some(size) = natural_size(tool).or_else(|| usual.then_some(Size::new(160.0, 96.0))) else {
            return actions;
        };
        let corner = ((at.x - size.width / 2.0).round(), (at.y - size.height / 2.0).round());
        let id = self.ids.next(&self.board);
        let before = std::mem::replace(&mut self.tool, tool);
        let changes = self.made(self.new_shape(id.clone(), Rect::from_origin_size(corner, size)));
        if self.commit(changes, &mut actions) {
            self.tool_used(Some(id.clone()), &mut actions);
            actions.push(Action::Selection);
            if tool == Tool::Image {
                actions.push(Action::PickPicture(id));
            }
        } else {
            self.tool = before;
        }
        actions
    }

    fn new_shape(&self, id: ElementId, rect: Rect) -> Element {
        let kind = match self.tool() {
            Tool::Diamond => Kind::Diamond,
            Tool::Ellipse => Kind::Ellipse,
            Tool::Image => Kind::Image { picture: None },
            Tool::Frame => Kind::Frame,
            Tool::Component(kind) => {
                Kind::Component(Component { kind, text: natural_text(kind).into(), on: false, value: 0.0 })
            }
            _ => Kind::Rectangle,
        };
        let mut element = Element::new(id, kind, rect);
        element.style = match element.kind {
            Kind::Frame => Style { fill: "#ffffff".into(), stroke_width: 1.0, ..Style::default() },
            Kind::Component(_) => Style::default(),
            _ => self.options.style.clone(),
        };
        if matches!(element.kind, Kind::Frame) {
            let frames = self.board.elements().iter().filter(|e| matches!(e.kind, Kind::Frame)).count();
            element.name = Some(format!("Screen {}", frames + 1));
        }
        element
    }

    pub(super) fn start_pen(&mut self, at: Point, pointer: Pointer) {
        let pressures = pointer.pressure.into_iter().collect();
        self.gesture = Gesture::Pen(Box::new(Pen { points: vec![at], pressures, ids: self.ids.clone() }));
    }

    pub(super) fn pen_moved(&mut self, at: Point, pointer: Pointer) {
        let least = self.camera.page_px(0.5);
        let Gesture::Pen(pen) = &mut self.gesture else { return };
        if pen.points.last().is_some_and(|last| last.distance(at) < least) {
            return;
        }
        if pointer.modifiers.shift && !pen.points.is_empty() {
            // A straight stroke.
            pen.points.truncate(1);
            pen.pressures.truncate(1);
        }
        pen.points.push(at);
        if let Some(pressure) = pointer.pressure
            && pen.pressures.len() + 1 == pen.points.len()
        {
            pen.pressures.push(pressure.clamp(0.0, 1.0));
        }
        self.show_stroke();
    }

    fn show_stroke(&mut self) {
        let Gesture::Pen(pen) = &self.gesture else { return };
        let mut ids = pen.ids.clone();
        let id = ids.next(&self.board);
        let element = self.stroke_element(id, pen);
        let mut draft = Draft::new(&self.board);
        draft.add(element, usize::MAX);
        self.preview = Some(draft.finish());
    }

    fn stroke_element(&self, id: ElementId, pen: &Pen) -> Element {
        let pressures =
            if pen.pressures.len() == pen.points.len() { pen.pressures.clone() } else { Vec::new() };
        let stroke = Stroke { points: Vec::new(), pressures };
        let mut element = Element::new(id, Kind::Freehand(stroke), Rect::ZERO);
        set_points(&mut element, &pen.points);
        round_stroke(&mut element);
        element.style = Style { fill: "transparent".into(), ..self.options.style.clone() };
        element
    }

    pub(super) fn finish_pen(&mut self, at: Point, pointer: Pointer, actions: &mut Vec<Action>) {
        self.pen_moved(at, pointer);
        let Gesture::Pen(mut pen) = std::mem::take(&mut self.gesture) else { return };
        let drawn = pen.ids.next(&self.board);
        let mut element = self.stroke_element(drawn.clone(), &pen);
        element.parent = frame_at(&self.board, super::super::geometry::bounds(&element).center());
        self.ids = pen.ids;
        let mut draft = Draft::new(&self.board);
        draft.add(element, usize::MAX);
        let changes = draft.finish();
        // The pen stays in the hand: one draws more than one stroke.
        if self.commit(changes, actions) {
            actions.push(Action::Stroke(drawn));
        }
    }

    /// Puts a shape that was recognised in line with those around it: edges that nearly meet do, sides that are nearly
    /// as long are as long, and the rest is of whole px. `taken` is what it stands for.
    pub fn tidy(&self, element: &mut Element, taken: &[ElementId]) {
        let words = matches!(element.kind, Kind::Text(_));
        let upright = matches!(
            element.kind,
            Kind::Rectangle | Kind::Ellipse | Kind::Diamond | Kind::Image { .. } | Kind::Component(_)
        );
        if element.angle != 0.0 || !(words || upright) {
            return;
        }
        let (reach, step) = (self.camera.page_px(TIDY), self.step());
        let moving: HashSet<ElementId> = taken.iter().chain([&element.id]).cloned().collect();
        let targets = self.targets(&moving);
        let place = |at: Point| {
            let to = targets.snap_point(at, reach, true, !words);
            let at = at + to.by;
            (at + to_step(at, step, to.held), to.held)
        };
        let rect = element.rect();
        let (from, _) = place(rect.origin());
        if words {
            (element.x, element.y) = (from.x, from.y);
            return;
        }
        let (to, held) = place(Point::new(rect.x1, rect.y1));
        let (mut width, mut height) = (to.x - from.x, to.y - from.y);
        let alike = |other: &&std::sync::Arc<Element>| {
            other.parent == element.parent
                && std::mem::discriminant(&other.kind) == std::mem::discriminant(&element.kind)
                && !moving.contains(&other.id)
        };
        let nearest = |own: f64, of: fn(&Element) -> f64| {
            let others = self.board().elements().iter().filter(alike).map(|other| of(other));
            let near = others.filter(|other| (other - own).abs() <= reach);
            near.min_by(|a, b| (a - own).abs().total_cmp(&(b - own).abs()))
        };
        if !held[0] {
            width = nearest(width, |other| other.width).unwrap_or(width);
        }
        if !held[1] {
            height = nearest(height, |other| other.height).unwrap_or(height);
        }
        if width >= 1.0 && height >= 1.0 {
            (element.x, element.y, element.width, element.height) = (from.x, from.y, width, height);
        }
    }

    pub(super) fn start_erasing(&mut self, at: Point, _pointer: Pointer) {
        self.gesture = Gesture::Erase { last: at, gone: Vec::new() };
        self.erase(at);
    }

    pub(super) fn erase(&mut self, at: Point) {
        let px = self.camera.page_px(1.0);
        let Gesture::Erase { last, gone } = &mut self.gesture else { return };
        let path = [*last, at];
        *last = at;
        // Nothing is missed when the pointer is fast: the way is walked in steps of the eraser's size.
        let length = path[0].distance(at);
        let steps = ((length / (6.0 * px)).ceil()).clamp(1.0, 512.0) as u32;
        let mut touched = Vec::new();
        for step in 0..=steps {
            let p = path[0].lerp(at, f64::from(step) / f64::from(steps));
            let around = Rect::from_points(p, p).inflate(6.0 * px, 6.0 * px);
            for position in self.board.in_rect(around) {
                let Some(element) = self.board.elements().get(position) else { continue };
                let hit = !element.hidden && !element.locked && pick::hit(element, p, 5.0 * px, px);
                if hit {
                    touched.push(pick::unit(&self.board, &element.id, None));
                }
            }
        }
        for id in touched {
            if !gone.contains(&id) && self.board.get(&id).is_some_and(|e| !e.locked) {
                gone.push(id);
            }
        }
    }

    pub(super) fn finish_erasing(&mut self, gone: &[ElementId], actions: &mut Vec<Action>) {
        let mut draft = Draft::new(&self.board);
        delete_in(&mut draft, gone);
        let changes = draft.finish();
        self.commit(changes, actions);
    }

    /// Length of what a pen has drawn since it went down, px of the page.
    #[must_use]
    pub fn stroke_length(&self) -> f64 {
        match &self.gesture {
            Gesture::Pen(pen) => edges(&pen.points, false).map(|(a, b)| a.distance(b)).sum(),
            _ => 0.0,
        }
    }
}

/// A hundredth of a px is finer than any pen, and short in a file.
fn round_stroke(element: &mut Element) {
    let round = |value: &mut f64| *value = (*value * 100.0).round() / 100.0;
    [&mut element.x, &mut element.y, &mut element.width, &mut element.height].into_iter().for_each(round);
    if let Kind::Freehand(stroke) = &mut element.kind {
        stroke.points.iter_mut().for_each(|point| [&mut point.x, &mut point.y].into_iter().for_each(round));
        stroke.pressures.iter_mut().for_each(round);
    }
}

fn shape_box(from: Point, to: Point, pointer: Pointer) -> Rect {
    let mut way = to - from;
    if pointer.modifiers.shift {
        let most = way.x.abs().max(way.y.abs());
        way.x = most.copysign(way.x);
        way.y = most.copysign(way.y);
    }
    if pointer.modifiers.alt {
        Rect::from_points(from - way, from + way)
    } else {
        Rect::from_points(from, from + way)
    }
}

fn natural_size(tool: Tool) -> Option<Size> {
    let (width, height) = match tool {
        Tool::Image => (160.0, 120.0),
        Tool::Frame => (1280.0, 800.0),
        Tool::Component(kind) => return Some(component_size(kind)),
        _ => return None,
    };
    Some(Size::new(width, height))
}

/// The usual size of a component, px.
#[must_use]
pub fn component_size(kind: ComponentKind) -> Size {
    let (width, height) = match kind {
        ComponentKind::Button => (112.0, 36.0),
        ComponentKind::Input | ComponentKind::Select => (240.0, 36.0),
        ComponentKind::TextArea => (240.0, 96.0),
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle => (144.0, 24.0),
        ComponentKind::Slider => (200.0, 24.0),
        ComponentKind::Tabs => (320.0, 40.0),
        ComponentKind::Table => (400.0, 160.0),
        ComponentKind::Card => (280.0, 180.0),
        ComponentKind::List => (240.0, 160.0),
        ComponentKind::NavBar => (640.0, 56.0),
        ComponentKind::Avatar => (40.0, 40.0),
        ComponentKind::Image => (200.0, 140.0),
        ComponentKind::Icon => (24.0, 24.0),
        ComponentKind::Modal => (400.0, 240.0),
        ComponentKind::Chart => (320.0, 200.0),
    };
    Size::new(width, height)
}

/// What a new component says.
fn natural_text(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Button => "Button",
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle => "Label",
        ComponentKind::Select => "Choose",
        ComponentKind::Tabs => "First\nSecond\nThird",
        ComponentKind::Table => "Name,Role,Status\nAda,Owner,Active\nGrace,Editor,Active\nLin,Viewer,Invited",
        ComponentKind::Card => "Card title",
        ComponentKind::List => "First item\nSecond item\nThird item",
        ComponentKind::NavBar => "Brand\nHome\nProducts\nAbout",
        ComponentKind::Modal => "Dialog title",
        ComponentKind::Chart => "40,65,30,80,55",
        _ => "",
    }
}
