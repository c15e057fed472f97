//! The native side: the window over eframe, the platform over disk, sled and threads, and pictures without a
//! window. The only part of the app that asks the system for anything.

pub mod ai;
pub mod folders;
pub mod gpu;
pub mod host;
pub mod offscreen;
mod pages;
pub mod platform;
pub mod screenshot;
pub mod time;
pub mod timings;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::anyhow;
use justbuilt_workspace::command::{Command, OpenAt, Place};

use crate::face::Face;
use crate::shell::Shell;
pub use folders::Folders;
use gpu::GpuChoice;
use timings::Stopwatch;

/// A path given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPath {
    /// A folder or a file.
    pub path: PathBuf,
    /// Line and column from 1.
    pub place: Option<(usize, usize)>,
}

/// How to start a window.
#[derive(Clone, Debug)]
pub struct WindowOptions {
    /// What to open.
    pub paths: Vec<OpenPath>,
    /// Where settings and state are; `None` for the system's folders.
    pub home: Option<PathBuf>,
    /// Closes after the first frame.
    pub exit_after_first_frame: bool,
    /// Where to write times and memory.
    pub timings: Option<PathBuf>,
    /// When the process began.
    pub started: Instant,
}

/// The commands that open what the command line names. A folder is opened as the project; files open in it, or in
/// the folder they are in when there is none.
pub fn open_commands(paths: &[OpenPath]) -> Vec<Command> {
    let mut commands = Vec::new();
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let (folders, files): (Vec<_>, Vec<_>) = paths.iter().partition(|open| open.path.is_dir());
    if let Some(folder) = folders.first() {
        commands.push(Command::OpenProject(absolute(&folder.path)));
    }
    for file in files {
        let place = file.place.map(|(line, column)| Place::Line { line, column });
        commands.push(Command::OpenAt(OpenAt {
            path: absolute(&file.path),
            place,
            preview: false,
            keep_focus: false,
        }));
    }
    commands
}

/// Opens the editor in a window and runs until it is closed.
///
/// # Errors
/// When there is no display or no usable graphics adapter; the message says what to do.
pub fn run(options: WindowOptions) -> anyhow::Result<()> {
    let folders = match &options.home {
        Some(home) => Folders::under(home),
        None => Folders::of_system()
            .ok_or_else(|| anyhow!("cannot tell where your home folder is; set HOME, or use --home DIR"))?,
    };
    let stopwatch = Arc::new(Mutex::new(Stopwatch::new(options.started)));
    let gpu_choice = GpuChoice::from_word(std::env::var("JUSTBUILT_GPU").ok().as_deref());
    let geometry = Geometry::load(&folders);
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id("justbuilt")
        .with_title("Just Built")
        .with_min_inner_size([640.0, 400.0])
        .with_inner_size(geometry.size)
        .with_maximized(geometry.maximized)
        .with_icon(Arc::new(icon()));
    if let Some(position) = geometry.position {
        viewport = viewport.with_position(position);
    }
    let native = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Wgpu,
        wgpu_options: eframe::egui_wgpu::WgpuConfiguration {
            wgpu_setup: eframe::egui_wgpu::WgpuSetup::CreateNew(gpu::setup(gpu_choice)),
            ..Default::default()
        },
        persist_window: false,
        ..Default::default()
    };
    let watch = Arc::clone(&stopwatch);
    let before_window = Instant::now();
    let timings_path = options.timings.clone();
    eframe::run_native(
        "justbuilt",
        native,
        Box::new(move |cc| {
            if let Ok(mut watch) = watch.lock() {
                watch.timings.gpu_ready_ms = Some(watch.now_ms());
                watch.timings.gpu_setup_ms = Some(timings::millis(before_window.elapsed()));
                watch.timings.adapter =
                    cc.wgpu_render_state.as_ref().map(|gpu| gpu::describe(&gpu.adapter.get_info()));
            }
            if let Some(gpu) = &cc.wgpu_render_state {
                tell_software(&gpu.adapter.get_info());
            }
            let (platform, workspace) = platform::native(&cc.egui_ctx, Some(&folders))?;
            let host = Box::new(host::NativeHost::new(Arc::clone(&platform.spawner), platform.waker.clone()));
            let mut shell = Shell::new(&cc.egui_ctx, platform, workspace, host);
            shell.start(open_commands(&options.paths));
            Ok(Box::new(Window { shell, folders, geometry, watch, options, painted: false }))
        }),
    )
    .map_err(|error| anyhow!(no_window(&error)))?;
    if let (Some(path), Ok(mut watch)) = (timings_path, stopwatch.lock()) {
        watch.write(&path)?;
    }
    Ok(())
}

/// Why there is no window, and what to do.
fn no_window(error: &eframe::Error) -> String {
    match error {
        eframe::Error::Wgpu(error) => no_graphics(&error.to_string()),
        eframe::Error::Winit(error) => no_display(&error.to_string()),
        eframe::Error::WinitEventLoop(error) => no_display(&error.to_string()),
        eframe::Error::AppCreation(error) => format!("the editor could not start: {error}"),
    }
}

fn no_graphics(why: &str) -> String {
    let advice = if why.contains(gpu::INSTALL) { String::new() } else { format!(" {}.", gpu::INSTALL) };
    format!("nothing can draw here: {}.{advice}", why.trim_end_matches(['.', ' ']))
}

fn no_display(why: &str) -> String {
    // The system's words come with the place in somebody's source.
    let why = why.rsplit(": ").next().unwrap_or(why);
    format!(
        "there is no display to open a window on ({why}). Start it in a desktop session, or set DISPLAY or \
         WAYLAND_DISPLAY; `justbuilt screenshot` needs none"
    )
}

/// Says on the terminal what draws, when that is no GPU: it is slow, and a driver may be missing.
fn tell_software(info: &wgpu::AdapterInfo) {
    use std::io::Write as _;
    if info.device_type == wgpu::DeviceType::Cpu {
        // A terminal that is gone needs no word.
        writeln!(std::io::stderr(), "justbuilt: no GPU is used; drawing with {}", gpu::describe(info)).ok();
    }
}

/// The shell in an eframe window.
struct Window {
    shell: Shell,
    folders: Folders,
    geometry: Geometry,
    watch: Arc<Mutex<Stopwatch>>,
    options: WindowOptions,
    painted: bool,
}

impl eframe::App for Window {
    fn raw_input_hook(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput) {
        self.shell.input(ctx, raw);
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.shell.logic(ctx);
        let (close, seen) =
            ctx.input(|input| (input.viewport().close_requested(), Geometry::of(input.viewport())));
        if let Some(seen) = seen {
            self.geometry = seen;
        }
        if close && !self.shell.wants_to_quit() {
            // Unsaved text is kept over a restart; the workspace asks about what it cannot keep.
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.shell.send(Command::run("app.quit"));
            ctx.request_repaint();
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        if self.painted {
            return;
        }
        self.painted = true;
        if let Ok(mut watch) = self.watch.lock() {
            let now = watch.now_ms();
            watch.timings.first_frame_ms = Some(now);
            watch.timings.first_frame_without_gpu_ms = watch.timings.gpu_setup_ms.map(|gpu| now - gpu);
        }
        if self.options.exit_after_first_frame {
            self.shell.send(Command::run("app.quit"));
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self) {
        self.shell.close();
        self.geometry.save(&self.folders);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// Where the window was. A file of its own, since it is needed before anything else is read.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Geometry {
    size: [f32; 2],
    position: Option<[f32; 2]>,
    maximized: bool,
}

impl Default for Geometry {
    fn default() -> Self {
        Self { size: [1280.0, 800.0], position: None, maximized: false }
    }
}

impl Geometry {
    fn path(folders: &Folders) -> PathBuf {
        folders.state.join("window.json")
    }

    fn load(folders: &Folders) -> Self {
        let text = std::fs::read_to_string(Self::path(folders)).unwrap_or_default();
        let geometry: Self = serde_json::from_str(&text).unwrap_or_default();
        let sane = geometry.size.iter().all(|side| (200.0..=20_000.0).contains(side));
        if sane { geometry } else { Self::default() }
    }

    fn save(&self, folders: &Folders) {
        let Ok(text) = serde_json::to_string(self) else { return };
        let path = Self::path(folders);
        let written = std::fs::create_dir_all(&folders.state).and_then(|()| std::fs::write(&path, text));
        if let Err(error) = written {
            log::warn!("cannot remember the window's place in {}: {error}", path.display());
        }
    }

    fn of(viewport: &egui::ViewportInfo) -> Option<Self> {
        let inner = viewport.inner_rect?;
        let maximized = viewport.maximized.unwrap_or(false) || viewport.fullscreen.unwrap_or(false);
        if maximized || viewport.minimized.unwrap_or(false) {
            return None;
        }
        let position = viewport.outer_rect.map(|outer| [outer.min.x, outer.min.y]);
        Some(Self { size: [inner.width(), inner.height()], position, maximized })
    }
}

/// The window's icon.
fn icon() -> egui::IconData {
    const PNG: &[u8] = include_bytes!("../../../assets/icon/justbuilt-256.png");
    match image::load_from_memory(PNG) {
        Ok(image) => {
            let pixels = image.to_rgba8();
            egui::IconData { width: pixels.width(), height: pixels.height(), rgba: pixels.into_raw() }
        }
        Err(_) => egui::IconData::default(),
    }
}

#[cfg(test)]
mod tests;
