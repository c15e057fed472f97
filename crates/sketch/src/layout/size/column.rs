//! Children below each other: padding, gaps, and the width content may take.

use super::{Builder, Built, Span, counted, line, tenth};
use crate::layout::cut::Part;
use crate::layout::piece::Piece;
use crate::layout::{Cross, Layout, Node};
use crate::scene::Align;

/// Spaces that differ by less are the same, px.
const HAIR: f64 = 0.2;

/// A padding that windows narrower than the drawing keep, px.
const GUTTER: f64 = 16.0;

impl Builder<'_> {
    /// Lays out children below each other; the bottom of the last.
    pub(super) fn column(&self, node: &mut Node, parts: &[Part], span: Span, top: f64, painted: bool) -> f64 {
        let content = self.content(node, parts, span, painted);
        node.room = content.width();
        let mut built: Vec<(Built, f64)> =
            parts.iter().map(|part| (self.across(part, content, span), part.rect.y0)).collect();
        let spaces = self.spaces(&built, top);
        let gap = common_gap(&spaces);
        let mut bottom = top;
        for (at, ((child, _), space)) in built.iter_mut().zip(&spaces).enumerate() {
            if at == 0 {
                if painted || *space > 0.0 {
                    node.padding.top = tenth(*space);
                }
                bottom += counted(tenth(*space));
            } else {
                let extra = tenth(space - gap).max(0.0);
                child.node.margin.top = extra;
                bottom += counted(gap) + counted(extra);
            }
            bottom += child.height;
        }
        node.layout = Layout::Column(crate::layout::Line { align: Cross::Stretch, ..line(gap) });
        node.children = built.into_iter().map(|(child, _)| child.node).collect();
        bottom
    }

    /// The space above each child: where it was drawn, less what is above as it comes out.
    fn spaces(&self, built: &[(Built, f64)], top: f64) -> Vec<f64> {
        let mut at = top;
        let mut spaces: Vec<f64> = Vec::with_capacity(built.len());
        for (child, drawn) in built {
            let mut space = tenth((drawn - at).max(0.0));
            // What lines lose to rounding is made up for when it can be seen, not by a tenth at every space.
            let same = spaces.iter().skip(1).rev().find(|other| (space - **other).abs() < HAIR);
            if let Some(same) = same {
                space = *same;
            }
            spaces.push(space);
            at += counted(space) + child.height;
        }
        spaces
    }

    /// The span for children, and the padding or limit of the node that makes it.
    fn content(&self, node: &mut Node, parts: &[Part], span: Span, painted: bool) -> Span {
        let tolerance = self.tolerance();
        let full =
            |part: &&Part| part.rect.x0 <= span.from + tolerance && part.rect.x1 >= span.to - tolerance;
        if parts.iter().any(|part| full(&part)) {
            return span;
        }
        let bounds = |part: &Part| Span { from: part.rect.x0, to: part.rect.x1 };
        let centred = |part: &Part| {
            let (left, right) = (part.rect.x0 - span.from, span.to - part.rect.x1);
            (left - right).abs() <= 1.5 * tolerance
        };
        let page = span.width() >= self.screen.width - 2.0 * tolerance - 1.0;
        let left =
            parts.iter().map(|part| bounds(part).from - span.from).fold(f64::INFINITY, f64::min).max(0.0);
        let right = parts.iter().map(|part| span.to - bounds(part).to).fold(f64::INFINITY, f64::min).max(0.0);
        if page && let Some(container) = self.container {
            let inside = |part: &Part| {
                part.rect.x0 >= container.from - tolerance && part.rect.x1 <= container.to + tolerance
            };
            if parts.iter().all(inside) {
                self.contain(node, container.from - span.from, container.width());
                return container;
            }
        }
        if parts.iter().all(centred) && parts.iter().all(|part| self.soft(part) && part.parts.is_empty()) {
            let side = if page { left.min(right).min(GUTTER) } else { (left.min(right) * 0.4).min(GUTTER) };
            let side = if painted { side } else { 0.0 };
            node.padding.left = tenth(side);
            node.padding.right = tenth(side);
            return Span { from: span.from + side, to: span.to - side };
        }
        // Some to the left, some to the right, but most in the middle: the middle stays where it is.
        let middles = parts.iter().filter(|part| centred(part)).count();
        if middles > 1 && 2 * middles >= parts.len() && (left - right).abs() > 2.0 * tolerance {
            let side = tenth(left.min(right));
            node.padding.left = side;
            node.padding.right = side;
            return Span { from: span.from + side, to: span.to - side };
        }
        let from = span.from + left;
        let right = self.right(parts, span, from, left, right);
        if page && left > 1.5 * GUTTER && (left - right).abs() <= 2.0 * tolerance {
            let width = span.width() - left - right;
            node.padding.left = GUTTER;
            node.padding.right = GUTTER;
            node.limit = Some(tenth(width));
        } else {
            node.padding.left = tenth(left);
            node.padding.right = tenth(right);
        }
        Span { from, to: span.to - right }
    }

    /// Keeps the content of a node as wide as a page in its middle is: by its padding when that is narrow anyhow.
    pub(super) fn contain(&self, node: &mut Node, margin: f64, width: f64) {
        let narrow = margin <= 2.0 * GUTTER;
        let padding = tenth(if narrow { margin.max(0.0) } else { GUTTER });
        node.padding.left = padding;
        node.padding.right = padding;
        node.limit = if narrow { None } else { Some(tenth(width)) };
    }

    /// The padding on the right: as drawn where that is seen, else as on the left, so that words break as drawn.
    fn right(&self, parts: &[Part], span: Span, from: f64, left: f64, drawn: f64) -> f64 {
        let tolerance = self.tolerance();
        let mut wrapped = Vec::new();
        self.fits(parts, &mut wrapped);
        let mut best = (f64::NEG_INFINITY, 0.0);
        let mut candidates = vec![left, 0.0];
        if drawn <= left.max(64.0) {
            candidates.insert(1, drawn);
        }
        candidates.extend(wrapped.iter().map(|(x, fit)| span.to - x - fit.comfortable()));
        for (at, candidate) in candidates.into_iter().enumerate() {
            let candidate = tenth(candidate.clamp(0.0, drawn.max(0.0)));
            let to = span.to - candidate;
            let mut score = -0.01 * at as f64;
            for (x, fit) in &wrapped {
                if fit.holds(to - x) {
                    score += 1.0;
                } else if to - x < fit.least {
                    score -= 3.0;
                }
            }
            for part in parts {
                let meets = (part.rect.x1 - to).abs() <= tolerance;
                if !self.soft(part) && meets && (part.rect.x0 - from).abs() <= tolerance {
                    score += 2.0;
                } else if meets && part.rect.x0 - from > tolerance {
                    score += 0.6;
                }
            }
            if score > best.0 {
                best = (score, candidate);
            }
        }
        best.1
    }

    /// The wrapped texts that would take the whole width, with their left edges.
    fn fits(&self, parts: &[Part], out: &mut Vec<(f64, crate::layout::metrics::Fit)>) {
        for part in parts {
            if let Some((run, fit)) = self.piece(part).and_then(Piece::text)
                && fit.below.is_finite()
                && run.align == Align::Start
            {
                out.push((part.rect.x0, *fit));
            }
            if part.piece.is_none() && part.shape == crate::layout::cut::Shape::Column {
                self.fits(&part.parts, out);
            }
        }
    }
}

/// The gap that most spaces between children have, when no space is smaller; else the smallest.
fn common_gap(spaces: &[f64]) -> f64 {
    let between = spaces.get(1..).unwrap_or(&[]);
    let least = between.iter().copied().fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}
