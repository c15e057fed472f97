//! The timeline at several zooms, in the present and in the past.

use std::sync::OnceLock;

use egui::{Id, Ui};
use justbuilt_base::Timestamp;
use justbuilt_ui::Theme;
use justbuilt_ui::timeline::date::{HOUR, MINUTE, SECOND};
use justbuilt_ui::timeline::{
    AuthorKind, Bucket, Description, NodeKind, Scrubber, ScrubberData, ScrubberState, Span, TimeStyle,
};

use crate::history::{History, NOW, history};

fn sample() -> &'static History {
    static HISTORY: OnceLock<History> = OnceLock::new();
    HISTORY.get_or_init(history)
}

/// What a page shows.
#[derive(Clone, Copy, Default)]
struct Show {
    window: Option<(i64, i64)>,
    all: bool,
    past: Option<i64>,
    range: Option<(i64, i64)>,
}

fn page(ui: &mut Ui, show: Show) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, theme.colors.panel);
    let history = sample();
    let span = Span { start: history.start, now: history.now, gaps: &history.gaps };
    let mut state: ScrubberState = ui.data(|data| data.get_temp(Id::NULL)).unwrap_or_default();
    let ago = |ms: i64| Timestamp(NOW.0 - ms);
    if show.all {
        state.show_all();
    }
    if let Some((from, to)) = show.window {
        state.show_range(&span, ago(from), ago(to));
    }
    let axis = state.axis(&span);
    let length = axis.bar_length();
    let window = axis.window();
    let mut buckets: Vec<Bucket> = Vec::new();
    for (time, kind) in history.operations.iter().filter(|(time, _)| window.contains(time)) {
        let start = Timestamp(time.0.div_euclid(length) * length);
        if buckets.last().is_none_or(|last| last.start != start) {
            buckets.push(Bucket { start, length, counts: [0; 4] });
        }
        if let Some(last) = buckets.last_mut() {
            last.counts[kind.index()] += 1;
        }
    }
    let markers: Vec<_> = history
        .markers
        .iter()
        .filter(|marker| marker.end >= window.start && marker.time <= window.end)
        .copied()
        .collect();
    let describe = |_: Timestamp| {
        Some(Description {
            kind: NodeKind::Edit,
            title: "parse_header in http.rs".into(),
            author: AuthorKind::Person,
            author_name: "Ada".into(),
            detail: "crates/http/src/http.rs".into(),
        })
    };
    let data = ScrubberData {
        span,
        tracks: &AuthorKind::ALL,
        buckets: &buckets,
        lanes: &history.lanes,
        links: &history.links,
        markers: &markers,
        position: show.past.map(ago),
        range: show.range.map(|(from, to)| (ago(from), ago(to))),
        playing: false,
        style: &TimeStyle::default(),
        describe: &describe,
    };
    Scrubber::new(Id::unique("scrubber"), &data).show(ui, &mut state);
    ui.data_mut(|data| data.insert_temp(Id::NULL, state));
}

/// The first view: the last days, in the present.
pub fn days(ui: &mut Ui) {
    page(ui, Show::default());
}

/// In the past, under the pointer something else.
pub fn past(ui: &mut Ui) {
    page(ui, Show { past: Some(5 * HOUR), ..Show::default() });
}

/// An hour of work.
pub fn hour(ui: &mut Ui) {
    page(ui, Show { window: Some((3 * HOUR, 2 * HOUR)), past: Some(130 * MINUTE), ..Show::default() });
}

/// Half a minute: every keystroke is seen.
pub fn seconds(ui: &mut Ui) {
    page(
        ui,
        Show {
            window: Some((12 * SECOND + 2 * HOUR, 2 * HOUR)),
            past: Some(2 * HOUR + 6 * SECOND),
            ..Show::default()
        },
    );
}

/// Everything.
pub fn all(ui: &mut Ui) {
    page(ui, Show { all: true, ..Show::default() });
}

/// A range to compare.
pub fn range(ui: &mut Ui) {
    page(ui, Show { range: Some((6 * HOUR, 2 * HOUR)), ..Show::default() });
}
