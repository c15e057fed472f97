//! Writing the code of a drawing into the project: a folder beside the sketch, one a language. What was changed there by
//! hand is kept (`justbuilt_sketch::code::export`); files are read and written in the background.

use std::path::{Path, PathBuf};

use justbuilt_base::SpawnerExt as _;
use justbuilt_sketch::code::export::{self, Plan};
use justbuilt_sketch::code::{File, Target};
use justbuilt_store::{Fs, FsError};

use super::make_code;
use crate::command::{Command, CommandError, CommandResult, OpenAt, Place};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// What came of writing code.
pub(crate) struct Exported {
    folder: PathBuf,
    done: Result<(Plan, Vec<File>), ExportError>,
}

/// Why code was not written.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("{0}")]
    Disk(#[from] FsError),
    #[error("{0} is no text: it is in the way of the code")]
    InTheWay(PathBuf),
    #[error("a link or a file stands where the folder {0} should be")]
    NoFolder(PathBuf),
}

impl Workspace {
    /// Writes the code of the active sketch.
    pub(super) fn sketch_export(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let document = self.view_document(view)?;
        let document = self.documents.get(document).ok_or(CommandError::NotNow("the document is closed"))?;
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
        let code = &drawing.code;
        let (page, screen, target) = (code.page, code.screen.clone(), code.target);
        let folder = folder_of(path, target);
        let (fs, sender, sketch) = (self.platform.fs.clone(), self.sender.clone(), drawing.sketch.clone());
        let task = self.platform.spawner.blocking("export of code", move |_| {
            let made = make_code(&sketch, page, screen.as_ref(), target);
            let done = write(&*fs, &folder, &made.files).map(|plan| (plan, made.files.to_vec()));
            // The workspace may be gone.
            sender.send(Event::SketchExported(Box::new(Exported { folder, done }))).ok();
        });
        // Files that are half written would be worse than a window that is gone.
        task.detach();
        Ok(())
    }

    /// Says what came of it.
    pub(crate) fn sketch_exported(&mut self, exported: Exported) {
        let Exported { folder, done } = exported;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (plan, files) = match done {
            Ok(done) => done,
            Err(error) => {
                self.notify(
                    NewNotice::error(format!("The code was not written to “{name}”"))
                        .detail(error.to_string()),
                );
                return;
            }
        };
        let written = plan.writes.iter().filter(|(path, _)| path != export::RECORD).count();
        let open = |path: &str, byte: Option<usize>| {
            let place = byte.map(|byte| Place::Bytes(byte..byte));
            Command::OpenAt(OpenAt { path: folder.join(path), place, ..OpenAt::default() })
        };
        let notice = if let Some((path, conflicts)) = plan.conflicts.first() {
            let at = conflicts.first().map(|conflict| conflict.at.start);
            NewNotice::warning(format!("The drawing and somebody changed the same lines of “{path}”"))
                .detail("Both are in the file, between marks: keep what is right.")
                .action("Show", open(path, at))
        } else {
            let title = match written {
                0 => format!("The code in “{name}” is up to date"),
                1 => format!("One file was written to “{name}”"),
                count => format!("{count} files were written to “{name}”"),
            };
            let mut notice = NewNotice::info(title);
            if !plan.kept.is_empty() {
                notice = notice.detail(format!("Changes by hand were kept in {}.", plan.kept.join(", ")));
            }
            match files.first() {
                Some(main) => notice.action("Open", open(&main.path, None)),
                None => notice,
            }
        };
        self.notify(notice);
    }
}

/// `pages/login.sketch.json` in HTML goes to `pages/login-html`.
fn folder_of(sketch: &Path, target: Target) -> PathBuf {
    let name = sketch.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".sketch.json").or_else(|| name.rsplit_once('.').map(|(stem, _)| stem));
    sketch.with_file_name(format!("{}-{}", stem.unwrap_or(&name), target.name()))
}

fn write(fs: &dyn Fs, folder: &Path, files: &[File]) -> Result<Plan, ExportError> {
    let text = |path: &str| -> Result<Option<String>, ExportError> {
        let path = folder.join(path);
        match fs.read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| ExportError::InTheWay(path)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    };
    // A link would lead the files elsewhere.
    match fs.link_metadata(folder) {
        Ok(found) if !found.is_dir() => return Err(ExportError::NoFolder(folder.to_owned())),
        Ok(_) => {}
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.into()),
    }
    let record = text(export::RECORD)?;
    let mut there = Vec::new();
    for path in export::paths(record.as_deref(), files) {
        if let Some(text) = text(&path)? {
            there.push((path, text));
        }
    }
    let plan = export::plan(record.as_deref(), &there, files);
    for (path, text) in &plan.writes {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs.create_dir_all(parent)?;
        }
        fs.write(&path, text.as_bytes())?;
    }
    for path in &plan.removes {
        fs.trash(&folder.join(path))?;
    }
    Ok(plan)
}
