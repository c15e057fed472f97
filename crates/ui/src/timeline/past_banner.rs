//! The banner above the text while one looks at the past: when that is, and the four ways on from there.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{alpha, size, space, stroke, type_size};
use crate::widgets::{Button, IconButton};
use crate::{fonts, paint};

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastAction {
    /// Back to the present.
    Return,
    /// Make the present like this: asks what of it.
    Restore,
    /// Go on from here on a new branch.
    Branch,
    /// See what changed since.
    Compare,
}

/// A banner of the past.
#[derive(Clone, Copy, Debug)]
pub struct PastBanner<'a> {
    /// The moment: `Tuesday 14:32:07`.
    pub when: &'a str,
    /// How long ago: `2 hours ago`.
    pub ago: &'a str,
    /// The branch.
    pub branch: &'a str,
    /// The node it belongs to; may be empty.
    pub node: &'a str,
    /// The keys that lead back.
    pub keys: Option<&'a str>,
}

/// From this width on, every way has its words.
const WIDE: f32 = 720.0;

impl PastBanner<'_> {
    /// Shows it over the whole width. What was chosen, and where its button is.
    pub fn show(self, ui: &mut Ui) -> Option<(PastAction, Rect)> {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let height = size::CONTROL + 2.0 * space::XS;
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::HOVER);
        paint::fill(ui.painter(), rect, 0, colors.panel);
        paint::fill(ui.painter(), rect, 0, colors.accent.gamma_multiply(alpha::TINT * 0.75));
        let mark = Rect::from_min_size(rect.min, vec2(stroke::FOCUS, rect.height()));
        paint::fill(ui.painter(), mark, 0, colors.accent);
        paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, colors.border);
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
        let mut side = ui.new_child(builder);
        side.spacing_mut().item_spacing.x = space::XS;
        let mut chosen = None;
        let back = Button::new("Return to now").primary().keys(self.keys);
        let button = side.add(back);
        if button.clicked() {
            chosen = Some((PastAction::Return, button.rect));
        }
        let ways = [
            (PastAction::Compare, Icon::GitCompare, "Compare"),
            (PastAction::Branch, Icon::GitBranch, "Branch here…"),
            (PastAction::Restore, Icon::RotateCcw, "Restore…"),
        ];
        for (action, icon, name) in ways {
            let button = match rect.width() >= WIDE {
                true => side.add(Button::new(name).ghost().icon(icon)),
                false => side.add(IconButton::new(icon, name)),
            };
            if button.clicked() {
                chosen = Some((action, button.rect));
            }
        }
        let at = pos2(rect.left() + space::M + size::ICON / 2.0, rect.center().y);
        paint::icon(ui.painter(), at, Icon::History, size::ICON, colors.accent);
        let from = at.x + size::ICON / 2.0 + space::S;
        let to = side.min_rect().left() - space::S;
        self.words(ui, Rect::from_x_y_ranges(from..=to.max(from), rect.y_range()), &theme);
        let says =
            format!("Shown as it was {}, {}, branch {}, {}", self.when, self.ago, self.branch, self.node);
        response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &says));
        chosen
    }

    fn words(&self, ui: &Ui, place: Rect, theme: &Theme) {
        let colors = &theme.colors;
        let font = fonts::ui_semibold(type_size::UI);
        let drawn = paint::text(ui.painter(), place, Align::Min, self.when, font, colors.text);
        let mut rest = format!("{} · {}", self.ago, self.branch);
        if !self.node.is_empty() {
            rest.push_str(&format!(" · {}", self.node));
        }
        let place = Rect::from_x_y_ranges(drawn.right() + space::S..=place.right(), place.y_range());
        if place.width() > space::XXL {
            paint::text(ui.painter(), place, Align::Min, &rest, fonts::body(), colors.text_secondary);
        }
    }
}
