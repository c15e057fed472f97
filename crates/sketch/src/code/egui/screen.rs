//! The functions that draw a screen.
//!
//! Parts that mean something, and large ones, have a function of their own.
//!
//! Not here: constants for looks, the struct and its events.

mod grid;
mod parts;
mod pictures;

use super::shared::{self, Shared};
use super::state::{State, words_in};
use super::style::Looks;
use super::syntax::{call, chain, float, list, string};
use crate::code::names::{free, pascal, snake};
use crate::code::tokens::colour::Use;
use crate::code::web::{fills_window, in_pairs};
use crate::code::writer::Writer;
use crate::layout::{Content, Layout, Line, Node, Role, Run, Size, Track, Tree};
use crate::render::wireframe;
use crate::scene::{Align, ComponentKind};
use grid::placed;
use parts::{
    alike_word, around, block_word, called, calls, cell, deserves_function, edges, first_run, hugs,
    inner_parts, inside, least, lines_apart, open, plain, plain_on, role_function, said_of_faces, size,
    stacking, statement,
};
use std::collections::BTreeMap;

/// Writes the file of a screen.
pub(super) fn print(tree: &Tree) -> Writer {
    let state = State::of(tree);
    let mut printer = Printer {
        name: pascal(&tree.name, "Screen"),
        shared: Shared::of(tree, &state),
        names: BTreeMap::new(),
        words: None,
        value: None,
        state,
        looks: Looks::of(tree),
        functions: Vec::new(),
        filling: None,
        taken: TAKEN.iter().map(|name| (*name).to_owned()).collect(),
    };
    let mut main = Writer::default();
    printer.main(&mut main, tree);
    // Functions found on the way, which may find others.
    let mut bodies = Vec::new();
    let mut at = 0;
    while let Some(function) = printer.functions.get(at).cloned() {
        let mut body = Writer::default();
        printer.function(&mut body, &function);
        bodies.push(body);
        at += 1;
    }
    let mut out = Writer::default();
    let used =
        |word: &str| main.text().contains(word) || bodies.iter().any(|body| body.text().contains(word));
    printer.head(&mut out, tree, &used);
    out.append(main);
    for body in bodies {
        out.push("\n");
        out.append(body);
    }
    out
}

/// Names that mean something where functions are called.
pub(super) const TAKEN: &[&str] = &[
    "show", "ui", "state", "events", "happened", "row", "column", "room", "over", "label", "label_at",
    "link", "link_at", "button", "field", "area", "checkbox", "radio", "toggle", "select", "slider", "tabs",
    "picture", "photo", "vec2", "wide", "avatar", "chart", "password",
];

struct Printer<'t> {
    /// Of the struct.
    name: String,
    state: State,
    looks: Looks,
    shared: Shared,
    /// Functions for parts that are alike, by their shape and whether they are as wide as their content.
    names: BTreeMap<(String, bool), String>,
    /// In a function for parts that are alike: the arguments that its texts are, the next one last.
    words: Option<Vec<Option<String>>>,
    /// In such a function: the type of what it changes, and what names that.
    value: Option<(&'static str, String)>,
    functions: Vec<Function<'t>>,
    taken: Vec<String>,
    /// The row that is as high as the window at least.
    filling: Option<String>,
}

/// A function to write.
#[derive(Clone)]
struct Function<'t> {
    name: String,
    node: &'t Node,
    /// As wide as its content.
    hug: bool,
    /// The arguments that its texts are, when others are like it.
    words: Option<Vec<Option<String>>>,
    /// What it changes, when others are like it: the type, and what names it.
    value: Option<(&'static str, String)>,
}

/// A name for a function: where another has it, after the one that calls it.
fn function_name(word: &str, looks: &Looks, taken: &mut Vec<String>) -> String {
    let name = snake(word, "part");
    let longer = looks.within.iter().map(|within| format!("{within}_{name}"));
    let free_one = std::iter::once(name.clone()).chain(longer).find(|name| !taken.contains(name));
    free(free_one.unwrap_or(name), "_", taken)
}

/// How a node is drawn.
#[derive(Clone, Copy)]
struct At {
    depth: usize,
    /// As wide as its content.
    hug: bool,
}

impl At {
    fn deeper(self, by: usize) -> Self {
        Self { depth: self.depth + by, ..self }
    }
}

impl<'t> Printer<'t> {
    fn head(&self, out: &mut Writer, tree: &Tree, used: &dyn Fn(&str) -> bool) {
        let title = tree.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = if title.is_empty() { self.name.clone() } else { title };
        out.line(
            0,
            "",
            &format!("//! {title}: the screen, what it is bound to, and what comes back from it."),
        );
        said_of_faces(out, tree);
        out.push("\n");
        let constants = self.looks.print();
        let (aligns, sizes) = (used("Align::"), used("vec2("));
        let mut names = Vec::new();
        for (name, used) in [
            ("Align", aligns),
            ("Color32", constants.contains("Color32")),
            ("ScrollArea", true),
            ("Stroke", constants.contains("Stroke ") || constants.contains("Stroke::")),
            ("Ui", true),
            ("Vec2", true),
            ("include_image", used("include_image!(")),
            ("vec2", sizes),
        ] {
            if used {
                names.push(name);
            }
        }
        out.line(0, "", &format!("use egui::{{{}}};", names.join(", ")));
        out.push("\n");
        out.line(0, "", "use super::flex::*;");
        out.line(0, "", "use super::parts::*;");
        out.push("\n");
        if !constants.is_empty() {
            out.push(&constants);
            out.push("\n");
        }
        self.types(out);
    }

    /// The struct and its events.
    fn types(&self, out: &mut Writer) {
        let name = &self.name;
        let line = |out: &mut Writer, depth: usize, text: &str| out.line(depth, "    ", text);
        line(out, 0, "/// What the screen shows and lets one change.");
        line(
            out,
            0,
            if self.state.fields.is_empty() {
                "#[derive(Clone, Debug, Default, PartialEq)]"
            } else {
                "#[derive(Clone, Debug, PartialEq)]"
            },
        );
        if self.state.fields.is_empty() {
            line(out, 0, &format!("pub struct {name};"));
        } else {
            line(out, 0, &format!("pub struct {name} {{"));
            for field in &self.state.fields {
                line(out, 1, &format!("pub {}: {},", field.name, field.kind));
            }
            line(out, 0, "}");
            out.push("\n");
            line(out, 0, &format!("impl Default for {name} {{"));
            line(out, 1, "fn default() -> Self {");
            line(out, 2, "Self {");
            for field in &self.state.fields {
                line(out, 3, &format!("{}: {},", field.name, field.value));
            }
            line(out, 2, "}");
            line(out, 1, "}");
            line(out, 0, "}");
        }
        out.push("\n");
        if !self.state.events.is_empty() {
            line(out, 0, "/// What the user did.");
            line(out, 0, "#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
            line(out, 0, &format!("pub enum {name}Event {{"));
            for event in &self.state.events {
                line(out, 1, &format!("{event},"));
            }
            line(out, 0, "}");
            out.push("\n");
        }
    }

    fn main(&mut self, out: &mut Writer, tree: &'t Tree) {
        let acts = !self.state.events.is_empty();
        let name = self.name.clone();
        let line = |out: &mut Writer, depth: usize, text: &str| out.line(depth, "    ", text);
        let state = if self.state.fields.is_empty() { "_state" } else { "state" };
        if acts {
            line(out, 0, "/// Draws the screen; gives back what the user did in it.");
            line(out, 0, &format!("pub fn show(ui: &mut Ui, {state}: &mut {name}) -> Vec<{name}Event> {{"));
            line(out, 1, "let mut happened = Vec::new();");
            line(out, 1, "let events = &mut happened;");
        } else {
            line(out, 0, "/// Draws the screen.");
            line(out, 0, &format!("pub fn show(ui: &mut Ui, {state}: &mut {name}) {{"));
        }
        if let Some(fill) = &tree.root.paint.background {
            let fill = self.looks.colour(fill, Use::Page);
            line(out, 1, &format!("ui.painter().rect_filled(ui.max_rect(), 0.0, {fill});"));
        }
        line(out, 1, "ui.spacing_mut().item_spacing = Vec2::ZERO;");
        if fills_window(&tree.root, tree) {
            line(out, 1, "let height = ui.available_height();");
            self.filling = Some(tree.root.id.clone());
        }
        line(out, 1, "ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {");
        let mark = out.mark();
        self.draw(out, &tree.root, At { depth: 2, hug: false }, true);
        out.part(&tree.root.id, mark);
        line(out, 1, "});");
        if acts {
            line(out, 1, "happened");
        }
        line(out, 0, "}");
    }

    fn function(&mut self, out: &mut Writer, function: &Function<'t>) {
        let Function { name, node, hug, words, value } = function;
        let mark = out.mark();
        let (changes, acts) = (self.state.changes(node) && value.is_none(), self.state.acts(node));
        let mut arguments = vec!["ui: &mut Ui".to_owned()];
        if changes {
            arguments.push(format!("state: &mut {}", self.name));
        }
        if acts {
            arguments.push(format!("events: &mut Vec<{}Event>", self.name));
        }
        arguments.extend(words.iter().flatten().flatten().map(|word| format!("{word}: &str")));
        arguments.extend(value.iter().map(|(kind, _)| format!("value: &mut {kind}")));
        let head = format!("fn {name}({}) {{", arguments.join(", "));
        if head.chars().count() <= 100 {
            out.line(0, "", &head);
        } else {
            out.line(0, "", &format!("fn {name}("));
            for argument in arguments {
                out.line(1, "    ", &format!("{argument},"));
            }
            out.line(0, "", ") {");
        }
        self.looks.within = Some(name.clone());
        self.words = words.as_ref().map(|words| words.iter().rev().cloned().collect());
        self.value.clone_from(value);
        self.draw(out, node, At { depth: 1, hug: *hug }, true);
        self.words = None;
        self.value = None;
        out.line(0, "", "}");
        out.part(&node.id, mark);
    }

    /// Statements that draw a node into `ui`; `own` when it is the whole of a function.
    fn draw(&mut self, out: &mut Writer, node: &'t Node, at: At, own: bool) {
        let mark = out.mark();
        if !own && self.words.is_none() && self.alike(out, node, at) {
            out.part(&node.id, mark);
            return;
        }
        if !own && self.words.is_none() && deserves_function(node) {
            let name = function_name(&called(node), &self.looks, &mut self.taken);
            let mut arguments = vec!["ui".to_owned()];
            if self.state.changes(node) {
                arguments.push("state".to_owned());
            }
            if self.state.acts(node) {
                arguments.push("events".to_owned());
            }
            statement(out, at.depth, &call(at.depth, "", &name, &arguments, ";"));
            self.functions.push(Function { name, node, hug: at.hug, words: None, value: None });
            out.part(&node.id, mark);
            return;
        }
        match &node.content {
            _ if matches!(node.role, Role::Control(ComponentKind::Button)) => self.button(out, node, at),
            Content::Text(run) => self.text(out, node, run, at),
            Content::Control { .. } => self.control(out, node, at),
            Content::Picture { alternative, .. } if node.children.is_empty() => {
                self.picture(out, node, alternative, at)
            }
            _ => self.boxed(out, node, at),
        }
        if !own {
            out.part(&node.id, mark);
        }
    }

    /// A call of the function for parts like this one, when there are others.
    fn alike(&mut self, out: &mut Writer, node: &'t Node, at: At) -> bool {
        if shared::field(node).is_some_and(|field| self.state.is_secret(field)) {
            return false;
        }
        let Some((shape, kind)) = self.shared.kind(node) else { return false };
        let key = (shape, at.hug);
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let word = node.name.clone().unwrap_or_else(|| alike_word(node).to_owned());
                let name = function_name(&word, &self.looks, &mut self.taken);
                let words = Some(kind.arguments.clone());
                let value = kind.value.clone();
                self.functions.push(Function { name: name.clone(), node, hug: at.hug, words, value });
                self.names.insert(key, name.clone());
                name
            }
        };
        let words = kind.words(node);
        let value = shared::field(node).filter(|_| kind.value.is_some());
        let value = value.and_then(|field| self.state.field_of.get(&field.id));
        let arguments: Vec<String> = std::iter::once("ui".to_owned())
            .chain(words.iter().map(|words| string(words)))
            .chain(value.map(|field| format!("&mut state.{field}")))
            .collect();
        let from = out.len();
        statement(out, at.depth, &call(at.depth, "", &name, &arguments, ";"));
        inner_parts(out, node, from);
        true
    }

    fn text(&mut self, out: &mut Writer, node: &Node, run: &Run, at: At) {
        let style = self.looks.set(run, &node.role);
        let argument = self.words.as_mut().and_then(Vec::pop).flatten();
        let words = argument.unwrap_or_else(|| string(&run.text));
        let block = self.looks.block(node, None);
        let inner = at.deeper(usize::from(block.is_some()));
        self.in_block(out, block, at, |printer, out| {
            let align = match run.align {
                Align::Middle if !at.hug => Some("Align::Center"),
                Align::End if !at.hug => Some("Align::Max"),
                _ => None,
            };
            if node.role == Role::Link || printer.state.events_of.contains_key(&node.id) {
                let mut arguments = vec!["ui".to_owned(), words, format!("&{style}")];
                arguments.extend(align.map(str::to_owned));
                let name = if align.is_some() { "link_at" } else { "link" };
                printer.pressed(out, node, inner, &call(inner.depth, "if ", name, &arguments, " {"));
                return;
            }
            let mut arguments = vec!["ui".to_owned(), words, format!("&{style}")];
            arguments.extend(align.map(str::to_owned));
            let name = if align.is_some() { "label_at" } else { "label" };
            statement(out, inner.depth, &call(inner.depth, "", name, &arguments, ";"));
        });
    }

    /// An `if` that sends the event of a node.
    fn pressed(&self, out: &mut Writer, node: &Node, at: At, test: &str) {
        let event = self.state.events_of.get(&node.id).and_then(|events| events.first());
        statement(out, at.depth, test);
        if let Some(event) = event {
            out.line(at.depth + 1, "    ", &format!("events.push({}Event::{event});", self.name));
        }
        out.line(at.depth, "    ", "}");
    }

    fn in_block(
        &mut self,
        out: &mut Writer,
        block: Option<String>,
        at: At,
        inside: impl FnOnce(&mut Self, &mut Writer),
    ) {
        let Some(block) = block else { return inside(self, out) };
        out.line(at.depth, "    ", &format!("{block}.{}(ui, |ui| {{", if at.hug { "hug" } else { "show" }));
        inside(self, out);
        out.line(at.depth, "    ", "});");
    }

    fn button(&mut self, out: &mut Writer, node: &Node, at: At) {
        let run = first_run(node, 0);
        let words = match &node.content {
            Content::Control { text, .. } if !text.is_empty() => text.clone(),
            Content::Control { run: Some(run), .. } => run.text.clone(),
            _ => words_in(node, 0),
        };
        let fill = node.paint.background.as_deref();
        let style = self.looks.set_on(&run.unwrap_or_else(|| plain_on(node)), &node.role, fill);
        let block = self.looks.control(node);
        let arguments =
            ["ui".to_owned(), string(&words), format!("&{style}"), format!("&{block}"), size(node, at.hug)];
        let test = call(at.depth, "if ", "button", &arguments, " {");
        // What is in it is drawn as its words.
        self.pressed(out, node, at, &test);
    }

    fn control(&mut self, out: &mut Writer, node: &Node, at: At) {
        let (Role::Control(kind), Content::Control { text, hint, run, .. }) = (&node.role, &node.content)
        else {
            return;
        };
        let run = run.clone().unwrap_or_else(plain);
        let field = match (&self.value, self.state.field_of.get(&node.id)) {
            (Some(_), _) => "value".to_owned(),
            (None, Some(name)) => format!("&mut state.{name}"),
            (None, None) => String::new(),
        };
        let ui = || "ui".to_owned();
        let lines: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(string).collect();
        let arguments: Vec<String> = match kind {
            ComponentKind::Input | ComponentKind::TextArea => {
                let (style, block) = (self.looks.set(&run, &node.role), self.looks.control(node));
                vec![ui(), field, string(hint), format!("&{style}"), format!("&{block}"), size(node, at.hug)]
            }
            ComponentKind::Checkbox => {
                let style = self.looks.set(&run, &node.role);
                vec![ui(), field, string(text), format!("&{style}"), self.looks.ink(node)]
            }
            ComponentKind::Radio => {
                let number = self.state.number_of.get(&node.id).copied().unwrap_or_default();
                vec![
                    ui(),
                    field,
                    number.to_string(),
                    string(text),
                    format!("&{}", self.looks.set(&run, &node.role)),
                    self.looks.ink(node),
                ]
            }
            ComponentKind::Toggle => {
                let (style, ink) = (self.looks.set(&run, &node.role), self.looks.ink(node));
                vec![ui(), field, string(text), format!("&{style}"), ink, float(node.drawn.height())]
            }
            ComponentKind::Select => {
                let (style, block) = (self.looks.set(&run, &node.role), self.looks.control(node));
                let name = self.state.field_of.get(&node.id).unwrap_or(&node.id);
                vec![
                    ui(),
                    string(name),
                    field,
                    list(at.depth + 1, &lines),
                    format!("&{style}"),
                    format!("&{block}"),
                    size(node, at.hug),
                ]
            }
            ComponentKind::Slider => vec![ui(), field, self.looks.ink(node), size(node, at.hug)],
            ComponentKind::Tabs => {
                let style = self.looks.set(&run, &node.role);
                vec![ui(), field, list(at.depth + 1, &lines), format!("&{style}"), float(node.drawn.height())]
            }
            ComponentKind::NavBar => return self.links(out, node, &run, at),
            ComponentKind::Table => return self.table(out, node, text, &run, at),
            ComponentKind::List | ComponentKind::Card | ComponentKind::Modal => {
                return self.lines(out, node, text, &run, at);
            }
            ComponentKind::Avatar => {
                let (style, block) = (self.looks.set(&run, &node.role), self.looks.control(node));
                let size = float(node.drawn.width().min(node.drawn.height()));
                vec![ui(), string(text), format!("&{style}"), format!("&{block}"), size]
            }
            ComponentKind::Chart => {
                let block = self.looks.control(node);
                let bars: Vec<String> = wireframe::bars(text).into_iter().map(float).collect();
                let size = format!("vec2({}, {})", float(node.drawn.width()), float(node.drawn.height()));
                vec![ui(), string(text), list(at.depth + 1, &bars), format!("&{block}"), size]
            }
            ComponentKind::Button | ComponentKind::Image | ComponentKind::Icon => {
                return self.picture(out, node, text, at);
            }
        };
        let name = if self.state.is_secret(node) { "password" } else { role_function(*kind) };
        let statement_of = |depth: usize| call(depth, "", name, &arguments, ";");
        let picture = matches!(kind, ComponentKind::Avatar | ComponentKind::Chart);
        let label = match &self.value {
            _ if picture => None,
            Some((_, label)) => Some(label.clone()),
            None => self.state.label_of(node).map(string),
        };
        match label {
            // So that the label is read out with the field.
            Some(label) => {
                out.line(at.depth, "    ", &format!("ui.name_inputs({label}, |ui| {{"));
                statement(out, at.depth + 1, &statement_of(at.depth + 1));
                out.line(at.depth, "    ", "});");
            }
            None => statement(out, at.depth, &statement_of(at.depth)),
        }
    }

    /// Links beside each other.
    fn links(&mut self, out: &mut Writer, node: &Node, run: &Run, at: At) {
        let style = self.looks.set(run, &Role::Link);
        let block = self.looks.block(node, Some(node.drawn.height()));
        let depth = at.depth + usize::from(block.is_some());
        self.in_block(out, block, at, |printer, out| {
            out.line(depth, "    ", "Flex::row(24.0).show(ui, |row| {");
            let events = printer.state.events_of.get(&node.id).cloned().unwrap_or_default();
            let Content::Control { text, .. } = &node.content else { return };
            for (words, event) in text.lines().zip(events) {
                out.line(depth + 1, "    ", "row.cell(Cell::content(), |ui| {");
                let arguments = ["ui".to_owned(), string(words), format!("&{style}")];
                statement(out, depth + 2, &call(depth + 2, "if ", "link", &arguments, " {"));
                out.line(depth + 3, "    ", &format!("events.push({}Event::{event});", printer.name));
                out.line(depth + 2, "    ", "}");
                out.line(depth + 1, "    ", "});");
            }
            out.line(depth, "    ", "});");
        });
    }

    /// The cells of a table, a row a line.
    fn table(&mut self, out: &mut Writer, node: &Node, text: &str, run: &Run, at: At) {
        let (head, body) =
            (self.looks.set(run, &Role::TableCell(true)), self.looks.set(run, &Role::TableCell(false)));
        let block = self.looks.block(node, Some(node.drawn.height()));
        let depth = at.depth + usize::from(block.is_some());
        self.in_block(out, block, at, |_, out| {
            for (number, row) in text.lines().enumerate() {
                let style = if number == 0 { &head } else { &body };
                out.line(depth, "    ", "Flex::row(12.0).show(ui, |row| {");
                for cell in wireframe::cells(row) {
                    out.line(depth + 1, "    ", "row.cell(Cell::fill(1.0), |ui| {");
                    let arguments = ["ui".to_owned(), string(&cell), format!("&{style}")];
                    statement(out, depth + 2, &call(depth + 2, "", "label", &arguments, ";"));
                    out.line(depth + 1, "    ", "});");
                }
                out.line(depth, "    ", "});");
            }
        });
    }

    fn lines(&mut self, out: &mut Writer, node: &Node, text: &str, run: &Run, at: At) {
        let style = self.looks.set(run, &Role::Item);
        let block = self.looks.block(node, Some(node.drawn.height()));
        let depth = at.depth + usize::from(block.is_some());
        self.in_block(out, block, at, |_, out| {
            for words in text.lines() {
                let arguments = ["ui".to_owned(), string(words), format!("&{style}")];
                statement(out, depth, &call(depth, "", "label", &arguments, ";"));
            }
        });
    }

    /// A box and what is in it.
    fn boxed(&mut self, out: &mut Writer, node: &'t Node, at: At) {
        let height = match node.height {
            Size::Fixed(height) => Some(height),
            _ if node.children.is_empty() => Some(node.drawn.height()),
            _ => None,
        };
        let mut bare = node.clone();
        bare.children = Vec::new();
        if matches!(node.content, Content::Picture { .. }) && bare.paint.background.is_none() {
            bare.paint.background = Some("#e9ecef".to_owned());
        }
        let block = self.looks.named_block(&bare, height, &block_word(node));
        if node.children.is_empty() {
            let block = block.unwrap_or_else(|| "Block::NONE".to_owned());
            // A box of its own has no width but the one it was drawn with.
            if at.hug {
                out.line(at.depth, "    ", &format!("ui.set_max_width({});", float(node.drawn.width())));
            }
            out.line(at.depth, "    ", &format!("{block}.show(ui, |_| {{}});"));
            return;
        }
        let at_inside = at.deeper(usize::from(block.is_some()));
        let inside_height =
            height.map(|height| height - node.padding.top - node.padding.bottom - edges(node));
        self.in_block(out, block, at, |printer, out| printer.arranged(out, node, at_inside, inside_height));
    }

    fn arranged(&mut self, out: &mut Writer, node: &'t Node, at: At, height: Option<f64>) {
        match &node.layout {
            Layout::Row(line) if in_pairs(node) => self.boxes(out, node, line.gap, at),
            Layout::Row(line) => {
                let calls = calls(line, lines_apart(node, line), at.hug, height);
                self.line(out, node, "row", &format!("Flex::row({})", float(line.gap)), &calls, line, at);
            }
            Layout::Column(line) => {
                let calls = calls(line, None, at.hug, height);
                self.line(
                    out,
                    node,
                    "column",
                    &format!("Flex::column({})", float(line.gap)),
                    &calls,
                    line,
                    at,
                );
            }
            Layout::Grid { columns, column_gap, row_gap, .. } => {
                self.grid(out, node, columns, *column_gap, *row_gap, at)
            }
            Layout::Stack | Layout::Leaf => self.stack(out, node, at),
        }
    }

    /// Boxes that are alike, as many beside each other as there is room for.
    fn boxes(&mut self, out: &mut Writer, node: &'t Node, gap: f64, at: At) {
        let head = format!("Flex::grid({}, {})", node.children.len(), float(gap));
        open(out, at.depth, &head, &[".stretch()".to_owned()], "row");
        for child in &node.children {
            let calls = vec![format!(".min({})", float(least(child, 0)))];
            let cell = ("Cell::fill(1.0)".to_owned(), calls);
            self.cell(out, child, "row", &cell, At { depth: at.depth + 1, hug: false });
        }
        out.line(at.depth, "    ", "});");
    }

    #[expect(clippy::too_many_arguments, reason = "the words of one statement")]
    fn line(
        &mut self,
        out: &mut Writer,
        node: &'t Node,
        word: &str,
        head: &str,
        calls: &[String],
        line: &Line,
        at: At,
    ) {
        let mut calls = calls.to_vec();
        if self.filling.as_ref() == Some(&node.id) {
            calls.push(".height(height)".to_owned());
        }
        open(out, at.depth, head, &calls, word);
        let at_cells = at.deeper(1);
        let stacks = stacking(node);
        for child in &node.children {
            let row = word == "row";
            if row && child.margin.left.is_infinite() {
                out.line(at_cells.depth, "    ", "row.cell(Cell::fill(1.0), |_| {});");
            }
            let hug = hugs(child, line, row, at.hug);
            self.cell(out, child, word, &cell(child, row, stacks), At { hug, ..at_cells });
            if row && child.margin.right.is_infinite() {
                out.line(at_cells.depth, "    ", "row.cell(Cell::fill(1.0), |_| {});");
            }
        }
        out.line(at.depth, "    ", "});");
    }

    /// One cell with what is in it.
    fn cell(
        &mut self,
        out: &mut Writer,
        node: &'t Node,
        word: &str,
        (head, calls): &(String, Vec<String>),
        at: At,
    ) {
        let mark = out.mark();
        let whole = format!("{head}{}", calls.concat());
        let line = format!("{word}.cell({whole}, |ui| {{");
        if whole.chars().count() < 60 && at.depth * 4 + line.chars().count() <= 100 {
            out.line(at.depth, "    ", &line);
            self.draw(out, node, at.deeper(1), false);
            out.line(at.depth, "    ", "});");
        } else {
            out.line(at.depth, "    ", &format!("{word}.cell("));
            out.line(at.depth + 1, "    ", &chain(at.depth + 1, "", head, calls, ","));
            out.line(at.depth + 1, "    ", "|ui| {");
            self.draw(out, node, at.deeper(2), false);
            out.line(at.depth + 1, "    ", "},");
            out.line(at.depth, "    ", ");");
        }
        out.part(&node.id, mark);
    }

    fn grid(&mut self, out: &mut Writer, node: &'t Node, columns: &[Track], gap: f64, row_gap: f64, at: At) {
        let placed = placed(node, columns.len());
        let shared = placed.windows(2).any(|pair| match pair {
            [(a, _), (b, _)] => (a.row, a.column) == (b.row, b.column),
            _ => false,
        });
        if shared {
            return self.stack(out, node, at);
        }
        let share = |track: &Track| if let Track::Share(share) = track { Some(*share) } else { None };
        let first = columns.first().and_then(share);
        let equal = first.is_some() && columns.iter().all(|track| share(track) == first);
        if equal && placed.iter().all(|(at, _)| at.columns == 1) && columns.len() > 1 {
            let mut calls = vec![".stretch()".to_owned()];
            if (row_gap - gap).abs() > 0.01 {
                calls.push(format!(".line_gap({})", float(row_gap)));
            }
            let head = format!("Flex::grid({}, {})", columns.len(), float(gap));
            open(out, at.depth, &head, &calls, "row");
            for (_, child) in placed {
                let mut calls = vec![format!(".min({})", float(least(child, 0)))];
                calls.extend(around(child));
                self.cell(
                    out,
                    child,
                    "row",
                    &("Cell::fill(1.0)".to_owned(), calls),
                    At { depth: at.depth + 1, hug: false },
                );
            }
            out.line(at.depth, "    ", "});");
            return;
        }
        // Rows of their own, with the widths of the columns.
        out.line(
            at.depth,
            "    ",
            &format!("Flex::column({}).stretch().show(ui, |column| {{", float(row_gap)),
        );
        let mut rest = placed.as_slice();
        while let Some((first, _)) = rest.first() {
            let row = first.row;
            let count = rest.iter().take_while(|(at, _)| at.row == row).count();
            let (line, next) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = next;
            out.line(at.depth + 1, "    ", "column.cell(Cell::content(), |ui| {");
            out.line(at.depth + 2, "    ", &format!("Flex::row({}).stretch().show(ui, |row| {{", float(gap)));
            for (place, child) in line {
                let tracks = columns.get(place.column..).unwrap_or_default();
                let tracks = tracks.get(..place.columns).unwrap_or(tracks);
                let weight: f64 = tracks.iter().filter_map(share).sum();
                let head = if weight > 0.0 {
                    format!("Cell::fill({})", float(weight))
                } else {
                    format!("Cell::fixed({})", float(child.drawn.width()))
                };
                let mut calls = Vec::new();
                if weight > 0.0 && node.role != Role::Table {
                    calls.push(format!(".min({})", float(least(child, 0))));
                }
                calls.extend(around(child));
                self.cell(out, child, "row", &(head, calls), At { depth: at.depth + 3, hug: false });
            }
            out.line(at.depth + 2, "    ", "});");
            out.line(at.depth + 1, "    ", "});");
        }
        out.line(at.depth, "    ", "});");
    }

    /// Children over each other, at their places.
    fn stack(&mut self, out: &mut Writer, node: &'t Node, at: At) {
        let size = format!("vec2({}, {})", float(node.drawn.width()), float(inside(node).height()));
        statement(out, at.depth, &call(at.depth, "let room = ", "room", &["ui".to_owned(), size], ";"));
        for child in &node.children {
            let mark = out.mark();
            let offset = child.drawn.origin() - inside(node).origin();
            // What is as wide as the whole stays so, and what hangs on the far edge stays there.
            let right = inside(node).x1 - child.drawn.x1;
            let wide = offset.x + right < 0.2 * inside(node).width().max(1.0);
            let sides = match wide {
                true => format!("[{}, {}]", float(offset.x), float(right)),
                false => format!(
                    "[{}, {}]",
                    float(offset.x),
                    float(inside(node).width() - child.drawn.width() - offset.x)
                ),
            };
            let arguments = [
                "ui".to_owned(),
                "room".to_owned(),
                sides,
                float(offset.y),
                if wide { "None".to_owned() } else { format!("Some({})", float(child.drawn.width())) },
            ];
            let inside = arguments.join(", ");
            out.line(at.depth, "    ", &format!("over({inside}, |ui| {{"));
            self.draw(out, child, At { depth: at.depth + 1, hug: false }, false);
            out.line(at.depth, "    ", "});");
            out.part(&child.id, mark);
        }
    }
}
