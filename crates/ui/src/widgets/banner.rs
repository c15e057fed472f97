//! The banner: a message that belongs to a view, above it, until it is answered.

use egui::{Align, Color32, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::button::{Button, IconButton};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space};
use crate::{fonts, paint};

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// To know.
    Info,
    /// It went well.
    Good,
    /// To look at.
    Warning,
    /// It failed.
    Error,
}

impl Tone {
    /// The icon that says so without colour.
    pub fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Good => Icon::CircleCheck,
            Self::Warning => Icon::TriangleAlert,
            Self::Error => Icon::CircleX,
        }
    }

    /// The colour of the icon.
    pub fn color(self, theme: &Theme) -> Color32 {
        match self {
            Self::Info => theme.colors.accent,
            Self::Good => theme.colors.good,
            Self::Warning => theme.colors.warning,
            Self::Error => theme.colors.error,
        }
    }
}

/// How a banner was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerAction {
    /// One of its actions, by index.
    Action(usize),
    /// Put away.
    Dismissed,
}

/// A message above a view.
#[must_use = "show it in a Ui"]
pub struct Banner<'a> {
    tone: Tone,
    text: &'a str,
    actions: Vec<&'a str>,
    dismissible: bool,
}

impl<'a> Banner<'a> {
    /// A message.
    pub fn new(tone: Tone, text: &'a str) -> Self {
        Self { tone, text, actions: Vec::new(), dismissible: true }
    }

    /// An answer.
    pub fn action(mut self, text: &'a str) -> Self {
        self.actions.push(text);
        self
    }

    /// It must be answered.
    pub fn persistent(mut self) -> Self {
        self.dismissible = false;
        self
    }

    /// Shows it over the whole width.
    pub fn show(self, ui: &mut Ui) -> Option<BannerAction> {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let height = size::CONTROL + 2.0 * space::XS;
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::HOVER);
        paint::fill(ui.painter(), rect, 0, colors.raised);
        paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
        let at = pos2(rect.left() + space::M + size::ICON / 2.0, rect.center().y);
        paint::icon(ui.painter(), at, self.tone.icon(), size::ICON, self.tone.color(&theme));
        let mut answer = None;
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
        let mut side = ui.new_child(builder);
        side.spacing_mut().item_spacing.x = space::XS;
        if self.dismissible && side.add(IconButton::new(Icon::X, "Dismiss").small()).clicked() {
            answer = Some(BannerAction::Dismissed);
        }
        for (index, text) in self.actions.iter().enumerate().rev() {
            if side.add(Button::new(text)).clicked() {
                answer = Some(BannerAction::Action(index));
            }
        }
        let left = at.x + size::ICON / 2.0 + space::S;
        let right = side.min_rect().left() - space::S;
        let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
        paint::text(ui.painter(), place, Align::Min, self.text, fonts::body(), colors.text);
        response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, self.text));
        answer
    }
}
