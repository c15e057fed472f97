//! Names for what a page uses: colours by what they do, sizes of type, spaces and radii by their scale.
//!
//! Colours are told by their use, not by their value: what most words are set in is `text`, a strong colour that fills
//! buttons is `primary`. The same value may so have two names, and a name keeps its meaning when the value changes.
//! Spaces are named by the step of a 4 px grid and radii by their size, so that a new one renames no other.
//!
//! Not here: which declarations a page has.

pub(super) mod colour;
pub(super) mod uses;

use super::dom::{Child, Declaration, Document, Element};
use colour::{Colour, Names, Use};
use std::collections::BTreeMap;
use uses::Uses;

/// The document with tokens for what it uses, and values replaced by them.
#[must_use]
pub fn named(mut document: Document) -> Document {
    let mut seen = Seen::default();
    seen.element(&document.body, &Inherited::default(), 0);
    let mut tokens = Tokens {
        colours: seen.colours.names(),
        sizes: sizes(&seen.sizes),
        spaces: seen.spaces.iter().filter(|(_, count)| **count > 1).map(|(px, _)| *px).collect(),
        radii: seen.radii.clone(),
        fonts: fonts(&seen.fonts),
    };
    tokens.leave_out(&document.tokens);
    tokens.apply(&mut document.body, 0);
    document.tokens.extend(tokens.list());
    document
}

/// What elements have from those around them.
#[derive(Clone, Default)]
struct Inherited {
    colour: Option<Colour>,
    size: Option<u32>,
    fill: Option<Colour>,
}

/// What a page uses, and how much.
#[derive(Default)]
struct Seen {
    colours: Uses,
    /// Thousandths of a pixel, and the letters set in them.
    sizes: BTreeMap<u32, u64>,
    /// Steps of 4 px.
    spaces: BTreeMap<u32, u64>,
    /// px, and their name.
    radii: BTreeMap<u32, String>,
    fonts: BTreeMap<String, u64>,
}

impl Seen {
    fn element(&mut self, element: &Element, around: &Inherited, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        let mut own = around.clone();
        let narrow = element.narrow.iter().flat_map(|(_, style)| style);
        for (index, declaration) in element.style.iter().chain(narrow).enumerate() {
            let wide = index < element.style.len();
            let mut elsewhere = Inherited::default();
            self.declaration(declaration, element, if wide { &mut own } else { &mut elsewhere }, depth);
        }
        let letters: usize = element
            .children
            .iter()
            .map(|child| if let Child::Text(text) = child { text.chars().count() } else { 0 })
            .sum();
        let shows =
            letters as u64 + u64::from(matches!(element.tag.as_str(), "input" | "textarea" | "select")) * 8;
        if shows > 0 {
            if let Some(size) = own.size {
                *self.sizes.entry(size).or_default() += shows;
            }
            if let Some(colour) = own.colour {
                self.colours.letters(colour, own.fill, shows);
            }
        }
        for child in &element.children {
            if let Child::Element(child) = child {
                self.element(child, &own, depth + 1);
            }
        }
    }

    fn declaration(
        &mut self,
        declaration: &Declaration,
        element: &Element,
        own: &mut Inherited,
        depth: usize,
    ) {
        let Declaration { property, value } = declaration;
        match kind(property).filter(|_| property != "accent-color") {
            Some(Kind::Colour(at)) => {
                for colour in value.split_whitespace().filter_map(Colour::parse) {
                    let button = element.tag == "button" || (element.tag == "a" && at == Use::Fill);
                    let at = match at {
                        Use::Fill if depth == 0 => Use::Page,
                        Use::Fill if element.tag == "hr" => Use::Line,
                        Use::Fill if button => Use::Button,
                        at => at,
                    };
                    match at {
                        Use::Text => own.colour = Some(colour),
                        Use::Line => {}
                        _ => own.fill = Some(colour),
                    }
                    self.colours.once(colour, at);
                }
            }
            Some(Kind::Size) => {
                if let Some(size) = pixels(value) {
                    own.size = Some(size);
                    *self.sizes.entry(size).or_default() += 1;
                }
            }
            Some(Kind::Space) => {
                for step in value.split_whitespace().filter_map(|word| step(of_calc(word).1)) {
                    *self.spaces.entry(step).or_default() += 1;
                }
            }
            Some(Kind::Radius) => {
                if let Some(size) = pixels(value).filter(|size| *size > 0 && size % 1000 == 0) {
                    self.radii.insert(size / 1000, radius(size / 1000));
                }
            }
            Some(Kind::Font) => *self.fonts.entry(value.clone()).or_default() += 1,
            None => {}
        }
    }
}

/// What a property's value is.
enum Kind {
    Colour(Use),
    Size,
    Space,
    Radius,
    Font,
}

fn kind(property: &str) -> Option<Kind> {
    Some(match property {
        "color" => Kind::Colour(Use::Text),
        // Of a mark: it has the name that other things give it.
        "accent-color" => Kind::Colour(Use::Line),
        "background" | "background-color" => Kind::Colour(Use::Fill),
        "font-size" => Kind::Size,
        "font-family" => Kind::Font,
        "border-radius" => Kind::Radius,
        "gap" | "row-gap" | "column-gap" => Kind::Space,
        name if name.starts_with("padding") || name.starts_with("margin") => Kind::Space,
        name if name.starts_with("border") && !name.ends_with("-width") && !name.ends_with("-style") => {
            Kind::Colour(Use::Line)
        }
        _ => return None,
    })
}

/// Thousandths of a pixel.
fn pixels(value: &str) -> Option<u32> {
    let px: f64 = value.trim().strip_suffix("px")?.parse().ok()?;
    (px.is_finite() && (0.0..100_000.0).contains(&px)).then(|| (px * 1000.0).round() as u32)
}

/// Steps of 4 px in a length that is on the grid.
fn step(word: &str) -> Option<u32> {
    pixels(word).filter(|size| *size > 0 && size % 4000 == 0 && *size <= 96_000).map(|size| size / 4000)
}

/// A length that something is taken off, `calc(24px` of `calc(24px - 1px)`: what is before it, and the length.
fn of_calc(word: &str) -> (&str, &str) {
    let inside = "calc(";
    word.strip_prefix(inside).map_or(("", word), |length| (inside, length))
}

/// Radii are called as Tailwind calls them; others by their size.
fn radius(px: u32) -> String {
    match px {
        2 => "xs".to_owned(),
        4 => "sm".to_owned(),
        6 => "md".to_owned(),
        8 => "lg".to_owned(),
        12 => "xl".to_owned(),
        16 => "2xl".to_owned(),
        24 => "3xl".to_owned(),
        32 => "4xl".to_owned(),
        999.. => "full".to_owned(),
        px => px.to_string(),
    }
}

/// Names of sizes: the one most letters have is `base`.
fn sizes(seen: &BTreeMap<u32, u64>) -> BTreeMap<u32, String> {
    let most = seen.iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a))).map(|(size, _)| *size);
    let Some(base) = most else { return BTreeMap::new() };
    let below = ["sm", "xs", "2xs", "3xs", "4xs"];
    let above = ["lg", "xl", "2xl", "3xl", "4xl", "5xl", "6xl", "7xl", "8xl", "9xl"];
    let smaller = seen.keys().rev().filter(|size| **size < base).zip(below);
    let larger = seen.keys().filter(|size| **size > base).zip(above);
    let mut names: BTreeMap<u32, String> =
        smaller.chain(larger).map(|(size, name)| (*size, name.to_owned())).collect();
    names.insert(base, "base".to_owned());
    names
}

fn fonts(seen: &BTreeMap<String, u64>) -> BTreeMap<String, &'static str> {
    let mut by_use: Vec<(&String, u64)> = seen.iter().map(|(font, count)| (font, *count)).collect();
    by_use.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let mut names: BTreeMap<String, &'static str> = BTreeMap::new();
    for (font, _) in by_use {
        if font.contains("var(") || font == "inherit" {
            continue;
        }
        let name = match font.to_ascii_lowercase() {
            font if font.contains("mono") => "mono",
            font if font.contains("cursive") => "hand",
            font if font.replace("sans-serif", "").contains("serif") => "serif",
            _ => "sans",
        };
        if !names.values().any(|taken| *taken == name) {
            names.insert(font.clone(), name);
        }
    }
    names
}

struct Tokens {
    colours: Names,
    sizes: BTreeMap<u32, String>,
    /// Steps of 4 px.
    spaces: Vec<u32>,
    radii: BTreeMap<u32, String>,
    fonts: BTreeMap<String, &'static str>,
}

impl Tokens {
    /// Names that the document has for itself stay its own.
    fn leave_out(&mut self, taken: &[(String, String)]) {
        let free = |name: &str| !taken.iter().any(|(known, _)| known == name);
        self.colours.retain(|name| free(&format!("--color-{name}")));
        self.sizes.retain(|_, name| free(&format!("--text-{name}")));
        self.spaces.retain(|step| free(&format!("--space-{step}")));
        self.radii.retain(|_, name| free(&format!("--radius-{name}")));
        self.fonts.retain(|_, name| free(&format!("--font-{name}")));
    }

    fn list(&self) -> Vec<(String, String)> {
        let mut list = Vec::new();
        let mut fonts: Vec<_> =
            self.fonts.iter().map(|(value, name)| (format!("--font-{name}"), value.clone())).collect();
        fonts.sort();
        list.extend(
            self.colours.list().into_iter().map(|(name, colour)| (format!("--color-{name}"), colour)),
        );
        list.extend(fonts);
        list.extend(self.sizes.iter().map(|(size, name)| (format!("--text-{name}"), px(*size))));
        list.extend(self.spaces.iter().map(|step| (format!("--space-{step}"), px(step * 4000))));
        list.extend(self.radii.iter().map(|(size, name)| (format!("--radius-{name}"), px(size * 1000))));
        list
    }

    fn apply(&self, element: &mut Element, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        let ground = match element.tag.as_str() {
            _ if depth == 0 => Use::Page,
            "hr" => Use::Line,
            _ => Use::Fill,
        };
        let fill = element
            .style
            .iter()
            .filter(|declaration| declaration.property.starts_with("background"))
            .find_map(|declaration| Colour::parse(&declaration.value));
        for declaration in
            element.style.iter_mut().chain(element.narrow.iter_mut().flat_map(|(_, style)| style))
        {
            self.replace(declaration, ground, fill);
        }
        for child in &mut element.children {
            if let Child::Element(child) = child {
                self.apply(child, depth + 1);
            }
        }
    }

    /// `ground` is what a background of the element is used for.
    fn replace(&self, declaration: &mut Declaration, ground: Use, fill: Option<Colour>) {
        let whole = |name: Option<String>| name.map(|name| format!("var(--{name})"));
        let value = &declaration.value;
        let replaced = match kind(&declaration.property) {
            Some(Kind::Colour(at)) => {
                let at = if at == Use::Fill { ground } else { at };
                let name = |word: &str| {
                    let name = self.colours.name(Colour::parse(word)?, at, fill)?;
                    Some(format!("var(--color-{name})"))
                };
                words(value, name)
            }
            Some(Kind::Size) => {
                whole(pixels(value).and_then(|size| self.sizes.get(&size)).map(|name| format!("text-{name}")))
            }
            Some(Kind::Space) => each_word(value, |word| {
                let (open, length) = of_calc(word);
                let step = step(length).filter(|step| self.spaces.contains(step))?;
                Some(format!("{open}var(--space-{step})"))
            }),
            Some(Kind::Radius) => {
                let name = pixels(value)
                    .filter(|size| size % 1000 == 0)
                    .and_then(|size| self.radii.get(&(size / 1000)));
                whole(name.map(|name| format!("radius-{name}")))
            }
            Some(Kind::Font) => whole(self.fonts.get(value).map(|name| format!("font-{name}"))),
            None => None,
        };
        if let Some(replaced) = replaced {
            declaration.value = replaced;
        }
    }
}

/// The value with those words replaced that have a name; none when none has.
fn words(value: &str, name: impl Fn(&str) -> Option<String>) -> Option<String> {
    if value.contains('(') { name(value) } else { each_word(value, name) }
}

/// The same whatever is in parentheses.
fn each_word(value: &str, name: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut any = false;
    let words: Vec<String> = value
        .split_whitespace()
        .map(|word| match name(word) {
            Some(name) => {
                any = true;
                name
            }
            None => word.to_owned(),
        })
        .collect();
    any.then(|| words.join(" "))
}

fn px(size: u32) -> String {
    format!("{}px", super::classes::number(f64::from(size) / 1000.0))
}

#[cfg(test)]
mod tests;
