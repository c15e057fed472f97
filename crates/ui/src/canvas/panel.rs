//! The panel of looks: colours, lines, fills, type, order and alignment of what is selected or drawn next.
//!
//! Not here: how a look is set on elements (`justbuilt_sketch::canvas::styles`).

use egui::{Align, Align2, CornerRadius, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use justbuilt_sketch::canvas::arrange::{Alignment, Axis, Order};
use justbuilt_sketch::canvas::styles::{Common, Look, Looks, read};
use justbuilt_sketch::canvas::{Action, Command, Tool};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{Align as Side, Family, FillStyle, Head, Kind, Routing, StrokeStyle, Style};

use super::bars::floating;
use super::{CanvasState, Faces};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, radius, size, space, stroke};
use crate::widgets::{IconButton, WithTooltip as _};
use crate::{focus, fonts, paint};

/// A line of the panel: its caption and what can be chosen.
enum Row {
    Colours(&'static str, &'static [(&'static str, &'static str)], Option<String>, fn(String) -> Look),
    Choices(&'static str, Vec<(Face, &'static str, bool, Command)>),
}

/// What a choice shows.
enum Face {
    Icon(Icon),
    Word(&'static str),
    /// A line: thickness and dashes.
    Line(f32, StrokeStyle),
}

/// The panel, when something is selected or a tool draws.
pub(super) fn show(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    let canvas = &state.canvas;
    let draws = !matches!(
        canvas.tool(),
        Tool::Select
            | Tool::Lasso
            | Tool::Hand
            | Tool::Eraser
            | Tool::Laser
            | Tool::Frame
            | Tool::Image
            | Tool::Component(_)
    );
    if canvas.editing().is_some() || (canvas.selection().is_empty() && !draws) || canvas.marquee().is_some() {
        return;
    }
    let rows = rows(state);
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
        });
    });
    if let Some(command) = run {
        let painter = ui.painter().clone();
        actions.extend(state.canvas.run(&command, &Faces::new(&painter)));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

fn row_ui(ui: &mut Ui, row: &Row) -> Option<Command> {
    let theme = Theme::of(ui.ctx());
    let (Row::Colours(caption, ..) | Row::Choices(caption, _)) = row;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::HOVER);
    let at = rect.with_min_x(rect.left() + space::XS);
    paint::text(ui.painter(), at, Align::Min, caption, fonts::caption(), theme.colors.text_hint);
    ui.add_space(space::HALF);
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
            paint::fill(painter, square, radius::SMALL, tokens::painted([c.r, c.g, c.b, c.a], theme.dark));
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
    let (rect, response) =
        ui.allocate_exact_size(vec2(size::CONTROL + space::XS, size::CONTROL), Sense::click());
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

/// The looks of the selection, or of what is drawn next.
fn looks(state: &CanvasState) -> Looks {
    let canvas = &state.canvas;
    if !canvas.selection().is_empty() {
        return read(canvas.board(), canvas.selection());
    }
    let options = &canvas.options;
    let Style { stroke, fill, fill_style, stroke_width, stroke_style, opacity, roughness, corner } =
        options.style.clone();
    let mut looks =
        Looks { stroke: Common::Same(stroke), opacity: Common::Same(opacity), ..Looks::default() };
    if canvas.tool() == Tool::Text {
        looks.size = Common::Same(options.text.size);
        looks.family = Common::Same(options.text.family);
        looks.weight = Common::Same(options.text.weight);
        return looks;
    }
    looks.stroke_width = Common::Same(stroke_width);
    looks.stroke_style = Common::Same(stroke_style);
    looks.roughness = Common::Same(roughness);
    match canvas.tool() {
        Tool::Line | Tool::Arrow => {
            looks.routing = Common::Same(options.routing);
            if canvas.tool() == Tool::Arrow {
                looks.start_head = Common::Same(options.start_head.clone());
                looks.end_head = Common::Same(options.end_head.clone());
            }
        }
        Tool::Freehand => {}
        _ => {
            looks.fill = Common::Same(fill);
            looks.fill_style = Common::Same(fill_style);
            looks.corner = Common::Same(corner);
        }
    }
    looks
}

fn rows(state: &CanvasState) -> Vec<Row> {
    let looks = looks(state);
    let mut rows = Vec::new();
    let set = |look: Look| Command::Style(look);
    if looks.stroke != Common::None {
        rows.push(Row::Colours("Stroke", &tokens::STROKES, looks.stroke.same().cloned(), Look::Stroke));
    }
    if looks.fill != Common::None {
        rows.push(Row::Colours("Fill", &tokens::FILLS, looks.fill.same().cloned(), Look::Fill));
        let transparent = looks.fill.same().is_some_and(|fill| Colour::parse(fill).is_none());
        if !transparent {
            let now = looks.fill_style.same().copied();
            let choices = [
                (FillStyle::Solid, Face::Word("Solid"), "Filled evenly"),
                (FillStyle::Hachure, Face::Word("///"), "Hachure"),
                (FillStyle::CrossHatch, Face::Word("xxx"), "Cross-hatch"),
                (FillStyle::Zigzag, Face::Word("zz"), "Zigzag"),
            ];
            let choices = choices
                .into_iter()
                .map(|(v, face, name)| (face, name, now == Some(v), set(Look::FillStyle(v))));
            rows.push(Row::Choices("Filled", choices.collect()));
        }
    }
    if looks.stroke_width != Common::None {
        let now = looks.stroke_width.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        for (v, name) in [(1.0, "Thin"), (2.0, "Medium"), (4.0, "Bold")] {
            let face = Face::Line(v as f32, StrokeStyle::Solid);
            choices.push((face, name, now == Some(v), set(Look::StrokeWidth(v))));
        }
        let now = looks.stroke_style.same().copied();
        let styles = [
            (StrokeStyle::Solid, "Whole line"),
            (StrokeStyle::Dashed, "Dashes"),
            (StrokeStyle::Dotted, "Dots"),
        ];
        for (v, name) in styles {
            choices.push((Face::Line(1.5, v), name, now == Some(v), set(Look::StrokeStyle(v))));
        }
        rows.push(Row::Choices("Line", choices));
        let now = looks.roughness.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        for (v, face, name) in
            [(0.0, "Clean", "Clean"), (1.0, "Hand", "As drawn by hand"), (2.0, "Wild", "Wild")]
        {
            choices.push((Face::Word(face), name, now == Some(v), set(Look::Roughness(v))));
        }
        if let Some(now) = looks.corner.same() {
            let round = *now > 0.0;
            choices.push((Face::Icon(Icon::Square), "Sharp corners", !round, set(Look::Corner(0.0))));
            choices.push((
                Face::Icon(Icon::SquareRoundCorner),
                "Round corners",
                round,
                set(Look::Corner(8.0)),
            ));
        }
        rows.push(Row::Choices("Look", choices));
    }
    if looks.routing != Common::None {
        let now = looks.routing.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        for (v, icon, name) in [
            (Routing::Straight, Icon::Slash, "Straight"),
            (Routing::Curved, Icon::Spline, "Curved"),
            (Routing::Elbow, Icon::CornerDownRight, "Elbow"),
        ] {
            choices.push((Face::Icon(icon), name, now == Some(v), set(Look::Routing(v))));
        }
        if looks.end_head != Common::None {
            let head = |head: &Common<Head>| head.same().is_some_and(|h| *h != Head::None);
            let (start, end) = (head(&looks.start_head), head(&looks.end_head));
            let other = |on: bool| if on { Head::None } else { Head::Arrow };
            choices.push((
                Face::Icon(Icon::ArrowLeft),
                "Head at the start",
                start,
                set(Look::StartHead(other(start))),
            ));
            choices.push((
                Face::Icon(Icon::ArrowRight),
                "Head at the end",
                end,
                set(Look::EndHead(other(end))),
            ));
        }
        rows.push(Row::Choices("Way", choices));
    }
    type_rows(&looks, &mut rows);
    if looks.opacity != Common::None {
        let now = looks.opacity.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        for (v, name) in [(0.25, "25"), (0.5, "50"), (0.75, "75"), (1.0, "100")] {
            choices.push((Face::Word(name), name, now == Some(v), set(Look::Opacity(v))));
        }
        rows.push(Row::Choices("Opacity, %", choices));
    }
    arrange_rows(state, &mut rows);
    rows
}

fn type_rows(looks: &Looks, rows: &mut Vec<Row>) {
    if looks.size == Common::None {
        return;
    }
    let set = Command::Style;
    let now = looks.size.same().copied();
    let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
    for (v, name) in [(16.0, "S"), (20.0, "M"), (28.0, "L"), (36.0, "XL")] {
        choices.push((Face::Word(name), name, now == Some(v), set(Look::Size(v))));
    }
    let bold = looks.weight.same().is_some_and(|w| *w >= 600);
    let weight = if bold { 400 } else { 700 };
    choices.push((Face::Icon(Icon::Bold), "Bold", bold, set(Look::Weight(weight))));
    rows.push(Row::Choices("Type", choices));
    let now = looks.family.same().copied();
    let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
    for (v, face, name) in [(Family::Sans, "Sans", "Sans serif"), (Family::Mono, "Mono", "Monospaced")] {
        choices.push((Face::Word(face), name, now == Some(v), set(Look::Family(v))));
    }
    if looks.align != Common::None {
        let now = looks.align.same().copied();
        for (v, icon, name) in [
            (Side::Start, Icon::TextAlignStart, "Left"),
            (Side::Middle, Icon::TextAlignCenter, "Centre"),
            (Side::End, Icon::TextAlignEnd, "Right"),
        ] {
            choices.push((Face::Icon(icon), name, now == Some(v), set(Look::Align(v))));
        }
    }
    rows.push(Row::Choices("Face", choices));
}

fn arrange_rows(state: &CanvasState, rows: &mut Vec<Row>) {
    let selection = state.canvas.selection();
    let board = state.canvas.board();
    if selection.is_empty() {
        return;
    }
    let icon = |icon: Icon, name: &'static str, command: Command| (Face::Icon(icon), name, false, command);
    rows.push(Row::Choices(
        "Order",
        vec![
            icon(Icon::SendToBack, "To back", Command::Order(Order::ToBack)),
            icon(Icon::ArrowDown, "Backward", Command::Order(Order::Backward)),
            icon(Icon::ArrowUp, "Forward", Command::Order(Order::Forward)),
            icon(Icon::BringToFront, "To front", Command::Order(Order::ToFront)),
        ],
    ));
    if selection.len() > 1 {
        rows.push(Row::Choices(
            "Align",
            vec![
                icon(Icon::AlignStartVertical, "Align left", Command::Align(Alignment::Left)),
                icon(Icon::AlignCenterVertical, "Align centres", Command::Align(Alignment::Centre)),
                icon(Icon::AlignEndVertical, "Align right", Command::Align(Alignment::Right)),
                icon(Icon::AlignStartHorizontal, "Align top", Command::Align(Alignment::Top)),
                icon(Icon::AlignCenterHorizontal, "Align middles", Command::Align(Alignment::Middle)),
                icon(Icon::AlignEndHorizontal, "Align bottom", Command::Align(Alignment::Bottom)),
            ],
        ));
    }
    let locked = selection.iter().filter_map(|id| board.get(id)).all(|e| e.locked);
    let mut actions = vec![
        icon(Icon::Copy, "Duplicate", Command::Duplicate),
        (Face::Icon(if locked { Icon::Lock } else { Icon::LockOpen }), "Lock", locked, Command::Lock),
        icon(Icon::Trash2, "Delete", Command::Delete),
    ];
    if selection.len() > 2 {
        actions.push(icon(
            Icon::AlignHorizontalDistributeCenter,
            "Distribute across",
            Command::Distribute(Axis::Horizontal),
        ));
    }
    if selection.len() > 1 {
        actions.push(icon(Icon::Group, "Group", Command::Group));
    } else if selection.iter().filter_map(|id| board.get(id)).any(|e| matches!(e.kind, Kind::Group)) {
        actions.push(icon(Icon::Ungroup, "Ungroup", Command::Ungroup));
    }
    rows.push(Row::Choices("Actions", actions));
}
