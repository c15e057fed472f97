//! Prints a page as HTML with a style sheet.
//!
//! Elements that are called alike and look alike share a class.
//!
//! Not here: which declarations there are (`code::web`).

use super::classes::{Classes, Spelling};
use super::dom::{Child, Document, Element};
use super::markup::{self, Language, Value};
use super::writer::Writer;
use super::{File, component};

/// `index.html`, its style sheet, and the picture that stands for those to come.
#[must_use]
pub fn print(document: &Document) -> Vec<File> {
    let classes = Classes::of(document, Spelling::Kebab);
    let class = |element: &Element| classed(&classes, element);
    let mut sheet = Writer::default();
    let theme = theme(document);
    sheet.push(&theme);
    if !theme.is_empty() && !classes.is_empty() {
        sheet.push("\n");
    }
    classes.print(&mut sheet, 0);
    let mut files = vec![page(document, &class, "style.css"), sheet.file("style.css")];
    files.extend(pictures(document));
    files
}

/// The classes of an element as an attribute says them.
pub(super) fn classed(classes: &Classes, element: &Element) -> Option<Value> {
    let names = classes.names(element);
    (!names.is_empty()).then(|| Value::Text(names.join(" ")))
}

/// `index.html` with a link to this style sheet.
pub(super) fn page(document: &Document, class: component::Class<'_>, sheet: &str) -> File {
    let mut out = Writer::default();
    let language = if document.language.is_empty() { "en" } else { &document.language };
    let title = document.title.split_whitespace().collect::<Vec<_>>().join(" ");
    out.line(0, "  ", "<!doctype html>");
    out.line(0, "  ", &format!("<html lang=\"{}\">", escaped(language)));
    out.line(1, "  ", "<head>");
    out.line(2, "  ", "<meta charset=\"utf-8\" />");
    out.line(2, "  ", "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />");
    out.line(2, "  ", &format!("<title>{}</title>", escaped(&title)));
    out.line(2, "  ", &format!("<link rel=\"stylesheet\" href=\"{sheet}\" />"));
    out.line(1, "  ", "</head>");
    markup::print(&mut out, Language::Html, 1, &component::body(document, class));
    out.line(0, "  ", "</html>");
    out.file("index.html")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// What is not the look of one element: tokens and rules for the whole page.
pub(super) fn theme(document: &Document) -> String {
    let mut out = Writer::default();
    if !document.tokens.is_empty() {
        out.line(0, "  ", ":root {");
        for (name, value) in &document.tokens {
            out.line(1, "  ", &format!("{name}: {value};"));
        }
        out.line(0, "  ", "}");
    }
    let rules = ruled(&document.rules);
    if !rules.trim().is_empty() && !out.is_empty() {
        out.push("\n");
    }
    out.push(rules.trim_start());
    out.file("").text
}

/// Rules for the whole page, a selector a line.
pub(super) fn ruled(rules: &str) -> String {
    let mut text = String::new();
    for line in rules.trim().lines() {
        let indent = line.len() - line.trim_start().len();
        let plain = line.trim_end().ends_with('{') && !line.contains(['@', '(']);
        let between = format!(",\n{}", " ".repeat(indent));
        text.push_str(&if plain { line.replace(", ", &between) } else { line.to_owned() });
        text.push('\n');
    }
    text
}

/// The pictures of a page; among them the one that stands for those to come, when the page shows it.
pub(super) fn pictures(document: &Document) -> Vec<File> {
    document.pictures.iter().cloned().chain(placeholder(document)).collect()
}

fn placeholder(document: &Document) -> Option<File> {
    fn shows(element: &Element, depth: usize) -> bool {
        element.attributes.iter().any(|(name, value)| name == "src" && value.as_deref() == Some(PLACEHOLDER))
            || depth < super::DEEPEST
                && element
                    .children
                    .iter()
                    .any(|child| matches!(child, Child::Element(child) if shows(child, depth + 1)))
    }
    shows(&document.body, 0).then(|| File {
        path: PLACEHOLDER.into(),
        text: PICTURE.into(),
        ..File::default()
    })
}

const PLACEHOLDER: &str = "placeholder.svg";

/// A cross.
const PICTURE: &str = "\
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\">
  <path d=\"M0 0L100 100M100 0L0 100\" stroke=\"#868e96\" stroke-opacity=\"0.5\" vector-effect=\"non-scaling-stroke\"/>
</svg>
";
