//! Tests of the sample drawings.

use super::*;
use std::collections::BTreeSet;

#[test]
fn samples_are_whole() {
    for (name, sketch) in all() {
        assert_eq!(sketch.name, name);
        for page in &sketch.pages {
            let ids: BTreeSet<_> = page.elements.iter().map(|element| &element.id).collect();
            assert_eq!(ids.len(), page.elements.len(), "ids of {name} are unique");
            for element in &page.elements {
                let at = element.rect();
                let inside = at.x0 >= 0.0 && at.y0 >= 0.0 && at.x1 <= sketch.width && at.y1 <= sketch.height;
                assert!(inside, "{} of {name} is on the screen: {at:?}", element.id);
            }
        }
    }
}

#[test]
fn words_that_wrap_fit_their_boxes_in_the_face_of_the_canvas_and_in_that_of_the_code() {
    use crate::render::measure;
    for (name, sketch) in all() {
        for element in &sketch.pages[0].elements {
            let Kind::Text(text) = &element.kind else { continue };
            if text.auto_width {
                continue;
            }
            let bold = text.weight >= 600;
            let fine = |line: &str| metrics::width(line, text.size, text.family, bold);
            let code = metrics::wrap(&text.text, element.width, fine);
            let canvas = measure::wrap(&text.text, text.size, text.family, bold, element.width);
            assert_eq!(canvas.len(), code.len(), "{} of {name}: {canvas:?}, {code:?}", element.id);
            let room = (element.height / (text.size * text.line_height)).round() as usize;
            assert_eq!(canvas.len(), room, "{} of {name}: {canvas:?}", element.id);
        }
    }
}
