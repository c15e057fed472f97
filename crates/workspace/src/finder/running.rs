//! Keeping the list of files and the results current: listing in the background once the project is open, again when
//! the disk has changed and someone looks, and ranking, the newest query first.

use std::path::Path;
use std::sync::Arc;

use justbuilt_base::{Receiver, Sender, SpawnerExt as _, TaskHandle, channel};

use super::rank::{RankJob, RankState, Ranked, Spot};
use super::table::{FilePath, Table};
use crate::workspace::Workspace;

/// Results that wait to be taken in.
const WAITING: usize = 64;

/// What background work sends.
#[derive(Debug)]
pub(crate) enum Message {
    Listed(u64, Arc<[FilePath]>),
    ListingEnded(u64),
    Ranked(Ranked),
}

/// What runs and what is known.
#[derive(Default)]
pub(super) struct Run {
    channel: Option<(Sender<Message>, Receiver<Message>)>,
    table: Table,
    /// What the listing under way has found, while an older list is still used.
    coming: Option<Table>,
    listing: Option<TaskHandle>,
    list_generation: u64,
    /// The disk has changed since the list was made, or there is none.
    stale: bool,
    ranking: Option<TaskHandle>,
    rank_generation: u64,
    /// Grows with every change of the table.
    version: u64,
    /// The last results, for a query that goes on from there: pattern, matches, version of the table then.
    last: Option<(String, Arc<Vec<Spot>>, u64)>,
}

impl Run {
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn is_working(&self) -> bool {
        self.listing.is_some() || self.ranking.is_some()
    }

    pub(super) fn stop_ranking(&mut self) {
        self.ranking = None;
        self.rank_generation += 1;
        self.last = None;
    }
}

impl Workspace {
    fn finder_sender(&mut self) -> Sender<Message> {
        let waker = &self.platform.waker;
        let (sender, _) = self.finder.run.channel.get_or_insert_with(|| channel(WAITING, waker.clone()));
        sender.clone()
    }

    /// Another project, or other files to leave out: the list is made from the start.
    pub(crate) fn finder_project_changed(&mut self) {
        let run = &mut self.finder.run;
        run.listing = None;
        run.list_generation += 1;
        run.table = Table::default();
        run.version += 1;
        run.coming = None;
        run.stale = true;
        run.stop_ranking();
        self.finder.items.clear();
        self.finder.matched = 0;
        self.finder_list_if_stale();
        self.finder.publish();
    }

    /// Files may have come or gone: the list is made again as soon as someone looks.
    pub(crate) fn finder_disk_changed(&mut self) {
        self.finder.run.stale = true;
        if self.finder.open {
            self.finder_list_if_stale();
        }
    }

    pub(super) fn finder_list_if_stale(&mut self) {
        if !self.finder.run.stale || self.finder.run.listing.is_some() {
            return;
        }
        let Some(root) = self.project.root().map(Path::to_owned) else { return };
        let run = &mut self.finder.run;
        run.stale = false;
        run.list_generation += 1;
        run.coming = (run.table.len() > 0).then(Table::default);
        let generation = run.list_generation;
        let exclude = self.settings.current().files_exclude.clone();
        let source = Arc::clone(&self.platform.tree);
        let sender = self.finder_sender();
        let task = self.platform.spawner.blocking("list files", move |cancel| {
            let mut found = |items: Vec<crate::project::WalkItem>| {
                let piece = items.into_iter().map(|item| FilePath::new(&root, item.path)).collect();
                sender.send(Message::Listed(generation, piece)).is_ok()
            };
            if let Err(error) = source.walk(&root, &exclude, cancel, &mut found) {
                log::warn!("the finder knows no files: {error}");
            }
            // The workspace may be closed.
            sender.send(Message::ListingEnded(generation)).ok();
        });
        self.finder.run.listing = Some(task);
    }

    /// Ranks the files anew.
    pub(super) fn finder_rank(&mut self) {
        if !self.finder.open {
            return;
        }
        let sender = self.finder_sender();
        let recent = Arc::new(self.recent_files().to_vec());
        let current = self.active_path();
        let root = self.project.root().unwrap_or(Path::new("/")).to_owned();
        let query = self.finder.query.clone();
        let run = &mut self.finder.run;
        run.rank_generation += 1;
        let goes_on = run.last.as_ref().filter(|(pattern, _, version)| {
            // Words in any order and marks such as `!` make other queries look for something else.
            let plain = |text: &str| !text.is_empty() && !text.contains([' ', '!', '^', '$', '\'', '\\']);
            *version == run.version
                && plain(pattern)
                && plain(&query.pattern)
                && query.pattern.starts_with(pattern)
        });
        let among = goes_on.map(|(_, matches, _)| Arc::clone(matches));
        let job = RankJob {
            generation: run.rank_generation,
            version: run.version,
            root,
            query,
            table: run.table.clone(),
            among,
            recent,
            current,
            fs: Arc::clone(&self.platform.fs),
            sender,
            state: RankState::default(),
        };
        run.ranking = Some(self.platform.spawner.job("rank files", job));
    }

    /// Takes in what background work has sent. True when something visible changed.
    pub(crate) fn finder_tick(&mut self) -> bool {
        let mut changed = false;
        let mut more = false;
        while let Some(message) =
            self.finder.run.channel.as_ref().and_then(|(_, receiver)| receiver.try_recv())
        {
            let run = &mut self.finder.run;
            match message {
                Message::Listed(generation, piece) if generation == run.list_generation => {
                    match &mut run.coming {
                        Some(coming) => coming.push(piece),
                        None => {
                            run.table.push(piece);
                            run.version += 1;
                            more = true;
                        }
                    }
                }
                Message::ListingEnded(generation) if generation == run.list_generation => {
                    run.listing = None;
                    if let Some(table) = run.coming.take() {
                        run.table = table;
                        run.version += 1;
                    }
                    more = true;
                    if run.stale && self.finder.open {
                        self.finder_list_if_stale();
                    }
                }
                Message::Ranked(ranked) if ranked.generation == run.rank_generation => {
                    run.ranking = None;
                    // Files that came meanwhile are ranked next: one ranking is not stopped by more files, or it
                    // would never end while they come.
                    more |= ranked.version != run.version;
                    run.last = Some((ranked.pattern, ranked.all, ranked.version));
                    self.finder.items = ranked.items;
                    self.finder.matched = ranked.matched;
                    changed = true;
                }
                Message::Listed(..) | Message::ListingEnded(_) | Message::Ranked(_) => {}
            }
        }
        if more && self.finder.open {
            if self.finder.run.ranking.is_none() {
                self.finder_rank();
            }
            changed = true;
        }
        if changed {
            self.finder.publish();
        }
        changed
    }
}
