//! The graph cells of a row: lines that pass, lines that come into the node from above and leave it below.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Painter, Rect, Stroke, pos2};

use crate::theme::Theme;
use crate::timeline::lane_color;
use crate::tokens::{space, stroke, timeline as token};

/// A line in a row, by its column at the upper and lower edge of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphSegment {
    /// Straight through a column.
    Through {
        /// The column.
        column: u16,
        /// Its hue.
        hue: u16,
    },
    /// From a column at the upper edge into the node.
    In {
        /// The column.
        column: u16,
        /// Its hue.
        hue: u16,
    },
    /// From the node to a column at the lower edge.
    Out {
        /// The column.
        column: u16,
        /// Its hue.
        hue: u16,
    },
}

/// A row's part of the graph.
#[derive(Clone, Copy, Debug, Default)]
pub struct GraphRow<'a> {
    /// The column of the node.
    pub column: u16,
    /// The hue of the node.
    pub hue: u16,
    /// The lines of the row.
    pub segments: &'a [GraphSegment],
}

impl GraphRow<'_> {
    /// How many parents the node has in this graph.
    fn parents(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, GraphSegment::Out { .. })).count()
    }
}

/// The width of a graph with that many columns.
pub(super) fn width(columns: usize) -> f32 {
    columns.max(1) as f32 * token::GRAPH.0 + space::XS
}

/// Paints a row's part of the graph. Columns for which there is no room fall into the last one.
pub(super) fn paint(
    painter: &Painter,
    place: Rect,
    row: &GraphRow<'_>,
    columns: usize,
    current: bool,
    theme: &Theme,
) {
    let painter = painter.with_clip_rect(place.intersect(painter.clip_rect()));
    let last = u16::try_from(columns.max(1) - 1).unwrap_or(u16::MAX);
    let x_of =
        |column: u16| place.left() + (f32::from(column.min(last)) + 0.5) * token::GRAPH.0 + space::HALF;
    let mut over = false;
    let color_of = |hue: u16| lane_color(theme, usize::from(hue));
    let line = |hue: u16| Stroke::new(LINE, color_of(hue));
    let middle = place.center().y;
    let node = pos2(x_of(row.column), middle);
    let curve = |from: egui::Pos2, to: egui::Pos2, hue: u16| {
        if from.x == to.x {
            painter.line_segment([from, to], line(hue));
            return;
        }
        // Out of the straight line into the node's side: upright at the edge of the row, level at the node.
        let edge = if from.y == middle { to } else { from };
        let points = [edge, pos2(edge.x, middle), pos2(edge.x, middle), node];
        painter.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, line(hue)));
    };
    for segment in row.segments {
        match *segment {
            // One line stands for all for which there is no room.
            GraphSegment::Through { column, .. } if column > last && std::mem::replace(&mut over, true) => {}
            GraphSegment::Through { column, hue } => {
                painter.vline(x_of(column), place.y_range(), line(hue));
            }
            GraphSegment::In { column, hue } => curve(pos2(x_of(column), place.top()), node, hue),
            GraphSegment::Out { column, hue } => curve(node, pos2(x_of(column), place.bottom()), hue),
        }
    }
    let color = color_of(row.hue);
    let radius = token::GRAPH.1;
    let back = theme.colors.panel;
    painter.circle_filled(node, radius + 1.5, back);
    if current {
        painter.circle_filled(node, radius + 1.0, theme.colors.accent);
    } else if row.parents() > 1 {
        // Where lines come together: a ring.
        painter.circle(node, radius - 0.5, back, Stroke::new(stroke::FOCUS, color));
    } else {
        painter.circle_filled(node, radius - 0.25, color);
    }
}

/// How wide the lines are.
const LINE: f32 = 1.75;
