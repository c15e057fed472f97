//! `---FILEPATH`, `---FIND`, `---REPLACE`, `---COMPLETE`, with fences around what is found and replaced.

use super::fence;
use crate::edits::reply::{Change, FileEdit, Malformed, Reply};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Find,
    Replace,
}

pub fn read(text: &str) -> Reply {
    let mut reply = Reply::default();
    let mut path = String::new();
    let mut part = Part::None;
    let mut found: Option<Vec<&str>> = None;
    let mut lines: Vec<&str> = Vec::new();
    let mut start = 0;
    let all: Vec<&str> = text.lines().chain(["---COMPLETE"]).collect();
    for (at, line) in all.iter().enumerate() {
        let mark = line.trim_end();
        let name = mark.strip_prefix("---FILEPATH");
        let next = match mark {
            "---FIND" => Part::Find,
            "---REPLACE" => Part::Replace,
            "---COMPLETE" => Part::None,
            _ if name.is_some() => Part::None,
            _ => {
                if part != Part::None {
                    lines.push(line);
                }
                continue;
            }
        };
        match part {
            Part::Find => found = Some(std::mem::take(&mut lines)),
            Part::Replace => {
                let Some(search) = found.take() else {
                    return Reply::refused(Malformed::at(at, "‘---REPLACE’ without ‘---FIND’ before it"));
                };
                if path.is_empty() {
                    return Reply::refused(Malformed::at(start, "‘---FIND’ without ‘---FILEPATH’ before it"));
                }
                let change = Change::Replace { search: joined(&search), replace: joined(&lines) };
                reply.edits.push(FileEdit { path: path.clone(), change, line: start });
                lines.clear();
            }
            Part::None => {}
        }
        if next == Part::Replace && found.is_none() {
            return Reply::refused(Malformed::at(at + 1, "‘---REPLACE’ without ‘---FIND’ before it"));
        }
        if next != Part::Replace && found.is_some() {
            let end = at + 1 == all.len();
            let malformed = Malformed {
                line: start,
                message: "‘---FIND’ without ‘---REPLACE’ after it".to_owned(),
                unfinished: end,
            };
            return Reply::refused(malformed);
        }
        if next == Part::Find {
            start = at + 1;
        }
        if let Some(name) = name {
            path = name.trim().trim_matches('`').to_owned();
        }
        part = next;
    }
    reply
}

fn joined(lines: &[&str]) -> String {
    fence::unwrap(lines).iter().flat_map(|line| [*line, "\n"]).collect()
}
