//! Tests of the tree: keys, pointer, rename, and that a frame does not cost more with more rows.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use egui::{Id, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Activation, Rename, Tree, TreeRow, TreeState};
use crate::Theme;

/// A folder with files, a folder that is closed, and a file.
const ROWS: [(usize, &str, Option<bool>); 5] = [
    (0, "src", Some(true)),
    (1, "lib.rs", None),
    (1, "main.rs", None),
    (0, "docs", Some(false)),
    (0, "README.md", None),
];

#[derive(Default)]
struct Kept {
    tree: TreeState,
    toggled: Option<(u64, bool)>,
    activated: Option<Activation>,
    renamed: Option<(u64, String)>,
    cancelled: Option<u64>,
    context: Option<Option<u64>>,
    dropped: Option<(Vec<u64>, Option<u64>)>,
    focus: bool,
}

fn harness() -> Harness<'static, Kept> {
    let mut harness = Harness::builder()
        .with_size(vec2(300.0, 400.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            |ui, kept: &mut Kept| {
                let row = |index: usize| {
                    let (depth, label, expanded) = ROWS[index];
                    TreeRow { depth, expanded, ..TreeRow::new(index as u64, label) }
                };
                let tree =
                    Tree::new(Id::unique("tree"), "Files", ROWS.len()).focus(kept.focus).draggable(true);
                let output = tree.show(ui, &mut kept.tree, row);
                kept.focus = false;
                kept.toggled = output.toggled.or(kept.toggled);
                kept.activated = output.activated.or(kept.activated);
                kept.renamed = output.renamed.or(kept.renamed.take());
                kept.cancelled = output.rename_cancelled.or(kept.cancelled);
                if let Some((drag, onto)) = output.dropped {
                    kept.dropped = Some((drag.rows, onto));
                }
                kept.context = output.context.map(|(row, _)| row).or(kept.context);
            },
            Kept { focus: true, ..Kept::default() },
        );
    harness.run_steps(2);
    harness
}

fn press(harness: &mut Harness<'_, Kept>, key: Key) {
    harness.key_press(key);
    harness.run_steps(2);
}

#[test]
fn arrows_walk_and_open() {
    let mut harness = harness();
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().tree.cursor, Some(0), "the first press selects the first row");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().tree.cursor, Some(2));
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(harness.state().tree.cursor, Some(0), "left goes to the parent");
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(harness.state().toggled, Some((0, false)), "left closes what is open");
    press(&mut harness, Key::ArrowRight);
    assert_eq!(harness.state().tree.cursor, Some(1), "right goes into what is open");
    press(&mut harness, Key::End);
    assert_eq!(harness.state().tree.cursor, Some(4));
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().tree.cursor, Some(4), "the end is the end");
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(harness.state().toggled, Some((3, true)), "right opens what is closed");
    press(&mut harness, Key::Home);
    assert_eq!(harness.state().tree.cursor, Some(0));
}

#[test]
fn enter_opens_for_good_and_space_as_a_preview() {
    let mut harness = harness();
    harness.state_mut().tree.select(1);
    press(&mut harness, Key::Space);
    assert_eq!(
        harness.state().activated,
        Some(Activation { id: 1, keep: false, modifiers: Modifiers::NONE })
    );
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().activated, Some(Activation { id: 1, keep: true, modifiers: Modifiers::NONE }));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().activated.map(|it| it.modifiers), Some(Modifiers::COMMAND));
}

#[test]
fn shift_extends_and_the_next_arrow_ends_it() {
    let mut harness = harness();
    harness.state_mut().tree.select(1);
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        harness.run_steps(2);
    }
    assert_eq!(harness.state().tree.selected, BTreeSet::from([1, 2, 3]));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    harness.run_steps(2);
    assert_eq!(harness.state().tree.selected, BTreeSet::from([1, 2]));
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().tree.selected, BTreeSet::from([3]));
}

#[test]
fn the_pointer_selects_opens_and_asks_for_menus() {
    let mut harness = harness();
    harness.get_by_label("main.rs").click();
    harness.run_steps(2);
    assert_eq!(harness.state().tree.cursor, Some(2));
    assert_eq!(harness.state().activated.map(|it| (it.id, it.keep)), Some((2, false)));
    harness.get_by_label("docs").click();
    harness.run_steps(2);
    assert_eq!(harness.state().toggled, Some((3, true)));
    harness.get_by_label("README.md").click_modifiers(Modifiers::COMMAND);
    harness.run_steps(2);
    assert_eq!(harness.state().tree.selected, BTreeSet::from([3, 4]));
    harness.get_by_label("lib.rs").click_secondary();
    harness.run_steps(2);
    assert_eq!(harness.state().context, Some(Some(1)));
    assert_eq!(harness.state().tree.selected, BTreeSet::from([1]), "the row of the menu is selected");
}

#[test]
fn typing_jumps_to_a_name() {
    let mut harness = harness();
    let mut type_text = |text: &str| {
        harness.event(egui::Event::Text(text.into()));
        harness.run_steps(1);
        harness.state().tree.cursor
    };
    assert_eq!(type_text("m"), Some(2));
    assert_eq!(type_text("x"), Some(2), "nothing starts so");
    harness.run_steps(60);
    let mut type_text = |text: &str| {
        harness.event(egui::Event::Text(text.into()));
        harness.run_steps(1);
        harness.state().tree.cursor
    };
    assert_eq!(type_text("R"), Some(4), "after a pause it starts anew, in any case");
    assert_eq!(type_text("e"), Some(4), "more of the same name stays");
}

#[test]
fn rename_selects_the_stem_and_ends_by_enter() {
    let mut harness = harness();
    harness.state_mut().tree.rename = Some(Rename::new(2, "main.rs"));
    harness.run_steps(3);
    harness.event(egui::Event::Text("start".into()));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().renamed, Some((2, "start.rs".to_owned())));
}

#[test]
fn rename_is_given_up_by_escape() {
    let mut harness = harness();
    harness.state_mut().tree.rename = Some(Rename::new(2, "main.rs"));
    harness.run_steps(3);
    harness.event(egui::Event::Text("x".into()));
    harness.run_steps(1);
    press(&mut harness, Key::Escape);
    assert_eq!(harness.state().cancelled, Some(2));
    assert!(harness.state().renamed.is_none() && harness.state().tree.rename.is_none());
}

/// How many rows are asked for in a frame of a tree of that many, scrolled to that row.
fn asked(count: usize, reveal: u64) -> (usize, usize) {
    let asked = Rc::new(Cell::new(0));
    let counter = Rc::clone(&asked);
    let mut harness = Harness::builder()
        .with_size(vec2(300.0, 480.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            move |ui, (state, visible): &mut (TreeState, usize)| {
                let row = |index: usize| {
                    counter.set(counter.get() + 1);
                    TreeRow::new(index as u64, "row")
                };
                *visible = Tree::new(Id::unique("tree"), "Rows", count).show(ui, state, row).visible.len();
            },
            (TreeState::default(), 0),
        );
    harness.state_mut().0.select(reveal);
    harness.run_steps(3);
    asked.set(0);
    harness.run_steps(1);
    (asked.get(), harness.state().1)
}

#[test]
fn a_frame_costs_the_same_however_many_rows_there_are() {
    let (few, _) = asked(100, 50);
    let (many, visible) = asked(100_000, 70_000);
    assert!(visible >= 18, "the view is full: {visible}");
    assert!(many <= few + 2 && many <= 24, "{many} rows asked for, {few} in a small tree");
}

#[test]
fn what_is_dropped_on_a_row_is_not_dropped_beside_all() {
    let mut harness = harness();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let mut drag = |from: egui::Pos2, to: egui::Pos2| {
        harness.event(egui::Event::PointerMoved(from));
        harness.event(button(from, true));
        for step in 1..=6 {
            harness.event(egui::Event::PointerMoved(from.lerp(to, step as f32 / 6.0)));
            harness.run_steps(1);
        }
        harness.event(button(to, false));
        harness.run_steps(2);
        harness.state_mut().dropped.take()
    };
    let row = |index: usize| egui::pos2(120.0, 4.0 + 24.0 * (index as f32 + 0.5));
    assert_eq!(drag(row(4), row(3)), Some((vec![4], Some(3))));
    assert_eq!(drag(row(1), egui::pos2(120.0, 360.0)), Some((vec![1], None)));
}
