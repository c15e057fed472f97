//! Whether the keyboard or the pointer was used last: the focus ring shows only for the keyboard. Who has
//! the focus is egui's.

use egui::{Context, Event, Plugin, Response, Ui};

/// Remembers what was used last.
#[derive(Default)]
struct Modality {
    keyboard: bool,
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
