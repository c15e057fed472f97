//! Tests of the replay.

use super::*;

const EVENTS: [i64; 5] = [100, 200, 300, 90_000, 90_050];

fn next(after: Timestamp) -> Option<Timestamp> {
    EVENTS.into_iter().map(Timestamp).find(|event| *event > after)
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn events_come_when_they_are_due_and_idle_time_is_cut() {
    let mut replay = Replay::new(Timestamp(0), 1.0);
    assert_eq!(replay.tick(ms(0), next), ReplayTick { seek: None, again: Some(ms(100)) });
    assert_eq!(replay.tick(ms(50), next), ReplayTick { seek: None, again: Some(ms(50)) });
    assert_eq!(replay.tick(ms(100), next), ReplayTick { seek: Some(Timestamp(100)), again: Some(ms(100)) });
    let late = replay.tick(ms(330), next);
    assert_eq!(
        late,
        ReplayTick { seek: Some(Timestamp(300)), again: Some(ms(570)) },
        "a late frame catches up"
    );
    let idle = replay.tick(ms(900), next);
    assert_eq!(idle, ReplayTick { seek: Some(Timestamp(90_000)), again: Some(ms(50)) });
    assert_eq!(replay.tick(ms(950), next), ReplayTick { seek: Some(Timestamp(90_050)), again: None });
    assert_eq!(replay.tick(ms(999), next), ReplayTick { seek: None, again: None });
}

#[test]
fn another_speed_is_kept() {
    let mut replay = Replay::new(Timestamp(0), 1.0);
    replay.set_speed(10.0);
    assert_eq!(replay.tick(ms(0), next).again, Some(ms(10)));
    assert_eq!(replay.tick(ms(30), next).seek, Some(Timestamp(300)));
    assert_eq!(replay.at(), Timestamp(300));
}
