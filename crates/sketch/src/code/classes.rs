//! Class names and rules for the elements of a page.
//!
//! What several elements have in common of their looks (how words are set, how a box is painted) is a class that they
//! share; how an element stands among the others is a class of its own. A class is named after its element, where that
//! has no telling name or the name is taken after what it is in as well.
//!
//! Not here: what elements are called.

use super::dom::{Child, Declaration, Document, Element};
use super::names::{camel, free, kebab, words};
use super::naming::{GENERIC, heading};
use super::repeats::words_of;
use super::writer::Writer;
use std::collections::{BTreeMap, BTreeSet};

/// How a class is spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `card-title`, for style sheets.
    Kebab,
    /// `cardTitle`, for modules.
    Camel,
}

/// Declarations, and those that hold below a width.
type Rules = (Vec<Declaration>, Vec<(f64, Vec<Declaration>)>);

/// A class: its name, its rule, and the elements that have it.
pub(super) struct Class {
    pub(super) name: String,
    /// The word for its elements.
    word: String,
    /// What the first of them is in.
    inside: Option<String>,
    rules: Rules,
    /// Ids of elements.
    parts: Vec<String>,
}

/// The classes of a page.
pub(super) struct Classes {
    spelling: Spelling,
    classes: Vec<Class>,
    /// By the address of the element: not every element has an id. Looked up, never walked.
    by_place: BTreeMap<*const Element, Vec<usize>>,
    taken: Vec<String>,
}

/// An element, and the word for what it is in.
struct Met<'d> {
    element: &'d Element,
    inside: Option<&'d str>,
}

impl Classes {
    pub(super) fn of(document: &Document, spelling: Spelling) -> Self {
        let mut classes =
            Self { spelling, classes: Vec::new(), by_place: BTreeMap::new(), taken: Vec::new() };
        let mut met = Vec::new();
        visit(&document.body, None, &mut met, 0);
        let sizes = Sizes::of(&met);
        let shared = shared(&met, &sizes);
        for one in &met {
            let [look, line, own] = sizes.parts(one.element);
            let mut rest = own;
            let mut list = Vec::new();
            for (part, at) in [(look, 0), (line, 1)] {
                let word = shared.get(&key(&part, at)).copied();
                match word {
                    Some(word) if !empty(&part) => list.push(classes.class(word, None, part, one.element)),
                    // What nobody shares is the element's own.
                    _ => {
                        rest.0.extend(part.0);
                        join(&mut rest.1, part.1);
                    }
                }
            }
            if !empty(&rest) {
                rest.0.sort_by_key(|declaration| order(one.element, declaration));
                list.push(classes.class(called(one.element), one.inside, rest, one.element));
            }
            if !list.is_empty() {
                classes.by_place.insert(std::ptr::from_ref(one.element), list);
            }
        }
        classes
    }

    /// The classes of an element, when it has a look of its own.
    pub(super) fn names(&self, element: &Element) -> Vec<&str> {
        let list = self.by_place.get(&std::ptr::from_ref(element)).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|at| self.classes.get(*at)).map(|class| class.name.as_str()).collect()
    }

    /// No element has a look of its own.
    pub(super) fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    fn class(&mut self, word: &str, inside: Option<&str>, rules: Rules, element: &Element) -> usize {
        let known = self.classes.iter().position(|class| class.word == word && class.rules == rules);
        let plain = self.spell(word);
        if let Some(class) = known.and_then(|at| self.classes.get_mut(at)) {
            class.parts.push(element.id.clone());
            // What is in several parts is not called after the first.
            let owned = class.inside.as_deref() != inside && class.name != plain;
            if owned && !GENERIC.contains(&word) && !self.taken.contains(&plain) {
                self.taken.push(plain.clone());
                class.name = plain;
            }
            return known.unwrap_or_default();
        }
        // After what it is in, then after what it says.
        let owned = inside.map(|inside| match inside == word {
            true => plain.clone(),
            false => self.spell(&format!("{inside} {word}")),
        });
        // What holds others is called after what heads it, and not after all that they say.
        let holds = element.children.iter().any(|child| matches!(child, Child::Element(_)));
        let says = if holds { heading(element, 0) } else { Some(words_of(element, 0)) };
        let said: Vec<String> = words(&says.unwrap_or_default()).into_iter().take(2).collect();
        let named = said.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
        // A cell is no other column's: what it says is one of many things.
        let said = (named && element.tag != "td").then(|| self.spell(&format!("{} {word}", said.join(" "))));
        let owned = owned.filter(|_| element.tag != "th" || said.is_none());
        let telling = !GENERIC.contains(&word) && (inside.is_none() || !TEXTS.contains(&word));
        let first = telling.then(|| plain.clone());
        let name = [first, owned.clone(), said].into_iter().flatten().find(|name| !self.taken.contains(name));
        let name = name.unwrap_or_else(|| owned.unwrap_or(plain));
        let name = free(name, if self.spelling == Spelling::Kebab { "-" } else { "" }, &mut self.taken);
        let (word, inside) = (word.to_owned(), inside.map(str::to_owned));
        self.classes.push(Class { name, word, inside, rules, parts: vec![element.id.clone()] });
        self.classes.len() - 1
    }

    fn spell(&self, text: &str) -> String {
        match self.spelling {
            Spelling::Kebab => kebab(text, "part"),
            Spelling::Camel => camel(text, "part"),
        }
    }

    /// Writes the rules, then those for narrow windows, widest first.
    pub(super) fn print(&self, out: &mut Writer, depth: usize) {
        let mut first = true;
        for class in self.classes.iter().filter(|class| !class.rules.0.is_empty()) {
            if !std::mem::take(&mut first) {
                out.push("\n");
            }
            rule(out, depth, &[class], &class.rules.0);
        }
        let mut widths: Vec<f64> =
            self.classes.iter().flat_map(|class| class.rules.1.iter().map(|(width, _)| *width)).collect();
        widths.sort_by(|a, b| b.total_cmp(a));
        widths.dedup();
        for width in widths {
            if !std::mem::take(&mut first) {
                out.push("\n");
            }
            // Below the width, at fractions of a pixel too: `(width < …)` is no CSS to many editors, this one among them.
            out.line(depth, "  ", &format!("@media (max-width: {}px) {{", number(width - 0.02)));
            // Classes that change alike share a rule.
            let mut alike: Vec<(&[Declaration], Vec<&Class>)> = Vec::new();
            for class in &self.classes {
                for (_, style) in class.rules.1.iter().filter(|(at, _)| *at == width) {
                    match alike.iter_mut().find(|(known, _)| known == style) {
                        Some((_, classes)) => classes.push(class),
                        None => alike.push((style, vec![class])),
                    }
                }
            }
            for (index, (style, classes)) in alike.iter().enumerate() {
                if index > 0 {
                    out.push("\n");
                }
                rule(out, depth + 1, classes, style);
            }
            out.line(depth, "  ", "}");
        }
    }
}

/// Words for looks that are not told by what they are in.
const TEXTS: &[&str] = &["heading", "label", "note", "accent"];

fn visit<'d>(element: &'d Element, inside: Option<&'d str>, met: &mut Vec<Met<'d>>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    met.push(Met { element, inside });
    // What only arranges gives no name to what is in it.
    let own = called(element);
    let telling = !GENERIC.contains(&own) && !["head", "page", "body", "list"].contains(&own);
    let inside = if telling { Some(own) } else { inside };
    for child in &element.children {
        if let Child::Element(child) = child {
            visit(child, inside, met, depth + 1);
        }
    }
}

/// Looks, and whether words stay on a line, that several elements have though they stand differently; and the word
/// for them.
fn shared<'d>(met: &[Met<'d>], sizes: &Sizes) -> BTreeMap<String, &'d str> {
    struct Seen<'d> {
        words: BTreeMap<&'d str, (usize, usize)>,
        rests: Vec<String>,
        count: usize,
        at: usize,
        /// Painted, with other elements in it.
        boxed: bool,
    }
    let mut all: BTreeMap<String, Seen<'d>> = BTreeMap::new();
    for (place, one) in met.iter().enumerate() {
        let parts = sizes.parts(one.element);
        for (at, part) in parts.iter().enumerate().take(2).filter(|(_, part)| !empty(part)) {
            let rest: String = parts
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .map(|(i, part)| key(part, i))
                .collect();
            let seen = all.entry(key(part, at)).or_insert_with(|| Seen {
                words: BTreeMap::new(),
                rests: Vec::new(),
                count: 0,
                at,
                boxed: part.0.iter().any(|one| one.property == "background")
                    && one.element.children.iter().any(|child| matches!(child, Child::Element(_))),
            });
            let word = seen.words.entry(called(one.element)).or_insert((0, place));
            word.0 += 1;
            seen.count += 1;
            let rest = format!("{}{rest}", called(one.element));
            if !seen.rests.contains(&rest) {
                seen.rests.push(rest);
            }
        }
    }
    all.into_iter()
        .filter(|(key, seen)| seen.count > 1 && (seen.rests.len() > 1 || plain_line(key, seen.at)))
        .filter_map(|(key, seen)| {
            let most = |a: &(&&str, &(usize, usize)), b: &(&&str, &(usize, usize))| {
                (a.1.0).cmp(&b.1.0).then(b.1.1.cmp(&a.1.1))
            };
            let word = seen.words.iter().max_by(most).map(|(word, _)| *word)?;
            let word = match () {
                () if plain_line(&key, seen.at) => "no-wrap",
                () if seen.at == 1 => "one-line",
                () if seen.boxed && key.contains("border") => "card",
                () if seen.boxed => "surface",
                () => word,
            };
            Some((key, word))
        })
        .collect()
}

/// Words that stay on a line in every window.
fn plain_line(key: &str, at: usize) -> bool {
    at == 1 && !key.contains('@')
}

/// Looks of controls that come in several sizes.
struct Sizes {
    varied: BTreeSet<String>,
}

impl Sizes {
    fn of(met: &[Met<'_>]) -> Self {
        let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for one in met.iter().filter(|one| is_control(one.element)) {
            let [bare, ..] = parts(one.element, false);
            let [sized, ..] = parts(one.element, true);
            seen.entry(key(&bare, 0)).or_default().insert(key(&sized, 0));
        }
        let varied = seen.into_iter().filter(|(_, sizes)| sizes.len() > 1).map(|(look, _)| look);
        Self { varied: varied.collect() }
    }

    /// An element's look, whether its words stay on a line, and the rest. The size of a control is a part of its look
    /// where all that look so are of one size.
    fn parts(&self, element: &Element) -> [Rules; 3] {
        let [look, line, rest] = parts(element, false);
        if is_control(element) && !self.varied.contains(&key(&look, 0)) {
            return parts(element, true);
        }
        [look, line, rest]
    }
}

fn parts(element: &Element, sized: bool) -> [Rules; 3] {
    let mut parts: [Rules; 3] = Default::default();
    let of = |property: &str| match property {
        "white-space" if !is_control(element) => 1,
        "background" | "opacity" | "color" | "accent-color" | "line-height" | "text-align" => 0,
        name if is_cell(element) && name.starts_with("padding") => 0,
        name if name.starts_with("font") || name.starts_with("border") => 0,
        "cursor" | "text-decoration" | "white-space" => 0,
        name if sized && (name.starts_with("padding") || name == "height") => 0,
        _ => 2,
    };
    for declaration in &element.style {
        if let Some(part) = parts.get_mut(of(&declaration.property)) {
            part.0.push(declaration.clone());
        }
    }
    for (width, style) in &element.narrow {
        for declaration in style {
            if let Some(part) = parts.get_mut(of(&declaration.property)) {
                join(&mut part.1, vec![(*width, vec![declaration.clone()])]);
            }
        }
    }
    // How lines of words are aligned is no look of its own.
    if let [look, _, rest] = &mut parts
        && look.1.is_empty()
        && look.0.iter().all(|declaration| declaration.property == "text-align")
    {
        rest.0.append(&mut look.0);
    }
    parts
}

/// The cells of a table have the same room around their words.
fn is_cell(element: &Element) -> bool {
    matches!(element.tag.as_str(), "td" | "th")
}

fn is_control(element: &Element) -> bool {
    matches!(element.tag.as_str(), "button" | "input" | "select" | "textarea")
}

/// Where a declaration was among those of its element.
fn order(element: &Element, declaration: &Declaration) -> usize {
    element.style.iter().position(|known| known == declaration).unwrap_or(usize::MAX)
}

/// Adds rules for narrow windows to those of the same width.
fn join(to: &mut Vec<(f64, Vec<Declaration>)>, more: Vec<(f64, Vec<Declaration>)>) {
    for (width, style) in more {
        match to.iter_mut().find(|(at, _)| *at == width) {
            Some((_, known)) => known.extend(style),
            None => to.push((width, style)),
        }
    }
}

fn empty(rules: &Rules) -> bool {
    rules.0.is_empty() && rules.1.is_empty()
}

/// Rules as one text, to find those that are the same.
fn key((style, narrow): &Rules, at: usize) -> String {
    let write = |style: &[Declaration]| -> String {
        style.iter().map(|one| format!("{}:{};", one.property, one.value)).collect()
    };
    let narrow: String = narrow.iter().map(|(width, style)| format!("@{width}{}", write(style))).collect();
    format!("{at}|{}{narrow}", write(style))
}

fn rule(out: &mut Writer, depth: usize, classes: &[&Class], style: &[Declaration]) {
    let mark = out.mark();
    for (index, class) in classes.iter().enumerate() {
        let end = if index + 1 < classes.len() { "," } else { " {" };
        out.line(depth, "  ", &format!(".{}{end}", class.name));
    }
    for Declaration { property, value } in style {
        out.line(depth + 1, "  ", &format!("{property}: {value};"));
    }
    out.line(depth, "  ", "}");
    for part in classes.iter().flat_map(|class| &class.parts) {
        out.part(part, mark);
    }
}

/// The word for an element: its name, else its tag.
pub(super) fn called(element: &Element) -> &str {
    if element.name.is_empty() { &element.tag } else { &element.name }
}

/// A number as CSS writes it: at most three digits after the point.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
