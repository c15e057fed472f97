//! Tests of the review: what can be decided by button and key, and what cannot.

use egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::widgets::Tone;

struct App {
    state: ReviewState,
    keep: bool,
    open: bool,
    agree: bool,
    conflict: bool,
    fixed: bool,
    added: String,
    last: Option<ReviewAction>,
}

fn app(fixed: bool, conflict: bool) -> Harness<'static, App> {
    let state = App {
        state: ReviewState::default(),
        keep: true,
        open: true,
        agree: false,
        conflict,
        fixed,
        added: "    8080".to_owned(),
        last: None,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(700.0, 400.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(show, state);
    harness.run_steps(3);
    harness
}

fn show(ui: &mut Ui, app: &mut App) {
    let kept = if app.keep { Kept::All } else { Kept::None };
    let rows = [
        ReviewRow::File {
            path: "src/http.rs",
            what: "",
            added: 1,
            removed: 1,
            kept,
            open: app.open,
            allowed: true,
        },
        ReviewRow::Note { text: "git ignores it", tone: Tone::Warning, asks: Some(app.agree) },
        ReviewRow::Hunk {
            line: 9,
            added: 1,
            removed: 1,
            keep: app.keep,
            written: false,
            conflict: app.conflict,
        },
        ReviewRow::Line(DiffLine::Same { old: 8, new: 8, text: "fn port() {" }, &[]),
        ReviewRow::Line(DiffLine::Removed { old: 9, text: "    80" }, &[]),
        ReviewRow::Line(DiffLine::Added { new: Some(9), text: &app.added }, &[]),
        ReviewRow::Line(DiffLine::Gap(12), &[]),
    ];
    let action = review(ui, Id::unique("review"), &rows, &mut app.state, app.fixed);
    match action {
        Some(ReviewAction::Keep(_, keep)) => app.keep = keep,
        Some(ReviewAction::Fold(_)) => app.open = !app.open,
        Some(ReviewAction::Agree(_, yes)) => app.agree = yes,
        _ => {}
    }
    app.last = action.or(app.last);
}

fn focused(fixed: bool, conflict: bool) -> Harness<'static, App> {
    let mut harness = app(fixed, conflict);
    harness.ctx.memory_mut(|memory| memory.request_focus(Id::unique("review")));
    harness.run_steps(2);
    harness
}

fn press(harness: &mut Harness<'static, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

#[test]
fn a_hunk_is_dropped_and_kept_with_space() {
    let mut harness = focused(false, false);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Space);
    assert!(!harness.state().keep);
    assert_eq!(harness.state().last, Some(ReviewAction::Keep(2, false)));
    press(&mut harness, Key::Space);
    assert!(harness.state().keep);
}

#[test]
fn the_selection_goes_from_head_to_head_and_enter_opens() {
    let mut harness = focused(false, false);
    assert_eq!(harness.state().state.selected, Some(0));
    press(&mut harness, Key::End);
    assert_eq!(harness.state().state.selected, Some(2), "lines are passed over");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().last, Some(ReviewAction::Open(2)));
    press(&mut harness, Key::E);
    assert_eq!(harness.state().last, Some(ReviewAction::Write(2)));
}

#[test]
fn what_has_to_be_asked_is_answered_by_its_box() {
    let mut harness = app(false, false);
    harness.get_by_label("I agree").click();
    harness.run_steps(3);
    assert!(harness.state().agree);
}

#[test]
fn a_hunk_in_conflict_cannot_be_kept() {
    let mut harness = focused(false, true);
    press(&mut harness, Key::End);
    press(&mut harness, Key::Space);
    assert_eq!(harness.state().last, None);
    assert_eq!(harness.query_all_by_label("Keep").count(), 1, "only the file has a box");
}

#[test]
fn what_was_made_cannot_be_decided_any_more() {
    let mut harness = focused(true, false);
    press(&mut harness, Key::Space);
    assert_eq!(harness.state().last, None);
    assert!(harness.query_by_label("Keep").is_none());
    assert!(harness.query_by_label("I agree").is_none());
}

#[test]
fn a_file_folds_with_the_arrow_and_the_button() {
    let mut harness = focused(false, false);
    press(&mut harness, Key::ArrowLeft);
    assert!(!harness.state().open);
    harness.get_by_label("Show the hunks").click();
    harness.run_steps(3);
    assert!(harness.state().open);
}

#[test]
fn long_lines_are_scrolled_together_with_keys_and_wheel() {
    let mut harness = focused(false, false);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(harness.state().state.sideways.offset(), 0.0, "all of it is seen");
    harness.state_mut().added = "word ".repeat(300);
    harness.run_steps(3);
    press(&mut harness, Key::ArrowRight);
    let one = harness.state().state.sideways.offset();
    assert!(one > 20.0, "{one}");
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(harness.state().state.sideways.offset(), 0.0);
    harness.event(egui::Event::PointerMoved(egui::pos2(400.0, 80.0)));
    harness.run_steps(2);
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(-90_000.0, 0.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(60);
    let end = harness.state().state.sideways.offset();
    assert!(end > one && end < 12_000.0, "to the end of the longest line and no further: {end}");
    press(&mut harness, Key::ArrowRight);
    assert_eq!(harness.state().state.sideways.offset(), end);
}
