//! Dialogs: a question that must be answered before anything else, for what cannot be undone.

use egui::{Align, Id, Layout, Margin, Modal, RichText, Ui};

use super::banner::Tone;
use super::button::Button;
use crate::fonts;
use crate::paint;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, type_size};

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DialogButton<'a> {
    /// Its text: what will happen, not "OK".
    pub text: &'a str,
    /// How it looks.
    pub kind: DialogAnswer,
}

/// What an answer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogAnswer {
    /// The one that Enter takes.
    Primary,
    /// The same, and it cannot be undone.
    Danger,
    /// Another.
    Secondary,
}

/// A question.
#[must_use = "show it"]
pub struct Dialog<'a> {
    id: Id,
    title: &'a str,
    detail: &'a str,
    tone: Option<Tone>,
    buttons: &'a [DialogButton<'a>],
    width: f32,
}

/// What became of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The button of that index.
    Button(usize),
    /// Escape, or a click beside it.
    Cancelled,
}

impl<'a> Dialog<'a> {
    /// A question with its answers, the one to take first.
    pub fn new(id: Id, title: &'a str, buttons: &'a [DialogButton<'a>]) -> Self {
        Self { id, title, detail: "", tone: None, buttons, width: size::DIALOG_WIDTH }
    }

    /// What it is about, in a sentence or two.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// An icon beside the title.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Another width, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Shows it over everything, with more between text and buttons (a diff, a field).
    pub fn show_with(self, ctx: &egui::Context, content: impl FnOnce(&mut Ui)) -> Option<Answer> {
        let theme = Theme::of(ctx);
        let colors = &theme.colors;
        let frame =
            popup_frame(&theme).corner_radius(radius::DIALOG).inner_margin(Margin::same(space::XL as i8 - 4));
        let width = self.width.min(ctx.content_rect().width() - 2.0 * space::XXL);
        let area =
            Modal::default_area(self.id).accessible_name(self.title).role(egui::accesskit::Role::Dialog);
        let modal = Modal::new(self.id).area(area).frame(frame).backdrop_color(colors.backdrop);
        let shown = modal.show(ctx, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = space::S;
            ui.horizontal(|ui| {
                if let Some(tone) = self.tone {
                    let (rect, _) =
                        ui.allocate_exact_size(egui::vec2(size::ICON_LARGE, size::HIT), egui::Sense::HOVER);
                    paint::icon(
                        ui.painter(),
                        rect.center(),
                        tone.icon(),
                        size::ICON_LARGE,
                        tone.color(&theme),
                    );
                }
                let title =
                    RichText::new(self.title).font(fonts::ui_semibold(type_size::TITLE)).color(colors.text);
                ui.label(title);
            });
            if !self.detail.is_empty() {
                ui.label(RichText::new(self.detail).font(fonts::body()).color(colors.text_secondary));
            }
            content(ui);
            ui.add_space(space::S);
            self.buttons_row(ui)
        });
        match shown.inner {
            Some(index) => Some(Answer::Button(index)),
            None if shown.should_close() => Some(Answer::Cancelled),
            None => None,
        }
    }

    /// Shows it over everything.
    pub fn show(self, ctx: &egui::Context) -> Option<Answer> {
        self.show_with(ctx, |_| {})
    }

    fn buttons_row(&self, ui: &mut Ui) -> Option<usize> {
        let mut taken = None;
        let first_frame = self.id.with("opened");
        let pass = ui.ctx().cumulative_pass_nr();
        let last: Option<u64> = ui.data(|data| data.get_temp(first_frame));
        let opens = last.is_none_or(|last| last + 2 < pass);
        ui.data_mut(|data| data.insert_temp(first_frame, pass));
        ui.allocate_ui_with_layout(
            egui::vec2(ui.available_width(), size::CONTROL),
            Layout::right_to_left(Align::Center),
            |ui| {
                for (index, button) in self.buttons.iter().enumerate() {
                    let look = Button::new(button.text).min_width(72.0);
                    let look = match button.kind {
                        DialogAnswer::Primary => look.primary(),
                        DialogAnswer::Danger => look.danger(),
                        DialogAnswer::Secondary => look,
                    };
                    let response = ui.add(look);
                    if index == 0 && opens {
                        response.request_focus();
                    }
                    if response.clicked() {
                        taken = Some(index);
                    }
                }
            },
        );
        taken
    }
}
