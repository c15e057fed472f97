//! The canvas: a board, a camera, a selection and a tool in the hand.
//!
//! An event either changes what is only shown ([`Canvas::preview`], [`Canvas::marquee`], …) or ends with one
//! [`Action::Change`], which is done on the board at once. Escape and [`Event::Cancel`] drop the preview, and nothing
//! has happened.
//!
//! Not here: what the parts do to elements ([`transform`](super::transform), [`arrange`](super::arrange), …).

mod commands;
mod draw;
mod handles;
mod keys;
mod lines;
mod select;
mod words;

use super::board::Board;
use super::camera::Camera;
use super::change::Changes;
use super::event::{Action, Button, Device, Event, Modifiers, Pointer, Tool};
use super::ids::Ids;
use super::label::Measure;
use super::pick;
use super::snap::{Guide, Targets};
use crate::scene::{Align, Element, ElementId, Family, Head, Kind, Page, Routing, Style, Text, Vertical};
pub use commands::Command;
pub use draw::component_size;
pub use handles::Handle;
pub use keys::tool_for;
use kurbo::{Point, Rect, Vec2};
use std::sync::Arc;
pub use words::TextEdit;

/// A pointer that moved less than this since it went down has clicked, px of the screen.
const DRAG_FROM: f64 = 4.0;
/// Seconds that a laser's trail is seen.
pub const TRAIL_SECONDS: f64 = 1.2;

/// What new elements look like, and how tools behave.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Of new elements.
    pub style: Style,
    /// Of new texts; its words are not used.
    pub text: Text,
    /// Of new lines and arrows.
    pub routing: Routing,
    /// Of new arrows.
    pub start_head: Head,
    /// Of new arrows.
    pub end_head: Head,
    /// Distance of the lines of the grid, px; `None` does not snap to one.
    pub grid: Option<f64>,
    /// Snaps to edges, centres and gaps of others; command turns it round while held.
    pub snap: bool,
    /// Tools stay in the hand after one use.
    pub keep_tool: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            style: Style::default(),
            text: Text {
                text: String::new(),
                size: 20.0,
                family: Family::Sans,
                weight: 400,
                italic: false,
                line_height: 1.25,
                align: Align::Start,
                vertical: Vertical::Top,
                auto_width: true,
                wrapped: None,
            },
            routing: Routing::Straight,
            start_head: Head::None,
            end_head: Head::Arrow,
            grid: None,
            snap: true,
            keep_tool: false,
        }
    }
}

/// What is drawn while a selection is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Marquee {
    /// A box, px of the page.
    Box(Rect),
    /// A loop, px of the page.
    Lasso(Vec<Point>),
}

/// A point of the laser's trail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrailPoint {
    /// px of the page.
    pub at: Point,
    /// Seconds, as the events say.
    pub time: f64,
    /// The pointer was put down here.
    pub start: bool,
}

/// What the pointer should look like.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Cursor {
    /// An arrow.
    #[default]
    Default,
    /// Something can be moved.
    Move,
    /// An open hand.
    Grab,
    /// A closed hand.
    Grabbing,
    /// A cross.
    Cross,
    /// For words.
    Text,
    /// Along this direction, radians from the right, clockwise.
    Resize(f64),
    /// Something can be turned.
    Rotate,
    /// A point of a line.
    Point,
    /// The tool paints its own.
    None,
}

/// The state machine.
#[derive(Clone, Debug)]
pub struct Canvas {
    board: Board,
    /// Which part of the page is seen.
    pub camera: Camera,
    /// How tools behave.
    pub options: Options,
    tool: Tool,
    selection: Vec<ElementId>,
    entered: Option<ElementId>,
    gesture: Gesture,
    preview: Option<Changes>,
    guides: Vec<Guide>,
    ids: Ids,
    trail: Vec<TrailPoint>,
    editing: Option<TextEdit>,
    hover: Option<ElementId>,
    hover_handle: Option<Handle>,
    pointer: Option<Pointer>,
    space: bool,
    pen_seen: bool,
}

/// What is under way.
#[derive(Clone, Debug, Default)]
enum Gesture {
    #[default]
    None,
    /// The hand; where the pointer was last, px of the screen.
    Pan(Point),
    /// Down, and not known yet whether it is a click.
    Press {
        from: Point,
        target: Option<ElementId>,
        again: bool,
    },
    Move(Box<select::Moving>),
    Box {
        from: Point,
        base: Vec<ElementId>,
    },
    Lasso {
        path: Vec<Point>,
        base: Vec<ElementId>,
    },
    Resize(Box<select::Resizing>),
    Rotate {
        from: Point,
        about: Point,
    },
    LinePoint {
        id: ElementId,
        index: usize,
        insert: bool,
    },
    Shape {
        from: Point,
        ids: Ids,
        targets: Arc<Targets>,
    },
    Line(Box<lines::Drawing>),
    Pen(Box<draw::Pen>),
    Erase {
        last: Point,
        gone: Vec<ElementId>,
    },
    Laser,
    /// Down, and nothing more to do until up.
    Dead,
}

impl Canvas {
    /// A canvas over a page. Give every sketch and person a seed of their own: new ids come from it.
    #[must_use]
    pub fn new(page: &Page, seed: u64) -> Self {
        Self::with_board(Board::new(page), seed)
    }

    /// For a page that was read already.
    #[must_use]
    pub fn with_board(board: Board, seed: u64) -> Self {
        Self {
            board,
            camera: Camera::default(),
            options: Options::default(),
            tool: Tool::Select,
            selection: Vec::new(),
            entered: None,
            gesture: Gesture::None,
            preview: None,
            guides: Vec::new(),
            ids: Ids::new(seed),
            trail: Vec::new(),
            editing: None,
            hover: None,
            hover_handle: None,
            pointer: None,
            space: false,
            pen_seen: false,
        }
    }

    /// The page and its index.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Takes over what the document says. What is under way ends when the page changed below it. `true` when something
    /// differs.
    pub fn sync(&mut self, page: &Page) -> bool {
        let other = self.board.page().id != page.id;
        if !self.board.sync(page) {
            return false;
        }
        self.taken_over(other);
        true
    }

    /// Takes a page over that was read already: what [`Canvas::sync`] does, without reading it here.
    pub fn adopt(&mut self, mut board: Board) {
        let same = self.board.page().id == board.page().id
            && self.board.len() == board.len()
            && self.board.elements().iter().zip(board.elements()).all(|(a, b)| Arc::ptr_eq(a, b));
        if same {
            return;
        }
        let other = self.board.page().id != board.page().id;
        board.follows(&self.board);
        self.board = board;
        self.taken_over(other);
    }

    fn taken_over(&mut self, other: bool) {
        self.cancel();
        if other {
            self.selection.clear();
            self.entered = None;
            self.editing = None;
        }
        self.drop_missing();
    }

    /// The tool in the hand.
    #[must_use]
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Takes another tool; what is under way is dropped.
    pub fn set_tool(&mut self, tool: Tool) {
        self.cancel();
        self.tool = tool;
        self.hover = None;
        self.hover_handle = None;
        if !matches!(tool, Tool::Select | Tool::Lasso | Tool::Hand | Tool::Laser) {
            self.selection.clear();
            self.entered = None;
        }
    }

    /// Ids of what is selected: groups as a whole, unless entered.
    #[must_use]
    pub fn selection(&self) -> &[ElementId] {
        &self.selection
    }

    /// The group that a double click went into.
    #[must_use]
    pub fn entered(&self) -> Option<&ElementId> {
        self.entered.as_ref()
    }

    /// Selects these, as panels do; unknown ones are left out.
    pub fn select(&mut self, ids: impl IntoIterator<Item = ElementId>) {
        self.selection.clear();
        for id in ids {
            if self.board.get(&id).is_some() && !self.selection.contains(&id) {
                self.selection.push(id);
            }
        }
        self.entered = match self.selection.as_slice() {
            [one] => self
                .board
                .get(one)
                .and_then(|e| e.parent.clone())
                .filter(|parent| self.board.get(parent).is_some_and(|p| matches!(p.kind, Kind::Group))),
            _ => None,
        };
    }

    /// What the page becomes when the gesture ends now: paint it in place of the page.
    #[must_use]
    pub fn preview(&self) -> Option<&Changes> {
        self.preview.as_ref()
    }

    /// The element as it is shown now: of the preview, else of the page.
    #[must_use]
    pub fn shown(&self, id: &ElementId) -> Option<&Arc<Element>> {
        let position = self.board.position(id);
        if let Some(preview) = &self.preview {
            let moved =
                position.is_none_or(|p| preview.removed.binary_search_by_key(&p, |(at, _)| *at).is_ok());
            if moved {
                return preview.inserted.iter().find(|(_, e)| e.id == *id).map(|(_, e)| e);
            }
            if let Some(Ok(index)) = position.map(|p| preview.replaced.binary_search_by_key(&p, |c| c.at)) {
                return preview.replaced.get(index).map(|c| &c.new);
            }
        }
        self.board.get(id)
    }

    /// Lines to paint while something snaps.
    #[must_use]
    pub fn guides(&self) -> &[Guide] {
        &self.guides
    }

    /// The box or loop that selects.
    #[must_use]
    pub fn marquee(&self) -> Option<Marquee> {
        match &self.gesture {
            Gesture::Box { from, .. } => {
                Some(Marquee::Box(Rect::from_points(*from, self.camera.to_page(self.pointer?.at))))
            }
            Gesture::Lasso { path, .. } => Some(Marquee::Lasso(path.clone())),
            _ => None,
        }
    }

    /// The trail of the laser, oldest first; points older than [`TRAIL_SECONDS`] before `now` are dropped.
    pub fn trail(&mut self, now: f64) -> &[TrailPoint] {
        self.trail.retain(|p| now - p.time < TRAIL_SECONDS && p.time <= now + TRAIL_SECONDS);
        &self.trail
    }

    /// The element under the pointer.
    #[must_use]
    pub fn hover(&self) -> Option<&ElementId> {
        self.hover.as_ref()
    }

    /// What the eraser has touched since it went down: shown faint.
    #[must_use]
    pub fn erasing(&self) -> &[ElementId] {
        match &self.gesture {
            Gesture::Erase { gone, .. } => gone,
            _ => &[],
        }
    }

    /// A gesture is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !matches!(self.gesture, Gesture::None)
    }

    /// What the pointer should look like.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        match &self.gesture {
            Gesture::Pan(_) => return Cursor::Grabbing,
            Gesture::Move(_) => return Cursor::Move,
            Gesture::Rotate { .. } => return Cursor::Rotate,
            Gesture::Resize(resizing) => return self.handle_cursor(resizing.handle),
            _ if self.space => return Cursor::Grab,
            _ => {}
        }
        match self.tool {
            Tool::Select => match (self.hover_handle, &self.hover) {
                (Some(handle), _) => self.handle_cursor(handle),
                (None, Some(_)) => Cursor::Move,
                (None, None) => Cursor::Default,
            },
            Tool::Hand => Cursor::Grab,
            Tool::Text => Cursor::Text,
            Tool::Eraser | Tool::Laser => Cursor::None,
            _ => Cursor::Cross,
        }
    }

    /// Drops what is under way; the page is as before.
    pub fn cancel(&mut self) {
        self.gesture = Gesture::None;
        self.preview = None;
        self.guides.clear();
        self.drop_missing();
    }

    /// Takes an event in; gives what the owner has to do.
    pub fn event(&mut self, event: &Event, measure: &dyn Measure) -> Vec<Action> {
        let mut actions = Vec::new();
        let before = self.selection.clone();
        match event {
            Event::Down(pointer) => self.down(*pointer, measure, &mut actions),
            Event::Move(pointer) => self.moved(*pointer, measure),
            Event::Up(pointer) => self.up(*pointer, measure, &mut actions),
            Event::DoubleClick(pointer) => self.double_click(*pointer, measure, &mut actions),
            Event::Scroll(by) => self.camera.pan(*by),
            Event::Zoom { at, factor, pan } => {
                self.camera.pan(*pan);
                self.camera.zoom_at(*at, *factor);
            }
            Event::Key(key, modifiers) => self.key(*key, *modifiers, measure, &mut actions),
            Event::Modifiers(modifiers) => {
                if let Some(pointer) = self.pointer
                    && pointer.modifiers != *modifiers
                {
                    self.moved(Pointer { modifiers: *modifiers, ..pointer }, measure);
                }
            }
            Event::Cancel => self.cancel(),
        }
        if self.selection != before {
            actions.push(Action::Selection);
        }
        actions
    }

    fn down(&mut self, pointer: Pointer, measure: &dyn Measure, actions: &mut Vec<Action>) {
        self.pointer = Some(pointer);
        self.pen_seen |= pointer.device == Device::Pen;
        // A second button while one is down is no new gesture; lines go on by clicks.
        if self.is_busy() && !matches!(self.gesture, Gesture::Line(_)) {
            return;
        }
        let finger_moves = pointer.device == Device::Touch
            && self.pen_seen
            && !matches!(self.tool, Tool::Select | Tool::Lasso);
        let hand = self.space || self.tool == Tool::Hand || pointer.button == Button::Middle || finger_moves;
        let at = self.camera.to_page(pointer.at);
        if hand {
            self.gesture = Gesture::Pan(pointer.at);
            return;
        }
        match pointer.button {
            Button::Secondary => {
                self.cancel();
                self.select_for_menu(at, pointer);
                actions.push(Action::Menu(pointer.at));
                return;
            }
            Button::PenEraser => {
                self.start_erasing(at, pointer);
                return;
            }
            Button::Primary | Button::Middle => {}
        }
        match self.tool {
            Tool::Select => self.press(at, pointer),
            Tool::Lasso => self.start_lasso(at, pointer),
            Tool::Hand => {}
            Tool::Rectangle
            | Tool::Diamond
            | Tool::Ellipse
            | Tool::Image
            | Tool::Frame
            | Tool::Component(_) => self.start_shape(at, pointer),
            Tool::Line | Tool::Arrow => self.line_down(at, pointer, measure, actions),
            Tool::Freehand => self.start_pen(at, pointer),
            Tool::Text => self.write_at(at, pointer, actions),
            Tool::Eraser => self.start_erasing(at, pointer),
            Tool::Laser => {
                self.trail.push(TrailPoint { at, time: pointer.time, start: true });
                self.gesture = Gesture::Laser;
            }
        }
    }

    fn moved(&mut self, pointer: Pointer, measure: &dyn Measure) {
        self.pointer = Some(pointer);
        let at = self.camera.to_page(pointer.at);
        match &mut self.gesture {
            Gesture::None => self.hover_at(at, pointer),
            Gesture::Dead => {}
            Gesture::Pan(last) => {
                let by = pointer.at - *last;
                *last = pointer.at;
                self.camera.pan(by);
            }
            Gesture::Press { from, .. } => {
                if pointer.at.distance(self.camera.to_screen(*from)) >= DRAG_FROM * reach_of(pointer.device) {
                    self.press_becomes_drag(pointer, measure);
                }
            }
            Gesture::Move(_) => self.drag(pointer, measure),
            Gesture::Box { .. } => self.box_moved(at, pointer),
            Gesture::Lasso { .. } => self.lasso_moved(at),
            Gesture::Resize(_) => self.resize(at, pointer, measure),
            Gesture::Rotate { .. } => self.rotate(at, pointer, measure),
            Gesture::LinePoint { .. } => self.line_point_moved(at, pointer, measure),
            Gesture::Shape { .. } => self.shape_moved(at, pointer),
            Gesture::Line(_) => self.line_moved(at, pointer, measure),
            Gesture::Pen(_) => self.pen_moved(at, pointer),
            Gesture::Erase { .. } => self.erase(at),
            Gesture::Laser => self.trail.push(TrailPoint { at, time: pointer.time, start: false }),
        }
    }

    fn up(&mut self, pointer: Pointer, measure: &dyn Measure, actions: &mut Vec<Action>) {
        self.pointer = Some(pointer);
        let at = self.camera.to_page(pointer.at);
        match std::mem::take(&mut self.gesture) {
            Gesture::None | Gesture::Pan(_) | Gesture::Dead | Gesture::Laser => {}
            Gesture::Press { target, again, .. } => self.clicked(target, again, pointer, actions),
            Gesture::Move(moving) => {
                self.gesture = Gesture::Move(moving);
                self.drop_moved(pointer, measure, actions);
            }
            Gesture::Box { .. } | Gesture::Lasso { .. } => {}
            Gesture::Resize(_) | Gesture::Rotate { .. } | Gesture::LinePoint { .. } => {
                self.commit_preview(actions);
            }
            Gesture::Shape { from, ids, targets } => {
                self.gesture = Gesture::Shape { from, ids, targets };
                self.finish_shape(at, pointer, actions);
            }
            Gesture::Line(drawing) => {
                self.gesture = Gesture::Line(drawing);
                self.line_up(at, pointer, measure, actions);
            }
            Gesture::Pen(pen) => {
                self.gesture = Gesture::Pen(pen);
                self.finish_pen(at, pointer, actions);
            }
            Gesture::Erase { gone, .. } => self.finish_erasing(&gone, actions),
        }
        if matches!(self.gesture, Gesture::None) {
            self.guides.clear();
            self.hover_at(at, pointer);
        }
    }

    /// Does the changes and tells of them.
    fn commit(&mut self, changes: Changes, actions: &mut Vec<Action>) -> bool {
        self.preview = None;
        self.guides.clear();
        if changes.is_empty() || self.board.apply(&changes).is_err() {
            return false;
        }
        self.drop_missing();
        actions.push(Action::Change(changes));
        true
    }

    fn commit_preview(&mut self, actions: &mut Vec<Action>) -> bool {
        self.gesture = Gesture::None;
        let preview = self.preview.take();
        preview.is_some_and(|changes| self.commit(changes, actions))
    }

    /// After one use a tool goes back to selecting.
    fn tool_used(&mut self, made: Option<ElementId>, actions: &mut Vec<Action>) {
        self.gesture = Gesture::None;
        if self.options.keep_tool {
            return;
        }
        self.tool = Tool::Select;
        actions.push(Action::Tool(Tool::Select));
        if let Some(made) = made {
            self.select([made]);
        }
    }

    fn drop_missing(&mut self) {
        let board = &self.board;
        self.selection.retain(|id| board.get(id).is_some());
        if self.entered.as_ref().is_some_and(|id| board.get(id).is_none()) {
            self.entered = None;
        }
        if self.hover.as_ref().is_some_and(|id| board.get(id).is_none()) {
            self.hover = None;
        }
    }

    fn hover_at(&mut self, at: Point, pointer: Pointer) {
        self.hover = None;
        self.hover_handle = None;
        if self.tool == Tool::Select && pointer.device != Device::Touch {
            self.hover_handle = self.handle_at(pointer.at, pointer.device);
            if self.hover_handle.is_none() {
                self.hover = self
                    .topmost(at, pointer.device)
                    .map(|id| pick::unit(&self.board, &id, self.entered.as_ref()));
            }
        } else if matches!(self.tool, Tool::Arrow | Tool::Line) {
            self.hover = pick::shape_at(&self.board, at, self.camera.page_px(8.0), None);
        }
    }

    fn topmost(&self, at: Point, device: Device) -> Option<ElementId> {
        let tolerance = self.camera.page_px(5.0 * reach_of(device));
        pick::topmost(&self.board, at, tolerance, self.camera.page_px(1.0), false)
    }

    /// Snapping to others is on for this pointer.
    fn snaps(&self, modifiers: Modifiers) -> bool {
        self.options.snap != modifiers.command
    }

    /// A point of a new element: on the grid, else on lines of others.
    fn snapped(&mut self, at: Point, pointer: Pointer, targets: &Targets) -> Point {
        self.guides.clear();
        if let Some(grid) = self.options.grid {
            return if pointer.modifiers.command { at } else { at + super::snap::to_grid(at, grid) };
        }
        let mut to = super::snap::Snapped::default();
        if self.snaps(pointer.modifiers) {
            to = targets.snap_point(at, self.camera.page_px(6.0), true, true);
        }
        self.guides = to.guides;
        let at = at + to.by;
        at + super::snap::to_step(at, self.step(), to.held)
    }

    /// How exact a place is that was pointed at, px of the page: whole ones, and round ones where the screen shows no
    /// finer. Parts of them only from very near.
    pub(super) fn step(&self) -> f64 {
        let px = self.camera.page_px(1.0);
        match px {
            ..=0.04 => 0.1,
            ..=0.125 => 0.5,
            _ => [1.0, 2.0, 5.0].into_iter().find(|step| px <= step * 1.12).unwrap_or(10.0),
        }
    }

    fn targets(&self, moving: &std::collections::HashSet<ElementId>) -> Arc<Targets> {
        Arc::new(Targets::new(&self.board, self.camera.visible(), moving))
    }
}

/// Fingers are less exact than a mouse.
fn reach_of(device: Device) -> f64 {
    match device {
        Device::Mouse => 1.0,
        Device::Pen => 1.5,
        Device::Touch => 2.5,
    }
}

fn step_angle(angle: f64) -> f64 {
    let step = std::f64::consts::PI / 12.0;
    (angle / step).round() * step
}

/// The direction in steps of 15 degrees, the length kept along it.
fn straight(from: Point, to: Point) -> Point {
    let way = to - from;
    if way == Vec2::ZERO {
        return to;
    }
    let direction = Vec2::from_angle(step_angle(way.atan2()));
    from + direction * way.dot(direction)
}
