//! Why a line is there: the changes that touched it, newest first, back to its birth. Each says who made it, when, as
//! part of what, and what the line was before.

use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use justbuilt_base::Timestamp;

use super::date::{TimeStyle, ago};
use super::{AuthorKind, NodeKind};
use crate::theme::Theme;
use crate::tokens::{radius, size, space, timeline as token, type_size};
use crate::widgets::rows::RowState;
use crate::{fonts, paint};

/// One change of a line.
#[derive(Clone, Debug)]
pub struct Reason<'a> {
    /// The node it is part of.
    pub kind: NodeKind,
    /// The node's title.
    pub title: &'a str,
    /// Who made it.
    pub author: AuthorKind,
    /// The author's name.
    pub author_name: &'a str,
    /// Its conversation, commit or command; may be empty.
    pub origin: &'a str,
    /// When.
    pub time: Timestamp,
    /// The line before it; none where the line was born.
    pub before: Option<&'a str>,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyAction {
    /// Show the moment of that reason.
    Open(usize),
}

/// The width of the popover, in points.
pub const WIDTH: f32 = 460.0;

/// The height of a reason with what was there before, and without.
const TALL: f32 = 70.0;
const SHORT: f32 = 48.0;

/// Shows the reasons one below the other. Put it into a popup.
pub fn why(
    ui: &mut Ui,
    line: usize,
    reasons: &[Reason<'_>],
    now: Timestamp,
    style: &TimeStyle,
) -> Option<WhyAction> {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let (head, response) = ui.allocate_exact_size(vec2(WIDTH, size::CONTROL), Sense::HOVER);
    let text = format!("Why line {line} is here");
    let place = head.shrink2(vec2(space::S, 0.0));
    let font = fonts::ui_semibold(type_size::SMALL);
    let drawn = paint::text(ui.painter(), place, Align::Min, &text, font, colors.text_secondary);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &text));
    let count = match reasons.len() {
        0 => "no change is recorded".to_owned(),
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    };
    let rest = place.with_min_x(drawn.right() + space::S);
    paint::text(ui.painter(), rest, Align::Max, &count, fonts::small(), colors.text_hint);
    let mut action = None;
    let last = reasons.len().saturating_sub(1);
    egui::ScrollArea::vertical().max_height(6.0 * TALL).show(ui, |ui| {
        for (index, reason) in reasons.iter().enumerate() {
            let height = if reason.before.is_some() || index == last { TALL } else { SHORT };
            let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, height), Sense::click());
            row(ui, rect, reason, (index, last), now, style, &theme, &response);
            if response.clicked() {
                action = Some(WhyAction::Open(index));
            }
        }
    });
    action
}

#[expect(clippy::too_many_arguments, reason = "one row of one popover")]
fn row(
    ui: &Ui,
    rect: Rect,
    reason: &Reason<'_>,
    (index, last): (usize, usize),
    now: Timestamp,
    style: &TimeStyle,
    theme: &Theme,
    response: &egui::Response,
) {
    let colors = &theme.colors;
    let painter = ui.painter();
    let hovered = response.hovered();
    let look = RowState { selected: false, cursor: response.has_focus(), focused: true, hovered };
    crate::widgets::list::row_background(ui, rect, look, crate::focus::shows(ui, response), theme);
    // The way back in time, as a line through the icons.
    let x = rect.left() + space::L + space::XS;
    let y = rect.top() + space::L + space::HALF;
    let from = if index == 0 { y } else { rect.top() };
    let to = if index == last { y } else { rect.bottom() };
    paint::v_line(painter, paint::snap(painter, pos2(x, 0.0)).x + 0.5, from..=to, colors.border_control);
    painter.circle_filled(pos2(x, y), token::MARK / 2.0 + 2.0, colors.popup);
    let color = reason.author.color(theme);
    painter.circle_filled(pos2(x, y), token::MARK / 2.0, color.gamma_multiply(crate::tokens::alpha::TINT));
    paint::icon(painter, pos2(x, y), reason.kind.icon(), token::MARK_ICON, color);
    let left = x + token::MARK / 2.0 + space::M;
    let line = |top: f32, height: f32| {
        Rect::from_min_max(pos2(left, top), pos2(rect.right() - space::M, top + height))
    };
    let first = line(rect.top() + space::XS + space::HALF, 18.0);
    let when = style.moment(reason.time, now);
    let drawn =
        paint::text(painter, first, Align::Max, &ago(reason.time, now), fonts::small(), colors.text_hint);
    let room = first.with_max_x(drawn.left() - space::S);
    paint::text(painter, room, Align::Min, reason.title, fonts::ui_medium(type_size::UI), colors.text);
    let second = line(first.bottom(), 18.0);
    let name = if reason.author_name.is_empty() { reason.author.name() } else { reason.author_name };
    let by = [name, reason.origin, when.as_str()].into_iter().filter(|part| !part.is_empty());
    let by = by.collect::<Vec<_>>().join(" · ");
    paint::text(painter, second, Align::Min, &by, fonts::small(), colors.text_secondary);
    let third = line(second.bottom() + space::HALF, 20.0);
    let before = match (reason.before, index == last) {
        (Some(text), _) => Some((text.trim(), fonts::code(type_size::SMALL), "before: ")),
        (None, true) => Some(("The line was written here", fonts::small(), "")),
        (None, false) => None,
    };
    if let Some((text, font, _)) = &before {
        if reason.before.is_some() {
            paint::fill(
                painter,
                third,
                radius::SMALL,
                colors.error.gamma_multiply(crate::tokens::alpha::TINT),
            );
            let place = third.shrink2(vec2(space::XS + space::HALF, 0.0));
            paint::text(painter, place, Align::Min, &format!("− {text}"), font.clone(), colors.text);
        } else {
            paint::text(painter, third, Align::Min, text, font.clone(), colors.good);
        }
    }
    let before = before.map(|(text, _, lead)| format!(", {lead}{text}")).unwrap_or_default();
    let says = format!("{}: {}, {by}{before}", reason.kind.name(), reason.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
}
