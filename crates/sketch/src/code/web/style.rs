//! Declarations of CSS for a node: its box, its place, its words.
//!
//! Not here: tags and attributes.

use crate::code::dom::{Declaration, Element};
use crate::code::nodes::{SMALL, of_words, stacks, tight, wide_apart};
use crate::layout::{
    Content, Cross, Justify, Layout, Line, Node, Place, Role, Run, Sides, Size, Track, Tree,
};
use crate::scene::{Align, ComponentKind, Family};

/// A crossed box, for pictures that are still to come.
pub const PLACEHOLDER: &str = "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'%3E%3Cpath d='M0 0h100v100H0zL100 100M100 0L0 100' fill='%23e9ecef' stroke='%23868e96' vector-effect='non-scaling-stroke'/%3E%3C/svg%3E\")";

/// Spaces to the side up to this stay as they are in narrow windows, px.
pub const ASIDE: f64 = 40.0;

/// Texts drawn up to this width never get narrower than their longest word, px.
const LEAST_WORDS: f64 = 160.0;

/// Least space between columns that stand below each other in narrow windows, px.
const STACK_GAP: f64 = 16.0;

/// As high as what a browser shows at once.
pub(crate) const WINDOW: &str = "100dvh";

/// Windows up to this width let lines break that were drawn whole, px.
const NARROW: f64 = 1100.0;

/// A length in px as CSS writes it: without needless digits.
#[must_use]
pub fn px(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 || !rounded.is_finite() { "0".into() } else { format!("{rounded}px") }
}

/// A number without needless digits.
fn number(value: f64, digits: i32) -> String {
    let scale = 10.0_f64.powi(digits);
    format!("{}", (value * scale).round() / scale)
}

/// Adds what a node declares.
pub fn declare(element: &mut Element, node: &Node, parent: Option<&Node>, tree: &Tree) {
    let mut style = Style { out: &mut element.style };
    if node.children.iter().any(|child| matches!(child.place, Place::Over { .. })) {
        style.set("position", "relative");
    }
    let narrow = &mut element.narrow;
    arrange(&mut style, node, narrow);
    place(&mut style, node, parent, narrow);
    size(&mut style, node, parent, narrow);
    space(&mut style, node, parent);
    if from_edge_to_edge(node, tree.width) {
        small(narrow, "padding-inline", px(EDGE));
    }
    if parent.is_some_and(in_columns) {
        below_each_other(narrow, node);
    }
    if let Some((window, top)) = node.apart {
        let mut list = vec![said("margin-top", px(top))];
        if matches!(node.place, Place::Cell { .. }) {
            list.insert(0, said("grid-area", "auto"));
        }
        narrow.push((window, list));
    }
    if parent.is_some_and(in_pairs) {
        narrow.push((PAIRS, vec![said("flex-basis", "40%")]));
        small(narrow, "flex-basis", "100%");
    }
    if !marks_only(node) {
        paint(&mut style, node);
    }
    if let Content::Text(run) = &node.content {
        words(&mut style, run);
        if let Some(size) = smaller(run.size) {
            small(narrow, "font-size", px(size));
        }
        if hugs(node, parent) {
            style.out.retain(|one| one.property != "text-align");
        }
        if node.one_line {
            style.set("white-space", "nowrap");
            narrow
                .push((NARROW, vec![Declaration { property: "white-space".into(), value: "normal".into() }]));
        }
    }
    if let (Content::Text(run), Some(parent)) = (&node.content, parent)
        && run.lines == 1
        && matches!(parent.layout, Layout::Row(_))
        && matches!(node.width, Size::Share { .. })
        && node.drawn.width() < LEAST_WORDS
    {
        // A row gets narrower by its spaces, not by its words lying on each other.
        narrow.push((NARROW, vec![said("min-width", "min-content")]));
    }
    if let Content::Control { run: Some(run), .. } = &node.content
        && !shows_no_words(node)
    {
        words(&mut style, run);
    }
    if parent.is_none() {
        if fills_window(node, tree) {
            style.set("min-height", WINDOW);
        }
        style.set("font-family", "Arial, Helvetica, sans-serif");
        narrow.push((
            NARROW,
            vec![Declaration { property: "overflow-wrap".into(), value: "break-word".into() }],
        ));
    }
    // A drawing of a small window is not laid out otherwise in that one.
    narrow.retain(|(window, _)| *window >= NARROW || *window < tree.width);
    said_once(narrow);
}

/// What stands at the side of a page, from its top to its bottom, goes on to the end of a window that is higher.
pub(crate) fn fills_window(root: &Node, tree: &Tree) -> bool {
    let high = |child: &Node| child.paint.background.is_some() && child.drawn.height() >= tree.height - 2.0;
    matches!(&root.layout, Layout::Row(line) if line.align == Cross::Stretch)
        && root.children.len() > 1
        && root.children.iter().any(high)
}

/// A component without a box: its colours are those of its mark, its lines or what it shows.
fn marks_only(node: &Node) -> bool {
    matches!(
        node.role,
        Role::Control(
            ComponentKind::Checkbox
                | ComponentKind::Radio
                | ComponentKind::Toggle
                | ComponentKind::Slider
                | ComponentKind::Tabs
                | ComponentKind::List
                | ComponentKind::Image
                | ComponentKind::Icon
                | ComponentKind::Chart
        )
    )
}

/// A component that is a picture or a slider: words are in none.
fn shows_no_words(node: &Node) -> bool {
    use ComponentKind::{Chart, Icon, Image, Slider};
    matches!(node.role, Role::Control(Image | Icon | Chart | Slider))
}

/// Words on a line in a box as wide as they are: they are not aligned in it.
fn hugs(node: &Node, parent: Option<&Node>) -> bool {
    let in_row = parent.is_some_and(|parent| matches!(parent.layout, Layout::Row(_)));
    let line = matches!(&node.content, Content::Text(run) if run.lines <= 1);
    in_row && line && node.width == Size::Content
}

/// Large words leave room for little else in a small window: what they have more than this, px, is a quarter there.
const LARGE: f64 = 32.0;

/// The size of words in small windows, px, where that is another.
pub(crate) fn smaller(size: f64) -> Option<f64> {
    let less = (LARGE + (size - LARGE) / 4.0).round();
    (size > LARGE && less < size).then_some(less)
}

/// A list of declarations, each property once.
struct Style<'a> {
    out: &'a mut Vec<Declaration>,
}

impl Style<'_> {
    fn set(&mut self, property: &str, value: impl Into<String>) {
        let value = value.into();
        match self.out.iter_mut().find(|declaration| declaration.property == property) {
            Some(declaration) => declaration.value = value,
            None => self.out.push(Declaration { property: property.into(), value }),
        }
    }
}

/// Declarations that hold below a width of the window.
type Narrow = Vec<(f64, Vec<Declaration>)>;

/// Adds a declaration for small windows.
fn small(narrow: &mut Narrow, property: &str, value: impl Into<String>) {
    let declaration = Declaration { property: property.into(), value: value.into() };
    match narrow.iter_mut().find(|(width, _)| *width == SMALL) {
        Some((_, style)) => style.push(declaration),
        None => narrow.push((SMALL, vec![declaration])),
    }
}

/// Takes out what holds in a narrower window because it holds in a wider one already.
fn said_once(narrow: &mut Narrow) {
    narrow.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut holds: Vec<Declaration> = Vec::new();
    for (_, style) in narrow.iter_mut() {
        style.retain(|one| {
            let known = holds.iter_mut().find(|known| known.property == one.property);
            let again = known.as_ref().is_some_and(|known| known.value == one.value);
            match known {
                Some(known) => known.value.clone_from(&one.value),
                None => holds.push(one.clone()),
            }
            !again
        });
    }
    narrow.retain(|(_, style)| !style.is_empty());
}

/// How children stand.
fn arrange(style: &mut Style<'_>, node: &Node, narrow: &mut Narrow) {
    match &node.layout {
        Layout::Leaf | Layout::Stack => {}
        Layout::Row(line) => {
            style.set("display", "flex");
            if line.wrap {
                style.set("flex-wrap", "wrap");
            } else if stacks(node) && !in_pairs(node) && !line.stacks {
                small(narrow, "flex-wrap", "wrap");
                if wide_apart(node) {
                    small(narrow, "row-gap", "0");
                } else if let Some(gap) = stack_gap(node, line.gap) {
                    small(narrow, "row-gap", px(gap));
                }
            }
            flex(style, line, Cross::Stretch);
            if in_pairs(node) {
                narrow.push((PAIRS, vec![said("flex-wrap", "wrap")]));
            }
            if line.stacks {
                let mut list = vec![said("flex-direction", "column"), said("align-items", "stretch")];
                if line.gap < STACK_GAP {
                    list.push(said("gap", px(STACK_GAP)));
                }
                narrow.push((crate::layout::NARROW, list));
            }
        }
        Layout::Column(line) => {
            style.set("display", "flex");
            style.set("flex-direction", "column");
            flex(style, line, Cross::Stretch);
        }
        Layout::Grid { columns, column_gap, row_gap, .. } => {
            style.set("display", "grid");
            let tracks: Vec<String> = columns
                .iter()
                .map(|track| match track {
                    Track::Fixed(size) => px(*size),
                    Track::Share(share) => format!("minmax(0, {}fr)", number(*share, 3)),
                    Track::Content => "auto".into(),
                })
                .collect();
            style.set("grid-template-columns", repeated(&tracks));
            if columns.len() > 1 && node.role != Role::Table {
                small(narrow, "grid-template-columns", "minmax(0, 1fr)");
            }
            style.set("align-items", "start");
            if columns.len() > 1 {
                let fewer = if columns.len() == 2 { 1 } else { 2 };
                let tracks = vec!["minmax(0, 1fr)".to_owned(); fewer];
                narrow.push((crate::layout::NARROW, vec![said("grid-template-columns", repeated(&tracks))]));
            }
            let (row, column) = (px(*row_gap), px(*column_gap));
            match (*row_gap > 0.0, *column_gap > 0.0) {
                (true, true) if row == column => style.set("gap", row),
                (true, true) => style.set("gap", format!("{row} {column}")),
                (true, false) => style.set("row-gap", row),
                (false, true) => style.set("column-gap", column),
                (false, false) => {}
            }
        }
    }
}

/// Between the lines of a row that goes on in new lines in small windows, px: less than beside each other, where that is
/// much; none where it is the same.
pub(crate) fn stack_gap(node: &Node, gap: f64) -> Option<f64> {
    let most = if node.children.iter().all(|child| tight(child, 0)) { LINE_GAP } else { 2.0 * STACK_GAP };
    (gap > most).then_some(most)
}

/// Between the lines of links and buttons, px.
const LINE_GAP: f64 = 12.0;

/// Tracks of a grid; those that are all the same are counted.
fn repeated(tracks: &[String]) -> String {
    match tracks {
        [first, rest @ ..] if !rest.is_empty() && rest.iter().all(|track| track == first) => {
            format!("repeat({}, {first})", tracks.len())
        }
        _ => tracks.join(" "),
    }
}

/// A declaration.
fn said(property: &str, value: impl Into<String>) -> Declaration {
    Declaration { property: property.into(), value: value.into() }
}

/// Whether the children of a row stand below each other in narrow windows.
fn in_columns(node: &Node) -> bool {
    matches!(node.layout, Layout::Row(Line { stacks: true, .. }))
}

/// Windows below this width have no room for four boxes beside each other, px.
pub(crate) const PAIRS: f64 = 900.0;

/// Four boxes or more beside each other that are alike: two stand beside each other where there is no room for all.
pub(crate) fn in_pairs(node: &Node) -> bool {
    let Layout::Row(row) = &node.layout else { return false };
    let weight = |child: &Node| if let Size::Fill { weight, .. } = child.width { Some(weight) } else { None };
    let first = node.children.first().and_then(weight);
    // Lines that must not break are what a box can have too little room for.
    let line = |child: &Node| matches!(&child.content, Content::Text(run) if run.lines <= 1);
    let boxed = |child: &Node| {
        !child.children.is_empty()
            && child.is_painted()
            && weight(child) == first
            && child.children.iter().all(line)
    };
    let narrow = node.children.first().is_some_and(|child| child.drawn.width() <= 320.0);
    !row.wrap
        && !row.stacks
        && node.children.len() > 3
        && first.is_some()
        && narrow
        && node.children.iter().all(boxed)
}

/// A child of such a row: as wide as the window lets it, without what put it beside the others.
fn below_each_other(narrow: &mut Narrow, node: &Node) {
    let mut list = match node.width {
        Size::Fill { .. } => vec![said("flex", "none")],
        Size::Share { .. } => vec![said("width", "auto")],
        _ => Vec::new(),
    };
    if node.margin.left != 0.0 {
        list.push(said("margin-left", "0"));
    }
    if matches!(node.content, Content::Picture { .. }) && node.children.is_empty() {
        list.push(said("max-width", px(node.drawn.width())));
    }
    if !list.is_empty() {
        narrow.push((crate::layout::NARROW, list));
    }
}

/// A row or column of flex.
fn flex(style: &mut Style<'_>, line: &Line, plain: Cross) {
    match line.justify {
        Justify::Start => {}
        Justify::Middle => style.set("justify-content", "center"),
        Justify::End => style.set("justify-content", "flex-end"),
        Justify::Between => style.set("justify-content", "space-between"),
    }
    if line.align != plain {
        style.set("align-items", cross(line.align));
    }
    if line.wrap && (line.cross_gap - line.gap).abs() > 0.05 && line.gap > 0.0 {
        style.set("gap", format!("{} {}", px(line.cross_gap), px(line.gap)));
    } else if line.gap > 0.0 {
        style.set("gap", px(line.gap));
    }
}

/// The word for an alignment.
fn cross(cross: Cross) -> &'static str {
    match cross {
        Cross::Stretch => "stretch",
        Cross::Start => "flex-start",
        Cross::Middle => "center",
        Cross::End => "flex-end",
        Cross::Baseline => "baseline",
    }
}

/// How it stands in its parent.
fn place(style: &mut Style<'_>, node: &Node, parent: Option<&Node>, narrow: &mut Narrow) {
    match node.place {
        Place::Flow => {}
        Place::Own(own) => {
            let column = parent.is_some_and(|parent| matches!(parent.layout, Layout::Column(_)));
            let filled = column && matches!(node.width, Size::Content | Size::Fill { .. });
            if !(filled && own == Cross::Start) {
                style.set("align-self", cross(own));
            }
        }
        Place::Cell { column, row, columns, rows } => {
            let line = |from: u16, count: u16| {
                if count > 1 { format!("{} / span {count}", from + 1) } else { format!("{}", from + 1) }
            };
            style.set("grid-area", format!("{} / {}", line(row, rows), line(column, columns)));
            let many =
                |parent: &Node| matches!(&parent.layout, Layout::Grid { columns, .. } if columns.len() > 1);
            if parent.is_some_and(many) {
                small(narrow, "grid-area", "auto");
            }
        }
        Place::Over { left, top, right, bottom } => {
            style.set("position", "absolute");
            for (side, value) in [("left", left), ("top", top), ("right", right), ("bottom", bottom)] {
                if let Some(value) = value {
                    style.set(side, px(value));
                }
            }
        }
    }
}

/// Width and height.
fn size(style: &mut Style<'_>, node: &Node, parent: Option<&Node>, narrow: &mut Narrow) {
    let in_row = parent.is_some_and(|parent| matches!(parent.layout, Layout::Row(_)));
    match node.width {
        Size::Content => {}
        // As wide as its words, in whatever font.
        Size::Fixed(_) if parent.is_some_and(between) && of_words(node, 0) => {}
        Size::Fixed(width) => {
            style.set("width", px(width));
            if !in_row && matches!(node.content, Content::Text(_)) {
                // Wider than its column by a pixel or two, so that its lines break as drawn.
                narrow.push((NARROW, vec![Declaration { property: "width".into(), value: "auto".into() }]));
            } else if parent.is_some_and(|parent| parent.overflows) {
                style.set("flex-shrink", "0");
            } else if !in_row {
                let aside: f64 =
                    [node.margin.left, node.margin.right].iter().filter(|margin| margin.is_finite()).sum();
                let room = parent.map_or(0.0, |parent| parent.room);
                // What hangs on the far edge keeps off the near one as it did.
                let far = matches!(node.place, Place::Own(Cross::End)) && room - width <= ASIDE;
                let aside = if far { aside.max(((room - width) * 10.0).round() / 10.0) } else { aside };
                let most = if let Some(edge) = gutter(node, parent) {
                    format!("calc(100% - {})", px(2.0 * edge))
                } else if aside > ASIDE && room > aside {
                    format!("{}%", number(100.0 - aside / room * 100.0, 3))
                } else if aside > 0.0 {
                    format!("calc(100% - {})", px(aside))
                } else {
                    "100%".to_owned()
                };
                style.set("max-width", most);
            }
        }
        Size::Fill { weight, max, .. } => {
            if in_row {
                // Words on a line give no room away: others have more.
                let shrink = if parent.is_some_and(has_room) && tight(node, 0) { 0 } else { 1 };
                if shrink == 1 && parent.is_some_and(|parent| takes_rest(node, parent)) {
                    style.set("flex", "1");
                } else {
                    let grow = if parent.is_some_and(|parent| beside(node, parent)) { 0 } else { 1 };
                    style.set("flex", format!("{grow} {shrink} {}", px(weight)));
                }
            } else if max.is_finite()
                && matches!(node.place, Place::Own(Cross::Middle | Cross::End))
                && (!matches!(node.content, Content::Text(_)) || node.is_painted())
            {
                let whole = gutter(node, parent).map(|edge| format!("calc(100% - {})", px(2.0 * edge)));
                style.set("width", whole.unwrap_or_else(|| "100%".to_owned()));
            }
            if max.is_finite() {
                style.set("max-width", px(max));
            }
        }
        Size::Share { of, max } => {
            style.set("width", format!("{}%", number(of * 100.0, 3)));
            if max.is_finite() {
                style.set("max-width", px(max));
            }
        }
    }
    if let Some(parent) = parent.filter(|parent| stacks(parent)) {
        stacked(node, parent, narrow);
    }
    let picture = matches!(node.content, Content::Picture { .. }) && node.children.is_empty();
    if let Size::Fixed(height) = node.height {
        if picture && node.drawn.height() > 0.0 {
            style.set(
                "aspect-ratio",
                format!("{} / {}", number(node.drawn.width(), 1), number(node.drawn.height(), 1)),
            );
            if matches!(node.width, Size::Content) {
                style.set("width", "100%");
            }
        } else {
            style.set(
                if node.children.is_empty() || node.overflows { "height" } else { "min-height" },
                px(height),
            );
        }
    }
}

/// The only one in a row that takes what the others, which keep their width, leave.
fn takes_rest(node: &Node, row: &Node) -> bool {
    let breaks = matches!(&row.layout, Layout::Row(line) if line.wrap || line.stacks) || stacks(row);
    let kept = |child: &Node| child.id == node.id || matches!(child.width, Size::Fixed(_) | Size::Content);
    !breaks && row.children.iter().all(kept)
}

/// A bar or picture beside something much wider: it is as wide in a window that is wider than the drawing.
fn beside(node: &Node, row: &Node) -> bool {
    let weight = |node: &Node| if let Size::Fill { weight, .. } = node.width { weight } else { 0.0 };
    let widest = row.children.iter().map(weight).fold(0.0, f64::max);
    let edged = node.is_painted()
        || matches!(node.role, Role::Aside | Role::Navigation)
        || matches!(node.content, Content::Picture { .. });
    edged && weight(node) > 0.0 && weight(node) * 2.0 <= widest
}

/// What stands in the middle of a page without edges of its own keeps this far from those of a narrow window, px.
pub(crate) fn gutter(node: &Node, parent: Option<&Node>) -> Option<f64> {
    let parent = parent?;
    let bare = parent.padding.left == 0.0 && parent.padding.right == 0.0 && parent.limit.is_none();
    let column = matches!(parent.layout, Layout::Column(_));
    let off = node.drawn.x0 - parent.drawn.x0 >= EDGE && parent.drawn.x1 - node.drawn.x1 >= EDGE;
    let middle = matches!(node.place, Place::Own(Cross::Middle)) || node.margin.left.is_infinite();
    (bare && column && off && middle && parent.room >= crate::layout::NARROW).then_some(EDGE)
}

/// Least room at the edges of a narrow window, px.
pub(crate) const EDGE: f64 = 16.0;

/// A part as wide as the page with more room at its sides than a small window has to spare.
pub(crate) fn from_edge_to_edge(node: &Node, page: f64) -> bool {
    let Sides { left, right, .. } = node.padding;
    let roomy = |side: f64| side.is_finite() && side > EDGE;
    // The box of what only arranges is that of what is in it.
    let around = if node.is_painted() { 0.0 } else { left + right };
    node.limit.is_none() && roomy(left) && roomy(right) && node.drawn.width() + around >= page - 2.0
}

/// A row whose children stand at its ends: what one is wide moves no other.
fn between(node: &Node) -> bool {
    matches!(&node.layout, Layout::Row(line) if line.justify == Justify::Between)
}

/// What may not shrink in a row leaves much of it to the others.
fn has_room(node: &Node) -> bool {
    let Layout::Row(line) = &node.layout else { return false };
    let tight = node.children.iter().filter(|child| tight(child, 0));
    let width: f64 = tight.map(|child| child.drawn.width() + line.gap).sum();
    width <= (node.drawn.width() * 0.6).min(400.0)
}

/// A child of a row that goes on in new lines in small windows: it takes the whole line.
fn stacked(node: &Node, parent: &Node, narrow: &mut Narrow) {
    if matches!(node.width, Size::Share { .. }) {
        small(narrow, "width", "100%");
        if node.margin.left > 0.0 {
            small(narrow, "margin-left", "0");
        }
    }
    if matches!(node.height, Size::Fixed(_)) && !node.children.is_empty() && !node.overflows {
        small(narrow, "min-height", "0");
    }
    if beside(node, parent) {
        small(narrow, "flex-grow", "1");
    }
    if let Some(below) = below(node) {
        small(narrow, "padding-bottom", px(below));
    }
    if at_edges(node, parent) {
        small(narrow, "padding-inline", px(EDGE));
    }
}

/// Room below what is in a box that was as high as its row and is as high as its content now: as much as above it.
pub(crate) fn below(node: &Node) -> Option<f64> {
    let last = node.children.last()?;
    let left = node.drawn.y1 - node.padding.bottom - last.drawn.y1;
    let bare = node.padding.bottom == 0.0 && node.padding.top > 0.0 && node.is_painted();
    (bare && !node.overflows && left > node.padding.top).then_some(node.padding.top)
}

/// From edge to edge there is no gap that keeps it off.
pub(crate) fn at_edges(node: &Node, parent: &Node) -> bool {
    parent.padding.left == 0.0
        && parent.limit.is_none()
        && node.paint.background.is_none()
        && node.padding.left == 0.0
        && (node.padding.right > 0.0 || parent.drawn.x0 < 1.0 && reach(node) <= parent.drawn.x1 - EDGE)
        && matches!(node.width, Size::Fill { .. })
}

/// How far right what can be seen of a part reaches.
fn reach(node: &Node) -> f64 {
    if node.children.is_empty() || node.is_painted() {
        return node.drawn.x1;
    }
    node.children.iter().map(reach).fold(f64::NEG_INFINITY, f64::max)
}

/// Padding and margin.
fn space(style: &mut Style<'_>, node: &Node, parent: Option<&Node>) {
    let padding = node.padding;
    let room = parent.map_or(node.drawn.width(), |parent| parent.room);
    let edges = crate::layout::size::borders(&node.paint);
    if let Some(limit) = node.limit {
        vertical(style, "padding", padding);
        style.set("padding-inline", format!("max({}, 50% - {})", px(padding.left), px(limit / 2.0)));
    } else {
        sides(style, "padding", padding, edges, room);
    }
    sides(style, "margin", node.margin, Sides::default(), room);
}

/// Top and bottom only.
fn vertical(style: &mut Style<'_>, property: &str, sides: Sides) {
    if sides.top > 0.0 && (sides.top - sides.bottom).abs() < 0.05 {
        style.set(&format!("{property}-block"), px(sides.top));
        return;
    }
    for (side, value) in [("top", sides.top), ("bottom", sides.bottom)] {
        if value > 0.0 {
            style.set(&format!("{property}-{side}"), px(value));
        }
    }
}

/// Steps of the grid that rooms are drawn on, px.
const STEP: f64 = 4.0;

/// All sides, as short as it can be said. Room that is on the grid with the edge beside it is said as what it was meant
/// to be.
fn sides(style: &mut Style<'_>, property: &str, sides: Sides, edges: Sides, room: f64) {
    let Sides { top, right, bottom, left } = sides;
    let on_grid = |value: f64| (value / STEP).fract() == 0.0;
    let with_edges = [(top, edges.top), (right, edges.right), (bottom, edges.bottom), (left, edges.left)];
    let meant = with_edges.iter().all(|(side, edge)| *side * *edge == 0.0 || on_grid(side + edge));
    let length = |value: f64, edge: f64| match value {
        value if value.is_infinite() => "auto".to_owned(),
        value if meant && value > 0.0 && edge > 0.0 => format!("calc({} - {})", px(value + edge), px(edge)),
        value => px(value),
    };
    // A wide space to the side is a share of the room: it shrinks with the window.
    let aside = |value: f64, edge: f64| {
        if value.is_finite() && value > ASIDE && room > value {
            format!("{}%", number(value / room * 100.0, 3))
        } else {
            length(value, edge)
        }
    };
    let (t, b) = (length(top, edges.top), length(bottom, edges.bottom));
    let (r, l) = (aside(right, edges.right), aside(left, edges.left));
    let zero = |value: &str| value == "0";
    let set = [&t, &r, &b, &l].iter().filter(|value| !zero(value)).count();
    if set == 0 {
        return;
    }
    let paired = (t == b && !zero(&t)) || (l == r && !zero(&l));
    if set <= 2 && !paired {
        for (side, value) in [("top", &t), ("right", &r), ("bottom", &b), ("left", &l)] {
            if !zero(value) {
                style.set(&format!("{property}-{side}"), value.as_str());
            }
        }
        return;
    }
    let value = if t == b && l == r && t == l {
        t
    } else if t == b && l == r {
        format!("{t} {r}")
    } else if l == r {
        format!("{t} {r} {b}")
    } else {
        format!("{t} {r} {b} {l}")
    };
    style.set(property, value);
}

/// Colours, borders and corners.
fn paint(style: &mut Style<'_>, node: &Node) {
    let paint = &node.paint;
    if let Content::Picture { picture, .. } = &node.content
        && !node.children.is_empty()
    {
        let source = picture.as_ref().map(|path| format!("url(\"./{path}\")"));
        style.set("background", format!("{} center / cover", source.as_deref().unwrap_or(PLACEHOLDER)));
    } else if let Some(background) = &paint.background {
        style.set("background", background.as_str());
    } else if matches!(node.content, Content::Picture { picture: None, .. }) {
        style.set("background", "#e9ecef");
    }
    if matches!(node.content, Content::Picture { picture: Some(_), .. }) && node.children.is_empty() {
        style.set("object-fit", "cover");
    }
    let kind = if paint.dashed { "dashed" } else { "solid" };
    let side = |at: usize| {
        paint
            .borders
            .get(at)
            .and_then(Option::as_ref)
            .map(|(width, colour)| format!("{} {kind} {colour}", px(*width)))
    };
    let all = [side(0), side(1), side(2), side(3)];
    if all.iter().all(|side| side.is_some() && *side == all[0]) {
        if let Some(side) = &all[0] {
            style.set("border", side.as_str());
        }
    } else {
        for (name, side) in ["top", "right", "bottom", "left"].into_iter().zip(&all) {
            if let Some(side) = side {
                style.set(&format!("border-{name}"), side.as_str());
            }
        }
    }
    if paint.round || matches!(node.role, Role::Control(ComponentKind::Avatar)) {
        style.set("border-radius", "50%");
    } else if paint.radius > 0.0 {
        style.set("border-radius", px(paint.radius));
    }
    if let Some(opacity) = paint.opacity {
        style.set("opacity", number(opacity, 2));
    }
}

/// How words are set.
fn words(style: &mut Style<'_>, run: &Run) {
    match run.family {
        Family::Mono => style.set("font-family", "\"Courier New\", Courier, monospace"),
        Family::Serif => style.set("font-family", "Georgia, \"Times New Roman\", serif"),
        // A hand is how the drawing looks, not the screen.
        Family::Sans | Family::Hand => {}
    }
    style.set("font-size", px(run.size));
    if run.weight != 400 {
        style.set("font-weight", run.weight.to_string());
    }
    if run.italic {
        style.set("font-style", "italic");
    }
    // Rounded up: a line a hair lower than its letters would move them up by a pixel.
    style.set("line-height", number((run.line_height * 1e4 - 0.01).ceil() / 1e4, 4));
    match run.align {
        Align::Start => {}
        Align::Middle => style.set("text-align", "center"),
        Align::End => style.set("text-align", "right"),
    }
    if run.colour != "currentcolor" {
        style.set("color", run.colour.as_str());
    }
}
