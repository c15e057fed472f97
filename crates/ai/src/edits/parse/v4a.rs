//! `*** Begin Patch`: files by `*** Update File:` and the like, hunks by `@@` with the lines they are found behind.

use crate::edits::reply::{Change, FileEdit, Hunk, HunkLine, Malformed, Reply};

/// What a line that names a file says to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Update,
    Add,
    Delete,
}

/// The file that a line names.
pub fn file_line(line: &str) -> Option<(Verb, &str)> {
    let rest = line.strip_prefix("*** ")?;
    let verbs = [(Verb::Update, "Update File:"), (Verb::Add, "Add File:"), (Verb::Delete, "Delete File:")];
    verbs.into_iter().find_map(|(verb, mark)| Some((verb, rest.strip_prefix(mark)?.trim())))
}

struct Reading {
    reply: Reply,
    file: Option<FileEdit>,
    hunk: Hunk,
}

pub fn read(text: &str) -> Reply {
    let mut state = Reading { reply: Reply::default(), file: None, hunk: Hunk::default() };
    let begins = text.lines().any(|line| line.trim() == "*** Begin Patch");
    let mut inside = !begins;
    let (mut opened, mut closed) = (1, !begins);
    for (at, line) in text.lines().enumerate() {
        let at = at + 1;
        let trimmed = line.trim_end();
        match trimmed.trim_start() {
            "*** Begin Patch" if !inside => {
                (inside, opened, closed) = (true, at, false);
                continue;
            }
            "*** End Patch" => {
                state.end_file();
                (inside, closed) = (false, true);
                continue;
            }
            _ if !inside => continue,
            _ => {}
        }
        if let Some((verb, path)) = file_line(trimmed) {
            state.end_file();
            if path.is_empty() {
                return Reply::refused(Malformed::at(at, "no file is named"));
            }
            let change = match verb {
                Verb::Update => Change::Hunks { hunks: Vec::new(), move_to: None },
                Verb::Add => Change::Create { text: String::new(), overwrite: false },
                Verb::Delete => Change::Delete,
            };
            state.file = Some(FileEdit { path: path.to_owned(), change, line: at });
            continue;
        }
        if let Err(malformed) = state.line(at, line) {
            return Reply::refused(malformed);
        }
    }
    if !closed {
        return Reply::refused(Malformed::unfinished(opened, "this patch has no ‘*** End Patch’"));
    }
    state.end_file();
    state.reply
}

impl Reading {
    fn line(&mut self, at: usize, line: &str) -> Result<(), Malformed> {
        let Some(file) = &mut self.file else {
            if line.trim().is_empty() || line.starts_with("```") {
                return Ok(());
            }
            return Err(Malformed::at(
                at,
                "expected ‘*** Update File:’, ‘*** Add File:’ or ‘*** Delete File:’",
            ));
        };
        match &mut file.change {
            Change::Hunks { move_to, .. } => {
                if let Some(to) = line.strip_prefix("*** Move to:") {
                    *move_to = Some(to.trim().to_owned());
                } else if line.trim_end() == "*** End of File" {
                    self.hunk.at_end = true;
                } else if let Some(anchor) = line.strip_prefix("@@") {
                    self.end_hunk();
                    let anchor = anchor.trim().trim_end_matches("@@").trim();
                    if !anchor.is_empty() && super::diff::numbers(line).is_none() {
                        self.hunk.anchors.push(anchor.to_owned());
                    }
                    self.hunk.line = at;
                } else {
                    if self.hunk.line == 0 {
                        self.hunk.line = at;
                    }
                    self.hunk.lines.push(hunk_line(line));
                }
            }
            Change::Create { text, .. } => {
                let Some(line) = line.strip_prefix('+').or(line.is_empty().then_some("")) else {
                    return Err(Malformed::at(at, "every line of a new file starts with ‘+’"));
                };
                text.push_str(line);
                text.push('\n');
            }
            _ if line.trim().is_empty() => {}
            _ => return Err(Malformed::at(at, "a file that is deleted has no lines")),
        }
        Ok(())
    }

    fn end_hunk(&mut self) {
        let mut hunk = std::mem::take(&mut self.hunk);
        if hunk.changes() {
            if let Some(FileEdit { change: Change::Hunks { hunks, .. }, .. }) = &mut self.file {
                hunks.push(hunk);
            }
            return;
        }
        // Lines that only stay lead to the next hunk.
        let texts = hunk.lines.iter().filter_map(|line| match line {
            HunkLine::Context(text) | HunkLine::Raw(text) if !text.trim().is_empty() => {
                Some(text.trim().to_owned())
            }
            _ => None,
        });
        hunk.anchors.extend(texts);
        self.hunk.anchors = hunk.anchors;
    }

    fn end_file(&mut self) {
        self.end_hunk();
        self.hunk = Hunk::default();
        let Some(edit) = self.file.take() else { return };
        if let Change::Hunks { hunks, move_to: Some(to) } = &edit.change
            && hunks.is_empty()
        {
            let change = Change::Move { to: to.clone() };
            self.reply.edits.push(FileEdit { change, ..edit });
            return;
        }
        self.reply.edits.push(edit);
    }
}

/// A line of a hunk by its mark; without one it is taken as it is.
pub fn hunk_line(line: &str) -> HunkLine {
    if let Some(text) = line.strip_prefix('+') {
        HunkLine::Add(text.to_owned())
    } else if let Some(text) = line.strip_prefix('-') {
        HunkLine::Remove(text.to_owned())
    } else {
        HunkLine::Raw(line.to_owned())
    }
}
