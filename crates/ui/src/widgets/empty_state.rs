//! What stands where there is nothing yet: an icon, one sentence, the next step as buttons with their keys.

use egui::{Align, Layout, RichText, Sense, Ui, UiBuilder, vec2};

use super::button::Button;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space};
use crate::{fonts, paint};

/// An empty place.
#[must_use = "show it in a Ui"]
pub struct EmptyState<'a> {
    icon: Icon,
    sentence: &'a str,
    actions: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> EmptyState<'a> {
    /// An icon and what there is to say.
    pub fn new(icon: Icon, sentence: &'a str) -> Self {
        Self { icon, sentence, actions: Vec::new() }
    }

    /// A next step with its keys; the first one is the one to take.
    pub fn action(mut self, text: &'a str, keys: Option<&'a str>) -> Self {
        self.actions.push((text, keys));
        self
    }

    /// Shows it in the middle of the space there is; answers which action was taken.
    pub fn show(self, ui: &mut Ui) -> Option<usize> {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let place = ui.available_rect_before_wrap();
        let rows = self.actions.len() as f32 * (size::CONTROL + space::S);
        let height = size::ICON_EMPTY + space::L + 20.0 + space::L + rows;
        let top = (place.height() * 0.42 - height / 2.0).max(space::L);
        let width = place.width().min(320.0);
        let center = egui::Rect::from_min_size(
            egui::pos2(place.center().x - width / 2.0, place.top() + top),
            vec2(width, (place.height() - top).max(0.0)),
        );
        let mut taken = None;
        let builder = UiBuilder::new().max_rect(center).layout(Layout::top_down(Align::Center));
        ui.scope_builder(builder, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_EMPTY, size::ICON_EMPTY), Sense::HOVER);
            paint::icon(ui.painter(), rect.center(), self.icon, size::ICON_EMPTY, colors.text_hint);
            ui.add_space(space::M);
            ui.label(RichText::new(self.sentence).font(fonts::body()).color(colors.text_secondary));
            ui.add_space(space::M);
            for (index, &(text, keys)) in self.actions.iter().enumerate() {
                let button = Button::new(text).keys(keys).min_width(180.0);
                let button = if index == 0 { button } else { button.ghost() };
                if ui.add(button).clicked() {
                    taken = Some(index);
                }
            }
        });
        taken
    }
}
