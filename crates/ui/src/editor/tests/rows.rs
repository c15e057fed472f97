//! Folds and wraps as they are seen: what the gutter offers, where carets stand, what a click on a fold does.

use egui::{Event, Modifiers, pos2, vec2};
use justbuilt_display::Settings;
use justbuilt_text::{Selections, Transaction};

use super::view::{View, Window, open_with};
use super::*;
use crate::editor::EditorIntent;

fn wrapped(text: &str, columns: u32) -> Window {
    let mut view = View::new(text, Settings { wrap: Some(columns), ..Settings::default() });
    view.display.measure_all();
    open_with(view)
}

#[test]
fn a_wrapped_line_is_shown_on_several_rows_and_numbered_once() {
    let text = format!("{}\nnext", "word ".repeat(30));
    let mut window = wrapped(&text, 40);
    let rows = window.view().seen.rows.clone();
    assert_eq!(rows.len(), window.view().display.row_count());
    assert!(rows.len() >= 5, "{rows:?}");
    let numbers: Vec<_> =
        super::input::texts(&window).into_iter().filter(|t| t.parse::<u32>().is_ok()).collect();
    assert_eq!(numbers, ["1", "2"]);
}

#[test]
fn places_of_wrapped_rows_are_hit_exactly() {
    let text = format!("    {}\nnext", "some words 漢字 and\ttabs ".repeat(12));
    let mut window = wrapped(&text, 50);
    for (byte, _) in
        unicode_segmentation::UnicodeSegmentation::grapheme_indices(text.as_str(), true).step_by(3)
    {
        let place = window.place(byte);
        window.pause();
        window.click(place, Modifiers::NONE);
        assert_eq!(window.view().selected(), [(byte, byte)], "{place:?}");
    }
}

#[test]
fn a_click_past_the_end_of_a_wrapped_row_stays_on_it() {
    let text = format!("{}\n{}", "word ".repeat(30), "x".repeat(100));
    let mut window = wrapped(&text, 40);
    for row in [1, 5] {
        let shown = window.view().display.row(justbuilt_display::DisplayRow(row));
        assert!(!shown.is_last_of_line);
        let start = window.place(shown.range.start);
        window.pause();
        window.click(pos2(700.0, start.y), Modifiers::NONE);
        window.step();
        let caret = window.view().seen.caret.unwrap();
        assert!((caret.center().y - start.y).abs() < 1.0, "row {row}: {caret:?} but pressed at {start:?}");
        assert!(caret.center().x > start.x + 200.0, "row {row}: at its end, not at its start");
        let primary = window.view().selections.primary();
        assert_eq!((primary.head, primary.row_end), (shown.range.end, true));
        // The same byte as the start of the next row, which is another place.
        let below = window.place(shown.range.end);
        assert!(below.y > start.y + 10.0);
        window.pause();
        window.click(below, Modifiers::NONE);
        assert!(!window.view().selections.primary().row_end);
    }
}

#[test]
fn a_double_click_past_the_end_of_a_wrapped_row_takes_its_last_word() {
    let text = format!("{}123456789", "longish ".repeat(20));
    let mut window = wrapped(&text, 43);
    let shown = window.view().display.row(justbuilt_display::DisplayRow(0));
    let y = window.place(0).y;
    window.pause();
    for _ in 0..2 {
        window.click(pos2(700.0, y), Modifiers::NONE);
    }
    let (anchor, head) = window.view().selected()[0];
    assert!(anchor < head && head <= shown.range.end, "{anchor}..{head} in {shown:?}");
}

#[test]
fn a_folded_block_shows_a_mark_that_unfolds_it() {
    let text = "fn a() {\n    one\n    two\n}\nlast\n";
    let mut view = View::new(text, Settings::default());
    view.display.fold(0..3);
    let mut window = open_with(view);
    assert_eq!(window.view().seen.rows, 0..3);
    let end = window.place(8);
    window.pause();
    window.click(end + vec2(15.0, 0.0), Modifiers::NONE);
    assert!(window.view().intents.contains(&EditorIntent::ToggleFold(0)));
    assert_eq!(window.view().selected(), [(0, 0)], "the caret does not follow");
}

#[test]
fn a_caret_after_a_fold_is_on_its_own_row() {
    let text = "fn a() {\n    one\n    two\n}\nlast\n";
    let mut view = View::new(text, Settings::default());
    view.display.fold(0..3);
    let mut window = open_with(view);
    let last = window.place(text.find("last").unwrap());
    let first = window.place(0);
    assert!((last.y - first.y - 21.0).abs() < 0.6, "{first:?} {last:?}");
}

#[test]
fn the_gutter_folds() {
    let mut view = View::of_language("fn a() {\n    one();\n}\n", "rust");
    view.options.smooth_scroll = false;
    let mut window = open_with(view);
    let y = window.place(0).y;
    let left_of_text = window.place(0).x - 12.0;
    window.click(pos2(left_of_text, y), Modifiers::NONE);
    assert!(window.view().intents.contains(&EditorIntent::ToggleFold(0)));
}

#[test]
fn a_change_above_does_not_move_what_is_seen() {
    let text: String = (0..1000).map(|line| format!("line {line}\n")).collect();
    let mut window = open(&text);
    window.events([Event::PointerMoved(pos2(300.0, 300.0))]);
    window.wheel(egui::MouseWheelUnit::Line, vec2(0.0, -100.0), Modifiers::NONE);
    window.step();
    assert_eq!(window.view().state.scroll.position().line, 300);
    let transaction = Transaction::from_edits(text.len(), [(0..0, "new\nlines\n")]);
    let view = window.view();
    let old = view.text.clone();
    let new = transaction.apply(&old).unwrap();
    view.display.edit(&new, &transaction);
    view.state.text_changed(&old, &new, &transaction);
    view.text = new;
    view.revision += 1;
    window.step();
    assert_eq!(window.view().state.scroll.position().line, 302);
    assert_eq!(window.view().seen.rows.start, 302);
}

#[test]
fn a_hundred_thousand_matches_cost_what_is_visible() {
    let text = "match and match\n".repeat(50_000);
    let mut window = open(&text);
    let bare = window.view().seen.stats.shapes;
    window.view().find_matches =
        text.match_indices("match").map(|(at, found)| at..at + found.len()).collect();
    window.step();
    let stats = window.view().seen.stats;
    assert!(stats.shapes <= bare + 2, "{stats:?}");
    let vertices: usize = super::costs::vertices(&window);
    assert!(vertices < 60_000, "{vertices}");
}

#[test]
fn ten_thousand_carets_paint_those_in_view() {
    let text = "x\n".repeat(10_000);
    let mut window = open(&text);
    let carets = (0..10_000).map(|line| justbuilt_text::Selection::caret(2 * line));
    window.view().selections = Selections::new(carets, 0);
    window.step();
    assert!(super::costs::vertices(&window) < 60_000);
}
