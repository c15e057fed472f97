//! Rows of results, as a table for people and as JSON for machines. Measures nothing.

use serde::{Deserialize, Serialize};

/// Whether a bar was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The value is within the bar.
    Met,
    /// It is not.
    Missed,
    /// There is no bar, or nothing to compare with on this machine.
    Reported,
}

/// One result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The value, in `unit`.
    pub value: f64,
    /// `ms`, `MB`, `×`, `frames`.
    pub unit: String,
    /// The largest value that is good enough.
    pub bar: Option<f64>,
    /// Whether it was met.
    pub verdict: Verdict,
    /// Details: other percentiles, a peer's value, sizes.
    pub note: String,
}

impl Row {
    /// A value that must not be larger than `bar`.
    pub fn at_most(what: impl Into<String>, value: f64, unit: &str, bar: f64) -> Self {
        let verdict = if value <= bar { Verdict::Met } else { Verdict::Missed };
        Self { what: what.into(), value, unit: unit.to_owned(), bar: Some(bar), verdict, note: String::new() }
    }

    /// A value without a bar.
    pub fn reported(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit: unit.to_owned(),
            bar: None,
            verdict: Verdict::Reported,
            note: String::new(),
        }
    }

    /// Forgets the bar.
    pub fn unjudged(&mut self) {
        (self.bar, self.verdict) = (None, Verdict::Reported);
    }

    /// Adds details.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// A table with one line a row.
pub fn table(rows: &[Row]) -> String {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let bar = row.bar.map_or_else(|| "–".to_owned(), |bar| format!("≤ {} {}", number(bar), row.unit));
            let verdict = match row.verdict {
                Verdict::Met => "met",
                Verdict::Missed => "MISSED",
                Verdict::Reported => "",
            };
            [
                row.what.clone(),
                format!("{} {}", number(row.value), row.unit),
                bar,
                verdict.to_owned(),
                row.note.clone(),
            ]
        })
        .collect();
    let head = ["what", "measured", "bar", "", "note"].map(str::to_owned);
    let mut widths = [0_usize; 5];
    for line in cells.iter().chain(std::iter::once(&head)) {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for line in std::iter::once(&head).chain(&cells) {
        for (cell, width) in line.iter().zip(widths) {
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

fn number(value: f64) -> String {
    if value == 0.0 || value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// What one frame took, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// By the clock on the wall.
    pub wall: f64,
    /// Of that, waiting while others had the processors, as far as the system says.
    pub waited: f64,
    /// Of that, on a processor, as far as the system says.
    pub worked: f64,
    /// How often the thread gave its processor away meanwhile.
    pub yielded: f64,
}

impl Frame {
    /// What the frame took of its own doing, in milliseconds: its work, and what it waited for (locks, memory, the
    /// disk). Not that others had its processor, be it programs here or, on a virtual machine, there: a frame that
    /// never gave its processor away took what it worked.
    pub fn own(&self) -> f64 {
        let most = (self.wall - self.waited).max(0.0);
        if self.yielded == 0.0 && self.worked > 0.0 { self.worked.min(most) } else { most }
    }
}

/// What the system knows of a thread; zeros where it does not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thread {
    /// Milliseconds on a processor.
    worked: f64,
    /// Milliseconds of waiting for one.
    waited: f64,
    /// How often it gave its processor away: it waited for something that others hold.
    yielded: f64,
}

impl Thread {
    /// This thread as it is.
    pub fn now() -> Self {
        // Time on a processor (late by up to a tick), time waiting for one, both in nanoseconds, and a count.
        let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let waited = number_at(&schedule, 1) / 1e6;
        // See proc_pid_status(5).
        let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        let yielded = line.map_or(0.0, |line| number_at(line, 0));
        // The last thing, so that reading the rest is not in it.
        Self { worked: worked(), waited, yielded }
    }

    /// A frame that took `wall` milliseconds since then.
    pub fn frame(self, wall: f64) -> Frame {
        let worked = worked() - self.worked;
        let now = Self::now();
        Frame { wall, waited: now.waited - self.waited, worked, yielded: now.yielded - self.yielded }
    }
}

fn number_at(words: &str, index: usize) -> f64 {
    words.split_whitespace().nth(index).and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

#[cfg(unix)]
fn worked() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[cfg(not(unix))]
fn worked() -> f64 {
    0.0
}

/// Percentiles of a set of samples.
#[derive(Clone, Debug)]
pub struct Samples {
    sorted: Vec<f64>,
    /// The largest by [`Frame::own`], and its place among them.
    own: Option<(usize, Frame)>,
}

impl Samples {
    /// Samples in any order; must not be empty.
    pub fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self { sorted: samples, own: None }
    }

    /// The wall times of frames.
    pub fn of_frames(frames: &[Frame]) -> Self {
        let own = frames.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.own().total_cmp(&b.own()));
        Self { own, ..Self::new(frames.iter().map(|frame| frame.wall).collect()) }
    }

    /// The value below which `percent` of the samples lie (nearest rank).
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.sorted.len() as f64).ceil() as usize;
        self.sorted.get(rank.clamp(1, self.sorted.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
    }

    /// The largest by [`Frame::own`].
    pub fn worst(&self) -> f64 {
        self.own.map_or_else(|| self.percentile(100.0), |(_, frame)| frame.own())
    }

    /// The usual three as a note.
    pub fn note(&self) -> String {
        let mut note = format!(
            "by the clock p50 {:.2}, p99 {:.2}, max {:.2} of {}",
            self.percentile(50.0),
            self.percentile(99.0),
            self.percentile(100.0),
            self.sorted.len()
        );
        if let Some((index, worst)) = self.own {
            note.push_str(&format!(
                "; max of its own doing {:.2} (frame {}: {:.2} on one, gave it away {} times)",
                worst.own(),
                index + 1,
                worst.worked,
                worst.yielded
            ));
        }
        note
    }
}
