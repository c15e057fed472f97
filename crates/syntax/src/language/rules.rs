//! From catalogue entries to what the edit commands of `text` need to know about a language.

use justbuilt_text::edit::{IndentRules, LanguageEdit, Pair};

use super::{IndentRule, Spec};

/// What follows a `return` in languages of blocks by colon.
const BACK_AFTER: [&str; 5] = ["return", "pass", "break", "continue", "raise"];
const BACK: [&str; 4] = ["else", "elif", "except", "finally"];

pub(super) fn language_edit(spec: &Spec) -> LanguageEdit {
    LanguageEdit {
        line_comment: spec.comments.line.map(Into::into),
        block_comment: spec.comments.block.map(|(open, close)| (open.into(), close.into())),
        pairs: spec.pairs.iter().map(|(open, close)| Pair::new(*open, *close)).collect(),
        indent: indent_rules(spec.indent_rule),
        word_chars: spec.word_chars.into(),
        lists: spec.lists,
    }
}

fn indent_rules(rule: IndentRule) -> IndentRules {
    let all = |words: &[&str]| words.iter().map(|word| (*word).into()).collect();
    match rule {
        IndentRule::Keep => IndentRules::keep(),
        IndentRule::Brackets => IndentRules::default(),
        IndentRule::Colon => IndentRules {
            after_endings: all(&[":"]),
            back_words: all(&BACK),
            back_after_words: all(&BACK_AFTER),
            ..IndentRules::default()
        },
        IndentRule::Words(after, back) => {
            let is_word = |word: &&&str| word.starts_with(char::is_alphanumeric);
            IndentRules {
                after_words: after.iter().filter(is_word).map(|word| (*word).into()).collect(),
                back_words: back.iter().filter(is_word).map(|word| (*word).into()).collect(),
                ..IndentRules::default()
            }
        }
        IndentRule::Tags => IndentRules { tags: true, ..IndentRules::default() },
    }
}
