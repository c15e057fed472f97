//! The list of nodes: the rows that the workspace has sent, and the wish for those that come into view.

use std::borrow::Cow;
use std::ops::Range;

use egui::{Event, Ui};
use justbuilt_timeline::NodeId;
use justbuilt_ui::timeline::{EmptyTimeline, EmptyTimelineAction, GraphRow, GraphSegment, NodeList, NodeRow};
use justbuilt_workspace::timeline::{Shown, TimelineCommand};

use super::filters::{self, Filters, filters_ui, search_id};
use super::{TimelineState, convert, menus, send};
use crate::ctx::Ctx;

/// The egui id of the list.
pub fn id() -> egui::Id {
    crate::shell::focus::timeline_list_id()
}

/// Rows that are asked for beyond those that are seen.
const AHEAD: usize = 60;

/// Shows filters and list.
pub fn list_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    filters_ui(ctx, ui, state);
    let timeline = &ctx.snapshot.timeline;
    let page = &timeline.list;
    if let Some(error) = &page.error {
        justbuilt_ui::widgets::Banner::new(justbuilt_ui::widgets::Tone::Warning, error).persistent().show(ui);
    }
    if page.total == 0 && !page.searching && page.filter == state.filters.filter() && !state.filters.is_off()
    {
        if EmptyTimeline::NothingMatches.show(ui, None) == Some(EmptyTimelineAction::ClearFilters) {
            state.filters = Filters::default();
        }
        ask_for_rows(ctx, state, 0..0);
        return;
    }
    let place = ui.available_rect_before_wrap();
    let first = page.rows.start;
    let graphs: Vec<Vec<GraphSegment>> = page
        .nodes
        .iter()
        .map(|row| row.graph.iter().flat_map(|graph| &graph.segments).map(convert::segment).collect())
        .collect();
    state.list.selected = state
        .selected
        .and_then(|id| page.nodes.iter().position(|row| row.node.id == id))
        .map(|at| first + at)
        .or(state.list.selected.filter(|_| state.selected.is_some()));
    let shown = match &timeline.shown {
        Shown::Past(past) => Some((past.node.as_ref().map(|node| node.id), past.time)),
        Shown::Now => None,
    };
    let labels: Vec<Vec<&str>> = page.nodes.iter().map(|row| labels_of(&row.node)).collect();
    let row = |index: usize| {
        let at = index.checked_sub(first)?;
        let row = page.nodes.get(at)?;
        let node = &row.node;
        let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let counted = node.inserted > 0 || node.deleted > 0;
        Some(NodeRow {
            kind: convert::node_kind(&node.kind),
            title: Cow::Borrowed(node.title.as_str()),
            labels: labels.get(at)?,
            author: convert::author_kind(row.author.kind),
            author_name: Cow::Borrowed(row.author.name.as_str()),
            time: node.time,
            counts: counted.then(|| (small(node.inserted), small(node.deleted))),
            graph: GraphRow {
                column: row.graph.as_ref().map_or(0, |graph| graph.column),
                hue: convert::hue(node.branch) as u16,
                segments: graphs.get(at)?,
            },
            current: shown.as_ref().is_some_and(|(id, _)| *id == Some(node.id)),
            later: shown.as_ref().is_some_and(|(_, time)| time.is_some_and(|time| node.time > time)),
        })
    };
    if ui.memory(|memory| memory.has_focus(id())) {
        search_by_typing(ui, state);
    }
    let output = NodeList::new(id(), page.total, page.columns.max(1), ctx.now, ctx.time).show(
        ui,
        &mut state.list,
        row,
    );
    let node_at = |index: usize| Some(page.nodes.get(index.checked_sub(first)?)?.node.id);
    if let Some(node) = output.selected.and_then(node_at) {
        select(ctx, state, Some(node));
        // Going through the list is looking through the past, as moving the scrubber is.
        send(ctx, TimelineCommand::SeekNode(node));
    }
    if let Some(node) = output.activated.and_then(node_at) {
        send(ctx, TimelineCommand::SeekNode(node));
    }
    if let Some((row, at)) = output.context {
        let node = row.and_then(node_at);
        let menu = menus::Menu { at: Some(at), node, ..menus::Menu::default() };
        state.menu = node.is_some().then_some(menu);
    }
    ask_for_rows(ctx, state, output.visible);
    if page.searching {
        justbuilt_ui::widgets::progress_line(
            ui,
            egui::Rect::from_min_size(
                place.min,
                egui::vec2(place.width(), justbuilt_ui::tokens::size::PROGRESS),
            ),
            None,
        );
    }
}

/// The names of a node that its title does not say already.
fn labels_of(node: &justbuilt_timeline::Node) -> Vec<&str> {
    node.label.as_deref().filter(|label| !node.title.contains(label)).into_iter().collect()
}

/// Selects a node: what it is shows beside the list.
pub fn select(ctx: &Ctx<'_>, state: &mut TimelineState, node: Option<NodeId>) {
    state.selected = node;
    send(ctx, TimelineCommand::Select(node));
}

/// Typing in the list goes on in the search field.
fn search_by_typing(ui: &Ui, state: &mut TimelineState) {
    let typed: String = ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    });
    if !typed.trim().is_empty() {
        state.filters.search.push_str(&typed);
        crate::shell::focus::at_end(ui, filters::search_id(), &state.filters.search);
        ui.memory_mut(|memory| memory.request_focus(search_id()));
        state.typing = true;
    }
}

/// Asks for the rows in view, and some around them, when they or the filter have changed.
fn ask_for_rows(ctx: &Ctx<'_>, state: &mut TimelineState, visible: Range<usize>) {
    let filter = state.filters.filter();
    let has = state.page.as_ref().is_some_and(|(asked, rows)| {
        *asked == filter && rows.start <= visible.start && visible.end <= rows.end
    });
    if has {
        return;
    }
    let rows = visible.start.saturating_sub(AHEAD)..visible.end + AHEAD;
    state.page = Some((filter.clone(), rows.clone()));
    send(ctx, TimelineCommand::List { filter: Box::new(filter), rows });
}
