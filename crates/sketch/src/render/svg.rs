//! A drawing as SVG.
//!
//! Not here: what the marks are, and how a scene is put into the picture
//! ([`into_svg`](crate::excalidraw::into_svg)).

use super::{Colour, Drawing, Drawn, Mark, Rule, Words};
use crate::scene::{Align, Family};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kurbo::{BezPath, PathEl, Rect};
use std::fmt::Write;

/// The SVG of a drawing; text stays text.
#[must_use]
pub fn write(drawing: &Drawing<'_>) -> String {
    write_slanting(drawing, &|_| false)
}

/// The same for a painter that has no italic face for some words, and does not slant letters by itself as browsers do.
pub(super) fn write_slanting(drawing: &Drawing<'_>, slants: &dyn Fn(&Words) -> bool) -> String {
    let view = drawing.view;
    let mut out = String::new();
    let (w, h) = (Short(view.width()), Short(view.height()));
    let (x, y) = (Short(view.x0), Short(view.y0));
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\">\n"
        ),
    );
    clips(&mut out, drawing);
    if let Some(background) = drawing.background {
        put(
            &mut out,
            format_args!("  <rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{}/>\n", Fill(background)),
        );
    }
    for drawn in drawing.elements.iter().filter(|drawn| !drawn.marks.is_empty()) {
        element(&mut out, drawing, drawn, slants);
    }
    out.push_str("</svg>\n");
    out
}

/// Writing into a string has no way to fail.
fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

/// The parts of the page that elements are cut at, once each.
fn clip_rects(drawing: &Drawing<'_>) -> Vec<Rect> {
    let mut rects: Vec<Rect> = Vec::new();
    for rect in drawing.elements.iter().filter_map(|drawn| drawn.clip) {
        if !rects.contains(&rect) {
            rects.push(rect);
        }
    }
    rects
}

fn clips(out: &mut String, drawing: &Drawing<'_>) {
    for (place, rect) in clip_rects(drawing).into_iter().enumerate() {
        put(
            out,
            format_args!(
                "  <clipPath id=\"clip-{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
                place + 1,
                Short(rect.x0),
                Short(rect.y0),
                Short(rect.width()),
                Short(rect.height())
            ),
        );
    }
}

fn element(out: &mut String, drawing: &Drawing<'_>, drawn: &Drawn, slants: &dyn Fn(&Words) -> bool) {
    let clip = drawn.clip.and_then(|clip| clip_rects(drawing).iter().position(|rect| *rect == clip));
    if let Some(clip) = clip {
        put(out, format_args!("  <g clip-path=\"url(#clip-{})\">\n", clip + 1));
    }
    let link = drawn.link.as_deref().filter(|link| is_harmless(link));
    if let Some(link) = link {
        put(out, format_args!("  <a href=\"{}\">\n", Escaped(link)));
    }
    let [a, b, c, d, e, f] = drawn.place.as_coeffs();
    out.push_str("  <g");
    if (a, b, c, d) == (1.0, 0.0, 0.0, 1.0) {
        put(out, format_args!(" transform=\"translate({} {})\"", Short(e), Short(f)));
    } else {
        let all = [a, b, c, d].map(|v| format!("{}", (v * 1e6).round() / 1e6)).join(" ");
        put(out, format_args!(" transform=\"matrix({all} {} {})\"", Short(e), Short(f)));
    }
    if drawn.opacity < 1.0 {
        put(out, format_args!(" opacity=\"{}\"", Short(drawn.opacity)));
    }
    put(out, format_args!(" data-id=\"{}\">\n", Escaped(drawn.element.as_str())));
    for mark in &drawn.marks {
        match mark {
            Mark::Words(words) => self::words(out, words, slants(words)),
            mark => self::mark(out, drawing, mark),
        }
    }
    out.push_str("  </g>\n");
    if link.is_some() {
        out.push_str("  </a>\n");
    }
    if clip.is_some() {
        out.push_str("  </g>\n");
    }
}

/// A link that opens a page, not one that runs a script.
fn is_harmless(link: &str) -> bool {
    let lower = link.trim_start().to_ascii_lowercase();
    ["https:", "http:", "mailto:", "#", "/"].iter().any(|start| lower.starts_with(start))
}

fn mark(out: &mut String, drawing: &Drawing<'_>, mark: &Mark) {
    match mark {
        Mark::Fill { path, rule, colour } => {
            let rule = if *rule == Rule::EvenOdd { " fill-rule=\"evenodd\"" } else { "" };
            put(out, format_args!("    <path{rule}{} d=\"{}\"/>\n", Fill(*colour), Data(path)));
        }
        Mark::Line { path, colour, width, dash } => {
            put(out, format_args!("    <path fill=\"none\" stroke=\"{}\"", colour.hex()));
            if colour.a < 255 {
                put(out, format_args!(" stroke-opacity=\"{}\"", Short(f64::from(colour.a) / 255.0)));
            }
            put(
                out,
                format_args!(
                    " stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"",
                    Short(*width)
                ),
            );
            if !dash.is_empty() {
                let dash: Vec<String> = dash.iter().map(|length| Short(*length).to_string()).collect();
                put(out, format_args!(" stroke-dasharray=\"{}\"", dash.join(" ")));
            }
            put(out, format_args!(" d=\"{}\"/>\n", Data(path)));
        }
        Mark::Words(words) => self::words(out, words, false),
        Mark::Picture { picture, at } => {
            let found = drawing
                .pictures
                .and_then(|pictures| pictures.get(picture))
                .filter(|found| !found.bytes.is_empty());
            let place = format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                Short(at.x0),
                Short(at.y0),
                Short(at.width()),
                Short(at.height())
            );
            match found {
                Some(found) => put(
                    out,
                    format_args!(
                        "    <image {place} preserveAspectRatio=\"none\" href=\"data:{};base64,{}\"/>\n",
                        Escaped(&found.media_type),
                        STANDARD.encode(&found.bytes)
                    ),
                ),
                // Its place, so that what is missing is seen.
                None => put(out, format_args!("    <rect {place} fill=\"#eceff3\" stroke=\"#a3abb8\"/>\n")),
            }
        }
    }
}

/// The faces of a family, the nearest first.
pub(super) fn faces(family: Family) -> &'static str {
    match family {
        Family::Hand => "Excalifont, Virgil, 'Segoe Print', 'Bradley Hand', 'Comic Sans MS', cursive",
        Family::Sans => "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif",
        Family::Serif => "Gelasio, Georgia, 'Times New Roman', serif",
        Family::Mono => "'JetBrains Mono', 'Cascadia Code', Menlo, Consolas, monospace",
    }
}

/// How far letters are slanted that have no italic face, degrees: as the canvas does.
const SLANT: f64 = -14.0;

fn words(out: &mut String, words: &Words, slanted: bool) {
    let (x, y, size) = (Short(words.x), Short(words.y), Short(words.size));
    match slanted {
        // About the baseline.
        true => put(out, format_args!("    <text transform=\"translate({x} {y}) skewX({SLANT})\"")),
        false => put(out, format_args!("    <text x=\"{x}\" y=\"{y}\"")),
    }
    put(out, format_args!(" font-family=\"{}\" font-size=\"{size}\"", faces(words.family)));
    match words.align {
        Align::Start => {}
        Align::Middle => out.push_str(" text-anchor=\"middle\""),
        Align::End => out.push_str(" text-anchor=\"end\""),
    }
    if words.weight != 400 {
        put(out, format_args!(" font-weight=\"{}\"", words.weight));
    }
    if words.italic && !slanted {
        out.push_str(" font-style=\"italic\"");
    }
    put(out, format_args!("{} xml:space=\"preserve\">{}</text>\n", Fill(words.colour), Escaped(&words.text)));
}

/// A number with two decimals at most.
pub(super) struct Short(pub(super) f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = (self.0 * 100.0).round() / 100.0;
        if short.is_finite() && short != 0.0 { write!(f, "{short}") } else { f.write_str("0") }
    }
}

/// The attributes of a filled area.
struct Fill(Colour);

impl std::fmt::Display for Fill {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, " fill=\"{}\"", self.0.hex())?;
        if self.0.a < 255 {
            write!(f, " fill-opacity=\"{}\"", Short(f64::from(self.0.a) / 255.0))
        } else {
            Ok(())
        }
    }
}

/// A path as SVG writes it.
struct Data<'a>(&'a BezPath);

impl std::fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for element in self.0.elements() {
            match element {
                PathEl::MoveTo(p) => write!(f, "M{} {}", Short(p.x), Short(p.y))?,
                PathEl::LineTo(p) => write!(f, "L{} {}", Short(p.x), Short(p.y))?,
                PathEl::QuadTo(a, p) => {
                    write!(f, "Q{} {} {} {}", Short(a.x), Short(a.y), Short(p.x), Short(p.y))?
                }
                PathEl::CurveTo(a, b, p) => write!(
                    f,
                    "C{} {} {} {} {} {}",
                    Short(a.x),
                    Short(a.y),
                    Short(b.x),
                    Short(b.y),
                    Short(p.x),
                    Short(p.y)
                )?,
                PathEl::ClosePath => f.write_str("Z")?,
            }
        }
        Ok(())
    }
}

/// Text that XML takes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // XML 1.0 has no place for these, not even escaped.
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    f.write_char('\u{fffd}')?
                }
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}
