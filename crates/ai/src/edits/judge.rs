//! Whether a change makes the syntax of a file worse. Who knows syntax is handed in.

/// Counts syntax errors. Implemented where the grammars are.
pub trait SyntaxJudge {
    /// How many errors a parser finds in `text`, the file at `path`; 0 for a language it does not know.
    fn errors(&self, path: &str, text: &str) -> usize;
}

/// What a change does to the syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxVerdict {
    /// No more errors than before.
    NotWorse,
    /// More errors than before: ask before it is applied.
    Worse {
        /// Errors before.
        before: usize,
        /// Errors after.
        after: usize,
    },
}

/// Compares the syntax of a file before and after; `before` is `None` for a new one.
pub fn judge(judge: &dyn SyntaxJudge, path: &str, before: Option<&str>, after: &str) -> SyntaxVerdict {
    let after = judge.errors(path, after);
    let before = if after == 0 { 0 } else { before.map_or(0, |text| judge.errors(path, text)) };
    if after > before { SyntaxVerdict::Worse { before, after } } else { SyntaxVerdict::NotWorse }
}
