//! Drawings and the things on them.

use serde::{Deserialize, Serialize};

use super::{Fields, finite, not_empty};
use crate::records::{Index, IndexKey, Invalid, Owned, RecordId, RecordType, word::open_words};

/// A drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// Its project.
    pub project: RecordId,
    /// What it is called.
    pub name: String,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// A colour as CSS writes it; empty for the theme's.
    #[serde(default)]
    pub background: String,
}

impl Sketch {
    /// By project and name.
    pub const BY_PROJECT: Index<Self> = Index {
        name: "project",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.project).text(&record.fields.name)],
    };
}

impl RecordType for Sketch {
    const KIND: &'static str = "sketch";
    const GROUP: &'static str = "records.sketches";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_PROJECT];
    const OWNED: &'static [Owned] = &[Owned::by::<Element>()];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)?;
        finite("width", self.width)?;
        finite("height", self.height)
    }
}

open_words! {
    /// What a thing on a drawing is.
    ElementType {
        /// A rectangle.
        Rectangle = "rectangle",
        /// An ellipse.
        Ellipse = "ellipse",
        /// A diamond.
        Diamond = "diamond",
        /// A line.
        Line = "line",
        /// A line with a head.
        Arrow = "arrow",
        /// Text.
        Text = "text",
        /// Drawn by hand.
        Freehand = "freehand",
        /// A picture.
        Image = "image",
        /// What holds others.
        Frame = "frame",
    }
}

/// A thing on a drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// The drawing.
    pub sketch: RecordId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ElementType,
    /// Its left edge, in points.
    pub x: f64,
    /// Its upper edge, in points.
    pub y: f64,
    /// In points; may be negative while it is drawn.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// Colours, strokes, texts, points.
    #[serde(default)]
    pub properties: Fields,
    /// What holds it.
    #[serde(default)]
    pub parent: Option<RecordId>,
    /// Its place among those on the drawing, from the back.
    #[serde(default)]
    pub order: u64,
}

impl Element {
    /// By drawing and order.
    pub const BY_SKETCH: Index<Self> = Index {
        name: "sketch",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.sketch).number(record.fields.order)],
    };
}

impl RecordType for Element {
    const KIND: &'static str = "element";
    const GROUP: &'static str = Sketch::GROUP;
    const INDEXES: &'static [Index<Self>] = &[Self::BY_SKETCH];
    const OWNERS: &'static [Index<Self>] = &[Self::BY_SKETCH];

    fn check(&self) -> Result<(), Invalid> {
        finite("x", self.x)?;
        finite("y", self.y)?;
        finite("width", self.width)?;
        finite("height", self.height)
    }
}
