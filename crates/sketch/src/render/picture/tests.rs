//! Files that drawings leave as: what is in them, and that they come back.

use super::{Error, Format, Ground, Look, make, words};
use crate::excalidraw;
use crate::render::raster::Fonts;
use crate::scene::{Align, Element, Family, Kind, Page, Sketch, Stroke, Text, Vertical};
use kurbo::{Point, Rect};
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn text(id: &str, at: (f64, f64), words: &str, family: Family) -> Arc<Element> {
    weighed(id, at, words, family, 400)
}

fn weighed(id: &str, (x, y): (f64, f64), words: &str, family: Family, weight: u16) -> Arc<Element> {
    let text = Text {
        text: words.into(),
        size: 20.0,
        family,
        weight,
        italic: false,
        line_height: 1.25,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width: true,
        wrapped: None,
    };
    Arc::new(Element::new(id, Kind::Text(text), Rect::new(x, y, x + 200.0, y + 25.0)))
}

fn sketch(elements: Vec<Arc<Element>>) -> Sketch {
    let page = Page { id: "p".into(), elements, ..Page::default() };
    Sketch { pages: vec![page], ..Sketch::default() }
}

fn fonts() -> Fonts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    let files = [
        "Inter-Regular",
        "Gelasio-Regular",
        "Excalifont-Regular",
        "Excalifont-Bold",
        "JetBrainsMono-Regular",
    ];
    Fonts::new(files.map(|name| fs::read(folder.join(name).with_extension("ttf")).unwrap()))
}

fn of(sketch: &Sketch, look: Look) -> Vec<u8> {
    make(sketch, 0, &look, Some(&fonts())).unwrap().0
}

#[test]
fn each_family_has_a_face_of_its_own() {
    let families = [Family::Sans, Family::Serif, Family::Hand, Family::Mono];
    let painted = families.map(|family| {
        let sketch = sketch(vec![text("a", (0.0, 0.0), "Hamburg", family)]);
        of(&sketch, Look { ground: Ground::Filled, ..Look::default() })
    });
    for (at, one) in painted.iter().enumerate() {
        assert!(painted.iter().skip(at + 1).all(|other| other != one), "{:?}", families[at]);
    }
    let bold = |weight| {
        of(&sketch(vec![weighed("a", (0.0, 0.0), "Hamburg", Family::Hand, weight)]), Look::default())
    };
    assert_ne!(bold(400), bold(700), "bold by hand");
}

#[test]
fn italic_words_are_slanted_where_no_face_is() {
    let painted = |italic| {
        let mut element = Element::clone(&text("a", (0.0, 0.0), "HIL", Family::Hand));
        let Kind::Text(words) = &mut element.kind else { unreachable!() };
        words.italic = italic;
        of(&sketch(vec![Arc::new(element)]), Look::default())
    };
    assert_ne!(painted(true), painted(false));
}

#[test]
fn a_pen_that_goes_over_its_own_ink_leaves_no_hole() {
    // Twice around a circle.
    let around = (0..=80).map(|step| kurbo::Vec2::from_angle(f64::from(step) * std::f64::consts::TAU / 40.0));
    let points: Vec<Point> = around.map(|at| Point::new(40.0, 40.0) + at * 30.0).collect();
    let stroke = Stroke { points, pressures: Vec::new() };
    let mut element = Element::new("a", Kind::Freehand(stroke), Rect::new(0.0, 0.0, 80.0, 80.0));
    element.style.stroke_width = 4.0;
    let sketch = sketch(vec![Arc::new(element)]);
    let look = Look { view: Some(Rect::new(0.0, 0.0, 80.0, 80.0)), ..Look::default() };
    let (pixels, _) = super::pixels(&sketch, 0, &look, 1e6, &fonts()).unwrap();
    let alpha = |x: usize, y: usize| pixels.rgba[(y * 80 + x) * 4 + 3];
    for (x, y) in [(40, 10), (10, 40), (40, 70)] {
        assert!(alpha(x, y) > 250, "{x}, {y}: {}", alpha(x, y));
    }
    assert_eq!(alpha(40, 40), 0);
}

#[test]
fn outlines_need_no_font() {
    let sketch = sketch(vec![text("a", (0.0, 0.0), "Hamburg", Family::Hand)]);
    let svg = |outlines| {
        String::from_utf8(of(&sketch, Look { format: Format::Svg, outlines, ..Look::default() })).unwrap()
    };
    assert!(svg(false).contains("<text") && svg(false).contains("Hamburg"));
    assert!(!svg(true).contains("<text") && svg(true).contains("<path"), "{}", svg(true));
    let look = Look { format: Format::Svg, outlines: true, ..Look::default() };
    assert_eq!(make(&sketch, 0, &look, None), Err(Error::NoPainter));
}

#[test]
fn the_drawing_goes_along_and_comes_back() {
    let sketch = sketch(vec![text("a", (0.0, 0.0), "Hamburg", Family::Serif)]);
    for (format, outlines) in
        [(Format::Png, false), (Format::Svg, false), (Format::Svg, true), (Format::Excalidraw, false)]
    {
        let bytes = of(&sketch, Look { format, outlines, scene: true, ..Look::default() });
        let (back, told) = excalidraw::read(bytes).unwrap();
        assert_eq!(told, []);
        let Kind::Text(text) = &back.pages[0].elements[0].kind else { panic!("{back:?}") };
        assert_eq!((text.text.as_str(), text.family), ("Hamburg", Family::Serif));
    }
}

#[test]
fn the_ground_is_as_asked() {
    let mut sketch = sketch(vec![text("a", (0.0, 0.0), "Hamburg", Family::Sans)]);
    let ground = |sketch: &Sketch, ground| {
        let svg = of(sketch, Look { format: Format::Svg, ground, ..Look::default() });
        let svg = String::from_utf8(svg).unwrap();
        svg.lines().nth(1).filter(|line| line.contains("<rect")).map(str::to_owned)
    };
    assert_eq!(ground(&sketch, Ground::Own), None);
    assert!(ground(&sketch, Ground::Filled).unwrap().contains("#ffffff"));
    sketch.background = Some("#123456".into());
    assert!(ground(&sketch, Ground::Own).unwrap().contains("#123456"));
    assert!(ground(&sketch, Ground::Filled).unwrap().contains("#123456"));
    assert_eq!(ground(&sketch, Ground::None), None);
}

#[test]
fn nothing_drawn_is_no_picture() {
    let look = Look::default();
    assert_eq!(make(&sketch(Vec::new()), 0, &look, Some(&fonts())), Err(Error::Empty));
}

#[test]
fn words_are_read_as_a_person_reads() {
    let page = sketch(vec![
        text("below", (0.0, 100.0), "two\nlines", Family::Sans),
        text("right", (300.0, 2.0), "right", Family::Sans),
        text("left", (0.0, 0.0), "left", Family::Sans),
    ]);
    assert_eq!(words(&page.pages[0]), "left\nright\ntwo\nlines\n");
}
