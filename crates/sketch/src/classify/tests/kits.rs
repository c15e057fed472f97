//! Items of wireframe kits, whose names say what they are. Not whole pages.

use crate::classify::classify;
use crate::layout::Role;
use crate::scene::{Align, ComponentKind, Element, Family, Kind, Linear, Page, Text, Vertical};
use justbuilt_testkit::corpus;
use kurbo::{Point, Rect};
use serde_json::Value;
use std::fs;
use std::sync::Arc;

/// As much of an Excalidraw element as the rules look at.
fn element(json: &Value) -> Option<Element> {
    let number = |key: &str| json.get(key).and_then(Value::as_f64).unwrap_or(0.0);
    let rect = Rect::from_origin_size((number("x"), number("y")), (number("width"), number("height")));
    let kind = match json["type"].as_str()? {
        "rectangle" => Kind::Rectangle,
        "ellipse" => Kind::Ellipse,
        "diamond" => Kind::Diamond,
        "line" | "draw" | "freedraw" => {
            let points = json["points"].as_array()?.iter();
            let points =
                points.map(|p| Some(Point::new(p[0].as_f64()?, p[1].as_f64()?))).collect::<Option<_>>()?;
            Kind::Line(Linear { points, ..Linear::default() })
        }
        "text" => Kind::Text(Text {
            text: json["text"].as_str()?.to_owned(),
            size: number("fontSize"),
            family: Family::Hand,
            weight: 400,
            italic: false,
            line_height: 1.25,
            align: Align::Start,
            vertical: Vertical::Top,
            auto_width: true,
            wrapped: None,
        }),
        _ => return None,
    };
    let mut element = Element::new(json["id"].as_str()?, kind, rect);
    element.angle = number("angle");
    element.parent = json.get("containerId").and_then(Value::as_str).map(Into::into);
    element.style.fill = json["backgroundColor"].as_str().unwrap_or("transparent").to_owned();
    element.style.stroke = json["strokeColor"].as_str().unwrap_or("#000000").to_owned();
    // Lines run both ways from their first point.
    if let Kind::Line(line) = &element.kind {
        let at = line.points.iter().fold(Rect::ZERO, |r, p| r.union_pt(*p));
        let origin = at.origin().to_vec2();
        let points = line.points.iter().map(|p| *p - origin).collect();
        (element.x, element.y) = (element.x + origin.x, element.y + origin.y);
        (element.width, element.height) = (at.width(), at.height());
        element.kind = Kind::Line(Linear { points, ..Linear::default() });
    }
    Some(element)
}

/// The control that a name promises.
fn promised(name: &str) -> Option<ComponentKind> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["group", "list", "options", "page", "table", "vertical", "with icon", "icon"]) {
        None
    } else if has(&["toggle", "switch"]) {
        Some(ComponentKind::Toggle)
    } else if has(&["checkbox", "check box"]) {
        Some(ComponentKind::Checkbox)
    } else if has(&["radio"]) {
        Some(ComponentKind::Radio)
    } else if has(&["dropdown", "select", "combo"]) {
        Some(ComponentKind::Select)
    } else if has(&["slider", "range"]) {
        Some(ComponentKind::Slider)
    } else if has(&["textarea", "text area"]) {
        Some(ComponentKind::TextArea)
    } else if has(&["input", "text field", "textfield", "search"]) {
        Some(ComponentKind::Input)
    } else if has(&["button"]) {
        Some(ComponentKind::Button)
    } else if has(&["image"]) {
        Some(ComponentKind::Image)
    } else {
        None
    }
}

#[test]
fn items_of_kits() {
    let Some(folder) = corpus("excalidraw/libraries/ui-kits") else { return };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut named, mut found) = (0, 0);
    for file in files {
        let library: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for item in library["libraryItems"].as_array().into_iter().flatten() {
            let name = item["name"].as_str().unwrap_or_default();
            let Some(kind) = promised(name) else { continue };
            let elements =
                item["elements"].as_array().unwrap().iter().filter_map(element).map(Arc::new).collect();
            let page = Page { elements, ..Page::default() };
            let ids: Vec<_> = page.elements.iter().map(|element| element.id.clone()).collect();
            let guesses = classify(&page, &ids);
            let is = |role: &Role| match role {
                Role::Picture => kind == ComponentKind::Image,
                Role::Control(control) => *control == kind,
                _ => false,
            };
            named += 1;
            if guesses.values().any(|guess| is(&guess.role) && guess.sure >= 0.5) {
                found += 1;
            } else {
                let roles: Vec<_> = guesses.values().map(|guess| (&guess.role, guess.sure)).collect();
                println!("{name}: {kind:?} not in {roles:?}");
            }
        }
    }
    println!("{found} of {named} items of the kits");
    assert!(named >= 30, "{named}");
    assert!(f64::from(found) >= 0.6 * f64::from(named), "{found} of {named}");
}
