//! The code of a drawing, made in the background while it is shown; the newest drawing wins.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use justbuilt_base::{CancelToken, Diagnostic, SpawnerExt as _, TaskHandle};
use justbuilt_sketch::code::{self, File, Target};
use justbuilt_sketch::layout::{self, Tree};
use justbuilt_sketch::preview::{NARROWEST, WIDEST};
use justbuilt_sketch::scene::{ElementId, Kind, Page, Sketch};

use justbuilt_syntax::{Highlight, Languages, Syntax};
use justbuilt_text::Text;

use super::{CodeCommand, MadePreview, Pane};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::{DocumentId, ViewId};
use crate::session::saved::SavedSketch;
use crate::workspace::Workspace;

/// The width of a preview before somebody chose one, px.
const WIDTH: u32 = 1280;

/// The code beside a drawing.
pub(crate) struct CodeState {
    pub shown: bool,
    pub target: Target,
    pub page: usize,
    pub screen: Option<ElementId>,
    pub made: Option<Arc<MadeCode>>,
    making: Option<TaskHandle>,
    pub pane: Pane,
    /// Of the preview, px.
    pub width: u32,
    pub preview: Option<Arc<MadePreview>>,
    pub previewing: Option<TaskHandle>,
}

impl Default for CodeState {
    fn default() -> Self {
        Self {
            shown: false,
            target: Target::default(),
            page: 0,
            screen: None,
            made: None,
            making: None,
            pane: Pane::default(),
            width: WIDTH,
            preview: None,
            previewing: None,
        }
    }
}

/// The code beside a drawing, as last made.
#[derive(Clone, Debug)]
pub struct CodeSnapshot {
    /// The language.
    pub target: Target,
    /// The page it is of.
    pub page: usize,
    /// The frame that was chosen; `None` is the first one, or else the whole page.
    pub screen: Option<ElementId>,
    /// What was made last, perhaps of a drawing a moment ago.
    pub made: Option<Arc<MadeCode>>,
    /// Whether newer code is being made.
    pub making: bool,
    /// Whether the code or what it looks like is shown.
    pub pane: Pane,
    /// The width that the preview is to have, px.
    pub width: u32,
    /// The preview as it was worked out last, perhaps of a drawing or a width a moment ago.
    pub preview: Option<Arc<MadePreview>>,
    /// Whether a newer one is being worked out.
    pub previewing: bool,
}

/// Which bytes of a file are what, in order.
pub type Colours = Vec<(Range<usize>, Highlight)>;

/// Code, and what it was made of.
#[derive(Clone, Debug)]
pub struct MadeCode {
    /// The language.
    pub target: Target,
    /// The frame; `None` is the whole page.
    pub screen: Option<ElementId>,
    /// The layout.
    pub tree: Arc<Tree>,
    /// The files.
    pub files: Arc<[File]>,
    /// Their colours, in the order of the files.
    pub colours: Arc<[Colours]>,
    /// What could not be made, or was guessed.
    pub problems: Arc<[Diagnostic]>,
}

/// The code of a screen of a sketch: the frame, or else the first frame, or else the whole page.
#[must_use]
pub fn make_code(sketch: &Sketch, page: usize, screen: Option<&ElementId>, target: Target) -> MadeCode {
    let empty = Page::default();
    let page = sketch.pages.get(page).unwrap_or(&empty);
    let is_frame = |id: &&ElementId| {
        page.elements.iter().any(|element| element.id == **id && element.kind == Kind::Frame)
    };
    let first = || page.elements.iter().find(|element| element.kind == Kind::Frame).map(|frame| &frame.id);
    let screen = screen.filter(is_frame).or_else(first);
    let (tree, problems) = layout::infer(sketch, page, screen);
    let files = code::generate(&tree, target).into();
    MadeCode {
        target,
        screen: screen.cloned(),
        tree: Arc::new(tree),
        files,
        colours: Arc::default(),
        problems: problems.into(),
    }
}

fn preview_width(wanted: u32) -> u32 {
    wanted.clamp(NARROWEST as u32, WIDEST as u32)
}

/// The colours of a file.
fn colours(file: &File, languages: &Arc<Languages>, cancel: &CancelToken) -> Colours {
    let text = Text::from(file.text.as_str());
    let language = languages.detect(Some(Path::new(&file.path)), "");
    let mut syntax = Syntax::new(languages, language, &text);
    if let Some(job) = syntax.parse_job() {
        syntax.accept(job.run(cancel));
    }
    syntax.snapshot().highlights(&text, 0..text.len())
}

impl Workspace {
    pub(super) fn sketch_code(&mut self, view: ViewId, command: CodeCommand) -> CommandResult {
        let id = self.view_document(view)?;
        self.session_view_changed();
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let drawing = document.sketch.as_deref_mut().ok_or(CommandError::NotNow("this is no sketch"))?;
        let code = &mut drawing.code;
        match command {
            CodeCommand::Show(shown) => code.shown = shown,
            CodeCommand::Target(target) => (code.target, code.shown) = (target, true),
            CodeCommand::Screen(page, screen) => (code.page, code.screen) = (page, screen),
            CodeCommand::Pane(pane) => {
                code.pane = pane;
                if code.shown {
                    self.touch_document(id);
                    self.sketch_preview(id);
                    return Ok(());
                }
                code.shown = true;
            }
            CodeCommand::Width(width) => {
                code.width = preview_width(width);
                self.touch_document(id);
                self.sketch_preview(id);
                return Ok(());
            }
        }
        self.touch_document(id);
        self.sketch_make(id);
        Ok(())
    }

    /// How a sketch is shown in a view, for the session; `None` when it is none.
    pub(crate) fn saved_sketch(&self, view: ViewId) -> Option<SavedSketch> {
        let held = self.views.get(&view)?;
        let code = &self.drawing(held.document)?.code;
        Some(SavedSketch {
            source: !held.drawing,
            code: code.shown,
            preview: code.pane == Pane::Preview,
            target: code.target.name().to_owned(),
            width: code.width,
        })
    }

    /// Shows a sketch as it was.
    pub(crate) fn restore_sketch(&mut self, view: ViewId, saved: &SavedSketch) {
        let Ok(id) = self.view_document(view) else { return };
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let code = &mut drawing.code;
        code.shown = saved.code;
        code.pane = if saved.preview { Pane::Preview } else { Pane::Code };
        if let Some(target) = Target::ALL.into_iter().find(|target| target.name() == saved.target) {
            code.target = target;
        }
        if saved.width > 0 {
            code.width = preview_width(saved.width);
        }
        self.touch_document(id);
        self.sketch_make(id);
    }

    /// Makes the code anew, when it is shown.
    pub(super) fn sketch_make(&mut self, id: DocumentId) {
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        drawing.code.making = None;
        drawing.code.previewing = None;
        if !drawing.code.shown || drawing.revision.is_none() {
            return;
        }
        let (sketch, sender) = (Arc::clone(&drawing.sketch), self.sender.clone());
        let languages = Arc::clone(&self.languages);
        let code = &mut drawing.code;
        let (page, screen, target) = (code.page, code.screen.clone(), code.target);
        code.making = Some(self.platform.spawner.blocking("sketch code", move |cancel| {
            let mut made = make_code(&sketch, page, screen.as_ref(), target);
            made.colours = made.files.iter().map(|file| colours(file, &languages, cancel)).collect();
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                sender.send(Event::SketchMade(id, Arc::new(made))).ok();
            }
        }));
    }

    /// Takes in what was made.
    pub(crate) fn sketch_made(&mut self, id: DocumentId, made: Arc<MadeCode>) {
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        // A cancelled one may have sent its result before it was.
        if made.target != drawing.code.target {
            return;
        }
        drawing.code.making = None;
        drawing.code.made = Some(made);
        self.touch_document(id);
        self.sketch_preview(id);
    }
}

impl CodeState {
    /// What the face sees; `None` while it is hidden.
    pub(super) fn snapshot(&self) -> Option<CodeSnapshot> {
        self.shown.then(|| CodeSnapshot {
            target: self.target,
            page: self.page,
            screen: self.screen.clone(),
            made: self.made.clone(),
            making: self.making.is_some(),
            pane: self.pane,
            width: self.width,
            preview: self.preview.clone(),
            previewing: self.previewing.is_some(),
        })
    }
}
