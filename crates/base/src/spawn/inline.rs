//! A spawner that runs everything at once, before `spawn_…` returns. For tests and headless runs.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake},
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use super::{BlockingFn, BoxFuture, Job, Spawner, Step, TaskHandle};
use crate::CancelToken;

const SLICE: Duration = Duration::from_millis(50);

/// Runs each task to its end in the call that spawns it.
#[derive(Clone, Copy, Debug, Default)]
pub struct InlineSpawner;

impl Spawner for InlineSpawner {
    fn spawn_job(&self, _name: &'static str, mut job: Box<dyn Job>) -> TaskHandle {
        let cancel = CancelToken::new();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        while !cancel.is_cancelled() && job.step(SLICE, &cancel) == Step::Again {}
        drop(job);
        drop(flag);
        handle
    }

    fn spawn_blocking(&self, _name: &'static str, f: BlockingFn) -> TaskHandle {
        let cancel = CancelToken::new();
        let (handle, flag) = TaskHandle::new(cancel.clone());
        f(&cancel);
        drop(flag);
        handle
    }

    fn spawn_future(&self, _name: &'static str, future: BoxFuture) -> TaskHandle {
        let (handle, flag) = TaskHandle::new(CancelToken::new());
        block_on(future);
        drop(flag);
        handle
    }
}

struct Signal {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.woken.lock() = true;
        self.changed.notify_one();
    }
}

/// `futures::executor::block_on` refuses to be nested; a task that spawns a task inline is just that.
fn block_on(future: BoxFuture) {
    let signal = Arc::new(Signal { woken: Mutex::new(false), changed: Condvar::new() });
    let waker = std::task::Waker::from(Arc::clone(&signal));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(()) = future.as_mut().poll(&mut context) {
            return;
        }
        let mut woken = signal.woken.lock();
        while !*woken {
            signal.changed.wait(&mut woken);
        }
        *woken = false;
    }
}
