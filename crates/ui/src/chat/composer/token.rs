//! The word at the caret that asks for something: `@name` anywhere, `/name` at the beginning.

use std::ops::Range;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Something that goes along.
    Mention(String),
    /// A prompt.
    Prompt(String),
}

impl Wish {
    /// The words that are looked for.
    pub fn query(&self) -> &str {
        match self {
            Wish::Mention(query) | Wish::Prompt(query) => query,
        }
    }
}

/// The longest word that is looked for, in bytes.
const LONGEST: usize = 200;

/// The word that ends at the caret (a byte offset), and what it asks for.
pub(super) fn token(text: &str, caret: usize) -> Option<(Range<usize>, Wish)> {
    let before = text.get(..caret)?;
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..)?;
    if word.len() > LONGEST {
        return None;
    }
    if let Some(query) = word.strip_prefix('@') {
        return Some((start..caret, Wish::Mention(query.to_owned())));
    }
    match word.strip_prefix('/') {
        Some(query) if start == 0 && !query.contains('/') => Some((0..caret, Wish::Prompt(query.to_owned()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ˇ` is the caret.
    fn check(text: &str, expected: Option<(&str, Wish)>) {
        let caret = text.find('ˇ').unwrap();
        let text = text.replace('ˇ', "");
        let found = token(&text, caret).map(|(range, wish)| (text[range].to_owned(), wish));
        assert_eq!(found, expected.map(|(word, wish)| (word.to_owned(), wish)), "{text}");
    }

    #[test]
    fn the_word_at_the_caret_asks_for_something() {
        let mention = |query: &str| Wish::Mention(query.into());
        check("see @mainˇ.rs", Some(("@main", mention("main"))));
        check("@ˇ", Some(("@", mention(""))));
        check("漢字\u{3000}@src/ˇ", Some(("@src/", mention("src/"))));
        check("a@b.cˇ", None);
        check("@done ˇ", None);
        check("/expˇ", Some(("/exp", Wish::Prompt("exp".into()))));
        check("say /expˇ", None);
        check("/usr/binˇ", None);
        check("ˇ@later", None);
    }
}
