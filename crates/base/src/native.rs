//! Background work on threads: a tokio runtime for futures and for what waits for the disk, and a pool of our
//! own for CPU work, so that neither starves the other. The user interface runs on none of these threads.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread::{self, ThreadId},
    time::Duration,
};

use futures::future::{AbortHandle, Abortable};
use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};

use crate::{
    CancelToken,
    spawn::{BlockingFn, BoxFuture, FinishFlag, Job, Spawner, Step, TaskHandle},
};

/// How long a job works before the pool looks whether anybody still wants it.
const SLICE: Duration = Duration::from_millis(20);

/// Closures that wait for the disk at the same time, at most.
const BLOCKING_THREADS: usize = 32;

/// Which thread one is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ThreadMark(ThreadId);

impl ThreadMark {
    pub(crate) fn current() -> Self {
        Self(thread::current().id())
    }
}

/// Runs work on threads of its own. Dropping it cancels what still runs and does not wait for it.
pub struct NativeSpawner {
    runtime: Option<Runtime>,
    jobs: crossbeam_channel::Sender<QueuedJob>,
    workers: Mutex<Vec<thread::JoinHandle<()>>>,
    root: CancelToken,
}

struct QueuedJob {
    name: &'static str,
    job: Box<dyn Job>,
    cancel: CancelToken,
    flag: FinishFlag,
}

impl NativeSpawner {
    /// A spawner with as many CPU threads as the machine has cores, and at least two.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new() -> io::Result<Self> {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        Self::with_threads(cores.max(2))
    }

    /// A spawner with `threads` CPU threads (at least one).
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn with_threads(threads: usize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("justbuilt-io")
            .enable_time()
            .build()?;
        let (jobs, queue) = crossbeam_channel::unbounded::<QueuedJob>();
        let mut workers = Vec::new();
        for index in 0..threads.max(1) {
            let queue = queue.clone();
            let worker = thread::Builder::new().name(format!("justbuilt-cpu-{index}")).spawn(move || {
                for queued in queue {
                    queued.run();
                }
            })?;
            workers.push(worker);
        }
        Ok(Self { runtime: Some(runtime), jobs, workers: Mutex::new(workers), root: CancelToken::new() })
    }

    /// Cancels what runs and waits at most `grace` for it to end. Returns whether all of it did.
    pub fn shutdown(mut self, grace: Duration) -> bool {
        let (say, heard) = mpsc::channel::<()>();
        let workers = std::mem::take(&mut *self.workers.lock());
        let runtime = self.runtime.take();
        drop(self);
        let waiter = thread::Builder::new().name("justbuilt-shutdown".into()).spawn(move || {
            for worker in workers {
                if worker.join().is_err() {
                    log::error!("a worker thread ended by a panic");
                }
            }
            if let Some(runtime) = runtime {
                // Waits for blocking closures that have started.
                drop(runtime);
            }
            drop(say);
        });
        // The sender is dropped, not used: that is the sign.
        waiter.is_ok() && heard.recv_timeout(grace) == Err(mpsc::RecvTimeoutError::Disconnected)
    }
}

impl Drop for NativeSpawner {
    fn drop(&mut self) {
        self.root.cancel();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl QueuedJob {
    fn run(self) {
        let QueuedJob { name, mut job, cancel, flag } = self;
        guard(name, || while !cancel.is_cancelled() && job.step(SLICE, &cancel) == Step::Again {});
        guard(name, || drop(job));
        drop(flag);
    }
}

/// Runs `f`; a panic ends the task, not the thread that others wait for.
fn guard(name: &'static str, f: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(f)).is_err() {
        log::error!("background task '{name}' ended by a panic");
    }
}

impl Spawner for NativeSpawner {
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        let cancel = self.root.child();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        if self.jobs.send(QueuedJob { name, job, cancel, flag }).is_err() {
            log::error!("background task '{name}' was not started: the pool has ended");
        }
        handle
    }

    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle {
        let cancel = self.root.child();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        if let Some(runtime) = &self.runtime {
            // The join handle of tokio is not needed: ours says when the task has ended.
            drop(runtime.spawn_blocking(move || {
                if !cancel.is_cancelled() {
                    guard(name, || f(&cancel));
                }
                drop(flag);
            }));
        }
        handle
    }

    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle {
        let (abort, registration) = AbortHandle::new_pair();
        let (handle, flag) = TaskHandle::new(self.root.child());
        if let Some(runtime) = &self.runtime {
            let future = Abortable::new(future, registration);
            drop(runtime.spawn(async move {
                let _flag = flag;
                if future.await.is_err() {
                    log::trace!("background task '{name}' was cancelled");
                }
            }));
        }
        handle.with_abort(abort)
    }
}

impl std::fmt::Debug for NativeSpawner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NativeSpawner")
    }
}

#[cfg(test)]
mod tests;
