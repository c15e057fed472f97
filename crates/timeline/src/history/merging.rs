//! Merging branches: three ways, file by file. What only one side changed is taken; what both changed is merged by
//! lines; what cannot be decided is left to the user.

use std::collections::{BTreeMap, HashMap};

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;
use justbuilt_text::Text;

use crate::{AuthorIx, BranchId, FileId, NodeId, OpKind, Step};

use super::content::{FileContent, TextFormat};
use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::lines::whole;
use super::manifest::{FileEntry, Manifest, Moment};
use super::merge3::{Choice, Chunk, merge_lines, resolved};
use super::node::NodeKind;
use super::path::ProjectPath;
use super::plan::{PlanKind, PlannedDelete, PlannedWrite, WritePlan};
use super::recording::{Edit, touched_files};
use super::state::NodeDraft;
use super::timeline::Timeline;

/// A merge that is being prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct MergePlan {
    /// The branch that takes in, as it was when this was planned.
    pub into: Moment,
    /// What is taken in.
    pub from: Vec<Moment>,
    /// Where the sides were the same last; `None` when they never were.
    pub base: Option<Moment>,
    /// Files that are not simply as ours, by path.
    pub files: Vec<FileMerge>,
}

/// A file in a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct FileMerge {
    /// Where it will be.
    pub path: ProjectPath,
    /// Where it is on our side, if it is there.
    pub our_path: Option<ProjectPath>,
    /// Whose history it goes on.
    pub file: FileId,
    /// The hash of what our side has on the disk.
    pub expected: Option<ContentHash>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The user's decision, once there is one.
    pub resolution: Option<Resolution>,
}

/// What a merge makes of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is as on their side.
    Theirs(FileContent),
    /// It goes, as on their side.
    Delete,
    /// Both sides changed it, in different places or in the same way.
    Merged {
        /// The text.
        text: Text,
        /// How it is written.
        format: TextFormat,
        /// Where it comes from.
        chunks: Vec<Chunk>,
    },
    /// It has our content and moves, as on their side.
    Move(FileContent),
    /// It cannot be decided.
    Conflict(Conflict),
}

/// Why a file cannot be decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict {
    /// Both sides changed the same lines.
    Text {
        /// All pieces.
        chunks: Vec<Chunk>,
        /// How it is written.
        format: TextFormat,
    },
    /// We deleted it, they changed it.
    DeletedHere(FileContent),
    /// They deleted it, we changed it.
    DeletedThere(FileContent),
    /// Both changed it, and it is no text.
    Content {
        /// Ours.
        ours: FileContent,
        /// Theirs.
        theirs: FileContent,
    },
    /// Both renamed it.
    Renamed {
        /// To this path, with this content.
        ours: (ProjectPath, FileContent),
        /// To this one.
        theirs: (ProjectPath, FileContent),
    },
}

/// What the user wants of a file that could not be decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// As on our side.
    Ours,
    /// As on their side.
    Theirs,
    /// For each conflict in the text, in order.
    Choices(Vec<Choice>),
    /// This text.
    Text(Text),
    /// It goes.
    Delete,
}

impl FileMerge {
    /// Whether the user has to decide something yet.
    pub fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Conflict(_)) && self.result().is_none()
    }

    /// What the file will be: `Some(None)` when it goes, `None` when that is not decided.
    pub fn result(&self) -> Option<Option<(ProjectPath, FileContent)>> {
        let here = |content: &FileContent| Some(Some((self.path.clone(), content.clone())));
        match (&self.outcome, &self.resolution) {
            (_, Some(Resolution::Delete)) => Some(None),
            (outcome, Some(Resolution::Text(text))) => {
                let format = match outcome {
                    Outcome::Merged { format, .. } | Outcome::Conflict(Conflict::Text { format, .. }) => *format,
                    Outcome::Theirs(FileContent::Text { format, .. }) => *format,
                    _ => TextFormat::default(),
                };
                here(&FileContent::Text { text: text.clone(), format })
            }
            (Outcome::Theirs(content) | Outcome::Move(content), _) => here(content),
            (Outcome::Delete, _) => Some(None),
            (Outcome::Merged { text, format, .. }, _) => {
                here(&FileContent::Text { text: text.clone(), format: *format })
            }
            (Outcome::Conflict(conflict), Some(resolution)) => match (conflict, resolution) {
                (Conflict::Text { chunks, format }, resolution) => {
                    let conflicts = chunks.iter().filter(|chunk| chunk.is_conflict()).count();
                    let text = match resolution {
                        Resolution::Ours => resolved(chunks, &vec![Choice::Ours; conflicts]),
                        Resolution::Theirs => resolved(chunks, &vec![Choice::Theirs; conflicts]),
                        Resolution::Choices(choices) => resolved(chunks, choices),
                        _ => None,
                    }?;
                    here(&FileContent::Text { text: Text::from(text), format: *format })
                }
                (Conflict::DeletedHere(_), Resolution::Ours) => Some(None),
                (Conflict::DeletedHere(theirs), Resolution::Theirs) => here(theirs),
                (Conflict::DeletedThere(ours), Resolution::Ours) => here(ours),
                (Conflict::DeletedThere(_), Resolution::Theirs) => Some(None),
                (Conflict::Content { ours, .. }, Resolution::Ours) => here(ours),
                (Conflict::Content { theirs, .. }, Resolution::Theirs) => here(theirs),
                (Conflict::Renamed { ours, .. }, Resolution::Ours) => Some(Some(ours.clone())),
                (Conflict::Renamed { theirs, .. }, Resolution::Theirs) => Some(Some(theirs.clone())),
                _ => None,
            },
            (Outcome::Conflict(_), None) => None,
        }
    }
}

impl MergePlan {
    /// Files that the user has to decide about.
    pub fn open(&self) -> impl Iterator<Item = &FileMerge> {
        self.files.iter().filter(|file| file.is_open())
    }

    /// Decides about a file; whether there is one at that path.
    pub fn resolve(&mut self, path: &str, resolution: Resolution) -> bool {
        let found = self.files.iter_mut().find(|file| file.path.as_str() == path);
        found.map(|file| file.resolution = Some(resolution)).is_some()
    }

    /// What is to be written into the project when the branch that takes in is the active one; `None` while something
    /// is not decided.
    pub fn writes(&self) -> Option<WritePlan> {
        let mut plan = WritePlan {
            kind: PlanKind::Merge,
            made: self.into,
            deletes: Vec::new(),
            writes: Vec::new(),
            left: Vec::new(),
        };
        for file in &self.files {
            let delete = |moves| {
                let path = file.our_path.clone()?;
                Some(PlannedDelete { path, file: file.file, expected: file.expected, moves })
            };
            match file.result()? {
                None => plan.deletes.extend(delete(false)),
                Some((path, FileContent::NotKept { why, .. })) => plan.left.push((path, why)),
                Some((path, content)) => {
                    let moved_from = file.our_path.clone().filter(|ours| *ours != path);
                    if moved_from.is_some() {
                        plan.deletes.extend(delete(true));
                    }
                    plan.writes.push(PlannedWrite {
                        expected: file.expected.filter(|_| moved_from.is_none()),
                        file: file.file,
                        path,
                        content,
                        moved_from,
                        to_disk: true,
                    });
                }
            }
        }
        let written: std::collections::HashSet<&str> = plan.writes.iter().map(|write| write.path.as_str()).collect();
        plan.deletes.retain(|delete| !written.contains(delete.path.as_str()));
        Some(plan)
    }
}

/// How texts that both sides changed come together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MergeBy {
    /// By comparing lines. What both changed is for the user to decide.
    #[default]
    Lines,
    /// By what was done, character by character: there are no conflicts, every change of both sides is taken. Good
    /// for prose and for people typing at the same time; code needs a look afterwards. By lines where it cannot be
    /// told what was done.
    Operations,
}

/// One side of a merge: files and how to read them.
struct Side<'a> {
    manifest: &'a Manifest,
    moment: Moment,
}

impl Timeline {
    /// Where two moments were the same last: the newest moment that both know.
    pub fn common_ancestor(&self, a: Moment, b: Moment) -> Option<Moment> {
        common_ancestor(&self.core(), a, b)
    }

    /// Prepares taking moments of other branches into a branch. May wait for the disk.
    ///
    /// Several at once are taken in one after the other; that needs them to be free of conflicts.
    ///
    /// # Errors
    /// [`HistoryError::Merge`] when there is nothing to take in, or a conflict among several;
    /// [`HistoryError::NoBranch`]; those of reading.
    pub fn merge(&self, from: &[Moment], into: BranchId) -> HistoryResult<MergePlan> {
        self.merge_by(MergeBy::Lines, from, into)
    }

    /// The same, and how texts come together.
    ///
    /// # Errors
    /// As for [`merge`](Self::merge).
    pub fn merge_by(&self, by: MergeBy, from: &[Moment], into: BranchId) -> HistoryResult<MergePlan> {
        self.writable()?;
        let (core, ours) = {
            let mut state = self.state();
            state.close_burst();
            let last = Step(state.next_step.saturating_sub(1));
            (state.core.clone(), Moment::new(into, last))
        };
        for branch in from.iter().map(|moment| moment.branch).chain([into]) {
            core.branch(branch).ok_or(HistoryError::NoBranch(branch))?;
        }
        let from: Vec<Moment> = from.iter().map(|m| Moment::new(m.branch, m.step.min(ours.step))).collect();
        let reach = core.reach(ours);
        let news: Vec<Moment> = from
            .into_iter()
            .filter(|theirs| self.is_news(&core, &reach, *theirs))
            .collect();
        match news.as_slice() {
            [] => Err(HistoryError::Merge("everything there is here already".to_owned())),
            [theirs] => {
                let base = common_ancestor(&core, ours, *theirs);
                let mut files = self.merge_files(&core, ours, *theirs, base)?;
                if by == MergeBy::Operations {
                    self.weave(&mut files, ours, *theirs)?;
                }
                Ok(MergePlan { into: ours, from: news, base, files })
            }
            many => {
                let mut files: BTreeMap<FileId, FileMerge> = BTreeMap::new();
                for theirs in many {
                    let base = common_ancestor(&core, ours, *theirs);
                    for file in self.merge_files(&core, ours, *theirs, base)? {
                        let clash = files.contains_key(&file.file) || file.is_open();
                        if clash {
                            let path = &file.path;
                            let reason = format!("‘{path}’ needs a decision; merge these one after the other");
                            return Err(HistoryError::Merge(reason));
                        }
                        files.insert(file.file, file);
                    }
                }
                Ok(MergePlan { into: ours, from: news, base: None, files: files.into_values().collect() })
            }
        }
    }

    /// Merges texts by their operations, where that can be done.
    fn weave(&self, files: &mut [FileMerge], ours: Moment, theirs: Moment) -> HistoryResult<()> {
        for file in files {
            let format = match &file.outcome {
                Outcome::Merged { format, .. } | Outcome::Conflict(Conflict::Text { format, .. }) => *format,
                _ => continue,
            };
            if let Some(text) = self.merge_operations(file.file, ours, theirs)? {
                file.outcome = Outcome::Merged { text, format, chunks: Vec::new() };
            }
        }
        Ok(())
    }

    /// Whether something happened on the way to `moment` that `reach` does not know.
    fn is_news(&self, core: &Core, reach: &HashMap<BranchId, Step>, moment: Moment) -> bool {
        core.reach(moment).into_iter().any(|(branch, step)| {
            let known = reach.get(&branch).copied();
            let Some(known) = known else { return true };
            known < step && self.happened(core, branch, known, step)
        })
    }

    /// Whether anything was recorded on `branch` after `from` and no later than `to`.
    fn happened(&self, core: &Core, branch: BranchId, from: Step, to: Step) -> bool {
        let Some(state) = core.branch(branch) else { return false };
        let changed = state.changes.partition_point(|(step, _)| *step <= from);
        if state.changes.get(changed).is_some_and(|(step, _)| *step <= to) {
            return true;
        }
        self.inner.ops.lanes().into_iter().filter(|lane| lane.branch == branch).any(|lane| {
            let index = |step| self.inner.ops.index_at(lane, step).unwrap_or(0);
            index(from) < index(to)
        })
    }

    fn merge_files(
        &self,
        core: &Core,
        ours: Moment,
        theirs: Moment,
        base: Option<Moment>,
    ) -> HistoryResult<Vec<FileMerge>> {
        let manifests = (
            base.map(|base| core.manifest(base)).unwrap_or_default(),
            core.manifest(ours),
            core.manifest(theirs),
        );
        let base = Side { manifest: &manifests.0, moment: base.unwrap_or(ours) };
        let ours = Side { manifest: &manifests.1, moment: ours };
        let theirs = Side { manifest: &manifests.2, moment: theirs };
        let by_file = |side: &Side<'_>| -> HashMap<FileId, usize> {
            side.manifest.entries().iter().enumerate().map(|(at, entry)| (entry.file, at)).collect()
        };
        let (in_base, in_ours, in_theirs) = (by_file(&base), by_file(&ours), by_file(&theirs));
        let entry = |side: &Side<'_>, index: &HashMap<FileId, usize>, file: FileId| -> Option<FileEntry> {
            index.get(&file).and_then(|at| side.manifest.entries().get(*at)).cloned()
        };
        let mut merges = Vec::new();
        for their_entry in theirs.manifest.entries() {
            let file = their_entry.file;
            let old = entry(&base, &in_base, file);
            let our_entry = entry(&ours, &in_ours, file)
                // Another file that both sides put at the same path: one from here on.
                .or_else(|| {
                    let mine = ours.manifest.get(their_entry.path.as_str()).filter(|_| old.is_none())?;
                    let own = in_base.contains_key(&mine.file) || in_theirs.contains_key(&mine.file);
                    (!own).then(|| mine.clone())
                });
            merges.extend(self.merge_file(
                core,
                (old.as_ref(), base.moment),
                (our_entry.as_ref(), ours.moment),
                (Some(their_entry), theirs.moment),
            )?);
        }
        for old in base.manifest.entries().iter().filter(|old| !in_theirs.contains_key(&old.file)) {
            if let Some(our_entry) = entry(&ours, &in_ours, old.file) {
                // Renamed to a new history on their side counts as deleted there.
                merges.extend(self.merge_file(
                    core,
                    (Some(old), base.moment),
                    (Some(&our_entry), ours.moment),
                    (None, theirs.moment),
                )?);
            }
        }
        merges.sort_by(|a, b| a.path.cmp(&b.path));
        give_way(ours.manifest, &mut merges);
        merges.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(merges)
    }

    fn merge_file(
        &self,
        core: &Core,
        base: (Option<&FileEntry>, Moment),
        ours: (Option<&FileEntry>, Moment),
        theirs: (Option<&FileEntry>, Moment),
    ) -> HistoryResult<Option<FileMerge>> {
        let merge = |entry: &FileEntry, path: &ProjectPath, outcome| {
            Some(FileMerge {
                path: path.clone(),
                our_path: ours.0.map(|ours| ours.path.clone()),
                file: entry.file,
                expected: ours.0.and_then(|ours| ours.disk),
                outcome,
                resolution: None,
            })
        };
        let read = |side: (&FileEntry, Moment)| self.content_of(core, side.0, side.1);
        let differ = |a: (&FileEntry, Moment), b: (&FileEntry, Moment)| self.differ(core, a, b);
        Ok(match (base.0, ours.0, theirs.0) {
            (None, None, Some(new)) => {
                let theirs = read((new, theirs.1))?;
                merge(new, &new.path, Outcome::Theirs(theirs))
            }
            (Some(old), None, Some(new)) => {
                if old.path == new.path && !differ((old, base.1), (new, theirs.1))? {
                    None
                } else {
                    let theirs = read((new, theirs.1))?;
                    merge(new, &new.path, Outcome::Conflict(Conflict::DeletedHere(theirs)))
                }
            }
            (Some(old), Some(mine), None) => {
                if old.path == mine.path && !differ((old, base.1), (mine, ours.1))? {
                    merge(mine, &mine.path, Outcome::Delete)
                } else {
                    let ours = read((mine, ours.1))?;
                    merge(mine, &mine.path, Outcome::Conflict(Conflict::DeletedThere(ours)))
                }
            }
            (None, Some(mine), Some(new)) => {
                if differ((mine, ours.1), (new, theirs.1))? {
                    let outcome = both(&FileContent::Text { text: Text::new(), format: mine.format }, read((mine, ours.1))?, read((new, theirs.1))?);
                    merge(mine, &mine.path, outcome)
                } else {
                    None
                }
            }
            (Some(old), Some(mine), Some(new)) => {
                let they = differ((old, base.1), (new, theirs.1))?;
                let we = they && differ((old, base.1), (mine, ours.1))?;
                let moved = new.path != old.path;
                if moved && mine.path != old.path && mine.path != new.path {
                    let sides = (read((mine, ours.1))?, read((new, theirs.1))?);
                    let conflict =
                        Conflict::Renamed { ours: (mine.path.clone(), sides.0), theirs: (new.path.clone(), sides.1) };
                    return Ok(merge(mine, &mine.path, Outcome::Conflict(conflict)));
                }
                let path = if moved { &new.path } else { &mine.path };
                match (they, we) {
                    (false, _) if *path == mine.path => None,
                    (false, _) => merge(mine, path, Outcome::Move(read((mine, ours.1))?)),
                    (true, false) => merge(mine, path, Outcome::Theirs(read((new, theirs.1))?)),
                    (true, true) => {
                        if !differ((mine, ours.1), (new, theirs.1))? {
                            return Ok(match *path == mine.path {
                                true => None,
                                false => merge(mine, path, Outcome::Move(read((mine, ours.1))?)),
                            });
                        }
                        let outcome = both(&read((old, base.1))?, read((mine, ours.1))?, read((new, theirs.1))?);
                        merge(mine, path, outcome)
                    }
                }
            }
            (_, None, None) | (None, Some(_), None) => None,
        })
    }

    /// A merge was carried out: everything decided, and what [`MergePlan::writes`] says written if the branch is the
    /// active one. Its node, with two or more parents.
    ///
    /// # Errors
    /// [`HistoryError::Merge`] when something is not decided; [`HistoryError::Outdated`] when the branch moved on in a
    /// file that the merge touches; [`HistoryError::ReadOnly`]; those of the storage.
    pub fn merged(&self, plan: &MergePlan, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let open = plan.open().count();
        let Some(writes) = plan.writes() else {
            let files = super::files::counted(open, "file");
            return Err(HistoryError::Merge(format!("{files} still need a decision")));
        };
        self.keep_all(&writes)?;
        let into = plan.into.branch;
        let core = self.core();
        let head = self.head(into);
        let (then, now_there) = (core.manifest(plan.into), core.head(into));
        for write in &writes.writes {
            let path = write.moved_from.as_ref().unwrap_or(&write.path);
            let same = match (then.get(path.as_str()), now_there.get(path.as_str())) {
                (Some(then), Some(now)) if !self.differ(&core, (then, plan.into), (now, head))? => true,
                (None, None) => true,
                // An open document may have the merged text already.
                (_, Some(now)) => self.content_of(&core, now, head)? == write.content,
                _ => false,
            };
            if !same {
                return Err(HistoryError::Outdated);
            }
        }
        drop((core, then, now_there));
        let mut state = self.state();
        state.close_burst();
        let since = Step(state.next_step);
        let names: Vec<String> = plan
            .from
            .iter()
            .filter_map(|from| state.core.branch(from.branch).map(|branch| branch.info.name.clone()))
            .collect();
        let into_name = state.core.branch(into).map_or_else(String::new, |branch| branch.info.name.clone());
        let files = self.take_plan(&mut state, into, &writes, Edit::new(OpKind::Other, author), now)?;
        let title = format!("Merged {} into {into_name}", names.join(", "));
        let mut draft = NodeDraft::new(NodeKind::Merge, title, author);
        draft.sources = plan.from.iter().copied().collect();
        draft.files = touched_files(files);
        draft.since = Some(since);
        Ok(state.add_node(into, draft, now))
    }
}

/// Where two files want the same path, the one that is not there yet gets another.
fn give_way(ours: &Manifest, merges: &mut [FileMerge]) {
    let leaving: std::collections::HashSet<&str> =
        merges.iter().filter_map(|merge| merge.our_path.as_ref().map(ProjectPath::as_str)).collect();
    let staying = ours.entries().iter().map(|entry| &entry.path).filter(|path| !leaving.contains(path.as_str()));
    let mut taken: std::collections::HashSet<ProjectPath> = staying.cloned().collect();
    // Those that stay where they are come first.
    let mut order: Vec<usize> = (0..merges.len()).collect();
    order.sort_by_key(|at| merges.get(*at).is_none_or(|merge| merge.our_path.as_ref() != Some(&merge.path)));
    for at in order {
        let Some(merge) = merges.get_mut(at) else { continue };
        if merge.outcome == Outcome::Delete {
            continue;
        }
        let ours = merge.our_path.clone();
        merge.path = free_path(&merge.path, ours.as_ref(), &taken);
        taken.insert(merge.path.clone());
        if let Outcome::Conflict(Conflict::Renamed { theirs, .. }) = &mut merge.outcome {
            theirs.0 = free_path(&theirs.0, ours.as_ref(), &taken);
            taken.insert(theirs.0.clone());
        }
    }
}

/// `path` if it is free, else `other`, else one with a number.
fn free_path(
    path: &ProjectPath,
    other: Option<&ProjectPath>,
    taken: &std::collections::HashSet<ProjectPath>,
) -> ProjectPath {
    if let Some(free) = [Some(path), other].into_iter().flatten().find(|path| !taken.contains(*path)) {
        return free.clone();
    }
    let (stem, ending) = match path.name().rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (path.name(), String::new()),
    };
    let folder = if path.folder().is_empty() { String::new() } else { format!("{}/", path.folder()) };
    let numbered = (2..u32::MAX).filter_map(|n| ProjectPath::new(format!("{folder}{stem}-{n}{ending}")).ok());
    numbered.into_iter().find(|path| !taken.contains(path)).unwrap_or_else(|| path.clone())
}

/// What becomes of a file that both sides changed.
fn both(base: &FileContent, ours: FileContent, theirs: FileContent) -> Outcome {
    let (FileContent::Text { text: our_text, format }, FileContent::Text { text: their_text, .. }) = (&ours, &theirs)
    else {
        return Outcome::Conflict(Conflict::Content { ours, theirs });
    };
    let base = base.text().cloned().unwrap_or_default();
    let chunks = merge_lines(&whole(&base), &whole(our_text), &whole(their_text));
    match resolved(&chunks, &[]) {
        Some(text) => Outcome::Merged { text: Text::from(text), format: *format, chunks },
        None => Outcome::Conflict(Conflict::Text { chunks, format: *format }),
    }
}

pub(crate) fn common_ancestor(core: &Core, a: Moment, b: Moment) -> Option<Moment> {
    let (known_a, known_b) = (core.reach(a), core.reach(b));
    let mut common: Vec<Moment> = known_a
        .iter()
        .filter_map(|(branch, step)| Some(Moment::new(*branch, *step.min(known_b.get(branch)?))))
        .collect();
    common.sort_by_key(|moment| std::cmp::Reverse(moment.step));
    // One that another of them descends from is older news.
    let reaches: Vec<HashMap<BranchId, Step>> = common.iter().map(|moment| core.reach(*moment)).collect();
    let newest = common.iter().enumerate().find(|(at, moment)| {
        reaches.iter().enumerate().all(|(other, reach)| {
            other == *at || reach.get(&moment.branch).is_none_or(|step| *step < moment.step)
        })
    });
    newest.map(|(_, moment)| *moment).or_else(|| common.first().copied())
}
