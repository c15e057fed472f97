//! `justbuilt sketch to-code`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use justbuilt_sketch::code::export::{self, Plan};
use justbuilt_sketch::code::{self, File, Target};
use justbuilt_sketch::layout;
use justbuilt_sketch::scene::Page;

use super::{PartArgs, open, tell, write};
use crate::ai::{say, usage};

/// Makes code of a drawing.
///
/// A folder gets the files and a record of them (.sketch-code.json), so that the next export keeps what was changed by
/// hand. Exit code 0 when all went well, 1 when the drawing and somebody changed the same lines (they are marked in
/// the files), 2 for wrong arguments.
#[derive(Args)]
pub struct ToCodeArgs {
    /// A drawing: .sketch.json, .excalidraw, or what `sketch import` reads; `-` reads .sketch.json from the standard
    /// input.
    #[arg(value_name = "FILE")]
    drawing: PathBuf,
    /// html, tailwind, react, react-tailwind, svelte or egui.
    #[arg(long, value_name = "TARGET", default_value = "html", value_parser = target)]
    target: Target,
    /// A folder, or the main file in it (index.html); without it the main file goes to the standard output.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Says what would be written, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints JSON: "written", "removed", "kept" and "conflicts" with "path" and "line".
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    part: PartArgs,
}

fn target(name: &str) -> Result<Target, String> {
    let names: Vec<&str> = Target::ALL.into_iter().map(Target::name).collect();
    Target::of(name).ok_or_else(|| format!("there are {}", names.join(", ")))
}

/// Runs the command.
pub fn run(args: &ToCodeArgs) -> anyhow::Result<ExitCode> {
    let sketch = open(&args.drawing)?;
    let (page, frame) = args.part.find(&sketch)?;
    let empty = Page::default();
    let page = sketch.pages.get(page).unwrap_or(&empty);
    let first = super::frames(Some(page)).next().map(|(id, _)| id.clone());
    let (tree, problems) = layout::infer(&sketch, page, frame.or(first).as_ref());
    tell(&args.drawing, &problems);
    let mut files = code::generate(&tree, args.target);
    let Some(out) = &args.out else {
        let main = files.first().context("there is nothing to be written")?;
        write(None, main.text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let folder = folder(out, &mut files)?;
    let plan = plan(&folder, &files)?;
    if !args.dry_run {
        carry_out(&folder, &plan)?;
    }
    report(args, &folder, &plan)?;
    Ok(if plan.conflicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The folder that `out` means; when it names the main file, that gets its name.
fn folder(out: &Path, files: &mut [File]) -> anyhow::Result<PathBuf> {
    if out.is_dir() || out.extension().is_none() {
        return Ok(out.to_owned());
    }
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let main = files.first_mut().context("there is nothing to be written")?;
    let ends = |path: &str| Path::new(path).extension().map(ToOwned::to_owned);
    if ends(&name) != ends(&main.path) {
        return Err(usage(format!("--out {name}: the main file of this target is {}", main.path)));
    }
    main.path = name.into_owned();
    Ok(out.parent().unwrap_or(Path::new("")).to_owned())
}

/// Looks at what is there.
fn plan(folder: &Path, files: &[File]) -> anyhow::Result<Plan> {
    let text = |path: &str| match std::fs::read(folder.join(path)) {
        Ok(bytes) => export::read_there(path, bytes).map(Some).ok_or_else(|| {
            usage(format!("{} is no text: it is in the way of the code", folder.join(path).display()))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(usage(format!("could not read {}: {error}", folder.join(path).display()))),
    };
    let record = text(export::RECORD)?;
    let mut there = Vec::new();
    for path in export::paths(record.as_deref(), files) {
        if let Some(text) = text(&path)? {
            there.push((path, text));
        }
    }
    Ok(export::plan(record.as_deref(), &there, files))
}

fn carry_out(folder: &Path, plan: &Plan) -> anyhow::Result<()> {
    for (path, text) in &plan.writes {
        write(Some(&folder.join(path)), plan.bytes(path, text))?;
    }
    for path in &plan.removes {
        let path = folder.join(path);
        std::fs::remove_file(&path).with_context(|| format!("could not remove {}", path.display()))?;
    }
    Ok(())
}

fn report(args: &ToCodeArgs, folder: &Path, plan: &Plan) -> anyhow::Result<()> {
    let written: Vec<&str> = plan.writes.iter().map(|(path, _)| path.as_str()).collect();
    let line = |path: &str, byte: usize| {
        let text = plan.writes.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        text.and_then(|text| text.get(..byte)).unwrap_or_default().matches('\n').count() + 1
    };
    if args.json {
        let conflicts: Vec<_> = plan
            .conflicts
            .iter()
            .flat_map(|(path, conflicts)| conflicts.iter().map(move |conflict| (path, conflict.at.start)))
            .map(|(path, byte)| serde_json::json!({"path": path, "line": line(path, byte)}))
            .collect();
        let all = serde_json::json!({
            "written": written, "removed": plan.removes, "kept": plan.kept, "conflicts": conflicts,
        });
        writeln!(std::io::stdout().lock(), "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    for path in &written {
        say(&format!("{}", folder.join(path).display()));
    }
    for path in &plan.removes {
        say(&format!("removed {}", folder.join(path).display()));
    }
    for path in &plan.kept {
        say(&format!("kept what was changed by hand in {}", folder.join(path).display()));
    }
    for (path, conflicts) in &plan.conflicts {
        for conflict in conflicts {
            let line = line(path, conflict.at.start);
            say(&format!("conflict at {}:{line}", folder.join(path).display()));
        }
    }
    Ok(())
}
