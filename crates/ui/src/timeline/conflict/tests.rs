//! Tests of the conflict view: choices by button and key, what is shown of them, and the walk from one to the next.

use egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::rows::{Row, rows};
use super::*;

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[derive(Default)]
struct App {
    state: ConflictState,
    chosen: [Option<ConflictChoice>; 2],
    done: bool,
}

fn app(width: f32) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(vec2(width, 500.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(show, App::default());
    harness.run_steps(3);
    harness
}

fn show(ui: &mut Ui, app: &mut App) {
    let same = lines("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine");
    let (base, ours, theirs) = (lines("old"), lines("mine\nalso mine"), lines("yours"));
    let settled = app.chosen.map(|choice| {
        choice.map(|choice| match choice {
            ConflictChoice::Ours => Resolution::Ours,
            ConflictChoice::Theirs => Resolution::Theirs,
            ConflictChoice::Both => Resolution::Both,
            ConflictChoice::Edit => Resolution::Edited(&base),
        })
    });
    let conflict = |at: usize| ConflictChunk::Conflict {
        base: &base,
        ours: &ours,
        theirs: &theirs,
        resolution: settled[at],
    };
    let chunks = [ConflictChunk::Same(&same), conflict(0), ConflictChunk::Same(&same), conflict(1)];
    let id = Id::unique("conflicts");
    let data = ConflictData { id, path: "src/http.rs", ours: "main", theirs: "idea", chunks: &chunks };
    match conflicts(ui, &data, &mut app.state) {
        Some(ConflictAction::Choose(index, choice)) => app.chosen[index] = Some(choice),
        Some(ConflictAction::Reopen(index)) => app.chosen[index] = None,
        Some(ConflictAction::Done) => app.done = true,
        None => {}
    }
}

fn click(harness: &mut Harness<'static, App>, label: &str) {
    harness.get_all_by_label(label).next().expect("a button").click();
    harness.run_steps(3);
}

#[test]
fn conflicts_are_settled_by_buttons() {
    let mut harness = app(900.0);
    harness.get_by_label("src/http.rs, 2 of 2 open");
    click(&mut harness, "Take ours (main)");
    assert_eq!(harness.state().chosen[0], Some(ConflictChoice::Ours));
    harness.get_by_label("Conflict 1 of 2: ours is taken");
    harness.get_by_label("src/http.rs, 1 of 2 open");
    click(&mut harness, "Finish this file");
    assert!(!harness.state().done, "not while one is open");
    click(&mut harness, "Write it by hand");
    assert_eq!(harness.state().chosen[1], Some(ConflictChoice::Edit));
    click(&mut harness, "Finish this file");
    assert!(harness.state().done);
    click(&mut harness, "Open conflict 1 again");
    assert_eq!(harness.state().chosen[0], None);
}

#[test]
fn conflicts_are_settled_by_keys() {
    let mut harness = app(500.0);
    harness.get_by_label("Conflicts").focus();
    harness.run_steps(2);
    harness.key_press(Key::Num3);
    harness.run_steps(2);
    assert_eq!(harness.state().chosen, [Some(ConflictChoice::Both), None]);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::Num2);
    harness.run_steps(2);
    assert_eq!(harness.state().chosen[1], Some(ConflictChoice::Theirs));
}

#[test]
fn one_goes_from_conflict_to_conflict() {
    let mut harness = app(900.0);
    click(&mut harness, "Next conflict");
    assert_eq!(harness.state().state.current, 1);
    click(&mut harness, "Next conflict");
    assert_eq!(harness.state().state.current, 0, "round");
    click(&mut harness, "Take both, ours first");
    click(&mut harness, "Previous conflict");
    assert_eq!(harness.state().state.current, 1, "what is settled is passed over");
}

#[test]
fn what_is_the_same_is_cut() {
    let same = lines("1\n2\n3\n4\n5\n6\n7\n8");
    let chunk = ConflictChunk::Same(&same);
    let ours = ConflictChunk::Ours(&same);
    let found = rows(&[ours, chunk, ours], false, false);
    assert_eq!(found.len(), 8 + 3 + 1 + 3 + 8);
    assert!(found.contains(&Row::Gap(2)));
    let all = rows(&[chunk], false, false);
    assert_eq!(all, [Row::Gap(8)], "a file without changes has nothing to show");
    let seven = lines("1\n2\n3\n4\n5\n6\n7");
    let found = rows(&[ours, ConflictChunk::Same(&seven), ours], false, false);
    assert!(!found.iter().any(|row| matches!(row, Row::Gap(_))), "one line is not worth a gap");
}
