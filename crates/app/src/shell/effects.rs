//! What the workspace asks of the window, done. The other way round is commands.

use justbuilt_ui::widgets::picker::PickerState;
use justbuilt_workspace::{Command, Effect, Notice, PanelId, PickerKind, Severity, TabItem};

use super::Shell;
use super::focus::Wish;
use crate::ctx::WindowAction;
use crate::host::Handled;
use crate::pickers::Picker;

/// Notices on the screen, with the time each came.
#[derive(Default)]
pub struct Toasts {
    /// Shown now, oldest first.
    pub shown: Vec<Toast>,
}

/// One notice on the screen.
pub struct Toast {
    /// The notice.
    pub notice: Notice,
    /// egui time at which it came; set when it is first painted.
    pub since: Option<f64>,
}

impl Shell {
    /// Does what the workspace asked for.
    pub(super) fn effect(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::OpenPicker(kind) => self.open_picker(kind),
            Effect::ClosePicker => self.close_picker(),
            Effect::Toast(notice) => {
                self.toasts.shown.retain(|toast| toast.notice.title != notice.title);
                self.toasts.shown.push(Toast { notice, since: None });
            }
            Effect::Reveal { view, byte, align } => {
                if let Some(shown) = self.snapshot.views.get(&view) {
                    self.views.entry(view).or_default().reveal(byte, align, shown);
                }
            }
            Effect::Scroll { view, by } => {
                if let Some(shown) = self.snapshot.views.get(&view) {
                    self.views.entry(view).or_default().scroll(by, shown);
                }
            }
            Effect::Canvas { view, what } => self.sketches.entry(view).or_default().ask(what),
            Effect::RestoreScroll { view, scroll } => self.views.entry(view).or_default().restore(scroll),
            Effect::FocusEditor(_) | Effect::FocusTab(_) => self.focus_wish = Some(Wish::ActiveTab),
            Effect::FocusInline(_) => self.focus_wish = Some(Wish::Inline),
            Effect::FocusFind { replace, .. } => self.focus_wish = Some(Wish::FindBar { replace }),
            Effect::FocusSearch { replace } => {
                self.docks.show(PanelId::Search);
                self.focus_wish = Some(Wish::Search { replace });
            }
            Effect::FocusPanel(panel) => self.show_panel(panel),
            Effect::AskTimeline(what) => {
                self.panels.timeline.ask(&what, &self.snapshot.timeline);
                self.show_panel(PanelId::Timeline);
            }
            Effect::TogglePanel(panel) => self.toggle_panel(panel),
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::CopyPicture(pixels) => {
                let size = [pixels.width as usize, pixels.height as usize];
                ctx.copy_image(egui::ColorImage::from_rgba_premultiplied(size, &pixels.rgba));
            }
            Effect::HandOver { name, bytes } => self.host.hand_over(&name, &bytes),
            Effect::RequestPaste(view) => {
                if self.host.request_paste(view) == Handled::No {
                    ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
                }
            }
            Effect::PickFolder => self.host.pick_folder(),
            Effect::PickFile => self.host.pick_files(),
            Effect::PickSavePath { tab, folder, name } => self.host.pick_save_path(tab, folder, name),
            Effect::Ask(question) => self.question = Some(question),
            Effect::OpenUrl(url) => self.host.open_url(&url),
            Effect::ShowInFileManager(path) => self.host.show_in_file_manager(path),
            Effect::SplitPane { tab, beside, direction } => self.centre.split(tab, beside, direction),
            Effect::FocusPane { forwards } => {
                if let Some(tab) = self.centre.neighbour_group(if forwards { 1 } else { -1 }) {
                    self.queue.send(Command::Tab(justbuilt_workspace::command::TabCommand::Focus(tab)));
                    self.focus_wish = Some(Wish::ActiveTab);
                }
            }
            Effect::Zoom(factor) => {
                self.zoom = factor.map_or(1.0, |factor| (self.zoom * factor).clamp(0.5, 3.0));
            }
            Effect::PlaceTab { tab, after, before } => self.centre.place(tab, after, before),
            Effect::RestoreLayout(layout) => super::layout::restore(self, &layout),
            Effect::ToggleFullScreen if self.host.toggle_full_screen() == Handled::Yes => {}
            Effect::ToggleFullScreen => {
                let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
            }
            Effect::ShowAbout => self.panels.about_open = true,
            Effect::NewWindow(folder) => self.host.new_window(folder),
            Effect::Quit => {
                self.quit = true;
                self.remember_layout();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    /// Does what a panel asked of the window.
    pub(super) fn act(&mut self, ctx: &egui::Context, action: WindowAction) {
        match action {
            WindowAction::ShowPanel(panel) => self.show_panel(panel),
            WindowAction::TogglePanel(panel) => self.toggle_panel(panel),
            WindowAction::OpenPicker(kind) => self.open_picker(kind),
            WindowAction::ClosePicker => self.close_picker(),
            WindowAction::Copy(text) => ctx.copy_text(text),
            WindowAction::FocusActiveTab => self.focus_wish = Some(Wish::ActiveTab),
            WindowAction::TabMenu(tab) => {
                let at = ctx.input(|input| input.pointer.interact_pos()).unwrap_or_default();
                self.tab_menu = Some((tab, at));
            }
            WindowAction::OpenUrl(url) => self.host.open_url(&url),
        }
    }

    fn open_picker(&mut self, kind: PickerKind) {
        self.picker = Some(match (kind, self.snapshot.active_view()) {
            (PickerKind::UndoHistory, Some(view)) => {
                let states = self.workspace.undo_states(view.id);
                Picker::with_entries(kind, crate::pickers::sources::undo_states(&states), &self.snapshot)
            }
            _ => Picker::new(kind, &self.snapshot),
        });
        if let (PickerKind::Meaning, Some(picker)) = (kind, &mut self.picker) {
            // What was found last is there again, until something else is typed.
            picker.state = PickerState::new(self.snapshot.ai.semantic.query.clone());
        }
        if kind == PickerKind::Files {
            self.queue.send(Command::Finder(justbuilt_workspace::command::FinderCommand::Open));
        }
    }

    fn close_picker(&mut self) {
        if let Some(picker) = self.picker.take() {
            if picker.kind() == PickerKind::Files {
                self.queue.send(Command::Finder(justbuilt_workspace::command::FinderCommand::Close));
            }
            self.focus_wish = Some(Wish::ActiveTab);
        }
    }

    fn show_panel(&mut self, panel: PanelId) {
        self.docks.show(panel);
        if panel == PanelId::Timeline {
            self.panels.timeline.take_keyboard();
        }
        if panel == PanelId::Chat {
            self.panels.chat.take_keyboard();
        }
        self.focus_wish = Some(Wish::Panel(panel));
    }

    fn toggle_panel(&mut self, panel: PanelId) {
        if self.docks.toggle(panel) {
            self.show_panel(panel);
        } else {
            self.focus_wish = Some(Wish::ActiveTab);
        }
    }

    /// Whether the active tab shows text.
    pub(crate) fn active_is_document(&self) -> bool {
        self.snapshot.active_tab().is_some_and(|tab| matches!(tab.item, TabItem::Document(_)))
    }
}

/// Errors and questions stay until they are dismissed.
pub fn stays(notice: &Notice) -> bool {
    notice.sticky || notice.severity == Severity::Error || !notice.actions.is_empty()
}
