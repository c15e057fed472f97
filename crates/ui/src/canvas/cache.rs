//! What elements look like, kept from frame to frame.
//!
//! Looks are worked out for a scale. While the scale changes they are used at others too, since a line that is a
//! little too soft is not seen in motion; once it rests they are worked out anew, some each frame.
//!
//! Not here: where they go.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;
use std::time::Duration;

use egui::{Galley, Painter};
use justbuilt_sketch::canvas::Board;
use justbuilt_sketch::scene::{Element, Kind};
use kurbo::{Rect, Vec2};
use web_time::Instant;

use super::mesh::{self, Look};
use super::words;
use crate::tokens::canvas as tokens;

/// Looks that are worked out anew in one frame while nothing is missing.
const RENEWED: usize = 400;
/// Looks that are worked out in one frame where there are none; the others are shown as boxes until the next.
const MADE: usize = 4_000;
/// And no longer than this.
const MAKING: Duration = Duration::from_millis(2);
/// Texts that are laid out anew in one frame while they only lack sharpness.
const RELAID: usize = 80;
/// A look is used at scales up to this factor from its own while the scale changes.
const STRETCH: f64 = 1.4;

/// Addresses are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub struct Address(u64);

impl Hasher for Address {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

type Map<T> = HashMap<usize, T, BuildHasherDefault<Address>>;

/// A look and what it was made from.
#[derive(Debug)]
struct Entry {
    /// Keeps the address taken.
    element: Arc<Element>,
    label: Option<Rect>,
    /// In the ink that is seen on something dark.
    light: bool,
    look: Arc<Look>,
    scale: f64,
    galleys: Option<Galleys>,
    frame: u64,
}

/// The lines of an element, laid out.
#[derive(Debug)]
struct Galleys {
    /// px of the screen for a px of the page.
    scale: f64,
    generation: u64,
    lines: Arc<Vec<Arc<Galley>>>,
}

/// The lines of an element, ready to paint at a scale of their own.
pub struct Laid {
    /// px of the screen for a px of the page that they are laid out for.
    pub scale: f64,
    /// One for each line of the look.
    pub lines: Arc<Vec<Arc<Galley>>>,
}

/// Looks of the elements that were seen lately.
#[derive(Debug, Default)]
pub struct Cache {
    entries: Map<Entry>,
    frame: u64,
    pixels: f32,
    scale: f64,
    /// The scale is that of the frame before.
    rests: bool,
    began: Option<Instant>,
    made: usize,
    renewed: usize,
    relaid: usize,
    behind: bool,
    generation: u64,
    atlas: usize,
}

impl Cache {
    /// A new frame at this scale (px of the screen for a px of the page).
    pub fn begin(&mut self, scale: f64, painter: &Painter) {
        let pixels = painter.pixels_per_point();
        if self.pixels != pixels {
            self.entries.clear();
        }
        self.rests = self.scale == scale;
        (self.scale, self.pixels) = (scale, pixels);
        (self.made, self.renewed, self.relaid, self.behind) = (0, 0, 0, false);
        self.frame += 1;
        self.began = None;
        // Galleys point into the atlas of glyphs; when it began anew they are of no use.
        let atlas = painter.fonts_mut(|fonts| fonts.font_image_size())[1];
        if atlas < self.atlas {
            self.generation += 1;
        }
        self.atlas = atlas;
    }

    /// `true` when another frame would show more.
    pub fn end(&mut self) -> bool {
        let frame = self.frame;
        if frame.is_multiple_of(128) {
            self.entries.retain(|_, entry| frame - entry.frame < 256);
        }
        self.behind || !self.rests && self.entries.values().any(|e| e.scale != self.scale)
    }

    /// The look of an element. `None` when too many are missing in this frame: paint a box. `was` is the same element
    /// before a change that is under way; nothing is kept of such. `light`
    /// is the ink on something dark.
    pub fn look(
        &mut self,
        board: &Board,
        element: &Arc<Element>,
        was: Option<&Arc<Element>>,
        light: bool,
    ) -> Option<Arc<Look>> {
        let px = 1.0 / (self.scale * f64::from(self.pixels));
        let label = label_box(board, element);
        if let Some(was) = was {
            if same_look(was, element) {
                return self.look(board, was, None, light);
            }
            return Some(Arc::new(mesh::look(element, label, px, light)));
        }
        let key = Arc::as_ptr(element) as usize;
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.frame = self.frame;
            let stretch = (entry.scale / self.scale).max(self.scale / entry.scale);
            let stale = entry.label != label
                || entry.light != light
                || (self.rests && stretch > 1.001 || stretch > STRETCH) && !scales(&entry.look);
            if !stale {
                return Some(entry.look.clone());
            }
            let same = entry.label == label && entry.light == light;
            if same && (self.renewed >= RENEWED || late(&mut self.began, self.renewed)) {
                self.behind = true;
                return Some(entry.look.clone());
            }
            self.renewed += 1;
            entry.label = label;
            entry.light = light;
            entry.scale = self.scale;
            entry.look = Arc::new(mesh::look(element, label, px, light));
            return Some(entry.look.clone());
        }
        if self.made >= MADE || late(&mut self.began, self.made) {
            self.behind = true;
            return None;
        }
        self.made += 1;
        let look = Arc::new(mesh::look(element, label, px, light));
        let entry = Entry {
            element: element.clone(),
            label,
            light,
            look: look.clone(),
            scale: self.scale,
            galleys: None,
            frame: self.frame,
        };
        debug_assert_eq!(Arc::as_ptr(&entry.element) as usize, key);
        self.entries.insert(key, entry);
        Some(look)
    }

    /// The lines of a look as galleys: at the scale of the view when it rests, else at one near it.
    pub fn galleys(
        &mut self,
        element: &Arc<Element>,
        was: Option<&Arc<Element>>,
        look: &Look,
        painter: &Painter,
    ) -> Laid {
        let key = Arc::as_ptr(was.unwrap_or(element)) as usize;
        let largest = look.words.iter().map(|l| l.words.size).fold(1.0, f64::max);
        let scale = self.scale.min(f64::from(tokens::LARGEST_TYPE) / largest);
        let fits = |g: &Galleys| {
            let stretch = (g.scale / scale).max(scale / g.scale);
            let near = !self.rests || self.relaid >= RELAID;
            g.generation == self.generation && (stretch <= 1.001 || near && stretch <= STRETCH)
        };
        let same = was.is_none_or(|was| same_look(was, element));
        if same
            && let Some(entry) = self.entries.get(&key)
            && let Some(galleys) = entry.galleys.as_ref().filter(|g| fits(g))
        {
            return Laid { scale: galleys.scale, lines: galleys.lines.clone() };
        }
        self.relaid += 1;
        self.behind |= self.relaid == RELAID;
        let lines = look
            .words
            .iter()
            .map(|line| {
                let words = &line.words;
                let font = words::face(words.family, words.weight, words.italic, (words.size * scale) as f32);
                words::line(
                    painter,
                    &words.text,
                    font,
                    words.italic && words.family != justbuilt_sketch::scene::Family::Mono,
                )
            })
            .collect::<Vec<_>>();
        let lines = Arc::new(lines);
        if same && let Some(entry) = self.entries.get_mut(&key) {
            entry.galleys = Some(Galleys { scale, generation: self.generation, lines: lines.clone() });
        }
        Laid { scale, lines }
    }
}

/// Enough was worked out in this frame; looked at now and then.
fn late(began: &mut Option<Instant>, count: usize) -> bool {
    let began = *began.get_or_insert_with(Instant::now);
    count > 0 && count.is_multiple_of(8) && began.elapsed() > MAKING
}

/// Only words: nothing of it depends on the scale.
fn scales(look: &Look) -> bool {
    look.vertices.is_empty()
}

/// The same but for its place.
fn same_look(a: &Element, b: &Element) -> bool {
    a.kind == b.kind
        && a.width == b.width
        && a.height == b.height
        && a.angle == b.angle
        && a.style == b.style
        && a.name == b.name
        && a.id == b.id
}

/// The box of the words on a line, from the line's corner: it leaves room for them.
fn label_box(board: &Board, element: &Element) -> Option<Rect> {
    if !matches!(element.kind, Kind::Line(_) | Kind::Arrow(_)) || element.angle != 0.0 {
        return None;
    }
    let label = board.label(&element.id).filter(|label| !label.hidden)?;
    Some((label.rect() - Vec2::new(element.x, element.y)).inflate(4.0, 2.0))
}
