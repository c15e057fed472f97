//! The parts of an Excalidraw scene that layout needs, for measurements.

use justbuilt_sketch::scene::{
    Align, Element, ElementId, Family, Kind, Linear, Page, Sketch, StrokeStyle, Text, Vertical,
};
use serde_json::Value;
use std::sync::Arc;

/// The parts of a scene that layout needs.
pub fn read(value: &Value) -> Sketch {
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
            made.style.stroke_style = StrokeStyle::Dashed;
        }
        if made.kind == Kind::Frame {
            made.name = element["name"].as_str().map(str::to_owned);
        }
        page.elements.push(Arc::new(made));
    }
    Sketch { pages: vec![page], ..Sketch::default() }
}
