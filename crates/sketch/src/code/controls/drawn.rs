//! Pictures, icons and charts as files of their own: what was drawn, until there is something better.
//!
//! Not here: which elements show them.

use super::Control;
use crate::code::dom::{Child, Element};
use crate::code::names::{free, kebab};
use crate::layout::Paint;
use crate::render;
use crate::scene::{Component, Element as Shape, Kind, Page, Sketch, Style};
use kurbo::Rect;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Stands for the file that is not yet named.
pub(super) const PENDING: &str = "pending.svg";

/// Files for the pictures in a page, and the page with their names in it: `sales-by-month.svg` and its text.
pub(super) fn pictures(body: &mut Element, controls: &BTreeMap<&str, Control<'_>>) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    visit(body, controls, &mut files, 0);
    files
}

fn visit(
    element: &mut Element,
    controls: &BTreeMap<&str, Control<'_>>,
    files: &mut Vec<(String, String)>,
    depth: usize,
) {
    if depth > crate::code::DEEPEST {
        return;
    }
    let source = element
        .attributes
        .iter_mut()
        .find(|(name, value)| name == "src" && value.as_deref() == Some(PENDING));
    if let (Some((_, value)), Some(control)) = (source, controls.get(element.id.as_str())) {
        let text = picture(control);
        let path = match files.iter().find(|(_, known)| *known == text) {
            Some((path, _)) => path.clone(),
            None => {
                let mut taken =
                    files.iter().map(|(path, _)| path.trim_end_matches(".svg").to_owned()).collect();
                let word = kebab(super::shown(control).unwrap_or(super::role_word(control.kind)), "picture");
                let path = format!("{}.svg", free(word, "-", &mut taken));
                files.push((path.clone(), text));
                path
            }
        };
        *value = Some(path);
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            visit(child, controls, files, depth + 1);
        }
    }
}

/// What was drawn, as SVG.
fn picture(control: &Control<'_>) -> String {
    let drawn = control.node.drawn;
    let size = Rect::new(0.0, 0.0, drawn.width(), drawn.height());
    let component =
        Component { kind: control.kind, text: control.text.to_owned(), on: control.on, value: control.value };
    let mut shape = Shape::new("picture", Kind::Component(component), size);
    shape.style = styled(control.paint());
    let page = Page { elements: vec![Arc::new(shape)], ..Page::default() };
    let sketch = Sketch { pages: vec![page], ..Sketch::default() };
    let mut drawing = render::page(&sketch, 0);
    drawing.view = size;
    render::svg::write(&drawing)
}

fn styled(paint: &Paint) -> Style {
    let border = paint.borders.iter().flatten().next();
    Style {
        stroke: border.map_or_else(|| "transparent".to_owned(), |(_, colour)| colour.clone()),
        stroke_width: border.map_or(1.0, |(width, _)| *width),
        fill: paint.background.clone().unwrap_or_else(|| "transparent".to_owned()),
        corner: paint.radius,
        opacity: 1.0,
        roughness: 0.0,
        ..Style::default()
    }
}
