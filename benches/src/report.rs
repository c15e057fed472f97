//! Rows of results, as a table for people and as JSON for machines. Measures nothing.

use serde::Serialize;

/// Whether a bar was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The value, in `unit`.
    pub value: f64,
    /// `ms`, `MB`, `×`, `frames`.
    pub unit: &'static str,
    /// The largest value that is good enough.
    pub bar: Option<f64>,
    /// Whether it was met.
    pub verdict: Verdict,
    /// Details: other percentiles, a peer's value, sizes.
    pub note: String,
}

impl Row {
    /// A value that must not be larger than `bar`.
    pub fn at_most(what: impl Into<String>, value: f64, unit: &'static str, bar: f64) -> Self {
        let verdict = if value <= bar { Verdict::Met } else { Verdict::Missed };
        Self { what: what.into(), value, unit, bar: Some(bar), verdict, note: String::new() }
    }

    /// A value without a bar.
    pub fn reported(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, bar: None, verdict: Verdict::Reported, note: String::new() }
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

/// Percentiles of a set of samples.
#[derive(Clone, Debug)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Samples in any order; must not be empty.
    pub fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self(samples)
    }

    /// The value below which `percent` of the samples lie (nearest rank).
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.clamp(1, self.0.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
    }

    /// The usual three as a note.
    pub fn note(&self) -> String {
        format!(
            "p50 {:.2}, p99 {:.2}, max {:.2} of {}",
            self.percentile(50.0),
            self.percentile(99.0),
            self.percentile(100.0),
            self.0.len()
        )
    }
}
