//! The mouse: places and bytes agree both ways, clicks, drags, columns, dragged text, the gutter.

use egui::{Modifiers, PointerButton, pos2, vec2};
use justbuilt_text::{Selection, Selections};

use super::*;
use crate::editor::EditorIntent;

const ALT_SHIFT: Modifiers = Modifiers { alt: true, shift: true, ..Modifiers::NONE };

#[test]
fn every_place_of_mixed_text_is_hit_where_it_is_shown() {
    let text = "plain text\n\ttab\tand\ttabs\n漢字 and 한글|\ne\u{301}te\u{301} 👩\u{200d}👩\u{200d}👧 x 🇫🇷.\ncontrol \u{7} \u{1b} end\nbad \u{10ffff}\u{10ff80} end\n  العربية हिन्दी\n\nlast";
    let mut window = open(text);
    let mut checked = 0;
    for (byte, _) in unicode_segmentation::UnicodeSegmentation::grapheme_indices(text, true) {
        let place = window.place(byte);
        window.view().selections = Selections::caret(text.len());
        window.pause();
        window.click(place, Modifiers::NONE);
        assert_eq!(window.view().selected(), [(byte, byte)], "at {place:?}, {:?}", &text[byte..]);
        checked += 1;
    }
    assert!(checked > 80, "{checked}");
}

#[test]
fn clicks_select_by_caret_word_and_line() {
    let text = "let one = two(three);\nnext line\n";
    let mut window = open(text);
    let place = window.place(text.find("two").unwrap() + 1);
    window.click(place, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(11, 11)]);
    window.click(place, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(10, 13)]);
    window.click(place, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(0, 22)]);
    window.click(place, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(11, 11)], "the fourth click begins again");
}

#[test]
fn a_drag_selects_and_shift_extends() {
    let text = "0123456789\nabcdefghij\nklmnopqrst";
    let mut window = open(text);
    let (from, to) = (window.place(3), window.place(17));
    window.press(from, Modifiers::NONE);
    window.events([egui::Event::PointerMoved(to)]);
    assert_eq!(window.view().selected(), [(3, 17)], "while the button is down");
    window.release(to, Modifiers::NONE);
    let further = window.place(25);
    window.pause();
    window.click(further, Modifiers::SHIFT);
    assert_eq!(window.view().selected(), [(3, 25)]);
    window.pause();
    let back = window.place(1);
    window.click(back, Modifiers::SHIFT);
    assert_eq!(window.view().selected(), [(3, 1)], "the anchor stays");
}

#[test]
fn a_drag_after_a_double_click_goes_by_words() {
    let text = "one two three four five";
    let mut window = open(text);
    let (from, to, before) = (window.place(9), window.place(15), window.place(5));
    window.click(from, Modifiers::NONE);
    window.press(from, Modifiers::NONE);
    window.events([egui::Event::PointerMoved(to)]);
    assert_eq!(window.view().selected(), [(8, 18)]);
    window.events([egui::Event::PointerMoved(before)]);
    assert_eq!(window.view().selected(), [(13, 4)], "the word of the press stays selected");
    window.release(before, Modifiers::NONE);
}

#[test]
fn alt_click_adds_a_caret_and_takes_it_away() {
    let mut window = open("one\ntwo\nthree");
    let (a, b) = (window.place(5), window.place(10));
    window.click(a, Modifiers::NONE);
    window.pause();
    window.click(b, Modifiers::ALT);
    assert_eq!(window.view().selected(), [(5, 5), (10, 10)]);
    window.pause();
    window.click(b, Modifiers::ALT);
    assert_eq!(window.view().selected(), [(5, 5)]);
}

#[test]
fn a_rectangle_is_selected_with_alt_shift_and_with_the_middle_button() {
    let text = "0123456789\nab\nklmnopqrst\nuvwxyzuvwx";
    let mut window = open(text);
    let (from, to) = (window.place(4), window.place(text.len() - 2));
    let expected = [(4, 8), (18, 22), (29, 33)];
    window.press(from, ALT_SHIFT);
    window.events([egui::Event::PointerMoved(to)]);
    window.release(to, ALT_SHIFT);
    assert_eq!(window.view().selected(), expected, "the short row is left out");

    window.view().selections = Selections::caret(0);
    window.pause();
    window.button(from, PointerButton::Middle, true, Modifiers::NONE);
    window.events([egui::Event::PointerMoved(to)]);
    window.button(to, PointerButton::Middle, false, Modifiers::NONE);
    assert_eq!(window.view().selected(), expected);
}

#[test]
fn selected_text_is_dragged_elsewhere_and_a_click_on_it_only_moves_the_caret() {
    let mut window = open("one two three four");
    window.view().selections = Selections::single(Selection::new(4, 7));
    window.step();
    let (inside, target) = (window.place(5), window.place(14));
    window.press(inside, Modifiers::NONE);
    window.events([egui::Event::PointerMoved(inside + vec2(20.0, 0.0))]);
    window.events([egui::Event::PointerMoved(target)]);
    assert_eq!(window.view().selected(), [(4, 7)], "nothing is selected by the drag");
    window.release(target, Modifiers::NONE);
    let dropped = EditorIntent::DropText { from: 4..7, to: 14, copy: false };
    assert!(window.view().intents.contains(&dropped));

    window.pause();
    window.click(inside, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(5, 5)]);
}

#[test]
fn ctrl_click_follows_and_the_right_button_opens_a_menu() {
    let mut window = open("one two three");
    let place = window.place(5);
    window.click(place + vec2(2.0, 0.0), Modifiers::CTRL | Modifiers::COMMAND);
    assert!(window.view().intents.contains(&EditorIntent::Follow(5)));
    assert_eq!(window.view().selected(), [(0, 0)]);
    window.events([egui::Event::PointerMoved(place)]);
    window.button(place, PointerButton::Secondary, true, Modifiers::NONE);
    assert!(window.view().intents.contains(&EditorIntent::OpenContextMenu { pos: place, byte: 5 }));
    assert_eq!(window.view().selected(), [(5, 5)], "the caret goes where the menu is");
}

#[test]
fn the_menu_on_a_selection_keeps_it() {
    let mut window = open("one two three");
    let place = window.place(5);
    window.view().selections = Selections::single(Selection::new(4, 7));
    window.events([egui::Event::PointerMoved(place)]);
    window.button(place, PointerButton::Secondary, true, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(4, 7)]);
}

#[test]
fn a_line_number_selects_its_line() {
    let mut window = open("one\ntwo\nthree\n");
    let y = window.place(5).y;
    window.click(pos2(30.0, y), Modifiers::NONE);
    assert_eq!(window.view().selected(), [(4, 8)]);
    window.pause();
    let y = window.place(9).y;
    window.click(pos2(30.0, y), Modifiers::SHIFT);
    assert_eq!(window.view().selected(), [(4, 14)]);
}

#[test]
fn a_drag_below_the_view_scrolls_it() {
    let text = "line\n".repeat(500);
    let mut window = open(&text);
    let from = window.place(12);
    window.press(from, Modifiers::NONE);
    window.events([egui::Event::PointerMoved(pos2(200.0, 640.0))]);
    let before = window.view().seen.rows.start;
    window.harness.run_steps(30);
    let after = window.view().seen.rows.start;
    assert!(after > before, "{before} → {after}");
    let head = window.view().selected()[0].1;
    assert!(head > 5 * after, "the selection follows");
    window.release(pos2(200.0, 640.0), Modifiers::NONE);
}

#[test]
fn a_click_below_the_text_goes_to_its_last_line() {
    let mut window = open("one\ntwo");
    window.click(pos2(500.0, 500.0), Modifiers::NONE);
    assert_eq!(window.view().selected(), [(7, 7)]);
}

#[test]
fn the_pointer_rests_on_a_character() {
    let mut window = open("one two");
    let place = window.place(4);
    window.events([egui::Event::PointerMoved(place + vec2(3.0, 0.0))]);
    window.step();
    assert_eq!(window.view().seen.hover.map(|hover| hover.byte), Some(4));
    window.events([egui::Event::PointerMoved(place + vec2(300.0, 0.0))]);
    window.step();
    assert!(window.view().seen.hover.is_none());
}
