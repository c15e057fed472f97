//! Rules for a whole page: what browsers must be told first, and what no element can say for itself.
//!
//! Only rules that something on the page needs are written.
//!
//! Not here: the look of elements (`web::style`).

use crate::code::dom::{Child, Document, Element};
use std::collections::BTreeSet;

/// The document with its rules.
pub fn ruled(mut document: Document) -> Document {
    let mut seen = Seen::default();
    seen.visit(&document.body, 0);
    let primary = document.tokens.iter().any(|(name, _)| name == "--color-primary");
    let dark = document.body.style.iter().any(|declaration| {
        declaration.property == "background" && is_dark(&document.tokens, &declaration.value)
    });
    let mut base = Rules::default();
    seen.base(&mut base, primary, dark);
    let mut rules = Rules::default();
    seen.reset(&mut rules);
    seen.base(&mut rules, primary, dark);
    document.rules = rules.print();
    document.base = base.print();
    document
}

/// A colour, or a token for one, that light words are read on.
fn is_dark(tokens: &[(String, String)], value: &str) -> bool {
    let name = value.strip_prefix("var(").and_then(|name| name.strip_suffix(')'));
    let value = match name {
        Some(name) => tokens.iter().find(|(known, _)| known == name).map_or(value, |(_, value)| value),
        None => value,
    };
    crate::code::tokens::colour::Colour::parse(value).is_some_and(crate::code::tokens::colour::Colour::dark)
}

/// What a page is made of.
#[derive(Default)]
struct Seen {
    tags: BTreeSet<String>,
    roles: BTreeSet<String>,
    kinds: BTreeSet<String>,
    hints: bool,
    /// Hints that were drawn in a colour of their own.
    coloured: bool,
}

impl Seen {
    fn visit(&mut self, element: &Element, depth: usize) {
        self.tags.insert(element.tag.clone());
        for (name, value) in &element.attributes {
            match (name.as_str(), value) {
                ("role", Some(role)) => {
                    self.roles.insert(role.clone());
                }
                ("type", Some(kind)) => {
                    self.kinds.insert(kind.clone());
                }
                ("placeholder", _) => {
                    self.hints = true;
                    self.coloured |= element.style.iter().any(|one| one.property == "color");
                }
                _ => {}
            }
        }
        if depth > crate::code::DEEPEST {
            return;
        }
        for child in &element.children {
            if let Child::Element(child) = child {
                self.visit(child, depth + 1);
            }
        }
    }

    /// Those of the tags that are there.
    fn of(&self, tags: &[&'static str]) -> Vec<&'static str> {
        tags.iter().copied().filter(|tag| *tag == "body" || self.tags.contains(*tag)).collect()
    }

    fn reset(&self, rules: &mut Rules) {
        rules.add(&["*", "*::before", "*::after"], "box-sizing: border-box;");
        let spaced = ["body", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "hr"];
        rules.add(&self.of(&spaced), "margin: 0;");
        rules.add(&self.of(&["h1", "h2", "h3", "h4", "h5", "h6"]), "font: inherit;");
        rules.add(&self.of(&["ul", "ol"]), "padding: 0; list-style: none;");
        rules.add(&self.of(&["img"]), "display: block; max-width: 100%;");
        rules.add(&self.of(&["a"]), "color: inherit; text-decoration: none;");
        rules.add(&self.of(&["table"]), "border-collapse: collapse;");
        rules.add(&self.of(&["th"]), "font: inherit; text-align: inherit;");
        rules.add(&self.of(&["td", "th"]), "padding: 0;");
        rules.add(&self.of(&["button"]), "padding: 0; border: 0; background: none;");
        rules.add(&self.of(&["input", "select", "textarea"]), "border: 0; background: none;");
        rules.add(&self.of(&["button", "input", "select", "textarea"]), "font: inherit; color: inherit;");
    }

    fn base(&self, rules: &mut Rules, primary: bool, dark: bool) {
        if dark {
            rules.add(&[":root"], "color-scheme: dark;");
        }
        // Nothing is wider than its place because of a long word or a picture in it.
        rules.add(&["*"], "min-width: 0;");
        rules.add(&self.of(&["hr"]), "border: 0;");
        rules.add(&self.of(&["button"]), "cursor: pointer;");
        if self.tags.contains("a") {
            rules.add(&["a:hover"], "text-decoration: underline;");
        }
        rules.add(&self.of(&["textarea"]), "resize: vertical;");
        if self.hints {
            // Paler than what is filled in, and read as well; those of a colour of their own are.
            let opacity = if self.coloured { "1" } else { "0.75" };
            rules.add(&["::placeholder"], &format!("color: inherit; opacity: {opacity};"));
        }
        if self.roles.contains("switch") {
            for (selector, declarations) in SWITCH {
                rules.add(&[selector], declarations);
            }
        }
        if self.roles.contains("tab") {
            rules.add(
                &["[role=\"tab\"][aria-selected=\"true\"]"],
                "box-shadow: inset 0 -3px currentcolor; font-weight: 600;",
            );
        }
        let takes_keys = ["a", "button", "input", "select", "textarea"];
        if takes_keys.iter().any(|tag| self.tags.contains(*tag)) {
            let colour = if primary { "var(--color-primary)" } else { "currentcolor" };
            rules.add(&[":focus-visible"], &format!("outline: 2px solid {colour}; outline-offset: 2px;"));
        }
    }
}

/// Selectors and their declarations, in order.
#[derive(Default)]
struct Rules(Vec<(String, Vec<String>)>);

impl Rules {
    /// More for these selectors; nothing for no selector.
    fn add(&mut self, selectors: &[&str], declarations: &str) {
        if selectors.is_empty() {
            return;
        }
        let selectors = selectors.join(", ");
        let lines = declarations.split_inclusive(';').map(|line| line.trim().to_owned());
        match self.0.iter_mut().find(|(known, _)| *known == selectors) {
            Some((_, all)) => all.extend(lines),
            None => self.0.push((selectors, lines.collect())),
        }
    }

    fn print(&self) -> String {
        let rule = |(selectors, lines): &(String, Vec<String>)| {
            let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
            format!("{selectors} {{\n{lines}}}\n")
        };
        self.0.iter().map(rule).collect::<Vec<_>>().join("\n")
    }
}

/// A switch: a track in the colour of the input, and a knob that moves.
const SWITCH: [(&str, &str); 4] = [
    (
        "[role=\"switch\"]",
        "display: inline-flex; flex: none; appearance: none; margin: 0; padding: 3px; border: 1px solid currentcolor; \
         border-radius: 999px; cursor: pointer;",
    ),
    (
        "[role=\"switch\"]::before",
        "content: \"\"; height: 100%; aspect-ratio: 1; border-radius: 50%; background: currentcolor;",
    ),
    ("[role=\"switch\"]:checked", "background: currentcolor;"),
    ("[role=\"switch\"]:checked::before", "margin-left: auto; background: #ffffff;"),
];
