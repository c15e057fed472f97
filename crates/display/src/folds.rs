//! The fold layer: which lines are folded under which header, nested as they like, and what edits do to them.
//! Knows lines only; what a fold hides on the screen is `map`'s and `snapshot`'s.

use std::{ops::Range, sync::Arc};

use justbuilt_text::Text;

use crate::splice::Splices;

/// Lines `header + 1 ..= last` are hidden; `header` stays visible unless another fold hides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fold {
    pub header: usize,
    pub last: usize,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Folds {
    /// By header, then by last line.
    folds: Arc<Vec<Fold>>,
    /// The lines that are hidden: sorted, apart from each other.
    hidden: Arc<Vec<Range<usize>>>,
}

impl Folds {
    pub fn all(&self) -> &[Fold] {
        &self.folds
    }

    pub fn is_empty(&self) -> bool {
        self.folds.is_empty()
    }

    /// Adds folds; says whether that changed anything.
    pub fn insert(&mut self, new: impl IntoIterator<Item = Fold>) -> bool {
        let mut folds = self.folds.to_vec();
        folds.extend(new.into_iter().filter(|fold| fold.last > fold.header));
        folds.sort_unstable();
        folds.dedup();
        let changed = folds.len() != self.folds.len();
        if changed {
            self.set(folds);
        }
        changed
    }

    /// Takes out the folds that match and returns them.
    pub fn remove(&mut self, matches: impl Fn(&Fold) -> bool) -> Vec<Fold> {
        let (gone, kept): (Vec<_>, Vec<_>) = self.folds.iter().copied().partition(|fold| matches(fold));
        if !gone.is_empty() {
            self.set(kept);
        }
        gone
    }

    /// The outermost fold under this header.
    pub fn at_header(&self, line: usize) -> Option<Fold> {
        let end = self.folds.partition_point(|fold| fold.header <= line);
        self.folds.get(..end)?.last().copied().filter(|fold| fold.header == line)
    }

    /// The stretch of hidden lines that `line` is in. The line above it is visible, and shows the fold.
    pub fn hidden_at(&self, line: usize) -> Option<Range<usize>> {
        let at = self.hidden.partition_point(|lines| lines.end <= line);
        self.hidden.get(at).filter(|lines| lines.start <= line).cloned()
    }

    /// The hidden stretches that touch `lines`, cut to them.
    pub fn hidden_within(&self, lines: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let at = self.hidden.partition_point(|hidden| hidden.end <= lines.start);
        let rest = self.hidden.get(at..).unwrap_or_default().iter();
        rest.take_while(move |hidden| hidden.start < lines.end)
            .map(move |hidden| hidden.start.max(lines.start)..hidden.end.min(lines.end))
    }

    /// Moves folds with an edit. A fold dissolves when its header is deleted, split, or joined with what it hides.
    /// Returns the lines of the new text that dissolved folds had hidden.
    pub fn edit(&mut self, old: &Text, new: &Text, splices: &Splices) -> Vec<Range<usize>> {
        let (Some(first), Some(last)) = (splices.first_old(), splices.last_old()) else { return Vec::new() };
        if self.folds.is_empty() {
            return Vec::new();
        }
        let (first_line, last_line) = (old.line_of(first), old.line_of(last));
        let mut dissolved = Vec::new();
        let mut moved = false;
        let mut folds = Vec::with_capacity(self.folds.len());
        for fold in self.folds.iter() {
            if fold.last < first_line {
                folds.push(*fold);
                continue;
            }
            let kept = if fold.header > last_line {
                let shift = |line: usize| (line + new.line_count()).saturating_sub(old.line_count());
                Some(Fold { header: shift(fold.header), last: shift(fold.last) })
            } else {
                map_fold(*fold, old, new, splices)
            };
            moved |= kept != Some(*fold);
            match kept {
                Some(fold) => folds.push(fold),
                None => {
                    let start = splices.map(old.line_start(fold.header), false);
                    let end = splices.map(old.line_range(fold.last).end, true);
                    dissolved.push(new.line_of(start.min(new.len()))..new.line_of(end.min(new.len())) + 1);
                }
            }
        }
        if moved {
            folds.sort_unstable();
            folds.dedup();
            self.set(folds);
        }
        dissolved
    }

    fn set(&mut self, folds: Vec<Fold>) {
        let mut hidden: Vec<Range<usize>> = Vec::new();
        for fold in &folds {
            let lines = fold.header + 1..fold.last + 1;
            match hidden.last_mut() {
                Some(before) if lines.start <= before.end => before.end = before.end.max(lines.end),
                _ => hidden.push(lines),
            }
        }
        self.folds = Arc::new(folds);
        self.hidden = Arc::new(hidden);
    }
}

fn map_fold(fold: Fold, old: &Text, new: &Text, splices: &Splices) -> Option<Fold> {
    let header = old.line_content(fold.header);
    let last = old.line_content(fold.last).end;
    for splice in splices.touching(header.start..header.end) {
        let (start, end) = (splice.old.start, splice.old.end);
        let header_is_gone = start < header.start && end > header.start
            || start <= header.start && end >= header.end && splice.new.is_empty() && !header.is_empty();
        let ending_is_gone = start <= header.end && end > header.end;
        let is_split = splice.newlines && start <= header.end && (end > header.start || header.is_empty());
        if header_is_gone || ending_is_gone || is_split {
            return None;
        }
    }
    let mapped = Fold {
        header: new.line_of(splices.map(header.end, false)),
        last: new.line_of(splices.map(last, false)),
    };
    (mapped.last > mapped.header).then_some(mapped)
}
