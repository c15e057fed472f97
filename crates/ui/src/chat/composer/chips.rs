//! The chips above the field: what goes along, with its cost, and a click to leave it out.

use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Chip, ChipState, ComposerIntent};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{chat, radius, size, space};
use crate::widgets::tooltip::WithTooltip;
use crate::{fonts, paint};

/// Tokens, short: `840`, `1.2k`, `56k`.
pub(super) fn tokens(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..10_000 => format!("{:.1}k", count as f64 / 1_000.0),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{:.1}M", count as f64 / 1_000_000.0),
    }
}

pub(super) fn chips_ui(ui: &mut Ui, theme: &Theme, chips: &[Chip], intents: &mut Vec<ComposerIntent>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        for chip in chips {
            if chip_ui(ui, theme, chip) {
                intents.push(ComposerIntent::Detach(chip.id));
            }
        }
    });
}

/// Paints a chip; whether it was clicked away.
fn chip_ui(ui: &mut Ui, theme: &Theme, chip: &Chip) -> bool {
    let colors = &theme.colors;
    let (cost, color) = match &chip.state {
        ChipState::Reading => ("…".to_owned(), colors.text_hint),
        ChipState::Tokens(count) => (tokens(*count), colors.text_hint),
        ChipState::Failed(_) => ("left out".to_owned(), colors.error),
    };
    let painter = ui.painter();
    let most = chat::CHIP_WIDTH.min(ui.max_rect().width() - 2.0 * space::XS);
    let cost = paint::line(painter, &cost, fonts::caption(), color, most / 2.0);
    let fixed = space::S
        + size::ICON_SMALL
        + space::XS
        + space::S
        + cost.size().x
        + space::XS
        + size::ICON_SMALL
        + space::XS;
    let shown = crate::chat::clean::visible(&chip.label);
    let label = paint::line(painter, &shown, fonts::small(), colors.text, (most - fixed).max(24.0));
    let width = (fixed + label.size().x).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, chat::CHIP), Sense::click());
    let painter = ui.painter();
    paint::fill(painter, rect, radius::SMALL, colors.raised);
    if let Some(wash) = paint::wash(&response, theme) {
        paint::fill(painter, rect, radius::SMALL, wash);
    }
    let failed = matches!(chip.state, ChipState::Failed(_));
    paint::border(painter, rect, radius::SMALL, if failed { colors.error } else { colors.border });
    let mut x = rect.left() + space::S;
    let icon = if failed { Icon::TriangleAlert } else { chip.icon };
    let icon_color = if failed { colors.error } else { colors.text_secondary };
    paint::icon(
        painter,
        pos2(x + size::ICON_SMALL / 2.0, rect.center().y),
        icon,
        size::ICON_SMALL - 1.0,
        icon_color,
    );
    x += size::ICON_SMALL + space::XS;
    let place = |x: f32| Rect::from_x_y_ranges(x..=rect.right(), rect.y_range());
    x = paint::put(painter, place(x), Align::Min, label, colors.text).right() + space::S;
    paint::put(painter, place(x), Align::Min, cost, color);
    let close = pos2(rect.right() - space::XS - size::ICON_SMALL / 2.0, rect.center().y);
    let close_color = if response.hovered() { colors.text } else { colors.text_hint };
    paint::icon(painter, close, Icon::X, 11.0, close_color);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, radius::SMALL, theme);
    }
    let about = match &chip.state {
        ChipState::Reading => format!("{}\nIt is being read", chip.detail),
        ChipState::Tokens(count) => format!("{}\nAbout {count} tokens", chip.detail),
        ChipState::Failed(why) => format!("{}\n{why}", chip.detail),
    };
    let name = format!("Leave out {}", chip.label);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let clicked = response.clicked();
    response.tooltip(&crate::chat::clean::visible(&about));
    clicked
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn tokens_are_written_short() {
        let written = [0, 840, 999, 1_000, 9_949, 56_400, 1_250_000].map(tokens);
        assert_eq!(written, ["0", "840", "999", "1.0k", "9.9k", "56k", "1.2M"]);
    }
}
