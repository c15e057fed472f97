//! A page as a tree of tags, its repeated items as components with lists of properties.
//!
//! Not here: the files of a language.

use super::classes::called;
use super::dom::{Child, Document, Element};
use super::markup::{Each, Language, Node, Tag, Value};
use super::names::{camel, free, pascal, plural, singular};
use super::repeats::{self, Group, Run, Slot, What};
use super::writer::{WIDTH, Writer, columns};
use std::collections::BTreeMap;

/// A page in a language that has components.
pub(super) struct Page {
    /// Of the page's own component.
    pub(super) name: String,
    pub(super) root: Tag,
    pub(super) components: Vec<Component>,
}

/// A repeated item.
pub(super) struct Component {
    /// `Card`.
    pub(super) name: String,
    /// `cards`.
    pub(super) list: String,
    /// What one item looks like.
    pub(super) body: Tag,
    pub(super) fields: Vec<Field>,
    items: Vec<Item>,
}

/// A property of a component.
pub(super) struct Field {
    pub(super) name: String,
    /// Not every item has it.
    pub(super) optional: bool,
    /// `string`, `number` or `boolean`.
    pub(super) kind: &'static str,
}

/// What one item says.
struct Item {
    id: String,
    /// Key, value as code, and the part it stands for.
    values: Vec<(String, String, String)>,
}

/// The attribute that says which class an element has.
pub(super) type Class<'a> = &'a dyn Fn(&Element) -> Option<Value>;

/// The page of a document.
pub(super) fn page(document: &Document, language: Language, class: Class<'_>) -> Page {
    let name = pascal(&document.title, "Sketch");
    let mut builder =
        Builder { language, class, components: Vec::new(), taken: vec![name.clone(), "styles".to_owned()] };
    let mut root = builder.tag(&document.body, None, &[], None, &[]);
    "div".clone_into(&mut root.name);
    Page { name, root, components: builder.components }
}

/// The body of a document as it is, without components.
pub(super) fn body(document: &Document, class: Class<'_>) -> Tag {
    let mut builder = Builder { language: Language::Html, class, components: Vec::new(), taken: Vec::new() };
    builder.tag(&document.body, None, &[], None, &[])
}

struct Builder<'a> {
    language: Language,
    class: Class<'a>,
    components: Vec<Component>,
    taken: Vec<String>,
}

/// The item being written.
#[derive(Clone, Copy)]
struct Scope<'a> {
    slots: &'a [Slot],
    ids: &'a BTreeMap<Vec<usize>, Vec<String>>,
    /// Before a property: nothing, or the item's name and a point.
    prefix: &'a str,
}

impl Builder<'_> {
    fn tag(
        &mut self,
        element: &Element,
        parent: Option<&Element>,
        path: &[usize],
        scope: Option<Scope<'_>>,
        heads: &[String],
    ) -> Tag {
        let mut tag = Tag { name: element.tag.clone(), ..Tag::default() };
        tag.parts = match scope {
            Some(scope) => scope.ids.get(path).cloned().unwrap_or_default(),
            None => vec![element.id.clone()],
        };
        tag.attributes = self.attributes(element, path, scope);
        if path.len() > super::DEEPEST {
            return tag;
        }
        let own = if element.tag == "table" { repeats::columns(element) } else { Vec::new() };
        let heads = if own.is_empty() { heads } else { &own };
        let groups = match scope {
            _ if scope.is_some() || self.language == Language::Html => {
                element.children.iter().map(Group::One).collect()
            }
            _ => repeats::groups(&element.children, heads),
        };
        for (index, group) in groups.into_iter().enumerate() {
            let node = match group {
                Group::Run(run) => {
                    let parent = if element.tag == "tbody" { parent } else { Some(element) };
                    Node::Each(self.each(&run, parent, heads))
                }
                Group::One(Child::Break) => Node::Break,
                Group::One(Child::Text(text)) => match slot(scope, path, &What::Text(index)) {
                    Some(expression) => Node::Code(expression),
                    None => Node::Text(text.clone()),
                },
                Group::One(Child::Element(child)) => {
                    let path: Vec<usize> = path.iter().copied().chain([index]).collect();
                    Node::Tag(self.tag(child, Some(element), &path, scope, heads))
                }
            };
            tag.children.push(node);
        }
        if self.language == Language::Jsx {
            into_defaults(element, &mut tag);
        }
        tag
    }

    fn attributes(
        &self,
        element: &Element,
        path: &[usize],
        scope: Option<Scope<'_>>,
    ) -> Vec<(String, Value)> {
        let jsx = self.language == Language::Jsx;
        let mut attributes = Vec::new();
        if let Some(class) = (self.class)(element) {
            attributes.push((if jsx { "className" } else { "class" }.to_owned(), class));
        }
        let mut names: Vec<(&str, &Option<String>)> =
            element.attributes.iter().map(|(name, value)| (name.as_str(), value)).collect();
        // What only other items have.
        for slot in scope.iter().flat_map(|scope| scope.slots).filter(|slot| slot.path == path) {
            if let What::Attribute(name) = &slot.what
                && !names.iter().any(|(known, _)| known == name)
            {
                names.push((name, &None));
            }
        }
        for (name, value) in names {
            let spelled = if jsx { jsx_attribute(&element.tag, name) } else { name.to_owned() };
            let value = match (slot(scope, path, &What::Attribute(name.to_owned())), value) {
                (Some(expression), _) => Value::Code(expression),
                (None, None) => Value::Flag,
                (None, Some(value)) if jsx && NUMBERS.contains(&name) && value.parse::<u32>().is_ok() => {
                    Value::Code(value.clone())
                }
                (None, Some(value)) => Value::Text(value.clone()),
            };
            attributes.push((spelled, value));
        }
        match scope {
            Some(scope) if path.is_empty() => {
                attributes.push(("data-sketch".to_owned(), Value::Code(format!("{}id", scope.prefix))));
            }
            None if !element.id.is_empty() => {
                attributes.push(("data-sketch".to_owned(), Value::Text(element.id.clone())));
            }
            _ => {}
        }
        attributes
    }

    fn each(&mut self, run: &Run<'_>, parent: Option<&Element>, heads: &[String]) -> Each {
        let first = run.items.first().copied();
        let name = first.map_or_else(|| "Item".to_owned(), |first| component_word(first, parent));
        let name = free(name, "", &mut self.taken);
        let item = free(camel(&name, "item"), "", &mut vec!["id".to_owned()]);
        let list = free(plural(&item), "", &mut self.taken);
        let ids = repeats::ids(&run.items);
        let prefix = if self.language == Language::Svelte { format!("{item}.") } else { String::new() };
        let scope = Scope { slots: &run.slots, ids: &ids, prefix: &prefix };
        let body = first.map(|first| self.tag(first, parent, &[], Some(scope), heads)).unwrap_or_default();
        let fields: Vec<Field> = run.slots.iter().map(field).collect();
        let items = (run.items.iter().enumerate())
            .map(|(index, item)| Item {
                id: item.id.clone(),
                values: run
                    .slots
                    .iter()
                    .zip(&fields)
                    .filter_map(|(slot, field)| value(slot, field, index, &ids))
                    .collect(),
            })
            .collect();
        let key = format!("{item}.id");
        let component =
            Component { name: name.clone(), list: list.clone(), body: body.clone(), fields, items };
        let body = if self.language == Language::Svelte {
            body
        } else {
            let attributes = vec![
                ("key".to_owned(), Value::Code(key.clone())),
                (String::new(), Value::Spread(item.clone())),
            ];
            Tag { name, attributes, ..Tag::default() }
        };
        self.components.push(component);
        Each { list, item, key, body: Box::new(body) }
    }
}

/// An expression for what differs here.
fn slot(scope: Option<Scope<'_>>, path: &[usize], what: &What) -> Option<String> {
    let scope = scope?;
    let slot = scope.slots.iter().find(|slot| slot.path == path && slot.what == *what)?;
    Some(format!("{}{}", scope.prefix, slot.name))
}

fn field(slot: &Slot) -> Field {
    let number = matches!(&slot.what, What::Attribute(name) if NUMBERS.contains(&name.as_str()))
        && slot.values.iter().flatten().all(|value| value.parse::<u32>().is_ok());
    let kind = match () {
        () if slot.flag => "boolean",
        () if matches!(&slot.what, What::Attribute(name) if name == "aria-current") => "\"page\"",
        () if number => "number",
        () => "string",
    };
    Field { name: slot.name.clone(), optional: slot.values.iter().any(Option::is_none), kind }
}

fn value(
    slot: &Slot,
    field: &Field,
    index: usize,
    ids: &BTreeMap<Vec<usize>, Vec<String>>,
) -> Option<(String, String, String)> {
    let value = slot.values.get(index)?.as_ref()?;
    let code = match field.kind {
        "boolean" => "true".to_owned(),
        "number" => value.clone(),
        _ => js_string(value),
    };
    let part = ids.get(&slot.path).and_then(|ids| ids.get(index)).cloned().unwrap_or_default();
    Some((slot.name.clone(), code, part))
}

/// Attributes whose values are numbers in the types of React.
const NUMBERS: &[&str] =
    &["colspan", "rowspan", "rows", "cols", "size", "maxlength", "minlength", "tabindex", "start", "span"];

/// The name of an attribute in JSX.
fn jsx_attribute(tag: &str, name: &str) -> String {
    let field = matches!(tag, "input" | "textarea" | "select");
    match name {
        "class" => "className".to_owned(),
        "for" => "htmlFor".to_owned(),
        "value" if field && tag != "select" => "defaultValue".to_owned(),
        "checked" if field => "defaultChecked".to_owned(),
        "tabindex" => "tabIndex".to_owned(),
        "readonly" => "readOnly".to_owned(),
        "maxlength" => "maxLength".to_owned(),
        "minlength" => "minLength".to_owned(),
        "colspan" => "colSpan".to_owned(),
        "rowspan" => "rowSpan".to_owned(),
        "autocomplete" => "autoComplete".to_owned(),
        "autofocus" => "autoFocus".to_owned(),
        "novalidate" => "noValidate".to_owned(),
        "srcset" => "srcSet".to_owned(),
        "datetime" => "dateTime".to_owned(),
        "inputmode" => "inputMode".to_owned(),
        "enctype" => "encType".to_owned(),
        "crossorigin" => "crossOrigin".to_owned(),
        name if name.starts_with("aria-") || name.starts_with("data-") => name.to_owned(),
        // What SVG writes with a hyphen or a colon.
        name if name.contains(['-', ':']) => camel(&name.replace(':', "-"), "attribute"),
        name => name.to_owned(),
    }
}

/// React's fields begin with a value and are the browser's from then on: `value` and `selected` would hold them.
fn into_defaults(element: &Element, tag: &mut Tag) {
    // Radio buttons and check boxes have a value of their own, which is not what they begin with.
    if element.tag == "input"
        && element.attributes.iter().any(|(name, value)| {
            name == "type"
                && matches!(value.as_deref(), Some("radio" | "checkbox" | "hidden" | "submit" | "button"))
        })
    {
        for (name, _) in &mut tag.attributes {
            if name == "defaultValue" {
                "value".clone_into(name);
            }
        }
    }
    if element.tag == "textarea" {
        if let Some(text) = tag.children.pop() {
            let value = match text {
                Node::Text(text) if text.contains('\n') => Some(Value::Code(js_string(&text))),
                Node::Text(text) => Some(Value::Text(text)),
                Node::Code(code) => Some(Value::Code(code)),
                _ => None,
            };
            let at = tag.attributes.len().saturating_sub(1);
            tag.attributes.extend(value.map(|value| ("defaultValue".to_owned(), value)));
            tag.attributes.get_mut(at..).unwrap_or_default().rotate_right(1);
        }
        tag.children.clear();
    }
    if element.tag == "select" {
        let mut chosen = None;
        for option in &mut tag.children {
            let Node::Tag(option) = option else { continue };
            let before = option.attributes.len();
            option.attributes.retain(|(name, _)| name != "selected");
            if option.attributes.len() < before {
                let own = option.attributes.iter().find(|(name, _)| name == "value");
                chosen = match (own, option.children.first()) {
                    (Some((_, Value::Text(value))), _) => Some(value.clone()),
                    (None, Some(Node::Text(text))) => Some(text.clone()),
                    _ => None,
                };
            }
        }
        if let Some(chosen) = chosen {
            tag.attributes.push(("defaultValue".to_owned(), Value::Text(chosen)));
        }
    }
}

/// What a repeated item is called.
fn component_word(item: &Element, parent: Option<&Element>) -> String {
    const GENERIC: &[&str] = &[
        "div",
        "span",
        "group",
        "box",
        "item",
        "li",
        "part",
        "row",
        "column",
        "tr",
        "section",
        "article",
        "a",
        "link",
        "p",
        "text",
        "nav-item",
        "list-item",
        "body",
        "main",
        "ul",
        "ol",
        "tbody",
        "container",
        "wrapper",
    ];
    let word = called(item);
    if !GENERIC.contains(&word) {
        return pascal(word, "Item");
    }
    let suffix = match item.tag.as_str() {
        "tr" => "Row",
        "a" => "Link",
        "article" | "section" => "Card",
        "p" => "Text",
        _ => "Item",
    };
    match parent.map(called).filter(|word| !GENERIC.contains(word)) {
        Some(word) => {
            let one = singular(word);
            if one == word || matches!(suffix, "Row" | "Link") {
                pascal(&format!("{one} {suffix}"), "Item")
            } else {
                pascal(&one, "Item")
            }
        }
        None => suffix.to_owned(),
    }
}

impl Component {
    /// Writes the list of properties: `const cards: CardProps[] = [ … ];`
    pub(super) fn print_list(&self, out: &mut Writer, depth: usize, kind: &str) {
        let open = format!("const {}{kind} = [", self.list);
        let flat: Vec<String> = self.items.iter().map(|item| self.flat(item)).collect();
        let whole = format!("{open}{}];", flat.join(", "));
        let mark = out.mark();
        if self.items.iter().all(|item| item.values.is_empty()) && depth * 2 + columns(&whole) <= WIDTH {
            out.line(depth, "  ", &whole);
            for item in &self.items {
                out.part(&item.id, mark);
            }
            return;
        }
        out.line(depth, "  ", &open);
        for (item, flat) in self.items.iter().zip(flat) {
            out.indent(depth + 1);
            let mark = out.mark();
            if (depth + 1) * 2 + columns(&flat) < WIDTH {
                out.push(&flat);
            } else {
                out.push("{\n");
                let id = ("id".to_owned(), js_string(&item.id), String::new());
                for (key, value, part) in [&id].into_iter().chain(&item.values) {
                    out.indent(depth + 2);
                    let mark = out.mark();
                    let whole = format!("{key}: {value},");
                    if (depth + 2) * 2 + columns(&whole) <= WIDTH || !value.starts_with(['"', '\'']) {
                        out.push(&whole);
                    } else {
                        out.push(&format!("{key}:\n"));
                        out.indent(depth + 3);
                        out.push(&format!("{value},"));
                    }
                    if *part != item.id {
                        out.part(part, mark);
                    }
                    out.push("\n");
                }
                out.indent(depth + 1);
                out.push("}");
            }
            out.part(&item.id, mark);
            out.push(",\n");
        }
        out.line(depth, "  ", "];");
    }

    fn flat(&self, item: &Item) -> String {
        let mut text = format!("{{ id: {}", js_string(&item.id));
        for (key, value, _) in &item.values {
            text.push_str(&format!(", {key}: {value}"));
        }
        text + " }"
    }
}

/// A string of JavaScript, in the quotes that need fewer escapes.
pub(super) fn js_string(text: &str) -> String {
    let quote =
        if text.contains('"') && text.matches('"').count() > text.matches('\'').count() { '\'' } else { '"' };
    let mut code = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => code.push_str("\\\\"),
            '\n' => code.push_str("\\n"),
            '\r' => code.push_str("\\r"),
            '\t' => code.push_str("\\t"),
            '\u{2028}' => code.push_str("\\u2028"),
            '\u{2029}' => code.push_str("\\u2029"),
            c if c == quote => {
                code.push('\\');
                code.push(c);
            }
            c => code.push(c),
        }
    }
    code.push(quote);
    code
}
