//! The head of the bottom dock: its panels as words, what the panel that is shown puts there, and a button that hides it.

use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, vec2};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Button, IconButton};
use justbuilt_ui::{Icon, paint};
use justbuilt_workspace::PanelId;

use crate::ctx::{Ctx, WindowAction};
use crate::docks::BottomPanel;

/// Shows the head; gives back the panel that was chosen. `middle` fills the room between the words and the button.
pub fn head_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    shown: BottomPanel,
    middle: impl FnOnce(&mut Ui),
) -> Option<BottomPanel> {
    let mut chosen = None;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::PANEL_HEADER), Sense::HOVER);
    let part = |layout| UiBuilder::new().max_rect(rect.shrink2(vec2(space::XS, 0.0))).layout(layout);
    let mut left = ui.new_child(part(Layout::left_to_right(Align::Center)));
    left.spacing_mut().item_spacing.x = space::HALF;
    for (panel, name) in [
        (BottomPanel::Timeline, "Timeline"),
        (BottomPanel::Problems, "Problems"),
        (BottomPanel::Notices, "Notices"),
    ] {
        let count = match panel {
            BottomPanel::Timeline => 0,
            BottomPanel::Problems => ctx.problems.len(),
            BottomPanel::Notices => ctx.snapshot.notices.len(),
        };
        let label = if count == 0 { name.to_owned() } else { format!("{name} {count}") };
        let button = if panel == shown { Button::new(&label) } else { Button::new(&label).ghost() };
        if left.add(button).clicked() && panel != shown {
            chosen = Some(panel);
        }
    }
    let mut right = ui.new_child(part(Layout::right_to_left(Align::Center)));
    if right.add(IconButton::new(Icon::X, "Hide this panel").small()).clicked() {
        ctx.act(WindowAction::TogglePanel(PanelId::BottomDock));
    }
    let from = left.min_rect().right() + space::M;
    let room = Rect::from_x_y_ranges(from..=right.min_rect().left() - space::XS, rect.y_range());
    if room.width() > size::HIT * 8.0 {
        let mut child = ui.new_child(UiBuilder::new().max_rect(room));
        child.set_clip_rect(room.intersect(ui.clip_rect()));
        middle(&mut child);
    }
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, ctx.theme.colors.border);
    chosen
}
