//! The head of the dock: the conversation's title, which is renamed in place, and the list of all conversations with a
//! search through what was said in them.

use std::borrow::Cow;
use std::path::PathBuf;

use egui::{Align, Id, Layout, Popup, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use justbuilt_ui::chat::Speaker;
use justbuilt_ui::chat::avatar::paint_avatar;
use justbuilt_ui::style::popup_frame;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::tooltip::WithTooltip;
use justbuilt_ui::widgets::{EmptyState, IconButton, Input, List, MenuItem, separator};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::ai::{ChatCommand, ChatSnapshot, ConversationItem, ConversationSnapshot};
use justbuilt_workspace::{ConversationId, PanelId};

use super::send;
use crate::ctx::{Ctx, WindowAction};

/// What head and list keep between frames.
#[derive(Default)]
pub(super) struct HeadState {
    listed: bool,
    focus: bool,
    query: String,
    /// The words that were looked for in all conversations.
    asked: String,
    selected: Option<usize>,
    naming: Option<String>,
    name_focus: bool,
    /// The one that was put away last, and its title.
    deleted: Option<(ConversationId, String)>,
    /// The turn to show when the conversation is.
    pub(super) show_turn: Option<u64>,
}

fn search_id() -> Id {
    Id::unique("conversations search")
}

/// Shows the head.
pub(super) fn head_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    chat: &ChatSnapshot,
    open: Option<&ConversationSnapshot>,
    state: &mut HeadState,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::PANEL_HEADER), Sense::HOVER);
    let inner = Rect::from_x_y_ranges(rect.left() + space::S..=rect.right() - space::XS, rect.y_range());
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    let keys = ctx.keys("ai.toggle_chat");
    let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
    if side.add(IconButton::new(Icon::X, "Hide the conversation").small().keys(keys)).clicked() {
        ctx.act(WindowAction::TogglePanel(PanelId::Chat));
    }
    menu_ui(ctx, &mut side, open, state);
    if side.add(IconButton::new(Icon::Plus, "New conversation").small()).clicked() {
        state.listed = false;
        send(ctx, ChatCommand::New(None));
        ctx.act(WindowAction::ShowPanel(PanelId::Chat));
    }
    let others = IconButton::new(Icon::List, "All conversations").small().selected(state.listed);
    if side.add(others).clicked() {
        state.listed = !state.listed;
        state.focus = state.listed;
        state.selected = None;
    }
    let right = side.min_rect().left() - space::XS;
    let place = Rect::from_x_y_ranges(inner.left()..=right.max(inner.left()), rect.y_range());
    title_ui(ctx, ui, chat, open, state, place);
}

fn title_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    chat: &ChatSnapshot,
    open: Option<&ConversationSnapshot>,
    state: &mut HeadState,
    place: Rect,
) {
    let colors = &ctx.theme.colors;
    if let (Some(name), Some(open)) = (&mut state.naming, open) {
        let mut child = ui.new_child(UiBuilder::new().max_rect(place.shrink2(vec2(0.0, 3.0))));
        let focus = std::mem::take(&mut state.name_focus);
        let output =
            Input::new(name, "Name of this conversation").focus(focus).select_all(focus).show(&mut child);
        if output.submitted || (output.response.lost_focus() && !output.cancelled) {
            let name = name.trim().to_owned();
            state.naming = None;
            if name != open.title {
                send(ctx, ChatCommand::Rename { conversation: open.id, name });
            }
        } else if output.cancelled {
            state.naming = None;
        }
        return;
    }
    let title = match open {
        Some(open) if open.title.is_empty() => "New conversation",
        Some(open) => open.title.as_str(),
        None => "Conversation",
    };
    let shown = justbuilt_ui::chat::clean::visible(title).replace('\n', " ");
    let font = fonts::ui_semibold(type_size::UI);
    let galley = paint::line(ui.painter(), &shown, font, colors.text, place.width() - 2.0 * space::XS);
    let width = galley.size().x + 2.0 * space::XS;
    let hit = Rect::from_min_size(
        pos2(place.left(), place.center().y - size::HIT / 2.0),
        vec2(width.max(size::HIT), size::HIT),
    );
    let sense = if open.is_some() { Sense::click() } else { Sense::HOVER };
    let response = ui.interact(hit, Id::unique("conversation title"), sense);
    if let Some(wash) = paint::wash(&response, ctx.theme).filter(|_| open.is_some()) {
        paint::fill(ui.painter(), hit, justbuilt_ui::tokens::radius::SMALL, wash);
    }
    paint::put(ui.painter(), hit.shrink2(vec2(space::XS, 0.0)), Align::Min, galley, colors.text);
    if justbuilt_ui::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), hit, justbuilt_ui::tokens::radius::SMALL, ctx.theme);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &shown));
    if response.clicked() {
        begin_naming(state, open);
    }
    if open.is_some() {
        let unseen = chat.list.iter().filter(|item| item.unseen).count();
        let more = if unseen > 0 { format!("\n{unseen} others have something new") } else { String::new() };
        response.tooltip(&format!("{shown}\nClick to rename{more}"));
    }
}

fn begin_naming(state: &mut HeadState, open: Option<&ConversationSnapshot>) {
    if let Some(open) = open {
        state.naming = Some(open.title.clone());
        state.name_focus = true;
    }
}

fn menu_ui(ctx: &Ctx<'_>, side: &mut Ui, open: Option<&ConversationSnapshot>, state: &mut HeadState) {
    let response = side.add(IconButton::new(Icon::Ellipsis, "More").small());
    Popup::menu(&response).frame(popup_frame(ctx.theme)).gap(space::HALF).show(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.set_min_width(220.0);
        let there = open.is_some();
        if ui.add(MenuItem::new("Rename…").icon(Icon::Pencil).enabled(there)).clicked() {
            begin_naming(state, open);
        }
        if ui.add(MenuItem::new("Copy as Markdown").icon(Icon::Copy).enabled(there)).clicked()
            && let Some(open) = open
        {
            send(ctx, ChatCommand::Copy(open.id));
        }
        let folder = ctx.snapshot.project.as_ref().map(|project| project.root.clone());
        for (label, extension) in [("Export as Markdown", "md"), ("Export as JSON", "json")] {
            let item = MenuItem::new(label).icon(Icon::Download).enabled(there && folder.is_some());
            if ui.add(item).clicked()
                && let (Some(open), Some(folder)) = (open, &folder)
            {
                let path = export_path(folder, &open.title, extension);
                send(ctx, ChatCommand::Export { conversation: open.id, path });
            }
        }
        separator(ui);
        for (label, icon, command) in [
            ("What goes along", Icon::ScanText, "ai.context"),
            ("Personas", Icon::Users, "ai.personas"),
            ("Prompts", Icon::SquareSlash, "ai.prompts"),
            ("Providers, keys and spending", Icon::KeyRound, "ai.providers"),
        ] {
            if ui.add(MenuItem::new(label).icon(icon)).clicked() {
                ctx.run(command);
            }
        }
        separator(ui);
        let delete = MenuItem::new("Delete this conversation").icon(Icon::Trash2).danger().enabled(there);
        if ui.add(delete).clicked()
            && let Some(open) = open
        {
            state.deleted = Some((open.id, open.title.clone()));
            state.listed = true;
            send(ctx, ChatCommand::Delete(open.id));
        }
    });
}

/// A file for an export, called after the conversation.
fn export_path(folder: &std::path::Path, title: &str, extension: &str) -> PathBuf {
    let mut name: String = title
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(60)
        .collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "conversation" } else { name };
    folder.join(format!("{name}.{extension}"))
}

/// Shows the list in place of the conversation; whether it is shown.
pub(super) fn list_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    chat: &ChatSnapshot,
    open: Option<&ConversationSnapshot>,
    state: &mut HeadState,
) -> bool {
    if !state.listed {
        return false;
    }
    let mut output = None;
    egui::Frame::NONE.inner_margin(egui::Margin::same(space::S as i8)).show(ui, |ui| {
        let field = Input::new(&mut state.query, "Search all conversations")
            .id(search_id())
            .icon(Icon::Search)
            .clear_button()
            .keep_focus()
            .focus(std::mem::take(&mut state.focus))
            .placeholder("Search all conversations");
        output = Some(field.show(ui));
    });
    let query = state.query.trim().to_owned();
    if query != state.asked {
        state.asked.clone_from(&query);
        state.selected = None;
        send(ctx, ChatCommand::Search(query.clone()));
    }
    if let Some(output) = &output {
        if output.cancelled {
            state.listed = false;
            ctx.act(WindowAction::ShowPanel(PanelId::Chat));
            return false;
        }
        let down = output.response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::ArrowDown));
        if down || output.submitted {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
            state.selected = state.selected.or(Some(0));
        }
    }
    undo_ui(ctx, ui, state);
    let lower = query.to_lowercase();
    let titled: Vec<&ConversationItem> = chat
        .list
        .iter()
        .filter(|item| lower.is_empty() || item.title.to_lowercase().contains(&lower))
        .collect();
    let found = chat.search.as_ref().filter(|found| found.0 == query && !query.is_empty());
    let found = found.map(|found| found.1.as_slice()).unwrap_or_default();
    let count = titled.len() + found.len();
    if count == 0 {
        let sentence = if query.is_empty() { "There are no conversations yet" } else { "Nothing was found" };
        let empty = EmptyState::new(Icon::MessagesSquare, sentence).action("New conversation", None);
        if empty.show(ui).is_some() {
            state.listed = false;
            send(ctx, ChatCommand::New(None));
            ctx.act(WindowAction::ShowPanel(PanelId::Chat));
        }
        return true;
    }
    let names = |row: usize| -> Cow<'_, str> {
        titled.get(row).map_or(Cow::Borrowed(""), |item| Cow::Borrowed(item.title.as_str()))
    };
    let mut deleted = None;
    let list = List::new(list_id(), "Conversations", count)
        .row_height(ROW)
        .selected(
            state
                .selected
                .or_else(|| titled.iter().position(|item| open.is_some_and(|open| open.id == item.id))),
        )
        .names(&names)
        .show(ui, |ui, row, rect, _| match titled.get(row) {
            Some(item) => {
                if row_ui(ctx, ui, item, rect) {
                    deleted = Some(row);
                }
                format!("{}, {}", item.title, ctx.time.moment(item.time, ctx.now))
            }
            None => match found.get(row - titled.len()) {
                Some(hit) => {
                    hit_ui(ctx, ui, hit, rect);
                    format!("{}: {}", hit.title, hit.line)
                }
                None => String::new(),
            },
        });
    state.selected = list.selected.or(state.selected);
    let delete_key = list.response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Delete));
    if delete_key {
        deleted = state.selected;
    }
    if let Some(item) = deleted.and_then(|row| titled.get(row)) {
        state.deleted = Some((item.id, item.title.clone()));
        send(ctx, ChatCommand::Delete(item.id));
        return true;
    }
    if let Some(row) = list.activated.or(list.clicked) {
        let (id, turn) = match titled.get(row) {
            Some(item) => (item.id, None),
            None => match found.get(row - titled.len()) {
                Some(hit) => (hit.conversation, Some(hit.turn.0)),
                None => return true,
            },
        };
        send(ctx, ChatCommand::Open(id));
        state.show_turn = turn;
        state.listed = false;
        ctx.act(WindowAction::ShowPanel(PanelId::Chat));
    }
    true
}

fn list_id() -> Id {
    Id::unique("conversations list")
}

/// A row of the list has two lines.
const ROW: f32 = 44.0;

fn undo_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut HeadState) {
    let Some((id, title)) = &state.deleted else { return };
    let id = *id;
    let text = format!("“{title}” was deleted");
    let banner = justbuilt_ui::widgets::Banner::new(justbuilt_ui::widgets::Tone::Info, &text).action("Undo");
    match banner.show(ui) {
        Some(justbuilt_ui::widgets::BannerAction::Action(_)) => {
            send(ctx, ChatCommand::Restore(id));
            state.deleted = None;
        }
        Some(justbuilt_ui::widgets::BannerAction::Dismissed) => state.deleted = None,
        None => {}
    }
}

/// Paints a conversation; whether it is to be deleted.
fn row_ui(ctx: &Ctx<'_>, ui: &mut Ui, item: &ConversationItem, rect: Rect) -> bool {
    let colors = &ctx.theme.colors;
    let left = rect.left() + space::M;
    let mut right = rect.right() - space::M;
    let mut delete = false;
    if ui.rect_contains_pointer(rect) {
        let place = Rect::from_center_size(
            pos2(right - size::HIT / 2.0 + space::XS, rect.center().y),
            vec2(size::HIT, size::HIT),
        );
        let mut child = ui.new_child(UiBuilder::new().id_salt(("delete", item.id.0)).max_rect(place));
        delete = child.add(IconButton::new(Icon::Trash2, "Delete this conversation").small()).clicked();
        right = place.left();
    }
    let upper = Rect::from_x_y_ranges(left..=right, rect.top() + 4.0..=rect.center().y + 1.0);
    let lower = Rect::from_x_y_ranges(left..=right, rect.center().y..=rect.bottom() - 4.0);
    let mut x = right;
    for slug in item.personas.iter().take(3) {
        let place = Rect::from_center_size(pos2(x - 8.0, upper.center().y), vec2(15.0, 15.0));
        let known = ctx.snapshot.ai.colleagues.personas.iter().find(|known| known.persona.slug == *slug);
        let (name, avatar) = known.map_or((slug.clone(), String::new()), |known| {
            (known.persona.name.clone(), known.persona.avatar.clone())
        });
        paint_avatar(ui.painter(), place, &Speaker::Persona { slug: slug.clone(), name, avatar }, ctx.theme);
        x -= 18.0;
    }
    let title = justbuilt_ui::chat::clean::visible(&item.title).replace('\n', " ");
    let font = if item.unseen { fonts::ui_semibold(type_size::UI) } else { fonts::body() };
    let place = Rect::from_x_y_ranges(left..=x - space::XS, upper.y_range());
    paint::text(ui.painter(), place, Align::Min, &title, font, colors.text);
    let state = match (item.busy, item.unseen) {
        (true, _) => " · answering",
        (false, true) => " · new",
        _ => "",
    };
    let turns = if item.turns == 1 { "1 message".to_owned() } else { format!("{} messages", item.turns) };
    let about = format!("{} · {turns}{state}", ctx.time.moment(item.time, ctx.now));
    paint::text(ui.painter(), lower, Align::Min, &about, fonts::small(), colors.text_hint);
    delete
}

fn hit_ui(ctx: &Ctx<'_>, ui: &Ui, hit: &justbuilt_workspace::ai::Found, rect: Rect) {
    let colors = &ctx.theme.colors;
    let (left, right) = (rect.left() + space::M, rect.right() - space::M);
    let upper = Rect::from_x_y_ranges(left..=right, rect.top() + 4.0..=rect.center().y + 1.0);
    let lower = Rect::from_x_y_ranges(left..=right, rect.center().y..=rect.bottom() - 4.0);
    let title = justbuilt_ui::chat::clean::visible(&hit.title).replace('\n', " ");
    paint::text(ui.painter(), upper, Align::Min, &title, fonts::small(), colors.text_hint);
    // The words that were looked for are to be seen, wherever in the line they stand.
    let start = hit
        .line
        .get(..hit.at.start)
        .map_or(0, |before| before.char_indices().rev().nth(24).map_or(0, |(at, _)| at));
    let lead = if start > 0 { "…" } else { "" };
    let part = |range: std::ops::Range<usize>| hit.line.get(range).unwrap_or_default();
    let mut job = egui::text::LayoutJob::default();
    for (text, color) in [
        (format!("{lead}{}", part(start..hit.at.start)), colors.text_secondary),
        (part(hit.at.clone()).to_owned(), colors.accent),
        (part(hit.at.end..hit.line.len()).chars().take(200).collect(), colors.text_secondary),
    ] {
        let shown = justbuilt_ui::chat::clean::visible(&text);
        job.append(&shown, 0.0, egui::TextFormat::simple(fonts::body(), color));
    }
    job.wrap = paint::one_line(lower.width());
    job.break_on_newline = false;
    let galley = ui.painter().layout_job(job);
    paint::put(ui.painter(), lower, Align::Min, galley, colors.text);
}
