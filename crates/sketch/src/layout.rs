//! The rows, columns and grids that a drawing shows, as a tree.
//!
//! A [`Tree`] says how a browser (or another engine with flex and grid) would give the drawing back: what is inside
//! what, which way children run, the gaps and paddings between, what is as large as its content and what takes the rest.
//! It is the only thing that [`code`](crate::code) reads; nothing in it depends on a target language.
//!
//! # How exact it is
//!
//! Measured on 253 screens drawn from web pages: how much the box of each text in a browser and the one it was drawn from
//! share (IoU, mean over pages). An exact drawing gives 0.989; with every text at the place it was drawn at, out of the
//! flow, it is 0.995. With every element moved, and boxes stretched, by up to 2 px each way it gives 0.913. What is
//! missing there:
//! - The shaken drawing itself shares 0.888: along x 0.977, along y 0.907. Lines are low, so one pixel up or down costs an
//!   eighth of a line; how wide and high texts are is known from the drawing.
//! - `settle` brings it to 0.922 (x 0.986, y 0.934; texts are off by 0.5 px across and 0.75 px down, from 1.0).
//! - The tree loses 0.003 of that, and 0.005 is the difference between the line a text stands on and its letters, which
//!   drawings placed absolutely lose too.
//! - Told which edges, middles, base lines and spaces between the same kinds of things are the same in the exact drawing,
//!   the best estimate there is (the mean over all drawings that fit, slips being even) reaches 0.930; told of all equal
//!   spaces and sizes whatever they are between, 0.938. So 0.93 after the tree would need more than a drawing tells.
//! - Round numbers say little: with the spaces of half of the pages known as a prior, a space of the other half that
//!   stands alone is off by 1.28 px instead of 1.34. Three of ten texts share next to nothing with others.
//!
//! Other weights move the result by less than 0.0005; spaces that are about the same between unlike things make it worse
//! when taken for equal (0.919 to 0.922). Belief propagation on a grid of quarter pixels, with even slips, soft lines and
//! spaces, and whole pixels as likelier, settles texts to 0.925 and boxes better (0.930 from 0.925 in the end), but leaves
//! edges that were one a fraction of a pixel apart: the tree loses what was won (0.913), so it is not used.
//!
//! Not here: names of classes and tags of a target.

pub mod boxes;
mod containers;
pub mod cut;
mod grid;
pub mod infer;
mod known;
pub mod level;
pub mod metrics;
mod narrow;
pub mod nest;
pub mod noise;
pub mod piece;
pub mod print;
pub mod role;
mod settle;
pub mod size;
pub mod solve;

use crate::scene::{Align, ComponentKind, ElementId, Family, Picture};
use kurbo::Rect;
use std::collections::BTreeMap;

pub use infer::infer;

/// A screen as layout.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Tree {
    /// Of the frame, or of the sketch.
    pub name: String,
    /// Width the screen was drawn at, px.
    pub width: f64,
    /// Height the screen was drawn at, px.
    pub height: f64,
    /// The whole screen.
    pub root: Node,
    /// The pictures that parts show, by the keys that they have them by.
    pub pictures: BTreeMap<String, Picture>,
}

/// A part of a screen: a box with children, or a leaf with content.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Node {
    /// Stable over regenerations: the id of the element it stands for, or one derived from its children's.
    pub id: String,
    /// What was drawn that this stands for; empty for a row or column that only arranges.
    pub elements: Vec<ElementId>,
    /// Name given by the user, or inferred.
    pub name: Option<String>,
    /// Where it stood, px from the corner of the screen.
    pub drawn: Rect,
    /// What it means.
    pub role: Role,
    /// How its children stand.
    pub layout: Layout,
    /// Width.
    pub width: Size,
    /// Height.
    pub height: Size,
    /// How it stands in its parent.
    pub place: Place,
    /// Between its edge and its children, px.
    pub padding: Sides,
    /// Around it, px; only where no gap of the parent says it. An infinite margin takes all room that is left.
    pub margin: Sides,
    /// What a leaf shows.
    pub content: Content,
    /// Width for its children where the screen is as wide as drawn, px.
    pub room: f64,
    /// Widest its content may be, px; what is left over goes to both sides evenly, and is at least the padding.
    pub limit: Option<f64>,
    /// What is inside may reach beyond it: it keeps its size, and so does what is inside.
    pub overflows: bool,
    /// Windows narrower than the first (px): it stands below what comes before it, that far (the second, px), though it was drawn
    /// over it or reaching into it.
    pub apart: Option<(f64, f64)>,
    /// Its words stay on one line.
    pub one_line: bool,
    /// A web address or `#` and the id of a node.
    pub link: Option<String>,
    /// How the box is painted.
    pub paint: Paint,
    /// In reading order.
    pub children: Vec<Node>,
}

impl Node {
    /// Whether its box can be seen.
    #[must_use]
    pub fn is_painted(&self) -> bool {
        self.paint.background.is_some() || self.paint.borders.iter().any(Option::is_some)
    }
}

/// What a part means to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Role {
    /// Only a box.
    #[default]
    Group,
    /// The top of a screen.
    Header,
    /// Links to move about.
    Navigation,
    /// What the screen is for.
    Main,
    /// Beside the main part.
    Aside,
    /// The bottom of a screen.
    Footer,
    /// A part with a heading.
    Section,
    /// Repeated in a list, or a part that stands for itself.
    Article,
    /// Fields and a button.
    Form,
    /// The parent of items.
    List,
    /// One of several alike.
    Item,
    /// 1 to 6.
    Heading(u8),
    /// Words.
    Paragraph,
    /// Words that lead somewhere.
    Link,
    /// Words that name a field; the id of its node.
    Label(String),
    /// A line between parts.
    Rule,
    /// A picture.
    Picture,
    /// Something to click, fill or choose.
    Control(ComponentKind),
    /// Rows and cells.
    Table,
    /// A row of a table.
    TableRow,
    /// A cell of a table; `true` heads its row or column.
    TableCell(bool),
}

/// How the children of a box stand.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Layout {
    /// No children.
    #[default]
    Leaf,
    /// Beside each other.
    Row(Line),
    /// Below each other.
    Column(Line),
    /// In columns and rows.
    Grid {
        /// From left to right.
        columns: Vec<Track>,
        /// From top to bottom.
        rows: Vec<Track>,
        /// Between columns, px.
        column_gap: f64,
        /// Between rows, px.
        row_gap: f64,
    },
    /// On top of each other, as drawn: every child has [`Place::Over`].
    Stack,
}

/// Children one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Line {
    /// Between children, px.
    pub gap: f64,
    /// Between lines when it wraps, px.
    pub cross_gap: f64,
    /// Along the line.
    pub justify: Justify,
    /// Across the line.
    pub align: Cross,
    /// Goes on in a new line when there is no room.
    pub wrap: bool,
    /// A row of columns of words: in narrow windows ([`NARROW`]) they stand below each other.
    pub stacks: bool,
}

/// Windows up to this width are narrow: columns of words stand below each other there, px.
pub const NARROW: f64 = 768.0;

/// Along a row or column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Justify {
    /// At the start.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the end.
    End,
    /// The first at the start, the last at the end.
    Between,
}

/// Across a row or column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Cross {
    /// As long as the line is thick.
    #[default]
    Stretch,
    /// At the start.
    Start,
    /// In the middle.
    Middle,
    /// At the end.
    End,
    /// First lines of text at one height.
    Baseline,
}

/// The size of a column or row of a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Track {
    /// px.
    Fixed(f64),
    /// A share of what is left.
    Share(f64),
    /// As large as the content.
    Content,
}

/// How large a part is, in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Size {
    /// As large as its content.
    #[default]
    Content,
    /// px.
    Fixed(f64),
    /// Takes what is left, with this weight; not less than `min`, not more than `max` (px).
    Fill {
        /// Share among those that take the rest.
        weight: f64,
        /// px; 0 for none.
        min: f64,
        /// px; infinite for none.
        max: f64,
    },
    /// Share of the parent's content box, 0 to 1, not more than `max` px.
    Share {
        /// 0 to 1.
        of: f64,
        /// px; infinite for none.
        max: f64,
    },
}

/// How a part stands in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Place {
    /// One after the other, aligned as the parent says.
    #[default]
    Flow,
    /// One after the other, with an alignment of its own.
    Own(Cross),
    /// In a grid; tracks from 0.
    Cell {
        /// First column.
        column: u16,
        /// First row.
        row: u16,
        /// Columns taken.
        columns: u16,
        /// Rows taken.
        rows: u16,
    },
    /// At a place of its own over the others: distances from the parent's edges, px. One of left/right and one of
    /// top/bottom may be missing.
    Over {
        /// From the left edge.
        left: Option<f64>,
        /// From the top edge.
        top: Option<f64>,
        /// From the right edge.
        right: Option<f64>,
        /// From the bottom edge.
        bottom: Option<f64>,
    },
}

/// Four distances, px.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Sides {
    /// Top.
    pub top: f64,
    /// Right.
    pub right: f64,
    /// Bottom.
    pub bottom: f64,
    /// Left.
    pub left: f64,
}

/// What a leaf shows.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    None,
    /// Words.
    Text(Run),
    /// A picture: the key in the sketch's pictures, and what it shows for those who do not see it.
    Picture {
        /// `None` is a placeholder.
        picture: Option<String>,
        /// For screen readers.
        alternative: String,
    },
    /// A component of the library.
    Control {
        /// Its words, as in [`Component::text`](crate::scene::Component::text).
        text: String,
        /// A hint shown while it is empty.
        hint: String,
        /// Ticked, on, chosen.
        on: bool,
        /// As in [`Component::value`](crate::scene::Component::value).
        value: f64,
        /// How its words are set.
        run: Option<Run>,
    },
}

/// Words set in one way.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// With `\n` only where a line must end.
    pub text: String,
    /// Lines as drawn.
    pub lines: u32,
    /// px.
    pub size: f64,
    /// 100 to 900.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// Which face.
    pub family: Family,
    /// Multiple of the size.
    pub line_height: f64,
    /// As CSS writes colours; `currentcolor` is that of most words on the screen.
    pub colour: String,
    /// Of the lines.
    pub align: Align,
}

/// How a box is painted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Paint {
    /// As CSS writes colours.
    pub background: Option<String>,
    /// Each side: width in px and colour; top, right, bottom, left.
    pub borders: [Option<(f64, String)>; 4],
    /// Radius of the corners, px.
    pub radius: f64,
    /// 0 to 1; `None` is 1.
    pub opacity: Option<f64>,
    /// An ellipse fills the box.
    pub round: bool,
    /// Dashed or dotted borders.
    pub dashed: bool,
}

#[cfg(test)]
mod tests;
