//! Waiting by tokio's clock.

use std::{future::pending, time::Duration};

use futures::future::BoxFuture;
use tokio::{runtime::Handle, task::JoinHandle};

use crate::Timer;

/// Waits on the runtime of a [`crate::NativeSpawner`], whoever polls.
#[derive(Clone, Debug)]
pub struct NativeTimer {
    handle: Handle,
}

impl NativeTimer {
    /// A timer on a runtime that has tokio's time.
    pub fn new(handle: Handle) -> Self {
        Self { handle }
    }
}

impl Timer for NativeTimer {
    fn sleep(&self, by: Duration) -> BoxFuture<'static, ()> {
        let handle = self.handle.clone();
        Box::pin(async move {
            // Made within the task: tokio's timers belong to the runtime they are made on.
            let mut task = Task(handle.spawn(async move { tokio::time::sleep(by).await }));
            if (&mut task.0).await.is_err() {
                // The runtime has ended, and with it all that could happen after the wait.
                log::debug!("a wait was ended with the runtime it ran on");
                pending().await
            }
        })
    }
}

/// A task of the runtime that ends with its owner.
pub(super) struct Task<T>(pub(super) JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
