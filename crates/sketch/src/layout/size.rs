//! Sizes, gaps, paddings and alignments: parts become nodes.
//!
//! Every node is built for the span of the screen that its parent will give it at the drawn width, and says how high it
//! will come out, so that rounding never adds up down the page. Distances are never negative.
//!
//! Not here: which parts are rows and columns, and what they mean.

mod column;
mod row;

use super::cut::{Part, Shape};
use super::piece::{Piece, Screen, What};
use super::{Content, Layout, Line, Node, Paint, Place, Role, Sides, Size, Track};
use crate::render::wireframe::look::is_hint;
use crate::scene::{Align, ComponentKind};

/// From left to right on the screen, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Left.
    pub from: f64,
    /// Right.
    pub to: f64,
}

impl Span {
    /// px.
    #[must_use]
    pub fn width(self) -> f64 {
        self.to - self.from
    }

    /// px.
    #[must_use]
    pub fn middle(self) -> f64 {
        f64::midpoint(self.from, self.to)
    }
}

/// Builds nodes from parts.
pub struct Builder<'a> {
    /// The pieces.
    pub screen: &'a Screen,
    /// How far the hand was off, px; 0 for a drawing that is exact.
    pub noise: f64,
    /// Where most of the content of the page stands, when that is in the middle.
    pub container: Option<Span>,
}

/// A node and its height in a browser.
pub struct Built {
    /// The node.
    pub node: Node,
    /// px.
    pub height: f64,
}

/// To a tenth of a pixel.
#[must_use]
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

impl Builder<'_> {
    /// Edges this far from each other are one, px.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        1.0 + 2.0 * self.noise
    }

    /// The piece of a part.
    #[must_use]
    pub fn piece(&self, part: &Part) -> Option<&Piece> {
        part.piece.and_then(|at| self.screen.pieces.get(at))
    }

    /// Whether the edges of a part cannot be seen.
    #[must_use]
    pub fn soft(&self, part: &Part) -> bool {
        self.piece(part).is_none_or(|piece| piece.text().is_some())
    }

    /// Whether words in it were broken for want of room.
    #[must_use]
    pub fn wraps(&self, part: &Part) -> bool {
        self.piece(part).and_then(Piece::text).is_some_and(|(_, fit)| fit.below.is_finite())
            || part.parts.iter().any(|part| self.wraps(part))
    }

    /// The node of a part whose border box takes this span.
    #[must_use]
    pub fn node(&self, part: &Part, span: Span) -> Built {
        let piece = self.piece(part);
        let mut node = Node {
            id: self.id(part),
            elements: piece.map(|piece| piece.elements.clone()).unwrap_or_default(),
            name: piece.and_then(|piece| piece.name.clone()),
            link: piece.and_then(|piece| piece.link.clone()),
            drawn: part.rect,
            paint: piece.map(|piece| piece.paint.clone()).unwrap_or_default(),
            ..Node::default()
        };
        let height = match piece.map(|piece| &piece.what) {
            Some(What::Text(run, _)) => {
                node.role = Role::Paragraph;
                let mut run = run.clone();
                if run.lines == 1 {
                    run.line_height = part.rect.height() / run.size;
                }
                let height = f64::from(run.lines) * pitch(&run);
                node.content = Content::Text(run);
                height
            }
            Some(What::Rule { flat }) => {
                node.role = Role::Rule;
                if *flat {
                    node.height = Size::Fixed(tenth(part.rect.height()));
                } else {
                    node.width = Size::Fixed(tenth(part.rect.width()));
                    node.height = Size::Fixed(tenth(part.rect.height()));
                }
                drawn_height(part)
            }
            Some(What::Control(component)) => {
                node.role = Role::Control(component.kind);
                let field = matches!(component.kind, ComponentKind::Input | ComponentKind::TextArea);
                let words = component.text.clone();
                let (text, hint) =
                    if field && is_hint(&words) { (String::new(), words) } else { (words, String::new()) };
                node.content = Content::Control {
                    text,
                    hint,
                    on: component.on,
                    value: component.value,
                    run: piece.and_then(|piece| piece.words.clone()),
                };
                node.height = Size::Fixed(tenth(part.rect.height()));
                drawn_height(part)
            }
            Some(What::Picture { key }) => {
                node.role = Role::Picture;
                node.content = Content::Picture {
                    picture: key.clone(),
                    alternative: piece.and_then(|piece| piece.name.clone()).unwrap_or_default(),
                };
                if part.parts.is_empty() && part.over.is_empty() {
                    // As high as drawn where it is as wide as it comes out: pictures keep their proportions.
                    (node.drawn.x0, node.drawn.x1) = (span.from, span.to.max(span.from));
                    node.height = Size::Fixed(tenth(part.rect.height()));
                    drawn_height(part)
                } else {
                    self.inside(&mut node, part, span)
                }
            }
            Some(What::Box) if part.parts.is_empty() && part.over.is_empty() => {
                node.height = Size::Fixed(tenth(part.rect.height()));
                drawn_height(part)
            }
            Some(What::Box) | None => self.inside(&mut node, part, span),
        };
        node.drawn.y1 = node.drawn.y0 + height;
        Built { node, height }
    }

    /// Lays out what is inside; the height of the border box.
    fn inside(&self, node: &mut Node, part: &Part, span: Span) -> f64 {
        let edge = borders(&node.paint);
        let inner = Span { from: span.from + edge.left, to: span.to - edge.right };
        let painted = part.piece.is_some();
        let top = part.rect.y0 + edge.top;
        if part.parts.is_empty() {
            node.layout = Layout::Column(line(0.0));
            node.height = Size::Fixed(tenth(part.rect.height()));
            node.overflows = true;
            self.over(node, part);
            return part.rect.height();
        }
        let bottom = match part.shape {
            Shape::Row => self.row(node, &part.parts, inner, top),
            Shape::Layers => self.layers(node, &part.parts, inner, top),
            Shape::Column | Shape::Leaf => self.column(node, &part.parts, inner, top, painted),
        };
        self.over(node, part);
        if !painted {
            node.overflows = part.parts.iter().any(|child| child.rect.x1 > span.to + 2.0 + 2.0 * self.noise);
            return bottom - part.rect.y0;
        }
        let slack = part.rect.y1 - edge.bottom - bottom;
        let wide = part.parts.iter().any(|child| child.rect.x1 > part.rect.x1 + 2.0 + 2.0 * self.noise);
        if slack < -2.0 - 2.0 * self.noise || wide {
            node.overflows = true;
            node.height = Size::Fixed(tenth(part.rect.height()));
            return drawn_height(part);
        }
        if slack > 0.25 {
            let above = node.padding.top;
            if slack > 2.0 * above + 40.0 {
                node.height = Size::Fixed(tenth(part.rect.height()));
                return drawn_height(part);
            }
            node.padding.bottom = tenth(slack);
            return bottom + counted(tenth(slack)) + edge.bottom - part.rect.y0;
        }
        bottom + edge.bottom - part.rect.y0
    }

    /// Children that begin outside, at their own places.
    fn over(&self, node: &mut Node, part: &Part) {
        for child in &part.over {
            let own = Span { from: child.rect.x0, to: child.rect.x1 };
            let mut built = self.node(child, own);
            built.node.width = Size::Fixed(tenth(child.rect.width()));
            built.node.place = Place::Over {
                left: Some(tenth(child.rect.x0 - part.rect.x0)),
                top: Some(tenth(child.rect.y0 - part.rect.y0)),
                right: None,
                bottom: None,
            };
            node.children.push(built.node);
        }
    }

    /// On top of each other in one cell; the bottom of the cell.
    fn layers(&self, node: &mut Node, parts: &[Part], span: Span, top: f64) -> f64 {
        node.layout = Layout::Grid {
            columns: vec![Track::Share(1.0)],
            rows: vec![Track::Content],
            column_gap: 0.0,
            row_gap: 0.0,
        };
        node.room = span.width();
        let mut bottom = top;
        for part in parts {
            let mut child = self.across(part, span, span);
            let above = (part.rect.y0 - top).max(0.0);
            child.node.margin.top = tenth(above);
            let aside = match child.node.place {
                Place::Own(cross) => Some(cross),
                _ => None,
            };
            child.node.place = Place::Cell { column: 0, row: 0, columns: 1, rows: 1 };
            match aside {
                Some(super::Cross::Middle) => {
                    // A cell has no alignment of its own across in the tree: even margins say the same.
                    let side = ((span.width() - part.rect.width()) / 2.0).max(0.0);
                    child.node.margin.left = tenth(side);
                    child.node.margin.right = tenth(side);
                }
                Some(super::Cross::End) => {
                    child.node.margin.left = tenth((part.rect.x0 - span.from).max(0.0))
                }
                _ => {}
            }
            bottom = bottom.max(top + above + child.height);
            node.children.push(child.node);
        }
        bottom
    }

    /// A child of a column: built for its place across, within the content span of the column.
    fn across(&self, part: &Part, content: Span, _outer: Span) -> Built {
        let tolerance = self.tolerance();
        let (left, right) = (part.rect.x0 - content.from, content.to - part.rect.x1);
        let Some(piece) = self.piece(part) else {
            return self.node(part, content);
        };
        if let Some((run, fit)) = piece.text() {
            let mut built = self.node(part, content);
            let align = self.text_align(part, content);
            let room = content.width();
            let node = &mut built.node;
            if let Content::Text(run) = &mut node.content {
                run.align = align;
            }
            if run.lines > 1 && align == Align::Middle && (left - right).abs() > 2.0 * tolerance {
                // In the middle of a box of its own, which is somewhere else.
                let ink = part.rect.width();
                let width = if fit.below.is_finite() { fit.comfortable().max(ink) } else { ink.ceil() };
                let from = (left - (width - ink) / 2.0).max(0.0);
                node.margin.left = tenth(from);
                node.width = Size::Fill { weight: 1.0, min: 0.0, max: tenth(width) };
                return built;
            }
            let mut offset = 0.0;
            match align {
                Align::Start if left > tolerance => {
                    offset = left;
                    node.margin.left = tenth(left);
                }
                Align::End if right > tolerance => {
                    offset = right;
                    node.margin.right = tenth(right);
                }
                _ => {}
            }
            let room = room - offset;
            if fit.below.is_finite() {
                if !fit.holds(room) {
                    let width = fit.comfortable();
                    if room < fit.least {
                        node.margin.left = tenth(node.margin.left.min(left).max(0.0));
                        node.width = Size::Fixed(width.min(room.max(fit.least + 0.6)));
                    } else {
                        node.width = Size::Fill { weight: 1.0, min: 0.0, max: width };
                    }
                    match align {
                        Align::Middle => node.place = Place::Own(super::Cross::Middle),
                        Align::End => node.place = Place::Own(super::Cross::End),
                        Align::Start => {}
                    }
                }
            } else if run.lines == 1 && room < fit.least * 1.03 + 1.0 {
                node.one_line = true;
            }
            return built;
        }
        if left.abs() <= tolerance && right.abs() <= tolerance {
            return self.node(part, content);
        }
        let own = Span { from: part.rect.x0, to: part.rect.x1 };
        let mut built = self.node(part, own);
        let node = &mut built.node;
        let width = tenth(part.rect.width());
        node.width = self.own_width(part, width);
        if (left - right).abs() <= 2.0 * tolerance {
            node.place = Place::Own(super::Cross::Middle);
        } else if left.abs() <= tolerance {
            node.place = Place::Own(super::Cross::Start);
        } else if right.abs() <= tolerance {
            node.place = Place::Own(super::Cross::End);
        } else {
            node.place = Place::Own(super::Cross::Start);
            node.margin.left = tenth(left.max(0.0));
        }
        built
    }

    /// The width of a part that does not take all the room.
    fn own_width(&self, part: &Part, width: f64) -> Size {
        let fixed = part.parts.is_empty() || width < 120.0;
        if fixed { Size::Fixed(width) } else { Size::Fill { weight: 1.0, min: 0.0, max: width } }
    }

    /// How the lines of a text stand in a span.
    fn text_align(&self, part: &Part, span: Span) -> Align {
        let tolerance = self.tolerance();
        let Some((run, _)) = self.piece(part).and_then(Piece::text) else { return Align::Start };
        if run.lines > 1 && run.align != Align::Start {
            return run.align;
        }
        if run.lines > 1 {
            return Align::Start;
        }
        let (left, right) = (part.rect.x0 - span.from, span.to - part.rect.x1);
        let labelled =
            self.piece(part).is_some_and(|piece| piece.label_of.is_some()) && run.align == Align::Middle;
        if labelled && (left - right).abs() <= 2.0 * tolerance + 2.0 {
            return Align::Middle;
        }
        if left <= tolerance + 0.5 {
            return Align::Start;
        }
        if (left - right).abs() <= 1.5 * tolerance {
            return Align::Middle;
        }
        if right.abs() <= tolerance { Align::End } else { Align::Start }
    }

    /// Stable over changes of other parts: the element's, or from the first child's.
    fn id(&self, part: &Part) -> String {
        match self.piece(part).and_then(|piece| piece.elements.first()) {
            Some(id) => id.to_string(),
            None => {
                let word = match part.shape {
                    Shape::Row => "row",
                    Shape::Column => "column",
                    Shape::Layers => "layers",
                    Shape::Leaf => "part",
                };
                part.parts
                    .first()
                    .map_or_else(|| word.to_owned(), |first| format!("{word}-{}", self.id(first)))
            }
        }
    }
}

/// The widths of a box's borders.
#[must_use]
pub fn borders(paint: &Paint) -> Sides {
    let width = |at: usize| paint.borders.get(at).and_then(Option::as_ref).map_or(0.0, |(width, _)| *width);
    Sides { top: width(0), right: width(1), bottom: width(2), left: width(3) }
}

/// A length in a browser, which counts in 1/64 px and rounds down: down a long page that adds up.
#[must_use]
pub fn counted(length: f64) -> f64 {
    const UNIT: f64 = 64.0;
    (length * UNIT + 1e-6).floor() / UNIT
}

/// How high what has the height it was drawn at is in a browser.
fn drawn_height(part: &Part) -> f64 {
    counted(tenth(part.rect.height()))
}

/// The distance of lines in a browser.
#[must_use]
pub fn pitch(run: &super::Run) -> f64 {
    // The style sheet has four digits, rounded up.
    counted((run.line_height * 1e4 - 0.01).ceil() / 1e4 * run.size)
}

/// A line of children with this gap.
#[must_use]
pub fn line(gap: f64) -> Line {
    Line { gap: tenth(gap.max(0.0)), ..Line::default() }
}
