//! What is told of a node without drawing it: its cell, its least width, its name.
//!
//! Not here: the functions that draw.

use super::super::state::any;
use super::super::style::role_word;
use super::super::syntax::{chain, float, string};
use crate::code::names::plural;
use crate::code::nodes::{SMALL, is_figure, of_words, stacks, tight, wide_apart};
use crate::code::tokens::colour::Colour;
use crate::code::web::stack_gap;
use crate::code::writer::Writer;
use crate::layout::size::borders;
use crate::layout::{
    Content, Cross, Justify, Layout, Line, NARROW, Node, Place, Role, Run, Sides, Size, Tree,
};
use crate::scene::{Align, ComponentKind, Family};

/// A statement that may be of several lines, the first not yet indented.
pub(super) fn statement(out: &mut Writer, depth: usize, text: &str) {
    out.line(depth, "    ", text);
}

/// The beginning of a row or column that is filled: `Flex::row(8.0).show(ui, |row| {`.
pub(super) fn open(out: &mut Writer, depth: usize, head: &str, calls: &[String], word: &str) {
    let line = format!("{head}{}.show(ui, |{word}| {{", calls.concat());
    if calls.is_empty() || line.chars().count() <= 60 && depth * 4 + line.chars().count() <= 100 {
        out.line(depth, "    ", &line);
    } else {
        out.line(depth, "    ", &chain(depth, "let flex = ", head, calls, ";"));
        out.line(depth, "    ", &format!("flex.show(ui, |{word}| {{"));
    }
}

/// The content box as drawn.
pub(super) fn inside(node: &Node) -> kurbo::Rect {
    let Sides { top, right, bottom, left } = node.padding;
    let line =
        |at: usize| node.paint.borders.get(at).and_then(Option::as_ref).map_or(0.0, |(width, _)| *width);
    let drawn = node.drawn;
    kurbo::Rect::new(
        drawn.x0 + left + line(3),
        drawn.y0 + top + line(0),
        (drawn.x1 - right - line(1)).max(drawn.x0),
        (drawn.y1 - bottom - line(2)).max(drawn.y0),
    )
}

/// Borders above and below.
pub(super) fn edges(node: &Node) -> f64 {
    [0_usize, 2].iter().filter_map(|at| node.paint.borders.get(*at)?.as_ref()).map(|(width, _)| *width).sum()
}

/// Parts that mean something, and large ones.
pub(super) fn deserves_function(node: &Node) -> bool {
    let size = count(node, 0);
    match node.role {
        Role::Header | Role::Navigation | Role::Main | Role::Aside | Role::Footer => size > 2,
        Role::Section | Role::Form | Role::Table | Role::List | Role::Article => size > 4,
        Role::Group => size > 14 || size > 6 && heading(node, 0).is_some(),
        _ => false,
    }
}

pub(super) fn count(node: &Node, depth: usize) -> usize {
    if depth > crate::code::DEEPEST {
        return 0;
    }
    1 + node.children.iter().map(|child| count(child, depth + 1)).sum::<usize>()
}

/// What a part is called: as the user named it, after its first heading, or by its role.
pub(super) fn called(node: &Node) -> String {
    let role = match node.role {
        Role::Group | Role::Main => "content",
        _ => role_word(&node.role),
    };
    if is_hero(node) {
        return "hero".to_owned();
    }
    if let (Role::List, [first, second, ..]) = (&node.role, node.children.as_slice())
        && alike_word(first) == alike_word(second)
    {
        return node.name.clone().unwrap_or_else(|| plural(alike_word(first)));
    }
    let one_of_its_kind =
        matches!(node.role, Role::Header | Role::Navigation | Role::Main | Role::Aside | Role::Footer);
    let heading = || heading(node, 0).filter(|_| !one_of_its_kind);
    node.name.clone().or_else(heading).unwrap_or_else(|| role.to_owned())
}

/// The heading of the page with something to press: what is seen first.
fn is_hero(node: &Node) -> bool {
    let has = |test: &dyn Fn(&Role) -> bool| any(node, 0, &|node| test(&node.role));
    node.role == Role::Group
        && has(&|role| *role == Role::Heading(1))
        && !has(&|role| matches!(role, Role::Heading(2..)))
        && has(&|role| *role == Role::Control(ComponentKind::Button))
        && !has(&|role| {
            matches!(role, Role::Control(kind) if *kind != ComponentKind::Button) || *role == Role::Table
        })
}

/// What parts that are alike are called.
pub(super) fn alike_word(node: &Node) -> &'static str {
    match node.role {
        Role::Group if inputs(node) == Some(ComponentKind::Toggle) => "setting",
        Role::Group if inputs(node).is_some() => "labelled_field",
        Role::Group | Role::Item if node.is_painted() => "card",
        Role::Group if matches!(node.layout, Layout::Row(_)) => "row",
        Role::Group => "item",
        _ => role_word(&node.role),
    }
}

/// The kind of the field in a part.
fn inputs(node: &Node) -> Option<ComponentKind> {
    match node.role {
        Role::Control(kind) => Some(kind),
        _ => node.children.iter().find_map(inputs),
    }
}

/// What a box is called: by the user, by its role, else by how it looks.
pub(super) fn block_word(node: &Node) -> String {
    let framed = node.paint.borders.iter().all(Option::is_some);
    let look = match node.role {
        Role::Group | Role::Item | Role::Article | Role::Section if framed => "card",
        Role::Group if node.paint.background.is_some() => "panel",
        Role::Group => "room",
        _ => role_word(&node.role),
    };
    node.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| look.to_owned())
}

/// The nodes in a part that is drawn by a call: their words in it.
pub(super) fn inner_parts(out: &mut Writer, node: &Node, from: usize) {
    for child in &node.children {
        let words = match &child.content {
            Content::Text(run) => string(&run.text),
            _ => String::new(),
        };
        out.part_of(&child.id, from, &words);
        inner_parts(out, child, from);
    }
}

/// The first heading in a part.
pub(super) fn heading(node: &Node, depth: usize) -> Option<String> {
    node.children.iter().find_map(|child| match (&child.role, &child.content) {
        (Role::Heading(_), Content::Text(run)) => Some(run.text.clone()),
        // Parts of their own have their own.
        _ if depth < 2 && !deserves_function(child) => heading(child, depth + 1),
        _ => None,
    })
}

pub(super) fn first_run(node: &Node, depth: usize) -> Option<Run> {
    match &node.content {
        Content::Text(run) => return Some(run.clone()),
        Content::Control { run: Some(run), .. } => return Some(run.clone()),
        _ => {}
    }
    if depth > crate::code::DEEPEST {
        return None;
    }
    node.children.iter().find_map(|child| first_run(child, depth + 1))
}

/// How words are set where the drawing does not say.
pub(super) fn plain() -> Run {
    Run {
        text: String::new(),
        lines: 1,
        size: 14.0,
        weight: 400,
        italic: false,
        family: Family::Sans,
        line_height: 1.43,
        colour: "#1e1e1e".to_owned(),
        align: Align::Start,
    }
}

/// The same on what the node is filled with.
pub(super) fn plain_on(node: &Node) -> Run {
    let fill = node.paint.background.as_deref().and_then(Colour::parse);
    let dark = fill.is_some_and(Colour::dark);
    Run { colour: if dark { "#ffffff" } else { "#1e1e1e" }.to_owned(), ..plain() }
}

pub(super) fn role_function(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Input => "field",
        ComponentKind::TextArea => "area",
        ComponentKind::Checkbox => "checkbox",
        ComponentKind::Radio => "radio",
        ComponentKind::Toggle => "toggle",
        ComponentKind::Select => "select",
        ComponentKind::Slider => "slider",
        ComponentKind::Tabs => "tabs",
        ComponentKind::Avatar => "avatar",
        ComponentKind::Chart => "chart",
        _ => "label",
    }
}

/// A control's least size: all the width there is, or the one it was drawn with.
pub(super) fn size(node: &Node, hug: bool) -> String {
    let height = float(node.drawn.height());
    if hug { format!("vec2({}, {height})", float(node.drawn.width())) } else { format!("wide({height})") }
}

/// What a row or column is told.
pub(super) fn calls(line: &Line, cross_gap: Option<f64>, hug: bool, height: Option<f64>) -> Vec<String> {
    let mut calls = Vec::new();
    match line.align {
        Cross::Stretch => calls.push(".stretch()".to_owned()),
        Cross::Start => {}
        Cross::Middle => calls.push(".align(Align::Center)".to_owned()),
        Cross::End | Cross::Baseline => calls.push(".align(Align::Max)".to_owned()),
    }
    match line.justify {
        Justify::Start => {}
        Justify::Middle => calls.push(".justify(Align::Center)".to_owned()),
        Justify::End => calls.push(".justify(Align::Max)".to_owned()),
        Justify::Between => calls.push(".between()".to_owned()),
    }
    if let Some(gap) = cross_gap.filter(|gap| (gap - line.gap).abs() > 0.01) {
        calls.push(format!(".line_gap({})", float(gap)));
    }
    if hug {
        calls.push(".hug()".to_owned());
    }
    if let Some(height) = height.filter(|height| *height > 0.0) {
        calls.push(format!(".height({})", float(height)));
    }
    calls
}

/// Between the lines of a row that goes on in new ones.
pub(super) fn lines_apart(node: &Node, line: &Line) -> Option<f64> {
    match () {
        () if line.wrap => Some(line.cross_gap),
        () if stacks(node) && !line.stacks && !wide_apart(node) => stack_gap(node, line.gap),
        () => None,
    }
}

/// A child is as wide as its content.
pub(super) fn hugs(child: &Node, line: &Line, row: bool, hug: bool) -> bool {
    let stretch = !row
        && line.align == Cross::Stretch
        && child.place == Place::Flow
        && !child.margin.left.is_infinite();
    match child.width {
        Size::Fixed(_) => row && of_words(child, 0),
        Size::Fill { .. } if matches!(child.role, Role::TableCell(_)) => false,
        Size::Fill { .. } if row && tight(child, 0) && matches!(child.content, Content::Text(_)) => true,
        Size::Content => hug || row || !(stretch || child.place == Place::Own(Cross::Stretch)),
        Size::Fill { .. } | Size::Share { .. } => hug,
    }
}

/// Least room between the cells of a table, px.
const BETWEEN_CELLS: f64 = 12.0;

/// Room beside the content of a window, px.
const BESIDE: f64 = 32.0;

/// The widths below which the children of a row stand below each other, so that they do in windows of the widths in
/// which the pages of the other languages change; none for a row that only gets narrower.
pub(super) fn stacking(node: &Node) -> Option<f64> {
    let Layout::Row(line) = &node.layout else { return None };
    let window = match () {
        () if line.stacks => NARROW,
        () if stacks(node) => SMALL,
        () => return None,
    };
    let wide: f64 = node.children.iter().map(|child| child.drawn.width()).sum();
    let gaps = line.gap * node.children.len().saturating_sub(1) as f64;
    let margins: f64 =
        node.children.iter().map(|child| child.margin.left).filter(|side| side.is_finite()).sum();
    Some((window - BESIDE - gaps - margins) / wide.max(1.0)).filter(|share| *share > 0.0 && *share < 1.0)
}

/// How wide a child's cell is; `stacks` is the share of its width below which it stands below the others.
pub(super) fn cell(child: &Node, row: bool, stacks: Option<f64>) -> (String, Vec<String>) {
    let mut calls = Vec::new();
    let stacked = stacks.map_or(0.0, |share| (child.drawn.width() * share).floor());
    let head = match child.width {
        Size::Content => "Cell::content()".to_owned(),
        // Another face may set the words wider.
        Size::Fixed(width) if row && of_words(child, 0) => {
            calls.push(format!(".min({})", float(width)));
            "Cell::content()".to_owned()
        }
        // So may it be where it only just fits.
        Size::Fill { weight, .. }
            if row
                && tight(child, 0)
                && matches!(child.content, Content::Text(_))
                && !matches!(child.role, Role::TableCell(_)) =>
        {
            calls.push(format!(".min({})", float(weight)));
            "Cell::content()".to_owned()
        }
        Size::Fixed(width) => format!("Cell::fixed({})", float(width)),
        Size::Fill { weight, min, max } => {
            let least = if min > 0.0 { min } else { least(child, 0) }.max(stacked);
            let least = if matches!(child.role, Role::TableCell(_)) { least + BETWEEN_CELLS } else { least };
            if row && least > 0.0 {
                calls.push(format!(".min({})", float(least)));
            }
            if max.is_finite() {
                calls.push(format!(".max({})", float(max)));
            }
            format!("Cell::fill({})", float(weight.max(0.001)))
        }
        Size::Share { of, max } => {
            if row && stacked > 0.0 {
                calls.push(format!(".min({})", float(stacked)));
            }
            if max.is_finite() {
                calls.push(format!(".max({})", float(max)));
            }
            format!("Cell::share({})", crate::code::classes::number(of))
        }
    };
    let (left, right) = (child.margin.left.is_infinite(), child.margin.right.is_infinite());
    match child.place {
        _ if !row && left && right => calls.push(".align(Align::Center)".to_owned()),
        _ if !row && left => calls.push(".align(Align::Max)".to_owned()),
        Place::Own(Cross::Start) => calls.push(".align(Align::Min)".to_owned()),
        Place::Own(Cross::Middle) => calls.push(".align(Align::Center)".to_owned()),
        Place::Own(Cross::End | Cross::Baseline) => calls.push(".align(Align::Max)".to_owned()),
        Place::Own(Cross::Stretch) => calls.push(".stretch()".to_owned()),
        _ => {}
    }
    calls.extend(around(child));
    (head, calls)
}

/// The room around a child.
pub(super) fn around(child: &Node) -> Option<String> {
    let Sides { top, right, bottom, left } = child.margin;
    let sides = [top, right, bottom, left].map(|side| if side.is_finite() { side } else { 0.0 });
    sides.iter().any(|side| *side != 0.0).then(|| format!(".margin([{}])", sides.map(float).join(", ")))
}

/// The width below which a part looks wrong, px.
pub(super) fn least(node: &Node, depth: usize) -> f64 {
    if depth > crate::code::DEEPEST {
        return 0.0;
    }
    let own = match (&node.content, &node.layout) {
        // Words wrap, but not within.
        (Content::Text(run), _) => {
            let longest = run.text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            // A number is not parted from what it counts.
            let figure = is_figure(&run.text);
            let longest = if figure { run.text.chars().count() } else { longest };
            // Another face may set it wider.
            let cell = matches!(node.role, Role::TableCell(_));
            let drawn = node.drawn.width() * if figure && !cell { 1.25 } else { 1.0 };
            (longest as f64 * run.size * 0.6).min(drawn)
        }
        (Content::Control { text, .. }, _) if matches!(node.role, Role::Control(ComponentKind::Button)) => {
            (text.chars().count() as f64 * 8.0 + 16.0).min(node.drawn.width())
        }
        (Content::Control { .. }, _) => node.drawn.width().min(160.0),
        (Content::Picture { .. }, _) if node.children.is_empty() => node.drawn.width().min(120.0),
        (_, Layout::Row(line)) if !line.wrap => {
            let gaps = line.gap * node.children.len().saturating_sub(1) as f64;
            // A row may wrap, but should not have to at once.
            let sum = node.children.iter().map(|child| least(child, depth + 1)).sum::<f64>() + gaps;
            sum.min(320.0)
        }
        _ => node.children.iter().map(|child| least(child, depth + 1)).fold(0.0, f64::max),
    };
    let own = match node.width {
        Size::Fixed(width) => width.min(320.0),
        _ => {
            let edges = borders(&node.paint);
            own + node.padding.left + node.padding.right + edges.left + edges.right
        }
    };
    own.ceil()
}

/// Says of which faces egui has none.
pub(super) fn said_of_faces(out: &mut Writer, tree: &Tree) {
    let drawn = faces(&tree.root, 0);
    let serif = drawn.iter().any(|(family, _)| *family == Family::Serif);
    let bold = drawn.iter().any(|(family, weight)| *family == Family::Sans && *weight >= 600);
    let names = match (bold, serif) {
        (true, true) => "`bold` and `serif`",
        (true, false) => "`bold`",
        (false, true) => "`serif`",
        (false, false) => return,
    };
    out.line(0, "", "//!");
    out.line(
        0,
        "",
        &format!(
            "//! Some words are set in the font family {names} where the app has it: see [`Type::font`]."
        ),
    );
}

/// The faces that words are set in, and their weights.
fn faces(node: &Node, depth: usize) -> Vec<(Family, u16)> {
    let own = match &node.content {
        Content::Text(run) => Some(run),
        Content::Control { run, .. } => run.as_ref(),
        _ => None,
    };
    let mut found: Vec<_> = own.into_iter().map(|run| (run.family, run.weight)).collect();
    if depth < crate::code::DEEPEST {
        found.extend(node.children.iter().flat_map(|child| faces(child, depth + 1)));
    }
    found
}
