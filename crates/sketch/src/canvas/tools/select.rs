//! The selecting tools: click, box, lasso, drag, resize, turn, points of lines.
//!
//! Not here: keys and commands of panels.

use super::super::arrange::duplicate_in;
use super::super::change::Draft;
use super::super::connect;
use super::super::event::{Action, Device, Pointer, Tool};
use super::super::geometry::{
    bounds, contains, finite, finite_point, linear, local_box, outline, turn, union,
};
use super::super::ids::Ids;
use super::super::label::Measure;
use super::super::pick;
use super::super::snap::{Snapped, Targets, to_grid, to_step};
use super::super::transform::{
    fit_text, place_label, remap, rotate_all, scale, scale_all, set_points, settle, shift_all,
};
use super::handles::Handle;
use super::{Canvas, Gesture, step_angle, straight};
use crate::scene::{ElementId, Kind, Routing};
use kurbo::{Point, Rect, Vec2};
use std::collections::HashSet;
use std::sync::Arc;

/// A selection that moves.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    from: Point,
    units: Vec<ElementId>,
    start: Rect,
    targets: Arc<Targets>,
    /// Frames that may take what is dropped: place, box, id.
    frames: Vec<(usize, Rect, ElementId)>,
    ids: Ids,
    /// As it is moved now.
    by: Vec2,
    copies: bool,
}

/// A selection that is resized.
#[derive(Clone, Debug)]
pub(super) struct Resizing {
    pub(super) handle: Handle,
    from: Point,
    rect: Rect,
    angle: f64,
    targets: Arc<Targets>,
}

impl Canvas {
    /// The pointer went down with the selecting tool.
    pub(super) fn press(&mut self, at: Point, pointer: Pointer) {
        if let Some(handle) = self.handle_at(pointer.at, pointer.device) {
            self.grab(handle, at);
            return;
        }
        let board = self.board();
        let under = self.topmost(at, pointer.device);
        let unit = under.map(|id| pick::unit(board, &id, self.entered()));
        // The box of a selection moves it, whatever lies in it, unless something else lies on top.
        let inside = self.selection().len() > 1
            && !pointer.modifiers.shift
            && self.frame().is_some_and(|(rect, _)| rect.contains(at))
            || matches!(self.selection(), [one] if self.in_selected(one, at));
        let target = match unit {
            Some(unit) => Some(unit),
            None if inside => self.selection().first().cloned(),
            None => None,
        };
        let again = target.as_ref().is_some_and(|id| self.selection().contains(id));
        if let Some(target) = target.as_ref().filter(|_| !again) {
            if !pointer.modifiers.shift {
                self.selection.clear();
            }
            self.selection.push(target.clone());
            self.leave_if_outside(target.clone());
        }
        self.gesture = Gesture::Press { from: at, target, again };
    }

    fn in_selected(&self, id: &ElementId, at: Point) -> bool {
        self.board().get(id).is_some_and(|e| match e.kind {
            Kind::Group => self.board().bounds(id).is_some_and(|r| r.contains(at)),
            Kind::Frame | Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) => false,
            _ => contains(&outline(e), at),
        })
    }

    fn leave_if_outside(&mut self, target: ElementId) {
        let stays = self.entered.as_ref().is_none_or(|group| self.board.ancestors(&target).contains(group));
        if !stays {
            self.entered = None;
        }
    }

    fn grab(&mut self, handle: Handle, at: Point) {
        let moving: HashSet<ElementId> = self.board.with_descendants(&self.selection).into_iter().collect();
        match handle {
            Handle::Side(..) => {
                if let Some((rect, angle)) = self.frame() {
                    let targets = self.targets(&moving);
                    self.gesture =
                        Gesture::Resize(Box::new(Resizing { handle, from: at, rect, angle, targets }));
                }
            }
            Handle::Rotate => {
                if let Some((rect, _)) = self.frame() {
                    self.gesture = Gesture::Rotate { from: at, about: rect.center() };
                }
            }
            Handle::Point(index) | Handle::Between(index) => {
                if let [id] = self.selection.as_slice() {
                    let insert = matches!(handle, Handle::Between(_));
                    self.gesture = Gesture::LinePoint { id: id.clone(), index, insert };
                }
            }
        }
    }

    /// The pointer moved far enough to be no click.
    pub(super) fn press_becomes_drag(&mut self, pointer: Pointer, measure: &dyn Measure) {
        let Gesture::Press { from, target, .. } = std::mem::take(&mut self.gesture) else { return };
        if target.is_none() {
            let base = if pointer.modifiers.shift { self.selection.clone() } else { Vec::new() };
            if pointer.device == Device::Touch {
                // A finger on nothing moves the page.
                self.gesture = Gesture::Pan(pointer.at);
                return;
            }
            self.gesture = Gesture::Box { from, base };
            self.box_moved(self.camera.to_page(pointer.at), pointer);
            return;
        }
        let units: Vec<ElementId> = self
            .selection
            .iter()
            .filter(|id| self.board.get(id).is_some_and(|e| !e.locked))
            // Not twice what is inside of another that is selected.
            .filter(|id| !self.board.ancestors(id).iter().any(|parent| self.selection.contains(parent)))
            .cloned()
            .collect();
        let Some(start) = self.board.bounds_of(&units) else {
            self.gesture = Gesture::Dead;
            return;
        };
        let moving: HashSet<ElementId> = self.board.with_descendants(&units).into_iter().collect();
        let frames = self
            .board
            .elements()
            .iter()
            .enumerate()
            .filter(|(_, e)| {
                matches!(e.kind, Kind::Frame) && !e.hidden && !e.locked && !moving.contains(&e.id)
            })
            .map(|(position, e)| (position, bounds(e), e.id.clone()))
            .collect();
        let targets = self.targets(&moving);
        self.gesture = Gesture::Move(Box::new(Moving {
            from,
            units,
            start,
            targets,
            frames,
            ids: self.ids.clone(),
            by: Vec2::ZERO,
            copies: false,
        }));
        self.drag(pointer, measure);
    }

    pub(super) fn drag(&mut self, pointer: Pointer, measure: &dyn Measure) {
        let at = self.camera.to_page(pointer.at);
        let snaps = self.snaps(pointer.modifiers);
        let reach = self.camera.page_px(6.0);
        let (grid, step) = (self.options.grid, self.step());
        let Gesture::Move(moving) = &mut self.gesture else { return };
        let mut by = at - moving.from;
        if pointer.modifiers.shift {
            // Along one direction.
            if by.x.abs() >= by.y.abs() { by.y = 0.0 } else { by.x = 0.0 }
        }
        self.guides.clear();
        if let Some(grid) = grid {
            if !pointer.modifiers.command {
                by += to_grid(moving.start.origin() + by, grid);
            }
        } else {
            let mut to = Snapped::default();
            if snaps {
                to = moving.targets.snap_box(moving.start + by, reach);
            }
            by += to.by;
            // What moves along one direction stays where it is in the other.
            let held = [to.held[0] || by.x == 0.0, to.held[1] || by.y == 0.0];
            by += to_step(moving.start.origin() + by, step, held);
            self.guides = to.guides;
        }
        moving.by = by;
        moving.copies = pointer.modifiers.alt;
        let mut draft = Draft::new(&self.board);
        if moving.copies {
            let mut ids = moving.ids.clone();
            duplicate_in(&mut draft, &moving.units, by, &mut ids);
        } else {
            shift_all(&mut draft, &moving.units, by, measure);
        }
        self.preview = Some(draft.finish());
    }

    /// What moved is let go: what is over a frame is in it, what left one is not.
    pub(super) fn drop_moved(&mut self, pointer: Pointer, measure: &dyn Measure, actions: &mut Vec<Action>) {
        self.drag(pointer, measure);
        let Gesture::Move(mut moving) = std::mem::take(&mut self.gesture) else { return };
        let mut draft = Draft::new(&self.board);
        let mut units = moving.units.clone();
        if moving.copies {
            let names = duplicate_in(&mut draft, &moving.units, moving.by, &mut moving.ids);
            units = units.iter().filter_map(|id| names.get(id).cloned()).collect();
        } else {
            shift_all(&mut draft, &moving.units, moving.by, measure);
        }
        for (unit, old) in units.iter().zip(&moving.units) {
            let Some(around) = self.board.bounds(old) else { continue };
            adopt(&mut draft, unit, around + moving.by, &moving.frames);
        }
        if moving.copies {
            self.ids = moving.ids;
        }
        let changes = draft.finish();
        if self.commit(changes, actions) && moving.copies {
            self.select(units);
        }
    }

    pub(super) fn box_moved(&mut self, at: Point, pointer: Pointer) {
        let Gesture::Box { from, base } = &self.gesture else { return };
        let rect = Rect::from_points(*from, at);
        let mut chosen = base.clone();
        let found = pick::in_box(&self.board, rect, pointer.modifiers.command, self.entered.as_ref());
        if base.is_empty() {
            chosen = found;
        } else {
            chosen.extend(found.into_iter().filter(|id| !base.contains(id)));
        }
        self.selection = chosen;
    }

    pub(super) fn start_lasso(&mut self, at: Point, pointer: Pointer) {
        let base = if pointer.modifiers.shift { self.selection.clone() } else { Vec::new() };
        self.selection.clone_from(&base);
        self.gesture = Gesture::Lasso { path: vec![at], base };
    }

    pub(super) fn lasso_moved(&mut self, at: Point) {
        let step = self.camera.page_px(2.0);
        let Gesture::Lasso { path, base } = &mut self.gesture else { return };
        if path.last().is_some_and(|last| last.distance(at) < step) {
            return;
        }
        path.push(at);
        let mut chosen = base.clone();
        let found = pick::in_loop(&self.board, path, self.entered.as_ref());
        chosen.extend(found.into_iter().filter(|id| !base.contains(id)));
        self.selection = chosen;
    }

    pub(super) fn resize(&mut self, at: Point, pointer: Pointer, measure: &dyn Measure) {
        let Gesture::Resize(resizing) = &self.gesture else { return };
        let Handle::Side(sx, sy) = resizing.handle else { return };
        let (rect, angle, from) = (resizing.rect, resizing.angle, resizing.from);
        let targets = resizing.targets.clone();
        let (dx, dy) = (f64::from(sx), f64::from(sy));
        let centre = rect.center();
        let mut pull = turn(at, centre, -angle) - turn(from, centre, -angle);
        self.guides.clear();
        if angle == 0.0 {
            let corner = centre + Vec2::new(rect.width() / 2.0 * dx, rect.height() / 2.0 * dy) + pull;
            if let Some(grid) = self.options.grid {
                if !pointer.modifiers.command {
                    pull += to_grid(corner, grid);
                }
            } else {
                let mut to = Snapped::default();
                if self.snaps(pointer.modifiers) {
                    to = targets.snap_point(corner, self.camera.page_px(6.0), sx != 0, sy != 0);
                }
                pull += to.by;
                pull += to_step(corner + to.by, self.step(), to.held);
                self.guides = to.guides;
            }
        }
        let single = match self.selection.as_slice() {
            [one] => self.board.get(one).filter(|e| !matches!(e.kind, Kind::Group)).cloned(),
            _ => None,
        };
        let is_text = single.as_ref().is_some_and(|e| matches!(e.kind, Kind::Text(_)));
        let corner = sx != 0 && sy != 0;
        let keeps = (pointer.modifiers.shift
            != (is_text
                || single.as_ref().is_some_and(|e| matches!(e.kind, Kind::Image { picture: Some(_) }))))
            && corner
            || single.is_none() && (angle != 0.0 || self.has_turned());
        let both = if pointer.modifiers.alt { 2.0 } else { 1.0 };
        let mut width = rect.width() + pull.x * dx * both;
        let mut height = rect.height() + pull.y * dy * both;
        if sx == 0 {
            width = rect.width();
        }
        if sy == 0 {
            height = rect.height();
        }
        if keeps {
            let (a, b) = (width / rect.width().max(1e-9), height / rect.height().max(1e-9));
            let share = match (sx, sy) {
                (0, _) => b,
                (_, 0) => a,
                _ if a.abs() > b.abs() => a,
                _ => b,
            };
            width = rect.width() * share;
            height = rect.height() * share;
        }
        let mirror = (width < 0.0, height < 0.0);
        // The side across stays where it is, or the middle does.
        let hold = |low: f64, high: f64, to: f64, side: f64| {
            if pointer.modifiers.alt || side == 0.0 {
                let middle = (low + high) / 2.0;
                (middle - to / 2.0, middle + to / 2.0)
            } else if side > 0.0 {
                (low, low + to)
            } else {
                (high - to, high)
            }
        };
        let (x0, x1) = hold(rect.x0, rect.x1, width, dx);
        let (y0, y1) = hold(rect.y0, rect.y1, height, dy);
        let mut to = Rect::from_points((x0, y0), (x1, y1));
        to.x1 = to.x1.max(to.x0 + if rect.width() > 0.0 { 1.0 } else { 0.0 });
        to.y1 = to.y1.max(to.y0 + if rect.height() > 0.0 { 1.0 } else { 0.0 });
        let mut draft = Draft::new(&self.board);
        match &single {
            Some(element) => {
                let id = element.id.clone();
                let mut new = (**element).clone();
                if is_text {
                    scale(&mut new, rect, to, (false, false), corner);
                } else {
                    remap(&mut new, rect, to, mirror);
                }
                draft.set(new);
                fit_text(&mut draft, &id, measure);
                // A turned box has another middle now; the corner across must not move.
                if angle != 0.0
                    && let Some(new) = draft.get(&id)
                {
                    let to = local_box(new);
                    let across =
                        |r: Rect| r.center() - Vec2::new(r.width() / 2.0 * dx, r.height() / 2.0 * dy);
                    let held = if pointer.modifiers.alt {
                        turn(centre, centre, angle) - turn(to.center(), to.center(), angle)
                    } else {
                        turn(across(rect), centre, angle) - turn(across(to), to.center(), angle)
                    };
                    draft.edit(&id, |e| super::super::transform::shift(e, held));
                }
                settle(&mut draft, &[id], measure);
            }
            None => {
                scale_all(&mut draft, &self.selection, (rect, to), mirror, corner && keeps, measure);
            }
        }
        self.preview = Some(draft.finish());
    }

    fn has_turned(&self) -> bool {
        self.selection.iter().filter_map(|id| self.board.get(id)).any(|e| finite(e.angle) != 0.0)
    }

    pub(super) fn rotate(&mut self, at: Point, pointer: Pointer, measure: &dyn Measure) {
        let Gesture::Rotate { from, about } = &self.gesture else { return };
        let mut by = (at - *about).atan2() - (*from - *about).atan2();
        if pointer.modifiers.shift {
            let start = match self.selection.as_slice() {
                [one] => self.board.get(one).map_or(0.0, |e| finite(e.angle)),
                _ => 0.0,
            };
            by = step_angle(start + by) - start;
        }
        let mut draft = Draft::new(&self.board);
        rotate_all(&mut draft, &self.selection, *about, by, measure);
        self.preview = Some(draft.finish());
    }

    pub(super) fn line_point_moved(&mut self, at: Point, pointer: Pointer, measure: &dyn Measure) {
        let Gesture::LinePoint { id, index, insert } = &self.gesture else { return };
        let (id, index, insert) = (id.clone(), *index, *insert);
        let Some(element) = self.board.get(&id).cloned() else { return };
        let Some(line) = linear(&element) else { return };
        let corner = Vec2::new(finite(element.x), finite(element.y));
        let middle = local_box(&element).center();
        let mut points: Vec<Point> = line
            .points
            .iter()
            .map(|p| turn(finite_point(*p) + corner, middle, finite(element.angle)))
            .collect();
        let index = if insert {
            points.insert((index + 1).min(points.len()), at);
            (index + 1).min(points.len() - 1)
        } else {
            index
        };
        let last = points.len().saturating_sub(1);
        let mut to = at;
        if pointer.modifiers.shift {
            let beside = if index == 0 { points.get(1) } else { points.get(index - 1) };
            if let Some(beside) = beside {
                to = straight(*beside, at);
            }
        } else if let Some(grid) = self.options.grid
            && !pointer.modifiers.command
        {
            to += to_grid(to, grid);
        }
        if let Some(slot) = points.get_mut(index) {
            *slot = to;
        }
        let binds = matches!(element.kind, Kind::Arrow(_)) && !pointer.modifiers.command;
        let holds = (binds && (index == 0 || index == last))
            .then(|| pick::shape_at(&self.board, to, self.camera.page_px(8.0), Some(&id)))
            .flatten()
            .and_then(|shape| self.board.get(&shape))
            .map(|shape| connect::bind(shape, to));
        self.hover = holds.as_ref().map(|b| b.element.clone());
        let mut new = (*element).clone();
        new.angle = 0.0;
        if let Kind::Line(line) | Kind::Arrow(line) = &mut new.kind {
            if index == 0 {
                line.start.clone_from(&holds);
            }
            if index == last {
                line.end = holds;
            }
            if line.routing == Routing::Elbow {
                let (from, to) =
                    (points.first().copied().unwrap_or_default(), points.last().copied().unwrap_or_default());
                points = crate::arrows::elbow_free(from, to);
            }
        }
        set_points(&mut new, &points);
        let mut draft = Draft::new(&self.board);
        draft.set(new);
        connect::reroute(&mut draft, &id);
        place_label(&mut draft, &id, measure);
        self.preview = Some(draft.finish());
    }

    /// Down and up at one place.
    pub(super) fn clicked(
        &mut self,
        target: Option<ElementId>,
        again: bool,
        pointer: Pointer,
        actions: &mut Vec<Action>,
    ) {
        if pointer.modifiers.command
            && let Some(link) = target.as_ref().and_then(|id| self.board.get(id)?.link.clone())
        {
            actions.push(Action::OpenLink(link));
            return;
        }
        match target {
            None => {
                if !pointer.modifiers.shift {
                    self.selection.clear();
                    self.entered = None;
                }
            }
            Some(id) if again && pointer.modifiers.shift => self.selection.retain(|s| *s != id),
            Some(id) if again => {
                // A click on one of several selects it alone.
                let at = self.camera.to_page(pointer.at);
                let under = self
                    .topmost(at, pointer.device)
                    .map(|id| pick::unit(&self.board, &id, self.entered.as_ref()));
                match under {
                    Some(under) => self.selection = vec![under],
                    None if self.selection.len() > 1 => self.selection.clear(),
                    None => self.selection = vec![id],
                }
            }
            Some(_) => {}
        }
    }

    /// The menu is about what lies under the pointer.
    pub(super) fn select_for_menu(&mut self, at: Point, pointer: Pointer) {
        let tolerance = self.camera.page_px(5.0);
        // Locked ones can be unlocked only here.
        let under = self
            .topmost(at, pointer.device)
            .or_else(|| pick::topmost(&self.board, at, tolerance, self.camera.page_px(1.0), true));
        match under {
            Some(id) => {
                let unit = pick::unit(&self.board, &id, self.entered.as_ref());
                if !self.selection.contains(&unit) {
                    self.selection = vec![unit];
                }
            }
            None => self.selection.clear(),
        }
    }

    pub(super) fn double_click(
        &mut self,
        pointer: Pointer,
        measure: &dyn Measure,
        actions: &mut Vec<Action>,
    ) {
        let at = self.camera.to_page(pointer.at);
        if matches!(self.gesture, Gesture::Line(_)) {
            self.finish_line(measure, actions);
            return;
        }
        if self.tool() != Tool::Select || self.is_busy() {
            return;
        }
        let under = self.topmost(at, pointer.device);
        match under {
            Some(id) => {
                if let Some(group) = pick::deeper(&self.board, &id, self.entered.as_ref()) {
                    let inner = pick::unit(&self.board, &id, Some(&group));
                    self.entered = Some(group);
                    self.selection = vec![inner];
                } else {
                    self.edit_words_of(&id, actions);
                }
            }
            None => match pick::shape_at(&self.board, at, 0.0, None) {
                // Words go into a hollow shape as into a filled one.
                Some(shape) => self.edit_words_of(&shape, actions),
                None => self.write_at(at, pointer, actions),
            },
        }
    }

    /// Takes the whole preview back, as Escape does.
    pub(super) fn take_back(&mut self) -> bool {
        let busy = self.is_busy();
        if let Gesture::Box { base, .. } | Gesture::Lasso { base, .. } = &self.gesture {
            self.selection = base.clone();
        }
        self.cancel();
        busy
    }

    /// The box of a selection as it is shown, for panels.
    #[must_use]
    pub fn selection_box(&self) -> Option<Rect> {
        union(self.selection.iter().filter_map(|id| match self.shown(id) {
            Some(e) if !matches!(e.kind, Kind::Group) => Some(bounds(e)),
            _ => self.board.bounds(id),
        }))
    }
}

/// Puts a unit that was dropped into the topmost frame under its middle, or out of the one it left.
fn adopt(draft: &mut Draft<'_>, unit: &ElementId, around: Rect, frames: &[(usize, Rect, ElementId)]) {
    let board = draft.board();
    let Some(element) = draft.get(unit) else { return };
    let in_frame =
        element.parent.as_ref().is_none_or(|p| board.get(p).is_some_and(|p| matches!(p.kind, Kind::Frame)));
    if matches!(element.kind, Kind::Frame) || !in_frame {
        return;
    }
    let frame = frames.iter().rev().find(|(_, rect, _)| rect.contains(around.center()));
    let new = frame.map(|(_, _, id)| id.clone());
    if element.parent == new {
        return;
    }
    draft.edit(unit, |e| e.parent = new);
    if let Some((position, _, _)) = frame
        && board.position(unit).is_some_and(|own| own < *position)
    {
        for id in board.with_descendants([unit]) {
            draft.lift(&id, position + 1);
        }
    }
}
