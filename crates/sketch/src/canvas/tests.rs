//! Scenes, events and what becomes of them, as text.

mod arranging;
mod drawing;
mod layers;
mod random;
mod selecting;
mod speed;

use super::*;
use crate::scene::{Binding, Element, ElementId, Head, Kind, Linear, Page, Stroke, Text};
use kurbo::{Point, Rect, Vec2};
use std::fmt::Write;
use std::sync::Arc;

/// A line an element: `rect a 0,0 100x50 fill parent=g angle=90 text=…`.
pub(super) fn page(scene: &str) -> Page {
    let mut page = Page { id: "page".into(), ..Page::default() };
    for line in scene.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let mut words = line.split(' ');
        let (kind, id) = (words.next().unwrap(), words.next().unwrap());
        let at = pair(words.next().unwrap(), ',');
        let size = pair(words.next().unwrap(), 'x');
        let rect = Rect::from_origin_size(at, (size.x, size.y));
        let mut element = Element::new(id.to_owned(), Kind::Rectangle, rect);
        element.kind = match kind {
            "rect" => Kind::Rectangle,
            "diamond" => Kind::Diamond,
            "ellipse" => Kind::Ellipse,
            "frame" => Kind::Frame,
            "group" => Kind::Group,
            "text" => Kind::Text(Text { text: "words".into(), ..Options::default().text }),
            "line" | "arrow" => {
                let points = vec![Point::ZERO, Point::new(size.x, size.y)];
                let linear = Linear { points, end_head: Head::Arrow, ..Linear::default() };
                if kind == "line" { Kind::Line(linear) } else { Kind::Arrow(linear) }
            }
            "pen" => Kind::Freehand(Stroke {
                points: vec![Point::ZERO, Point::new(size.x / 2.0, size.y), Point::new(size.x, 0.0)],
                pressures: Vec::new(),
            }),
            other => panic!("{other}"),
        };
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("fill", _) => element.style.fill = "#fff".into(),
                ("locked", _) => element.locked = true,
                ("parent", id) => element.parent = Some(id.to_owned().into()),
                ("angle", v) => element.angle = v.parse::<f64>().unwrap().to_radians(),
                ("text", v) => {
                    if let Kind::Text(text) = &mut element.kind {
                        text.text = v.into();
                    }
                }
                ("start", id) | ("end", id) => {
                    let to = Binding { element: id.to_owned().into(), at: Point::new(0.5, 0.5), gap: 5.0 };
                    if let Kind::Arrow(l) | Kind::Line(l) = &mut element.kind {
                        if word.starts_with("start") { l.start = Some(to) } else { l.end = Some(to) }
                    }
                }
                (other, _) => panic!("{other}"),
            }
        }
        page.elements.push(Arc::new(element));
    }
    page
}

fn pair(text: &str, by: char) -> Point {
    let (a, b) = text.split_once(by).unwrap();
    Point::new(a.parse().unwrap(), b.parse().unwrap())
}

fn number(v: f64) -> String {
    let rounded = (v * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// The page as [`page`] reads it. New ids are `n1`, `n2`, … in the order of painting.
pub(super) fn dump(page: &Page) -> String {
    let mut names: Vec<(ElementId, String)> = Vec::new();
    for element in &page.elements {
        let new = element.id.as_str().len() == 11;
        let name = if new {
            format!("n{}", names.iter().filter(|(_, n)| n.starts_with('n')).count() + 1)
        } else {
            element.id.to_string()
        };
        names.push((element.id.clone(), name));
    }
    let name = |id: &ElementId| names.iter().find(|(i, _)| i == id).map_or("?", |(_, n)| n.as_str());
    let mut out = String::new();
    for e in &page.elements {
        let kind = match &e.kind {
            Kind::Rectangle => "rect".to_owned(),
            Kind::Diamond => "diamond".into(),
            Kind::Ellipse => "ellipse".into(),
            Kind::Line(_) => "line".into(),
            Kind::Arrow(_) => "arrow".into(),
            Kind::Freehand(_) => "pen".into(),
            Kind::Text(_) => "text".into(),
            Kind::Image { .. } => "image".into(),
            Kind::Frame => "frame".into(),
            Kind::Group => "group".into(),
            Kind::Component(c) => format!("{:?}", c.kind).to_lowercase(),
            Kind::Unknown(_) => "unknown".into(),
        };
        let r = if matches!(e.kind, Kind::Group) { Rect::ZERO } else { geometry::local_box(e) };
        write!(
            out,
            "{kind} {} {},{} {}x{}",
            name(&e.id),
            number(r.x0),
            number(r.y0),
            number(r.width()),
            number(r.height())
        )
        .unwrap();
        if let Some(parent) = &e.parent {
            write!(out, " parent={}", name(parent)).unwrap();
        }
        if e.angle != 0.0 {
            write!(out, " angle={}", number(e.angle.to_degrees())).unwrap();
        }
        if let Kind::Text(text) = &e.kind {
            write!(out, " text={}", text.text.replace('\n', "|")).unwrap();
        }
        if let Some(line) = geometry::linear(e) {
            for (word, end) in [("start", &line.start), ("end", &line.end)] {
                if let Some(binding) = end {
                    write!(out, " {word}={}", name(&binding.element)).unwrap();
                }
            }
            if line.points.len() > 2 {
                write!(out, " points={}", line.points.len()).unwrap();
            }
        }
        if e.locked {
            out.push_str(" locked");
        }
        out.push('\n');
    }
    out
}

pub(super) fn canvas(scene: &str) -> Canvas {
    let mut canvas = Canvas::new(&page(scene), 7);
    canvas.options.snap = false;
    canvas
}

/// Events in words, `;` between: `down 10,10`, `move 20,20 shift`, `up`, `click 5,5`, `double 5,5`, `key escape`,
/// `key ctrl+g`, `tool rect`, `type words`.
pub(super) fn play(canvas: &mut Canvas, script: &str) -> Vec<Action> {
    let mut out = Vec::new();
    let mut at = Point::ZERO;
    let mut time = 0.0;
    for step in script.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let mut words = step.split(' ');
        let word = words.next().unwrap();
        let rest: Vec<&str> = words.collect();
        time += 0.01;
        let has = |what: &str| rest.contains(&what);
        if let Some(p) = rest.first().filter(|w| w.contains(',') && word != "key" && word != "type") {
            at = pair(p, ',');
        }
        let device = if has("touch") {
            Device::Touch
        } else if has("pen") {
            Device::Pen
        } else {
            Device::Mouse
        };
        let button = if has("right") {
            Button::Secondary
        } else if has("middle") {
            Button::Middle
        } else {
            Button::Primary
        };
        let modifiers = Modifiers { shift: has("shift"), alt: has("alt"), command: has("ctrl") };
        let pointer = Pointer { at, device, button, modifiers, time, ..Pointer::default() };
        let mut send = |event| out.extend(canvas.event(&event, &Estimate));
        match word {
            "down" => send(Event::Down(pointer)),
            "move" => send(Event::Move(pointer)),
            "up" => send(Event::Up(pointer)),
            "click" | "double" => {
                for _ in 0..if word == "double" { 2 } else { 1 } {
                    send(Event::Down(pointer));
                    send(Event::Up(pointer));
                }
                if word == "double" {
                    send(Event::DoubleClick(pointer));
                }
            }
            "cancel" => send(Event::Cancel),
            "key" => {
                let mut parts: Vec<&str> = rest[0].split('+').collect();
                let key = match parts.pop().unwrap() {
                    "escape" => Key::Escape,
                    "enter" => Key::Enter,
                    "delete" => Key::Delete,
                    "tab" => Key::Tab,
                    "left" => Key::Left,
                    "right" => Key::Right,
                    "up" => Key::Up,
                    "down" => Key::Down,
                    letter => Key::Char(letter.chars().next().unwrap()),
                };
                let held = |k: &str| parts.contains(&k);
                let modifiers = Modifiers { shift: held("shift"), alt: held("alt"), command: held("ctrl") };
                send(Event::Key(key, modifiers));
            }
            "tool" => {
                let letter = rest[0].chars().next().unwrap();
                canvas.set_tool(tool_for(letter).unwrap());
            }
            "type" => {
                canvas.type_words(rest.join(" ").replace('|', "\n"));
                out.extend(canvas.finish_editing(&Estimate));
            }
            other => panic!("{other}"),
        }
    }
    out
}

/// Plays the script on the scene; what comes out is `after`. Every change goes to a document of its own, and back.
#[track_caller]
pub(super) fn check(scene: &str, script: &str, after: &str) -> Canvas {
    let mut canvas = canvas(scene);
    let before = page(scene);
    let mut document = before.clone();
    let actions = play(&mut canvas, script);
    let changes: Vec<Changes> = actions
        .into_iter()
        .filter_map(|a| match a {
            Action::Change(changes) => Some(changes),
            _ => None,
        })
        .collect();
    for change in &changes {
        change.apply(&mut document).unwrap();
    }
    assert_eq!(document.elements, canvas.board().elements(), "the document is what the board shows");
    for change in changes.iter().rev() {
        change.inverted().apply(&mut document).unwrap();
    }
    assert_eq!(document, before, "and back");
    let tidy = |text: &str| {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect::<String>()
    };
    assert_eq!(dump(canvas.board().page()), tidy(after));
    canvas
}

#[track_caller]
fn selected(canvas: &Canvas, ids: &str) {
    let mut now: Vec<String> = canvas.selection().iter().map(ToString::to_string).collect();
    now.sort();
    assert_eq!(now.join(" "), ids);
}

#[test]
fn the_camera_zooms_to_the_pointer_and_keeps_limits() {
    let mut camera = Camera::default();
    let at = Point::new(300.0, 200.0);
    let under = camera.to_page(at);
    camera.zoom_at(at, 2.5);
    assert!(camera.to_page(at).distance(under) < 1e-9);
    assert_eq!(camera.zoom(), 2.5);
    camera.zoom_at(at, 1e9);
    assert_eq!(camera.zoom(), MAX_ZOOM);
    camera.zoom_at(at, f64::NAN);
    assert_eq!(camera.zoom(), MIN_ZOOM);
    camera.pan(Vec2::new(f64::INFINITY, f64::NAN));
    assert!(camera.origin().x.is_finite());
    camera.fit(Rect::new(0.0, 0.0, 1000.0, 100.0), 50.0, 1.0);
    assert!(geometry::holds(camera.visible(), Rect::new(0.0, 0.0, 1000.0, 100.0)));
    assert_eq!(camera.zoom(), 1.0);
    camera.reveal(Rect::new(3000.0, 0.0, 3100.0, 10.0), 0.0);
    assert!(geometry::holds(camera.visible(), Rect::new(3000.0, 0.0, 3100.0, 10.0)));
}

#[test]
fn a_board_follows_its_document() {
    let mut canvas = canvas("rect a 0,0 10x10\nrect b 20,0 10x10");
    let mut document = canvas.board().page().clone();
    assert!(!canvas.sync(&document));
    // Read again from text: other pointers, the same values.
    for element in &mut document.elements {
        *element = Arc::new((**element).clone());
    }
    assert!(!canvas.sync(&document));
    canvas.select(["b".to_owned().into()]);
    document.elements.remove(1);
    assert!(canvas.sync(&document));
    assert!(canvas.selection().is_empty());
    assert_eq!(canvas.board().in_rect(Rect::new(0.0, 0.0, 100.0, 100.0)), [0]);
    // Changes for another state are refused.
    let old = Changes {
        removed: vec![(1, Arc::new(Element::new("b", Kind::Rectangle, Rect::ZERO)))],
        ..Changes::default()
    };
    assert!(canvas.change(old).is_empty());
}
