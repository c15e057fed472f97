//! A page as a tree of tags, its repeated items as components with lists of properties.
//!
//! Not here: the files of a language.

use super::classes::called;
use super::dom::{Child, Declaration, Document, Element};
use super::markup::{Each, Language, Node, Tag, Value};
use super::names::{camel, free, pascal, plural, singular};
use super::repeats::{self, Group, Run, Slot, What};
use super::web::WINDOW;
use super::writer::{WIDTH, Writer, columns};
use std::collections::BTreeMap;

/// A page in a language that has components.
pub(super) struct Page {
    /// Of the page's own component.
    pub(super) name: String,
    pub(super) root: Tag,
    pub(super) components: Vec<Component>,
    /// Pictures beside the code: what they are called in it, and their files.
    pub(super) pictures: Vec<(String, String)>,
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
    /// Its items were drawn one by one: they carry what they were drawn with.
    pub(super) drawn: bool,
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
    let mut builder = Builder::new(language, class, vec![name.clone(), "styles".to_owned()]);
    let mut root = builder.tag(&document.body, None, &[], None, &[]);
    if is_main(document) { "main" } else { "div" }.clone_into(&mut root.name);
    Page { name, root, components: builder.components, pictures: builder.pictures }
}

/// The body of a document as it is, without components.
pub(super) fn body(document: &Document, class: Class<'_>) -> Tag {
    let mut root = Builder::new(Language::Html, class, Vec::new()).tag(&document.body, None, &[], None, &[]);
    "body".clone_into(&mut root.name);
    root
}

/// Higher than this a screen is scrolled in most windows, px.
const HIGHEST_WINDOW: f64 = 1100.0;

/// The document for a page of its own: where its main part is all it is, that is in the body, which keeps the ground
/// and how words are set.
pub(super) fn whole(mut document: Document) -> Document {
    if is_main(&document) {
        let body = &mut document.body;
        let inherits = |property: &str| {
            property.starts_with("font") || ["background", "color", "line-height"].contains(&property)
        };
        let mut main = std::mem::take(body);
        let (ground, own) = main.style.into_iter().partition(|one| inherits(&one.property));
        (main.style, body.style) = (own, ground);
        // A screen of the height that windows have fills the window it is in.
        for height in main.style.iter_mut().filter(|one| one.property == "min-height") {
            let px = height.value.strip_suffix("px").and_then(|px| px.parse::<f64>().ok());
            if px.is_some_and(|px| px <= HIGHEST_WINDOW) {
                WINDOW.clone_into(&mut height.value);
            }
        }
        (body.tag, body.name) = ("body".into(), main.name);
        (main.tag, main.name) = ("main".into(), "main".into());
        body.children.push(Child::Element(main));
    }
    document
}

/// The document for a component, whose ground is not that of the window: it is as high as that at least.
pub(super) fn filling(mut document: Document) -> Document {
    let style = &mut document.body.style;
    let of = |property: &str| style.iter().position(|declaration| declaration.property == property);
    let height = |value: &str| Declaration { property: "min-height".into(), value: value.into() };
    // Children that share out a height would stand elsewhere in a higher one.
    let shares = style.iter().any(|one| one.property == "display" && one.value == "grid")
        || of("justify-content").is_some();
    match (of("background"), of("min-height")) {
        (Some(at), None) if !shares => style.insert(at, height(WINDOW)),
        (Some(_), Some(at)) if !shares => {
            if let Some(known) = style.get_mut(at) {
                *known = height(WINDOW);
            }
        }
        _ => {}
    }
    document
}

/// Nothing on the page is beside its main part, which so is all of it.
fn is_main(document: &Document) -> bool {
    fn landmark(element: &Element, depth: usize) -> bool {
        matches!(element.tag.as_str(), "main" | "header" | "footer" | "aside" | "nav")
            || depth < super::DEEPEST
                && element
                    .children
                    .iter()
                    .any(|child| matches!(child, Child::Element(child) if landmark(child, depth + 1)))
    }
    let elements = document.body.children.iter().any(|child| matches!(child, Child::Element(_)));
    elements && !landmark(&document.body, 0)
}

struct Builder<'a> {
    language: Language,
    class: Class<'a>,
    components: Vec<Component>,
    taken: Vec<String>,
    pictures: Vec<(String, String)>,
    /// What the elements are called that the present one is in, from the outermost.
    around: Vec<String>,
}

/// The item being written.
#[derive(Clone, Copy)]
struct Scope<'a> {
    slots: &'a [Slot],
    ids: &'a BTreeMap<Vec<usize>, Vec<String>>,
    /// Before a property: nothing, or the item's name and a point.
    prefix: &'a str,
    /// Items have ids.
    drawn: bool,
    /// The item that leads to where one is, which may look other than the rest.
    current: Option<&'a Element>,
}

impl<'a> Builder<'a> {
    fn new(language: Language, class: Class<'a>, taken: Vec<String>) -> Self {
        Self { language, class, components: Vec::new(), taken, pictures: Vec::new(), around: Vec::new() }
    }

    /// What a picture beside the code is called in it.
    fn picture(&mut self, path: &str) -> String {
        if let Some((name, _)) = self.pictures.iter().find(|(_, known)| known == path) {
            return name.clone();
        }
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let name = free(camel(stem, "picture"), "", &mut self.taken);
        self.pictures.push((name.clone(), path.to_owned()));
        name
    }

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
        self.around.push(called(element).to_owned());
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
        self.around.pop();
        if self.language == Language::Jsx {
            into_defaults(element, &mut tag);
        }
        tag
    }

    fn attributes(
        &mut self,
        element: &Element,
        path: &[usize],
        scope: Option<Scope<'_>>,
    ) -> Vec<(String, Value)> {
        let jsx = self.language == Language::Jsx;
        let mut attributes = Vec::new();
        let current = scope.and_then(|scope| scope.current).filter(|_| path.is_empty());
        let own = (self.class)(element);
        match current.map(|current| (self.class)(current)).filter(|then| *then != own) {
            Some(then) => {
                let test = format!("{}current", scope.map_or("", |scope| scope.prefix));
                attributes.extend(self.one_of(test, then, own));
            }
            None => {
                attributes.extend(own.map(|own| (if jsx { "className" } else { "class" }.to_owned(), own)))
            }
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
                (None, Some(path)) if self.language != Language::Html && is_file(element, name, path) => {
                    Value::Code(self.picture(path))
                }
                (None, None) => Value::Flag,
                (None, Some(value)) if jsx && NUMBERS.contains(&name) && value.parse::<u32>().is_ok() => {
                    Value::Code(value.clone())
                }
                (None, Some(value)) => Value::Text(value.clone()),
            };
            attributes.push((spelled, value));
        }
        match scope {
            Some(scope) if path.is_empty() && scope.drawn => {
                attributes.push(("data-sketch".to_owned(), Value::Code(format!("{}id", scope.prefix))));
            }
            None if !element.id.is_empty() => {
                attributes.push(("data-sketch".to_owned(), Value::Text(element.id.clone())));
            }
            _ => {}
        }
        attributes
    }

    /// The attributes for one class or another: those that both have, and what tells them apart.
    fn one_of(&self, test: String, then: Option<Value>, other: Option<Value>) -> Vec<(String, Value)> {
        if self.language != Language::Svelte {
            return vec![(
                "className".to_owned(),
                Value::Choice([test, expression(then), expression(other)]),
            )];
        }
        let text = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.split(' ').map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let (then, other): (Vec<String>, Vec<String>) = (text(&then), text(&other));
        let both: Vec<String> = then.iter().filter(|name| other.contains(name)).cloned().collect();
        let mut attributes = Vec::new();
        if !both.is_empty() {
            attributes.push(("class".to_owned(), Value::Text(both.join(" "))));
        }
        for (names, not) in [(then, ""), (other, "!")] {
            let own = names.into_iter().filter(|name| !both.contains(name));
            attributes.extend(own.map(|name| (format!("class:{name}"), Value::Code(format!("{not}{test}")))));
        }
        attributes
    }

    fn each(&mut self, run: &Run<'_>, parent: Option<&Element>, heads: &[String]) -> Each {
        let first = repeats::model(&run.items);
        let current = run.items.iter().copied().find(|item| repeats::is_current(item));
        let (name, list) = self.names(first, parent);
        let item = free(camel(&name, "item"), "", &mut vec!["id".to_owned()]);
        let ids = repeats::ids(&run.items);
        let prefix = if self.language == Language::Svelte { format!("{item}.") } else { String::new() };
        // Rows and links of one component have no ids of their own.
        let drawn = run.items.iter().all(|item| !item.id.is_empty());
        let scope = Scope { slots: &run.slots, ids: &ids, prefix: &prefix, drawn, current };
        let body = first.map(|first| self.tag(first, parent, &[], Some(scope), heads)).unwrap_or_default();
        let own: Vec<&Slot> = run.slots.iter().filter(|slot| !slot.again).collect();
        let fields: Vec<Field> = own.iter().map(|slot| field(slot)).collect();
        let items = (run.items.iter().enumerate())
            .map(|(index, item)| Item {
                id: item.id.clone(),
                values: own
                    .iter()
                    .zip(&fields)
                    .filter_map(|(slot, field)| self.value(item, slot, field, index, &ids))
                    .collect(),
            })
            .collect();
        let telling = own.iter().find(|slot| {
            let mut seen = Vec::new();
            slot.values.iter().all(|value| {
                let new = value.is_some() && !seen.contains(&value);
                seen.push(value);
                new
            })
        });
        let (item, key) = match telling {
            _ if drawn => (item.clone(), format!("{item}.id")),
            Some(slot) => (item.clone(), format!("{item}.{}", slot.name)),
            None => (format!("{item}, index"), "index".to_owned()),
        };
        let spread = item.split(',').next().unwrap_or_default().to_owned();
        let component =
            Component { name: name.clone(), list: list.clone(), body: body.clone(), fields, drawn, items };
        let body = if self.language == Language::Svelte {
            body
        } else {
            let attributes =
                vec![("key".to_owned(), Value::Code(key.clone())), (String::new(), Value::Spread(spread))];
            Tag { name, attributes, ..Tag::default() }
        };
        self.components.push(component);
        Each { list, item, key, body: Box::new(body) }
    }

    /// What a repeated item and the list of them are called: where others have the name, after what they are in.
    fn names(&mut self, first: Option<&Element>, parent: Option<&Element>) -> (String, String) {
        let word = first.map_or_else(|| "Item".to_owned(), |first| component_word(first, parent));
        let both = |name: String| {
            let list = plural(&camel(&name, "item"));
            (name, list)
        };
        let around = self.around.iter().rev().filter(|around| !is_generic(around));
        let longer = around.map(|around| pascal(&format!("{} {word}", singular(around)), "Item"));
        let names = std::iter::once(word.clone()).chain(longer.filter(|name| !doubled(name))).map(both);
        let is_free = |name: &str| !self.taken.iter().any(|taken| taken == name);
        let found = names.into_iter().find(|(name, list)| is_free(name) && is_free(list));
        if let Some((name, list)) = found {
            self.taken.extend([name.clone(), list.clone()]);
            return (name, list);
        }
        let (name, list) = both(word);
        (free(name, "", &mut self.taken), free(list, "", &mut self.taken))
    }

    /// What an item says in the place of a slot: key, value as code, and the part it stands for.
    fn value(
        &mut self,
        item: &Element,
        slot: &Slot,
        field: &Field,
        index: usize,
        ids: &BTreeMap<Vec<usize>, Vec<String>>,
    ) -> Option<(String, String, String)> {
        let value = slot.values.get(index)?.as_ref()?;
        let code = match (&slot.what, field.kind) {
            (_, "boolean") => "true".to_owned(),
            (_, "number") => value.clone(),
            (What::Attribute(name), _) if at(item, &slot.path).is_some_and(|at| is_file(at, name, value)) => {
                self.picture(value)
            }
            // Types of Svelte know what a browser can fill in.
            (What::Attribute(name), _) if name == "autocomplete" && self.language == Language::Svelte => {
                format!("{} as const", js_string(value))
            }
            _ => js_string(value),
        };
        let part = ids.get(&slot.path).and_then(|ids| ids.get(index)).cloned().unwrap_or_default();
        Some((slot.name.clone(), code, part))
    }
}

/// A value as an expression.
fn expression(value: Option<Value>) -> String {
    match value {
        Some(Value::Text(text)) => js_string(&text),
        Some(Value::Code(code)) => code,
        None | Some(Value::Flag | Value::Choice(_) | Value::Spread(_)) => "undefined".to_owned(),
    }
}

/// The element that a path leads to.
fn at<'e>(item: &'e Element, path: &[usize]) -> Option<&'e Element> {
    path.iter().try_fold(item, |element, index| match element.children.get(*index) {
        Some(Child::Element(child)) => Some(child),
        _ => None,
    })
}

/// Whether an attribute names a file beside the code.
fn is_file(element: &Element, name: &str, value: &str) -> bool {
    element.tag == "img" && name == "src" && !value.contains([':', '/'])
}

/// A word comes twice in a name: `CardCard`.
fn doubled(name: &str) -> bool {
    let words = super::names::words(name);
    words.iter().enumerate().any(|(at, word)| words.iter().skip(at + 1).any(|other| other == word))
}

/// An expression for what differs here.
fn slot(scope: Option<Scope<'_>>, path: &[usize], what: &What) -> Option<String> {
    let scope = scope?;
    let slot = scope.slots.iter().find(|slot| slot.path == path && slot.what == *what)?;
    let name = format!("{}{}", scope.prefix, slot.name);
    Some(if slot.after.is_empty() { name } else { format!("`${{{name}}}{}`", slot.after) })
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

/// Words that do not say what something is.
fn is_generic(word: &str) -> bool {
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
        "page",
        "content",
        "head",
        "list",
        "grid",
        "stack",
        "layers",
        "panel",
    ];
    GENERIC.contains(&word)
}

/// What a repeated item is called.
fn component_word(item: &Element, parent: Option<&Element>) -> String {
    let word = called(item);
    if !is_generic(word) {
        return pascal(word, "Item");
    }
    let suffix = match item.tag.as_str() {
        "tr" => "Row",
        "a" => "Link",
        "article" | "section" => "Card",
        "p" => "Text",
        _ => "Item",
    };
    match parent.map(called).filter(|word| !is_generic(word)) {
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
                for (key, value, part) in self.drawn.then_some(&id).into_iter().chain(&item.values) {
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
        let id = self.drawn.then(|| format!("id: {}", js_string(&item.id)));
        let values = item.values.iter().map(|(key, value, _)| format!("{key}: {value}"));
        let all: Vec<String> = id.into_iter().chain(values).collect();
        if all.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", all.join(", ")) }
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
