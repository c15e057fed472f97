//! Tests of the spawner on threads. They wait on channels and not for time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::NativeSpawner;
use crate::{CancelToken, SpawnerExt, Step};

/// Far more than anything here takes; only a failing test waits that long.
const LONG: Duration = Duration::from_secs(30);

/// Says so when it is dropped.
struct Gone(mpsc::Sender<&'static str>, &'static str);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.send(self.1).unwrap_or_default();
    }
}

#[test]
fn work_runs_on_other_threads() {
    let spawner = NativeSpawner::with_threads(1).unwrap();
    let (say, heard) = mpsc::channel();
    let report = |name: &'static str| {
        let say = say.clone();
        move || say.send((name, thread::current().id())).unwrap()
    };
    let (job, blocking, future) = (report("job"), report("blocking"), report("future"));
    let mut steps = 0;
    let handles = (
        spawner.job("job", move |budget: Duration, _: &CancelToken| {
            assert!(budget > Duration::ZERO);
            steps += 1;
            if steps < 3 {
                return Step::Again;
            }
            job();
            Step::Done
        }),
        spawner.blocking("blocking", move |_| blocking()),
        spawner.future("future", async move {
            tokio::task::yield_now().await;
            future();
        }),
    );
    let mut names: Vec<_> = (0..3)
        .map(|_| {
            let (name, thread) = heard.recv_timeout(LONG).unwrap();
            assert_ne!(thread, thread::current().id());
            name
        })
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["blocking", "future", "job"]);
    assert!(spawner.shutdown(LONG));
    assert!(handles.0.is_finished() && handles.1.is_finished() && handles.2.is_finished());
}

#[test]
fn dropping_the_handle_stops_each_kind() {
    let spawner = NativeSpawner::with_threads(1).unwrap();
    let (say, heard) = mpsc::channel();
    let (started, starts) = mpsc::channel();
    let gone = |name| Gone(say.clone(), name);

    let (begin, guard) = (started.clone(), gone("job"));
    let job = spawner.job("job", move |_: Duration, _: &CancelToken| {
        let _in_use = &guard;
        begin.send(()).unwrap_or_default();
        thread::yield_now();
        Step::Again
    });
    starts.recv_timeout(LONG).unwrap();
    drop(job);
    assert_eq!(heard.recv_timeout(LONG), Ok("job"));

    let (begin, guard) = (started.clone(), gone("blocking"));
    let blocking = spawner.blocking("blocking", move |cancel| {
        let _in_use = guard;
        begin.send(()).unwrap_or_default();
        while !cancel.is_cancelled() {
            thread::yield_now();
        }
    });
    while starts.try_recv().is_ok() {}
    drop(blocking);
    assert_eq!(heard.recv_timeout(LONG), Ok("blocking"));

    let guard = gone("future");
    let future = spawner.future("future", async move {
        let _in_use = guard;
        std::future::pending::<()>().await;
    });
    drop(future);
    assert_eq!(heard.recv_timeout(LONG), Ok("future"));
}

#[test]
fn a_panic_ends_the_task_and_nothing_else() {
    let spawner = NativeSpawner::with_threads(1).unwrap();
    let bad = spawner.job("bad", |_: Duration, _: &CancelToken| -> Step { panic!("on purpose") });
    let worse = spawner.blocking("worse", |_| panic!("on purpose"));
    let (say, heard) = mpsc::channel();
    spawner
        .job("good", move |_: Duration, _: &CancelToken| {
            say.send(()).unwrap();
            Step::Done
        })
        .detach();
    heard.recv_timeout(LONG).unwrap();
    assert!(spawner.shutdown(LONG));
    assert!(bad.is_finished() && worse.is_finished());
}

#[test]
fn shutting_down_cancels_what_runs() {
    let spawner = NativeSpawner::with_threads(2).unwrap();
    let cancelled = Arc::new(AtomicBool::new(false));
    let (say, heard) = mpsc::channel();
    let flag = Arc::clone(&cancelled);
    let handle = spawner.blocking("watch", move |cancel| {
        say.send(()).unwrap();
        while !cancel.is_cancelled() {
            thread::yield_now();
        }
        flag.store(true, Ordering::Release);
    });
    heard.recv_timeout(LONG).unwrap();
    assert!(spawner.shutdown(LONG));
    assert!(cancelled.load(Ordering::Acquire) && handle.is_finished());
}

#[test]
fn a_task_that_does_not_listen_is_not_waited_for() {
    let spawner = NativeSpawner::with_threads(1).unwrap();
    let (say, heard) = mpsc::channel::<()>();
    let (started, starts) = mpsc::channel();
    spawner
        .blocking("deaf", move |_| {
            started.send(()).unwrap();
            heard.recv().unwrap_or_default();
        })
        .detach();
    starts.recv_timeout(LONG).unwrap();
    assert!(!spawner.shutdown(Duration::from_millis(1)));
    drop(say);
}
