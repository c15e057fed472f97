//! Decision records as Markdown, line by line: where the title, status, date and sections are, so that they can be read
//! and changed without touching anything else. Not a Markdown parser: it knows headings, lists, front matter and fences.

use std::ops::Range;

use super::{Decision, DecisionFormat};

/// A record with the places of its parts.
pub(super) struct Record {
    pub decision: Decision,
    title: Option<Range<usize>>,
    status: Option<Range<usize>>,
    date: Option<Range<usize>>,
    context: Option<Range<usize>>,
    outcome: Option<Range<usize>>,
    consequences: Option<Range<usize>>,
    /// Where the front matter ends, before its closing line.
    front_matter: Option<usize>,
    /// Behind the line of the title.
    below_title: usize,
}

/// A line of the text: its bytes without the ending, and where the next begins.
struct Line<'a> {
    text: &'a str,
    start: usize,
    next: usize,
    /// Inside a fenced block of code.
    code: bool,
}

struct Heading<'a> {
    level: usize,
    text: &'a str,
    /// Of the text.
    span: Range<usize>,
    /// What is under it, up to the next heading of its level or above.
    body: Range<usize>,
    line: usize,
}

impl Record {
    pub fn read(text: &str) -> Self {
        let lines = lines(text);
        let front = front_matter(&lines);
        let headings = headings(&lines, front.as_ref().map_or(0, |front| front.1), text.len());
        let title = headings.iter().find(|heading| heading.level == 1);
        let top = title.map_or(front.as_ref().map_or(0, |front| front.1), |title| title.line + 1);
        let section = |names: &[&str]| {
            let matches = |heading: &&Heading<'_>| heading.level >= 2 && names.contains(&plain(heading.text).as_str());
            headings.iter().find(matches)
        };
        let mut record = Record {
            decision: Decision::default(),
            title: title.map(|title| title.span.clone()),
            status: None,
            date: None,
            context: section(&["context", "context and problem statement"]).map(|h| trimmed(text, &h.body)),
            outcome: section(&["decision outcome", "decision"]).map(|h| trimmed(text, &h.body)),
            consequences: section(&["consequences", "positive consequences", "negative consequences"])
                .map(|h| trimmed(text, &h.body)),
            front_matter: None,
            below_title: lines.get(top).map_or(text.len(), |line| line.start),
        };
        let mut deciders: Option<String> = None;
        let mut is_list = false;
        if let Some((range, _)) = &front {
            record.front_matter = lines.get(range.end).map(|line| line.start);
            let inside = lines.get(range.clone()).unwrap_or_default();
            for (at, line) in inside.iter().enumerate() {
                let Some((key, span)) = key_value(line, "") else { continue };
                match key.as_str() {
                    "status" => record.status = Some(span),
                    "date" => record.date = Some(span),
                    "deciders" | "decision-makers" | "decision makers" => {
                        let mut all = text.get(span).unwrap_or_default().trim_matches(['[', ']']).to_owned();
                        let items = inside.get(at + 1..).unwrap_or_default().iter();
                        for item in items.map_while(|line| line.text.trim().strip_prefix("- ")) {
                            all = format!("{all},{item}");
                        }
                        deciders = Some(all);
                    }
                    _ => {}
                }
            }
        }
        let below = headings.iter().map(|heading| heading.line).find(|line| *line >= top).unwrap_or(lines.len());
        for line in lines.get(top..below).unwrap_or_default().iter().filter(|line| !line.code) {
            let bullet = line.text.trim_start();
            let mark = ["* ", "- ", "+ "].iter().find(|mark| bullet.starts_with(**mark)).copied().unwrap_or("");
            let Some((key, span)) = key_value(line, mark) else { continue };
            match key.as_str() {
                "status" if record.status.is_none() => {
                    is_list |= !mark.is_empty();
                    record.status = Some(span);
                }
                "date" if record.date.is_none() => {
                    is_list |= !mark.is_empty();
                    record.date = Some(span);
                }
                "deciders" | "decision-makers" if deciders.is_none() => {
                    is_list |= !mark.is_empty();
                    deciders = text.get(span).map(str::to_owned);
                }
                _ => {}
            }
        }
        let status_section = section(&["status"]);
        if record.status.is_none()
            && let Some(status) = status_section
        {
            record.status = Some(first_paragraph(text, &trimmed(text, &status.body)));
        }
        let value = |span: &Option<Range<usize>>| {
            let text = text.get(span.clone()?)?.trim();
            let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
            (!text.is_empty()).then(|| text.to_owned())
        };
        let body = |span: &Option<Range<usize>>| value(span).unwrap_or_default();
        record.decision = Decision {
            title: title.map(|title| title.text.to_owned()).unwrap_or_default(),
            status: value(&record.status),
            date: value(&record.date),
            deciders: deciders
                .map(|all| all.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
                .unwrap_or_default(),
            context: body(&record.context),
            decision: body(&record.outcome),
            consequences: body(&record.consequences),
            format: match (front.is_some(), status_section.is_some() && !is_list) {
                (true, _) => DecisionFormat::Madr4,
                (false, true) => DecisionFormat::Nygard,
                (false, false) => DecisionFormat::Madr2,
            },
            file: None,
            document: None,
        };
        record
    }
}

/// The text of a decision.
pub(super) fn write(decision: &Decision) -> String {
    let Some(document) = &decision.document else { return fresh(decision) };
    let record = Record::read(document);
    let was = &record.decision;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let line_break = if document.contains("\r\n") { "\r\n" } else { "\n" };
    if was.title != decision.title {
        match &record.title {
            Some(span) => edits.push((span.clone(), decision.title.clone())),
            None => edits.push((0..0, format!("# {}{line_break}{line_break}", decision.title))),
        }
    }
    for (key, span, old, new) in [
        ("Status", &record.status, &was.status, &decision.status),
        ("Date", &record.date, &was.date, &decision.date),
    ] {
        let wanted = new.clone().unwrap_or_default();
        match (old == new, span) {
            (true, _) => {}
            (false, Some(span)) => edits.push((span.clone(), wanted)),
            (false, None) => edits.push(match (record.front_matter, was.format) {
                (Some(at), _) => (at..at, format!("{}: {wanted}{line_break}", key.to_lowercase())),
                (None, DecisionFormat::Nygard) => {
                    (record.below_title..record.below_title, format!("{line_break}{key}: {wanted}{line_break}"))
                }
                (None, _) => {
                    (record.below_title..record.below_title, format!("{line_break}- {key}: {wanted}{line_break}"))
                }
            }),
        }
    }
    for (heading, span, old, new) in [
        ("Context and Problem Statement", &record.context, &was.context, &decision.context),
        ("Decision Outcome", &record.outcome, &was.decision, &decision.decision),
        ("Consequences", &record.consequences, &was.consequences, &decision.consequences),
    ] {
        match (old == new, span) {
            (true, _) => {}
            (false, Some(span)) if span.is_empty() => {
                edits.push((span.clone(), format!("{line_break}{new}{line_break}")));
            }
            (false, Some(span)) => edits.push((span.clone(), new.clone())),
            (false, None) => {
                let end = document.len();
                let gap = if document.ends_with('\n') { "" } else { line_break };
                edits.push((end..end, format!("{gap}{line_break}## {heading}{line_break}{line_break}{new}{line_break}")));
            }
        }
    }
    // Consequences may be a part of the outcome, and then the outcome as a whole wins.
    edits.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut written = String::with_capacity(document.len());
    let mut done = 0;
    for (span, text) in edits {
        if span.start < done {
            continue;
        }
        written.push_str(document.get(done..span.start).unwrap_or_default());
        written.push_str(&text);
        done = span.end;
    }
    written.push_str(document.get(done..).unwrap_or_default());
    written
}

/// A record that was made here.
fn fresh(decision: &Decision) -> String {
    let status = decision.status.as_deref().unwrap_or("proposed");
    let date = decision.date.as_deref();
    let deciders = decision.deciders.join(", ");
    let mut text = String::new();
    let title = &decision.title;
    match decision.format {
        DecisionFormat::Madr4 => {
            text.push_str(&format!("---\nstatus: {status}\n"));
            text.extend(date.map(|date| format!("date: {date}\n")));
            if !deciders.is_empty() {
                text.push_str(&format!("decision-makers: [{deciders}]\n"));
            }
            text.push_str(&format!("---\n# {title}\n"));
        }
        DecisionFormat::Madr2 => {
            text.push_str(&format!("# {title}\n\n- Status: {status}\n"));
            if !deciders.is_empty() {
                text.push_str(&format!("- Deciders: {deciders}\n"));
            }
            text.extend(date.map(|date| format!("- Date: {date}\n")));
        }
        DecisionFormat::Nygard => {
            text.push_str(&format!("# {title}\n"));
            text.extend(date.map(|date| format!("\nDate: {date}\n")));
            text.push_str(&format!("\n## Status\n\n{status}\n"));
        }
    }
    let names = match decision.format {
        DecisionFormat::Nygard => ["## Context", "## Decision", "## Consequences"],
        _ => ["## Context and Problem Statement", "## Decision Outcome", "### Consequences"],
    };
    for (name, body) in names.iter().zip([&decision.context, &decision.decision, &decision.consequences]) {
        if !body.is_empty() || decision.format == DecisionFormat::Nygard {
            text.push_str(&format!("\n{name}\n\n{}\n", body.trim_end()));
        }
    }
    text
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut fence: Option<(u8, usize)> = None;
    text.split_inclusive('\n')
        .map(|whole| {
            let start = at;
            at += whole.len();
            let text = whole.trim_end_matches(['\n', '\r']);
            let bare = text.trim_start();
            let mark = bare.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'));
            let run = mark.map_or(0, |mark| bare.bytes().take_while(|byte| *byte == mark).count());
            let code = match (fence, mark) {
                (Some((open, len)), Some(mark)) if mark == open && run >= len && bare.len() == run => {
                    fence = None;
                    true
                }
                (Some(_), _) => true,
                (None, Some(mark)) if run >= 3 => {
                    fence = Some((mark, run));
                    true
                }
                (None, _) => false,
            };
            Line { text, start, next: at, code }
        })
        .collect()
}

/// The lines of the front matter, and the first line behind it.
fn front_matter(lines: &[Line<'_>]) -> Option<(Range<usize>, usize)> {
    lines.first().filter(|line| line.text.trim_end() == "---")?;
    let end = lines.iter().skip(1).position(|line| line.text.trim_end() == "---")? + 1;
    Some((1..end, end + 1))
}

fn headings<'a>(lines: &[Line<'a>], from: usize, end: usize) -> Vec<Heading<'a>> {
    let mut found: Vec<Heading<'a>> = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(from).filter(|(_, line)| !line.code) {
        let level = line.text.bytes().take_while(|byte| *byte == b'#').count();
        let rest = line.text.get(level..).unwrap_or_default();
        if !(1..=6).contains(&level) || !rest.starts_with([' ', '\t']) {
            continue;
        }
        let text = rest.trim().trim_end_matches('#').trim_end();
        let offset = line.text.len() - line.text.get(level..).unwrap_or_default().trim_start().len();
        let start = line.start + offset;
        found.push(Heading { level, text, span: start..start + text.len(), body: line.next..end, line: at });
    }
    for at in 0..found.len() {
        let level = found.get(at).map_or(0, |heading| heading.level);
        let next = found.get(at + 1..).unwrap_or_default().iter().find(|other| other.level <= level);
        let next = next.and_then(|next| lines.get(next.line)).map_or(end, |line| line.start);
        if let Some(heading) = found.get_mut(at) {
            heading.body.end = next;
        }
    }
    found
}

/// A heading as it is compared: lower case, without comments.
fn plain(heading: &str) -> String {
    let heading = heading.split("<!--").next().unwrap_or_default();
    heading.trim().to_lowercase()
}

/// `Key: value` behind `mark`: the key in lower case, and where the value is.
fn key_value(line: &Line<'_>, mark: &str) -> Option<(String, Range<usize>)> {
    let indent = line.text.len() - line.text.trim_start().len();
    let rest = line.text.get(indent..)?.strip_prefix(mark)?;
    let (key, value) = rest.split_once(':')?;
    let words = key.trim().trim_matches('*');
    if words.is_empty() || words.len() > 20 || (mark.is_empty() && key.starts_with(' ')) {
        return None;
    }
    let start = line.start + indent + mark.len() + key.len() + 1;
    let start = start + value.len() - value.trim_start().len();
    Some((words.to_lowercase(), start..start + value.trim().len()))
}

/// A span without the empty lines around it.
fn trimmed(text: &str, span: &Range<usize>) -> Range<usize> {
    let body = text.get(span.clone()).unwrap_or_default();
    let start = span.start + body.len() - body.trim_start().len();
    start..(start + body.trim().len()).max(start)
}

fn first_paragraph(text: &str, span: &Range<usize>) -> Range<usize> {
    let body = text.get(span.clone()).unwrap_or_default();
    let mut end = 0;
    for line in body.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    let paragraph = body.get(..end).unwrap_or_default();
    span.start..span.start + paragraph.trim_end().len()
}
