//! Replacing what project search found. Open documents are changed as one undo step each; other files are read,
//! checked, changed and written atomically in the background, in their own encoding and with their own line
//! endings. A hit that is no longer there is left alone and counted.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, TaskHandle, Timestamp};
use justbuilt_store::{ContentHash, Fs, FsError, WriteOptions};
use justbuilt_text::search::{Searcher, Template};
use justbuilt_text::{Buffer, EditKind, Selections, Text, Transaction};

use super::fs_search::searcher_of;
use super::hit::hit_at;
use super::running::Message;
use super::{SearchFile, SearchHit, counted};
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::timeline::{ReplacedText, TextFormat};
use crate::workspace::Workspace;

/// A replacement that is under way.
#[derive(Debug, Default)]
pub(super) struct Replacing {
    task: Option<TaskHandle>,
    /// What was done in open documents, told together with the rest.
    done: Vec<ReplacedFile>,
    /// One hit only: nothing is told when it works.
    quiet: bool,
}

/// What was replaced in one file.
#[derive(Debug)]
pub(super) struct ReplacedFile {
    path: PathBuf,
    replaced: usize,
    missing: usize,
    /// The hits that are still there.
    remaining: Vec<SearchHit>,
    error: Option<String>,
    /// What changed in a file that is not open, for the timeline.
    change: Option<ReplacedText>,
}

/// One file's share.
struct Task {
    path: PathBuf,
    hits: Vec<SearchHit>,
    /// Which of them are replaced; `None`: all.
    only: Option<usize>,
}

/// A text with hits replaced.
struct Replaced {
    transaction: Transaction,
    replaced: usize,
    missing: usize,
    /// Where the other hits were, in the old text.
    others: Vec<std::ops::Range<usize>>,
}

impl Workspace {
    /// Replaces one hit, one file's hits, or all.
    pub(super) fn search_replace(&mut self, file: Option<usize>, hit: Option<usize>) {
        if self.search.state.running || self.search.replacing.task.is_some() {
            self.notify(NewNotice::info("Nothing was replaced").detail("The search is still running."));
            return;
        }
        let searcher = match searcher_of(&self.search.state.query) {
            Ok(searcher) => Arc::new(searcher),
            Err(error) => {
                self.notify(NewNotice::error("Nothing was replaced").detail(error.to_string()));
                return;
            }
        };
        let template = searcher.template(&self.search.state.replacement);
        let files: Vec<Arc<SearchFile>> = match file {
            Some(file) => self.search.state.files.get(file).cloned().into_iter().collect(),
            None => self.search.state.files.clone(),
        };
        let task =
            |file: Arc<SearchFile>| Task { path: file.path.clone(), hits: file.hits.clone(), only: hit };
        let mut closed = Vec::new();
        let mut done = Vec::new();
        for task in files.into_iter().map(task) {
            match self.documents.of_path(&task.path).map(|document| document.id) {
                Some(id) => done.push(self.replace_in_document(id, &searcher, &template, task)),
                None => closed.push(task),
            }
        }
        self.search.replacing.quiet = hit.is_some();
        self.search.replacing.done = done;
        if closed.is_empty() {
            return self.search_replaced(Vec::new());
        }
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.search_sender());
        let now = self.platform.clock.now();
        let task = self.platform.spawner.blocking("replace in files", move |cancel| {
            let mut outcome = Vec::new();
            for task in closed {
                if cancel.is_cancelled() {
                    break;
                }
                outcome.push(replace_in_file(&*fs, &searcher, &template, task, now));
            }
            // The workspace may be closed; the files are written all the same.
            sender.send(Message::Replaced(outcome)).ok();
        });
        self.search.replacing.task = Some(task);
    }

    fn replace_in_document(
        &mut self,
        id: DocumentId,
        searcher: &Searcher,
        template: &Template,
        task: Task,
    ) -> ReplacedFile {
        let Task { path, hits, only } = task;
        let failed = |error: String, hits| ReplacedFile {
            path: path.clone(),
            replaced: 0,
            missing: 0,
            remaining: hits,
            error: Some(error),
            change: None,
        };
        if let Err(error) = self.check_writable(id) {
            return failed(error.to_string(), hits);
        }
        let Some(document) = self.documents.get_mut(id) else { return failed("it was closed".into(), hits) };
        document.buffer.break_undo_group();
        let outcome = replace_in_text(searcher, template, document.text(), &hits, only);
        if let Err(error) = self.change_document(id, &outcome.transaction, EditKind::Replace) {
            return failed(error.to_string(), hits);
        }
        let Some(document) = self.documents.get_mut(id) else { return failed("it was closed".into(), hits) };
        document.buffer.break_undo_group();
        let remaining = outcome.remaining(document.text());
        for view in self.views_of(id) {
            self.pin_tab_of(view);
        }
        ReplacedFile {
            path,
            replaced: outcome.replaced,
            missing: outcome.missing,
            remaining,
            error: None,
            change: None,
        }
    }

    /// Takes in what was replaced, and tells it.
    pub(super) fn search_replaced(&mut self, files: Vec<ReplacedFile>) {
        self.search.replacing.task = None;
        let mut all = std::mem::take(&mut self.search.replacing.done);
        all.extend(files);
        let (mut hits, mut in_files, mut missing) = (0, 0, 0);
        let mut errors = Vec::new();
        let mut changes = Vec::new();
        for file in all {
            hits += file.replaced;
            in_files += usize::from(file.replaced > 0);
            missing += file.missing;
            changes.extend(file.change);
            if let Some(error) = file.error {
                errors.push(error);
                continue;
            }
            let shown = &mut self.search.state.files;
            let Some(at) = shown.iter().position(|shown| shown.path == file.path) else { continue };
            if file.remaining.is_empty() {
                shown.remove(at);
            } else if let Some(shown) = shown.get_mut(at) {
                Arc::make_mut(shown).hits = file.remaining;
            }
        }
        self.search_is_current();
        let told = format!("Replaced {} in {}", counted(hits, "hit"), counted(in_files, "file"));
        self.timeline_replaced(told.clone(), changes);
        let gone = match missing {
            0 => String::new(),
            1 => "1 hit was no longer there and was left alone.".to_owned(),
            many => format!("{many} hits were no longer there and were left alone."),
        };
        if !errors.is_empty() {
            let rest = errors.len().saturating_sub(3);
            let mut detail: String = errors.iter().take(3).map(|error| format!("{error}. ")).collect();
            if rest > 0 {
                detail.push_str(&format!("And {rest} more. "));
            }
            detail.push_str(&gone);
            self.notify(
                NewNotice::error(format!("{told}, not in {}", counted(errors.len(), "other"))).detail(detail),
            );
        } else if missing > 0 {
            self.notify(NewNotice::warning(told).detail(gone));
        } else if !self.search.replacing.quiet {
            self.notify(NewNotice::info(told));
        }
        self.touch();
    }
}

/// Replaces the hits that are still there.
fn replace_in_text(
    searcher: &Searcher,
    template: &Template,
    text: &Text,
    hits: &[SearchHit],
    only: Option<usize>,
) -> Replaced {
    let mut builder = Transaction::builder(text.len());
    let (mut replaced, mut missing, mut reached) = (0, 0, 0);
    let mut others = Vec::new();
    for (index, hit) in hits.iter().enumerate() {
        let place = (hit.line < text.line_count()).then(|| {
            let content = text.line_content(hit.line);
            let start = content.start.saturating_add(hit.bytes.start);
            start..start.saturating_add(hit.bytes.len())
        });
        let inside = place.filter(|place| {
            place.end <= text.len() && text.is_boundary(place.start) && text.is_boundary(place.end)
        });
        if only.is_some_and(|only| only != index) {
            others.extend(inside);
            continue;
        }
        // As it was found: within its line.
        let found = inside.filter(|place| place.start >= reached).and_then(|place| {
            let line_end = text.line_content(hit.line).end;
            let found = searcher.captures_iter(text, place.start..line_end.max(place.end)).next()?;
            (found.range == place).then_some(found)
        });
        match found {
            Some(found) => {
                reached = found.range.end;
                let with = template.expand(text, &found);
                builder.replace(found.range, with);
                replaced += 1;
            }
            None => missing += 1,
        }
    }
    Replaced { transaction: builder.finish(), replaced, missing, others }
}

impl Replaced {
    /// The hits that were not to be replaced, where they are now.
    fn remaining(&self, new: &Text) -> Vec<SearchHit> {
        self.others.iter().map(|place| hit_at(new, self.transaction.map_range(place.clone()))).collect()
    }
}

fn replace_in_file(
    fs: &dyn Fs,
    searcher: &Searcher,
    template: &Template,
    task: Task,
    now: Timestamp,
) -> ReplacedFile {
    let Task { path, hits, only } = task;
    let work = || -> Result<(Replaced, Text, Option<ReplacedText>), FsError> {
        let mut file = fs.open(&path)?;
        let stamp = file.metadata().stamp();
        let bytes = file.read_all()?;
        let stamp = stamp.with_hash(ContentHash::of(&bytes));
        let mut buffer = Buffer::from_bytes(&bytes, None).buffer;
        let outcome = replace_in_text(searcher, template, buffer.text(), &hits, only);
        if outcome.replaced == 0 {
            let text = buffer.text().clone();
            return Ok((outcome, text, None));
        }
        let before = buffer.text().clone();
        let caret = Selections::caret(0);
        if let Err(error) = buffer.apply(&outcome.transaction, &caret, &caret, EditKind::Replace, now) {
            let reason = Arc::new(std::io::Error::other(error.to_string()));
            return Err(FsError::Io {
                action: justbuilt_store::FsAction::Save,
                path: path.clone(),
                source: reason,
            });
        }
        let encoder = buffer.encoder();
        let how = WriteOptions { expect: Some(stamp), ..WriteOptions::default() };
        let write =
            &mut |out: &mut dyn std::io::Write| encoder.chunks().try_for_each(|chunk| out.write_all(&chunk));
        fs.write_atomic(&path, write, &how)?;
        let change = ReplacedText {
            path: path.clone(),
            before,
            change: outcome.transaction.clone(),
            format: TextFormat { encoding: buffer.encoding(), line_ending: buffer.line_ending() },
            disk: ContentHash::of(&bytes),
        };
        Ok((outcome, buffer.text().clone(), Some(change)))
    };
    match work() {
        Ok((outcome, text, change)) => {
            let remaining = outcome.remaining(&text);
            ReplacedFile {
                replaced: outcome.replaced,
                missing: outcome.missing,
                remaining,
                error: None,
                change,
                path,
            }
        }
        Err(error) => ReplacedFile {
            replaced: 0,
            missing: 0,
            remaining: hits,
            error: Some(error.to_string()),
            change: None,
            path,
        },
    }
}
