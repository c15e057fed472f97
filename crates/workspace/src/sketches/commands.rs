//! The sketches' commands in the table: palette, menus, keys.

use std::path::Path;
use std::sync::Arc;

use justbuilt_sketch::scene::{Page, Sketch};
use justbuilt_sketch::{file, samples};
use justbuilt_text::Buffer;

use super::exporting::Then;
use super::{CodeCommand, ExportCommand, Pane};
use crate::ability::Ability;
use crate::command::{ArgKind, ArgSpec, Category, CommandError, CommandSpec, command};
use crate::effect::PickerKind;
use crate::ids::ViewId;
use crate::snapshot::Snapshot;
use crate::tabs::Item;
use crate::workspace::Workspace;

use Category::Sketch as Drawing;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("sketch.new", "New sketch", "Opens an empty canvas to draw a screen on.", Drawing, |ws, _| {
        let name = ws.free_sketch_name("Sketch");
        ws.new_sketch(&name, empty(&name));
        Ok(())
    }),
    command(
        "sketch.sample",
        "Open sample sketch",
        "Opens a copy of a sample: login, settings, dashboard or landing.",
        Drawing,
        |ws, args| {
            let Some(name) = args.text(0, "name") else { return ws.picker(PickerKind::Samples) };
            let known = samples::all().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            let (_, sample) =
                known.ok_or_else(|| CommandError::Failed(format!("There is no sample sketch “{name}”.")))?;
            let title = ws.free_sketch_name(&sample.name);
            ws.new_sketch(&title, Sketch { name: title.clone(), ..sample });
            Ok(())
        },
    )
    .args(&[ArgSpec::optional("name", ArgKind::Text, "login, settings, dashboard or landing")]),
    command(
        "sketch.toggle_source",
        "Show source or drawing",
        "Shows a sketch as the text of its file, or as a drawing again.",
        Drawing,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            let held = ws.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
            held.drawing = !held.drawing;
            held.touch();
            ws.session_view_changed();
            ws.touch();
            ws.focus_active();
            Ok(())
        },
    )
    .keys(&["ctrl+k ctrl+d"])
    .enabled(is_sketch),
    command(
        "sketch.toggle_code",
        "Show or hide code",
        "Shows the code of the drawing beside it, live.",
        Drawing,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            let document = ws.view_document(view)?;
            let shown = ws.drawing(document).is_some_and(|drawing| drawing.code.shown);
            ws.sketch_code(view, CodeCommand::Show(!shown))
        },
    )
    .keys(&["ctrl+k ctrl+g"])
    .enabled(is_sketch),
    command(
        "sketch.toggle_preview",
        "Show or hide preview",
        "Shows what the code of the drawing looks like beside it, at any width.",
        Drawing,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            let document = ws.view_document(view)?;
            let code = ws.drawing(document).map(|drawing| &drawing.code);
            let shown = code.is_some_and(|code| code.shown && code.pane == Pane::Preview);
            let command = if shown { CodeCommand::Show(false) } else { CodeCommand::Pane(Pane::Preview) };
            ws.sketch_code(view, command)
        },
    )
    .keys(&["ctrl+k ctrl+v"])
    .enabled(is_sketch),
    command(
        "sketch.preview_width",
        "Width of the preview",
        "Shows what the code of the drawing looks like in a window of this width.",
        Drawing,
        |ws, args| {
            let width = args.number(0, "width").unwrap_or(375);
            let view = ws.active_view_or_err()?;
            ws.sketch_code(view, CodeCommand::Pane(Pane::Preview))?;
            ws.sketch_code(view, CodeCommand::Width(u32::try_from(width).unwrap_or(u32::MAX)))
        },
    )
    .args(&[ArgSpec::optional("width", ArgKind::Number, "px; 375 without it")])
    .enabled(is_sketch),
    command(
        "sketch.open_in_browser",
        "Open in browser",
        "Shows the page of the drawing in a browser on this machine; it follows what is drawn until the sketch is closed.",
        Drawing,
        |ws, _| ws.sketch_open_in_browser(),
    )
    .needs(Ability::ServePages)
    .enabled(is_sketch),
    command(
        "sketch.stop_serving",
        "Stop showing in browser",
        "No longer shows the page of the drawing to browsers.",
        Drawing,
        |ws, _| ws.sketch_stop_serving(),
    )
    .needs(Ability::ServePages)
    .enabled(|snapshot| {
        let view = snapshot.active_view();
        view.and_then(|view| view.document.sketch.as_ref()).is_some_and(|sketch| sketch.served.is_some())
    }),
    command(
        "sketch.refine",
        "Refine code with a colleague",
        "Writes the code of the drawing, and asks an AI colleague for something better, as changes to review.",
        Drawing,
        |ws, _| ws.sketch_refine(),
    )
    .enabled(is_sketch),
    command(
        "sketch.export",
        "Export code…",
        "Shows which files the code of the drawing would be written to, in which language and folder, before it is.",
        Drawing,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            ws.sketch_export_ask(view, ExportCommand::Open)
        },
    )
    .enabled(is_sketch),
    command(
        "sketch.export_code",
        "Export code at once",
        "Writes the code of the drawing into a folder beside it; what was changed there by hand is kept.",
        Drawing,
        |ws, _| ws.sketch_export(Then::Tell),
    )
    .enabled(is_sketch),
];

fn is_sketch(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.document.sketch.is_some())
}

/// A sketch of one empty page.
fn empty(name: &str) -> Sketch {
    let page = Page { id: "page-1".to_owned(), name: "Page 1".to_owned(), ..Page::default() };
    Sketch { name: name.to_owned(), width: 1280.0, height: 800.0, pages: vec![page], ..Sketch::default() }
}

impl Workspace {
    /// `Sketch`, or `Sketch 2`, …: one that no open document has.
    pub(super) fn free_sketch_name(&self, stem: &str) -> String {
        let taken =
            |name: &str| self.documents.iter().any(|document| document.name == format!("{name}.sketch.json"));
        let numbered = |number: usize| match number {
            1 => stem.to_owned(),
            number => format!("{stem} {number}"),
        };
        (1..).map(numbered).find(|name| !taken(name)).unwrap_or_else(|| stem.to_owned())
    }

    /// A new document with this sketch in a tab of its own.
    pub(crate) fn new_sketch(&mut self, name: &str, sketch: Sketch) -> ViewId {
        self.remember_place();
        let id = self.insert_document(None, format!("{name}.sketch.json"));
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer = Buffer::new(file::write(&sketch).as_str().into());
            document.language = self.languages.detect(Some(Path::new("a.sketch.json")), "");
            document.language_chosen = true;
        }
        self.text_replaced(id);
        // What was just written needs no reading.
        if let Some(document) = self.documents.get_mut(id) {
            let (revision, state) = (document.buffer.revision().0, document.buffer.state());
            if let Some(drawing) = document.sketch.as_deref_mut() {
                drawing.reading = None;
                drawing.sketch = Arc::new(sketch);
                drawing.revision = Some(revision);
                drawing.as_written = true;
                drawing.remember(state);
            }
        }
        let view = self.new_view(id);
        let tab = self.open_item(Item::Document(view));
        self.show_tab(tab, false);
        view
    }
}
