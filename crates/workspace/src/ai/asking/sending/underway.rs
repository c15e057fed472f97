//! A request that is being counted: each attempt goes into the log of what was spent as it comes, and it is closed there
//! whatever ends it.

use std::sync::Arc;

use justbuilt_ai::Answer;
use justbuilt_ai::client::Update;
use justbuilt_base::spawn::SpawnerExt as _;

use crate::ai::asking::way::Way;
use crate::ai::counting::{Closed, Tally};
use crate::ai::desk::Desk;
use crate::ai::ledger::{Line, LogFault};

/// A request that is in the log. Dropped before it is closed, it is closed as an estimate; before it is sent, it is taken
/// out again.
pub(super) struct Underway {
    way: Arc<Way>,
    desk: Arc<Desk>,
    tally: Option<Tally>,
    /// It has gone out.
    pub sent: bool,
}

impl Underway {
    /// A request that has its place in the log.
    pub fn new(way: &Arc<Way>, desk: &Arc<Desk>, tally: Tally) -> Self {
        Self { way: Arc::clone(way), desk: Arc::clone(desk), tally: Some(tally), sent: false }
    }

    /// Counts a step.
    pub async fn update(&mut self, update: &Update) -> Result<(), LogFault> {
        let Some(tally) = &mut self.tally else { return Ok(()) };
        let lines = tally.update(update, &self.desk.prices, || self.way.stamp());
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.way.off("count an attempt", move |way| way.ledger.write(&lines));
        written.await.unwrap_or(Ok(()))
    }

    /// It is over: the answer, what it used, and whether that is in the log.
    pub async fn close(mut self) -> (Answer, Closed, Result<(), LogFault>) {
        let Some(tally) = self.tally.take() else { return (Answer::default(), Closed::NOTHING, Ok(())) };
        let (answer, closed, line) = tally.close(&self.desk.prices);
        // It is written even when nobody waits for that.
        let (done, written) = futures::channel::oneshot::channel();
        let way = Arc::clone(&self.way);
        let task = self.way.spawner.blocking("count an answer", move |_| {
            done.send(way.ledger.write(&[line])).ok();
        });
        task.detach();
        (answer, closed, written.await.unwrap_or(Ok(())))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let Some(tally) = self.tally.take() else { return };
        let line =
            if self.sent { tally.close(&self.desk.prices).2 } else { Line::forget(&tally.entry().request) };
        let way = Arc::clone(&self.way);
        let task = self.way.spawner.blocking("count what was stopped", move |_| {
            if let Err(fault) = way.ledger.write(&[line]) {
                log::error!("{fault}");
            }
        });
        task.detach();
    }
}
