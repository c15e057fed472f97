//! One small drawing a rule. Not measurements.

use crate::classify::classify;
use crate::layout::Role;
use crate::scene::{
    Align, Component, ComponentKind, Element, ElementId, Family, Kind, Linear, Page, Text, Vertical,
};
use kurbo::{Point, Rect};
use std::sync::Arc;

struct Drawing(Page);

impl Drawing {
    fn new() -> Self {
        Self(Page::default())
    }

    fn add(mut self, id: &str, kind: Kind, at: [f64; 4]) -> Self {
        let rect = Rect::from_origin_size((at[0], at[1]), (at[2], at[3]));
        self.0.elements.push(Arc::new(Element::new(id, kind, rect)));
        self
    }

    fn rect(self, id: &str, at: [f64; 4]) -> Self {
        self.add(id, Kind::Rectangle, at)
    }

    fn text(self, id: &str, words: &str, x: f64, y: f64, size: f64) -> Self {
        let text = Text {
            text: words.into(),
            size,
            family: Family::Sans,
            weight: 400,
            italic: false,
            line_height: 1.25,
            align: Align::Start,
            vertical: Vertical::Top,
            auto_width: true,
            wrapped: None,
        };
        let width = 0.5 * size * words.lines().map(|line| line.chars().count()).max().unwrap_or(0) as f64;
        let height = 1.25 * size * words.lines().count() as f64;
        self.add(id, Kind::Text(text), [x, y, width, height])
    }

    fn line(self, id: &str, points: &[(f64, f64)]) -> Self {
        let at =
            points.iter().fold(Rect::from_points(points[0], points[0]), |r, p| r.union_pt(Point::from(*p)));
        let points = points.iter().map(|p| (Point::from(*p) - at.origin()).to_point()).collect();
        let kind = Kind::Line(Linear { points, ..Linear::default() });
        self.add(id, kind, [at.x0, at.y0, at.width(), at.height()])
    }

    /// `id role parts` a line.
    fn check(&self, expected: &str) {
        let ids: Vec<ElementId> = self.0.elements.iter().map(|element| element.id.clone()).collect();
        let mut lines = String::new();
        for (id, guess) in classify(&self.0, &ids) {
            assert!((0.0..=1.0).contains(&guess.sure));
            let parts: Vec<&str> = guess.parts.iter().map(ElementId::as_str).collect();
            lines += &format!("{id} {:?} {}\n", guess.role, parts.join(" "));
        }
        let lines: Vec<&str> = lines.lines().map(str::trim).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, expected);
    }
}

#[test]
fn a_form() {
    Drawing::new()
        .text("a-title", "Sign in", 20.0, 0.0, 28.0)
        .text("b-email", "Email", 20.0, 60.0, 14.0)
        .rect("c-email", [20.0, 82.0, 280.0, 36.0])
        .text("d-hint", "you@example.org", 30.0, 91.0, 14.0)
        .text("e-password", "Password:", 20.0, 134.0, 14.0)
        .rect("f-password", [20.0, 156.0, 280.0, 36.0])
        .rect("g-box", [20.0, 206.0, 18.0, 18.0])
        .text("h-remember", "Remember me", 46.0, 206.0, 14.0)
        .rect("i-button", [20.0, 240.0, 120.0, 40.0])
        .text("j-go", "Sign in", 55.0, 251.0, 14.0)
        .check(
            "a-title Heading(1)
            b-email Label(\"c-email\")
            c-email Control(Input)
            d-hint Paragraph
            e-password Label(\"f-password\")
            f-password Control(Input)
            g-box Control(Checkbox) h-remember
            h-remember Paragraph
            i-button Control(Button)
            j-go Paragraph",
        );
}

#[test]
fn controls_with_marks() {
    Drawing::new()
        .rect("a-picture", [0.0, 0.0, 200.0, 120.0])
        .line("a1", &[(0.0, 0.0), (200.0, 120.0)])
        .line("a2", &[(200.0, 0.0), (0.0, 120.0)])
        .rect("b-select", [0.0, 140.0, 200.0, 36.0])
        .line("b1", &[(170.0, 154.0), (178.0, 164.0), (186.0, 154.0)])
        .text("b2", "Country", 10.0, 149.0, 14.0)
        .rect("c-toggle", [0.0, 200.0, 44.0, 24.0])
        .add("c1", Kind::Ellipse, [22.0, 202.0, 20.0, 20.0])
        .line("d-slider", &[(0.0, 250.0), (200.0, 250.0)])
        .add("d1", Kind::Ellipse, [90.0, 242.0, 16.0, 16.0])
        .line("e-rule", &[(0.0, 280.0), (400.0, 281.0)])
        .add("f-radio", Kind::Ellipse, [0.0, 300.0, 18.0, 18.0])
        .text("f1", "Yes, please", 26.0, 300.0, 14.0)
        .check(
            "a-picture Picture a1 a2
            a1 Picture
            a2 Picture
            b-select Control(Select) b1
            b1 Picture
            b2 Paragraph
            c-toggle Control(Toggle) c1
            c1 Picture
            d-slider Control(Slider) d1
            d1 Picture
            e-rule Rule
            f-radio Control(Radio) f1
            f1 Paragraph",
        );
}

#[test]
fn a_page() {
    let mut drawing = Drawing::new().rect("a-bar", [0.0, 0.0, 1000.0, 60.0]);
    for (i, word) in ["Home", "Prices", "About"].iter().enumerate() {
        drawing = drawing.text(&format!("a{i}"), word, 500.0 + 100.0 * i as f64, 20.0, 16.0);
    }
    for i in 0..3 {
        let x = 340.0 * f64::from(i);
        drawing = drawing
            .rect(&format!("b{i}-card"), [x, 120.0, 320.0, 240.0])
            .text(&format!("b{i}-head"), "Fast", x + 20.0, 140.0, 24.0)
            .text(
                &format!("b{i}-text"),
                "Some words that say why this is\nworth your time, in two lines.",
                x + 20.0,
                180.0,
                16.0,
            );
    }
    drawing.text("c-end", "x", 0.0, 800.0, 16.0).check(
        "a-bar Navigation
        a0 Paragraph
        a1 Paragraph
        a2 Paragraph
        b0-card Article
        b0-head Heading(1)
        b0-text Paragraph
        b1-card Article
        b1-head Heading(1)
        b1-text Paragraph
        b2-card Article
        b2-head Heading(1)
        b2-text Paragraph
        c-end Paragraph",
    );
}

#[test]
fn what_is_said_is_believed() {
    let component = Component { kind: ComponentKind::Chart, ..Component::default() };
    let drawing = Drawing::new().add("chart", Kind::Component(component), [0.0, 0.0, 10.0, 10.0]).add(
        "image",
        Kind::Image { picture: None },
        [0.0, 0.0, 10.0, 10.0],
    );
    let ids: Vec<ElementId> = ["chart", "image", "nobody"].map(ElementId::from).to_vec();
    let guesses = classify(&drawing.0, &ids);
    assert_eq!(guesses.len(), 2);
    assert_eq!(guesses[&ids[0]].role, Role::Control(ComponentKind::Chart));
    assert!(guesses.values().all(|guess| guess.sure == 1.0));
}

#[test]
fn bad_input() {
    let drawing = Drawing::new()
        .rect("nan", [f64::NAN, 0.0, 1.0, 1.0])
        .rect("huge", [-1e300, -1e300, 1e308, 1e308])
        .rect("none", [0.0, 0.0, 0.0, 0.0])
        .rect("same", [0.0, 0.0, 0.0, 0.0])
        .text("empty", "", 0.0, 0.0, f64::NAN)
        .line("dot", &[(0.0, 0.0)])
        .add("bare", Kind::Line(Linear::default()), [0.0, 0.0, 0.0, 0.0]);
    let ids: Vec<ElementId> = drawing.0.elements.iter().map(|element| element.id.clone()).collect();
    let _ = classify(&drawing.0, &ids);
    let mut looped = drawing.0.clone();
    for (i, element) in looped.elements.iter_mut().enumerate() {
        Arc::make_mut(element).parent = Some(ids[(i + 1) % ids.len()].clone());
    }
    let _ = classify(&looped, &ids);
    assert!(classify(&Page::default(), &ids).is_empty());
}
