//! The popup of completions, above the field so that it never covers the caret.

use egui::{Align, Align2, Area, Color32, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Composer, ComposerIntent, ComposerState};
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{chat, radius, size, space};
use crate::{fonts, paint};

pub(super) fn popup_ui(
    ui: &mut Ui,
    theme: &Theme,
    composer: &Composer<'_>,
    state: &mut ComposerState,
    field: Rect,
    intents: &mut Vec<ComposerIntent>,
) {
    let colors = &theme.colors;
    let rows = composer.completion.rows;
    let area = Area::new(composer.id.with("completions"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(pos2(field.left(), field.top() - space::XS))
        .constrain(true);
    area.show(ui.ctx(), |ui| {
        popup_frame(theme).show(ui, |ui| {
            ui.set_width(field.width() - 2.0 * space::XS - 2.0);
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            if rows.is_empty() {
                let (rect, response) =
                    ui.allocate_exact_size(vec2(ui.available_width(), size::MENU_ROW), Sense::HOVER);
                let place = rect.shrink2(vec2(space::S, 0.0));
                let empty = composer.completion.empty;
                paint::text(ui.painter(), place, Align::Min, empty, fonts::small(), colors.text_hint);
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, empty));
                return;
            }
            let selected = state.selected.min(rows.len() - 1);
            // A window of rows that holds the selected one.
            let first = (selected + 1).saturating_sub(chat::COMPLETIONS);
            for (index, row) in rows.iter().enumerate().skip(first).take(chat::COMPLETIONS) {
                let (rect, response) =
                    ui.allocate_exact_size(vec2(ui.available_width(), size::MENU_ROW), Sense::click());
                if index == selected {
                    paint::fill(ui.painter(), rect, radius::SMALL, colors.row_selected);
                } else if response.hovered() {
                    paint::fill(ui.painter(), rect, radius::SMALL, colors.hover);
                }
                let at = pos2(rect.left() + space::S + size::ICON_SMALL / 2.0, rect.center().y);
                paint::icon(ui.painter(), at, row.icon, size::ICON_SMALL, colors.text_secondary);
                let left = rect.left() + space::S + size::ICON_SMALL + space::S;
                let right = rect.right() - space::S;
                let label = marked(ui, row, theme, (right - left).max(0.0));
                let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
                let end = paint::put(ui.painter(), place, Align::Min, label, colors.text).right() + space::M;
                if right - end > 32.0 {
                    let place = Rect::from_x_y_ranges(end..=right, rect.y_range());
                    let detail = crate::chat::clean::visible(&row.detail);
                    paint::text(ui.painter(), place, Align::Min, &detail, fonts::small(), colors.text_hint);
                }
                let name = format!("{} {}", row.label, row.detail);
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ListBoxOption, true, index == selected, name.trim())
                });
                if response.clicked() {
                    intents.push(ComposerIntent::Complete(index));
                    ui.memory_mut(|memory| memory.request_focus(composer.id));
                }
            }
        });
    });
}

/// The label with what agrees with the words in the accent.
fn marked(ui: &Ui, row: &super::CompletionRow, theme: &Theme, width: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::default();
    let mut push = |text: &str, color: Color32| {
        let format = egui::TextFormat::simple(fonts::body(), color);
        job.append(&crate::chat::clean::visible(text), 0.0, format);
    };
    let mut at = 0;
    for range in &row.matches {
        if let (Some(before), Some(inside)) = (row.label.get(at..range.start), row.label.get(range.clone())) {
            push(before, theme.colors.text);
            push(inside, theme.colors.accent);
            at = range.end;
        }
    }
    push(row.label.get(at..).unwrap_or_default(), theme.colors.text);
    job.wrap = paint::one_line(width);
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}
