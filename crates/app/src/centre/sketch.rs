//! A tab that shows a sketch as a drawing: the canvas, and beside it the code it becomes. Turns what the canvas did
//! into commands; what a drawing is, the sketch crate knows.

mod code;
mod export;
mod preview;
mod recognise;
mod taking;

use egui::{Pos2, Rect, Ui, UiBuilder, pos2, vec2};
use justbuilt_sketch::canvas::{Action, Command as Canvas, Tool};
use justbuilt_sketch::scene::{ElementId, Page};
use justbuilt_ui::canvas::{CanvasState, CanvasView, Faces};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::widgets::{
    Banner, BannerAction, EmptyState, MenuItem, Side, Tone, menu_at, progress_line, separator, splitter,
};
use justbuilt_workspace::effect::CanvasDoes;
use justbuilt_workspace::{Command, SketchCommand, SketchSnapshot, ViewId, ViewSnapshot};

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
    code: code::CodePane,
    export: export::ExportPane,
    code_width: Option<f32>,
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
    let mut drawing = all;
    if let Some(made) = &sketch.code {
        let room = (all.width() - LEAST).max(LEAST);
        let width = state.code_width.unwrap_or(all.width() * 0.42).clamp(LEAST, room);
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
        let mut width = width;
        let id = ui.scope_id().with("code splitter");
        if splitter(ui, id, "Width of the code", side, Side::Left, &mut width, LEAST..=room).double_clicked()
        {
            state.code_width = None;
        } else {
            state.code_width = Some(width);
        }
    }
    ui.scope_builder(UiBuilder::new().max_rect(drawing), |ui| canvas_ui(state, ctx, ui, view, sketch));
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
    let index = state.page.0.min(sketch.sketch.pages.len().saturating_sub(1));
    let page = sketch.sketch.pages.get(index).unwrap_or(&empty);
    if state.canvas.is_none() || state.page != (index, page.id.clone()) {
        // New elements get ids from the moment, so that two people's do not meet.
        let seed = u64::try_from(ctx.now.0).unwrap_or_default() ^ (view.id.0 << 48);
        state.canvas = Some(CanvasState::new(page, seed));
        state.page = (index, page.id.clone());
    }
    let Some(canvas) = &mut state.canvas else { return };
    taking::pictures(ui.ctx(), canvas, &sketch.sketch);
    let place = ui.available_rect_before_wrap();
    // Beside code that came or went, the drawing is shown as a whole again.
    if (std::mem::replace(&mut state.width, place.width()) - place.width()).abs() > LEAST / 2.0 {
        canvas.fit();
    }
    let widget = CanvasView::new(editor_id(view.id), page).background(sketch.sketch.background.as_deref());
    let output = widget.show(ui, canvas);
    let mut actions = output.actions;
    // After the widget, which takes over the page as it was before.
    if !state.pending.is_empty() {
        ui.ctx().request_repaint();
    }
    for what in state.pending.drain(..) {
        match what {
            CanvasDoes::Take(tool) => canvas.canvas.set_tool(tool),
            CanvasDoes::Run(command) => {
                let painter = ui.painter().clone();
                actions.extend(canvas.canvas.run(&command, &Faces::new(&painter)));
            }
        }
    }
    if let Some(text) = output.pasted
        && let Some(command) = taking::pasted(canvas, view.id, &sketch.sketch, index, &text)
    {
        ctx.send(Command::Sketch(command));
    }
    for action in std::mem::take(&mut actions) {
        if let Action::Stroke(id) = &action {
            actions.extend(recognise::stroke(canvas, &mut state.strokes, id));
        }
        act(ctx, (view.id, index), canvas, &mut state.menu, place, action);
    }
    for action in actions {
        act(ctx, (view.id, index), canvas, &mut state.menu, place, action);
    }
    let idle = canvas.canvas.tool() == Tool::Select && !canvas.canvas.is_busy();
    if page.elements.is_empty() && idle && view.document.read_only.is_none() {
        invitation_ui(ctx, ui, canvas, place);
    }
    menu_ui(ctx, ui, &mut state.menu, canvas);
}

/// Does what the canvas asks for.
fn act(
    ctx: &Ctx<'_>,
    (view, page): (ViewId, usize),
    canvas: &mut CanvasState,
    menu: &mut Option<Pos2>,
    place: Rect,
    action: Action,
) {
    match action {
        Action::Change(changes) => {
            ctx.send(Command::Sketch(SketchCommand::Change { view, page, changes, what: "Drawing" }));
        }
        Action::Copy(copied) => ctx.act(WindowAction::Copy(taking::copied(&copied))),
        Action::OpenLink(link) => match link.strip_prefix('#') {
            Some(id) => canvas.canvas.select([ElementId::from(id)]),
            None => ctx.act(WindowAction::OpenUrl(link)),
        },
        Action::Menu(at) => *menu = Some(place.min + vec2(at.x as f32, at.y as f32)),
        // The canvas shows these itself. Pictures are drawn as the place of one: files cannot be chosen here.
        _ => {}
    }
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
        item(ui, "Select all", "sketch.select_all", true);
        item(ui, "Duplicate", "sketch.duplicate", any);
        item(ui, "Delete", "sketch.delete", any);
        separator(ui);
        item(ui, "Bring to front", "sketch.to_front", any);
        item(ui, "Send to back", "sketch.to_back", any);
        item(ui, "Group", "sketch.group", any);
        item(ui, "Ungroup", "sketch.ungroup", any);
        item(ui, "Lock or unlock", "sketch.lock", any);
        item(ui, "Wrap in a frame", "sketch.frame", any);
        separator(ui);
        item(ui, "Show or hide code", "sketch.toggle_code", true);
        item(ui, "Show or hide preview", "sketch.toggle_preview", true);
        item(ui, "Show source", "sketch.toggle_source", true);
    });
}
