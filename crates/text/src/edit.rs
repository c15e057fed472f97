//! The everyday editing commands as pure functions: from text and selections to a [`Change`], with as many carets as
//! there are. `None` means there is nothing to do. Nothing here applies anything: the caller hands the change to a
//! [`Buffer`](crate::Buffer).

mod builder;
mod case;
mod clipboard;
mod comments;
mod continuing;
mod deleting;
mod indenting;
mod language;
mod lines;
mod listing;
mod newline;
mod typing;

use crate::{EditKind, LineEnding, Selections, Transaction, motion::Words};

pub use crate::indent::IndentStyle;
pub use case::{Case, change_case, lower_case, upper_case};
pub use clipboard::{Clip, copy, cut, paste, paste_text};
pub use comments::{toggle_block_comment, toggle_line_comment};
pub use deleting::{
    backspace, delete, delete_selections, delete_subword_left, delete_subword_right, delete_to_line_end,
    delete_to_line_start, delete_word_left, delete_word_right,
};
pub use indenting::{convert_indent, indent, indent_or_tab, outdent, reindent};
pub use language::{IndentRules, LanguageEdit, Pair};
pub use lines::{
    delete_lines, duplicate_lines_down, duplicate_lines_up, duplicate_selections, join_lines,
    move_lines_down, move_lines_up, remove_duplicate_lines, reverse_lines, sort_lines, transpose,
    trim_final_lines, trim_trailing_whitespace, with_final_line_ending,
};
pub use newline::{line_above, line_below, newline};
pub use typing::{insert_text, insert_verbatim, replace_selections};

/// What the commands need to know about the document.
#[derive(Clone, Debug)]
pub struct EditContext {
    /// Comment marks, pairs, indentation of its language.
    pub language: LanguageEdit,
    /// What one step of indentation is.
    pub indent: IndentStyle,
    /// Cells from one tab stop to the next.
    pub tab_width: u32,
    /// What typed lines end with.
    pub line_ending: LineEnding,
    /// Closes brackets and quotes that are typed.
    pub auto_pair: bool,
    /// Puts brackets and quotes that are typed around what is selected.
    pub auto_surround: bool,
    /// Indents new lines as the language asks for.
    pub auto_indent: bool,
    /// Goes on with doc comments and block comments on the next line.
    pub continue_comments: bool,
    /// Goes on with the items of lists on the next line.
    pub continue_lists: bool,
}

impl EditContext {
    /// What words are made of.
    pub fn words(&self) -> Words<'_> {
        Words::with(&self.language.word_chars)
    }
}

impl Default for EditContext {
    fn default() -> Self {
        Self {
            language: LanguageEdit::default(),
            indent: IndentStyle::default(),
            tab_width: 4,
            line_ending: LineEnding::default(),
            auto_pair: true,
            auto_surround: true,
            auto_indent: true,
            continue_comments: true,
            continue_lists: true,
        }
    }
}

/// What a command wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The change of the text.
    pub transaction: Transaction,
    /// The selections after it.
    pub selections: Selections,
    /// What it counts as for undo.
    pub kind: EditKind,
}

#[cfg(test)]
mod tests;
