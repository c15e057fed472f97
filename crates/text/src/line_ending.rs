//! Line endings: what a file uses, and turning all of a text's into one kind. Mixed endings stay in the text as they
//! are; only what is typed uses the document's own.

use std::fmt;

use memchr::{memchr_iter, memchr2_iter};
use serde::{Deserialize, Serialize};

use crate::{Text, Transaction};

/// How lines end in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnding {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`, in files that have no `\n` at all. In the text it is a `\n`.
    Cr,
}

impl LineEnding {
    /// All of them.
    pub const ALL: [LineEnding; 3] = [LineEnding::Lf, LineEnding::CrLf, LineEnding::Cr];

    /// What a line ends with inside a [`Text`].
    pub fn as_str(self) -> &'static str {
        match self {
            LineEnding::CrLf => "\r\n",
            LineEnding::Lf | LineEnding::Cr => "\n",
        }
    }

    /// `lf`, `crlf` or `cr`.
    pub fn name(self) -> &'static str {
        match self {
            LineEnding::Lf => "lf",
            LineEnding::CrLf => "crlf",
            LineEnding::Cr => "cr",
        }
    }

    /// By its name, in any case.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The one most lines of `text` end with; `None` when there is only one line.
    pub fn detect(text: &Text) -> Option<Self> {
        let mut count = EndingCount::default();
        text.chunks(0..text.len()).for_each(|chunk| count.feed(chunk.as_bytes()));
        count.majority()
    }

    /// The change that ends every line of `text` this way, lone `\r` included.
    pub fn convert(self, text: &Text) -> Transaction {
        let wanted = self.as_str();
        let mut builder = Transaction::builder(text.len());
        let mut start = 0;
        // The rope never splits a `\r\n` between chunks.
        for chunk in text.chunks(0..text.len()) {
            let bytes = chunk.as_bytes();
            let mut done = 0;
            for at in memchr2_iter(b'\r', b'\n', bytes) {
                if at < done {
                    continue;
                }
                let len = if bytes.get(at..at + 2) == Some(b"\r\n") { 2 } else { 1 };
                done = at + len;
                if bytes.get(at..done) != Some(wanted.as_bytes()) {
                    builder.replace(start + at..start + done, wanted);
                }
            }
            start += chunk.len();
        }
        builder.finish()
    }

    /// `text` with every line ending this way: for what is pasted.
    pub fn normalise(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['\r', '\n']) {
            let (line, ending) = rest.split_at(at);
            out.push_str(line);
            out.push_str(self.as_str());
            rest = ending.strip_prefix("\r\n").unwrap_or_else(|| ending.get(1..).unwrap_or_default());
        }
        out.push_str(rest);
        out
    }
}

impl fmt::Display for LineEnding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LineEnding::Lf => "LF",
            LineEnding::CrLf => "CRLF",
            LineEnding::Cr => "CR",
        })
    }
}

/// Counts line endings of a text that comes in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndingCount {
    /// `\n` without `\r` before it.
    pub lf: usize,
    /// `\r\n`.
    pub crlf: usize,
    /// `\r` without `\n` behind it.
    pub cr: usize,
    after_cr: bool,
}

impl EndingCount {
    /// Counts the next piece. ASCII bytes of UTF-8 are all it looks at.
    pub fn feed(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        // Every `\r` counts at first; those before a `\n` are taken off when the `\n` is seen.
        self.cr += memchr_iter(b'\r', bytes).count();
        for at in memchr_iter(b'\n', bytes) {
            let after_cr = match at.checked_sub(1) {
                Some(before) => bytes.get(before) == Some(&b'\r'),
                None => self.after_cr,
            };
            if after_cr {
                self.crlf += 1;
                self.cr -= 1;
            } else {
                self.lf += 1;
            }
        }
        self.after_cr = *last == b'\r';
    }

    /// The most frequent ending; `\n` before `\r\n` when they are even. `Cr` only when there is nothing else.
    pub fn majority(&self) -> Option<LineEnding> {
        match (self.lf, self.crlf, self.cr) {
            (0, 0, 0) => None,
            (0, 0, _) => Some(LineEnding::Cr),
            (lf, crlf, _) if crlf > lf => Some(LineEnding::CrLf),
            _ => Some(LineEnding::Lf),
        }
    }

    /// Whether lines end in more than one way.
    pub fn is_mixed(&self) -> bool {
        [self.lf, self.crlf, self.cr].iter().filter(|count| **count > 0).count() > 1
    }
}

#[cfg(test)]
mod tests;
