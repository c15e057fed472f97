//! Makes text safe to show: control characters and those that turn the direction of writing get names that can be
//! seen, so that what is read is what is there. Not for what is copied or sent: that stays as it came.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character acts on its neighbours, or on a terminal, instead of being read.
fn hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        c if c.is_control() => true,
        // Bidirectional controls (https://www.unicode.org/reports/tr9/), invisible separators and tags.
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The text with names in place of what is hidden; carriage returns before line ends just go.
pub fn visible(text: &str) -> Cow<'_, str> {
    let suspicious = |byte: u8| (byte < 0x20 && byte != b'\n' && byte != b'\t') || byte >= 0x7f;
    if !text.bytes().any(suspicious) || !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\r' && characters.peek().is_none_or(|next| *next == '\n') {
            continue;
        }
        if hidden(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_get_names_and_the_rest_stays() {
        assert!(matches!(visible("plain\täöü 漢字 🦀\n"), Cow::Borrowed(_)));
        assert_eq!(visible("a\u{202e}b\u{0}c\u{1b}[0m"), "a<U+202E>b<U+0000>c<U+001B>[0m");
        assert_eq!(visible("one\r\ntwo\r"), "one\ntwo");
        assert_eq!(visible("over\rwritten"), "over<U+000D>written");
    }
}
