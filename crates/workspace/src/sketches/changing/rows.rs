//! The edit that some changed elements are, without writing the others: in our files an element is a row, so the rows
//! of a text that is as it is written are known by counting.
//!
//! Not here: texts that were laid out by hand, and other programs' files.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use justbuilt_sketch::file::{PAGE_END, element_row, first_rows};
use justbuilt_sketch::scene::{Element, ElementId, Page, Sketch};
use justbuilt_text::{LineEnding, Text, Transaction, TransactionBuilder};
use similar::{Algorithm, DiffOp, capture_diff_slices};

type Elements = [Arc<Element>];

/// What makes `to` of a text that is `from` as it is written. `None` when more than elements differ, or the text is
/// not what it should be.
pub fn by_rows(text: &Text, from: &Sketch, to: &Sketch, ending: LineEnding) -> Option<Transaction> {
    if !same_but_elements(from, to) {
        return None;
    }
    let mut rows = Rows { text, ending, edits: Transaction::builder(text.len()) };
    for ((old, new), first) in from.pages.iter().zip(&to.pages).zip(first_rows(from)) {
        let same = old.elements.len() == new.elements.len()
            && old.elements.iter().zip(&new.elements).all(|(old, new)| Arc::ptr_eq(old, new));
        if !same {
            rows.page(first, &old.elements, &new.elements)?;
        }
    }
    Some(rows.edits.finish())
}

/// Only elements differ, if anything.
fn same_but_elements(from: &Sketch, to: &Sketch) -> bool {
    let page = |(a, b): (&Page, &Page)| a.id == b.id && a.name == b.name && a.properties == b.properties;
    let pictures = || {
        from.pictures.len() == to.pictures.len()
            && from.pictures.iter().zip(&to.pictures).all(|((key, a), (other, b))| {
                key == other
                    && Arc::ptr_eq(&a.bytes, &b.bytes)
                    && a.media_type == b.media_type
                    && a.properties == b.properties
            })
    };
    from.name == to.name
        && (from.width, from.height) == (to.width, to.height)
        && from.background == to.background
        && from.pages.len() == to.pages.len()
        && from.pages.iter().zip(&to.pages).all(page)
        && pictures()
        && from.properties == to.properties
}

/// The edits of rows, from the first to the last.
struct Rows<'a> {
    text: &'a Text,
    ending: LineEnding,
    edits: TransactionBuilder,
}

impl Rows<'_> {
    /// The rows of a page, from the one of its first element.
    fn page(&mut self, first: usize, old: &Elements, new: &Elements) -> Option<()> {
        if !self.begins(first + old.len(), PAGE_END) {
            return None;
        }
        let same = |(a, b): (usize, usize)| {
            old.get(a).zip(new.get(b)).is_some_and(|(one, other)| Arc::ptr_eq(one, other))
                && (a + 1 == old.len()) == (b + 1 == new.len())
        };
        let least = old.len().min(new.len());
        let head = (0..least).take_while(|at| same((*at, *at))).count();
        let tail = (1..=least - head).take_while(|back| same((old.len() - back, new.len() - back))).count();
        let (was, is) = (head..old.len() - tail, head..new.len() - tail);
        for op in ops(old.get(was.clone())?, new.get(is.clone())?) {
            let (a, b) = (op.old_range(), op.new_range());
            let (a, b) = (a.start + was.start..a.end + was.start, b.start + is.start..b.end + is.start);
            if matches!(op, DiffOp::Equal { .. }) {
                for (a, b) in a.zip(b).filter(|pair| !same(*pair)) {
                    self.replace(first, (old, a), (new, b))?;
                }
            } else {
                self.splice(first, (old, a), (new, b))?;
            }
        }
        Some(())
    }

    /// Another row for an element that stays where it is.
    fn replace(
        &mut self,
        first: usize,
        (old, a): (&Elements, usize),
        (new, b): (&Elements, usize),
    ) -> Option<()> {
        let (was, is) = (old.get(a)?, new.get(b)?);
        let row = self.row_of(first + a, &was.id)?;
        let last = b + 1 == new.len();
        if Arc::ptr_eq(was, is) {
            // Only the comma comes or goes.
            let (range, comma) = if last { (row.end - 1..row.end, "") } else { (row.end..row.end, ",") };
            self.edits.replace(range, comma);
        } else {
            self.edits.replace(row, element_row(is, last));
        }
        Some(())
    }

    /// Rows taken out and put in.
    fn splice(
        &mut self,
        first: usize,
        (old, a): (&Elements, Range<usize>),
        (new, b): (&Elements, Range<usize>),
    ) -> Option<()> {
        for (row, element) in a.clone().zip(old.get(a.clone())?) {
            self.row_of(first + row, &element.id)?;
        }
        let range = self.text.line_start(first + a.start)..self.text.line_start(first + a.end);
        let mut rows = String::new();
        for (at, element) in b.clone().zip(new.get(b)?) {
            rows.push_str(&element_row(element, at + 1 == new.len()));
            rows.push_str(self.ending.as_str());
        }
        self.edits.replace(range, rows);
        Some(())
    }

    /// Where the row of this element is, without the line end; `None` when it is another's.
    fn row_of(&self, row: usize, id: &ElementId) -> Option<Range<usize>> {
        let range = self.text.line_content(row);
        // As far as the id goes, and not farther: a row of a long stroke is long.
        let start = self.text.slice(range.start..self.text.clamp_boundary(range.end.min(range.start + 64)));
        let plain = format!("      {{\"id\": \"{}", id.as_str());
        let known = match start.get(..plain.len()) {
            Some(start) => start == plain,
            // With a long id, or one that is written otherwise than it reads.
            None => start.starts_with("      {\"id\": \""),
        };
        (known || id.as_str().contains(['"', '\\']) || !id.as_str().is_ascii()).then_some(range)
    }

    fn begins(&self, row: usize, with: &str) -> bool {
        let range = self.text.line_content(row);
        self.text.slice(range).starts_with(with)
    }
}

/// Which elements stay, by their ids.
fn ops(old: &Elements, new: &Elements) -> Vec<DiffOp> {
    let ids = |elements: &Elements| -> Vec<ElementId> { elements.iter().map(|e| e.id.clone()).collect() };
    if old.len() == new.len() && old.iter().zip(new).all(|(a, b)| a.id == b.id) {
        return vec![DiffOp::Equal { old_index: 0, new_index: 0, len: old.len() }];
    }
    let (before, after) = (ids(old), ids(new));
    taken_and_put(&before, &after)
        .unwrap_or_else(|| capture_diff_slices(Algorithm::Patience, &before, &after))
}

/// The steps where what stays is in the same order, which is the usual case; `None` where it is not.
fn taken_and_put(old: &[ElementId], new: &[ElementId]) -> Option<Vec<DiffOp>> {
    let (known, wanted): (HashSet<&ElementId>, HashSet<&ElementId>) =
        (old.iter().collect(), new.iter().collect());
    let mut steps = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        let (from, to) = (a, b);
        a += old.iter().skip(a).take_while(|id| !wanted.contains(id)).count();
        b += new.iter().skip(b).take_while(|id| !known.contains(id)).count();
        if (a, b) != (from, to) {
            steps.push(DiffOp::Replace {
                old_index: from,
                old_len: a - from,
                new_index: to,
                new_len: b - to,
            });
        }
        let pairs = old.iter().skip(a).zip(new.iter().skip(b));
        let len = pairs.take_while(|(one, other)| one == other && wanted.contains(one)).count();
        if len > 0 {
            steps.push(DiffOp::Equal { old_index: a, new_index: b, len });
        } else if a < old.len() && b < new.len() {
            return None;
        }
        (a, b) = (a + len, b + len);
    }
    Some(steps)
}
