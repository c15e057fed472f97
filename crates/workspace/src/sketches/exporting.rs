//! Writing the code of a drawing into the project: a folder beside the sketch, one a language. What was changed there by
//! hand is kept (`justbuilt_sketch::code::export`); where the drawing and somebody changed the same lines, nothing is
//! written before it was said which of them stay. Files are read and written in the background.

mod asking;
mod folder;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_sketch::code::Target;
use justbuilt_sketch::code::export;
use justbuilt_sketch::scene::ElementId;

use super::{Drawing, make_code};
use crate::command::{Command, CommandError, CommandResult, OpenAt};
use crate::event::Event;
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

pub(crate) use asking::{Asking, Looked};
pub use asking::{ExportChunk, ExportCommand, ExportFate, ExportFile, ExportSnapshot, Planned, Side};
use folder::ExportError;
pub(super) use folder::Look;

/// What is done when the code is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Then {
    /// Says so.
    #[default]
    Tell,
    /// Asks a colleague for something better.
    Refine,
}

/// What came of writing code.
pub(crate) struct Exported {
    document: DocumentId,
    target: Target,
    folder: PathBuf,
    then: Then,
    done: Result<Outcome, ExportError>,
}

enum Outcome {
    /// It is written.
    Written(Look),
    /// Nothing is: first it is to be said what stays.
    Open(Look),
}

/// What the code is made of.
struct Job {
    sketch: Arc<justbuilt_sketch::scene::Sketch>,
    page: usize,
    screen: Option<ElementId>,
    target: Target,
    folder: PathBuf,
}

impl Job {
    fn of(drawing: &Drawing, target: Target, folder: PathBuf) -> Self {
        let (page, screen) = (drawing.code.page, drawing.code.screen.clone());
        Self { sketch: Arc::clone(&drawing.sketch), page, screen, target, folder }
    }

    /// What is in the folder, and what would become of it. Waits for the disk.
    fn look(&self, fs: &dyn justbuilt_store::Fs) -> Result<Look, ExportError> {
        let made = make_code(&self.sketch, self.page, self.screen.as_ref(), self.target);
        folder::look(fs, &self.folder, made.files.to_vec())
    }
}

impl Workspace {
    /// Writes the code of the active sketch.
    pub(super) fn sketch_export(&mut self, then: Then) -> CommandResult {
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let drawing = document.sketch.as_deref().ok_or(CommandError::NotNow("this is no sketch"))?;
        if drawing.revision.is_none() {
            return Err(CommandError::NotNow("the sketch is being read"));
        }
        let Some(path) = &document.path else {
            self.notify(
                NewNotice::info("The sketch has no file yet")
                    .detail("Its code goes into a folder beside it: save it first.")
                    .action("Save…", Command::run("file.save")),
            );
            return Ok(());
        };
        let target = drawing.code.target;
        let job = Job::of(drawing, target, folder_of(path, target));
        let (fs, sender) = (self.platform.fs.clone(), self.sender.clone());
        let task = self.platform.spawner.blocking("export of code", move |_| {
            let done = job.look(&*fs).and_then(|look| {
                if !look.plan.conflicts.is_empty() {
                    return Ok(Outcome::Open(look));
                }
                folder::write(&*fs, &job.folder, &look.plan)?;
                Ok(Outcome::Written(look))
            });
            let exported = Exported { document: id, target, folder: job.folder, then, done };
            // The workspace may be gone.
            sender.send(Event::SketchExported(Box::new(exported))).ok();
        });
        // Files that are half written would be worse than a window that is gone.
        task.detach();
        Ok(())
    }

    /// Says what came of it.
    pub(crate) fn sketch_exported(&mut self, exported: Exported) {
        let Exported { document, target, folder, then, done } = exported;
        match done {
            Ok(Outcome::Written(look)) => {
                self.sketch_end_asking(document);
                self.sketch_tell_written(&folder, &look);
                if then == Then::Refine {
                    self.sketch_refine_files(document, &folder, &look);
                }
            }
            Ok(Outcome::Open(look)) => self.sketch_ask_what_stays(document, target, folder, then, look),
            Err(error) => {
                self.sketch_failed(document, &error);
                self.notify(
                    NewNotice::error(format!("The code was not written to “{}”", name_of(&folder)))
                        .detail(error.to_string()),
                );
            }
        }
    }

    fn sketch_tell_written(&mut self, folder: &Path, look: &Look) {
        let name = name_of(folder);
        let written = look.plan.writes.iter().filter(|(path, _)| path != export::RECORD).count();
        let title = match written {
            0 => format!("The code in “{name}” is up to date"),
            1 => format!("One file was written to “{name}”"),
            count => format!("{count} files were written to “{name}”"),
        };
        let mut notice = NewNotice::info(title);
        if !look.plan.kept.is_empty() {
            notice = notice.detail(format!("Changes by hand were kept in {}.", look.plan.kept.join(", ")));
        }
        if let Some(main) = look.files.first() {
            let path = folder.join(&main.path);
            notice = notice.action("Open", Command::OpenAt(OpenAt { path, ..OpenAt::default() }));
        }
        self.notify(notice);
    }
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// `pages/login.sketch.json` in HTML goes to `pages/login-html`.
fn folder_of(sketch: &Path, target: Target) -> PathBuf {
    let name = sketch.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".sketch.json").or_else(|| name.rsplit_once('.').map(|(stem, _)| stem));
    sketch.with_file_name(format!("{}-{}", stem.unwrap_or(&name), target.name()))
}
