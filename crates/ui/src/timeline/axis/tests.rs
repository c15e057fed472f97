//! Tests of the axis: points and moments go over into each other, zooms keep what is under the pointer.

use justbuilt_base::Timestamp;
use justbuilt_testkit::Random;

use super::super::date::{DAY, HOUR, MINUTE};
use super::*;

const WIDTH: f32 = 1_000.0;

/// Some weeks of work, with nights and week-ends.
fn weeks() -> Vec<Gap> {
    (0..60)
        .map(|day| Gap { start: Timestamp(day * DAY + 9 * HOUR), end: Timestamp((day + 1) * DAY) })
        .collect()
}

fn span(gaps: &[Gap]) -> Span<'_> {
    Span { start: Timestamp(0), now: Timestamp(60 * DAY), gaps }
}

#[test]
fn points_and_moments_go_over_into_each_other() {
    let gaps = weeks();
    let span = span(&gaps);
    let mut random = Random::new(7);
    for _ in 0..2_000 {
        let scale = 10_f64.powf(-8.0 + random.below(7_000) as f64 / 1_000.0);
        let left = random.below((60 * DAY) as usize) as f64;
        let axis = Axis::new(View { left, scale }, &span, WIDTH);
        let mut x = 0.0;
        while x <= WIDTH {
            let back = axis.x_of(axis.time_at(x));
            // A millisecond is the finest moment there is.
            let slack = 0.02 + scale as f32;
            assert!((back - x).abs() <= slack, "{x} came back as {back} at {scale}");
            x += 13.7;
        }
        let walked = span.walk(left, 500.0, scale);
        assert!((axis.time_at(500.0).0 as f64 - walked).abs() <= 1.0 / scale * 0.02 + 1.0);
        let home = span.walk(walked, -500.0, scale);
        assert!(span.distance(left.min(home), left.max(home), scale) < 1e-4, "{home} {left}");
        assert!((span.distance(left, walked, scale) - 500.0).abs() < 0.01);
    }
}

#[test]
fn time_only_goes_forward_and_pieces_join() {
    let gaps = weeks();
    let axis = Axis::new(View { left: 0.0, scale: 2e-6 }, &span(&gaps), WIDTH);
    assert!(axis.pieces().iter().filter(|piece| piece.gap.is_some()).count() > 5);
    for pair in axis.pieces().windows(2) {
        assert_eq!(pair[0].time.1, pair[1].time.0);
        assert_eq!(pair[0].x.1, pair[1].x.0);
    }
    assert_eq!(axis.pieces().last().map(|piece| piece.x.1), Some(WIDTH));
}

#[test]
fn a_night_is_folded_close_up_and_straight_from_afar() {
    let gaps = weeks();
    let span = span(&gaps);
    let close = Axis::new(View { left: 0.0, scale: 1e-5 }, &span, WIDTH);
    let fold = close.pieces().iter().find(|piece| piece.gap.is_some()).unwrap();
    assert!((fold.x.1 - fold.x.0 - token::FOLD).abs() < 0.01);
    assert!(close.fold_at(fold.x.0 + 1.0).is_some());
    let far = Axis::new(View { left: 0.0, scale: 2e-7 }, &span, WIDTH);
    assert!(far.pieces().iter().all(|piece| piece.gap.is_none()), "a night is a few points: no need to fold");
}

#[test]
fn the_moment_under_the_pointer_stays_there() {
    let gaps = weeks();
    let span = span(&gaps);
    let view = View { left: (20 * DAY) as f64, scale: 1e-6 };
    let before = Axis::new(view, &span, WIDTH).time_at(640.0);
    let mut closer = view;
    for _ in 0..30 {
        closer = closer.zoomed(&span, 640.0, 1.25);
        let x = Axis::new(closer, &span, WIDTH).x_of(before);
        assert!((x - 640.0).abs() < 0.5, "{x}");
    }
}

#[test]
fn a_view_stays_within_time() {
    let gaps = weeks();
    let span = span(&gaps);
    let all = View::fit(&span, WIDTH);
    let axis = Axis::new(all, &span, WIDTH);
    assert!((axis.x_of(span.now) - (WIDTH - token::EDGE)).abs() < 0.5);
    assert!((axis.x_of(span.start) - token::EDGE).abs() < 1.0, "{}", axis.x_of(span.start));
    assert_eq!(all.zoomed(&span, 10.0, 0.5).bounded(&span, WIDTH), all, "no wider than everything");
    let close = View { left: (30 * DAY) as f64, scale: 1e-5 };
    assert_eq!(close.bounded(&span, WIDTH), close);
    let late = close.panned(&span, 1e6).bounded(&span, WIDTH);
    let axis = Axis::new(late, &span, WIDTH);
    assert!((axis.x_of(span.now) - (WIDTH - token::EDGE)).abs() < 0.5);
    let early = close.panned(&span, -1e6).bounded(&span, WIDTH);
    let axis = Axis::new(early, &span, WIDTH);
    assert!((axis.x_of(span.start) - token::EDGE).abs() < 0.5);
}

#[test]
fn a_history_of_no_length_can_be_looked_at() {
    let span = Span { start: Timestamp(5), now: Timestamp(5), gaps: &[] };
    let axis = Axis::new(View::fit(&span, WIDTH), &span, WIDTH);
    assert!(axis.x_of(Timestamp(5)).is_finite());
    assert!((axis.x_of(Timestamp(5)) - (WIDTH - token::EDGE)).abs() < 0.5);
}

#[test]
fn a_range_fills_the_view() {
    let gaps = weeks();
    let span = span(&gaps);
    let (from, to) = (Timestamp(3 * DAY + HOUR), Timestamp(5 * DAY + 2 * HOUR));
    let axis = Axis::new(View::of(&span, from, to, WIDTH), &span, WIDTH);
    assert!((axis.x_of(from) - token::EDGE).abs() < 1.0, "{}", axis.x_of(from));
    assert!((axis.x_of(to) - (WIDTH - token::EDGE)).abs() < 1.0);
}

#[test]
fn gaps_are_found_between_moments() {
    let times = [0, 5, 20 * MINUTE, 20 * MINUTE + 1, 60 * MINUTE].map(Timestamp);
    let found = gaps(times, 10 * MINUTE);
    assert_eq!(
        found,
        [
            Gap { start: Timestamp(5), end: Timestamp(20 * MINUTE) },
            Gap { start: Timestamp(20 * MINUTE + 1), end: Timestamp(60 * MINUTE) },
        ]
    );
}

#[test]
fn bars_are_wide_enough_and_round() {
    let gaps = weeks();
    for (scale, length) in [(0.4, 10), (0.001, 5_000), (1e-6, 3 * HOUR + HOUR * 3)] {
        let axis = Axis::new(View { left: 0.0, scale }, &span(&gaps), WIDTH);
        let found = axis.bar_length();
        assert!(found as f64 * scale >= f64::from(token::BAR), "{found}");
        assert!(found <= length, "{found} at {scale}");
    }
}
