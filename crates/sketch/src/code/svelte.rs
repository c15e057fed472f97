//! Prints a page as a component of Svelte 5.
//!
//! Repeated items become a list and an `{#each}`; the look is in the component's own style, what holds for the whole
//! page in a global block.
//!
//! Not here: which elements and declarations there are (`code::web`).

use super::File;
use super::classes::{Classes, Spelling};
use super::component;
use super::dom::Document;
use super::html::{self, theme};
use super::markup::{self, Language};
use super::writer::Writer;

/// `Name.svelte`.
#[must_use]
pub fn print(document: &Document) -> Vec<File> {
    let classes = Classes::of(document, Spelling::Kebab);
    let page = component::page(document, Language::Svelte, &|element| html::classed(&classes, element));
    let mut out = Writer::default();
    if !page.components.is_empty() || !page.pictures.is_empty() {
        out.line(0, "  ", "<script lang=\"ts\">");
        for (name, path) in &page.pictures {
            out.line(1, "  ", &format!("import {name} from \"./{path}\";"));
        }
        if !page.components.is_empty() && !page.pictures.is_empty() {
            out.push("\n");
        }
        for (index, component) in page.components.iter().enumerate() {
            if index > 0 {
                out.push("\n");
            }
            component.print_list(&mut out, 1, "");
        }
        out.line(0, "  ", "</script>");
        out.push("\n");
    }
    markup::print(&mut out, Language::Svelte, 0, &page.root);
    let mut sheet = Writer::default();
    classes.print(&mut sheet, 1);
    let theme = theme(document);
    if !sheet.is_empty() || !theme.is_empty() {
        out.push("\n");
        out.line(0, "  ", "<style>");
        if !theme.is_empty() {
            out.line(1, "  ", ":global {");
            for line in theme.lines() {
                out.line(2, "  ", line);
            }
            out.line(1, "  ", "}");
            if !sheet.is_empty() {
                out.push("\n");
            }
        }
        out.append(sheet);
        out.line(0, "  ", "</style>");
    }
    let mut files = vec![out.file(format!("{}.svelte", page.name))];
    files.extend(html::pictures(document));
    files
}
