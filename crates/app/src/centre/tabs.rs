//! Paints the centre: tiles, strips of tabs, and in each tile the tab in front. What a tab shows is in
//! [`super::document`] and [`super::pages`].

use egui::{Color32, Id, Response, Stroke, Ui, Visuals, vec2};
use egui_tiles::{
    Behavior, EditAction, ResizeState, SimplificationOptions, TabState, TileId, Tiles, UiResponse,
};
use justbuilt_ui::Icon;
use justbuilt_ui::fonts;
use justbuilt_ui::icons::file_icon;
use justbuilt_ui::tokens::{size, stroke};
use justbuilt_ui::widgets::{MenuItem, Tab, menu_at, separator};
use justbuilt_workspace::command::{Direction, TabCommand};
use justbuilt_workspace::{AiPage, Command, TabId, TabItem, TabSnapshot};

use super::{Centre, document, pages};
use crate::ctx::{Ctx, WindowAction};
use crate::shell::Shell;

/// Shows the centre.
pub fn centre_ui(shell: &mut Shell, ctx: &Ctx<'_>, ui: &mut Ui) {
    if shell.centre.is_empty() {
        pages::welcome::welcome_ui(ctx, ui);
        return;
    }
    let mut centre = std::mem::take(&mut shell.centre);
    let focused = centre.focused();
    let mut behavior = TabsBehavior { shell, ctx, focused, edited: false };
    centre.tree_mut().ui(&mut behavior, ui);
    let edited = behavior.edited;
    if edited {
        ctx.send(Command::Tab(TabCommand::Arrange(centre.arrangement())));
    }
    shell.centre = centre;
    tab_menu_ui(shell, ctx, ui);
}

struct TabsBehavior<'a, 'c> {
    shell: &'a mut Shell,
    ctx: &'a Ctx<'c>,
    focused: Option<TabId>,
    edited: bool,
}

impl TabsBehavior<'_, '_> {
    fn tab(&self, id: TabId) -> Option<&TabSnapshot> {
        self.ctx.snapshot.tab(id).map(AsRef::as_ref)
    }
}

impl Behavior<TabId> for TabsBehavior<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut TabId) -> UiResponse {
        let id = *pane;
        let ctx = self.ctx;
        let Some(tab) = ctx.snapshot.tab(id) else { return UiResponse::None };
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, ctx.theme.colors.editor_background);
        let active = self.focused == Some(id);
        let pressed = ui.input(|input| input.pointer.any_pressed());
        if !active && pressed && ui.rect_contains_pointer(rect) {
            ctx.send(Command::Tab(TabCommand::Focus(id)));
            ctx.act(WindowAction::FocusActiveTab);
        }
        ui.push_id(id.0, |ui| match &tab.item {
            TabItem::Document(view) => document::document_ui(self.shell, ctx, ui, *view, active),
            TabItem::Diff(diff) => pages::diff::diff_ui(ctx, ui, diff),
            TabItem::Binary(file) => pages::file::binary_ui(ctx, ui, file),
            TabItem::Image(image) => pages::file::image_ui(ctx, ui, image),
            TabItem::Failed(failure) => pages::file::failed_ui(ctx, ui, failure),
            TabItem::Settings => pages::settings::settings_ui(ctx, ui),
            TabItem::Keymap => pages::keymap::keymap_ui(ctx, ui),
            TabItem::Ai(page) => pages::ai::ai_ui(ctx, ui, &mut self.shell.ai_pages, *page),
            TabItem::Welcome => pages::welcome::welcome_ui(ctx, ui),
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &TabId) -> egui::WidgetText {
        self.tab(*pane).map(|tab| tab.title.clone()).unwrap_or_default().into()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<TabId>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        state: &TabState,
    ) -> Response {
        let pane = tiles.get_pane(&tile).copied();
        let Some(tab) = pane.and_then(|pane| self.tab(pane)) else {
            return ui.allocate_exact_size(vec2(size::TAB_MIN_WIDTH, size::TAB), egui::Sense::hover()).1;
        };
        let (icon, color) = tab_icon(self.ctx, tab);
        let tooltip = tab.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        let shown = Tab::new(&tab.title)
            .detail(tab.subtitle.as_deref().unwrap_or_default())
            .icon(icon, color)
            .tooltip(&tooltip)
            .active(state.active)
            .focused(self.focused == Some(tab.id))
            .dirty(tab.dirty)
            .preview(tab.preview)
            .closable(true)
            .show(ui, id);
        if shown.close {
            self.ctx.send(Command::Tab(TabCommand::Close { tab: tab.id, force: false }));
        } else if shown.response.double_clicked() {
            self.ctx.send(Command::Tab(TabCommand::Pin(tab.id)));
        } else if shown.response.clicked() {
            self.ctx.send(Command::Tab(TabCommand::Focus(tab.id)));
            self.ctx.act(WindowAction::FocusActiveTab);
        } else if shown.response.secondary_clicked() {
            self.ctx.act(WindowAction::TabMenu(tab.id));
        }
        shown.response
    }

    fn drag_ui(&mut self, tiles: &Tiles<TabId>, ui: &mut Ui, tile: TileId) {
        let title = tiles.get_pane(&tile).and_then(|pane| self.tab(*pane)).map(|tab| tab.title.clone());
        let colors = &self.ctx.theme.colors;
        justbuilt_ui::style::popup_frame(self.ctx.theme).show(ui, |ui| {
            let text = egui::RichText::new(title.unwrap_or_default()).font(fonts::body()).color(colors.text);
            ui.label(text);
        });
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        size::TAB
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        stroke::BORDER
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn simplification_options(&self) -> SimplificationOptions {
        Centre::simplification()
    }

    fn tab_bar_color(&self, _visuals: &Visuals) -> Color32 {
        self.ctx.theme.colors.panel
    }

    fn tab_bar_hline_stroke(&self, _visuals: &Visuals) -> Stroke {
        Stroke::NONE
    }

    fn resize_stroke(&self, _style: &egui::Style, state: ResizeState) -> Stroke {
        let colors = &self.ctx.theme.colors;
        match state {
            ResizeState::Idle => Stroke::new(stroke::BORDER, colors.border),
            ResizeState::Hovering | ResizeState::Dragging => Stroke::new(stroke::FOCUS, colors.accent),
        }
    }

    fn drag_preview_stroke(&self, _visuals: &Visuals) -> Stroke {
        Stroke::new(stroke::BORDER, self.ctx.theme.colors.accent)
    }

    fn drag_preview_color(&self, _visuals: &Visuals) -> Color32 {
        self.ctx.theme.colors.row_selected
    }

    fn dragged_overlay_color(&self, _visuals: &Visuals) -> Color32 {
        self.ctx.theme.colors.hover
    }

    fn cycle_tabs_with_keyboard(&self) -> bool {
        // The keymap's business.
        false
    }

    fn on_edit(&mut self, action: EditAction) {
        self.edited |= matches!(action, EditAction::TileDropped);
    }
}

/// The icon of a tab.
fn tab_icon(ctx: &Ctx<'_>, tab: &TabSnapshot) -> (Icon, Color32) {
    let quiet = ctx.theme.colors.text_secondary;
    match &tab.item {
        TabItem::Document(_) => file_icon(&tab.title, ctx.theme),
        TabItem::Diff(_) => (Icon::GitCompare, quiet),
        TabItem::Binary(_) => (Icon::FileDigit, quiet),
        TabItem::Image(_) => (Icon::Image, quiet),
        TabItem::Failed(_) => (Icon::FileX, ctx.theme.colors.error),
        TabItem::Settings => (Icon::Settings, quiet),
        TabItem::Keymap => (Icon::Keyboard, quiet),
        TabItem::Ai(AiPage::Changes(_)) => (Icon::GitCompare, quiet),
        TabItem::Ai(AiPage::Providers) => (Icon::KeyRound, quiet),
        TabItem::Ai(AiPage::Personas) => (Icon::Users, quiet),
        TabItem::Ai(AiPage::Prompts) => (Icon::SquareSlash, quiet),
        TabItem::Ai(AiPage::Context(_)) => (Icon::ScanText, quiet),
        TabItem::Welcome => (Icon::House, quiet),
    }
}

/// The menu of a tab.
fn tab_menu_ui(shell: &mut Shell, ctx: &Ctx<'_>, ui: &Ui) {
    let Some((tab, at)) = shell.tab_menu else { return };
    let mut place = Some(at);
    menu_at(ui, Id::unique("tab menu"), &mut place, |ui| {
        let send = |command: TabCommand| ctx.send(Command::Tab(command));
        if ui.add(MenuItem::new("Close").icon(Icon::X)).clicked() {
            send(TabCommand::Close { tab, force: false });
        }
        if ui.add(MenuItem::new("Close others")).clicked() {
            send(TabCommand::CloseOthers(tab));
        }
        if ui.add(MenuItem::new("Close to the right")).clicked() {
            send(TabCommand::CloseRight(tab));
        }
        separator(ui);
        if ui.add(MenuItem::new("Keep open")).clicked() {
            send(TabCommand::Pin(tab));
        }
        if ui.add(MenuItem::new("Split right").icon(Icon::Columns2)).clicked() {
            send(TabCommand::Split(tab, Direction::Right));
        }
        if ui.add(MenuItem::new("Split down").icon(Icon::Rows2)).clicked() {
            send(TabCommand::Split(tab, Direction::Down));
        }
        if let Some(path) = ctx.snapshot.tab(tab).and_then(|tab| tab.path.clone()) {
            separator(ui);
            if ui.add(MenuItem::new("Copy path").icon(Icon::Copy)).clicked() {
                ctx.act(WindowAction::Copy(path.display().to_string()));
            }
            if ui.add(MenuItem::new("Show in explorer").icon(Icon::Files)).clicked() {
                ctx.send(Command::Tree(justbuilt_workspace::command::TreeCommand::Reveal(path)));
                ctx.act(WindowAction::ShowPanel(justbuilt_workspace::PanelId::Explorer));
            }
        }
    });
    shell.tab_menu = place.map(|at| (tab, at));
}
