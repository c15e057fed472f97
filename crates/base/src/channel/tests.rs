//! Tests of channels.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{TrySend, channel};
use crate::Waker;

fn counting() -> (Arc<AtomicUsize>, Waker) {
    let count = Arc::new(AtomicUsize::new(0));
    let waker = {
        let count = Arc::clone(&count);
        Waker::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        })
    };
    (count, waker)
}

#[test]
fn items_come_in_order_and_then_the_end() {
    let (sender, receiver) = channel(2, Waker::noop());
    assert_eq!(receiver.try_recv(), None);
    sender.try_send(1).unwrap();
    sender.try_send(2).unwrap();
    assert!(sender.is_full());
    assert_eq!(sender.try_send(3), Err(TrySend::Full(3)));
    assert_eq!(receiver.try_recv(), Some(1));
    sender.clone().try_send(3).unwrap();
    assert!(!receiver.is_finished());
    drop(sender);
    assert!(!receiver.is_finished(), "two items are left");
    assert_eq!((receiver.recv(), receiver.recv(), receiver.recv()), (Some(2), Some(3), None));
    assert!(receiver.is_finished() && receiver.is_empty());
}

#[test]
fn a_receiver_that_goes_stops_the_sender() {
    let (sender, receiver) = channel(1, Waker::noop());
    let item = Arc::new(());
    sender.send(Arc::clone(&item)).unwrap();
    drop(receiver);
    assert_eq!(Arc::strong_count(&item), 1, "what was on its way is dropped");
    assert!(sender.is_closed());
    assert!(sender.send(Arc::clone(&item)).is_err());
    assert!(matches!(sender.try_send(item), Err(TrySend::Closed(_))));
}

#[test]
fn every_arrival_is_heard_but_not_twice() {
    let (count, waker) = counting();
    let woken = || count.swap(0, Ordering::Relaxed);
    let (sender, receiver) = channel(10, waker);
    sender.send(1).unwrap();
    sender.send(2).unwrap();
    assert_eq!(woken(), 1, "the receiver has not looked yet");
    assert_eq!(receiver.try_recv(), Some(1));
    sender.send(3).unwrap();
    assert_eq!(woken(), 1);
    while receiver.try_recv().is_some() {}
    sender.send(4).unwrap();
    assert_eq!(woken(), 1);
    let other = sender.clone();
    drop(sender);
    assert_eq!(woken(), 0);
    drop(other);
    assert_eq!(woken(), 1, "the end is news too");
}

#[test]
fn sending_on_the_thread_that_receives_never_waits() {
    let (sender, receiver) = channel(1, Waker::noop());
    for i in 0..100 {
        sender.send(i).unwrap();
    }
    assert_eq!(receiver.len(), 100);
    assert!((0..100).all(|i| receiver.try_recv() == Some(i)));
}

#[test]
fn a_full_channel_holds_other_threads_back() {
    let (sender, receiver) = channel(4, Waker::noop());
    let most = Arc::new(AtomicUsize::new(0));
    let worker = thread::spawn(move || {
        for i in 0..1_000 {
            sender.send(i).unwrap();
        }
    });
    for i in 0..1_000 {
        most.fetch_max(receiver.len(), Ordering::Relaxed);
        assert_eq!(receiver.recv(), Some(i));
    }
    assert_eq!(receiver.recv(), None);
    worker.join().unwrap();
    assert!(most.load(Ordering::Relaxed) <= 4);
}

#[test]
fn a_waiting_sender_is_let_go_when_the_receiver_goes() {
    let (sender, receiver) = channel(1, Waker::noop());
    let worker = thread::spawn(move || while sender.send(()).is_ok() {});
    receiver.recv();
    drop(receiver);
    worker.join().unwrap();
}
