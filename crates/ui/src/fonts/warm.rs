//! Draws the letters of code before a text is shown: the first one would wait for all of its letters at once. Paints
//! nothing.

use egui::{Color32, Context};

use super::{code, code_ligatures};

/// The texture has a letter as often as there are parts of a pixel at which it begins. Cells are 0.6 of the size wide:
/// texts that begin one cell later each come by all of these.
const ROUNDS: usize = 5;

/// How far the letters are.
#[derive(Clone, Debug, Default)]
pub struct Warm {
    rounds: usize,
}

impl Warm {
    /// Draws a part of the letters at a size in points. Whether there are more to draw.
    pub fn step(&mut self, ctx: &Context, size: f32, ligatures: bool) -> bool {
        if self.rounds >= ROUNDS {
            return false;
        }
        let font = if ligatures { code_ligatures(size) } else { code(size) };
        let text: String = std::iter::repeat_n(' ', self.rounds).chain(' '..='~').collect();
        ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, Color32::PLACEHOLDER));
        self.rounds += 1;
        self.rounds < ROUNDS
    }
}

#[cfg(test)]
mod tests;
