//! Splits Rust source into code, comments and string contents, line by line, without a parser.
//!
//! Rules look at code only, so that a word in a comment or a sample in a string never counts. It is not a
//! Rust lexer for any other use: it knows comments, strings, characters and lifetimes, nothing else.

/// What a line of a file holds once comments and strings are told apart. Byte columns are kept: what was
/// taken out is replaced by spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexed {
    /// The file with the contents of comments, strings and characters blanked. Newlines are kept.
    pub code: String,
    /// Contents of string literals: the 0-based line where each starts, and its raw text (escapes as written).
    pub strings: Vec<(usize, String)>,
}

impl Lexed {
    /// Lexes `source`. Never fails: an unterminated comment or string runs to the end of the file.
    pub fn new(source: &str) -> Self {
        let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 0, out: Self::default() };
        lexer.run();
        lexer.out
    }

    /// The lines of [`Self::code`] with their 0-based numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate()
    }

    /// The 0-based line of a byte offset in [`Self::code`].
    pub fn line_of(&self, byte: usize) -> usize {
        self.code.bytes().take(byte).filter(|b| *b == b'\n').count()
    }

    /// Every attribute (`#[…]`, `#![…]`): the 0-based line where it starts and the text between the brackets.
    pub fn attributes(&self) -> Vec<(usize, &str)> {
        let bytes = self.code.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hash) = self.code.get(at..).and_then(|rest| rest.find('#')).map(|i| i + at) {
            at = hash + 1;
            let mut open = hash + 1;
            if bytes.get(open) == Some(&b'!') {
                open += 1;
            }
            if bytes.get(open) != Some(&b'[') {
                continue;
            }
            let mut depth = 0usize;
            for (i, b) in bytes.iter().enumerate().skip(open) {
                match b {
                    b'[' => depth += 1,
                    b']' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    found.push((self.line_of(hash), self.code.get(open + 1..i).unwrap_or_default()));
                    at = i;
                    break;
                }
            }
        }
        found
    }

    /// For each line, whether it lies in an inline `#[cfg(test)]` module or function.
    pub fn test_lines(&self) -> Vec<bool> {
        let mut inside = vec![false; self.code.lines().count()];
        let mut from = 0;
        while let Some(start) =
            self.code.get(from..).and_then(|rest| rest.find("#[cfg(test)]")).map(|i| i + from)
        {
            from = start + 1;
            let Some(rest) = self.code.get(start..) else { break };
            let Some(open) = rest.find(['{', ';']).filter(|i| rest.as_bytes().get(*i) == Some(&b'{')) else {
                continue;
            };
            let mut depth = 0usize;
            let mut end = rest.len();
            for (i, c) in rest.char_indices().skip_while(|(i, _)| *i < open) {
                match c {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    end = i;
                    break;
                }
            }
            let (first, last) = (self.line_of(start), self.line_of(start + end));
            for flag in inside.iter_mut().take(last + 1).skip(first) {
                *flag = true;
            }
            from = start + end;
        }
        inside
    }
}

/// Whether `word` stands in `line` at `at` as a whole identifier.
pub fn is_word_at(line: &str, at: usize, word: &str) -> bool {
    let ident = |c: char| c.is_alphanumeric() || c == '_';
    let before = line.get(..at).and_then(|s| s.chars().next_back());
    let after = line.get(at + word.len()..).and_then(|s| s.chars().next());
    !before.is_some_and(ident) && !after.is_some_and(ident)
}

/// Whether `line` holds `word` as a whole identifier.
pub fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| is_word_at(line, at, word))
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Lexed,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Takes one character into the code as it is.
    fn keep(&mut self) {
        if let Some(c) = self.peek(0) {
            self.line += usize::from(c == '\n');
            self.out.code.push(c);
            self.at += 1;
        }
    }

    /// Takes one character, leaving spaces of its width (or its newline) in the code.
    fn blank(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.out.code.push('\n');
        } else {
            self.out.code.extend(std::iter::repeat_n(' ', c.len_utf8()));
        }
        Some(c)
    }

    fn run(&mut self) {
        let mut previous = ' ';
        while let Some(c) = self.peek(0) {
            let in_word = previous.is_alphanumeric() || previous == '_';
            previous = c;
            match c {
                '/' if self.peek(1) == Some('/') => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.blank();
                    }
                }
                '/' if self.peek(1) == Some('*') => self.block_comment(),
                '"' => self.string(0, false),
                'r' if !in_word => {
                    if !self.raw_string(1) {
                        self.keep();
                    }
                }
                'b' | 'c' if !in_word && self.peek(1) == Some('r') => {
                    if !self.raw_string(2) {
                        self.keep();
                    }
                }
                '\'' => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.blank();
                    self.blank();
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.blank();
                    self.blank();
                    if depth == 0 {
                        return;
                    }
                }
                (Some(_), _) => {
                    self.blank();
                }
                (None, _) => return,
            }
        }
    }

    /// A raw string whose prefix (`r`, `br`, `cr`) is `prefix` characters long. False when it is none.
    fn raw_string(&mut self, prefix: usize) -> bool {
        let mut hashes = 0;
        while self.peek(prefix + hashes) == Some('#') {
            hashes += 1;
        }
        if self.peek(prefix + hashes) != Some('"') {
            return false;
        }
        for _ in 0..prefix + hashes {
            self.keep();
        }
        self.string(hashes, true);
        true
    }

    /// A string from its opening quote on.
    fn string(&mut self, hashes: usize, raw: bool) {
        let line = self.line;
        self.keep();
        let mut content = String::new();
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|i| self.peek(i) == Some('#')) {
                for _ in 0..=hashes {
                    self.keep();
                }
                break;
            }
            content.extend(self.blank());
            if c == '\\' && !raw {
                content.extend(self.blank());
            }
        }
        self.out.strings.push((line, content));
    }

    /// A character literal is blanked, a lifetime is kept.
    fn quote(&mut self) {
        self.keep();
        if self.peek(0) == Some('\\') {
            self.blank();
            self.blank();
            while self.peek(0).is_some_and(|c| c != '\'' && c != '\n') {
                self.blank();
            }
            self.keep();
        } else if self.peek(1) == Some('\'') {
            self.blank();
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests;
