//! Stages one after the other, each with its time and outcome, and the table at the end.

use anyhow::{Error, Result, bail};
use std::time::{Duration, Instant};

/// How a stage ended.
#[derive(Debug)]
pub enum Outcome {
    /// All good.
    Passed,
    /// What was wrong.
    Failed(Error),
    /// Why it was not run.
    Skipped(String),
}

/// What a stage that could not run says instead of passing.
#[derive(Debug)]
pub struct Skip(pub String);

impl std::fmt::Display for Skip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skip {}

/// The stages run so far.
#[derive(Debug, Default)]
pub struct Report {
    stages: Vec<(&'static str, Duration, Outcome)>,
}

impl Report {
    /// Runs a stage and notes how it went. An error made of [`Skip`] counts as not run.
    pub fn stage(&mut self, name: &'static str, run: impl FnOnce() -> Result<()>) {
        println!("\n=== {name}");
        let started = Instant::now();
        let outcome = match run() {
            Ok(()) => Outcome::Passed,
            Err(error) => match error.downcast::<Skip>() {
                Ok(skip) => Outcome::Skipped(skip.0),
                Err(error) => Outcome::Failed(error),
            },
        };
        let time = started.elapsed();
        if let Outcome::Failed(error) = &outcome {
            println!("{error:#}");
        }
        println!("=== {name}: {} ({})", told(&outcome), shown(time));
        self.stages.push((name, time, outcome));
    }

    /// Whether a stage of that name has failed.
    pub fn has_failed(&self, name: &str) -> bool {
        self.stages.iter().any(|(stage, _, outcome)| *stage == name && matches!(outcome, Outcome::Failed(_)))
    }

    /// Prints the table.
    ///
    /// # Errors
    /// When a stage failed.
    pub fn finish(&self) -> Result<()> {
        println!("\n{}", self.table());
        let failed: Vec<&str> = self
            .stages
            .iter()
            .filter(|(_, _, o)| matches!(o, Outcome::Failed(_)))
            .map(|(name, _, _)| *name)
            .collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }

    fn table(&self) -> String {
        let mut text = String::from("stage      time     outcome\n");
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        let mut all = Duration::ZERO;
        for (name, time, outcome) in &self.stages {
            text.push_str(&format!("{name:<10} {:>7}  {}\n", shown(*time), told(outcome)));
            all += *time;
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Failed(_) => failed += 1,
                Outcome::Skipped(_) => skipped += 1,
            }
        }
        text.push_str(&format!(
            "all        {:>7}\n\nstages: {passed} passed, {failed} failed, {skipped} skipped",
            shown(all)
        ));
        text
    }
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed(error) => format!("FAILED: {}", first_words(&format!("{error:#}"))),
        Outcome::Skipped(why) => format!("skipped: {why}"),
    }
}

/// The first line, cut where a table would break.
fn first_words(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(100).collect();
    if cut.len() < line.len() { cut + "…" } else { cut }
}

/// Minutes and seconds.
fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{}:{:02} m", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    //! What the table says of each outcome.
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn one_failure_fails_the_whole() {
        let mut report = Report::default();
        report.stage("good", || Ok(()));
        assert!(report.finish().is_ok());
        report.stage("bad", || Err(anyhow!("first line\nsecond")));
        report.stage("absent", || Err(Skip("not installed".to_owned()).into()));
        assert!(report.has_failed("bad") && !report.has_failed("absent") && !report.has_failed("good"));
        assert_eq!(report.finish().unwrap_err().to_string(), "failed: bad");
        let table = report.table();
        assert!(
            table.contains("FAILED: first line\n") && table.contains("skipped: not installed"),
            "{table}"
        );
        assert!(table.ends_with("stages: 1 passed, 1 failed, 1 skipped"), "{table}");
    }

    #[test]
    fn long_errors_are_cut() {
        assert_eq!(first_words(&"é".repeat(100)), "é".repeat(100));
        assert_eq!(first_words(&"é".repeat(101)), "é".repeat(100) + "…");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(shown(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(shown(Duration::from_secs(125)), "2:05 m");
    }
}
