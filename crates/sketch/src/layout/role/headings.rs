//! Which texts head what follows, and at which level: the larger the higher, one first, no level left out.
//!
//! Not here: how a text must be set to head something ([`classify::heads`](crate::classify::heads)).

use super::Guesses;
use crate::classify::heads;
use crate::layout::{Content, Node, Role};

/// Sizes this close are one, as a share.
const SAME: f64 = 0.93;
/// Type this much larger than most can be that of the first heading.
const LARGER: f64 = 1.18;

/// Gives headings their levels.
pub(super) fn rank(root: &mut Node, body: f64, guesses: &Guesses) {
    let mut sizes = Vec::new();
    visit(root, body, guesses, &mut |_, size| sizes.push(size));
    let mut steps: Vec<(f64, usize)> = Vec::new();
    sizes.sort_by(|a: &f64, b| b.total_cmp(a));
    for size in sizes {
        match steps.last_mut() {
            Some((step, count)) if size >= SAME * *step => *count += 1,
            _ => steps.push((size, 1)),
        }
    }
    let Some((largest, count)) = steps.first().copied() else { return };
    let first_of_all = largest >= LARGER * body;
    // One heads the screen; the others of its size stand below it.
    let below = match (first_of_all, count) {
        (true, 1) => 1,
        _ => 2,
    };
    let mut before: u8 = 0;
    visit(root, body, guesses, &mut |node, size| {
        let step = steps.iter().position(|(step, _)| size >= SAME * *step).unwrap_or(0);
        let level = if step == 0 && first_of_all && before == 0 { 1 } else { step + below };
        let level = u8::try_from(level).unwrap_or(6).clamp(1, 6);
        let level = if before == 0 { level } else { level.min(before + 1) };
        node.role = Role::Heading(level);
        before = level;
    });
}

/// Calls for every text that heads something, in reading order.
fn visit(node: &mut Node, body: f64, guesses: &Guesses, found: &mut impl FnMut(&mut Node, f64)) {
    let leads = |id| guesses.get(id).is_some_and(|guess| guess.role == Role::Link);
    // The title of a card or dialog is one however it is set.
    let is_title =
        |id| guesses.get(id).is_some_and(|guess| matches!(guess.role, Role::Heading(_)) && guess.sure >= 1.0);
    if let Content::Text(run) = &node.content
        && !node.elements.first().is_some_and(leads)
        && node.role == Role::Paragraph
        && (node.elements.first().is_some_and(is_title)
            || heads(&run.text, run.size, run.weight, run.lines as usize, body).is_some())
    {
        let size = run.size;
        found(node, size);
    }
    for child in &mut node.children {
        visit(child, body, guesses, found);
    }
}
