//! Recognised shapes on a page, and taking them back. Not how strokes are judged.

use crate::recognise::{Replacement, Settings, on_page, read_strokes, strokes};
use crate::scene::{ComponentKind, Element, ElementId, Head, Kind, Page, Stroke};
use kurbo::{Point, Rect};
use std::sync::Arc;

fn straight(path: &[(f64, f64)]) -> Vec<Point> {
    path.windows(2)
        .flat_map(|w| (0..=20).map(move |i| Point::from(w[0]).lerp(Point::from(w[1]), f64::from(i) / 20.0)))
        .collect()
}

fn freehand(id: &str, path: &[Point]) -> Element {
    let rect = path.iter().fold(Rect::from_points(path[0], path[0]), |r, p| r.union_pt(*p));
    let points = path.iter().map(|p| (*p - rect.origin()).to_point()).collect();
    Element::new(id, Kind::Freehand(Stroke { points, pressures: Vec::new() }), rect)
}

/// Draws a stroke on the page, and does what it is recognised as.
fn draw(page: &mut Page, id: &str, path: &[(f64, f64)]) -> Option<Replacement> {
    page.elements.push(Arc::new(freehand(id, &straight(path))));
    let found = on_page(page, &[ElementId::from(id)], &Settings::default());
    if let Some(found) = &found {
        let before = page.clone();
        let back = found.apply(page);
        let mut again = page.clone();
        back.apply(&mut again);
        assert_eq!(again, before, "taken back");
    }
    found
}

fn ids(page: &Page) -> Vec<&str> {
    page.elements.iter().map(|element| element.id.as_str()).collect()
}

const BOX: [(f64, f64); 5] = [(100.0, 100.0), (300.0, 102.0), (301.0, 150.0), (99.0, 149.0), (101.0, 101.0)];

#[test]
fn a_box_is_a_rectangle() {
    let mut page = Page::default();
    let found = draw(&mut page, "pen", &BOX).unwrap();
    assert_eq!(found.take, ["pen".into()]);
    assert_eq!(page.elements[0].kind, Kind::Rectangle);
    let rect = page.elements[0].rect();
    assert!((rect.x0 - 100.0).abs() < 2.0 && (rect.y1 - 150.0).abs() < 2.0, "{rect:?}");
    assert_eq!((page.elements[0].angle, ids(&page)), (0.0, vec!["pen"]));
}

#[test]
fn a_crossed_box_is_an_image_and_keeps_its_id() {
    let mut page = Page::default();
    draw(&mut page, "box", &BOX).unwrap();
    assert_eq!(draw(&mut page, "one", &[(102.0, 101.0), (299.0, 148.0)]).unwrap().found.shape.name(), "line");
    let found = draw(&mut page, "two", &[(298.0, 102.0), (101.0, 149.0)]).unwrap();
    assert_eq!(found.found.shape.name(), "image");
    assert_eq!(ids(&page), ["box"]);
    assert_eq!(page.elements[0].kind, Kind::Image { picture: None });
}

#[test]
fn a_line_with_a_head_is_an_arrow() {
    let mut page = Page::default();
    draw(&mut page, "shaft", &[(0.0, 0.0), (200.0, 3.0)]).unwrap();
    let found = draw(&mut page, "head", &[(180.0, -14.0), (201.0, 2.0), (181.0, 17.0)]).unwrap();
    assert_eq!(found.found.shape.name(), "arrow");
    let Kind::Arrow(arrow) = &page.elements[0].kind else { panic!("{:?}", page.elements[0]) };
    assert_eq!((&arrow.start_head, &arrow.end_head), (&Head::None, &Head::Arrow));
    // The other end too.
    let found = draw(&mut page, "tail", &[(20.0, -14.0), (-1.0, 2.0), (19.0, 17.0)]).unwrap();
    assert_eq!(found.found.shape.name(), "arrow");
    let Kind::Arrow(arrow) = &page.elements[0].kind else { panic!("{:?}", page.elements[0]) };
    assert_eq!((&arrow.start_head, &arrow.end_head), (&Head::Arrow, &Head::Arrow));
}

#[test]
fn a_box_with_a_triangle_is_a_select() {
    let mut page = Page::default();
    draw(&mut page, "box", &BOX).unwrap();
    draw(&mut page, "v", &[(270.0, 118.0), (280.0, 134.0), (291.0, 117.0)]).unwrap();
    let Kind::Component(select) = &page.elements[0].kind else { panic!("{:?}", page.elements[0]) };
    assert_eq!((select.kind, ids(&page)), (ComponentKind::Select, vec!["box"]));
}

#[test]
fn a_small_box_before_words_is_a_checkbox_with_these_words() {
    let mut page = Page::default();
    let mut text = crate::recognise::page::element_of(
        "words".into(),
        &crate::recognise::Shape::Text { at: Rect::new(140.0, 100.0, 240.0, 120.0) },
        crate::scene::Style::default(),
        None,
    );
    if let Kind::Text(text) = &mut text.kind {
        text.text = "Remember me".into();
    }
    page.elements.push(Arc::new(text));
    draw(&mut page, "box", &[(100.0, 99.0), (122.0, 100.0), (122.0, 121.0), (100.0, 121.0), (100.0, 100.0)])
        .unwrap();
    let Kind::Component(tick) = &page.elements[0].kind else { panic!("{:?}", page.elements[0]) };
    assert_eq!((tick.kind, tick.text.as_str()), (ComponentKind::Checkbox, "Remember me"));
    assert_eq!(ids(&page), ["box"]);
}

#[test]
fn a_squiggle_in_a_box_is_its_label() {
    let mut page = Page::default();
    draw(&mut page, "box", &BOX).unwrap();
    let waves: Vec<(f64, f64)> =
        (0..13).map(|i| (150.0 + 8.0 * f64::from(i), if i % 2 == 0 { 132.0 } else { 117.0 })).collect();
    let found = draw(&mut page, "label", &waves).unwrap();
    assert_eq!(found.found.shape.name(), "text");
    assert_eq!(page.elements[1].parent, Some("box".into()));
}

#[test]
fn what_means_nothing_changes_nothing() {
    let mut page = Page::default();
    assert_eq!(draw(&mut page, "tick", &[(0.0, 10.0), (8.0, 20.0), (30.0, -10.0)]), None);
    assert_eq!(draw(&mut page, "dot", &[(0.0, 10.0), (2.0, 11.0)]), None);
    assert_eq!(on_page(&page, &["nobody".into()], &Settings::default()), None);
    assert_eq!(on_page(&page, &[], &Settings::default()), None);
    assert_eq!(ids(&page), ["tick", "dot"]);
}

#[test]
fn strokes_from_json() {
    let (read, said) =
        read_strokes(r#"[[[0,0],[100,1,0.5]], {"points":[{"x":1,"y":2},{"x":3}]}, 7, [[1e999,0],[null,2]]]"#)
            .unwrap_or_else(|_| {
                read_strokes(r#"[[[0,0],[100,1,0.5]], {"points":[{"x":1,"y":2},{"x":3}]}, 7, [[null,2]]]"#)
                    .unwrap()
            });
    assert_eq!(read.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 0, 0]);
    assert_eq!(said.len(), 3, "{said:?}");
    let drawn = strokes(&read, &Settings::default());
    assert_eq!(
        drawn[0].to_json().to_string(),
        r#"{"points":[[0.0,0.5],[100.0,0.5]],"shape":"line","strokes":[0],"sure":1.0}"#
    );
    assert_eq!(drawn[2].to_json().to_string(), r#"{"shape":"freehand","strokes":[2]}"#);
    assert!(read_strokes("{}").is_err() && read_strokes("[").is_err());
}

#[test]
fn bad_input() {
    let nan = Point::new(f64::NAN, 1.0);
    let far = Point::new(1e300, -1e300);
    let inputs = [
        vec![],
        vec![nan; 5],
        vec![far, Point::ZERO, far],
        vec![Point::ZERO; 9],
        vec![Point::ZERO, Point::new(1e-300, 0.0), Point::new(50.0, 0.0), Point::ZERO],
        (0..100_000).map(|i| Point::new(f64::from(i % 7), f64::from(i % 11))).collect(),
        vec![Point::ZERO, Point::new(100.0, 0.0), Point::new(100.0, 0.0), Point::ZERO],
        vec![Point::ZERO, Point::new(1e6, 0.0), Point::new(1e6, 1e6), Point::new(0.0, 1e6), Point::ZERO],
    ];
    for settings in [
        Settings::default(),
        Settings { least: 0.0, signs: true },
        Settings { least: f64::NAN, signs: false },
    ] {
        let _ = strokes(&inputs, &settings);
        for input in &inputs {
            let _ = crate::recognise::stroke(input, &settings);
        }
    }
}
