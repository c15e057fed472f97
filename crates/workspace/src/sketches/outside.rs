//! What sketches need from outside: a server that shows pages to browsers, and pictures of drawings. Both may be missing.

use std::sync::Arc;

use justbuilt_sketch::scene::Sketch;

use super::serving::PageServer;

/// Makes a PNG of a page of a sketch, by its number from 0; the longest side has at most so many pixels. In the
/// background: it takes a while.
pub type Paint = Arc<dyn Fn(&Sketch, usize, u32) -> Option<Vec<u8>> + Send + Sync>;

/// The outside world of sketches.
#[derive(Clone, Default)]
pub struct SketchOutside {
    /// Shows pages to browsers; without it that is not offered.
    pub pages: Option<Arc<dyn PageServer>>,
    /// Pictures for models; without it only words go along.
    pub paint: Option<Paint>,
}
