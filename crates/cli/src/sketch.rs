//! `justbuilt sketch`: drawings without a window. What a drawing is and what it becomes is in the crate `sketch`; here
//! are files, arguments and words.

mod code;
mod pictures;
mod shapes;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use justbuilt_base::Diagnostic;
use justbuilt_sketch::import;
use justbuilt_sketch::scene::{ElementId, Kind, Page, Sketch};

use crate::ai::{say, usage};

/// What to do with drawings.
#[derive(Args)]
pub struct SketchArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes code of a drawing. Changes by hand in code made before are kept.
    ToCode(code::ToCodeArgs),
    /// Paints a drawing: PNG or SVG.
    Render(pictures::RenderArgs),
    /// Makes sketches of drawings of other programs: Excalidraw's (also inside PNG and SVG), SVG, Mermaid, text.
    Import(pictures::ImportArgs),
    /// Writes a sketch as another program's file: .excalidraw, .excalidrawlib, .svg, .png.
    Export(pictures::ExportArgs),
    /// Says what shapes pen strokes are.
    Recognise(shapes::RecogniseArgs),
    /// Infers the layout of boxes, and says which boxes it would give back.
    Layout(shapes::LayoutArgs),
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or holds no drawing.
pub fn run(args: &SketchArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::ToCode(args) => code::run(args),
        Command::Render(args) => pictures::render(args),
        Command::Import(args) => pictures::import(args),
        Command::Export(args) => pictures::export(args),
        Command::Recognise(args) => shapes::recognise(args),
        Command::Layout(args) => shapes::layout(args),
    }
}

/// Which part of a drawing.
#[derive(Args)]
struct PartArgs {
    /// A page: its name, or its number from 1 (default: the first).
    #[arg(long, value_name = "PAGE")]
    page: Option<String>,
    /// A frame of it: its name or id.
    #[arg(long, value_name = "FRAME")]
    frame: Option<String>,
}

impl PartArgs {
    /// The index of the page, and the frame.
    fn find(&self, sketch: &Sketch) -> anyhow::Result<(usize, Option<ElementId>)> {
        let number = |name: &str| name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let page = match &self.page {
            None => 0,
            Some(name) => sketch
                .pages
                .iter()
                .position(|page| page.name == *name)
                .or_else(|| number(name).filter(|index| *index < sketch.pages.len()))
                .ok_or_else(|| {
                    let names: Vec<&str> = sketch.pages.iter().map(|page| page.name.as_str()).collect();
                    usage(format!("there is no page {name:?}; there are {}", names.join(", ")))
                })?,
        };
        let Some(name) = &self.frame else { return Ok((page, None)) };
        let frames = || frames(sketch.pages.get(page));
        let found = frames().find(|(id, title)| title == name || id.as_str() == name);
        let found = found.map(|(id, _)| id.clone()).ok_or_else(|| {
            let names: Vec<&str> = frames().map(|(_, title)| title).collect();
            usage(format!("there is no frame {name:?} on that page; there are: {}", names.join(", ")))
        })?;
        Ok((page, Some(found)))
    }
}

/// Frames of a page with their names.
fn frames(page: Option<&Page>) -> impl Iterator<Item = (&ElementId, &str)> {
    let elements = page.into_iter().flat_map(|page| &page.elements);
    let frames = elements.filter(|element| element.kind == Kind::Frame);
    frames.map(|frame| (&frame.id, frame.name.as_deref().unwrap_or(frame.id.as_str())))
}

/// Reads a drawing and says what was left out.
fn open(path: &Path) -> anyhow::Result<Sketch> {
    let bytes = read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (sketch, problems) =
        import::read(&name, &bytes).with_context(|| format!("could not read {}", path.display()))?;
    tell(path, &problems);
    Ok(sketch)
}

/// The bytes of a file; `-` is the standard input.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("could not read the standard input")?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|error| usage(format!("could not read {}: {error}", path.display())))
}

/// Says on the standard error what was left out of a file.
fn tell(path: &Path, problems: &[Diagnostic]) {
    for problem in problems {
        let line = problem.line.map(|line| format!(":{}", line + 1)).unwrap_or_default();
        say(&format!("{}{line}: {}", path.display(), problem.message));
    }
}

/// Writes a file, through a temporary one beside it, so that what was there stays until all is written; without a path
/// to the standard output.
fn write(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    let Some(path) = path else {
        std::io::stdout().lock().write_all(bytes).context("could not write to the standard output")?;
        return Ok(());
    };
    let failed = || format!("could not write {}", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(failed)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".justbuilt-new");
    let beside: PathBuf = path.with_file_name(name);
    std::fs::write(&beside, bytes).with_context(failed)?;
    std::fs::rename(&beside, path).with_context(failed)
}
