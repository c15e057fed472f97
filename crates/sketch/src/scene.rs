//! The sketch and its elements: what is drawn, in the words of the product.
//!
//! Paint order is the order of [`Page::elements`]. What contains what is told by [`Element::parent`] alone: a frame, a
//! group, or (for a text) the shape whose label it is. Coordinates are px on the page, y down; [`Element::angle`] turns
//! an element about the middle of its box.
//!
//! Not here: how files look (their readers and writers), and what may be done to a scene (the tools).

mod properties;

use kurbo::{Point, Rect};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use properties::Properties;

/// Names an element within a sketch; kept from the file it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(Arc<str>);

impl ElementId {
    /// The id as it stands in files.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for ElementId {
    fn from(id: T) -> Self {
        Self(id.into())
    }
}

impl std::fmt::Display for ElementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A drawing: one or more pages of elements.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sketch {
    /// Shown on the tab, and the name of the component in generated code.
    pub name: String,
    /// Size of a new frame, px.
    pub width: f64,
    /// Size of a new frame, px.
    pub height: f64,
    /// Behind everything, as CSS writes colours; `None` is the canvas of the theme.
    pub background: Option<String>,
    /// At least one in a sketch that is shown.
    pub pages: Vec<Page>,
    /// Pictures by the id that [`Kind::Image`] names.
    pub pictures: BTreeMap<String, Picture>,
    /// Keys of the file that are not known here, kept for its next writing.
    pub properties: Map<String, Value>,
}

/// One canvas of a sketch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Page {
    /// Unique in the sketch.
    pub id: String,
    /// Shown in the list of pages.
    pub name: String,
    /// From the bottom to the top.
    pub elements: Vec<Arc<Element>>,
    /// Keys of the file that are not known here.
    pub properties: Map<String, Value>,
}

/// The bytes of an embedded picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// `image/png`, `image/jpeg`, `image/svg+xml`, …
    pub media_type: String,
    /// The encoded file, as it came.
    pub bytes: Arc<[u8]>,
    /// Keys of the file that are not known here.
    pub properties: Map<String, Value>,
}

/// A thing on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Unique in the sketch.
    pub id: ElementId,
    /// The frame or group it is in, or the shape whose label it is.
    pub parent: Option<ElementId>,
    /// What it is, with all that only this kind has.
    pub kind: Kind,
    /// Left edge of the box before turning, px.
    pub x: f64,
    /// Top edge of the box before turning, px.
    pub y: f64,
    /// Width of the box, px, not negative.
    pub width: f64,
    /// Height of the box, px, not negative.
    pub height: f64,
    /// Turned clockwise about the middle, radians.
    pub angle: f64,
    /// How it is painted.
    pub style: Style,
    /// Cannot be selected or moved by the pointer.
    pub locked: bool,
    /// Not painted, and in no code.
    pub hidden: bool,
    /// Given by the user; names the part in code.
    pub name: Option<String>,
    /// A web address, or `#` and the id of an element.
    pub link: Option<String>,
    /// Everything else a file said of it, kept for its next writing.
    pub properties: Properties,
}

impl Element {
    /// An element of this kind in this box, in the default style.
    #[must_use]
    pub fn new(id: impl Into<ElementId>, kind: Kind, at: Rect) -> Self {
        Self {
            id: id.into(),
            parent: None,
            kind,
            x: at.x0,
            y: at.y0,
            width: at.width(),
            height: at.height(),
            angle: 0.0,
            style: Style::default(),
            locked: false,
            hidden: false,
            name: None,
            link: None,
            properties: Properties::default(),
        }
    }

    /// The box before turning, px.
    #[must_use]
    pub fn rect(&self) -> Rect {
        Rect::new(self.x, self.y, self.x + self.width, self.y + self.height)
    }
}

/// What an element is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// With [`Style::corner`].
    Rectangle,
    /// A square on its tip.
    Diamond,
    /// Fills the box.
    Ellipse,
    /// A polyline or curve.
    Line(Linear),
    /// A line with heads that may be bound to shapes.
    Arrow(Linear),
    /// What a pen drew.
    Freehand(Stroke),
    /// Words; the label of its parent when that is a shape or an arrow.
    Text(Text),
    /// A picture, or the place of one.
    Image {
        /// Key in [`Sketch::pictures`]; `None` is a placeholder.
        picture: Option<String>,
    },
    /// A screen: what is in it becomes code as a whole.
    Frame,
    /// Holds others together; has no look of its own.
    Group,
    /// A user interface component of the library.
    Component(Component),
    /// A kind of a newer file: kept, shown as a box, not understood.
    Unknown(String),
}

/// A path through points.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Linear {
    /// From the element's x, y, px; at least two in a visible line.
    pub points: Vec<Point>,
    /// How the points are joined.
    pub routing: Routing,
    /// The shape that the first point holds on to.
    pub start: Option<Binding>,
    /// The shape that the last point holds on to.
    pub end: Option<Binding>,
    /// At the first point.
    pub start_head: Head,
    /// At the last point.
    pub end_head: Head,
}

/// How the points of a line are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Routing {
    /// Straight pieces.
    #[default]
    Straight,
    /// A smooth curve through all points.
    Curved,
    /// Only horizontal and vertical pieces.
    Elbow,
}

/// The end of a line.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Head {
    /// Nothing.
    #[default]
    None,
    /// Two strokes.
    Arrow,
    /// A filled triangle.
    Triangle,
    /// A filled circle.
    Dot,
    /// A stroke across.
    Bar,
    /// A filled diamond.
    Diamond,
    /// Another program's, by its name: kept, painted as [`Head::Arrow`].
    Other(String),
}

/// Where an end of an arrow holds on to a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The shape.
    pub element: ElementId,
    /// Shares of the shape's width and height: 0.5, 0.5 is its middle.
    pub at: Point,
    /// Distance from the outline, px.
    pub gap: f64,
}

/// Points of a pen, as they came.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Stroke {
    /// From the element's x, y, px.
    pub points: Vec<Point>,
    /// 0 to 1, one a point; empty when the device has none.
    pub pressures: Vec<f64>,
}

/// Words and how they are set.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// As typed; lines end with `\n`.
    pub text: String,
    /// Size of the type, px.
    pub size: f64,
    /// Which face.
    pub family: Family,
    /// 100 to 900; 400 is regular, 700 bold.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// Height of a line as a multiple of the size.
    pub line_height: f64,
    /// Of the lines in the box.
    pub align: Align,
    /// Of the lines in the box or in the shape whose label they are.
    pub vertical: Vertical,
    /// The box is as wide as the words; else words wrap at its width.
    pub auto_width: bool,
    /// The lines as another program broke them, when it said so.
    pub wrapped: Option<String>,
}

/// A kind of face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Family {
    /// Looks written by hand.
    Hand,
    /// Without serifs.
    #[default]
    Sans,
    /// With serifs.
    Serif,
    /// All letters as wide.
    Mono,
}

/// Horizontal place of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Align {
    /// Left.
    #[default]
    Start,
    /// Centre.
    Middle,
    /// Right.
    End,
}

/// Vertical place of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Vertical {
    /// At the top.
    #[default]
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// A component of the library: what it is, and what it says.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Component {
    /// Which one.
    pub kind: ComponentKind,
    /// Its words: a button's label, a tab a line, a table's cells as CSV, items of a list a line.
    pub text: String,
    /// Ticked, on, chosen.
    pub on: bool,
    /// Share of a slider, which tab or row is chosen, …; 0 where it means nothing.
    pub value: f64,
}

/// The components of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ComponentKind {
    /// A push button.
    #[default]
    Button,
    /// A field of one line.
    Input,
    /// A field of several lines.
    TextArea,
    /// A box to tick, with a label.
    Checkbox,
    /// One of several, with a label.
    Radio,
    /// A switch.
    Toggle,
    /// A choice from a list that opens.
    Select,
    /// A number by dragging.
    Slider,
    /// A strip of tabs.
    Tabs,
    /// Rows and columns.
    Table,
    /// A framed piece of a page.
    Card,
    /// Items below each other.
    List,
    /// Links across the top.
    NavBar,
    /// A person's picture, round.
    Avatar,
    /// A picture's place.
    Image,
    /// A pictogram.
    Icon,
    /// A dialog.
    Modal,
    /// Bars, lines or a pie.
    Chart,
}

/// How an element is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// As CSS writes colours, or `transparent`.
    pub stroke: String,
    /// As CSS writes colours, or `transparent`.
    pub fill: String,
    /// How the inside is filled.
    pub fill_style: FillStyle,
    /// px.
    pub stroke_width: f64,
    /// Whole or broken.
    pub stroke_style: StrokeStyle,
    /// 0 to 1.
    pub opacity: f64,
    /// 0 is clean, 1 as drawn by hand, 2 wild.
    pub roughness: f64,
    /// Radius of the corners, px.
    pub corner: f64,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            stroke: "#1e1e1e".into(),
            fill: "transparent".into(),
            fill_style: FillStyle::Solid,
            stroke_width: 2.0,
            stroke_style: StrokeStyle::Solid,
            opacity: 1.0,
            roughness: 0.0,
            corner: 0.0,
        }
    }
}

/// How the inside of a shape is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FillStyle {
    /// Evenly.
    #[default]
    Solid,
    /// Slanted lines.
    Hachure,
    /// Slanted lines in two directions.
    CrossHatch,
    /// One slanted zigzag.
    Zigzag,
}

/// A whole or a broken line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StrokeStyle {
    /// Whole.
    #[default]
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}
