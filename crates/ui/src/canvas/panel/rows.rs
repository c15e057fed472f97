//! What can be chosen of the looks of a selection, or of what is drawn next.
//!
//! Not here: how a choice looks ([`panel`](super)), and what it does (`justbuilt_sketch::canvas::styles`).

use justbuilt_sketch::canvas::arrange::{Alignment, Axis, Order};
use justbuilt_sketch::canvas::styles::{Common, Look, Looks, read};
use justbuilt_sketch::canvas::{Command, Tool};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{
    Align as Side, Family, FillStyle, Head, Kind, Routing, StrokeStyle, Style, Vertical,
};

use crate::canvas::CanvasState;
use crate::icons::Icon;
use crate::tokens::canvas::Palette;

/// The step of a turn, radians.
const EIGHTH: f64 = std::f64::consts::PI / 12.0;

/// A line of the panel: its caption and what can be chosen.
pub(super) enum Row {
    Colours(&'static str, &'static [(&'static str, &'static str)], Option<String>, fn(String) -> Look),
    Choices(&'static str, Vec<(Face, &'static str, bool, Command)>),
}

/// What a choice shows.
pub(super) enum Face {
    Icon(Icon),
    Word(&'static str),
    /// A line: thickness and dashes.
    Line(f32, StrokeStyle),
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

pub(super) fn rows(state: &CanvasState, palette: &'static Palette) -> Vec<Row> {
    let looks = looks(state);
    let mut rows = Vec::new();
    let set = |look: Look| Command::Style(look);
    if looks.stroke != Common::None {
        rows.push(Row::Colours("Stroke", &palette.strokes, looks.stroke.same().cloned(), Look::Stroke));
    }
    if looks.fill != Common::None {
        rows.push(Row::Colours("Fill", &palette.fills, looks.fill.same().cloned(), Look::Fill));
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
        rows.push(Row::Choices("Line", choices));
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        let now = looks.stroke_style.same().copied();
        let styles = [
            (StrokeStyle::Solid, "Whole line"),
            (StrokeStyle::Dashed, "Dashes"),
            (StrokeStyle::Dotted, "Dots"),
        ];
        for (v, name) in styles {
            choices.push((Face::Line(1.5, v), name, now == Some(v), set(Look::StrokeStyle(v))));
        }
        rows.push(Row::Choices("Dashes", choices));
        let now = looks.roughness.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        for (v, face, name) in
            [(0.0, "Clean", "Clean"), (1.0, "Hand", "As drawn by hand"), (2.0, "Wild", "Wild")]
        {
            choices.push((Face::Word(face), name, now == Some(v), set(Look::Roughness(v))));
        }
        rows.push(Row::Choices("Look", choices));
    }
    if looks.corner != Common::None {
        let now = looks.corner.same().copied();
        let mut choices: Vec<(Face, &'static str, bool, Command)> =
            vec![(Face::Icon(Icon::Square), "Sharp corners", now == Some(0.0), set(Look::Corner(0.0)))];
        for (v, face, name) in
            [(4.0, "4", "Corners of 4"), (8.0, "8", "Corners of 8"), (16.0, "16", "Corners of 16")]
        {
            choices.push((Face::Word(face), name, now == Some(v), set(Look::Corner(v))));
        }
        choices.push((
            Face::Icon(Icon::SquareRoundCorner),
            "Round corners",
            now.is_some_and(|now| now >= 32.0),
            set(Look::Corner(32.0)),
        ));
        rows.push(Row::Choices("Corner", choices));
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
        rows.push(Row::Choices("Way", choices));
        head_row("Start", &looks.start_head, Look::StartHead, &mut rows);
        head_row("End", &looks.end_head, Look::EndHead, &mut rows);
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

/// The heads of a line at one end.
fn head_row(caption: &'static str, now: &Common<Head>, look: fn(Head) -> Look, rows: &mut Vec<Row>) {
    if *now == Common::None {
        return;
    }
    let heads = [
        (Head::None, Icon::Minus, "No head"),
        (Head::Arrow, Icon::ArrowRight, "Arrow"),
        (Head::Triangle, Icon::Play, "Triangle"),
        (Head::Dot, Icon::Circle, "Dot"),
        (Head::Bar, Icon::ArrowRightToLine, "Bar"),
        (Head::Diamond, Icon::Diamond, "Diamond"),
    ];
    let choices = heads.into_iter().map(|(head, icon, name)| {
        let on = now.same() == Some(&head);
        (Face::Icon(icon), name, on, Command::Style(look(head)))
    });
    rows.push(Row::Choices(caption, choices.collect()));
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
    let italic = looks.italic.same() == Some(&true);
    choices.push((Face::Icon(Icon::Italic), "Italic", italic, set(Look::Italic(!italic))));
    rows.push(Row::Choices("Type", choices));
    let now = looks.family.same().copied();
    let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
    for (v, face, name) in [
        (Family::Sans, "Sans", "Sans serif"),
        (Family::Serif, "Serif", "With serifs"),
        (Family::Mono, "Mono", "Monospaced"),
        (Family::Hand, "Hand", "As written by hand"),
    ] {
        choices.push((Face::Word(face), name, now == Some(v), set(Look::Family(v))));
    }
    rows.push(Row::Choices("Face", choices));
    if looks.align != Common::None {
        let mut choices: Vec<(Face, &'static str, bool, Command)> = Vec::new();
        let now = looks.align.same().copied();
        for (v, icon, name) in [
            (Side::Start, Icon::TextAlignStart, "Left"),
            (Side::Middle, Icon::TextAlignCenter, "Centre"),
            (Side::End, Icon::TextAlignEnd, "Right"),
        ] {
            choices.push((Face::Icon(icon), name, now == Some(v), set(Look::Align(v))));
        }
        let now = looks.vertical.same().copied();
        for (v, icon, name) in [
            (Vertical::Top, Icon::AlignStartHorizontal, "At the top"),
            (Vertical::Middle, Icon::AlignCenterHorizontal, "In the middle"),
            (Vertical::Bottom, Icon::AlignEndHorizontal, "At the bottom"),
        ] {
            choices.push((Face::Icon(icon), name, now == Some(v), set(Look::Vertical(v))));
        }
        rows.push(Row::Choices("Words", choices));
    }
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
    if selection.len() > 2 {
        rows.push(Row::Choices(
            "Gaps",
            vec![
                icon(
                    Icon::AlignHorizontalDistributeCenter,
                    "Distribute across",
                    Command::Distribute(Axis::Horizontal),
                ),
                icon(
                    Icon::AlignVerticalDistributeCenter,
                    "Distribute down",
                    Command::Distribute(Axis::Vertical),
                ),
            ],
        ));
    }
    rows.push(Row::Choices(
        "Turn",
        vec![
            icon(Icon::FlipVertical2, "Flip across", Command::Flip(Axis::Horizontal)),
            icon(Icon::FlipHorizontal2, "Flip down", Command::Flip(Axis::Vertical)),
            icon(Icon::RotateCcw, "Turn left by 15°", Command::Turn(-EIGHTH)),
            icon(Icon::RotateCw, "Turn right by 15°", Command::Turn(EIGHTH)),
        ],
    ));
    let mut actions = vec![
        icon(Icon::Copy, "Duplicate", Command::Duplicate),
        (Face::Icon(if locked { Icon::Lock } else { Icon::LockOpen }), "Lock", locked, Command::Lock),
        icon(Icon::EyeOff, "Hide", Command::Hide),
        icon(Icon::Trash2, "Delete", Command::Delete),
    ];
    if selection.len() > 1 {
        actions.push(icon(Icon::Group, "Group", Command::Group));
    } else if selection.iter().filter_map(|id| board.get(id)).any(|e| matches!(e.kind, Kind::Group)) {
        actions.push(icon(Icon::Ungroup, "Ungroup", Command::Ungroup));
    }
    rows.push(Row::Choices("Actions", actions));
}

/// What comes after what is chosen now in the row with this caption; round again at its end.
pub(super) fn next(rows: &[Row], caption: &str) -> Option<Command> {
    rows.iter().find_map(|row| match row {
        Row::Colours(own, colours, now, look) if *own == caption => {
            let at = colours
                .iter()
                .position(|(_, css)| now.as_deref().is_some_and(|now| now.eq_ignore_ascii_case(css)));
            let (_, css) = colours.get(at.map_or(0, |at| (at + 1) % colours.len()))?;
            Some(Command::Style(look((*css).to_owned())))
        }
        Row::Choices(own, choices) if *own == caption => {
            let at = choices.iter().position(|(_, _, on, _)| *on);
            let (.., command) = choices.get(at.map_or(0, |at| (at + 1) % choices.len()))?;
            Some(command.clone())
        }
        _ => None,
    })
}
