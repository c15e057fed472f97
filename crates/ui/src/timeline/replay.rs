//! Replay: time runs by itself, as fast as one likes, from event to event. Nothing is due in between, so nothing is
//! painted in between; what took longer than a breath is cut short.

#[cfg(test)]
mod tests;

use std::time::Duration;

use justbuilt_base::Timestamp;

/// The speeds to choose from: how many times faster than it was.
pub const SPEEDS: [f32; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// The longest that a replay waits for the next event, whatever the speed.
const BREATH: Duration = Duration::from_millis(600);

/// A replay under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    at: Timestamp,
    speed: f32,
    /// When the event after `at` is due, by the clock that is handed in; none before the first tick.
    due: Option<(Duration, Timestamp)>,
}

/// What a tick found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayTick {
    /// The moment to show, where it is another one than before.
    pub seek: Option<Timestamp>,
    /// When to tick again; none at the end.
    pub again: Option<Duration>,
}

impl Replay {
    /// A replay from a moment on.
    pub fn new(from: Timestamp, speed: f32) -> Self {
        Self { at: from, speed: speed.max(f32::MIN_POSITIVE), due: None }
    }

    /// How many times faster than it was.
    pub fn speed(&self) -> f32 {
        self.speed
    }

    /// Runs on at another speed.
    pub fn set_speed(&mut self, speed: f32) {
        self.speed = speed.max(f32::MIN_POSITIVE);
        self.due = None;
    }

    /// The moment that was reached.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What is due now. `clock` only ever goes forward; `next` gives the first event after a moment.
    pub fn tick(&mut self, clock: Duration, next: impl Fn(Timestamp) -> Option<Timestamp>) -> ReplayTick {
        let mut seek = None;
        let mut start = clock;
        loop {
            let (due, event) = match self.due {
                Some(due) => due,
                None => {
                    let Some(event) = next(self.at) else { return ReplayTick { seek, again: None } };
                    let real = event.since(self.at).as_secs_f64() / f64::from(self.speed);
                    let wait = Duration::from_micros((real * 1e6) as u64).min(BREATH);
                    (start + wait, event)
                }
            };
            self.due = Some((due, event));
            if due > clock {
                return ReplayTick { seek, again: Some(due - clock) };
            }
            self.at = event.max(Timestamp(self.at.0.saturating_add(1)));
            self.due = None;
            seek = Some(self.at);
            // The next wait begins where this one ended, not where the frame came: speed is kept on average.
            start = due;
        }
    }
}
