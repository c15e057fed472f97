//! Pages to show and to measure with.

use std::sync::Arc;

use justbuilt_sketch::canvas::Options;
use justbuilt_sketch::scene::{
    Align, Binding, Component, ComponentKind, Element, FillStyle, Head, Kind, Linear, Page, Routing, Stroke,
    StrokeStyle, Style, Text, Vertical,
};
use justbuilt_ui::tokens::canvas::{FILLS, STROKES};
use kurbo::{Point, Rect};

fn at(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect::from_origin_size((x, y), (width, height))
}

/// Collects elements.
#[derive(Default)]
pub struct Draw {
    elements: Vec<Element>,
}

impl Draw {
    fn add(&mut self, id: &str, kind: Kind, rect: Rect) -> &mut Element {
        let place = self.elements.len();
        self.elements.push(Element::new(id.to_owned(), kind, rect));
        &mut self.elements[place]
    }

    fn text(&mut self, id: &str, words: &str, size: f64, rect: Rect, middle: bool) -> &mut Element {
        let mut text = Text { text: words.into(), size, ..Options::default().text };
        if middle {
            (text.align, text.vertical) = (Align::Middle, Vertical::Middle);
        }
        self.add(id, Kind::Text(text), rect)
    }

    fn page(self) -> Page {
        Page {
            id: "page".into(),
            name: "Page 1".into(),
            elements: self.elements.into_iter().map(Arc::new).collect(),
            ..Page::default()
        }
    }
}

/// A screen with components, a flow with bound arrows, strokes of a pen, every fill.
pub fn page() -> Page {
    let mut draw = Draw::default();
    let frame = draw.add("frame", Kind::Frame, at(0.0, 0.0, 420.0, 520.0));
    frame.name = Some("Sign in".into());
    frame.style =
        Style { fill: FILLS[1].1.into(), stroke: STROKES[1].1.into(), stroke_width: 1.0, ..Style::default() };
    draw.text("title", "Welcome back", 28.0, at(40.0, 40.0, 200.0, 35.0), false).parent =
        Some("frame".to_owned().into());
    let parts = [
        (ComponentKind::NavBar, "Acme\nHome\nDocs", at(0.0, 0.0, 420.0, 0.0)),
        (ComponentKind::Input, "you@example.com", at(40.0, 110.0, 340.0, 40.0)),
        (ComponentKind::Input, "Password", at(40.0, 166.0, 340.0, 40.0)),
        (ComponentKind::Checkbox, "Stay signed in", at(40.0, 222.0, 200.0, 24.0)),
        (ComponentKind::Toggle, "Dark mode", at(40.0, 254.0, 200.0, 24.0)),
        (ComponentKind::Button, "Sign in", at(40.0, 296.0, 340.0, 40.0)),
        (ComponentKind::Tabs, "First\nSecond\nThird", at(40.0, 356.0, 340.0, 40.0)),
        (ComponentKind::Slider, "", at(40.0, 410.0, 340.0, 24.0)),
        (ComponentKind::Chart, "40,65,30,80,55", at(40.0, 444.0, 160.0, 64.0)),
        (ComponentKind::Avatar, "", at(330.0, 450.0, 48.0, 48.0)),
    ];
    for (i, (kind, text, rect)) in parts.into_iter().enumerate() {
        if rect.height() > 0.0 {
            let component = Component { kind, text: text.into(), on: true, value: 0.6 };
            draw.add(&format!("part{i}"), Kind::Component(component), rect).parent =
                Some("frame".to_owned().into());
        }
    }
    let looks = [
        ("idea", "Idea", "rect", at(520.0, 20.0, 150.0, 70.0), FILLS[6].1, FillStyle::Solid, 0.0),
        ("draw", "Draw it", "ellipse", at(760.0, 10.0, 160.0, 90.0), FILLS[5].1, FillStyle::Hachure, 1.0),
        ("ok", "Good?", "diamond", at(770.0, 180.0, 150.0, 110.0), FILLS[4].1, FillStyle::CrossHatch, 1.0),
        ("code", "Code", "rect", at(520.0, 200.0, 150.0, 70.0), FILLS[3].1, FillStyle::Zigzag, 2.0),
    ];
    for (id, words, kind, rect, fill, fill_style, roughness) in looks {
        let kind = match kind {
            "ellipse" => Kind::Ellipse,
            "diamond" => Kind::Diamond,
            _ => Kind::Rectangle,
        };
        let shape = draw.add(id, kind, rect);
        shape.style = Style { fill: fill.into(), fill_style, roughness, corner: 10.0, ..Style::default() };
        let place = at(rect.center().x - 35.0, rect.center().y - 12.5, 70.0, 25.0);
        draw.text(&format!("{id}-label"), words, 20.0, place, true).parent = Some(id.to_owned().into());
    }
    let arrows = [
        ("a1", (675.0, 55.0), vec![(0.0, 0.0), (80.0, 0.0)], Routing::Straight, "idea", "draw"),
        ("a2", (840.0, 105.0), vec![(0.0, 0.0), (40.0, 34.0), (5.0, 70.0)], Routing::Curved, "draw", "ok"),
        ("a3", (765.0, 235.0), vec![(0.0, 0.0), (-90.0, 0.0)], Routing::Straight, "ok", "code"),
        (
            "a4",
            (845.0, 295.0),
            vec![(0.0, 0.0), (0.0, 60.0), (-250.0, 60.0), (-250.0, -20.0)],
            Routing::Elbow,
            "ok",
            "code",
        ),
    ];
    for (id, from, points, routing, start, end) in arrows {
        let bound =
            |to: &str| Some(Binding { element: to.to_owned().into(), at: Point::new(0.5, 0.5), gap: 5.0 });
        let linear = Linear {
            points: points.into_iter().map(Point::from).collect(),
            routing,
            start: bound(start),
            end: bound(end),
            start_head: Head::None,
            end_head: Head::Arrow,
        };
        let dashed = id == "a4";
        let arrow = draw.add(id, Kind::Arrow(linear), at(from.0, from.1, 0.0, 0.0));
        arrow.style.roughness = if routing == Routing::Curved { 1.0 } else { 0.0 };
        if dashed {
            arrow.style.stroke_style = StrokeStyle::Dashed;
            arrow.style.stroke = STROKES[5].1.into();
        }
    }
    let mut points = Vec::new();
    let mut pressures = Vec::new();
    for i in 0..120 {
        let t = f64::from(i) / 119.0;
        points.push(Point::new(t * 330.0, 30.0 + (t * 22.0).sin() * 26.0 * (1.0 - t * 0.6)));
        pressures.push(0.25 + 0.6 * (t * 9.0).sin().abs());
    }
    let pen = draw.add("pen", Kind::Freehand(Stroke { points, pressures }), at(540.0, 410.0, 330.0, 60.0));
    pen.style = Style { stroke: STROKES[6].1.into(), stroke_width: 4.0, ..Style::default() };
    let turned = draw.add("turned", Kind::Rectangle, at(1000.0, 60.0, 120.0, 80.0));
    turned.angle = 0.35;
    turned.style =
        Style { stroke: STROKES[2].1.into(), stroke_style: StrokeStyle::Dashed, ..Style::default() };
    draw.text("note", "Everything\nsnaps, binds\nand follows", 18.0, at(990.0, 200.0, 140.0, 68.0), false);
    draw.add("picture", Kind::Image { picture: None }, at(990.0, 320.0, 150.0, 100.0)).style.roughness = 1.0;
    draw.page()
}

/// So many elements in a square: boxes, ellipses, diamonds, and every eighth a text.
pub fn many(count: usize) -> Page {
    let mut draw = Draw::default();
    let across = (count as f64).sqrt().ceil() as usize;
    for i in 0..count {
        let rect = at((i % across) as f64 * 60.0, (i / across) as f64 * 50.0, 44.0, 32.0);
        let id = format!("e{i}");
        match i % 8 {
            0 => {
                draw.text(&id, "Words", 14.0, rect, false);
            }
            1 | 2 => draw.add(&id, Kind::Ellipse, rect).style.fill = FILLS[6].1.into(),
            3 => draw.add(&id, Kind::Diamond, rect).style.fill = FILLS[4].1.into(),
            4 => {
                let points = vec![Point::ZERO, Point::new(44.0, 32.0)];
                let linear = Linear { points, end_head: Head::Arrow, ..Linear::default() };
                draw.add(&id, Kind::Arrow(linear), rect);
            }
            _ => {
                let shape = draw.add(&id, Kind::Rectangle, rect);
                shape.style = Style { fill: FILLS[5].1.into(), corner: 6.0, ..Style::default() };
            }
        }
    }
    draw.page()
}
