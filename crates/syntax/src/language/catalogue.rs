//! The shape of a catalogue entry and its defaults. The entries are in `code` and `prose`.

use super::{DefaultIndent, Engine};

/// Comment marks of a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comments {
    pub line: Option<&'static str>,
    pub block: Option<(&'static str, &'static str)>,
}

/// How lines are indented when no tree says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndentRule {
    /// As the line above.
    Keep,
    /// Deeper after an opening bracket, back at a closing one.
    Brackets,
    /// `Brackets`, and deeper after a colon, back after `return`, `pass`, …
    Colon,
    /// Deeper after words such as `do`, `then`, back at `end`, `fi`, …
    Words(&'static [&'static str], &'static [&'static str]),
    /// Deeper after an opening tag, back at a closing one.
    Tags,
}

/// A catalogue entry.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    pub id: &'static str,
    pub name: &'static str,
    pub extensions: &'static [&'static str],
    pub filenames: &'static [&'static str],
    pub shebangs: &'static [&'static str],
    pub aliases: &'static [&'static str],
    pub engine: Engine,
    pub indent: DefaultIndent,
    pub tab_width: u8,
    pub rulers: &'static [u16],
    pub soft_wrap: bool,
    /// Its lists are Markdown's.
    pub lists: bool,
    pub comments: Comments,
    pub pairs: &'static [(&'static str, &'static str)],
    pub indent_rule: IndentRule,
    /// Beside letters, digits and `_`.
    pub word_chars: &'static str,
}

/// `//` and `/* */`.
pub(crate) const C_COMMENTS: Comments = Comments { line: Some("//"), block: Some(("/*", "*/")) };
/// `#`.
pub(crate) const HASH: Comments = Comments { line: Some("#"), block: None };
/// `--`.
pub(crate) const DASHES: Comments = Comments { line: Some("--"), block: None };
/// `%`.
pub(crate) const PERCENT: Comments = Comments { line: Some("%"), block: None };
/// `;`.
pub(crate) const SEMICOLON: Comments = Comments { line: Some(";"), block: None };
/// `<!-- -->`.
pub(crate) const MARKUP: Comments = Comments { line: None, block: Some(("<!--", "-->")) };
/// No comments.
pub(crate) const NONE: Comments = Comments { line: None, block: None };

/// Brackets and both quotes.
pub(crate) const PAIRS: &[(&str, &str)] = &[("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\""), ("'", "'")];
/// `PAIRS` and the backtick.
pub(crate) const PAIRS_TICK: &[(&str, &str)] =
    &[("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\""), ("'", "'"), ("`", "`")];
/// Brackets and the double quote: where `'` is something else.
pub(crate) const PAIRS_DOUBLE: &[(&str, &str)] = &[("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\"")];
/// Prose: brackets, double quotes, code.
pub(crate) const PAIRS_PROSE: &[(&str, &str)] =
    &[("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\""), ("`", "`")];
/// Plain text.
pub(crate) const PAIRS_PLAIN: &[(&str, &str)] = &[("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\"")];

impl Spec {
    /// An entry with the usual values: four spaces, `//` comments, brackets and quotes as pairs.
    pub const fn new(id: &'static str, name: &'static str, engine: Engine) -> Spec {
        Spec {
            id,
            name,
            extensions: &[],
            filenames: &[],
            shebangs: &[],
            aliases: &[],
            engine,
            indent: DefaultIndent::Spaces(4),
            tab_width: 4,
            rulers: &[],
            soft_wrap: false,
            lists: false,
            comments: C_COMMENTS,
            pairs: PAIRS,
            indent_rule: IndentRule::Brackets,
            word_chars: "",
        }
    }
}
