//! The tooltip of the scrubber: what happened under the pointer, when, and by whom.

use egui::{Pos2, Rect, Response, RichText, Sense, Tooltip, Ui, pos2, vec2};

use super::Frame;
use crate::icons::Icon;
use crate::style::tooltip_frame;
use crate::timeline::date::{self, ago};
use crate::timeline::{AuthorKind, Marker};
use crate::tokens::{size, space, type_size};
use crate::{fonts, paint};

/// The most nodes of a cluster that are named.
const MOST: usize = 6;

/// Shows the tooltip above the scrubber, so that it covers nothing of it.
pub(super) fn show(ui: &Ui, response: &Response, frame: &Frame<'_>, pos: Pos2) {
    let geometry = &frame.geometry;
    let now = frame.data.span.now;
    let time = frame.time_at(pos.x);
    let on_lanes = geometry.lanes.contains(pos);
    let cluster = frame.cluster_at(pos).map(|(_, cluster)| cluster);
    let members = match (cluster, frame.bar_at(pos)) {
        (Some(cluster), _) => cluster.members.as_slice(),
        (None, Some(bar)) => bar.members.as_slice(),
        (None, None) => &[],
    };
    let fold = frame.axis.fold_at(pos.x - geometry.time.left()).and_then(|piece| piece.gap);
    if time > now || on_lanes && members.is_empty() && fold.is_none() {
        return;
    }
    let anchor = Rect::from_center_size(pos2(pos.x, geometry.whole.top()), vec2(1.0, 1.0));
    let id = response.id.with("preview");
    let mut tooltip = Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, anchor);
    tooltip.popup = tooltip.popup.frame(tooltip_frame(frame.theme)).align(egui::RectAlign::TOP);
    tooltip.show(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::HALF);
        if let (Some(gap), true) = (fold, members.is_empty()) {
            let text = format!("Nothing happened for {}", date::length(gap.end.0 - gap.start.0));
            plain(ui, &text, frame);
            return;
        }
        let markers: Vec<&Marker<'_>> =
            members.iter().filter_map(|&index| frame.data.markers.get(index)).collect();
        match markers.as_slice() {
            [] => described(ui, frame, time),
            [only] => node(ui, frame, only),
            many => cluster_of(ui, frame, many),
        }
    });
}

fn described(ui: &mut Ui, frame: &Frame<'_>, time: justbuilt_base::Timestamp) {
    let now = frame.data.span.now;
    heading(ui, frame, &frame.data.style.moment(time, now), &ago(time, now));
    let Some(found) = (frame.data.describe)(time) else { return };
    line(ui, frame, found.kind.icon(), &found.title, true);
    by(ui, frame, found.author, &found.author_name, &found.detail);
}

fn node(ui: &mut Ui, frame: &Frame<'_>, marker: &Marker<'_>) {
    let now = frame.data.span.now;
    heading(ui, frame, &frame.data.style.moment(marker.time, now), &ago(marker.time, now));
    let title = if marker.title.is_empty() { marker.kind.name() } else { marker.title };
    line(ui, frame, marker.kind.icon(), title, true);
    if let Some(label) = marker.label.filter(|label| *label != title) {
        line(ui, frame, Icon::Tag, label, false);
    }
    if let Some(found) = (frame.data.describe)(marker.time) {
        by(ui, frame, found.author, &found.author_name, &found.detail);
    }
}

fn cluster_of(ui: &mut Ui, frame: &Frame<'_>, markers: &[&Marker<'_>]) {
    let style = frame.data.style;
    let now = frame.data.span.now;
    let times = || markers.iter().map(|marker| marker.time);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return };
    let count: u64 = markers.iter().map(|marker| u64::from(marker.count.max(1))).sum();
    let when = format!("{} – {}", style.moment(first, now), style.seconds(last));
    heading(ui, frame, &format!("{count} moments"), &when);
    let mut best: Vec<&&Marker<'_>> = markers.iter().collect();
    best.sort_by_key(|marker| (std::cmp::Reverse(marker.kind.weight()), marker.time));
    best.truncate(MOST);
    best.sort_by_key(|marker| marker.time);
    let named: u64 = best.iter().map(|marker| u64::from(marker.count.max(1))).sum();
    for marker in best {
        let title = if marker.title.is_empty() { marker.kind.name() } else { marker.title };
        line(ui, frame, marker.kind.icon(), title, false);
    }
    if count > named {
        plain(ui, &format!("and {} more; click to come closer", count - named), frame);
    }
}

fn heading(ui: &mut Ui, frame: &Frame<'_>, text: &str, aside: &str) {
    let colors = &frame.theme.colors;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(RichText::new(text).font(fonts::ui_medium(type_size::SMALL)).color(colors.text));
        ui.label(RichText::new(aside).font(fonts::small()).color(colors.text_hint));
    });
}

fn line(ui: &mut Ui, frame: &Frame<'_>, icon: Icon, text: &str, first: bool) {
    let colors = &frame.theme.colors;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S - space::HALF;
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_SMALL, size::ICON_SMALL), Sense::hover());
        paint::icon(ui.painter(), rect.center(), icon, size::ICON_SMALL - 1.0, colors.text_secondary);
        let color = if first { colors.text } else { colors.text_secondary };
        ui.label(RichText::new(text).font(fonts::small()).color(color));
    });
}

fn by(ui: &mut Ui, frame: &Frame<'_>, author: AuthorKind, name: &str, detail: &str) {
    let colors = &frame.theme.colors;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S - space::HALF;
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_SMALL, size::ICON_SMALL), Sense::hover());
        let color = author.color(frame.theme);
        paint::icon(ui.painter(), rect.center(), author.icon(), size::ICON_SMALL - 1.0, color);
        let name = if name.is_empty() { author.name() } else { name };
        let text = if detail.is_empty() { name.to_owned() } else { format!("{name} · {detail}") };
        ui.label(RichText::new(text).font(fonts::small()).color(colors.text_secondary));
    });
}

fn plain(ui: &mut Ui, text: &str, frame: &Frame<'_>) {
    ui.label(RichText::new(text).font(fonts::small()).color(frame.theme.colors.text_secondary));
}
