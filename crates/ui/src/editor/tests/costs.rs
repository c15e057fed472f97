//! What a frame looks at: rows and bytes in view, whatever the size of the document.

use egui::{Event, Modifiers, MouseWheelUnit, pos2, vec2};
use justbuilt_text::Selections;

use super::*;
use crate::editor::RevealAlign;

#[test]
fn a_frame_of_a_million_lines_looks_at_what_is_visible() {
    let text = "fn some_function(argument: usize) -> usize { argument + 1 }\n".repeat(1_000_000);
    let mut window = open(&text);
    window.view().reveal(text.len() / 2, RevealAlign::Center);
    window.step();
    let stats = window.view().seen.stats;
    assert!(stats.rows <= 32, "{stats:?}");
    assert!(stats.bytes <= 32 * 64, "{stats:?}");
    window.step();
    let still = window.view().seen.stats;
    assert_eq!((still.laid_out, still.bytes), (0, 0), "nothing is laid out twice");

    window.events([Event::PointerMoved(pos2(300.0, 300.0))]);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, -1.0), Modifiers::NONE);
    window.step();
    let top = window.view().state.scroll.position();
    assert!(top.line > 499_000 && top.line < 501_000, "{top:?}");
}

#[test]
fn an_edit_lays_out_one_row() {
    let text: String = (0..1000).map(|line| format!("let value_{line} = {line};\n")).collect();
    let mut window = open(&text);
    window.view().revision += 1;
    let edited = text.replacen("value_3 ", "value_3x ", 1);
    let view = window.view();
    view.text = justbuilt_text::Text::from(edited.as_str());
    view.display = justbuilt_display::DisplayMap::new(&view.text, justbuilt_display::Settings::default());
    window.step();
    assert_eq!(window.view().seen.stats.laid_out, 1);
}

#[test]
fn a_line_of_a_million_characters_is_laid_out_around_what_is_visible() {
    let text = "word ".repeat(200_000);
    let mut window = open(&text);
    for byte in [0, 500_000, 999_999] {
        window.view().selections = Selections::caret(byte);
        window.view().reveal(byte, RevealAlign::Nearest);
        window.harness.run_steps(2);
        let stats = window.view().seen.stats;
        assert!(stats.bytes <= 1024, "{stats:?}");
        let caret = window.view().seen.caret.expect("the caret is in view");
        assert!((60.0..800.0).contains(&caret.center().x), "{caret:?}");
    }
}

#[test]
fn places_at_the_end_of_a_long_line_are_hit_exactly() {
    let text = "word ".repeat(200_000);
    let mut window = open(&text);
    window.view().reveal(999_990, RevealAlign::Nearest);
    window.step();
    for byte in 999_960..999_970 {
        let place = window.place(byte);
        window.pause();
        window.click(place, Modifiers::NONE);
        assert_eq!(window.view().selected(), [(byte, byte)]);
    }
}

#[test]
fn the_shapes_of_a_frame_do_not_depend_on_the_document() {
    let counts: Vec<usize> = [100, 10_000, 1_000_000]
        .into_iter()
        .map(|lines| {
            let mut window = open(&"    indented line of text\n".repeat(lines));
            window.step();
            window.view().seen.stats.shapes
        })
        .collect();
    assert!(counts.iter().all(|count| *count == counts[0] && *count < 100), "{counts:?}");
}

#[test]
fn matches_and_carets_of_a_long_line_cost_its_window() {
    let text = "word ".repeat(200_000);
    let mut window = open(&text);
    window.view().find_matches = (0..200_000).map(|word| 5 * word..5 * word + 4).collect();
    let carets = (0..100_000).map(|word| justbuilt_text::Selection::caret(10 * word));
    window.view().selections = Selections::new(carets, 50_000);
    window.view().reveal(500_000, RevealAlign::Nearest);
    window.harness.run_steps(2);
    let count = vertices(&window);
    assert!(count > 500 && count < 10_000, "{count}");
}

/// Vertices of the meshes of the last frame.
pub(super) fn vertices(window: &super::view::Window) -> usize {
    let of = |shape: &egui::Shape| if let egui::Shape::Mesh(mesh) = shape { mesh.vertices.len() } else { 0 };
    window.harness.output().shapes.iter().map(|clipped| of(&clipped.shape)).sum()
}
