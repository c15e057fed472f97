//! Times of a start and the memory it took, for `--timings`. Measured, never estimated: what the system does
//! not tell is left out.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Serialize;

/// What `--timings` writes. Times are milliseconds since the process started.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Timings {
    /// The window and its graphics device are up.
    pub gpu_ready_ms: Option<f64>,
    /// How much of that was spent on window and graphics device.
    pub gpu_setup_ms: Option<f64>,
    /// The first frame's paint list is done.
    pub first_frame_ms: Option<f64>,
    /// First frame without window and graphics device: what is ours.
    pub first_frame_without_gpu_ms: Option<f64>,
    /// The first frame that shows the opened file's first lines.
    pub first_text_ms: Option<f64>,
    /// Everything asked for is open and idle.
    pub settled_ms: Option<f64>,
    /// Resident memory at the end, bytes.
    pub resident_bytes: Option<u64>,
    /// Largest resident memory so far, bytes.
    pub peak_resident_bytes: Option<u64>,
    /// The graphics adapter.
    pub adapter: Option<String>,
}

/// Collects [`Timings`].
#[derive(Clone, Debug)]
pub struct Stopwatch {
    started: Instant,
    /// What was taken so far.
    pub timings: Timings,
}

impl Stopwatch {
    /// `started` is when the process began.
    pub fn new(started: Instant) -> Self {
        Self { started, timings: Timings::default() }
    }

    /// Milliseconds since the process started.
    pub fn now_ms(&self) -> f64 {
        millis(self.started.elapsed())
    }

    /// Adds memory and writes the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, path: &Path) -> anyhow::Result<()> {
        let memory = memory();
        self.timings.resident_bytes = memory.map(|memory| memory.resident);
        self.timings.peak_resident_bytes = memory.map(|memory| memory.peak);
        let json = serde_json::to_string_pretty(&self.timings)?;
        std::fs::write(path, json + "\n").with_context(|| format!("writing {}", path.display()))
    }
}

/// Milliseconds with a fraction.
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Memory of this process, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Resident now.
    pub resident: u64,
    /// Largest so far.
    pub peak: u64,
}

/// The memory of this process, where the system tells (Linux: `/proc/self/status`).
pub fn memory() -> Option<Memory> {
    parse_status(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn parse_status(status: &str) -> Option<Memory> {
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    };
    Some(Memory { resident: kilobytes("VmRSS")? * 1024, peak: kilobytes("VmHWM")? * 1024 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_status_file() {
        let status = "Name:\tx\nVmHWM:\t   20 kB\nVmRSS:\t   10 kB\n";
        assert_eq!(parse_status(status), Some(Memory { resident: 10 * 1024, peak: 20 * 1024 }));
        assert_eq!(parse_status("Name: x\n"), None);
    }
}
