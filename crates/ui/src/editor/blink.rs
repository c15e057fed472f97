//! When the caret is visible, and when the next frame is due because of it. Knows time only; the caret is painted
//! elsewhere.

use std::time::Duration;

/// Seconds the caret is shown, and then hidden.
const HALF_PERIOD: f64 = 0.5;

/// The phase of a blinking caret: it starts visible whenever something happens to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blink {
    /// Time of the last edit, move or focus, in seconds of `egui::InputState::time`.
    since: f64,
}

impl Blink {
    /// Shows the caret and starts the period again.
    pub fn restart(&mut self, now: f64) {
        self.since = now;
    }

    /// Whether the caret is visible at `now`, and how long until that changes.
    pub fn phase(&self, now: f64) -> (bool, Duration) {
        let elapsed = (now - self.since).max(0.0);
        // A frame that comes a hair too early counts as the next half: it would only ask for another at once.
        let halves = ((elapsed + 0.004) / HALF_PERIOD).floor();
        let left = (halves + 1.0) * HALF_PERIOD - elapsed;
        (halves % 2.0 == 0.0, Duration::from_secs_f64(left.clamp(0.01, HALF_PERIOD)))
    }
}

#[cfg(test)]
mod tests;
