//! From the start of the process to the first frame, in a real window where there is a display.

use std::path::PathBuf;
use std::process::Command as Process;

use crate::Lab;
use crate::inputs;
use crate::report::{Row, Samples};

/// The editor's binary, built with the same profile as this one.
fn binary() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?.with_file_name("justbuilt");
    path.is_file().then_some(path)
}

/// Opens a small project in a window under Xvfb and reads the times it wrote.
pub fn start(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let what = "process start → first frame without window and GPU";
    let root = lab.path("small");
    inputs::tree(&root, 50)?;
    let Some(binary) = binary() else {
        return Ok(vec![
            Row::reported(what, f64::NAN, "ms").note("the binary is not built with this profile"),
        ]);
    };
    let timings = lab.path("timings.json");
    let home = lab.path("home");
    let (mut ours, mut gpu, mut all) = (Vec::new(), Vec::new(), Vec::new());
    let mut memory = 0.0;
    for _ in 0..lab.size(7, 1) {
        let mut process =
            if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
                Process::new(&binary)
            } else {
                let mut xvfb = Process::new("xvfb-run");
                xvfb.args(["-a", "-s", "-screen 0 1280x800x24"]).arg(&binary);
                xvfb
            };
        process.arg("open").arg(&root).arg("--exit-after-first-frame").arg("--timings").arg(&timings);
        process.arg("--home").arg(&home).env("JUSTBUILT_GPU", "software");
        let output = match process.output() {
            Ok(output) => output,
            Err(error) => {
                return Ok(vec![Row::reported(what, f64::NAN, "ms").note(format!("no display: {error}"))]);
            }
        };
        anyhow::ensure!(
            output.status.success(),
            "the editor failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let read: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&timings)?)?;
        let number = |key: &str| read.get(key).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
        ours.push(number("first_frame_without_gpu_ms"));
        gpu.push(number("gpu_setup_ms"));
        all.push(number("first_frame_ms"));
        memory = number("resident_bytes") / 1e6;
    }
    let (ours, gpu, all) = (Samples::new(ours), Samples::new(gpu), Samples::new(all));
    Ok(vec![
        Row::at_most(format!("{what}, median"), ours.percentile(50.0), "ms", 60.0).note(ours.note()),
        Row::reported("window and GPU set-up on lavapipe, median", gpu.percentile(50.0), "ms"),
        Row::reported("process start → first frame, median", all.percentile(50.0), "ms"),
        Row::reported("resident memory, small project", memory, "MB"),
    ])
}
