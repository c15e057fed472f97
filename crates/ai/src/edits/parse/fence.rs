//! Fences around code, and file names before them.

/// The mark of a fence that opens here (its backticks or tildes, or an HTML tag), and what follows it.
pub fn open(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start();
    for mark in ['`', '~'] {
        let count = line.chars().take_while(|c| *c == mark).count();
        if count >= 3 {
            let rest = line.get(count..).unwrap_or_default().trim();
            return (!rest.contains(mark)).then(|| (mark.to_string().repeat(count), rest));
        }
    }
    const TAGS: [&str; 5] = ["source", "code", "pre", "codeblock", "sourcecode"];
    TAGS.iter().find_map(|tag| {
        let rest = line.strip_prefix('<')?.strip_prefix(tag)?.strip_prefix('>')?;
        Some((format!("</{tag}>"), rest.trim()))
    })
}

/// Whether `line` closes a fence that was opened with `mark`.
pub fn closes(line: &str, mark: &str) -> bool {
    let line = line.trim();
    if mark.starts_with('<') {
        return line == mark;
    }
    line.len() >= mark.len() && mark.chars().next().is_some_and(|c| line.chars().all(|other| other == c))
}

/// A file name in the forms models write one: alone, quoted, bold, as a heading, with a colon, after the backticks.
/// Empty for a fence without one; `None` for a line that can be none.
pub fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    if line == "..." {
        return None;
    }
    if let Some((_, rest)) = open(line) {
        return rest.contains(['.', '/']).then_some(rest);
    }
    let line = line.trim_end_matches(':').trim_start_matches('#').trim();
    let line = line.trim_matches('`').trim_matches('*').trim_matches('`');
    (!line.is_empty()).then_some(line)
}

/// Whether a name looks like that of a file, and not like a sentence.
pub fn is_file_like(name: &str) -> bool {
    let words = name.split_whitespace().count();
    words == 1 && name.contains(['.', '/']) && !name.ends_with(['.', ',', ';', '!', '?'])
        || words > 1
            && words <= 4
            && name.contains('/')
            && name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// What is inside the outermost fence of `lines`, when they are one fence with blank lines around it; else all lines.
pub fn unwrap<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let blank = |line: &&&str| line.trim().is_empty();
    let head = lines.iter().take_while(blank).count();
    let tail = lines.iter().skip(head).rev().take_while(blank).count();
    let inner = lines.get(head..lines.len() - tail).unwrap_or_default();
    if let [first, middle @ .., last] = inner
        && let Some((mark, _)) = open(first)
        && closes(last, &mark)
    {
        return middle;
    }
    lines
}
