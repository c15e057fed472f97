//! Paints a drawing, for looking at it: `cargo run -p justbuilt-sketch --example render -- FILE OUT.(png|svg) [SCALE] [FONT…]`.
//! The pages of a library are painted side by side. With `--load FILE…` it measures how long all files take to load
//! into one scene. Not the product's command line.

use justbuilt_sketch::render::{self, raster};
use justbuilt_sketch::scene::{Element, Page, Sketch};
use justbuilt_sketch::{excalidraw, file, import};
use kurbo::Rect;
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--load", files @ ..] => load(files),
        [from, to, rest @ ..] => paint(from, to, rest),
        _ => Err("render FILE OUT.(png|svg) [SCALE] [FONT…]".into()),
    }
}

fn read(path: &str) -> Result<Sketch, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let (sketch, told) = import::read(path, &bytes)?;
    report(&told);
    Ok(sketch)
}

#[expect(clippy::print_stderr, reason = "an example speaks to who runs it")]
fn report(told: &[justbuilt_base::Diagnostic]) {
    told.iter().for_each(|one| eprintln!("{one}"));
}

fn paint(from: &str, to: &str, rest: &[&str]) -> Result<(), Box<dyn Error>> {
    let sketch = side_by_side(&read(from)?, 2400.0);
    let drawing = render::page(&sketch, 0);
    if to.ends_with(".svg") {
        std::fs::write(to, render::svg::write(&drawing))?;
        return Ok(());
    }
    let scale = rest.first().map_or(Ok(1.0), |scale| scale.parse())?;
    let fonts: Result<Vec<Vec<u8>>, _> = rest.iter().skip(1).map(std::fs::read).collect();
    let (png, told) = raster::png(&drawing, scale, &raster::Fonts::new(fonts?))?;
    report(&told);
    std::fs::write(to, png)?;
    Ok(())
}

/// All pages on one, in rows of this width, px.
fn side_by_side(sketch: &Sketch, width: f64) -> Sketch {
    let mut one = Sketch { background: Some("#ffffff".to_owned()), ..sketch.clone() };
    if sketch.pages.len() < 2 {
        return one;
    }
    let mut all: Vec<Arc<Element>> = Vec::new();
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    for page in &sketch.pages {
        let boxes = page.elements.iter().map(|element| element.rect());
        let Some(bounds) = boxes.reduce(|a: Rect, b| a.union(b)) else { continue };
        if x > 0.0 && x + bounds.width() > width {
            (x, y, row) = (0.0, y + row + 40.0, 0.0);
        }
        for element in &page.elements {
            let mut element = Element::clone(element);
            (element.x, element.y) = (element.x - bounds.x0 + x, element.y - bounds.y0 + y);
            all.push(Arc::new(element));
        }
        x += bounds.width() + 40.0;
        row = row.max(bounds.height());
    }
    one.pages = vec![Page { elements: all, ..Page::default() }];
    one
}

#[expect(clippy::print_stdout, reason = "an example speaks to who runs it")]
fn load(files: &[&str]) -> Result<(), Box<dyn Error>> {
    let bytes: Result<Vec<Vec<u8>>, _> = files.iter().map(std::fs::read).collect();
    let bytes = bytes?;
    let size: usize = bytes.iter().map(Vec::len).sum();
    for _ in 0..3 {
        let start = Instant::now();
        let mut sketch = Sketch::default();
        for (place, bytes) in bytes.iter().enumerate() {
            let (one, _) = excalidraw::read(bytes)?;
            for mut page in one.pages {
                page.id = format!("{place}-{}", page.id);
                sketch.pages.push(page);
            }
        }
        let read = start.elapsed();
        let all = side_by_side(&sketch, 20_000.0);
        let count: usize = all.pages.iter().map(|page| page.elements.len()).sum();
        let start = Instant::now();
        let text = file::write(&all);
        let written = start.elapsed();
        let start = Instant::now();
        let (again, told) = file::read(&text)?;
        let read_ours = start.elapsed();
        let start = Instant::now();
        let drawing = render::page(&all, 0);
        let marks = start.elapsed();
        let start = Instant::now();
        let found = file::lines(&text).len();
        println!(
            "{} files, {size} bytes, {count} elements: read {read:?}; .sketch.json of {} bytes written {written:?}, read {read_ours:?} ({} told), lines of {found} found {:?}; marks of {} {marks:?}",
            files.len(),
            text.len(),
            told.len(),
            start.elapsed(),
            drawing.elements.len(),
        );
        drop(again);
    }
    Ok(())
}
