//! What a layout tree looks like at a width, as a page of plain elements: for a live preview beside the drawing.
//!
//! ```text
//! Tree ─▶ layout::solve::boxes at a width ─▶ Preview (a page, and which part stands where)
//! ```
//!
//! The page is painted by whatever paints drawings. It shows what the code would show, so pictures that are still to
//! come are crossed boxes, and components of the library look as they were drawn.
//!
//! Not here: where boxes go (`layout::solve`), and pixels.

use crate::layout::{Content, Node, Paint, Role, Run, Tree, metrics, solve};
use crate::scene::{
    Component, ComponentKind, Element, ElementId, Family, FillStyle, Kind, Page, StrokeStyle, Style, Text,
    Vertical,
};
use kurbo::Rect;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The narrowest window there is, px.
pub const NARROWEST: f64 = 200.0;
/// The widest, px.
pub const WIDEST: f64 = 4000.0;
/// Parts deeper than this are not shown: the solver gives them no boxes.
const DEEPEST: usize = 300;
/// Windows up to this width let lines break that were drawn whole, px: as the style sheets say.
const NARROW: f64 = 1100.0;
/// What nobody gave a colour: behind all, lines of fields, words.
const PAPER: &str = "#ffffff";
const LINE: &str = "#868e96";
const WASH: &str = "#e9ecef";
const INK: &str = "#1e1e1e";
/// How strong a hint in an empty field is.
const HINT: f64 = 0.6;

/// A screen at a width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Width of the window, px.
    pub width: f64,
    /// How far down the screen goes, px; at least as far as it was drawn.
    pub height: f64,
    /// How far parts reach to the right, px: more than `width` where a browser would scroll sideways.
    pub reach: f64,
    /// Behind everything, as CSS writes colours.
    pub background: String,
    /// What is to be painted. The ids of its elements are not those of the drawing.
    pub page: Page,
    /// Which part stands where, parents first.
    pub parts: Vec<Part>,
}

/// A part of a screen and its box.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The node of the tree.
    pub node: String,
    /// px from the corner of the window.
    pub at: Rect,
    /// What was drawn that it stands for; empty for a row or column that only arranges.
    pub elements: Vec<ElementId>,
}

impl Preview {
    /// The innermost part here that stands for something drawn.
    #[must_use]
    pub fn part_at(&self, x: f64, y: f64) -> Option<&Part> {
        self.parts.iter().rev().find(|part| !part.elements.is_empty() && part.at.contains((x, y)))
    }

    /// The parts that stand for one of these.
    pub fn parts_of<'a>(&'a self, elements: &'a [ElementId]) -> impl Iterator<Item = &'a Part> {
        self.parts.iter().filter(move |part| part.elements.iter().any(|id| elements.contains(id)))
    }

    /// Elements that are as they were before are those of before, so that what was made of them is used again.
    pub fn share(&mut self, before: &Self) {
        let known: BTreeMap<&ElementId, &Arc<Element>> =
            before.page.elements.iter().map(|element| (&element.id, element)).collect();
        for element in &mut self.page.elements {
            if let Some(same) = known.get(&element.id).filter(|old| ***old == *element) {
                *element = Arc::clone(same);
            }
        }
    }
}

/// The screen of a tree in a window of this width, px. `drawn` is the page that the tree was inferred from: components
/// look as they do there.
#[must_use]
pub fn at(tree: &Tree, drawn: &Page, width: f64) -> Preview {
    let width = if width.is_finite() { width.clamp(NARROWEST, WIDEST) } else { tree.width.max(NARROWEST) };
    let boxes = solve::boxes(tree, width);
    let mut painter = Painter {
        boxes: boxes.into_iter(),
        drawn: drawn.elements.iter().map(|element| (&element.id, element.as_ref())).collect(),
        width,
        taken: BTreeSet::new(),
        preview: Preview { width, ..Preview::default() },
    };
    painter.preview.background =
        tree.root.paint.background.clone().filter(|css| css != "transparent").unwrap_or_else(|| PAPER.into());
    painter.node(&tree.root, 1.0, 0);
    let mut preview = painter.preview;
    let reach = |edge: fn(&Rect) -> f64| preview.parts.iter().map(|part| edge(&part.at)).fold(0.0, f64::max);
    let (right, bottom) = (reach(|at| at.x1), reach(|at| at.y1));
    preview.reach = right.max(width);
    preview.height = bottom.max(tree.height).clamp(1.0, 1e6);
    preview.page.id = "preview".to_owned();
    preview
}

/// Turns boxes into elements, one node after the other.
struct Painter<'a> {
    /// In the order of the tree, parents first.
    boxes: std::vec::IntoIter<(String, Rect)>,
    drawn: BTreeMap<&'a ElementId, &'a Element>,
    width: f64,
    /// Ids that were given.
    taken: BTreeSet<String>,
    preview: Preview,
}

impl Painter<'_> {
    fn node(&mut self, node: &Node, opacity: f64, depth: usize) {
        // Boxes come in the same order as nodes; the solver ends where this does or before.
        let Some((id, at)) = self.boxes.next() else { return };
        debug_assert_eq!(id, node.id);
        let opacity = opacity * node.paint.opacity.unwrap_or(1.0).clamp(0.0, 1.0);
        self.preview.parts.push(Part { node: node.id.clone(), at, elements: node.elements.clone() });
        if at.is_finite() {
            self.paint(node, at, opacity, depth == 0);
        }
        if depth < DEEPEST {
            for child in &node.children {
                self.node(child, opacity, depth + 1);
            }
        }
    }

    fn paint(&mut self, node: &Node, at: Rect, opacity: f64, root: bool) {
        if let Some((component, style)) = self.component(node) {
            self.put(node, "", Kind::Component(component), at, Style { opacity, ..style });
            return;
        }
        let picture = matches!(node.content, Content::Picture { .. });
        if !root && !picture {
            self.plate(node, at, opacity);
        }
        match &node.content {
            Content::None => {}
            Content::Text(run) => self.words(node, run, &run.text, inside(node, at), opacity),
            Content::Picture { picture, .. } => {
                let place = Style {
                    stroke: LINE.into(),
                    fill: WASH.into(),
                    stroke_width: 1.0,
                    opacity,
                    ..Style::default()
                };
                self.put(node, "", Kind::Image { picture: picture.clone() }, at, place);
            }
            Content::Control { text, hint, run, .. } => {
                let (words, strength) = if text.is_empty() { (hint, HINT) } else { (text, 1.0) };
                if let Some(run) = run.as_ref().filter(|_| !words.is_empty()) {
                    // In the middle of the field, as browsers put it.
                    let mut place = inside(node, at);
                    let high = run.line_height * run.size;
                    if matches!(node.role, Role::Control(ComponentKind::Input)) {
                        place.y0 = at.center().y - high / 2.0;
                        place.y1 = place.y0 + high;
                    }
                    self.words(node, run, words, place, opacity * strength);
                }
            }
        }
    }

    /// A component of the library, and how it was drawn.
    fn component(&self, node: &Node) -> Option<(Component, Style)> {
        let drawn = node.elements.first().and_then(|id| self.drawn.get(id))?;
        match &drawn.kind {
            // What holds other things is a box, and its words are words.
            Kind::Component(component)
                if node.role == Role::Control(component.kind) && node.children.is_empty() =>
            {
                Some((component.clone(), drawn.style.clone()))
            }
            _ => None,
        }
    }

    /// What a box is painted with.
    fn plate(&mut self, node: &Node, at: Rect, opacity: f64) {
        let Paint { background, borders, radius, round, dashed, .. } = &node.paint;
        let [top, right, bottom, left] = borders;
        let even = top.is_some() && [right, bottom, left].into_iter().all(|side| side == top);
        let kind = if *round { Kind::Ellipse } else { Kind::Rectangle };
        let stroke_style = if *dashed { StrokeStyle::Dashed } else { StrokeStyle::Solid };
        let plain = Style {
            stroke: "transparent".into(),
            fill: background.clone().unwrap_or_else(|| "transparent".into()),
            fill_style: FillStyle::Solid,
            opacity,
            corner: *radius,
            ..Style::default()
        };
        let framed = self.is_field(node) && background.is_none() && borders.iter().all(Option::is_none);
        if framed {
            let style = Style { stroke: LINE.into(), stroke_width: 1.0, corner: radius.max(4.0), ..plain };
            self.put(node, "", kind, at.inset(-0.5), style);
        } else if let Some((width, colour)) = top.as_ref().filter(|_| even) {
            // Lines of a box lie inside of it.
            let style = Style {
                stroke: colour.clone(),
                stroke_width: *width,
                stroke_style,
                corner: (radius - width / 2.0).max(0.0),
                ..plain
            };
            self.put(node, "", kind, at.inset(-width / 2.0), style);
        } else {
            if background.is_some() {
                self.put(node, "", kind, at, plain.clone());
            }
            let sides = [
                ("top", top, Rect { y1: at.y0 + width_of(top), ..at }),
                ("right", right, Rect { x0: at.x1 - width_of(right), ..at }),
                ("bottom", bottom, Rect { y0: at.y1 - width_of(bottom), ..at }),
                ("left", left, Rect { x1: at.x0 + width_of(left), ..at }),
            ];
            for (name, side, line) in sides {
                if let Some((_, colour)) = side {
                    let style = Style { fill: colour.clone(), corner: 0.0, ..plain.clone() };
                    self.put(node, name, Kind::Rectangle, line, style);
                }
            }
        }
    }

    /// Whether a browser shows a frame although none was drawn.
    fn is_field(&self, node: &Node) -> bool {
        matches!(node.role, Role::Control(ComponentKind::Input | ComponentKind::TextArea))
    }

    fn words(&mut self, node: &Node, run: &Run, words: &str, place: Rect, opacity: f64) {
        if words.trim().is_empty() || !(run.size > 0.0 && run.line_height > 0.0) {
            return;
        }
        let lines = self.lines(node, run, words, place);
        let text = Text {
            text: words.to_owned(),
            size: run.size,
            // A hand is how the drawing looks, not the screen.
            family: if run.family == Family::Hand { Family::Sans } else { run.family },
            weight: run.weight,
            italic: run.italic,
            line_height: run.line_height,
            align: run.align,
            vertical: Vertical::Top,
            auto_width: false,
            wrapped: Some(lines.join("\n")),
        };
        let colour = if run.colour.is_empty() { INK.to_owned() } else { run.colour.clone() };
        let style = Style { stroke: colour, opacity, ..Style::default() };
        self.put(node, "words", Kind::Text(text), place, style);
    }

    /// The lines that words break into in this box.
    fn lines(&self, node: &Node, run: &Run, words: &str, place: Rect) -> Vec<String> {
        let measure = |line: &str| metrics::width(line, run.size, run.family, run.weight >= 600);
        if node.one_line && self.width > NARROW {
            return words.split('\n').map(str::to_owned).collect();
        }
        let lines = metrics::wrap(words, place.width(), measure);
        // A box as wide as its words may lose a hair by rounding: the solver gave it room for fewer lines.
        let fits = (place.height() / (run.line_height * run.size)).round() as usize;
        if lines.len() > fits.max(1) {
            let wider = metrics::wrap(words, place.width() + 1.0, measure);
            if wider.len() < lines.len() {
                return wider;
            }
        }
        lines
    }

    fn put(&mut self, node: &Node, what: &str, kind: Kind, at: Rect, style: Style) {
        let mut id = if what.is_empty() { node.id.clone() } else { format!("{}/{what}", node.id) };
        if !self.taken.insert(id.clone()) {
            id = format!("{id}~{}", self.preview.page.elements.len());
            self.taken.insert(id.clone());
        }
        let at = Rect::new(at.x0, at.y0, at.x1.max(at.x0), at.y1.max(at.y0));
        self.preview.page.elements.push(Arc::new(Element { style, ..Element::new(id, kind, at) }));
    }
}

fn width_of(side: &Option<(f64, String)>) -> f64 {
    side.as_ref().map_or(0.0, |(width, _)| *width)
}

/// The box that is left for what a leaf shows.
fn inside(node: &Node, at: Rect) -> Rect {
    let [top, right, bottom, left] = node.paint.borders.each_ref().map(width_of);
    let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
    Rect::new(
        at.x0 + left + finite(node.padding.left),
        at.y0 + top + finite(node.padding.top),
        at.x1 - right - finite(node.padding.right),
        at.y1 - bottom - finite(node.padding.bottom),
    )
}

#[cfg(test)]
mod tests;
