//! What a canvas wants beyond its page: pages, libraries, pictures, panels. Turned into commands, or done with the
//! canvas at once.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Ui;
use justbuilt_sketch::canvas::{Action, pages};
use justbuilt_sketch::scene::{ElementId, Page, Sketch};
use justbuilt_ui::canvas::{CanvasState, Field, Intent, Library, Part};
use justbuilt_workspace::effect::{CanvasDoes, CanvasPart, PageStep};
use justbuilt_workspace::notice::NewNotice;
use justbuilt_workspace::sketches::ShelfSnapshot;
use justbuilt_workspace::{Command, PictureFrom, ShelfCommand, SketchCommand, ViewId};

use super::taking;
use crate::ctx::Ctx;

/// The grid that is switched on, px.
const GRID: f64 = 8.0;

/// Libraries as the canvas takes them.
#[derive(Default)]
pub struct Libraries {
    from: Option<Arc<ShelfSnapshot>>,
    shown: Vec<Library>,
}

impl Libraries {
    /// Takes over what the workspace has read.
    pub fn read(&mut self, shelf: &Arc<ShelfSnapshot>) {
        if self.from.as_ref().is_some_and(|from| Arc::ptr_eq(from, shelf)) {
            return;
        }
        let library = |library: &justbuilt_workspace::sketches::LibrarySnapshot| Library {
            title: library.title.clone(),
            sketch: Arc::clone(&library.sketch),
        };
        self.shown = shelf.libraries.iter().map(library).collect();
        self.from = Some(Arc::clone(shelf));
    }

    /// For the canvas.
    pub fn shown(&self) -> &[Library] {
        &self.shown
    }
}

/// What is to be shown after an intent.
pub enum Next {
    /// What is shown now.
    Nothing,
    /// This page.
    Show(usize),
    /// The page with this id, once it is there.
    Coming(String),
    /// This element, on this other page.
    Element(usize, ElementId),
}

/// A canvas and what it shows.
pub struct Around<'a> {
    /// Where commands go.
    pub ctx: &'a Ctx<'a>,
    /// In which view.
    pub view: ViewId,
    /// The sketch.
    pub from: &'a Arc<Sketch>,
    /// Which page is shown.
    pub page: usize,
}

impl Around<'_> {
    fn send(&self, command: SketchCommand) {
        self.ctx.send(Command::Sketch(command));
    }

    /// Takes a new state of the sketch.
    fn replace(&self, to: Sketch, what: &'static str) {
        let (view, from) = (self.view, Arc::clone(self.from));
        self.send(SketchCommand::Replace { view, from, to: Arc::new(to), what });
    }

    fn page_id(&self, at: usize) -> Option<String> {
        self.from.pages.get(at).map(|page| page.id.clone())
    }

    /// Goes where a link leads that stays in the sketch: to an element of this page or of another, or to a page.
    pub fn follow(&self, canvas: &mut CanvasState, id: &str) -> Next {
        let element = ElementId::from(id);
        if let Some(rect) = canvas.canvas.board().bounds(&element) {
            canvas.canvas.select([element]);
            canvas.canvas.camera.reveal(rect, 48.0);
            return Next::Nothing;
        }
        let pages = &self.from.pages;
        let holds = |page: &Page| page.elements.iter().any(|held| held.id == element);
        if let Some(at) = pages.iter().position(holds) {
            return Next::Element(at, element);
        }
        match pages.iter().position(|page| page.id == id) {
            Some(at) => Next::Show(at),
            None => {
                let notice = NewNotice::warning("The link leads nowhere");
                let detail = format!("There is neither an element nor a page “{id}” in this sketch.");
                self.ctx.send(Command::Tell(notice.detail(detail)));
                Next::Nothing
            }
        }
    }

    /// Puts a picture from a file into a place that waits for one, or into the middle of what is seen.
    pub fn picture(&self, canvas: &CanvasState, into: Option<ElementId>, path: PathBuf) {
        let into = into.filter(|id| canvas.canvas.board().get(id).is_some());
        self.put_picture(canvas, into, PictureFrom::File(path));
    }

    fn put_picture(&self, canvas: &CanvasState, into: Option<ElementId>, from: PictureFrom) {
        let middle = canvas.canvas.camera.visible().center();
        let (view, page) = (self.view, self.page);
        let at = (middle.x, middle.y);
        self.send(SketchCommand::Shelf(ShelfCommand::Picture { view, page, into, at, from }));
    }

    /// Does what a panel, a drop or a paste wants.
    pub fn intent(&self, canvas: &mut CanvasState, intent: Intent) -> Next {
        let mut to = Sketch::clone(self.from);
        match intent {
            Intent::ShowPage(at) => return Next::Show(at),
            Intent::AddPage => {
                let id = pages::add(&mut to, self.page);
                self.replace(to, "Add page");
                return Next::Coming(id);
            }
            Intent::RenamePage(at, name) => {
                if self.page_id(at).is_some_and(|id| pages::rename(&mut to, &id, &name)) {
                    self.replace(to, "Rename page");
                }
            }
            Intent::RemovePage(at) => {
                let next = self.page_id(at).and_then(|id| pages::remove(&mut to, &id));
                if let Some(next) = next {
                    self.replace(to, "Delete page");
                    if at == self.page {
                        return Next::Coming(next);
                    }
                }
            }
            Intent::DuplicatePage(at) => {
                let seed = u64::try_from(self.ctx.now.0).unwrap_or_default() ^ (self.view.0 << 40);
                let copy = self.page_id(at).and_then(|id| pages::duplicate(&mut to, &id, seed));
                if let Some(copy) = copy {
                    self.replace(to, "Duplicate page");
                    return Next::Coming(copy);
                }
            }
            Intent::MovePage { from, to: place } => {
                if self.page_id(from).is_some_and(|id| pages::shift(&mut to, &id, place)) {
                    self.replace(to, "Move page");
                }
            }
            Intent::Background(css) => {
                to.background = css;
                self.replace(to, "Background");
            }
            Intent::LookForLibraries => self.send(SketchCommand::Shelf(ShelfCommand::Look)),
            Intent::OpenLibrary => self.ctx.run("sketch.open_library"),
            Intent::KeepInLibrary => {
                let items = canvas.canvas.copy(&self.from.pictures);
                self.send(SketchCommand::Shelf(ShelfCommand::Keep(Box::new(items))));
            }
            Intent::PutItem { sketch, item, at } => {
                let Some(page) = sketch.pages.get(item) else { return Next::Nothing };
                let pasted = Sketch {
                    pages: vec![page.clone()],
                    pictures: sketch.pictures.clone(),
                    ..Sketch::default()
                };
                if let Some(command) = taking::put(canvas, self.view, self.from, self.page, &pasted, at) {
                    self.send(command);
                }
            }
            Intent::PasteImage(image) => {
                if let Some(bytes) = crate::panels::chat::assets::png(&image) {
                    self.put_picture(canvas, None, PictureFrom::Bytes(bytes));
                }
            }
        }
        Next::Nothing
    }

    /// Does what a command of the table wants; an intent when it is more than the canvas's.
    pub fn does(
        &self,
        ui: &Ui,
        canvas: &mut CanvasState,
        what: CanvasDoes,
        actions: &mut Vec<Action>,
    ) -> Option<Intent> {
        let one = canvas.canvas.selection().len() == 1;
        let options = &mut canvas.canvas.options;
        match what {
            CanvasDoes::Run(_)
            | CanvasDoes::Take(_)
            | CanvasDoes::PutPicture(_)
            | CanvasDoes::CopyAs(_)
            | CanvasDoes::ExportDrawing => {}
            CanvasDoes::Show(CanvasPart::Layers) => canvas.show_part(ui, Part::Layers, true),
            CanvasDoes::Show(CanvasPart::Library) => canvas.show_part(ui, Part::Library, true),
            CanvasDoes::Show(CanvasPart::Looks) => canvas.show_field(ui, Field::First),
            CanvasDoes::Find => canvas.open_find(),
            CanvasDoes::FindNext { back } => actions.extend(canvas.find_next(back)),
            CanvasDoes::Rename if one => canvas.rename(ui),
            CanvasDoes::Rename => {}
            CanvasDoes::EditLink => {
                if !canvas.canvas.selection().is_empty() {
                    canvas.show_field(ui, Field::Link);
                }
            }
            CanvasDoes::FollowLink => {
                let first = canvas.canvas.selection().first().and_then(|id| canvas.canvas.board().get(id));
                actions.extend(first.and_then(|element| element.link.clone()).map(Action::OpenLink));
            }
            CanvasDoes::NextLook(caption) => actions.extend(canvas.next_look(ui, caption)),
            CanvasDoes::ToggleGrid => options.grid = if options.grid.is_some() { None } else { Some(GRID) },
            CanvasDoes::ToggleSnap => options.snap = !options.snap,
            CanvasDoes::ToggleKeep => options.keep_tool = !options.keep_tool,
            CanvasDoes::KeepInLibrary => return Some(Intent::KeepInLibrary),
            CanvasDoes::Page(step) => return self.page_step(ui, canvas, step),
        }
        None
    }

    fn page_step(&self, ui: &Ui, canvas: &mut CanvasState, step: PageStep) -> Option<Intent> {
        let count = self.from.pages.len().max(1);
        match step {
            PageStep::Next => Some(Intent::ShowPage((self.page + 1) % count)),
            PageStep::Previous => Some(Intent::ShowPage((self.page + count - 1) % count)),
            PageStep::Add => Some(Intent::AddPage),
            PageStep::Duplicate => Some(Intent::DuplicatePage(self.page)),
            PageStep::Delete => Some(Intent::RemovePage(self.page)),
            PageStep::Rename => {
                canvas.rename_page(ui);
                None
            }
        }
    }
}
