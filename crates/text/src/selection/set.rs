//! [`Selections`]: sorted, not overlapping, never empty, with a primary.

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::Selection;
use crate::{Text, Transaction};

/// One or more selections in the order of the text. Those that overlap, or a caret that touches one, are one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Selections {
    ranges: SmallVec<[Selection; 1]>,
    primary: usize,
}

impl Default for Selections {
    fn default() -> Self {
        Self::caret(0)
    }
}

impl Selections {
    /// Puts `ranges` in order and merges them; `primary` is an index into them as given. None at all is a caret at 0.
    pub fn new(ranges: impl IntoIterator<Item = Selection>, primary: usize) -> Self {
        let ranges: SmallVec<[Selection; 1]> = ranges.into_iter().collect();
        if ranges.is_empty() {
            return Self::default();
        }
        let primary = primary.min(ranges.len() - 1);
        Self { ranges, primary }.normalised()
    }

    /// One selection.
    pub fn single(selection: Selection) -> Self {
        Self { ranges: smallvec![selection], primary: 0 }
    }

    /// One caret.
    pub fn caret(at: usize) -> Self {
        Self::single(Selection::caret(at))
    }

    /// How many; never 0.
    #[expect(clippy::len_without_is_empty, reason = "there is always at least one")]
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether there are several.
    pub fn is_multiple(&self) -> bool {
        self.ranges.len() > 1
    }

    /// Whether all are carets.
    pub fn all_carets(&self) -> bool {
        self.ranges.iter().all(Selection::is_caret)
    }

    /// The primary one: what the view follows, what stays when the others go.
    pub fn primary(&self) -> Selection {
        self.ranges.get(self.primary).copied().unwrap_or_default()
    }

    /// Index of the primary one.
    pub fn primary_index(&self) -> usize {
        self.primary
    }

    /// In the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Selection> {
        self.ranges.iter()
    }

    /// In the order of the text.
    pub fn as_slice(&self) -> &[Selection] {
        &self.ranges
    }

    /// Adds one, which becomes the primary.
    pub fn push(&mut self, selection: Selection) {
        self.ranges.push(selection);
        self.primary = self.ranges.len() - 1;
        *self = std::mem::take(self).normalised();
    }

    /// Without the one at `index`; the last one that is left stays. The primary becomes the last of the rest if it
    /// goes.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        if self.ranges.len() <= 1 || index >= self.ranges.len() {
            return self.clone();
        }
        let mut ranges = self.ranges.clone();
        ranges.remove(index);
        let primary = match self.primary.cmp(&index) {
            std::cmp::Ordering::Less => self.primary,
            std::cmp::Ordering::Equal => ranges.len() - 1,
            std::cmp::Ordering::Greater => self.primary - 1,
        };
        Self { ranges, primary }
    }

    /// Only the primary one.
    #[must_use]
    pub fn only_primary(&self) -> Self {
        Self::single(self.primary())
    }

    /// The same selections with another primary.
    #[must_use]
    pub fn with_primary(mut self, index: usize) -> Self {
        self.primary = index.min(self.ranges.len() - 1);
        self
    }

    /// Each one changed by `f`, then merged.
    #[must_use]
    pub fn transform(&self, f: impl FnMut(Selection) -> Selection) -> Self {
        Self { ranges: self.ranges.iter().copied().map(f).collect(), primary: self.primary }.normalised()
    }

    /// After a change made elsewhere; see [`Selection::map`].
    #[must_use]
    pub fn map(&self, transaction: &Transaction) -> Self {
        use crate::Bias::{Left, Right};
        let bounds = self.ranges.iter().flat_map(|selection| match selection.is_caret() {
            true => [(selection.head, Right), (selection.head, Right)],
            false => [(selection.from(), Right), (selection.to(), Left)],
        });
        let mapped = transaction.map_sorted(bounds);
        let ranges = self.ranges.iter().zip(mapped.chunks_exact(2)).map(|(selection, ends)| {
            let (from, to) = match ends {
                [from, to] => (*from, (*to).max(*from)),
                _ => (0, 0),
            };
            selection.with_range(from..to).with_goal(selection.goal)
        });
        Self { ranges: ranges.collect(), primary: self.primary }.normalised()
    }

    /// Inside `text`, on character boundaries.
    #[must_use]
    pub fn clamp(&self, text: &Text) -> Self {
        self.transform(|selection| selection.clamp(text))
    }

    fn normalised(mut self) -> Self {
        let apart = self.ranges.windows(2).all(|pair| match pair {
            [a, b] => a.from() <= b.from() && !touch(a, b),
            _ => true,
        });
        if apart {
            return self;
        }
        let mut order: Vec<(Selection, bool)> =
            self.ranges.iter().enumerate().map(|(i, selection)| (*selection, i == self.primary)).collect();
        order.sort_by_key(|(selection, _)| (selection.from(), selection.to()));
        self.ranges.clear();
        self.primary = 0;
        for (selection, is_primary) in order {
            match self.ranges.last_mut() {
                Some(last) if touch(last, &selection) => {
                    let range = last.from()..last.to().max(selection.to());
                    // The direction and goal of the primary win, else of the one that selects anything.
                    let model = if is_primary || (last.is_caret() && !selection.is_caret()) {
                        selection
                    } else {
                        *last
                    };
                    let goal = model.goal.filter(|_| model.range() == range);
                    *last = model.with_range(range).with_goal(goal);
                }
                _ => self.ranges.push(selection),
            }
            if is_primary {
                self.primary = self.ranges.len() - 1;
            }
        }
        self
    }
}

/// Whether two selections, the first starting first, are to be one: they overlap, or touch and one is a caret.
fn touch(a: &Selection, b: &Selection) -> bool {
    b.from() < a.to() || (b.from() == a.to() && (a.is_caret() || b.is_caret()))
}

impl<'a> IntoIterator for &'a Selections {
    type Item = &'a Selection;
    type IntoIter = std::slice::Iter<'a, Selection>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Selection> for Selections {
    fn from(selection: Selection) -> Self {
        Self::single(selection)
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    ranges: Vec<Selection>,
    #[serde(default)]
    primary: usize,
}

impl From<Stored> for Selections {
    fn from(stored: Stored) -> Self {
        Self::new(stored.ranges, stored.primary)
    }
}

impl From<Selections> for Stored {
    fn from(selections: Selections) -> Self {
        Self { ranges: selections.ranges.to_vec(), primary: selections.primary }
    }
}
