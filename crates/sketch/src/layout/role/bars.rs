//! Bars keep their parts as wide as they are: a name at one end, links and buttons at the other.
//!
//! As drawn nothing moves; in other windows the room between the ends changes, and not the room of each link.
//!
//! Not here: which parts are links (`ways`).

use crate::layout::{Content, Justify, Layout, Line, Node, Role, Size, metrics};
use crate::scene::ComponentKind;

/// Room between two parts that is more than a gap, px.
const WIDE: f64 = 48.0;
/// Room between lines of a bar that has no room for all in one, px.
const LINES: f64 = 12.0;
/// Gap before a mark at the end of a row, px.
const BEFORE_MARK: f64 = 24.0;
/// What reaches to this of an edge reaches it, px.
const TOUCH: f64 = 2.5;

/// Words measured this far from their drawn width are in the face they are measured in, px.
const FACE: f64 = 2.5;

/// Gives the parts of a bar, and of the rows in it, their own widths.
pub(super) fn settle(node: &mut Node) {
    for child in &mut node.children {
        settle(child);
    }
    // What is as far apart as a gap everywhere has that gap.
    let shares = |child: &Node| matches!(child.width, Size::Fill { .. } | Size::Share { .. });
    if matches!(node.layout, Layout::Row(_)) && node.children.iter().any(shares) {
        node.children.iter_mut().for_each(gapped);
    }
    let Layout::Row(line) = &node.layout else { return };
    let shared = |child: &Node| matches!(child.width, Size::Fill { .. });
    if line.wrap
        || node.children.len() < 2
        || !node.children.iter().any(shared)
        || !node.children.iter().all(|child| is_tight(child, 0))
    {
        return;
    }
    let gaps = gaps(node);
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min).max(0.0);
    let widest = gaps.iter().copied().fold(0.0, f64::max);
    let (Some(first), Some(last)) = (node.children.first(), node.children.last()) else { return };
    let left = first.drawn.x0 - first.margin.left;
    let reaches = last.drawn.x1 >= left + node.room - TOUCH;
    let apart = gaps.iter().filter(|gap| **gap > widest / 2.0).count() == 1
        && widest > WIDE.max(if gaps.len() == 1 { 0.0 } else { 2.0 * least.max(8.0) });
    if !first.margin.left.is_finite() || (!reaches && widest > 3.0 * WIDE) {
        return;
    }
    let two = node.children.len() == 2;
    let gap = if two && apart && reaches { BEFORE_MARK.min(least * 0.6) } else { least };
    let line = Line {
        gap,
        cross_gap: if apart { LINES } else { line.cross_gap },
        justify: if two && apart && reaches { Justify::Between } else { Justify::Start },
        wrap: apart && reaches,
        stacks: false,
        ..*line
    };
    for (at, child) in node.children.iter_mut().enumerate() {
        child.width = match &child.content {
            Content::Text(_) if !child.is_painted() => {
                child.one_line = true;
                Size::Content
            }
            Content::None if keeps_together(child) => Size::Content,
            _ => Size::Fixed((child.drawn.width() * 10.0).round() / 10.0),
        };
        let Some(space) = at.checked_sub(1).and_then(|at| gaps.get(at)) else { continue };
        child.margin.left = match () {
            () if line.justify == Justify::Between => 0.0,
            () if apart && reaches && *space >= widest => f64::INFINITY,
            () => ((space - gap).max(0.0) * 10.0).round() / 10.0,
        };
    }
    node.layout = Layout::Row(line);
}

/// The gaps between the parts of a row, px.
fn gaps(node: &Node) -> Vec<f64> {
    node.children.windows(2).filter_map(|pair| Some(pair.get(1)?.drawn.x0 - pair.first()?.drawn.x1)).collect()
}

/// A row that is spread over its width, evenly: the space between its parts becomes its gap.
fn gapped(node: &mut Node) {
    let gaps = gaps(node);
    let (least, most) =
        gaps.iter().fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), gap| (a.min(*gap), b.max(*gap)));
    if let Layout::Row(line) = &mut node.layout
        && line.justify == Justify::Between
        && gaps.len() > 1
        && most - least <= FACE
        && most <= WIDE
    {
        *line = Line { gap: (most * 10.0).round() / 10.0, justify: Justify::Start, wrap: false, ..*line };
    }
}

/// Words on one line, buttons, small pictures, and rows of these.
fn is_tight(node: &Node, depth: usize) -> bool {
    match (&node.content, &node.layout) {
        // Words in another face than they are measured in have another width.
        (Content::Text(run), _) => {
            let wide = metrics::width(&run.text, run.size, run.family, run.weight >= 600);
            run.lines <= 1 && (node.is_painted() || (wide - node.drawn.width()).abs() <= FACE)
        }
        (Content::Control { .. } | Content::Picture { .. }, _) => {
            node.children.is_empty() && node.drawn.width() <= 320.0 && node.drawn.height() <= 80.0
        }
        (Content::None, Layout::Row(_)) if depth < 6 => {
            let kept = |child: &Node| matches!(child.width, Size::Content | Size::Fixed(_));
            node.children.iter().all(|child| kept(child) && is_tight(child, depth + 1))
        }
        _ => false,
    }
}

/// A row that is as wide as what is in it.
fn keeps_together(node: &Node) -> bool {
    let Layout::Row(line) = &node.layout else { return false };
    let pushed = |child: &Node| child.margin.left.is_infinite() || child.margin.right.is_infinite();
    !node.is_painted() && line.justify == Justify::Start && !node.children.iter().any(pushed)
}

/// Rows of words with a mark to tick at their end: the words take the room, so that they break before the mark moves.
pub(super) fn marks(node: &mut Node) {
    for child in &mut node.children {
        marks(child);
    }
    let Layout::Row(line) = &mut node.layout else { return };
    let [words, mark] = node.children.as_mut_slice() else { return };
    let ticked = matches!(
        mark.role,
        Role::Control(ComponentKind::Toggle | ComponentKind::Checkbox | ComponentKind::Radio)
    );
    let at_end = line.justify == Justify::Between || matches!(words.width, Size::Fill { .. });
    let Size::Fixed(wide) = mark.width else { return };
    if !ticked || !at_end || wide > 64.0 || words.drawn.x0 > mark.drawn.x0 || node.room < wide + WIDE {
        return;
    }
    let weight = ((node.room - wide - BEFORE_MARK) * 10.0).round() / 10.0;
    words.width = Size::Fill { weight, min: 0.0, max: f64::INFINITY };
    words.one_line = false;
    for child in &mut words.children {
        child.one_line = false;
    }
    mark.margin.left = 0.0;
    *line = Line { gap: BEFORE_MARK, justify: Justify::Start, wrap: false, cross_gap: 0.0, ..*line };
}
