//! Words, buttons, fields and pictures for egui: what stands in the rows and boxes of the screens beside this file.

use super::flex::{Block, Type};
use egui::{
    Align, Button, Color32, ComboBox, Frame, Image, ImageSource, Label, Layout, Margin, Rect, Response, Sense,
    Slider, Stroke, StrokeKind, TextEdit, Ui, Vec2, vec2,
};

pub fn label(ui: &mut Ui, words: &str, style: &Type) -> Response {
    ui.add(Label::new(style.text(ui, words)).wrap().selectable(false))
}

/// Words in the middle or at the end of the room there is.
pub fn label_at(ui: &mut Ui, words: &str, style: &Type, align: Align) -> Response {
    let room = vec2(ui.available_width(), 0.0);
    ui.allocate_ui_with_layout(room, Layout::top_down(align), |ui| label(ui, words, style)).inner
}

/// The same for words that lead somewhere.
pub fn link_at(ui: &mut Ui, words: &str, style: &Type, align: Align) -> bool {
    let room = vec2(ui.available_width(), 0.0);
    ui.allocate_ui_with_layout(room, Layout::top_down(align), |ui| link(ui, words, style)).inner
}

/// Words that lead somewhere; true when they were clicked.
pub fn link(ui: &mut Ui, words: &str, style: &Type) -> bool {
    let label = Label::new(style.text(ui, words)).selectable(false).sense(Sense::click());
    ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// A button of at least this size, as wide as there is room when the width is infinite; true when it was clicked.
pub fn button(ui: &mut Ui, words: &str, style: &Type, block: &Block, size: Vec2) -> bool {
    let size = roomy(ui, size);
    ui.spacing_mut().button_padding = vec2(block.padding[3], 0.0);
    let button =
        Button::new(style.text(ui, words)).fill(block.fill).stroke(block.border).corner_radius(block.corners());
    ui.add_sized(size, button).clicked()
}

/// A field of one line.
pub fn field(
    ui: &mut Ui,
    text: &mut String,
    hint: &str,
    style: &Type,
    block: &Block,
    size: Vec2,
) -> Response {
    edit(ui, TextEdit::singleline(text), hint, style, block, size)
}

/// A field of one line that does not show what is typed.
pub fn password(
    ui: &mut Ui,
    text: &mut String,
    hint: &str,
    style: &Type,
    block: &Block,
    size: Vec2,
) -> Response {
    edit(ui, TextEdit::singleline(text).password(true), hint, style, block, size)
}

/// A field of several lines.
pub fn area(ui: &mut Ui, text: &mut String, hint: &str, style: &Type, block: &Block, size: Vec2) -> Response {
    edit(ui, TextEdit::multiline(text), hint, style, block, size)
}

fn edit(ui: &mut Ui, edit: TextEdit<'_>, hint: &str, style: &Type, block: &Block, size: Vec2) -> Response {
    let size = roomy(ui, size);
    let side = block.padding[3].max(12.0 + block.border.width).min(127.0);
    let lines = if size.y > style.line_height * 2.0 { 8.0 } else { (size.y - style.line_height) / 2.0 };
    let frame = Frame::new()
        .fill(block.fill)
        .stroke(Stroke::new(0.0, Color32::TRANSPARENT))
        .corner_radius(block.corners())
        .inner_margin(Margin::symmetric(side as i8, lines.clamp(0.0, 127.0) as i8));
    // Paler than what is filled in where that leaves enough to be read.
    let strong = (style.color.intensity() - 0.5).abs() > 0.2;
    let pale = if strong { style.color.gamma_multiply(0.75) } else { style.color };
    let response = ui.add(
        edit.hint_text(style.text(ui, hint).color(pale))
            .font(style.font(ui))
            .text_color(style.color)
            .frame(frame)
            .desired_width(size.x - side * 2.0)
            .desired_rows(1)
            .min_size(size),
    );
    ui.painter().rect_stroke(response.rect, block.corners(), block.border, StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(2.0, ui.visuals().selection.stroke.color);
        ui.painter().rect_stroke(response.rect, block.corners(), ring, StrokeKind::Outside);
    }
    response
}

/// As wide as there is room.
pub fn wide(height: f32) -> Vec2 {
    vec2(f32::INFINITY, height)
}

fn roomy(ui: &Ui, size: Vec2) -> Vec2 {
    vec2(if size.x.is_finite() { size.x.min(ui.available_width()) } else { ui.available_width() }, size.y)
}

/// A box to tick, its mark in this colour.
pub fn checkbox(ui: &mut Ui, on: &mut bool, words: &str, style: &Type, color: Color32) -> Response {
    marked(ui, style, color, |ui| ui.checkbox(on, style.text(ui, words)))
}

/// One of several: number `own` of those that `chosen` chooses from.
pub fn radio(
    ui: &mut Ui,
    chosen: &mut usize,
    own: usize,
    words: &str,
    style: &Type,
    color: Color32,
) -> Response {
    marked(ui, style, color, |ui| ui.radio_value(chosen, own, style.text(ui, words)))
}

fn marked(ui: &mut Ui, style: &Type, color: Color32, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().icon_width = style.size + 4.0;
        ui.spacing_mut().icon_spacing = 8.0;
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            state.fg_stroke = Stroke::new(2.0, color);
            state.bg_stroke = Stroke::new(1.0, color);
            state.bg_fill = Color32::TRANSPARENT;
        }
        add(ui)
    })
    .inner
}

/// A switch, with its words beside it.
pub fn toggle(
    ui: &mut Ui,
    on: &mut bool,
    words: &str,
    style: &Type,
    color: Color32,
    height: f32,
) -> Response {
    let size = vec2(height * 1.8, height);
    ui.horizontal(|ui| {
        let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
        if response.clicked() {
            *on = !*on;
            response.mark_changed();
        }
        let info = egui::WidgetInfo::selected(egui::Role::Switch, true, *on, words);
        response.widget_info(|| info.clone());
        let share = ui.ctx().animate_bool_responsive(response.id, *on);
        let fill = Color32::TRANSPARENT.lerp_to_gamma(color, share);
        let radius = rect.height() / 2.0;
        ui.painter().rect(rect, radius, fill, Stroke::new(1.0, color), StrokeKind::Inside);
        if response.has_focus() {
            ui.painter().rect_stroke(rect, radius, ui.visuals().selection.stroke, StrokeKind::Outside);
        }
        let x = egui::lerp(rect.left() + radius..=rect.right() - radius, share);
        let knob = color.lerp_to_gamma(Color32::WHITE, share);
        ui.painter().circle_filled(egui::pos2(x, rect.center().y), radius - 4.0, knob);
        if !words.is_empty() {
            ui.add_space(8.0);
            ui.add(Label::new(style.text(ui, words)).selectable(false));
        }
        response
    })
    .inner
}

/// A choice from a list that opens.
pub fn select(
    ui: &mut Ui,
    name: &str,
    chosen: &mut usize,
    options: &[&str],
    style: &Type,
    block: &Block,
    size: Vec2,
) -> Response {
    let size = roomy(ui, size);
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = size.y;
        ui.spacing_mut().button_padding = vec2(12.0, 0.0);
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active, &mut widgets.open] {
            state.weak_bg_fill = block.fill;
            state.bg_stroke = block.border;
            state.corner_radius = block.corners();
            state.expansion = 0.0;
        }
        let now = options.get(*chosen).copied().unwrap_or_default();
        ComboBox::from_id_salt(name)
            .width(size.x)
            .selected_text(style.text(ui, now))
            .show_ui(ui, |ui| {
                for (index, option) in options.iter().enumerate() {
                    ui.selectable_value(chosen, index, *option);
                }
            })
            .response
    })
    .inner
}

/// A share from 0 to 1 by dragging.
pub fn slider(ui: &mut Ui, share: &mut f32, color: Color32, size: Vec2) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().slider_width = roomy(ui, size).x;
        ui.spacing_mut().interact_size.y = size.y;
        ui.visuals_mut().slider_trailing_fill = true;
        ui.visuals_mut().selection.bg_fill = color;
        ui.add(Slider::new(share, 0.0..=1.0).show_value(false))
    })
    .inner
}

/// A strip of tabs.
pub fn tabs(ui: &mut Ui, chosen: &mut usize, names: &[&str], style: &Type, height: f32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        for (index, name) in names.iter().enumerate() {
            let tab = Button::selectable(*chosen == index, style.text(ui, name)).min_size(vec2(0.0, height));
            if ui.add(tab).clicked() {
                *chosen = index;
            }
        }
    });
}

/// The place of a picture, with the words for those who do not see it.
pub fn picture(ui: &mut Ui, words: &str, block: &Block, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(scaled(ui, size), Sense::hover());
    ui.painter().rect(rect, block.corners(), block.fill, block.border, StrokeKind::Inside);
    let cross = Stroke::new(1.0, Color32::from_gray(134).gamma_multiply(0.5));
    // From where the corners are round.
    let inside = rect.shrink(block.radius.min(rect.height() / 2.0) * 0.3);
    ui.painter().line_segment([inside.left_top(), inside.right_bottom()], cross);
    ui.painter().line_segment([inside.left_bottom(), inside.right_top()], cross);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words));
    response
}

/// A picture from a file. egui shows it when the app has called `egui_extras::install_image_loaders` once.
pub fn photo(ui: &mut Ui, words: &str, source: ImageSource<'_>, block: &Block, size: Vec2) -> Response {
    let size = scaled(ui, size);
    let image = Image::new(source)
        .fit_to_exact_size(size)
        .maintain_aspect_ratio(false)
        .corner_radius(block.corners())
        .alt_text(words);
    let response = ui.add_sized(size, image);
    ui.painter().rect_stroke(response.rect, block.corners(), block.border, StrokeKind::Inside);
    response
}

/// A person as a disc with initials.
pub fn avatar(ui: &mut Ui, name: &str, style: &Type, block: &Block, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    ui.painter().circle(rect.center(), size / 2.0 - 1.0, block.fill, block.border);
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let font = Type { weight: 600.0, ..*style }.font(ui);
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, initials.to_uppercase(), font, style.color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    response
}

/// Bars between two axes.
pub fn chart(ui: &mut Ui, words: &str, bars: &[f32], block: &Block, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(scaled(ui, size), Sense::hover());
    let plot = rect.shrink(8.0);
    let axis = Stroke::new(1.0, block.border.color);
    let highest = bars.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let faint = Stroke::new(1.0, axis.color.gamma_multiply(0.15));
    for quarter in [0.25, 0.5, 0.75] {
        ui.painter().hline(plot.x_range(), egui::lerp(plot.y_range(), quarter), faint);
    }
    let pitch = plot.width() / bars.len().max(1) as f32;
    for (index, bar) in bars.iter().enumerate() {
        let left = plot.left() + pitch * (index as f32 + 0.2);
        let top = plot.bottom() - plot.height() * 0.95 * bar / highest;
        let bar = Rect::from_min_max(egui::pos2(left, top), egui::pos2(left + pitch * 0.6, plot.bottom()));
        ui.painter().rect(bar, 0.0, block.fill, axis, StrokeKind::Inside);
    }
    ui.painter().line_segment([plot.left_top(), plot.left_bottom()], axis);
    ui.painter().line_segment([plot.left_bottom(), plot.right_bottom()], axis);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words));
    response
}

/// This size, or smaller in the same proportions.
fn scaled(ui: &Ui, size: Vec2) -> Vec2 {
    size * (ui.available_width() / size.x).min(1.0)
}
