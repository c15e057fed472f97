//! Rust as rustfmt sets it, for the few forms that generated screens use.
//!
//! Not here: what a screen says.

/// Columns of a line.
const WIDTH: usize = 100;
/// Columns of a chain or of the arguments of a call that stay on one line.
const SHORT: usize = 60;

/// A string literal.
pub(super) fn string(text: &str) -> String {
    let mut code = String::from('"');
    for c in text.chars() {
        match c {
            '"' => code.push_str("\\\""),
            '\\' => code.push_str("\\\\"),
            '\n' => code.push_str("\\n"),
            '\r' => code.push_str("\\r"),
            '\t' => code.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                code.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => code.push(c),
        }
    }
    code.push('"');
    code
}

/// An `f32`.
pub(super) fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "f32::INFINITY" } else { "f32::NEG_INFINITY" }.to_owned();
    }
    let text = crate::code::classes::number((value * 100.0).round() / 100.0);
    if text.contains('.') { text } else { text + ".0" }
}

/// A call that starts in this column: on one line, or an argument a line. `after` follows it.
pub(super) fn call(depth: usize, before: &str, name: &str, arguments: &[String], after: &str) -> String {
    let inside = arguments.join(", ");
    let line = format!("{before}{name}({inside}){after}");
    let fits = arguments.iter().all(|argument| !argument.contains('\n'));
    if fits && inside.chars().count() <= SHORT && depth * 4 + line.chars().count() <= WIDTH {
        return line;
    }
    let indent = "    ".repeat(depth + 1);
    let mut text = format!("{before}{name}(\n");
    for argument in arguments {
        text.push_str(&format!("{indent}{argument},\n"));
    }
    text + &"    ".repeat(depth) + ")" + after
}

/// A chain of calls after `before`, on one line or a call a line.
pub(super) fn chain(depth: usize, before: &str, head: &str, calls: &[String], after: &str) -> String {
    let chain = format!("{head}{}", calls.concat());
    let line = format!("{before}{chain}{after}");
    if calls.is_empty() || chain.chars().count() <= SHORT && depth * 4 + line.chars().count() <= WIDTH {
        return line;
    }
    let indent = "    ".repeat(depth + 1);
    let calls: String = calls.iter().map(|call| format!("\n{indent}{call}")).collect();
    format!("{before}{head}{calls}{after}")
}

/// `&["a", "b"]`, on one line or on several.
pub(super) fn list(depth: usize, items: &[String]) -> String {
    let inside = items.join(", ");
    if inside.chars().count() <= SHORT {
        return format!("&[{inside}]");
    }
    let indent = "    ".repeat(depth + 1);
    let lines: String = items.iter().map(|item| format!("{indent}{item},\n")).collect();
    format!("&[\n{lines}{}]", "    ".repeat(depth))
}
