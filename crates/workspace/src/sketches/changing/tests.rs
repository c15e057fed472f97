//! Edits of a drawing's text.

use std::sync::Arc;

use justbuilt_sketch::file::write;
use justbuilt_sketch::samples;
use justbuilt_sketch::scene::{Element, Kind, Page, Sketch};
use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{LineEnding, Text};

use super::by_lines;
use super::rows::by_rows;

#[track_caller]
fn check(old: &str, new: &str, touched: usize) {
    let text = Text::from(old);
    let transaction = by_lines(&text, new);
    assert_eq!(transaction.apply(&text).unwrap().to_string(), new);
    let bytes: usize = transaction.edits().map(|edit| edit.old.len() + edit.new.len()).sum();
    assert_eq!(bytes, touched, "bytes taken out and put in");
}

#[test]
fn only_lines_that_differ_are_touched() {
    check("a\nb\nc\n", "a\nB\nc\n", 4);
    check("a\nb\nc\n", "a\nc\n", 2);
    check("a\nc\n", "a\nb\nc\n", 2);
    check("a\nb\nc\nd\n", "A\nb\nc\nD\n", 8);
    check("", "a\n", 2);
    check("a\r\nb\r\n", "a\r\nb\r\n", 0);
}

/// Some steps that tools do, in one.
fn changed(from: &Sketch, random: &mut Random) -> Sketch {
    let mut to = from.clone();
    let page = random.below(to.pages.len());
    let elements = &mut to.pages[page].elements;
    for step in 0..=random.below(4) {
        let count = elements.len();
        match random.below(6) {
            0 if count > 0 => {
                let some = random.below(count + 1);
                for element in &mut elements[..some] {
                    Arc::make_mut(element).x += 1.5;
                }
            }
            1 if count > 0 => drop(elements.remove(random.below(count))),
            2 => elements.retain(|_| !random.one_in(3)),
            3 if count > 0 => {
                let one = elements.remove(random.below(count));
                let at = random.below(count);
                elements.insert(at, one);
            }
            4 => random.shuffle(elements),
            _ => {
                let at = if random.bool() { count } else { random.below(count + 1) };
                let rect = kurbo::Rect::new(0.0, 0.0, 5.0, 5.0);
                let id = format!("new {step} {} \"é\" {at}", random.below(1_000_000));
                elements.insert(at, Arc::new(Element::new(id, Kind::Ellipse, rect)));
            }
        }
    }
    to
}

#[test]
fn rows_of_changed_elements_make_the_text_that_would_be_written() {
    let mut starts: Vec<Sketch> = samples::all().into_iter().map(|(_, sample)| sample).collect();
    let many = |pages: usize| Sketch {
        pages: (0..pages).map(|n| Page { id: format!("p{n}"), ..Page::default() }).collect(),
        ..Sketch::default()
    };
    starts.extend([many(1), many(3)]);
    random_cases(600, |random| {
        let mut from = random.pick(&starts).clone();
        if random.bool() {
            from = changed(&from, random);
        }
        let to = changed(&from, random);
        let crlf = random.one_in(4);
        let (ending, convert) = match crlf {
            true => (LineEnding::CrLf, "\r\n"),
            false => (LineEnding::Lf, "\n"),
        };
        let text = Text::from(write(&from).replace('\n', convert).as_str());
        let edit = by_rows(&text, &from, &to, ending).expect("only elements differ");
        assert_eq!(edit.apply(&text).unwrap().to_string(), write(&to).replace('\n', convert));
    });
}

#[test]
fn a_moved_element_is_one_row_and_a_new_one_is_a_row_and_a_comma() {
    let from = samples::all().remove(0).1;
    let text = Text::from(write(&from).as_str());
    let bytes = |to: &Sketch| -> (usize, usize) {
        let edit = by_rows(&text, &from, to, LineEnding::Lf).unwrap();
        (edit.edits().count(), edit.edits().map(|edit| edit.old.len()).sum())
    };
    assert_eq!(bytes(&from), (0, 0));
    let mut moved = from.clone();
    Arc::make_mut(&mut moved.pages[0].elements[1]).x += 8.0;
    assert_eq!(bytes(&moved).0, 1);
    let mut drawn = from.clone();
    let new = Element::new("new", Kind::Ellipse, kurbo::Rect::new(0.0, 0.0, 5.0, 5.0));
    drawn.pages[0].elements.push(new.into());
    assert_eq!(bytes(&drawn).1, 0, "nothing is taken out");
    let mut named = from.clone();
    named.name = "Other".into();
    assert_eq!(by_rows(&text, &from, &named, LineEnding::Lf), None, "more than elements");
    let elsewhere = Text::from(format!("\n{text}").as_str());
    assert_eq!(by_rows(&elsewhere, &from, &moved, LineEnding::Lf), None, "a text that is laid out otherwise");
}
