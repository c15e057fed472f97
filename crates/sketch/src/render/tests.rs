//! Marks of every kind; pictures of real drawings.

use super::raster::{Fonts, png, png_within};
use super::{Colour, Mark, marks, measure, page, svg, wireframe};
use crate::scene::{
    Align, Component, ComponentKind, Element, Family, FillStyle, Head, Kind, Linear, Page, Picture, Routing,
    Sketch, Stroke, StrokeStyle, Text, Vertical,
};
use justbuilt_testkit::{corpus, random_cases, repository};
use kurbo::{Point, Rect, Shape};
use std::fs;
use std::sync::Arc;

const ALL: [ComponentKind; 18] = [
    ComponentKind::Button,
    ComponentKind::Input,
    ComponentKind::TextArea,
    ComponentKind::Checkbox,
    ComponentKind::Radio,
    ComponentKind::Toggle,
    ComponentKind::Select,
    ComponentKind::Slider,
    ComponentKind::Tabs,
    ComponentKind::Table,
    ComponentKind::Card,
    ComponentKind::List,
    ComponentKind::NavBar,
    ComponentKind::Avatar,
    ComponentKind::Image,
    ComponentKind::Icon,
    ComponentKind::Modal,
    ComponentKind::Chart,
];

fn element(id: &str, kind: Kind) -> Element {
    Element::new(id, kind, Rect::new(10.0, 20.0, 110.0, 80.0))
}

fn text(words: &str) -> Kind {
    Kind::Text(Text {
        text: words.into(),
        size: 20.0,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: 1.25,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width: true,
        wrapped: None,
    })
}

fn linear(points: &[(f64, f64)]) -> Linear {
    Linear { points: points.iter().map(|p| Point::from(*p)).collect(), ..Linear::default() }
}

fn sketch(elements: Vec<Element>) -> Sketch {
    let page = Page { elements: elements.into_iter().map(Arc::new).collect(), ..Page::default() };
    Sketch { background: Some("#fff".into()), pages: vec![page], ..Sketch::default() }
}

/// The box of all lines and areas.
fn bounds(marks: &[Mark]) -> Rect {
    let boxes = marks.iter().filter_map(|mark| match mark {
        Mark::Fill { path, .. } | Mark::Line { path, .. } => Some(path.bounding_box()),
        _ => None,
    });
    boxes.reduce(|a, b| a.union(b)).unwrap()
}

fn fonts() -> Fonts {
    let folder = repository().join("assets/fonts");
    Fonts::new(
        ["Inter-Regular.ttf", "JetBrainsMono-Regular.ttf"].map(|name| fs::read(folder.join(name)).unwrap()),
    )
}

#[test]
fn a_clean_shape_is_exact_and_a_rough_one_near_it() {
    for kind in [Kind::Rectangle, Kind::Diamond, Kind::Ellipse] {
        let mut shape = element("a", kind);
        let exact = marks(&shape, None);
        let clean = bounds(&exact);
        assert!(
            (clean.x0.abs() + clean.y0.abs() + (clean.x1 - 100.0).abs() + (clean.y1 - 60.0).abs()) < 0.1,
            "{clean:?}"
        );
        shape.style.roughness = 1.0;
        let rough = marks(&shape, None);
        assert_ne!(rough, exact);
        assert!(Rect::new(-6.0, -6.0, 106.0, 66.0).contains_rect(bounds(&rough)), "{:?}", bounds(&rough));
        assert_eq!(rough, marks(&shape, None), "the same element has the same marks");
        shape.id = "b".into();
        assert_ne!(rough, marks(&shape, None), "another has others");
    }
}

#[test]
fn areas_are_filled_with_lines_inside_them() {
    for style in [FillStyle::Hachure, FillStyle::CrossHatch, FillStyle::Zigzag, FillStyle::Solid] {
        let mut shape = element("a", Kind::Ellipse);
        shape.style.fill = "#f00".into();
        shape.style.fill_style = style;
        let marks = marks(&shape, None);
        assert_eq!(marks.len(), 2);
        match &marks[0] {
            Mark::Fill { colour, .. } => assert!(style == FillStyle::Solid && colour.hex() == "#ff0000"),
            Mark::Line { path, width, .. } => {
                assert_eq!(*width, 1.0);
                let count = path.segments().count();
                let least = if style == FillStyle::CrossHatch { 20 } else { 10 };
                assert!(count >= least, "{style:?}: {count}");
                for segment in path.segments() {
                    let middle = kurbo::ParamCurve::eval(&segment, 0.5);
                    let inside = ((middle.x - 50.0) / 50.5).powi(2) + ((middle.y - 30.0) / 30.5).powi(2);
                    assert!(inside <= 1.1, "{style:?}: {middle:?}");
                }
            }
            _ => panic!("no area"),
        }
    }
    let mut huge = element("a", Kind::Rectangle);
    (huge.width, huge.height) = (1e8, 1e8);
    huge.style.fill = "red".into();
    huge.style.fill_style = FillStyle::Hachure;
    assert!(marks(&huge, None).len() == 2);
}

#[test]
fn lines_have_dashes_heads_and_room_for_their_label() {
    let mut line = linear(&[(0.0, 30.0), (100.0, 30.0)]);
    line.end_head = Head::Triangle;
    let mut arrow = element("a", Kind::Arrow(line));
    arrow.style.stroke_style = StrokeStyle::Dashed;
    let plain = marks(&arrow, None);
    assert_eq!(plain.len(), 3);
    assert!(matches!(&plain[0], Mark::Line { dash, width, .. } if dash == &[8.0, 10.0] && *width == 2.5));
    assert!(matches!(&plain[1], Mark::Fill { .. }));
    let cut = marks(&arrow, Some(Rect::new(40.0, 20.0, 60.0, 40.0)));
    let Mark::Line { path, .. } = &cut[0] else { panic!("no line") };
    let pieces: Vec<(f64, f64)> =
        path.segments().map(|s| (kurbo::ParamCurve::start(&s).x, kurbo::ParamCurve::end(&s).x)).collect();
    assert_eq!(pieces, [(0.0, 40.0), (60.0, 100.0)]);
    for head in [
        "circle",
        "circle_outline",
        "bar",
        "diamond",
        "diamond_outline",
        "triangle_outline",
        "crowfoot_many",
        "crowfoot_one",
        "crowfoot_one_or_many",
        "new",
    ] {
        let mut line = linear(&[(0.0, 0.0), (50.0, 0.0), (100.0, 60.0)]);
        line.start_head = Head::Other(head.into());
        line.routing = Routing::Curved;
        assert!(marks(&element("a", Kind::Line(line)), None).len() > 1, "{head}");
    }
    let elbow = Linear { routing: Routing::Elbow, ..linear(&[(0.0, 0.0), (50.0, 0.0), (50.0, 60.0)]) };
    let elbow = marks(&element("a", Kind::Arrow(elbow)), None);
    assert_eq!(bounds(&elbow), Rect::new(0.0, 0.0, 50.0, 60.0));
}

#[test]
fn parents_hide_fade_and_cut() {
    let mut frame = element("f", Kind::Frame);
    frame.name = Some("Screen".into());
    let mut group = element("g", Kind::Group);
    group.parent = Some("f".into());
    group.style.opacity = 0.5;
    let mut shape = element("s", Kind::Rectangle);
    (shape.parent, shape.x, shape.style.opacity) = (Some("g".into()), 90.0, 0.5);
    let mut gone = element("h", Kind::Ellipse);
    gone.hidden = true;
    let mut label = element("l", text("of what is hidden"));
    label.parent = Some("h".into());
    let sketch = sketch(vec![frame, group, shape, gone, label]);
    let drawing = page(&sketch, 0);
    let ids: Vec<&str> = drawing.elements.iter().map(|drawn| drawn.element.as_str()).collect();
    assert_eq!(ids, ["f", "s"]);
    assert_eq!(drawing.elements[1].opacity, 0.25);
    assert_eq!(drawing.elements[1].clip, Some(Rect::new(10.0, 20.0, 110.0, 80.0)));
    assert!(drawing.view.x1 < 140.0, "{:?}", drawing.view);
    let svg = svg::write(&drawing);
    assert!(
        svg.contains("clip-path=\"url(#clip-1)\"")
            && svg.contains("opacity=\"0.25\"")
            && svg.contains(">Screen<"),
        "{svg}"
    );
    assert_eq!(page(&sketch, 7).elements, vec![]);
    assert!(roxmltree::Document::parse(&svg::write(&page(&sketch, 7))).is_ok());
}

#[test]
fn components_look_like_themselves_inside_their_box() {
    for kind in ALL {
        for (words, on, size) in [
            ("", false, (240.0, 120.0)),
            ("One\nTwo, 2\nThree", true, (180.0, 36.0)),
            ("X", true, (3.0, 2.0)),
        ] {
            let component = Component { kind, text: words.into(), on, value: 0.6 };
            for (fill, rough) in [("transparent", 0.0), ("#224488", 1.0)] {
                let mut element = element("c", Kind::Component(component.clone()));
                (element.width, element.height) = size;
                (element.style.fill, element.style.roughness) = (fill.into(), rough);
                let marks = marks(&element, None);
                assert!(!marks.is_empty(), "{kind:?} {words:?}");
                let bounds = bounds(&marks);
                let room = Rect::new(-8.0, -8.0, size.0 + 8.0, size.1 + 8.0);
                assert!(
                    size.0 < 10.0 || room.contains_rect(bounds),
                    "{kind:?} {words:?} {size:?}: {bounds:?}"
                );
            }
        }
        let one = Component { kind, ..Component::default() };
        let other = Component { on: true, value: 1.0, text: "A\nB".into(), ..one.clone() };
        let style = crate::scene::Style::default();
        let look = |component: &Component| wireframe::parts(component, 200.0, 60.0, &style).len();
        assert!(look(&one) > 0 && look(&other) > 0, "{kind:?}");
        assert_eq!(wireframe::parts(&one, 0.0, f64::NAN, &style).len(), 0);
    }
}

#[test]
fn words_are_set_in_their_box() {
    let mut label = element("t", text("one\n two <&>"));
    let Kind::Text(words) = &mut label.kind else { panic!("no text") };
    (words.align, words.vertical) = (Align::Middle, Vertical::Bottom);
    let marks = marks(&label, None);
    let lines: Vec<(&str, f64)> = marks
        .iter()
        .map(|mark| match mark {
            Mark::Words(words) => (words.text.as_str(), words.x),
            _ => panic!("no words"),
        })
        .collect();
    assert_eq!(lines, [("one", 50.0), (" two <&>", 50.0)]);
    let Mark::Words(last) = &marks[1] else { panic!("no words") };
    assert!((50.0..60.0).contains(&last.y), "{}", last.y);
    assert_eq!(
        measure::wrap("a long line of words", 10.0, Family::Mono, false, 40.0),
        ["a long", "line", "of", "words"]
    );
    assert_eq!(measure::wrap("abcdefghij", 10.0, Family::Mono, false, 24.0), ["abcd", "efgh", "ij"]);
    assert_eq!(measure::wrap("", 10.0, Family::Sans, false, 0.0), [""]);
    assert!(measure::wrap("ab cd", 10.0, Family::Sans, false, 0.0).len() >= 2);
}

#[test]
fn colours_are_those_of_css() {
    for (text, shown) in [
        ("#abc", "#aabbcc"),
        ("red", "#ff0000"),
        ("rgb(1, 2, 3)", "#010203"),
        ("#11223380", "#11223380"),
        ("hsl(120, 100%, 50%)", "#00ff00"),
    ] {
        assert_eq!(Colour::parse(text).unwrap().to_string(), shown);
    }
    for none in ["", "transparent", "none", "nonsense", "#12", "rgba(0,0,0,0)"] {
        assert_eq!(Colour::parse(none), None, "{none}");
    }
}

#[test]
fn a_picture_carries_its_scene_and_its_pixels() {
    let mut shape = element("a", Kind::Rectangle);
    shape.style.fill = "#ff0000".into();
    let mut image = element("i", Kind::Image { picture: Some("p".into()) });
    image.x = 200.0;
    let mut words = element("t", text("Hello"));
    words.y = 200.0;
    words.link = Some("javascript:alert(1)".into());
    let mut sketch = sketch(vec![shape, image, words]);
    let dot = {
        let mut dot = resvg::tiny_skia::Pixmap::new(2, 2).unwrap();
        dot.fill(resvg::tiny_skia::Color::from_rgba8(0, 0, 255, 255));
        dot.encode_png().unwrap()
    };
    sketch.pictures.insert(
        "p".into(),
        Picture { media_type: "image/png".into(), bytes: dot.into(), properties: Default::default() },
    );
    let drawing = page(&sketch, 0);
    let (bytes, told) = png(&drawing, 2.0, &fonts()).unwrap();
    assert_eq!(told, vec![]);
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap();
    assert_eq!(
        (pixels.width(), pixels.height()),
        ((drawing.view.width() * 2.0).round() as u32, (drawing.view.height() * 2.0).round() as u32)
    );
    let at = |x: f64, y: f64| {
        let (x, y) = ((x - drawing.view.x0) * 2.0, (y - drawing.view.y0) * 2.0);
        let pixel = pixels.pixel(x as u32, y as u32).unwrap();
        (pixel.red(), pixel.green(), pixel.blue())
    };
    assert_eq!(at(60.0, 50.0), (255, 0, 0));
    assert_eq!(at(250.0, 50.0), (0, 0, 255));
    assert_eq!(at(150.0, 50.0), (255, 255, 255));
    let scene = crate::excalidraw::write_scene(&sketch, 0);
    let with = crate::excalidraw::into_png(&bytes, &scene).unwrap();
    assert_eq!(resvg::tiny_skia::Pixmap::decode_png(&with).unwrap().data(), pixels.data());
    assert_eq!(crate::excalidraw::read(&with).unwrap().0.pages[0].elements.len(), 3);
    let svg = svg::write(&drawing);
    assert!(!svg.contains("javascript"));
    let with = crate::excalidraw::into_svg(&svg, &scene).unwrap();
    assert!(roxmltree::Document::parse(&with).is_ok());
    assert_eq!(crate::excalidraw::read(&with).unwrap().0.pages[0].elements.len(), 3);
    // Without fonts the words are bars.
    let (bars, told) = png(&drawing, 1.0, &Fonts::default()).unwrap();
    assert!(told.len() == 1 && told[0].message.contains("painted as bars"), "{told:?}");
    assert_ne!(bars, png(&drawing, 1.0, &fonts()).unwrap().0);
    let (_, told) = png_within(&drawing, 1e6, &Fonts::default(), 1e4).unwrap();
    assert!(told.iter().any(|one| one.message.contains("its scale is")), "{told:?}");
}

#[test]
fn libraries_are_painted_as_sound_svg() {
    let Some(root) = corpus("excalidraw/libraries/ui-kits") else { return };
    for entry in fs::read_dir(root).unwrap() {
        let (sketch, _) = crate::excalidraw::read(fs::read(entry.unwrap().path()).unwrap()).unwrap();
        for number in 0..sketch.pages.len() {
            let drawing = page(&sketch, number);
            assert!(
                drawing.elements.iter().all(|drawn| !drawn.marks.is_empty() || drawn.bounds().area() >= 0.0)
            );
            let svg = svg::write(&drawing);
            assert_eq!(svg, svg::write(&page(&sketch, number)));
            assert!(roxmltree::Document::parse(&svg).is_ok());
        }
    }
}

#[test]
fn anything_is_painted_without_a_crash() {
    let odd = [0.0, -1.0, 1e8, 1e300, f64::NAN, f64::INFINITY, 1e-300, 50.0];
    random_cases(400, |random| {
        let points: Vec<(f64, f64)> =
            (0..random.below(5)).map(|_| (*random.pick(&odd), *random.pick(&odd))).collect();
        let line = Linear {
            routing: *random.pick(&[Routing::Straight, Routing::Curved, Routing::Elbow]),
            end_head: Head::Arrow,
            ..linear(&points)
        };
        let kind = match random.below(9) {
            0 => Kind::Rectangle,
            1 => Kind::Diamond,
            2 => Kind::Ellipse,
            3 => Kind::Arrow(line),
            4 => Kind::Freehand(Stroke { points: line.points, pressures: vec![f64::NAN, 9.0] }),
            5 => text(&random.text(8)),
            6 => Kind::Unknown(random.text(3)),
            7 => Kind::Image { picture: None },
            _ => Kind::Component(Component {
                kind: *random.pick(&ALL),
                text: random.text(6),
                on: true,
                value: *random.pick(&odd),
            }),
        };
        let mut one = element("a", kind);
        (one.x, one.width, one.height) = (*random.pick(&odd), *random.pick(&odd), *random.pick(&odd));
        (one.angle, one.style.corner) = (*random.pick(&odd), *random.pick(&odd));
        (one.style.roughness, one.style.stroke_width) = (*random.pick(&odd), *random.pick(&odd));
        one.style.fill = "#123".into();
        one.style.fill_style = *random.pick(&[FillStyle::Solid, FillStyle::Hachure, FillStyle::Zigzag]);
        one.parent = Some("a".into());
        let sketch = sketch(vec![one]);
        let svg = svg::write(&page(&sketch, 0));
        assert!(roxmltree::Document::parse(&svg).is_ok(), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    });
}
