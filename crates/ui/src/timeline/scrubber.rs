//! The scrubber: the time axis with its tracks and lanes, the playhead, and everything that hand and keyboard do with
//! them. It paints what is in view and answers with actions; the data for a window comes from the caller, who asks
//! [`ScrubberState::axis`] which window that is.

mod geometry;
mod keys;
mod lanes;
mod playhead;
mod pointer;
mod rule;
mod state;
#[cfg(test)]
mod tests;
mod tip;
mod tracks;

use std::ops::Range;

use egui::{Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};
use justbuilt_base::Timestamp;

pub use state::ScrubberState;

use super::axis::{Axis, Span};
use super::cluster::{self, Bar, Cluster};
use super::date::TimeStyle;
use super::{AuthorKind, Bucket, Lane, Link, Marker, NodeKind};
use crate::theme::Theme;
use crate::tokens::{radius, space};
use crate::{focus, paint};
use geometry::Geometry;

/// What happened at a moment, for the tooltip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What it is.
    pub kind: NodeKind,
    /// In words.
    pub title: String,
    /// Who did it.
    pub author: AuthorKind,
    /// The author's name.
    pub author_name: String,
    /// Files, lines, a conversation: one short line; empty where there is nothing to add.
    pub detail: String,
}

/// What the scrubber shows.
pub struct ScrubberData<'a> {
    /// The time there is, and the idle stretches of all of it.
    pub span: Span<'a>,
    /// Whose changes there are in all of the history: each has a track.
    pub tracks: &'a [AuthorKind],
    /// What happened in the window, in order.
    pub buckets: &'a [Bucket],
    /// Branches, from top to bottom.
    pub lanes: &'a [Lane<'a>],
    /// Where they meet, in the window.
    pub links: &'a [Link],
    /// Nodes of the window, in order of time.
    pub markers: &'a [Marker<'a>],
    /// The moment that is shown; none is the present.
    pub position: Option<Timestamp>,
    /// Two moments that are compared.
    pub range: Option<(Timestamp, Timestamp)>,
    /// Whether time runs by itself.
    pub playing: bool,
    /// How moments are written.
    pub style: &'a TimeStyle,
    /// What happened at or just before a moment.
    pub describe: &'a dyn Fn(Timestamp) -> Option<Description>,
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepUnit {
    /// One operation.
    Keystroke,
    /// One burst of edits.
    Burst,
    /// One save.
    Save,
    /// One node.
    Node,
}

impl StepUnit {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keystroke => "keystroke",
            Self::Burst => "burst",
            Self::Save => "save",
            Self::Node => "node",
        }
    }
}

/// What the person asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum ScrubberAction {
    /// Show this moment.
    Seek(Timestamp),
    /// Show the first moment.
    First,
    /// Show the present.
    Return,
    /// One step back or on.
    Step {
        /// How far.
        unit: StepUnit,
        /// Towards the present.
        forward: bool,
    },
    /// Show what this node is, and its moment.
    Open(u64),
    /// A lane's name was clicked.
    Lane(u64),
    /// Compare two moments, the earlier first.
    Range(Timestamp, Timestamp),
    /// Compare no longer.
    ClearRange,
    /// Let time run, or stop it.
    Play(bool),
    /// Other time came into view: ask for its data.
    Moved,
    /// A context menu was asked for.
    Context {
        /// Where.
        at: Pos2,
        /// The moment there.
        time: Timestamp,
        /// The node there.
        node: Option<u64>,
        /// The lane whose name is there.
        lane: Option<u64>,
    },
}

/// What happened to a scrubber.
pub struct ScrubberOutput {
    /// The scrubber as a whole: it has the focus.
    pub response: Response,
    /// What was asked for, in order.
    pub actions: Vec<ScrubberAction>,
    /// The moment under the pointer.
    pub hovered: Option<Timestamp>,
    /// The time that is in view.
    pub window: Range<Timestamp>,
}

/// The scrubber.
#[must_use = "show it in a Ui"]
pub struct Scrubber<'a> {
    id: Id,
    data: &'a ScrubberData<'a>,
    focus: bool,
}

/// One frame of a scrubber: what the parts paint from.
struct Frame<'a> {
    data: &'a ScrubberData<'a>,
    geometry: Geometry,
    axis: Axis,
    theme: &'a Theme,
    clusters: Vec<Vec<Cluster>>,
    bars: Vec<Vec<Bar>>,
    /// The pointer, while nothing is dragged but the playhead.
    hover: Option<Pos2>,
}

impl Frame<'_> {
    /// Where a moment is on the screen.
    fn x_of(&self, time: Timestamp) -> f32 {
        self.geometry.time.left() + self.axis.x_of(time)
    }

    /// The moment at a place on the screen.
    fn time_at(&self, x: f32) -> Timestamp {
        self.axis.time_at(x - self.geometry.time.left())
    }

    /// The moment that is shown.
    fn position(&self) -> Timestamp {
        self.data.position.unwrap_or(self.data.span.now)
    }

    /// The cluster at a place, with its lane.
    fn cluster_at(&self, pos: Pos2) -> Option<(usize, &Cluster)> {
        let lane = self.geometry.lane_at(pos.y, self.data.lanes.len())?;
        let x = pos.x - self.geometry.time.left();
        let reach = |cluster: &Cluster| lanes::cluster_width(cluster, self.data.markers) / 2.0 + space::HALF;
        let near = self.clusters.get(lane)?.iter().filter(|cluster| (cluster.x - x).abs() <= reach(cluster));
        near.min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs())).map(|cluster| (lane, cluster))
    }

    /// The run of edits at a place.
    fn bar_at(&self, pos: Pos2) -> Option<&Bar> {
        let lane = self.geometry.lane_at(pos.y, self.data.lanes.len())?;
        let x = pos.x - self.geometry.time.left();
        self.bars.get(lane)?.iter().find(|bar| bar.x.0 - 1.0 <= x && x <= bar.x.1 + 1.0)
    }
}

impl<'a> Scrubber<'a> {
    /// A scrubber of this data.
    pub fn new(id: Id, data: &'a ScrubberData<'a>) -> Self {
        Self { id, data, focus: false }
    }

    /// Asks for the focus now.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// The height that shows all tracks and this many lanes, in points.
    pub fn height(tracks: usize, lanes: usize) -> f32 {
        geometry::height(tracks, lanes)
    }

    /// Shows it in all the space there is.
    pub fn show(self, ui: &mut Ui, state: &mut ScrubberState) -> ScrubberOutput {
        let theme = Theme::of(ui.ctx());
        let data = self.data;
        let whole = ui.available_rect_before_wrap();
        let sense = Sense::DRAG | Sense::FOCUSABLE;
        ui.advance_cursor_after_rect(whole);
        let response = ui.interact(whole, self.id, sense);
        if self.focus || response.drag_started() {
            response.request_focus();
        }
        let geometry = Geometry::new(whole, data, state.lane_scroll);
        let width = geometry.time.width();
        let mut actions = Vec::new();
        if state.resize(width) {
            actions.push(ScrubberAction::Moved);
            ui.ctx().request_repaint();
        }
        if response.has_focus() {
            keys::keys(ui, &response, data, state, &mut actions);
        }
        pointer::wheel(ui, &response, &geometry, data, state, &mut actions);
        let mut frame = Frame {
            axis: state.axis(&data.span),
            data,
            geometry,
            theme: &theme,
            clusters: Vec::new(),
            bars: Vec::new(),
            hover: None,
        };
        frame.sort_out();
        pointer::pointer(ui, &response, &frame, state, &mut actions);
        if actions.contains(&ScrubberAction::Moved) {
            // What was dragged is painted where it is now.
            frame.axis = state.axis(&data.span);
            frame.sort_out();
        }
        frame.hover = pointer::hover(&response, &frame, state);
        let focused = focus::shows(ui, &response);
        if ui.is_rect_visible(whole) {
            paint_all(ui, &frame, state);
            if focused {
                paint::focus_ring(ui.painter(), whole, radius::DOCK, &theme);
            }
        }
        access(ui, &response, &frame, &mut actions);
        let hovered = frame.hover.map(|pos| frame.time_at(pos.x)).map(|time| time.min(data.span.now));
        if let Some(pos) = frame.hover {
            tip::show(ui, &response, &frame, pos);
        }
        ScrubberOutput { response, actions, hovered, window: frame.axis.window() }
    }
}

impl Frame<'_> {
    /// Brings markers together for this axis.
    fn sort_out(&mut self) {
        let lanes = 0..self.data.lanes.len();
        let markers = self.data.markers;
        self.clusters = lanes.clone().map(|lane| cluster::clusters(&self.axis, lane, markers)).collect();
        self.bars = lanes.map(|lane| cluster::bars(&self.axis, lane, markers)).collect();
    }
}

/// Paints everything, from the back to the front.
fn paint_all(ui: &Ui, frame: &Frame<'_>, state: &ScrubberState) {
    rule::folds(ui, frame);
    tracks::paint(ui, frame);
    lanes::paint(ui, frame);
    playhead::later(ui, frame);
    rule::paint(ui, frame);
    playhead::range(ui, frame);
    playhead::now(ui, frame);
    if let Some(pos) = frame.hover {
        playhead::hover(ui, frame, pos);
    }
    playhead::head(ui, frame, state);
}

/// Describes it to screen readers: a slider over time, and the markers in view as its parts.
fn access(ui: &Ui, response: &Response, frame: &Frame<'_>, actions: &mut Vec<ScrubberAction>) {
    let data = frame.data;
    let position = frame.position();
    let what = (data.describe)(position).map(|found| format!(", {}", found.title)).unwrap_or_default();
    let when = match data.position {
        Some(time) => format!("{}{what}", data.style.moment(time, data.span.now)),
        None => format!("Now{what}"),
    };
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(when.clone()),
        ..WidgetInfo::slider(ui.is_enabled(), position.0 as f64, "Timeline")
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(when.as_str());
        node.set_min_numeric_value(data.span.start.0 as f64);
        node.set_max_numeric_value(data.span.now.0 as f64);
        node.add_action(egui::accesskit::Action::Increment);
        node.add_action(egui::accesskit::Action::Decrement);
    });
    for (action, forward) in
        [(egui::accesskit::Action::Increment, true), (egui::accesskit::Action::Decrement, false)]
    {
        if ui.input(|input| input.has_accesskit_action_request(response.id, action)) {
            actions.push(ScrubberAction::Step { unit: StepUnit::Node, forward });
        }
    }
    for (lane, clusters) in frame.clusters.iter().enumerate() {
        let y = frame.geometry.lane_y(lane);
        if !frame.geometry.lanes.y_range().contains(y) {
            continue;
        }
        for cluster in clusters {
            let Some(marker) = data.markers.get(cluster.first) else { continue };
            let at = egui::pos2(frame.geometry.time.left() + cluster.x, y);
            let size = vec2(lanes::cluster_width(cluster, data.markers), crate::tokens::timeline::MARK);
            let place = Rect::from_center_size(at, size).intersect(frame.geometry.lanes);
            if !place.is_positive() {
                continue;
            }
            let id = response.id.with(("marker", marker.id));
            let part = ui.interact(place, id, Sense::hover());
            part.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(cluster, marker)));
            if ui.input(|i| i.has_accesskit_action_request(id, egui::accesskit::Action::Click)) {
                actions.push(ScrubberAction::Open(marker.id));
            }
        }
    }
}

/// What a screen reader says of a cluster.
fn spoken(cluster: &Cluster, marker: &Marker<'_>) -> String {
    let title = marker.label.unwrap_or(marker.title);
    match cluster.count {
        1 => format!("{}: {title}", marker.kind.name()),
        count => format!("{count} moments, among them {}: {title}", marker.kind.name()),
    }
}
