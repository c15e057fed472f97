//! What the code of a drawing looks like at a width, worked out in the background while it is shown; the newest drawing
//! and width win.

use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_sketch::layout::Tree;
use justbuilt_sketch::preview::{self, Preview};
use justbuilt_sketch::scene::Page;

use super::Pane;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// A preview, and what it was made of.
#[derive(Clone, Debug)]
pub struct MadePreview {
    /// The layout.
    pub tree: Arc<Tree>,
    /// The width that was asked for, px.
    pub width: u32,
    /// What to paint, and which part stands where.
    pub preview: Preview,
}

impl Workspace {
    /// Works the preview out anew, when it is shown and not that of the drawing and the width.
    pub(super) fn sketch_preview(&mut self, id: DocumentId) {
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let code = &mut drawing.code;
        code.previewing = None;
        let Some(made) = code.made.as_ref().filter(|_| code.shown && code.pane == Pane::Preview) else {
            return;
        };
        let (tree, width, before) = (Arc::clone(&made.tree), code.width, code.preview.clone());
        if before.as_ref().is_some_and(|before| Arc::ptr_eq(&before.tree, &tree) && before.width == width) {
            return;
        }
        let page: Page = drawing.sketch.pages.get(code.page).cloned().unwrap_or_default();
        let sender = self.sender.clone();
        code.previewing = Some(self.platform.spawner.blocking("sketch preview", move |cancel| {
            let mut preview = preview::at(&tree, &page, f64::from(width));
            if let Some(before) = before {
                preview.share(&before.preview);
            }
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                let made = Arc::new(MadePreview { tree, width, preview });
                sender.send(Event::SketchPreviewed(id, made)).ok();
            }
        }));
    }

    /// Takes in a preview.
    pub(crate) fn sketch_previewed(&mut self, id: DocumentId, preview: Arc<MadePreview>) {
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let code = &mut drawing.code;
        let of_now = code.made.as_ref().is_some_and(|made| Arc::ptr_eq(&made.tree, &preview.tree));
        // A cancelled one may have sent its result before it was.
        if !of_now || preview.width != code.width {
            return;
        }
        code.previewing = None;
        code.preview = Some(preview);
        self.touch_document(id);
    }
}
