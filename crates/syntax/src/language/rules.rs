//! From catalogue entries to what the edit commands of `text` need to know about a language.

use super::Spec;

/// Stand-in until the edit commands bring theirs.
#[derive(Clone, Debug, Default)]
pub struct LanguageEdit {}

pub(super) fn language_edit(_spec: &Spec) -> LanguageEdit {
    LanguageEdit {}
}
