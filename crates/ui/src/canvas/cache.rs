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
use justbuilt_sketch::canvas::{Board, Camera};
use justbuilt_sketch::scene::{Element, Kind};
use kurbo::{Point, Rect, Vec2};
use web_time::Instant;

use super::mesh::{self, Look, Manner};
use super::words;
use crate::tokens::canvas as tokens;

/// Looks that are worked out anew in one frame while nothing is missing.
const RENEWED: usize = 400;
/// Looks that are worked out in one frame where there are none; the others are shown as boxes until the next.
const MADE: usize = 4_000;
/// And no longer than this when nothing moves.
const MAKING: Duration = Duration::from_millis(2);
/// The same while the scale changes: what is a little too soft for some frames more is not seen.
const MAKING_MOVED: Duration = Duration::from_micros(900);
/// Texts that are laid out anew in one frame while they only lack sharpness.
const RELAID: usize = 80;
/// A look is used at scales up to this factor from its own while the scale changes.
const STRETCH: f64 = 1.4;
/// Letters are used up to this factor when too many are to be laid out; where there are none, words are bars.
const STRETCH_MOST: f64 = 4.0;
/// Letters are laid out for this many scales between one and its double while the scale changes: the same letters serve
/// all words, and again on the way back.
const STEPS: f64 = 4.0;

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
    /// With few corners.
    coarse: bool,
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
    /// Of the page, at the corner of the view.
    origin: Point,
    /// The scale is that of the frame before.
    rests: bool,
    /// And so is the place.
    still: bool,
    began: Option<Instant>,
    laying: Option<Instant>,
    made: usize,
    renewed: usize,
    relaid: usize,
    behind: bool,
    generation: u64,
    atlas: usize,
}

impl Cache {
    /// A new frame.
    pub fn begin(&mut self, camera: &Camera, painter: &Painter) {
        let (scale, origin) = (camera.zoom(), camera.origin());
        let pixels = painter.pixels_per_point();
        if self.pixels != pixels {
            self.entries.clear();
        }
        self.rests = self.scale == scale;
        self.still = self.rests && self.origin == origin;
        (self.scale, self.pixels, self.origin) = (scale, pixels, origin);
        (self.made, self.renewed, self.relaid, self.behind) = (0, 0, 0, false);
        self.frame += 1;
        (self.began, self.laying) = (None, None);
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
    /// before a change that is under way; nothing is kept of such. `light` is the ink on something dark, `coarse` a
    /// small one among many.
    pub fn look(
        &mut self,
        board: &Board,
        element: &Arc<Element>,
        was: Option<&Arc<Element>>,
        (light, coarse): (bool, bool),
    ) -> Option<Arc<Look>> {
        let manner = Manner { px: 1.0 / (self.scale * f64::from(self.pixels)), light, coarse };
        let label = label_box(board, element);
        if let Some(was) = was {
            if same_look(was, element) {
                return self.look(board, was, None, (light, coarse));
            }
            return Some(Arc::new(mesh::look(element, label, manner)));
        }
        let key = Arc::as_ptr(element) as usize;
        let most = if self.still { MAKING } else { MAKING_MOVED };
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.frame = self.frame;
            let stretch = (entry.scale / self.scale).max(self.scale / entry.scale);
            let same = entry.label == label && entry.light == light;
            let stale = entry.coarse != coarse || self.rests && stretch > 1.001 || stretch > STRETCH;
            if same && (!stale || scales(&entry.look)) {
                return Some(entry.look.clone());
            }
            if same && (self.renewed >= RENEWED || late(&mut self.began, self.renewed, most)) {
                self.behind = true;
                return Some(entry.look.clone());
            }
            self.renewed += 1;
            entry.label = label;
            (entry.light, entry.coarse) = (light, coarse);
            entry.scale = self.scale;
            entry.look = Arc::new(mesh::look(element, label, manner));
            return Some(entry.look.clone());
        }
        if self.made >= MADE || late(&mut self.began, self.made, most) {
            self.behind = true;
            return None;
        }
        self.made += 1;
        let look = Arc::new(mesh::look(element, label, manner));
        let entry = Entry {
            element: element.clone(),
            label,
            light,
            coarse,
            look: look.clone(),
            scale: self.scale,
            galleys: None,
            frame: self.frame,
        };
        debug_assert_eq!(Arc::as_ptr(&entry.element) as usize, key);
        self.entries.insert(key, entry);
        Some(look)
    }

    /// The lines of a look as galleys: at the scale of the view when it rests, else at one near it. `None` when too many
    /// are missing in this frame.
    pub fn galleys(
        &mut self,
        element: &Arc<Element>,
        was: Option<&Arc<Element>>,
        look: &Look,
        painter: &Painter,
    ) -> Option<Laid> {
        let key = Arc::as_ptr(was.unwrap_or(element)) as usize;
        let largest = look.words.iter().map(|l| l.words.size).fold(1.0, f64::max);
        let exact = self.scale.min(f64::from(tokens::LARGEST_TYPE) / largest);
        let same = was.is_none_or(|was| same_look(was, element));
        let mut scale = exact;
        if same && let Some(galleys) = self.entries.get(&key).and_then(|entry| entry.galleys.as_ref()) {
            let stretch = (galleys.scale / exact).max(exact / galleys.scale);
            let enough = self.relaid >= RELAID || late(&mut self.laying, self.relaid, MAKING_MOVED);
            let fits =
                stretch <= 1.001 || !self.rests && stretch <= STRETCH || enough && stretch <= STRETCH_MOST;
            if galleys.generation == self.generation && fits {
                self.behind |= stretch > 1.001;
                return Some(Laid { scale: galleys.scale, lines: galleys.lines.clone() });
            }
        } else if same && late(&mut self.laying, self.relaid, MAKING) {
            self.behind = true;
            return None;
        }
        if same && !self.rests {
            scale = ((exact.log2() * STEPS).round() / STEPS)
                .exp2()
                .min(f64::from(tokens::LARGEST_TYPE) / largest);
            self.behind = true;
        }
        self.relaid += 1;
        let lines = look
            .words
            .iter()
            .map(|line| {
                let words = &line.words;
                let font = words::face(words.family, words.weight, words.italic, (words.size * scale) as f32);
                let slanted = words::slanted(words.family, words.weight, words.italic);
                words::line(painter, &words.text, font, slanted)
            })
            .collect::<Vec<_>>();
        let lines = Arc::new(lines);
        if same && let Some(entry) = self.entries.get_mut(&key) {
            entry.galleys = Some(Galleys { scale, generation: self.generation, lines: lines.clone() });
        }
        Some(Laid { scale, lines })
    }
}

/// Enough was worked out in this frame; looked at now and then.
fn late(began: &mut Option<Instant>, count: usize, most: Duration) -> bool {
    let began = *began.get_or_insert_with(Instant::now);
    count > 0 && count.is_multiple_of(8) && began.elapsed() > most
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
