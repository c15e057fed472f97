//! Which servers cannot be reached, since when, and when the next try is: so that a machine without a network asks now
//! and then, and not with every keystroke. This machine's own servers are not counted: asking them costs nothing.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use justbuilt_base::{Clock, Timestamp, Waker, http::Address};
use parking_lot::Mutex;

/// Before the first new try; it doubles.
const FIRST: Duration = Duration::from_secs(2);
/// Longest time between two tries.
const LONGEST: Duration = Duration::from_secs(60);

/// The state of the network, as far as requests have shown it.
pub struct Offline {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waker: Waker,
    gates: BTreeMap<String, Gate>,
    /// When a server out there was last reached, by [`Clock::elapsed`].
    reached: Option<Duration>,
}

struct Gate {
    since: Timestamp,
    began: Duration,
    next_try: Duration,
    failures: u32,
    why: String,
}

/// A server that cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// Scheme, host and port.
    pub address: String,
    /// Since when.
    pub since: Timestamp,
    /// Until then requests to it fail at once.
    pub next_try: Timestamp,
    /// What the last try said.
    pub why: String,
}

/// Whether a request may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// Nothing is known against it.
    Free,
    /// It is the one that finds out whether the server is back: it is not repeated.
    Probe,
    /// Not before this time has passed.
    Closed(Duration, String),
}

impl Offline {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Who is asked to look again when this changes.
    pub fn set_waker(&self, waker: Waker) {
        self.state.lock().waker = waker;
    }

    /// Whether there seems to be no network at all: servers cannot be reached, and none has been since.
    pub fn is_offline(&self) -> bool {
        let state = self.state.lock();
        let first = state.gates.values().map(|gate| gate.began).min();
        first.is_some_and(|began| state.reached.is_none_or(|reached| reached <= began))
    }

    /// The servers that cannot be reached.
    pub fn unreachable(&self) -> Vec<Unreachable> {
        let (now, elapsed) = (self.clock.now(), self.clock.elapsed());
        let state = self.state.lock();
        let shown = |(address, gate): (&String, &Gate)| Unreachable {
            address: address.clone(),
            since: gate.since,
            next_try: now.plus(gate.next_try.saturating_sub(elapsed)),
            why: gate.why.clone(),
        };
        state.gates.iter().map(shown).collect()
    }

    /// When the next request to any of them goes out; `None` when all can be reached.
    pub fn next_try(&self) -> Option<Timestamp> {
        self.unreachable().into_iter().map(|server| server.next_try).min()
    }

    /// Lets the next requests go out at once: somebody says the network is back.
    pub fn try_now(&self) {
        let mut state = self.state.lock();
        for gate in state.gates.values_mut() {
            (gate.next_try, gate.failures) = (Duration::ZERO, 0);
        }
        changed(state);
    }

    pub(super) fn admit(&self, address: &Address) -> Admission {
        let now = self.clock.elapsed();
        let mut state = self.state.lock();
        let Some(gate) = state.gates.get_mut(&address.to_string()) else { return Admission::Free };
        if now < gate.next_try {
            return Admission::Closed(gate.next_try.saturating_sub(now), gate.why.clone());
        }
        // The others wait for what this one finds.
        gate.next_try = now.saturating_add(pause(gate.failures + 1));
        changed(state);
        Admission::Probe
    }

    pub(super) fn failed(&self, address: &Address, why: &str) {
        if address.is_loopback() {
            return;
        }
        let (now, elapsed) = (self.clock.now(), self.clock.elapsed());
        let mut state = self.state.lock();
        let gate = state.gates.entry(address.to_string()).or_insert_with(|| Gate {
            since: now,
            began: elapsed,
            next_try: elapsed,
            failures: 0,
            why: String::new(),
        });
        gate.failures += 1;
        gate.next_try = elapsed.saturating_add(pause(gate.failures));
        gate.why = why.to_owned();
        changed(state);
    }

    pub(super) fn reached(&self, address: &Address) {
        if address.is_loopback() {
            return;
        }
        let now = self.clock.elapsed();
        let mut state = self.state.lock();
        state.reached = Some(now);
        if state.gates.remove(&address.to_string()).is_some() || !state.gates.is_empty() {
            changed(state);
        }
    }
}

fn pause(failures: u32) -> Duration {
    FIRST.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST)
}

/// Wakes with the lock free, because the one who is woken may look at once.
fn changed(state: parking_lot::MutexGuard<'_, State>) {
    let waker = state.waker.clone();
    drop(state);
    waker.wake();
}

impl std::fmt::Debug for Offline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.unreachable()).finish()
    }
}

#[cfg(test)]
mod tests;
