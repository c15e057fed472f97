//! Samples at several widths: what was drawn is there, and narrow windows reflow.

use super::*;
use crate::layout;
use crate::samples;

fn sample(name: &str) -> (Tree, Page) {
    let (_, sketch) = samples::all().into_iter().find(|(known, _)| *known == name).unwrap();
    let page = sketch.pages[0].clone();
    let (tree, _) = layout::infer(&sketch, &page, None);
    (tree, page)
}

fn words(preview: &Preview) -> Vec<String> {
    let text = |element: &Arc<Element>| match &element.kind {
        Kind::Text(text) => Some(text.text.clone()),
        Kind::Component(component) => Some(component.text.clone()),
        _ => None,
    };
    preview.page.elements.iter().filter_map(text).collect()
}

#[test]
fn every_word_of_the_samples_is_shown_at_every_width() {
    for (name, _) in samples::all() {
        let (tree, page) = sample(name);
        let all = words(&at(&tree, &page, tree.width));
        assert!(!all.is_empty(), "{name}");
        for width in [375.0, 768.0, 1024.0, 1280.0] {
            let preview = at(&tree, &page, width);
            assert_eq!(words(&preview), all, "{name} at {width}");
            assert_eq!(preview.width, width);
            assert_eq!(preview.parts.len(), solve::boxes(&tree, width).len(), "{name} at {width}");
        }
    }
}

#[test]
fn parts_stand_where_they_were_drawn_at_the_width_of_the_drawing() {
    let (tree, page) = sample("Settings");
    let preview = at(&tree, &page, tree.width);
    let frame = page.elements.iter().find(|element| element.kind == Kind::Frame);
    let corner = frame.map_or((0.0, 0.0), |frame| (frame.x, frame.y));
    let mut seen = 0;
    for part in &preview.parts {
        let [id] = part.elements.as_slice() else { continue };
        let Some(drawn) = page.elements.iter().find(|element| element.id == *id) else { continue };
        if drawn.kind == Kind::Frame {
            continue;
        }
        let off = (part.at.x0 - (drawn.x - corner.0)).abs().max((part.at.y0 - (drawn.y - corner.1)).abs());
        assert!(off < 12.0, "{id} is {off} px from where it was drawn: {:?}", part.at);
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn pictures_keep_their_proportions() {
    let (tree, page) = sample("Landing");
    let shape = |preview: &Preview| {
        let picture = preview.page.elements.iter().find(|element| matches!(element.kind, Kind::Image { .. }));
        let picture = picture.unwrap();
        assert!(picture.width > 100.0, "{picture:?}");
        picture.width / picture.height
    };
    let drawn = shape(&at(&tree, &page, tree.width));
    for width in [375.0, 768.0, 1024.0] {
        let shown = shape(&at(&tree, &page, width));
        assert!((shown / drawn - 1.0).abs() < 0.02, "{shown} at {width}, drawn {drawn}");
    }
}

#[test]
fn a_narrow_window_makes_the_page_longer_and_words_break() {
    let (tree, page) = sample("Landing");
    let (wide, narrow) = (at(&tree, &page, 1280.0), at(&tree, &page, 375.0));
    assert!(narrow.height > wide.height, "{} and {}", narrow.height, wide.height);
    let lines = |preview: &Preview| -> usize {
        let lines = |element: &Arc<Element>| match &element.kind {
            Kind::Text(text) => text.wrapped.as_ref().map_or(1, |text| text.lines().count()),
            _ => 0,
        };
        preview.page.elements.iter().map(lines).sum()
    };
    assert!(lines(&narrow) > lines(&wide));
}

#[test]
fn the_part_under_the_pointer_is_the_innermost_that_was_drawn() {
    let (tree, page) = sample("Login");
    let preview = at(&tree, &page, tree.width);
    let button = page
        .elements
        .iter()
        .find(|element| matches!(&element.kind, Kind::Component(part) if part.kind == ComponentKind::Button))
        .unwrap();
    let part = preview.parts_of(std::slice::from_ref(&button.id)).next().unwrap();
    let middle = part.at.center();
    let found = &preview.part_at(middle.x, middle.y).unwrap().elements;
    assert_eq!(found.as_slice(), std::slice::from_ref(&button.id));
    assert!(preview.part_at(-5.0, -5.0).is_none());
}

#[test]
fn what_did_not_change_is_the_same_in_memory() {
    let (tree, page) = sample("Login");
    let before = at(&tree, &page, 1280.0);
    let mut after = at(&tree, &page, 1280.0);
    after.share(&before);
    let same = before.page.elements.iter().zip(&after.page.elements).all(|(a, b)| Arc::ptr_eq(a, b));
    assert!(same && !before.page.elements.is_empty());
}

#[test]
fn odd_widths_and_empty_trees_are_no_trouble() {
    let (tree, page) = sample("Dashboard");
    for width in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e12] {
        let preview = at(&tree, &page, width);
        assert!((NARROWEST..=WIDEST).contains(&preview.width), "{width}");
        assert!(preview.height.is_finite() && preview.height > 0.0);
    }
    let nothing = at(&Tree::default(), &Page::default(), 375.0);
    assert!(nothing.page.elements.is_empty());
}

#[test]
fn the_same_tree_gives_the_same_preview() {
    let (tree, page) = sample("Dashboard");
    assert_eq!(at(&tree, &page, 768.0), at(&tree, &page, 768.0));
}

#[test]
fn nothing_lies_on_anything_else_in_any_window() {
    for (name, sketch) in crate::samples::all() {
        let page = &sketch.pages[0];
        let (tree, _) = layout::infer(&sketch, page, None);
        let nodes = layout::infer::nodes(&tree.root);
        for width in [1280.0, 1024.0, 768.0, 500.0, 375.0] {
            let preview = at(&tree, page, width);
            let leaves: Vec<(&str, Rect)> = preview
                .parts
                .iter()
                .filter(|part| nodes.iter().any(|node| node.id == part.node && node.children.is_empty()))
                .map(|part| (part.node.as_str(), part.at))
                .collect();
            for (index, (id, rect)) in leaves.iter().enumerate() {
                assert!(rect.x1 <= width + 0.5, "{name} at {width}: {id} reaches to {}", rect.x1);
                // Words in the middle may have the whole width.
                let middle = nodes.iter().any(|node| {
                    let Content::Text(run) = &node.content else { return false };
                    node.id == **id && run.align == crate::scene::Align::Middle
                });
                assert!(middle || rect.x0 >= 8.0, "{name} at {width}: {id} begins at {}", rect.x0);
                for (other, over) in leaves.iter().take(index) {
                    let both = rect.intersect(*over);
                    let covers = both.width() > 0.5 && both.height() > 0.5;
                    assert!(!covers, "{name} at {width}: {id} at {rect:?} lies on {other} at {over:?}");
                }
            }
        }
    }
}
