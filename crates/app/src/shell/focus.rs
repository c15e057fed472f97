//! Who has the keyboard. egui's focus is the truth; this maps it to the workspace's [`Focus`] and carries out
//! wishes ("give the explorer the keyboard") once the widget has been painted.

use egui::Id;
use justbuilt_workspace::command::Focus;
use justbuilt_workspace::{Command, PanelId, ViewId};

use super::Shell;
use crate::centre::inline;
use crate::ctx::Ctx;

/// Who should get the keyboard next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The content of the active tab.
    ActiveTab,
    /// The field of the edit in place.
    Inline,
    /// The find bar of the active tab.
    FindBar {
        /// Its replace field.
        replace: bool,
    },
    /// The project search.
    Search {
        /// Its replace field, when something is looked for already.
        replace: bool,
    },
    /// A panel.
    Panel(PanelId),
}

/// The egui id of a view's text.
pub fn editor_id(view: ViewId) -> Id {
    Id::unique(("editor", view.0))
}

/// The egui id of the explorer's tree.
pub fn explorer_id() -> Id {
    Id::unique("explorer tree")
}

/// The egui id of the list of search results.
pub fn search_results_id() -> Id {
    Id::unique("search results")
}

/// The egui id of the search panel's query.
pub fn search_query_id() -> Id {
    Id::unique("search query")
}

/// The egui id of the search panel's replacement.
pub fn search_replace_id() -> Id {
    Id::unique("search replacement")
}

/// The egui id of the outline's list.
pub fn outline_id() -> Id {
    Id::unique("outline list")
}

/// The egui id of the find bar's query.
pub fn find_query_id() -> Id {
    Id::unique("find query")
}

/// The egui id of the find bar's replacement.
pub fn find_replace_id() -> Id {
    Id::unique("find replacement")
}

/// The egui id of the timeline's scrubber.
pub fn timeline_id() -> Id {
    Id::unique("timeline scrubber")
}

/// The egui id of the timeline's list of nodes.
pub fn timeline_list_id() -> Id {
    Id::unique("timeline nodes")
}

/// The egui id of the list of problems.
pub fn problems_id() -> Id {
    Id::unique("problems list")
}

/// The egui id of the field of the conversation.
pub fn chat_field_id() -> Id {
    Id::unique("chat field")
}

/// The egui id of the list of what was said.
pub fn chat_list_id() -> Id {
    Id::unique("chat messages")
}

/// Carries out a wish and tells the workspace when the keyboard has moved.
pub fn report(shell: &mut Shell, ctx: &Ctx<'_>, ui: &egui::Ui) {
    if shell.picker.is_none() && shell.question.is_none() {
        if let Some(wish) = shell.focus_wish.take() {
            if ui.memory(|memory| memory.top_modal_layer()).is_some() {
                // A dialog that is gone since this frame kept the keyboard in it.
                shell.focus_wish = Some(wish);
                ui.request_repaint();
            } else {
                carry_out(shell, wish, ui);
            }
        } else if ui.memory(|memory| memory.focused()).is_none() && shell.active_is_document() {
            // Nothing has the keyboard: typing goes to the text, as everywhere.
            carry_out(shell, Wish::ActiveTab, ui);
        }
    }
    let focus = current(shell, ui);
    if focus != ctx.snapshot.focus {
        ctx.send(Command::Focus(focus));
    }
}

fn carry_out(shell: &Shell, wish: Wish, ui: &egui::Ui) {
    let id = match wish {
        Wish::ActiveTab => match shell.snapshot.active_view() {
            Some(view) => editor_id(view.id),
            None => {
                ui.memory_mut(|memory| {
                    if let Some(focused) = memory.focused() {
                        memory.surrender_focus(focused);
                    }
                });
                return;
            }
        },
        Wish::Inline if shell.snapshot.ai.inline.is_none() => return,
        Wish::Inline => inline::field_id(),
        Wish::FindBar { replace } => {
            if replace {
                find_replace_id()
            } else {
                find_query_id()
            }
        }
        Wish::Search { replace: true } if !shell.snapshot.search.query.text.is_empty() => search_replace_id(),
        Wish::Search { .. } => {
            select_all(ui, search_query_id(), &shell.snapshot.search.query.text);
            search_query_id()
        }
        Wish::Panel(PanelId::Explorer) if shell.panels.explorer.is_naming() => return,
        Wish::Panel(PanelId::Explorer) => explorer_id(),
        Wish::Panel(PanelId::Search) => search_query_id(),
        Wish::Panel(PanelId::Outline) => outline_id(),
        Wish::Panel(PanelId::Problems) => problems_id(),
        // It takes the keyboard itself: a form when one is open, the scrubber once there is something to show.
        Wish::Panel(PanelId::Timeline) => return,
        // It takes the keyboard itself: the field, or what asks for a key.
        Wish::Panel(PanelId::Chat) => return,
        Wish::Panel(PanelId::LeftDock | PanelId::BottomDock) => return,
    };
    ui.memory_mut(|memory| memory.request_focus(id));
    ui.ctx().request_repaint();
}

impl Shell {
    /// Takes out the Escape that leads the scrubber back to now, or ends its range: it means more there than "go to
    /// the text".
    pub(super) fn keys_of_scrubber(&self, ctx: &egui::Context, raw: &mut egui::RawInput) -> Vec<egui::Event> {
        let on_it = ctx.memory(|memory| memory.has_focus(timeline_id()));
        if !on_it || !self.panels.timeline.wants_escape(&self.snapshot.timeline) {
            return Vec::new();
        }
        let escape = |event: &egui::Event| matches!(event, egui::Event::Key { key: egui::Key::Escape, .. });
        let kept = raw.events.iter().filter(|event| escape(event)).cloned().collect();
        raw.events.retain(|event| !escape(event));
        kept
    }
}

/// Puts the caret of a field behind what it says.
pub fn at_end(ui: &egui::Ui, field: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), field);
}

/// Selects what a field says, so that typing replaces it.
fn select_all(ui: &egui::Ui, field: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let whole = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(whole));
    state.store(ui.ctx(), field);
}

fn current(shell: &Shell, ui: &egui::Ui) -> Focus {
    if shell.picker.is_some() {
        return Focus::Picker;
    }
    if shell.question.is_some() {
        return Focus::Field;
    }
    let Some(focused) = ui.memory(|memory| memory.focused()) else { return Focus::None };
    if let Some(view) = shell.snapshot.active_view().filter(|view| editor_id(view.id) == focused) {
        if view.drawing { Focus::Canvas } else { Focus::Editor }
    } else if shell
        .snapshot
        .active_view()
        .is_some_and(|view| view.drawing && justbuilt_ui::canvas::tree_id(editor_id(view.id)) == focused)
    {
        // What is chosen in the layers is chosen on the canvas: its commands are meant.
        Focus::Canvas
    } else if focused == inline::field_id() {
        Focus::Inline
    } else if focused == find_query_id() || focused == find_replace_id() {
        Focus::FindBar
    } else if focused == explorer_id() {
        Focus::Explorer
    } else if focused == search_query_id() || focused == search_results_id() || shell.panels.search_has_focus
    {
        Focus::Search
    } else if ui.ctx().egui_wants_keyboard_input()
        && ![outline_id(), problems_id(), timeline_id(), timeline_list_id()].contains(&focused)
    {
        Focus::Field
    } else {
        Focus::None
    }
}
