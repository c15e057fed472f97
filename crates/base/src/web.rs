//! Background work in a browser: one thread for everything, so jobs run in short slices between frames.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures::future::{AbortHandle, Abortable};
use js_sys::{Function, Promise, Reflect};
use parking_lot::Mutex;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_time::Instant;

mod timer;

#[cfg(feature = "http")]
pub mod http;

pub use timer::WebTimer;

use crate::{
    CancelToken,
    spawn::{BlockingFn, BoxFuture, FinishFlag, Job, Spawner, Step, TaskHandle, blocking_job},
};

/// Milliseconds of each turn that jobs may take, so that a frame of 16 ms keeps room for itself.
const TURN: Duration = Duration::from_millis(6);

/// Which thread one is on: there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ThreadMark;

impl ThreadMark {
    pub(crate) fn current() -> Self {
        Self
    }
}

/// Runs jobs in slices between frames, and futures on the browser's own loop.
#[derive(Clone, Default)]
pub struct WebSpawner {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Task>,
    running: bool,
}

struct Task {
    name: &'static str,
    job: Box<dyn Job>,
    cancel: CancelToken,
    /// Dropped with the task, and so says that it has ended.
    _flag: FinishFlag,
}

impl WebSpawner {
    /// A spawner with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        let cancel = CancelToken::new();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        let mut state = self.state.lock();
        state.queue.push_back(Task { name, job, cancel, _flag: flag });
        if !std::mem::replace(&mut state.running, true) {
            spawn_local(drive(Arc::clone(&self.state)));
        }
        handle
    }
}

/// Gives turns to jobs, one slice each, until there are none.
async fn drive(state: Arc<Mutex<State>>) {
    loop {
        next_turn().await;
        let start = Instant::now();
        while start.elapsed() < TURN {
            // The lock is free while a job runs, because the job may spawn.
            let task = {
                let mut state = state.lock();
                let task = state.queue.pop_front();
                state.running = task.is_some();
                task
            };
            let Some(mut task) = task else { return };
            if task.cancel.is_cancelled() {
                log::trace!("background task '{}' was cancelled", task.name);
                continue;
            }
            let left = TURN.saturating_sub(start.elapsed());
            if task.job.step(left, &task.cancel) == Step::Again {
                state.lock().queue.push_back(task);
            }
        }
    }
}

/// Waits until the browser has had a turn. A timer of 0 ms and not an animation frame: those stop in a tab
/// that is not seen, and a search should still end there.
async fn next_turn() {
    let promise = Promise::new(&mut |resolve: Function, _reject: Function| {
        let global = js_sys::global();
        let timer = Reflect::get(&global, &JsValue::from_str("setTimeout"))
            .ok()
            .and_then(|value| value.dyn_into::<Function>().ok());
        let set = timer.map(|timer| timer.call2(&global, &resolve, &JsValue::from_f64(0.0)));
        if !matches!(set, Some(Ok(_))) {
            // No timers in this host: go on at once rather than never.
            if resolve.call0(&JsValue::UNDEFINED).is_err() {
                log::error!("the browser refused to go on with background work");
            }
        }
    });
    if JsFuture::from(promise).await.is_err() {
        log::error!("a timer of the browser failed");
    }
}

impl Spawner for WebSpawner {
    fn spawn_job(&self, name: &'static str, job: Box<dyn Job>) -> TaskHandle {
        self.push(name, job)
    }

    fn spawn_blocking(&self, name: &'static str, f: BlockingFn) -> TaskHandle {
        self.push(name, Box::new(blocking_job(f)))
    }

    fn spawn_future(&self, name: &'static str, future: BoxFuture) -> TaskHandle {
        let (abort, registration) = AbortHandle::new_pair();
        let (handle, flag) = TaskHandle::new(CancelToken::new());
        let future = Abortable::new(future, registration);
        spawn_local(async move {
            let _flag = flag;
            if future.await.is_err() {
                log::trace!("background task '{name}' was cancelled");
            }
        });
        handle.with_abort(abort)
    }
}

impl std::fmt::Debug for WebSpawner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebSpawner")
    }
}
