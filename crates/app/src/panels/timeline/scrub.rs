//! The scrubber of the panel: its data out of the snapshot, its actions as commands.

use egui::{Id, Ui};
use justbuilt_base::Timestamp;
use justbuilt_timeline::{BranchId, NodeId};
use justbuilt_ui::focus;
use justbuilt_ui::timeline::date::{DAY, MINUTE};
use justbuilt_ui::timeline::{Description, Scrubber, ScrubberAction, ScrubberData, Span, StepUnit};
use justbuilt_workspace::timeline::{Shown, Stride, TimelineCommand};

use super::{TimelineState, compare, convert, menus, send};
use crate::ctx::Ctx;

/// The egui id of the scrubber.
pub fn id() -> Id {
    crate::shell::focus::timeline_id()
}

/// The most parts that a density is asked in.
const MOST_BUCKETS: i64 = 20_000;

/// Calls with the time there is.
pub fn with_span<R>(ctx: &Ctx<'_>, then: impl FnOnce(&Span<'_>) -> R) -> R {
    let timeline = &ctx.snapshot.timeline;
    let start = timeline.span.as_ref().map_or(ctx.now, |span| span.start);
    let end = timeline.span.as_ref().map_or(ctx.now, |span| span.end);
    let now = ctx.now.max(end);
    let gaps = convert::gaps(&timeline.window, now);
    then(&Span { start, now, gaps: &gaps })
}

/// Shows the scrubber.
pub fn scrubber_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    let timeline = &ctx.snapshot.timeline;
    let output = with_span(ctx, |span| {
        let axis = state.scrubber.axis(span);
        let lanes = convert::lanes(&timeline.window, span.start);
        let links = convert::links(&timeline.window);
        let buckets = convert::buckets(&timeline.window);
        let markers = convert::markers(timeline, &axis, &lanes);
        let tracks = convert::tracks(timeline);
        let describe = |time: Timestamp| describe(ctx, time);
        let data = ScrubberData {
            span: *span,
            tracks: &tracks,
            buckets: &buckets,
            lanes: &lanes,
            links: &links,
            markers: &markers,
            position: match &timeline.shown {
                Shown::Past(past) => past.time,
                Shown::Now => None,
            },
            range: state.range,
            playing: timeline.replay.as_ref().is_some_and(|replay| replay.playing),
            style: ctx.time,
            describe: &describe,
        };
        let wanted = focus::taken(ui, &mut state.wants_focus);
        let output = Scrubber::new(id(), &data).focus(wanted).show(ui, &mut state.scrubber);
        let axis = state.scrubber.axis(span);
        ask_for_window(ctx, state, axis.window(), axis.bar_length());
        output
    });
    for action in output.actions {
        act(ctx, state, action);
    }
}

/// Asks for the last days, while nothing is known.
pub fn ask_for_first(ctx: &Ctx<'_>, state: &mut TimelineState) {
    if state.window.is_none() {
        let start = Timestamp(ctx.now.0.saturating_sub(3 * DAY));
        ask_for_window(ctx, state, start..ctx.now, MINUTE);
    }
}

/// Asks for what is in view, and a part of it at both sides, when that has changed.
fn ask_for_window(ctx: &Ctx<'_>, state: &mut TimelineState, window: std::ops::Range<Timestamp>, bar: i64) {
    let room = (window.end.0 - window.start.0) / 4;
    // A length that doubles until there are few enough: bars stay where they are while time is moved.
    let mut length = bar.max(1);
    while (window.end.0 - window.start.0 + 2 * room) / length > MOST_BUCKETS {
        length = length.saturating_mul(2);
    }
    let within = state.window.as_ref().is_some_and(|(asked, count)| {
        let same = (asked.end.0 - asked.start.0) / (*count).max(1) as i64 == length;
        same && asked.start <= window.start && window.end <= asked.end
    });
    if within {
        return;
    }
    let start = (window.start.0 - room).div_euclid(length) * length;
    let count = (window.end.0 + room - start).div_euclid(length) + 1;
    let range = Timestamp(start)..Timestamp(start + count * length);
    let buckets = usize::try_from(count).unwrap_or(1);
    state.window = Some((range.clone(), buckets));
    send(ctx, TimelineCommand::Window { range, buckets });
}

/// What happened at or before a moment, of the nodes in view.
fn describe(ctx: &Ctx<'_>, time: Timestamp) -> Option<Description> {
    let timeline = &ctx.snapshot.timeline;
    let markers = &timeline.window.markers;
    let after = markers.partition_point(|node| node.began <= time);
    let node = markers.get(after.checked_sub(1)?)?;
    let author = convert::author(timeline, node.author)?;
    let files = match node.files.as_slice() {
        [] => String::new(),
        [only] => only.path.as_str().to_owned(),
        [first, rest @ ..] => format!("{} and {} more", first.path.as_str(), rest.len()),
    };
    Some(Description {
        kind: convert::node_kind(&node.kind),
        title: node.title.clone(),
        author: convert::author_kind(author.kind),
        author_name: author.name.clone(),
        detail: author.detail.clone().filter(|_| files.is_empty()).unwrap_or(files),
    })
}

/// Does what was asked of the scrubber or the bar above it.
pub fn act(ctx: &Ctx<'_>, state: &mut TimelineState, action: ScrubberAction) {
    let timeline = &ctx.snapshot.timeline;
    match action {
        ScrubberAction::Seek(time) => send(ctx, TimelineCommand::SeekTime { branch: None, time }),
        ScrubberAction::First => {
            if let Some(span) = &timeline.span {
                send(ctx, TimelineCommand::SeekTime { branch: None, time: span.start });
            }
        }
        ScrubberAction::Return => send(ctx, TimelineCommand::Return),
        ScrubberAction::Step { unit, forward } => {
            let by = match unit {
                StepUnit::Keystroke => Stride::Keystroke,
                StepUnit::Burst => Stride::Burst,
                StepUnit::Save => Stride::Save,
                StepUnit::Node => Stride::Node,
            };
            send(ctx, TimelineCommand::Step { by, forward, in_file: false });
        }
        ScrubberAction::Open(node) => {
            state.selected = Some(NodeId(node));
            send(ctx, TimelineCommand::Select(Some(NodeId(node))));
            send(ctx, TimelineCommand::SeekNode(NodeId(node)));
        }
        ScrubberAction::Lane(branch) => state.menu = menus::Menu::branch(BranchId(branch)),
        ScrubberAction::Range(from, to) => state.range = Some((from, to)),
        ScrubberAction::ClearRange => compare::stop(ctx, state),
        ScrubberAction::Play(true) if timeline.replay.is_some() => send(ctx, TimelineCommand::Play),
        ScrubberAction::Play(true) => {
            let past = match &timeline.shown {
                Shown::Past(past) => past.time,
                Shown::Now => None,
            };
            let from = state.range.map(|range| range.0).or(past);
            let to = state.range.map(|range| range.1);
            send(ctx, TimelineCommand::Replay { from, to, speed: state.speed });
        }
        ScrubberAction::Play(false) => send(ctx, TimelineCommand::Pause),
        ScrubberAction::Moved => {}
        ScrubberAction::Context { at, time, node, lane } => {
            state.menu = Some(menus::Menu {
                at: Some(at),
                time: Some(time),
                node: node.map(NodeId),
                branch: lane.map(BranchId),
            });
        }
    }
}
