//! What belongs to one undo step.

use justbuilt_base::Timestamp;

use super::{LONGEST_GROUP, PAUSE, Recorded, Step};
use crate::{EditKind, Transaction};

/// Inserted text longer than this was not typed.
const TYPED: usize = 64;

/// A node as far as it has grown.
pub(super) struct Grown<'a> {
    pub kind: EditKind,
    pub started: Timestamp,
    pub changed: Timestamp,
    pub step: &'a Step,
}

/// Whether a change goes on where `node` ended.
pub(super) fn joins(node: &Grown<'_>, change: &Recorded<'_>) -> bool {
    change.kind == node.kind
        && change.kind.groups()
        && change.at.0 >= node.changed.0
        && change.at.since(node.changed) <= PAUSE
        && change.at.since(node.started) <= LONGEST_GROUP
        && same_places(node.step, change)
        && (change.kind != EditKind::Insert || !starts_word(node.step, change.forward))
}

fn same_places(node: &Step, change: &Recorded<'_>) -> bool {
    node.after.len() == change.before.len()
        && node.after.iter().zip(change.before).all(|(a, b)| a.anchor == b.anchor && a.head == b.head)
}

/// Whether a word begins: the step before ended in white space and this one does not begin with it.
fn starts_word(node: &Step, forward: &Transaction) -> bool {
    let (Some(old), Some(new)) = (node.forward.edits().next(), forward.edits().next()) else { return true };
    if old.inserted.contains('\n') || new.inserted.contains('\n') || new.inserted.len() > TYPED {
        return true;
    }
    // What was typed last, not what was put behind it (a closing bracket): the text before the caret.
    let typed = new.old.start.checked_sub(old.new.start).and_then(|len| old.inserted.get(..len));
    let last = typed.unwrap_or(old.inserted).chars().next_back();
    let first = new.inserted.chars().next();
    last.is_some_and(char::is_whitespace) && !first.is_some_and(char::is_whitespace)
}

/// Many transactions in a row as one, composed in pairs so that the cost is n log n.
pub(super) fn compose_all(mut steps: Vec<Transaction>) -> Option<Transaction> {
    while steps.len() > 1 {
        let mut composed = Vec::with_capacity(steps.len().div_ceil(2));
        let mut rest = steps.into_iter();
        while let Some(first) = rest.next() {
            composed.push(match rest.next() {
                Some(second) => first.compose(second),
                None => first,
            });
        }
        steps = composed;
    }
    steps.pop()
}
