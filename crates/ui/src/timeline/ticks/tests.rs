//! Tests of the labels: round times, far enough apart, at every zoom.

use super::*;
use crate::timeline::axis::{Gap, Span, View};

/// 14 October 2026, a Wednesday, 14:32:07 UTC.
const THEN: Timestamp = Timestamp(1_791_988_327_000);

fn labels(scale: f64, gaps: &[Gap]) -> Ticks {
    let now = Timestamp(THEN.0 + 40 * DAY);
    let span = Span { start: Timestamp(0), now, gaps };
    let axis = Axis::new(View { left: THEN.0 as f64, scale }, &span, 1_000.0);
    ticks(&axis, &TimeStyle::default(), now)
}

fn texts(scale: f64) -> (Vec<String>, Vec<String>) {
    let found = labels(scale, &[]);
    let ticks = found.ticks.into_iter().map(|tick| tick.label).take(3).collect();
    (ticks, found.contexts.into_iter().map(|context| context.label).take(2).collect())
}

#[test]
fn ticks_are_round_at_every_zoom() {
    let cases: [(f64, &[&str], &[&str]); 7] = [
        (0.4, &["14:32:07.000", "14:32:07.500", "14:32:08.000"], &["Wed 14 Oct"]),
        (0.01, &["14:32:10", "14:32:20", "14:32:30"], &["Wed 14 Oct"]),
        (0.001, &["14:34", "14:36", "14:38"], &["Wed 14 Oct"]),
        (2e-5, &["15:00", "16:00", "17:00"], &["Wed 14 Oct", "Thu 15 Oct"]),
        (1e-6, &["Thu 15", "Fri 16", "Sat 17"], &["October 2026"]),
        (1.2e-7, &["19 Oct", "26 Oct", "2 Nov"], &["October 2026", "November 2026"]),
        (2.5e-9, &["2027", "2028", "2029"], &[]),
    ];
    for (scale, expected, contexts) in cases {
        let (found, context) = texts(scale);
        let step = found.first().map(String::as_str);
        assert_eq!(found, expected, "{step:?} at {scale}");
        assert_eq!(context, contexts, "at {scale}");
    }
}

#[test]
fn ticks_have_room_at_every_zoom() {
    let mut scale = 1e-10;
    while scale < 0.4 {
        let span = Span { start: Timestamp(0), now: THEN, gaps: &[] };
        let axis = Axis::new(View { left: THEN.0 as f64, scale }, &span, 1_000.0);
        let found = ticks(&axis, &TimeStyle::default(), THEN);
        for pair in found.ticks.windows(2) {
            let apart = axis.x_of(pair[1].time) - axis.x_of(pair[0].time);
            assert!(apart > 0.9 * token::TICK_ROOM.0 && apart < 700.0, "{apart} at {scale}: {pair:?}");
        }
        scale *= 1.07;
    }
}

#[test]
fn each_day_after_a_fold_says_its_name() {
    let start = Timestamp(THEN.0 + 2 * HOUR);
    let gaps = [Gap { start, end: Timestamp(start.0 + 16 * HOUR) }];
    let found = labels(2e-5, &gaps);
    let days: Vec<_> = found.contexts.iter().map(|context| context.label.as_str()).collect();
    assert_eq!(days, ["Wed 14 Oct", "Thu 15 Oct"]);
    let fold = 2.0 * HOUR as f32 * 2e-5 + token::FOLD;
    assert!((found.contexts[1].x - fold).abs() < 0.5, "{found:?}");
    assert!(found.ticks.iter().all(|tick| !(start.0 + 1..gaps[0].end.0).contains(&tick.time.0)));
}
