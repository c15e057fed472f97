//! Drawings that leave as pictures and as other programs' files: onto the clipboard, into the project, or, where there is
//! no disk, handed over by the browser. Made in the background; what is there already is replaced only when that was said.
//!
//! Not here: what is in the picture (`justbuilt_sketch::render::picture`), and the dialog.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::{Diagnostic, SpawnerExt as _};
use justbuilt_sketch::render::picture::{self, Error, Format, Look, Pixels};
use justbuilt_sketch::scene::Sketch;

use crate::command::{Command, CommandResult, OpenAt};
use crate::effect::{Choice, Effect};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::tabs::closing::PendingQuestion;
use crate::workspace::Workspace;

use super::SketchCommand;

/// Pixels of a picture on the clipboard at most: the system's clipboard takes it while the window waits.
const CLIPBOARD: f64 = 4.2e6;

/// A picture to be made.
#[derive(Clone, Debug)]
pub struct PictureJob {
    /// What is drawn.
    pub sketch: Arc<Sketch>,
    /// Which page of it, from 0.
    pub page: usize,
    /// How it leaves.
    pub look: Look,
    /// Where it goes.
    pub to: PictureTo,
}

/// Where a picture goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureTo {
    /// The clipboard: pixels as a picture, everything else as text.
    Clipboard,
    /// A file in the project, or anywhere.
    File {
        /// In the project's folder, or absolute.
        path: PathBuf,
        /// What is there may be replaced.
        replace: bool,
    },
    /// The browser, under this name.
    HandOver(String),
}

/// What came of it.
pub(crate) struct Pictured {
    job: PictureJob,
    done: Result<(Outcome, Vec<Diagnostic>), String>,
}

enum Outcome {
    /// It was made, and goes on from here.
    Made(Vec<u8>),
    /// The same, as pixels.
    Painted(Pixels),
    /// It is in its file.
    Written(PathBuf),
    /// Something is there.
    InTheWay,
}

impl Workspace {
    /// Makes a picture.
    pub(super) fn sketch_picture(&mut self, job: PictureJob) -> CommandResult {
        let painter = self.platform.sketches.painter.clone();
        let (fs, sender) = (self.platform.fs.clone(), self.sender.clone());
        let root = self.project.root().map(Path::to_owned);
        let task = self.platform.spawner.blocking("picture of a drawing", move |_| {
            let made = || {
                let (sketch, look) = (&job.sketch, &job.look);
                picture::make(sketch, job.page, look, painter.as_deref()).map_err(|error| said(&error))
            };
            let painted = || {
                let painter = painter.as_deref().ok_or(Error::NoPainter)?;
                let (pixels, told) = picture::pixels(&job.sketch, job.page, &job.look, CLIPBOARD, painter)?;
                Ok((Outcome::Painted(pixels), told))
            };
            let done = match &job.to {
                PictureTo::Clipboard if job.look.format == Format::Png => {
                    painted().map_err(|error: Error| said(&error))
                }
                PictureTo::Clipboard | PictureTo::HandOver(_) => {
                    made().map(|(bytes, told)| (Outcome::Made(bytes), told))
                }
                PictureTo::File { path, replace } => {
                    let path = root.as_deref().map_or_else(|| path.clone(), |root| root.join(path));
                    write(&*fs, path, *replace, made)
                }
            };
            // The workspace may be gone.
            sender.send(Event::SketchPictured(Box::new(Pictured { job, done }))).ok();
        });
        // Files that are half written would be worse than a window that is gone.
        task.detach();
        Ok(())
    }

    /// Takes in what came of it.
    pub(crate) fn sketch_pictured(&mut self, pictured: Pictured) {
        let Pictured { job, done } = pictured;
        let (outcome, told) = match done {
            Ok(done) => done,
            Err(why) => {
                let title = match &job.to {
                    PictureTo::Clipboard => "Nothing was copied".to_owned(),
                    PictureTo::File { path, .. } => format!("“{}” was not written", path.display()),
                    PictureTo::HandOver(name) => format!("“{name}” was not made"),
                };
                self.notify(NewNotice::error(title).detail(why));
                return;
            }
        };
        let told: Vec<&str> = told.iter().map(|problem| problem.message.as_str()).collect();
        match (outcome, job.to.clone()) {
            (Outcome::Made(bytes), PictureTo::HandOver(name)) => {
                self.push_effect(Effect::HandOver { name, bytes: bytes.into() });
            }
            (Outcome::Made(bytes), _) => {
                self.push_effect(Effect::Copy(String::from_utf8_lossy(&bytes).into_owned()));
                self.tell_copied(job.look.format, &told);
            }
            (Outcome::Painted(pixels), _) => {
                self.push_effect(Effect::CopyPicture(Arc::new(pixels)));
                self.tell_copied(job.look.format, &told);
            }
            (Outcome::Written(path), _) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let mut notice = NewNotice::info(format!("“{name}” was written")).detail(told.join(" "));
                notice = notice.action("Open", Command::OpenAt(OpenAt { path, ..OpenAt::default() }));
                self.notify(notice);
            }
            (Outcome::InTheWay, PictureTo::File { path, .. }) => {
                let title = format!("Replace “{}”?", path.display());
                let text = "A file of that name is there. What is in it now would be lost.".to_owned();
                let to = PictureTo::File { path, replace: true };
                let again = Command::Sketch(SketchCommand::Picture(PictureJob { to, ..job }));
                let choices = vec![Choice::safe("Cancel"), Choice::destructive("Replace")];
                self.ask(PendingQuestion::Service(again), title, text, choices);
            }
            (Outcome::InTheWay, _) => {}
        }
    }

    fn tell_copied(&mut self, format: Format, told: &[&str]) {
        let title = match format {
            Format::Words => "The words are on the clipboard".to_owned(),
            format => format!("The drawing is on the clipboard as {}", format.title()),
        };
        self.notify(NewNotice::info(title).detail(told.join(" ")));
    }
}

/// Writes a picture into a file; it is made only when there is a place for it.
fn write(
    fs: &dyn justbuilt_store::Fs,
    path: PathBuf,
    replace: bool,
    made: impl FnOnce() -> Result<(Vec<u8>, Vec<Diagnostic>), String>,
) -> Result<(Outcome, Vec<Diagnostic>), String> {
    match fs.link_metadata(&path) {
        // A link would lead it elsewhere.
        Ok(found) if !found.is_file() => {
            return Err("A folder or a link of that name is there: choose another name.".to_owned());
        }
        Ok(_) if !replace => return Ok((Outcome::InTheWay, Vec::new())),
        Ok(_) => {}
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.to_string()),
    }
    let (bytes, told) = made()?;
    let folder = path.parent().map_or(Ok(()), |folder| fs.create_dir_all(folder));
    folder.and_then(|()| fs.write(&path, &bytes)).map_err(|error| error.to_string())?;
    Ok((Outcome::Written(path), told))
}

/// An error as a sentence.
fn said(error: &Error) -> String {
    match error {
        Error::Empty => "Nothing is drawn here.".to_owned(),
        error => {
            let text = error.to_string();
            let mut letters = text.chars();
            letters
                .next()
                .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        }
    }
}
