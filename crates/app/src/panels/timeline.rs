//! The timeline panel: the bar and the scrubber, below or beside them the list of nodes, what a node is, a comparison,
//! or the form that was asked for. What is recorded and shown is the workspace's; this only asks and paints.

mod ask;
mod compare;
pub(crate) mod convert;
mod detail;
mod filters;
mod list;
mod menus;
mod scrub;
#[cfg(test)]
mod tests;

use std::ops::Range;

use egui::{Rect, Ui, UiBuilder, vec2};
use justbuilt_base::Timestamp;
use justbuilt_timeline::NodeId;
use justbuilt_ui::paint;
use justbuilt_ui::timeline::{
    EmptyTimeline, EmptyTimelineAction, NodeListState, Scrubber, ScrubberState, Transport, TransportAction,
};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Side, splitter};
use justbuilt_workspace::timeline::{
    Filter, OffWhy, Shown, TimelineCommand, TimelineSnapshot, TimelineState as Recording,
};
use justbuilt_workspace::{AskFor, Command};

use super::State;
use crate::ctx::Ctx;

pub use ask::Ask;

/// What the panel keeps between frames.
pub struct TimelineState {
    scrubber: ScrubberState,
    list: NodeListState,
    filters: filters::Filters,
    /// The node that is selected in the list.
    selected: Option<NodeId>,
    /// Two moments that are compared, as the scrubber marks them.
    range: Option<(Timestamp, Timestamp)>,
    speed: f32,
    /// The form that is open.
    ask: Option<Ask>,
    menu: Option<menus::Menu>,
    /// What was asked for last, so that it is asked for once.
    window: Option<(Range<Timestamp>, usize)>,
    page: Option<(Filter, Range<usize>)>,
    /// The part of the width or height that the scrubber has.
    split: f32,
    /// The scrubber takes the keyboard as soon as it is there.
    wants_focus: bool,
    /// A field of the panel has the keyboard.
    pub typing: bool,
}

impl Default for TimelineState {
    fn default() -> Self {
        Self {
            scrubber: ScrubberState::default(),
            list: NodeListState::default(),
            filters: filters::Filters::default(),
            selected: None,
            range: None,
            speed: 4.0,
            ask: None,
            menu: None,
            window: None,
            page: None,
            split: 0.0,
            wants_focus: false,
            typing: false,
        }
    }
}

impl TimelineState {
    /// Gives the scrubber the keyboard, or the form that is open.
    pub fn take_keyboard(&mut self) {
        self.wants_focus = self.ask.is_none();
    }

    /// Whether the scrubber has a use for Escape.
    pub fn wants_escape(&self, timeline: &TimelineSnapshot) -> bool {
        timeline.in_past() || self.range.is_some()
    }

    /// Whether a form is open.
    pub fn is_asking(&self) -> bool {
        self.ask.is_some()
    }

    /// Opens the form for something that a command wants to know.
    pub fn ask(&mut self, what: &AskFor, snapshot: &TimelineSnapshot) {
        self.ask = Ask::new(what, snapshot);
    }
}

/// Sends a command of the timeline.
#[track_caller]
fn send(ctx: &Ctx<'_>, command: TimelineCommand) {
    ctx.send(Command::Timeline(command));
}

/// Narrower than this, the scrubber is always above the list.
const BESIDE: f32 = 960.0;
/// Lower than this, the list is beside the scrubber where there is room.
const LOW: f32 = 330.0;
/// The least width of the list, and the least height of either part.
const LIST: f32 = 340.0;
const PART: f32 = 96.0;
/// From this width on, what a node is stands beside the list; from this height on, below it.
const DETAIL_BESIDE: f32 = 760.0;
const DETAIL_BELOW: f32 = 200.0;

/// The bar above the scrubber, shown in the head of the dock.
pub fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, panel: &mut State) {
    let state = &mut panel.timeline;
    let timeline = &ctx.snapshot.timeline;
    if !matches!(timeline.state, Recording::Recording) || timeline.span.is_none() {
        return;
    }
    let (when, what) = moment_words(ctx);
    let transport = Transport {
        when: &when,
        what: &what,
        past: matches!(timeline.shown, Shown::Past(_)),
        playing: timeline.replay.as_ref().is_some_and(|replay| replay.playing),
        speed: state.speed,
        range: state.range.is_some(),
        all: state.scrubber.shows_all(),
    };
    for action in transport.show(ui) {
        transport_action(ctx, state, action);
    }
}

/// The moment that is shown, and what is there.
fn moment_words(ctx: &Ctx<'_>) -> (String, String) {
    let timeline = &ctx.snapshot.timeline;
    match &timeline.shown {
        Shown::Now => {
            let branch = timeline.branches.iter().find(|branch| branch.id == timeline.active);
            ("Now".to_owned(), branch.map(|branch| branch.name.clone()).unwrap_or_default())
        }
        Shown::Past(past) => {
            let when = past.time.map_or_else(String::new, |time| ctx.time.moment(time, ctx.now));
            let node = past.node.as_ref().map(|node| format!(" · {}", node.title)).unwrap_or_default();
            (when, format!("{}{node}", past.branch))
        }
    }
}

fn transport_action(ctx: &Ctx<'_>, state: &mut TimelineState, action: TransportAction) {
    match action {
        TransportAction::Scrubber(action) => scrub::act(ctx, state, action),
        TransportAction::Speed(speed) => {
            state.speed = speed;
            send(ctx, TimelineCommand::PlaySpeed(speed));
        }
        TransportAction::Zoom(factor) => {
            let around = match &ctx.snapshot.timeline.shown {
                Shown::Past(past) => past.time.unwrap_or(ctx.now),
                Shown::Now => ctx.now,
            };
            scrub::with_span(ctx, |span| state.scrubber.zoom(span, factor, Some(around)));
        }
        TransportAction::ShowAll => state.scrubber.show_all(),
        TransportAction::Compare => compare::start(ctx, state),
    }
}

/// Shows the panel.
pub fn timeline_ui(ctx: &Ctx<'_>, ui: &mut Ui, panel: &mut State) {
    let state = &mut panel.timeline;
    let timeline = &ctx.snapshot.timeline;
    state.typing = false;
    if empty_ui(ctx, ui, state) {
        return;
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    if let Some(fault) = &timeline.fault {
        fault_ui(ctx, ui, &fault.text, &fault.help);
    }
    let whole = ui.available_rect_before_wrap();
    let lanes = timeline.window.lanes.len();
    let tracks = convert::tracks(timeline).len();
    let natural = Scrubber::height(tracks, lanes);
    let beside = whole.height() < LOW && whole.width() >= BESIDE;
    let (first, second) = if beside {
        let most = whole.width() - LIST;
        if state.split <= 1.0 {
            state.split = whole.width() * 0.62;
        }
        let place = Rect::from_min_size(whole.min, vec2(state.split.min(most), whole.height()));
        let mut width = place.width();
        let id = egui::Id::unique("timeline split");
        splitter(ui, id, "Scrubber and list", place, Side::Right, &mut width, LIST..=most);
        if (width - place.width()).abs() > 0.5 {
            state.split = width;
        }
        (place, Rect::from_min_max(egui::pos2(place.right(), whole.top()), whole.max))
    } else {
        let height = natural.min(whole.height() * 0.6).max(PART).min(whole.height());
        let place = Rect::from_min_size(whole.min, vec2(whole.width(), height));
        paint::h_line(ui.painter(), whole.x_range(), place.bottom() - 0.5, ctx.theme.colors.border);
        (place, Rect::from_min_max(egui::pos2(whole.left(), place.bottom()), whole.max))
    };
    scrub::scrubber_ui(ctx, &mut ui.new_child(UiBuilder::new().max_rect(first)), state);
    if second.height() >= size::ROW {
        let mut child = ui.new_child(UiBuilder::new().max_rect(second));
        child.set_clip_rect(second.intersect(ui.clip_rect()));
        lower_ui(ctx, &mut child, state);
    }
    menus::menu_ui(ctx, ui, state);
}

/// What is below or beside the scrubber.
fn lower_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    if state.ask.is_some() {
        ask::ask_ui(ctx, ui, state);
        return;
    }
    if let Some(comparison) = &ctx.snapshot.timeline.compare {
        compare::compare_ui(ctx, ui, state, comparison);
        return;
    }
    let whole = ui.available_rect_before_wrap();
    // What the selected node is: beside the list, or below it where that is too narrow.
    let (list, detail) = match state.selected {
        None => (whole, None),
        Some(_) if whole.width() >= DETAIL_BESIDE => {
            let width = (whole.width() * 0.36).clamp(280.0, 420.0);
            let (list, detail) = whole.split_left_right_at_x(whole.right() - width);
            paint::v_line(ui.painter(), detail.left() + 0.5, detail.y_range(), ctx.theme.colors.border);
            (list, Some(detail))
        }
        Some(_) if whole.height() >= DETAIL_BELOW => {
            let (list, detail) = whole.split_top_bottom_at_y(whole.top() + (whole.height() * 0.5).round());
            paint::h_line(ui.painter(), detail.x_range(), detail.top() + 0.5, ctx.theme.colors.border);
            (list, Some(detail))
        }
        Some(_) => (whole, None),
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(list));
    child.set_clip_rect(list.intersect(ui.clip_rect()));
    list::list_ui(ctx, &mut child, state);
    if let Some(place) = detail {
        let inner = place.shrink2(vec2(space::M, space::S));
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        child.set_clip_rect(place.intersect(ui.clip_rect()));
        detail::detail_ui(ctx, &mut child, state);
    }
}

/// What stands there when there is nothing to show. Returns whether there is nothing.
fn empty_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) -> bool {
    let timeline = &ctx.snapshot.timeline;
    let broken;
    let empty = match &timeline.state {
        Recording::Off(off) => match off.why {
            OffWhy::NoProject => EmptyTimeline::NoProject,
            OffWhy::InUse => EmptyTimeline::InUse,
            _ => {
                broken = [off.text.as_str(), off.help.as_str()].join(" ");
                EmptyTimeline::Broken(broken.trim())
            }
        },
        Recording::Opening => EmptyTimeline::Opening,
        Recording::Recording if timeline.span.is_some() || state.ask.is_some() => return false,
        Recording::Recording => {
            // Only an answer says whether there is a history.
            scrub::ask_for_first(ctx, state);
            match timeline.operations {
                0 => EmptyTimeline::FirstRun,
                _ => return true,
            }
        }
    };
    if !matches!(empty, EmptyTimeline::Opening) {
        // What comes later must not take the keyboard from whoever types.
        state.wants_focus = false;
    }
    let command = match empty {
        EmptyTimeline::NoProject => "project.open_folder",
        _ => "timeline.label",
    };
    let keys = Some(ctx.keys(command)).filter(|keys| !keys.is_empty());
    match empty.show(ui, keys.as_deref()) {
        Some(EmptyTimelineAction::OpenFolder) => ctx.run("project.open_folder"),
        Some(EmptyTimelineAction::Label) => ctx.run("timeline.label"),
        Some(EmptyTimelineAction::Retry) => send(ctx, TimelineCommand::Retry),
        Some(EmptyTimelineAction::Return) => send(ctx, TimelineCommand::Return),
        Some(EmptyTimelineAction::ClearFilters) => state.filters = filters::Filters::default(),
        None => {}
    }
    true
}

/// Recording goes on, but not on the disk.
fn fault_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &str, help: &str) {
    use justbuilt_ui::widgets::{Banner, BannerAction, Tone};
    let text = format!("{text} {help}");
    let banner = Banner::new(Tone::Warning, text.trim()).action("Try again").persistent();
    if banner.show(ui) == Some(BannerAction::Action(0)) {
        send(ctx, TimelineCommand::Retry);
    }
}
