//! Files of other kinds as sketches: pictures with a drawing inside, SVG, Mermaid flowcharts, Excalidraw's libraries. Read
//! in the background; the file stays as it is.
//!
//! Not here: the formats (`justbuilt_sketch::import`).

use std::path::{Path, PathBuf};

use justbuilt_base::{Diagnostic, SpawnerExt as _};
use justbuilt_sketch::import;
use justbuilt_sketch::scene::Sketch;

use crate::command::{ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, command};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// Larger files are no drawings, bytes.
const LARGEST: u64 = 256 << 20;

/// What files that can be taken end in, beside our own.
const ENDINGS: [&str; 10] =
    ["png", "svg", "mmd", "mermaid", "excalidraw", "excalidrawlib", "jpg", "jpeg", "gif", "webp"];

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[command(
    "sketch.import",
    "Open as sketch",
    "Makes a sketch of a picture with a drawing inside, an SVG, a Mermaid flowchart or an Excalidraw library.",
    Category::Sketch,
    take,
)
.args(&[ArgSpec::optional("path", ArgKind::Text, "the file; without it that of the tab")])];

/// Whether a file of this name can become a sketch.
pub fn can_import(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDINGS.contains(&ending.as_str())
}

fn take(ws: &mut Workspace, args: &Args) -> CommandResult {
    let path = match args.text(0, "path") {
        Some(path) => ws.in_project(&path),
        None => ws.active_path().ok_or(CommandError::NotNow("no file is shown in this tab"))?,
    };
    if !can_import(&path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kinds = ENDINGS.join(", .");
        return Err(CommandError::Failed(format!("“{name}” is none of .{kinds}.")));
    }
    ws.sketch_import(path)
}

/// What a file became.
pub(crate) struct Imported {
    path: PathBuf,
    read: Result<(Sketch, Vec<Diagnostic>), String>,
}

/// What is in a file.
fn bytes_of(fs: &dyn justbuilt_store::Fs, path: &Path) -> Result<Vec<u8>, String> {
    let found = fs.metadata(path).map_err(|error| error.to_string())?;
    if found.size > LARGEST {
        return Err("It is too large for a drawing.".to_owned());
    }
    fs.read(path).map_err(|error| error.to_string())
}

impl Workspace {
    fn sketch_import(&mut self, path: PathBuf) -> CommandResult {
        let (fs, sender) = (self.platform.fs.clone(), self.sender.clone());
        // What is typed but not saved counts.
        let open = self.documents.of_path(&path);
        let typed = open.filter(|document| !document.hex).map(|document| document.buffer.text().clone());
        let task = self.platform.spawner.blocking("drawing of a file", move |_| {
            let bytes = match typed {
                Some(text) => Ok(text.to_string().into_bytes()),
                None => bytes_of(&*fs, &path),
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let read = bytes.and_then(|bytes| import::read(&name, &bytes).map_err(|error| error.to_string()));
            // The workspace may be gone.
            sender.send(Event::SketchImported(Box::new(Imported { path, read }))).ok();
        });
        task.detach();
        Ok(())
    }

    /// Shows what a file became.
    pub(crate) fn sketch_imported(&mut self, imported: Imported) {
        let Imported { path, read } = imported;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read {
            Ok((sketch, problems)) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let title = self.free_sketch_name(&stem);
                self.new_sketch(&title, Sketch { name: title.clone(), ..sketch });
                if let Some(first) = problems.first() {
                    let more = match problems.len() {
                        1 => String::new(),
                        count => format!(" And {} more.", count - 1),
                    };
                    let notice = NewNotice::warning(format!("Not all of “{name}” is in the sketch"));
                    self.notify(notice.detail(format!("{}.{more}", first.message)));
                }
            }
            Err(why) => {
                self.notify(NewNotice::error(format!("“{name}” did not become a sketch")).detail(why));
            }
        }
    }
}
