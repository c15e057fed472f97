//! Recording a trace and measuring what it costs and how fast any moment is found again.

use std::sync::mpsc;
use std::time::Duration;

use justbuilt_base::Clock;
use justbuilt_store::Storage;
use justbuilt_text::{Buffer, EditKind, Selections, Text};
use serde::Serialize;

use super::{Patch, Trace};
use crate::{
    AuthorIx, Base, BranchId, FileId, LaneId, OpKind, OpLog, Operation, Result, Step, TimelineError,
};

/// Operations between two flushes.
const FLUSH: usize = 500;

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For the choice of moments.
    pub seed: u64,
    /// Moments looked for while the lane is in memory.
    pub seeks: usize,
    /// Moments looked for with nothing in memory.
    pub cold_seeks: usize,
    /// Moments compared with a naive replay.
    pub prefixes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, seeks: 10_000, cold_seeks: 200, prefixes: 1_000 }
    }
}

/// How long something took, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Half are faster.
    pub p50: f64,
    /// 99 of 100 are faster.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

/// What was measured. Times are in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Operations recorded: transactions of the trace.
    pub operations: usize,
    /// Patches in them.
    pub patches: usize,
    /// Operations a second, through buffer and op log.
    pub operations_per_second: f64,
    /// What recording cost, for each operation.
    pub record: Spread,
    /// Bytes of the op log when it was closed.
    pub log_bytes: u64,
    /// The same for each patch.
    pub bytes_per_patch: f64,
    /// Bytes of the full texts that were kept beside it.
    pub blob_bytes: u64,
    /// Sealed blocks.
    pub blocks: usize,
    /// Finding a moment while the lane is in memory.
    pub seek: Spread,
    /// Finding a moment in a store just opened.
    pub seek_cold: Spread,
    /// Opening a store.
    pub open: Spread,
    /// Who made a character, in a store just opened.
    pub touched_cold: Spread,
    /// Whether the text ends as the trace says.
    pub end_exact: bool,
    /// Moments compared with a naive replay.
    pub prefixes: usize,
    /// How many of them were not the same.
    pub prefixes_wrong: usize,
}

/// Records `trace` in the storage that `open` gives, closes it, opens it again and looks at it. The lane is new.
///
/// # Errors
/// Those of the op log, and [`TimelineError::Damaged`] when the trace does not fit itself.
pub fn replay(
    trace: &Trace,
    open: &dyn Fn() -> Result<Storage>,
    clock: &dyn Clock,
    options: Options,
) -> Result<Report> {
    let lane = LaneId::new(FileId(1), BranchId::MAIN);
    let mut report = Report { operations: trace.txns.len(), patches: trace.patches(), ..Report::default() };
    let mut random = Random(options.seed);
    {
        let (log, _) = OpLog::open(open()?)?;
        record(trace, &log, lane, clock, &mut report)?;
        let len = trace.txns.len();
        report.seek =
            measure(clock, options.seeks, |_| log.text_at(lane, random.below(len + 1)).map(|_| ()))?;
        log.seal()?;
        let stats = log.stats()?;
        report.log_bytes = stats.bytes;
        report.blocks = stats.blocks;
        report.bytes_per_patch = stats.bytes as f64 / report.patches.max(1) as f64;
    }
    {
        let storage = open()?;
        report.blob_bytes = storage.blobs.stats()?.stored_bytes;
        let (log, _) = OpLog::open(storage)?;
        let text = log.text_at(lane, trace.txns.len())?;
        report.end_exact = text == trace.end_content.as_str();
        report.prefixes = options.prefixes.min(trace.txns.len() + 1);
        report.prefixes_wrong = compare_prefixes(trace, &log, lane, report.prefixes, &mut random)?;
    }
    cold(trace, open, lane, clock, options, &mut random, &mut report)?;
    Ok(report)
}

fn record(trace: &Trace, log: &OpLog, lane: LaneId, clock: &dyn Clock, report: &mut Report) -> Result<()> {
    let start = Text::from(trace.start_content.as_str());
    log.start(lane, if start.is_empty() { Base::Empty } else { Base::Text(start.clone()) })?;
    let mut buffer = Buffer::new(start);
    let mut costs = Vec::with_capacity(trace.txns.len());
    let began = clock.elapsed();
    // The editor flushes in the background; here too, so often that it does not fall behind by more than a little.
    std::thread::scope(|scope| {
        let (ask, asked) = mpsc::sync_channel::<()>(2);
        let flusher = scope.spawn(move || asked.iter().try_for_each(|()| log.flush()));
        for (index, txn) in trace.txns.iter().enumerate() {
            let transaction = txn.transaction(buffer.text());
            let caret = Selections::caret(transaction.first_change().unwrap_or(0));
            let time = txn.timestamp();
            buffer
                .apply(&transaction, &caret, &caret, edit_kind(txn.kind()), time)
                .map_err(|error| wrong(format!("transaction {index}: {error}")))?;
            let before = clock.elapsed();
            let step = Step(index as u64 + 1);
            let operation =
                Operation::from_transaction(&transaction, step, time, AuthorIx(0), txn.kind(), None);
            log.record(lane, operation)?;
            costs.push(clock.elapsed().saturating_sub(before));
            if index % FLUSH == FLUSH - 1 && ask.send(()).is_err() {
                break;
            }
        }
        drop(ask);
        flusher.join().unwrap_or_else(|_| Err(wrong("flushing stopped".to_owned())))
    })?;
    log.flush()?;
    let seconds = clock.elapsed().saturating_sub(began).as_secs_f64();
    report.operations_per_second = trace.txns.len() as f64 / seconds.max(f64::MIN_POSITIVE);
    report.record = spread(costs);
    Ok(())
}

fn edit_kind(kind: OpKind) -> EditKind {
    match kind {
        OpKind::Typing => EditKind::Insert,
        OpKind::DeleteBackward => EditKind::DeleteBackward,
        OpKind::Paste => EditKind::Paste,
        _ => EditKind::Replace,
    }
}

fn wrong(reason: String) -> TimelineError {
    TimelineError::Damaged { what: "the trace".to_owned(), reason }
}

/// How many of so many moments are not what a naive replay makes of them.
fn compare_prefixes(
    trace: &Trace,
    log: &OpLog,
    lane: LaneId,
    count: usize,
    random: &mut Random,
) -> Result<usize> {
    let mut moments: Vec<usize> = (0..count).map(|_| random.below(trace.txns.len() + 1)).collect();
    moments.sort_unstable();
    let mut naive: Vec<char> = trace.start_content.chars().collect();
    let (mut done, mut wrong) = (0, 0);
    for moment in moments {
        for Patch(at, deleted, inserted) in
            trace.txns.get(done..moment).unwrap_or_default().iter().flat_map(|txn| &txn.patches)
        {
            let at = (*at).min(naive.len());
            naive.splice(at..(at + deleted).min(naive.len()), inserted.chars());
        }
        done = moment;
        let text = log.text_at(lane, moment)?;
        wrong += usize::from(!text.chars_at(0).eq(naive.iter().copied()));
    }
    Ok(wrong)
}

fn cold(
    trace: &Trace,
    open: &dyn Fn() -> Result<Storage>,
    lane: LaneId,
    clock: &dyn Clock,
    options: Options,
    random: &mut Random,
    report: &mut Report,
) -> Result<()> {
    let (mut opens, mut seeks, mut touches) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.cold_seeks {
        let moment = random.below(trace.txns.len() + 1);
        let before = clock.elapsed();
        let (log, _) = OpLog::open(open()?)?;
        let opened = clock.elapsed();
        let text = log.text_at(lane, moment)?;
        let found = clock.elapsed();
        opens.push(opened.saturating_sub(before));
        seeks.push(found.saturating_sub(opened));
        if !text.is_empty() {
            log.drop_caches();
            let at = text.clamp_boundary(random.below(text.len()));
            let before = clock.elapsed();
            log.touched(lane, moment, at..text.next_char(at))?;
            touches.push(clock.elapsed().saturating_sub(before));
        }
    }
    report.open = spread(opens);
    report.seek_cold = spread(seeks);
    report.touched_cold = spread(touches);
    Ok(())
}

fn measure(clock: &dyn Clock, rounds: usize, mut of: impl FnMut(usize) -> Result<()>) -> Result<Spread> {
    let mut samples = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let before = clock.elapsed();
        of(round)?;
        samples.push(clock.elapsed().saturating_sub(before));
    }
    Ok(spread(samples))
}

fn spread(mut samples: Vec<Duration>) -> Spread {
    samples.sort_unstable();
    let at = |percent: usize| {
        let rank = (samples.len() * percent).div_ceil(100).max(1) - 1;
        samples.get(rank).map_or(0.0, |sample| sample.as_secs_f64() * 1e6)
    };
    Spread { p50: at(50), p99: at(99), max: at(100) }
}

/// SplitMix64: the same moments for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * end as u128) >> 64) as usize
    }
}
