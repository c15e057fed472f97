//! Typing in a tree jumps to the row whose name starts so, as file managers do.

use egui::{Event, Ui};

use super::{TreeRow, TreeState};

/// Seconds after which typing starts anew.
const PAUSE: f64 = 0.8;

/// Takes what was typed; returns the row that it leads to.
pub(super) fn jump<'r>(
    ui: &Ui,
    state: &mut TreeState,
    count: usize,
    row: &impl Fn(usize) -> TreeRow<'r>,
) -> Option<usize> {
    let (now, typed) = ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        (input.time, texts.collect::<String>())
    });
    let anew = state.typed.0.is_empty() || now - state.typed.1 > PAUSE;
    if typed.is_empty() || (anew && typed.trim().is_empty()) {
        return None;
    }
    if anew {
        state.typed.0.clear();
    }
    state.typed.0.push_str(&typed.to_lowercase());
    state.typed.1 = now;
    let start = state.cursor.map_or(0, |_| state.index.min(count));
    // The first letter goes on to the next such row; more letters may stay where they are.
    let first = if anew { start + usize::from(state.cursor.is_some()) } else { start };
    let wanted = state.typed.0.as_str();
    (first..count).chain(0..first.min(count)).find(|&at| row(at).label.to_lowercase().starts_with(wanted))
}
