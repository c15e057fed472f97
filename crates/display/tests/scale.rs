//! What must not grow with the text: a keystroke and the rows in view, queries in a very long line, snapshots. Ratios
//! of times taken in one run, with room for a busy machine; no absolute times.

use std::hint::black_box;
use std::time::{Duration, Instant};

use justbuilt_display::{DisplayMap, DisplayPoint, DisplayRow, ScrollAnchor, Settings};
use justbuilt_text::{Bias, Selection, Text, Transaction};

const LINE: &str = "    let total = items.iter().map(|item| item.price).sum::<u64>();\n";

fn lines(count: usize) -> Text {
    Text::from(LINE.repeat(count).as_str())
}

fn settings(wrap: Option<u32>) -> Settings {
    Settings { tab_width: 4, wrap }
}

/// The best of several rounds, so that what else the machine does matters little.
fn best(rounds: usize, mut what: impl FnMut()) -> Duration {
    let time = |what: &mut dyn FnMut()| {
        let start = Instant::now();
        what();
        start.elapsed()
    };
    (0..rounds).map(|_| time(&mut what)).min().unwrap_or_default()
}

/// Takes both times again, some times, before it says that one is too much: a machine may be busy for a while.
fn assert_ratio(what: &str, most: f64, mut times: impl FnMut() -> (Duration, Duration)) {
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (large, small) = times();
        if large.as_secs_f64() <= most * small.as_secs_f64().max(1e-6) {
            return;
        }
        seen.push((large, small));
    }
    assert!(seen.is_empty(), "{what}: more than {most} times as much: {seen:?}");
}

/// A keystroke in the middle and the 60 rows around it.
fn keystroke(text: &Text, wrap: Option<u32>) -> Duration {
    let mut text = text.clone();
    let mut map = DisplayMap::new(&text, settings(wrap));
    let line = text.line_count() / 2;
    let anchor = ScrollAnchor { line, ..ScrollAnchor::default() };
    while !map.prepare(anchor, 60) {}
    best(40, || {
        let change = Transaction::insert(text.len(), text.line_start(line) + 4, "x");
        text = change.apply(&text).unwrap_or_default();
        map.edit(&text, &change);
        map.prepare(anchor, 60);
        let top = map.row_of_line(line);
        for row in map.rows(top..DisplayRow(top.0 + 60)) {
            black_box(map.cells_in_columns(&row, 0..120));
        }
    })
}

#[test]
fn a_keystroke_and_its_rows_do_not_grow_with_the_text() {
    let (small, large) = (lines(1_000), lines(1_000_000));
    for wrap in [None, Some(60)] {
        assert_ratio("1,000,000 lines", 3.0, || (keystroke(&large, wrap), keystroke(&small, wrap)));
    }
}

#[test]
fn snapshots_cost_nothing() {
    let mut map = DisplayMap::new(&lines(200_000), settings(Some(60)));
    map.measure_all();
    map.fold_all((0..100_000).step_by(10).map(|line| line..line + 3));
    let small = DisplayMap::new(&lines(10), settings(Some(60)));
    let many = |map: &DisplayMap| {
        best(10, || {
            for _ in 0..1_000 {
                black_box(map.snapshot());
            }
        })
    };
    assert_ratio("a snapshot with 10,000 folds", 4.0, || (many(&map), many(&small)));
}

#[test]
fn a_view_is_measured_without_measuring_the_text() {
    let text = lines(1_000_000);
    let mut map = DisplayMap::new(&text, settings(Some(40)));
    let anchor = ScrollAnchor { line: 900_000, ..ScrollAnchor::default() };
    let all = || best(1, || map.snapshot().measure_all());
    assert_ratio("a view of a long text", 0.05, || {
        let mut map = map.snapshot();
        let view = best(1, || assert!(map.prepare(anchor, 100)));
        assert!(!map.is_measured());
        (view, all())
    });
    assert_ratio("a portion of a long text", 0.05, || {
        let mut map = map.snapshot();
        (best(1, || assert!(!map.step_bytes(64 * 1024))), all())
    });
    // A line takes two rows: all of them are counted in the end, the anchor stays where it is.
    map.measure_all();
    assert_eq!(map.row_count(), 2 * 1_000_000 + 1);
    assert_eq!(map.row_of_anchor(&anchor), 1_800_000.0);
}

fn queries(text: &Text, wrap: Option<u32>) -> Duration {
    let mut map = DisplayMap::new(text, settings(wrap));
    map.measure_all();
    let middle = text.clamp_boundary(text.len() / 2);
    best(10, || {
        let point = map.point_of(middle);
        black_box(map.byte_of(point, Bias::Right));
        black_box(map.row(point.row));
        black_box(map.row_width(point.row));
        black_box(map.move_vertical(Selection::caret(middle), 1, false));
        let caret = Selection::caret(middle);
        black_box((map.row_start(&caret), map.row_end(&caret)));
        let row = map.row(point.row);
        black_box(map.cells_in_columns(&row, point.column..point.column + 150));
        black_box(map.byte_of(DisplayPoint::new(point.row.0, u32::MAX), Bias::Left));
    })
}

#[test]
fn queries_do_not_grow_with_the_line() {
    for piece in ["{\"id\": 17, \"name\": \"x\"}, ", "漢字 e\u{301} 👩\u{200d}👧\t", "0123456789abcdef"]
    {
        let count = |chars: usize| chars / piece.chars().count();
        let (small, large) = (piece.repeat(count(20_000)), piece.repeat(count(1_000_000)));
        for wrap in [None, Some(80)] {
            let (large, small) = (Text::from(&*large), Text::from(&*small));
            assert_ratio(piece, 5.0, || (queries(&large, wrap), queries(&small, wrap)));
        }
    }
}

#[test]
fn a_keystroke_in_a_long_line_costs_its_piece() {
    let typed = |chars: usize, wrap| {
        let mut text = Text::from("漢字 and more. ".repeat(chars / 13).as_str());
        let mut map = DisplayMap::new(&text, settings(wrap));
        map.measure_all();
        let middle = text.clamp_boundary(text.len() / 2);
        best(20, || {
            let change = Transaction::insert(text.len(), middle, "字");
            text = change.apply(&text).unwrap();
            map.edit(&text, &change);
            assert!(wrap.is_none() || map.is_measured());
            black_box(map.point_of(middle));
        })
    };
    for wrap in [None, Some(80)] {
        assert_ratio("typing", 4.0, || (typed(1_000_000, wrap), typed(30_000, wrap)));
    }
}
