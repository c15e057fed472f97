//! What is known of a text gives the same edits as comparing all of it, and follows them.

use super::super::tests::{FILE, some_steps, texts};
use super::super::{edits, edits_since};
use super::Places;
use crate::excalidraw::{read, write};
use crate::samples;
use crate::scene::{Component, Element, Kind, Page, Sketch};
use justbuilt_testkit::{Random, random_cases};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

fn applied(text: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let mut out = text.to_owned();
    for (range, new) in edits.into_iter().rev() {
        out.replace_range(range, &new);
    }
    out
}

/// A step of what is known, checked against comparing all, and what is known then against finding it anew.
#[track_caller]
fn step(places: &Places, text: &str, from: &Sketch, to: &Sketch) -> Option<(Places, String)> {
    let slice = |range: Range<usize>| Cow::Borrowed(&text[range]);
    let step = places.step(text.len(), &slice, from, to)?;
    assert_eq!(Some(&step.edits), edits(text, to).as_ref(), "the same as where all is compared\n{text}");
    let now = applied(text, step.edits);
    if !to.pages[0].elements.is_empty() {
        assert_eq!(Some(&step.places), Places::of(&now, to).as_ref(), "{now}");
    }
    Some((step.places, now))
}

#[test]
fn what_is_known_follows_whatever_was_done() {
    let texts = texts();
    let (mut steps, mut known) = (0, 0);
    random_cases(120, |random| {
        let mut text = random.pick(&texts).clone();
        let mut sketch = read(&text).unwrap().0;
        // Files of other programs may say things that are put right with the first change.
        if sketch.pages.len() > 1 || edits(&text, &sketch) != Some(Vec::new()) {
            return;
        }
        let Some(mut places) = Places::of(&text, &sketch) else { return };
        for _ in 0..6 {
            let before = sketch.clone();
            let elements = &mut sketch.pages[0].elements;
            if random.bool() {
                plain_steps(elements, random)
            } else {
                some_steps(elements, random)
            }
            steps += 1;
            match step(&places, &text, &before, &sketch) {
                Some(after) => {
                    known += 1;
                    (places, text) = after;
                }
                None => {
                    text = applied(&text, edits(&text, &sketch).unwrap());
                    let Some(found) = Places::of(&text, &sketch) else { return };
                    places = found;
                }
            }
        }
    });
    assert!(steps > 200 && known * 10 > steps * 8, "{known} of {steps} steps were known");
}

/// Steps that are values of their own.
fn plain_steps(elements: &mut [Arc<Element>], random: &mut Random) {
    let share = 1 + random.below(4);
    let what = random.below(6);
    for element in elements.iter_mut() {
        if random.below(share) > 0 {
            continue;
        }
        let element = Arc::make_mut(element);
        match what {
            0 => element.x += 0.1,
            1 => (element.x, element.y) = (element.x - 300.0, element.y + 1e-10),
            2 => (element.locked, element.link) = (!element.locked, Some("#\"é\"".into())),
            3 => (element.style.stroke, element.x) = ("#1971c2".into(), 7.0),
            4 => (element.angle, element.style.opacity) = (element.angle + 0.5, 0.35),
            _ => (element.style.roughness, element.y) = (1.5, -element.y),
        }
    }
}

/// With components among shapes, some of them turned, locked or hidden.
fn with_components() -> Sketch {
    let mut sketch = samples::all().remove(0).1;
    let elements = &mut sketch.pages[0].elements;
    for at in 0..4 {
        let rect = kurbo::Rect::new(10.0, 20.5, 130.0, 60.0) + kurbo::Vec2::new(0.0, f64::from(at) * 50.0);
        let mut one = Element::new(format!("c{at}"), Kind::Component(Component::default()), rect);
        (one.angle, one.locked, one.hidden) = (f64::from(at % 2) * 0.3, at == 2, at == 3);
        elements.insert(usize::try_from(at).unwrap() * 2, Arc::new(one));
    }
    read(write(&Sketch {
        pages: vec![Page { elements: elements.clone(), ..Page::default() }],
        ..Sketch::default()
    }))
    .unwrap()
    .0
}

#[test]
fn moved_components_move_all_that_files_have_of_them() {
    let from = with_components();
    let text = write(&from);
    let places = Places::of(&text, &from).expect("sound");
    let mut to = from.clone();
    for element in &mut to.pages[0].elements {
        let element = Arc::make_mut(element);
        (element.x, element.y) = (element.x + 3.25, element.y - 8.0);
    }
    let (places, now) = step(&places, &text, &from, &to).expect("known");
    assert_eq!(read(&now).unwrap().0.pages[0].elements.len(), to.pages[0].elements.len(), "still components");
    let mut other = to.clone();
    let component = other.pages[0].elements.iter_mut().find(|e| e.id.as_str() == "c1").unwrap();
    let Kind::Component(words) = &mut Arc::make_mut(component).kind else { panic!("a component") };
    words.text = "Other words".to_owned();
    let (places, now) = step(&places, &now, &to, &other).expect("known");
    let mut gone = other.clone();
    gone.pages[0].elements.retain(|element| element.id.as_str() != "c1");
    step(&places, &now, &other, &gone).expect("known");
}

#[test]
fn what_others_say_of_the_parts_of_a_component_stays() {
    let text =
        write(&with_components()).replace("\"locked\": false,", "\"locked\": false, \"theirs\": [1, 2.0],");
    let from = read(&text).unwrap().0;
    let is_component = |element: &&Arc<Element>| matches!(element.kind, Kind::Component(_));
    assert!(from.pages[0].elements.iter().filter(is_component).count() >= 4);
    let places = Places::of(&text, &from).expect("sound");
    let mut to = from.clone();
    to.pages[0].elements.iter_mut().for_each(|element| Arc::make_mut(element).x += 3.25);
    let slice = |range: Range<usize>| Cow::Borrowed(&text[range]);
    let step = places.step(text.len(), &slice, &from, &to).expect("known");
    let now = applied(&text, step.edits);
    assert_eq!(now.matches("\"theirs\": [1, 2.0]").count(), text.matches("\"theirs\": [1, 2.0]").count());
    let moved = read(&now).unwrap().0;
    for (element, wanted) in moved.pages[0].elements.iter().zip(&to.pages[0].elements) {
        assert_eq!((&element.id, element.x, element.y), (&wanted.id, wanted.x, wanted.y));
    }
}

#[test]
fn numbers_that_are_hardly_others_do_not_drift_away() {
    let mut sketch = read(FILE).unwrap().0;
    let (mut text, mut places) = (FILE.to_owned(), Places::of(FILE, &sketch).unwrap());
    for _ in 0..40 {
        let before = sketch.clone();
        Arc::make_mut(&mut sketch.pages[0].elements[1]).x += 4e-8;
        (places, text) = step(&places, &text, &before, &sketch).unwrap();
        let said = read(&text).unwrap().0.pages[0].elements[1].x;
        assert!((said - sketch.pages[0].elements[1].x).abs() < 1e-6, "{said}");
    }
    assert_ne!(text, FILE);
}

#[test]
fn what_is_known_of_another_text_or_drawing_gives_nothing() {
    let from = read(FILE).unwrap().0;
    let places = Places::of(FILE, &from).unwrap();
    let mut to = from.clone();
    Arc::make_mut(&mut to.pages[0].elements[0]).x = 1.0;
    let slice = |range: Range<usize>| Cow::Borrowed(&FILE[range]);
    let step = |len: usize, from: &Sketch, to: &Sketch| places.step(len, &slice, from, to);
    assert!(step(FILE.len(), &from, &to).is_some());
    assert!(step(FILE.len() + 1, &from, &to).is_none(), "a text of another length");
    assert!(step(FILE.len(), &to, &from).is_none(), "another drawing");
    let mut other = to.clone();
    other.background = Some("#123456".to_owned());
    assert!(step(FILE.len(), &from, &other).is_none(), "more than elements");
    assert!(edits_since(FILE, &from, &other).is_some());
    for broken in ["", "{", "[]", r#"{"type": "excalidraw", "elements": []}"#] {
        assert_eq!(Places::of(broken, &from), None, "{broken}");
    }
    assert_eq!(Places::of(&FILE.replace("\"one\"", "\"two\""), &from), None, "other elements");
}
