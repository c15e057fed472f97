//! Text, clipboard, input methods, the wheel, reveals, accessibility.

use std::time::Duration;

use egui::{Event, ImeEvent, Modifiers, MouseWheelUnit, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use justbuilt_text::Selections;

use super::*;
use crate::editor::{EditorIntent, RevealAlign, ScrollPosition};

fn lines(count: usize) -> String {
    (0..count).map(|line| format!("line {line}\n")).collect()
}

#[test]
fn text_and_clipboard_leave_as_intents_in_order() {
    let mut window = open("");
    let paste = Event::Paste("three".into());
    window.events([Event::Text("one".into()), Event::Copy, Event::Text("two".into()), Event::Cut, paste]);
    let intents = window.view().intents.clone();
    assert_eq!(
        intents,
        [
            EditorIntent::Type("one".into()),
            EditorIntent::Copy,
            EditorIntent::Type("two".into()),
            EditorIntent::Cut,
            EditorIntent::Paste("three".into()),
        ]
    );
}

#[test]
fn a_view_without_the_keyboard_takes_no_text() {
    let mut window = open("");
    window.view().focused = false;
    window.step();
    window.events([Event::Text("x".into())]);
    assert!(window.view().intents.is_empty());
    window.view().focused = true;
    window.step();
    window.events([Event::Text("x".into())]);
    assert_eq!(window.view().intents, [EditorIntent::Type("x".into())]);
}

#[test]
fn a_view_takes_the_keyboard_from_another_when_told_to() {
    let mut window = open("");
    window.view().focused = false;
    window.step();
    let elsewhere = egui::Id::unique("elsewhere");
    window.harness.ctx.memory_mut(|memory| memory.request_focus(elsewhere));
    window.view().focused = true;
    window.step();
    let focused = window.harness.ctx.memory(|memory| memory.focused());
    assert_eq!(focused, Some(egui::Id::unique("editor")));
}

#[test]
fn a_composition_is_shown_in_its_row_and_the_system_is_told_where() {
    let mut window = open("abc def\nnext");
    let plain = window.place(3);
    window.view().selections = Selections::caret(3);
    window.step();
    let preedit = ImeEvent::Preedit { text: "にほん".into(), active_range_chars: None };
    window.events([Event::Ime(preedit)]);
    let caret = window.view().seen.caret.unwrap();
    let cell = (window.place(1).x - window.place(0).x).round();
    assert!((caret.center().x - plain.x - 6.0 * cell).abs() < 2.0, "three wide letters before the caret");
    let ime = window.harness.output().platform_output.ime.expect("an input method is wanted");
    assert!((ime.cursor_rect.center().x - caret.center().x).abs() < 1.0);
    let shown = texts(&window);
    assert!(shown.iter().any(|row| row == "abcにほん def"), "{shown:?}");
    window.events([Event::Ime(ImeEvent::Commit("日本".into()))]);
    assert_eq!(window.view().intents, [EditorIntent::Type("日本".into())]);
    assert!(texts(&window).iter().any(|row| row == "abc def"), "the composition is gone until it is typed");
}

/// The text of every galley painted in the last frame.
pub(super) fn texts(window: &super::view::Window) -> Vec<String> {
    let shapes = &window.harness.output().shapes;
    let text = |shape: &egui::Shape| {
        if let egui::Shape::Text(text) = shape { Some(text.galley.text().to_owned()) } else { None }
    };
    shapes.iter().filter_map(|clipped| text(&clipped.shape)).collect()
}

#[test]
fn the_wheel_scrolls_by_rows_and_by_points() {
    let mut window = open(&lines(1000));
    window.events([Event::PointerMoved(pos2(300.0, 300.0))]);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, -2.0), Modifiers::NONE);
    window.step();
    assert_eq!(window.view().state.scroll.position(), ScrollPosition { line: 6, rows: 0.0, columns: 0.0 });
    window.wheel(MouseWheelUnit::Point, vec2(0.0, -10.5), Modifiers::NONE);
    window.step();
    let position = window.view().state.scroll.position();
    assert_eq!(position.line, 6);
    assert!((position.rows - 0.5).abs() < 0.01, "half a row of 21 points: {position:?}");
    window.wheel(MouseWheelUnit::Line, vec2(0.0, 1000.0), Modifiers::NONE);
    window.step();
    assert_eq!(window.view().state.scroll.position(), ScrollPosition::default());
    assert!(window.view().intents.iter().any(|intent| matches!(intent, EditorIntent::Scrolled(_))));
}

#[test]
fn shift_turns_the_wheel_and_ctrl_zooms() {
    let mut window = open(&"wide ".repeat(100));
    window.events([Event::PointerMoved(pos2(300.0, 300.0))]);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, -2.0), Modifiers::SHIFT);
    window.step();
    assert!(window.view().state.scroll.position().columns > 5.0);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, 1.0), Modifiers::CTRL | Modifiers::COMMAND);
    let zoom = window
        .view()
        .intents
        .iter()
        .find_map(|intent| if let EditorIntent::Zoom(by) = intent { Some(*by) } else { None });
    assert!(zoom.is_some_and(|by| by > 1.0), "{zoom:?}");
}

#[test]
fn a_wheel_with_notches_glides_and_then_rests() {
    let mut window = open(&lines(1000));
    window.view().options.smooth_scroll = true;
    window.events([Event::PointerMoved(pos2(300.0, 300.0))]);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, -2.0), Modifiers::NONE);
    let first = window.view().state.scroll.position();
    assert!(first.line < 6, "not there in one frame: {first:?}");
    window.harness.run_steps(30);
    assert_eq!(window.view().state.scroll.position(), ScrollPosition { line: 6, rows: 0.0, columns: 0.0 });
}

#[test]
fn a_revealed_place_comes_into_view_no_further_than_needed() {
    let text = lines(1000);
    let mut window = open(&text);
    let start_of = |line: usize| text.find(&format!("line {line}\n")).unwrap();
    window.view().reveal(start_of(10), RevealAlign::Nearest);
    window.step();
    assert_eq!(window.view().seen.rows.start, 0, "it was in view");
    window.view().reveal(start_of(30), RevealAlign::Nearest);
    window.step();
    let rows = window.view().seen.rows.clone();
    assert!(rows.start > 0 && rows.start <= 8, "just below the edge: {rows:?}");
    window.view().reveal(start_of(700), RevealAlign::Nearest);
    window.step();
    let rows = window.view().seen.rows.clone();
    assert!(rows.start < 690 && rows.end > 710, "far away comes to the centre: {rows:?}");
    window.view().reveal(start_of(500), RevealAlign::Top);
    window.step();
    assert_eq!(window.view().seen.rows.start, 497, "under the margin");
    let before = window.view().state.scroll.position();
    window.wheel(MouseWheelUnit::Line, vec2(0.0, -1.0), Modifiers::NONE);
    window.step();
    assert_eq!(window.view().state.scroll.position(), before, "the pointer is not over the view");
}

#[test]
fn a_long_reveal_glides_only_its_end() {
    let text = lines(100_000);
    let mut window = open(&text);
    window.view().options.smooth_scroll = true;
    window.view().reveal(text.len() / 2, RevealAlign::Center);
    let mut starts = vec![];
    for _ in 0..40 {
        window.step();
        starts.push(window.view().seen.rows.start);
    }
    assert!(starts[0] > 40_000, "{starts:?}");
    assert!(starts.windows(2).all(|pair| pair[0] <= pair[1]), "one direction: {starts:?}");
    assert_eq!(starts[38], starts[39]);
}

#[test]
fn nothing_is_repainted_while_idle() {
    let mut window = open("one\ntwo");
    window.view().focused = false;
    window.harness.run_steps(5);
    assert_eq!(delay(&window), Duration::MAX, "no caret, no frame");
    window.view().focused = true;
    window.harness.run_steps(3);
    let blink = delay(&window);
    assert!(blink > Duration::from_millis(100) && blink <= Duration::from_millis(500), "{blink:?}");
    window.view().options.blink = false;
    window.harness.run_steps(3);
    assert_eq!(delay(&window), Duration::MAX);
}

fn delay(window: &super::view::Window) -> Duration {
    window.harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap()
}

#[test]
fn a_screen_reader_finds_the_view_and_its_visible_rows() {
    let mut window = open(&lines(1000));
    window.view().selections = Selections::caret(12);
    window.step();
    let editor = window.harness.get_by_label("sample.txt");
    assert_eq!(editor.accesskit_node().role(), egui::accesskit::Role::MultilineTextInput);
    let node = editor.accesskit_node();
    let shown = node.document_range().text();
    assert!(shown.starts_with("line 0\nline 1\nline 2\n"), "{shown}");
    assert!(!shown.contains("line 500"), "only what is visible");
    let selection = node.text_selection().expect("a selection");
    assert!(selection.is_degenerate());
    assert_eq!(selection.start().to_line_index(), 1);
}

#[test]
fn a_screen_reader_sets_the_selection() {
    use egui::accesskit::{Action, ActionData, ActionRequest, TextPosition, TextSelection, TreeId};
    let mut window = open(&lines(1000));
    window.step();
    let target = egui::Id::unique("editor");
    let at = |row: usize, character_index: usize| TextPosition {
        node: target.with(("row", row)).accesskit_id(),
        character_index,
    };
    let mut ask = |anchor, focus| {
        let selection = TextSelection { anchor, focus };
        window.harness.event(egui::Event::AccessKitActionRequest(ActionRequest {
            action: Action::SetTextSelection,
            target_tree: TreeId::ROOT,
            target_node: target.accesskit_id(),
            data: Some(ActionData::SetTextSelection(selection)),
        }));
        window.step();
        let primary = window.view().selections.primary();
        (primary.anchor, primary.head)
    };
    // Each line has seven bytes, the line break among them.
    assert_eq!(ask(at(1, 2), at(3, 5)), (9, 26));
    assert_eq!(ask(at(2, 0), at(0, 0)), (14, 0), "backwards");
    assert_eq!(ask(at(0, 7), at(0, 7)), (7, 7), "behind the line break");
    assert_eq!(ask(at(999, 0), at(0, 0)), (7, 7), "a row that is not shown");
}
