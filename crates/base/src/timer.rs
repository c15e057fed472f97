//! Waiting for time to pass, as something that is handed in: natively tokio does it, in a browser `setTimeout`, in
//! tests nobody before the test says so. Not for asking what time it is: that is [`crate::time`].

use std::{
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures::future::{BoxFuture, Either, select};
use parking_lot::Mutex;

use crate::{Clock, ManualClock};

/// Waits.
pub trait Timer: Send + Sync {
    /// Ends when `by` has passed since it was first polled. Dropping it forgets it.
    fn sleep(&self, by: Duration) -> BoxFuture<'static, ()>;
}

impl<T: Timer + ?Sized> Timer for Arc<T> {
    fn sleep(&self, by: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(by)
    }
}

/// What `future` gives, or `None` when it has not ended within `limit`; then it is dropped.
pub async fn within<T>(timer: &dyn Timer, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), timer.sleep(limit)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(((), _)) => None,
    }
}

/// A timer on a [`ManualClock`]: time passes when [`ManualTimer::advance`] says so. Clones share the time.
#[derive(Clone, Debug, Default)]
pub struct ManualTimer {
    clock: ManualClock,
    sleepers: Arc<Mutex<Sleepers>>,
}

#[derive(Debug, Default)]
struct Sleepers {
    next: u64,
    /// Id, the moment to wake at, and whom.
    list: Vec<(u64, Duration, Waker)>,
}

impl ManualTimer {
    /// A timer on `clock`.
    pub fn new(clock: ManualClock) -> Self {
        Self { clock, sleepers: Arc::default() }
    }

    /// The clock.
    pub fn clock(&self) -> ManualClock {
        self.clock.clone()
    }

    /// Moves the clock and wakes those whose time has come.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
        let now = self.clock.elapsed();
        let mut sleepers = self.sleepers.lock();
        let due: Vec<_> = sleepers.list.extract_if(.., |(_, at, _)| *at <= now).collect();
        drop(sleepers);
        for (_, _, waker) in due {
            waker.wake();
        }
    }

    /// How long until the next sleeper wakes; `None` when nobody sleeps.
    pub fn next(&self) -> Option<Duration> {
        let now = self.clock.elapsed();
        let sleepers = self.sleepers.lock();
        sleepers.list.iter().map(|(_, at, _)| at.saturating_sub(now)).min()
    }

    /// How many sleep.
    pub fn sleeping(&self) -> usize {
        self.sleepers.lock().list.len()
    }
}

impl Timer for ManualTimer {
    fn sleep(&self, by: Duration) -> BoxFuture<'static, ()> {
        Box::pin(ManualSleep { timer: self.clone(), by, registered: None })
    }
}

struct ManualSleep {
    timer: ManualTimer,
    by: Duration,
    /// Id and the moment to wake at.
    registered: Option<(u64, Duration)>,
}

impl Future for ManualSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let now = self.timer.clock.elapsed();
        let (id, at) = self.registered.unwrap_or_else(|| {
            let mut sleepers = self.timer.sleepers.lock();
            sleepers.next += 1;
            (sleepers.next, now.saturating_add(self.by))
        });
        self.registered = Some((id, at));
        let mut sleepers = self.timer.sleepers.lock();
        sleepers.list.retain(|(other, _, _)| *other != id);
        if at <= now {
            return Poll::Ready(());
        }
        sleepers.list.push((id, at, context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for ManualSleep {
    fn drop(&mut self) {
        if let Some((id, _)) = self.registered {
            self.timer.sleepers.lock().list.retain(|(other, _, _)| *other != id);
        }
    }
}

#[cfg(test)]
mod tests;
