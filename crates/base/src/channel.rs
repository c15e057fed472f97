//! Bounded channels from background work to the one who looks once a frame. Every arrival wakes that one.
//! Not for work queues, and not for awaiting: the receiver polls with [`Receiver::try_recv`].

use std::{collections::VecDeque, fmt, sync::Arc};

use parking_lot::{Condvar, Mutex};

use crate::{ThreadMark, Waker};

/// Makes a channel that holds `capacity` items (at least one). `waker` is asked for each arrival that the
/// receiver does not know of yet, and when the last sender goes.
pub fn channel<T>(capacity: usize, waker: Waker) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        state: Mutex::new(State {
            queue: VecDeque::new(),
            capacity: capacity.max(1),
            senders: 1,
            receiver_gone: false,
            receiver_thread: ThreadMark::current(),
            woken: false,
        }),
        changed: Condvar::new(),
        waker,
    });
    (Sender { shared: Arc::clone(&shared) }, Receiver { shared })
}

/// The giving end. Clones feed the same receiver.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

/// The taking end.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// Why an item was not taken; it comes back.
#[derive(Debug, PartialEq, Eq)]
pub enum TrySend<T> {
    /// The channel is full.
    Full(T),
    /// The receiver is gone: stop working for it.
    Closed(T),
}

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    waker: Waker,
}

struct State<T> {
    queue: VecDeque<T>,
    capacity: usize,
    senders: usize,
    receiver_gone: bool,
    receiver_thread: ThreadMark,
    woken: bool,
}

impl<T> Sender<T> {
    /// Gives `item`, waiting while the channel is full. On the receiver's own thread (an inline spawner, or a
    /// browser, where there is only one) waiting would be for ever, so there the channel grows instead.
    ///
    /// # Errors
    /// The item comes back when the receiver is gone: stop working for it.
    pub fn send(&self, item: T) -> Result<(), T> {
        let mut state = self.shared.state.lock();
        while !state.receiver_gone && state.is_full() && state.receiver_thread != ThreadMark::current() {
            self.shared.changed.wait(&mut state);
        }
        if state.receiver_gone {
            return Err(item);
        }
        self.push(state, item);
        Ok(())
    }

    /// Gives `item` if there is room; never waits.
    ///
    /// # Errors
    /// The item comes back when the channel is full or the receiver is gone.
    pub fn try_send(&self, item: T) -> Result<(), TrySend<T>> {
        let state = self.shared.state.lock();
        if state.receiver_gone {
            return Err(TrySend::Closed(item));
        }
        if state.is_full() {
            return Err(TrySend::Full(item));
        }
        self.push(state, item);
        Ok(())
    }

    /// Whether an item would have to wait. A sliced job looks here and returns [`crate::Step::Again`].
    pub fn is_full(&self) -> bool {
        self.shared.state.lock().is_full()
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.shared.state.lock().receiver_gone
    }

    fn push(&self, mut state: parking_lot::MutexGuard<'_, State<T>>, item: T) {
        state.queue.push_back(item);
        let wake = !std::mem::replace(&mut state.woken, true);
        drop(state);
        self.shared.changed.notify_all();
        if wake {
            self.shared.waker.wake();
        }
    }
}

impl<T> Receiver<T> {
    /// The next item, if one is there. Never waits. Take until `None`, or look again without being woken.
    pub fn try_recv(&self) -> Option<T> {
        let mut state = self.shared.state.lock();
        state.receiver_thread = ThreadMark::current();
        state.woken = false;
        let item = state.queue.pop_front();
        drop(state);
        if item.is_some() {
            self.shared.changed.notify_all();
        }
        item
    }

    /// The next item, waiting for it; `None` when all senders are gone. For headless callers and tests: the
    /// user interface never waits, and in a browser there is nothing to wait for.
    pub fn recv(&self) -> Option<T> {
        let mut state = self.shared.state.lock();
        state.receiver_thread = ThreadMark::current();
        loop {
            state.woken = false;
            if let Some(item) = state.queue.pop_front() {
                drop(state);
                self.shared.changed.notify_all();
                return Some(item);
            }
            if state.senders == 0 {
                return None;
            }
            self.shared.changed.wait(&mut state);
        }
    }

    /// Items waiting.
    pub fn len(&self) -> usize {
        self.shared.state.lock().queue.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing waits and nothing can come any more.
    pub fn is_finished(&self) -> bool {
        let state = self.shared.state.lock();
        state.senders == 0 && state.queue.is_empty()
    }
}

impl<T> State<T> {
    fn is_full(&self) -> bool {
        self.queue.len() >= self.capacity
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.state.lock().senders += 1;
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.senders -= 1;
        let last = state.senders == 0 && !state.receiver_gone;
        drop(state);
        if last {
            self.shared.changed.notify_all();
            self.shared.waker.wake();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.receiver_gone = true;
        let left = std::mem::take(&mut state.queue);
        drop(state);
        drop(left);
        self.shared.changed.notify_all();
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver")
    }
}

#[cfg(test)]
mod tests;
