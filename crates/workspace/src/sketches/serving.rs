//! The page of a drawing in a browser: its HTML is handed to a server of this machine, anew with every change, as long as
//! the drawing is open or until it is stopped.
//!
//! Not here: sockets ([`native`]); in a browser there are none, and nothing is offered.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_sketch::code::Target;

use super::{Drawing, make_code};
use crate::command::{CommandError, CommandResult};
use crate::effect::Effect;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// Shows pages to browsers of this machine.
pub trait PageServer: Send + Sync {
    /// Begins to show a page; ends when what is given back is dropped. May wait for the system: call it in the
    /// background.
    ///
    /// # Errors
    /// Why it cannot, as a sentence goes on after “because”.
    fn serve(&self, page: ServedPage) -> Result<Arc<dyn Served>, String>;
}

/// A page that is shown. Dropping it ends that.
pub trait Served: Send + Sync {
    /// The address for a browser.
    fn url(&self) -> &str;

    /// Shows something newer; browsers load it by themselves.
    fn show(&self, page: ServedPage);
}

/// The files of a page; the first one is the page itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServedPage {
    /// Name and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What the workspace knows of the page of a drawing.
#[derive(Default)]
pub(crate) struct Serving {
    state: State,
    /// The newest page on its way to the server.
    showing: Option<TaskHandle>,
}

#[derive(Default)]
enum State {
    #[default]
    Off,
    Starting {
        _task: TaskHandle,
    },
    On(Arc<dyn Served>),
}

/// What came of beginning to show a page.
pub(crate) struct Began(Result<Arc<dyn Served>, String>);

impl Serving {
    /// The address, while the page is shown.
    pub(super) fn url(&self) -> Option<Arc<str>> {
        match &self.state {
            State::On(served) => Some(served.url().into()),
            State::Off | State::Starting { .. } => None,
        }
    }
}

/// The page of the drawing as it is now: in the background.
fn page_of(drawing: &Drawing) -> impl FnOnce() -> ServedPage + Send + use<> {
    let sketch = Arc::clone(&drawing.sketch);
    let (page, screen) = (drawing.code.page, drawing.code.screen.clone());
    move || {
        let made = make_code(&sketch, page, screen.as_ref(), Target::Html);
        let file = |file: &justbuilt_sketch::code::File| (file.path.clone(), file.bytes().to_vec());
        ServedPage { files: made.files.iter().map(file).collect() }
    }
}

impl Workspace {
    /// Shows the active sketch in a browser.
    pub(super) fn sketch_open_in_browser(&mut self) -> CommandResult {
        let server = self.platform.sketches.pages.clone();
        let server = server.ok_or(CommandError::NotNow("pages cannot be shown from here"))?;
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        let sender = self.sender.clone();
        let spawner = Arc::clone(&self.platform.spawner);
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let drawing = document.sketch.as_deref_mut().ok_or(CommandError::NotNow("this is no sketch"))?;
        if drawing.revision.is_none() {
            return Err(CommandError::NotNow("the sketch is being read"));
        }
        match &drawing.serving.state {
            State::On(served) => {
                let url = served.url().to_owned();
                return self.effect(Effect::OpenUrl(url));
            }
            State::Starting { .. } => return Ok(()),
            State::Off => {}
        }
        let page = page_of(drawing);
        let task = spawner.blocking("serve sketch", move |cancel| {
            let began = server.serve(page());
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                sender.send(Event::SketchServed(id, Began(began))).ok();
            }
        });
        drawing.serving.state = State::Starting { _task: task };
        Ok(())
    }

    /// Takes in what came of it.
    pub(crate) fn sketch_served(&mut self, id: DocumentId, Began(began): Began) {
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        // It was stopped meanwhile.
        if !matches!(drawing.serving.state, State::Starting { .. }) {
            return;
        }
        match began {
            Ok(served) => {
                let url = served.url().to_owned();
                drawing.serving.state = State::On(served);
                // It may have been drawn on since.
                self.sketch_show(id);
                self.push_effect(Effect::OpenUrl(url));
            }
            Err(reason) => {
                drawing.serving.state = State::Off;
                self.notify(NewNotice::error("The page cannot be shown in a browser").detail(reason));
            }
        }
        self.touch_document(id);
    }

    /// No longer shows the active sketch in a browser.
    pub(super) fn sketch_stop_serving(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let drawing = document.sketch.as_deref_mut().ok_or(CommandError::NotNow("this is no sketch"))?;
        if matches!(drawing.serving.state, State::Off) {
            return Err(CommandError::NotNow("the page is not shown in a browser"));
        }
        drawing.serving = Serving::default();
        self.touch_document(id);
        Ok(())
    }

    /// The drawing changed: browsers that show it get the newer page.
    pub(super) fn sketch_show(&mut self, id: DocumentId) {
        let spawner = Arc::clone(&self.platform.spawner);
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let State::On(served) = &drawing.serving.state else { return };
        let (served, page) = (Arc::clone(served), page_of(drawing));
        // The one before is cancelled; where it is too late for that, it shows its page before this one is made.
        drawing.serving.showing = None;
        drawing.serving.showing = Some(spawner.blocking("show sketch", move |cancel| {
            let page = page();
            if !cancel.is_cancelled() {
                served.show(page);
            }
        }));
    }
}
