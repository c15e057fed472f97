//! Running a search: one at a time in the background, the newest wins. Results stream in; those of the search before
//! stay until the first new ones are there, so that nothing flickers while one types.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use justbuilt_base::{Receiver, Sender, SpawnerExt as _, TaskHandle, channel};

use super::following::Followed;
use super::replace::ReplacedFile;
use super::source::{SearchError, SearchRequest};
use super::{MAX_HITS, SearchFile};
use crate::project::order::natural;
use crate::workspace::Workspace;

/// Results that wait to be taken in.
const WAITING: usize = 1024;

/// The search that runs, or the last one.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) generation: u64,
    task: Option<TaskHandle>,
    /// Results of the search before are still shown.
    stale: bool,
    channel: Option<(Sender<Message>, Receiver<Message>)>,
}

/// What background work sends.
#[derive(Debug)]
pub(super) enum Message {
    Found(u64, SearchFile),
    Ended { generation: u64, outcome: Result<usize, SearchError>, truncated: bool },
    Replaced(Vec<ReplacedFile>),
    Followed(u64, Vec<Followed>),
}

impl Workspace {
    /// The channel to the workspace.
    pub(super) fn search_sender(&mut self) -> Sender<Message> {
        let waker = &self.platform.waker;
        let (sender, _) = self.search.run.channel.get_or_insert_with(|| channel(WAITING, waker.clone()));
        sender.clone()
    }

    /// Starts the query, ending the one that runs.
    pub(super) fn search_start(&mut self) {
        self.search.run.task = None;
        self.search.run.generation += 1;
        self.search.run.stale = true;
        let seen = self.search_revisions();
        self.search.following.begin(seen);
        let state = &mut self.search.state;
        state.error = None;
        state.running = false;
        let root = self.project.root().map(std::path::Path::to_owned);
        let Some(root) = root.filter(|_| !state.query.text.is_empty()) else {
            return self.search_forget();
        };
        state.running = true;
        let (query, generation) = (state.query.clone(), self.search.run.generation);
        let settings = self.settings.current();
        let exclude: Vec<String> =
            settings.files_exclude.iter().chain(&settings.search_exclude).cloned().collect();
        let unsaved = self.unsaved_texts();
        let source = Arc::clone(&self.platform.search);
        let sender = self.search_sender();
        let task = self.platform.spawner.blocking("search project", move |cancel| {
            let total = AtomicUsize::new(0);
            let truncated = AtomicBool::new(false);
            let found = |mut file: SearchFile| {
                let before = total.fetch_add(file.hits.len(), Ordering::Relaxed);
                let room = MAX_HITS.saturating_sub(before);
                let full = file.hits.len() > room;
                if full {
                    truncated.store(true, Ordering::Relaxed);
                    file.hits.truncate(room);
                }
                let gone = !file.hits.is_empty() && sender.send(Message::Found(generation, file)).is_err();
                !full && !gone
            };
            let asked = SearchRequest { root: &root, query: &query, exclude: &exclude, unsaved: &unsaved };
            let outcome = source.search(&asked, cancel, &found);
            let truncated = truncated.load(Ordering::Relaxed);
            // The workspace may be closed.
            sender.send(Message::Ended { generation, outcome, truncated }).ok();
        });
        self.search.run.task = Some(task);
    }

    /// Stops a search, keeping what it found.
    pub(super) fn search_cancel(&mut self) {
        if self.search.state.running {
            self.search.run.task = None;
            self.search.run.generation += 1;
            self.search.state.running = false;
        }
    }

    fn search_forget(&mut self) {
        let state = &mut self.search.state;
        state.files.clear();
        state.selected = None;
        state.searched = 0;
        state.truncated = false;
        self.search.run.stale = false;
    }

    /// The project changed: results of the other one mean nothing here.
    pub(crate) fn search_project_changed(&mut self) {
        self.search_cancel();
        self.search_forget();
        self.search.publish();
    }

    /// Takes in what background work has sent. True when something visible changed.
    pub(crate) fn search_tick(&mut self) -> bool {
        let mut new: Vec<Arc<SearchFile>> = Vec::new();
        let mut changed = false;
        let mut ended = None;
        while let Some(message) =
            self.search.run.channel.as_ref().and_then(|(_, receiver)| receiver.try_recv())
        {
            match message {
                Message::Found(generation, file) if generation == self.search.run.generation => {
                    new.push(Arc::new(file))
                }
                Message::Ended { generation, outcome, truncated }
                    if generation == self.search.run.generation =>
                {
                    ended = Some((outcome, truncated));
                }
                Message::Replaced(files) => {
                    self.search_replaced(files);
                    changed = true;
                }
                Message::Followed(generation, files) if generation == self.search.run.generation => {
                    self.search_followed(files);
                    changed = true;
                }
                Message::Found(..) | Message::Ended { .. } | Message::Followed(..) => {}
            }
        }
        if !new.is_empty() {
            if self.search.run.stale {
                self.search_forget();
            }
            let files = &mut self.search.state.files;
            files.extend(new);
            // What was there is sorted already, so this merges.
            files.sort_by(|a, b| in_order(&a.label, &b.label));
            changed = true;
        }
        if let Some((outcome, truncated)) = ended {
            self.search_ended(outcome, truncated);
            changed = true;
        }
        if changed {
            self.search.publish();
        }
        self.search_follow();
        changed
    }

    fn search_ended(&mut self, outcome: Result<usize, SearchError>, truncated: bool) {
        if self.search.run.stale {
            // Nothing came, so what is shown are results of the search before.
            self.search_forget();
        }
        self.search.run.task = None;
        let state = &mut self.search.state;
        state.running = false;
        state.truncated = truncated;
        match outcome {
            Ok(searched) => state.searched = searched,
            Err(error) => state.error = Some(error.to_string()),
        }
    }
}

/// Files of a folder before those of the folders in it.
fn in_order(a: &str, b: &str) -> std::cmp::Ordering {
    let (folder_a, name_a) = a.rsplit_once('/').unwrap_or(("", a));
    let (folder_b, name_b) = b.rsplit_once('/').unwrap_or(("", b));
    let folders =
        folder_a.split('/').zip(folder_b.split('/')).map(|(a, b)| natural(a, b)).find(|order| order.is_ne());
    folders
        .unwrap_or_else(|| {
            let depth = |folder: &str| if folder.is_empty() { 0 } else { folder.split('/').count() };
            depth(folder_a).cmp(&depth(folder_b))
        })
        .then_with(|| natural(name_a, name_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let mut labels =
            vec!["src/b/x.rs", "z.md", "src/a10.rs", "src/a2.rs", "a/b/c", "a/z", "src/b.rs", "A.md"];
        labels.sort_by(|a, b| in_order(a, b));
        assert_eq!(
            labels,
            ["A.md", "z.md", "a/z", "a/b/c", "src/a2.rs", "src/a10.rs", "src/b.rs", "src/b/x.rs"]
        );
    }
}
