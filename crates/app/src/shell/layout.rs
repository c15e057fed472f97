//! The window's parts and where they are: menu bar, activity bar, docks, centre, status bar, and what floats
//! over them. Also the layout as text, for the session.

use egui::{Frame, Panel, Ui};
use justbuilt_ui::tokens::size;
use serde::{Deserialize, Serialize};

use super::Shell;
use crate::centre::Centre;
use crate::ctx::Ctx;
use crate::docks::{BOTTOM_HEIGHT, BottomPanel, Docks, LEFT_WIDTH, LeftPanel, RIGHT_WIDTH};
use crate::{centre, panels, pickers};

#[derive(Serialize)]
struct SavedRef<'a> {
    version: u32,
    centre: &'a Centre,
    docks: &'a Docks,
    zoom: f32,
}

#[derive(Deserialize)]
struct Saved {
    version: u32,
    centre: Centre,
    docks: Docks,
    zoom: f32,
}

const VERSION: u32 = 1;

/// The layout as the session keeps it.
pub fn save(shell: &Shell) -> String {
    let saved = SavedRef { version: VERSION, centre: &shell.centre, docks: &shell.docks, zoom: shell.zoom };
    serde_json::to_string(&saved).unwrap_or_default()
}

/// Takes a layout from the session; one that cannot be read is left.
pub fn restore(shell: &mut Shell, text: &str) {
    match serde_json::from_str::<Saved>(text) {
        Ok(saved) if saved.version == VERSION => {
            shell.centre = saved.centre;
            shell.docks = saved.docks.clamped();
            shell.zoom = if saved.zoom.is_finite() { saved.zoom.clamp(0.5, 3.0) } else { 1.0 };
            shell.sync_tabs();
        }
        Ok(saved) => {
            log::warn!("the window's layout has version {}, this build reads {VERSION}", saved.version)
        }
        Err(error) => log::warn!("the window's layout cannot be read: {error}"),
    }
}

/// Paints the window.
pub fn window_ui(shell: &mut Shell, ctx: &Ctx<'_>, ui: &mut Ui) {
    let colors = &ctx.theme.colors;
    let bar = || Frame::NONE.fill(colors.panel);
    Panel::top("menu bar")
        .exact_size(size::MENU_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar())
        .show(ui, |ui| panels::menu_bar::menu_bar_ui(ctx, ui));
    Panel::bottom("status bar")
        .exact_size(size::STATUS_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar())
        .show(ui, |ui| panels::status_bar::status_bar_ui(ctx, ui, shell.keys.hint()));
    Panel::left("activity bar")
        .exact_size(size::ACTIVITY_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar())
        .show(ui, |ui| panels::activity_bar::activity_bar_ui(ctx, ui, &shell.docks));
    if shell.docks.left_open {
        let shown = Panel::left("left dock")
            .size_range(LEFT_WIDTH)
            .default_size(shell.docks.left_width)
            .resizable(true)
            .show_separator_line(true)
            .frame(bar())
            .show(ui, |ui| {
                let state = &mut shell.panels;
                match shell.docks.left {
                    LeftPanel::Explorer => panels::explorer::explorer_ui(ctx, ui, state),
                    LeftPanel::Search => panels::search::search_ui(ctx, ui, state),
                    LeftPanel::Outline => panels::outline::outline_ui(ctx, ui, state),
                }
            });
        shell.docks.left_width = shown.response.rect.width();
    } else {
        shell.panels.search_has_focus = false;
    }
    if shell.docks.right_open {
        let shown = Panel::right("right dock")
            .size_range(RIGHT_WIDTH)
            .default_size(shell.docks.right_width)
            .resizable(true)
            .show_separator_line(true)
            .frame(bar())
            .show(ui, |ui| panels::chat::chat_ui(ctx, ui, &mut shell.panels.chat));
        shell.docks.right_width = shown.response.rect.width();
    } else {
        shell.panels.chat.hidden(ctx);
    }
    if shell.docks.bottom_open {
        let shown = Panel::bottom("bottom dock")
            .size_range(BOTTOM_HEIGHT)
            .default_size(shell.docks.bottom_height)
            .resizable(true)
            .show_separator_line(true)
            .frame(bar())
            .show(ui, |ui| {
                ui.take_available_space();
                ui.spacing_mut().item_spacing.y = 0.0;
                let bottom = shell.docks.bottom;
                let state = &mut shell.panels;
                let chosen = panels::bottom::head_ui(ctx, ui, bottom, |ui| {
                    if bottom == BottomPanel::Timeline {
                        panels::timeline::head_ui(ctx, ui, state);
                    }
                });
                match bottom {
                    BottomPanel::Timeline => panels::timeline::timeline_ui(ctx, ui, state),
                    BottomPanel::Problems => panels::problems::problems_ui(ctx, ui, state),
                    BottomPanel::Notices => panels::notices::notices_ui(ctx, ui),
                }
                shell.docks.bottom = chosen.unwrap_or(bottom);
            });
        shell.docks.bottom_height = shown.response.rect.height();
    }
    egui::CentralPanel::default().frame(Frame::NONE.fill(colors.editor_background)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if centre::pages::merge::merge_ui(ctx, ui, &mut shell.merge) {
            centre::past::banner_ui(ctx, ui, &mut shell.past);
            centre::tabs::centre_ui(shell, ctx, ui);
        }
    });
    pickers::view::picker_ui(shell, ctx, ui);
    panels::notices::toasts_ui(ctx, ui, &mut shell.toasts);
    panels::dialog::question_ui(ctx, ui, &mut shell.question);
    panels::dialog::about_ui(ctx, ui, &mut shell.panels.about_open);
}
