//! The window's content: owns workspace, layout and widget state, and runs a frame. What a panel shows is in
//! [`crate::panels`], what a tab shows in [`crate::centre`]; nothing here paints text.

pub mod effects;
pub mod focus;
pub mod input;
pub mod layout;

use std::collections::HashMap;
use std::sync::Arc;

use justbuilt_base::Clock;
use justbuilt_ui::canvas::CanvasState;
use justbuilt_ui::theme::Theme;
use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::command::TabCommand;
use justbuilt_workspace::{
    Command, Effect, Options, Platform, Question, Snapshot, TabId, TabItem, ViewId, Workspace,
};

use crate::centre::Centre;
use crate::centre::document::ViewState;
use crate::centre::pages::ai::AiPages;
use crate::centre::pages::ai::changes::ChangesState;
use crate::centre::pages::merge::MergeState;
use crate::centre::past::PastState;
use crate::centre::sketch::SketchState;
use crate::ctx::{Ctx, Queue, Wall};
use crate::docks::Docks;
use crate::face::Face;
use crate::host::Host;
use crate::panels;
use crate::pickers::Picker;
use crate::themes::Themes;
use input::KeyReader;

/// The editor as a face of egui: native window, browser tab and offscreen pictures all run this.
pub struct Shell {
    pub(crate) workspace: Workspace,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) themes: Themes,
    pub(crate) queue: Queue,
    pub(crate) centre: Centre,
    pub(crate) docks: Docks,
    pub(crate) views: HashMap<ViewId, ViewState>,
    pub(crate) sketches: HashMap<ViewId, SketchState>,
    pub(crate) picker: Option<Picker>,
    pub(crate) question: Option<Question>,
    pub(crate) toasts: effects::Toasts,
    pub(crate) host: Box<dyn Host>,
    clock: Arc<dyn Clock>,
    time: TimeStyle,
    pub(crate) keys: KeyReader,
    held: input::Held,
    /// What the workspace asked for while keys were read.
    effects: Vec<Effect>,
    pub(crate) panels: panels::State,
    pub(crate) merge: MergeState,
    pub(crate) past: PastState,
    pub(crate) ai_pages: AiPages,
    pub(crate) zoom: f32,
    pub(crate) focus_wish: Option<focus::Wish>,
    pub(crate) tab_menu: Option<(TabId, egui::Pos2)>,
    pub(crate) quit: bool,
    saved_layout: String,
    window_focused: bool,
    theme_applied: Option<Arc<Theme>>,
    title: String,
    frames: u64,
    letters: justbuilt_ui::fonts::Warm,
}

impl Shell {
    /// A shell over a workspace; `ctx` gets fonts and style.
    pub fn new(ctx: &egui::Context, platform: Platform, options: Options, host: Box<dyn Host>) -> Self {
        let clock = Arc::clone(&platform.clock);
        let time = host.time_style();
        let spawner = Arc::clone(&platform.spawner);
        let mut workspace = Workspace::new(platform, options);
        let snapshot = workspace.snapshot();
        let mut shell = Self {
            workspace,
            themes: Themes::default(),
            queue: Queue::default(),
            centre: Centre::default(),
            docks: Docks::default(),
            views: HashMap::new(),
            sketches: HashMap::new(),
            picker: None,
            question: None,
            toasts: effects::Toasts::default(),
            host,
            clock,
            time,
            keys: KeyReader::default(),
            held: input::Held::default(),
            effects: Vec::new(),
            panels: panels::State::default(),
            merge: MergeState::default(),
            past: PastState::default(),
            ai_pages: AiPages::default(),
            zoom: 1.0,
            focus_wish: None,
            tab_menu: None,
            quit: false,
            saved_layout: String::new(),
            window_focused: true,
            theme_applied: None,
            title: String::new(),
            frames: 0,
            letters: justbuilt_ui::fonts::Warm::default(),
            snapshot,
        };
        let languages = Arc::clone(shell.workspace.languages());
        shell.ai_pages.changes = ChangesState::new(Arc::clone(&languages), Arc::clone(&spawner));
        shell.panels.chat = panels::chat::ChatState::new(languages, spawner);
        shell.apply_theme(ctx);
        shell
    }

    /// Begins: brings the session back (the project's, when the commands open one) and then does the commands.
    pub fn start(&mut self, commands: Vec<Command>) {
        let project = commands.iter().find_map(|command| match command {
            Command::OpenProject(root) => Some(root.clone()),
            _ => None,
        });
        self.workspace.start(project);
        if !commands.is_empty() {
            // Who names files wants to see them, not the way to them.
            let tabs = self.workspace.snapshot().tabs.clone();
            for tab in tabs.iter().filter(|tab| matches!(tab.item, TabItem::Welcome)) {
                self.send(Command::Tab(TabCommand::Close { tab: tab.id, force: true }));
            }
        }
        self.send_all(commands);
        self.focus_wish = Some(focus::Wish::ActiveTab);
    }

    /// Sends a command, applied in the next frame.
    #[track_caller]
    pub fn send(&mut self, command: Command) {
        self.queue.send(command);
    }

    /// Sends commands in order.
    #[track_caller]
    pub fn send_all(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.queue.send(command);
        }
    }

    /// The workspace as it was painted last.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The workspace, for tests and embedders.
    pub fn workspace_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }

    /// Uses a theme whatever the settings say.
    pub fn force_theme(&mut self, name: &str) {
        self.themes.force(name);
    }

    /// Frames run so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Whether the user asked to leave and everything is saved.
    pub fn wants_to_quit(&self) -> bool {
        self.quit
    }

    /// Called when the window closes: writes the session.
    pub fn close(&mut self) {
        self.remember_layout();
        self.workspace.close();
    }

    fn apply_theme(&mut self, ctx: &egui::Context) {
        let theme = self.themes.current(&self.snapshot);
        let same = self.theme_applied.as_ref().is_some_and(|applied| Arc::ptr_eq(applied, &theme));
        if !same {
            justbuilt_ui::install(ctx, &theme);
            self.theme_applied = Some(theme);
        }
        let zoom = self.snapshot.settings.ui_scale * self.zoom;
        if (ctx.zoom_factor() - zoom).abs() > f32::EPSILON {
            ctx.set_zoom_factor(zoom);
        }
    }

    /// Runs what waits in the queue and takes the new snapshot.
    fn step(&mut self, ctx: &egui::Context) {
        // Effects can send commands; a few rounds settle everything that does not wait for the background.
        for _ in 0..4 {
            for command in self.queue.take_commands() {
                self.workspace.run(command);
            }
            for action in self.queue.take_actions() {
                self.act(ctx, action);
            }
            self.workspace.tick();
            let mut effects = std::mem::take(&mut self.effects);
            effects.extend(self.workspace.take_effects());
            if effects.is_empty() && self.queue.is_empty() {
                break;
            }
            self.snapshot = self.workspace.snapshot();
            self.sync_tabs();
            for effect in effects {
                self.effect(ctx, effect);
            }
        }
        self.snapshot = self.workspace.snapshot();
        self.sync_tabs();
    }

    /// The canvas of a view that shows a drawing: its camera, its selection.
    pub fn canvas(&self, view: ViewId) -> Option<&CanvasState> {
        self.sketches.get(&view)?.canvas()
    }

    /// Brings tiles and editors in line with the tabs.
    fn sync_tabs(&mut self) {
        let tabs: Vec<TabId> = self.snapshot.tabs.iter().map(|tab| tab.id).collect();
        self.centre.sync(&tabs, self.snapshot.active);
        let views = &self.snapshot.views;
        self.views.retain(|view, _| views.contains_key(view));
        self.sketches.retain(|view, _| views.contains_key(view));
    }

    fn remember_layout(&mut self) {
        let layout = layout::save(self);
        if layout != self.saved_layout {
            self.workspace.run(Command::WindowLayout(layout.clone()));
            self.saved_layout = layout;
        }
    }
}

impl Face for Shell {
    fn input(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput) {
        if raw.focused != self.window_focused {
            self.window_focused = raw.focused;
            self.queue.send(Command::WindowFocus(raw.focused));
        }
        if !raw.dropped_files.is_empty() {
            let files = std::mem::take(&mut raw.dropped_files);
            let mut paths = self.host.dropped(&files);
            // On a drawing a picture is one to draw with.
            if let Some(view) = self.snapshot.active_view().filter(|view| view.drawing) {
                let sketch = self.sketches.entry(view.id).or_default();
                for path in paths.extract_if(.., |path| justbuilt_workspace::sketches::is_picture(path)) {
                    sketch.ask(justbuilt_workspace::CanvasDoes::PutPicture(path));
                    ctx.request_repaint();
                }
            }
            if !paths.is_empty() {
                self.queue.send(Command::OpenPaths(paths));
            }
        }
        let kept = self.keys_of_scrubber(ctx, raw);
        self.read_keys(ctx, raw);
        raw.events.extend(kept);
    }

    fn logic(&mut self, ctx: &egui::Context) {
        self.frames += 1;
        for command in self.host.take_commands() {
            self.queue.send(command);
        }
        self.step(ctx);
        self.apply_theme(ctx);
        let title = window_title(&self.snapshot);
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        if let Some(deadline) = self.workspace.next_deadline() {
            ctx.request_repaint_after(deadline);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let snapshot = Arc::clone(&self.snapshot);
        let theme = self.themes.current(&snapshot);
        let queue = std::mem::take(&mut self.queue);
        let mut problems = snapshot.problems.to_vec();
        problems.extend(self.themes.problems());
        let style = self.time.clone();
        let wall = Wall { now: self.clock.now(), style: &style };
        let ctx = Ctx::new(&snapshot, &theme, &problems, wall, &queue);
        if let Some(picker) = &self.picker {
            // What is below must not take what is typed, even if it was just given the keyboard.
            let field = crate::pickers::view::field_id(picker.kind());
            ui.memory_mut(|memory| memory.request_focus(field));
        }
        layout::window_ui(self, &ctx, ui);
        focus::report(self, &ctx, ui);
        self.queue = queue;
        // Layouts change with the pointer held down; what matters is how they are left.
        if self.frames.is_multiple_of(LAYOUT_EVERY) || ui.input(|input| input.pointer.any_released()) {
            self.remember_layout();
        }
        // The first frame is to be seen soon; what follows it has time.
        let editor = &snapshot.settings.editor;
        let cold = self.frames > 1 && self.letters.step(ui.ctx(), editor.font_size, editor.ligatures);
        if cold || self.frames == 1 || !self.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn is_busy(&self) -> bool {
        !self.queue.is_empty() || !self.held.is_empty() || self.host.background_tasks() > 0
    }
}

/// How many frames pass between two looks at whether the layout has changed.
const LAYOUT_EVERY: u64 = 16;

/// What the window is called: file, project, product.
fn window_title(snapshot: &Snapshot) -> String {
    let file = snapshot
        .active_tab()
        .map(|tab| if tab.dirty { format!("● {}", tab.title) } else { tab.title.clone() });
    let project = snapshot.project.as_ref().map(|project| project.name.clone());
    file.into_iter().chain(project).chain(["Just Built".to_owned()]).collect::<Vec<_>>().join(" — ")
}
