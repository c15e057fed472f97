//! The outside world of a native workspace: disk, sled, threads, the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use justbuilt_base::spawn::{BlockingFn, BoxFuture};
use justbuilt_base::{CancelToken, Job, NativeSpawner, Spawner, Step, SystemClock, TaskHandle, Waker};
use justbuilt_store::DiskFs;
use justbuilt_workspace::platform::native::FileLocks;
use justbuilt_workspace::sketches::SketchOutside;
use justbuilt_workspace::sketches::serving::native::LoopbackServer;
use justbuilt_workspace::timeline::{DiskHistory, MemoryHistory};
use justbuilt_workspace::{Abilities, Options, Platform};

use super::folders::Folders;

/// Runs work on another spawner and counts what is not done, so that pictures and tests know when nothing moves
/// any more.
pub struct CountingSpawner {
    inner: Arc<dyn Spawner>,
    running: Arc<AtomicUsize>,
}

/// One task; counted until it is dropped, also by a panic or when it is cancelled before it starts.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(running: &Arc<AtomicUsize>) -> Self {
        running.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(running))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl CountingSpawner {
    /// Counts what `inner` runs.
    pub fn new(inner: Arc<dyn Spawner>) -> Self {
        Self { inner, running: Arc::default() }
    }

    /// The count.
    pub fn running(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.running)
    }
}

struct CountedJob {
    job: Box<dyn Job>,
    _counted: Counted,
}

impl Job for CountedJob {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        self.job.step(budget, cancel)
    }
}

impl Spawner for CountingSpawner {
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        self.inner.spawn_job(name, Box::new(CountedJob { job, _counted: Counted::new(&self.running) }))
    }

    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle {
        let counted = Counted::new(&self.running);
        self.inner.spawn_blocking(
            name,
            Box::new(move |cancel| {
                f(cancel);
                drop(counted);
            }),
        )
    }

    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle {
        let counted = Counted::new(&self.running);
        self.inner.spawn_future(
            name,
            Box::pin(async move {
                future.await;
                drop(counted);
            }),
        )
    }
}

/// The platform for a window or a picture; without folders nothing is remembered.
///
/// # Errors
/// When the system gives no threads.
pub fn native(ctx: &egui::Context, folders: Option<&Folders>) -> anyhow::Result<(Platform, Options)> {
    super::pages::keep();
    let ctx = ctx.clone();
    let waker = Waker::new(move || ctx.request_repaint());
    let spawner = Arc::new(NativeSpawner::new().context("starting background threads")?);
    let ai = super::ai::outside(&spawner, folders.map(|folders| folders.state.as_path()))?;
    let platform = Platform {
        fs: Arc::new(DiskFs::default()),
        clock: Arc::new(SystemClock::default()),
        spawner,
        waker,
        tree: Arc::new(justbuilt_workspace::project::native::DiskTree::default()),
        search: Arc::new(justbuilt_workspace::search::native::DiskSearch),
        watch: Arc::new(justbuilt_workspace::project::native::DiskWatch),
        locks: Arc::new(FileLocks),
        history: match folders {
            Some(_) => Arc::new(DiskHistory::new(person())),
            None => Arc::new(MemoryHistory::default()),
        },
        vcs: Arc::new(justbuilt_vcs::native::Git),
        ai,
        sketches: SketchOutside {
            pages: Some(Arc::new(LoopbackServer)),
            painter: Some(Arc::new(crate::picture::WindowFonts::default())),
        },
    };
    let options = match folders {
        Some(folders) => Options {
            abilities: Abilities::ALL,
            config_dir: Some(folders.config.clone()),
            state_dir: Some(folders.state.clone()),
            read_only_state: false,
        },
        None => Options::default(),
    };
    Ok((platform, options))
}

/// Who sits at the keyboard, by the name of the account.
fn person() -> Option<String> {
    ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok())
}
