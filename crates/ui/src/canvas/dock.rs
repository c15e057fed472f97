//! The dock at the left of the canvas: pages and layers, or the library, above; the looks of what is selected below.
//!
//! Not here: the three parts themselves.

pub mod layers;
pub mod library;
pub mod pages;

use egui::{Align2, Id, Rect, Sense, Ui, UiBuilder, pos2, vec2};
use justbuilt_sketch::canvas::Action;
use serde::{Deserialize, Serialize};

use super::bars::floating;
use super::{CanvasState, Faces, Intent, panel};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, size, space};
use crate::widgets::{IconButton, Side, splitter};
use crate::{focus, fonts, paint};
pub use library::{Carried, Library};
pub use pages::PageTitle;

/// What the upper half of the dock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Pages and layers.
    Layers,
    /// Components and libraries.
    Library,
}

/// How the dock stands, the same for all canvases of the window. A program that keeps it gives it back with
/// [`Stand::set`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stand {
    /// What is shown; `None` is closed.
    pub open: Option<Part>,
    /// What was shown last.
    last: Part,
    width: f32,
    /// The height of the looks, as a share.
    share: f32,
}

impl Default for Stand {
    fn default() -> Self {
        Self { open: None, last: Part::Layers, width: tokens::DOCK.0, share: 0.52 }
    }
}

/// The narrowest and widest that the dock may get, points.
const WIDTH: std::ops::RangeInclusive<f32> = 200.0..=420.0;

impl Stand {
    /// How the dock of this window stands.
    pub fn of(ctx: &egui::Context) -> Self {
        ctx.data(|data| data.get_temp(Id::unique("canvas dock"))).unwrap_or_default()
    }

    /// Makes it stand so; sizes that cannot be are made ones that can.
    pub fn set(self, ctx: &egui::Context) {
        let usual = Self::default();
        let finite = |value: f32, usual: f32| if value.is_finite() { value } else { usual };
        let stand = Self {
            width: finite(self.width, usual.width).clamp(*WIDTH.start(), *WIDTH.end()),
            share: finite(self.share, usual.share).clamp(0.1, 0.9),
            ..self
        };
        ctx.data_mut(|data| data.insert_temp(Id::unique("canvas dock"), stand));
    }
}

/// What the dock keeps for a canvas.
#[derive(Default)]
pub struct Dock {
    pub(super) layers: layers::Layers,
    pub(super) pages: pages::Pages,
    pub(super) library: library::Shelf,
    /// Gives the part the keyboard in the next frame.
    wish: Option<Part>,
    /// Gives the looks the keyboard.
    pub(super) looks: Option<panel::Field>,
}

/// What is shown besides the page.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The pages of the sketch.
    pub pages: &'a [PageTitle<'a>],
    /// Which is shown.
    pub page: usize,
    /// Libraries besides the own one.
    pub libraries: &'a [Library],
    /// The colour behind the page.
    pub background: Option<&'a str>,
}

/// What came of a frame.
pub struct Out<'a> {
    /// To do on the page.
    pub actions: &'a mut Vec<Action>,
    /// To do beyond the page.
    pub intents: &'a mut Vec<Intent>,
}

/// How the dock stands.
pub fn stand(ui: &Ui) -> Stand {
    Stand::of(ui.ctx())
}

impl Dock {
    /// Opens a part and gives it the keyboard; closes it when it has it already.
    pub(super) fn show(&mut self, ui: &Ui, part: Part, toggle: bool) {
        let mut stand = stand(ui);
        if toggle && stand.open == Some(part) {
            stand.open = None;
        } else {
            (stand.open, stand.last) = (Some(part), part);
            self.wish = Some(part);
        }
        stand.set(ui.ctx());
        ui.ctx().request_repaint();
    }
}

/// The part of a rectangle that the dock takes; `None` when it is closed or has no room.
pub fn place(ui: &Ui, all: Rect) -> Option<Rect> {
    let stand = stand(ui);
    stand.open?;
    let room = all.width() - tokens::DOCK.1;
    let width = stand.width.min(room);
    (width >= 180.0).then(|| all.with_max_x((all.left() + width).round()))
}

/// The dock in its place.
pub fn show(
    ui: &mut Ui,
    id: Id,
    rect: Rect,
    state: &mut CanvasState,
    source: &Source<'_>,
    out: &mut Out<'_>,
) {
    let theme = Theme::of(ui.ctx());
    let mut stand = stand(ui);
    let Some(part) = stand.open else { return };
    // Takes the pointer, but not the keyboard: there is nothing to do with it.
    let shield = ui.interact(rect, id.with("dock"), Sense::CLICK | Sense::DRAG);
    if shield.contains_pointer() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Default);
    }
    ui.painter().rect_filled(rect, 0, theme.colors.panel);
    let looks_height = (rect.height() * stand.share).round();
    let (upper, lower) = rect.split_top_bottom_at_y(rect.bottom() - looks_height);
    let inner = |rect: Rect| rect.with_max_x(rect.right() - 1.0);
    ui.scope_builder(UiBuilder::new().max_rect(inner(upper)).id_salt("dock above"), |ui| {
        ui.set_clip_rect(inner(upper));
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        if let Some(chosen) = head(ui, &theme, part) {
            stand.open = chosen;
            stand.last = chosen.unwrap_or(stand.last);
        }
        let wish = state.dock.wish.take_if(|wish| *wish == part).is_some();
        match part {
            Part::Layers => {
                pages::show(ui, id, state, source, out);
                layers::show(ui, id, state, out, wish);
            }
            Part::Library => library::show(ui, id, state, source, out, wish),
        }
    });
    ui.scope_builder(UiBuilder::new().max_rect(inner(lower)).id_salt("dock below"), |ui| {
        ui.set_clip_rect(inner(lower));
        panel::docked(ui, id, state, source, out);
    });
    let mut height = looks_height;
    let range = 120.0..=(rect.height() - 160.0).max(120.0);
    let name = "Height of the looks";
    if splitter(ui, id.with("dock split"), name, inner(lower), Side::Top, &mut height, range).double_clicked()
    {
        stand.share = Stand::default().share;
    } else if rect.height() > 1.0 && height != looks_height {
        stand.share = height / rect.height();
    }
    let mut width = rect.width();
    let name = "Width of the layers and the library";
    if splitter(ui, id.with("dock edge"), name, rect, Side::Right, &mut width, WIDTH).double_clicked() {
        stand.width = tokens::DOCK.0;
    } else if width != rect.width() {
        stand.width = width;
    }
    stand.set(ui.ctx());
}

/// The head: which part, and the button that closes; what was chosen.
fn head(ui: &mut Ui, theme: &Theme, part: Part) -> Option<Option<Part>> {
    let mut chosen = None;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TAB), Sense::hover());
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(space::S, 0.0)));
    ui.scope_builder(builder.layout(egui::Layout::left_to_right(egui::Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = space::HALF;
        for (each, name) in [(Part::Layers, "Layers"), (Part::Library, "Library")] {
            if tab(ui, theme, name, each == part).clicked() {
                chosen = Some(Some(each));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(IconButton::new(Icon::PanelLeftClose, "Close this panel").small()).clicked() {
                chosen = Some(None);
            }
        });
    });
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, theme.colors.border);
    chosen
}

fn tab(ui: &mut Ui, theme: &Theme, name: &str, on: bool) -> egui::Response {
    let color = if on { theme.colors.text } else { theme.colors.text_secondary };
    let galley = ui.painter().layout_no_wrap(name.to_owned(), fonts::ui_medium(12.0), color);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 2.0 * space::S, size::CONTROL_SMALL), Sense::click());
    if on {
        paint::fill(ui.painter(), rect, crate::tokens::radius::CONTROL, theme.colors.raised);
    } else if let Some(wash) = paint::wash(&response, theme) {
        paint::fill(ui.painter(), rect, crate::tokens::radius::CONTROL, wash);
    }
    let at = pos2(rect.left() + space::S, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    if focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, crate::tokens::radius::CONTROL, theme);
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, on, name));
    response
}

/// The buttons that open the dock, while it is closed.
pub fn openers(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState) {
    let count = 2.0;
    let width = count * (size::CONTROL + space::HALF) - space::HALF + 2.0 * space::XS;
    let bar = (Align2::LEFT_TOP, vec2(width, size::CONTROL + 2.0 * space::XS));
    let mut chosen = None;
    floating(ui, id.with("openers"), view, bar, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
            for (part, icon, name, keys) in [
                (Part::Layers, Icon::Layers, "Pages and layers", "Alt+1"),
                (Part::Library, Icon::Shapes, "Components and libraries", "Alt+2"),
            ] {
                if ui.add(IconButton::new(icon, name).keys(Some(keys))).clicked() {
                    chosen = Some(part);
                }
            }
        });
    });
    if let Some(part) = chosen {
        state.dock.show(ui, part, false);
    }
}

/// Does changes and gives what came of them.
pub(super) fn change(
    ui: &Ui,
    state: &mut CanvasState,
    out: &mut Out<'_>,
    changes: justbuilt_sketch::canvas::Changes,
) {
    out.actions.extend(state.canvas.change(changes));
    ui.ctx().request_repaint();
}

/// Runs a command of the canvas.
pub(super) fn run(
    ui: &Ui,
    state: &mut CanvasState,
    out: &mut Out<'_>,
    command: &justbuilt_sketch::canvas::Command,
) {
    let painter = ui.painter().clone();
    out.actions.extend(state.canvas.run(command, &Faces::new(&painter)));
}
