//! Letters drawn ahead are not drawn again.

use egui::{Color32, Context, RawInput};

use super::*;
use crate::fonts::definitions;

#[test]
fn the_letters_of_a_line_are_there_before_it_is_shown() {
    let ctx = Context::default();
    ctx.set_fonts(definitions());
    // Whether a frame draws letters.
    let drawn = |does: &mut dyn FnMut(&Context)| {
        let mut output = ctx.run_ui(RawInput::default(), |ui| does(ui.ctx()));
        let drew = !output.textures_delta.set.is_empty();
        output.textures_delta.clear();
        drew
    };
    let lay_out = |ctx: &Context, text: &str| {
        ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), code(13.0), Color32::WHITE));
    };
    drawn(&mut |_| ());

    let mut warm = Warm::default();
    assert!(drawn(&mut |ctx| while warm.step(ctx, 13.0, false) {}));

    assert!(!drawn(&mut |ctx| lay_out(
        ctx,
        "fn main() { println!(\"{}\", 40 + 2); } // the letters of code"
    )));
    // What is not among them is drawn when it comes.
    assert!(drawn(&mut |ctx| lay_out(ctx, "Überraschung")));
    assert!(!warm.step(&ctx, 13.0, false));
}
