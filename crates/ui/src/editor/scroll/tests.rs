//! Scroll positions over documents of many lines.

use justbuilt_display::{DisplayMap, Settings};
use justbuilt_text::Text;

use super::*;

fn document(lines: usize, wrap: Option<u32>) -> DisplayMap {
    let text = Text::from("some words on a line that can be wrapped\n".repeat(lines).as_str());
    DisplayMap::new(&text, Settings { wrap, ..Settings::default() })
}

fn view(display: &DisplayMap) -> Viewport {
    Viewport {
        rows: 30.0,
        columns: 80.0,
        total_rows: display.row_count(),
        total_columns: 100.0,
        beyond_end: true,
    }
}

#[test]
fn fractions_of_rows_survive_a_million_lines() {
    let display = document(1_000_000, None);
    let view = view(&display);
    let mut scroll = Scroll::default();
    scroll.jump_to(&(&display).into(), &view, 987_654.0, 0.0);
    for _ in 0..1000 {
        scroll.jump_by(&(&display).into(), &view, 0.01, 0.0);
    }
    assert!((scroll.top(&(&display).into()) - 987_664.0).abs() < 0.02, "{}", scroll.top(&(&display).into()));
}

#[test]
fn the_ends_hold() {
    let display = document(100, None);
    let mut view = view(&display);
    let mut scroll = Scroll::default();
    scroll.jump_by(&(&display).into(), &view, -5.0, -5.0);
    assert_eq!(scroll.position(), ScrollPosition::default());
    scroll.jump_by(&(&display).into(), &view, 1e9, 1e9);
    assert_eq!(scroll.position(), ScrollPosition { line: 100, rows: 0.0, columns: 20.0 });
    view.beyond_end = false;
    scroll.settle(&(&display).into(), &view);
    assert_eq!(scroll.top(&(&display).into()), 71.0, "the last row is at the bottom");
}

#[test]
fn a_position_from_an_earlier_session_is_brought_inside() {
    let display = document(10, None);
    let mut scroll = Scroll::default();
    scroll.set_position(ScrollPosition { line: 5000, rows: 3.5, columns: 7.0 });
    scroll.settle(&(&display).into(), &view(&display));
    assert_eq!(scroll.position(), ScrollPosition { line: 10, rows: 0.0, columns: 7.0 });
}

#[test]
fn the_anchor_keeps_its_line_while_rows_above_are_measured() {
    let mut display = document(10_000, Some(20));
    let mut scroll = Scroll::default();
    let before = view(&display);
    scroll.jump_to(&(&display).into(), &before, 5000.0, 0.0);
    let line = scroll.position().line;
    display.measure_all();
    let after = view(&display);
    assert!(after.total_rows > before.total_rows);
    scroll.settle(&(&display).into(), &after);
    assert_eq!(scroll.position().line, line);
    assert_eq!(scroll.top(&(&display).into()), display.row_of_line(line).0 as f64);
}

#[test]
fn a_glide_ends_where_it_was_sent() {
    let display = document(1000, None);
    let view = view(&display);
    let mut scroll = Scroll::default();
    scroll.glide_by(&(&display).into(), &view, 3.0, 0.0, true);
    scroll.glide_by(&(&display).into(), &view, 3.0, 0.0, true);
    let mut frames = 0;
    while scroll.step(&(&display).into(), &view, 1.0 / 60.0) {
        frames += 1;
        assert!(frames < 60, "it ends");
    }
    assert_eq!(scroll.top(&(&display).into()), 6.0);
    assert!(frames > 3, "it was seen to move");
}

#[test]
fn a_reveal_is_acted_on_once() {
    let display = document(1000, None);
    let view = view(&display);
    let mut scroll = Scroll::default();
    let reveal = Reveal { seq: 1, byte: 41 * 500, align: RevealAlign::Center };
    assert!(scroll.reveal(&(&display).into(), &view, &reveal, 3.0, false));
    let there = scroll.top(&(&display).into());
    assert!((there - 485.0).abs() <= 1.0, "{there}");
    scroll.jump_to(&(&display).into(), &view, 0.0, 0.0);
    assert!(!scroll.reveal(&(&display).into(), &view, &reveal, 3.0, false));
    assert_eq!(scroll.top(&(&display).into()), 0.0);
}

#[test]
fn a_reveal_keeps_its_margin_and_the_column_in_view() {
    let text = Text::from(format!("{}\n", "x".repeat(500)).repeat(100).as_str());
    let display = DisplayMap::new(&text, Settings::default());
    let view = Viewport { total_columns: 504.0, ..view(&display) };
    let mut scroll = Scroll::default();
    let at = |line: usize, column: usize, seq| Reveal {
        seq,
        byte: line * 501 + column,
        align: RevealAlign::Nearest,
    };
    scroll.reveal(&(&display).into(), &view, &at(29, 300, 1), 3.0, false);
    assert_eq!(scroll.top(&(&display).into()), 3.0);
    let left = scroll.left_column();
    assert!(left < 300.0 && left + view.columns > 303.0, "{left}");
    scroll.reveal(&(&display).into(), &view, &at(29, 0, 2), 3.0, false);
    assert_eq!(scroll.left_column(), 0.0);
}

#[test]
fn rows_of_blocks_are_scrolled_over_like_any() {
    let display = document(100, None);
    // Two rows before the first line, five after the tenth.
    let screen = ScreenMap::new(&display, [(0, 2), (10, 5)]);
    let mut view = view(&display);
    view.total_rows = screen.row_count();
    let mut scroll = Scroll::default();
    assert_eq!(scroll.top(&screen), 2.0, "a view at the first line stays there when rows come before it");
    scroll.jump_by(&screen, &view, -9.0, 0.0);
    assert_eq!(scroll.top(&screen), 0.0);
    for row in 0..screen.row_count() {
        scroll.jump_to(&screen, &view, row as f64, 0.0);
        assert_eq!(scroll.top(&screen), row as f64);
    }
    scroll.jump_to(&screen, &view, 13.5, 0.0);
    assert_eq!(scroll.position(), ScrollPosition { line: 9, rows: 2.5, columns: 0.0 }, "in the block");
    let below = Reveal { seq: 1, byte: display.text().line_start(60), align: RevealAlign::Top };
    scroll.reveal(&screen, &view, &below, 0.0, false);
    assert_eq!(scroll.top(&screen), 67.0);
}
