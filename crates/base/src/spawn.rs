//! Background work: what it looks like, who runs it, how it is stopped. The platform's spawners are in
//! `native` and `web`; the two for tests and headless runs are here.
//! Nothing here hands results back: work sends them through a [`mod@crate::channel`].

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::AbortHandle;

use crate::CancelToken;

mod inline;
mod manual;

pub use inline::InlineSpawner;
pub use manual::ManualSpawner;

/// A future that a spawner can run.
pub type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A closure that may wait for the disk.
pub type BlockingFn = Box<dyn FnOnce(&CancelToken) + Send>;

/// Whether a job wants more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    Again,
    /// All is done, or nobody wants it any more.
    Done,
}

/// CPU work in slices, so that it also runs where there is one thread for everything.
pub trait Job: Send {
    /// Works for about `budget`, then says whether there is more. Looks at `cancel` at least that often.
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step;
}

impl<F: FnMut(Duration, &CancelToken) -> Step + Send> Job for F {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        self(budget, cancel)
    }
}

/// Runs work in the background, however the platform does that.
pub trait Spawner: Send + Sync {
    /// Runs CPU work: natively on a pool of threads, in a browser in slices between frames.
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle;

    /// Runs a closure that may wait for the disk or a process. In a browser it is one slice.
    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle;

    /// Runs a future.
    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle;
}

/// The same without the boxes.
pub trait SpawnerExt: Spawner {
    /// [`Spawner::spawn_job`] with a job or a closure `FnMut(Duration, &CancelToken) -> Step`.
    fn job(&self, name: &'static str, job: impl Job + 'static) -> TaskHandle {
        self.spawn_job(name, Box::new(job))
    }

    /// [`Spawner::spawn_blocking`].
    fn blocking(&self, name: &'static str, f: impl FnOnce(&CancelToken) + Send + 'static) -> TaskHandle {
        self.spawn_blocking(name, Box::new(f))
    }

    /// [`Spawner::spawn_future`].
    fn future(&self, name: &'static str, future: impl Future<Output = ()> + Send + 'static) -> TaskHandle {
        self.spawn_future(name, Box::pin(future))
    }
}

impl<S: Spawner + ?Sized> SpawnerExt for S {}

/// Holds a task. Dropping it cancels the task; [`TaskHandle::detach`] lets the task go on alone.
#[must_use = "dropping a TaskHandle cancels the task; keep it, or call detach()"]
#[derive(Debug)]
pub struct TaskHandle {
    cancel: CancelToken,
    finished: Arc<AtomicBool>,
    abort: Option<AbortHandle>,
    detached: bool,
}

impl TaskHandle {
    /// A handle and the flag that the runner of the task sets when the task has ended.
    pub fn new(cancel: CancelToken) -> (TaskHandle, FinishFlag) {
        let finished = Arc::new(AtomicBool::new(false));
        let flag = FinishFlag(Arc::clone(&finished));
        (TaskHandle { cancel, finished, abort: None, detached: false }, flag)
    }

    /// The same, and cancelling also aborts a future at its next `await`.
    pub fn with_abort(mut self, abort: AbortHandle) -> TaskHandle {
        self.abort = Some(abort);
        self
    }

    /// Asks the task to stop.
    pub fn cancel(&self) {
        self.cancel.cancel();
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }

    /// Lets the task run to its end.
    pub fn detach(mut self) {
        self.detached = true;
    }

    /// Whether the task has ended, by itself, by cancelling, or by a panic.
    pub fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }

    /// The token the task looks at.
    pub fn token(&self) -> &CancelToken {
        &self.cancel
    }
}

impl Drop for TaskHandle {
    fn drop(&mut self) {
        if !self.detached {
            self.cancel();
        }
    }
}

/// Says that a task has ended when it is dropped, so that a panic says so too.
#[derive(Debug)]
pub struct FinishFlag(Arc<AtomicBool>);

impl Drop for FinishFlag {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Turns a closure into a job of one step.
pub(crate) fn blocking_job(f: BlockingFn) -> impl FnMut(Duration, &CancelToken) -> Step + Send {
    let mut f = Some(f);
    move |_budget, cancel| {
        if let Some(f) = f.take() {
            f(cancel);
        }
        Step::Done
    }
}

#[cfg(test)]
mod tests;
