//! The difference between two texts by lines: what the conflict view shows. Rows are ready to be painted. Made
//! on a background thread; merging is not here.

use std::path::PathBuf;

use justbuilt_text::Text;
use similar::{DiffOp, TextDiff};

/// Unchanged lines shown around a change.
const CONTEXT: usize = 3;
/// Texts longer than this, in bytes, are not compared: the rows would be of no use.
pub const MAX_BYTES: usize = 16 << 20;

/// Two texts and their difference.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The file both are about.
    pub path: Option<PathBuf>,
    /// What the left text is, such as `On disk`.
    pub old_title: String,
    /// What the right text is, such as `Unsaved text`.
    pub new_title: String,
    /// What is shown, from the top.
    pub rows: Vec<DiffRow>,
    /// Lines only in the left text.
    pub removed: usize,
    /// Lines only in the right text.
    pub added: usize,
    /// Whether the texts were too large to be compared.
    pub too_large: bool,
}

/// One row of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffRow {
    /// A line of both.
    Same {
        /// Line in the left text, from 0.
        old: usize,
        /// Line in the right text, from 0.
        new: usize,
        /// The line without its ending.
        text: String,
    },
    /// A line only in the left text.
    Removed {
        /// Line in the left text, from 0.
        old: usize,
        /// The line without its ending.
        text: String,
    },
    /// A line only in the right text.
    Added {
        /// Line in the right text, from 0.
        new: usize,
        /// The line without its ending.
        text: String,
    },
    /// Unchanged lines that are left out.
    Gap {
        /// How many.
        lines: usize,
    },
}

impl Diff {
    /// Compares two texts by lines.
    pub fn new(path: Option<PathBuf>, old: (&str, &Text), new: (&str, &Text)) -> Self {
        let mut diff = Diff {
            path,
            old_title: old.0.to_owned(),
            new_title: new.0.to_owned(),
            rows: Vec::new(),
            removed: 0,
            added: 0,
            too_large: old.1.len() > MAX_BYTES || new.1.len() > MAX_BYTES,
        };
        if !diff.too_large {
            diff.compare(&old.1.to_string(), &new.1.to_string());
        }
        diff
    }

    /// Whether the texts are the same, as far as was compared.
    pub fn is_same(&self) -> bool {
        !self.too_large && self.added == 0 && self.removed == 0
    }

    fn compare(&mut self, old: &str, new: &str) {
        let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
        let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
        let compared = TextDiff::from_slices(&old_lines, &new_lines);
        let line = |lines: &[&str], index: usize| {
            lines.get(index).map_or("", |line| line.trim_end_matches(['\n', '\r'])).to_owned()
        };
        let mut seen = 0;
        for group in compared.grouped_ops(CONTEXT) {
            if let Some(first) = group.first().map(|op| op.old_range().start)
                && first > seen
            {
                self.rows.push(DiffRow::Gap { lines: first - seen });
            }
            for op in &group {
                if let DiffOp::Equal { old_index, new_index, len } = *op {
                    for i in 0..len {
                        let (old, new) = (old_index + i, new_index + i);
                        self.rows.push(DiffRow::Same { old, new, text: line(&old_lines, old) });
                    }
                } else {
                    for old in op.old_range() {
                        self.rows.push(DiffRow::Removed { old, text: line(&old_lines, old) });
                        self.removed += 1;
                    }
                    for new in op.new_range() {
                        self.rows.push(DiffRow::Added { new, text: line(&new_lines, new) });
                        self.added += 1;
                    }
                }
                seen = op.old_range().end;
            }
        }
        if !self.rows.is_empty() && old_lines.len() > seen {
            self.rows.push(DiffRow::Gap { lines: old_lines.len() - seen });
        }
    }
}

#[cfg(test)]
mod tests;
