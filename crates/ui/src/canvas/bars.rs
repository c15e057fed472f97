//! What floats over the canvas: the bar of tools above, the zoom below.
//!
//! Not here: the panel of looks ([`panel`](super::panel)).

use egui::{Align2, Id, Rect, Sense, Ui, UiBuilder, vec2};
use justbuilt_sketch::canvas::{Action, Command, Tool};
use justbuilt_sketch::scene::ComponentKind;

use super::{CanvasState, Faces, tool_name};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, size, space};
use crate::widgets::{IconButton, MenuItem, menu_at};
use crate::{fonts, paint};

const TOOLS: &[&[(Tool, Icon)]] = &[
    &[(Tool::Select, Icon::MousePointer2), (Tool::Lasso, Icon::Lasso), (Tool::Hand, Icon::Hand)],
    &[
        (Tool::Rectangle, Icon::Square),
        (Tool::Diamond, Icon::Diamond),
        (Tool::Ellipse, Icon::Circle),
        (Tool::Arrow, Icon::MoveUpRight),
        (Tool::Line, Icon::Slash),
        (Tool::Freehand, Icon::Pencil),
        (Tool::Text, Icon::Type),
        (Tool::Image, Icon::Image),
        (Tool::Frame, Icon::Frame),
    ],
    &[(Tool::Eraser, Icon::Eraser), (Tool::Laser, Icon::Crosshair)],
];

/// The components in the order in which they are offered.
pub const COMPONENTS: [(ComponentKind, &str, Icon); 18] = [
    (ComponentKind::Button, "Button", Icon::RectangleHorizontal),
    (ComponentKind::Input, "Text field", Icon::TextCursorInput),
    (ComponentKind::TextArea, "Text area", Icon::LetterText),
    (ComponentKind::Checkbox, "Checkbox", Icon::SquareCheck),
    (ComponentKind::Radio, "Radio button", Icon::CircleDot),
    (ComponentKind::Toggle, "Switch", Icon::ToggleLeft),
    (ComponentKind::Select, "Select", Icon::ChevronDown),
    (ComponentKind::Slider, "Slider", Icon::SlidersHorizontal),
    (ComponentKind::Tabs, "Tabs", Icon::PanelTop),
    (ComponentKind::Table, "Table", Icon::Table),
    (ComponentKind::Card, "Card", Icon::CreditCard),
    (ComponentKind::List, "List", Icon::List),
    (ComponentKind::NavBar, "Navigation bar", Icon::Menu),
    (ComponentKind::Avatar, "Avatar", Icon::CircleUser),
    (ComponentKind::Image, "Image", Icon::Image),
    (ComponentKind::Icon, "Icon", Icon::Star),
    (ComponentKind::Modal, "Dialog", Icon::AppWindow),
    (ComponentKind::Chart, "Chart", Icon::ChartColumn),
];

/// A panel that floats at a place and takes what is clicked on it.
pub(super) fn floating<R>(
    ui: &mut Ui,
    id: Id,
    view: Rect,
    (anchor, size): (Align2, egui::Vec2),
    content: impl FnOnce(&mut Ui) -> R,
) -> R {
    let theme = Theme::of(ui.ctx());
    let rect = anchor.align_size_within_rect(size, view.shrink(tokens::EDGE));
    let rect = Rect::from_min_size(paint::snap(ui.painter(), rect.min), size);
    // The canvas is not meant by what happens here.
    // Takes the pointer, but not the keyboard: there is nothing to do with it.
    let shield = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    if shield.contains_pointer() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Default);
    }
    ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(id), |ui| {
        ui.set_clip_rect(view.expand(space::XL));
        ui.painter().add(popup_frame(&theme).inner_margin(0).paint(rect));
        let inside = rect.shrink(space::XS);
        ui.scope_builder(UiBuilder::new().max_rect(inside).id_salt("inside"), content).inner
    })
    .inner
}

/// The bar of tools and the zoom.
pub(super) fn show(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    tools(ui, id, view, state, actions);
    zoom(ui, id, view, state, actions);
}

fn tools(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    let step = size::CONTROL + space::HALF;
    let gap = space::S + 1.0;
    // Those that have no room are in the menu.
    let openers = 2.0 * step + 2.0 * space::XS + 2.0 * tokens::EDGE;
    let room = view.width() - 2.0 * (openers + space::XS) - 3.0 * gap - 2.0 * space::XS;
    let all: usize = TOOLS.iter().map(|group| group.len()).sum();
    let fits = ((room / step).floor().max(4.0) as usize).saturating_sub(2).min(all);
    let groups: Vec<&[(Tool, Icon)]> = TOOLS
        .iter()
        .scan(fits, |left, group| {
            let shown = group.get(..group.len().min(*left)).unwrap_or_default();
            *left -= shown.len();
            Some(shown)
        })
        .filter(|group| !group.is_empty())
        .collect();
    let rest: Vec<(Tool, Icon)> = TOOLS.iter().flat_map(|group| group.iter().copied()).skip(fits).collect();
    let width = (fits + 2) as f32 * step - space::HALF + groups.len() as f32 * gap + 2.0 * space::XS;
    let height = size::CONTROL + 2.0 * space::XS;
    let bar = (Align2::CENTER_TOP, vec2(width, height));
    let menu = id.with("components");
    let mut open: Option<egui::Pos2> = ui.data(|data| data.get_temp(menu)).flatten();
    let now = state.canvas.tool();
    let mut chosen = None;
    floating(ui, id.with("tools"), view, bar, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
            let locked = state.canvas.options.keep_tool;
            let icon = if locked { Icon::Lock } else { Icon::LockOpen };
            let button = IconButton::new(icon, "Keep the tool after use").keys(Some("Q")).selected(locked);
            if ui.add(button).clicked() {
                state.canvas.options.keep_tool = !locked;
            }
            for group in &groups {
                divider(ui);
                for (tool, icon) in *group {
                    let (name, key) = tool_name(*tool);
                    let button = IconButton::new(*icon, name).keys(Some(key)).selected(now == *tool);
                    if ui.add(button).clicked() {
                        chosen = Some(*tool);
                    }
                }
            }
            let on = matches!(now, Tool::Component(_)) || rest.iter().any(|(tool, _)| *tool == now);
            let (icon, name) = match rest.is_empty() {
                true => (Icon::LayoutTemplate, "Components"),
                false => (Icon::Ellipsis, "More tools and components"),
            };
            let button = ui.add(IconButton::new(icon, name).selected(on));
            if button.clicked() {
                open = Some(button.rect.left_bottom() + vec2(0.0, space::S));
            }
        });
    });
    menu_at(ui, menu.with("menu"), &mut open, |ui| {
        for (tool, icon) in &rest {
            let (name, key) = tool_name(*tool);
            if ui.add(MenuItem::new(name).icon(*icon).keys(Some(key)).checked(now == *tool)).clicked() {
                chosen = Some(*tool);
            }
        }
        if !rest.is_empty() {
            crate::widgets::separator(ui);
        }
        for (kind, name, icon) in COMPONENTS {
            let on = now == Tool::Component(kind);
            let item = MenuItem::new(name).icon(icon);
            if ui.add(if on { item.checked(true) } else { item }).clicked() {
                chosen = Some(Tool::Component(kind));
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(menu, open));
    if let Some(tool) = chosen {
        state.canvas.set_tool(tool);
        actions.push(Action::Tool(tool));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

pub(super) fn divider(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(space::S - 1.0, size::CONTROL), Sense::HOVER);
    let y = rect.top() + space::XS..=rect.bottom() - space::XS;
    paint::v_line(ui.painter(), rect.center().x, y, theme.colors.border);
}

fn zoom(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    const PERCENT: f32 = 52.0;
    let width = size::CONTROL * 3.0 + PERCENT + 2.0 * space::XS + space::HALF * 3.0;
    let bar = (Align2::LEFT_BOTTOM, vec2(width, size::CONTROL + 2.0 * space::XS));
    let painter = ui.painter().clone();
    let faces = Faces::new(&painter);
    let mut run = None;
    floating(ui, id.with("zoom"), view, bar, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
            if ui.add(IconButton::new(Icon::Minus, "Zoom out").keys(Some("Ctrl+−"))).clicked() {
                run = Some(Command::ZoomOut);
            }
            let percent = format!("{:.0} %", state.canvas.camera.zoom() * 100.0);
            let (rect, response) = ui.allocate_exact_size(vec2(PERCENT, size::CONTROL), Sense::click());
            let theme = Theme::of(ui.ctx());
            if let Some(wash) = paint::wash(&response, &theme) {
                paint::fill(ui.painter(), rect, crate::tokens::radius::CONTROL, wash);
            }
            let color = theme.colors.text_secondary;
            paint::text(ui.painter(), rect, egui::Align::Center, &percent, fonts::small(), color);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Zoom {percent}, back to 100 %"))
            });
            if response.clicked() {
                run = Some(Command::Actual);
            }
            if ui.add(IconButton::new(Icon::Plus, "Zoom in").keys(Some("Ctrl++"))).clicked() {
                run = Some(Command::ZoomIn);
            }
            if ui.add(IconButton::new(Icon::Maximize, "Show all").keys(Some("Shift+1"))).clicked() {
                run = Some(Command::Fit);
            }
        });
    });
    if let Some(run) = run {
        actions.extend(state.canvas.run(&run, &faces));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}
