//! Places of nodes in layers, subgraphs as boxes of their own, ways of long edges around what is between.
//!
//! A subgraph is laid out by itself and stands in its surroundings as one large node; so frames never overlap.
//!
//! Not here: what nodes look like.

use super::parse::{Chart, Direction};
use kurbo::{Point, Rect, Size, Vec2};
use std::collections::BTreeMap;

/// Between layers, px: room for a label.
const LAYER_GAP: f64 = 64.0;
/// Between neighbours in a layer, px.
const GAP: f64 = 40.0;
/// Inside a frame, px; a little more at its top.
const PADDING: f64 = 24.0;
/// Times the order of layers is improved.
const SWEEPS: usize = 8;

/// Where everything is, px.
pub(super) struct Placed {
    pub(super) nodes: Vec<Rect>,
    pub(super) groups: Vec<Rect>,
    /// Points between the ends of each edge.
    pub(super) ways: Vec<Vec<Point>>,
}

/// What stands in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Node(usize),
    Group(usize),
}

/// Places a chart.
pub(super) fn place(chart: &Chart) -> Placed {
    let mut placed = Placed {
        nodes: vec![Rect::ZERO; chart.nodes.len()],
        groups: vec![Rect::ZERO; chart.groups.len()],
        ways: vec![Vec::new(); chart.edges.len()],
    };
    level(chart, None, chart.direction, &mut placed, 0);
    placed
}

/// Deepest nesting of subgraphs that is laid out as such.
const MAX_DEPTH: usize = 50;

/// The groups around a node, from the innermost.
fn around(chart: &Chart, node: usize) -> impl Iterator<Item = usize> {
    let first = chart.nodes.get(node).and_then(|node| node.group);
    std::iter::successors(first, |at| chart.groups.get(*at).and_then(|group| group.parent))
        .take(MAX_DEPTH * 2)
}

/// What stands for a node among the children of a group.
fn stand_in(chart: &Chart, node: usize, parent: Option<usize>) -> Option<Item> {
    let mut item = Item::Node(node);
    let mut inside = chart.nodes.get(node)?.group;
    let mut chain = around(chart, node);
    loop {
        if inside == parent {
            return Some(item);
        }
        let group = chain.next()?;
        item = Item::Group(group);
        inside = chart.groups.get(group)?.parent;
    }
}

/// Places the children of a group from 0, 0 on; returns the size.
fn level(
    chart: &Chart,
    parent: Option<usize>,
    direction: Direction,
    placed: &mut Placed,
    depth: usize,
) -> Size {
    let mut items: Vec<(Item, Size)> = Vec::new();
    for (at, group) in chart.groups.iter().enumerate().filter(|(_, group)| group.parent == parent) {
        let inner = if depth < MAX_DEPTH {
            level(chart, Some(at), group.direction.unwrap_or(direction), placed, depth + 1)
        } else {
            Size::ZERO
        };
        items.push((
            Item::Group(at),
            Size::new(inner.width.max(80.0) + 2.0 * PADDING, inner.height.max(24.0) + 2.5 * PADDING),
        ));
    }
    for (at, node) in chart.nodes.iter().enumerate().filter(|(_, node)| node.group == parent) {
        items.push((Item::Node(at), super::node_size(node).into()));
    }
    if items.is_empty() {
        return Size::ZERO;
    }
    // In the order of the text: groups by their first node.
    items.sort_by_key(|(item, _)| match item {
        Item::Node(at) => (*at, 1),
        Item::Group(group) => {
            let first = (0..chart.nodes.len()).find(|node| around(chart, *node).any(|one| one == *group));
            (first.unwrap_or(usize::MAX), 0)
        }
    });
    let place_of: BTreeMap<Item, usize> =
        items.iter().enumerate().map(|(at, (item, _))| (*item, at)).collect();
    let mut edges: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (at, edge) in chart.edges.iter().enumerate() {
        let ends = stand_in(chart, edge.from, parent).zip(stand_in(chart, edge.to, parent));
        let ends = ends.and_then(|(from, to)| Some((*place_of.get(&from)?, *place_of.get(&to)?)));
        if let Some((from, to)) = ends.filter(|(from, to)| from != to) {
            edges.push((from, to, edge.length.max(1), at));
        }
    }
    let sideways = matches!(direction, Direction::Right | Direction::Left);
    let turned = |size: Size| if sideways { Size::new(size.height, size.width) } else { size };
    let sizes: Vec<Size> = items.iter().map(|(_, size)| turned(*size)).collect();
    let labels: Vec<f64> = edges
        .iter()
        .map(|(.., at)| {
            let text = chart.edges.get(*at).map_or("", |edge| edge.text.as_str());
            let size = if text.is_empty() { (0.0, 0.0) } else { super::words_size(text) };
            if sideways { size.0 } else { size.1 }
        })
        .collect();
    let layers = Layers::new(&sizes, &edges, &labels);
    let total = layers.size;
    // From layers downwards to the direction that is wanted.
    let turn = |point: Point| match direction {
        Direction::Down => point,
        Direction::Up => Point::new(point.x, total.height - point.y),
        Direction::Right => Point::new(point.y, point.x),
        Direction::Left => Point::new(total.height - point.y, point.x),
    };
    for ((item, size), middle) in items.iter().zip(&layers.middles) {
        let rect = Rect::from_center_size(turn(*middle), *size);
        match item {
            Item::Node(at) => {
                if let Some(slot) = placed.nodes.get_mut(*at) {
                    *slot = rect;
                }
            }
            Item::Group(at) => {
                move_group(chart, *at, rect.origin().to_vec2() + Vec2::new(PADDING, PADDING * 1.5), placed);
                if let Some(slot) = placed.groups.get_mut(*at) {
                    *slot = rect;
                }
            }
        }
    }
    for ((.., at), way) in edges.iter().zip(&layers.ways) {
        if let Some(slot) = placed.ways.get_mut(*at) {
            *slot = way.iter().map(|point| turn(*point)).collect();
        }
    }
    turned(total)
}

/// Moves all that is in a group, which was placed from 0, 0 on.
fn move_group(chart: &Chart, group: usize, by: Vec2, placed: &mut Placed) {
    let inside = |node: usize| around(chart, node).any(|one| one == group);
    for (_, rect) in placed.nodes.iter_mut().enumerate().filter(|(at, _)| inside(*at)) {
        *rect = *rect + by;
    }
    let is_inner = |at: usize| {
        let up = |at: &usize| chart.groups.get(*at).and_then(|group| group.parent);
        std::iter::successors(up(&at), up).take(MAX_DEPTH * 2).any(|one| one == group)
    };
    for (at, rect) in placed.groups.iter_mut().enumerate() {
        if is_inner(at) {
            *rect = *rect + by;
        }
    }
    for (at, way) in placed.ways.iter_mut().enumerate() {
        let both = chart.edges.get(at).is_some_and(|edge| inside(edge.from) && inside(edge.to));
        if both {
            way.iter_mut().for_each(|point| *point += by);
        }
    }
}

/// Layers from top to bottom.
struct Layers {
    middles: Vec<Point>,
    ways: Vec<Vec<Point>>,
    size: Size,
}

impl Layers {
    /// `edges` are from, to, least length, and a number of their own.
    fn new(sizes: &[Size], edges: &[(usize, usize, usize, usize)], labels: &[f64]) -> Self {
        let ranks = ranks(sizes.len(), edges);
        let count = ranks.iter().max().map_or(0, |most| most + 1);
        // Things of a layer: the items, then the passing points of long edges.
        let mut rank_of = ranks.clone();
        let mut size_of = sizes.to_vec();
        let mut links: Vec<(usize, usize)> = Vec::new();
        let mut passes: Vec<Vec<usize>> = Vec::new();
        for (from, to, ..) in edges {
            let (top, bottom) = if ranks.get(*from) <= ranks.get(*to) { (*from, *to) } else { (*to, *from) };
            let (first, last) =
                (ranks.get(top).copied().unwrap_or(0), ranks.get(bottom).copied().unwrap_or(0));
            let mut before = top;
            let mut way = Vec::new();
            for rank in first + 1..last {
                rank_of.push(rank);
                size_of.push(Size::new(16.0, 0.0));
                let pass = rank_of.len() - 1;
                links.push((before, pass));
                way.push(pass);
                before = pass;
            }
            if first != last {
                links.push((before, bottom));
            }
            if top != *from {
                way.reverse();
            }
            passes.push(way);
        }
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, rank) in rank_of.iter().enumerate() {
            if let Some(layer) = layers.get_mut(*rank) {
                layer.push(at);
            }
        }
        let mut near: Vec<(Vec<usize>, Vec<usize>)> = vec![(Vec::new(), Vec::new()); rank_of.len()];
        for (a, b) in &links {
            if let Some(one) = near.get_mut(*a) {
                one.1.push(*b);
            }
            if let Some(one) = near.get_mut(*b) {
                one.0.push(*a);
            }
        }
        order(&mut layers, &near);
        let xs = across(&layers, &near, &size_of);
        // Down: as high as the highest of each layer, with room for the labels between.
        let mut tops = Vec::with_capacity(count);
        let mut y = 0.0;
        for (rank, layer) in layers.iter().enumerate() {
            let high =
                layer.iter().filter_map(|at| size_of.get(*at)).map(|size| size.height).fold(0.0, f64::max);
            tops.push(y + high / 2.0);
            let label = edges.iter().zip(labels).filter(|((from, to, ..), _)| {
                let ends = (ranks.get(*from).copied().unwrap_or(0), ranks.get(*to).copied().unwrap_or(0));
                ends.0.min(ends.1) <= rank && rank < ends.0.max(ends.1)
            });
            let label = label.map(|(_, label)| *label).fold(0.0, f64::max);
            y += high + LAYER_GAP.max(label + 40.0);
        }
        let left =
            layers.iter().flatten().filter_map(|at| Some(xs.get(*at)? - size_of.get(*at)?.width / 2.0));
        let left = left.fold(f64::INFINITY, f64::min);
        let left = if left.is_finite() { left } else { 0.0 };
        let middle = |at: usize| {
            let rank = rank_of.get(at).copied().unwrap_or(0);
            Point::new(xs.get(at).copied().unwrap_or(0.0) - left, tops.get(rank).copied().unwrap_or(0.0))
        };
        let middles: Vec<Point> = (0..sizes.len()).map(middle).collect();
        let ways: Vec<Vec<Point>> =
            passes.iter().map(|way| way.iter().map(|at| middle(*at)).collect()).collect();
        let reach = middles
            .iter()
            .zip(sizes)
            .map(|(middle, size)| *middle + Vec2::new(size.width, size.height) / 2.0);
        let far = reach
            .chain(ways.iter().flatten().copied())
            .fold(Point::ZERO, |far, one| Point::new(far.x.max(one.x), far.y.max(one.y)));
        Self { middles, ways, size: Size::new(far.x, far.y) }
    }
}

/// The layer of each item: after all that lead to it, edges that close a circle left aside.
fn ranks(count: usize, edges: &[(usize, usize, usize, usize)]) -> Vec<usize> {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for (from, to, length, _) in edges {
        if let Some(list) = out.get_mut(*from) {
            list.push((*to, *length));
        }
    }
    // Depth first, without recursion; an edge to what is still open goes back.
    let mut state = vec![0_u8; count];
    let mut done = Vec::with_capacity(count);
    let mut forward: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let has_before: Vec<bool> = (0..count).map(|at| edges.iter().any(|(_, to, ..)| *to == at)).collect();
    let mut starts: Vec<usize> = (0..count).collect();
    starts.sort_by_key(|at| (has_before.get(*at).copied().unwrap_or(false), *at));
    for start in starts {
        if state.get(start).copied() != Some(0) {
            continue;
        }
        let mut stack = vec![(start, 0_usize)];
        if let Some(slot) = state.get_mut(start) {
            *slot = 1;
        }
        while let Some((at, next)) = stack.last_mut() {
            let here = *at;
            match out.get(here).and_then(|list| list.get(*next)).copied() {
                Some((to, length)) => {
                    *next += 1;
                    match state.get(to).copied() {
                        Some(1) => {}
                        seen => {
                            if let Some(list) = forward.get_mut(here) {
                                list.push((to, length));
                            }
                            if seen == Some(0) {
                                if let Some(slot) = state.get_mut(to) {
                                    *slot = 1;
                                }
                                stack.push((to, 0));
                            }
                        }
                    }
                }
                None => {
                    if let Some(slot) = state.get_mut(here) {
                        *slot = 2;
                    }
                    done.push(here);
                    stack.pop();
                }
            }
        }
    }
    let mut ranks = vec![0_usize; count];
    for at in done.iter().rev() {
        let own = ranks.get(*at).copied().unwrap_or(0);
        for (to, length) in forward.get(*at).into_iter().flatten() {
            if let Some(rank) = ranks.get_mut(*to) {
                *rank = (*rank).max(own + length);
            }
        }
    }
    ranks
}

/// Puts each layer in the order of what its things are linked to, down and up.
fn order(layers: &mut [Vec<usize>], near: &[(Vec<usize>, Vec<usize>)]) {
    let total = near.len();
    let mut place = vec![0.0_f64; total];
    let note = |layer: &[usize], place: &mut [f64]| {
        for (at, one) in layer.iter().enumerate() {
            if let Some(slot) = place.get_mut(*one) {
                *slot = at as f64;
            }
        }
    };
    layers.iter().for_each(|layer| note(layer, &mut place));
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let turns: Vec<usize> = if down {
            (1..layers.len()).collect()
        } else {
            (0..layers.len().saturating_sub(1)).rev().collect()
        };
        for rank in turns {
            let Some(layer) = layers.get_mut(rank) else { continue };
            let wish = |one: &usize| {
                let list = near.get(*one).map(|(above, below)| if down { above } else { below });
                let list = list.map_or(&[][..], Vec::as_slice);
                if list.is_empty() {
                    return place.get(*one).copied().unwrap_or(0.0);
                }
                list.iter().filter_map(|at| place.get(*at)).sum::<f64>() / list.len() as f64
            };
            let mut wishes: Vec<(f64, usize)> = layer.iter().map(|one| (wish(one), *one)).collect();
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
            *layer = wishes.into_iter().map(|(_, one)| one).collect();
            note(layer, &mut place);
        }
    }
}

/// The middles of all things across the layers: near to what they are linked to, without overlap.
fn across(layers: &[Vec<usize>], near: &[(Vec<usize>, Vec<usize>)], sizes: &[Size]) -> Vec<f64> {
    let mut xs = vec![0.0_f64; near.len()];
    let width = |at: usize| sizes.get(at).map_or(0.0, |size| size.width);
    for layer in layers {
        let total: f64 = layer.iter().map(|at| width(*at) + GAP).sum::<f64>() - GAP;
        let mut x = -total / 2.0;
        for at in layer {
            if let Some(slot) = xs.get_mut(*at) {
                *slot = x + width(*at) / 2.0;
            }
            x += width(*at) + GAP;
        }
    }
    for sweep in 0..SWEEPS * 2 {
        let down = sweep % 2 == 0;
        let turns: Vec<usize> =
            if down { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
        for layer in turns.into_iter().filter_map(|rank| layers.get(rank)) {
            let wishes: Vec<f64> = layer
                .iter()
                .map(|at| {
                    let (above, below) =
                        near.get(*at).map_or((&[][..], &[][..]), |(a, b)| (a.as_slice(), b.as_slice()));
                    let list = if down && !above.is_empty() || below.is_empty() { above } else { below };
                    if list.is_empty() {
                        return xs.get(*at).copied().unwrap_or(0.0);
                    }
                    list.iter().filter_map(|one| xs.get(*one)).sum::<f64>() / list.len() as f64
                })
                .collect();
            // Pushed apart from the left and from the right; the middle of both.
            let mut left = wishes.clone();
            let mut right = wishes;
            for at in 1..layer.len() {
                let room = (width(layer.get(at - 1).copied().unwrap_or(0))
                    + width(layer.get(at).copied().unwrap_or(0)))
                    / 2.0
                    + GAP;
                let least = left.get(at - 1).copied().unwrap_or(0.0) + room;
                if let Some(slot) = left.get_mut(at) {
                    *slot = slot.max(least);
                }
            }
            for at in (1..layer.len()).rev() {
                let room = (width(layer.get(at - 1).copied().unwrap_or(0))
                    + width(layer.get(at).copied().unwrap_or(0)))
                    / 2.0
                    + GAP;
                let most = right.get(at).copied().unwrap_or(0.0) - room;
                if let Some(slot) = right.get_mut(at - 1) {
                    *slot = slot.min(most);
                }
            }
            for ((at, left), right) in layer.iter().zip(left).zip(right) {
                if let Some(slot) = xs.get_mut(*at) {
                    *slot = (left + right) / 2.0;
                }
            }
        }
    }
    xs
}
