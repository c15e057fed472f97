//! Tests of the list of nodes: rows by their names, keys, typing, and that it paints what is seen.

use egui::{Event, Key, PointerButton, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::Theme;
use crate::timeline::date::MINUTE;

struct App {
    state: NodeListState,
    activated: Option<usize>,
    context: Option<usize>,
    visible: usize,
    focus: bool,
}

const TITLES: [&str; 4] = ["Saved http.rs", "parse_header in http.rs", "Merge simd", "Zero-copy"];

fn app(count: usize, width: f32) -> Harness<'static, App> {
    let app =
        App { state: NodeListState::default(), activated: None, context: None, visible: 0, focus: true };
    let mut harness = Harness::builder()
        .with_size(vec2(width, 300.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            move |ui, app: &mut App| {
                let style = TimeStyle::default();
                let now = Timestamp(100_000 * MINUTE);
                let find = |text: &str, from: usize| {
                    let starts = |at: usize| TITLES[at % 4].to_lowercase().starts_with(text);
                    (from..count).chain(0..from.min(count)).find(|&at| starts(at))
                };
                let list = NodeList::new(Id::unique("nodes"), count, 3, now, &style);
                let list = list.find(&find).focus(std::mem::take(&mut app.focus));
                let output = list.show(ui, &mut app.state, |index| {
                    Some(NodeRow {
                        kind: [NodeKind::Save, NodeKind::Edit, NodeKind::Merge, NodeKind::Label][index % 4],
                        title: TITLES[index % 4].into(),
                        labels: if index == 3 { &["v1"] } else { &[] },
                        author: AuthorKind::Persona,
                        author_name: "Grace".into(),
                        time: Timestamp(now.0 - index as i64 * MINUTE),
                        counts: Some((3, index as u32)),
                        graph: GraphRow::default(),
                        current: index == 1,
                        later: index == 0,
                    })
                });
                app.activated = output.activated.or(app.activated);
                app.context = output.context.and_then(|(row, _)| row).or(app.context);
                app.visible = output.visible.len();
            },
            app,
        );
    harness.run_steps(3);
    harness
}

#[test]
fn rows_say_everything_that_is_in_them() {
    let harness = app(10, 800.0);
    harness.get_by_label("Label: Zero-copy, v1, Grace, Wednesday 10:37:00, 3 added, 3 removed");
    let row = harness.get_by_label_contains("Merge: Merge simd, Grace, Wednesday 10:38:00").rect();
    assert_eq!(row.height(), 24.0);
}

#[test]
fn keys_walk_and_enter_opens() {
    let mut harness = app(60_000, 800.0);
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    assert_eq!(harness.state().state.selected, Some(0));
    harness.key_press(Key::End);
    harness.run_steps(2);
    assert_eq!(harness.state().state.selected, Some(59_999));
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().activated, Some(59_999));
    assert!(harness.state().visible <= 14, "{}", harness.state().visible);
}

#[test]
fn typing_jumps_to_titles() {
    let mut harness = app(60_000, 800.0);
    let mut kind = |text: &str| {
        harness.event(Event::Text(text.into()));
        harness.run_steps(2);
        harness.state().state.selected
    };
    assert_eq!(kind("m"), Some(2));
    assert_eq!(kind("e"), Some(2), "more letters stay where they fit");
    for _ in 0..80 {
        harness.run_steps(1);
    }
    harness.event(Event::Text("z".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().state.selected, Some(3));
}

#[test]
fn rows_are_clicked_and_have_menus_at_every_width() {
    for width in [240.0, 430.0, 900.0] {
        let mut harness = app(50, width);
        harness.get_by_label_contains("parse_header in http.rs, Grace, Wednesday 10:39:00").click();
        harness.run_steps(2);
        assert_eq!(harness.state().state.selected, Some(1));
        let row = harness.get_by_label_contains("Merge: Merge simd, Grace, Wednesday 10:38:00");
        row.click_button(PointerButton::Secondary);
        harness.run_steps(2);
        assert_eq!(harness.state().context, Some(2));
    }
}
