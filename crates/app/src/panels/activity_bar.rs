//! The activity bar: one button for each panel of the docks, one for the personas, settings at the foot.

use egui::{Align, Layout, Ui};
use justbuilt_ui::Icon;
use justbuilt_ui::paint;
use justbuilt_ui::tokens::space;
use justbuilt_ui::widgets::IconButton;
use justbuilt_workspace::PanelId;

use crate::ctx::{Ctx, WindowAction};
use crate::docks::Docks;

/// Shows the activity bar.
pub fn activity_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui, docks: &Docks) {
    let bar = ui.max_rect();
    paint::v_line(ui.painter(), bar.right() - 0.5, bar.y_range(), ctx.theme.colors.border);
    paint::h_line(ui.painter(), bar.x_range(), bar.top() + 0.5, ctx.theme.colors.border);
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.add_space(space::S);
        for (panel, icon, name, command) in [
            (PanelId::Explorer, Icon::Files, "Explorer", "view.explorer"),
            (PanelId::Search, Icon::Search, "Search", "view.search"),
            (PanelId::Outline, Icon::ListTree, "Outline", "view.outline"),
            (PanelId::Timeline, Icon::History, "Timeline", "timeline.show"),
            (PanelId::Chat, Icon::MessagesSquare, "Conversation", "ai.chat"),
        ] {
            let keys = ctx.keys(command);
            let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
            if ui
                .add(IconButton::new(icon, name).large().selected(docks.is_shown(panel)).keys(keys))
                .clicked()
            {
                ctx.act(WindowAction::TogglePanel(panel));
            }
        }
        if ui.add(IconButton::new(Icon::Users, "Personas").large()).clicked() {
            ctx.run("ai.personas");
        }
        ui.with_layout(Layout::bottom_up(Align::Center), |ui| {
            ui.add_space(space::S);
            let keys = ctx.keys("settings.open");
            let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
            if ui.add(IconButton::new(Icon::Settings, "Settings").large().keys(keys)).clicked() {
                ctx.run("settings.open");
            }
        });
    });
}
