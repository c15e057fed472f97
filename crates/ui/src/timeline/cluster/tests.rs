//! Tests of the level of detail.

use justbuilt_base::Timestamp;
use justbuilt_testkit::Random;

use super::*;
use crate::timeline::axis::{Span, View};
use crate::timeline::{AuthorKind, NodeKind};

fn marker(time: i64, kind: NodeKind) -> Marker<'static> {
    Marker {
        id: time as u64,
        time: Timestamp(time),
        end: Timestamp(time + 400),
        lane: 0,
        kind,
        author: AuthorKind::Person,
        count: 1,
        title: "",
        label: None,
    }
}

fn axis(left: f64, scale: f64) -> Axis {
    let span = Span { start: Timestamp(0), now: Timestamp(10_000_000), gaps: &[] };
    Axis::new(View { left, scale }, &span, 1_000.0)
}

#[test]
fn far_markers_stand_alone_and_near_ones_together() {
    let markers =
        [marker(1_000, NodeKind::Test), marker(1_040, NodeKind::Label), marker(9_000, NodeKind::Test)];
    let found = clusters(&axis(0.0, 0.1), 0, &markers);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].first, found[0].count), (1, 2), "a label says more than a test");
    assert_eq!(found[1].members, [2]);
}

#[test]
fn every_node_is_counted_at_every_zoom() {
    let mut random = Random::new(3);
    let mut times: Vec<i64> = (0..500).map(|_| random.below(100_000) as i64).collect();
    times.sort_unstable();
    let markers: Vec<_> = times.iter().map(|&time| marker(time, NodeKind::Test)).collect();
    for scale in [0.01, 0.003, 0.0007] {
        let found = clusters(&axis(0.0, scale), 0, &markers);
        assert_eq!(found.iter().map(|cluster| cluster.count).sum::<u64>(), 500);
        assert!(found.len() <= (1_000.0 / token::CLUSTER) as usize * 4, "{} at {scale}", found.len());
    }
}

#[test]
fn moving_does_not_change_what_belongs_together() {
    let mut random = Random::new(5);
    let mut times: Vec<i64> = (0..300).map(|_| random.below(200_000) as i64).collect();
    times.sort_unstable();
    let markers: Vec<_> = times.iter().map(|&time| marker(time, NodeKind::Test)).collect();
    let middle = |left: f64| -> Vec<Vec<usize>> {
        let axis = axis(left, 0.01);
        let inside = clusters(&axis, 0, &markers);
        let whole = |cluster: &Cluster| {
            cluster.members.iter().all(|&index| (60_000..100_000).contains(&markers[index].time.0))
        };
        inside.iter().filter(|cluster| whole(cluster)).map(|cluster| cluster.members.clone()).collect()
    };
    let still = middle(40_000.0);
    assert!(still.len() > 5, "{}", still.len());
    for left in [20_000.0, 33_333.0, 55_000.0] {
        assert_eq!(middle(left), still);
    }
}

#[test]
fn bursts_close_to_each_other_are_one_bar() {
    let markers = [marker(0, NodeKind::Edit), marker(410, NodeKind::Edit), marker(50_000, NodeKind::Edit)];
    let found = bars(&axis(0.0, 0.01), 0, &markers);
    assert_eq!(found.iter().map(|bar| bar.members.len()).collect::<Vec<_>>(), [2, 1]);
    assert!(found.iter().all(|bar| bar.x.1 - bar.x.0 >= token::BURST_LEAST));
}

#[test]
fn saves_give_way_to_what_says_more_and_thin_out() {
    let kinds = [NodeKind::Save, NodeKind::Commit, NodeKind::Save, NodeKind::Save, NodeKind::Save];
    let times = [990, 1_000, 4_000, 4_020, 9_000];
    let markers: Vec<_> = times.iter().zip(kinds).map(|(&time, kind)| marker(time, kind)).collect();
    let found = clusters(&axis(0.0, 0.1), 0, &markers);
    assert_eq!(found.iter().map(|cluster| cluster.first).collect::<Vec<_>>(), [1, 2, 4]);
}

#[test]
fn a_window_is_brought_down_to_what_a_screen_shows() {
    let mut random = Random::new(11);
    let kinds = [NodeKind::Edit, NodeKind::Save, NodeKind::Test, NodeKind::Commit];
    let mut times: Vec<i64> = (0..60_000).map(|_| random.below(9_000_000) as i64).collect();
    times.sort_unstable();
    let mut markers: Vec<_> = times.iter().map(|&time| marker(time, kinds[random.below(4)])).collect();
    markers[30_000].kind = NodeKind::Label;
    markers[30_000].label = Some("kept");
    let axis = axis(0.0, 1e-4);
    let few = reduce(&axis, 1, markers.iter().copied());
    assert!(few.len() < 1_500, "{}", few.len());
    assert!(few.is_sorted_by_key(|marker| marker.time));
    assert!(few.iter().any(|marker| marker.label == Some("kept")));
    assert_eq!(few.iter().map(|marker| marker.count).sum::<u32>(), 60_000);
    let count = |markers: &[Marker<'_>]| -> u64 {
        clusters(&axis, 0, markers)
            .iter()
            .filter(|cluster| cluster.count > 1)
            .map(|cluster| cluster.count)
            .sum()
    };
    let notable: Vec<_> = markers.iter().filter(|marker| !marker.kind.is_quiet()).copied().collect();
    let reduced: Vec<_> = few.iter().filter(|marker| !marker.kind.is_quiet()).copied().collect();
    assert!(count(&reduced).abs_diff(count(&notable)) < 100);
    assert!(reduce(&axis, 0, markers.iter().copied()).is_empty(), "lanes that are not shown have no markers");
}
