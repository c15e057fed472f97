//! A sketch as text for readers who do not see it, models among them: the layout of each screen, and all words.
//!
//! It is not a file format: what a drawing looks like to the point is left out.

use crate::layout::{self, Content, Node};
use crate::scene::{ElementId, Kind, Page, Sketch};
use std::fmt::Write as _;

/// Letters of a text that the layout shows; longer ones are told in full below it.
const SHOWN: usize = 40;
/// Screens that are told.
const SCREENS: usize = 64;

/// All screens of a sketch: the frames of each page, or else the page as a whole.
#[must_use]
pub fn text(sketch: &Sketch) -> String {
    let mut out = format!("sketch {:?}\n", sketch.name);
    let mut screens = 0;
    for page in &sketch.pages {
        if sketch.pages.len() > 1 {
            let _ = write!(out, "\npage {:?}\n", page.name);
        }
        let frames: Vec<&ElementId> = page
            .elements
            .iter()
            .filter(|element| element.kind == Kind::Frame && !element.hidden)
            .map(|frame| &frame.id)
            .collect();
        let all: Vec<Option<&ElementId>> =
            if frames.is_empty() { vec![None] } else { frames.into_iter().map(Some).collect() };
        for frame in all {
            screens += 1;
            if screens > SCREENS {
                out.push_str("\n(there are more screens; they are left out)\n");
                return out;
            }
            screen(&mut out, sketch, page, frame);
        }
    }
    out
}

/// One screen: its layout, then the words that it does not show in full.
fn screen(out: &mut String, sketch: &Sketch, page: &Page, frame: Option<&ElementId>) {
    let (tree, left_out) = layout::infer(sketch, page, frame);
    out.push('\n');
    if tree.root.children.is_empty() {
        out.push_str("(nothing is drawn here)\n");
    } else {
        out.push_str(&layout::print::text(&tree));
    }
    let mut words = Vec::new();
    gather(&tree.root, &mut words, 0);
    if !words.is_empty() {
        out.push_str("words\n");
        for (id, text) in words {
            let _ = writeln!(out, "  #{id} {text:?}");
        }
    }
    for problem in left_out {
        let _ = writeln!(out, "note: {}", problem.message);
    }
}

/// Words of components, long texts, and where links lead.
fn gather(node: &Node, words: &mut Vec<(String, String)>, depth: usize) {
    match &node.content {
        Content::Text(run) if run.text.chars().count() > SHOWN => {
            words.push((node.id.clone(), run.text.clone()));
        }
        Content::Control { text, hint, on, .. } => {
            let said = if text.is_empty() { hint } else { text };
            if !said.is_empty() {
                let on = if *on { " (on)" } else { "" };
                words.push((node.id.clone(), format!("{said}{on}")));
            }
        }
        _ => {}
    }
    if let Some(link) = &node.link {
        words.push((node.id.clone(), format!("leads to {link}")));
    }
    if depth < crate::code::DEEPEST {
        for child in &node.children {
            gather(child, words, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    //! Samples told in words.
    use super::*;
    use crate::samples;

    #[test]
    fn every_word_of_a_sample_is_told_and_nothing_of_the_file() {
        for (name, sketch) in samples::all() {
            let text = text(&sketch);
            for element in sketch.pages.iter().flat_map(|page| &page.elements) {
                let words = match &element.kind {
                    Kind::Text(words) => &words.text,
                    Kind::Component(component) => &component.text,
                    _ => continue,
                };
                for line in words.lines().filter(|line| !line.is_empty()) {
                    assert!(text.contains(line), "{name}: {line:?} is missing in\n{text}");
                }
            }
            assert!(!text.contains("\"strokeWidth\"") && !text.contains("\"x\":"), "{name}");
        }
    }

    #[test]
    fn an_empty_sketch_says_so() {
        let sketch = Sketch { name: "New".into(), pages: vec![Page::default()], ..Sketch::default() };
        assert_eq!(text(&sketch), "sketch \"New\"\n\n(nothing is drawn here)\n");
    }
}
