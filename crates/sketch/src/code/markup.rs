//! Markup as Prettier sets it: HTML, JSX and Svelte from one tree of tags.
//!
//! Not here: which tags a page has, and the names of classes.

use super::writer::{WIDTH, Writer, columns};

/// How markup is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Language {
    Html,
    Jsx,
    Svelte,
}

/// A piece of markup.
#[derive(Clone)]
pub(super) enum Node {
    Tag(Tag),
    /// Words, not escaped.
    Text(String),
    /// An expression in braces.
    Code(String),
    /// `<br>`.
    Break,
    /// A tag for every item of a list.
    Each(Each),
}

/// A tag for every item of a list.
#[derive(Clone)]
pub(super) struct Each {
    /// The list's name.
    pub(super) list: String,
    /// What an item is called.
    pub(super) item: String,
    /// An item's key.
    pub(super) key: String,
    pub(super) body: Box<Tag>,
}

/// An element.
#[derive(Clone, Default)]
pub(super) struct Tag {
    pub(super) name: String,
    /// The layout nodes that this is.
    pub(super) parts: Vec<String>,
    pub(super) attributes: Vec<(String, Value)>,
    pub(super) children: Vec<Node>,
}

/// What an attribute says.
#[derive(Clone, PartialEq)]
pub(super) enum Value {
    /// It is there.
    Flag,
    /// Not escaped.
    Text(String),
    /// An expression.
    Code(String),
    /// One of two expressions: what tells them apart, the one when it is so, and the other.
    Choice([String; 3]),
    /// `{...name}`; the attribute has no name.
    Spread(String),
}

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Their children stand on lines of their own, however short.
const BROKEN: &[&str] =
    &["html", "head", "body", "ul", "ol", "select", "table", "thead", "tbody", "tfoot", "tr", "colgroup"];

/// Writes a tag at this depth, and ends the line.
pub(super) fn print(out: &mut Writer, language: Language, depth: usize, tag: &Tag) {
    out.indent(depth);
    Printer { language }.tag(out, depth, tag);
    out.push("\n");
}

/// The tag on one line, when its kind allows that.
pub(super) fn flat(language: Language, tag: &Tag) -> Option<String> {
    Printer { language }.flat(tag)
}

struct Printer {
    language: Language,
}

impl Printer {
    fn tag(&self, out: &mut Writer, depth: usize, tag: &Tag) {
        let mark = out.mark();
        if let Some(flat) = self.flat(tag).filter(|flat| depth * 2 + columns(flat) <= WIDTH) {
            self.write_flat(out, tag, &flat);
        } else {
            self.broken(out, depth, tag);
        }
        for part in &tag.parts {
            out.part(part, mark);
        }
    }

    /// A flat tag, with the part of the one that may be in it.
    fn write_flat(&self, out: &mut Writer, tag: &Tag, flat: &str) {
        let [Node::Tag(inner)] = tag.children.as_slice() else { return out.push(flat) };
        let Some(inside) = self.flat(inner) else { return out.push(flat) };
        out.push(&self.opening(tag, ">"));
        let mark = out.mark();
        self.write_flat(out, inner, &inside);
        for part in &inner.parts {
            out.part(part, mark);
        }
        out.push(&format!("</{}>", tag.name));
    }

    /// The whole tag on a line, when its kind allows that.
    fn flat(&self, tag: &Tag) -> Option<String> {
        if self.closes_itself(tag) {
            return Some(self.opening(tag, " />"));
        }
        let inside = match tag.children.as_slice() {
            [] => String::new(),
            _ if self.language == Language::Jsx && tag.attributes.len() > 1 => return None,
            [Node::Text(text)] => self.words(text).join(" "),
            [Node::Code(code)] => format!("{{{code}}}"),
            [Node::Tag(inner)]
                if self.language != Language::Jsx
                    && matches!(tag.name.as_str(), "li" | "td" | "th" | "dt" | "dd")
                    && matches!(inner.children.as_slice(), [Node::Text(_) | Node::Code(_)]) =>
            {
                self.flat(inner)?
            }
            _ => return None,
        };
        if BROKEN.contains(&tag.name.as_str()) && !inside.is_empty() {
            return None;
        }
        Some(format!("{}{inside}</{}>", self.opening(tag, ">"), tag.name))
    }

    fn closes_itself(&self, tag: &Tag) -> bool {
        VOID.contains(&tag.name.as_str()) || (self.language == Language::Jsx && tag.children.is_empty())
    }

    fn opening(&self, tag: &Tag, end: &str) -> String {
        let mut text = format!("<{}", tag.name);
        for (name, value) in &tag.attributes {
            text.push(' ');
            text.push_str(&self.attribute(name, value));
        }
        text + end
    }

    fn broken(&self, out: &mut Writer, depth: usize, tag: &Tag) {
        let itself = self.closes_itself(tag);
        let opening = self.opening(tag, if itself { " />" } else { ">" });
        // With nothing inside, the closing tag follows at once.
        let after = if itself || !tag.children.is_empty() { 0 } else { tag.name.len() + 3 };
        // One attribute is not put on a line of its own in JSX.
        let alone = self.language == Language::Jsx && tag.attributes.len() == 1;
        if depth * 2 + columns(&opening) + after <= WIDTH || tag.attributes.is_empty() || alone {
            out.push(&opening);
        } else {
            out.push(&format!("<{}", tag.name));
            for (name, value) in &tag.attributes {
                out.push("\n");
                out.indent(depth + 1);
                match value {
                    Value::Choice(choice) => self.choice(out, depth + 1, name, choice),
                    value => out.push(&self.attribute(name, value)),
                }
            }
            // As Prettier does: nothing may come between the tags.
            if self.language != Language::Svelte || tag.name != "textarea" || !tag.children.is_empty() {
                out.push("\n");
                out.indent(depth);
            }
            out.push(if itself { "/>" } else { ">" });
        }
        if itself {
            return;
        }
        let literal = matches!(tag.name.as_str(), "textarea" | "pre");
        if literal && self.language != Language::Jsx {
            // White space in it is shown.
            for child in &tag.children {
                match child {
                    Node::Text(text) => out.push(&self.escaped(text)),
                    Node::Code(code) => out.push(&format!("{{{code}}}")),
                    _ => {}
                }
            }
        } else if !tag.children.is_empty() {
            self.children(out, depth + 1, &tag.children);
            out.push("\n");
            out.indent(depth);
        }
        out.push(&format!("</{}>", tag.name));
    }

    /// Children on lines of their own, each begun with a new line.
    fn children(&self, out: &mut Writer, depth: usize, children: &[Node]) {
        for (index, child) in children.iter().enumerate() {
            match child {
                Node::Break if self.language != Language::Jsx && index > 0 => {
                    out.push("<br />");
                    continue;
                }
                Node::Text(text) => {
                    let after_break = index > 0 && matches!(children.get(index - 1), Some(Node::Break));
                    self.fill(out, depth, text, after_break);
                }
                other => {
                    out.push("\n");
                    out.indent(depth);
                    match other {
                        Node::Tag(tag) => self.tag(out, depth, tag),
                        Node::Code(code) => out.push(&format!("{{{code}}}")),
                        Node::Each(each) => self.each(out, depth, each),
                        Node::Break | Node::Text(_) => out.push("<br />"),
                    }
                }
            }
        }
    }

    /// Words in lines that are as long as may be.
    fn fill(&self, out: &mut Writer, depth: usize, text: &str, after_break: bool) {
        let mut column = WIDTH + 1;
        for (index, word) in self.words(text).iter().enumerate() {
            let width = columns(word);
            // As Prettier does: a single letter stays beside a break.
            if index == 0 && after_break && self.language == Language::Jsx && word.chars().count() == 1 {
                column = depth * 2 + "<br />".len() + width;
            } else if column + 1 + width > WIDTH {
                out.push("\n");
                out.indent(depth);
                column = depth * 2 + width;
            } else {
                out.push(" ");
                column += 1 + width;
            }
            out.push(word);
        }
    }

    fn each(&self, out: &mut Writer, depth: usize, each: &Each) {
        let Each { list, item, key, body } = each;
        match self.language {
            Language::Svelte => out.push(&format!("{{#each {list} as {item} ({key})}}")),
            _ => out.push(&format!("{{{list}.map(({item}) => (")),
        }
        out.push("\n");
        out.indent(depth + 1);
        self.tag(out, depth + 1, body);
        out.push("\n");
        out.indent(depth);
        out.push(if self.language == Language::Svelte { "{/each}" } else { "))}" });
    }

    /// An attribute that is one of two, on as many lines as Prettier takes for it.
    fn choice(&self, out: &mut Writer, depth: usize, name: &str, choice: &[String; 3]) {
        let flat = self.attribute(name, &Value::Choice(choice.clone()));
        if depth * 2 + columns(&flat) <= WIDTH {
            return out.push(&flat);
        }
        let [test, then, other] = choice;
        out.push(&format!("{name}={{\n"));
        for (deeper, mark, side) in [(1, "", test), (2, "? ", then), (2, ": ", other)] {
            out.indent(depth + deeper);
            out.push(&format!("{mark}{side}\n"));
        }
        out.indent(depth);
        out.push("}");
    }

    fn attribute(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Flag => name.to_owned(),
            Value::Code(code) => format!("{name}={{{code}}}"),
            Value::Choice([test, then, other]) => format!("{name}={{{test} ? {then} : {other}}}"),
            Value::Spread(code) => format!("{{...{code}}}"),
            Value::Text(text) => {
                let text = text.replace('&', "&amp;");
                let text = if self.language == Language::Svelte { text.replace('{', "&#123;") } else { text };
                if text.contains('"') && !text.contains('\'') {
                    format!("{name}='{text}'")
                } else {
                    format!("{name}=\"{}\"", text.replace('"', "&quot;"))
                }
            }
        }
    }

    fn words(&self, text: &str) -> Vec<String> {
        text.split_ascii_whitespace().map(|word| self.escaped(word)).collect()
    }

    fn escaped(&self, text: &str) -> String {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match self.language {
            Language::Html => text,
            _ => text.replace('{', "&#123;").replace('}', "&#125;"),
        }
    }
}
