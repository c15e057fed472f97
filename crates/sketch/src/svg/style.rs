//! What an SVG says of colours and type: attributes, `style`, and plain rules of style sheets.
//!
//! Not here: selectors beyond a tag, a class and an id.

use super::shapes::length;
use crate::render::Colour;
use roxmltree::{Document, Node};
use std::collections::HashMap;

/// What is passed down to the children.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) fill: String,
    pub(super) stroke: String,
    pub(super) colour: String,
    pub(super) stroke_width: f64,
    pub(super) dash: Vec<f64>,
    pub(super) round_cap: bool,
    pub(super) opacity: f64,
    pub(super) fill_opacity: f64,
    pub(super) stroke_opacity: f64,
    pub(super) size: f64,
    pub(super) family: String,
    pub(super) weight: u16,
    pub(super) italic: bool,
    pub(super) anchor: String,
    pub(super) baseline: String,
    pub(super) hidden: bool,
    pub(super) link: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            fill: "#000000".to_owned(),
            stroke: "transparent".to_owned(),
            colour: "#000000".to_owned(),
            stroke_width: 1.0,
            dash: Vec::new(),
            round_cap: false,
            opacity: 1.0,
            fill_opacity: 1.0,
            stroke_opacity: 1.0,
            size: 16.0,
            family: String::new(),
            weight: 400,
            italic: false,
            anchor: "start".to_owned(),
            baseline: String::new(),
            hidden: false,
            link: None,
        }
    }
}

/// Declarations by what selects them: `tag`, `.class`, `#id`.
pub(super) struct Rules(HashMap<String, Vec<(String, String)>>);

/// The attributes that are also properties.
const PROPERTIES: &[&str] = &[
    "fill",
    "stroke",
    "color",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "font-size",
    "font-family",
    "font-weight",
    "font-style",
    "text-anchor",
    "dominant-baseline",
    "display",
    "visibility",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-end",
];

impl Rules {
    /// The style sheets of a document.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut rules: HashMap<String, Vec<(String, String)>> = HashMap::new();
        for node in document.descendants().filter(|node| node.tag_name().name() == "style") {
            for block in node.text().unwrap_or_default().split('}') {
                let Some((selectors, body)) = block.split_once('{') else { continue };
                for selector in
                    selectors.split(',').map(str::trim).filter(|one| !one.contains([' ', '@', ':', '>']))
                {
                    rules.entry(selector.to_owned()).or_default().extend(declarations(body));
                }
            }
        }
        Self(rules)
    }

    /// Takes over what a node says; returns what of it is not understood.
    pub(super) fn apply(
        &self,
        state: &mut State,
        node: Node<'_, '_>,
        ids: &HashMap<&str, Node<'_, '_>>,
    ) -> Vec<String> {
        let mut told = Vec::new();
        // Opacity is a node's own; here it is multiplied down.
        let outer = state.opacity;
        state.opacity = 1.0;
        let mut all: Vec<(String, String)> = PROPERTIES
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), node.attribute(*key)?.to_owned())))
            .collect();
        let mut selectors = vec![node.tag_name().name().to_owned()];
        let classes = node.attribute("class").unwrap_or_default().split_whitespace();
        selectors.extend(classes.map(|class| format!(".{class}")));
        selectors.extend(node.attribute("id").map(|id| format!("#{id}")));
        all.extend(selectors.iter().filter_map(|selector| self.0.get(selector)).flatten().cloned());
        all.extend(declarations(node.attribute("style").unwrap_or_default()));
        // The others may stand for `color`.
        all.sort_by_key(|(key, _)| key != "color");
        for (key, value) in all {
            set(state, &key, &value, ids, &mut told);
        }
        state.opacity *= outer;
        told
    }
}

/// The declarations of a block of CSS.
fn declarations(body: &str) -> impl Iterator<Item = (String, String)> {
    body.split(';').filter_map(|one| one.split_once(':')).map(|(key, value)| {
        let value = value.trim().trim_end_matches("!important").trim();
        (key.trim().to_ascii_lowercase(), value.to_owned())
    })
}

fn set(state: &mut State, key: &str, value: &str, ids: &HashMap<&str, Node<'_, '_>>, told: &mut Vec<String>) {
    let value = value.trim();
    if value == "inherit" {
        return;
    }
    let share = |value: &str| {
        let number = match value.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().map(|percent| percent / 100.0),
            None => value.parse::<f64>(),
        };
        number.ok().filter(|number| number.is_finite()).map_or(1.0, |number| number.clamp(0.0, 1.0))
    };
    match key {
        "fill" => state.fill = paint(value, &state.colour, ids, told),
        "stroke" => state.stroke = paint(value, &state.colour, ids, told),
        "color" => state.colour = value.to_owned(),
        "stroke-width" => {
            state.stroke_width = length(value, state.stroke_width).unwrap_or(1.0).clamp(0.0, 1e4)
        }
        "stroke-dasharray" => {
            state.dash = super::shapes::numbers(value).into_iter().filter(|dash| *dash > 0.0).collect();
        }
        "stroke-linecap" => state.round_cap = value == "round",
        "opacity" => state.opacity = share(value),
        "fill-opacity" => state.fill_opacity = share(value),
        "stroke-opacity" => state.stroke_opacity = share(value),
        "font-size" => state.size = length(value, state.size).unwrap_or(16.0).clamp(0.1, 1e5),
        "font-family" => state.family = value.to_ascii_lowercase(),
        "font-weight" => {
            state.weight = match value {
                "bold" | "bolder" => 700,
                "normal" | "lighter" => 400,
                number => number.parse().map_or(400, |weight: u16| weight.clamp(100, 900)),
            };
        }
        "font-style" => state.italic = matches!(value, "italic" | "oblique"),
        "text-anchor" => state.anchor = value.to_owned(),
        "dominant-baseline" => state.baseline = value.to_owned(),
        "display" => state.hidden |= value == "none",
        "visibility" => state.hidden |= matches!(value, "hidden" | "collapse"),
        "filter" | "mask" | "clip-path" if value != "none" => told.push(format!("the `{key}` of a shape")),
        "marker-start" | "marker-end" if value != "none" => told.push("markers of lines".to_owned()),
        _ => {}
    }
}

/// A colour, or the first colour of a gradient.
fn paint(value: &str, current: &str, ids: &HashMap<&str, Node<'_, '_>>, told: &mut Vec<String>) -> String {
    const NONE: &str = "transparent";
    if value == "currentColor" || value == "currentcolor" {
        return current.to_owned();
    }
    if let Some(rest) = value.strip_prefix("url(") {
        let id =
            rest.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']).trim_start_matches('#');
        told.push("a gradient or pattern (its first colour is taken)".to_owned());
        let stops = ids.get(id).into_iter().flat_map(|node| node.descendants());
        let colour = stops.filter(|node| node.tag_name().name() == "stop").find_map(|stop| {
            let style: Vec<_> = declarations(stop.attribute("style").unwrap_or_default()).collect();
            let said = style.into_iter().find(|(key, _)| key == "stop-color").map(|(_, value)| value);
            said.or(stop.attribute("stop-color").map(str::to_owned))
        });
        return colour.unwrap_or_else(|| NONE.to_owned());
    }
    Colour::parse(value).map_or(NONE.to_owned(), |colour| colour.to_string())
}
