//! A change of one file's text: made for one version of it, split into hunks for review, carried over to what the user
//! has written meanwhile.

use std::ops::Range;

use justbuilt_store::ContentHash;
use justbuilt_text::{Bias, Edit, Text, Transaction};

/// What an edit does to the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Hash of the text it was made for, in UTF-8, as it is with its line endings.
    pub base: ContentHash,
    /// The change.
    pub transaction: Transaction,
}

/// Neighbouring changes that a user keeps or drops together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewHunk {
    /// Bytes of the old text from the first to the last change.
    pub old: Range<usize>,
    /// The same in the new text.
    pub new: Range<usize>,
    /// Lines of the old text, from 0; empty where only something comes.
    pub old_lines: Range<usize>,
    /// The replacements in it, of [`Transaction::edits`].
    pub edits: Range<usize>,
}

/// The user changed the same place meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Both changed these bytes of the text the change was made for.
    #[error("the text at bytes {} to {} was changed meanwhile; ask for the edit again", at.start, at.end)]
    Touched {
        /// Bytes of the base text.
        at: Range<usize>,
    },
    /// The user's change was not made for this text.
    #[error("the edit was made for another version of the file; ask for it again")]
    OtherVersion,
}

impl FileChange {
    /// The change that replaces ranges of `before`, sorted and apart.
    pub fn new(before: &str, edits: impl IntoIterator<Item = (Range<usize>, String)>) -> Self {
        Self {
            base: ContentHash::of(before.as_bytes()),
            transaction: Transaction::from_edits(before.len(), edits),
        }
    }

    /// Whether `text` is the version it was made for.
    pub fn fits(&self, text: &str) -> bool {
        text.len() == self.transaction.len_before() && ContentHash::of(text.as_bytes()) == self.base
    }

    /// The changed text; `None` when `text` is another version.
    pub fn apply(&self, text: &str) -> Option<String> {
        self.fits(text).then(|| splice(text, &self.transaction))
    }

    /// The change for the text that `since` makes of `before`, the version this one was made for.
    ///
    /// # Errors
    /// [`Conflict`] where both touch the same place. Whole lines put before or after are no conflict.
    pub fn rebase(&self, before: &str, since: &Transaction) -> Result<Self, Conflict> {
        if !self.fits(before) || since.len_before() != before.len() {
            return Err(Conflict::OtherVersion);
        }
        let mut edits = Vec::new();
        for mine in self.transaction.edits() {
            let place = carried(&mine, since, &|at| at == 0 || before.get(..at).is_some_and(ends_line))?;
            edits.push((place, mine.inserted.to_owned()));
        }
        let now = splice(before, since);
        Ok(Self::new(&now, edits))
    }

    /// The hunks a user reviews: changes in neighbouring lines belong together. `before` is the version it was made
    /// for.
    pub fn hunks(&self, before: &str) -> Vec<ReviewHunk> {
        let text = Text::from(before);
        let mut hunks: Vec<ReviewHunk> = Vec::new();
        for (at, edit) in self.transaction.edits().enumerate() {
            let first = text.line_of(edit.old.start.min(text.len()));
            let ended =
                edit.old.is_empty() || before.get(..edit.old.end).is_some_and(|text| text.ends_with('\n'));
            let last = text.line_of(edit.old.end.min(text.len())) + usize::from(!ended);
            match hunks.last_mut() {
                Some(hunk) if first <= hunk.old_lines.end => {
                    hunk.old.end = edit.old.end;
                    hunk.new.end = edit.new.end;
                    hunk.old_lines.end = last.max(hunk.old_lines.end);
                    hunk.edits.end = at + 1;
                }
                _ => hunks.push(ReviewHunk {
                    old: edit.old,
                    new: edit.new,
                    old_lines: first..last,
                    edits: at..at + 1,
                }),
            }
        }
        hunks
    }

    /// The change with only those of its `hunks` that `keep` says yes to.
    pub fn keep(&self, hunks: &[ReviewHunk], keep: impl Fn(usize) -> bool) -> Self {
        let kept =
            |edit: usize| hunks.iter().enumerate().any(|(at, hunk)| hunk.edits.contains(&edit) && keep(at));
        let edits = self.transaction.edits().enumerate().filter(|(at, _)| kept(*at));
        Self {
            base: self.base,
            transaction: Transaction::from_edits(
                self.transaction.len_before(),
                edits.map(|(_, edit)| (edit.old, edit.inserted)),
            ),
        }
    }
}

/// Where the replacement of `old` by `inserted` belongs in the text that `since` makes of `before`: the same as
/// [`FileChange::rebase`], for one replacement and without the whole text at hand.
///
/// # Errors
/// [`Conflict::Touched`] where both touch the same place.
pub fn carry(
    before: &Text,
    old: Range<usize>,
    inserted: &str,
    since: &Transaction,
) -> Result<Range<usize>, Conflict> {
    if since.len_before() != before.len() || old.end > before.len() {
        return Err(Conflict::OtherVersion);
    }
    let mine = Edit { new: old.start..old.start + inserted.len(), old, inserted };
    carried(&mine, since, &|at| at == 0 || before.byte(at - 1) == Some(b'\n'))
}

fn carried(
    mine: &Edit<'_>,
    since: &Transaction,
    line_starts: &dyn Fn(usize) -> bool,
) -> Result<Range<usize>, Conflict> {
    if since.edits().any(|theirs| touch(line_starts, mine, &theirs)) {
        return Err(Conflict::Touched { at: mine.old.clone() });
    }
    let start = since.map(mine.old.start, Bias::Right);
    let end = if mine.old.is_empty() { start } else { since.map(mine.old.end, Bias::Left) };
    Ok(start..end.max(start))
}

fn ends_line(text: &str) -> bool {
    text.ends_with('\n')
}

/// Whether two changes of the same text are in each other's way.
fn touch(line_starts: &dyn Fn(usize) -> bool, mine: &Edit<'_>, theirs: &Edit<'_>) -> bool {
    if theirs.old.end < mine.old.start || mine.old.end < theirs.old.start {
        return false;
    }
    if mine.old.is_empty() && theirs.old.is_empty() {
        return true;
    }
    // Whole lines above or below.
    let whole_lines = theirs.inserted.is_empty() || theirs.inserted.ends_with('\n');
    let above = theirs.old.end == mine.old.start && line_starts(mine.old.start) && whole_lines;
    let below = theirs.old.start == mine.old.end
        && line_starts(mine.old.end)
        && (mine.inserted.is_empty() || mine.inserted.ends_with('\n'));
    !(above || below)
}

/// `text` after a transaction that was made for it.
pub(super) fn splice(text: &str, transaction: &Transaction) -> String {
    let mut out = String::with_capacity(transaction.len_after());
    let mut at = 0;
    for edit in transaction.edits() {
        out.push_str(text.get(at..edit.old.start).unwrap_or_default());
        out.push_str(edit.inserted);
        at = edit.old.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
