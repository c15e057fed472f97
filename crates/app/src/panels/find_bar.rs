//! The find bar above a document: query, switches, count, and the replace row. Finding is the workspace's.

use egui::{Align, Layout, Ui, vec2};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{IconButton, Input, InputToggle};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::command::{FindCommand, FindQuery};
use justbuilt_workspace::{Command, FindSnapshot, ViewId};

use crate::ctx::{Ctx, WindowAction};
use crate::shell::focus::{find_query_id, find_replace_id};

/// What the find bar keeps between frames.
#[derive(Default)]
pub struct FindState {
    view: Option<ViewId>,
    query: FindQuery,
    replacement: String,
    /// The query as the workspace had it when it was last looked at.
    seen: FindQuery,
}

/// Shows the find bar of a view.
pub fn find_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: ViewId, find: &FindSnapshot, state: &mut FindState) {
    if state.view != Some(view) || find.query != state.seen {
        state.view = Some(view);
        state.seen = find.query.clone();
        state.query = find.query.clone();
        state.replacement = find.replacement.clone();
    }
    let send = |command: FindCommand| ctx.send(Command::Find { view, command });
    let frame = egui::Frame::NONE.fill(ctx.theme.colors.panel).inner_margin(egui::Margin::symmetric(8, 5));
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        query_row(ctx, ui, find, state, &send);
        if find.replacing {
            replace_row(ui, find, state, &send);
        }
    });
    let rect = shown.response.rect;
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, ctx.theme.colors.border);
}

fn field_width(ui: &Ui) -> f32 {
    (ui.available_width() - 210.0).clamp(160.0, 480.0)
}

fn query_row(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    find: &FindSnapshot,
    state: &mut FindState,
    send: &dyn Fn(FindCommand),
) {
    ui.horizontal(|ui| {
        let icon = if find.replacing { Icon::ChevronDown } else { Icon::ChevronRight };
        if ui.add(IconButton::new(icon, "Replace").small()).clicked() {
            send(FindCommand::Open { replace: !find.replacing });
        }
        let width = field_width(ui);
        let query = &mut state.query;
        let output = Input::new(&mut query.text, "Find in this file")
            .id(find_query_id())
            .placeholder("Find")
            .error(find.error.as_deref())
            .query_toggles(&mut query.case, &mut query.word, &mut query.regex)
            .toggle(InputToggle {
                icon: Icon::TextSelect,
                name: "Only in the selection",
                keys: None,
                on: &mut query.in_selection,
            })
            .width(width)
            .show(ui);
        if output.changed || output.toggled {
            state.seen = state.query.clone();
            send(FindCommand::Query(state.query.clone()));
        }
        if output.submitted {
            send(FindCommand::Next);
        }
        if output.submitted_back {
            send(FindCommand::Previous);
        }
        if output.cancelled {
            send(FindCommand::Close);
            ctx.act(WindowAction::FocusActiveTab);
        }
        count_ui(ctx, ui, find);
        let some = find.count > 0;
        let keys = ctx.keys("find.previous");
        let previous =
            IconButton::new(Icon::ArrowUp, "Previous match").small().enabled(some).keys(Some(&keys));
        if ui.add(previous).clicked() {
            send(FindCommand::Previous);
        }
        let keys = ctx.keys("find.next");
        if ui
            .add(IconButton::new(Icon::ArrowDown, "Next match").small().enabled(some).keys(Some(&keys)))
            .clicked()
        {
            send(FindCommand::Next);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(IconButton::new(Icon::X, "Close").small().keys(Some("Esc"))).clicked() {
                send(FindCommand::Close);
                ctx.act(WindowAction::FocusActiveTab);
            }
        });
    });
}

fn count_ui(ctx: &Ctx<'_>, ui: &mut Ui, find: &FindSnapshot) {
    let more = if find.searching { "+" } else { "" };
    let text = match (find.query.text.is_empty(), find.count, find.current) {
        (true, _, _) => String::new(),
        (false, 0, _) if find.error.is_some() => String::new(),
        (false, 0, _) if find.searching => "…".to_owned(),
        (false, 0, _) => "No results".to_owned(),
        (false, count, Some(current)) => format!("{} of {count}{more}", current + 1),
        (false, count, None) => format!("{count}{more}"),
    };
    let colors = &ctx.theme.colors;
    let nothing = find.count == 0 && !find.searching && find.error.is_none();
    let color = if nothing { colors.warning } else { colors.text_secondary };
    let (rect, response) = ui.allocate_exact_size(vec2(84.0, size::HIT), egui::Sense::hover());
    paint::text(ui.painter(), rect.shrink2(vec2(space::XS, 0.0)), Align::Min, &text, fonts::small(), color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
}

fn replace_row(ui: &mut Ui, find: &FindSnapshot, state: &mut FindState, send: &dyn Fn(FindCommand)) {
    ui.horizontal(|ui| {
        ui.add_space(size::HIT + space::XS);
        let width = field_width(ui);
        let output = Input::new(&mut state.replacement, "Replace with")
            .id(find_replace_id())
            .placeholder("Replace")
            .width(width)
            .show(ui);
        if output.changed {
            send(FindCommand::Replacement(state.replacement.clone()));
        }
        if output.submitted {
            send(FindCommand::Replace);
        }
        if output.cancelled {
            send(FindCommand::Close);
        }
        let some = find.count > 0;
        if ui.add(IconButton::new(Icon::Replace, "Replace this match").small().enabled(some)).clicked() {
            send(FindCommand::Replace);
        }
        if ui.add(IconButton::new(Icon::ReplaceAll, "Replace all matches").small().enabled(some)).clicked() {
            send(FindCommand::ReplaceAll);
        }
    });
}
