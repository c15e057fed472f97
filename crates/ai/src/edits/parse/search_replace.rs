//! SEARCH/REPLACE blocks inside a longer reply, read as aider does: `find_original_update_blocks` of
//! <https://github.com/Aider-AI/aider/blob/main/aider/coders/editblock_coder.py>.

use super::fence;
use crate::edits::reply::{Change, FileEdit, Malformed, Reply, Shell};

const SHELLS: [&str; 12] =
    ["bash", "sh", "shell", "cmd", "batch", "powershell", "ps1", "zsh", "fish", "ksh", "csh", "tcsh"];

fn marks(line: &str, c: char) -> Option<&str> {
    let count = line.chars().take_while(|other| *other == c).count();
    (5..=9).contains(&count).then(|| line.get(count..)).flatten()
}

/// Whether a trimmed line opens a block.
pub fn is_head(line: &str) -> bool {
    marks(line, '<').is_some_and(|rest| matches!(rest.trim_end(), " SEARCH" | " SEARCH>"))
}

fn is_divider(line: &str) -> bool {
    marks(line.trim(), '=').is_some_and(str::is_empty)
}

fn is_tail(line: &str) -> bool {
    marks(line.trim(), '>').is_some_and(|rest| rest == " REPLACE")
}

pub fn read(text: &str) -> Reply {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = |at: usize| lines.get(at).copied();
    let head = |at: usize| line(at).is_some_and(|line| is_head(line.trim()));
    let mut reply = Reply::default();
    let mut current: Option<String> = None;
    let mut at = 0;
    while let Some(this) = line(at) {
        let shell = this
            .trim()
            .strip_prefix("```")
            .is_some_and(|rest| SHELLS.iter().any(|shell| rest.starts_with(shell)));
        if shell && !head(at + 1) && !head(at + 2) {
            let start = at + 1;
            let inside = lines.iter().skip(start).take_while(|line| !line.trim().starts_with("```")).count();
            reply
                .shells
                .push(Shell { text: lines.iter().skip(start).take(inside).copied().collect(), line: start });
            at = start + inside + 1;
            continue;
        }
        if !head(at) {
            at += 1;
            continue;
        }
        let before = lines.get(at.saturating_sub(3)..at).unwrap_or_default();
        let Some(path) = find_name(before).or_else(|| current.clone()) else {
            return Reply::refused(Malformed::at(
                at + 1,
                "this block names no file; the name belongs alone on the line before the fence",
            ));
        };
        current = Some(path.clone());
        let start = at + 1;
        let count = lines.iter().skip(start).take_while(|line| !is_divider(line)).count();
        let divider = start + count;
        if let Some(again) = (start..divider).find(|&at| head(at))
            && line(divider).is_some()
        {
            return Reply::refused(Malformed::at(
                again + 1,
                "a block starts inside another one; expected ‘=======’",
            ));
        }
        if line(divider).is_none() {
            return Reply::refused(Malformed::unfinished(at + 1, "this block has no ‘=======’ line"));
        }
        let ends = |line: &&&str| is_tail(line) || is_divider(line);
        let rest = lines.iter().skip(divider + 1).take_while(|line| !ends(line)).count();
        let end = divider + 1 + rest;
        if line(end).is_none() {
            return Reply::refused(Malformed::unfinished(at + 1, "this block has no ‘>>>>>>> REPLACE’ line"));
        }
        let search: String = lines.iter().skip(start).take(count).copied().collect();
        let replace: String = lines.iter().skip(divider + 1).take(rest).copied().collect();
        reply.edits.push(FileEdit { path, change: Change::Replace { search, replace }, line: at + 1 });
        at = end + 1;
    }
    reply
}

/// The file name in up to three lines before a block, as long as they are fences.
fn find_name(before: &[&str]) -> Option<String> {
    let mut names = Vec::new();
    for line in before.iter().rev() {
        names.extend(fence::name(line));
        if fence::open(line).is_none() && !line.starts_with("```") {
            break;
        }
    }
    let file = names.iter().find(|name| name.contains('.')).or_else(|| names.first())?;
    Some((*file).to_owned())
}
