//! How a canvas is called to screen readers, its tools to everybody, and which pointer it shows.

use egui::CursorIcon;
use justbuilt_sketch::canvas::{Canvas, Cursor, Tool};
use justbuilt_sketch::scene::Kind;

/// The pointer that the system has for it.
pub(super) fn cursor(cursor: Cursor) -> CursorIcon {
    match cursor {
        Cursor::Default => CursorIcon::Default,
        Cursor::Move => CursorIcon::Move,
        Cursor::Grab => CursorIcon::Grab,
        Cursor::Grabbing => CursorIcon::Grabbing,
        Cursor::Cross => CursorIcon::Crosshair,
        Cursor::Text => CursorIcon::Text,
        Cursor::Rotate => CursorIcon::Alias,
        Cursor::Point => CursorIcon::PointingHand,
        Cursor::None => CursorIcon::None,
        Cursor::Resize(angle) => {
            let eighth = (angle / std::f64::consts::FRAC_PI_4).round().rem_euclid(4.0);
            match eighth as u8 {
                0 => CursorIcon::ResizeHorizontal,
                1 => CursorIcon::ResizeNwSe,
                2 => CursorIcon::ResizeVertical,
                _ => CursorIcon::ResizeNeSw,
            }
        }
    }
}

/// What a screen reader says of the canvas.
pub(super) fn spoken(canvas: &Canvas) -> String {
    let name = |kind: &Kind| match kind {
        Kind::Rectangle => "rectangle",
        Kind::Diamond => "diamond",
        Kind::Ellipse => "ellipse",
        Kind::Line(_) => "line",
        Kind::Arrow(_) => "arrow",
        Kind::Freehand(_) => "drawing",
        Kind::Text(_) => "text",
        Kind::Image { .. } => "picture",
        Kind::Frame => "frame",
        Kind::Group => "group",
        Kind::Component(_) => "component",
        Kind::Unknown(_) => "unknown element",
    };
    let count = canvas.board().len();
    let mut said = format!("Canvas, {count} {}", if count == 1 { "element" } else { "elements" });
    match canvas.selection() {
        [] => {}
        [one] => {
            if let Some(element) = canvas.board().get(one) {
                let words = match &element.kind {
                    Kind::Text(text) => Some(text.text.clone()),
                    _ => element.name.clone().or_else(|| match &canvas.board().label(one)?.kind {
                        Kind::Text(text) => Some(text.text.clone()),
                        _ => None,
                    }),
                };
                said += &format!(", selected {}", name(&element.kind));
                if let Some(words) = words {
                    said += &format!(" “{words}”");
                }
            }
        }
        many => said += &format!(", {} selected", many.len()),
    }
    said
}

/// The tool as it is called in tooltips and to screen readers, and the key that takes it.
pub fn tool_name(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Select => ("Select", "V"),
        Tool::Lasso => ("Lasso", "S"),
        Tool::Hand => ("Hand", "H"),
        Tool::Rectangle => ("Rectangle", "R"),
        Tool::Diamond => ("Diamond", "D"),
        Tool::Ellipse => ("Ellipse", "O"),
        Tool::Line => ("Line", "L"),
        Tool::Arrow => ("Arrow", "A"),
        Tool::Freehand => ("Draw", "P"),
        Tool::Text => ("Text", "T"),
        Tool::Image => ("Picture", "I"),
        Tool::Frame => ("Frame", "F"),
        Tool::Eraser => ("Eraser", "E"),
        Tool::Laser => ("Laser pointer", "K"),
        Tool::Component(_) => ("Component", ""),
    }
}
