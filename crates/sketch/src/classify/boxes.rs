//! Boxes without words: what they are by their sizes and neighbours alone. Not for drawings that say more.
//!
//! Sizes are counted in heights of the middle-sized box. What a box alone cannot tell is not guessed: a heading, a label
//! and a link look the same, and so do words with a box to tick before them.

use crate::layout::Role;
use crate::scene::ComponentKind;
use kurbo::Rect;

/// What geometry can tell of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Words, perhaps with something to tick.
    Words,
    /// To press, fill or choose from.
    Control,
    /// A picture.
    Picture,
}

/// What a bare box seems to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxGuess {
    /// What kind of thing.
    pub sort: Sort,
    /// Which of its kind: the most likely.
    pub kind: BoxKind,
    /// Of the sort; 0 to 1.
    pub sure: f64,
    /// The box that a label names.
    pub names: Option<usize>,
}

/// The most likely of a [`Sort`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoxKind {
    /// Wide words at the top.
    Heading,
    /// Several lines.
    Paragraph,
    /// Words before or above a field.
    Label,
    /// A field.
    Input,
    /// To press.
    Button,
    /// A picture.
    Picture,
}

impl BoxGuess {
    /// In the words of the layout tree; a label's field is not filled in.
    #[must_use]
    pub fn role(&self) -> Role {
        match self.kind {
            BoxKind::Heading => Role::Heading(1),
            BoxKind::Paragraph => Role::Paragraph,
            BoxKind::Label if self.names.is_some() => Role::Label(String::new()),
            BoxKind::Label => Role::Paragraph,
            BoxKind::Input => Role::Control(ComponentKind::Input),
            BoxKind::Button => Role::Control(ComponentKind::Button),
            BoxKind::Picture => Role::Picture,
        }
    }
}

/// What each box is.
#[must_use]
pub fn classify(boxes: &[Rect]) -> Vec<BoxGuess> {
    let mut heights: Vec<f64> = boxes.iter().map(Rect::height).collect();
    heights.sort_by(f64::total_cmp);
    let unit = heights.get(heights.len() / 2).copied().unwrap_or(1.0).max(1e-9);
    let whole = boxes.iter().copied().reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
    let sorts: Vec<(Sort, f64)> =
        boxes.iter().map(|rect| sort(&Around::new(*rect, boxes, unit, whole))).collect();
    boxes
        .iter()
        .zip(&sorts)
        .map(|(rect, (sort, sure))| {
            let around = Around::new(*rect, boxes, unit, whole);
            let below_is_control =
                around.below_at.is_some_and(|j| sorts.get(j).is_some_and(|(sort, _)| *sort == Sort::Control));
            let (kind, names) = match sort {
                Sort::Picture => (BoxKind::Picture, None),
                Sort::Control if around.above < 0.6 && around.above_height < 0.97 => (BoxKind::Input, None),
                Sort::Control => (BoxKind::Button, None),
                Sort::Words if around.top <= 2.0 && around.width > 4.5 => (BoxKind::Heading, None),
                Sort::Words if around.height > 1.45 => (BoxKind::Paragraph, None),
                Sort::Words => {
                    (BoxKind::Label, around.below_at.filter(|_| below_is_control && around.below < 0.6))
                }
            };
            BoxGuess { sort: *sort, kind, sure: *sure, names }
        })
        .collect()
}

/// A box and its neighbours, in units.
struct Around {
    aspect: f64,
    height: f64,
    width: f64,
    /// Of the width of all.
    share: f64,
    /// From the top of all.
    top: f64,
    /// To the bottom of all.
    bottom: f64,
    /// Off the middle of all, as a share of its width.
    middle: f64,
    /// To the nearest box in each direction; large when there is none.
    left: f64,
    above: f64,
    below: f64,
    below_at: Option<usize>,
    /// Sizes of the neighbours by this one's; 0 when there is none.
    above_width: f64,
    above_height: f64,
    below_height: f64,
}

impl Around {
    fn new(rect: Rect, boxes: &[Rect], unit: f64, whole: Rect) -> Self {
        let (w, h) = (rect.width().max(1e-9), rect.height().max(1e-9));
        let span = whole.width().max(1e-9);
        let mut around = Self {
            aspect: w / h,
            height: h / unit,
            width: w / unit,
            share: w / span,
            top: (rect.y0 - whole.y0) / unit,
            bottom: (whole.y1 - rect.y1) / unit,
            middle: (rect.center().x - whole.center().x).abs() / span,
            left: 9.0,
            above: 9.0,
            below: 9.0,
            below_at: None,
            above_width: 0.0,
            above_height: 0.0,
            below_height: 0.0,
        };
        for (j, other) in boxes.iter().enumerate() {
            if *other == rect {
                continue;
            }
            let beside = rect.y1.min(other.y1) - rect.y0.max(other.y0) > 0.5 * h.min(other.height());
            if beside && other.center().x < rect.center().x {
                around.left = around.left.min((rect.x0 - other.x1) / unit);
            }
            let over = rect.x1.min(other.x1) - rect.x0.max(other.x0) > 0.3 * w.min(other.width());
            if over && other.center().y < rect.center().y {
                let gap = (rect.y0 - other.y1) / unit;
                if gap < around.above {
                    around.above = gap;
                    around.above_width = other.width() / w;
                    around.above_height = other.height() / h;
                }
            } else if over {
                let gap = (other.y0 - rect.y1) / unit;
                if gap < around.below {
                    around.below = gap;
                    around.below_at = Some(j);
                    around.below_height = other.height() / h;
                }
            }
        }
        around
    }
}

fn sort(b: &Around) -> (Sort, f64) {
    if b.aspect <= 1.24 {
        // High and square is a picture; small and square is a button with a sign, or a letter.
        return match b.height {
            h if h > 1.4 => (Sort::Picture, 0.97),
            h if h > 1.15 => (Sort::Picture, 0.85),
            _ if b.width > 0.72 => (Sort::Control, 0.75),
            _ => (Sort::Words, 0.8),
        };
    }
    if b.height > 2.4 && b.aspect < 4.0 {
        return (Sort::Picture, 0.65);
    }
    if b.width <= 4.5 {
        if b.below <= 0.2 {
            // Close to what stands below: it names it, or is a line of it.
            return (Sort::Words, 0.94);
        }
        if b.share <= 0.3 {
            let over_large = b.below_height > 1.35 && b.bottom < 2.5;
            return if over_large {
                (Sort::Control, 0.6)
            } else {
                (Sort::Words, if b.above_width > 0.8 { 0.93 } else { 0.76 })
            };
        }
        if b.left <= 0.86 {
            return (Sort::Control, 0.76);
        }
        return if b.top <= 4.5 { (Sort::Words, 0.82) } else { (Sort::Control, 0.6) };
    }
    if b.top <= 2.1 {
        return if b.width > 6.0 { (Sort::Words, 0.95) } else { (Sort::Words, 0.55) };
    }
    if b.above_height <= 0.97 {
        // Wide, below something smaller that names it.
        if b.above_width <= 0.62 {
            return (Sort::Control, if b.middle > 0.18 { 0.94 } else { 0.6 });
        }
        return if b.share > 0.69 { (Sort::Control, 0.76) } else { (Sort::Words, 0.5) };
    }
    (Sort::Words, if b.bottom <= 4.0 { 0.85 } else { 0.7 })
}
