//! Words in Excalidraw's terms: its fonts by number, lines broken by its measure.
//!
//! Not here: the shape whose label a text is.

use super::element::{float, string};
use crate::json::number;
use crate::scene::{Align, Family, Text, Vertical};
use serde_json::{Map, Value};

/// Where other programs say how heavy and how slanted words are: CSS names in `customData`.
pub(super) const WEIGHT: &str = "fontWeight";
/// `italic` or `normal`.
pub(super) const SLANT: &str = "fontStyle";

/// What a text object says. `ours` is our part of its `customData`.
pub(super) fn parse(map: &Map<String, Value>, ours: Option<&Map<String, Value>>) -> Text {
    let shown = string(map, "text").unwrap_or_default();
    let typed = string(map, "originalText").filter(|typed| same_words(typed, shown)).unwrap_or(shown);
    let size = float(map, "fontSize").unwrap_or(20.0).clamp(0.1, 1e5);
    let family = match float(map, "fontFamily").map(|n| n as i64) {
        Some(2 | 6 | 7 | 9) => Family::Sans,
        Some(3 | 8) => Family::Mono,
        _ => Family::Hand,
    };
    let ours = |key: &str| ours.and_then(|ours| ours.get(key));
    let theirs = |key: &str| map.get("customData").and_then(|data| data.get(key));
    let weight = ours("weight").or_else(|| theirs(WEIGHT)).and_then(Value::as_u64);
    let slant = theirs(SLANT).and_then(Value::as_str) == Some("italic");
    let height = float(map, "height").unwrap_or(0.0).abs();
    Text {
        text: typed.to_owned(),
        size,
        family: if ours("serif").is_some() { Family::Serif } else { family },
        weight: weight.map_or(400, |weight| weight.clamp(100, 900) as u16),
        italic: ours("italic").and_then(Value::as_bool).unwrap_or(slant),
        line_height: float(map, "lineHeight")
            .filter(|height| (0.1..=10.0).contains(height))
            .unwrap_or_else(|| inferred_line_height(shown, size, height)),
        align: match string(map, "textAlign") {
            Some("center") => Align::Middle,
            Some("right") => Align::End,
            _ => Align::Start,
        },
        vertical: match string(map, "verticalAlign") {
            Some("middle") => Vertical::Middle,
            Some("bottom") => Vertical::Bottom,
            _ => Vertical::Top,
        },
        auto_width: map.get("autoResize").and_then(Value::as_bool).unwrap_or(true),
        wrapped: (typed != shown).then(|| shown.to_owned()),
    }
}

/// Adds the keys of a text.
pub(super) fn full(words: &Text, map: &mut Map<String, Value>, ours: &mut Map<String, Value>) {
    let shown = words.wrapped.as_deref().filter(|wrapped| same_words(wrapped, &words.text));
    let shown = shown.unwrap_or(&words.text);
    let mut put = |key: &str, value: Value| {
        map.insert(key.to_owned(), value);
    };
    put("text", shown.into());
    put("originalText", words.text.clone().into());
    put("fontSize", number(words.size));
    put(
        "fontFamily",
        match words.family {
            Family::Hand => 5,
            Family::Sans | Family::Serif => 2,
            Family::Mono => 3,
        }
        .into(),
    );
    put(
        "textAlign",
        match words.align {
            Align::Start => "left",
            Align::Middle => "center",
            Align::End => "right",
        }
        .into(),
    );
    put(
        "verticalAlign",
        match words.vertical {
            Vertical::Top => "top",
            Vertical::Middle => "middle",
            Vertical::Bottom => "bottom",
        }
        .into(),
    );
    put("lineHeight", number(words.line_height));
    put("autoResize", words.auto_width.into());
    if words.family == Family::Serif {
        ours.insert("serif".to_owned(), true.into());
    }
    if words.weight != 400 {
        ours.insert("weight".to_owned(), words.weight.into());
    }
    if words.italic {
        ours.insert("italic".to_owned(), true.into());
    }
}

/// What the height of a box says about its lines; Excalidraw does so for files from before lines had a height.
fn inferred_line_height(text: &str, size: f64, height: f64) -> f64 {
    let lines = text.split('\n').count() as f64;
    Some(height / lines / size).filter(|found| (0.8..=2.5).contains(found)).unwrap_or(1.25)
}

/// Two texts differ in white space only.
fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>();
    a == b || words(a) == words(b)
}
