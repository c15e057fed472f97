//! A spawner that runs nothing until it is told to, in the order of spawning. For tests of what happens while
//! work is under way, and for what happens when it is overtaken.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake},
    time::Duration,
};

use futures::future::{AbortHandle, Abortable};
use parking_lot::Mutex;

use super::{BlockingFn, BoxFuture, FinishFlag, Job, Spawner, Step, TaskHandle, blocking_job};
use crate::CancelToken;

/// Keeps tasks until [`ManualSpawner::run_until_idle`] or [`ManualSpawner::run_one`]. Clones share them.
#[derive(Clone, Default)]
pub struct ManualSpawner {
    tasks: Arc<Mutex<VecDeque<Task>>>,
}

struct Task {
    name: &'static str,
    work: Work,
    cancel: CancelToken,
    /// Dropped with the task, and so says that it has ended.
    _flag: FinishFlag,
}

enum Work {
    Job(Box<dyn Job>),
    Future(BoxFuture, Arc<Woken>),
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl ManualSpawner {
    /// A spawner with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tasks that have not ended, sleeping futures included.
    pub fn pending(&self) -> usize {
        self.tasks.lock().len()
    }

    /// Names of the tasks that have not ended, in the order of their turn.
    pub fn names(&self) -> Vec<&'static str> {
        self.tasks.lock().iter().map(|task| task.name).collect()
    }

    /// Gives one slice to the task whose turn it is. `false` when nothing can run: there are no tasks, or only
    /// futures that wait.
    pub fn run_one(&self) -> bool {
        let Some(task) = self.take_runnable() else { return false };
        // The lock is free while the task runs, because the task may spawn.
        if let Some(task) = task.step() {
            self.tasks.lock().push_back(task);
        }
        true
    }

    /// Runs tasks, and those they spawn, until nothing can run. Returns the number of slices given.
    pub fn run_until_idle(&self) -> usize {
        let mut slices = 0;
        while self.run_one() {
            slices += 1;
        }
        slices
    }

    fn take_runnable(&self) -> Option<Task> {
        let mut tasks = self.tasks.lock();
        let index = tasks.iter().position(|task| match &task.work {
            Work::Job(_) => true,
            Work::Future(_, woken) => woken.0.load(Ordering::Acquire) || task.cancel.is_cancelled(),
        })?;
        tasks.remove(index)
    }

    fn push(&self, name: &'static str, work: Work) -> TaskHandle {
        let cancel = CancelToken::new();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        self.tasks.lock().push_back(Task { name, work, cancel, _flag: flag });
        handle
    }
}

impl Task {
    /// One slice; the task comes back when it has not ended.
    fn step(mut self) -> Option<Task> {
        if self.cancel.is_cancelled() {
            return None;
        }
        let again = match &mut self.work {
            Work::Job(job) => job.step(Duration::from_millis(1), &self.cancel) == Step::Again,
            Work::Future(future, woken) => {
                woken.0.store(false, Ordering::Release);
                let waker = std::task::Waker::from(Arc::clone(woken));
                future.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending
            }
        };
        again.then_some(self)
    }
}

impl Spawner for ManualSpawner {
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        self.push(name, Work::Job(job))
    }

    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle {
        self.push(name, Work::Job(Box::new(blocking_job(f))))
    }

    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle {
        let (abort, registration) = AbortHandle::new_pair();
        let future = Abortable::new(future, registration);
        let future: BoxFuture = Box::pin(async move {
            // Aborted or done: either way there is nothing left to do.
            let _ended = future.await;
        });
        self.push(name, Work::Future(future, Arc::new(Woken(AtomicBool::new(true))))).with_abort(abort)
    }
}

impl std::fmt::Debug for ManualSpawner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ManualSpawner").field("tasks", &self.names()).finish()
    }
}
