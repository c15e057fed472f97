//! What goes out of a canvas to the clipboard and comes in from it, and the pictures of a sketch on the graphics card.

use std::sync::Arc;

use justbuilt_sketch::canvas::{Action, pages};
use justbuilt_sketch::scene::Sketch;
use justbuilt_sketch::{file, import};
use justbuilt_ui::canvas::CanvasState;
use justbuilt_workspace::{SketchCommand, ViewId};

use crate::centre::pages::decode_picture;

/// The longest side of a picture on the graphics card, pixels.
const PICTURE_SIDE: usize = 2048;

/// What was copied, as text: our own format, which a canvas takes back and a person can read.
pub fn copied(mut copied: Sketch, from: &Sketch) -> String {
    copied.pictures.clone_from(&from.pictures);
    pages::drop_pictures(&mut copied);
    file::write(&copied)
}

/// What pasting this text does: our own format, Excalidraw's, SVG, Mermaid, or else words.
pub fn pasted(
    canvas: &mut CanvasState,
    view: ViewId,
    from: &Arc<Sketch>,
    page: usize,
    text: &str,
) -> Option<SketchCommand> {
    let pasted = import::read("", text.as_bytes()).ok()?.0;
    let at = canvas.canvas.camera.visible().center();
    put(canvas, view, from, page, &pasted, at)
}

/// What putting the first page of a sketch onto the page does, its middle at a point.
pub fn put(
    canvas: &mut CanvasState,
    view: ViewId,
    from: &Arc<Sketch>,
    page: usize,
    pasted: &Sketch,
    at: kurbo::Point,
) -> Option<SketchCommand> {
    let changes = canvas.canvas.paste(pasted, at).into_iter().find_map(|action| match action {
        Action::Change(changes) => Some(changes),
        _ => None,
    })?;
    if pasted.pictures.is_empty() {
        return Some(SketchCommand::Change { view, page, changes, what: "Paste" });
    }
    let mut to = Sketch::clone(from);
    to.pictures.extend(pasted.pictures.clone());
    changes.apply(to.pages.get_mut(page)?).ok()?;
    Some(SketchCommand::Replace { view, from: Arc::clone(from), to: Arc::new(to), what: "Paste" })
}

/// Puts pictures of the sketch on the graphics card that are not there yet.
pub fn pictures(ctx: &egui::Context, canvas: &mut CanvasState, sketch: &Sketch) {
    canvas.textures.retain(|key, _| sketch.pictures.contains_key(key));
    for (key, picture) in &sketch.pictures {
        if canvas.textures.contains_key(key) {
            continue;
        }
        if let Ok(pixels) = decode_picture(&picture.bytes, PICTURE_SIDE) {
            let texture = ctx.load_texture(format!("sketch {key}"), pixels, egui::TextureOptions::LINEAR);
            canvas.textures.insert(key.clone(), texture);
        }
    }
}
