//! Tests of the picker: typing, keys, pointer, and that only what is seen is asked for.

use egui::{Id, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Picker, PickerRow, PickerState};
use crate::Theme;

struct Kept {
    picker: PickerState,
    count: usize,
    accepted: Option<(usize, Modifiers)>,
    closed: bool,
    changes: usize,
    visible: usize,
}

fn harness(count: usize, query: &str) -> Harness<'static, Kept> {
    let kept = Kept {
        picker: PickerState::new(query),
        count,
        accepted: None,
        closed: false,
        changes: 0,
        visible: 0,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(800.0, 600.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::light()))
        .build_ui_state(
            |ui, kept: &mut Kept| {
                if kept.closed {
                    return;
                }
                let output = Picker::new(Id::unique("files"), "Go to file").show(
                    ui.ctx(),
                    &mut kept.picker,
                    kept.count,
                    |index| PickerRow { title: format!("file {index}").into(), ..PickerRow::default() },
                );
                kept.accepted = output.accepted.or(kept.accepted);
                kept.closed |= output.closed;
                kept.changes += usize::from(output.query_changed);
                kept.visible = output.visible.len();
            },
            kept,
        );
    harness.run_steps(3);
    harness
}

fn press(harness: &mut Harness<'_, Kept>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

#[test]
fn it_opens_with_the_focus_and_its_text_selected() {
    let mut harness = harness(3, "old");
    // The field has the keyboard; a screen reader is led on to the selected row.
    assert!(harness.get_by_label("file 0").is_focused());
    harness.event(egui::Event::Text("n".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().picker.query, "n", "typing replaces what was there");
    assert_eq!(harness.state().changes, 1);
}

#[test]
fn arrows_select_around_and_typing_goes_back_to_the_first() {
    let mut harness = harness(3, "");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().picker.selected, 2);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().picker.selected, 0);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(harness.state().picker.selected, 2);
    harness.event(egui::Event::Text("a".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().picker.selected, 0);
    press(&mut harness, Modifiers::CTRL, Key::N);
    assert_eq!(harness.state().picker.selected, 1);
}

#[test]
fn enter_accepts_with_its_modifiers() {
    let mut harness = harness(3, "");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().accepted, Some((1, Modifiers::NONE)));
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(harness.state().accepted, Some((1, Modifiers::COMMAND)));
}

#[test]
fn nothing_can_be_accepted_where_nothing_is() {
    let mut harness = harness(0, "zzz");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().accepted, None);
    harness.get_by_label("Nothing matches");
}

#[test]
fn a_click_accepts_and_escape_or_a_click_beside_closes() {
    let mut harness1 = harness(3, "");
    harness1.get_by_label("file 2").click();
    harness1.run_steps(2);
    assert_eq!(harness1.state().accepted.map(|(row, _)| row), Some(2));
    press(&mut harness1, Modifiers::NONE, Key::Escape);
    assert!(harness1.state().closed);

    let mut harness2 = harness(3, "");
    for pressed in [true, false] {
        harness2.event(egui::Event::PointerMoved(egui::pos2(20.0, 560.0)));
        harness2.event(egui::Event::PointerButton {
            pos: egui::pos2(20.0, 560.0),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness2.run_steps(1);
    }
    harness2.run_steps(1);
    assert!(harness2.state().closed);
}

#[test]
fn a_hundred_thousand_rows_cost_a_screenful() {
    let mut harness = harness(100_000, "");
    assert!(harness.state().visible <= 15, "{}", harness.state().visible);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(harness.state().picker.selected, 99_999);
    harness.get_by_label("file 99999");
    assert!(harness.state().visible <= 15, "{}", harness.state().visible);
}
