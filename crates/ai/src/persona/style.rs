//! Style that is measured: limits as data, and what an edited text breaks of them. Pure functions over text; running
//! formatters and lints, which a check names too, is the caller's. Functions are found by words and braces, or by
//! indentation, not by a parser: good enough to count lines, and the same in every place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rights::Glob;

mod lexical;

use lexical::{Family, Lines};

/// How a persona writes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Rules in words, each a sentence.
    pub rules: Vec<String>,
    /// What it prefers.
    pub prefers: Vec<String>,
    /// What it stays away from.
    pub avoids: Vec<String>,
    /// How much it comments, from 0 to 100.
    pub comments: u8,
    /// How much it tests, from 0 to 100.
    pub tests: u8,
    /// What is measured.
    pub checks: Vec<Check>,
}

/// Limits for some files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Check {
    /// Which files, as a glob.
    pub files: String,
    /// Characters of a line.
    pub line: Option<u32>,
    /// Lines of a function, its first and last included.
    pub function: Option<u32>,
    /// Lines of a file.
    pub file: Option<u32>,
    /// Comment lines among the lines that are not empty, in percent.
    pub comments: Option<Share>,
    /// Texts that must not be in code; comments and texts in quotes do not count.
    pub forbid: Vec<String>,
    /// The command that formats these files, word by word. Run by the caller.
    pub formatter: Vec<String>,
    /// Lints that must be clean, each a command. Run by the caller.
    pub lints: Vec<String>,
}

/// From and to, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Share {
    /// At least.
    pub least: u8,
    /// At most.
    pub most: u8,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Characters of a line.
    Line,
    /// Lines of a function.
    Function,
    /// Lines of a file.
    File,
    /// Share of comments.
    Comments,
    /// A text that must not be there.
    Forbidden,
}

/// A place that breaks a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which limit.
    pub rule: Rule,
    /// The line, from 1.
    pub line: u32,
    /// What was measured: characters, lines, percent, or how often.
    pub measured: u32,
    /// What is allowed.
    pub allowed: u32,
    /// Said to a person, and to the model that shall mend it.
    pub message: String,
}

impl Check {
    /// What is wrong with the check itself.
    pub(super) fn wrong(&self) -> Option<String> {
        if let Err(error) = Glob::new(&self.files) {
            return Some(format!("a check of style: {error}"));
        }
        let share = self.comments.filter(|share| share.least > share.most || share.most > 100);
        share.map(|share| format!("comments from {} to {} % is no range", share.least, share.most))
    }
}

/// Measures `text`, the file at `path` after an edit, and says what breaks a limit. With `changed` (lines from 1, the
/// end excluded) only what lies in those lines or reaches into them counts; what was bad before is not the edit's.
pub fn evaluate(style: &Style, path: &str, text: &str, changed: Option<&[Range<u32>]>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let family = Family::of(path);
    let lines = Lines::read(text, family);
    let touched = |range: Range<u32>| {
        changed.is_none_or(|changed| changed.iter().any(|one| one.start < range.end && range.start < one.end))
    };
    for check in &style.checks {
        if Glob::new(&check.files).is_ok_and(|glob| glob.matches(path, false)) {
            one(check, &lines, &touched, &mut findings);
        }
    }
    findings.sort_by_key(|finding| (finding.line, finding.rule));
    findings
}

fn one(check: &Check, lines: &Lines<'_>, touched: &dyn Fn(Range<u32>) -> bool, findings: &mut Vec<Finding>) {
    let mut push = |rule, line, measured, allowed, message| {
        findings.push(Finding { rule, line, measured, allowed, message });
    };
    for (number, line) in (1u32..).zip(&lines.lines) {
        if !touched(number..number + 1) {
            continue;
        }
        if let Some(allowed) = check.line {
            let measured = count(line.text.chars().count());
            if measured > allowed {
                let message = format!("the line has {measured} characters; {allowed} are allowed");
                push(Rule::Line, number, measured, allowed, message);
            }
        }
        for word in check.forbid.iter().filter(|word| !word.is_empty()) {
            let measured = count(line.code.matches(word.as_str()).count());
            if measured > 0 {
                push(Rule::Forbidden, number, measured, 0, format!("{word} must not be used here"));
            }
        }
    }
    if let Some(allowed) = check.function {
        for function in &lines.functions {
            let measured = function.end - function.start;
            if measured > allowed && touched(function.clone()) {
                let message = format!("the function has {measured} lines; {allowed} are allowed: split it");
                push(Rule::Function, function.start, measured, allowed, message);
            }
        }
    }
    let all = count(lines.lines.len());
    if !touched(1..all + 1) {
        return;
    }
    if let Some(allowed) = check.file.filter(|allowed| all > *allowed) {
        push(
            Rule::File,
            1,
            all,
            allowed,
            format!("the file has {all} lines; {allowed} are allowed: split it"),
        );
    }
    let full = count(lines.lines.iter().filter(|line| !line.text.trim().is_empty()).count());
    // A share of a few lines says nothing.
    if let Some(share) = check.comments.filter(|_| full >= 10 && lines.family != Family::None) {
        let measured = count(lines.lines.iter().filter(|line| line.comment).count()) * 100 / full;
        let (least, most) = (u32::from(share.least), u32::from(share.most));
        if measured < least {
            push(
                Rule::Comments,
                1,
                measured,
                least,
                format!("{measured} % of the lines are comments; at least {least} % is asked"),
            );
        } else if measured > most {
            push(
                Rule::Comments,
                1,
                measured,
                most,
                format!("{measured} % of the lines are comments; at most {most} % is allowed"),
            );
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
