//! Typing in a tree or a list jumps to the row whose name starts so, as file managers do.

use std::borrow::Cow;

use egui::{Event, Ui};

/// Seconds after which typing starts anew.
const PAUSE: f64 = 0.8;

/// What was typed so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    text: String,
    /// egui time of the last letter, in seconds.
    at: f64,
}

impl Typed {
    /// Takes what was typed; returns the row that it leads to, looking from `cursor` on.
    pub fn jump<'n>(
        &mut self,
        ui: &Ui,
        cursor: Option<usize>,
        count: usize,
        name: impl Fn(usize) -> Cow<'n, str>,
    ) -> Option<usize> {
        let (now, typed) = ui.input(|input| {
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            (input.time, texts.collect::<String>())
        });
        let anew = self.text.is_empty() || now - self.at > PAUSE;
        if typed.is_empty() || (anew && typed.trim().is_empty()) {
            return None;
        }
        if anew {
            self.text.clear();
        }
        self.text.push_str(&typed.to_lowercase());
        self.at = now;
        let start = cursor.map_or(0, |cursor| cursor.min(count));
        // The first letter goes on to the next such row; more letters may stay where they are.
        let first = if anew { start + usize::from(cursor.is_some()) } else { start };
        let wanted = self.text.as_str();
        (first..count).chain(0..first.min(count)).find(|&at| name(at).to_lowercase().starts_with(wanted))
    }
}
