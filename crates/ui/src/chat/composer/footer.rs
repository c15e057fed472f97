//! Below the text: who answers, by which model, and the button; and the line that says what it takes.

use egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::chips::tokens;
use super::{Composer, ComposerIntent, ComposerState, Meter, PersonaRow};
use crate::chat::avatar::paint_avatar;
use crate::chat::data::Speaker;
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{chat, radius, size, space};
use crate::widgets::tooltip::WithTooltip;
use crate::widgets::{Checkbox, IconButton, MenuItem, menu};
use crate::{fonts, paint};

pub(super) fn footer_ui(
    ui: &mut Ui,
    theme: &Theme,
    composer: &Composer<'_>,
    state: &mut ComposerState,
    intents: &mut Vec<ComposerIntent>,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::HOVER);
    let builder = egui::UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = space::XS;
    send_ui(&mut side, theme, composer, state, intents);
    let right = side.min_rect().left() - space::S;
    let left = Rect::from_x_y_ranges(rect.left()..=right.max(rect.left()), rect.y_range());
    let builder = egui::UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center));
    let mut row = ui.new_child(builder);
    row.spacing_mut().item_spacing.x = space::HALF;
    let mention = IconButton::new(Icon::AtSign, "Take something along").small().keys(Some("@"));
    if row.add(mention).clicked() {
        let open =
            if state.text.is_empty() || state.text.ends_with(char::is_whitespace) { "@" } else { " @" };
        let end = state.text.len();
        state.cursor = end;
        state.insert(open);
    }
    personas_ui(&mut row, theme, composer.personas, intents);
    model_ui(&mut row, theme, composer, intents);
}

fn send_ui(
    ui: &mut Ui,
    theme: &Theme,
    composer: &Composer<'_>,
    state: &ComposerState,
    intents: &mut Vec<ComposerIntent>,
) {
    let colors = &theme.colors;
    let empty = state.text.trim().is_empty();
    let (icon, name, keys) = match composer.busy {
        true => (Icon::Square, "Stop this answer", "Esc"),
        false => (Icon::ArrowUp, "Send", "Enter"),
    };
    let enabled = composer.busy || !empty;
    let (rect, response) = ui.allocate_exact_size(vec2(size::CONTROL, size::CONTROL), Sense::click());
    let painter = ui.painter();
    let fill = match (composer.busy, enabled) {
        (true, _) => colors.raised,
        (false, true) if response.hovered() => colors.accent_fill_hover,
        (false, true) => colors.accent_fill,
        (false, false) => colors.raised,
    };
    paint::fill(painter, rect, radius::CONTROL, fill);
    if composer.busy {
        paint::border(painter, rect, radius::CONTROL, colors.border_strong);
        if let Some(wash) = paint::wash(&response, theme) {
            paint::fill(painter, rect, radius::CONTROL, wash);
        }
        let square = Rect::from_center_size(rect.center(), vec2(9.0, 9.0));
        paint::fill(painter, square, 2, colors.text);
    } else {
        let color = if enabled { colors.text_on_accent } else { colors.text_hint };
        paint::icon(painter, rect.center(), icon, size::ICON, color);
    }
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect.expand(2.0), radius::CONTROL + 2, theme);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if response.clicked() {
        if composer.busy {
            intents.push(ComposerIntent::Stop);
        } else {
            composer.send(state, intents);
        }
    }
    response.tooltip_with_keys(name, Some(keys));
}

/// A small button that opens a popup: what is chosen, with a chevron.
fn opener(
    ui: &mut Ui,
    theme: &Theme,
    lead: f32,
    text: &str,
    name: &str,
    most: f32,
) -> (Rect, egui::Response) {
    let colors = &theme.colors;
    let fixed = space::XS + lead + space::XS + 12.0 + space::XS;
    let room = most.min(ui.available_width() - fixed);
    let galley = paint::line(ui.painter(), text, fonts::small(), colors.text_secondary, room.max(0.0));
    let width = (fixed + galley.size().x).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::HIT), Sense::click());
    if let Some(wash) = paint::wash(&response, theme) {
        paint::fill(ui.painter(), rect, radius::SMALL, wash);
    }
    let place = Rect::from_x_y_ranges(rect.left() + space::XS + lead..=rect.right(), rect.y_range());
    let color = if response.hovered() { colors.text } else { colors.text_secondary };
    paint::put(ui.painter(), place, Align::Min, galley, color);
    let chevron = pos2(rect.right() - space::XS - 6.0, rect.center().y);
    paint::icon(ui.painter(), chevron, Icon::ChevronDown, 12.0, colors.text_hint);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, radius::SMALL, theme);
    }
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(text.to_owned()),
        ..WidgetInfo::labeled(Role::ComboBox, true, name)
    });
    (rect, response)
}

fn personas_ui(ui: &mut Ui, theme: &Theme, personas: &[PersonaRow], intents: &mut Vec<ComposerIntent>) {
    if personas.is_empty() {
        return;
    }
    let on: Vec<&PersonaRow> = personas.iter().filter(|persona| persona.on).collect();
    let text = match on.as_slice() {
        [] => "No persona".to_owned(),
        [one] => one.name.clone(),
        several => format!("{} personas", several.len()),
    };
    let shown = on.len().clamp(1, 3);
    let lead = 16.0 + (shown - 1) as f32 * 9.0 + space::XS;
    let (rect, response) = opener(ui, theme, lead, &text, "Who answers", 110.0);
    for (index, persona) in on.iter().take(3).enumerate() {
        let x = rect.left() + space::XS + 8.0 + index as f32 * 9.0;
        let place = Rect::from_center_size(pos2(x, rect.center().y), vec2(16.0, 16.0));
        if index > 0 {
            ui.painter().circle_filled(place.center(), 9.5, theme.colors.input);
        }
        paint_avatar(ui.painter(), place, &speaker(persona), theme);
    }
    let popup = Popup::menu(&response)
        .frame(popup_frame(theme))
        .gap(space::XS)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_min_width(240.0);
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        menu::caption(ui, "Who answers next, one after the other");
        for persona in personas {
            let mut now = persona.on;
            ui.horizontal(|ui| {
                ui.add_space(space::S);
                let label = persona.name.clone();
                let response = ui.add(Checkbox::new(&mut now, &label));
                let response =
                    if persona.about.is_empty() { response } else { response.tooltip(&persona.about) };
                let place = Rect::from_center_size(
                    pos2(ui.max_rect().right() - space::L, response.rect.center().y),
                    vec2(chat::AVATAR, chat::AVATAR) * 0.9,
                );
                paint_avatar(ui.painter(), place, &speaker(persona), theme);
            });
            if now != persona.on {
                let slugs =
                    personas.iter().filter(|other| if other.slug == persona.slug { now } else { other.on });
                intents.push(ComposerIntent::Personas(slugs.map(|persona| persona.slug.clone()).collect()));
            }
        }
    });
    response.tooltip("Who answers");
}

fn speaker(persona: &PersonaRow) -> Speaker {
    Speaker::Persona {
        slug: persona.slug.clone(),
        name: persona.name.clone(),
        avatar: persona.avatar.clone(),
    }
}

fn model_ui(ui: &mut Ui, theme: &Theme, composer: &Composer<'_>, intents: &mut Vec<ComposerIntent>) {
    let chosen = composer.model.and_then(|model| composer.models.get(model));
    let routed = composer.meter.target.as_str();
    let text = match chosen {
        Some(model) => model.as_str(),
        None if composer.meter.ready && !routed.is_empty() => routed,
        None => "By the routes",
    };
    if ui.available_width() < 64.0 {
        return;
    }
    let (_, response) = opener(ui, theme, 0.0, text, "Which model answers", 150.0);
    Popup::menu(&response).frame(popup_frame(theme)).gap(space::XS).show(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.set_min_width(260.0);
        let by_routes = match chosen.is_none() && !routed.is_empty() {
            true => format!("By the routes: {routed}"),
            false => "By the routes".to_owned(),
        };
        if ui.add(MenuItem::new(&by_routes).checked(chosen.is_none())).clicked() {
            intents.push(ComposerIntent::Model(None));
        }
        if !composer.meter.why.is_empty() {
            menu::caption(ui, &composer.meter.why);
        }
        if !composer.models.is_empty() {
            menu::separator(ui);
        }
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for (index, model) in composer.models.iter().enumerate() {
                if ui.add(MenuItem::new(model).checked(composer.model == Some(index))).clicked() {
                    intents.push(ComposerIntent::Model(Some(index)));
                }
            }
        });
    });
    response.tooltip(if composer.meter.why.is_empty() { "Which model answers" } else { &composer.meter.why });
}

/// The line below: how much of the window the next message takes, and what it costs at most.
pub(super) fn meter_ui(ui: &mut Ui, theme: &Theme, meter: &Meter, intents: &mut Vec<ComposerIntent>) {
    let colors = &theme.colors;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::HIT), Sense::click());
    if let Some(wash) = paint::wash(&response, theme) {
        paint::fill(ui.painter(), rect, radius::SMALL, wash);
    }
    let painter = ui.painter();
    let share = meter.window.map(|window| meter.tokens as f32 / window.max(1) as f32);
    let full = share.is_some_and(|share| share >= 1.0);
    let near = share.is_some_and(|share| share >= 0.8);
    let color = match (meter.ready, full, near) {
        (false, ..) | (_, true, _) => colors.error,
        (_, _, true) => colors.warning,
        _ => colors.text_hint,
    };
    let mut x = rect.left() + space::XS;
    if let Some(share) = share.filter(|_| meter.ready) {
        let track = Rect::from_min_size(pos2(x, rect.center().y - 1.5), vec2(36.0, 3.0));
        paint::fill(painter, track, 2, colors.border_control);
        let part = vec2((36.0 * share.clamp(0.0, 1.0)).max(2.0), 3.0);
        let part_color = if full || near { color } else { colors.accent };
        paint::fill(painter, Rect::from_min_size(track.min, part), 2, part_color);
        x += 36.0 + space::S;
    }
    let text = match (meter.ready, meter.window) {
        (false, _) if !meter.why.is_empty() => meter.why.clone(),
        (_, Some(window)) => {
            let fill = format!("{} of {} tokens", tokens(meter.tokens), tokens(window));
            match &meter.cost {
                Some(cost) => format!("{fill} · at most {cost}"),
                None => fill,
            }
        }
        (_, None) => match &meter.cost {
            Some(cost) => format!("{} tokens · at most {cost}", tokens(meter.tokens)),
            None => format!("{} tokens", tokens(meter.tokens)),
        },
    };
    let place =
        Rect::from_x_y_ranges(x..=(rect.right() - size::ICON_SMALL - space::S).max(x), rect.y_range());
    paint::text(painter, place, Align::Min, &text, fonts::caption(), color);
    let icon = pos2(rect.right() - size::ICON_SMALL / 2.0 - space::XS, rect.center().y);
    paint::icon(painter, icon, Icon::ScanText, 13.0, colors.text_hint);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(painter, rect, radius::SMALL, theme);
    }
    let name = format!("What goes out: {text}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.clicked() {
        intents.push(ComposerIntent::Context);
    }
    response.tooltip("Show exactly what the next message sends, and why");
}
