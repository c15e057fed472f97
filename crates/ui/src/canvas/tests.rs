//! The canvas in a window: pointer, keys, words, names for screen readers, rest.

use std::time::Duration;

use egui::{Event, Id, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use justbuilt_sketch::canvas::{Action, Tool};
use justbuilt_sketch::scene::{Element, ElementId, Kind, Page};

use super::{CanvasState, CanvasView};
use crate::Theme;

/// A document as small as can be.
struct Shown {
    page: Page,
    state: CanvasState,
    actions: usize,
}

fn page() -> Page {
    let mut page = Page { id: "page".into(), ..Page::default() };
    for (id, x) in [("a", 300.0), ("b", 500.0)] {
        let rect = kurbo::Rect::from_origin_size((x, 200.0), (100.0, 60.0));
        let mut element = Element::new(id.to_owned(), Kind::Rectangle, rect);
        element.style.fill = "#a5d8ff".into();
        page.elements.push(element.into());
    }
    page
}

fn harness() -> Harness<'static, Shown> {
    let page = page();
    let mut state = CanvasState::new(&page, 5);
    state.canvas.options.snap = false;
    let mut harness = Harness::builder()
        .with_size(vec2(900.0, 700.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            |ui, shown: &mut Shown| {
                let out = CanvasView::new(Id::unique("canvas"), &shown.page).show(ui, &mut shown.state);
                for action in out.actions {
                    shown.actions += 1;
                    if let Action::Change(changes) = action {
                        changes.apply(&mut shown.page).unwrap();
                    }
                }
            },
            Shown { page, state, actions: 0 },
        );
    harness.run_steps(3);
    // As if it had not been fitted: places of the page are places of the view.
    harness.state_mut().state.canvas.camera.look_at(kurbo::Point::ZERO, 1.0);
    harness.run_steps(2);
    harness
}

fn press(harness: &mut Harness<'_, Shown>, at: Pos2, pressed: bool) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(1);
}

fn click(harness: &mut Harness<'_, Shown>, at: Pos2) {
    press(harness, at, true);
    press(harness, at, false);
}

/// The left edge of the view.
fn corner(harness: &Harness<'_, Shown>) -> Pos2 {
    let view: Rect = harness.get_by_label_contains("Canvas, ").rect();
    view.min
}

fn place(harness: &Harness<'_, Shown>, x: f32, y: f32) -> Pos2 {
    corner(harness) + vec2(x, y)
}

fn box_of(harness: &Harness<'_, Shown>, id: &str) -> kurbo::Rect {
    let id: ElementId = id.to_owned().into();
    harness.state().page.elements.iter().find(|e| e.id == id).unwrap().rect()
}

#[test]
fn a_shape_is_dragged_by_the_pointer_and_the_document_follows() {
    let mut harness = harness();
    let from = place(&harness, 350.0, 230.0);
    press(&mut harness, from, true);
    harness.event(Event::PointerMoved(from + vec2(20.0, 0.0)));
    harness.run_steps(1);
    assert_eq!(box_of(&harness, "a").x0, 300.0, "only a preview");
    harness.event(Event::PointerMoved(from + vec2(40.0, 30.0)));
    harness.run_steps(1);
    press(&mut harness, from + vec2(40.0, 30.0), false);
    assert_eq!(box_of(&harness, "a").origin(), kurbo::Point::new(340.0, 230.0));
    assert!(harness.query_by_label_contains("selected rectangle").is_some());
}

#[test]
fn keys_take_tools_and_move_what_is_selected() {
    let mut harness = harness();
    let at = place(&harness, 350.0, 230.0);
    click(&mut harness, at);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run_steps(2);
    assert_eq!(box_of(&harness, "a").origin(), kurbo::Point::new(301.0, 210.0));
    harness.key_press(Key::R);
    harness.run_steps(2);
    assert_eq!(harness.state().state.canvas.tool(), Tool::Rectangle);
    let (from, to) = (place(&harness, 300.0, 400.0), place(&harness, 380.0, 460.0));
    press(&mut harness, from, true);
    harness.event(Event::PointerMoved(to));
    harness.run_steps(1);
    press(&mut harness, to, false);
    assert_eq!(harness.state().page.elements.len(), 3);
    assert_eq!(harness.state().state.canvas.tool(), Tool::Select);
    harness.key_press(Key::Delete);
    harness.run_steps(2);
    assert_eq!(harness.state().page.elements.len(), 2);
}

#[test]
fn tools_and_looks_have_names_and_work() {
    let mut harness = harness();
    harness.get_by_label("Ellipse").click();
    harness.run_steps(2);
    assert_eq!(harness.state().state.canvas.tool(), Tool::Ellipse);
    assert_eq!(harness.state().page.elements.len(), 2, "nothing is drawn under the bar");
    harness.get_by_label("Select").click();
    harness.run_steps(2);
    let at = place(&harness, 350.0, 230.0);
    click(&mut harness, at);
    harness.run_steps(2);
    harness.get_by_label("Fill: Red").click();
    harness.run_steps(2);
    assert_eq!(harness.state().page.elements[0].style.fill, "#ffc9c9");
    harness.get_by_label("To front").click();
    harness.run_steps(2);
    assert_eq!(harness.state().page.elements[1].id.as_str(), "a");
    harness.get_by_label("Components").click();
    harness.run_steps(3);
    harness.get_by_label("Navigation bar").click();
    harness.run_steps(3);
    assert!(matches!(harness.state().state.canvas.tool(), Tool::Component(_)));
}

#[test]
fn words_are_typed_where_they_stand() {
    let mut harness = harness();
    let at = place(&harness, 350.0, 230.0);
    click(&mut harness, at);
    click(&mut harness, at);
    harness.run_steps(2);
    assert!(harness.state().state.canvas.editing().is_some(), "a double click edits the label");
    harness.event(Event::Text("Hello".into()));
    harness.run_steps(2);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    let page = &harness.state().page;
    assert_eq!(page.elements.len(), 3);
    let Kind::Text(text) = &page.elements[1].kind else { panic!("{:?}", page.elements[1]) };
    assert_eq!(text.text, "Hello");
    assert_eq!(page.elements[1].parent.as_ref().map(ElementId::as_str), Some("a"));
}

#[test]
fn nothing_is_painted_again_while_nothing_happens() {
    let mut harness = harness();
    let at = place(&harness, 350.0, 230.0);
    click(&mut harness, at);
    harness.run_steps(4);
    let delay = |harness: &Harness<'_, Shown>| {
        harness
            .output()
            .viewport_output
            .get(&egui::ViewportId::ROOT)
            .map_or(Duration::MAX, |v| v.repaint_delay)
    };
    harness.run_steps(1);
    assert!(delay(&harness) > Duration::from_secs(60), "{:?}", delay(&harness));
}

#[test]
fn the_wheel_moves_and_zooms_to_the_pointer() {
    let mut harness = harness();
    let at = place(&harness, 400.0, 300.0);
    harness.event(Event::PointerMoved(at));
    harness.run_steps(1);
    let corner = corner(&harness);
    let under = super::on_page(&harness.state().state, Rect::from_min_size(corner, vec2(1.0, 1.0)), at);
    harness.event(Event::Zoom(1.5));
    harness.run_steps(2);
    let state = &harness.state().state;
    assert!((state.canvas.camera.zoom() - 1.5).abs() < 1e-6);
    let now = super::on_page(state, Rect::from_min_size(corner, vec2(1.0, 1.0)), at);
    assert!(now.distance(under) < 1e-3, "{now:?} {under:?}");
}
