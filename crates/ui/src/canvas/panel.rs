//! The panel of looks: colours, lines, fills, type, place, order and alignment of what is selected or drawn next; with
//! nothing of that, what the canvas itself looks like. It floats, or lies in the dock.
//!
//! Not here: how a look is set on elements (`justbuilt_sketch::canvas::styles`).

mod fields;
mod rows;

use egui::{Align, Align2, CornerRadius, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use justbuilt_sketch::canvas::{Action, Command, Tool};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::StrokeStyle;

use super::bars::floating;
use super::dock::{Out, Source};
use super::{CanvasState, Faces};
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, radius, size, space, stroke};
use crate::widgets::{IconButton, WithTooltip as _};
use crate::{focus, fonts, paint};
pub use fields::Field;
use rows::{Face, Row, rows};

/// The panel, when something is selected or a tool draws.
pub(super) fn show(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    let canvas = &state.canvas;
    let draws = draws(canvas.tool());
    if canvas.editing().is_some() || (canvas.selection().is_empty() && !draws) || canvas.marquee().is_some() {
        return;
    }
    let rows = rows(state, palette(ui));
    let line = size::CONTROL + space::XS;
    let caption = 16.0 + space::HALF;
    let height = rows.len() as f32 * (line + caption) + 2.0 * space::S;
    // Nothing to choose in a view that has no room for it.
    if height + 2.0 * tokens::EDGE + 120.0 > view.height() && view.height() < 360.0 {
        return;
    }
    let below = view.with_min_y(view.top() + size::CONTROL + 2.0 * space::XS + tokens::EDGE);
    let height = height.min(below.height() - 2.0 * tokens::EDGE - size::CONTROL - space::XL);
    let mut run = None;
    let place = (Align2::LEFT_TOP, vec2(tokens::PANEL, height));
    floating(ui, id.with("looks"), below, place, |ui| {
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
            ui.add_space(space::HALF);
            for row in &rows {
                run = row_ui(ui, row).or(run.take());
            }
            focus::scroll_to(ui);
        });
    });
    if let Some(command) = run {
        let painter = ui.painter().clone();
        actions.extend(state.canvas.run(&command, &Faces::new(&painter)));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

/// The same in the dock, with fields; without a selection, what the canvas looks like.
pub(super) fn docked(ui: &mut Ui, id: Id, state: &mut CanvasState, source: &Source<'_>, out: &mut Out<'_>) {
    let selected = !state.canvas.selection().is_empty();
    let draws = draws(state.canvas.tool());
    let title = match (selected, draws) {
        (true, _) => "Design",
        (false, true) => "Next drawn",
        (false, false) => "Canvas",
    };
    crate::widgets::section_header(ui, title, |_| {});
    let wish = state.dock.looks.take();
    egui::ScrollArea::vertical().id_salt(id.with("looks of dock")).auto_shrink([false, false]).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            let inside = ui.available_rect_before_wrap().shrink2(vec2(space::S, 0.0));
            ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
                ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
                if selected {
                    fields::place(ui, id, state, out);
                }
                let mut run = None;
                if selected || draws {
                    for row in &rows(state, palette(ui)) {
                        run = row_ui(ui, row).or(run.take());
                    }
                    fields::palettes(ui);
                } else {
                    fields::canvas(ui, state, source, out);
                }
                if selected {
                    fields::own(ui, id, state, out, wish);
                }
                ui.add_space(space::M);
                focus::scroll_to(ui);
                if let Some(command) = run {
                    let painter = ui.painter().clone();
                    out.actions.extend(state.canvas.run(&command, &Faces::new(&painter)));
                }
            });
        },
    );
}

/// Takes the next of what a row offers, as a key does; `caption` is that of the row.
pub(super) fn next_look(ui: &Ui, state: &mut CanvasState, caption: &str) -> Vec<Action> {
    let Some(command) = rows::next(&rows(state, palette(ui)), caption) else { return Vec::new() };
    let painter = ui.painter().clone();
    state.canvas.run(&command, &Faces::new(&painter))
}

/// The palette that is offered.
fn palette(ui: &Ui) -> &'static tokens::Palette {
    static PALETTES: [tokens::Palette; 3] = tokens::PALETTES;
    let [usual, ..] = &PALETTES;
    let chosen: usize = ui.data(|data| data.get_temp(Id::unique("canvas palette"))).unwrap_or_default();
    PALETTES.get(chosen).unwrap_or(usual)
}

/// What the tool draws has looks.
fn draws(tool: Tool) -> bool {
    !matches!(
        tool,
        Tool::Select
            | Tool::Lasso
            | Tool::Hand
            | Tool::Eraser
            | Tool::Laser
            | Tool::Frame
            | Tool::Image
            | Tool::Component(_)
    )
}

/// The caption of a row.
fn caption(ui: &mut Ui, theme: &Theme, text: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::HOVER);
    let at = rect.with_min_x(rect.left() + space::XS);
    paint::text(ui.painter(), at, Align::Min, text, fonts::caption(), theme.colors.text_hint);
    ui.add_space(space::HALF);
}

fn row_ui(ui: &mut Ui, row: &Row) -> Option<Command> {
    let theme = Theme::of(ui.ctx());
    let (Row::Colours(caption, ..) | Row::Choices(caption, _)) = row;
    self::caption(ui, &theme, caption);
    let mut run = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
        match row {
            Row::Colours(caption, palette, now, look) => {
                for (name, css) in *palette {
                    let on = now.as_deref().is_some_and(|now| now.eq_ignore_ascii_case(css));
                    if swatch(ui, &theme, &format!("{caption}: {name}"), css, on).clicked() {
                        run = Some(Command::Style(look((*css).to_owned())));
                    }
                }
            }
            Row::Choices(_, choices) => {
                for (face, name, on, command) in choices {
                    if choice(ui, &theme, face, name, *on).clicked() {
                        run = Some(command.clone());
                    }
                }
            }
        }
    });
    ui.add_space(space::XS);
    run
}

fn swatch(ui: &mut Ui, theme: &Theme, name: &str, css: &str, on: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(tokens::SWATCH, size::CONTROL), Sense::click());
    let square = Rect::from_center_size(rect.center(), vec2(20.0, 20.0));
    let painter = ui.painter();
    match Colour::parse(css) {
        Some(c) => {
            paint::fill(painter, square, radius::SMALL, tokens::painted([c.r, c.g, c.b, c.a]));
            // The usual ink is light where it lies on something dark.
            if super::ink::is_usual_ink(css)
                && let Some(l) = Colour::parse(tokens::LIFTED)
            {
                let half = vec![square.right_top(), square.right_bottom(), square.left_bottom()];
                let light = tokens::painted([l.r, l.g, l.b, l.a]);
                painter.add(egui::Shape::convex_polygon(half, light, Stroke::NONE));
            }
        }
        None => {
            let slash = Stroke::new(1.5, theme.colors.error);
            painter.line_segment(
                [square.left_bottom() + vec2(4.0, -4.0), square.right_top() + vec2(-4.0, 4.0)],
                slash,
            );
        }
    }
    paint::border(painter, square, radius::SMALL, theme.colors.border_control);
    if on || response.hovered() {
        let color = if on { theme.colors.accent } else { theme.colors.border_strong };
        let line = Stroke::new(stroke::FOCUS, color);
        painter.rect_stroke(
            square.expand(2.0),
            CornerRadius::same(radius::SMALL + 1),
            line,
            StrokeKind::Inside,
        );
    }
    if focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, radius::SMALL, theme);
    }
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
    response.tooltip(name)
}

fn choice(ui: &mut Ui, theme: &Theme, face: &Face, name: &str, on: bool) -> egui::Response {
    if let Face::Icon(icon) = face {
        return ui.add(IconButton::new(*icon, name).selected(on));
    }
    let width = match face {
        // As wide as they are, so that a row of words is as even as one of icons.
        Face::Word(word) => {
            let galley = ui.painter().layout_no_wrap((*word).to_owned(), fonts::small(), theme.colors.text);
            (galley.size().x + space::S).max(size::CONTROL)
        }
        _ => size::CONTROL,
    };
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if on {
        paint::fill(ui.painter(), rect, radius::CONTROL, theme.colors.row_selected);
    }
    if let Some(wash) = paint::wash(&response, theme) {
        paint::fill(ui.painter(), rect, radius::CONTROL, wash);
    }
    let color = if on { theme.colors.accent } else { theme.colors.text_secondary };
    match face {
        Face::Icon(_) => {}
        Face::Word(word) => {
            paint::text(ui.painter(), rect, Align::Center, word, fonts::small(), color);
        }
        Face::Line(width, style) => {
            let (a, b) = (rect.center() - vec2(8.0, 0.0), rect.center() + vec2(8.0, 0.0));
            let line = Stroke::new(*width, color);
            let shapes = match style {
                StrokeStyle::Solid => vec![egui::Shape::line_segment([a, b], line)],
                StrokeStyle::Dashed => egui::Shape::dashed_line(&[a, b], line, 4.0, 3.0),
                StrokeStyle::Dotted => egui::Shape::dashed_line(&[a, b], line, 1.5, 2.5),
            };
            ui.painter().extend(shapes);
        }
    }
    if focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, radius::CONTROL, theme);
    }
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
    response.tooltip(name)
}
