//! Branches as lanes: their lines, the curves of forks and merges, bursts of edits as bars, nodes as markers.

use egui::epaint::CubicBezierShape;
use egui::{Align, Color32, CornerRadius, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Frame;
use super::tracks::TINT;
use crate::icons::Icon;
use crate::timeline::cluster::{Bar, Cluster};
use crate::timeline::{Link, LinkKind, Marker, NodeKind, lane_color};
use crate::tokens::{size, space, stroke, timeline as token, type_size};
use crate::{fonts, paint};

/// Everything on the lanes, and their names.
pub(super) fn paint(ui: &Ui, frame: &Frame<'_>) {
    let geometry = &frame.geometry;
    let whole = ui.painter().with_clip_rect(geometry.lanes.with_min_x(geometry.whole.left()));
    for (index, lane) in frame.data.lanes.iter().enumerate() {
        if lane.active && frame.data.lanes.len() > 1 {
            paint::fill(&whole, geometry.lane_row(index), 0, frame.theme.colors.hover);
        }
        name(ui, frame, index);
    }
    let painter = ui.painter().with_clip_rect(geometry.lanes);
    for index in 0..frame.data.lanes.len() {
        line(&painter, frame, index);
    }
    for link in frame.data.links {
        curve(&painter, frame, link);
    }
    for (lane, bars) in frame.bars.iter().enumerate() {
        for bar in bars {
            burst(&painter, frame, lane, bar);
        }
    }
    for (lane, clusters) in frame.clusters.iter().enumerate() {
        for cluster in clusters {
            marker(&painter, frame, lane, cluster);
        }
        flags(&painter, frame, lane, clusters);
    }
}

/// The names of moments, over the markers that say little.
fn flags(painter: &egui::Painter, frame: &Frame<'_>, lane: usize, clusters: &[Cluster]) {
    let geometry = &frame.geometry;
    let markers = frame.data.markers;
    let loud = |cluster: &&Cluster| markers.get(cluster.first).is_some_and(|marker| !marker.kind.is_quiet());
    let loud: Vec<&Cluster> = clusters.iter().filter(loud).collect();
    let edge = |cluster: &Cluster, side: f32| {
        geometry.time.left() + cluster.x + side * cluster_width(cluster, markers) / 2.0
    };
    let now = frame.x_of(frame.data.span.now).min(geometry.time.right());
    for (at, cluster) in loud.iter().enumerate() {
        let Some(label) = markers.get(cluster.first).and_then(|marker| marker.label) else { continue };
        let before = at.checked_sub(1).and_then(|before| loud.get(before));
        let after = loud.get(at + 1);
        let free = before.map_or(geometry.time.left(), |before| edge(before, 1.0))
            ..=after.map_or(now, |after| edge(after, -1.0).min(now));
        let y = geometry.lane_y(lane);
        let size = vec2(cluster_width(cluster, markers), token::MARK);
        let place = Rect::from_center_size(pos2(geometry.time.left() + cluster.x, y), size);
        let hue = frame.data.lanes.get(lane).map_or(0, |lane| lane.hue);
        flag(painter, frame, place, free, label, lane_color(frame.theme, hue));
    }
}

/// The name of a lane, with the branch's icon in the lane's colour.
fn name(ui: &Ui, frame: &Frame<'_>, index: usize) {
    let Some(lane) = frame.data.lanes.get(index) else { return };
    let geometry = &frame.geometry;
    let colors = &frame.theme.colors;
    let row = geometry.lane_row(index);
    let clip = Rect::from_x_y_ranges(geometry.head.x_range(), geometry.lanes.y_range());
    let painter = ui.painter().with_clip_rect(clip);
    let at = pos2(geometry.head.left() + space::M + size::ICON_SMALL / 2.0, row.center().y);
    let color = lane_color(frame.theme, lane.hue);
    let icon = if lane.active { Icon::CircleDot } else { Icon::GitBranch };
    paint::icon(&painter, at, icon, size::ICON_SMALL - 1.0, color);
    if geometry.names() {
        let left = at.x + size::ICON_SMALL / 2.0 + space::S - 1.0;
        let place = Rect::from_x_y_ranges(left..=geometry.head.right() - space::S, row.y_range());
        let (font, color) = match lane.active {
            true => (fonts::ui_medium(type_size::SMALL), colors.text),
            false => (fonts::small(), colors.text_secondary),
        };
        paint::text(&painter, place, Align::Min, lane.name, font, color);
    }
}

/// The line of a lane from its beginning to its end; what forks off begins where its curve ends.
fn line(painter: &egui::Painter, frame: &Frame<'_>, index: usize) {
    let Some(lane) = frame.data.lanes.get(index) else { return };
    let geometry = &frame.geometry;
    let ends = lane.end.unwrap_or(frame.data.span.now);
    let joins = |kind: LinkKind| {
        frame.data.links.iter().any(|link| match kind {
            LinkKind::Fork => link.kind == kind && link.to == index && link.end == lane.start,
            LinkKind::Merge => link.kind == kind && link.from == index && Some(link.start) == lane.end,
        })
    };
    let mut from = frame.x_of(lane.start) + if joins(LinkKind::Fork) { token::CURVE } else { 0.0 };
    let mut to = frame.x_of(ends) - if joins(LinkKind::Merge) { token::CURVE } else { 0.0 };
    if to < from {
        (from, to) = (f32::midpoint(from, to), f32::midpoint(from, to));
    }
    let range = from.max(geometry.time.left() - space::XL)..=to.min(geometry.time.right() + space::XL);
    if range.start() >= range.end() {
        return;
    }
    let y = geometry.lane_y(index);
    painter.hline(range, y, Stroke::new(token::LANE_LINE, lane_color(frame.theme, lane.hue)));
}

/// The curve of a fork or a merge, in the colour of the branch.
fn curve(painter: &egui::Painter, frame: &Frame<'_>, link: &Link) {
    let geometry = &frame.geometry;
    let branch = if link.kind == LinkKind::Fork { link.to } else { link.from };
    let Some(lane) = frame.data.lanes.get(branch) else { return };
    let (from, to) = (geometry.lane_y(link.from), geometry.lane_y(link.to));
    let (start, end) = match link.kind {
        LinkKind::Fork => {
            let x = frame.x_of(link.start);
            (pos2(x, from), pos2(frame.x_of(link.end).max(x) + token::CURVE, to))
        }
        LinkKind::Merge => {
            let x = frame.x_of(link.end);
            (pos2(frame.x_of(link.start).min(x) - token::CURVE, from), pos2(x, to))
        }
    };
    if end.x < geometry.time.left() || start.x > geometry.time.right() {
        return;
    }
    let middle = f32::midpoint(start.x, end.x);
    let points = [start, pos2(middle, start.y), pos2(middle, end.y), end];
    let line = Stroke::new(token::LANE_LINE, lane_color(frame.theme, lane.hue));
    painter.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, line));
}

/// A run of edits: a thin bar, or a thick one with what was edited where there is room to read it.
fn burst(painter: &egui::Painter, frame: &Frame<'_>, lane: usize, bar: &Bar) {
    let geometry = &frame.geometry;
    let Some(color) = frame.data.lanes.get(lane).map(|lane| lane_color(frame.theme, lane.hue)) else {
        return;
    };
    let y = geometry.lane_y(lane);
    let left = geometry.time.left();
    let (from, to) = (left + bar.x.0, left + bar.x.1);
    let only = match bar.members.as_slice() {
        [index] => frame.data.markers.get(*index),
        _ => None,
    };
    let titled = only.filter(|marker| to - from >= token::BURST_TITLE && !marker.title.is_empty());
    let Some(marker) = titled else {
        let place = Rect::from_x_y_ranges(from..=to, y - token::BURST.0 / 2.0..=y + token::BURST.0 / 2.0);
        let round = (token::BURST.0 / 2.0).min(place.width() / 2.0);
        painter.rect_filled(place, CornerRadius::same(round as u8), color);
        return;
    };
    let place = Rect::from_x_y_ranges(from..=to, y - token::BURST.1 / 2.0..=y + token::BURST.1 / 2.0);
    let round = crate::tokens::radius::SMALL;
    let back = frame.theme.colors.panel;
    paint::fill(painter, place, round, back);
    paint::fill(painter, place, round, color.gamma_multiply(TINT));
    painter.rect_stroke(place, round, Stroke::new(stroke::BORDER, color), StrokeKind::Inside);
    let mut text = place.shrink2(vec2(space::S - space::HALF, 0.0));
    text.min.x = text.min.x.max(left + space::XS);
    if marker.author != crate::timeline::AuthorKind::Person && text.width() > token::BURST_TITLE / 2.0 {
        let at = pos2(text.left() + token::MARK_ICON / 2.0, y);
        paint::icon(painter, at, marker.author.icon(), token::MARK_ICON, marker.author.color(frame.theme));
        text.min.x += token::MARK_ICON + space::XS;
    }
    paint::text(painter, text, Align::Min, marker.title, fonts::caption(), frame.theme.colors.text);
}

/// How wide a marker or a cluster is, in points.
pub(super) fn cluster_width(cluster: &Cluster, markers: &[Marker<'_>]) -> f32 {
    let quiet = markers.get(cluster.first).is_none_or(|marker| marker.kind.is_quiet());
    match (cluster.count, quiet) {
        (0 | 1, true) => token::MARK_QUIET,
        (0 | 1, false) => token::MARK,
        (count, quiet) => {
            let icon = if quiet { 0.0 } else { token::MARK_ICON + space::HALF };
            let digits = count_text(count).len() as f32;
            (digits * 6.6 + icon + 2.0 * space::XS + 1.0).max(token::MARK)
        }
    }
}

fn count_text(count: u64) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// A marker: a ring for a save, a disc with an icon for what says more, a pill with a count for several.
fn marker(painter: &egui::Painter, frame: &Frame<'_>, lane: usize, cluster: &Cluster) {
    let colors = &frame.theme.colors;
    let Some(marker) = frame.data.markers.get(cluster.first) else { return };
    let Some(lane_hue) = frame.data.lanes.get(lane).map(|lane| lane.hue) else { return };
    let color = lane_color(frame.theme, lane_hue);
    let x = frame.geometry.time.left() + cluster.x;
    let at = pos2(paint::snap(painter, pos2(x, 0.0)).x, frame.geometry.lane_y(lane));
    let back = colors.panel;
    if cluster.count <= 1 && marker.kind.is_quiet() {
        let radius = token::MARK_QUIET / 2.0;
        painter.circle_filled(at, radius + 1.5, back);
        match marker.kind {
            NodeKind::Open => painter.circle_filled(at, radius - 0.5, color),
            _ => painter.circle(at, radius - 0.75, back, Stroke::new(1.5, color)),
        };
        return;
    }
    let width = cluster_width(cluster, frame.data.markers);
    let height = if marker.kind.is_quiet() { token::MARK - space::HALF } else { token::MARK };
    let place = Rect::from_center_size(at, vec2(width, height));
    let round = (height / 2.0) as u8;
    let strong = marker.kind.weight() >= NodeKind::Decision.weight();
    painter.rect_filled(place.expand(1.5), round + 1, back);
    if strong {
        painter.rect_filled(place, round, color);
    } else {
        painter.rect_filled(place, round, color.gamma_multiply(TINT));
        painter.rect_stroke(place, round, Stroke::new(1.25, color), StrokeKind::Inside);
    }
    let ink = if strong { back } else { colors.text };
    let count = (cluster.count > 1).then(|| count_text(cluster.count));
    let font = fonts::ui_medium(type_size::CAPTION - 0.5);
    match (marker.kind.is_quiet(), count) {
        (true, count) => {
            paint::text(painter, place, Align::Center, &count.unwrap_or_default(), font, ink);
        }
        (false, None) => paint::icon(painter, at, marker.kind.icon(), token::MARK_ICON, ink),
        (false, Some(count)) => {
            let icon = pos2(place.left() + space::XS + 1.0 + token::MARK_ICON / 2.0, at.y);
            paint::icon(painter, icon, marker.kind.icon(), token::MARK_ICON, ink);
            let left = icon.x + token::MARK_ICON / 2.0;
            let rest = Rect::from_x_y_ranges(left..=place.right() - space::HALF, place.y_range());
            paint::text(painter, rest, Align::Center, &count, font, ink);
        }
    }
}

/// The name that somebody gave a moment, beside its marker.
fn flag(
    painter: &egui::Painter,
    frame: &Frame<'_>,
    marker: Rect,
    free: std::ops::RangeInclusive<f32>,
    label: &str,
    color: Color32,
) {
    let colors = &frame.theme.colors;
    let font = fonts::ui_medium(type_size::CAPTION);
    let galley = paint::line(painter, label, font, colors.text, token::LABEL);
    let size = vec2(galley.size().x + space::S, token::MARK - space::HALF);
    // At the right where there is room, else at the left, else not at all.
    let right = marker.right() + space::XS;
    let left = marker.left() - space::XS - size.x;
    let x = if right + size.x + space::XS <= *free.end() {
        right
    } else if left - space::XS >= *free.start() {
        left
    } else {
        return;
    };
    let chip = Rect::from_min_size(pos2(x, marker.center().y - size.y / 2.0), size);
    let round = crate::tokens::radius::SMALL;
    painter.add(Shape::rect_filled(chip, round, colors.panel));
    painter.add(Shape::rect_filled(chip, round, color.gamma_multiply(TINT)));
    paint::put(painter, chip, Align::Center, galley, colors.text);
}
