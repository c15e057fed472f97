//! Writes behind: what is pushed goes to the database in order, all that waits in one transaction.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use futures::channel::oneshot;
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use super::{
    database::{Change, Database},
    lock::TabLock,
};
use crate::kv::StoreError;

/// Writes for all stores of a database. Clones are the same.
#[derive(Clone)]
pub(super) struct Writer {
    inner: Arc<SendWrapper<Inner>>,
}

struct Inner {
    database: Database,
    waiting: RefCell<Vec<Change>>,
    running: Cell<bool>,
    problem: RefCell<Option<StoreError>>,
    listeners: RefCell<Vec<oneshot::Sender<Result<(), StoreError>>>>,
    /// Given free after the database is closed.
    _lock: TabLock,
}

impl Writer {
    pub(super) fn new(database: Database, lock: TabLock) -> Writer {
        let inner = Inner {
            database,
            waiting: RefCell::default(),
            running: Cell::new(false),
            problem: RefCell::default(),
            listeners: RefCell::default(),
            _lock: lock,
        };
        Writer { inner: Arc::new(SendWrapper::new(inner)) }
    }

    /// Writes `changes` soon.
    pub(super) fn push(&self, changes: impl IntoIterator<Item = Change>) {
        self.inner.waiting.borrow_mut().extend(changes);
        self.run();
    }

    /// Why the last writing failed, if it did.
    pub(super) fn problem(&self) -> Option<StoreError> {
        self.inner.problem.borrow().clone()
    }

    /// What `flush` and `sync` say, as they cannot wait.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        self.problem().map_or(Ok(()), Err)
    }

    /// Waits until nothing waits, or a writing has failed.
    pub(super) async fn flushed(&self) -> Result<(), StoreError> {
        if self.inner.waiting.borrow().is_empty() && !self.inner.running.get() {
            return self.check();
        }
        let (tell, told) = oneshot::channel();
        self.inner.listeners.borrow_mut().push(tell);
        self.run();
        told.await.unwrap_or(Ok(()))
    }

    fn run(&self) {
        if self.inner.waiting.borrow().is_empty() || self.inner.running.replace(true) {
            return;
        }
        let writer = self.clone();
        spawn_local(async move { writer.drain().await });
    }

    async fn drain(&self) {
        let inner = &self.inner;
        let done = loop {
            let batch = inner.waiting.take();
            if batch.is_empty() {
                break Ok(());
            }
            if let Err(error) = inner.database.write(&batch).await {
                // Before what has come meanwhile, for the next try.
                inner.waiting.borrow_mut().splice(0..0, batch);
                break Err(error);
            }
        };
        if let Err(error) = &done {
            log::error!("{error}");
        }
        *inner.problem.borrow_mut() = done.clone().err();
        inner.running.set(false);
        for listener in inner.listeners.take() {
            // Who does not listen any more need not be told.
            let _gone = listener.send(done.clone());
        }
    }
}
