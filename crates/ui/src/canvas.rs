//! The canvas widget: shows a page of a sketch through a camera, and lets it be drawn on.
//!
//! The page comes in, actions go out: what tools do is `justbuilt_sketch::canvas`'s, which documents there are and
//! where changes go is the caller's. Nothing is painted again while nothing changes.

mod bars;
mod cache;
mod dock;
mod facts;
mod find;
mod ink;
mod input;
mod letters;
mod mesh;
mod names;
mod overlay;
mod paint;
mod panel;
pub mod preview;
#[cfg(test)]
mod tests;
mod thumbnail;
mod words;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{FocusDirection, Id, Pos2, Rect, Response, Role, Sense, TextureHandle, Ui, WidgetInfo};
use justbuilt_sketch::canvas::{Action, Board, Camera, Canvas, Command, Event, Tool};
use justbuilt_sketch::scene::{Page, Sketch};

use crate::theme::Theme;
use crate::{focus, paint as draw};
pub use dock::layers::tree_id;
pub use dock::{Carried, Library, PageTitle, Part, Stand};
pub use names::tool_name;
use names::{cursor, spoken};
pub use paint::background;
pub use panel::Field;
pub use thumbnail::Thumbnail;
pub use words::Faces;
use writing::type_words;

/// What a canvas keeps between frames: one for each open sketch.
pub struct CanvasState {
    /// Tools, camera, selection. Panels may change it between frames.
    pub canvas: Canvas,
    /// Pictures of the sketch by their keys, on the graphics card.
    pub textures: BTreeMap<String, TextureHandle>,
    kept: paint::Kept,
    dock: dock::Dock,
    find: find::Find,
    /// The page that was shown, and where the others were left.
    page: String,
    cameras: BTreeMap<String, Camera>,
    /// Where the view began.
    left: Option<f32>,
    held: input::Held,
    /// The words that are typed have had the keyboard.
    typing: bool,
    fitted: bool,
}

impl CanvasState {
    /// For a page; new elements get ids from the seed.
    pub fn new(page: &Page, seed: u64) -> Self {
        Self::with_board(Board::new(page), seed)
    }

    /// For a page that was read elsewhere.
    pub fn with_board(board: Board, seed: u64) -> Self {
        Self {
            page: board.page().id.clone(),
            canvas: Canvas::with_board(board, seed),
            textures: BTreeMap::new(),
            kept: paint::Kept::default(),
            dock: dock::Dock::default(),
            find: find::Find::default(),
            cameras: BTreeMap::new(),
            left: None,
            held: input::Held::default(),
            typing: false,
            fitted: false,
        }
    }

    /// Takes a page over that was read elsewhere; the next frame shows it.
    pub fn adopt(&mut self, board: Board) {
        let page = Page { id: board.page().id.clone(), ..Page::default() };
        self.turn_to(&page);
        self.canvas.adopt(board);
    }

    /// Elements painted in the last frame.
    pub fn painted(&self) -> usize {
        self.kept.painted
    }

    /// Shows all of the page in the next frame.
    pub fn fit(&mut self) {
        self.fitted = false;
    }
}

impl CanvasState {
    /// Shows a part of the dock and gives it the keyboard; `toggle` closes one that is open.
    pub fn show_part(&mut self, ui: &Ui, part: Part, toggle: bool) {
        self.dock.show(ui, part, toggle);
    }

    /// Gives a field of the panel of looks the keyboard; the dock opens for it.
    pub fn show_field(&mut self, ui: &Ui, field: Field) {
        if dock::stand(ui).open.is_none() {
            self.dock.show(ui, Part::Layers, false);
        }
        self.dock.looks = Some(field);
    }

    /// Lets what is selected be named in the layers.
    pub fn rename(&mut self, ui: &Ui) {
        self.dock.show(ui, Part::Layers, false);
        self.dock.layers.rename();
    }

    /// Lets the page that is shown be named.
    pub fn rename_page(&mut self, ui: &Ui) {
        self.dock.show(ui, Part::Layers, false);
        self.dock.pages.rename();
    }

    /// Opens the bar to search on the canvas.
    pub fn open_find(&mut self) {
        self.find.open();
    }

    /// Takes the next of what a row of the panel of looks offers, such as `Stroke`.
    pub fn next_look(&mut self, ui: &Ui, caption: &str) -> Vec<Action> {
        panel::next_look(ui, self, caption)
    }

    /// The dock came or went: all of the drawing stays in view when it was, else nothing moves on the screen.
    fn keep_in_view(&mut self, view: Rect) {
        let Some(left) = self.left.replace(view.left()).filter(|left| *left != view.left()) else { return };
        let whole = self.canvas.board().extent().is_some_and(|extent| {
            let seen = self.canvas.camera.visible();
            seen.contains(extent.origin()) && seen.contains((extent.x1, extent.y1))
        });
        if whole {
            self.fitted = false;
        } else {
            self.canvas.camera.pan(kurbo::Vec2::new(f64::from(left - view.left()), 0.0));
        }
    }

    fn turn_to(&mut self, page: &Page) {
        if self.page == page.id {
            return;
        }
        let left = std::mem::replace(&mut self.page, page.id.clone());
        self.cameras.insert(left, self.canvas.camera);
        match self.cameras.get(&page.id) {
            Some(camera) => {
                let view = self.canvas.camera.view();
                self.canvas.camera = *camera;
                self.canvas.camera.set_view(view);
            }
            None => self.fitted = false,
        }
    }
}

/// What is wanted that is more than a change of the page.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Show this page, from 0.
    ShowPage(usize),
    /// Put an empty page after the one that is shown.
    AddPage,
    /// Call a page so.
    RenamePage(usize, String),
    /// Take a page away.
    RemovePage(usize),
    /// Put a copy of a page after it.
    DuplicatePage(usize),
    /// Put a page at another place.
    MovePage {
        /// Where it is.
        from: usize,
        /// Where it is to be, once it was taken out.
        to: usize,
    },
    /// The colour behind the pages, as CSS writes it; `None` is that of the theme.
    Background(Option<String>),
    /// Look for libraries in the project.
    LookForLibraries,
    /// Choose a library from a file.
    OpenLibrary,
    /// Put what is selected into the library of the project.
    KeepInLibrary,
    /// Put an item of a library onto the page.
    PutItem {
        /// The library.
        sketch: Arc<Sketch>,
        /// Its page.
        item: usize,
        /// Where its middle goes, px of the page.
        at: kurbo::Point,
    },
    /// Put a picture of the clipboard onto the page.
    PasteImage(Arc<egui::ColorImage>),
}

/// What came of a frame.
pub struct CanvasOutput {
    /// To do, in order.
    pub actions: Vec<Action>,
    /// Text that was pasted: a sketch of ours, another program's, words.
    pub pasted: Option<String>,
    /// To do beyond the page.
    pub intents: Vec<Intent>,
    /// The part of the ui that shows the page.
    pub view: Rect,
    /// Of the view.
    pub response: Response,
}

/// The widget.
#[must_use = "show it"]
pub struct CanvasView<'a> {
    id: Id,
    page: &'a Page,
    background: Option<&'a str>,
    bars: bool,
    dark: Option<bool>,
    pages: (&'a [PageTitle<'a>], usize),
    libraries: &'a [Library],
}

impl<'a> CanvasView<'a> {
    /// A view of this page.
    pub fn new(id: Id, page: &'a Page) -> Self {
        Self { id, page, background: None, bars: true, dark: None, pages: (&[], 0), libraries: &[] }
    }

    /// The colour behind the page, as CSS writes it.
    pub fn background(mut self, css: Option<&'a str>) -> Self {
        self.background = css;
        self
    }

    /// With the bar of tools, the panel of looks and the zoom, which is usual.
    pub fn bars(mut self, shown: bool) -> Self {
        self.bars = shown;
        self
    }

    /// The pages of the sketch, and which of them this is: listed in the dock.
    pub fn pages(mut self, pages: &'a [PageTitle<'a>], shown: usize) -> Self {
        self.pages = (pages, shown);
        self
    }

    /// Libraries whose items are offered.
    pub fn libraries(mut self, libraries: &'a [Library]) -> Self {
        self.libraries = libraries;
        self
    }

    /// A dark canvas, whatever the theme is.
    pub fn dark(mut self, dark: bool) -> Self {
        self.dark = Some(dark);
        self
    }

    /// Fills what is left of the ui.
    pub fn show(self, ui: &mut Ui, state: &mut CanvasState) -> CanvasOutput {
        let theme = Theme::of(ui.ctx());
        let all = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(all);
        let docked = if self.bars { dock::place(ui, all) } else { None };
        let view = docked.map_or(all, |docked| all.with_min_x(docked.right()));
        let behind = match self.dark {
            Some(true) => crate::tokens::DARK.editor_background,
            Some(false) => crate::tokens::LIGHT.editor_background,
            None => theme.colors.editor_background,
        };
        let behind = paint::background(self.background, behind);
        let dark = ink::is_dark(behind);
        self.leave(ui, state);
        let response = ui.interact(view, self.id, Sense::click_and_drag());
        let painter = ui.painter_at(view);
        let (mut actions, mut intents) = (Vec::new(), Vec::new());
        state.turn_to(self.page);
        state.canvas.sync(self.page);
        state.keep_in_view(view);
        state.canvas.camera.set_view(kurbo::Size::new(f64::from(view.width()), f64::from(view.height())));
        if !std::mem::replace(&mut state.fitted, true)
            && let Some(extent) = state.canvas.board().extent()
        {
            state.canvas.camera.fit(extent, 64.0, 1.0);
        }
        let pasted = self.events(ui, &response, state, &mut actions, &mut intents);

        painter.rect_filled(view, 0, behind);
        let now = ui.input(|i| i.time);
        let trail = state.canvas.trail(now).to_vec();
        let over = overlay::Overlay { painter: &painter, view, canvas: &state.canvas, theme: &theme };
        over.grid();
        state.kept.cache.begin(&state.canvas.camera, &painter);
        let typed = state.canvas.editing().map(|e| e.element.id.clone());
        let scene =
            paint::Scene { canvas: &state.canvas, textures: &state.textures, dark, typed: typed.as_ref() };
        paint::page(&painter, view, &scene, &mut state.kept);
        let pointer = ui.input(|i| i.pointer.hover_pos());
        over.links(state.kept.facts.linked());
        over.paint(&trail, now, pointer.filter(|_| response.contains_pointer()));
        if state.kept.cache.end() || !trail.is_empty() {
            ui.ctx().request_repaint();
        }
        if response.contains_pointer() {
            ui.ctx().set_cursor_icon(cursor(state.canvas.cursor()));
        }
        type_words(ui, self.id, view, state, &mut actions);
        dropped(&response, view, state, &mut actions, &mut intents);
        if self.bars {
            bars::show(ui, self.id, view, state, &mut actions);
            find::show(ui, self.id, view, state, &mut actions);
            match docked {
                None => {
                    dock::openers(ui, self.id, view, state);
                    panel::show(ui, self.id, view, state, &mut actions);
                }
                Some(rect) => {
                    let (pages, page) = self.pages;
                    let source =
                        dock::Source { pages, page, libraries: self.libraries, background: self.background };
                    let mut out = dock::Out { actions: &mut actions, intents: &mut intents };
                    dock::show(ui, self.id, rect, state, &source, &mut out);
                }
            }
        }
        if focus::shows(ui, &response) {
            draw::focus_ring(&painter, view, 0, &theme);
        }
        let canvas = &state.canvas;
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), spoken(canvas)));
        CanvasOutput { actions, pasted, intents, view, response }
    }

    /// Tab walks through the elements, and on to the widget's neighbours from the last of them, or back from the first.
    fn leave(&self, ui: &Ui, state: &CanvasState) {
        if state.canvas.editing().is_some() || !ui.memory(|memory| memory.has_focus(self.id)) {
            return;
        }
        let pressed = |event: &egui::Event| match event {
            egui::Event::Key { key: egui::Key::Tab, pressed: true, modifiers, .. } => Some(*modifiers),
            _ => None,
        };
        let Some(modifiers) = ui.input(|i| i.events.iter().find_map(pressed)) else { return };
        let back = modifiers.shift_only();
        if (back || modifiers.is_none()) && !state.canvas.walks(back) {
            let way = if back { FocusDirection::Previous } else { FocusDirection::Next };
            ui.memory_mut(|memory| memory.move_focus(way));
        }
    }

    fn events(
        &self,
        ui: &Ui,
        response: &Response,
        state: &mut CanvasState,
        actions: &mut Vec<Action>,
        intents: &mut Vec<Intent>,
    ) -> Option<String> {
        let typing = state.canvas.editing().is_some();
        let keys = response.has_focus() && !typing;
        // What is chosen in the layers is copied like what is chosen here.
        let clipboard = keys || ui.memory(|memory| memory.has_focus(tree_id(self.id)));
        let input = input::read(ui, response, &mut state.held, keys, clipboard);
        let painter = ui.painter().clone();
        let faces = Faces::new(&painter);
        for event in &input.events {
            if matches!(event, Event::Down(_)) {
                response.request_focus();
                if state.canvas.editing().is_some() {
                    actions.extend(state.canvas.finish_editing(&faces));
                }
            }
            actions.extend(state.canvas.event(event, &faces));
        }
        if let Some(cut) = input.copy {
            let command = if cut { Command::Cut } else { Command::Copy };
            actions.extend(state.canvas.run(&command, &faces));
        }
        if keys {
            input::keeps_keys(ui, self.id);
        }
        intents.extend(input.image.map(Intent::PasteImage));
        input.pasted
    }
}

/// What was dragged out of the library and let go here.
fn dropped(
    response: &Response,
    view: Rect,
    state: &mut CanvasState,
    actions: &mut Vec<Action>,
    intents: &mut Vec<Intent>,
) {
    let Some(carried) = response.dnd_release_payload::<Carried>() else { return };
    let Some(at) = response.ctx.pointer_interact_pos().filter(|at| view.contains(*at)) else { return };
    let at = on_page(state, view, at);
    match &*carried {
        Carried::Component(kind) => actions.extend(state.canvas.place(Tool::Component(*kind), at)),
        Carried::Item(sketch, item) => {
            intents.push(Intent::PutItem { sketch: Arc::clone(sketch), item: *item, at });
        }
    }
    response.request_focus();
}

/// A place of the screen in px of the page.
pub fn on_page(state: &CanvasState, view: Rect, at: Pos2) -> kurbo::Point {
    let local = at - view.min;
    state.canvas.camera.to_page(kurbo::Point::new(f64::from(local.x), f64::from(local.y)))
}
