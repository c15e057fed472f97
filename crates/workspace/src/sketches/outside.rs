//! What sketches need from outside: a server that shows pages to browsers, and a painter of pictures. Both may be missing.

use std::sync::Arc;

use justbuilt_sketch::render::picture::Painter;

use super::serving::PageServer;

/// The outside world of sketches.
#[derive(Clone, Default)]
pub struct SketchOutside {
    /// Shows pages to browsers; without it that is not offered.
    pub pages: Option<Arc<dyn PageServer>>,
    /// Paints pictures, in the background: it takes a while. Without it there are SVGs, and only words go to models.
    pub painter: Option<Arc<dyn Painter>>,
}
