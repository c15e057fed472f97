//! The end of a text that is still coming in: an open fence is read line by line, and marks that have no partner yet
//! are given one, so that what is shown does not jump when it comes.

use std::borrow::Cow;

/// A fenced block at the outermost level, read as it comes in.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    mark: u8,
    count: usize,
    indent: usize,
    /// First word of the line of the fence.
    pub(super) language: String,
    /// The code of whole lines, and the line that is coming in.
    pub(super) text: String,
    /// Bytes of `text` that are whole lines.
    lines: usize,
    /// Where in the source the next line begins.
    next: usize,
}

impl Fence {
    /// The fence that `tail` begins with, if it does; `from` is where that stands in the source.
    pub(super) fn begin(tail: &str, from: usize) -> Option<Self> {
        let blank = tail.len() - tail.trim_start_matches(['\n', '\r']).len();
        let rest = tail.get(blank..)?;
        let line = rest.split_inclusive('\n').next()?;
        let indent = line.len() - line.trim_start_matches(' ').len();
        let body = line.get(indent..)?;
        let mark = *body.as_bytes().first()?;
        let count = body.bytes().take_while(|byte| *byte == mark).count();
        let info = body.get(count..)?.trim();
        if indent > 3 || !matches!(mark, b'`' | b'~') || count < 3 || (mark == b'`' && info.contains('`')) {
            return None;
        }
        if !line.ends_with('\n') {
            // The language may still be coming in.
            return None;
        }
        let language = info.split([' ', ',', '{']).next().unwrap_or_default();
        Some(Self {
            mark,
            count,
            indent,
            language: super::super::clean::visible(language).into_owned(),
            text: String::new(),
            lines: 0,
            next: from + blank + line.len(),
        })
    }

    /// Reads on; gives back where the source goes on behind the fence's end, when that came.
    pub(super) fn read(&mut self, source: &str, whole: bool) -> Option<usize> {
        self.text.truncate(self.lines);
        while let Some(rest) = source.get(self.next..).filter(|rest| !rest.is_empty()) {
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            let complete = line.ends_with('\n');
            if self.closes(line) && (complete || whole) {
                return Some(self.next + line.len());
            }
            let indent = line.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
            let line_text = line.get(indent..).unwrap_or_default();
            if !complete {
                // The beginning of what may be the end is not code.
                let trimmed = line.trim_start_matches(' ');
                if whole || trimmed.is_empty() || !trimmed.bytes().all(|byte| byte == self.mark) {
                    self.text.push_str(line_text);
                }
                return None;
            }
            self.text.push_str(line_text);
            self.lines = self.text.len();
            self.next += line.len();
        }
        None
    }

    fn closes(&self, line: &str) -> bool {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let body = line.trim();
        indent <= 3 && body.len() >= self.count && body.bytes().all(|byte| byte == self.mark)
    }
}

/// The most characters of a line that is held back as it may become a mark.
const MARK_MOST: usize = 12;

/// The text as it is shown while more comes.
pub(super) fn settled(tail: &str) -> Cow<'_, str> {
    let (head, line) = match tail.rfind('\n') {
        Some(at) => tail.split_at(at + 1),
        None => ("", tail),
    };
    // A line of marks only may become a heading, a list, a rule, a table or a fence: it waits for what follows.
    let mark = |c: char| " \t-=*+#>_~|:`.".contains(c) || c.is_ascii_digit();
    let trimmed = line.trim_start();
    let fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
    let only_marks = line.len() <= MARK_MOST && line.chars().all(mark);
    let bare_number = !trimmed.is_empty() && trimmed.chars().all(|c| c.is_ascii_digit());
    if !line.is_empty() && (fence || (only_marks && !(bare_number && head.trim_end().is_empty()))) {
        return Cow::Borrowed(head);
    }
    let paragraph = tail.rfind("\n\n").map_or(0, |at| at + 2);
    let last = tail.get(paragraph..).unwrap_or_default();
    let (cut, closing) = unclosed(last);
    if cut == last.len() && closing.is_empty() {
        return Cow::Borrowed(tail);
    }
    let kept = tail.get(..paragraph + cut).unwrap_or(tail).trim_end_matches(' ');
    Cow::Owned(format!("{kept}{closing}"))
}

/// Where the last paragraph is to be cut, and what closes the marks that are open there.
fn unclosed(text: &str) -> (usize, String) {
    let bytes = text.as_bytes();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    let mut link: Option<usize> = None;
    while let Some(&byte) = bytes.get(at) {
        if !b"\\`*_~[]\n".contains(&byte) {
            at += 1;
            continue;
        }
        let run = match byte {
            b'`' | b'*' | b'_' | b'~' => bytes.iter().skip(at).take_while(|other| **other == byte).count(),
            _ => 1,
        };
        match byte {
            b'\\' => {
                at += 2;
                continue;
            }
            b'`' => {
                let ticks = text.get(at..at + run).unwrap_or_default();
                match closing_ticks(text, at + run, run) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None if at + run >= text.len() => return (at, close(&open)),
                    None => {
                        let mut closing = ticks.to_owned();
                        closing.push_str(&close(&open));
                        return (text.len(), closing);
                    }
                }
            }
            b'*' | b'_' | b'~' => {
                let mark = match (byte, run) {
                    (b'*', 1) => "*",
                    (b'*', 2) => "**",
                    (b'*', 3) => "***",
                    (b'_', 1) => "_",
                    (b'_', 2) => "__",
                    (b'~', 2) => "~~",
                    _ => {
                        at += run;
                        continue;
                    }
                };
                let before = text.get(..at).and_then(|text| text.chars().next_back());
                let after = text.get(at + run..).and_then(|text| text.chars().next());
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                if open.last().is_some_and(|(last, _)| *last == mark) && !space(before) {
                    open.pop();
                } else if after.is_none() && !space(before) {
                    // Half of an end: the other half comes.
                    return (at, close(&open));
                } else if after.is_none() {
                    return (at, close(&open));
                } else if !(space(after) || byte == b'_' && word(before)) {
                    open.push((mark, at));
                }
                at += run;
                continue;
            }
            b'[' => link = Some(at),
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                let target = text.get(at..).unwrap_or_default();
                match target.find([')', '\n']) {
                    Some(end) => {
                        link = None;
                        at += end;
                    }
                    None => {
                        // An address that is coming in is not read; its words are.
                        return (
                            at,
                            if link.is_some() { format!("]( ){}", close(&open)) } else { close(&open) },
                        );
                    }
                }
            }
            b'\n' => link = None,
            _ => {}
        }
        at += 1;
    }
    (text.len(), close(&open))
}

fn close(open: &[(&str, usize)]) -> String {
    open.iter().rev().map(|(mark, _)| *mark).collect()
}

fn closing_ticks(text: &str, from: usize, count: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if bytes.get(at) == Some(&b'`') {
            let run = bytes.iter().skip(at).take_while(|byte| **byte == b'`').count();
            if run == count {
                return Some(at + run);
            }
            at += run;
        } else {
            at += 1;
        }
    }
    None
}
