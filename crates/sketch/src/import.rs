//! Any file that can become a sketch, by what is in it: our own, Excalidraw's, pictures with a scene, SVG, Mermaid,
//! pictures, plain text.
//!
//! Not here: the formats.

use crate::render::measure;
use crate::scene::{Align, Element, Family, Kind, Page, Picture, Sketch, Text, Vertical};
use crate::{excalidraw, file, mermaid, png, svg};
use justbuilt_base::Diagnostic;
use kurbo::Rect;
use std::sync::Arc;

/// Size of plain text, px.
const SIZE: f64 = 20.0;
const LINE_HEIGHT: f64 = 1.25;
/// Longer lines of plain text are wrapped, px.
const WIDEST: f64 = 720.0;
/// Longest plain text that is taken, bytes.
const LONGEST: usize = 1 << 20;
/// Largest side of a picture that is taken in, px; a larger one is shown smaller.
const LARGEST: f64 = 1280.0;

/// A file that gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Our own format.
    #[error(transparent)]
    File(#[from] file::Error),
    /// Excalidraw.
    #[error(transparent)]
    Excalidraw(#[from] excalidraw::Error),
    /// SVG.
    #[error(transparent)]
    Svg(#[from] svg::Error),
    /// Mermaid.
    #[error(transparent)]
    Mermaid(#[from] mermaid::Error),
    /// Bytes that are no text and no picture.
    #[error("this file cannot become a sketch: it is no drawing, no picture and no text")]
    Unknown,
}

/// The sketch of a file. `name` is its file name: the ending tells what it is where its bytes do not.
///
/// # Errors
/// When nothing of it can be shown.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let lower = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if bytes.starts_with(png::SIGNATURE) {
        return match excalidraw::read(bytes) {
            Err(excalidraw::Error::NoScene(_)) => picture(name, "image/png", bytes),
            other => Ok(other?),
        };
    }
    if let Some(media_type) = media_type(bytes) {
        return picture(name, media_type, bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        return if ends(&[".excalidraw", ".excalidrawlib", ".json"]) {
            Ok(excalidraw::read(bytes)?)
        } else {
            Err(Error::Unknown)
        };
    };
    let start = text.trim_start();
    if ends(&[".sketch.json"]) {
        return Ok(file::read(text)?);
    }
    if ends(&[".excalidraw", ".excalidrawlib"]) {
        return Ok(excalidraw::read(bytes)?);
    }
    if start.starts_with('<') && (ends(&[".svg"]) || start.contains("<svg")) {
        return match excalidraw::read(bytes) {
            Err(excalidraw::Error::NoScene(_)) => Ok(svg::read(text)?),
            other => Ok(other?),
        };
    }
    if ends(&[".mmd", ".mermaid"]) {
        return Ok(mermaid::read(text)?);
    }
    if start.starts_with('{') {
        if let Ok(read) = file::read(text) {
            return Ok(read);
        }
        if let Ok(read) = excalidraw::read(bytes) {
            return Ok(read);
        }
    }
    if let Ok(read) = mermaid::read(text) {
        return Ok(read);
    }
    if text.contains('\0') {
        return Err(Error::Unknown);
    }
    Ok(plain(text))
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn one_page(name: &str, element: Element) -> Sketch {
    let (width, height) = (element.width.max(1.0), element.height.max(1.0));
    let mut sketch = Sketch { name: name.to_owned(), width, height, ..Sketch::default() };
    sketch.pages.push(Page {
        id: "page-1".to_owned(),
        name: "Page 1".to_owned(),
        elements: vec![Arc::new(element)],
        ..Page::default()
    });
    sketch
}

/// A picture as an element. Its size is read where it stands in a header; else it is a guess.
fn picture(name: &str, media_type: &str, bytes: &[u8]) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let at = |from: usize| {
        bytes.get(from..from + 4).map(|four| four.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)))
    };
    let size = match media_type {
        "image/png" => at(16).zip(at(20)),
        "image/gif" => match bytes {
            [_, _, _, _, _, _, a, b, c, d, ..] => {
                Some((u32::from(u16::from_le_bytes([*a, *b])), u32::from(u16::from_le_bytes([*c, *d]))))
            }
            _ => None,
        },
        "image/jpeg" => jpeg_size(bytes),
        _ => None,
    };
    let mut diagnostics = Vec::new();
    let (width, height) = match size.filter(|(w, h)| *w > 0 && *h > 0) {
        Some((width, height)) => (f64::from(width), f64::from(height)),
        None => {
            diagnostics
                .push(Diagnostic::info("the size of the picture is not known: it is shown as 400 × 300"));
            (400.0, 300.0)
        }
    };
    let scale = (LARGEST / width.max(height)).min(1.0);
    let kind = Kind::Image { picture: Some("picture-1".to_owned()) };
    let mut sketch =
        one_page(name, Element::new("image-1", kind, Rect::new(0.0, 0.0, width * scale, height * scale)));
    let picture =
        Picture { media_type: media_type.to_owned(), bytes: bytes.into(), properties: Default::default() };
    sketch.pictures.insert("picture-1".to_owned(), picture);
    Ok((sketch, diagnostics))
}

/// The size in the frame header of a JPEG (ITU T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, marker, high, low, body @ ..] = rest else { return None };
        if *marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let [_, h1, h2, w1, w2, ..] = body else { return None };
            return Some((
                u32::from(u16::from_be_bytes([*w1, *w2])),
                u32::from(u16::from_be_bytes([*h1, *h2])),
            ));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

/// Plain text as a text element; long lines are wrapped.
#[must_use]
pub fn plain(text: &str) -> (Sketch, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut text = text.trim_end().replace("\r\n", "\n");
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        diagnostics.push(Diagnostic::warning(format!("the text is cut after {end} bytes")));
        text.truncate(end);
    }
    let widest = text.lines().map(|line| measure::width(line, SIZE, Family::Sans, false)).fold(0.0, f64::max);
    let auto_width = widest <= WIDEST;
    let width = widest.clamp(1.0, WIDEST);
    let lines = if auto_width {
        text.split('\n').count()
    } else {
        measure::wrap(&text, SIZE, Family::Sans, false, width).len()
    };
    let words = Text {
        text,
        size: SIZE,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: LINE_HEIGHT,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width,
        wrapped: None,
    };
    let rect = Rect::new(0.0, 0.0, width, lines as f64 * SIZE * LINE_HEIGHT);
    (one_page("", Element::new("text-1", Kind::Text(words), rect)), diagnostics)
}

#[cfg(test)]
mod tests;
