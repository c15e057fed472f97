//! `justbuilt screenshot`: the window as a PNG, without a window.

use std::path::PathBuf;

use clap::Args;
use justbuilt_app::native::offscreen::Screen;
use justbuilt_app::native::screenshot::{ScreenshotOptions, screenshot};
use justbuilt_workspace::command::Step;

use crate::location::Location;

/// What to take a picture of.
#[derive(Args)]
pub struct ScreenshotArgs {
    /// A folder, or files as `PATH[:LINE[:COLUMN]]`.
    #[arg(value_name = "PATH")]
    paths: Vec<Location>,
    /// The PNG to write.
    #[arg(long, value_name = "FILE.png")]
    out: PathBuf,
    /// Size in physical pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x800", value_parser = size)]
    size: [u32; 2],
    /// Physical pixels per point.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    scale: f32,
    /// `dark`, `light`, or the name of a theme file.
    #[arg(long)]
    theme: Option<String>,
    /// A step to do first: a command id with arguments, `keys CHORD…`, or `type TEXT`. May be repeated.
    #[arg(long = "do", value_name = "STEP")]
    steps: Vec<Step>,
    /// Writes times and memory to this JSON file.
    #[arg(long, value_name = "FILE.json")]
    timings: Option<PathBuf>,
    /// Where settings and session are read from (default: none, so that every run shows the same).
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

fn size(text: &str) -> Result<[u32; 2], String> {
    let parsed = text.split_once('x').and_then(|(w, h)| Some([w.parse().ok()?, h.parse().ok()?]));
    match parsed {
        Some(size @ [w, h]) if (64..=8192).contains(&w) && (64..=8192).contains(&h) => Ok(size),
        _ => Err("write it as WIDTHxHEIGHT, each from 64 to 8192".to_owned()),
    }
}

fn scale(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(scale) if (0.5..=4.0).contains(&scale) => Ok(scale),
        _ => Err("the scale is a number from 0.5 to 4".to_owned()),
    }
}

/// Takes the picture.
pub fn run(args: ScreenshotArgs) -> anyhow::Result<()> {
    screenshot(&ScreenshotOptions {
        paths: args.paths.into_iter().map(Into::into).collect(),
        out: args.out,
        screen: Screen { pixels: args.size, scale: args.scale },
        theme: args.theme,
        steps: args.steps,
        timings: args.timings,
        home: args.home,
    })
}
