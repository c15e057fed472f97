//! Whether the keyboard or the pointer was used last: the focus ring shows only for the keyboard; and when a widget may
//! take the keyboard. Who has it is egui's.

use egui::{Context, Event, Plugin, Response, Ui};

/// Around what is brought into view, points.
const ROOM: f32 = 6.0;

/// Remembers what was used last.
#[derive(Default)]
struct Modality {
    keyboard: bool,
}

/// Whether a widget that waits for the keyboard takes it now: not while a dialog has it, nor in the frame after one has
/// gone, in which it would be lost again.
#[must_use]
pub fn taken(ui: &Ui, waits: &mut bool) -> bool {
    let free = ui.memory(|memory| memory.allows_interaction(ui.layer_id()));
    if *waits && !free {
        ui.request_repaint();
    }
    free && std::mem::take(waits)
}

impl Plugin for Modality {
    fn debug_name(&self) -> &'static str {
        "focus modality"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut egui::RawInput) {
        for event in &input.events {
            match event {
                Event::Key { pressed: true, key, modifiers, .. } => {
                    // Chords are commands, and typing is typing: neither is a walk with the keyboard.
                    let walks = matches!(
                        key,
                        egui::Key::Tab
                            | egui::Key::ArrowUp
                            | egui::Key::ArrowDown
                            | egui::Key::ArrowLeft
                            | egui::Key::ArrowRight
                            | egui::Key::Home
                            | egui::Key::End
                            | egui::Key::PageUp
                            | egui::Key::PageDown
                    );
                    if walks && !modifiers.command {
                        self.keyboard = true;
                    }
                }
                Event::AccessKitActionRequest(_) => self.keyboard = true,
                Event::PointerButton { pressed: true, .. } | Event::Touch { .. } => self.keyboard = false,
                _ => {}
            }
        }
    }
}

/// Starts to watch; twice is once.
pub(crate) fn register(ctx: &Context) {
    ctx.add_plugin(Modality::default());
}

/// Whether the focus is to be shown as a ring: it came by the keyboard.
pub fn by_keyboard(ctx: &Context) -> bool {
    ctx.plugin_opt::<Modality>().is_some_and(|plugin| plugin.lock().keyboard)
}

/// Whether this widget has the focus and shows it.
pub fn shows(ui: &Ui, response: &Response) -> bool {
    response.has_focus() && by_keyboard(ui.ctx())
}

/// At the end of what scrolls: when the keyboard went to something in it, that comes into view. Without it, Tab walks
/// to what nobody sees.
pub fn scroll_to(ui: &Ui) {
    let key = ui.scope_id().with("followed focus");
    let focused = ui.memory(|memory| memory.focused());
    let before: Option<egui::Id> = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    if focused == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(key, focused));
    let Some(response) = focused.and_then(|id| ui.ctx().read_response(id)) else { return };
    if by_keyboard(ui.ctx())
        && response.layer_id == ui.layer_id()
        && ui.min_rect().contains(response.rect.center())
    {
        ui.scroll_to_rect(response.rect.expand(ROOM), None);
    }
}
