//! The bar above the scrubber: steps, replay and its speed, which moment is shown, zoom, and the way back.

use egui::{Align, Layout, Popup, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{ScrubberAction, StepUnit};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{size, space, type_size};
use crate::widgets::{Button, IconButton, MenuItem};
use crate::{fonts, paint};

/// What the bar shows.
#[derive(Clone, Copy, Debug)]
pub struct Transport<'a> {
    /// The moment, in words: `Tuesday 14:32:07`.
    pub when: &'a str,
    /// What is there: the branch and the node.
    pub what: &'a str,
    /// Whether it lies in the past.
    pub past: bool,
    /// Whether time runs by itself.
    pub playing: bool,
    /// How fast.
    pub speed: f32,
    /// Whether two moments are marked for comparing.
    pub range: bool,
    /// Whether all of the history is in view.
    pub all: bool,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum TransportAction {
    /// The same as on the scrubber.
    Scrubber(ScrubberAction),
    /// Run this fast.
    Speed(f32),
    /// Closer by this factor.
    Zoom(f64),
    /// All of the history.
    ShowAll,
    /// Compare the range, or the moment with the present.
    Compare,
}

/// The speeds to choose from: how many times faster than it was.
pub const SPEEDS: [f32; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// From this width on, comparing and returning have their words.
const WIDE: f32 = 900.0;

/// How much a button zooms.
const ZOOM: f64 = 1.6;

impl Transport<'_> {
    /// Shows it over the whole width.
    pub fn show(self, ui: &mut Ui) -> Vec<TransportAction> {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::PANEL_HEADER), Sense::HOVER);
        let inner = rect.shrink2(vec2(space::XS, 0.0));
        let mut actions = Vec::new();
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center));
        let mut left = ui.new_child(builder);
        left.spacing_mut().item_spacing.x = 0.0;
        self.steps(&mut left, &mut actions);
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
        let mut right = ui.new_child(builder);
        right.spacing_mut().item_spacing.x = 0.0;
        self.side(&mut right, rect.width() >= WIDE, &mut actions);
        let from = left.min_rect().right() + space::S;
        let to = right.min_rect().left() - space::S;
        self.moment(ui, Rect::from_x_y_ranges(from..=to.max(from), rect.y_range()));
        actions
    }

    fn steps(&self, ui: &mut Ui, actions: &mut Vec<TransportAction>) {
        let mut step = |ui: &mut Ui, icon, name: &str, keys, unit, forward: bool| {
            let enabled = self.past || !forward;
            if ui.add(IconButton::new(icon, name).keys(Some(keys)).enabled(enabled)).clicked() {
                actions.push(TransportAction::Scrubber(ScrubberAction::Step { unit, forward }));
            }
        };
        step(ui, Icon::SkipBack, "Back to the last node", "Shift+Left", StepUnit::Node, false);
        step(ui, Icon::StepBack, "Back one keystroke", "Left", StepUnit::Keystroke, false);
        let (icon, name) =
            if self.playing { (Icon::Pause, "Stop the replay") } else { (Icon::Play, "Replay from here") };
        let play = ui.add(IconButton::new(icon, name).keys(Some("Space")).selected(self.playing));
        step(ui, Icon::StepForward, "On one keystroke", "Right", StepUnit::Keystroke, true);
        step(ui, Icon::SkipForward, "On to the next node", "Shift+Right", StepUnit::Node, true);
        if play.clicked() {
            actions.push(TransportAction::Scrubber(ScrubberAction::Play(!self.playing)));
        }
        if let Some(speed) = speed_menu(ui, self.speed) {
            actions.push(TransportAction::Speed(speed));
        }
    }

    fn side(&self, ui: &mut Ui, wide: bool, actions: &mut Vec<TransportAction>) {
        let all = IconButton::new(Icon::Fullscreen, "Show all of the history").keys(Some("0"));
        if ui.add(all.selected(self.all)).clicked() {
            actions.push(TransportAction::ShowAll);
        }
        if ui.add(IconButton::new(Icon::ZoomIn, "Closer").keys(Some("+"))).clicked() {
            actions.push(TransportAction::Zoom(ZOOM));
        }
        if ui.add(IconButton::new(Icon::ZoomOut, "Farther").keys(Some("-"))).clicked() {
            actions.push(TransportAction::Zoom(1.0 / ZOOM));
        }
        if self.past || self.range {
            ui.add_space(space::S);
            let back = match wide {
                true => ui.add(Button::new("Return to now").keys(Some("Esc")).enabled(self.past)),
                false => {
                    ui.add(IconButton::new(Icon::Undo2, "Return to now").keys(Some("Esc")).enabled(self.past))
                }
            };
            if back.clicked() {
                actions.push(TransportAction::Scrubber(ScrubberAction::Return));
            }
            ui.add_space(space::XS);
            let name = if self.range { "Compare the range" } else { "Compare with now" };
            let compare = match wide {
                true => ui.add(Button::new(name).ghost().icon(Icon::GitCompare)),
                false => ui.add(IconButton::new(Icon::GitCompare, name)),
            };
            if compare.clicked() {
                actions.push(TransportAction::Compare);
            }
        }
    }

    /// Which moment it is, as much of it as there is room for.
    fn moment(&self, ui: &mut Ui, place: Rect) {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let color = if self.past { colors.accent } else { colors.text };
        let font = fonts::ui_medium(type_size::UI);
        let when = paint::text(ui.painter(), place, Align::Min, self.when, font, color);
        let rest = Rect::from_x_y_ranges(when.right() + space::S..=place.right(), place.y_range());
        if rest.width() > space::XXL {
            paint::text(ui.painter(), rest, Align::Min, self.what, fonts::small(), colors.text_secondary);
        }
        let response = ui.interact(place, ui.unique_id().with("moment"), Sense::hover());
        let text = format!("{}, {}", self.when, self.what);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    }
}

/// How a speed is written.
pub fn speed_name(speed: f32) -> String {
    if speed == 0.5 { "½×".to_owned() } else { format!("{speed}×") }
}

/// The speed, and a menu of the others.
fn speed_menu(ui: &mut Ui, speed: f32) -> Option<f32> {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let (rect, response) = ui.allocate_exact_size(vec2(44.0, size::CONTROL), Sense::click());
    if let Some(color) = paint::wash(&response, &theme) {
        paint::fill(ui.painter(), rect, crate::tokens::radius::CONTROL, color);
    }
    let text = Rect::from_x_y_ranges(rect.left() + space::S..=rect.right() - space::L, rect.y_range());
    let color = colors.text_secondary;
    paint::text(ui.painter(), text, Align::Max, &speed_name(speed), fonts::small(), color);
    let chevron = pos2(rect.right() - space::S, rect.center().y);
    paint::icon(ui.painter(), chevron, Icon::ChevronDown, size::ICON_SMALL - 2.0, colors.text_hint);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, crate::tokens::radius::CONTROL, &theme);
    }
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(speed_name(speed)),
        ..WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), "Speed of the replay")
    });
    let mut chosen = None;
    Popup::menu(&response).frame(popup_frame(&theme)).gap(space::XS).show(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.set_min_width(112.0);
        for choice in SPEEDS {
            if ui.add(MenuItem::new(&speed_name(choice)).checked(choice == speed)).clicked() {
                chosen = Some(choice);
            }
        }
    });
    chosen
}
