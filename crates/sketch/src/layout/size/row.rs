//! Children beside each other: who is as wide as its content, who shares the room, and how they stand to each other.

use super::{Builder, Built, Span, counted, line, tenth};
use crate::layout::cut::{Part, Shape};
use crate::layout::piece::{Piece, What};
use crate::layout::{Cross, Justify, Layout, Node, Place, Size};
use crate::scene::Align;

/// Space between columns that is not made part of a column, px.
const GUTTER: f64 = 32.0;

/// The same where there is but one, or all are alike, px.
const WIDE: f64 = 96.0;

/// Room that lines have more than they take: a fraction of a pixel decides where a line breaks, px.
const SPARE: f64 = 0.3;

/// Where a child of a row stands, and what it may take.
struct Cell {
    span: Span,
    hard: bool,
}

impl Builder<'_> {
    /// Lays out children beside each other; the bottom of the lowest.
    pub(super) fn row(&self, node: &mut Node, parts: &[Part], span: Span, top: f64) -> f64 {
        let above = parts.iter().map(|part| part.rect.y0).fold(f64::INFINITY, f64::min);
        node.padding.top = tenth((above - top).max(0.0));
        let top = top + counted(node.padding.top);
        let inner = self.row_span(node, parts, span);
        node.room = inner.width();
        let outer = node.padding.left + node.padding.right;
        let built = if let Some((cells, gap)) = self.equal_cells(parts, inner) {
            self.shares(node, parts, inner, cells, gap)
        } else if parts.iter().any(|part| self.fluid(part, inner)) {
            let (cells, gap) = self.cells(parts, inner);
            self.shares(node, parts, inner, cells, gap)
        } else {
            self.rigid(node, parts, inner)
        };
        if node.limit.is_none() {
            let taken = node.padding.left + node.padding.right - outer;
            node.room = (inner.width() - taken).max(1.0);
        }
        self.cross(node, parts, built, top)
    }

    /// The span for the children of a row as wide as the page: its container.
    fn row_span(&self, node: &mut Node, parts: &[Part], span: Span) -> Span {
        let tolerance = self.tolerance();
        let page = span.width() >= self.screen.width - 2.0 * tolerance - 1.0;
        if let (true, Some(container)) = (page, self.container)
            && span.from < container.from - tolerance
            && parts.iter().all(|part| {
                part.rect.x0 >= container.from - tolerance && part.rect.x1 <= container.to + tolerance
            })
        {
            self.contain(node, container.from - span.from, container.width());
            return container;
        }
        let left = parts.iter().map(|part| part.rect.x0).fold(f64::INFINITY, f64::min) - span.from;
        let right = span.to - parts.iter().map(|part| part.rect.x1).fold(f64::NEG_INFINITY, f64::max);
        if page
            && left > 24.0
            && (left - right).abs() <= 2.0 * tolerance
            && parts.iter().any(|part| self.fluid(part, span))
        {
            self.contain(node, left.min(right), span.width() - left - right);
            return Span { from: span.from + left, to: span.to - right };
        }
        span
    }

    /// Whether a part should grow and shrink with the window.
    fn fluid(&self, part: &Part, span: Span) -> bool {
        let single = self.piece(part).and_then(Piece::text).is_some_and(|(_, fit)| fit.below.is_infinite());
        self.wraps(part) || (part.rect.width() > 0.3 * span.width() && !single)
    }

    /// Cells of equal width, when children stand as if in such: middles or left edges evenly apart over the whole span.
    fn equal_cells(&self, parts: &[Part], span: Span) -> Option<(Vec<Cell>, f64)> {
        let count = parts.len() as f64;
        let tolerance = 1.5 * self.tolerance() + 0.004 * span.width();
        let even = |values: &[f64]| -> Option<f64> {
            let (first, last) = (*values.first()?, *values.last()?);
            let step = (last - first) / (count - 1.0);
            values
                .iter()
                .enumerate()
                .all(|(at, value)| (value - first - step * at as f64).abs() <= tolerance)
                .then_some(step)
        };
        let middles: Vec<f64> = parts.iter().map(|part| part.rect.center().x).collect();
        let soft = parts.iter().all(|part| self.soft(part));
        let widths: Vec<f64> = parts.iter().map(|part| part.rect.width()).collect();
        let widest = widths.iter().copied().fold(0.0, f64::max);
        let same = widths.iter().all(|width| (width - widest).abs() <= tolerance);
        if let Some(step) = even(&middles)
            && (soft || same)
            && (parts.len() > 2 || same)
        {
            let margin = middles.first()? - span.from;
            let after = span.to - middles.last()?;
            if same && !soft {
                let gap = step - widest;
                let reach = (margin - widest / 2.0).abs().max((after - widest / 2.0).abs());
                if reach <= tolerance && gap >= -0.5 && gap <= 0.5 * widest + 24.0 && widest > 48.0 {
                    let width = (span.width() - gap * (count - 1.0)) / count;
                    let cells = (0..parts.len())
                        .map(|at| {
                            let from = span.from + (width + gap) * at as f64;
                            Cell { span: Span { from, to: from + width }, hard: true }
                        })
                        .collect();
                    return Some((cells, gap.max(0.0)));
                }
            } else if (margin - step / 2.0).abs() <= tolerance
                && (after - step / 2.0).abs() <= tolerance
                && widest < step
                && !same
            {
                let cells = (0..parts.len())
                    .map(|at| {
                        let from = span.from + step * at as f64;
                        Cell { span: Span { from, to: from + step }, hard: false }
                    })
                    .collect();
                return Some((cells, 0.0));
            }
        }
        let starts: Vec<f64> = parts.iter().map(|part| part.rect.x0).collect();
        if let Some(step) = even(&starts)
            && soft
            && parts.len() > 2
            && (starts.first()? - span.from).abs() <= tolerance
        {
            let gap = step * count - span.width();
            if (-2.0..=64.0).contains(&gap) && widest <= step - gap.max(0.0) + 0.5 {
                let gap = gap.max(0.0);
                let width = (span.width() - gap * (count - 1.0)) / count;
                let cells = (0..parts.len())
                    .map(|at| {
                        let from = span.from + (width + gap) * at as f64;
                        Cell { span: Span { from, to: from + width }, hard: false }
                    })
                    .collect();
                return Some((cells, gap));
            }
        }
        None
    }

    /// Whether what is in a part stands in its middle, at its right, or at its left.
    fn leaning(&self, part: &Part) -> Align {
        if let Some((run, _)) = self.piece(part).and_then(Piece::text) {
            return if run.lines > 1 { run.align } else { Align::Start };
        }
        if part.piece.is_some() || part.shape != Shape::Column || part.parts.len() < 2 {
            return Align::Start;
        }
        let tolerance = self.tolerance();
        let spread = |edge: fn(&Part) -> f64| {
            let values: Vec<f64> = part.parts.iter().map(edge).collect();
            values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
                - values.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let (left, middle, right) =
            (spread(|part| part.rect.x0), spread(|part| part.rect.center().x), spread(|part| part.rect.x1));
        if left <= 2.0 * tolerance {
            Align::Start
        } else if middle <= 2.0 * tolerance {
            Align::Middle
        } else if right <= 2.0 * tolerance {
            Align::End
        } else {
            Align::Start
        }
    }

    /// The cells of children that share the room: wide gaps become part of what has no edges of its own.
    fn cells(&self, parts: &[Part], span: Span) -> (Vec<Cell>, f64) {
        let mut cells: Vec<Cell> = parts
            .iter()
            .map(|part| Cell { span: Span { from: part.rect.x0, to: part.rect.x1 }, hard: !self.soft(part) })
            .collect();
        let leaning: Vec<Align> = parts.iter().map(|part| self.leaning(part)).collect();
        let gaps: Vec<f64> = cells
            .windows(2)
            .map(|pair| pair.get(1).map_or(0.0, |b| b.span.from) - pair.first().map_or(0.0, |a| a.span.to))
            .collect();
        let (least, most) = range(&gaps);
        let even = most - least <= self.tolerance() && most <= WIDE;
        let gap = least.clamp(0.0, if even { WIDE } else { GUTTER });
        for (at, space) in gaps.iter().enumerate() {
            let spare = (space - gap).max(0.0);
            if spare < 0.5 {
                continue;
            }
            let leans = |at: usize| leaning.get(at).copied().unwrap_or_default();
            let soft = |at: usize, cells: &[Cell]| cells.get(at).is_some_and(|cell| !cell.hard);
            if soft(at, &cells) && leans(at) == Align::Start {
                if let Some(cell) = cells.get_mut(at) {
                    cell.span.to += spare;
                }
            } else if soft(at + 1, &cells)
                && leans(at + 1) == Align::End
                && let Some(cell) = cells.get_mut(at + 1)
            {
                cell.span.from -= spare;
            }
        }
        for cell in &mut cells {
            // A pixel or two over the edge is a slip of the hand; more is meant.
            if cell.span.from > span.from - 2.0 * self.tolerance() {
                cell.span.from = cell.span.from.max(span.from);
            }
            if cell.span.to < span.to + 2.0 * self.tolerance() {
                cell.span.to = cell.span.to.min(span.to).max(cell.span.from);
            }
        }
        for at in 1..cells.len() {
            let next = cells.get(at).map_or(f64::INFINITY, |cell| cell.span.from);
            if let Some(cell) = cells.get_mut(at - 1)
                && cell.span.to > next
                && next > cell.span.from + 1.0
            {
                cell.span.to = next;
            }
        }
        if let (Some(cell), Some(Align::Start)) = (cells.last_mut(), leaning.last())
            && !cell.hard
            && span.to > cell.span.to
        {
            cell.span.to = span.to;
        }
        for (part, cell) in parts.iter().zip(cells.iter_mut()) {
            if let Some((_, fit)) = self.piece(part).and_then(Piece::text)
                && !fit.holds(cell.span.width())
            {
                cell.span.to = cell.span.from + fit.comfortable();
            }
        }
        if let (Some(cell), Some((_, fit))) =
            (cells.last_mut(), parts.last().and_then(|part| self.piece(part)).and_then(Piece::text))
        {
            // Not wider than there is room, where its lines break as drawn in that.
            let room = span.to - cell.span.from;
            if cell.span.width() > room && fit.holds(room) {
                cell.span.to = span.to;
            } else if cell.span.width() > room && room > 0.8 * fit.least {
                let to = cell.span.from + fit.least + 0.6;
                let by = (to - span.to).max(0.0);
                let free = gaps.last().copied().unwrap_or(0.0);
                if by < 0.5 * free {
                    cell.span = Span { from: cell.span.from - by, to: to - by };
                }
            }
        }
        let left: Vec<f64> = cells
            .windows(2)
            .map(|pair| pair.get(1).map_or(0.0, |b| b.span.from) - pair.first().map_or(0.0, |a| a.span.to))
            .collect();
        let (least, _) = range(&left);
        (cells, gap.min(least).max(0.0))
    }

    /// Children that share the room in proportion.
    fn shares(&self, node: &mut Node, parts: &[Part], span: Span, cells: Vec<Cell>, gap: f64) -> Vec<Built> {
        let tolerance = self.tolerance();
        let first = cells.first().map_or(span.from, |cell| cell.span.from);
        let last = cells.last().map_or(span.to, |cell| cell.span.to);
        let mut offset = (first - span.from).max(0.0);
        if offset <= tolerance {
            offset = 0.0;
        }
        let indent = if node.limit.is_some() { tenth(offset) } else { 0.0 };
        if node.limit.is_none() {
            node.padding.left += tenth(offset);
        }
        let whole = indent == 0.0
            && (span.to - last).abs() <= tolerance
            && cells.windows(2).all(|pair| {
                let (Some(a), Some(b)) = (pair.first(), pair.get(1)) else { return true };
                (b.span.from - a.span.to - gap).abs() <= tolerance
            });
        let mut cells = cells;
        if whole {
            // All the room, to the tenth: so nothing grows or shrinks at the drawn width.
            let gaps = gap * (cells.len() as f64 - 1.0);
            let sum: f64 = cells.iter().map(|cell| cell.span.width()).sum();
            let scale = (span.to - first - gaps) / sum.max(1.0);
            let mut widths: Vec<f64> = cells.iter().map(|cell| cell.span.width() * scale).collect();
            let least: Vec<f64> =
                parts.iter().zip(&cells).map(|(part, cell)| self.least(part, cell.span.from)).collect();
            keep_lines(&mut widths, &least);
            let mut at = first;
            for (cell, width) in cells.iter_mut().zip(widths) {
                cell.span = Span { from: at, to: at + width };
                at += width + gap;
            }
        } else {
            for (at, part) in parts.iter().enumerate() {
                let next = cells.get(at + 1).map_or(span.to, |cell| cell.span.from);
                let Some(cell) = cells.get_mut(at) else { continue };
                let need = self.least(part, cell.span.from) + SPARE;
                if need > SPARE && (0.0..2.0 * SPARE).contains(&(need - cell.span.width())) {
                    cell.span.to = (cell.span.to + 2.0 * SPARE).min(next.max(cell.span.to));
                }
            }
        }
        let least = cells.iter().map(|cell| cell.span.width()).fold(f64::INFINITY, f64::min);
        let most = cells.iter().map(|cell| cell.span.width()).fold(0.0, f64::max);
        let equal = most - least <= 2.0 * tolerance.min(2.0);
        let room = if node.limit.is_some() { span.width() } else { span.width() - offset };
        let mut at = first;
        let mut out = Vec::new();
        for (index, (part, cell)) in parts.iter().zip(&cells).enumerate() {
            let mut built = self.in_cell(part, cell.span);
            let child = &mut built.node;
            let small = cell.hard && cell.span.width() <= 64.0;
            child.width = if small {
                Size::Fixed(tenth(cell.span.width()))
            } else if whole {
                Size::Fill {
                    weight: tenth(if equal { (least + most) / 2.0 } else { cell.span.width() }),
                    min: 0.0,
                    max: f64::INFINITY,
                }
            } else {
                Size::Share { of: cell.span.width() / room.max(1.0), max: f64::INFINITY }
            };
            let extra = tenth(cell.span.from - at - if index > 0 { gap } else { 0.0 });
            if !whole && extra > 0.0 && index != 0 {
                child.margin.left = extra;
            }
            if index == 0 && indent > 0.0 {
                child.margin.left = indent;
            }
            at = cell.span.to;
            out.push(built);
        }
        let words = parts.iter().filter(|part| self.wraps(part)).count();
        node.layout = Layout::Row(crate::layout::Line { stacks: words > 1, ..line(gap) });
        out
    }

    /// The width a cell must have, so that the lines in it break as drawn, px; 0 for any.
    fn least(&self, part: &Part, from: f64) -> f64 {
        if let Some((run, fit)) = self.piece(part).and_then(Piece::text) {
            let before = if run.align == Align::Start { (part.rect.x0 - from).max(0.0) } else { 0.0 };
            return if fit.below.is_finite() { before + fit.least } else { 0.0 };
        }
        if part.piece.is_some() || part.shape != Shape::Column {
            return 0.0;
        }
        part.parts.iter().map(|part| self.least(part, from)).fold(0.0, f64::max)
    }

    /// A child built for its cell.
    fn in_cell(&self, part: &Part, cell: Span) -> Built {
        let piece = self.piece(part);
        if piece.is_some_and(|piece| piece.text().is_some()) {
            let mut built = self.across(part, cell, cell);
            built.node.place = Place::Flow;
            return built;
        }
        self.node(part, cell)
    }

    /// Children as wide as their content, or as drawn.
    fn rigid(&self, node: &mut Node, parts: &[Part], span: Span) -> Vec<Built> {
        let tolerance = self.tolerance();
        let gaps: Vec<f64> = parts
            .windows(2)
            .map(|pair| {
                (pair.get(1).map_or(0.0, |b| b.rect.x0) - pair.first().map_or(0.0, |a| a.rect.x1)).max(0.0)
            })
            .collect();
        let left = parts.first().map_or(0.0, |part| part.rect.x0 - span.from);
        let right = parts.last().map_or(0.0, |part| span.to - part.rect.x1);
        let mut gaps = gaps;
        if self.noise > 0.0 {
            level(&mut gaps, 4.0 * self.noise);
        }
        let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
        let least = if least.is_finite() { least } else { 0.0 };
        let most = gaps.iter().copied().fold(0.0, f64::max);
        let touches_left = left.abs() <= tolerance;
        let mut touches_right = right.abs() <= tolerance + 1.0;
        let mut indent = 0.0;
        if !touches_right
            && (0.0..=64.0).contains(&right)
            && most > 3.0 * right + 48.0
            && gaps.iter().filter(|gap| **gap > most / 2.0).count() == 1
        {
            touches_right = true;
            if node.limit.is_none() {
                node.padding.right += tenth(right);
            } else {
                // The padding of a limited row is the margin of its container.
                indent = tenth(right);
            }
        }
        let mut justify = Justify::Start;
        let mut between = false;
        let wide = if gaps.len() == 1 { most > 48.0 } else { most > 2.0 * least.max(8.0) };
        if touches_right
            && wide
            && (touches_left || left > 0.0)
            && (gaps.len() == 1 || gaps.iter().filter(|gap| **gap >= most - tolerance).count() == 1)
        {
            between = true;
        } else if touches_left
            && touches_right
            && most - least <= 2.0 * tolerance
            && parts.len() > 1
            && least > 24.0
        {
            justify = Justify::Between;
        } else if (left - right).abs() <= 2.0 * tolerance && left > 2.0 * tolerance {
            justify = Justify::Middle;
        } else if touches_right && !touches_left {
            justify = Justify::End;
        }
        // The padding of a limited row is the margin of its container.
        if justify == Justify::Start && left > 0.5 && node.limit.is_none() {
            node.padding.left += tenth(left);
        }
        let spare = left.max(0.0) + right.max(0.0);
        let gap = if between && gaps.len() == 1 { GUTTER.min(least) } else { least };
        let mut out = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let own = Span { from: part.rect.x0, to: part.rect.x1 };
            let mut built = self.node(part, own);
            let child = &mut built.node;
            child.width = match self.piece(part).map(|piece| &piece.what) {
                Some(What::Text(run, _)) => {
                    child.one_line = run.lines == 1 && part.rect.width() < 240.0;
                    Size::Content
                }
                _ => {
                    let width = part.rect.width();
                    let least = self.least(part, part.rect.x0);
                    let tight = least > 0.0 && (0.0..SPARE).contains(&(width - least));
                    Size::Fixed(tenth(if tight { least + 2.0 * SPARE } else { width }))
                }
            };
            if part.piece.is_none()
                && part.shape == Shape::Row
                && child.limit.is_none()
                && child.children.iter().all(|child| {
                    matches!(child.width, Size::Fixed(_) | Size::Content) && child.margin.left.is_finite()
                })
                && !matches!(child.layout, Layout::Row(line) if line.justify == Justify::Between)
            {
                child.width = Size::Content;
            }
            if index == 0 && justify == Justify::Start && node.limit.is_some() && left > tolerance {
                child.margin.left = tenth(left);
            }
            let space = index.checked_sub(1).and_then(|before| gaps.get(before)).copied().unwrap_or(gap);
            if between && space >= most - 1e-9 {
                child.margin.left = f64::INFINITY;
            } else if index > 0 && space - gap > 0.05 && justify != Justify::Between {
                child.margin.left = tenth(space - gap);
            }
            out.push(built);
        }
        if let Some(last) = out.last_mut().filter(|_| indent > 0.0) {
            last.node.margin.right = indent;
        }
        let between_two = between && parts.len() == 2;
        if between_two {
            if let Some(second) = out.get_mut(1) {
                second.node.margin.left = 0.0;
            }
            justify = Justify::Between;
        }
        let roomy = spare > 6.0 || between || justify == Justify::Between;
        node.layout = Layout::Row(crate::layout::Line {
            justify,
            wrap: roomy,
            cross_gap: tenth(least.min(12.0)),
            ..line(if justify == Justify::Between { (least * 0.6).min(24.0) } else { gap })
        });
        out
    }

    /// Aligns children across the row; the bottom of the row.
    fn cross(&self, node: &mut Node, parts: &[Part], built: Vec<Built>, top: f64) -> f64 {
        let tolerance = 0.3;
        let mut built = built;
        let drawn_top = |part: &Part| (part.rect.y0 - top).max(0.0);
        // The part that reaches lowest makes the row as high as it is, so it stands from the top.
        let mut height = 0.0_f64;
        let mut lowest = 0;
        for (at, (part, child)) in parts.iter().zip(&built).enumerate() {
            let reach = child.height + if drawn_top(part) <= tolerance { 0.0 } else { drawn_top(part) };
            if reach > height + 0.01 {
                height = reach;
                lowest = at;
            }
        }
        let full = built.get(lowest).is_some_and(|child| child.height >= height - 0.01);
        let fits = |cross: Cross, at: usize, part: &Part, own: f64| match cross {
            _ if at == lowest => full || (cross == Cross::Start && drawn_top(part) <= tolerance),
            Cross::Middle => (drawn_top(part) + own / 2.0 - height / 2.0).abs() <= tolerance,
            Cross::End => (drawn_top(part) + own - height).abs() <= tolerance,
            _ => drawn_top(part) <= tolerance,
        };
        let count = |cross: Cross| {
            parts
                .iter()
                .zip(&built)
                .enumerate()
                .filter(|(at, (part, child))| fits(cross, *at, part, child.height))
                .count()
        };
        let mut align = Cross::Start;
        let mut most = count(Cross::Start);
        for cross in [Cross::Middle, Cross::End] {
            if count(cross) > most {
                most = count(cross);
                align = cross;
            }
        }
        for (at, (part, child)) in parts.iter().zip(built.iter_mut()).enumerate() {
            if fits(align, at, part, child.height) {
                continue;
            }
            let other = [Cross::Start, Cross::Middle, Cross::End]
                .into_iter()
                .find(|cross| fits(*cross, at, part, child.height));
            child.node.place = Place::Own(other.unwrap_or(Cross::Start));
            if other.is_none() {
                child.node.margin.top = tenth(drawn_top(part));
            }
        }
        let bottom = top + height;
        if let Layout::Row(line) = &mut node.layout {
            line.align = align;
        }
        node.children = built.into_iter().map(|child| child.node).collect();
        bottom
    }
}

/// Gives columns that are a hair too narrow for their lines the room of those that have some.
fn keep_lines(widths: &mut [f64], least: &[f64]) {
    const HAIR: f64 = 2.0;
    let short = |width: f64, least: f64| {
        let lack = least + SPARE - width;
        if lack > 0.0 && lack <= HAIR { lack } else { 0.0 }
    };
    let rich = |width: f64, least: f64| width > least + 4.0 * HAIR;
    let lack: f64 = widths.iter().zip(least).map(|(width, least)| short(*width, *least)).sum();
    let room: f64 = widths
        .iter()
        .zip(least)
        .filter(|(width, least)| rich(**width, **least))
        .map(|(width, _)| width)
        .sum();
    if lack <= 0.0 || room <= 0.0 {
        return;
    }
    for (width, least) in widths.iter_mut().zip(least) {
        *width += short(*width, *least) - if rich(*width, *least) { lack * *width / room } else { 0.0 };
    }
}

/// The least and the largest of some gaps; infinite and 0 for none.
fn range(gaps: &[f64]) -> (f64, f64) {
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    (least, gaps.iter().copied().fold(0.0, f64::max))
}

/// Makes gaps that differ by no more than this equal.
fn level(gaps: &mut [f64], spread: f64) {
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let most = gaps.iter().copied().fold(0.0, f64::max);
    if most - least <= spread && !gaps.is_empty() {
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        gaps.fill(mean);
    }
}

#[cfg(test)]
mod tests {
    use super::keep_lines;

    #[test]
    fn columns_that_are_a_hair_too_narrow_get_what_others_have() {
        let mut widths = [331.97, 400.0, 200.0];
        keep_lines(&mut widths, &[332.0, 0.0, 0.0]);
        assert!(widths[0] >= 332.2 && widths[0] < 332.5, "{widths:?}");
        assert!((widths.iter().sum::<f64>() - 931.97).abs() < 1e-9, "{widths:?}");
        // Nobody has any, or it is no matter of a hair.
        for least in [[332.0, 399.0, 199.0], [0.0, 0.0, 0.0], [340.0, 0.0, 0.0]] {
            let mut same = [331.97, 400.0, 200.0];
            keep_lines(&mut same, &least);
            assert_eq!(same, [331.97, 400.0, 200.0]);
        }
    }
}
