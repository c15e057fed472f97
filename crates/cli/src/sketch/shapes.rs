//! `justbuilt sketch recognise` and `justbuilt sketch layout`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use justbuilt_sketch::layout::{boxes, print, solve};
use justbuilt_sketch::recognise::{self, Settings, read_strokes};

use super::{read, tell};

/// Says what shapes pen strokes are. Strokes that are no shape stay `freehand`.
#[derive(Args)]
pub struct RecogniseArgs {
    /// JSON: a list of strokes; a stroke is a list of `[x, y]`, `[x, y, pressure]` or `{"x", "y"}`. `-` is the standard
    /// input.
    #[arg(value_name = "STROKES.json")]
    strokes: PathBuf,
    /// Prints JSON, one shape a line.
    #[arg(long)]
    json: bool,
}

/// Infers the layout of boxes, and prints the tree and the boxes it would give back.
#[derive(Args)]
pub struct LayoutArgs {
    /// JSON: a list of `[x, y, width, height]` or `{"x", "y", "width", "height"}`. `-` is the standard input.
    #[arg(value_name = "BOXES.json")]
    boxes: PathBuf,
    /// Prints JSON: "tree" and "boxes".
    #[arg(long)]
    json: bool,
}

/// Runs `recognise`.
pub fn recognise(args: &RecogniseArgs) -> anyhow::Result<ExitCode> {
    let text = String::from_utf8(read(&args.strokes)?).context("the strokes are no text")?;
    let (strokes, problems) = read_strokes(&text)?;
    tell(&args.strokes, &problems);
    let mut out = std::io::stdout().lock();
    for drawn in recognise::strokes(&strokes, &Settings::default()) {
        if args.json {
            writeln!(out, "{}", drawn.to_json())?;
            continue;
        }
        let which: Vec<String> = drawn.strokes.iter().map(|stroke| (stroke + 1).to_string()).collect();
        let what = match &drawn.found {
            Some(found) => format!("{} ({:.0} %)", found.shape.name(), found.sure * 100.0),
            None => "freehand".to_owned(),
        };
        writeln!(out, "stroke {}: {what}", which.join(" + "))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `layout`.
pub fn layout(args: &LayoutArgs) -> anyhow::Result<ExitCode> {
    let text = String::from_utf8(read(&args.boxes)?).context("the boxes are no text")?;
    let tree = boxes::layout(&boxes::read(&text)?);
    let back = solve::boxes(&tree, tree.width);
    let mut out = std::io::stdout().lock();
    if args.json {
        let back: Vec<_> = back
            .iter()
            .map(|(id, at)| serde_json::json!({"id": id, "box": [at.x0, at.y0, at.width(), at.height()]}))
            .collect();
        let all = serde_json::json!({"tree": print::text(&tree), "boxes": back});
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{}", print::text(&tree).trim_end())?;
    for (id, at) in back {
        writeln!(out, "{id}: {} {} {} {}", at.x0, at.y0, at.width(), at.height())?;
    }
    Ok(ExitCode::SUCCESS)
}
