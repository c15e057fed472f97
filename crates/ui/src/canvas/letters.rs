//! Letters as triangles of a mesh that has other things in it, too: a page with words everywhere is one mesh, and not one
//! for every word.
//!
//! Not here: how words are laid out.

use std::ops::Range;

use egui::emath::Rot2;
use egui::epaint::Vertex;
use egui::{Color32, Galley, Mesh, Painter, Plugin, Pos2, Ui, vec2};

/// Nothing but letters in the colour they are painted with.
pub fn plain(galley: &Galley) -> bool {
    galley.rows.iter().all(|row| !row.glyphs.iter().any(|glyph| glyph.is_color))
}

/// Adds the letters of lines that begin at a place, stretched and turned about it; which vertices they are.
pub fn add(
    mesh: &mut Mesh,
    galley: &Galley,
    (at, stretch, turn): (Pos2, f32, Rot2),
    color: Color32,
) -> Range<usize> {
    let start = mesh.vertices.len();
    for row in &galley.rows {
        let first = mesh.vertices.len() as u32;
        let letters = &row.visuals.mesh;
        mesh.indices.extend(letters.indices.iter().map(|index| index + first));
        mesh.vertices.extend(letters.vertices.iter().map(|vertex| Vertex {
            pos: at + turn * ((row.pos + vertex.pos.to_vec2()).to_vec2() * stretch),
            uv: vertex.uv,
            color: if vertex.color == Color32::PLACEHOLDER { color } else { vertex.color },
        }));
    }
    start..mesh.vertices.len()
}

/// Makes the places in the atlas of letters, which are pixels, shares of its size.
pub fn place(painter: &Painter, mesh: &mut Mesh, letters: &[Range<usize>]) {
    let size = painter.fonts_mut(|fonts| fonts.font_image_size());
    painter.ctx().plugin_or_default::<Atlas>().lock().placed(size);
    let share = vec2(1.0 / size[0] as f32, 1.0 / size[1] as f32);
    for range in letters {
        for vertex in mesh.vertices.get_mut(range.clone()).into_iter().flatten() {
            vertex.uv = (vertex.uv.to_vec2() * share).to_pos2();
        }
    }
}

/// The size that the atlas of letters had when some were placed: when it grows later in the same frame, they would be
/// others, and the frame is made again.
#[derive(Debug, Default)]
struct Atlas {
    size: Option<[usize; 2]>,
    grown: bool,
}

impl Atlas {
    fn placed(&mut self, size: [usize; 2]) {
        self.grown |= self.size.replace(size).is_some_and(|before| before != size);
    }
}

impl Plugin for Atlas {
    fn debug_name(&self) -> &'static str {
        "letters on the canvas"
    }

    fn on_begin_pass(&mut self, _: &mut Ui) {
        *self = Self::default();
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let size = ui.fonts_mut(|fonts| fonts.font_image_size());
        if self.grown || self.size.is_some_and(|placed| placed != size) {
            ui.ctx().request_discard("the atlas of letters grew");
            ui.ctx().request_repaint();
        }
    }
}
