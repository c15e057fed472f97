//! Files there and back, lines of elements, broken files.

use super::{component_name, component_named, element_line, lines, read, write};
use crate::scene::{
    Binding, Component, ComponentKind, Element, Head, Kind, Linear, Page, Picture, Routing, Sketch, Stroke,
    StrokeStyle,
};
use justbuilt_testkit::{Random, corpus, random_cases};
use kurbo::{Point, Rect};
use serde_json::{Value, json};
use std::fs;
use std::sync::Arc;

const LOGIN: &str = r##"{
  "format": "justbuilt-sketch",
  "version": 1,
  "name": "Login",
  "width": 1280,
  "height": 800,
  "background": "#ffffff",
  "colours": {"a": [2], "b": 1},
  "pages": [
    {"id": "page-1", "name": "Page 1", "grid": 8, "elements": [
      {"id": "f", "type": "frame", "name": "Screen", "x": 0, "y": 0, "width": 1280, "height": 800},
      {"id": "a", "type": "rectangle", "parent": "f", "x": 40, "y": 40.5, "width": 320, "height": 200, "fill": "#eee", "corner": 8, "later": {"k": null}},
      {"id": "t", "type": "text", "parent": "a", "x": 48, "y": 48, "width": 60, "height": 25, "text": "Sign in\nnow", "size": 24, "weight": 700},
      {"id": "b", "type": "component", "component": "nav-bar", "parent": "f", "x": 0, "y": 0, "width": 1280, "height": 48, "text": "Home"},
      {"id": "l", "type": "arrow", "x": 0, "y": 0, "width": 10, "height": 5, "points": [0, 0, 10, 5], "start": {"at": [0.5, 1], "element": "a", "gap": 4}, "endHead": "crowfoot_one"}
    ]},
    {"id": "page-2", "name": "Page 2", "elements": [
    ]}
  ],
  "pictures": {
    "p": {"type": "image/png", "by": "me", "data": "AAEC"}
  }
}
"##;

#[test]
fn a_file_is_the_same_bytes_again() {
    let (sketch, told) = read(LOGIN).unwrap();
    assert_eq!(told, vec![]);
    assert_eq!(write(&sketch), LOGIN);
    assert_eq!(sketch.pages[0].elements[1].properties["later"], json!({"k": null}));
    assert_eq!(&*sketch.pictures["p"].bytes, &[0, 1, 2]);
    let Kind::Component(bar) = &sketch.pages[0].elements[3].kind else { panic!("no component") };
    assert_eq!(bar.kind, ComponentKind::NavBar);
    let serde: Value = serde_json::from_str(LOGIN).unwrap();
    assert_eq!(serde["pages"][0]["elements"][0]["id"], "f");
}

#[test]
fn elements_are_found_by_their_lines_and_a_change_is_one_line() {
    let (mut sketch, _) = read(LOGIN).unwrap();
    let text: Vec<&str> = LOGIN.lines().collect();
    let found = lines(LOGIN);
    assert_eq!(found.len(), 5);
    for (place, element) in found.iter().zip(&sketch.pages[0].elements) {
        assert_eq!((&place.element, place.page, place.lines.len()), (&element.id, 0, 1));
        assert_eq!(text[place.lines.start].trim().trim_end_matches(','), element_line(element));
    }
    Arc::make_mut(&mut sketch.pages[0].elements[2]).x = 100.0;
    let after = write(&sketch);
    let changed: Vec<usize> =
        after.lines().zip(&text).enumerate().filter(|(_, (a, b))| a != *b).map(|(n, _)| n).collect();
    assert_eq!(changed, [found[2].lines.start]);
    // Laid out by hand.
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(LOGIN).unwrap()).unwrap();
    let rows: Vec<&str> = pretty.lines().collect();
    for place in lines(&pretty) {
        assert_eq!(
            (rows[place.lines.start].trim(), rows[place.lines.end - 1].trim().trim_end_matches(',')),
            ("{", "}")
        );
        assert!(rows[place.lines].iter().any(|row| row.contains(&format!("\"id\": \"{}\"", place.element))));
    }
    let (mut back, _) = read(&pretty).unwrap();
    let (same, _) = read(LOGIN).unwrap();
    back.name = same.name.clone();
    assert_eq!(back, same);
}

#[track_caller]
fn elements(text: &str) -> (Vec<String>, Vec<(Option<usize>, String)>) {
    let (sketch, told) = read(text).unwrap();
    let all = sketch.pages.iter().flat_map(|page| &page.elements);
    let all = all.map(|e| format!("{}<{}", e.id, e.parent.as_ref().map_or("", |p| p.as_str()))).collect();
    (all, told.into_iter().map(|one| (one.line, one.message)).collect())
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let file = |rows: &[&str]| {
        format!("{{\"format\":\"justbuilt-sketch\",\"pages\":[{{\"elements\":[\n{}\n]}}]}}", rows.join(",\n"))
    };
    let (all, told) = elements(&file(&[
        r#"{"id":"a","type":"frame","parent":"c"}"#,
        r#"{"id":"b","type":"group","parent":"a"}"#,
        r#"{"id":"c","type":"group","parent":"b"}"#,
        r#"{"id":"a","type":"rectangle","parent":"nobody"}"#,
        r#"{"type":"rectangle","x":NaN,"y":1e300,"width":-5}"#,
        r#"{"id":"s","type":"text","parent":"s","text":5}"#,
        r#"17"#,
        r#"{"id":"n","type":"hologram","power":9}"#,
    ]));
    assert_eq!(all, ["a<c", "b<", "c<b", "a~2<", "element-5<", "s<", "n<"]);
    let rows: Vec<usize> = told.iter().filter_map(|(line, _)| *line).collect();
    for row in 1..=8 {
        assert!(row == 1 || row == 3 || rows.contains(&row), "nothing is told of line {row}: {told:?}");
    }
    for wanted in
        ["within itself", "no number", "outside of", "no object: left out", "unknown type", "no text"]
    {
        assert!(told.iter().any(|(_, what)| what.contains(wanted)), "{wanted}: {told:?}");
    }
    let deep: Vec<String> = (0..200)
        .map(|n| format!(r#"{{"id":"g{n}","type":"group","parent":"g{}"}}"#, n + 1))
        .chain([r#"{"id":"g200","type":"group"}"#.to_owned()])
        .collect();
    let rows: Vec<&str> = deep.iter().map(String::as_str).collect();
    let (all, told) = elements(&file(&rows));
    assert_eq!(all.len(), 201);
    assert!(told.len() == 3 && told[0].1.contains("too deep"), "{told:?}");
}

#[test]
fn cut_and_foreign_files_are_read_as_far_as_they_go() {
    for end in (0..LOGIN.len()).filter(|end| LOGIN.is_char_boundary(*end)) {
        let Ok((sketch, told)) = read(&LOGIN[..end]) else { continue };
        let whole =
            lines(LOGIN).iter().filter(|at| LOGIN[..end].lines().count() > at.lines.start + 1).count();
        let count = sketch.pages.iter().map(|page| page.elements.len()).sum::<usize>();
        assert!(count >= whole, "{end}: {count} of {whole}");
        assert!(!told.is_empty() || end == 0 || LOGIN[end..].trim().is_empty(), "{end}");
    }
    for text in ["[]", "5", "\"x\"", "{\"a\":1}", "{\"type\":\"excalidraw\",\"elements\":[]}"] {
        assert!(read(text).is_err(), "{text}");
    }
    assert_eq!(read(" \n").unwrap().0.pages.len(), 1);
    let newer = LOGIN.replace("\"version\": 1", "\"version\": 7");
    let (sketch, told) = read(&newer).unwrap();
    assert!(told.len() == 1 && told[0].line == Some(2), "{told:?}");
    assert_eq!(write(&sketch), newer);
}

#[test]
fn libraries_are_the_same_as_our_files() {
    let Some(root) = corpus("excalidraw/libraries") else { return };
    for folder in ["ui-kits", "other"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let (sketch, _) = crate::excalidraw::read(fs::read(&path).unwrap()).unwrap();
            let text = write(&sketch);
            let (again, told) = read(&text).unwrap();
            assert_eq!(told, vec![], "{}", path.display());
            assert!(again == sketch, "{}", path.display());
            assert!(write(&again) == text, "{}", path.display());
            let count: usize = sketch.pages.iter().map(|page| page.elements.len()).sum();
            assert_eq!(lines(&text).len(), count, "{}", path.display());
        }
    }
}

#[test]
fn any_sketch_is_written_and_read_as_it_was() {
    random_cases(300, |random| {
        let mut sketch = Sketch { name: random.text(4), width: 320.0, height: 200.5, ..Sketch::default() };
        let mut number = 0;
        for page in 0..random.below(3) {
            let mut new = Page { id: format!("p{page}"), name: random.text(3), ..Page::default() };
            for _ in 0..random.below(12) {
                number += 1;
                let mut element = any_element(random, number);
                if let Some(parent) = new.elements.last().filter(|_| random.bool()) {
                    element.parent = Some(Element::clone(parent).id);
                }
                new.elements.push(Arc::new(element));
            }
            sketch.pages.push(new);
        }
        if random.bool() {
            sketch.pictures.insert(
                random.text(2),
                Picture {
                    media_type: "a/b".into(),
                    bytes: vec![1, 2, 3].into(),
                    properties: Default::default(),
                },
            );
        }
        sketch.properties.insert("name".into(), json!({"clash": 1}));
        let text = write(&sketch);
        let (again, told) = read(&text).unwrap();
        assert_eq!(told, vec![], "{text}");
        assert_eq!(again, sketch, "{text}");
        assert_eq!(write(&again), text);
    });
}

fn any_number(random: &mut Random) -> f64 {
    match random.below(4) {
        0 => random.below(1000) as f64,
        1 => random.below(1000) as f64 / 8.0,
        2 => (random.next_u64() >> 11) as f64 / 1e12,
        _ => -(random.below(100_000) as f64) / 7.0,
    }
}

fn any_element(random: &mut Random, number: usize) -> Element {
    let points = |random: &mut Random| -> Vec<Point> {
        (0..random.below(6)).map(|_| Point::new(any_number(random), any_number(random))).collect()
    };
    let linear = |random: &mut Random| Linear {
        points: points(random),
        routing: *random.pick(&[Routing::Straight, Routing::Curved, Routing::Elbow]),
        start: random.bool().then(|| Binding { element: "x".into(), at: Point::new(0.25, 1.5), gap: 3.5 }),
        end: None,
        start_head: random.pick(&[Head::None, Head::Dot, Head::Other("x-y".into())]).clone(),
        end_head: random.pick(&[Head::None, Head::Bar, Head::Diamond]).clone(),
    };
    let kind = match random.below(11) {
        0 => Kind::Rectangle,
        1 => Kind::Diamond,
        2 => Kind::Ellipse,
        3 => Kind::Line(linear(random)),
        4 => Kind::Arrow(linear(random)),
        5 => Kind::Freehand(Stroke { points: points(random), pressures: vec![0.5, 0.25] }),
        6 => Kind::Text(crate::scene::Text {
            text: random.text(8),
            italic: random.bool(),
            ..super::element::usual_text()
        }),
        7 => Kind::Image { picture: random.bool().then(|| random.text(2)) },
        8 => Kind::Frame,
        9 => Kind::Group,
        _ => Kind::Component(Component {
            kind: ComponentKind::Slider,
            text: random.text(3),
            on: random.bool(),
            value: 0.5,
        }),
    };
    let (x, y) = (any_number(random), any_number(random));
    let mut element = Element::new(format!("e{number}{}", random.text(2)), kind, Rect::new(x, y, x, y));
    (element.width, element.height) = (any_number(random).abs(), any_number(random).abs());
    element.angle = any_number(random) / 1000.0;
    element.hidden = random.bool();
    element.link = random.bool().then(|| random.text(3));
    element.name = random.bool().then(|| random.text(3));
    element.style.stroke = random.text(2);
    element.style.stroke_style = *random.pick(&[StrokeStyle::Solid, StrokeStyle::Dotted]);
    element.style.opacity = 0.25;
    for key in ["x", "zzz", "properties", "startHead"] {
        if random.one_in(3) {
            element.properties.insert(key.into(), json!([random.text(2), {"a": null}]));
        }
    }
    element
}

#[test]
fn damaged_files_are_read_without_a_crash() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\n",
        "1e400",
        "-",
        "NaN",
        "\\",
        "null",
        "\"parent\": \"f\"",
        "\"id\": \"a\"",
        "é",
    ];
    random_cases(1500, |random| {
        let mut text = LOGIN.to_owned();
        for _ in 0..=random.below(8) {
            let range = random.text_range(&text);
            let end = range.end.min(range.start + 40);
            let end = (range.start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let piece = *random.pick(&pieces);
            text.replace_range(range.start..end, piece);
        }
        let places = lines(&text);
        let count = text.lines().count().max(1);
        assert!(places.iter().all(|place| place.lines.end <= count + 1 && !place.lines.is_empty()));
        let Ok((sketch, told)) = read(&text) else { return };
        assert!(told.len() <= 102);
        assert!(told.iter().all(|one| one.line.is_none_or(|line| line <= count)));
        // What was mended stays mended.
        let once = write(&sketch);
        let (again, _) = read(&once).unwrap();
        assert_eq!(write(&again), once);
    });
}

#[test]
fn damaged_excalidraw_files_are_read_and_written_without_a_crash() {
    let Some(root) = corpus("excalidraw/libraries/ui-kits") else { return };
    let good = fs::read(root.join("excacomp--web-kit.excalidrawlib")).unwrap();
    let good = &good[..good.len().min(12_000)];
    let pieces: [&[u8]; 12] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b",",
        b"1e400",
        b"null",
        b"-1e300",
        b"\xff",
        b"\"groupIds\":[\"a\",\"a\"]",
        b"[[[",
    ];
    random_cases(400, |random| {
        let mut bytes = good.to_vec();
        for _ in 0..=random.below(8) {
            let at = random.below(bytes.len());
            let end = (at + random.below(30)).min(bytes.len());
            bytes.splice(at..end, random.pick(&pieces).iter().copied());
        }
        let Ok((sketch, _)) = crate::excalidraw::read(&bytes) else { return };
        let once = crate::excalidraw::write(&sketch);
        let (again, _) = crate::excalidraw::read(&once).unwrap();
        assert_eq!(crate::excalidraw::write(&again), once);
        let ours = write(&sketch);
        assert!(read(&ours).is_ok());
    });
}

#[test]
fn every_component_has_a_word() {
    for kind in [ComponentKind::Button, ComponentKind::TextArea, ComponentKind::Chart] {
        assert_eq!(component_named(component_name(kind)), Some(kind));
    }
    assert_eq!(component_named("teapot"), None);
}
