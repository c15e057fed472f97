//! Runs the rules over a text. What a rule is, is in `rules`; what is random, in `judge`.

use std::{ops::Range, sync::Arc};

use regex_automata::Input;

use super::{Scanner, judge, pieces::Joined, rules::Rule};

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, in bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// The rule's id, as the mark will say it: `github-token`.
    pub rule: Arc<str>,
    /// What it is, to people: `GitHub token`.
    pub name: Arc<str>,
    /// Whether only its name makes it suspect, not its format.
    pub weak: bool,
}

/// Bytes that a match at the end of what was looked at may go on.
const MORE: usize = 16 * 1024;

pub(super) fn find(scanner: &Scanner, path: Option<&str>, text: &str) -> Vec<Finding> {
    let settings = path.is_none_or(is_settings);
    let mut findings = pass(scanner, settings, text);
    for joined in Joined::all(text) {
        for finding in pass(scanner, settings, &joined.text) {
            if let Some(range) = joined.original(&finding.range) {
                findings.push(Finding { range, ..finding });
            }
        }
    }
    for finding in &mut findings {
        finding.range = on_boundaries(text, &finding.range);
    }
    apart(findings)
}

/// Whether a file is about settings, where a value needs no quotes.
fn is_settings(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    const EXTENSIONS: &[&str] =
        &["env", "ini", "cfg", "conf", "config", "properties", "yaml", "yml", "toml", "tfvars", "cnf", "txt"];
    name.starts_with(".env") || name.starts_with("dockerfile") || EXTENSIONS.contains(&extension)
}

fn pass(scanner: &Scanner, settings: bool, text: &str) -> Vec<Finding> {
    let bytes = text.as_bytes();
    let mut findings = Vec::new();
    // For each rule what is to be looked at; keywords that are near share it.
    let mut open: Vec<Option<Range<usize>>> = vec![None; scanner.rules.len()];
    for hit in scanner.keywords.find_overlapping_iter(bytes) {
        for index in scanner.wanted_by.get(hit.pattern().as_usize()).into_iter().flatten() {
            let (Some(rule), Some(slot)) = (scanner.rules.get(*index), open.get_mut(*index)) else {
                continue;
            };
            if rule.settings && !settings {
                continue;
            }
            let start = hit.start().saturating_sub(rule.before);
            let end = hit.end().saturating_add(rule.reach).min(bytes.len());
            match slot {
                Some(range) if start <= range.end => range.end = range.end.max(end),
                _ => {
                    if let Some(range) = slot.replace(start..end) {
                        run(rule, text, range, &mut findings);
                    }
                }
            }
        }
    }
    for (rule, range) in scanner.rules.iter().zip(open) {
        if let Some(range) = range {
            run(rule, text, range, &mut findings);
        }
    }
    findings
}

/// Runs one rule over a part of the text.
fn run(rule: &Rule, text: &str, range: Range<usize>, findings: &mut Vec<Finding>) {
    let Some(regex) = rule.regex() else { return };
    let bytes = text.as_bytes();
    let Range { mut start, mut end } = range;
    let mut captures = None;
    while start < end {
        let input = Input::new(bytes).range(start..end);
        let Some(found) = regex.search(&input) else { return };
        if found.end() == end && end < bytes.len() {
            let wider = found.start().saturating_add(MORE).min(bytes.len());
            if wider > end {
                // It may go on behind what was to be looked at.
                start = found.start();
                end = wider;
                continue;
            }
        }
        let mut secret = found.range();
        if regex.group_info().group_len(regex_automata::PatternID::ZERO) > 1 {
            let captures = captures.get_or_insert_with(|| regex.create_captures());
            regex.search_captures(&Input::new(bytes).range(found.start()..end), captures);
            if let Some(group) = captures.get_group(1) {
                secret = group.start..group.end;
            }
        }
        start = secret.end.max(found.start() + 1);
        if is_secret(rule, bytes.get(secret.clone()).unwrap_or_default()) {
            findings.push(Finding {
                range: secret,
                rule: Arc::clone(&rule.id),
                name: Arc::clone(&rule.name),
                weak: rule.weak,
            });
        } else {
            // What was no secret may hide one that is.
            start = found.start() + 1;
        }
    }
}

fn is_secret(rule: &Rule, secret: &[u8]) -> bool {
    if secret.is_empty() || (rule.digit && !secret.iter().any(u8::is_ascii_digit)) {
        return false;
    }
    if rule.entropy > 0.0 && (judge::entropy(secret) < rule.entropy || judge::runs(secret)) {
        return false;
    }
    if rule.weak && std::str::from_utf8(secret).is_ok_and(judge::placeholder) {
        return false;
    }
    !rule.allows(secret)
}

fn on_boundaries(text: &str, range: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start.min(text.len()), range.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Sorts findings and makes one of those that overlap: all that any of them covers, named by the one that knows
/// most: the format before the name, then the longer.
fn apart(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| (finding.range.start, std::cmp::Reverse(finding.range.end)));
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        match out.last_mut() {
            Some(last) if finding.range.start < last.range.end => {
                let range = last.range.start..last.range.end.max(finding.range.end);
                if (!finding.weak, finding.range.len()) > (!last.weak, last.range.len()) {
                    *last = finding;
                }
                last.range = range;
            }
            _ => out.push(finding),
        }
    }
    out
}
