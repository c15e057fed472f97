//! The head of the bottom dock: its panels as words, and a button that hides it.

use egui::{Align, Layout, Ui};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Button, IconButton};
use justbuilt_workspace::PanelId;

use crate::ctx::{Ctx, WindowAction};
use crate::docks::BottomPanel;

/// Shows the head; gives back the panel that was chosen.
pub fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, shown: BottomPanel) -> Option<BottomPanel> {
    let mut chosen = None;
    ui.allocate_ui(egui::vec2(ui.available_width(), size::PANEL_HEADER), |ui| {
        ui.horizontal_centered(|ui| {
            ui.set_height(size::PANEL_HEADER);
            ui.add_space(space::S);
            for (panel, name) in [(BottomPanel::Problems, "Problems"), (BottomPanel::Notices, "Notices")] {
                let count = match panel {
                    BottomPanel::Problems => ctx.problems.len(),
                    BottomPanel::Notices => ctx.snapshot.notices.len(),
                };
                let label = if count == 0 { name.to_owned() } else { format!("{name} {count}") };
                let button = if panel == shown { Button::new(&label) } else { Button::new(&label).ghost() };
                if ui.add(button).clicked() && panel != shown {
                    chosen = Some(panel);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(space::XS);
                if ui.add(IconButton::new(Icon::X, "Hide this panel").small()).clicked() {
                    ctx.act(WindowAction::TogglePanel(PanelId::BottomDock));
                }
            });
        });
    });
    chosen
}
