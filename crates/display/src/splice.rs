//! An edit as the layers want it: byte ranges replaced, and the lines that they touch. No text is kept.

use std::ops::Range;

use justbuilt_text::{Text, Transaction};

/// One replaced range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    pub old: Range<usize>,
    pub new: Range<usize>,
    /// Whether a line break was put in.
    pub newlines: bool,
}

/// Whole lines replaced by whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineSplice {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// The replaced ranges of a transaction, sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Splices(Vec<Splice>);

impl Splices {
    pub fn of(transaction: &Transaction) -> Self {
        Self(
            transaction
                .edits()
                .map(|edit| Splice {
                    old: edit.old.clone(),
                    new: edit.new.clone(),
                    newlines: edit.inserted.contains('\n'),
                })
                .collect(),
        )
    }

    pub fn first_old(&self) -> Option<usize> {
        self.0.first().map(|splice| splice.old.start)
    }

    pub fn last_old(&self) -> Option<usize> {
        self.0.last().map(|splice| splice.old.end)
    }

    /// Those that touch `bytes` of the old text, at its ends too.
    pub fn touching(&self, bytes: Range<usize>) -> impl Iterator<Item = &Splice> {
        let at = self.0.partition_point(|splice| splice.old.end < bytes.start);
        let rest = self.0.get(at..).unwrap_or_default().iter();
        rest.take_while(move |splice| splice.old.start <= bytes.end)
    }

    /// Where a position of the old text is in the new one; `after` = after what is inserted right there.
    pub fn map(&self, at: usize, after: bool) -> usize {
        let index = self.0.partition_point(|splice| splice.old.end < at);
        if let Some(splice) = self.0.get(index).filter(|splice| splice.old.start <= at) {
            return match (splice.old.start == at, splice.old.end == at) {
                (true, false) => splice.new.start,
                (false, true) => splice.new.end,
                _ if after => splice.new.end,
                _ => splice.new.start,
            };
        }
        match index.checked_sub(1).and_then(|before| self.0.get(before)) {
            Some(before) => at - before.old.end + before.new.end,
            None => at,
        }
    }

    /// The touched lines; splices that share a line are one.
    pub fn lines(&self, old: &Text, new: &Text) -> Vec<LineSplice> {
        let mut lines: Vec<LineSplice> = Vec::new();
        for splice in &self.0 {
            let next = LineSplice {
                old: old.line_of(splice.old.start)..old.line_of(splice.old.end) + 1,
                new: new.line_of(splice.new.start)..new.line_of(splice.new.end) + 1,
            };
            match lines.last_mut() {
                Some(before) if next.old.start < before.old.end || next.new.start < before.new.end => {
                    before.old.end = before.old.end.max(next.old.end);
                    before.new.end = before.new.end.max(next.new.end);
                }
                _ => lines.push(next),
            }
        }
        lines
    }
}
