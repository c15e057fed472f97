//! A drawing as a file that leaves the editor: PNG, SVG, or Excalidraw's, with or without a ground, and with the drawing
//! itself inside, so that it can be opened again.
//!
//! Not here: painting (whoever has fonts is handed in), and where the file goes.

use super::{Colour, Drawing, Mark, svg};
use crate::excalidraw;
use crate::scene::{Kind, Page, Sketch};
use justbuilt_base::Diagnostic;
use kurbo::Rect;

/// Paints what needs fonts.
pub trait Painter: Send + Sync {
    /// The PNG of a drawing at a scale, and what could not be painted as it is.
    ///
    /// # Errors
    /// Why nothing can be painted.
    fn png(&self, drawing: &Drawing<'_>, scale: f64) -> Result<(Vec<u8>, Vec<Diagnostic>), Error>;

    /// The same as pixels, so many at most.
    ///
    /// # Errors
    /// Why nothing can be painted.
    fn pixels(
        &self,
        drawing: &Drawing<'_>,
        scale: f64,
        most: f64,
    ) -> Result<(Pixels, Vec<Diagnostic>), Error>;

    /// An SVG with the outlines of letters in the place of words: it looks the same where the fonts are missing.
    ///
    /// # Errors
    /// Why it cannot be made.
    fn outlined(&self, svg: &str) -> Result<String, Error>;
}

/// A picture as pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue and alpha of each pixel, row by row from the top; the colours are multiplied by alpha.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} × {})", self.width, self.height)
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// There is nothing to be seen.
    #[error("nothing is drawn here")]
    Empty,
    /// Nobody can paint.
    #[error("this program has no painter for pictures: SVG with words can be made")]
    NoPainter,
    /// The drawing is not one that can be painted.
    #[error("this drawing cannot be painted: {0}")]
    Painting(String),
}

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Pixels.
    #[default]
    Png,
    /// Shapes.
    Svg,
    /// A drawing that Excalidraw opens.
    Excalidraw,
    /// Its words, without the drawing.
    Words,
}

impl Format {
    /// Those that are drawings.
    pub const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Excalidraw];

    /// Its name, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Excalidraw => "Excalidraw",
            Self::Words => "words",
        }
    }

    /// What names of files end in, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Excalidraw => "excalidraw",
            Self::Words => "txt",
        }
    }
}

/// What is behind the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ground {
    /// The sketch's background where it has one; else nothing.
    #[default]
    Own,
    /// The sketch's background, or else white.
    Filled,
    /// Nothing.
    None,
}

/// How a drawing leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The kind of file.
    pub format: Format,
    /// Pixels per px of the drawing (PNG).
    pub scale: f64,
    /// The part that is shown, px on the page; without it all that is drawn, with room around it.
    pub view: Option<Rect>,
    /// What is behind it.
    pub ground: Ground,
    /// The drawing itself goes along inside (PNG and SVG).
    pub scene: bool,
    /// Words are the outlines of their letters (SVG).
    pub outlines: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            format: Format::Png,
            scale: 1.0,
            view: None,
            ground: Ground::Own,
            scene: false,
            outlines: false,
        }
    }
}

/// The file of a page, and what could not be made as it is.
///
/// # Errors
/// See [`Error`].
pub fn make(
    sketch: &Sketch,
    page: usize,
    look: &Look,
    painter: Option<&dyn Painter>,
) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
    match look.format {
        Format::Excalidraw => {
            return Ok((excalidraw::write_scene(sketch, page).into_bytes(), Vec::new()));
        }
        Format::Words => {
            let words = sketch.pages.get(page).map(words).unwrap_or_default();
            return if words.is_empty() { Err(Error::Empty) } else { Ok((words.into_bytes(), Vec::new())) };
        }
        Format::Png | Format::Svg => {}
    }
    let drawing = drawing(sketch, page, look)?;
    let scene = look.scene.then(|| excalidraw::write_scene(sketch, page));
    if look.format == Format::Svg {
        let mut picture = svg::write(&drawing);
        if look.outlines {
            picture = painter.ok_or(Error::NoPainter)?.outlined(&picture)?;
        }
        if let Some(scene) = scene {
            picture = excalidraw::into_svg(&picture, &scene)
                .ok_or_else(|| Error::Painting("the picture takes no drawing".into()))?;
        }
        return Ok((picture.into_bytes(), Vec::new()));
    }
    let (mut picture, told) = painter.ok_or(Error::NoPainter)?.png(&drawing, look.scale)?;
    if let Some(scene) = scene {
        picture = excalidraw::into_png(&picture, &scene)
            .ok_or_else(|| Error::Painting("the picture takes no drawing".into()))?;
    }
    Ok((picture, told))
}

/// What is painted of a page.
fn drawing<'a>(sketch: &'a Sketch, page: usize, look: &Look) -> Result<Drawing<'a>, Error> {
    let mut drawing = super::page(sketch, page);
    if let Some(view) = look.view {
        drawing.view = view;
    } else if drawing.elements.is_empty() {
        return Err(Error::Empty);
    }
    match look.ground {
        Ground::Own => {}
        Ground::Filled => {
            drawing.background.get_or_insert(Colour { r: 255, g: 255, b: 255, a: 255 });
        }
        Ground::None => drawing.background = None,
    }
    Ok(drawing)
}

/// The pixels of a page, so many at most: for a clipboard.
///
/// # Errors
/// See [`Error`].
pub fn pixels(
    sketch: &Sketch,
    page: usize,
    look: &Look,
    most: f64,
    painter: &dyn Painter,
) -> Result<(Pixels, Vec<Diagnostic>), Error> {
    painter.pixels(&drawing(sketch, page, look)?, look.scale, most)
}

/// A PNG on a ground, whose longest side has at most so many pixels.
///
/// # Errors
/// See [`Error`].
pub fn fitted(sketch: &Sketch, page: usize, longest: u32, painter: &dyn Painter) -> Result<Vec<u8>, Error> {
    let view = super::page(sketch, page).view;
    let scale = (f64::from(longest) / view.width().max(view.height()).max(1.0)).min(2.0);
    // Dark lines on nothing cannot be seen on a dark ground.
    let look = Look { scale, ground: Ground::Filled, ..Look::default() };
    make(sketch, page, &look, Some(painter)).map(|(picture, _)| picture)
}

/// Baselines so near to each other are one row, px.
const ROW: f64 = 6.0;

/// The words of a page, those of each element together, from top to bottom and left to right.
#[must_use]
pub fn words(page: &Page) -> String {
    let drawing = super::elements(page);
    let mut texts: Vec<(f64, f64, String)> = Vec::new();
    for drawn in &drawing.elements {
        let mut lines = drawn.marks.iter().filter_map(|mark| match mark {
            Mark::Words(words) => Some(words),
            _ => None,
        });
        let Some(first) = lines.next() else { continue };
        let at = drawn.place * kurbo::Point::new(first.bounds().x0, first.y);
        let element = page.elements.iter().find(|element| element.id == drawn.element);
        let text = match element.map(|element| &element.kind) {
            // As it was typed, not as it is broken.
            Some(Kind::Text(text)) => text.text.clone(),
            _ => lines.fold(first.text.clone(), |text, line| format!("{text}\n{}", line.text)),
        };
        texts.push((at.y, at.x, text));
    }
    texts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rows = texts.chunk_by(|a, b| b.0 - a.0 <= ROW);
    let mut out = String::new();
    for row in rows {
        let mut row: Vec<_> = row.iter().collect();
        row.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (_, _, text) in row {
            out.push_str(text);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests;
