//! JSON that is forgiving: what can be read of a broken file is read, and what was left out is told by its place.
//!
//! A sound file goes through `serde_json`; this reader is for those it refuses (cut short, `NaN`, numbers too large,
//! nested too deep) and for those whose lines must be known.
//!
//! Not here: what the values mean.

use justbuilt_base::Diagnostic;
use serde_json::{Map, Number, Value};

/// Deepest nesting that is read; what is deeper becomes `null`.
const MAX_DEPTH: u32 = 100;
/// Most things that are told about one file.
pub(crate) const MAX_DIAGNOSTICS: usize = 100;
/// Largest whole number that is written without a point: all smaller ones are exact in a double.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number as JSON: whole ones without a point, what is no number as 0.
pub(crate) fn number(value: f64) -> Value {
    if value == 0.0 || !value.is_finite() {
        return Value::from(0);
    }
    if value.fract() == 0.0 && value.abs() < MAX_WHOLE {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Numbers are the same within a share of 1e-9, all else exactly.
pub(crate) fn close(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())),
            _ => a == b,
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| close(a, b)))
        }
        _ => a == b,
    }
}

/// Text of bytes that may not be UTF-8 throughout, without a byte order mark.
pub(crate) fn text_of<'a>(bytes: &'a [u8], diagnostics: &mut Vec<Diagnostic>) -> std::borrow::Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        diagnostics.push(Diagnostic::warning("some bytes are not UTF-8; they are shown as \u{fffd}"));
    }
    text
}

/// The value of a text, however broken; `None` when there is none at all.
pub(crate) fn parse(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut reader = Reader::new(text);
    let value = reader.value();
    reader.tell(diagnostics);
    value
}

/// Adds a message unless there are already too many.
pub(crate) fn tell(diagnostics: &mut Vec<Diagnostic>, one: Diagnostic) {
    match diagnostics.len() {
        n if n < MAX_DIAGNOSTICS => diagnostics.push(one),
        MAX_DIAGNOSTICS => diagnostics.push(Diagnostic::warning("and more like these")),
        _ => {}
    }
}

/// Where the lines of a text begin.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// Of this text.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 0.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset)
    }
}

/// Reads values from a text, one after the other.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// The text ended inside a value.
    pub(crate) cut: bool,
    problems: Vec<(usize, String)>,
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, cut: false, problems: Vec::new() }
    }

    /// At a byte of a text.
    pub(crate) fn at(text: &'a str, at: usize) -> Self {
        Self { at, ..Self::new(text) }
    }

    /// The byte that is read next, after white space.
    pub(crate) fn offset(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// The byte after what was read last.
    pub(crate) fn here(&self) -> usize {
        self.at
    }

    /// Notes a problem at a byte.
    pub(crate) fn problem(&mut self, offset: usize, message: impl Into<String>) {
        if self.problems.len() <= MAX_DIAGNOSTICS {
            self.problems.push((offset, message.into()));
        }
    }

    /// Hands the problems on, with their lines.
    pub(crate) fn tell(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if self.problems.is_empty() {
            return;
        }
        let lines = Lines::new(self.text);
        for (offset, message) in std::mem::take(&mut self.problems) {
            tell(diagnostics, Diagnostic::warning(message).at_line(lines.line(offset)));
        }
    }

    /// The next byte after white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// The members of an object, one call each with the key; the call must read the value. `false` when there is no
    /// object here: then it was skipped.
    pub(crate) fn members(&mut self, visit: &mut dyn FnMut(&mut Self, String)) -> bool {
        if self.peek() != Some(b'{') {
            self.value();
            return false;
        }
        self.at += 1;
        self.depth += 1;
        loop {
            match self.peek() {
                None => {
                    self.end();
                    break;
                }
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b']') => {
                    self.problem(self.at, "a `]` where a `}` should be");
                    break;
                }
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let Some(key) = self.string() else { break };
                    if self.peek() == Some(b':') {
                        self.at += 1;
                    } else if self.peek().is_some() {
                        self.problem(self.at, format!("no `:` after the key {key:?}"));
                    }
                    if matches!(self.peek(), None | Some(b'}' | b',')) {
                        if self.peek().is_none() {
                            self.end();
                        } else {
                            self.problem(self.at, format!("the key {key:?} has no value"));
                        }
                        continue;
                    }
                    let before = self.at;
                    visit(self, key);
                    if self.at == before {
                        self.value();
                    }
                }
                Some(_) => self.skip("a key in quotes"),
            }
        }
        self.depth -= 1;
        true
    }

    /// The items of an array, one call each; the call must read the value. `false` when there is no array here: then
    /// it was skipped.
    pub(crate) fn items(&mut self, visit: &mut dyn FnMut(&mut Self)) -> bool {
        if self.peek() != Some(b'[') {
            self.value();
            return false;
        }
        self.at += 1;
        self.depth += 1;
        loop {
            match self.peek() {
                None => {
                    self.end();
                    break;
                }
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b'}') => {
                    self.problem(self.at, "a `}` where a `]` should be");
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    visit(self);
                    if self.at == before {
                        self.value();
                    }
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
        self.depth -= 1;
        true
    }

    /// The value that comes next; `None` at the end, and for what is none.
    pub(crate) fn value(&mut self) -> Option<Value> {
        match self.peek() {
            None => {
                self.end();
                None
            }
            Some(b'{' | b'[') if self.depth >= MAX_DEPTH => {
                self.problem(self.at, "nested too deep: left out");
                self.skip_nested();
                Some(Value::Null)
            }
            Some(b'{') => {
                let mut map = Map::new();
                self.members(&mut |reader, key| {
                    if let Some(value) = reader.value() {
                        map.insert(key, value);
                    }
                });
                Some(Value::Object(map))
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.items(&mut |reader| items.extend(reader.value()));
                Some(Value::Array(items))
            }
            Some(b'"') => self.string().map(Value::String),
            Some(_) => self.word(),
        }
    }

    /// A number or `true`, `false`, `null`.
    fn word(&mut self) -> Option<Value> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')))
            .unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if word.is_empty() {
            self.skip("a value");
            return None;
        }
        self.at += length;
        // The last word of a text that ends here may be half of one.
        if length == rest.len() && self.depth > 0 {
            self.end();
            return None;
        }
        match word {
            "true" => return Some(Value::Bool(true)),
            "false" => return Some(Value::Bool(false)),
            "null" => return Some(Value::Null),
            _ => {}
        }
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            if let Ok(whole) = word.parse::<i64>() {
                return Some(Value::from(whole));
            }
            if let Ok(whole) = word.parse::<u64>() {
                return Some(Value::from(whole));
            }
            if let Some(number) = word.parse::<f64>().ok().and_then(Number::from_f64) {
                return Some(Value::Number(number));
            }
        }
        self.problem(start, format!("`{}` is no value", word.chars().take(24).collect::<String>()));
        Some(Value::Null)
    }

    /// A text in quotes; `None` when it is cut.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = rest.find(['"', '\\']) else {
                self.at = self.text.len();
                self.end();
                return None;
            };
            out.push_str(rest.get(..length).unwrap_or_default());
            self.at += length + 1;
            if rest.as_bytes().get(length) == Some(&b'"') {
                return Some(out);
            }
            let Some(escape) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
                self.end();
                return None;
            };
            self.at += escape.len_utf8();
            match escape {
                '"' | '\\' | '/' => out.push(escape),
                'b' => out.push('\u{8}'),
                'f' => out.push('\u{c}'),
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                't' => out.push('\t'),
                'u' => out.push(self.unicode()),
                _ => {
                    self.problem(start, format!("`\\{escape}` means nothing"));
                    out.push(escape);
                }
            }
        }
    }

    /// What four hexadecimal digits, or two times four, stand for.
    fn unicode(&mut self) -> char {
        let high = self.hex();
        if let Some(high) = high.filter(|unit| (0xd800..0xdc00).contains(unit)) {
            let mark = self.at;
            if self.text.get(self.at..self.at + 2) == Some("\\u") {
                self.at += 2;
                if let Some(low) = self.hex().filter(|unit| (0xdc00..0xe000).contains(unit)) {
                    let both = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    return char::from_u32(both).unwrap_or('\u{fffd}');
                }
                self.at = mark;
            }
        }
        high.and_then(char::from_u32).unwrap_or('\u{fffd}')
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    /// The text is over where it should not be: told once.
    fn end(&mut self) {
        if !self.cut {
            self.cut = true;
            self.problem(self.text.len(), "the file ends too early");
        }
        self.at = self.text.len();
    }

    /// Over what is no value or key, to the next mark.
    fn skip(&mut self, wanted: &str) {
        self.problem(self.at, format!("{wanted} was expected"));
        let rest = self.text.get(self.at..).unwrap_or_default();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let more = rest.get(first..).unwrap_or_default();
        self.at += first + more.find([',', ']', '}', '"', '\n']).unwrap_or(more.len());
    }

    /// Over the value that comes next, whatever it is.
    pub(crate) fn skip_value(&mut self) {
        match self.peek() {
            Some(b'{' | b'[') => self.skip_nested(),
            Some(b'"') => self.skip_string(),
            _ => {
                self.value();
            }
        }
    }

    fn skip_string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.end();
    }

    /// Over an object or array, without recursion.
    fn skip_nested(&mut self) {
        let mut open = 0_u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                // A character of several bytes is left whole.
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
                return;
            }
        }
        self.end();
    }
}

#[cfg(test)]
mod tests;
