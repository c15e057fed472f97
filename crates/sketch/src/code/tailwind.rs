//! Prints a page as HTML with utilities of Tailwind CSS 4.
//!
//! Every declaration becomes a utility: of the scale where the value is on it, of the theme where a token is meant, with
//! an arbitrary value else. Declarations of narrow windows get a `max-…:` before them.
//!
//! Not here: which declarations there are (`code::web`), tokens (`code::tokens`).

mod utility;

use super::dom::{Document, Element};
use super::markup::Value;
use super::writer::Writer;
use super::{File, html};
use std::collections::BTreeSet;

/// `index.html`, and `app.css` with the theme.
#[must_use]
pub fn print(document: &Document) -> Vec<File> {
    let theme = Theme::of(document);
    let mut files = vec![
        html::page(document, &|element| theme.class(element).map(Value::Text), "app.css"),
        theme.sheet(),
    ];
    files.extend(html::pictures(document));
    files
}

/// The tokens of a page as Tailwind knows them.
pub(super) struct Theme<'a> {
    document: &'a Document,
    /// Names of tokens that Tailwind makes utilities from, without the hyphens before them.
    known: BTreeSet<&'a str>,
}

/// Beginnings of tokens' names that Tailwind makes utilities from.
const SPACES: &[&str] = &["color-", "text-", "radius-", "font-"];

impl<'a> Theme<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let known = (document.tokens.iter())
            .filter_map(|(name, _)| name.strip_prefix("--"))
            .filter(|name| SPACES.iter().any(|space| name.starts_with(space)))
            .collect();
        Self { document, known }
    }

    /// The utilities of an element.
    pub(super) fn class(&self, element: &Element) -> Option<String> {
        let mut classes: Vec<String> = Vec::new();
        for declaration in &element.style {
            classes.extend(utility::of(declaration, &self.known));
        }
        // Tailwind takes the room of all elements away first.
        classes.retain(|class| !is_no_room(class));
        square(&mut classes);
        for (width, style) in &element.narrow {
            let variant = variant(*width);
            for declaration in style {
                classes.extend(
                    utility::of(declaration, &self.known).into_iter().map(|name| format!("{variant}:{name}")),
                );
            }
        }
        let mut seen = BTreeSet::new();
        classes.retain(|class| seen.insert(class.clone()));
        (!classes.is_empty()).then(|| classes.join(" "))
    }

    /// `app.css`: Tailwind, the theme, and what holds for the whole page.
    pub(super) fn sheet(&self) -> File {
        let mut out = Writer::default();
        out.line(0, "  ", "@import \"tailwindcss\";");
        let (theme, other): (Vec<_>, Vec<_>) = (self.document.tokens.iter())
            .partition(|(name, _)| name.strip_prefix("--").is_some_and(|name| self.known.contains(name)));
        if !theme.is_empty() {
            out.push("\n");
            out.line(0, "  ", "@theme {");
            if theme.iter().any(|(name, _)| name.starts_with("--text-")) {
                // Tailwind's sizes come with heights of lines, which a size of the same name would take over.
                out.line(1, "  ", "--text-*: initial;");
            }
            for (name, value) in theme {
                out.line(1, "  ", &format!("{name}: {value};"));
            }
            out.line(0, "  ", "}");
        }
        // Spaces are on Tailwind's own scale.
        let other: Vec<_> = other.into_iter().filter(|(name, _)| !name.starts_with("--space-")).collect();
        let base = html::ruled(&self.document.base);
        if !other.is_empty() || !base.is_empty() {
            out.push("\n");
            out.line(0, "  ", "@layer base {");
            if !other.is_empty() {
                out.line(1, "  ", ":root {");
                for (name, value) in &other {
                    out.line(2, "  ", &format!("{name}: {value};"));
                }
                out.line(1, "  ", "}");
                if !base.is_empty() {
                    out.push("\n");
                }
            }
            for line in base.lines() {
                out.line(1, "  ", line.trim_end());
            }
            out.line(0, "  ", "}");
        }
        out.file("app.css")
    }
}

/// `px-0`, `mt-0`.
fn is_no_room(class: &str) -> bool {
    let side = class.strip_suffix("-0").and_then(|name| name.strip_prefix(['p', 'm']));
    side.is_some_and(|side| matches!(side, "" | "x" | "y" | "t" | "r" | "b" | "l"))
}

/// Width and height that are the same are one size.
fn square(classes: &mut Vec<String>) {
    let find = |prefix: &str| {
        classes.iter().enumerate().find_map(|(at, class)| Some((at, class.strip_prefix(prefix)?.to_owned())))
    };
    let (Some((width, size)), Some((height, high))) = (find("w-"), find("h-")) else { return };
    if size != high || matches!(size.as_str(), "screen" | "dvh") {
        return;
    }
    if let Some(class) = classes.get_mut(width) {
        *class = format!("size-{size}");
    }
    classes.remove(height);
    for class in classes.iter_mut().filter(|class| *class == "rounded-[50%]") {
        "rounded-full".clone_into(class);
    }
}

/// What stands before a utility that holds below a width of the window.
fn variant(width: f64) -> String {
    match width {
        640.0 => "max-sm".to_owned(),
        768.0 => "max-md".to_owned(),
        1024.0 => "max-lg".to_owned(),
        1280.0 => "max-xl".to_owned(),
        1536.0 => "max-2xl".to_owned(),
        width => format!("max-[{}px]", super::classes::number(width)),
    }
}

#[cfg(test)]
mod tests;
