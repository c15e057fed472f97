//! A tab that shows a sketch as a drawing: the canvas, and beside it the code it becomes. Turns what the canvas did
//! into commands; what a drawing is, the sketch crate knows.

mod around;
mod code;
mod export;
mod leaving;
mod preview;
mod recognise;
mod taking;

use egui::{Pos2, Rect, Ui, UiBuilder, pos2, vec2};
use justbuilt_sketch::canvas::{Action, Command as Canvas, Tool};
use justbuilt_sketch::scene::{ElementId, Page};
use justbuilt_ui::canvas::{CanvasState, CanvasView, Faces, PageTitle, Stand};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::widgets::{
    Banner, BannerAction, EmptyState, MenuItem, Side, Tone, menu_at, progress_line, separator, splitter,
};
use justbuilt_workspace::effect::CanvasDoes;
use justbuilt_workspace::{CodeCommand, Command, SketchCommand, SketchSnapshot, ViewSnapshot};

use crate::ctx::{Ctx, WindowAction};
use crate::shell::Shell;
use crate::shell::focus::editor_id;

/// The least that canvas and code get of the tab's width, points.
const LEAST: f32 = 280.0;

/// What the window keeps of a drawing.
#[derive(Default)]
pub struct SketchState {
    canvas: Option<CanvasState>,
    /// Which page is shown, from 0, and its id: another drawing may come into the same view.
    page: (usize, String),
    /// Asked by commands, done in the next frame.
    pending: Vec<CanvasDoes>,
    /// Strokes of the pen that were drawn last, in order: several may make one shape.
    strokes: Vec<ElementId>,
    menu: Option<Pos2>,
    /// A place on the page waits for a picture.
    waiting: Option<ElementId>,
    /// A page that is to be shown once it is there, by its id.
    coming: Option<String>,
    /// An element that is to be gone to once its page is shown.
    going: Option<ElementId>,
    libraries: around::Libraries,
    code: code::CodePane,
    export: export::ExportPane,
    leaving: Option<leaving::Leaving>,
    /// Code was shown beside it.
    beside: bool,
    /// How wide the canvas was.
    width: f32,
}

impl SketchState {
    /// Lets the canvas do something in the next frame.
    pub fn ask(&mut self, what: CanvasDoes) {
        self.pending.push(what);
    }

    /// The canvas, once it was shown.
    pub fn canvas(&self) -> Option<&CanvasState> {
        self.canvas.as_ref()
    }

    /// What is selected.
    fn selection(&self) -> &[ElementId] {
        self.canvas.as_ref().map(|state| state.canvas.selection()).unwrap_or_default()
    }
}

/// Shows a sketch.
pub fn sketch_ui(
    shell: &mut Shell,
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    view: &ViewSnapshot,
    sketch: &SketchSnapshot,
) {
    if !broken_ui(ctx, ui, sketch) {
        return;
    }
    let all = ui.available_rect_before_wrap();
    if !sketch.ready {
        let line = Rect::from_min_size(all.min, vec2(all.width(), justbuilt_ui::tokens::size::PROGRESS));
        progress_line(ui, line, None);
        return;
    }
    let state = shell.sketches.entry(view.id).or_default();
    let docks = &mut shell.docks;
    docks.canvas.set(ui.ctx());
    let mut drawing = all;
    let mut split = None;
    if let Some(made) = &sketch.code {
        let room = (all.width() - LEAST).max(LEAST);
        let width = docks
            .code_width
            .filter(|width| width.is_finite())
            .unwrap_or(all.width() * 0.42)
            .clamp(LEAST, room);
        let side = Rect::from_min_max(pos2(all.right() - width, all.top()), all.max);
        drawing.max.x = side.left();
        let mut code_ui = ui.new_child(UiBuilder::new().max_rect(side).id_salt("code"));
        let selection = state.selection().to_vec();
        let textures = state.canvas.as_ref().map(|canvas| &canvas.textures);
        let select = state.code.show(ctx, &mut code_ui, (view, sketch, made), &selection, textures);
        if let (Some(ids), Some(canvas)) = (select, &mut state.canvas) {
            canvas.canvas.select(ids);
            state.pending.push(CanvasDoes::Run(Canvas::FitSelection));
        }
        split = Some((side, width, LEAST..=room));
    }
    ui.scope_builder(UiBuilder::new().max_rect(drawing), |ui| canvas_ui(state, ctx, ui, view, sketch));
    // After both of its sides, so that neither takes the pointer from it.
    if let Some((side, mut width, range)) = split {
        let id = ui.scope_id().with("code splitter");
        if splitter(ui, id, "Width of the code", side, Side::Left, &mut width, range).double_clicked() {
            docks.code_width = None;
        } else if width != side.width() {
            docks.code_width = Some(width);
        }
    }
    docks.canvas = Stand::of(ui.ctx());
    if let Some(asked) = &sketch.export {
        state.export.show(ctx, ui, view, asked);
    }
}

/// Says that the file cannot be read; false when there is no drawing at all.
fn broken_ui(ctx: &Ctx<'_>, ui: &mut Ui, sketch: &SketchSnapshot) -> bool {
    if let Some(reason) = &sketch.broken {
        if !sketch.ready || sketch.sketch.pages.is_empty() {
            let sentence = format!("The drawing cannot be read: {reason}");
            let keys = ctx.keys("sketch.toggle_source");
            let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
            if EmptyState::new(Icon::TriangleAlert, &sentence).action("Show source", keys).show(ui).is_some()
            {
                ctx.run("sketch.toggle_source");
            }
            return false;
        }
        let text = format!("The file cannot be read as it is now, this is the last drawing: {reason}");
        let banner = Banner::new(Tone::Error, &text).action("Show source").persistent();
        if banner.show(ui) == Some(BannerAction::Action(0)) {
            ctx.run("sketch.toggle_source");
        }
    } else if !sketch.problems.is_empty() {
        let first = sketch.problems.first().map(|problem| problem.message.as_str()).unwrap_or_default();
        let more = match sketch.problems.len() {
            1 => String::new(),
            count => format!(" And {} more.", count - 1),
        };
        let text = format!("Not all of the file is shown: {first}.{more}").replace("..", ".");
        let banner = Banner::new(Tone::Warning, &text).action("Show source").persistent();
        if banner.show(ui) == Some(BannerAction::Action(0)) {
            ctx.run("sketch.toggle_source");
        }
    }
    true
}

fn canvas_ui(
    state: &mut SketchState,
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    view: &ViewSnapshot,
    sketch: &SketchSnapshot,
) {
    let empty = Page::default();
    let pages = &sketch.sketch.pages;
    if let Some(at) = state.coming.as_ref().and_then(|id| pages.iter().position(|page| page.id == *id)) {
        (state.page, state.coming) = ((at, String::new()), None);
    } else if let Some(at) = pages.iter().position(|page| page.id == state.page.1) {
        // Pages may have been put before it.
        state.page.0 = at;
    }
    let index = state.page.0.min(pages.len().saturating_sub(1));
    let page = pages.get(index).unwrap_or(&empty);
    if state.canvas.is_none() {
        // New elements get ids from the moment, so that two people's do not meet.
        let seed = u64::try_from(ctx.now.0).unwrap_or_default() ^ (view.id.0 << 48);
        let board = sketch.boards.take(page);
        state.canvas = Some(match board {
            Some(board) => CanvasState::with_board(board, seed),
            None => CanvasState::new(page, seed),
        });
    } else if let Some(canvas) = &mut state.canvas
        && let Some(board) = sketch.boards.take(page)
    {
        canvas.adopt(board);
    }
    let beside = std::mem::replace(&mut state.beside, sketch.code.is_some());
    let turned = state.page.1 != page.id;
    if turned {
        state.page = (index, page.id.clone());
        state.strokes.clear();
    }
    if turned || !beside {
        // The code beside it is that of the page, whichever came later.
        if sketch.code.as_ref().is_some_and(|code| code.page != index) {
            let command = CodeCommand::Screen(index, None);
            ctx.send(Command::Sketch(SketchCommand::Code { view: view.id, command }));
        }
    }
    state.libraries.read(&ctx.snapshot.shelf);
    let Some(canvas) = &mut state.canvas else { return };
    taking::pictures(ui.ctx(), canvas, &sketch.sketch);
    let place = ui.available_rect_before_wrap();
    // Beside code that came or went, the drawing is shown as a whole again.
    if (std::mem::replace(&mut state.width, place.width()) - place.width()).abs() > LEAST / 2.0 {
        canvas.fit();
    }
    let titles: Vec<PageTitle<'_>> =
        pages.iter().map(|page| PageTitle { id: &page.id, name: &page.name }).collect();
    let widget = CanvasView::new(editor_id(view.id), page)
        .background(sketch.sketch.background.as_deref())
        .pages(&titles, index)
        .libraries(state.libraries.shown());
    let output = widget.show(ui, canvas);
    let place = output.view;
    let mut actions = output.actions;
    let mut intents = output.intents;
    if let Some(id) = state.going.take().filter(|id| canvas.canvas.board().get(id).is_some()) {
        canvas.canvas.select([id]);
        state.pending.push(CanvasDoes::Run(Canvas::FitSelection));
    }
    // After the widget, which takes over the page as it was before.
    if !state.pending.is_empty() {
        ui.ctx().request_repaint();
    }
    let around = around::Around { ctx, view: view.id, from: &sketch.sketch, page: index };
    for what in std::mem::take(&mut state.pending) {
        match what {
            CanvasDoes::Take(tool) if !canvas.canvas.is_busy() => canvas.canvas.set_tool(tool),
            CanvasDoes::Take(_) => {}
            CanvasDoes::Run(command) => {
                let painter = ui.painter().clone();
                actions.extend(canvas.canvas.run(&command, &Faces::new(&painter)));
            }
            CanvasDoes::PutPicture(path) => around.picture(canvas, state.waiting.take(), path),
            CanvasDoes::CopyAs(what) => leaving::copy(ctx, canvas, &sketch.sketch, index, what),
            CanvasDoes::ExportDrawing => {
                state.leaving = Some(leaving::Leaving::new(ctx, view, canvas, (&sketch.sketch, index)));
            }
            other => intents.extend(around.does(ui, canvas, other, &mut actions)),
        }
    }
    let mut next: Vec<around::Next> =
        intents.into_iter().map(|intent| around.intent(canvas, intent)).collect();
    if let Some(text) = output.pasted
        && let Some(command) = taking::pasted(canvas, view.id, &sketch.sketch, index, &text)
    {
        ctx.send(Command::Sketch(command));
    }
    for action in std::mem::take(&mut actions) {
        if let Action::Stroke(id) = &action {
            actions.extend(recognise::stroke(canvas, &mut state.strokes, id));
        }
        next.push(act(&around, canvas, (&mut state.menu, &mut state.waiting), place, action));
    }
    for action in actions {
        next.push(act(&around, canvas, (&mut state.menu, &mut state.waiting), place, action));
    }
    for next in next {
        match next {
            around::Next::Nothing => continue,
            around::Next::Show(at) => state.page = (at, String::new()),
            around::Next::Coming(id) => state.coming = Some(id),
            around::Next::Element(at, id) => {
                (state.page, state.going) = ((at, String::new()), Some(id));
            }
        }
        ui.ctx().request_repaint();
    }
    let idle = canvas.canvas.tool() == Tool::Select && !canvas.canvas.is_busy();
    if page.elements.is_empty() && idle && view.document.read_only.is_none() {
        invitation_ui(ctx, ui, canvas, place);
    }
    menu_ui(ctx, ui, &mut state.menu, canvas);
    if let Some(leaving) = &mut state.leaving
        && !leaving.show(ctx, ui, &canvas.textures)
    {
        state.leaving = None;
    }
}

/// Does what the canvas asks for; what is to be shown then.
fn act(
    around: &around::Around<'_>,
    canvas: &mut CanvasState,
    (menu, waiting): (&mut Option<Pos2>, &mut Option<ElementId>),
    place: Rect,
    action: Action,
) -> around::Next {
    let (ctx, view, page) = (around.ctx, around.view, around.page);
    match action {
        Action::Change(changes) => {
            ctx.send(Command::Sketch(SketchCommand::Change { view, page, changes, what: "Drawing" }));
        }
        Action::Copy(copied) => ctx.act(WindowAction::Copy(taking::copied(*copied, around.from))),
        Action::OpenLink(link) => match link.strip_prefix('#') {
            Some(id) => return around.follow(canvas, id),
            None => ctx.act(WindowAction::OpenUrl(link)),
        },
        Action::Menu(at) => *menu = Some(place.min + vec2(at.x as f32, at.y as f32)),
        Action::PickPicture(id) => {
            *waiting = Some(id);
            ctx.run("sketch.picture");
        }
        // The canvas shows these itself.
        _ => {}
    }
    around::Next::Nothing
}

/// On an empty canvas: what to do first.
fn invitation_ui(ctx: &Ctx<'_>, ui: &mut Ui, canvas: &mut CanvasState, place: Rect) {
    let middle = Rect::from_center_size(place.center(), vec2(360.0, 220.0));
    let taken = ui
        .scope_builder(UiBuilder::new().max_rect(middle).id_salt("invitation"), |ui| {
            EmptyState::new(Icon::PencilRuler, "Draw a screen, and its code is written beside it.")
                .action("Draw a frame", Some("F"))
                .action("Open a sample", None)
                .show(ui)
        })
        .inner;
    match taken {
        Some(0) => canvas.canvas.set_tool(Tool::Frame),
        Some(_) => ctx.run("sketch.sample"),
        None => {}
    }
}

/// The menu of what is selected.
fn menu_ui(ctx: &Ctx<'_>, ui: &Ui, menu: &mut Option<Pos2>, canvas: &CanvasState) {
    let any = !canvas.canvas.selection().is_empty();
    menu_at(ui, egui::Id::unique("sketch menu"), menu, |ui| {
        let item = |ui: &mut Ui, text: &str, id: &'static str, enabled: bool| {
            let keys = Some(ctx.keys(id)).filter(|keys| !keys.is_empty());
            if ui.add(MenuItem::new(text).keys(keys.as_deref()).enabled(enabled)).clicked() {
                ctx.run(id);
            }
        };
        // What needs a selection is not offered without one.
        if any {
            item(ui, "Duplicate", "sketch.duplicate", true);
            item(ui, "Delete", "sketch.delete", true);
            separator(ui);
            item(ui, "Bring to front", "sketch.to_front", true);
            item(ui, "Send to back", "sketch.to_back", true);
            item(ui, "Group", "sketch.group", true);
            item(ui, "Ungroup", "sketch.ungroup", true);
            item(ui, "Lock or unlock", "sketch.lock", true);
            item(ui, "Wrap in a frame", "sketch.frame", true);
            item(ui, "Hide", "sketch.hide", true);
            item(ui, "Rename", "sketch.rename", true);
            item(ui, "Connect with an arrow", "sketch.connect", canvas.canvas.selection().len() == 2);
            item(ui, "Edit link", "sketch.edit_link", true);
            item(ui, "Follow link", "sketch.follow_link", true);
            item(ui, "Add to library", "sketch.keep_in_library", true);
            separator(ui);
        }
        item(ui, "Copy as picture", "sketch.copy_picture", true);
        item(ui, "Copy as SVG", "sketch.copy_svg", true);
        item(ui, "Copy for Excalidraw", "sketch.copy_excalidraw", true);
        item(ui, "Copy words", "sketch.copy_words", true);
        item(ui, "Export drawing…", "sketch.export_drawing", true);
        separator(ui);
        item(ui, "Select all", "sketch.select_all", true);
        item(ui, "Insert picture…", "sketch.picture", true);
        separator(ui);
        item(ui, "Show or hide code", "sketch.toggle_code", true);
        item(ui, "Show or hide preview", "sketch.toggle_preview", true);
        item(ui, "Show source", "sketch.toggle_source", true);
    });
}
