//! Tests of clocks and timestamps.

use std::time::Duration;

use web_time::{SystemTime, UNIX_EPOCH};

use super::{Clock, ManualClock, SystemClock, Timestamp};

#[test]
fn timestamps_before_and_after_the_epoch() {
    assert_eq!(Timestamp::from(UNIX_EPOCH + Duration::from_millis(1_500)), Timestamp(1_500));
    assert_eq!(Timestamp::from(UNIX_EPOCH - Duration::from_millis(1_500)), Timestamp(-1_500));
    assert_eq!(Timestamp(5).since(Timestamp(2)), Duration::from_millis(3));
    assert_eq!(Timestamp(2).since(Timestamp(5)), Duration::ZERO);
    assert_eq!(Timestamp(i64::MAX).since(Timestamp(i64::MIN)), Duration::from_millis(i64::MAX as u64));
    assert_eq!(Timestamp(i64::MAX).plus(Duration::MAX), Timestamp(i64::MAX));
    assert_eq!(Timestamp(-3).plus(Duration::from_millis(5)), Timestamp(2));
}

#[test]
fn the_system_clock_agrees_with_the_system() {
    let clock = SystemClock::new();
    let (before, first) = (Timestamp::from(SystemTime::now()), clock.elapsed());
    let now = clock.now();
    assert!(now.since(before) < Duration::from_secs(60));
    assert!(clock.elapsed() >= first);
}

#[test]
fn a_manual_clock_moves_when_told_to() {
    let clock = ManualClock::new(Timestamp(1_000));
    let same = clock.clone();
    same.advance(Duration::from_millis(250));
    assert_eq!((clock.now(), clock.elapsed()), (Timestamp(1_250), Duration::from_millis(250)));
    // The user sets the clock back: the time that has passed does not go back with it.
    clock.set_now(Timestamp(0));
    assert_eq!((same.now(), same.elapsed()), (Timestamp(0), Duration::from_millis(250)));
}
