//! Project search and replace: the query, the streaming results, opening and replacing. Searching is the
//! workspace's.

use std::borrow::Cow;

use egui::{Rect, Ui, pos2, vec2};
use justbuilt_ui::Icon;
use justbuilt_ui::icons::file_icon;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{EmptyState, IconButton, Input, List, RowState, section_header};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::Command;
use justbuilt_workspace::command::SearchCommand;
use justbuilt_workspace::search::{SearchFile, SearchHit, SearchQuery, SearchSnapshot};

use super::State;
use crate::ctx::Ctx;
use crate::shell::focus::{search_query_id, search_replace_id, search_results_id};

/// What the search panel keeps between frames.
#[derive(Default)]
pub struct SearchState {
    query: SearchQuery,
    replacement: String,
    details: bool,
    cursor: Option<usize>,
    /// The query as the workspace had it when it was last looked at.
    seen: SearchQuery,
}

/// Characters shown before a match, at most.
const LEAD: usize = 14;

/// One row of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    File(usize),
    Hit(usize, usize),
}

fn rows(search: &SearchSnapshot) -> Vec<Row> {
    let mut rows = Vec::with_capacity(search.hits + search.files.len());
    for (index, file) in search.files.iter().enumerate() {
        rows.push(Row::File(index));
        if file.expanded {
            rows.extend((0..file.hits.len()).map(|hit| Row::Hit(index, hit)));
        }
    }
    rows
}

/// Shows the search panel.
pub fn search_ui(ctx: &Ctx<'_>, ui: &mut Ui, panel: &mut State) {
    let search = &ctx.snapshot.search;
    let state = &mut panel.search;
    let send = |command: SearchCommand| ctx.send(Command::Search(command));
    if search.query != state.seen {
        // Set from elsewhere: a command with the selected text, the session.
        state.seen = search.query.clone();
        state.query = search.query.clone();
    }
    section_header(ui, "Search", |ui| {
        if ui.add(IconButton::new(Icon::ListX, "Clear the results").small()).clicked() {
            send(SearchCommand::Clear);
        }
        if ui.add(IconButton::new(Icon::RefreshCw, "Search again").small()).clicked() {
            send(SearchCommand::Refresh);
        }
        if search.running && ui.add(IconButton::new(Icon::CircleStop, "Stop searching").small()).clicked() {
            send(SearchCommand::Cancel);
        }
    });
    if ctx.snapshot.project.is_none() {
        let empty =
            EmptyState::new(Icon::Search, "Open a folder to search in it").action("Open folder…", None);
        if empty.show(ui).is_some() {
            ctx.run("project.open_folder");
        }
        return;
    }
    let mut has_focus = false;
    egui::Frame::NONE.inner_margin(egui::Margin::symmetric(space::S as i8, 0)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        has_focus = fields_ui(ui, state, search, &send);
    });
    ui.add_space(space::S);
    let fields_focused = has_focus;
    summary_ui(ctx, ui, search);
    results_ui(ctx, ui, state, &send);
    let list_focused = ui.memory(|memory| memory.has_focus(search_results_id()));
    panel.search_has_focus = fields_focused || list_focused;
}

fn fields_ui(
    ui: &mut Ui,
    state: &mut SearchState,
    search: &SearchSnapshot,
    send: &dyn Fn(SearchCommand),
) -> bool {
    let mut has_focus = false;
    let mut changed = false;
    ui.horizontal(|ui| {
        let icon = if search.replacing { Icon::ChevronDown } else { Icon::ChevronRight };
        if ui.add(IconButton::new(icon, "Replace").small()).clicked() {
            send(SearchCommand::ShowReplace(!search.replacing));
        }
        let query = &mut state.query;
        let output = Input::new(&mut query.text, "Search the project")
            .id(search_query_id())
            .placeholder("Search")
            .error(search.error.as_deref())
            .query_toggles(&mut query.case, &mut query.word, &mut query.regex)
            .width(ui.available_width())
            .show(ui);
        has_focus |= output.response.has_focus();
        changed |= output.changed || output.toggled;
        if output.submitted {
            send(SearchCommand::Query(state.query.clone()));
            send(SearchCommand::Refresh);
        }
        let leaves = output.response.has_focus() && search.hits > 0;
        // Taken, so that the list does not go one further with it.
        let down =
            |input: &mut egui::InputState| input.consume_key(egui::Modifiers::NONE, egui::Key::ArrowDown);
        if leaves && ui.input_mut(down) {
            // On to the first hit, as the list goes on below the field.
            state.cursor = rows(search).iter().position(|row| matches!(row, Row::Hit(..)));
            ui.memory_mut(|memory| memory.request_focus(search_results_id()));
        }
    });
    if search.replacing {
        ui.horizontal(|ui| {
            ui.add_space(size::HIT + space::XS);
            let output = Input::new(&mut state.replacement, "Replace with")
                .id(search_replace_id())
                .placeholder("Replace")
                .width((ui.available_width() - size::CONTROL - space::XS).max(size::CONTROL))
                .show(ui);
            has_focus |= output.response.has_focus();
            if output.changed {
                send(SearchCommand::Replacement(state.replacement.clone()));
            }
            let all =
                IconButton::new(Icon::ReplaceAll, "Replace all").enabled(search.hits > 0 && !search.running);
            if ui.add(all).clicked() {
                send(SearchCommand::Replace { file: None, hit: None });
            }
        });
    }
    ui.horizontal(|ui| {
        ui.add_space(size::HIT + space::XS);
        let icon = if state.details { Icon::ChevronDown } else { Icon::Ellipsis };
        if ui.add(IconButton::new(icon, "Files to include or exclude").small()).clicked() {
            state.details = !state.details;
        }
    });
    if state.details || !state.query.include.is_empty() || !state.query.exclude.is_empty() {
        for (text, label, hint) in [
            (&mut state.query.include, "Files to include", "Include, such as src/**, *.rs"),
            (&mut state.query.exclude, "Files to exclude", "Exclude, such as tests/**"),
        ] {
            ui.horizontal(|ui| {
                ui.add_space(size::HIT + space::XS);
                let output = Input::new(text, label).placeholder(hint).width(ui.available_width()).show(ui);
                has_focus |= output.response.has_focus();
                changed |= output.changed;
            });
        }
    }
    if changed {
        state.seen = state.query.clone();
        send(SearchCommand::Query(state.query.clone()));
    }
    has_focus
}

fn summary_ui(ctx: &Ctx<'_>, ui: &mut Ui, search: &SearchSnapshot) {
    if search.query.text.is_empty() || search.error.is_some() {
        return;
    }
    let hits = |count: usize| if count == 1 { "1 result".to_owned() } else { format!("{count} results") };
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let text = match (search.hits, search.running) {
        (0, true) => format!("Searching, {} looked at", files(search.searched)),
        (0, false) => format!("Nothing found in {}", files(search.searched)),
        (count, true) => format!("{} in {}, searching", hits(count), files(search.files.len())),
        (count, false) if search.truncated => {
            format!("The first {} in {}", hits(count), files(search.files.len()))
        }
        (count, false) => format!("{} in {}", hits(count), files(search.files.len())),
    };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), egui::Sense::hover());
    let place = rect.shrink2(vec2(space::M, 0.0));
    paint::text(
        ui.painter(),
        place,
        egui::Align::Min,
        &text,
        fonts::small(),
        ctx.theme.colors.text_secondary,
    );
}

fn results_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut SearchState, send: &dyn Fn(SearchCommand)) {
    let search = &ctx.snapshot.search;
    let rows = rows(search);
    state.cursor = state.cursor.filter(|index| *index < rows.len());
    // Files by their names, hits by their lines.
    let name = |index: usize| -> Cow<'_, str> {
        let name = match rows.get(index) {
            Some(Row::File(file)) => search.files.get(*file).and_then(|file| file.label.rsplit('/').next()),
            Some(Row::Hit(file, hit)) => {
                search.files.get(*file).and_then(|file| file.hits.get(*hit)).map(|hit| hit.text.trim_start())
            }
            None => None,
        };
        name.unwrap_or_default().into()
    };
    let list = List::new(search_results_id(), "Search results", rows.len()).names(&name);
    let output = list.selected(state.cursor).show(ui, |ui, index, place, row_state| {
        match rows.get(index) {
            Some(Row::File(file)) => search.files.get(*file).map(|f| file_row(ctx, ui, f, place, row_state)),
            Some(Row::Hit(file, hit)) => {
                search.files.get(*file).and_then(|f| f.hits.get(*hit)).map(|hit| hit_row(ctx, ui, hit, place))
            }
            None => None,
        }
        .unwrap_or_default()
    });
    if let Some(index) = output.selected.or(output.clicked) {
        state.cursor = Some(index);
        if let Some(Row::Hit(file, hit)) = rows.get(index) {
            send(SearchCommand::Select { file: *file, hit: *hit });
        }
    }
    let opened = output.activated.map(|index| (index, false)).or(output.clicked.map(|index| (index, true)));
    if let Some((index, preview)) = opened {
        match rows.get(index) {
            Some(Row::File(file)) if preview => send(SearchCommand::Toggle { file: *file }),
            Some(Row::Hit(file, hit)) => send(SearchCommand::Open { file: *file, hit: *hit, preview }),
            _ => {}
        }
    }
}

fn file_row(ctx: &Ctx<'_>, ui: &mut Ui, file: &SearchFile, place: Rect, state: RowState) -> String {
    let colors = &ctx.theme.colors;
    let painter = ui.painter();
    let middle = place.center().y;
    let chevron = if file.expanded { Icon::ChevronDown } else { Icon::ChevronRight };
    let mut left = place.left() + space::S;
    paint::icon(painter, pos2(left + space::S, middle), chevron, size::ICON_SMALL, colors.text_secondary);
    left += size::ICON + space::XS;
    let (folder, name) = file.label.rsplit_once('/').map_or(("", file.label.as_str()), |(f, n)| (f, n));
    let (icon, color) = file_icon(name, ctx.theme);
    paint::icon(painter, pos2(left + space::S, middle), icon, size::ICON, color);
    left += size::ICON + space::S;
    let count = file.hits.len().to_string();
    let right = place.right() - space::M;
    let strip = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to.max(from), place.y_range());
    let drawn = paint::text(
        painter,
        strip(left, right),
        egui::Align::Max,
        &count,
        fonts::caption(),
        colors.text_hint,
    );
    let right = drawn.left() - space::S;
    let drawn = paint::text(painter, strip(left, right), egui::Align::Min, name, fonts::body(), colors.text);
    let folder_color = if state.selected { colors.text_secondary } else { colors.text_hint };
    let rest = strip(drawn.right() + space::S, right);
    if rest.width() > space::XL {
        paint::text(painter, rest, egui::Align::Min, folder, fonts::small(), folder_color);
    }
    format!("{}, {} results", file.label, count)
}

fn hit_row(ctx: &Ctx<'_>, ui: &mut Ui, hit: &SearchHit, place: Rect) -> String {
    let colors = &ctx.theme.colors;
    let left = place.left() + space::S + 2.0 * size::ICON + space::M;
    let room = Rect::from_x_y_ranges(left..=place.right() - space::M, place.y_range());
    let trimmed = hit.text.len() - hit.text.trim_start().len();
    // A match far to the right is brought into view: some characters before it are enough.
    let before = hit.text.get(..hit.in_text.start).unwrap_or_default();
    // In a narrow panel, so few that the match itself is seen whole.
    let font = fonts::code(type_size::SMALL);
    let cell = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    let matched = hit.text.get(hit.in_text.clone()).unwrap_or_default().chars().count();
    let spare = ((room.width() / cell) as usize).saturating_sub(matched + 2);
    let cut = before.char_indices().rev().nth(spare.min(LEAD)).map_or(0, |(at, _)| at);
    let trimmed = trimmed.min(hit.in_text.start).max(cut);
    let lead = if cut > 0 && trimmed == cut { "…" } else { "" };
    let part = |range: std::ops::Range<usize>| hit.text.get(range).unwrap_or_default();
    let mut job = egui::text::LayoutJob { wrap: paint::one_line(room.width()), ..Default::default() };
    let plain = egui::TextFormat::simple(fonts::code(type_size::SMALL), colors.text_secondary);
    let mut found = egui::TextFormat::simple(fonts::code(type_size::SMALL), colors.text);
    found.background = colors.find_match;
    job.append(lead, 0.0, plain.clone());
    job.append(part(trimmed..hit.in_text.start), 0.0, plain.clone());
    job.append(part(hit.in_text.clone()), 0.0, found);
    job.append(part(hit.in_text.end..hit.text.len()), 0.0, plain);
    let galley = ui.painter().layout_job(job);
    paint::put(ui.painter(), room, egui::Align::Min, galley, colors.text);
    format!("line {}, {}", hit.line + 1, hit.text.trim())
}
