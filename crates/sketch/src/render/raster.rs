//! A drawing as PNG, painted by resvg (<https://github.com/linebender/resvg>) with fonts that are handed in.
//!
//! Not here: finding fonts on a machine.

use super::picture::{Error, Painter, Pixels};
use super::svg::{self, Short};
use super::{Drawing, Mark, Rule, Words};
use crate::scene::Family;
use justbuilt_base::Diagnostic;
use kurbo::{BezPath, RoundedRect, Shape};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{self, Database, ID, Style};
use resvg::usvg::{FontResolver, Options, Tree, WriteOptions};
use std::sync::Arc;

/// Largest picture, pixels; a larger one is painted smaller.
const MAX_PIXELS: f64 = 64e6;

/// Fonts for the words of pictures.
#[derive(Clone, Default)]
pub struct Fonts(Arc<fontdb::Database>);

impl Fonts {
    /// The faces in these files (TrueType, OpenType, collections). What is no font is passed over.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut fonts = fontdb::Database::new();
        for file in files {
            fonts.load_font_data(file);
        }
        let first = |mono: bool| {
            let mut faces = fonts.faces().filter(|face| face.monospaced == mono);
            faces.find_map(|face| face.families.first()).map(|(name, _)| name.clone())
        };
        let has = |name: &str| fonts.faces().any(|face| face.families.iter().any(|(known, _)| known == name));
        let of = |family: Family| names(family).find(|name| has(name)).map(str::to_owned);
        let (plain, mono) = (first(false), first(true));
        let names = [Family::Sans, Family::Serif, Family::Hand, Family::Mono].map(|family| {
            let others = if family == Family::Mono { [&mono, &plain] } else { [&plain, &mono] };
            of(family).or_else(|| others.into_iter().flatten().next().cloned())
        });
        if let [Some(sans), Some(serif), Some(hand), Some(mono)] = names {
            fonts.set_sans_serif_family(sans);
            fonts.set_serif_family(serif);
            fonts.set_cursive_family(hand.as_str());
            fonts.set_fantasy_family(hand);
            fonts.set_monospace_family(mono);
        }
        Self(Arc::new(fonts))
    }

    /// There is no face in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn options(&self) -> Options<'static> {
        let font_resolver = FontResolver { select_fallback: Box::new(fallback), ..FontResolver::default() };
        Options {
            fontdb: Arc::clone(&self.0),
            font_family: "sans-serif".to_owned(),
            font_resolver,
            ..Options::default()
        }
    }

    /// Whether these are italic words, and no face of theirs is.
    fn slants(&self, words: &Words) -> bool {
        let has = self.0.faces().any(|face| {
            let named = |name: &str| face.families.iter().any(|(known, _)| known == name);
            face.style != Style::Normal
                && is_bold(face.weight.0) == is_bold(words.weight)
                && names(words.family).any(named)
        });
        words.italic && !has
    }
}

/// The names of a family's faces, the nearest first.
fn names(family: Family) -> impl Iterator<Item = &'static str> {
    svg::faces(family).split(", ").map(|name| name.trim_matches('\''))
}

/// A face for a letter that the first one lacks: one as bold, where there is one.
fn fallback(letter: char, used: &[ID], fonts: &mut Arc<Database>) -> Option<ID> {
    let any = FontResolver::default_fallback_selector();
    let bold = is_bold(fonts.face(*used.first()?)?.weight.0);
    let others = fonts.faces().filter(|face| is_bold(face.weight.0) != bold).map(|face| face.id);
    let passed: Vec<ID> = used.iter().copied().chain(others).collect();
    any(letter, &passed, fonts).or_else(|| any(letter, used, fonts))
}

fn is_bold(weight: u16) -> bool {
    weight >= 600
}

impl Painter for Fonts {
    fn png(&self, drawing: &Drawing<'_>, scale: f64) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
        png(drawing, scale, self)
    }

    fn pixels(
        &self,
        drawing: &Drawing<'_>,
        scale: f64,
        most: f64,
    ) -> Result<(Pixels, Vec<Diagnostic>), Error> {
        let (painted, diagnostics) = paint(drawing, scale, self, most)?;
        let (width, height) = (painted.width(), painted.height());
        Ok((Pixels { width, height, rgba: painted.take() }, diagnostics))
    }

    fn outlined(&self, svg: &str) -> Result<String, Error> {
        let tree =
            Tree::from_str(svg, &self.options()).map_err(|error| Error::Painting(error.to_string()))?;
        Ok(tree.to_string(&WriteOptions {
            preserve_text: false,
            coordinates_precision: 3,
            ..WriteOptions::default()
        }))
    }
}

/// The PNG of a drawing at a scale, and what could not be painted as it is.
///
/// # Errors
/// When nothing can be painted at all.
pub fn png(drawing: &Drawing<'_>, scale: f64, fonts: &Fonts) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
    png_within(drawing, scale, fonts, MAX_PIXELS)
}

/// The same, of so many pixels at most.
pub(super) fn png_within(
    drawing: &Drawing<'_>,
    scale: f64,
    fonts: &Fonts,
    most: f64,
) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
    let (painted, diagnostics) = paint(drawing, scale, fonts, most)?;
    let bytes = painted.encode_png().map_err(|error| Error::Painting(error.to_string()))?;
    Ok((bytes, diagnostics))
}

fn paint(
    drawing: &Drawing<'_>,
    scale: f64,
    fonts: &Fonts,
    most: f64,
) -> Result<(Pixmap, Vec<Diagnostic>), Error> {
    let mut diagnostics = Vec::new();
    let mut scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
    let pixels = drawing.view.area() * scale * scale;
    if pixels > most {
        scale *= (most / pixels).sqrt();
        let message =
            format!("the picture would have more than {most} pixels: its scale is {}", Short(scale));
        diagnostics.push(Diagnostic::warning(message));
    }
    let drawing = if fonts.is_empty() { greeked(drawing, &mut diagnostics) } else { drawing.clone() };
    let painting = |error: &dyn std::fmt::Display| Error::Painting(error.to_string());
    let tree = Tree::from_str(&svg::write_slanting(&drawing, &|words| fonts.slants(words)), &fonts.options())
        .map_err(|error| painting(&error))?;
    let size = |length: f64| (length * scale).round().clamp(1.0, 65_535.0) as u32;
    let (width, height) = (size(drawing.view.width()), size(drawing.view.height()));
    let mut pixmap = Pixmap::new(width, height).ok_or_else(|| painting(&"it has no size"))?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixmap.as_mut());
    Ok((pixmap, diagnostics))
}

/// The drawing with bars in the place of words.
fn greeked<'a>(drawing: &Drawing<'a>, diagnostics: &mut Vec<Diagnostic>) -> Drawing<'a> {
    let mut drawing = drawing.clone();
    let mut count = 0;
    for mark in drawing.elements.iter_mut().flat_map(|drawn| &mut drawn.marks) {
        let Mark::Words(words) = mark else { continue };
        count += 1;
        let mut path = BezPath::new();
        let bounds = words.bounds();
        let (top, bottom) = (words.y - words.size * 0.52, words.y);
        let mut x = bounds.x0;
        for word in words.text.split_inclusive(' ') {
            let bold = words.weight >= 600;
            let whole = super::measure::width(word, words.size, words.family, bold);
            let seen = super::measure::width(word.trim_end(), words.size, words.family, bold);
            if seen > 0.0 {
                let radius = (words.size * 0.15).min(seen / 2.0);
                path.extend(RoundedRect::new(x, top, x + seen, bottom, radius).path_elements(0.1));
            }
            x += whole;
        }
        *mark = Mark::Fill { path, rule: Rule::NonZero, colour: words.colour.faded(0.45) };
    }
    if count > 0 {
        diagnostics.push(
            Diagnostic::warning(format!("there is no font: {count} lines of words are painted as bars"))
                .with_help("Hand in a font file."),
        );
    }
    drawing
}

/// The names of faces that a family is looked for by, for who picks the fonts.
#[must_use]
pub fn faces(family: Family) -> &'static str {
    svg::faces(family)
}
