//! Tooltips: what a thing is and its keys, after a rest of the pointer. No controls inside.

use egui::{Response, RichText};

use super::key_hint::KeyHint;
use crate::fonts;
use crate::style::tooltip_frame;
use crate::theme::Theme;

/// Adds a tooltip in our look to any response.
pub trait WithTooltip {
    /// Shows the text when the pointer rests on it, also when it is disabled.
    fn tooltip(self, text: &str) -> Self;
    /// The same with the keys of the command beside it.
    fn tooltip_with_keys(self, text: &str, keys: Option<&str>) -> Self;
}

impl WithTooltip for Response {
    fn tooltip(self, text: &str) -> Self {
        self.tooltip_with_keys(text, None)
    }

    fn tooltip_with_keys(self, text: &str, keys: Option<&str>) -> Self {
        if text.is_empty() {
            return self;
        }
        let theme = Theme::of(&self.ctx);
        let frame = tooltip_frame(&theme);
        for mut tooltip in [egui::Tooltip::for_enabled(&self), egui::Tooltip::for_disabled(&self)] {
            tooltip.popup = tooltip.popup.frame(frame);
            tooltip.show(|ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(text).font(fonts::small()).color(theme.colors.text));
                    if let Some(keys) = keys {
                        ui.add(KeyHint::new(keys));
                    }
                });
            });
        }
        self
    }
}
