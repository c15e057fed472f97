//! Whole files: each in a fence with its name on the line before, or after the backticks.

use super::fence;
use crate::edits::reply::{Change, FileEdit, Malformed, Reply};

/// `sure` says that whole files are meant: then a reply without a fence is one file without a name.
pub fn read(text: &str, sure: bool) -> Reply {
    let lines: Vec<&str> = text.lines().collect();
    let mut reply = Reply::default();
    let mut fences = 0;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Some((mark, info)) = fence::open(line) else {
            at += 1;
            continue;
        };
        fences += 1;
        let start = at + 1;
        let inside = lines.iter().skip(start).take_while(|line| !fence::closes(line, &mark)).count();
        let before = at.checked_sub(1).and_then(|at| lines.get(at)).and_then(|line| fence::name(line));
        let name = [Some(info.rsplit(['=', ' ', ':']).next().unwrap_or(info)), before]
            .into_iter()
            .flatten()
            .find(|name| fence::is_file_like(name));
        if start + inside >= lines.len() && (name.is_some() || sure) {
            return Reply::refused(Malformed::unfinished(at + 1, "this fence is not closed"));
        }
        if let Some(path) = name.map(str::to_owned).or_else(|| sure.then(String::new)) {
            let text = lines.iter().skip(start).take(inside).flat_map(|line| [*line, "\n"]).collect();
            reply.edits.push(FileEdit { path, change: Change::Whole { text }, line: at + 1 });
        }
        at = start + inside + 1;
    }
    if sure && fences == 0 && !text.trim().is_empty() {
        let change = Change::Whole { text: text.to_owned() };
        reply.edits.push(FileEdit { path: String::new(), change, line: 1 });
    }
    reply
}
