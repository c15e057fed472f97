//! Commands that the canvas of the active tab does: arranging, the view, tools. What they do to elements is the canvas
//! engine's, as it knows what is selected.

use justbuilt_sketch::canvas::arrange::{Alignment, Axis, Order};
use justbuilt_sketch::canvas::{Command as Canvas, Tool};
use justbuilt_sketch::file::component_named;

use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, When, command,
};
use crate::effect::{CanvasDoes, Effect};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    canvas(
        "sketch.tool",
        "Take tool",
        "Takes a tool of the canvas by its name, such as rectangle.",
        |ws, args| {
            let name = args.text(0, "tool").unwrap_or_else(|| "select".into());
            let tool = TOOLS.iter().find(|(known, _)| *known == name).map(|(_, tool)| *tool);
            // Two components are called as tools are.
            let component = match name.as_str() {
                "dropdown" => "select",
                "picture" => "image",
                other => other,
            };
            let tool = tool.or_else(|| component_named(component).map(Tool::Component));
            let tool = tool.ok_or_else(|| {
                let names: Vec<&str> = TOOLS.iter().map(|(name, _)| *name).collect();
                CommandError::Failed(format!(
                    "There is no tool “{name}”; there are {}, and the components, such as nav-bar or dropdown.",
                    names.join(", ")
                ))
            })?;
            ws.on_canvas(CanvasDoes::Take(tool))
        },
    )
    .args(&[ArgSpec::optional("tool", ArgKind::Text, "select, rectangle, arrow, text, …, button, input, …")]),
    canvas("sketch.select_all", "Select all elements", "Selects everything on the canvas.", |ws, _| {
        ws.run_on_canvas(Canvas::SelectAll)
    })
    .keys(&["ctrl+a"]),
    canvas("sketch.duplicate", "Duplicate elements", "Makes a copy beside what is selected.", |ws, _| {
        ws.run_on_canvas(Canvas::Duplicate)
    })
    .keys(&["ctrl+d"]),
    canvas("sketch.delete", "Delete elements", "Takes away what is selected, with its labels.", |ws, _| {
        ws.run_on_canvas(Canvas::Delete)
    })
    .keys(&["delete", "backspace"]),
    canvas("sketch.group", "Group", "Holds what is selected together.", |ws, _| {
        ws.run_on_canvas(Canvas::Group)
    })
    .keys(&["ctrl+g"]),
    canvas("sketch.ungroup", "Ungroup", "Parts the selected groups.", |ws, _| {
        ws.run_on_canvas(Canvas::Ungroup)
    })
    .keys(&["ctrl+shift+g"]),
    canvas(
        "sketch.lock",
        "Lock or unlock elements",
        "What is locked is not moved by the pointer.",
        |ws, _| ws.run_on_canvas(Canvas::Lock),
    )
    .keys(&["ctrl+shift+l"]),
    canvas("sketch.frame", "Wrap in a frame", "Makes what is selected a screen of its own.", |ws, _| {
        ws.run_on_canvas(Canvas::WrapInFrame)
    })
    .keys(&["ctrl+alt+f"]),
    canvas("sketch.align_left", "Align left", "Puts left edges on one line.", |ws, _| {
        align(ws, Alignment::Left)
    })
    .keys(&["ctrl+shift+left"]),
    canvas("sketch.align_centre", "Align centres", "Puts centres below each other.", |ws, _| {
        align(ws, Alignment::Centre)
    })
    .keys(&["alt+h"]),
    canvas("sketch.align_right", "Align right", "Puts right edges on one line.", |ws, _| {
        align(ws, Alignment::Right)
    })
    .keys(&["ctrl+shift+right"]),
    canvas("sketch.align_top", "Align top", "Puts top edges on one line.", |ws, _| align(ws, Alignment::Top))
        .keys(&["ctrl+shift+up"]),
    canvas("sketch.align_middle", "Align middles", "Puts centres beside each other.", |ws, _| {
        align(ws, Alignment::Middle)
    })
    .keys(&["alt+v"]),
    canvas("sketch.align_bottom", "Align bottom", "Puts bottom edges on one line.", |ws, _| {
        align(ws, Alignment::Bottom)
    })
    .keys(&["ctrl+shift+down"]),
    canvas(
        "sketch.distribute_across",
        "Distribute across",
        "Makes gaps from left to right equal.",
        |ws, _| ws.run_on_canvas(Canvas::Distribute(Axis::Horizontal)),
    )
    .keys(&["alt+shift+h"]),
    canvas("sketch.distribute_down", "Distribute down", "Makes gaps from top to bottom equal.", |ws, _| {
        ws.run_on_canvas(Canvas::Distribute(Axis::Vertical))
    })
    .keys(&["alt+shift+v"]),
    canvas("sketch.flip_across", "Flip across", "Mirrors left and right.", |ws, _| {
        ws.run_on_canvas(Canvas::Flip(Axis::Horizontal))
    })
    .keys(&["shift+h"]),
    canvas("sketch.flip_down", "Flip down", "Mirrors top and bottom.", |ws, _| {
        ws.run_on_canvas(Canvas::Flip(Axis::Vertical))
    })
    .keys(&["shift+v"]),
    canvas("sketch.same_width", "Same width", "Makes what is selected as wide as the first.", |ws, _| {
        ws.run_on_canvas(Canvas::MatchSize(Axis::Horizontal))
    }),
    canvas("sketch.same_height", "Same height", "Makes what is selected as high as the first.", |ws, _| {
        ws.run_on_canvas(Canvas::MatchSize(Axis::Vertical))
    }),
    canvas("sketch.to_front", "Bring to front", "Puts what is selected on top of all.", |ws, _| {
        ws.run_on_canvas(Canvas::Order(Order::ToFront))
    })
    .keys(&["ctrl+shift+]"]),
    canvas("sketch.forward", "Bring forward", "Puts what is selected over the next above.", |ws, _| {
        ws.run_on_canvas(Canvas::Order(Order::Forward))
    })
    .keys(&["ctrl+]"]),
    canvas("sketch.backward", "Send backward", "Puts what is selected under the next below.", |ws, _| {
        ws.run_on_canvas(Canvas::Order(Order::Backward))
    })
    .keys(&["ctrl+["]),
    canvas("sketch.to_back", "Send to back", "Puts what is selected under all.", |ws, _| {
        ws.run_on_canvas(Canvas::Order(Order::ToBack))
    })
    .keys(&["ctrl+shift+["]),
    canvas("sketch.fit", "Zoom to fit", "Shows the whole drawing.", |ws, _| ws.run_on_canvas(Canvas::Fit))
        .keys(&["shift+1"]),
    canvas("sketch.fit_selection", "Zoom to selection", "Shows what is selected, large.", |ws, _| {
        ws.run_on_canvas(Canvas::FitSelection)
    })
    .keys(&["shift+2"]),
    canvas("sketch.actual_size", "Zoom to 100 %", "Shows the drawing at its own size.", |ws, _| {
        ws.run_on_canvas(Canvas::Actual)
    })
    .keys(&["shift+0"]),
    canvas("sketch.zoom_in", "Zoom in on the canvas", "Makes the drawing larger.", |ws, _| {
        ws.run_on_canvas(Canvas::ZoomIn)
    })
    .keys(&["ctrl+=", "ctrl+plus"]),
    canvas("sketch.zoom_out", "Zoom out on the canvas", "Makes the drawing smaller.", |ws, _| {
        ws.run_on_canvas(Canvas::ZoomOut)
    })
    .keys(&["ctrl+-"]),
    canvas("sketch.hide", "Hide elements", "Hides what is selected; the layers show it again.", |ws, _| {
        ws.run_on_canvas(Canvas::Hide)
    })
    .keys(&["ctrl+shift+h"]),
    canvas("sketch.show_all", "Show all hidden elements", "Shows everything that was hidden.", |ws, _| {
        ws.run_on_canvas(Canvas::ShowAll)
    }),
    canvas(
        "sketch.connect",
        "Connect with an arrow",
        "Draws an arrow from the first selected shape to the second; it follows both.",
        |ws, _| ws.run_on_canvas(Canvas::Connect),
    )
    .keys(&["alt+a"]),
    canvas("sketch.wider", "Make wider", "Makes what is selected 8 px wider.", |ws, _| grow(ws, 8.0, 0.0))
        .keys(&["alt+right"]),
    canvas("sketch.narrower", "Make narrower", "Makes what is selected 8 px narrower.", |ws, _| {
        grow(ws, -8.0, 0.0)
    })
    .keys(&["alt+left"]),
    canvas("sketch.higher", "Make higher", "Makes what is selected 8 px higher.", |ws, _| grow(ws, 0.0, 8.0))
        .keys(&["alt+down"]),
    canvas("sketch.lower", "Make lower", "Makes what is selected 8 px less high.", |ws, _| {
        grow(ws, 0.0, -8.0)
    })
    .keys(&["alt+up"]),
    canvas("sketch.turn_left", "Turn left", "Turns what is selected by 15° to the left.", |ws, _| {
        ws.run_on_canvas(Canvas::Turn(-EIGHTH))
    })
    .keys(&["alt+["]),
    canvas("sketch.turn_right", "Turn right", "Turns what is selected by 15° to the right.", |ws, _| {
        ws.run_on_canvas(Canvas::Turn(EIGHTH))
    })
    .keys(&["alt+]"]),
];

/// The tools by name.
const TOOLS: &[(&str, Tool)] = &[
    ("select", Tool::Select),
    ("lasso", Tool::Lasso),
    ("hand", Tool::Hand),
    ("rectangle", Tool::Rectangle),
    ("diamond", Tool::Diamond),
    ("ellipse", Tool::Ellipse),
    ("line", Tool::Line),
    ("arrow", Tool::Arrow),
    ("freehand", Tool::Freehand),
    ("text", Tool::Text),
    ("image", Tool::Image),
    ("frame", Tool::Frame),
    ("eraser", Tool::Eraser),
    ("laser", Tool::Laser),
];

/// A command that needs a canvas.
pub(super) const fn canvas(
    id: &'static str,
    title: &'static str,
    help: &'static str,
    run: fn(&mut Workspace, &Args) -> CommandResult,
) -> CommandSpec {
    command(id, title, help, Category::Sketch, run).when(When::Canvas).enabled(is_canvas)
}

fn is_canvas(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.drawing)
}

/// The step of a turn, radians.
const EIGHTH: f64 = std::f64::consts::PI / 12.0;

fn grow(ws: &mut Workspace, across: f64, down: f64) -> CommandResult {
    ws.run_on_canvas(Canvas::Grow(kurbo::Vec2::new(across, down)))
}

fn align(ws: &mut Workspace, to: Alignment) -> CommandResult {
    ws.run_on_canvas(Canvas::Align(to))
}

impl Workspace {
    /// The active tab shows a drawing.
    pub(crate) fn shows_drawing(&self) -> bool {
        let view = self.active_view_id().and_then(|view| self.views.get(&view));
        view.is_some_and(|held| held.drawing && self.drawing(held.document).is_some())
    }

    fn run_on_canvas(&mut self, command: Canvas) -> CommandResult {
        self.on_canvas(CanvasDoes::Run(command))
    }

    pub(super) fn on_canvas(&mut self, what: CanvasDoes) -> CommandResult {
        let view = self.active_view_or_err()?;
        let shown =
            self.views.get(&view).is_some_and(|held| held.drawing && self.drawing(held.document).is_some());
        if !shown {
            return Err(CommandError::NotNow("no drawing is shown in this tab"));
        }
        self.effect(Effect::Canvas { view, what })
    }
}
