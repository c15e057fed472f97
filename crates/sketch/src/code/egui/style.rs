//! The looks of a screen as constants: colours, types and boxes, each once and with a name.
//!
//! Not here: where they are used.

use super::syntax::float;
use crate::code::names::{free, snake};
use crate::code::tokens::colour::{Colour, Names, Use};
use crate::code::tokens::uses::Uses;
use crate::layout::size::borders;
use crate::layout::{Node, Paint, Role, Run, Sides, Tree};
use crate::scene::{ComponentKind, Family};

/// Words on a screen that has no colour for them.
const PLAIN: &str = "Color32::from_rgb(30, 30, 30)";

/// Colours, types and boxes of a screen.
pub(super) struct Looks {
    colours: Names,
    types: Vec<(String, Vec<String>)>,
    blocks: Vec<(String, Vec<String>)>,
    taken: Vec<String>,
    /// The function that is being written.
    pub(super) within: Option<String>,
}

impl Looks {
    pub(super) fn of(tree: &Tree) -> Self {
        let colours = Uses::of(tree).names();
        let taken = colours.list().iter().map(|(name, _)| constant(name)).collect();
        Self { colours, types: Vec::new(), blocks: Vec::new(), taken, within: None }
    }

    /// A colour as code.
    pub(super) fn colour(&self, css: &str, at: Use) -> String {
        if css == "currentcolor" {
            let text = self.colours.list().into_iter().find(|(name, _)| name == "text");
            return text.map_or_else(|| PLAIN.to_owned(), |(name, _)| constant(&name));
        }
        let Some(colour) = Colour::parse(css) else { return "Color32::TRANSPARENT".to_owned() };
        match self.colours.name(colour, at, None) {
            Some(name) => constant(name),
            None => written(colour),
        }
    }

    /// The constant for words set so.
    pub(super) fn set(&mut self, run: &Run, role: &Role) -> String {
        self.set_on(run, role, None)
    }

    /// The same for words on this fill.
    pub(super) fn set_on(&mut self, run: &Run, role: &Role, fill: Option<&str>) -> String {
        let fill = fill.and_then(Colour::parse);
        let mut fields = vec![
            format!("size: {}", float(run.size)),
            format!("line_height: {}", float((run.size * run.line_height * 10.0).round() / 10.0)),
        ];
        if run.weight != 400 {
            fields.push(format!("weight: {}", float(f64::from(run.weight))));
        }
        if run.italic {
            fields.push("italic: true".to_owned());
        }
        match run.family {
            Family::Mono => fields.push("face: Face::Mono".to_owned()),
            Family::Serif => fields.push("face: Face::Serif".to_owned()),
            // A hand is how the drawing looks, not the screen.
            Family::Sans | Family::Hand => {}
        }
        let colour = Colour::parse(&run.colour).and_then(|colour| self.colours.name(colour, Use::Text, fill));
        fields.push(match colour {
            Some(name) => format!("color: {}", constant(name)),
            None => format!("color: {}", self.colour(&run.colour, Use::Text)),
        });
        let plain = match () {
            () if run.family == Family::Mono => "CODE_TYPE".to_owned(),
            () if run.size >= 24.0 => "DISPLAY_TYPE".to_owned(),
            () if run.size >= 16.5 && run.weight >= 600 => "TITLE_TYPE".to_owned(),
            () if run.size >= 16.5 => "LEAD_TYPE".to_owned(),
            () if run.weight >= 600 => "STRONG_TYPE".to_owned(),
            () if run.size < 13.0 => "SMALL_TYPE".to_owned(),
            () => "BODY_TYPE".to_owned(),
        };
        // A heading that is no larger than other words is set as they are.
        let heading = match role {
            Role::Heading(level @ 1..=3) if run.size >= 16.5 => Some(format!("HEADING_{level}")),
            _ => None,
        };
        let coloured = |word: String| match colour {
            None | Some("text") => word,
            Some(colour) => constant(&format!("{colour} {word}")),
        };
        let names: Vec<String> = heading.into_iter().chain([plain]).map(coloured).collect();
        // Words of another role that are set alike are set by the same constant.
        if let Some((known, _)) = self.types.iter().find(|(_, same)| *same == fields) {
            return known.clone();
        }
        known(&mut self.types, &mut self.taken, &names, fields)
    }

    /// The colour of a component's mark and lines.
    pub(super) fn ink(&self, node: &Node) -> String {
        let ink = node.paint.borders.iter().flatten().next().map(|(_, colour)| colour.as_str());
        self.colour(ink.unwrap_or("currentcolor"), Use::Line)
    }

    /// The constant for a box; none when it has no look and no room.
    pub(super) fn block(&mut self, node: &Node, height: Option<f64>) -> Option<String> {
        let word = node
            .name
            .clone()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| role_word(&node.role).to_owned());
        self.named_block(node, height, &word)
    }

    /// The same with a name for it.
    pub(super) fn named_block(&mut self, node: &Node, height: Option<f64>, word: &str) -> Option<String> {
        let fields = self.fields(node, height);
        if fields.is_empty() {
            return None;
        }
        // Where others have the name, after what it is filled with or what it is in.
        let fill = node.paint.background.as_deref().and_then(Colour::parse);
        let fill = fill.and_then(|fill| self.colours.name(fill, Use::Fill, None));
        let longer = [fill, self.within.as_deref()].into_iter().flatten();
        let names: Vec<String> = std::iter::once(constant(&format!("{word} block")))
            .chain(longer.map(|before| constant(&format!("{before} {word} block"))))
            .collect();
        Some(known(&mut self.blocks, &mut self.taken, &names, fields))
    }

    /// Constants for a control that is drawn without a look of its own.
    pub(super) fn control(&mut self, node: &Node) -> String {
        let mut node = Node { children: Vec::new(), ..node.clone() };
        if node.paint == Paint::default() && matches!(node.role, Role::Control(_)) {
            node.paint.borders = [0; 4].map(|_| Some((1.0, "#8a8f98".to_owned())));
            node.paint.radius = 4.0;
        }
        let fill = node.paint.background.as_deref().and_then(Colour::parse);
        let primary = node.role == Role::Control(ComponentKind::Button) && fill.is_some_and(Colour::strong);
        let word = if primary { "primary button" } else { role_word(&node.role) };
        // A picture's name says what it shows.
        let name = node.name.clone().filter(|_| node.role != Role::Picture);
        let word = name.unwrap_or_else(|| word.to_owned());
        self.named_block(&node, None, &word).unwrap_or_else(|| "Block::NONE".to_owned())
    }

    fn fields(&self, node: &Node, height: Option<f64>) -> Vec<String> {
        let paint = &node.paint;
        let mut fields = Vec::new();
        if let Some(fill) = paint.background.as_deref().filter(|fill| Colour::parse(fill).is_some()) {
            fields.push(format!("fill: {}", self.colour(fill, Use::Fill)));
        }
        let stroke = |side: &Option<(f64, String)>| match side {
            Some((width, colour)) => {
                format!("Stroke {{ width: {}, color: {} }}", float(*width), self.colour(colour, Use::Line))
            }
            None => "Stroke::NONE".to_owned(),
        };
        let [top, right, bottom, left] = &paint.borders;
        if paint.borders.iter().any(Option::is_some) {
            if top == right && top == bottom && top == left {
                fields.push(format!("border: {}", struct_lines(&stroke(top), 1)));
            } else {
                let sides: Vec<String> =
                    paint.borders.iter().map(|side| struct_lines(&stroke(side), 2)).collect();
                fields.push(format!("lines: [\n        {},\n    ]", sides.join(",\n        ")));
            }
        }
        if paint.round {
            fields.push("radius: 255.0".to_owned());
        } else if paint.radius > 0.0 {
            fields.push(format!("radius: {}", float(paint.radius.min(255.0))));
        }
        let Sides { top, right, bottom, left } = node.padding;
        if [top, right, bottom, left].iter().any(|side| *side > 0.0) {
            let edges = borders(paint);
            let sides = [top + edges.top, right + edges.right, bottom + edges.bottom, left + edges.left];
            fields.push(format!("padding: [{}]", sides.map(float).join(", ")));
        }
        if let Some(limit) = node.limit {
            fields.push(format!("limit: {}", float(limit)));
        }
        if let Some(height) = height {
            fields.push(format!("height: {}", float(height)));
        }
        if let Some(opacity) = paint.opacity.filter(|opacity| *opacity < 1.0) {
            fields.push(format!("opacity: {}", float(opacity)));
        }
        fields
    }

    /// All constants as code.
    pub(super) fn print(&self) -> String {
        let mut code = String::new();
        for (name, css) in self.colours.list() {
            if let Some(colour) = Colour::parse(&css) {
                code.push_str(&format!("const {}: Color32 = {};\n", constant(&name), written(colour)));
            }
        }
        let mut block = |kind: &str, rest: &str, all: &[(String, Vec<String>)]| {
            for (name, fields) in all {
                code.push_str(&format!("\nconst {name}: {kind} = {kind} {{\n"));
                for field in fields {
                    code.push_str(&format!("    {field},\n"));
                }
                code.push_str(&format!("    ..{kind}::{rest}\n}};\n"));
            }
        };
        block("Type", "BODY", &self.types);
        block("Block", "NONE", &self.blocks);
        code
    }
}

/// A struct's fields a line each, as rustfmt sets all but the shortest.
fn struct_lines(code: &str, depth: usize) -> String {
    let Some((name, fields)) = code.strip_suffix(" }").and_then(|code| code.split_once(" { ")) else {
        return code.to_owned();
    };
    let indent = "    ".repeat(depth);
    format!(
        "{name} {{\n{indent}    {},\n{indent}}}",
        fields.replace(", color", &format!(",\n{indent}    color"))
    )
}

/// The name of the constant with these fields; a new one when there is none: the first of the names that is free.
fn known(
    all: &mut Vec<(String, Vec<String>)>,
    taken: &mut Vec<String>,
    names: &[String],
    fields: Vec<String>,
) -> String {
    let stem = |known: &str, name: &str| {
        known.strip_prefix(name).is_some_and(|rest| rest.chars().all(|c| c == '_' || c.is_ascii_digit()))
    };
    let same = |known: &str| names.iter().any(|name| stem(known, name));
    if let Some((known, _)) = all.iter().find(|(known, other)| *other == fields && same(known)) {
        return known.clone();
    }
    let name = names.iter().find(|name| !taken.contains(name)).or(names.first()).cloned();
    let name = free(name.unwrap_or_default(), "_", taken);
    all.push((name.clone(), fields));
    name
}

/// `ON_PRIMARY`.
fn constant(name: &str) -> String {
    snake(name, "part").to_ascii_uppercase()
}

fn written(colour: Colour) -> String {
    let [r, g, b, a] = colour.0;
    if a == 255 {
        return format!("Color32::from_rgb({r}, {g}, {b})");
    }
    // Constants cannot be made of colours that are not yet multiplied.
    let part = |value: u8| (u32::from(value) * u32::from(a) + 127) / 255;
    format!("Color32::from_rgba_premultiplied({}, {}, {}, {a})", part(r), part(g), part(b))
}

/// A word for a part without a name.
pub(super) fn role_word(role: &Role) -> &'static str {
    match role {
        Role::Group => "box",
        Role::Header => "header",
        Role::Navigation => "navigation",
        Role::Main => "main",
        Role::Aside => "aside",
        Role::Footer => "footer",
        Role::Section => "section",
        Role::Article => "card",
        Role::Form => "form",
        Role::List => "list",
        Role::Item => "item",
        Role::Heading(_) => "heading",
        Role::Paragraph => "text",
        Role::Link => "link",
        Role::Label(_) => "label",
        Role::Rule => "rule",
        Role::Picture => "picture",
        Role::Control(kind) => match kind {
            ComponentKind::Button => "button",
            ComponentKind::Input | ComponentKind::TextArea => "field",
            ComponentKind::Checkbox => "checkbox",
            ComponentKind::Radio => "radio",
            ComponentKind::Toggle => "toggle",
            ComponentKind::Select => "select",
            ComponentKind::Slider => "slider",
            ComponentKind::Tabs => "tabs",
            ComponentKind::Table => "table",
            ComponentKind::Card => "card",
            ComponentKind::List => "list",
            ComponentKind::NavBar => "navigation",
            ComponentKind::Avatar => "avatar",
            ComponentKind::Image => "picture",
            ComponentKind::Icon => "icon",
            ComponentKind::Modal => "dialog",
            ComponentKind::Chart => "chart",
        },
        Role::Table => "table",
        Role::TableRow => "row",
        Role::TableCell(_) => "cell",
    }
}
