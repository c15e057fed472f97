//! The timeline at several zooms, in the present and in the past.

use std::sync::OnceLock;

use egui::{Id, Ui};
use justbuilt_base::Timestamp;
use justbuilt_ui::Theme;
use justbuilt_ui::timeline::date::{HOUR, MINUTE, SECOND};
use justbuilt_ui::timeline::{
    AuthorKind, Bucket, Description, GraphRow, GraphSegment, NodeKind, NodeList, NodeListState, NodeRow,
    Scrubber, ScrubberData, ScrubberState, Span, TimeStyle, Transport,
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
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.colors.panel);
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
    page(ui, Show { window: Some((100 * SECOND, 50 * SECOND)), past: Some(62 * SECOND), ..Show::default() });
}

/// Everything.
pub fn all(ui: &mut Ui) {
    page(ui, Show { all: true, ..Show::default() });
}

/// A range to compare.
pub fn range(ui: &mut Ui) {
    page(ui, Show { range: Some((6 * HOUR, 2 * HOUR)), ..Show::default() });
}

/// The whole panel: the bar, the scrubber, and the list of nodes below.
pub fn panel(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, theme.colors.panel);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(ui.ctx().content_rect()));
    let ui = &mut child;
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    let transport = Transport {
        when: "Wednesday 14:35:00",
        what: "main · parse_header in http.rs",
        past: true,
        playing: false,
        speed: 4.0,
        range: false,
        all: false,
    };
    transport.show(ui);
    let whole = ui.available_rect_before_wrap();
    let (top, list) = whole.split_top_bottom_at_y(whole.top() + Scrubber::height(4, 3));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(top));
    page(&mut child, Show { past: Some(130 * MINUTE), ..Show::default() });
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(list));
    nodes(&mut child);
}

/// Kind, title, labels, author, name, minutes ago, what came and went, column, graph.
type Sample<'a> =
    (NodeKind, &'a str, &'a [&'a str], AuthorKind, &'a str, i64, (u32, u32), u16, &'a [GraphSegment]);

fn nodes(ui: &mut Ui) {
    use GraphSegment::{In, Out, Through};
    let style = TimeStyle::default();
    let main = [In { column: 0, hue: 0 }, Out { column: 0, hue: 0 }];
    let side = [Through { column: 0, hue: 0 }, In { column: 1, hue: 1 }, Out { column: 1, hue: 1 }];
    let merge = [In { column: 0, hue: 0 }, Out { column: 0, hue: 0 }, Out { column: 1, hue: 1 }];
    let fork = [In { column: 0, hue: 0 }, In { column: 1, hue: 1 }, Out { column: 0, hue: 0 }];
    let beside = [In { column: 0, hue: 0 }, Out { column: 0, hue: 0 }, Through { column: 1, hue: 1 }];
    let octopus = [
        In { column: 0, hue: 0 },
        Out { column: 0, hue: 0 },
        Out { column: 1, hue: 1 },
        Out { column: 2, hue: 2 },
        Out { column: 3, hue: 3 },
    ];
    let four = [
        Through { column: 0, hue: 0 },
        In { column: 1, hue: 1 },
        Out { column: 1, hue: 1 },
        Through { column: 2, hue: 2 },
        Through { column: 3, hue: 3 },
    ];
    let ends = [
        In { column: 0, hue: 0 },
        In { column: 1, hue: 1 },
        In { column: 2, hue: 2 },
        In { column: 3, hue: 3 },
        Out { column: 0, hue: 0 },
    ];
    let rows: [Sample<'_>; 14] = [
        (NodeKind::Save, "Saved http.rs", &[], AuthorKind::Person, "Ada", 1, (3, 1), 0, &main[1..]),
        (NodeKind::Edit, "parse_header in http.rs", &[], AuthorKind::Person, "Ada", 2, (41, 12), 0, &main),
        (NodeKind::Label, "Demo works", &["demo works"], AuthorKind::Person, "Ada", 75, (0, 0), 0, &main),
        (
            NodeKind::Merge,
            "Merge try-simd into main",
            &["main"],
            AuthorKind::Person,
            "Ada",
            126,
            (212, 80),
            0,
            &merge,
        ),
        (
            NodeKind::Ai,
            "Vectorise the tokenizer",
            &[],
            AuthorKind::Persona,
            "Grace (reviewer)",
            140,
            (188, 61),
            1,
            &side,
        ),
        (
            NodeKind::Test,
            "cargo test: 212 passed",
            &[],
            AuthorKind::Tool,
            "cargo test",
            141,
            (0, 0),
            1,
            &side,
        ),
        (
            NodeKind::Outside,
            "git pull changed 14 files",
            &[],
            AuthorKind::Outside,
            "git",
            180,
            (1204, 388),
            0,
            &beside,
        ),
        (
            NodeKind::Branch,
            "Branch try-simd-without-unsafe",
            &["try-simd-without-unsafe"],
            AuthorKind::Person,
            "Ada",
            330,
            (0, 0),
            0,
            &fork,
        ),
        (
            NodeKind::Decision,
            "Use a hand-written parser, not a generated one, because of the error messages that people read",
            &["accepted"],
            AuthorKind::Person,
            "Ada",
            1500,
            (0, 0),
            0,
            &main,
        ),
        (
            NodeKind::Merge,
            "Merge three experiments",
            &[],
            AuthorKind::Person,
            "Ada",
            2900,
            (90, 22),
            0,
            &octopus,
        ),
        (NodeKind::Format, "Formatted 3 files", &[], AuthorKind::Tool, "rustfmt", 2950, (14, 14), 1, &four),
        (NodeKind::Restore, "Restored parse_header", &[], AuthorKind::Person, "Ada", 3000, (60, 2), 1, &four),
        (
            NodeKind::Commit,
            "Zero-copy headers",
            &["v0.3"],
            AuthorKind::Person,
            "Ada",
            4400,
            (31, 8),
            0,
            &ends,
        ),
        (NodeKind::Open, "Opened the project", &[], AuthorKind::Person, "Ada", 9000, (0, 0), 0, &main[..1]),
    ];
    let mut state = NodeListState::default();
    state.selected = Some(4);
    NodeList::new(Id::unique("nodes"), rows.len(), 4, NOW, &style).show(ui, &mut state, |index| {
        let (kind, title, labels, author, name, minutes, counts, column, segments) = rows[index];
        Some(NodeRow {
            kind,
            title: title.into(),
            labels,
            author,
            author_name: name.into(),
            time: Timestamp(NOW.0 - minutes * MINUTE),
            counts: Some(counts),
            graph: GraphRow { column, hue: column, segments },
            current: index == 3,
            later: index < 3,
        })
    });
}
