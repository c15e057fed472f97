//! Steps of an answer on their way to the one who asked: kept until they are taken, put together where they belong
//! together, and announced once, however many come before the next frame.

use std::sync::Arc;

use justbuilt_ai::client::Update;
use justbuilt_ai::event::Event;
use parking_lot::Mutex;

use super::Step;

type Announce = Box<dyn Fn(Arc<Outbox>) -> bool + Send + Sync>;

/// Steps that wait.
pub(crate) struct Outbox {
    steps: Mutex<Steps>,
    announce: Announce,
}

#[derive(Default)]
struct Steps {
    list: Vec<Step>,
    /// Nobody wants them any more.
    closed: bool,
}

impl Outbox {
    /// Nothing yet. `announce` is asked when there is something to take, and not again before it was taken.
    pub(super) fn new(announce: impl Fn(Arc<Outbox>) -> bool + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { steps: Mutex::default(), announce: Box::new(announce) })
    }

    /// Adds a step.
    pub(super) fn push(self: &Arc<Self>, step: Step) {
        let mut steps = self.steps.lock();
        if steps.closed {
            return;
        }
        let first = steps.list.is_empty();
        if let Some(step) = joined(&mut steps.list, step) {
            steps.list.push(step);
        }
        drop(steps);
        if first && !(self.announce)(Arc::clone(self)) {
            self.close();
        }
    }

    /// All that waits.
    pub(super) fn take(&self) -> Vec<Step> {
        std::mem::take(&mut self.steps.lock().list)
    }

    /// Nobody wants it any more.
    pub(super) fn close(&self) {
        let mut steps = self.steps.lock();
        steps.closed = true;
        steps.list.clear();
    }
}

/// Puts a piece of text to the one before it; the step comes back when it stands for itself.
fn joined(list: &mut [Step], step: Step) -> Option<Step> {
    let Some(Step::Update(Update::Event(last))) = list.last_mut() else { return Some(step) };
    let Step::Update(Update::Event(next)) = &step else { return Some(step) };
    let (text, more) = match (last, next) {
        (Event::Text { block, delta }, Event::Text { block: other, delta: more }) if block == other => {
            (delta, more)
        }
        (Event::Reasoning { block, delta }, Event::Reasoning { block: other, delta: more })
            if block == other =>
        {
            (delta, more)
        }
        (Event::ToolArguments { index, delta }, Event::ToolArguments { index: other, delta: more })
            if index == other =>
        {
            (delta, more)
        }
        (Event::Refusal { delta }, Event::Refusal { delta: more }) => (delta, more),
        (Event::Heartbeat, Event::Heartbeat) => return None,
        (Event::Usage(usage), Event::Usage(newer)) => {
            *usage = *newer;
            return None;
        }
        _ => return Some(step),
    };
    text.push_str(more);
    None
}

#[cfg(test)]
mod tests;
