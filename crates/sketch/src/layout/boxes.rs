//! Plain boxes as a layout: `[[x, y, width, height], …]`, or objects with these keys, with children in them or not.
//!
//! For trying the inference without a drawing: boxes in, a tree out, and the boxes it would give back (`solve`).
//!
//! Not here: drawings.

use super::nest::Nested;
use super::piece::{Piece, Screen};
use super::{Tree, infer, noise};
use kurbo::Rect;
use serde_json::Value;

/// A box with what is in it; x and y from the corner of the box around.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Boxed {
    /// Name; made from the place in the list when there is none.
    pub id: Option<String>,
    /// Place and size in the box around, px.
    pub rect: Rect,
    /// What is inside.
    pub children: Vec<Boxed>,
}

/// Why boxes could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BoxesError {
    /// Not JSON.
    #[error("the boxes are not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but no boxes.
    #[error("no boxes: a list of [x, y, width, height] or of objects with these keys is expected")]
    Shape,
}

/// Reads a list of boxes, or one box with children.
///
/// # Errors
/// When it is no JSON or holds no box.
pub fn read(text: &str) -> Result<Vec<Boxed>, BoxesError> {
    let value: Value = serde_json::from_str(text)?;
    let list = value.get("boxes").unwrap_or(&value);
    if let Some(one) = boxed(list, 0) {
        return Ok(vec![one]);
    }
    let boxes: Vec<Boxed> =
        list.as_array().into_iter().flatten().filter_map(|value| boxed(value, 0)).collect();
    if boxes.is_empty() { Err(BoxesError::Shape) } else { Ok(boxes) }
}

/// A box from JSON.
#[must_use]
pub fn boxed(value: &Value, depth: usize) -> Option<Boxed> {
    if depth > 200 {
        return None;
    }
    let numbers = |keys: [&str; 4]| -> Option<[f64; 4]> {
        let mut out = [0.0; 4];
        for (at, key) in keys.iter().enumerate() {
            let number = value
                .get(*key)
                .or_else(|| value.get(at))
                .and_then(Value::as_f64)
                .filter(|number| number.is_finite() && number.abs() < 1e6)?;
            *out.get_mut(at)? = number;
        }
        Some(out)
    };
    let [x, y, width, height] =
        numbers(["x", "y", "width", "height"]).or_else(|| numbers(["x", "y", "w", "h"]))?;
    let children = value.get("children").or_else(|| value.get(4)).and_then(Value::as_array);
    Some(Boxed {
        id: value.get("id").and_then(Value::as_str).map(str::to_owned),
        rect: Rect::new(x, y, x + width.max(0.0), y + height.max(0.0)),
        children: children.into_iter().flatten().filter_map(|child| boxed(child, depth + 1)).collect(),
    })
}

/// The layout of boxes. Boxes without children are put into each other as they lie.
#[must_use]
pub fn layout(boxes: &[Boxed]) -> Tree {
    let mut screen = Screen { name: "Boxes".into(), id: "screen".into(), ..Screen::default() };
    let told = boxes.iter().any(|boxed| !boxed.children.is_empty());
    let mut nested = Vec::new();
    for (at, boxed) in boxes.iter().enumerate() {
        nested.push(add(&mut screen, boxed, (0.0, 0.0), &at.to_string()));
    }
    let all = boxes.iter().map(|boxed| boxed.rect).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
    screen.width = all.x1.max(0.0);
    screen.height = all.y1.max(0.0);
    if told || boxes.len() == 1 {
        infer::of_nested(&screen, &nested, 0.0)
    } else {
        infer::of_screen(screen).0
    }
}

/// Adds a box and what is in it to the screen.
fn add(screen: &mut Screen, boxed: &Boxed, corner: (f64, f64), path: &str) -> Nested {
    let rect = boxed.rect + kurbo::Vec2::new(corner.0, corner.1);
    let id = boxed.id.clone().unwrap_or_else(|| path.to_owned());
    let piece = screen.pieces.len();
    screen.pieces.push(Piece { elements: vec![id.as_str().into()], rect, ..Piece::default() });
    let children = boxed
        .children
        .iter()
        .enumerate()
        .map(|(at, child)| add(screen, child, (rect.x0, rect.y0), &format!("{path}.{at}")))
        .collect();
    Nested { piece, children }
}

/// How far edges of a list of boxes are off, px, as `infer` would see it.
#[must_use]
pub fn noise(screen: &Screen) -> f64 {
    noise::of(screen)
}
