//! What a language's files ask of editing. Filled in by whoever knows languages.

use smol_str::SmolStr;

/// Marks and rules of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageEdit {
    /// Begins a comment to the end of the line.
    pub line_comment: Option<SmolStr>,
    /// Begins and ends a comment.
    pub block_comment: Option<(SmolStr, SmolStr)>,
    /// What is closed when it is opened: brackets and quotes.
    pub pairs: Vec<Pair>,
    /// How new lines are indented.
    pub indent: IndentRules,
    /// Characters other than letters, digits and `_` that are part of words (`-` in CSS).
    pub word_chars: SmolStr,
    /// Lines that begin with `- `, `1. ` and the like are items of lists, as in Markdown.
    pub lists: bool,
}

impl Default for LanguageEdit {
    /// Brackets, double quotes, no comments.
    fn default() -> Self {
        Self {
            line_comment: None,
            block_comment: None,
            pairs: [("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\"")].map(|(a, b)| Pair::new(a, b)).to_vec(),
            indent: IndentRules::default(),
            word_chars: SmolStr::default(),
            lists: false,
        }
    }
}

/// Something that opens and what closes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Opens it, such as `(`.
    pub open: SmolStr,
    /// Closes it, such as `)`; the same for quotes.
    pub close: SmolStr,
}

impl Pair {
    /// From its two ends.
    pub fn new(open: impl Into<SmolStr>, close: impl Into<SmolStr>) -> Self {
        Self { open: open.into(), close: close.into() }
    }

    /// Whether both ends are the same.
    pub fn is_quote(&self) -> bool {
        self.open == self.close
    }
}

/// How a line is indented that follows another. The default keeps the indentation and knows brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndentRules {
    /// Deeper after a line with an open bracket, back on a line that begins with a closing one.
    pub brackets: bool,
    /// Deeper after a line that ends so (`:` in Python).
    pub after_endings: Vec<SmolStr>,
    /// Deeper after a line that has one of these words (`do`, `then`).
    pub after_words: Vec<SmolStr>,
    /// Back on a line that begins with one of these words (`end`, `fi`, `else`).
    pub back_words: Vec<SmolStr>,
    /// Back after a line that begins with one of these words (`return`, `pass`).
    pub back_after_words: Vec<SmolStr>,
    /// Deeper after an opening tag, back on a line that begins with a closing one.
    pub tags: bool,
}

impl Default for IndentRules {
    fn default() -> Self {
        Self {
            brackets: true,
            after_endings: Vec::new(),
            after_words: Vec::new(),
            back_words: Vec::new(),
            back_after_words: Vec::new(),
            tags: false,
        }
    }
}

impl IndentRules {
    /// As the line above, nothing else.
    pub fn keep() -> Self {
        Self { brackets: false, ..Self::default() }
    }
}
