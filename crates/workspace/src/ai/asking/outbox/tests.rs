//! What waits is announced once, and pieces of the same text are one step.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

fn text(block: u32, delta: &str) -> Step {
    Step::Update(Update::Event(Event::Text { block, delta: delta.to_owned() }))
}

#[test]
fn a_thousand_tokens_are_one_event_and_one_step() {
    let announced = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&announced);
    let outbox = Outbox::new(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        true
    });
    for _ in 0..1_000 {
        outbox.push(text(0, "ab"));
    }
    outbox.push(text(1, "c"));
    outbox.push(Step::Update(Update::Event(Event::Heartbeat)));
    outbox.push(Step::Update(Update::Event(Event::Heartbeat)));
    outbox.push(text(1, "d"));
    assert_eq!(announced.load(Ordering::Relaxed), 1);
    let steps = outbox.take();
    assert_eq!(steps.len(), 4);
    let Some(Step::Update(Update::Event(Event::Text { delta, .. }))) = steps.first() else {
        panic!("{steps:?}")
    };
    assert_eq!(delta.len(), 2_000);
    outbox.push(text(1, "e"));
    assert_eq!((announced.load(Ordering::Relaxed), outbox.take().len()), (2, 1));
}

#[test]
fn nothing_is_told_to_nobody() {
    let outbox = Outbox::new(|_| true);
    outbox.push(text(0, "a"));
    outbox.close();
    outbox.push(text(0, "b"));
    assert!(outbox.take().is_empty());
    // The one who takes it in is gone.
    let outbox = Outbox::new(|_| false);
    outbox.push(text(0, "a"));
    outbox.push(text(0, "b"));
    assert!(outbox.take().is_empty());
}
