//! `justbuilt sketch render`, `import` and `export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use justbuilt_sketch::excalidraw;
use justbuilt_sketch::file;
use justbuilt_sketch::render::picture::{self, Format, Look};
use justbuilt_sketch::render::raster;
use justbuilt_sketch::scene::Sketch;

use super::{PartArgs, open, tell, write};
use crate::ai::{say, usage};

/// Paints a drawing.
#[derive(Args)]
pub struct RenderArgs {
    /// A drawing.
    #[arg(value_name = "FILE")]
    drawing: PathBuf,
    /// The picture to write: .png or .svg.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Pixels per px of the drawing (PNG).
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Puts the drawing itself into the picture, so that Excalidraw and this editor open it again.
    #[arg(long)]
    embed: bool,
    /// Writes words as the outlines of their letters, for where their fonts are missing (SVG).
    #[arg(long)]
    outlines: bool,
    #[command(flatten)]
    part: PartArgs,
}

/// Makes sketches of drawings of other programs, one file each.
#[derive(Args)]
pub struct ImportArgs {
    /// .excalidraw, .excalidrawlib, PNG or SVG with a drawing inside, .svg, .mmd, .txt.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A folder for the sketches, or the sketch to write when there is one file.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
}

/// Writes a sketch as another program's file.
#[derive(Args)]
pub struct ExportArgs {
    /// A drawing.
    #[arg(value_name = "FILE")]
    drawing: PathBuf,
    /// .excalidraw, .excalidrawlib, .svg, .png or .sketch.json.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    part: PartArgs,
}

/// Runs `render`.
pub fn render(args: &RenderArgs) -> anyhow::Result<ExitCode> {
    let sketch = open(&args.drawing)?;
    let (page, frame) = args.part.find(&sketch)?;
    let look = Look { scale: args.scale, scene: args.embed, outlines: args.outlines, ..look_of(&args.out)? };
    paint(&sketch, page, frame.as_ref(), &look, &args.out)?;
    Ok(ExitCode::SUCCESS)
}

/// How a picture of this name is made.
fn look_of(out: &Path) -> anyhow::Result<Look> {
    let format = match ending(out).as_str() {
        "svg" => Format::Svg,
        "png" => Format::Png,
        other => return Err(usage(format!("--out: pictures are .png or .svg, not .{other}"))),
    };
    Ok(Look { format, ..Look::default() })
}

/// Paints a page, or the part of it that a frame shows, to a file.
fn paint(
    sketch: &Sketch,
    page: usize,
    frame: Option<&justbuilt_sketch::scene::ElementId>,
    look: &Look,
    out: &Path,
) -> anyhow::Result<()> {
    if !(look.scale.is_finite() && (0.01..=64.0).contains(&look.scale)) {
        return Err(usage("--scale is from 0.01 to 64"));
    }
    let elements = sketch.pages.get(page).map(|page| page.elements.as_slice()).unwrap_or_default();
    let frame = frame.and_then(|id| elements.iter().find(|element| element.id == *id));
    let fonts = raster::Fonts::new(justbuilt_ui::fonts::faces().map(<[u8]>::to_vec));
    let look = Look { view: frame.map(|frame| frame.rect()), ..*look };
    let (picture, problems) = picture::make(sketch, page, &look, Some(&fonts))?;
    tell(out, &problems);
    write(Some(out), &picture)
}

/// The ending of a file's name, small.
fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

/// Runs `import`.
pub fn import(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let one = args.out.to_string_lossy().ends_with(".sketch.json");
    if one && args.files.len() > 1 {
        return Err(usage("--out is one sketch, but there are several files: name a folder"));
    }
    let mut failed = false;
    for path in &args.files {
        let out = match one {
            true => args.out.clone(),
            false => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                args.out.join(format!("{}.sketch.json", stem.trim_end_matches(".sketch")))
            }
        };
        if out.exists() {
            return Err(usage(format!("{} is there already: move it, or name another place", out.display())));
        }
        match open(path).and_then(|sketch| write(Some(&out), file::write(&sketch).as_bytes())) {
            Ok(()) => say(&format!("{}", out.display())),
            Err(error) => {
                failed = true;
                crate::report(&error);
            }
        }
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Runs `export`.
pub fn export(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let sketch = open(&args.drawing)?;
    let (page, frame) = args.part.find(&sketch)?;
    match ending(&args.out).as_str() {
        "svg" | "png" => {
            let look = Look { scene: true, ..look_of(&args.out)? };
            paint(&sketch, page, frame.as_ref(), &look, &args.out)?;
        }
        "excalidraw" => write(Some(&args.out), excalidraw::write_scene(&sketch, page).as_bytes())?,
        "excalidrawlib" => write(Some(&args.out), excalidraw::write_library(&sketch).as_bytes())?,
        _ if args.out.to_string_lossy().ends_with(".sketch.json") => {
            write(Some(&args.out), file::write(&sketch).as_bytes())?;
        }
        other => {
            return Err(usage(format!(
                "--out: there are .excalidraw, .excalidrawlib, .svg, .png and .sketch.json, not .{other}"
            )));
        }
    }
    Ok(ExitCode::SUCCESS)
}
