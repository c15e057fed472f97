//! Tests of the smaller widgets: names, keys, states, and that nothing moves when nothing happens.

use egui::{Id, Key, Modifiers, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{
    Answer, Button, Checkbox, Dialog, DialogAnswer, DialogButton, IconButton, Input, InputToggle, List,
    Select, StatusItem, Switch, Tab, Toast, ToastEvent, Tone, toasts,
};
use crate::icons::Icon;
use crate::tokens::size;
use crate::{Theme, paint};

fn harness<State: 'static>(
    state: State,
    draw: impl FnMut(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    let mut harness = Harness::builder()
        .with_size(vec2(600.0, 400.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(draw, state);
    harness.run_steps(3);
    harness
}

#[test]
fn buttons_are_pressed_by_pointer_and_keyboard() {
    let mut harness = harness(0, |ui, pressed: &mut i32| {
        *pressed += i32::from(ui.add(Button::new("Save").primary()).clicked());
        *pressed += 10 * i32::from(ui.add(IconButton::new(Icon::X, "Close")).clicked());
        *pressed += 100 * i32::from(ui.add(Button::new("Off").enabled(false)).clicked());
    });
    harness.get_by_label("Save").click();
    harness.run_steps(2);
    harness.get_by_label("Off").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), 1);
    harness.get_by_label("Close").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(*harness.state(), 11);
}

#[test]
fn a_main_button_that_is_off_is_not_text_on_a_faded_colour() {
    let fills = |enabled: bool| -> Vec<egui::Color32> {
        let harness = harness((), move |ui, ()| {
            ui.add(Button::new("Keep").primary().enabled(enabled));
        });
        let shapes = harness.output().shapes.iter();
        shapes
            .filter_map(|one| if let egui::Shape::Rect(rect) = &one.shape { Some(rect.fill) } else { None })
            .collect()
    };
    let colourful = |color: &egui::Color32| {
        let channels = [color.r(), color.g(), color.b()];
        channels.iter().max().zip(channels.iter().min()).is_some_and(|(most, least)| most - least > 50)
    };
    assert!(fills(true).iter().any(colourful), "{:?}", fills(true));
    assert!(!fills(false).iter().any(colourful), "{:?}", fills(false));
}

#[test]
fn everything_that_is_clicked_is_big_enough() {
    let mut harness = harness((true, 0_usize, String::new()), |ui, (on, choice, text)| {
        ui.add(Button::new("Button"));
        ui.add(IconButton::new(Icon::X, "Icon").small());
        ui.add(Checkbox::new(on, "Check"));
        ui.add(Switch::new(on, "Switch"));
        Select::new("Select", &["a", "b"]).show(ui, choice);
        Input::new(text, "Input").show(ui);
        ui.add(StatusItem::new("1"));
    });
    harness.run_steps(1);
    for name in ["Button", "Icon", "Check", "Switch", "Select", "1"] {
        let rect = harness.get_by_label(name).rect();
        assert!(rect.width() >= size::HIT && rect.height() >= size::HIT, "{name}: {rect:?}");
    }
}

#[test]
fn check_box_switch_and_select_change_what_they_show() {
    let mut harness = harness((false, false, 0_usize), |ui, (check, switch, choice)| {
        ui.add(Checkbox::new(check, "Trim"));
        ui.add(Switch::new(switch, "Wrap"));
        Select::new("Ending", &["LF", "CRLF"]).show(ui, choice);
    });
    harness.get_by_label("Trim").click();
    harness.run_steps(2);
    harness.get_by_label("Wrap").focus();
    harness.run_steps(2);
    harness.key_press(Key::Space);
    harness.run_steps(2);
    harness.get_by_label("Ending").click();
    harness.run_steps(3);
    harness.get_by_label("CRLF").click();
    harness.run_steps(3);
    assert_eq!(*harness.state(), (true, true, 1));
}

#[derive(Default)]
struct Field {
    text: String,
    case: bool,
    focus: bool,
    submitted: usize,
    cancelled: usize,
    changed: usize,
}

fn field(state: Field) -> Harness<'static, Field> {
    harness(state, |ui, field: &mut Field| {
        let output = Input::new(&mut field.text, "Find")
            .clear_button()
            .focus(std::mem::take(&mut field.focus))
            .toggle(InputToggle {
                icon: Icon::CaseSensitive,
                name: "Match case",
                keys: None,
                on: &mut field.case,
            })
            .show(ui);
        field.submitted += usize::from(output.submitted);
        field.cancelled += usize::from(output.cancelled);
        field.changed += usize::from(output.changed);
    })
}

#[test]
fn a_field_takes_text_enter_and_escape() {
    let mut harness = field(Field { focus: true, ..Field::default() });
    harness.event(egui::Event::Text("éλ".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().text, "éλ");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!((harness.state().submitted, harness.state().cancelled), (1, 0));
    assert!(harness.get_by_label("Find").is_focused(), "Enter keeps the focus");
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().cancelled, 1);
}

#[test]
fn a_field_is_cleared_and_its_toggles_turn() {
    let mut harness = field(Field { text: "old".into(), ..Field::default() });
    harness.get_by_label("Match case").click();
    harness.run_steps(2);
    assert!(harness.state().case);
    harness.get_by_label("Clear").click();
    harness.run_steps(2);
    assert_eq!(harness.state().text, "");
    assert_eq!(harness.state().changed, 1);
    assert!(harness.query_by_label("Clear").is_none(), "nothing to clear any more");
    assert!(harness.get_by_label("Find").is_focused());
}

#[derive(Default)]
struct Rows {
    selected: Option<usize>,
    activated: Option<usize>,
    visible: usize,
    focus: bool,
}

fn list(count: usize, focus: bool) -> Harness<'static, Rows> {
    harness(Rows { focus, ..Rows::default() }, move |ui, rows: &mut Rows| {
        // Every tenth row is a heading.
        let output = List::new(Id::unique("list"), "Results", count)
            .selected(rows.selected)
            .selectable(&|index| index % 10 != 0)
            .names(&|index| format!("{index} row").into())
            .focus(std::mem::take(&mut rows.focus))
            .show(ui, |_, index, _, _| format!("row {index}"));
        rows.selected = output.selected.or(rows.selected);
        rows.activated = output.activated.or(rows.activated);
        rows.visible = output.visible.len();
    })
}

#[test]
fn a_list_is_walked_by_keys_over_its_headings() {
    let mut harness = list(30, true);
    let mut press = |key| {
        harness.key_press(key);
        harness.run_steps(2);
        harness.state().selected
    };
    assert_eq!(press(Key::ArrowDown), Some(1));
    assert_eq!(press(Key::ArrowUp), Some(1), "above is only a heading");
    assert_eq!(press(Key::End), Some(29));
    assert_eq!(press(Key::Home), Some(1));
    for _ in 0..8 {
        press(Key::ArrowDown);
    }
    assert_eq!(press(Key::ArrowDown), Some(11), "from 9 over the heading");
    assert!(press(Key::PageDown) > Some(20));
    press(Key::Enter);
    assert_eq!(harness.state().activated, harness.state().selected);
}

#[test]
fn typing_goes_to_a_row_of_a_list() {
    let mut harness = list(30, true);
    let mut type_text = |text: &str| {
        harness.event(egui::Event::Text(text.into()));
        harness.run_steps(2);
        harness.state().selected
    };
    assert_eq!(type_text("2"), Some(2));
    assert_eq!(type_text("5"), Some(25));
    assert_eq!(type_text("x"), Some(25), "no such row");
}

#[test]
fn a_list_is_clicked() {
    let mut harness = list(30, false);
    harness.get_by_label("row 3").click();
    harness.run_steps(2);
    assert_eq!(harness.state().selected, Some(3));
    harness.get_by_label("row 10").click();
    harness.run_steps(2);
    assert_eq!(harness.state().selected, Some(3), "headings are not selected");
    assert!(harness.get_by_label("row 3").is_focused(), "the list has the keyboard");
}

#[test]
fn a_list_paints_what_is_seen() {
    let mut harness = list(100_000, true);
    assert!((16..=18).contains(&harness.state().visible), "{}", harness.state().visible);
    harness.key_press(Key::End);
    harness.run_steps(3);
    assert_eq!(harness.state().selected, Some(99_999));
    harness.get_by_label("row 99999");
    assert!(harness.state().visible <= 18, "{}", harness.state().visible);
}

#[test]
fn a_tab_is_closed_by_its_button_and_by_the_middle_button() {
    let mut harness = harness(0, |ui, closed: &mut i32| {
        let tab = Tab::new("buffer.rs").active(true).show(ui, Id::unique("tab"));
        *closed += i32::from(tab.close);
    });
    harness.get_by_label("Close").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), 1);
    harness.get_by_label("buffer.rs").click_button(egui::PointerButton::Middle);
    harness.run_steps(2);
    assert_eq!(*harness.state(), 2);
}

#[test]
fn a_dialog_takes_the_keyboard() {
    let buttons = [
        DialogButton { text: "Delete", kind: DialogAnswer::Danger },
        DialogButton { text: "Cancel", kind: DialogAnswer::Secondary },
    ];
    let mut harness = harness(Vec::new(), move |ui, answers: &mut Vec<Answer>| {
        answers.extend(Dialog::new(Id::unique("dialog"), "Delete it?", &buttons).show(ui.ctx()));
    });
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state(), &[Answer::Button(0)]);
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().last(), Some(&Answer::Cancelled));
}

#[test]
fn toasts_do_not_take_the_focus() {
    let mut harness = harness((String::new(), Vec::new(), true), |ui, (text, events, first)| {
        Input::new(text, "Text").focus(std::mem::take(first)).show(ui);
        let toast = Toast {
            id: 7,
            tone: Tone::Error,
            title: "Not saved",
            detail: "Disk full",
            actions: &["Retry"],
            progress: None,
        };
        events.extend(toasts(ui.ctx(), &[toast], 0.0));
    });
    assert!(harness.get_by_label("Text").is_focused());
    harness.get_by_label("Retry").click();
    harness.run_steps(2);
    assert!(harness.state().1.contains(&ToastEvent::Action(7, 0)));
    harness.get_by_label("Dismiss").click();
    harness.run_steps(2);
    assert!(harness.state().1.contains(&ToastEvent::Dismissed(7)));
}

#[test]
fn nothing_is_drawn_again_when_nothing_happens() {
    let mut harness = harness((true, 0_usize), |ui, (on, choice)| {
        ui.add(Button::new("Button"));
        ui.add(Switch::new(on, "Switch"));
        Select::new("Select", &["a", "b"]).show(ui, choice);
        Tab::new("tab").show(ui, Id::unique("tab"));
        List::new(Id::unique("list"), "List", 1000).show(ui, |ui, _, place, _| {
            paint::fill(ui.painter(), place, 0, Theme::of(ui.ctx()).colors.hover);
            "row".to_owned()
        });
    });
    harness.run_steps(2);
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, std::time::Duration::MAX, "asks to be drawn again");
}
