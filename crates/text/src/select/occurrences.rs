//! Other places with the same text as the selection.

use std::ops::Range;

use super::{select_word_of, word_at_of};
use crate::{
    Selection, Selections, Text,
    motion::Words,
    search::{Query, Searcher},
};

/// What to look for: the text of the primary selection in its case; at a caret the word there, whole.
fn searcher_for(words: Words<'_>, text: &Text, selections: &Selections) -> Option<(Searcher, Range<usize>)> {
    let primary = selections.primary();
    let (range, word) = if primary.is_caret() {
        (word_at_of(words, text, primary.head)?, true)
    } else {
        (primary.range(), false)
    };
    let query = Query { word, ..Query::literal(text.slice(range.clone())) };
    Some((Searcher::compile(&query).ok()?, range))
}

/// With carets only: selects their words. Else adds a selection at the next place with the primary's text, round the
/// end of the text; `None` when all are selected.
///
/// Words that were selected by this command from a caret are not remembered as such, so pass `whole_word` for those.
pub fn add_next_match(
    words: Words<'_>,
    text: &Text,
    selections: &Selections,
    whole_word: bool,
) -> Option<Selections> {
    if selections.iter().any(Selection::is_caret) {
        let selected = select_word_of(words, text, selections);
        return (selected != *selections).then_some(selected);
    }
    let next = next_match(text, selections, whole_word)?;
    let mut all = selections.clone();
    all.push(direct(selections, next));
    Some(all)
}

/// Like [`add_next_match`], but the primary selection moves on instead of staying.
pub fn move_to_next_match(
    words: Words<'_>,
    text: &Text,
    selections: &Selections,
    whole_word: bool,
) -> Option<Selections> {
    if selections.iter().any(Selection::is_caret) {
        return add_next_match(words, text, selections, whole_word);
    }
    let next = next_match(text, selections, whole_word)?;
    let direct = direct(selections, next);
    let mut rest = selections.without(selections.primary_index());
    if selections.len() == 1 {
        return Some(Selections::single(direct));
    }
    rest.push(direct);
    Some(rest)
}

fn direct(selections: &Selections, range: Range<usize>) -> Selection {
    Selection { goal: None, ..selections.primary().with_range(range) }
}

fn next_match(text: &Text, selections: &Selections, whole_word: bool) -> Option<Range<usize>> {
    let primary = selections.primary();
    let query = Query { word: whole_word, ..Query::literal(text.slice(primary.range())) };
    let searcher = Searcher::compile(&query).ok()?;
    let free = |range: &Range<usize>| {
        let index = selections.as_slice().partition_point(|selection| selection.to() <= range.start);
        selections.as_slice().get(index).is_none_or(|selection| selection.from() >= range.end)
    };
    let after = searcher.find_iter(text, primary.to()..text.len()).map(|found| found.range).find(free);
    after.or_else(|| searcher.find_iter(text, 0..primary.to()).map(|found| found.range).find(free))
}

/// Selects every place with the primary's text, or every occurrence of the word at it. At most `limit`. `None` when
/// there is nothing to look for.
pub fn all_matches(
    words: Words<'_>,
    text: &Text,
    selections: &Selections,
    whole_word: bool,
    limit: usize,
) -> Option<Selections> {
    let (mut searcher, origin) = searcher_for(words, text, selections)?;
    if whole_word {
        searcher = Searcher::compile(&Query { word: true, ..searcher.query().clone() }).ok()?;
    }
    let mut primary = 0;
    let mut all = Vec::new();
    for found in searcher.find_iter(text, 0..text.len()).take(limit) {
        if found.range.start <= origin.start {
            primary = all.len();
        }
        all.push(direct(selections, found.range));
    }
    (!all.is_empty()).then(|| Selections::new(all, primary))
}
