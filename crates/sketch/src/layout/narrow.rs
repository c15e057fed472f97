//! Narrow windows: what was drawn on top of each other, or all but beside each other, is moved apart where its words
//! would come to lie on each other there.
//!
//! The tree is laid out at a few widths; words that touch there, but not as drawn, are parted: the later of the two
//! layers, or the lower of the two neighbours, gets a place below the other in windows up to that width.
//!
//! Not here: the layout itself (`solve`), rows that break into columns (`size`).

use super::metrics::{self, Measured};
use super::solve::Flow;
use super::{Content, Layout, Node, Place, Tree};
use crate::scene::Align;
use kurbo::Rect;

/// Windows that are looked at, and below which parts stand apart when words touch there, px: the widest last, so that it
/// has the last word.
const WINDOWS: [(f64, f64); 4] = [(640.0, 768.0), (768.0, 900.0), (900.0, 1024.0), (1024.0, 1100.0)];

/// More texts than this are not compared: each against each would take too long.
const MANY: usize = 600;

/// Space between parts that were layers, px.
const BETWEEN: f64 = 16.0;

/// Share of the smaller of two texts that may be covered before it is hard to read.
const COVERED: f64 = 0.12;

/// Where words are: the way to their node, by places among the children, and the box of their letters.
struct Words {
    path: Vec<usize>,
    letters: Rect,
}

/// Moves apart what would touch in narrow windows.
pub fn part(tree: &mut Tree) {
    if !loose(&tree.root) {
        return;
    }
    if count(&tree.root) > MANY {
        return;
    }
    let Some(mut flow) = Flow::new(tree) else { return };
    let drawn = words(tree, &mut flow, tree.width);
    let before = touching(&drawn);
    for (width, below) in WINDOWS.into_iter().filter(|(_, below)| *below < tree.width) {
        let there = words(tree, &mut flow, width);
        for (a, b, over) in touching(&there) {
            if before.iter().any(|(c, d, _)| (a, b) == (*c, *d)) {
                continue;
            }
            let (Some(a), Some(b)) = (there.get(a), there.get(b)) else { continue };
            apart(&mut tree.root, &a.path, &b.path, below, over);
        }
    }
}

/// Whether anything stands on top of something, or reaches into what is below it.
fn loose(node: &Node) -> bool {
    let column = matches!(node.layout, Layout::Column(_))
        && node
            .children
            .windows(2)
            .any(|pair| pair.first().zip(pair.last()).is_some_and(|(a, b)| b.drawn.y0 - a.drawn.y1 < 2.0));
    column || layered(node) || node.children.iter().any(loose)
}

/// Whether the children of a node share one cell.
fn layered(node: &Node) -> bool {
    matches!(&node.layout, Layout::Grid { columns, .. } if columns.len() == 1)
        && node.children.iter().filter(|child| matches!(child.place, Place::Cell { row: 0, .. })).count() > 1
}

/// How many texts a node has.
fn count(node: &Node) -> usize {
    usize::from(matches!(node.content, Content::Text(_))) + node.children.iter().map(count).sum::<usize>()
}

/// All words of a tree in a window of this width.
fn words(tree: &Tree, flow: &mut Flow, width: f64) -> Vec<Words> {
    let boxes = flow.at(tree, width);
    let mut out = Vec::new();
    let mut at = 0;
    let mut measured = flow.words().into_iter().peekable();
    let narrow = width < tree.width - 1.0;
    let mut next = |at: usize| {
        while measured.peek().is_some_and(|(other, _)| *other < at) {
            measured.next();
        }
        measured.peek().filter(|(other, _)| *other == at).map(|(_, words)| *words)
    };
    gather(&tree.root, (&boxes, narrow), &mut next, &mut at, &mut Vec::new(), &mut out);
    out
}

/// Collects the words of a node and those in it; boxes come parents first.
fn gather<'a>(
    node: &Node,
    (boxes, narrow): (&[Rect], bool),
    measured: &mut impl FnMut(usize) -> Option<&'a Measured>,
    at: &mut usize,
    path: &mut Vec<usize>,
    out: &mut Vec<Words>,
) {
    let rect = boxes.get(*at).copied().unwrap_or(Rect::ZERO);
    let words = measured(*at);
    *at += 1;
    if let (Content::Text(run), Some(words)) = (&node.content, words) {
        let (left, right) = (rect.x0 + node.padding.left, rect.x1 - node.padding.right);
        let room = (right - left).max(1.0);
        let longest = words.lines(room).fold(0.0, f64::max);
        // Words that are too long are broken in narrow windows.
        let breaks = narrow && longest > room + 1.0;
        let ink = if breaks { room } else { longest };
        let broken = |line: f64| if breaks { (line / room).ceil().clamp(1.0, 20.0) } else { 1.0 };
        let count: f64 = words.lines(room).map(broken).sum();
        let x0 = match run.align {
            Align::Start => left,
            Align::Middle => f64::midpoint(left, right) - ink / 2.0,
            Align::End => right - ink,
        };
        let spare = (run.line_height * run.size - metrics::letters(run.size, run.family)) / 2.0;
        let high = count * run.line_height * run.size;
        let top = rect.y0 + node.padding.top;
        let letters = Rect::new(x0, top + spare, x0 + ink, (top + high - spare).max(top + spare));
        out.push(Words { path: path.clone(), letters });
    }
    for (index, child) in node.children.iter().enumerate() {
        path.push(index);
        gather(child, (boxes, narrow), measured, at, path, out);
        path.pop();
    }
}

/// Pairs of words that lie on each other, and how far the second would have to go down.
fn touching(words: &[Words]) -> Vec<(usize, usize, f64)> {
    // From top to bottom, so that each is compared only with those it can reach.
    let mut order: Vec<(usize, &Words)> = words.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.letters.y0.total_cmp(&b.letters.y0));
    let mut out = Vec::new();
    for (place, (one, upper)) in order.iter().enumerate() {
        for (other, lower) in order.iter().skip(place + 1) {
            if lower.letters.y0 >= upper.letters.y1 {
                break;
            }
            let common = upper.letters.intersect(lower.letters);
            let (width, height) = (common.width(), common.height());
            let least = upper.letters.area().min(lower.letters.area());
            if width > 1.0 && height > 1.0 && width * height > COVERED * least {
                let (a, b) = (*one.min(other), *one.max(other));
                let over = words
                    .get(a)
                    .zip(words.get(b))
                    .map_or(0.0, |(first, second)| first.letters.y1 - second.letters.y0);
                out.push((a, b, over));
            }
        }
    }
    out.sort_by_key(|(a, b, _)| (*a, *b));
    out
}

/// Gives the later of two parts a place below the other, if they are layers or neighbours in a column.
fn apart(root: &mut Node, a: &[usize], b: &[usize], below: f64, over: f64) {
    let mut node = root;
    for (one, other) in a.iter().zip(b) {
        if one == other {
            let Some(child) = node.children.get_mut(*one) else { return };
            node = child;
            continue;
        }
        let layers = layered(node);
        let column = matches!(node.layout, Layout::Column(_));
        let Some(child) = node.children.get_mut(*other) else { return };
        if layers && matches!(child.place, Place::Cell { .. }) {
            child.apart = Some((below, BETWEEN));
        } else if column && other - one == 1 && over > 0.0 {
            let top = child.apart.map_or(0.0, |(_, top)| top).max((child.margin.top + over).ceil());
            child.apart = Some((below, top));
        }
        return;
    }
}
