//! Tests of the scrubber by hand and keyboard: steps, seeks, zooms, ranges, clicks, and that it rests.

use egui::{Event, Id, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use justbuilt_base::Timestamp;

use super::*;
use crate::timeline::axis::Gap;
use crate::timeline::date::{HOUR, MINUTE};

const SIZE: Vec2 = vec2(1_000.0, 240.0);
/// Ten hours of work with a night in between.
const NOW: Timestamp = Timestamp(30 * HOUR);
const NIGHT: Gap = Gap { start: Timestamp(5 * HOUR), end: Timestamp(25 * HOUR) };

struct App {
    state: ScrubberState,
    position: Option<Timestamp>,
    range: Option<(Timestamp, Timestamp)>,
    markers: Vec<Marker<'static>>,
    actions: Vec<ScrubberAction>,
    window: std::ops::Range<Timestamp>,
    hovered: Option<Timestamp>,
    focus: bool,
    /// Seeks are followed, as an application does.
    follow: bool,
}

fn marker(id: u64, time: i64, lane: usize, kind: NodeKind, title: &'static str) -> Marker<'static> {
    let time = Timestamp(time);
    Marker { id, time, end: time, lane, kind, author: AuthorKind::Person, count: 1, title, label: None }
}

fn app() -> Harness<'static, App> {
    let markers = vec![
        marker(1, HOUR, 0, NodeKind::Label, "first light"),
        marker(2, 3 * HOUR, 1, NodeKind::Commit, "a commit"),
        marker(3, 28 * HOUR, 0, NodeKind::Test, "tests one"),
        marker(4, 28 * HOUR + 2 * MINUTE, 0, NodeKind::Merge, "a merge"),
    ];
    let app = App {
        state: ScrubberState::default(),
        position: None,
        range: None,
        markers,
        actions: Vec::new(),
        window: Timestamp(0)..NOW,
        hovered: None,
        focus: true,
        follow: true,
    };
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(show, app);
    harness.run_steps(3);
    harness.state_mut().actions.clear();
    harness
}

fn show(ui: &mut Ui, app: &mut App) {
    let place = Rect::from_min_size(Pos2::ZERO, SIZE);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place));
    let span = Span { start: Timestamp(0), now: NOW, gaps: &[NIGHT] };
    let lane = |id, name, active| Lane { id, name, hue: 0, start: Timestamp(0), end: None, active };
    let describe = |time: Timestamp| {
        Some(Description {
            kind: NodeKind::Edit,
            title: format!("edit at {}", time.0 / HOUR),
            author: AuthorKind::Person,
            author_name: "Ada".into(),
            detail: String::new(),
        })
    };
    let data = ScrubberData {
        span,
        tracks: &[AuthorKind::Person, AuthorKind::Tool],
        buckets: &[Bucket { start: Timestamp(0), length: HOUR, counts: [9, 0, 1, 0] }],
        lanes: &[lane(10, "main", true), lane(11, "idea", false)],
        links: &[],
        markers: &app.markers,
        position: app.position,
        range: app.range,
        playing: false,
        style: &TimeStyle::default(),
        describe: &describe,
    };
    let scrubber = Scrubber::new(Id::unique("scrubber"), &data).focus(std::mem::take(&mut app.focus));
    let output = scrubber.show(&mut child, &mut app.state);
    app.window = output.window;
    app.hovered = output.hovered;
    for action in output.actions {
        if app.follow {
            match action {
                ScrubberAction::Seek(time) => app.position = Some(time),
                ScrubberAction::Return => app.position = None,
                ScrubberAction::Range(from, to) => app.range = Some((from, to)),
                ScrubberAction::ClearRange => app.range = None,
                _ => {}
            }
        }
        if action != ScrubberAction::Moved {
            app.actions.push(action);
        }
    }
}

/// The actions since the last time.
fn taken(harness: &mut Harness<'static, App>) -> Vec<ScrubberAction> {
    harness.run_steps(2);
    std::mem::take(&mut harness.state_mut().actions)
}

/// Where a moment is on the screen.
fn x_of(harness: &mut Harness<'static, App>, time: i64) -> f32 {
    let span = Span { start: Timestamp(0), now: NOW, gaps: &[NIGHT] };
    let axis = harness.state_mut().state.axis(&span);
    token_head() + axis.x_of(Timestamp(time))
}

fn token_head() -> f32 {
    crate::tokens::timeline::HEAD
}

fn press(harness: &mut Harness<'static, App>, at: Pos2, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(at));
    let button = PointerButton::Primary;
    harness.event_modifiers(Event::PointerButton { pos: at, button, pressed: true, modifiers }, modifiers);
    harness.run_steps(1);
}

fn release(harness: &mut Harness<'static, App>, at: Pos2) {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    harness.event(Event::PointerButton { pos: at, button, pressed: false, modifiers });
    harness.run_steps(1);
}

/// The heights of the axis and of the two lanes.
const RULE: f32 = 20.0;

fn lane_y(harness: &Harness<'static, App>, title: &str) -> f32 {
    harness.get_by_label(title).rect().center().y
}

#[test]
fn keys_step_by_keystroke_burst_save_and_node() {
    let mut harness = app();
    let cases = [
        (Modifiers::NONE, StepUnit::Keystroke),
        (Modifiers::ALT, StepUnit::Burst),
        (Modifiers::COMMAND, StepUnit::Save),
        (Modifiers::SHIFT, StepUnit::Node),
    ];
    for (modifiers, unit) in cases {
        for (key, forward) in [(Key::ArrowLeft, false), (Key::ArrowRight, true)] {
            harness.key_press_modifiers(modifiers, key);
            assert_eq!(taken(&mut harness), [ScrubberAction::Step { unit, forward }], "{modifiers:?}");
        }
    }
    harness.key_press(Key::Home);
    assert_eq!(taken(&mut harness), [ScrubberAction::First]);
    harness.key_press(Key::Space);
    assert_eq!(taken(&mut harness), [ScrubberAction::Play(true)]);
    harness.state_mut().position = Some(Timestamp(HOUR));
    harness.run_steps(1);
    harness.key_press(Key::Escape);
    assert_eq!(taken(&mut harness), [ScrubberAction::Return]);
    harness.key_press(Key::End);
    assert_eq!(taken(&mut harness), [ScrubberAction::Return]);
}

#[test]
fn the_playhead_is_dragged_into_the_past_and_back() {
    let mut harness = app();
    let from = x_of(&mut harness, NOW.0);
    press(&mut harness, pos2(from, RULE), Modifiers::NONE);
    assert!(harness.state().actions.is_empty(), "to press on the present changes nothing");
    let to = x_of(&mut harness, 26 * HOUR);
    harness.event(Event::PointerMoved(pos2(to, RULE)));
    let actions = taken(&mut harness);
    let [ScrubberAction::Seek(time)] = actions.as_slice() else { panic!("{actions:?}") };
    assert!(time.0.abs_diff(26 * HOUR) < MINUTE as u64, "{time}");
    harness.run_steps(3);
    assert!(harness.state().actions.is_empty(), "a hand that rests seeks nothing again");
    harness.event(Event::PointerMoved(pos2(SIZE.x - 1.0, RULE)));
    assert_eq!(taken(&mut harness), [ScrubberAction::Return]);
    release(&mut harness, pos2(SIZE.x - 1.0, RULE));
    assert_eq!(harness.state().position, None);
}

#[test]
fn a_drag_holds_on_to_markers_that_are_close() {
    let mut harness = app();
    let x = x_of(&mut harness, HOUR);
    press(&mut harness, pos2(x + 3.0, RULE), Modifiers::NONE);
    assert_eq!(taken(&mut harness), [ScrubberAction::Seek(Timestamp(HOUR))]);
    release(&mut harness, pos2(x + 3.0, RULE));
}

#[test]
fn markers_are_opened_and_clusters_come_closer() {
    let mut harness = app();
    harness.get_by_label("Commit: a commit").click();
    assert_eq!(taken(&mut harness), [ScrubberAction::Open(2)]);
    let cluster = "2 moments, among them Merge: a merge";
    harness.get_by_label(cluster).click();
    harness.run_steps(3);
    assert!(harness.query_by_label(cluster).is_none(), "they came apart");
    harness.get_by_label("Merge: a merge").click();
    assert_eq!(taken(&mut harness), [ScrubberAction::Open(4)]);
}

#[test]
fn a_click_on_a_lane_seeks_and_a_drag_moves_time() {
    let mut harness = app();
    let y = lane_y(&harness, "Commit: a commit");
    let at = pos2(x_of(&mut harness, 27 * HOUR), y);
    press(&mut harness, at, Modifiers::NONE);
    release(&mut harness, at);
    let actions = taken(&mut harness);
    assert!(matches!(actions.as_slice(), [ScrubberAction::Seek(_)]), "{actions:?}");

    let span = Span { start: Timestamp(0), now: NOW, gaps: &[NIGHT] };
    harness.state_mut().state.zoom(&span, 4.0, None);
    harness.run_steps(1);
    let before = harness.state().window.start;
    press(&mut harness, pos2(500.0, y), Modifiers::NONE);
    harness.event(Event::PointerMoved(pos2(600.0, y)));
    harness.run_steps(1);
    release(&mut harness, pos2(600.0, y));
    assert!(harness.state().window.start < before, "time was drawn to the right");
    let actions = taken(&mut harness);
    assert!(actions.is_empty(), "and nothing was sought: {actions:?}");
}

#[test]
fn shift_marks_a_range_and_its_ends_can_be_moved() {
    let mut harness = app();
    let (from, to) = (x_of(&mut harness, 26 * HOUR), x_of(&mut harness, 27 * HOUR));
    press(&mut harness, pos2(to, RULE), Modifiers::SHIFT);
    harness.event(Event::PointerMoved(pos2(from, RULE)));
    harness.run_steps(1);
    release(&mut harness, pos2(from, RULE));
    let range = harness.state().range.expect("a range");
    assert!(range.0.0.abs_diff(26 * HOUR) < MINUTE as u64 && range.1.0.abs_diff(27 * HOUR) < MINUTE as u64);
    press(&mut harness, pos2(to, RULE), Modifiers::NONE);
    let further = x_of(&mut harness, 29 * HOUR);
    harness.event(Event::PointerMoved(pos2(further, RULE)));
    harness.run_steps(1);
    release(&mut harness, pos2(further, RULE));
    let moved = harness.state().range.expect("a range");
    assert_eq!(moved.0, range.0);
    assert!(moved.1.0.abs_diff(29 * HOUR) < MINUTE as u64);
    harness.state_mut().actions.clear();
    harness.key_press(Key::Escape);
    assert_eq!(taken(&mut harness), [ScrubberAction::ClearRange]);
}

fn wheel(harness: &mut Harness<'static, App>, at: Pos2, delta: Vec2, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(at));
    harness.run_steps(1);
    let (unit, phase) = (MouseWheelUnit::Point, egui::TouchPhase::Move);
    let source = egui::MouseWheelSource::Unknown;
    harness.event(Event::MouseWheel { unit, delta, phase, source, modifiers });
    harness.run_steps(1);
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_moves_with_shift() {
    let mut harness = app();
    let at = pos2(700.0, 60.0);
    harness.event(Event::PointerMoved(at));
    harness.run_steps(2);
    let under = harness.state().hovered.expect("a moment under the pointer");
    let length =
        |harness: &Harness<'static, App>| harness.state().window.end.0 - harness.state().window.start.0;
    let before = length(&harness);
    wheel(&mut harness, at, vec2(0.0, 120.0), Modifiers::NONE);
    harness.run_steps(1);
    assert!(length(&harness) < before);
    let now_under = harness.state().hovered.expect("a moment under the pointer");
    assert!(now_under.0.abs_diff(under.0) < MINUTE as u64, "{under} {now_under}");
    let (start, middle) = (harness.state().window.start, length(&harness));
    wheel(&mut harness, at, vec2(0.0, 200.0), Modifiers::SHIFT);
    harness.run_steps(1);
    assert!(harness.state().window.start < start);
    wheel(&mut harness, at, vec2(0.0, -4_000.0), Modifiers::NONE);
    harness.run_steps(1);
    assert!(length(&harness) > middle);
    assert!(harness.state().state.shows_all(), "no farther than everything");
}

#[test]
fn plus_minus_and_zero_zoom() {
    let mut harness = app();
    let length =
        |harness: &Harness<'static, App>| harness.state().window.end.0 - harness.state().window.start.0;
    let before = length(&harness);
    harness.key_press(Key::Plus);
    harness.run_steps(2);
    assert!(length(&harness) < before);
    harness.key_press(Key::Num0);
    harness.run_steps(2);
    assert!(harness.state().state.shows_all());
}

#[test]
fn it_is_a_slider_that_says_what_it_shows() {
    let mut harness = app();
    harness.state_mut().position = Some(Timestamp(26 * HOUR));
    harness.run_steps(2);
    let node = harness.get_by_label("Timeline");
    let node = node.accesskit_node();
    assert_eq!(node.role(), egui::accesskit::Role::Slider);
    assert_eq!(node.value().as_deref(), Some("Friday 02:00:00, edit at 26"));
    assert_eq!(node.numeric_value(), Some((26 * HOUR) as f64));
}

#[test]
fn lanes_answer_to_their_names_and_menus_are_asked_for() {
    let mut harness = app();
    let y = lane_y(&harness, "Commit: a commit");
    press(&mut harness, pos2(40.0, y), Modifiers::NONE);
    release(&mut harness, pos2(40.0, y));
    assert_eq!(taken(&mut harness), [ScrubberAction::Lane(11)]);
    harness.get_by_label("Commit: a commit").click_button(PointerButton::Secondary);
    let actions = taken(&mut harness);
    let [ScrubberAction::Context { node, time, lane, .. }] = actions.as_slice() else {
        panic!("{actions:?}")
    };
    assert_eq!((*node, *lane), (Some(2), None));
    assert!(time.0.abs_diff(3 * HOUR) < MINUTE as u64);
}

#[test]
fn nothing_is_drawn_again_when_nothing_happens() {
    let mut harness = app();
    harness.event(Event::PointerMoved(pos2(400.0, 60.0)));
    harness.run_steps(6);
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, std::time::Duration::MAX, "asks to be drawn again");
}

#[test]
fn what_is_painted_does_not_grow_with_what_there_is() {
    let mut harness = app();
    let shapes = |harness: &Harness<'static, App>| harness.output().shapes.len();
    harness.state_mut().markers =
        (0..200).map(|at| marker(at, at as i64 * 6 * MINUTE, 0, NodeKind::Test, "test")).collect();
    harness.run_steps(2);
    let few = shapes(&harness);
    harness.state_mut().markers =
        (0..20_000).map(|at| marker(at, at as i64 * 4_000, 0, NodeKind::Test, "test")).collect();
    harness.run_steps(2);
    assert!(shapes(&harness) < few + 600, "{} and {few}", shapes(&harness));
}
