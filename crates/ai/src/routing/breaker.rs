//! Remembers who failed, so that nobody waits for them again: a circuit breaker (Nygard, Release It!, 2007) for each
//! endpoint and for each model at it. Time comes in as a clock.

use std::{collections::HashMap, sync::Arc, time::Duration};

use justbuilt_base::Clock;
use parking_lot::Mutex;

use super::Target;
use crate::fault::{Fault, FaultKind};

/// When a circuit opens and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// So many faults in a row open it.
    pub faults: u32,
    /// It stays open so long the first time, twice as long each time after.
    pub rest: Duration,
    /// And at most so long.
    pub longest_rest: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self { faults: 3, rest: Duration::from_secs(15), longest_rest: Duration::from_secs(300) }
    }
}

/// What a fault says of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The whole endpoint: nobody is there, or the key is no good.
    Endpoint,
    /// This model at it.
    Model,
    /// Nobody there: the request was wrong, or we stopped it.
    Nobody,
}

/// Whom a fault of this kind speaks against.
pub fn blame(kind: FaultKind) -> Blame {
    match kind {
        FaultKind::Offline | FaultKind::Connection | FaultKind::Auth | FaultKind::Billing => Blame::Endpoint,
        FaultKind::RateLimit
        | FaultKind::Overloaded
        | FaultKind::Server
        | FaultKind::Timeout
        | FaultKind::Garbled
        | FaultKind::NotFound
        | FaultKind::Permission => Blame::Model,
        FaultKind::BadRequest
        | FaultKind::Context
        | FaultKind::TooLarge
        | FaultKind::Unsupported
        | FaultKind::Cancelled => Blame::Nobody,
    }
}

/// Whether waiting helps, so that more than one fault is needed; one is enough where only the user can.
fn at_once(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Auth | FaultKind::Billing | FaultKind::NotFound | FaultKind::Permission)
        || fault.retry_after.is_some()
}

/// How a target stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Circuit {
    /// It is asked.
    Closed {
        /// Faults in a row so far.
        faults: u32,
    },
    /// It is left alone.
    Open {
        /// For so much longer.
        until: Duration,
        /// The last fault, in the provider's words.
        reason: String,
    },
    /// It may be asked once, to see.
    HalfOpen {
        /// That one request is under way.
        probing: bool,
    },
}

#[derive(Clone, Debug, Default)]
struct State {
    faults: u32,
    /// How often it opened since it last worked.
    opened: u32,
    /// Until when it is open, in the clock's elapsed time.
    until: Option<Duration>,
    /// Since when one request tries it.
    probing: Option<Duration>,
    reason: String,
}

/// Endpoint and model; no model for the endpoint itself.
type Place = (String, Option<String>);

/// The circuits of all targets. Clones share them.
#[derive(Clone)]
pub struct Breakers {
    clock: Arc<dyn Clock>,
    rules: Rules,
    states: Arc<Mutex<HashMap<Place, State>>>,
}

impl Breakers {
    /// All closed.
    pub fn new(clock: Arc<dyn Clock>, rules: Rules) -> Self {
        Self { clock, rules, states: Arc::default() }
    }

    /// How a target stands: as bad as the worse of its endpoint and its model.
    pub fn circuit(&self, target: &Target) -> Circuit {
        let now = self.clock.elapsed();
        let states = self.states.lock();
        let of = |model: Option<String>| {
            let state = states.get(&(target.endpoint.clone(), model));
            state.map_or(Circuit::Closed { faults: 0 }, |state| self.stands(state, now))
        };
        worse(of(None), of(Some(target.model.clone())))
    }

    fn stands(&self, state: &State, now: Duration) -> Circuit {
        match state.until {
            None => Circuit::Closed { faults: state.faults },
            Some(until) if until > now => Circuit::Open { until: until - now, reason: state.reason.clone() },
            // A probe that nobody heard of again is given up after as long as a first rest.
            Some(_) => {
                let probing = state.probing.is_some_and(|since| now.saturating_sub(since) < self.rules.rest);
                Circuit::HalfOpen { probing }
            }
        }
    }

    /// Asks whether a request may go to `target` now. Of a half-open one the first to ask may; the others wait for
    /// what comes of it.
    pub fn admit(&self, target: &Target) -> bool {
        match self.circuit(target) {
            Circuit::Closed { .. } => true,
            Circuit::Open { .. } | Circuit::HalfOpen { probing: true } => false,
            Circuit::HalfOpen { probing: false } => {
                let now = self.clock.elapsed();
                let mut states = self.states.lock();
                for model in [None, Some(target.model.clone())] {
                    if let Some(state) = states.get_mut(&(target.endpoint.clone(), model))
                        && state.until.is_some()
                    {
                        state.probing = Some(now);
                    }
                }
                true
            }
        }
    }

    /// It answered: its circuits close.
    pub fn succeeded(&self, target: &Target) {
        let mut states = self.states.lock();
        states.remove(&(target.endpoint.clone(), None));
        states.remove(&(target.endpoint.clone(), Some(target.model.clone())));
    }

    /// It failed. A fault that speaks against nobody there proves that somebody is.
    pub fn failed(&self, target: &Target, fault: &Fault) {
        let model = match blame(fault.kind) {
            Blame::Endpoint => None,
            Blame::Model => Some(target.model.clone()),
            Blame::Nobody if fault.kind == FaultKind::Cancelled => {
                self.give_up_probe(target);
                return;
            }
            Blame::Nobody => {
                self.succeeded(target);
                return;
            }
        };
        let now = self.clock.elapsed();
        let mut states = self.states.lock();
        let state = states.entry((target.endpoint.clone(), model)).or_default();
        let probed = state.until.is_some();
        state.faults = state.faults.saturating_add(1);
        state.probing = None;
        state.reason = fault.message.clone();
        if probed || at_once(fault) || state.faults >= self.rules.faults {
            let doubled = self.rules.rest.saturating_mul(1 << state.opened.min(16));
            let rest = doubled.min(self.rules.longest_rest).max(fault.retry_after.unwrap_or_default());
            state.opened = state.opened.saturating_add(1);
            state.until = Some(now.saturating_add(rest));
        }
    }

    /// A probe was stopped before it said anything: the next may try.
    fn give_up_probe(&self, target: &Target) {
        let mut states = self.states.lock();
        for model in [None, Some(target.model.clone())] {
            if let Some(state) = states.get_mut(&(target.endpoint.clone(), model)) {
                state.probing = None;
            }
        }
    }

    /// Closes all circuits of an endpoint: its settings were changed, or the user wants to try again.
    pub fn reset(&self, endpoint: &str) {
        self.states.lock().retain(|(of, _), _| of != endpoint);
    }

    /// All that are not as new, for display: endpoint, model (none for the endpoint itself), and how it stands.
    pub fn all(&self) -> Vec<(String, Option<String>, Circuit)> {
        let now = self.clock.elapsed();
        let states = self.states.lock();
        let mut out: Vec<_> = states
            .iter()
            .map(|((endpoint, model), state)| (endpoint.clone(), model.clone(), self.stands(state, now)))
            .collect();
        out.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        out
    }
}

impl std::fmt::Debug for Breakers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}

fn worse(a: Circuit, b: Circuit) -> Circuit {
    let rank = |circuit: &Circuit| match circuit {
        Circuit::Closed { faults } => (0, u128::from(*faults)),
        Circuit::HalfOpen { probing } => (1, u128::from(*probing)),
        Circuit::Open { until, .. } => (2, until.as_nanos()),
    };
    if rank(&b) > rank(&a) { b } else { a }
}

#[cfg(test)]
mod tests;
