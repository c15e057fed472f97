//! Rows that are not in the document, and text that is offered: where everything else stands with them.

use egui::{Modifiers, MouseWheelUnit, vec2};
use justbuilt_display::Settings;
use justbuilt_testkit::random_cases;
use justbuilt_text::Text;

use super::view::{View, Window, open_with};
use crate::editor::{Block, BlockContent, BlockText};

const ROW: f32 = 21.0;

fn added(above: usize, text: &str) -> Block {
    Block { above, content: BlockContent::Added(BlockText::new(&Text::from(text), 4, None)) }
}

fn window(text: &str, blocks: Vec<Block>) -> Window {
    let mut view = View::new(text, Settings::default());
    view.blocks = blocks;
    open_with(view)
}

fn numbered(lines: usize) -> String {
    (0..lines).map(|line| format!("line {line}\n")).collect()
}

#[test]
fn what_is_below_a_block_moves_down_by_its_rows() {
    let text = numbered(9);
    let mut window = window(&text, vec![added(2, "new\nlines\n"), added(9, "end")]);
    let first = window.place(0);
    let second = window.place(7);
    let third = window.place(14);
    assert!((second.y - first.y - ROW).abs() < 0.6);
    assert!((third.y - second.y - 3.0 * ROW).abs() < 0.6, "{second:?} {third:?}");
    let texts = super::input::texts(&window);
    for wanted in ["new", "lines", "end", "line 8"] {
        assert!(texts.iter().any(|text| text == wanted), "{wanted} is not in {texts:?}");
    }
    let places = window.view().seen.blocks.clone();
    assert_eq!(places.iter().map(|place| place.index).collect::<Vec<_>>(), [0, 1]);
    assert!((places[0].rect.height() - 2.0 * ROW).abs() < 0.6);
}

#[test]
fn a_click_on_a_block_puts_the_caret_at_the_end_of_its_line() {
    let text = numbered(9);
    let mut window = window(&text, vec![added(2, "new\nlines\n")]);
    let below = window.place(7) + vec2(60.0, ROW * 1.6);
    window.pause();
    window.click(below, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(13, 13)]);
}

#[test]
fn a_block_before_the_first_line_can_be_scrolled_to() {
    let text = numbered(200);
    let mut window = window(&text, vec![added(0, "a\nb\nc")]);
    let first = window.place(0);
    window.events([egui::Event::PointerMoved(first)]);
    window.wheel(MouseWheelUnit::Line, vec2(0.0, 9.0), Modifiers::NONE);
    let below = window.place(0);
    assert!((below.y - first.y - 3.0 * ROW).abs() < 0.6, "{first:?} {below:?}");
    window.pause();
    window.click(below - vec2(0.0, ROW), Modifiers::NONE);
    assert_eq!(window.view().selected(), [(0, 0)]);
}

#[test]
fn every_place_is_hit_with_blocks_anywhere() {
    random_cases(12, |random| {
        let text = "fn a() {\n\tone 漢字;\n    two\n}\n\nlast".repeat(2);
        let lines = Text::from(text.as_str()).line_count();
        let mut blocks: Vec<Block> = (0..4)
            .map(|_| match random.bool() {
                true => added(random.below(lines + 1), "x\n\ty\n漢"),
                false => {
                    Block { above: random.below(lines + 1), content: BlockContent::Space(random.range(1..4)) }
                }
            })
            .collect();
        blocks.sort_by_key(|block| block.above);
        let mut window = window(&text, blocks);
        window.wheel(MouseWheelUnit::Line, vec2(0.0, 9.0), Modifiers::NONE);
        for (byte, _) in text.char_indices().step_by(5) {
            let place = window.place(byte);
            window.pause();
            window.click(place, Modifiers::NONE);
            assert_eq!(window.view().selected(), [(byte, byte)], "{place:?}");
        }
    });
}

#[test]
fn what_is_offered_in_a_row_moves_what_is_behind_it_but_not_the_caret() {
    let text = "call(one);\nnext";
    let mut window = window(text, Vec::new());
    let (caret, behind) = (window.place(8), window.place(9));
    let width = behind.x - caret.x;
    window.view().ghost = Some((8, ", two".to_owned()));
    assert_eq!(window.place(8), caret);
    let moved = window.place(9);
    assert!((moved.x - behind.x - 5.0 * width).abs() < 0.6, "{behind:?} {moved:?}");
    window.pause();
    window.click(moved, Modifiers::NONE);
    assert_eq!(window.view().selected(), [(9, 9)]);
    assert!(super::input::texts(&window).iter().any(|text| text == ", two"));
}

#[test]
fn what_is_offered_at_the_end_of_a_line_costs_no_other_row() {
    let mut window = window(&numbered(60), Vec::new());
    let caret = window.place(6);
    window.view().ghost = Some((6, " and more".to_owned()));
    window.step();
    assert_eq!(window.view().seen.stats.laid_out, 0);
    assert_eq!(window.place(6), caret);
}

#[test]
fn lines_that_would_only_go_have_a_place_too() {
    let mut view = View::new(&numbered(9), Settings::default());
    view.replaced = vec![2..4, 6..7];
    view.blocks = vec![added(7, "new")];
    let mut window = open_with(view);
    let third = window.place(14);
    let places = window.view().seen.replaced.clone();
    assert_eq!(places.iter().map(|place| place.index).collect::<Vec<_>>(), [0, 1]);
    assert!((places[0].rect.height() - 2.0 * ROW).abs() < 0.6, "{places:?}");
    assert!((places[0].rect.top() - (third.y - ROW / 2.0)).abs() < 1.5, "{third:?} {places:?}");
    assert!(places[0].rect.width() > 400.0, "over the whole width");
    window.view().reveal(9 * 7, crate::editor::RevealAlign::Center);
    window.view().replaced = std::iter::once(700..704).collect();
    window.step();
    assert_eq!(window.view().seen.replaced, [], "what is not in view has none");
}
