//! Three ways, file by file: which side changed it, what both made of it, and where it goes.

use std::collections::HashMap;

use justbuilt_text::Text;

use crate::FileId;
use crate::history::content::FileContent;
use crate::history::core::Core;
use crate::history::error::HistoryResult;
use crate::history::lines::whole;
use crate::history::manifest::{FileEntry, Manifest, Moment};
use crate::history::merge3::{merge_lines, resolved};
use crate::history::path::ProjectPath;
use crate::history::timeline::Timeline;

use super::{Conflict, FileMerge, Outcome};

/// One side of a merge: files and how to read them.
struct Side<'a> {
    manifest: &'a Manifest,
    moment: Moment,
}

impl Timeline {
    /// What becomes of all files that are not simply as ours, by path.
    pub(super) fn merge_files(
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
                    let outcome = both(
                        &FileContent::Text { text: Text::new(), format: mine.format },
                        read((mine, ours.1))?,
                        read((new, theirs.1))?,
                    );
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
                    let conflict = Conflict::Renamed {
                        ours: (mine.path.clone(), sides.0),
                        theirs: (new.path.clone(), sides.1),
                    };
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
                        let outcome =
                            both(&read((old, base.1))?, read((mine, ours.1))?, read((new, theirs.1))?);
                        merge(mine, path, outcome)
                    }
                }
            }
            (_, None, None) | (None, Some(_), None) => None,
        })
    }
}

/// Where two files want the same path, the one that is not there yet gets another.
fn give_way(ours: &Manifest, merges: &mut [FileMerge]) {
    let leaving: std::collections::HashSet<&str> =
        merges.iter().filter_map(|merge| merge.our_path.as_ref().map(ProjectPath::as_str)).collect();
    let staying =
        ours.entries().iter().map(|entry| &entry.path).filter(|path| !leaving.contains(path.as_str()));
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
    let (FileContent::Text { text: our_text, format }, FileContent::Text { text: their_text, .. }) =
        (&ours, &theirs)
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
