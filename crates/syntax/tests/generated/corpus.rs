//! Screens of real pages as drawings, from the corpus of layouts.
//!
//! Only what layout needs is read of a scene.

use justbuilt_sketch::scene::{
    Align, Element, ElementId, Family, Kind, Linear, Page, Sketch, Text, Vertical,
};
use serde_json::Value;
use std::io::Read as _;
use std::sync::Arc;

/// All screens by name; none where the corpus is not.
pub fn screens() -> Vec<(String, Sketch)> {
    let Some(folder) = justbuilt_testkit::corpus("layout") else { return Vec::new() };
    let packed = std::fs::read(folder.join("scenes.tar.zst")).expect("the scenes of the corpus");
    let mut tar = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(packed.as_slice())
        .expect("a Zstandard stream")
        .read_to_end(&mut tar)
        .expect("the whole archive");
    let mut found = Vec::new();
    let mut rest = tar.as_slice();
    // An archive of tar is blocks of 512 bytes: a head with name and size, then the file.
    while let Some((head, after)) = rest.split_at_checked(512) {
        let word = |range: std::ops::Range<usize>| {
            String::from_utf8_lossy(&head[range]).trim_matches(['\0', ' ']).to_owned()
        };
        let size = usize::from_str_radix(&word(124..136), 8).unwrap_or(0);
        let Some((bytes, after)) = after.split_at_checked(size.next_multiple_of(512)) else { break };
        let name = word(0..100);
        if name.ends_with(".excalidraw") {
            let value: Value = serde_json::from_slice(&bytes[..size]).expect("a scene");
            found.push((name, read(&value)));
        }
        rest = after;
    }
    assert!(found.len() > 200, "{} scenes in the corpus", found.len());
    found
}

/// The parts of a scene that layout needs.
fn read(value: &Value) -> Sketch {
    let mut page = Page { id: "page".into(), ..Page::default() };
    for element in value["elements"].as_array().into_iter().flatten() {
        let text = |key: &str| element[key].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| element[key].as_f64().unwrap_or_default();
        let kind = match element["type"].as_str().unwrap_or_default() {
            "rectangle" => Kind::Rectangle,
            "ellipse" => Kind::Ellipse,
            "frame" => Kind::Frame,
            "image" => Kind::Image { picture: None },
            "line" => Kind::Line(Linear {
                points: element["points"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|point| {
                        kurbo::Point::new(
                            point[0].as_f64().unwrap_or_default(),
                            point[1].as_f64().unwrap_or_default(),
                        )
                    })
                    .collect(),
                ..Linear::default()
            }),
            "text" => Kind::Text(Text {
                text: text("originalText"),
                size: number("fontSize"),
                family: if element["fontFamily"] == 3 { Family::Mono } else { Family::Sans },
                weight: element["customData"]["fontWeight"]
                    .as_u64()
                    .and_then(|weight| u16::try_from(weight).ok())
                    .unwrap_or(400),
                italic: element["customData"]["fontStyle"] == "italic",
                line_height: number("lineHeight"),
                align: match element["textAlign"].as_str() {
                    Some("center") => Align::Middle,
                    Some("right") => Align::End,
                    _ => Align::Start,
                },
                vertical: Vertical::Top,
                auto_width: element["autoResize"].as_bool().unwrap_or(true),
                wrapped: Some(text("text")),
            }),
            other => Kind::Unknown(other.to_owned()),
        };
        let at = kurbo::Rect::new(
            number("x"),
            number("y"),
            number("x") + number("width"),
            number("y") + number("height"),
        );
        let mut made = Element::new(ElementId::from(text("id")), kind, at);
        made.parent = element["containerId"]
            .as_str()
            .or(element["groupIds"][0].as_str())
            .or(element["frameId"].as_str())
            .map(ElementId::from);
        made.style.stroke = text("strokeColor");
        made.style.fill = text("backgroundColor");
        made.style.stroke_width = number("strokeWidth");
        made.style.opacity = number("opacity") / 100.0;
        made.style.corner = element["roundness"]["value"].as_f64().unwrap_or_default();
        if element["strokeStyle"] == "dashed" || element["strokeStyle"] == "dotted" {
            made.style.stroke_style = justbuilt_sketch::scene::StrokeStyle::Dashed;
        }
        if made.kind == Kind::Frame {
            made.name = element["name"].as_str().map(str::to_owned);
        }
        page.elements.push(Arc::new(made));
    }
    Sketch { pages: vec![page], ..Sketch::default() }
}
