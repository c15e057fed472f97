//! What a change touches of a text, and that the text says what would have been written.

use super::{edits, edits_since, rising};
use crate::excalidraw::{read, write};
use crate::json::close;
use crate::samples;
use crate::scene::{Binding, Element, Kind, Sketch};
use justbuilt_testkit::{Random, corpus, random_cases};
use serde_json::Value;
use std::sync::Arc;

fn apply(text: &str, sketch: &Sketch) -> String {
    let mut out = text.to_owned();
    for (range, new) in edits(text, sketch).expect("sound JSON").into_iter().rev() {
        out.replace_range(range, &new);
    }
    out
}

#[track_caller]
fn says(text: &str, sketch: &Sketch) {
    let now: Value = serde_json::from_str(text).unwrap();
    let wanted: Value = serde_json::from_str(&write(sketch)).unwrap();
    assert!(close(&now, &wanted), "{text}\n{}", write(sketch));
}

pub(super) const FILE: &str = r##"{
  "type": "excalidraw",
  "version": 2,
  "source": "https://excalidraw.com",
  "elements": [
    {
      "id": "one",
      "type": "rectangle",
      "x": 10.50,
      "y": 20,
      "width": 100,
      "height": 50,
      "customData": { "theirs": [1, 2] }
    },
    {
      "id": "two",
      "type": "ellipse",
      "x": 200,
      "y": 20,
      "width": 100,
      "height": 50
    }
  ],
  "appState": {
    "viewBackgroundColor": "#ffffff"
  },
  "files": {}
}
"##;

fn changed(text: &str, change: impl FnOnce(&mut Vec<Arc<Element>>)) -> (Sketch, String) {
    let mut sketch = read(text).unwrap().0;
    change(&mut sketch.pages[0].elements);
    let now = apply(text, &sketch);
    says(&now, &sketch);
    (sketch, now)
}

#[test]
fn a_moved_element_is_one_value() {
    let (sketch, now) = changed(FILE, |elements| Arc::make_mut(&mut elements[1]).x = 210.0);
    assert_eq!(now, FILE.replace("\"x\": 200,", "\"x\": 210,"));
    assert_eq!(edits(&now, &sketch).unwrap(), vec![], "nothing is left to do");
    assert_eq!(edits(FILE, &read(FILE).unwrap().0).unwrap(), vec![], "nor where nothing changed");
    let flat = FILE.replace(['\n'], "").replace("  ", "");
    let (_, now) = changed(&flat, |elements| Arc::make_mut(&mut elements[1]).x = 210.0);
    assert_eq!(now, flat.replace("\"x\": 200,", "\"x\": 210,"));
}

#[test]
fn elements_come_and_go_between_the_others() {
    let first = FILE.find("    {\n      \"id\": \"one\"").unwrap();
    let second = FILE.find("    {\n      \"id\": \"two\"").unwrap();
    let (_, now) = changed(FILE, |elements| drop(elements.remove(0)));
    assert_eq!(now, format!("{}{}", &FILE[..first], &FILE[second..]));
    let (_, now) = changed(FILE, |elements| drop(elements.remove(1)));
    let end = FILE.find("\n  ],\n  \"appState\"").unwrap();
    assert_eq!(now, format!("{}{}", FILE[..second].trim_end().trim_end_matches(','), &FILE[end..]));
    let new = |id: &str| {
        Arc::new(Element::new(id.to_owned(), Kind::Diamond, kurbo::Rect::new(0.0, 0.0, 10.0, 10.0)))
    };
    for at in 0..=2 {
        let (_, now) = changed(FILE, |elements| elements.insert(at, new("new")));
        assert!(now.contains("\n    {\n      \"angle\": 0,"), "{now}");
        assert!(now.contains("\"x\": 10.50,\n"), "the others stay as they are written");
    }
    let (_, now) = changed(FILE, |elements| elements.reverse());
    assert!(now.find("\"two\"") < now.find("\"one\""), "{now}");
    let (_, now) = changed(FILE, Vec::clear);
    assert!(now.contains("\"elements\": []"), "{now}");
    let (_, now) = changed(&FILE.replace('\n', "\r\n"), |elements| elements.push(new("new")));
    assert_eq!(now.matches('\n').count(), now.matches("\r\n").count());
}

#[test]
fn what_is_said_for_the_first_time_is_a_member_more() {
    let (sketch, now) = changed(FILE, |elements| Arc::make_mut(&mut elements[1]).locked = true);
    assert!(now.contains("\"height\": 50,\n      \"locked\": true"), "{now}");
    let mut back = sketch.clone();
    Arc::make_mut(&mut back.pages[0].elements[1]).locked = false;
    says(&apply(&now, &back), &back);
    let (sketch, now) = changed(FILE, |elements| Arc::make_mut(&mut elements[0]).name = Some("Card".into()));
    assert!(now.contains("{ \"theirs\": [1, 2], \"justbuilt\": "), "{now}");
    assert_eq!(read(&now).unwrap().0.pages[0].elements[0].name, sketch.pages[0].elements[0].name);
    assert_eq!(edits("{\"elements\": [", &sketch), None, "a text that is cut is written anew");
}

#[test]
fn the_first_element_comes_and_the_last_one_goes() {
    let empty = r#"{"type": "excalidraw", "version": 2, "elements": [], "files": {}}"#;
    let none = read(empty).unwrap().0;
    let mut one = none.clone();
    let rect = kurbo::Rect::new(0.0, 0.0, 10.0, 10.0);
    one.pages[0].elements.push(Arc::new(Element::new("new".to_owned(), Kind::Diamond, rect)));
    assert_eq!(edits_since(empty, &none, &one), edits(empty, &one));
    let text = apply(empty, &one);
    says(&text, &one);
    assert_eq!(edits_since(&text, &one, &none), edits(&text, &none));
    says(&apply(&text, &none), &none);
}

#[test]
fn the_longest_run_stays() {
    let run = |places: &[Option<usize>]| {
        let mut run: Vec<usize> = rising(places).into_iter().collect();
        run.sort_unstable();
        run
    };
    assert_eq!(run(&[Some(3), Some(0), None, Some(1), Some(2)]), [0, 1, 2]);
    assert_eq!(run(&[None]), [] as [usize; 0]);
}

pub(super) fn some_steps(elements: &mut Vec<Arc<Element>>, random: &mut Random) {
    for step in 0..=random.below(4) {
        let count = elements.len();
        match random.below(10) {
            8 => {
                // All of them, groups and what is bound among them.
                for element in elements.iter_mut() {
                    let element = Arc::make_mut(element);
                    (element.x, element.y) = (element.x + 0.1, element.y - 7.5);
                }
            }
            0 if count > 0 => {
                let one = random.below(count);
                Arc::make_mut(&mut elements[one]).x += 3.0;
            }
            1 if count > 0 => drop(elements.remove(random.below(count))),
            2 => random.shuffle(elements),
            3 if count > 0 => {
                let one = Arc::make_mut(&mut elements[random.below(count)]);
                (one.hidden, one.link) = (!one.hidden, Some("#a \"b\"".to_owned()));
            }
            5 if count > 0 => {
                let parent = random.bool().then(|| elements[random.below(count)].clone());
                let parent = parent.filter(|e| e.parent.is_none()).map(|e| e.id.clone());
                let one = Arc::make_mut(&mut elements[random.below(count)]);
                one.parent =
                    parent.filter(|id| *id != one.id && !matches!(one.kind, Kind::Group | Kind::Frame));
            }
            6 if count > 0 => {
                let to = elements[random.below(count)].id.clone();
                let arrow = |e: &&mut Arc<Element>| matches!(e.kind, Kind::Arrow(_)) && e.id != to;
                if let Some(one) = elements.iter_mut().filter(arrow).last()
                    && let Kind::Arrow(line) = &mut Arc::make_mut(one).kind
                {
                    let at = kurbo::Point::new(0.5, 0.5);
                    line.end = Some(Binding { element: to, at, gap: 5.0 });
                }
            }
            7 => {
                let groups = elements.iter_mut().filter(|e| matches!(e.kind, Kind::Group));
                if let Some(one) = groups.last() {
                    let one = Arc::make_mut(one);
                    (one.name, one.locked) = (Some(format!("Group {step}")), !one.locked);
                }
            }
            4 if count > 0 => Arc::make_mut(&mut elements[random.below(count)]).style.fill = "#ffc9c9".into(),
            _ => {
                let id = format!("new-{step}-{}", random.below(1_000_000));
                let rect = kurbo::Rect::new(0.0, 0.0, 12.5, 10.0);
                elements.insert(random.below(count + 1), Arc::new(Element::new(id, Kind::Ellipse, rect)));
            }
        }
    }
}

/// Files of ours and of others.
pub(super) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = vec![FILE.to_owned(), FILE.replace('\n', " ")];
    texts.extend(samples::all().iter().map(|(_, sample)| write(sample)));
    if let Some(root) = corpus("excalidraw/libraries/ui-kits") {
        let mut files: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let small = |path: &std::path::PathBuf| path.metadata().is_ok_and(|data| data.len() < 300_000);
        texts.extend(
            files
                .iter()
                .filter(|path| small(path))
                .take(4)
                .map(|path| std::fs::read_to_string(path).unwrap()),
        );
    }
    texts
}

#[test]
fn texts_say_what_would_be_written_whatever_was_done() {
    let texts = texts();
    random_cases(60, |random| {
        let mut text = random.pick(&texts).clone();
        let mut sketch = read(&text).unwrap().0;
        // Files of other programs may say things that are put right with the first change.
        let mut sound = edits(&text, &sketch) == Some(Vec::new());
        for _ in 0..3 {
            let page = random.below(sketch.pages.len());
            let before = sketch.clone();
            some_steps(&mut sketch.pages[page].elements, random);
            let whole = edits(&text, &sketch).expect("sound JSON");
            if sound {
                let since = edits_since(&text, &before, &sketch);
                assert_eq!(since.as_ref(), Some(&whole), "the same as where all is compared");
            }
            sound = true;
            for (range, new) in whole.into_iter().rev() {
                text.replace_range(range, &new);
            }
            says(&text, &sketch);
        }
    });
}
