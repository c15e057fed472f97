//! Lines of code without a parser: what of a line is code, what a comment, and where functions begin and end.

use std::ops::Range;

/// How a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Braces; `//` and `/* */`; functions by the word `fn`.
    Rust,
    /// Braces; functions by `function`, `func`, `fun`, `=>`, or a head with parentheses.
    Braces,
    /// Indentation; `#`; functions by `def`.
    Indent,
    /// Not code.
    None,
}

impl Family {
    /// By the ending of a path.
    pub fn of(path: &str) -> Self {
        match path.rsplit('.').next().unwrap_or_default() {
            "rs" => Self::Rust,
            "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "java" | "c" | "h" | "cc" | "cpp" | "hpp"
            | "go" | "cs" | "kt" | "swift" | "php" | "scala" | "dart" | "zig" => Self::Braces,
            "py" | "pyi" => Self::Indent,
            _ => Self::None,
        }
    }
}

/// A line.
pub struct Line<'a> {
    /// Without its ending.
    pub text: &'a str,
    /// Its code: comments are gone, texts in quotes are empty.
    pub code: String,
    /// Whether there is a comment and nothing else.
    pub comment: bool,
    /// Whether it begins within a text of several lines.
    inside: bool,
}

/// A text, line by line.
pub struct Lines<'a> {
    /// How it is written.
    pub family: Family,
    /// The lines.
    pub lines: Vec<Line<'a>>,
    /// Lines of each function, from 1, the end excluded.
    pub functions: Vec<Range<u32>>,
}

impl<'a> Lines<'a> {
    /// Reads a text.
    pub fn read(text: &'a str, family: Family) -> Self {
        let mut state = State::Code;
        let lines: Vec<Line<'a>> = text
            .lines()
            .map(|text| {
                let before = state;
                let code = code_of(text, family, &mut state);
                let inside = matches!(before, State::Text(_) | State::Raw(_));
                let comment =
                    family != Family::None && code.trim().is_empty() && !text.trim().is_empty() && !inside;
                Line { text, code, comment, inside }
            })
            .collect();
        let functions = match family {
            Family::None => Vec::new(),
            Family::Indent => indented(&lines),
            Family::Rust | Family::Braces => braced(&lines, family),
        };
        Self { family, lines, functions }
    }
}

/// What the end of a line is inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    /// Depth of block comments.
    Comment(u32),
    /// A text that goes on, by its quote; three quotes in Python.
    Text(char),
    /// A raw text of Rust, by its number of hashes.
    Raw(usize),
}

fn code_of(line: &str, family: Family, state: &mut State) -> String {
    if family == Family::None {
        return line.to_owned();
    }
    let chars: Vec<char> = line.chars().collect();
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    let mut code = String::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        match *state {
            State::Comment(depth) if starts(at, "*/") => {
                *state = if depth > 1 { State::Comment(depth - 1) } else { State::Code };
                at += 2;
            }
            State::Comment(depth) if family == Family::Rust && starts(at, "/*") => {
                *state = State::Comment(depth + 1);
                at += 2;
            }
            State::Comment(_) => at += 1,
            State::Raw(hashes) => {
                at += 1;
                if c == '"' && starts(at, &"#".repeat(hashes)) {
                    at += hashes;
                    *state = State::Code;
                    code.push('"');
                }
            }
            State::Text(quote) => {
                let three = quote.to_string().repeat(3);
                if c == '\\' {
                    at += 2;
                } else if family == Family::Indent && starts(at, &three) {
                    *state = State::Code;
                    code.push(quote);
                    at += 3;
                } else if family != Family::Indent && c == quote {
                    *state = State::Code;
                    code.push(quote);
                    at += 1;
                } else {
                    at += 1;
                }
            }
            State::Code => {
                let line_comment = match family {
                    Family::Indent => c == '#',
                    _ => starts(at, "//"),
                };
                if line_comment {
                    break;
                }
                at = step(&chars, at, c, family, state, &mut code);
            }
        }
    }
    code
}

/// One step of code; returns where the next begins.
fn step(chars: &[char], at: usize, c: char, family: Family, state: &mut State, code: &mut String) -> usize {
    let is = |at: usize, what: char| chars.get(at) == Some(&what);
    if family != Family::Indent && c == '/' && is(at + 1, '*') {
        *state = State::Comment(1);
        return at + 2;
    }
    if family == Family::Rust
        && c == 'r'
        && !at.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric())
    {
        let hashes = chars.iter().skip(at + 1).take_while(|c| **c == '#').count();
        if is(at + 1 + hashes, '"') {
            *state = State::Raw(hashes);
            code.push('"');
            return at + 2 + hashes;
        }
    }
    let quotes: &[char] = match family {
        Family::Rust => &['"'],
        Family::Indent => &['"', '\''],
        _ => &['"', '\'', '`'],
    };
    if family == Family::Rust && c == '\'' {
        // A character, not a lifetime: three characters on, or an escape.
        if is(at + 1, '\\') {
            let end =
                chars.iter().skip(at + 3).position(|c| *c == '\'').map_or(chars.len(), |end| at + 4 + end);
            code.push_str("''");
            return end;
        }
        if is(at + 2, '\'') {
            code.push_str("''");
            return at + 3;
        }
    }
    if quotes.contains(&c) {
        code.push(c);
        if family == Family::Indent {
            if is(at + 1, c) && is(at + 2, c) {
                *state = State::Text(c);
                return at + 3;
            }
            return closed_on_line(chars, at, c, code);
        }
        if family == Family::Braces && c != '`' {
            return closed_on_line(chars, at, c, code);
        }
        *state = State::Text(c);
        return at + 1;
    }
    code.push(c);
    at + 1
}

/// Past a text that ends on its line.
fn closed_on_line(chars: &[char], start: usize, quote: char, code: &mut String) -> usize {
    let mut at = start + 1;
    while let Some(&c) = chars.get(at) {
        at += if c == '\\' { 2 } else { 1 };
        if c == quote {
            break;
        }
    }
    code.push(quote);
    at
}

fn indented(lines: &[Line<'_>]) -> Vec<Range<u32>> {
    let indent = |line: &Line<'_>| line.text.len() - line.text.trim_start().len();
    let mut functions = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.code.trim_start();
        if !code.starts_with("def ") && !code.starts_with("async def ") {
            continue;
        }
        let depth = indent(line);
        let mut end = at + 1;
        let mut head = !line.code.trim_end().ends_with(':');
        for (below, next) in lines.iter().enumerate().skip(at + 1) {
            if next.text.trim().is_empty() {
                continue;
            }
            if !head && indent(next) <= depth && !next.comment && !next.inside {
                break;
            }
            head = head && !next.code.trim_end().ends_with(':');
            end = below + 1;
        }
        functions.push(range(at, end));
    }
    functions
}

fn braced(lines: &[Line<'_>], family: Family) -> Vec<Range<u32>> {
    let mut functions = Vec::new();
    // The first line of what a brace opens; `None` when it is no function.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut head = String::new();
    let mut head_line = 0;
    for (at, line) in lines.iter().enumerate() {
        for c in line.code.chars() {
            match c {
                '{' => {
                    open.push(is_function(&head, family).then_some(head_line));
                    head.clear();
                }
                '}' => {
                    if let Some(Some(start)) = open.pop() {
                        functions.push(range(start, at + 1));
                    }
                    head.clear();
                }
                ';' if !head.contains('(') || balanced(&head) => head.clear(),
                _ => {
                    if head.trim().is_empty() && !c.is_whitespace() {
                        head_line = at;
                    }
                    head.push(c);
                }
            }
        }
        head.push(' ');
    }
    functions.sort_by_key(|function| function.start);
    functions
}

fn balanced(head: &str) -> bool {
    head.matches('(').count() == head.matches(')').count()
}

fn is_function(head: &str, family: Family) -> bool {
    let words = || head.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    if family == Family::Rust {
        return words().any(|word| word == "fn");
    }
    const CONTROL: [&str; 14] = [
        "if",
        "for",
        "while",
        "switch",
        "catch",
        "else",
        "do",
        "try",
        "match",
        "select",
        "class",
        "interface",
        "using",
        "lock",
    ];
    let named = words().any(|word| matches!(word, "function" | "func" | "fun"));
    let first = words().next().unwrap_or_default();
    let arrow = head.trim_end().ends_with("=>");
    named
        || arrow
        || (head.contains('(') && balanced(head) && !CONTROL.contains(&first) && !head.contains('='))
}

fn range(start: usize, end: usize) -> Range<u32> {
    super::count(start) + 1..super::count(end) + 1
}
