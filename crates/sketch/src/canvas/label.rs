//! Texts: how large they are, and where a label stands in its shape.
//!
//! Not here: fonts. Whoever has them hands in a [`Measure`].

use super::change::Draft;
use super::geometry::{centre, finite, local_box};
use crate::scene::{Align, Element, ElementId, Kind, Text, Vertical};
use kurbo::{Rect, Size};
use unicode_width::UnicodeWidthStr;

/// Between a shape's outline and its label, px.
pub const PADDING: f64 = 8.0;

/// Tells how large words are when they are set.
pub trait Measure {
    /// px; lines wrap at `width` when there is one.
    fn size(&self, text: &Text, width: Option<f64>) -> Size;
}

/// Measures without fonts: every letter is as wide as an average one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Estimate;

impl Measure for Estimate {
    fn size(&self, text: &Text, width: Option<f64>) -> Size {
        let size = finite(text.size).clamp(1.0, 10_000.0);
        let letter = size * 0.55;
        let most = width.map(|w| (finite(w) / letter).floor().max(1.0));
        let (mut lines, mut widest) = (0.0, 0.0_f64);
        for line in text.text.split('\n') {
            let mut at = 0.0_f64;
            lines += 1.0;
            for word in line.split_inclusive(' ') {
                let long = word.width() as f64;
                if let Some(most) = most
                    && at > 0.0
                    && at + word.trim_end().width() as f64 > most
                {
                    widest = widest.max(at);
                    lines += 1.0;
                    at = 0.0;
                }
                at += long;
                if let Some(most) = most {
                    while at > most && at - 1.0 >= most {
                        lines += 1.0;
                        at -= most;
                        widest = widest.max(most);
                    }
                }
            }
            widest = widest.max(at);
        }
        Size::new(widest * letter, lines * size * finite(text.line_height).clamp(0.5, 5.0))
    }
}

/// Where words may stand in a shape.
pub(super) fn room(shape: &Element) -> Rect {
    let rect = local_box(shape);
    let (share, pad) = match shape.kind {
        Kind::Ellipse => (1.0 - std::f64::consts::FRAC_1_SQRT_2, 2.0),
        Kind::Diamond => (0.5, 2.0),
        _ => (0.0, PADDING),
    };
    let (dx, dy) = (rect.width() * share / 2.0 + pad, rect.height() * share / 2.0 + pad);
    let (dx, dy) = (dx.min(rect.width() / 2.0), dy.min(rect.height() / 2.0));
    rect.inset((-dx, -dy))
}

/// Sets the box of a text by its words.
pub(super) fn fit(element: &mut Element, measure: &dyn Measure) {
    let Kind::Text(text) = &element.kind else { return };
    if text.auto_width {
        let size = measure.size(text, None);
        let width = match text.align {
            Align::Start => 0.0,
            Align::Middle => (size.width - element.width) / 2.0,
            Align::End => size.width - element.width,
        };
        element.x -= width;
        element.width = size.width;
        element.height = size.height;
    } else {
        element.height = measure.size(text, Some(element.width)).height;
    }
}

/// Puts a label where its shape has it.
pub(super) fn place(draft: &mut Draft<'_>, label: &ElementId, measure: &dyn Measure) {
    let Some(element) = draft.get(label) else { return };
    let Some(shape) = element.parent.as_ref().and_then(|parent| draft.get(parent)).cloned() else { return };
    let Kind::Text(text) = &element.kind else { return };
    if matches!(shape.kind, Kind::Frame | Kind::Group) {
        return;
    }
    let mut element = (**element).clone();
    if matches!(shape.kind, Kind::Line(_) | Kind::Arrow(_)) {
        let size = measure.size(text, None);
        let at = crate::arrows::label_place(&shape, size);
        (element.width, element.height) = (size.width, size.height);
        (element.x, element.y) = (at.x0, at.y0);
        element.angle = 0.0;
    } else {
        let room = room(&shape);
        let natural = measure.size(text, None);
        let width = if natural.width > room.width() { room.width().max(1.0) } else { natural.width };
        let height =
            if width < natural.width { measure.size(text, Some(width)).height } else { natural.height };
        let x = match text.align {
            Align::Start => room.x0,
            Align::Middle => room.center().x - width / 2.0,
            Align::End => room.x1 - width,
        };
        let y = match text.vertical {
            Vertical::Top => room.y0,
            Vertical::Middle => room.center().y - height / 2.0,
            Vertical::Bottom => room.y1 - height,
        };
        // The label turns with the shape: its middle goes round the shape's.
        let rect = Rect::from_origin_size((x, y), (width, height));
        let middle = super::geometry::turn(rect.center(), centre(&shape), finite(shape.angle));
        (element.x, element.y) = (middle.x - width / 2.0, middle.y - height / 2.0);
        (element.width, element.height) = (width, height);
        element.angle = shape.angle;
    }
    draft.set(element);
}
