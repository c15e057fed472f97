//! Tests of menus: opening, choosing, walking, and what is not offered.

use egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{MenuItem, menu_bar, menu_button, submenu};
use crate::Theme;

fn harness() -> Harness<'static, Vec<&'static str>> {
    let mut harness = Harness::builder()
        .with_size(vec2(600.0, 400.0))
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(
            |ui, chosen: &mut Vec<&'static str>| {
                menu_bar(ui, |ui| {
                    menu_button(ui, "File", |ui| {
                        for name in ["New", "Save"] {
                            if ui.add(MenuItem::new(name).keys(Some("Ctrl+X"))).clicked() {
                                chosen.push(name);
                            }
                        }
                        if ui.add(MenuItem::new("Revert").enabled(false)).clicked() {
                            chosen.push("Revert");
                        }
                        submenu(ui, "Recent", |ui| {
                            if ui.add(MenuItem::new("project")).clicked() {
                                chosen.push("project");
                            }
                        });
                    });
                    menu_button(ui, "Edit", |ui| {
                        if ui.add(MenuItem::new("Undo")).clicked() {
                            chosen.push("Undo");
                        }
                    });
                });
            },
            Vec::new(),
        );
    harness.run_steps(2);
    harness
}

#[test]
fn a_click_opens_and_a_choice_closes() {
    let mut harness = harness();
    assert!(harness.query_by_label("Save").is_none());
    harness.get_by_label("File").click();
    harness.run_steps(3);
    harness.get_by_label("Save").click();
    harness.run_steps(3);
    assert_eq!(harness.state(), &["Save"]);
    assert!(harness.query_by_label("Save").is_none(), "it closed");
}

#[test]
fn the_neighbour_opens_by_hovering_while_one_is_open() {
    let mut harness = harness();
    harness.get_by_label("Edit").hover();
    harness.run_steps(3);
    assert!(harness.query_by_label("Undo").is_none(), "hovering alone opens nothing");
    harness.get_by_label("File").click();
    harness.run_steps(3);
    harness.get_by_label("Edit").hover();
    harness.run_steps(3);
    harness.get_by_label("Undo");
    assert!(harness.query_by_label("Save").is_none());
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.query_by_label("Undo").is_none());
}

#[test]
fn what_is_disabled_is_not_chosen_and_submenus_open() {
    let mut harness = harness();
    harness.get_by_label("File").click();
    harness.run_steps(3);
    harness.get_by_label("Revert").click();
    harness.run_steps(2);
    assert!(harness.state().is_empty());
    if harness.query_by_label("Recent").is_none() {
        harness.get_by_label("File").click();
        harness.run_steps(3);
    }
    harness.get_by_label("Recent").click();
    harness.run_steps(3);
    harness.get_by_label("project").click();
    harness.run_steps(3);
    assert_eq!(harness.state(), &["project"]);
}
