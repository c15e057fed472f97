//! The boxes that a tree gives back at a width: what a browser would do with it, for previews and for checks.
//!
//! Flex and grid are laid out by taffy; words are measured with the tables of [`super::metrics`]. It follows
//! the same rules as the style sheet that `code::web` writes.
//!
//! Not here: painting.

use super::metrics::Measured;
use super::size::borders;
use super::{Content, Cross, Justify, Layout, Line, NARROW, Node, Place, Role, Size, Track, Tree, metrics};
use crate::code::nodes::{SMALL, stacks};
use crate::code::web::{EDGE, PAIRS, at_edges, below, gutter, in_pairs};
use kurbo::{Point, Rect};
use taffy::Position;
use taffy::prelude::{
    AlignItems, AlignSelf, AvailableSpace, Dimension, Display, FlexDirection, FlexWrap, JustifyContent,
    LengthPercentage, LengthPercentageAuto, NodeId, Style, TaffyTree, fr, line, minmax,
};

/// Spaces to the side up to this stay as they are in narrow windows, px.
const ASIDE: f64 = crate::code::web::ASIDE;

/// The words of a leaf, measured, and the distance of its lines, px.
type Words = Option<(Measured, f64)>;

/// The id and the box of every node, parents first, at this width of the screen.
#[must_use]
pub fn boxes(tree: &Tree, width: f64) -> Vec<(String, Rect)> {
    let Some(mut flow) = Flow::new(tree) else { return Vec::new() };
    let rects = flow.at(tree, width);
    let mut ids = Vec::with_capacity(rects.len());
    name(&tree.root, &mut ids);
    ids.into_iter().zip(rects).collect()
}

/// The ids of a node and those in it, parents first.
fn name(node: &Node, out: &mut Vec<String>) {
    out.push(node.id.clone());
    node.children.iter().for_each(|child| name(child, out));
}

/// A tree that is laid out at several widths: words are measured once, and only what changes is laid out again.
pub struct Flow {
    taffy: TaffyTree<Words>,
    root: NodeId,
}

impl Flow {
    /// A tree; `None` for one that is too deep.
    #[must_use]
    pub fn new(tree: &Tree) -> Option<Self> {
        let mut taffy = TaffyTree::new();
        taffy.disable_rounding();
        let solver = Solver { width: tree.width, drawn: tree.width };
        let root = solver.add(&mut taffy, &tree.root, None, 0)?;
        Some(Self { taffy, root })
    }

    /// The box of every node, parents first, at this width of the screen. The tree is the one it was made of.
    pub fn at(&mut self, tree: &Tree, width: f64) -> Vec<Rect> {
        let solver = Solver { width, drawn: tree.width };
        solver.change(&mut self.taffy, self.root, &tree.root, None);
        let space =
            taffy::Size { width: AvailableSpace::Definite(width as f32), height: AvailableSpace::MaxContent };
        let done = self.taffy.compute_layout_with_measure(self.root, space, |input, _, words, style| {
            let words = words.and_then(|words| words.as_ref());
            let shape = style.aspect_ratio;
            taffy::compute_leaf_layout(
                input,
                style,
                |_, _| 0.0,
                |known, space| {
                    let Some((words, pitch)) = words else {
                        let width = known.width.unwrap_or(0.0);
                        // A picture is as high as it is wide, in its proportions.
                        let high = shape.filter(|shape| *shape > 0.0).map_or(0.0, |shape| width / shape);
                        return taffy::Size { width, height: known.height.unwrap_or(high) };
                    };
                    let room = known.width.map(f64::from).unwrap_or(match space.width {
                        AvailableSpace::Definite(room) => f64::from(room),
                        AvailableSpace::MinContent => 0.0,
                        AvailableSpace::MaxContent => f64::INFINITY,
                    });
                    let (count, longest) = words
                        .lines(room)
                        .fold((0.0, 0.0_f64), |(count, longest), line| (count + 1.0, longest.max(line)));
                    taffy::Size {
                        width: known.width.unwrap_or(longest as f32),
                        height: known.height.unwrap_or((count * pitch) as f32),
                    }
                },
            )
        });
        let mut out = Vec::new();
        if done.is_ok() {
            gather(&self.taffy, self.root, Point::ZERO, &mut out);
        }
        out
    }

    /// The words of every node that has some, parents first, with the node's place among all.
    pub fn words(&self) -> Vec<(usize, &Measured)> {
        let mut out = Vec::new();
        let mut at = 0;
        let mut open = vec![self.root];
        while let Some(id) = open.pop() {
            if let Some(Some((words, _))) = self.taffy.get_node_context(id) {
                out.push((at, words));
            }
            at += 1;
            open.extend(self.taffy.children(id).unwrap_or_default().into_iter().rev());
        }
        out
    }
}

/// Collects the boxes of a node and those in it.
fn gather(taffy: &TaffyTree<Words>, id: NodeId, corner: Point, out: &mut Vec<Rect>) {
    let Ok(layout) = taffy.layout(id) else { return };
    let at = Point::new(corner.x + f64::from(layout.location.x), corner.y + f64::from(layout.location.y));
    out.push(Rect::from_origin_size(at, (f64::from(layout.size.width), f64::from(layout.size.height))));
    for child in taffy.children(id).unwrap_or_default() {
        gather(taffy, child, at, out);
    }
}

/// Turns nodes into taffy's.
struct Solver {
    width: f64,
    drawn: f64,
}

/// px.
fn length(value: f64) -> LengthPercentage {
    LengthPercentage::length(value as f32)
}

/// px, or whatever is needed.
fn dimension(value: f64) -> Dimension {
    Dimension::length(value as f32)
}

impl Solver {
    /// Adds a node with those in it.
    fn add(
        &self,
        taffy: &mut TaffyTree<Words>,
        node: &Node,
        parent: Option<&Node>,
        depth: usize,
    ) -> Option<NodeId> {
        if depth > 300 {
            return None;
        }
        let style = self.style(node, parent);
        if node.children.is_empty() {
            let words = match &node.content {
                Content::Text(run) => {
                    let measure = |line: &str| metrics::width(line, run.size, run.family, run.weight >= 600);
                    Some((Measured::of(&run.text, measure), run.line_height * run.size))
                }
                _ => None,
            };
            return taffy.new_leaf_with_context(style, words).ok();
        }
        let children: Vec<NodeId> =
            node.children.iter().filter_map(|child| self.add(taffy, child, Some(node), depth + 1)).collect();
        taffy.new_with_children(style, &children).ok()
    }

    /// Gives a node and those in it the styles they have in this window.
    fn change(&self, taffy: &mut TaffyTree<Words>, id: NodeId, node: &Node, parent: Option<&Node>) {
        let style = self.style(node, parent);
        if taffy.style(id).is_ok_and(|before| *before != style) {
            // The node is there, so this cannot fail; at worst it keeps the style it had.
            let _ = taffy.set_style(id, style);
        }
        for (child, inner) in taffy.children(id).unwrap_or_default().into_iter().zip(&node.children) {
            self.change(taffy, child, inner, Some(node));
        }
    }

    /// The style of a node.
    fn style(&self, node: &Node, parent: Option<&Node>) -> Style {
        let mut style =
            Style { display: Display::Flex, flex_direction: FlexDirection::Column, ..Style::default() };
        style.min_size =
            taffy::Size { width: LengthPercentageAuto::length(0.0), height: LengthPercentageAuto::auto() };
        let stacked = |node: &Node| {
            self.width <= NARROW
                && NARROW < self.drawn
                && matches!(node.layout, Layout::Row(Line { stacks: true, .. }))
        };
        arrange(&mut style, node);
        let fewer = match &node.layout {
            Layout::Grid { columns, .. } if columns.len() > 1 && node.role != Role::Table => {
                self.columns(columns.len())
            }
            _ => None,
        };
        if let Some(count) = fewer {
            let track = minmax(taffy::prelude::length(0.0), fr(1.0));
            style.grid_template_columns = std::iter::repeat_n(track, count).collect();
        }
        if (self.below(SMALL) && stacks(node)) || (self.below(PAIRS) && in_pairs(node)) {
            style.flex_wrap = FlexWrap::Wrap;
        }
        if stacked(node) {
            style.flex_direction = FlexDirection::Column;
            style.align_items = AlignItems::STRETCH;
        }
        if !parent.is_some_and(stacked) {
            size(&mut style, node, parent);
        }
        if self.below(PAIRS) && parent.is_some_and(in_pairs) {
            style.flex_basis = Dimension::percent(if self.below(SMALL) { 1.0 } else { 0.4 });
        }
        if let Some(edge) = gutter(node, parent) {
            let most = (1.0 - 2.0 * edge / self.width.max(1.0)) as f32;
            match node.width {
                Size::Fixed(_) => style.max_size.width = LengthPercentageAuto::percent(most),
                _ => style.size.width = Dimension::percent(most),
            }
        }
        place(&mut style, node);
        let room = parent.map_or(self.drawn, |parent| parent.room);
        let aside = |value: f64| {
            if value > ASIDE && room > value {
                LengthPercentage::percent((value / room) as f32)
            } else {
                length(value)
            }
        };
        let (left, right) = match node.limit {
            Some(limit) => {
                let side = ((self.width - limit) / 2.0).max(node.padding.left);
                (length(side), length(side))
            }
            None => (aside(node.padding.left), aside(node.padding.right)),
        };
        style.padding =
            taffy::Rect { left, right, top: length(node.padding.top), bottom: length(node.padding.bottom) };
        let edge = borders(&node.paint);
        style.border = taffy::Rect {
            left: length(edge.left),
            right: length(edge.right),
            top: length(edge.top),
            bottom: length(edge.bottom),
        };
        let margin = |value: f64, across: bool| {
            if value.is_infinite() {
                LengthPercentageAuto::auto()
            } else if across && value > ASIDE && room > value {
                LengthPercentageAuto::percent((value / room) as f32)
            } else {
                LengthPercentageAuto::length(value as f32)
            }
        };
        style.margin = taffy::Rect {
            left: margin(node.margin.left, true),
            right: margin(node.margin.right, true),
            top: margin(node.margin.top, false),
            bottom: margin(node.margin.bottom, false),
        };
        if parent.is_none() {
            style.size.width = dimension(self.width);
        }
        if let Some(parent) = parent.filter(|parent| self.below(SMALL) && stacks(parent)) {
            small(&mut style, node, parent);
        }
        if self.below(SMALL) && matches!(node.place, Place::Cell { .. }) {
            let auto = taffy::Line { start: taffy::prelude::auto(), end: taffy::prelude::auto() };
            (style.grid_column, style.grid_row) = (auto.clone(), auto);
        }
        style
    }

    /// Whether the window is narrower than this, and was not drawn so.
    fn below(&self, window: f64) -> bool {
        self.width < window && window < self.drawn
    }

    /// Columns of a grid of so many, where the window has no room for all.
    fn columns(&self, count: usize) -> Option<usize> {
        match () {
            () if self.below(SMALL) => Some(1),
            () if self.below(NARROW) => Some(if count == 2 { 1 } else { 2 }),
            () => None,
        }
    }
}

/// A child of a row that goes on in new lines in small windows: it takes the whole line.
fn small(style: &mut Style, node: &Node, parent: &Node) {
    if matches!(node.width, Size::Share { .. }) {
        style.size.width = Dimension::percent(1.0);
        style.margin.left = LengthPercentageAuto::length(0.0);
    }
    if matches!(node.height, Size::Fixed(_)) && !node.children.is_empty() && !node.overflows {
        style.min_size.height = LengthPercentageAuto::length(0.0);
    }
    if let Some(below) = below(node) {
        style.padding.bottom = length(below);
    }
    if at_edges(node, parent) {
        style.padding.left = length(EDGE);
        style.padding.right = length(EDGE);
    }
}

/// How children stand.
fn arrange(style: &mut Style, node: &Node) {
    match &node.layout {
        Layout::Row(run) | Layout::Column(run) => {
            let row = matches!(node.layout, Layout::Row(_));
            style.flex_direction = if row { FlexDirection::Row } else { FlexDirection::Column };
            style.flex_wrap = if run.wrap { FlexWrap::Wrap } else { FlexWrap::NoWrap };
            style.justify_content = match run.justify {
                Justify::Start => JustifyContent::FLEX_START,
                Justify::Middle => JustifyContent::CENTER,
                Justify::End => JustifyContent::FLEX_END,
                Justify::Between => JustifyContent::SPACE_BETWEEN,
            };
            style.align_items = cross(run.align);
            let between = if run.wrap && run.gap > 0.0 { run.cross_gap } else { run.gap };
            style.gap = if row {
                taffy::Size { width: length(run.gap), height: length(between) }
            } else {
                taffy::Size { width: length(between), height: length(run.gap) }
            };
        }
        Layout::Grid { columns, column_gap, row_gap, .. } => {
            style.display = Display::Grid;
            style.align_items = AlignItems::START;
            style.grid_template_columns = columns
                .iter()
                .map(|track| match track {
                    Track::Fixed(size) => taffy::prelude::length(*size as f32),
                    Track::Share(share) => minmax(taffy::prelude::length(0.0), fr(*share as f32)),
                    Track::Content => taffy::prelude::auto(),
                })
                .collect();
            style.gap = taffy::Size { width: length(*column_gap), height: length(*row_gap) };
        }
        Layout::Leaf | Layout::Stack => {}
    }
}

/// An alignment across.
fn cross(cross: Cross) -> AlignItems {
    match cross {
        Cross::Stretch => AlignItems::STRETCH,
        Cross::Start => AlignItems::FLEX_START,
        Cross::Middle => AlignItems::CENTER,
        Cross::End => AlignItems::FLEX_END,
        Cross::Baseline => AlignItems::BASELINE,
    }
}

/// Width and height.
fn size(style: &mut Style, node: &Node, parent: Option<&Node>) {
    let in_row = parent.is_some_and(|parent| matches!(parent.layout, Layout::Row(_)));
    let words = matches!(node.content, Content::Text(_)) && !node.is_painted();
    match node.width {
        Size::Content => {}
        Size::Fixed(width) => {
            style.size.width = dimension(width);
            if parent.is_some_and(|parent| parent.overflows) || matches!(node.place, Place::Over { .. }) {
                style.flex_shrink = 0.0;
            } else if !in_row && !words {
                let aside: f64 =
                    [node.margin.left, node.margin.right].iter().filter(|margin| margin.is_finite()).sum();
                let room = parent.map_or(0.0, |parent| parent.room);
                if aside == 0.0 || (aside > ASIDE && room > aside) {
                    style.max_size.width =
                        LengthPercentageAuto::percent((1.0 - aside / room.max(1.0)) as f32);
                }
            }
        }
        Size::Fill { weight, max, .. } => {
            if in_row {
                style.flex_grow = 1.0;
                style.flex_basis = dimension(weight);
            } else if max.is_finite()
                && matches!(node.place, Place::Own(Cross::Middle | Cross::End))
                && !words
            {
                style.size.width = Dimension::percent(1.0);
            }
            if max.is_finite() {
                style.max_size.width = LengthPercentageAuto::length(max as f32);
            }
        }
        Size::Share { of, .. } => style.size.width = Dimension::percent(of as f32),
    }
    if let Size::Fixed(height) = node.height {
        let picture = matches!(node.content, Content::Picture { .. }) && node.children.is_empty();
        if picture && node.drawn.height() > 0.0 {
            style.aspect_ratio = Some((node.drawn.width() / node.drawn.height()) as f32);
            if matches!(node.width, Size::Content) {
                style.size.width = Dimension::percent(1.0);
            }
        } else if node.children.is_empty() || node.overflows {
            style.size.height = dimension(height);
            style.flex_shrink = if in_row { style.flex_shrink } else { 0.0 };
        } else {
            style.min_size.height = LengthPercentageAuto::length(height as f32);
        }
    }
}

/// How it stands in its parent.
fn place(style: &mut Style, node: &Node) {
    match node.place {
        Place::Flow => {}
        Place::Own(own) => {
            style.align_self = Some(match (own, node.width) {
                (Cross::Start, Size::Content | Size::Fill { .. }) => AlignSelf::STRETCH,
                _ => cross(own),
            })
        }
        Place::Cell { column, row, .. } => {
            let at = |from: u16| i16::try_from(from + 1).unwrap_or(1);
            style.grid_column = taffy::Line { start: line(at(column)), end: taffy::prelude::auto() };
            style.grid_row = taffy::Line { start: line(at(row)), end: taffy::prelude::auto() };
        }
        Place::Over { left, top, right, bottom } => {
            style.position = Position::Absolute;
            let side = |value: Option<f64>| {
                value.map_or(LengthPercentageAuto::auto(), |value| LengthPercentageAuto::length(value as f32))
            };
            style.inset =
                taffy::Rect { left: side(left), right: side(right), top: side(top), bottom: side(bottom) };
        }
    }
}
