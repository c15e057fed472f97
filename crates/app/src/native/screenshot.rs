//! Pictures of the real window without one: opens paths, does steps, renders. Also what tests and benches use to
//! drive the whole editor.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use justbuilt_workspace::Command;
use justbuilt_workspace::command::{Args, Step};

use super::folders::Folders;
use super::offscreen::{Offscreen, Screen};
use super::timings::{Stopwatch, millis};
use super::{OpenPath, open_commands, platform};
use crate::host::NoHost;
use crate::keys;
use crate::shell::Shell;

/// How long a step may take to come to rest.
const SETTLE: Duration = Duration::from_secs(30);

/// The whole editor without a window.
pub type OffscreenShell = Offscreen<Shell>;

/// What to take a picture of.
#[derive(Clone, Debug)]
pub struct ScreenshotOptions {
    /// What to open.
    pub paths: Vec<OpenPath>,
    /// The PNG to write.
    pub out: PathBuf,
    /// Size and scale.
    pub screen: Screen,
    /// `dark`, `light`, or a theme file's name.
    pub theme: Option<String>,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Where to write times.
    pub timings: Option<PathBuf>,
    /// Where settings and state are; `None` keeps nothing.
    pub home: Option<PathBuf>,
}

/// An editor without a window, with `paths` open and at rest.
///
/// # Errors
/// When the system gives no threads.
pub fn editor(paths: &[OpenPath], screen: Screen, home: Option<&Path>) -> anyhow::Result<OffscreenShell> {
    let mut editor = unopened(screen, home)?;
    editor.face.start(open_commands(paths));
    editor.settle(SETTLE);
    Ok(editor)
}

/// An editor without a window, with nothing open yet.
///
/// # Errors
/// When the system gives no threads.
pub fn unopened(screen: Screen, home: Option<&Path>) -> anyhow::Result<OffscreenShell> {
    let ctx = egui::Context::default();
    ctx.add_font_provider(Arc::new(egui_system_font_provider::SystemFontProvider::new()));
    let folders = home.map(Folders::under);
    let (mut platform, options) = platform::native(&ctx, folders.as_ref())?;
    let counting = platform::CountingSpawner::new(Arc::clone(&platform.spawner));
    let host = NoHost::counting(counting.running());
    platform.spawner = Arc::new(counting);
    let shell = Shell::new(&ctx, platform, options, Box::new(host));
    Ok(Offscreen::new(ctx, shell, screen))
}

/// Does one step and waits until nothing moves.
///
/// # Errors
/// When the step names no command or no key.
pub fn step(editor: &mut OffscreenShell, step: &Step) -> anyhow::Result<()> {
    match step {
        Step::Run { id, args } => run(editor, id.as_str(), args)?,
        Step::Keys(chords) => {
            for chord in chords {
                let Some((key, modifiers)) = keys::press(chord) else {
                    bail!("“{chord}” is no key; write something like `ctrl+shift+p`");
                };
                let clipboard = String::new();
                editor.frame_with(keys::events(key, modifiers, &clipboard), modifiers);
                editor.settle(SETTLE);
            }
        }
        Step::Type(text) => {
            for part in text.split_inclusive('\n') {
                let (line, enter) = part.strip_suffix('\n').map_or((part, false), |line| (line, true));
                if !line.is_empty() {
                    editor.frame(vec![egui::Event::Text(line.to_owned())]);
                }
                if enter {
                    editor.frame(keys::events(egui::Key::Enter, egui::Modifiers::NONE, ""));
                }
            }
        }
    }
    editor.settle(SETTLE);
    Ok(())
}

fn run(editor: &mut OffscreenShell, id: &str, args: &Args) -> anyhow::Result<()> {
    let table = editor.face.workspace_mut().commands().clone();
    let Some(spec) = table.get(id) else {
        bail!("there is no command “{id}”; `justbuilt commands` lists them");
    };
    if let Err(reason) = args.check(spec.args) {
        bail!("{id}: {reason}");
    }
    editor.face.send(Command::Run { id: id.to_owned().into(), args: args.clone() });
    editor.frame(Vec::new());
    Ok(())
}

/// Takes a picture.
///
/// # Errors
/// No such path, a step that cannot be done, no graphics adapter, a file that cannot be written.
pub fn screenshot(options: &ScreenshotOptions) -> anyhow::Result<()> {
    for open in &options.paths {
        if !open.path.exists() {
            bail!("{} does not exist", open.path.display());
        }
    }
    let mut watch = Stopwatch::new(Instant::now());
    let mut editor = unopened(options.screen, options.home.as_deref())?;
    if let Some(theme) = &options.theme {
        editor.face.force_theme(theme);
    }
    editor.face.start(open_commands(&options.paths));
    editor.frame(Vec::new());
    watch.timings.first_frame_ms = Some(watch.now_ms());
    editor.settle(SETTLE);
    for one in &options.steps {
        step(&mut editor, one)?;
    }
    watch.timings.settled_ms = Some(watch.now_ms());
    let gpu_start = Instant::now();
    let gpu = editor.gpu()?;
    watch.timings.gpu_setup_ms = Some(millis(gpu_start.elapsed()));
    watch.timings.adapter = Some(super::gpu::describe(&gpu.adapter.get_info()));
    let picture = editor.picture()?;
    picture.save(&options.out).with_context(|| format!("writing {}", options.out.display()))?;
    if let Some(path) = &options.timings {
        watch.write(path)?;
    }
    Ok(())
}
