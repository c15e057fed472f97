//! Searching on the canvas: a bar with the words, how many elements have them, and the next and the one before.
//!
//! Not here: what is found (`justbuilt_sketch::canvas::search`).

use egui::{Align2, Id, Rect, Ui, vec2};
use justbuilt_sketch::canvas::{Action, search};
use justbuilt_sketch::scene::ElementId;

use super::CanvasState;
use super::bars::floating;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, size, space};
use crate::widgets::{IconButton, Input};
use crate::{fonts, paint};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Find {
    open: bool,
    /// The field takes the keyboard.
    wish: bool,
    query: String,
    /// What was found for which words.
    found: Vec<ElementId>,
    asked: String,
    at: usize,
}

impl Find {
    /// Opens the bar, its field with the keyboard.
    pub fn open(&mut self) {
        (self.open, self.wish) = (true, true);
    }
}

impl CanvasState {
    /// Goes to the next that was found, or to the one before.
    pub fn find_next(&mut self, back: bool) -> Vec<Action> {
        let find = &mut self.find;
        find.found = search::search(self.canvas.board(), &find.query);
        let count = find.found.len();
        if count == 0 {
            return Vec::new();
        }
        let same = find.asked == find.query;
        find.asked.clone_from(&find.query);
        find.at = match (same, back) {
            (false, _) => 0,
            (true, false) => (find.at + 1) % count,
            (true, true) => (find.at.min(count) + count - 1) % count,
        };
        let Some(id) = find.found.get(find.at).cloned() else { return Vec::new() };
        if let Some(rect) = self.canvas.board().bounds(&id) {
            let zoom = self.canvas.camera.zoom();
            // Near enough to be read, and no nearer than it is now otherwise.
            self.canvas.camera.fit(rect, 160.0, zoom.max(1.0));
        }
        self.canvas.select([id]);
        vec![Action::Selection]
    }
}

/// The bar, when it is open.
pub fn show(ui: &mut Ui, id: Id, view: Rect, state: &mut CanvasState, actions: &mut Vec<Action>) {
    if !state.find.open {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let below = view.with_min_y(view.top() + size::CONTROL + 2.0 * space::XS + tokens::EDGE);
    let width = tokens::FIND.min(view.width() - 2.0 * tokens::EDGE);
    let bar = (Align2::RIGHT_TOP, vec2(width, size::CONTROL + 2.0 * space::XS));
    let (mut go, mut close) = (None, false);
    floating(ui, id.with("find"), below, bar, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
            let count_width = 56.0;
            let field = (ui.available_width() - count_width - 3.0 * (size::CONTROL + space::HALF)).max(60.0);
            let wish = std::mem::take(&mut state.find.wish);
            let shown = Input::new(&mut state.find.query, "Search on the canvas")
                .id(id.with("find query"))
                .placeholder("Search on the canvas")
                .width(field)
                .focus(wish)
                .select_all(wish)
                .keep_focus()
                .show(ui);
            if shown.changed {
                state.find.asked.clear();
                go = Some(false);
            }
            if shown.submitted {
                go = Some(false);
            }
            if shown.submitted_back {
                go = Some(true);
            }
            close |= shown.cancelled;
            let (rect, _) = ui.allocate_exact_size(vec2(count_width, size::CONTROL), egui::Sense::HOVER);
            let find = &state.find;
            let text = match (find.query.trim().is_empty(), find.found.len()) {
                (true, _) => String::new(),
                (false, 0) => "None".to_owned(),
                (false, count) => format!("{} of {count}", find.at + 1),
            };
            let color = if text == "None" { theme.colors.error } else { theme.colors.text_hint };
            paint::text(ui.painter(), rect, egui::Align::Center, &text, fonts::small(), color);
            let any = !find.found.is_empty();
            let button = |icon, name, keys| IconButton::new(icon, name).keys(Some(keys)).enabled(any);
            if ui.add(button(Icon::ChevronUp, "The one before", "Shift+Enter")).clicked() {
                go = Some(true);
            }
            if ui.add(button(Icon::ChevronDown, "The next", "Enter")).clicked() {
                go = Some(false);
            }
            close |= ui.add(IconButton::new(Icon::X, "Close the search").keys(Some("Esc"))).clicked();
        });
    });
    if let Some(back) = go {
        if state.find.query.trim().is_empty() {
            state.find.found.clear();
        } else {
            actions.extend(state.find_next(back));
        }
        ui.ctx().request_repaint();
    }
    if close {
        state.find.open = false;
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}
