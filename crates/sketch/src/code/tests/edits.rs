//! Tests that edits by hand live on in all languages when the drawing changes.

use super::super::merge::{Merged, merge};
use super::super::*;
use crate::layout;
use crate::samples;
use crate::scene::{Kind, Sketch};
use std::sync::Arc;

/// The file with the markup, of the login form.
fn source(sketch: &Sketch, target: Target) -> File {
    let files = generate(&layout::infer(sketch, &sketch.pages[0], None).0, target);
    files.into_iter().find(|file| !file.path.ends_with(".css")).expect("a source")
}

fn login() -> Sketch {
    samples::all().swap_remove(1).1
}

/// The drawing with other words on one of its elements.
fn reworded(sketch: &Sketch, id: &str, words: &str) -> Sketch {
    let mut sketch = sketch.clone();
    for element in &mut sketch.pages[0].elements {
        let element = Arc::make_mut(element);
        if element.id.as_str() == id {
            match &mut element.kind {
                Kind::Text(text) => text.text = words.into(),
                Kind::Component(component) => component.text = words.into(),
                _ => panic!("no words"),
            }
        }
    }
    sketch
}

/// The drawing without one of its elements.
fn without(sketch: &Sketch, id: &str) -> Sketch {
    let mut sketch = sketch.clone();
    sketch.pages[0].elements.retain(|element| element.id.as_str() != id);
    sketch
}

/// An edit of the text, which must change it, and a change of the drawing.
fn edited(
    target: Target,
    edit: impl Fn(&str) -> String,
    change: impl Fn(&Sketch) -> Sketch,
) -> (File, Merged) {
    let before = login();
    let last = source(&before, target);
    let text = edit(&last.text);
    assert_ne!(text, last.text, "{}: the edit changes something", target.name());
    let new = source(&change(&before), target);
    let merged = merge(&last, &text, &new);
    (new, merged)
}

/// The line with these words, and the text with it replaced.
fn line(text: &str, words: &str, by: impl Fn(&str) -> String) -> String {
    let mut done = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if !done && line.contains(words) {
            done = true;
            by(line)
        } else {
            line.to_owned()
        }
    });
    lines.collect()
}

const NOTE: &str = "Welcome back. Please enter your details.";

#[test]
fn words_changed_by_hand_stay() {
    for target in Target::ALL {
        let (_, merged) = edited(
            target,
            |text| text.replace(NOTE, "Good to see you again."),
            |sketch| reworded(sketch, "join", "No account? Make one"),
        );
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("Good to see you again."), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("No account? Make one"), "{}: {}", target.name(), merged.text);
    }
}

#[test]
fn attributes_added_by_hand_stay() {
    for target in Target::ALL.into_iter().filter(|target| *target != Target::Egui) {
        let (_, merged) = edited(
            target,
            |text| {
                line(text, "autocomplete=\"email\"", |line| format!("{line}        required\n"))
                    .replace("autoComplete=\"email\"\n", "autoComplete=\"email\"\n        required\n")
            },
            |sketch| reworded(sketch, "forgot", "Lost your password?"),
        );
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("        required\n"), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("Lost your password?"), "{}: {}", target.name(), merged.text);
    }
}

#[test]
fn elements_wrapped_and_taken_out_by_hand_stay_so() {
    for target in [Target::Html, Target::Tailwind, Target::Svelte, Target::React, Target::ReactTailwind] {
        let (_, merged) = edited(
            target,
            // Around the line or lines of the button to send.
            |text| {
                let at = text.find("type=\"submit\"").expect("the button");
                let start = text[..at].rfind("<button").expect("its start");
                let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
                let end = at + text[at..].find("</button>\n").expect("its end") + "</button>\n".len();
                format!(
                    "{}<div data-test=\"send\">\n{}</div>\n{}",
                    &text[..start],
                    &text[start..end],
                    &text[end..]
                )
            },
            |sketch| reworded(sketch, "title", "Welcome"),
        );
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        let wrapped = merged.text.find("data-test=\"send\"").expect("the wrapper");
        assert!(merged.text[wrapped..].contains("type=\"submit\""), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("Welcome"), "{}: {}", target.name(), merged.text);
    }
    // What was taken out by hand does not come back when something else changes.
    for target in Target::ALL {
        let (_, merged) = edited(
            target,
            |text| line(text, NOTE, |_| String::new()),
            |sketch| reworded(sketch, "join", "No account? Make one"),
        );
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(!merged.text.contains(NOTE), "{}: {}", target.name(), merged.text);
    }
}

#[test]
fn an_edit_of_what_the_drawing_takes_away_is_a_conflict() {
    for target in Target::ALL {
        let (_, merged) = edited(
            target,
            |text| text.replace("Forgot your password?", "Forgot it?"),
            |sketch| without(sketch, "forgot"),
        );
        assert!(!merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("<<<<<<< edited by hand"), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("Forgot it?"), "{}: {}", target.name(), merged.text);
    }
}

#[test]
fn both_sides_saying_the_same_is_no_conflict() {
    for target in Target::ALL {
        let (new, merged) = edited(
            target,
            |text| text.replace("New here? Create an account", "New here? Register your own"),
            |sketch| reworded(sketch, "join", "New here? Register your own"),
        );
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(merged.text.contains("New here? Register your own"), "{}: {}", target.name(), new.text);
    }
}

#[test]
fn edits_go_with_what_moves() {
    for target in [Target::Html, Target::Tailwind, Target::Svelte] {
        let (_, merged) = edited(
            target,
            |text| text.replace("Remember me", "Keep me signed in"),
            // The box to tick goes below the button.
            |sketch| {
                let mut sketch = sketch.clone();
                for element in &mut sketch.pages[0].elements {
                    let element = Arc::make_mut(element);
                    match element.id.as_str() {
                        "remember" => element.y = 502.0,
                        "sign-in" => element.y = 438.0,
                        _ => {}
                    }
                }
                sketch
            },
        );
        let (button, tick) = (merged.text.find("type=\"submit\""), merged.text.find("Keep me signed in"));
        assert!(merged.conflicts.is_empty(), "{}: {}", target.name(), merged.text);
        assert!(button < tick && tick.is_some(), "{}: {}", target.name(), merged.text);
        assert!(!merged.text.contains("Remember me"), "{}: {}", target.name(), merged.text);
    }
}
