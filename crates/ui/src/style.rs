//! The look told to egui: its [`egui::Style`] made from a theme, for the few of its own widgets that show
//! (text fields, labels, scroll areas, areas that float). Our widgets paint themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::{FontColorTransferFunction, Shadow};
use egui::style::{
    Interaction, ScrollAnimation, ScrollFadeStyle, ScrollStyle, Selection, Spacing, TextCursorStyle,
    WidgetVisuals, Widgets,
};
use egui::{Color32, CornerRadius, Margin, Stroke, Style, TextStyle, Visuals, vec2};

use crate::theme::Theme;
use crate::tokens::{self, radius, shadow, size, space, stroke, time, type_size};
use crate::{focus, fonts};

/// Gives the context our fonts and the theme. Call it once before the first frame, and again with another
/// theme at any time: fonts are only set the first time.
pub fn install(ctx: &egui::Context, theme: &Theme) {
    focus::register(ctx);
    let installed = egui::Id::unique("justbuilt-fonts");
    if !ctx.data(|data| data.get_temp::<bool>(installed).unwrap_or(false)) {
        ctx.set_fonts(fonts::definitions());
        ctx.data_mut(|data| data.insert_temp(installed, true));
    }
    theme.set(ctx);
    // Both of egui's own themes look the same: which of the two it prefers must not matter.
    let style = Arc::new(style(theme));
    ctx.set_style_of(egui::Theme::Dark, Arc::clone(&style));
    ctx.set_style_of(egui::Theme::Light, style);
    ctx.set_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light });
}

/// egui's style from a theme.
pub fn style(theme: &Theme) -> Style {
    Style {
        text_styles: BTreeMap::from([
            (TextStyle::Small, fonts::small()),
            (TextStyle::Body, fonts::body()),
            (TextStyle::Button, fonts::body()),
            (TextStyle::Heading, fonts::ui_semibold(type_size::TITLE)),
            (TextStyle::Monospace, fonts::code(type_size::UI)),
        ]),
        animation_time: 0.0,
        scroll_animation: ScrollAnimation::none(),
        spacing: Spacing {
            item_spacing: vec2(space::S, space::XS),
            window_margin: Margin::same(space::M as i8),
            menu_margin: Margin::same(space::XS as i8),
            button_padding: vec2(space::M, space::XS),
            indent: size::INDENT,
            interact_size: vec2(size::HIT, size::HIT),
            scroll: scroll(),
            tooltip_width: 360.0,
            ..Spacing::default()
        },
        interaction: Interaction {
            tooltip_delay: time::TOOLTIP.as_secs_f32(),
            selectable_labels: false,
            interact_radius: 0.0,
            ..Interaction::default()
        },
        visuals: visuals(theme),
        ..Style::default()
    }
}

/// The one shadow.
pub fn floating_shadow(theme: &Theme) -> Shadow {
    Shadow {
        offset: [0, shadow::OFFSET],
        blur: shadow::BLUR,
        spread: shadow::SPREAD,
        color: theme.colors.shadow,
    }
}

/// The frame of what floats: popups, menus, toasts.
pub fn popup_frame(theme: &Theme) -> egui::Frame {
    egui::Frame::new()
        .fill(theme.colors.popup)
        .stroke(Stroke::new(stroke::BORDER, theme.colors.border))
        .corner_radius(CornerRadius::same(radius::POPUP))
        .shadow(floating_shadow(theme))
        .inner_margin(Margin::same(space::XS as i8))
}

/// The frame of tooltips and other notes of a line or two.
pub fn tooltip_frame(theme: &Theme) -> egui::Frame {
    let shadow =
        Shadow { offset: [0, shadow::OFFSET_SMALL], blur: shadow::BLUR_SMALL, ..floating_shadow(theme) };
    popup_frame(theme)
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .shadow(shadow)
        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8))
}

/// Thin bars over the content that widen under the pointer.
fn scroll() -> ScrollStyle {
    ScrollStyle {
        floating: true,
        bar_width: size::SCROLLBAR.1,
        floating_width: size::SCROLLBAR.0,
        handle_min_length: size::SCROLLBAR_HANDLE,
        bar_inner_margin: 0.0,
        bar_outer_margin: space::HALF,
        floating_allocated_width: 0.0,
        foreground_color: false,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.0,
        active_handle_opacity: 1.0,
        interact_handle_opacity: 1.0,
        fade: ScrollFadeStyle { strength: 0.0, size: 0.0 },
        ..ScrollStyle::floating()
    }
}

fn visuals(theme: &Theme) -> Visuals {
    let colors = &theme.colors;
    let widget = |fill: Color32, border: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(stroke::BORDER, border),
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(stroke::BORDER, text),
        expansion: 0.0,
    };
    let mut start = if theme.dark { Visuals::dark() } else { Visuals::light() };
    // Light on dark looks thinner than it is; half of what egui does about it is enough at our weights.
    let gamma = if theme.dark { 0.72 } else { 1.0 };
    start.text_options.color_transfer_function = FontColorTransferFunction::Gamma(gamma);
    Visuals {
        dark_mode: theme.dark,
        weak_text_color: Some(colors.text_hint),
        widgets: Widgets {
            noninteractive: widget(colors.panel, colors.border, colors.text),
            inactive: widget(colors.scrollbar, colors.border_control, colors.text),
            hovered: widget(colors.scrollbar_hover, colors.border_control, colors.text),
            active: widget(colors.scrollbar_hover, colors.border_control, colors.text),
            open: widget(colors.raised, colors.border_control, colors.text),
        },
        selection: Selection { bg_fill: colors.selection, stroke: Stroke::new(stroke::BORDER, colors.text) },
        hyperlink_color: colors.accent,
        faint_bg_color: colors.panel,
        extreme_bg_color: colors.input,
        text_edit_bg_color: Some(tokens::TRANSPARENT),
        code_bg_color: colors.raised,
        warn_fg_color: colors.warning,
        error_fg_color: colors.error,
        window_corner_radius: CornerRadius::same(radius::DIALOG),
        window_shadow: floating_shadow(theme),
        window_fill: colors.popup,
        window_stroke: Stroke::new(stroke::BORDER, colors.border),
        menu_corner_radius: CornerRadius::same(radius::POPUP),
        panel_fill: colors.panel,
        popup_shadow: floating_shadow(theme),
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(stroke::CARET, colors.caret),
            preview: false,
            blink: true,
            on_duration: time::CARET_BLINK.as_secs_f32(),
            off_duration: time::CARET_BLINK.as_secs_f32(),
        },
        striped: false,
        interact_cursor: None,
        disabled_alpha: tokens::alpha::DISABLED,
        ..start
    }
}
