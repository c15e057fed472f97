//! Colours of letters within one section of a galley. The shaper is asked once for a stretch in one font, however many
//! colours it has: setting it up costs more than shaping a word. Then the letters get their colours here, one by one.

use std::sync::Arc;

use egui::{Color32, Galley};

/// The colours of a galley's text in order: up to which byte, and which; `None` is the section's own.
#[derive(Debug, Default)]
pub(super) struct Tints(Vec<(usize, Option<Color32>)>);

impl Tints {
    /// What lies between the last stretch and byte `end` of the galley's text has this colour.
    pub(super) fn push(&mut self, end: usize, color: Option<Color32>) {
        match self.0.last_mut() {
            Some(last) if last.1 == color => last.0 = end,
            _ => self.0.push((end, color)),
        }
    }

    /// The galley with its letters in these colours; `None` when letters and pictures do not match one to one, so that
    /// nobody can tell which picture belongs to which letter.
    pub(super) fn apply(&self, mut galley: Arc<Galley>) -> Option<Arc<Galley>> {
        if self.0.iter().all(|(_, color)| color.is_none()) {
            return Some(galley);
        }
        let glyphs: usize = galley.rows.iter().map(|row| row.glyphs.len()).sum();
        if glyphs != galley.job.text.chars().count() {
            return None;
        }
        let job = Arc::clone(&galley.job);
        let (mut chars, mut tints) = (job.text.char_indices(), self.0.iter().peekable());
        // The cache of the fonts has this galley too, in its first colours.
        for row in &mut Arc::make_mut(&mut galley).rows {
            let row = Arc::make_mut(&mut row.row);
            for glyph in &row.glyphs {
                let (at, _) = chars.next()?;
                while tints.next_if(|(end, _)| *end <= at).is_some() {}
                let color = tints.peek().and_then(|(_, color)| *color);
                let (Some(color), false) = (color, glyph.uv_rect.is_nothing()) else { continue };
                let first = glyph.first_vertex as usize;
                for vertex in row.visuals.mesh.vertices.get_mut(first..first + 4)? {
                    vertex.color = color;
                }
            }
        }
        Some(galley)
    }
}
