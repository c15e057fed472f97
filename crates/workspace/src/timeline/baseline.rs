//! What is on the disk when a project is opened: every file that is not ignored is looked at in the background, and
//! what is not as the history has it is recorded as changed from outside. Files of the same size, time and number as
//! at the last look are not read again.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use justbuilt_base::{CancelToken, SpawnerExt as _};
use justbuilt_store::hash::Hasher;
use justbuilt_store::{ContentHash, Fs, Metadata, Storage};
use justbuilt_timeline::history::{BaselineReport, DiskFile};
use justbuilt_timeline::{HistoryResult, ProjectPath, Timeline};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, What};
use super::recorder::{InFolder as _, Recorder};
use crate::event::Event;
use crate::project::TreeSource;
use crate::workspace::Workspace;

/// The log of what files looked like at the last look.
const LOG: &str = "stats";
/// Files looked at between two looks at whether someone cancelled.
const BLOCK: usize = 1 << 20;
/// A file changed so shortly before it was looked at may change again without its time showing it, in nanoseconds.
const FRESH: i64 = 2_000_000_000;

/// A file as it looked.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Seen {
    path: String,
    size: u64,
    modified: i64,
    inode: Option<u64>,
    hash: [u8; 32],
}

impl Workspace {
    /// Looks at all files of the project.
    pub(crate) fn timeline_baseline(&mut self) {
        if self.timeline.baseline.as_ref().is_some_and(|task| !task.is_finished()) {
            self.timeline.baseline_again = true;
            return;
        }
        let (Some(recorder), Some(storage)) = (self.timeline.recorder.clone(), self.timeline.storage.clone())
        else {
            return;
        };
        let (fs, tree) = (Arc::clone(&self.platform.fs), Arc::clone(&self.platform.tree));
        let (clock, generation, sender) =
            (Arc::clone(&self.platform.clock), self.timeline.generation, self.sender.clone());
        let task = self.platform.spawner.blocking("look at all files", move |cancel| {
            let Some(timeline) = recorder.timeline() else { return };
            let Some(found) = look(&*fs, &*tree, &recorder, timeline, &storage, clock.now().0, cancel) else {
                return;
            };
            recorder.drain();
            let mut read = |path: &ProjectPath| fs.read(&path.in_folder(&recorder.root)).ok();
            let report = timeline.baseline(&found, &mut read, clock.now());
            // The workspace may be closed; then the next start looks again.
            sender.send(Event::Timeline(Box::new(Answer { generation, what: What::Baseline(report) }))).ok();
        });
        self.timeline.baseline = Some(task);
    }

    /// All files were looked at.
    pub(super) fn timeline_baseline_done(&mut self, report: HistoryResult<BaselineReport>) {
        self.timeline.baseline = None;
        if let Err(error) = report {
            log::warn!("not all files are in the timeline: {error}");
        }
        self.timeline_due_now();
        self.timeline_refresh();
        if !std::mem::replace(&mut self.timeline.tidied, true) {
            self.timeline_tidy_if_wanted();
        }
        if std::mem::take(&mut self.timeline.baseline_again) {
            self.timeline_baseline();
        }
    }
}

/// Every file, with the hash of those whose content is kept. `None` when cancelled, or when nothing can be listed.
fn look(
    fs: &dyn Fs,
    tree: &dyn TreeSource,
    recorder: &Recorder,
    timeline: &Timeline,
    storage: &Storage,
    now: i64,
    cancel: &CancelToken,
) -> Option<Vec<DiskFile>> {
    let known = known(storage);
    let judge = timeline.judge();
    let mut seen = Vec::new();
    let mut found = Vec::new();
    let mut read = 0_usize;
    let mut visit = |path: &Path| {
        let Some(name) = recorder.relative(path) else { return };
        // Links hold nothing of their own.
        let Ok(metadata) = fs.link_metadata(path) else { return };
        if !metadata.is_file() {
            return;
        }
        let size = metadata.size;
        let mut hash = None;
        if judge.by_name(&name, false).and_then(|()| judge.by_size(size)).is_ok() {
            hash = known
                .get(name.as_str())
                .filter(|seen| seen.is(&metadata, now))
                .map(|seen| ContentHash(seen.hash));
            if hash.is_none() {
                read += 1;
                hash = hash_of(fs, path);
            }
            if let (Some(hash), Some(modified)) = (hash, metadata.modified_ns) {
                let inode = metadata.id.map(|id| id.inode);
                seen.push(Seen { path: name.as_str().to_owned(), size, modified, inode, hash: hash.0 });
            }
        }
        found.push(DiskFile { path: name, size, hash, ignored: false });
    };
    let walked = tree.walk(&recorder.root, &[], cancel, &mut |items| {
        items.iter().for_each(|item| visit(&item.path));
        !cancel.is_cancelled()
    });
    if let Err(error) = walked {
        log::warn!("{error}");
        return None;
    }
    if cancel.is_cancelled() {
        return None;
    }
    log::debug!("looked at {} files, read {read} of them", found.len());
    if read > 0 || seen.len() != known.len() {
        let mut records = seen.iter().filter_map(|seen| serde_json::to_vec(seen).ok());
        if let Err(error) = storage.logs.replace(LOG, &mut records) {
            log::warn!("the next start reads all files again: {error}");
        }
    }
    Some(found)
}

impl Seen {
    fn is(&self, metadata: &Metadata, now: i64) -> bool {
        self.size == metadata.size
            && Some(self.modified) == metadata.modified_ns
            && self.inode == metadata.id.map(|id| id.inode)
            && self.modified.saturating_add(FRESH) < now.saturating_mul(1_000_000)
    }
}

fn known(storage: &Storage) -> HashMap<String, Seen> {
    let Ok((records, _)) = storage.logs.read_all(LOG) else { return HashMap::new() };
    let seen = records.iter().filter_map(|record| serde_json::from_slice::<Seen>(record).ok());
    seen.map(|seen| (seen.path.clone(), seen)).collect()
}

fn hash_of(fs: &dyn Fs, path: &Path) -> Option<ContentHash> {
    let mut file = fs.open(path).ok()?;
    let mut hasher = Hasher::default();
    let whole = file.read_blocks(BLOCK, &mut |block| {
        // Hashing cannot fail.
        std::io::Write::write_all(&mut hasher, block).ok();
        std::ops::ControlFlow::Continue(())
    });
    whole.is_ok_and(|whole| whole).then(|| hasher.finish())
}
