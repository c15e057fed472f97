//! Keeping change sets in step with the project: open documents tell every edit, files on the disk are looked at again
//! when they may have changed. A hunk that was touched is in conflict; nothing else is disturbed.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::ContentHash;
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::history::TextFormat;

use super::What;
use super::hunks;
use super::planning::text_of;
use super::set::{ChangeSet, SetFile, Source};
use crate::ai::ChangeAction;
use crate::ids::{ChangeSetId, DocumentId};
use crate::timeline::change_between;
use crate::workspace::Workspace;

/// Longer texts are compared by their ends only.
const COMPARED_BY_LINES: usize = 1 << 20;

/// A file to be looked at: by path in the project and whole, with the text to compare it with.
type Look = (String, PathBuf, Text);

/// A file of the disk as it is now.
pub(super) struct Looked {
    path: String,
    /// The text it was compared with.
    base: Text,
    found: Found,
}

enum Found {
    Text {
        text: Text,
        format: TextFormat,
        hash: ContentHash,
        since: Option<Transaction>,
    },
    /// It is not there, or is no text any more.
    Gone(String),
}

impl SetFile {
    /// The text it is for is another one now.
    fn moves_on(&mut self, since: &Transaction, now: &Text) -> bool {
        let before = std::mem::replace(&mut self.base, now.clone());
        if before == *now {
            return false;
        }
        if self.action == ChangeAction::Delete {
            // What is deleted is what was reviewed.
            for hunk in &mut self.hunks {
                hunk.conflict = *now != *hunk.was;
                hunk.old = 0..now.len();
            }
        } else {
            hunks::follow(&mut self.hunks, &before, since, now);
        }
        self.rebased = true;
        self.touch();
        true
    }
}

fn between(old: &Text, new: &Text) -> Transaction {
    if old.len().max(new.len()) > COMPARED_BY_LINES {
        Transaction::between(old, new)
    } else {
        change_between(old, new)
    }
}

impl Workspace {
    /// A document was edited: sets that are about it follow.
    pub(crate) fn changes_text_changed(&mut self, id: DocumentId, since: &Transaction, now: &Text) {
        let mut touched: Vec<ChangeSetId> = Vec::new();
        for set in self.ai.changes.sets.iter_mut().filter(|set| set.follows()) {
            for file in &mut set.files {
                // One whose text is another is caught up with in `changes_follow_tick`.
                let about = file.source == Source::Document(id) && file.base.len() == since.len_before();
                if about && file.moves_on(since, now) {
                    touched.push(set.id);
                }
            }
        }
        for id in touched {
            self.changes_followed(id);
        }
    }

    fn changes_followed(&mut self, id: ChangeSetId) {
        self.ai.changes.touch(id);
        self.ai.changes.kept.change();
        self.changes_judge_soon(id);
        self.touch();
    }

    /// Files may have changed on the disk.
    pub(crate) fn changes_disk_changed(&mut self, paths: Option<&[PathBuf]>) {
        let sets = &self.ai.changes.sets;
        let about = |set: &ChangeSet| {
            let hit = |file: &SetFile| {
                paths.is_none_or(|paths| paths.iter().any(|path| file.full.starts_with(path)))
            };
            set.follows() && set.files.iter().any(hit)
        };
        if sets.iter().any(about) {
            self.ai.changes.disk_changed = true;
        }
    }

    /// Files that were opened or closed since are taken from where they are now.
    pub(super) fn changes_follow_tick(&mut self) {
        if self.ai.changes.sets.is_empty() || self.timeline.is_writing() {
            return;
        }
        let disk_changed = std::mem::take(&mut self.ai.changes.disk_changed);
        let mut sets = std::mem::take(&mut self.ai.changes.sets);
        let mut touched = Vec::new();
        let mut look: Vec<(ChangeSetId, Vec<Look>)> = Vec::new();
        for set in sets.iter_mut().filter(|set| set.follows()) {
            let mut files = Vec::new();
            for file in
                set.files.iter_mut().filter(|file| file.source != Source::Nothing && file.no.is_none())
            {
                let open = self.documents.of_path(&file.full);
                let reading = open.is_some_and(|document| document.load.is_reading());
                match open.filter(|document| !document.load.is_reading() && document.past.is_none()) {
                    Some(document) => {
                        file.source = Source::Document(document.id);
                        file.format = TextFormat {
                            encoding: document.buffer.encoding(),
                            line_ending: document.buffer.line_ending(),
                        };
                        let now = document.text().clone();
                        if !file.base.ptr_eq(&now) && file.base == now {
                            file.base = now;
                        } else if !file.base.ptr_eq(&now) {
                            let since = between(&file.base, &now);
                            if file.moves_on(&since, &now) {
                                touched.push(set.id);
                            }
                        }
                    }
                    None if reading => {}
                    None if disk_changed || matches!(file.source, Source::Document(_)) => {
                        // Asked for once.
                        if matches!(file.source, Source::Document(_)) {
                            file.source = Source::Disk(ContentHash::of(&file.format.encode(&file.base)));
                        }
                        files.push((file.path.clone(), file.full.clone(), file.base.clone()));
                    }
                    None => {}
                }
            }
            if !files.is_empty() {
                look.push((set.id, files));
            }
        }
        self.ai.changes.sets = sets;
        for id in touched {
            self.changes_followed(id);
        }
        for (id, files) in look {
            self.changes_look(id, files);
        }
    }

    /// Looks at files of the disk in the background.
    fn changes_look(&mut self, set: ChangeSetId, files: Vec<Look>) {
        let (fs, send) = (Arc::clone(&self.platform.fs), self.changes_sender());
        let work = move || {
            let looked = files.into_iter().map(|(path, full, base)| {
                let found = match fs.read(&full) {
                    Err(error) if error.is_missing() => Found::Gone("it is not there any more".to_owned()),
                    Err(error) => Found::Gone(error.to_string()),
                    Ok(bytes) => match text_of(&bytes) {
                        Err(why) => Found::Gone(why),
                        Ok((text, format)) => {
                            let since = (text != base).then(|| between(&base, &text));
                            Found::Text { text, format, hash: ContentHash::of(&bytes), since }
                        }
                    },
                };
                Looked { path, base, found }
            });
            send(What::Looked { set, looked: looked.collect() });
        };
        self.platform.spawner.blocking("look at files", move |_| work()).detach();
    }

    pub(super) fn changes_looked(&mut self, id: ChangeSetId, looked: Vec<Looked>) {
        let Some(set) = self.ai.changes.set_mut(id) else { return };
        let mut changed = false;
        for Looked { path, base, found } in looked {
            let Some(file) = set.files.iter_mut().find(|file| file.path == path) else { continue };
            if matches!(file.source, Source::Document(_)) || !file.base.ptr_eq(&base) {
                continue;
            }
            match found {
                Found::Text { text, format, hash, since } => {
                    (file.source, file.format) = (Source::Disk(hash), format);
                    if let Some(since) = since {
                        changed |= file.moves_on(&since, &text);
                    }
                }
                Found::Gone(why) => {
                    // Nothing that could be changed is there; should it come back, the answer can be applied again.
                    let already = file.action == ChangeAction::Delete;
                    file.no = Some(if already { "it is deleted already".to_owned() } else { why });
                    file.touch();
                    changed = true;
                }
            }
        }
        if changed {
            self.changes_followed(id);
        }
    }
}
