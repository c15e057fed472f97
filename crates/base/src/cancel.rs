//! Cancelling work from outside. A flag to look at, not an interruption: the work asks now and then.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A flag shared by those who may stop a piece of work and the work itself. Clones are the same flag.
#[derive(Clone, Debug, Default)]
pub struct CancelToken {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    cancelled: AtomicBool,
    parent: Option<CancelToken>,
}

impl CancelToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token that is cancelled with this one, or alone.
    pub fn child(&self) -> CancelToken {
        CancelToken {
            inner: Arc::new(Inner { cancelled: AtomicBool::new(false), parent: Some(self.clone()) }),
        }
    }

    /// Asks the work to stop. Cannot be taken back.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Release);
    }

    /// Whether the work should stop. Cheap enough for an inner loop.
    pub fn is_cancelled(&self) -> bool {
        let mut token = Some(self);
        while let Some(current) = token {
            if current.inner.cancelled.load(Ordering::Acquire) {
                return true;
            }
            token = current.inner.parent.as_ref();
        }
        false
    }
}

#[cfg(test)]
mod tests;
