//! What a window, a browser tab and an offscreen picture drive alike: one frame of the editor.
//! Not the editor itself: that is [`crate::shell::Shell`].

/// One frame is `input`, then `logic`, then `ui`, in this order.
pub trait Face {
    /// Takes the keys that are commands out of the raw input, before egui sees them.
    fn input(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput);
    /// Applies commands and finished background work. No painting.
    fn logic(&mut self, ctx: &egui::Context);
    /// Paints from the snapshot; acts only by sending commands.
    fn ui(&mut self, ui: &mut egui::Ui);
    /// Commands are waiting or a background task is running: the picture will change by itself.
    fn is_busy(&self) -> bool;
}
