//! Asking the user interface to look again. Not the waker of a future.

use std::{fmt, sync::Arc};

/// Asks for a repaint (or, headless, for another tick). May be called from any thread, often.
#[derive(Clone)]
pub struct Waker(Arc<dyn Fn() + Send + Sync>);

impl Waker {
    /// A waker that calls `f`. It must be cheap and must not block.
    pub fn new(f: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(f))
    }

    /// A waker that does nothing.
    pub fn noop() -> Self {
        Self::new(|| ())
    }

    /// Asks.
    pub fn wake(&self) {
        (self.0)();
    }
}

impl Default for Waker {
    fn default() -> Self {
        Self::noop()
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waker")
    }
}
