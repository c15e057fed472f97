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

/// Two pages, with what the dock asks for.
struct Docked {
    pages: Vec<Page>,
    at: usize,
    state: CanvasState,
    libraries: Vec<super::Library>,
    intents: Vec<super::Intent>,
}

fn docked() -> Harness<'static, Docked> {
    let mut first = page();
    first.name = "First".into();
    for (element, name) in first.elements.iter_mut().zip(["Alpha", "Beta"]) {
        std::sync::Arc::make_mut(element).name = Some(name.into());
    }
    let second = Page { id: "second".into(), name: "Second".into(), ..Page::default() };
    let state = CanvasState::new(&first, 5);
    let mut item = page();
    item.name = "Two boxes".into();
    let library = super::Library {
        title: "Shapes of ours".into(),
        sketch: justbuilt_sketch::scene::Sketch { pages: vec![item], ..Default::default() }.into(),
    };
    let shown =
        Docked { pages: vec![first, second], at: 0, state, libraries: vec![library], intents: Vec::new() };
    let mut harness = Harness::builder()
        .with_size(vec2(1100.0, 760.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            |ui, shown: &mut Docked| {
                let titles: Vec<super::PageTitle<'_>> = shown
                    .pages
                    .iter()
                    .map(|page| super::PageTitle { id: &page.id, name: &page.name })
                    .collect();
                let page = shown.pages[shown.at].clone();
                let out = CanvasView::new(Id::unique("canvas"), &page)
                    .pages(&titles, shown.at)
                    .libraries(&shown.libraries)
                    .show(ui, &mut shown.state);
                for action in out.actions {
                    if let Action::Change(changes) = action {
                        changes.apply(&mut shown.pages[shown.at]).unwrap();
                    }
                }
                for intent in out.intents {
                    if let super::Intent::ShowPage(at) = intent {
                        shown.at = at;
                    }
                    shown.intents.push(intent);
                }
            },
            shown,
        );
    harness.run_steps(3);
    harness
}

fn names(harness: &Harness<'_, Docked>) -> Vec<String> {
    harness.state().pages[0].elements.iter().map(|e| e.id.to_string()).collect()
}

#[test]
fn layers_select_lock_hide_and_rename() {
    let mut harness = docked();
    harness.get_by_label("Pages and layers").click();
    harness.run_steps(3);
    let place = |name: &str| harness.get_by_label(name).rect().top();
    assert!(place("Beta") < place("Alpha"), "what lies on top comes first");
    harness.get_by_label("Alpha").click();
    harness.run_steps(3);
    assert_eq!(harness.state().state.canvas.selection(), [ElementId::from("a")]);
    harness.get_all_by_label("Lock").next().unwrap().click();
    harness.run_steps(3);
    assert!(harness.state().pages[0].elements[0].locked);
    harness.get_all_by_label("Unlock").next().unwrap().click();
    harness.run_steps(3);
    harness.get_all_by_label("Hide").next().unwrap().click();
    harness.run_steps(3);
    assert!(harness.state().pages[0].elements[0].hidden);
    harness.get_by_label("Show").click();
    harness.run_steps(3);
    harness.key_press(Key::F2);
    harness.run_steps(3);
    harness.event(Event::Text("Card".into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().pages[0].elements[0].name.as_deref(), Some("Card"));
    assert!(harness.query_by_label("Card").is_some());
}

#[test]
fn a_layer_is_dragged_over_another() {
    let mut harness = docked();
    harness.get_by_label("Pages and layers").click();
    harness.run_steps(3);
    assert_eq!(names(&harness), ["a", "b"]);
    let (top, bottom) = (harness.get_by_label("Beta").rect(), harness.get_by_label("Alpha").rect());
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (from, to) = (bottom.center(), top.center_top() + vec2(0.0, 3.0));
    harness.event(Event::PointerMoved(from));
    harness.event(button(from, true));
    harness.run_steps(1);
    for step in 1..=6 {
        harness.event(Event::PointerMoved(from.lerp(to, step as f32 / 6.0)));
        harness.run_steps(1);
    }
    harness.event(button(to, false));
    harness.run_steps(3);
    assert_eq!(names(&harness), ["b", "a"]);
}

#[test]
fn pages_are_listed_shown_and_asked_for() {
    let mut harness = docked();
    harness.get_by_label("Pages and layers").click();
    harness.run_steps(3);
    harness.get_by_label("Second").click();
    harness.run_steps(3);
    assert_eq!(harness.state().at, 1);
    assert!(harness.query_by_label_contains("0 elements").is_some(), "the other page is shown");
    harness.get_by_label("Delete page").click();
    harness.run_steps(2);
    harness.get_by_label("Add a page").click();
    harness.run_steps(2);
    let wanted = &harness.state().intents;
    assert!(wanted.iter().any(|intent| matches!(intent, super::Intent::AddPage)), "{wanted:?}");
    assert!(wanted.iter().any(|intent| matches!(intent, super::Intent::RemovePage(1))), "{wanted:?}");
}

#[test]
fn the_library_places_components_and_items() {
    let mut harness = docked();
    harness.get_by_label("Components and libraries").click();
    harness.run_steps(4);
    assert!(harness.state().intents.iter().any(|i| matches!(i, super::Intent::LookForLibraries)));
    // Dragged onto the canvas.
    let tile = harness.get_by_label("Button").rect();
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (from, to) = (tile.center(), Pos2::new(700.0, 500.0));
    harness.event(Event::PointerMoved(from));
    harness.event(button(from, true));
    harness.run_steps(1);
    for step in 1..=6 {
        harness.event(Event::PointerMoved(from.lerp(to, step as f32 / 6.0)));
        harness.run_steps(1);
    }
    harness.event(button(to, false));
    harness.run_steps(3);
    let placed = harness.state().pages[0].elements.last().unwrap().clone();
    assert!(matches!(&placed.kind, Kind::Component(c) if c.text == "Button"), "{placed:?}");
    // Searched, and put into the middle by a click.
    harness.get_by_label("Search the library").click();
    harness.run_steps(2);
    harness.event(Event::Text("two".into()));
    harness.run_steps(4);
    assert!(harness.query_by_label("Button").is_none(), "only what is searched for");
    harness.get_by_label("Two boxes").click();
    harness.run_steps(2);
    assert!(harness.state().intents.iter().any(|i| matches!(i, super::Intent::PutItem { item: 0, .. })));
}

#[test]
fn words_are_searched_and_zoomed_to() {
    let mut harness = docked();
    let page = &mut harness.state_mut().pages[0];
    for (id, x) in [("one", 3000.0), ("two", 5000.0)] {
        let mut far = Element::new(id.to_owned(), Kind::Rectangle, kurbo::Rect::new(x, 0.0, x + 80.0, 40.0));
        far.name = Some(format!("Invoice {id}"));
        page.elements.push(far.into());
    }
    harness.run_steps(2);
    harness.state_mut().state.open_find();
    harness.run_steps(3);
    harness.event(Event::Text("invoice".into()));
    harness.run_steps(3);
    let selected = |harness: &Harness<'_, Docked>| harness.state().state.canvas.selection().to_vec();
    assert_eq!(selected(&harness), [ElementId::from("one")]);
    assert!(harness.state().state.canvas.camera.visible().contains((3040.0, 20.0)), "it is seen");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(selected(&harness), [ElementId::from("two")]);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_steps(3);
    assert_eq!(selected(&harness), [ElementId::from("one")]);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Search on the canvas").is_none());
}

#[test]
fn place_size_name_and_link_are_typed() {
    let mut harness = docked();
    harness.get_by_label("Pages and layers").click();
    harness.state_mut().state.canvas.select([ElementId::from("a")]);
    harness.run_steps(3);
    harness.get_by_label("X").click();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("42".into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().pages[0].elements[0].x, 42.0);
    let state = harness.state_mut();
    state.state.dock.looks = Some(super::Field::Link);
    harness.run_steps(3);
    harness.event(Event::Text("https://example.org".into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().pages[0].elements[0].link.as_deref(), Some("https://example.org"));
}

#[test]
fn a_pen_tells_its_pressure_and_two_fingers_zoom() {
    let mut harness = harness();
    let nothing = place(&harness, 200.0, 600.0);
    click(&mut harness, nothing);
    harness.key_press(Key::P);
    harness.run_steps(2);
    let touch = |phase, pos: Pos2, id: u64, force| Event::Touch {
        device_id: egui::TouchDeviceId(1),
        id: egui::TouchId::from(id),
        phase,
        pos,
        force,
    };
    let (from, to) = (place(&harness, 300.0, 400.0), place(&harness, 420.0, 440.0));
    harness.event(touch(egui::TouchPhase::Start, from, 1, Some(0.2)));
    press(&mut harness, from, true);
    for step in 1..=8 {
        let at = from.lerp(to, step as f32 / 8.0);
        harness.event(touch(egui::TouchPhase::Move, at, 1, Some(0.2 + 0.08 * step as f32)));
        harness.event(Event::PointerMoved(at));
        harness.run_steps(1);
    }
    harness.event(touch(egui::TouchPhase::End, to, 1, Some(0.8)));
    press(&mut harness, to, false);
    let drawn = harness.state().page.elements.last().unwrap().clone();
    let Kind::Freehand(stroke) = &drawn.kind else { panic!("{drawn:?}") };
    assert_eq!(stroke.pressures.len(), stroke.points.len());
    assert!(stroke.pressures.last() > stroke.pressures.first(), "{:?}", stroke.pressures);
    let before = harness.state().state.canvas.camera.zoom();
    let (a, b) = (place(&harness, 300.0, 300.0), place(&harness, 400.0, 300.0));
    harness.event(touch(egui::TouchPhase::Start, a, 2, None));
    harness.event(touch(egui::TouchPhase::Start, b, 3, None));
    harness.run_steps(2);
    harness.event(touch(egui::TouchPhase::Move, a - vec2(60.0, 0.0), 2, None));
    harness.event(touch(egui::TouchPhase::Move, b + vec2(60.0, 0.0), 3, None));
    harness.run_steps(2);
    assert!(harness.state().state.canvas.camera.zoom() > before * 1.5);
}

#[test]
fn colours_of_a_drawing_stay_and_only_the_usual_ink_is_lifted() {
    use super::ink::{Backdrop, Ink, lifted};
    use justbuilt_sketch::canvas::{Board, Camera};
    let mut camera = Camera::default();
    camera.set_view(kurbo::Size::new(800.0, 600.0));
    let shape = |kind, rect: (f64, f64, f64, f64), fill: &str| {
        let mut element = Element::new("e", kind, kurbo::Rect::new(rect.0, rect.1, rect.2, rect.3));
        element.style.fill = fill.to_owned();
        element
    };
    let board = Board::new(&Page::default());
    let screen = shape(Kind::Frame, (100.0, 100.0, 400.0, 400.0), "#ffffff");
    let on_it = shape(Kind::Ellipse, (150.0, 150.0, 200.0, 200.0), "transparent");
    let beside = shape(Kind::Ellipse, (500.0, 150.0, 560.0, 200.0), "transparent");
    let mut red = beside.clone();
    red.style.stroke = "#e03131".into();
    let mut behind = Backdrop::default();
    behind.begin(&camera, true);
    assert!(behind.lifts(&board, &screen), "its edge and name lie on the canvas");
    behind.cover(&Ink::of(&screen));
    assert!(!behind.lifts(&board, &on_it), "on a white screen ink stays dark");
    assert!(behind.lifts(&board, &beside));
    assert!(!behind.lifts(&board, &red), "chosen colours are kept");
    assert_ne!(lifted(&beside).style.stroke, beside.style.stroke);
    behind.begin(&camera, false);
    assert!(!behind.lifts(&board, &beside), "on a light canvas all stays");
}

#[test]
fn tab_walks_through_the_elements_and_on() {
    let mut harness = harness();
    let at = place(&harness, 450.0, 400.0);
    click(&mut harness, at);
    let canvas = harness.ctx.memory(|memory| memory.focused()).unwrap();
    let walk = |harness: &mut Harness<'_, Shown>, shift: bool| {
        let modifiers = if shift { Modifiers::SHIFT } else { Modifiers::NONE };
        harness.key_press_modifiers(modifiers, Key::Tab);
        harness.run_steps(2);
        let on_canvas = harness.ctx.memory(|memory| memory.focused()) == Some(canvas);
        (on_canvas, harness.state().state.canvas.selection().first().map(|id| id.as_str().to_owned()))
    };
    let (a, b) = (Some("a".to_owned()), Some("b".to_owned()));
    assert_eq!(walk(&mut harness, false), (true, a.clone()));
    assert_eq!(walk(&mut harness, false), (true, b.clone()));
    assert_eq!(walk(&mut harness, true), (true, a.clone()));
    assert_eq!(walk(&mut harness, false), (true, b.clone()));
    assert_eq!(walk(&mut harness, false), (false, b.clone()), "what was selected stays so");
    assert!(harness.ctx.memory(|memory| memory.focused()).is_some(), "something beside the canvas has it");
    // And back: from the first element to what stands before.
    harness.ctx.memory_mut(|memory| memory.request_focus(canvas));
    harness.run_steps(2);
    assert_eq!(walk(&mut harness, true), (true, a.clone()));
    assert_eq!(walk(&mut harness, true).1, a);
    assert_ne!(harness.ctx.memory(|memory| memory.focused()), Some(canvas));
}

/// Walks with Tab through what has the keyboard; the labels of what it comes to, and each is seen.
fn walk(harness: &mut Harness<'_, Docked>, steps: usize) -> Vec<String> {
    use egui_kittest::kittest::NodeT as _;
    let mut labels = Vec::new();
    for _ in 0..steps {
        harness.key_press(Key::Tab);
        // Scrolling takes a frame, and moves there.
        harness.run_steps(30);
        let Some(id) = harness.ctx.memory(|memory| memory.focused()) else { continue };
        let Some(response) = harness.ctx.read_response(id) else { continue };
        let at = response.rect;
        let here = |rect: egui::Rect| rect.contains(at.center()) && rect.area() < at.area() * 1.6;
        let label = harness
            .root()
            .children_recursive()
            .filter(|node| {
                node.accesskit_node().bounding_box().is_some_and(|b| {
                    let place = |x: f64, y: f64| Pos2::new(x as f32, y as f32);
                    here(egui::Rect::from_min_max(place(b.x0, b.y0), place(b.x1, b.y1)))
                })
            })
            .find_map(|node| node.accesskit_node().label())
            .unwrap_or_default();
        let (all, seen) = (response.rect, response.interact_rect);
        assert!(
            seen.height() > all.height() * 0.7 && seen.width() > all.width() * 0.9,
            "{label:?} {all} {seen}"
        );
        assert!(!label.is_empty(), "something without a name at {all}");
        labels.push(label);
    }
    labels
}

#[track_caller]
fn has_all(labels: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(labels.iter().any(|label| label.starts_with(wanted)), "{wanted} among {labels:?}");
    }
}

#[test]
fn every_look_is_reached_by_tab_and_seen() {
    let mut harness = docked();
    harness.get_by_label("Pages and layers").click();
    harness.run_steps(3);
    harness.get_by_label("Alpha").click();
    harness.run_steps(3);
    let labels = walk(&mut harness, 62);
    assert_eq!(labels.first().map(String::as_str), Some("X"), "a field is one stop: {labels:?}");
    has_all(&labels, &["Stroke: Red", "Fill: Yellow", "Dashes", "Lock", "Name in layers", "Address, or #"]);
}

#[test]
fn every_part_of_the_library_is_reached_by_tab_and_seen() {
    let mut harness = docked();
    harness.get_by_label("Components and libraries").click();
    harness.run_steps(3);
    let labels = walk(&mut harness, 24);
    has_all(&labels, &["Button", "Text field", "Chart", "Two boxes", "Open a library file…"]);
}

#[test]
fn words_of_a_component_are_seen_on_the_dark_canvas() {
    use justbuilt_sketch::render::Colour;
    use justbuilt_sketch::scene::{Component, ComponentKind};
    let lifted = Colour::parse(crate::tokens::canvas::LIFTED).unwrap();
    for kind in [ComponentKind::Button, ComponentKind::Checkbox, ComponentKind::Tabs, ComponentKind::List] {
        let component = Component { kind, text: "One\nTwo".to_owned(), ..Component::default() };
        let rect = kurbo::Rect::new(0.0, 0.0, 160.0, 60.0);
        let element = Element::new("c", justbuilt_sketch::scene::Kind::Component(component), rect);
        let look =
            super::mesh::look(&element, None, super::mesh::Manner { px: 1.0, light: true, coarse: false });
        assert!(!look.words.is_empty(), "{kind:?}");
        for line in &look.words {
            let [r, g, b, _] = line.color.to_srgba_unmultiplied();
            let seen = Colour { r, g, b, a: 255 };
            assert!(seen.contrast(Colour { r: 0x17, g: 0x18, b: 0x1c, a: 255 }) > 4.5, "{kind:?}: {seen}");
            assert!(seen.lightness() <= lifted.lightness() + 0.01);
        }
    }
}
