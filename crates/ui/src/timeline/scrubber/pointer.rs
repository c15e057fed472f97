//! The hand on a scrubber: dragging the playhead, moving and zooming time, marking ranges, clicking markers.

use egui::{CursorIcon, Event, MouseWheelUnit, PointerButton, Pos2, Response, Ui, Vec2};
use justbuilt_base::Timestamp;

use super::geometry::Geometry;
use super::state::Gesture;
use super::{Frame, ScrubberAction, ScrubberData, ScrubberState};
use crate::tokens::timeline as token;

/// How far a press may move and still be a click.
const CLICK: f32 = 3.0;
/// Points of one line of a wheel.
const LINE: f32 = 40.0;
/// How much a point of the wheel zooms.
const ZOOM: f32 = 0.006;

/// The wheel zooms around the pointer, moves time with Shift or sideways, and scrolls the lanes over their names.
pub(super) fn wheel(
    ui: &Ui,
    response: &Response,
    geometry: &Geometry,
    data: &ScrubberData<'_>,
    state: &mut ScrubberState,
    actions: &mut Vec<ScrubberAction>,
) {
    let Some(pos) = response.hover_pos().filter(|_| response.contains_pointer()) else { return };
    let mut zoom = 1.0_f32;
    let mut pan = 0.0;
    let mut scroll = 0.0;
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::MouseWheel { unit, delta, modifiers, .. } => {
                    let points = match unit {
                        MouseWheelUnit::Point => *delta,
                        MouseWheelUnit::Line => *delta * LINE,
                        MouseWheelUnit::Page => *delta * geometry.time.width(),
                    };
                    if geometry.head.contains(pos) {
                        scroll -= points.y;
                    } else if modifiers.shift || points.x.abs() > points.y.abs() {
                        pan -= if points.x == 0.0 { points.y } else { points.x };
                    } else {
                        zoom *= (points.y * ZOOM).clamp(-1.0, 1.0).exp();
                    }
                }
                Event::Zoom(factor) => zoom *= factor,
                _ => {}
            }
        }
    });
    if zoom == 1.0 && pan == 0.0 && scroll == 0.0 {
        return;
    }
    // Nothing around shall scroll as well.
    ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
    if scroll != 0.0 {
        state.lane_scroll = (geometry.scroll + scroll).clamp(0.0, geometry.most_scroll);
        ui.ctx().request_repaint();
    }
    if zoom != 1.0 {
        state.zoom_at(&data.span, pos.x - geometry.time.left(), f64::from(zoom));
        actions.push(ScrubberAction::Moved);
    }
    if pan != 0.0 {
        state.pan(&data.span, pan);
        actions.push(ScrubberAction::Moved);
    }
}

/// Presses, drags and clicks.
pub(super) fn pointer(
    ui: &Ui,
    response: &Response,
    frame: &Frame<'_>,
    state: &mut ScrubberState,
    actions: &mut Vec<ScrubberAction>,
) {
    let pos = response.interact_pointer_pos();
    if let (true, Some(pos)) = (response.drag_started(), pos) {
        state.gesture = press(ui, response, frame, pos, actions);
        state.last_seek = None;
    }
    if let (Some(gesture), Some(pos)) = (state.gesture, pos) {
        state.gesture = drag(ui, frame, state, gesture, pos, actions);
    }
    if response.drag_stopped() || !response.dragged() && !response.drag_started() {
        let gesture = state.gesture.take();
        if let (Some(Gesture::Press { .. }), Some(pos)) = (gesture, pos) {
            click(ui, frame, pos, state, actions);
        }
    }
    let secondary = ui.input(|input| input.pointer.secondary_clicked());
    if let (true, Some(at)) = (secondary && response.contains_pointer(), response.hover_pos()) {
        actions.push(context(frame, at));
    }
    cursor(ui, response, frame, state);
}

fn press(
    ui: &Ui,
    response: &Response,
    frame: &Frame<'_>,
    pos: Pos2,
    actions: &mut Vec<ScrubberAction>,
) -> Option<Gesture> {
    let geometry = &frame.geometry;
    if response.drag_started_by(PointerButton::Middle) {
        return Some(Gesture::Pan { last: pos });
    }
    if !response.drag_started_by(PointerButton::Primary) {
        return None;
    }
    if geometry.head.contains(pos) {
        let lane = geometry.lane_at(pos.y, frame.data.lanes.len());
        if let Some(lane) = lane.and_then(|lane| frame.data.lanes.get(lane)) {
            actions.push(ScrubberAction::Lane(lane.id));
        }
        return None;
    }
    if let Some((from, to)) = frame.data.range {
        // The other end stays.
        if (frame.x_of(from) - pos.x).abs() <= token::GRAB {
            return Some(Gesture::Range { from: to });
        }
        if (frame.x_of(to) - pos.x).abs() <= token::GRAB {
            return Some(Gesture::Range { from });
        }
    }
    if ui.input(|input| input.modifiers.shift) {
        return Some(Gesture::Range { from: frame.time_at(pos.x).min(frame.data.span.now) });
    }
    let on_playhead = (frame.x_of(frame.position()) - pos.x).abs() <= token::GRAB;
    if geometry.lanes.contains(pos) && (!on_playhead || frame.cluster_at(pos).is_some()) {
        return Some(Gesture::Press { at: pos });
    }
    Some(Gesture::Scrub)
}

fn drag(
    ui: &Ui,
    frame: &Frame<'_>,
    state: &mut ScrubberState,
    gesture: Gesture,
    pos: Pos2,
    actions: &mut Vec<ScrubberAction>,
) -> Option<Gesture> {
    let data = frame.data;
    match gesture {
        Gesture::Scrub => {
            let free = ui.input(|input| input.modifiers.alt);
            seek(frame, state, if free { frame.time_at(pos.x) } else { snapped(frame, pos.x) }, actions);
            Some(Gesture::Scrub)
        }
        Gesture::Press { at } if at.distance(pos) <= CLICK => Some(gesture),
        Gesture::Press { at } => drag(ui, frame, state, Gesture::Pan { last: at }, pos, actions),
        Gesture::Pan { last } => {
            if last.x != pos.x {
                state.pan(&data.span, last.x - pos.x);
                actions.push(ScrubberAction::Moved);
            }
            state.lane_scroll =
                (frame.geometry.scroll + last.y - pos.y).clamp(0.0, frame.geometry.most_scroll);
            Some(Gesture::Pan { last: pos })
        }
        Gesture::Range { from } => {
            let to = snapped(frame, pos.x).clamp(data.span.start, data.span.now);
            let range = (from.min(to), from.max(to));
            if range.0 < range.1 && data.range != Some(range) {
                actions.push(ScrubberAction::Range(range.0, range.1));
            }
            Some(gesture)
        }
    }
}

/// Shows a moment: the present where it is at or past it.
fn seek(frame: &Frame<'_>, state: &mut ScrubberState, time: Timestamp, actions: &mut Vec<ScrubberAction>) {
    let span = &frame.data.span;
    if time >= span.now {
        if frame.data.position.is_some() && state.last_seek != Some(span.now) {
            state.last_seek = Some(span.now);
            actions.push(ScrubberAction::Return);
        }
        return;
    }
    let time = time.max(span.start);
    if frame.data.position != Some(time) && state.last_seek != Some(time) {
        state.last_seek = Some(time);
        actions.push(ScrubberAction::Seek(time));
    }
}

/// The moment at a place, or that of a marker close by.
fn snapped(frame: &Frame<'_>, x: f32) -> Timestamp {
    let near = |marker: &&super::Marker<'_>| (frame.x_of(marker.time) - x).abs();
    let now = (frame.x_of(frame.data.span.now) - x).abs();
    let marker =
        frame.data.markers.iter().filter(|marker| !marker.kind.is_span() && near(marker) <= token::SNAP);
    let marker = marker.min_by(|a, b| near(a).total_cmp(&near(b)));
    match marker {
        _ if now <= token::SNAP => frame.data.span.now,
        Some(marker) => marker.time,
        None => frame.time_at(x),
    }
}

fn click(
    ui: &Ui,
    frame: &Frame<'_>,
    pos: Pos2,
    state: &mut ScrubberState,
    actions: &mut Vec<ScrubberAction>,
) {
    let data = frame.data;
    if let Some((_, cluster)) = frame.cluster_at(pos) {
        let members = || cluster.members.iter().filter_map(|&index| data.markers.get(index));
        let times = || members().map(|marker| marker.time);
        if let (true, Some(first), Some(last)) = (cluster.members.len() > 1, times().min(), times().max())
            && first < last
        {
            // Closer, so that they come apart.
            let room = (last.0 - first.0) / 4;
            state.show_range(&data.span, Timestamp(first.0 - room), Timestamp(last.0 + room));
            actions.push(ScrubberAction::Moved);
            return;
        }
        if let Some(marker) = data.markers.get(cluster.first) {
            actions.push(ScrubberAction::Open(marker.id));
            return;
        }
    }
    let double = ui.input(|input| input.pointer.button_double_clicked(PointerButton::Primary));
    if let (true, Some(bar)) = (double, frame.bar_at(pos)) {
        let marker = bar.members.first().and_then(|&index| data.markers.get(index));
        actions.extend(marker.map(|marker| ScrubberAction::Open(marker.id)));
        return;
    }
    seek(frame, state, frame.time_at(pos.x), actions);
}

fn context(frame: &Frame<'_>, at: Pos2) -> ScrubberAction {
    let data = frame.data;
    let index = match frame.cluster_at(at) {
        Some((_, cluster)) => Some(cluster.first),
        None => frame.bar_at(at).and_then(|bar| bar.members.first().copied()),
    };
    let node = index.and_then(|index| data.markers.get(index)).map(|marker| marker.id);
    let lane = frame.geometry.head.contains(at);
    let lane = lane.then(|| frame.geometry.lane_at(at.y, data.lanes.len())).flatten();
    let lane = lane.and_then(|lane| data.lanes.get(lane)).map(|lane| lane.id);
    let time = frame.time_at(at.x).clamp(data.span.start, data.span.now.max(data.span.start));
    ScrubberAction::Context { at, time, node, lane }
}

/// The place of the pointer over time, while it previews: not while time is moved or a range marked.
pub(super) fn hover(response: &Response, frame: &Frame<'_>, state: &ScrubberState) -> Option<Pos2> {
    let quiet = matches!(state.gesture, None | Some(Gesture::Scrub));
    let pos = if state.is_scrubbing() { response.interact_pointer_pos() } else { response.hover_pos() };
    pos.filter(|pos| quiet && frame.geometry.time.x_range().contains(pos.x))
}

fn cursor(ui: &Ui, response: &Response, frame: &Frame<'_>, state: &ScrubberState) {
    let Some(pos) = response.hover_pos() else { return };
    let geometry = &frame.geometry;
    let icon = match state.gesture {
        Some(Gesture::Pan { .. }) => CursorIcon::Grabbing,
        Some(Gesture::Range { .. }) => CursorIcon::ResizeHorizontal,
        Some(Gesture::Scrub) => CursorIcon::ResizeHorizontal,
        _ if frame.cluster_at(pos).is_some() => CursorIcon::PointingHand,
        _ if geometry.head.contains(pos) => {
            let lane = geometry.lane_at(pos.y, frame.data.lanes.len());
            if lane.is_some() { CursorIcon::PointingHand } else { CursorIcon::Default }
        }
        _ if (frame.x_of(frame.position()) - pos.x).abs() <= token::GRAB => CursorIcon::ResizeHorizontal,
        _ => CursorIcon::Default,
    };
    ui.set_cursor_icon(icon);
}
