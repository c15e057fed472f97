//! Waiting on a clock that is moved by hand.

use std::time::Duration;

use futures::{FutureExt, future::pending};

use super::{ManualTimer, Timer, within};
use crate::{Clock, ManualSpawner, SpawnerExt};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn sleepers_wake_when_their_time_has_come() {
    let (timer, spawner) = (ManualTimer::default(), ManualSpawner::new());
    let (short, long) = (timer.sleep(SECOND), timer.sleep(3 * SECOND));
    let handles = (spawner.future("short", short), spawner.future("long", long));
    spawner.run_until_idle();
    assert_eq!((timer.sleeping(), timer.next()), (2, Some(SECOND)));
    timer.advance(SECOND / 2);
    spawner.run_until_idle();
    assert!(!handles.0.is_finished());
    assert_eq!(timer.next(), Some(SECOND / 2));
    timer.advance(SECOND / 2);
    spawner.run_until_idle();
    assert!(handles.0.is_finished() && !handles.1.is_finished());
    timer.advance(SECOND * 2);
    spawner.run_until_idle();
    assert!(handles.1.is_finished());
    assert_eq!((timer.sleeping(), timer.next(), timer.clock().elapsed()), (0, None, 3 * SECOND));
}

#[test]
fn a_sleep_begins_when_it_is_first_polled_and_is_forgotten_when_dropped() {
    let timer = ManualTimer::default();
    let mut sleep = timer.sleep(SECOND);
    timer.advance(5 * SECOND);
    assert_eq!((&mut sleep).now_or_never(), None);
    assert_eq!(timer.sleeping(), 1);
    drop(sleep);
    assert_eq!(timer.sleeping(), 0);
    assert_eq!(timer.sleep(Duration::ZERO).now_or_never(), Some(()));
}

#[test]
fn what_takes_too_long_is_dropped() {
    let timer = ManualTimer::default();
    assert_eq!(within(&timer, SECOND, async { 7 }).now_or_never(), Some(Some(7)));
    let mut slow = Box::pin(within(&timer, SECOND, pending::<()>()));
    assert_eq!((&mut slow).now_or_never(), None);
    timer.advance(SECOND);
    assert_eq!((&mut slow).now_or_never(), Some(None));
}
