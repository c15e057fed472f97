//! Four screens drawn in the window as a person does: by pen strokes alone, and with tools and components. Each becomes
//! code in all languages, and undo and redo lead through all of it.
//!
//! With `JUSTBUILT_DRAWN=FOLDER` the drawings, their pictures and their code are put there, to be looked at.

#[path = "drawing/hand.rs"]
mod hand;
#[path = "drawing/screens.rs"]
mod screens;

use justbuilt_sketch::code::Target;
use justbuilt_sketch::layout::{self, Node};
use justbuilt_sketch::scene::{Component, ComponentKind, Element, Kind, Sketch};
use justbuilt_workspace::SketchCommand;
use justbuilt_workspace::command::CodeCommand;

use super::*;
use hand::Hand;

/// What all drawings go through once they are done: code in all languages on the disk, back to the empty page, and
/// forth again.
fn finish(hand: &mut Hand) {
    let drawn = text(&hand.editor);
    let name = hand.name.clone();
    hand.keep();
    steps(&mut hand.editor, &["keys ctrl+s"]);
    until(&mut hand.editor, "the save", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
    });
    for target in Target::ALL {
        let command = SketchCommand::Code { view: hand.view, command: CodeCommand::Target(target) };
        hand.editor.face.send(Command::Sketch(command));
        hand.editor.settle(Duration::from_secs(20));
        steps(&mut hand.editor, &["sketch.export_code"]);
        let folder = hand.folder.path().join(format!("{name}-{}", target.name()));
        until(&mut hand.editor, "the export", |_| folder.is_dir());
        hand.editor.settle(Duration::from_secs(20));
        let files = files_in(&folder);
        assert!(!files.is_empty(), "{target:?} wrote nothing");
        for (path, code) in &files {
            well_formed(path, code);
        }
    }
    hand.keep_code();
    let mut taken_back = 0;
    while hand.elements().iter().any(|_| true) {
        steps(&mut hand.editor, &["keys ctrl+z"]);
        taken_back += 1;
        assert!(taken_back < 2_000, "undo never comes to the empty page");
    }
    assert_eq!(text(&hand.editor), hand.empty, "all is taken back");
    for _ in 0..taken_back {
        steps(&mut hand.editor, &["keys ctrl+shift+z"]);
    }
    assert!(text(&hand.editor) == drawn, "and done again");
}

fn files_in(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if !entry.file_name().to_string_lossy().starts_with('.') {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// Its language's own parser finds nothing wrong.
#[track_caller]
fn well_formed(path: &str, code: &str) {
    use justbuilt_syntax::{Languages, Syntax};
    if path.ends_with(".md") || path.ends_with(".toml") || path.ends_with(".json") {
        return;
    }
    let languages = std::sync::Arc::new(Languages::new());
    let language = languages.detect(Some(Path::new(path)), "");
    let source = justbuilt_text::Text::from(code);
    let mut syntax = Syntax::new(&languages, language, &source);
    if let Some(job) = syntax.parse_job() {
        syntax.accept(job.run(&justbuilt_base::CancelToken::new()));
    }
    assert!(!code.trim().is_empty(), "{path} is empty");
    // Tailwind's own rules are not in the grammar of style sheets.
    let foreign = path.ends_with(".css") && code.contains("@import \"tailwindcss\"");
    assert!(foreign || !syntax.snapshot().has_error(), "{path} does not parse:\n{code}");
}

/// What the drawing is understood as.
fn tree(hand: &Hand) -> layout::Tree {
    let sketch: Sketch = hand.sketch();
    let page = &sketch.pages[0];
    let frame =
        page.elements.iter().find(|element| element.kind == Kind::Frame).map(|frame| frame.id.clone());
    layout::infer(&sketch, page, frame.as_ref()).0
}

fn nodes(root: &Node) -> Vec<&Node> {
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        all.push(node);
        open.extend(node.children.iter().rev());
    }
    all
}

fn components(elements: &[Element], kind: ComponentKind) -> Vec<Component> {
    let of = |element: &Element| match &element.kind {
        Kind::Component(component) if component.kind == kind => Some(component.clone()),
        _ => None,
    };
    elements.iter().filter_map(of).collect()
}
