//! The view of a long history: 60,000 nodes with 12,000 merges, some of them of many branches. Lanes laid out, the list
//! scrolled, the scrubber zoomed; each frame from the event to the paint list.

use egui::{Event, Id, Modifiers, MouseWheelSource, MouseWheelUnit, Rect, TouchPhase, UiBuilder, pos2, vec2};
use justbuilt_app::face::Face;
use justbuilt_app::native::offscreen::Offscreen;
use justbuilt_app::native::timings::millis;
use justbuilt_base::Timestamp;
use justbuilt_testkit::Random;
use justbuilt_timeline::lanes::{LaneNode, LaneSegment, Lanes, layout};
use justbuilt_ui::Theme;
use justbuilt_ui::timeline::date::{HOUR, MINUTE};
use justbuilt_ui::timeline::{
    AuthorKind, Bucket, Gap, GraphRow, GraphSegment, Lane, Marker, NodeKind, NodeList, NodeListState,
    NodeRow, Scrubber, ScrubberData, ScrubberState, Span, TimeStyle, axis, cluster,
};
use smallvec::{SmallVec, smallvec};

use crate::Lab;
use crate::editing::SCREEN;
use crate::report::{Frame, Row, Samples, Thread};

/// Branches that fork, go on and are merged; one merge in twelve is of several.
fn nodes(count: usize, merges: usize) -> Vec<LaneNode> {
    let mut random = Random::new(60_000);
    let mut nodes = vec![LaneNode { line: 0, parents: SmallVec::new() }];
    let mut open: Vec<(u32, u32)> = vec![(0, 0)];
    let (mut lines, mut merged) = (1, 0);
    while nodes.len() < count {
        let index = nodes.len() as u32;
        if merged * count < merges * nodes.len() && open.len() > 1 {
            let into = if random.one_in(4) { random.below(open.len()) } else { 0 };
            let mut parents: SmallVec<[u32; 2]> = smallvec![open[into].1];
            for _ in 0..if random.one_in(12) { 2 + random.below(5) } else { 1 } {
                let other = open[random.below(open.len())].1;
                if !parents.contains(&other) {
                    parents.push(other);
                }
            }
            if parents.len() > 1 {
                merged += 1;
                let line = open[into].0;
                open[into].1 = index;
                open.retain(|(line, tip)| *line == 0 || !parents.contains(tip) || random.one_in(5));
                nodes.push(LaneNode { line, parents });
                continue;
            }
        }
        if open.len() < 3 || (open.len() < 24 && random.one_in(4)) {
            let from = if random.one_in(400) {
                random.below(nodes.len()) as u32
            } else {
                open[random.below(open.len())].1
            };
            nodes.push(LaneNode { line: lines, parents: smallvec![from] });
            open.push((lines, index));
            lines += 1;
        } else {
            let at = random.below(open.len());
            nodes.push(LaneNode { line: open[at].0, parents: smallvec![open[at].1] });
            open[at].1 = index;
        }
    }
    nodes
}

fn count(lab: &Lab) -> (usize, usize) {
    (lab.size(60_000, 3_000), lab.size(12_000, 600))
}

/// Lanes of the whole graph, one more node, and a screenful of rows.
pub fn lanes(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let (count, merges) = count(lab);
    let mut nodes = nodes(count, merges);
    let found = nodes.iter().filter(|node| node.parents.len() > 1).count();
    let octopus = nodes.iter().filter(|node| node.parents.len() > 2).count();
    let mut took = Vec::new();
    let mut lanes = Lanes::default();
    for _ in 0..lab.size(10, 2) {
        let begin = std::time::Instant::now();
        lanes = layout(&nodes);
        took.push(millis(begin.elapsed()));
    }
    let samples = Samples::new(took);
    let what = format!("lanes of {count} nodes, {found} merges ({octopus} of three and more)");
    let note = format!("{}; {} columns", samples.note(), lanes.columns());
    let mut rows = vec![Row::at_most(what, samples.percentile(100.0), "ms", 500.0).note(note)];
    let mut random = Random::new(1);
    let mut took = Vec::new();
    for _ in 0..1_000 {
        let from = random.below(count);
        let begin = std::time::Instant::now();
        let seen = lanes.rows(from..from + 40);
        took.push(millis(begin.elapsed()));
        anyhow::ensure!(seen.len() == 40.min(count - from));
    }
    let samples = Samples::new(took);
    rows.push(Row::at_most("40 rows of them", samples.percentile(99.0), "ms", 1.0).note(samples.note()));
    let mut took = Vec::new();
    for _ in 0..1_000 {
        let tip = nodes.len() as u32 - 1;
        let node = LaneNode { line: 0, parents: smallvec![tip, tip.saturating_sub(7)] };
        let begin = std::time::Instant::now();
        lanes.push(&node);
        took.push(millis(begin.elapsed()));
        nodes.push(node);
    }
    let samples = Samples::new(took);
    rows.push(Row::at_most("one newer node", samples.percentile(99.0), "ms", 1.0).note(samples.note()));
    Ok(rows)
}

/// A panel with the scrubber above the list, and nothing else.
struct Panel {
    lanes: Lanes,
    titles: Vec<String>,
    markers: Vec<Marker<'static>>,
    gaps: Vec<Gap>,
    branches: Vec<Lane<'static>>,
    now: Timestamp,
    scrubber: ScrubberState,
    list: NodeListState,
    /// The top of the list, in points.
    split: f32,
}

impl Panel {
    fn new(count: usize, merges: usize) -> Self {
        let nodes = nodes(count, merges);
        let mut random = Random::new(5);
        let mut time = 0;
        let kinds = NodeKind::ALL;
        let authors = AuthorKind::ALL;
        let mut markers = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            time += if index % 400 == 0 { 15 * HOUR } else { random.below(8 * MINUTE as usize) as i64 };
            let merge = node.parents.len() > 1;
            let kind = match random.below(10) {
                _ if merge => NodeKind::Merge,
                0..4 => NodeKind::Edit,
                4..8 => NodeKind::Save,
                _ => kinds[random.below(kinds.len())],
            };
            let start = Timestamp(time);
            markers.push(Marker {
                id: index as u64,
                time: start,
                end: Timestamp(time + 40_000),
                lane: node.line as usize % 12,
                kind,
                author: authors[random.below(authors.len())],
                count: 1,
                title: "parse_header in http.rs",
                label: None,
            });
        }
        let now = Timestamp(time + MINUTE);
        let branches = (0..12)
            .map(|index| Lane {
                id: index,
                name: "a branch of some length",
                hue: index as usize,
                start: Timestamp(0),
                end: None,
                active: index == 0,
            })
            .collect();
        Self {
            lanes: layout(&nodes),
            titles: (0..count).map(|index| format!("parse_header_{index} in http.rs")).collect(),
            gaps: axis::gaps(markers.iter().map(|marker| marker.time), 10 * MINUTE),
            markers,
            branches,
            now,
            scrubber: ScrubberState::default(),
            list: NodeListState::default(),
            split: 260.0,
        }
    }

    fn scrubber_ui(&mut self, ui: &mut egui::Ui) {
        let span = Span { start: Timestamp(0), now: self.now, gaps: &self.gaps };
        let axis = self.scrubber.axis(&span);
        let window = axis.window();
        let from = self.markers.partition_point(|marker| marker.end < window.start);
        let to = self.markers.partition_point(|marker| marker.time <= window.end);
        let seen = &self.markers[from.min(to)..to];
        let markers = cluster::reduce(&axis, self.branches.len(), seen.iter().copied());
        let length = axis.bar_length();
        let mut buckets: Vec<Bucket> = Vec::new();
        for marker in seen {
            let start = Timestamp(marker.time.0.div_euclid(length) * length);
            match buckets.last_mut().filter(|last| last.start == start) {
                Some(last) => last.counts[marker.author.index()] += 30,
                None => buckets.push(Bucket { start, length, counts: [30, 0, 0, 0] }),
            }
        }
        let data = ScrubberData {
            span,
            tracks: &AuthorKind::ALL,
            buckets: &buckets,
            lanes: &self.branches,
            links: &[],
            markers: &markers,
            position: None,
            range: None,
            playing: false,
            style: &TimeStyle::default(),
            describe: &|_| None,
        };
        Scrubber::new(Id::unique("scrubber"), &data).show(ui, &mut self.scrubber);
    }

    fn list_ui(&mut self, ui: &mut egui::Ui) {
        let (lanes, titles, markers) = (&self.lanes, &self.titles, &self.markers);
        let count = lanes.len();
        // A screenful of rows is asked for at once, as the panel does it.
        let first = std::cell::Cell::new(usize::MAX);
        let rows = std::cell::RefCell::new(Vec::new());
        let segments: std::cell::OnceCell<Vec<Vec<GraphSegment>>> = std::cell::OnceCell::new();
        NodeList::new(Id::unique("nodes"), count, lanes.columns(), self.now, &TimeStyle::default()).show(
            ui,
            &mut self.list,
            |index| {
                if first.get() == usize::MAX {
                    first.set(index);
                    *rows.borrow_mut() = lanes.rows(index..index + 64);
                    let all = rows.borrow().iter().map(|row| graph(&row.segments)).collect();
                    segments.set(all).ok()?;
                }
                let at = index.checked_sub(first.get())?;
                let rows = rows.borrow();
                let row = rows.get(at)?;
                let marker = markers.get(row.node as usize)?;
                Some(NodeRow {
                    kind: marker.kind,
                    title: titles.get(row.node as usize)?.as_str().into(),
                    labels: if index % 9 == 0 { &["label"] } else { &[] },
                    author: marker.author,
                    author_name: "Ada".into(),
                    time: marker.time,
                    counts: Some((index as u32 % 400, index as u32 % 90)),
                    graph: GraphRow {
                        column: row.column,
                        hue: row.line as u16,
                        segments: segments.get()?.get(at)?,
                    },
                    current: index == 0,
                    later: false,
                })
            },
        );
    }
}

fn graph(segments: &[LaneSegment]) -> Vec<GraphSegment> {
    let segment = |segment: &LaneSegment| match *segment {
        LaneSegment::Through(line) => GraphSegment::Through { column: line.column, hue: line.line as u16 },
        LaneSegment::In(line) => GraphSegment::In { column: line.column, hue: line.line as u16 },
        LaneSegment::Out(line) => GraphSegment::Out { column: line.column, hue: line.line as u16 },
    };
    segments.iter().map(segment).collect()
}

impl Face for Panel {
    fn input(&mut self, _ctx: &egui::Context, _raw: &mut egui::RawInput) {}

    fn logic(&mut self, _ctx: &egui::Context) {}

    fn ui(&mut self, ui: &mut egui::Ui) {
        let whole = ui.ctx().content_rect();
        let (top, rest) = whole.split_top_bottom_at_y(self.split);
        let place = |rect: Rect| UiBuilder::new().max_rect(rect);
        self.scrubber_ui(&mut ui.new_child(place(top)));
        self.list_ui(&mut ui.new_child(place(rest)));
    }

    fn is_busy(&self) -> bool {
        false
    }
}

fn wheel(delta: egui::Vec2, modifiers: Modifiers) -> Event {
    let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, MouseWheelSource::Unknown);
    Event::MouseWheel { unit, delta, phase, source, modifiers }
}

/// What one frame with this event took.
fn measured(screen: &mut Offscreen<Panel>, event: Event) -> Frame {
    let before = Thread::now();
    let cost = screen.frame(vec![event]);
    before.frame(millis(cost.paint_list))
}

/// Frames while the list is scrolled, and while the scrubber is zoomed and moved.
pub fn scrolling(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let (count, merges) = count(lab);
    let ctx = egui::Context::default();
    justbuilt_ui::install(&ctx, &Theme::dark());
    let mut screen = Offscreen::new(ctx, Panel::new(count, merges), SCREEN);
    for _ in 0..10 {
        screen.frame(Vec::new());
    }
    let rounds = lab.size(400, 20);
    let mut rows = Vec::new();
    screen.frame(vec![Event::PointerMoved(pos2(600.0, 500.0))]);
    let frames: Vec<Frame> = (0..rounds)
        .map(|round| {
            // From line by line to whole screens a frame.
            let points = if round % 3 == 0 { -24.0 } else { -1_900.0 };
            measured(&mut screen, wheel(vec2(0.0, points), Modifiers::NONE))
        })
        .collect();
    let samples = Samples::of_frames(&frames);
    let what = format!("scroll frame of the list of {count} nodes, worst");
    rows.push(Row::at_most(what, samples.worst(), "ms", 16.0).note(samples.note()));
    screen.face.scrubber.show_all();
    screen.frame(vec![Event::PointerMoved(pos2(700.0, 100.0))]);
    let frames: Vec<Frame> = (0..rounds)
        .map(|round| {
            let event = match round % 40 {
                0..18 => wheel(vec2(0.0, 60.0), Modifiers::NONE),
                18..22 => wheel(vec2(-90.0, 0.0), Modifiers::NONE),
                _ => wheel(vec2(0.0, -60.0), Modifiers::NONE),
            };
            measured(&mut screen, event)
        })
        .collect();
    let samples = Samples::of_frames(&frames);
    let what = format!("zoom and pan frame of the scrubber over {count} nodes, worst");
    rows.push(Row::at_most(what, samples.worst(), "ms", 16.0).note(samples.note()));
    Ok(rows)
}
