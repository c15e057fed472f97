//! Tests of the spawners that need no platform, and of handles.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use super::{InlineSpawner, ManualSpawner, SpawnerExt, Step};
use crate::{CancelToken, Waker, channel};

/// A job of `steps` steps that counts them.
fn job(steps: usize, count: &Arc<AtomicUsize>) -> impl FnMut(Duration, &CancelToken) -> Step + Send + use<> {
    let count = Arc::clone(count);
    let mut left = steps;
    move |_, _| {
        count.fetch_add(1, Ordering::Relaxed);
        left -= 1;
        if left == 0 { Step::Done } else { Step::Again }
    }
}

#[test]
fn inline_runs_to_the_end_at_once() {
    let count = Arc::new(AtomicUsize::new(0));
    let inline = InlineSpawner;
    assert!(inline.job("job", job(3, &count)).is_finished());
    let also = Arc::clone(&count);
    let nested = inline.blocking("blocking", move |cancel| {
        assert!(!cancel.is_cancelled());
        // A future in a future, and a channel that is smaller than what goes through it.
        let (sender, receiver) = channel(1, Waker::noop());
        InlineSpawner
            .future("outer", async move {
                let send = move || (0..10).for_each(|i| sender.send(i).unwrap());
                InlineSpawner.future("inner", async move { send() }).detach();
            })
            .detach();
        while receiver.try_recv().is_some() {
            also.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(nested.is_finished());
    assert_eq!(count.load(Ordering::Relaxed), 13);
}

#[test]
fn manual_runs_only_when_told_and_in_turns() {
    let (one, two) = (Arc::default(), Arc::default());
    let manual = ManualSpawner::new();
    let handles = (manual.job("one", job(3, &one)), manual.job("two", job(2, &two)));
    let seen = || (one.load(Ordering::Relaxed), two.load(Ordering::Relaxed));
    assert_eq!((manual.pending(), seen()), (2, (0, 0)));
    assert!(manual.run_one());
    assert!(manual.run_one());
    assert_eq!((manual.names(), seen()), (vec!["one", "two"], (1, 1)));
    assert_eq!(manual.run_until_idle(), 3);
    assert_eq!(seen(), (3, 2));
    assert!(handles.0.is_finished() && handles.1.is_finished());
    assert!(!manual.run_one());
}

#[test]
fn dropping_a_handle_cancels_and_detaching_does_not() {
    let count = Arc::default();
    let manual = ManualSpawner::new();
    drop(manual.job("dropped", job(1, &count)));
    manual.job("detached", job(1, &count)).detach();
    drop(manual.blocking("dropped", |_| unreachable!()));
    drop(manual.future("dropped", async { unreachable!() }));
    let kept = manual.job("cancelled later", job(5, &count));
    manual.run_one();
    manual.run_until_idle_but(&kept);
    assert!(kept.is_finished());
    assert_eq!(manual.pending(), 0);
    assert_eq!(count.load(Ordering::Relaxed), 1, "only the detached one ran");
}

impl ManualSpawner {
    fn run_until_idle_but(&self, handle: &super::TaskHandle) {
        handle.cancel();
        self.run_until_idle();
    }
}

#[test]
fn tasks_may_spawn_and_futures_wait_to_be_woken() {
    let manual = ManualSpawner::new();
    let waker: Arc<parking_lot::Mutex<Option<std::task::Waker>>> = Arc::default();
    let shared = Arc::clone(&waker);
    let mut first = true;
    let waiting = manual.future(
        "waits",
        poll_fn(move |context| {
            *shared.lock() = Some(context.waker().clone());
            if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
        }),
    );
    assert_eq!(manual.run_until_idle(), 1);
    assert_eq!((manual.pending(), waiting.is_finished()), (1, false));
    let inner = manual.clone();
    let done = Arc::new(AtomicUsize::new(0));
    let flag = Arc::clone(&done);
    manual
        .blocking("spawns", move |_| {
            inner
                .blocking("spawned", move |_| {
                    flag.fetch_add(1, Ordering::Relaxed);
                })
                .detach();
        })
        .detach();
    manual.run_until_idle();
    assert_eq!(done.load(Ordering::Relaxed), 1);
    waker.lock().take().unwrap().wake();
    manual.run_until_idle();
    assert!(waiting.is_finished());
    assert_eq!(manual.pending(), 0);
}
