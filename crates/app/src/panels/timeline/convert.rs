//! From the workspace's words to the widgets': kinds, authors, lanes, curves, bars.

use justbuilt_base::Timestamp;
use justbuilt_timeline::lanes::{LaneLine, LaneSegment};
use justbuilt_timeline::{Author, AuthorIx, AuthorKind as Who, BranchId, Node, NodeKind as What};
use justbuilt_ui::timeline::{
    AuthorKind, Axis, Bucket, ChangeKind, ChangedFile, Gap, GraphSegment, Lane, Link, LinkKind, Marker,
    NodeKind, cluster,
};
use justbuilt_workspace::timeline::{
    FileChange, FileChangeKind, ScrubLane, ScrubberWindow, TimelineSnapshot,
};

/// The widget's word for an author's kind.
pub fn author_kind(kind: Who) -> AuthorKind {
    match kind {
        Who::Person => AuthorKind::Person,
        Who::Persona => AuthorKind::Persona,
        Who::Tool => AuthorKind::Tool,
        Who::Outside => AuthorKind::Outside,
    }
}

/// The workspace's word for it.
pub fn who(kind: AuthorKind) -> Who {
    match kind {
        AuthorKind::Person => Who::Person,
        AuthorKind::Persona => Who::Persona,
        AuthorKind::Tool => Who::Tool,
        AuthorKind::Outside => Who::Outside,
    }
}

/// The widget's word for a node's kind.
pub fn node_kind(kind: &What) -> NodeKind {
    match kind {
        What::Open => NodeKind::Open,
        What::EditBurst => NodeKind::Edit,
        What::Save => NodeKind::Save,
        What::Refactor => NodeKind::Refactor,
        What::Format => NodeKind::Format,
        What::Restore => NodeKind::Restore,
        What::Branch => NodeKind::Branch,
        What::Switch => NodeKind::Switch,
        What::Merge => NodeKind::Merge,
        What::Label => NodeKind::Label,
        What::Decision => NodeKind::Decision,
        What::Outside => NodeKind::Outside,
        What::Files => NodeKind::Files,
        What::AiAction => NodeKind::Ai,
        What::TestRun => NodeKind::Test,
        What::Task => NodeKind::Task,
        What::Commit => NodeKind::Commit,
        What::SketchChange => NodeKind::Sketch,
        What::Other(_) => NodeKind::Other,
    }
}

/// The workspace's word for it; what is anything else has none.
pub fn what(kind: NodeKind) -> Option<What> {
    What::ALL.into_iter().find(|what| node_kind(what) == kind)
}

/// An author of the table.
pub fn author(timeline: &TimelineSnapshot, index: AuthorIx) -> Option<&Author> {
    timeline.authors.get(usize::from(index.0))
}

/// Whose changes there are at all, in the order of the tracks.
pub fn tracks(timeline: &TimelineSnapshot) -> Vec<AuthorKind> {
    let has = |kind: &AuthorKind| timeline.authors.iter().any(|author| author_kind(author.kind) == *kind);
    let found: Vec<_> = AuthorKind::ALL.into_iter().filter(has).collect();
    if found.is_empty() { vec![AuthorKind::Person] } else { found }
}

/// The hue of a branch: the first branch has the first.
pub fn hue(branch: BranchId) -> usize {
    branch.0.saturating_sub(1) as usize
}

/// Idle stretches: what lies between the sessions, and from the last one to now.
pub fn gaps(window: &ScrubberWindow, now: Timestamp) -> Vec<Gap> {
    let mut gaps = Vec::with_capacity(window.sessions.len());
    let mut last: Option<Timestamp> = None;
    for session in window.sessions.iter() {
        if let Some(start) = last.filter(|start| *start < session.start) {
            gaps.push(Gap { start, end: session.start });
        }
        last = Some(last.map_or(session.end, |last| last.max(session.end)));
    }
    if let Some(start) = last.filter(|start| now.0.saturating_sub(start.0) > IDLE) {
        gaps.push(Gap { start, end: now });
    }
    gaps
}

/// How long nothing has to happen for the time up to now to be idle.
const IDLE: i64 = 60 * 1_000;

/// The lanes of a window: the first from the beginning, each to where it was merged or worked on last.
pub fn lanes<'a>(window: &'a ScrubberWindow, start: Timestamp) -> Vec<Lane<'a>> {
    let last = |branch: BranchId| {
        let touched = |node: &Node| {
            let merged =
                node.kind == What::Merge && node.sources.iter().any(|source| source.branch == branch);
            node.branch == branch || merged
        };
        window.markers.iter().rev().find(|node| touched(node)).map(|node| node.time)
    };
    let lane = |lane: &'a ScrubLane| Lane {
        id: lane.branch.0,
        name: &lane.name,
        hue: hue(lane.branch),
        start: if lane.origin.is_some() { lane.created } else { start },
        end: (!lane.active).then(|| last(lane.branch).unwrap_or(lane.created)),
        active: lane.active,
    };
    window.lanes.iter().map(lane).collect()
}

/// Where lanes meet: each branch where it began, each merge where it took something in.
pub fn links(window: &ScrubberWindow) -> Vec<Link> {
    let index = |branch: BranchId| window.lanes.iter().position(|lane| lane.branch == branch);
    let forks = window.lanes.iter().enumerate().filter_map(|(to, lane)| {
        let from = index(lane.origin?.branch)?;
        Some(Link { from, to, start: lane.created, end: lane.created, kind: LinkKind::Fork })
    });
    let merges = window.markers.iter().filter(|node| node.kind == What::Merge).flat_map(|node| {
        let to = index(node.branch);
        node.sources.iter().filter_map(move |source| {
            let (from, to) = (index(source.branch)?, to?);
            (from != to).then_some(Link { from, to, start: node.time, end: node.time, kind: LinkKind::Merge })
        })
    });
    forks.chain(merges).collect()
}

/// What happened, over all lanes.
pub fn buckets(window: &ScrubberWindow) -> Vec<Bucket> {
    let count = window.lanes.iter().map(|lane| lane.buckets.len()).max().unwrap_or(0);
    let (start, end) = (window.range.start.0, window.range.end.0);
    let span = i128::from(end) - i128::from(start);
    let edge = |at: usize| start + (span * at as i128 / count.max(1) as i128) as i64;
    let mut out = Vec::new();
    for at in 0..count {
        let mut counts = [0_u32; 4];
        for bucket in window.lanes.iter().filter_map(|lane| lane.buckets.get(at)) {
            for (sum, more) in counts.iter_mut().zip(bucket.operations) {
                *sum = sum.saturating_add(more);
            }
        }
        if counts.iter().any(|count| *count > 0) {
            let start = Timestamp(edge(at));
            out.push(Bucket { start, length: (edge(at + 1) - start.0).max(1), counts });
        }
    }
    out
}

/// The markers of a window, as many as can be seen.
pub fn markers<'a>(timeline: &'a TimelineSnapshot, axis: &Axis, lanes: &[Lane<'_>]) -> Vec<Marker<'a>> {
    let lane_of = |branch: BranchId| lanes.iter().position(|lane| lane.id == branch.0);
    let marker = |node: &'a std::sync::Arc<Node>| {
        let lane = lane_of(node.branch)?;
        let kind = author(timeline, node.author).map_or(Who::Person, |author| author.kind);
        Some(Marker {
            id: node.id.0,
            time: node.began,
            end: node.time,
            lane,
            kind: node_kind(&node.kind),
            author: author_kind(kind),
            count: 1,
            title: &node.title,
            label: node.label.as_deref(),
        })
    };
    cluster::reduce(axis, lanes.len(), timeline.window.markers.iter().filter_map(marker))
}

/// A line of the graph.
pub fn segment(segment: &LaneSegment) -> GraphSegment {
    let of = |line: &LaneLine| (line.column, hue(BranchId(line.line.into())) as u16);
    match segment {
        LaneSegment::Through(line) => {
            let (column, hue) = of(line);
            GraphSegment::Through { column, hue }
        }
        LaneSegment::In(line) => {
            let (column, hue) = of(line);
            GraphSegment::In { column, hue }
        }
        LaneSegment::Out(line) => {
            let (column, hue) = of(line);
            GraphSegment::Out { column, hue }
        }
    }
}

/// A changed file as the list shows it.
pub fn changed_file(change: &FileChange) -> ChangedFile<'_> {
    let lines = change.added.zip(change.removed);
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    ChangedFile {
        path: change.path.as_str().into(),
        old_path: change.old_path.as_ref().map(|path| path.as_str().into()),
        kind: match change.kind {
            FileChangeKind::Added => ChangeKind::Added,
            FileChangeKind::Deleted => ChangeKind::Removed,
            FileChangeKind::Renamed => ChangeKind::Renamed,
            _ => ChangeKind::Changed,
        },
        lines: lines.map(|(added, removed)| (small(added), small(removed))),
    }
}
