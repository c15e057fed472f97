//! Commands for what is around the drawing on a canvas: tools by name, panels, pages, search, links, looks, libraries.
//! The canvas of the active tab does them, as only it knows what is selected and shown.

use justbuilt_sketch::canvas::Tool;
use justbuilt_sketch::render::picture::Format;

use super::arranging::canvas;
use crate::command::{ArgKind, ArgSpec, CommandError, CommandResult, CommandSpec};
use crate::effect::{CanvasDoes, CanvasPart, Effect, PageStep, PickerKind};
use crate::workspace::Workspace;

use super::{ShelfCommand, SketchCommand};

/// A tool by its name, with the key that takes it.
macro_rules! tool {
    ($id:literal, $title:literal, $tool:expr, $key:literal) => {
        canvas($id, $title, "Takes this tool of the canvas.", |ws, _| ws.on_canvas(CanvasDoes::Take($tool)))
            .keys(&[$key])
    };
}

/// The next of what a row of the panel of looks offers.
macro_rules! look {
    ($id:literal, $title:literal, $row:literal, $key:literal) => {
        canvas(
            $id,
            $title,
            "Takes the next that the panel of looks offers, for what is selected or drawn next.",
            |ws, _| ws.on_canvas(CanvasDoes::NextLook($row)),
        )
        .keys(&[$key])
    };
}

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    tool!("sketch.tool_select", "Select tool", Tool::Select, "v"),
    tool!("sketch.tool_lasso", "Lasso tool", Tool::Lasso, "s"),
    tool!("sketch.tool_hand", "Hand tool", Tool::Hand, "h"),
    tool!("sketch.tool_rectangle", "Rectangle tool", Tool::Rectangle, "r"),
    tool!("sketch.tool_diamond", "Diamond tool", Tool::Diamond, "d"),
    tool!("sketch.tool_ellipse", "Ellipse tool", Tool::Ellipse, "o"),
    tool!("sketch.tool_line", "Line tool", Tool::Line, "l"),
    tool!("sketch.tool_arrow", "Arrow tool", Tool::Arrow, "a"),
    tool!("sketch.tool_draw", "Pen tool", Tool::Freehand, "p"),
    tool!("sketch.tool_text", "Text tool", Tool::Text, "t"),
    tool!("sketch.tool_picture", "Picture tool", Tool::Image, "i"),
    tool!("sketch.tool_frame", "Frame tool", Tool::Frame, "f"),
    tool!("sketch.tool_eraser", "Eraser", Tool::Eraser, "e"),
    tool!("sketch.tool_laser", "Laser pointer", Tool::Laser, "k"),
    canvas(
        "sketch.keep_tool",
        "Keep the tool after use",
        "Tools stay in the hand, or go back to selecting.",
        |ws, _| ws.on_canvas(CanvasDoes::ToggleKeep),
    )
    .keys(&["q"]),
    canvas(
        "sketch.layers",
        "Show or hide layers",
        "Shows the pages and layers beside the canvas.",
        |ws, _| ws.on_canvas(CanvasDoes::Show(CanvasPart::Layers)),
    )
    .keys(&["alt+1"]),
    canvas(
        "sketch.library",
        "Show or hide library",
        "Shows the components and libraries beside the canvas.",
        |ws, _| ws.on_canvas(CanvasDoes::Show(CanvasPart::Library)),
    )
    .keys(&["alt+2"]),
    canvas("sketch.looks", "Go to looks", "Gives the looks of what is selected the keyboard.", |ws, _| {
        ws.on_canvas(CanvasDoes::Show(CanvasPart::Looks))
    })
    .keys(&["alt+3"]),
    canvas(
        "sketch.rename",
        "Rename element",
        "Names what is selected, for the layers and the code.",
        |ws, _| ws.on_canvas(CanvasDoes::Rename),
    )
    .keys(&["f2"]),
    canvas(
        "sketch.find",
        "Find on the canvas",
        "Searches the words, names and links of the drawing.",
        |ws, _| ws.on_canvas(CanvasDoes::Find),
    )
    .keys(&["ctrl+f"]),
    canvas("sketch.find_next", "Find next on the canvas", "Goes to the next that was found.", |ws, _| {
        ws.on_canvas(CanvasDoes::FindNext { back: false })
    })
    .keys(&["f3"]),
    canvas(
        "sketch.find_previous",
        "Find previous on the canvas",
        "Goes to the one before that was found.",
        |ws, _| ws.on_canvas(CanvasDoes::FindNext { back: true }),
    )
    .keys(&["shift+f3"]),
    canvas("sketch.edit_link", "Edit link", "Gives what is selected a link, or another one.", |ws, _| {
        ws.on_canvas(CanvasDoes::EditLink)
    })
    .keys(&["alt+k"]),
    canvas("sketch.follow_link", "Follow link", "Goes where the link of what is selected leads.", |ws, _| {
        ws.on_canvas(CanvasDoes::FollowLink)
    })
    .keys(&["alt+enter"]),
    canvas("sketch.next_page", "Next page", "Shows the next page of the sketch.", |ws, _| {
        page(ws, PageStep::Next)
    })
    .keys(&["alt+pagedown"]),
    canvas("sketch.previous_page", "Previous page", "Shows the page before.", |ws, _| {
        page(ws, PageStep::Previous)
    })
    .keys(&["alt+pageup"]),
    canvas("sketch.add_page", "Add page", "Adds an empty page after the one that is shown.", |ws, _| {
        page(ws, PageStep::Add)
    })
    .keys(&["alt+n"]),
    canvas("sketch.duplicate_page", "Duplicate page", "Copies the page that is shown.", |ws, _| {
        page(ws, PageStep::Duplicate)
    }),
    canvas("sketch.rename_page", "Rename page", "Names the page that is shown.", |ws, _| {
        page(ws, PageStep::Rename)
    }),
    canvas("sketch.delete_page", "Delete page", "Takes the page that is shown away.", |ws, _| {
        page(ws, PageStep::Delete)
    }),
    canvas("sketch.grid", "Show or hide grid", "Shows a grid, and snaps to it.", |ws, _| {
        ws.on_canvas(CanvasDoes::ToggleGrid)
    })
    .keys(&["ctrl+'"]),
    canvas("sketch.snap", "Snap to others or not", "Snaps to edges, centres and gaps of others.", |ws, _| {
        ws.on_canvas(CanvasDoes::ToggleSnap)
    })
    .keys(&["alt+s"]),
    look!("sketch.next_stroke", "Next stroke colour", "Stroke", "c"),
    look!("sketch.next_fill", "Next fill colour", "Fill", "g"),
    look!("sketch.next_filling", "Next way of filling", "Filled", "shift+g"),
    look!("sketch.next_line", "Next line width", "Line", "w"),
    look!("sketch.next_dashes", "Next dashes", "Dashes", "shift+w"),
    look!("sketch.next_look", "Clean, by hand or wild", "Look", "j"),
    look!("sketch.next_corner", "Next corner", "Corner", "shift+r"),
    look!("sketch.next_routing", "Straight, curved or elbow", "Way", "shift+a"),
    look!("sketch.next_head", "Next head of the arrow", "End", "shift+e"),
    look!("sketch.next_font", "Next font", "Face", "shift+f"),
    look!("sketch.next_size", "Next size of words", "Type", "shift+t"),
    look!("sketch.next_alignment", "Next alignment of words", "Words", "shift+s"),
    look!("sketch.next_opacity", "Next opacity", "Opacity, %", "shift+o"),
    canvas(
        "sketch.copy_picture",
        "Copy as picture",
        "Puts what is selected, or the page, on the clipboard as a PNG.",
        |ws, _| copy(ws, Format::Png),
    )
    .keys(&["shift+alt+c"]),
    canvas(
        "sketch.copy_svg",
        "Copy as SVG",
        "Puts what is selected, or the page, on the clipboard as SVG.",
        |ws, _| copy(ws, Format::Svg),
    ),
    canvas(
        "sketch.copy_excalidraw",
        "Copy for Excalidraw",
        "Puts what is selected, or the page, on the clipboard as Excalidraw takes it.",
        |ws, _| copy(ws, Format::Excalidraw),
    ),
    canvas(
        "sketch.copy_words",
        "Copy words",
        "Puts the words of what is selected, or of the page, on the clipboard.",
        |ws, _| copy(ws, Format::Words),
    ),
    canvas(
        "sketch.export_drawing",
        "Export drawing…",
        "Writes what is selected, or the page, as PNG, SVG or for Excalidraw.",
        |ws, _| ws.on_canvas(CanvasDoes::ExportDrawing),
    )
    .keys(&["ctrl+k ctrl+e"]),
    canvas(
        "sketch.keep_in_library",
        "Add selection to library",
        "Puts what is selected into the library of the project, library.excalidrawlib.",
        |ws, _| ws.on_canvas(CanvasDoes::KeepInLibrary),
    ),
    canvas(
        "sketch.open_library",
        "Open library",
        "Offers the items of an .excalidrawlib file; without a path it is chosen.",
        |ws, args| {
            let Some(path) = args.text(0, "path") else { return ws.effect(Effect::PickFile) };
            ws.sketch_run(SketchCommand::Shelf(ShelfCommand::Open(ws.in_project(&path))))
        },
    )
    .args(&[ArgSpec::optional("path", ArgKind::Text, "the file")]),
    canvas(
        "sketch.picture",
        "Insert picture",
        "Puts a picture of the project onto the page; without a path it is chosen.",
        |ws, args| {
            let Some(path) = args.text(0, "path") else {
                ws.sketch_run(SketchCommand::Shelf(ShelfCommand::Look))?;
                return ws.effect(Effect::OpenPicker(PickerKind::Pictures));
            };
            let path = ws.in_project(&path);
            if !super::is_picture(&path) {
                return Err(CommandError::Failed(format!("“{}” is no picture by its name.", path.display())));
            }
            ws.on_canvas(CanvasDoes::PutPicture(path))
        },
    )
    .keys(&["ctrl+shift+i"])
    .args(&[ArgSpec::optional("path", ArgKind::Text, "the file")]),
];

fn copy(ws: &mut Workspace, format: Format) -> CommandResult {
    ws.on_canvas(CanvasDoes::CopyAs(format))
}

fn page(ws: &mut Workspace, step: PageStep) -> CommandResult {
    ws.on_canvas(CanvasDoes::Page(step))
}

impl Workspace {
    /// The path from the folder of the project on.
    pub(super) fn in_project(&self, path: &str) -> std::path::PathBuf {
        match self.project.root() {
            Some(root) => root.join(path),
            None => path.into(),
        }
    }
}
