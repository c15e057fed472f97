//! The window test: the built editor opens the repository in a real window on a screen in memory, draws a frame,
//! says how long that took, and ends well.

use crate::places::Places;
use crate::{gpu, process};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// Time for the first frame of an unoptimised build on a software GPU.
const FIRST_FRAME: Duration = Duration::from_secs(90);

/// Builds the editor as the tests built it, and opens a window.
///
/// # Errors
/// When it does not build, hangs, fails, or leaves no timings.
pub fn test(places: &Places) -> Result<()> {
    // The same targets as the unit tests: cargo then has built it already, features and all.
    process::run(
        process::cargo()
            .args(["build", "--quiet", "--workspace", "--bins", "--tests"])
            .env("CARGO_TARGET_DIR", places.target())
            .current_dir(&places.root),
    )?;
    let editor = places.target().join("debug/justbuilt");
    let folder = places.fresh("window")?;
    let screen = Screen::start(&folder)?;
    let timings = folder.join("timings.json");
    let mut command = process::command(&editor);
    command.arg("open").arg(&places.root).arg("--exit-after-first-frame").arg("--timings").arg(&timings);
    command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    command.envs(gpu::software_variables());
    for (variable, name) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(variable, folder.join(name));
    }
    let said = folder.join("editor.txt");
    let outcome = process::run_within(&mut command, FIRST_FRAME, &said).and_then(|()| read_timings(&timings));
    match outcome {
        Ok(told) => {
            println!("  first frame: {told}");
            Ok(())
        }
        Err(error) => {
            let said = std::fs::read_to_string(&said).unwrap_or_default();
            bail!("{error:#}\n{}", said.trim_end());
        }
    }
}

/// The timings the editor wrote, as they are.
fn read_timings(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file).context("the editor wrote no timings")?;
    let timings: Value = serde_json::from_str(&text).context("the timings are no JSON")?;
    ensure!(timings.as_object().is_some_and(|fields| !fields.is_empty()), "the timings are empty: {text}");
    Ok(timings.to_string())
}

/// A screen in memory. It ends when this is dropped.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn start(folder: &Path) -> Result<Self> {
        let log: PathBuf = folder.join("xvfb.txt");
        let mut server = process::command("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log)?)
            .spawn()
            .context("starting Xvfb")?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number)?;
        }
        let screen = Self { server, display: format!(":{}", number.trim()) };
        ensure!(
            screen.display.len() > 1,
            "Xvfb did not start: {}",
            std::fs::read_to_string(&log).unwrap_or_default()
        );
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Asked to end it takes its lock and socket along; killed it would leave them.
        if !process::succeeds(process::command("kill").arg(self.server.id().to_string())) {
            self.server.kill().ok();
        }
        self.server.wait().ok();
    }
}

#[cfg(test)]
mod tests {
    //! Timings that are none.
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("justbuilt-xtask-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_screen_comes_and_goes() {
        if process::find("Xvfb").is_none() {
            println!("skipped: no Xvfb");
            return;
        }
        let screen = Screen::start(&scratch("screen")).unwrap();
        let socket = PathBuf::from(screen.display.replace(':', "/tmp/.X11-unix/X"));
        assert!(socket.exists(), "{}", screen.display);
        drop(screen);
        assert!(!socket.exists(), "{}", socket.display());
    }

    #[test]
    fn empty_timings_are_none() {
        let file = scratch("timings").join("t.json");
        assert!(read_timings(&file).is_err());
        std::fs::write(&file, "{}").unwrap();
        assert!(read_timings(&file).is_err());
        std::fs::write(&file, "{\"first_frame_ms\": 12}").unwrap();
        assert_eq!(read_timings(&file).unwrap(), "{\"first_frame_ms\":12}");
    }
}
