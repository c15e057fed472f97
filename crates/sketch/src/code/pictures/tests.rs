//! Pictures in drawings, and their files.

use crate::code::export::{Plan, RECORD, plan, read_there};
use crate::code::{File, Target, generate};
use crate::layout;
use crate::scene::{Element, Kind, Page, Picture, Sketch};
use kurbo::Rect;
use std::sync::Arc;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// A drawing with a picture called so, the same once more, and a frame without one.
fn drawing(media: &str, bytes: &[u8]) -> Sketch {
    let mut elements = Vec::new();
    for (id, name, key, x) in [
        ("photo", "A harbour at dawn", Some("one"), 0.0),
        ("again", "The same", Some("one"), 320.0),
        ("empty", "To come", None, 640.0),
        ("lost", "Lost", Some("nowhere"), 960.0),
    ] {
        let kind = Kind::Image { picture: key.map(str::to_owned) };
        let mut element = Element::new(id, kind, Rect::new(x, 0.0, x + 300.0, 200.0));
        element.name = Some(name.to_owned());
        elements.push(Arc::new(element));
    }
    let page = Page { elements, ..Page::default() };
    let mut sketch = Sketch { pages: vec![page], ..Sketch::default() };
    let picture = Picture { media_type: media.into(), bytes: bytes.into(), properties: Default::default() };
    sketch.pictures.insert("one".into(), picture);
    sketch
}

fn code(sketch: &Sketch, target: Target) -> Vec<File> {
    generate(&layout::infer(sketch, &sketch.pages[0], None).0, target)
}

fn of<'f>(files: &'f [File], path: &str) -> &'f File {
    files.iter().find(|file| file.path == path).expect("the file")
}

#[test]
fn pictures_are_files_beside_the_code_in_every_language() {
    let sketch = drawing("image/png", PNG);
    for target in Target::ALL {
        let files = code(&sketch, target);
        assert_eq!(of(&files, "a-harbour-at-dawn.png").bytes(), PNG, "{}", target.name());
        assert_eq!(files.iter().filter(|file| file.picture.is_some()).count(), 1, "{}", target.name());
        let source = &files[0].text;
        let shown = match target {
            Target::Html | Target::Tailwind => "src=\"a-harbour-at-dawn.png\"",
            Target::React | Target::ReactTailwind => {
                "import aHarbourAtDawn from \"./a-harbour-at-dawn.png\";"
            }
            Target::Svelte => "import aHarbourAtDawn from \"./a-harbour-at-dawn.png\";",
            Target::Egui => "include_image!(\"a-harbour-at-dawn.png\")",
        };
        assert!(source.contains(shown), "{}: {source}", target.name());
        let words = if target == Target::Egui { "\"The same\"" } else { "alt=\"The same\"" };
        assert!(source.contains(words) || source.contains("alt: \"The same\""), "{source}");
        // An empty frame stays a place for one.
        let place = if target == Target::Egui { "picture(" } else { "placeholder" };
        assert!(source.contains(place), "{source}");
    }
}

#[test]
fn drawn_pictures_are_text_and_unknown_ones_are_left_out() {
    let files = code(&drawing("image/svg+xml", b"<svg/>"), Target::Html);
    assert_eq!(of(&files, "a-harbour-at-dawn.svg").text, "<svg/>");
    let files = code(&drawing("application/pdf", b"%PDF"), Target::Html);
    assert!(!files[0].text.contains("harbour-at-dawn"), "{}", files[0].text);
}

/// The folder after a plan.
fn done(there: &[(String, Vec<u8>)], plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let mut after: Vec<_> = there.iter().filter(|(path, _)| !plan.removes.contains(path)).cloned().collect();
    for (path, text) in &plan.writes {
        after.retain(|(known, _)| known != path);
        after.push((path.clone(), plan.bytes(path, text).to_vec()));
    }
    after
}

fn export(there: &[(String, Vec<u8>)], files: &[File]) -> (Plan, Vec<(String, Vec<u8>)>) {
    let texts: Vec<(String, String)> = there
        .iter()
        .filter(|(path, _)| path != RECORD)
        .map(|(path, bytes)| (path.clone(), read_there(path, bytes.clone()).expect("text or picture")))
        .collect();
    let record = there.iter().find(|(path, _)| path == RECORD);
    let record = record.map(|(_, bytes)| String::from_utf8(bytes.clone()).expect("text"));
    let plan = plan(record.as_deref(), &texts, files);
    let after = done(there, &plan);
    (plan, after)
}

#[test]
fn a_picture_that_somebody_replaced_stays() {
    let path = "a-harbour-at-dawn.png";
    let bytes = |there: &[(String, Vec<u8>)]| {
        there.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes.clone())
    };
    let (_, mut there) = export(&[], &code(&drawing("image/png", PNG), Target::Html));
    assert_eq!(bytes(&there).as_deref(), Some(PNG));
    // The same again is nothing to do; another one in the drawing replaces it.
    let (plan, _) = export(&there, &code(&drawing("image/png", PNG), Target::Html));
    assert_eq!(plan, Plan::default());
    let (_, after) = export(&there, &code(&drawing("image/png", b"\x89PNG another"), Target::Html));
    assert_eq!(bytes(&after).as_deref(), Some(b"\x89PNG another".as_slice()));
    // Unless it is not ours any more.
    for (known, bytes) in &mut there {
        if known == path {
            *bytes = b"\x89PNG by hand".to_vec();
        }
    }
    let (plan, after) = export(&there, &code(&drawing("image/png", b"\x89PNG another"), Target::Html));
    assert_eq!(bytes(&after).as_deref(), Some(b"\x89PNG by hand".as_slice()));
    assert!(plan.kept.contains(&path.to_owned()) && plan.conflicts.is_empty());
}
