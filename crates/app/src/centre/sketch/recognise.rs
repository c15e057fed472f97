//! When the pen lifts: strokes that are a shape become it. It is a change of its own, so that undo takes it back and
//! leaves the strokes.

use justbuilt_sketch::canvas::{Action, Draft};
use justbuilt_sketch::recognise::{Settings, on_page};
use justbuilt_sketch::scene::ElementId;
use justbuilt_ui::canvas::CanvasState;

/// How many strokes may make one sign.
const TOGETHER: usize = 8;

/// A pen drew this element; what is to be done when it means something, alone or with those before it.
pub fn stroke(canvas: &mut CanvasState, strokes: &mut Vec<ElementId>, id: &ElementId) -> Vec<Action> {
    strokes.push(id.clone());
    let board = canvas.canvas.board();
    strokes.retain(|stroke| board.get(stroke).is_some());
    if strokes.len() > TOGETHER {
        strokes.remove(0);
    }
    let Some(mut found) = on_page(board.page(), strokes, &Settings::default()) else { return Vec::new() };
    canvas.canvas.tidy(&mut found.put, &found.take);
    let mut draft = Draft::new(board);
    for taken in found.take.iter().filter(|taken| **taken != found.put.id) {
        draft.remove(taken);
    }
    draft.set(found.put);
    let changes = draft.finish();
    strokes.retain(|stroke| !found.take.contains(stroke));
    canvas.canvas.change(changes)
}
