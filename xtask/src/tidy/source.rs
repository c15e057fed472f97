//! Rules about one source file at a time: its length, its first line, its name, its attributes.

use super::lexer::has_word;
use super::{Finding, Tree};

/// Longest file, in lines.
const MAX_LINES: usize = 800;
/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] = &["util", "utils", "misc", "helper", "helpers"];

/// No Rust file is longer than [`MAX_LINES`].
pub fn files_are_short(tree: &Tree) -> Vec<Finding> {
    let long = |count: usize| format!("{count} lines, {MAX_LINES} is the end");
    tree.rust()
        .map(|(file, _)| (file, file.text.lines().count()))
        .filter(|(_, count)| *count > MAX_LINES)
        .map(|(file, count)| {
            Finding::file(
                &file.path,
                long(count),
                "Split it by what its parts are for: foo.rs + foo/part.rs.",
            )
        })
        .collect()
}

/// Every Rust file opens with `//!`.
pub fn files_open_with_docs(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|(file, _)| {
            !file
                .text
                .lines()
                .next()
                .is_some_and(|line| line.trim_end().len() > 4 && line.starts_with("//! "))
        })
        .map(|(file, _)| {
            Finding::at(
                &file.path,
                0,
                "the first line is no `//!`",
                "Open with what the file is for and what it is not.",
            )
        })
        .collect()
}

/// No file or folder has a name that says nothing.
pub fn files_have_telling_names(tree: &Tree) -> Vec<Finding> {
    tree.paths
        .iter()
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            EMPTY_NAMES.contains(&name.split('.').next().unwrap_or_default())
        })
        .map(|path| Finding::file(path, "a name that says nothing", "Name it after what it holds."))
        .collect()
}

/// No attribute silences a lint or a test.
pub fn no_silenced_lints_or_tests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (line, attribute) in rust.attributes() {
            let compact: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
            if compact.match_indices("allow(").any(|(at, _)| super::lexer::is_word_at(&compact, at, "allow"))
            {
                findings.push(Finding::at(
                    &file.path,
                    line,
                    "an `allow` attribute",
                    "Mend the cause, or say why: #[expect(lint, reason = \"…\")].",
                ));
            }
            if has_word(&compact, "ignore")
                && (compact.starts_with("ignore") || compact.starts_with("cfg_attr"))
            {
                findings.push(Finding::at(
                    &file.path,
                    line,
                    "an ignored test",
                    "Mend the test, or remove it: one that never runs proves nothing.",
                ));
            }
        }
    }
    findings
}

/// Tests wait for events, not for time to pass.
pub fn tests_do_not_sleep(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let tests = rust.test_lines();
        for (number, line) in rust.lines() {
            let is_test = file.is_test() || tests.get(number).copied().unwrap_or(false);
            if is_test
                && ["thread::sleep", "time::sleep", "sleep_until"].iter().any(|call| line.contains(call))
            {
                findings.push(Finding::at(
                    &file.path,
                    number,
                    "a test that sleeps",
                    "Move a ManualClock, run a ManualSpawner until idle, or wait on a channel.",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests;
