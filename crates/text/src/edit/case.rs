//! Upper case, lower case and the ways of writing names.

use super::{Change, typing::replace_selections};
use crate::{EditKind, Selection, Selections, Text, select};

/// A way of writing letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// ALL CAPITALS.
    Upper,
    /// no capitals.
    Lower,
    /// Each Word With A Capital.
    Title,
    /// camelCase.
    Camel,
    /// PascalCase.
    Pascal,
    /// snake_case.
    Snake,
    /// kebab-case.
    Kebab,
    /// SCREAMING_SNAKE_CASE.
    Constant,
}

/// Rewrites what is selected, or the words at carets.
pub fn change_case(text: &Text, selections: &Selections, case: Case) -> Option<Change> {
    let words = selections.transform(|selection| match select::word_at(text, selection.head) {
        Some(word) if selection.is_caret() => Selection::of(word),
        _ => selection,
    });
    let mut change = replace_selections(text, &words, EditKind::Format, |_, text| case.apply(text))?;
    if change.transaction.apply(text).is_ok_and(|new| new == *text) {
        return None;
    }
    if selections.all_carets() {
        change.selections = change.selections.transform(|selection| Selection::caret(selection.to()));
    }
    Some(change)
}

/// All capitals.
pub fn upper_case(text: &Text, selections: &Selections) -> Option<Change> {
    change_case(text, selections, Case::Upper)
}

/// No capitals.
pub fn lower_case(text: &Text, selections: &Selections) -> Option<Change> {
    change_case(text, selections, Case::Lower)
}

impl Case {
    /// `text` written this way. Names are rewritten line by line, with the white space around them kept.
    pub fn apply(self, text: &str) -> String {
        match self {
            Case::Upper => text.to_uppercase(),
            Case::Lower => text.to_lowercase(),
            Case::Title => title(text),
            _ => text.split_inclusive('\n').map(|line| self.name(line)).collect(),
        }
    }

    fn name(self, line: &str) -> String {
        let trimmed = line.trim();
        let start = line.len() - line.trim_start().len();
        let (before, after) = (line.get(..start), line.get(start + trimmed.len()..));
        let words = words(trimmed);
        let joined = match self {
            Case::Snake => words.join("_").to_lowercase(),
            Case::Kebab => words.join("-").to_lowercase(),
            Case::Constant => words.join("_").to_uppercase(),
            Case::Pascal => words.iter().map(|word| capital(word)).collect(),
            _ => {
                let rest = words.iter().skip(1).map(|word| capital(word));
                words.first().map(|word| word.to_lowercase()).into_iter().chain(rest).collect()
            }
        };
        format!("{}{joined}{}", before.unwrap_or_default(), after.unwrap_or_default())
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

fn title(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !inside && c.is_alphabetic() {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        inside = c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
    }
    out
}

/// The words of a name, split at anything that is no letter or digit and where capitals begin.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| chars.get(index));
        let after = chars.get(index + 1);
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let begins = c.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || (before.is_some_and(|before| before.is_uppercase())
                    && after.is_some_and(|after| after.is_lowercase())));
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(*c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
