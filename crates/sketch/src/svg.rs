//! SVG pictures as elements: shapes, lines, paths and words that a sketch has, the rest told.
//!
//! Curves become lines of many points; gradients their first colour. The format: <https://www.w3.org/TR/SVG2/>.
//!
//! Not here: SVG out of a sketch ([`render::svg`](crate::render::svg)), scenes embedded in SVG
//! ([`excalidraw`](crate::excalidraw)).

mod shapes;
mod style;

use crate::json::tell;
use crate::scene::{Element, ElementId, Kind, Page, Picture, Sketch};
use justbuilt_base::Diagnostic;
use kurbo::{Affine, Rect};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use style::{Rules, State};

/// Elements that one picture may become.
const MAX_ELEMENTS: usize = 50_000;
/// Nesting of groups; a `use` counts as [`USE_DEPTH`].
const MAX_DEPTH: usize = 48;
const USE_DEPTH: usize = 8;

/// A text that is no SVG.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The XML is broken.
    #[error("this SVG cannot be read: {0}")]
    Xml(#[from] roxmltree::Error),
    /// It is XML of another kind.
    #[error("this is no SVG: its outermost tag is <{0}>")]
    Foreign(String),
}

/// The elements of a picture on a page of a new sketch, and what was left out.
///
/// # Errors
/// When it is no SVG.
pub fn read(text: &str) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 2_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(Error::Foreign(root.tag_name().name().to_owned()));
    }
    let mut reader = Reader {
        rules: Rules::of(&document),
        ids: document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect(),
        elements: Vec::new(),
        pictures: BTreeMap::new(),
        taken: BTreeSet::new(),
        skipped: BTreeMap::new(),
        full: false,
    };
    let mut state = State::default();
    for what in reader.rules.apply(&mut state, root, &reader.ids) {
        reader.skip(what);
    }
    reader.children(root, &state, start(root), None, 0);
    let mut diagnostics = Vec::new();
    for (what, count) in &reader.skipped {
        tell(&mut diagnostics, Diagnostic::warning(format!("not as in the picture: {what}, {count} times")));
    }
    let title = root.children().find(|node| node.tag_name().name() == "title").and_then(|node| node.text());
    let (width, height) = size(root);
    let mut sketch = Sketch {
        name: title.unwrap_or_default().trim().to_owned(),
        width,
        height,
        pictures: reader.pictures,
        ..Sketch::default()
    };
    sketch.pages.push(Page {
        id: "page-1".to_owned(),
        name: "Page 1".to_owned(),
        elements: reader.elements.into_iter().map(Arc::new).collect(),
        ..Page::default()
    });
    Ok((sketch, diagnostics))
}

/// The size of a picture, px.
fn size(root: Node<'_, '_>) -> (f64, f64) {
    let view = root.attribute("viewBox").map(shapes::numbers).unwrap_or_default();
    let side = |key: &str, at: usize, usual: f64| {
        let usual = view.get(at).copied().filter(|side| *side > 0.0).unwrap_or(usual);
        let said = root.attribute(key).and_then(|text| shapes::length(text, usual));
        said.filter(|side| *side > 0.0).unwrap_or(usual).clamp(1.0, 1e6)
    };
    (side("width", 2, 300.0), side("height", 3, 150.0))
}

/// From the coordinates inside an `svg` tag to those around it: its view box scaled to its size.
fn start(root: Node<'_, '_>) -> Affine {
    let view = root.attribute("viewBox").map(shapes::numbers).unwrap_or_default();
    let [x, y, w, h] = view.as_slice() else { return Affine::IDENTITY };
    let (width, height) = size(root);
    let scale = (width / w).min(height / h);
    if scale.is_finite() && scale > 0.0 {
        Affine::scale(scale) * Affine::translate((-x, -y))
    } else {
        Affine::IDENTITY
    }
}

/// Reads a picture.
struct Reader<'a> {
    rules: Rules,
    ids: HashMap<&'a str, Node<'a, 'a>>,
    elements: Vec<Element>,
    pictures: BTreeMap<String, Picture>,
    taken: BTreeSet<String>,
    skipped: BTreeMap<String, usize>,
    full: bool,
}

impl<'a> Reader<'a> {
    fn skip(&mut self, what: impl Into<String>) {
        *self.skipped.entry(what.into()).or_insert(0) += 1;
    }

    fn id(&mut self, node: Node<'_, '_>, kind: &str) -> ElementId {
        let said = node.attribute("id").filter(|id| !id.is_empty());
        let wanted = said.map_or_else(|| format!("{kind}-{}", self.elements.len() + 1), str::to_owned);
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}~{number}");
            number += 1;
        }
        name.into()
    }

    fn children(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        place: Affine,
        parent: Option<&ElementId>,
        depth: usize,
    ) {
        for child in node.children().filter(Node::is_element) {
            self.node(child, state, place, parent, depth);
        }
    }

    fn node(
        &mut self,
        node: Node<'a, 'a>,
        outer: &State,
        place: Affine,
        parent: Option<&ElementId>,
        depth: usize,
    ) {
        if self.full {
            return;
        }
        if self.elements.len() >= MAX_ELEMENTS {
            self.full = true;
            self.skip(format!("what comes after {MAX_ELEMENTS} elements"));
            return;
        }
        if depth > MAX_DEPTH {
            self.skip("what is nested too deep");
            return;
        }
        let name = node.tag_name().name();
        let mut state = outer.clone();
        for what in self.rules.apply(&mut state, node, &self.ids) {
            self.skip(what);
        }
        if state.hidden {
            return;
        }
        let place = place * node.attribute("transform").map_or(Affine::IDENTITY, shapes::transform);
        let at = |key: &str| node.attribute(key).and_then(|text| shapes::length(text, 0.0)).unwrap_or(0.0);
        let href = || node.attributes().find(|attribute| attribute.name() == "href").map(|href| href.value());
        match name {
            "g" | "switch" => self.group(node, &state, place, parent, depth),
            "a" => {
                state.link = href().map(str::to_owned);
                self.group(node, &state, place, parent, depth);
            }
            "svg" => {
                let place = place * Affine::translate((at("x"), at("y"))) * start(node);
                self.group(node, &state, place, parent, depth);
            }
            "use" => {
                let target =
                    href().and_then(|href| href.strip_prefix('#')).and_then(|id| self.ids.get(id)).copied();
                let place = place * Affine::translate((at("x"), at("y")));
                match target {
                    Some(target) if target.tag_name().name() == "symbol" => {
                        self.group(target, &state, place, parent, depth + USE_DEPTH);
                    }
                    Some(target) => self.node(target, &state, place, parent, depth + USE_DEPTH),
                    None => self.skip("a `use` of something that is not there"),
                }
            }
            "defs" | "symbol" | "title" | "desc" | "metadata" | "style" | "clipPath" | "mask" | "marker"
            | "pattern" | "linearGradient" | "radialGradient" | "filter" | "namedview" => {}
            "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon" | "path" | "text" | "image" => {
                self.shape(node, &state, place, parent);
            }
            other => self.skip(format!("<{other}>, left out")),
        }
    }

    /// A tag with others in it: a group, when there is more than one.
    fn group(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        place: Affine,
        parent: Option<&ElementId>,
        depth: usize,
    ) {
        if node.children().filter(Node::is_element).count() < 2 {
            self.children(node, state, place, parent, depth + 1);
            return;
        }
        let id = self.id(node, "group");
        let at = self.elements.len();
        let mut group = Element::new(id.clone(), Kind::Group, Rect::ZERO);
        group.parent = parent.cloned();
        self.elements.push(group);
        self.children(node, state, place, Some(&id), depth + 1);
        let inside = self.elements.get(at + 1..).unwrap_or_default();
        let bounds = inside.iter().map(Element::rect).reduce(|a, b| a.union(b));
        match (bounds, self.elements.get_mut(at)) {
            (Some(bounds), Some(group)) => {
                (group.x, group.y) = (bounds.x0, bounds.y0);
                (group.width, group.height) = (bounds.width(), bounds.height());
            }
            _ => self.elements.truncate(at),
        }
    }
}

#[cfg(test)]
mod tests;
