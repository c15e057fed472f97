//! Edits on the files of a folder: reads those a reply names, and writes a plan back, each file whole or not at all.
//! Not for unsaved text: a window gives its documents to [`super::plan()`] and asks the guard itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use justbuilt_store::{ContentHash, FileStamp, Fs, FsError, WriteOptions};

use super::files::Files;
use super::guard::{self, FsResolver, RefuseReason, Resolver as _, Verdict};
use super::plan::{Action, FilePlan, Plan};
use super::reply::{Change, Reply};
use crate::rights;

/// The files of a folder that a reply names.
pub struct Project<'a> {
    fs: &'a dyn Fs,
    resolver: FsResolver<'a>,
    texts: BTreeMap<String, String>,
    stamps: BTreeMap<String, FileStamp>,
    rights: Option<(&'a rights::Guard, &'a dyn rights::Resolver)>,
}

impl Files for Project<'_> {
    fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    fn paths(&self) -> Vec<&str> {
        self.texts.keys().map(String::as_str).collect()
    }
}

/// Why a plan could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file may not be touched. Nothing was written.
    #[error("{path}: an edit may not touch this file: {verdict:?}; nothing was written")]
    Guarded {
        /// The file.
        path: String,
        /// What the guard says.
        verdict: Verdict,
    },
    /// The file changed since it was read. Nothing was written.
    #[error("{path} changed on the disk meanwhile; nothing was written. Try again")]
    Changed {
        /// The file.
        path: String,
    },
    /// The file system failed.
    #[error("{path} could not be written; before it were written: {}", if written.is_empty() { "none".to_owned() } else { written.join(", ") })]
    Fs {
        /// The file.
        path: String,
        /// The files that were written before it.
        written: Vec<String>,
        /// Why.
        source: Box<FsError>,
    },
}

impl<'a> Project<'a> {
    /// Reads the files of `root` that a reply names, in whatever form it writes their names. Files that are no UTF-8
    /// text, or that the guard refuses, are as if they were not there.
    ///
    /// # Errors
    /// When there is no such folder, or a file that is there cannot be read.
    pub fn read(
        fs: &'a dyn Fs,
        root: &Path,
        reply: &Reply,
        ignored: &'a dyn Fn(&str) -> bool,
    ) -> Result<Self, FsError> {
        let resolver = FsResolver::new(fs, root, ignored)?;
        let mut project =
            Self { fs, resolver, texts: BTreeMap::new(), stamps: BTreeMap::new(), rights: None };
        for edit in &reply.edits {
            let moved = match &edit.change {
                Change::Hunks { move_to, .. } => move_to.as_deref(),
                Change::Move { to } => Some(to.as_str()),
                _ => None,
            };
            for name in [Some(edit.path.as_str()), moved].into_iter().flatten() {
                let bare = name.strip_prefix("./").unwrap_or(name);
                let unprefixed = bare.strip_prefix("a/").or_else(|| bare.strip_prefix("b/"));
                for path in [Some(bare), Some(bare.trim_start_matches('/')), unprefixed].into_iter().flatten()
                {
                    project.load(path)?;
                }
            }
        }
        Ok(project)
    }

    fn load(&mut self, path: &str) -> Result<(), FsError> {
        if self.texts.contains_key(path) || matches!(self.verdict(path), Verdict::Refuse(_)) {
            return Ok(());
        }
        let full = self.full(path);
        let metadata = match self.fs.metadata(&full) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) | Err(FsError::Missing { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let bytes = self.fs.read(&full)?;
        let stamp = metadata.stamp().with_hash(ContentHash::of(&bytes));
        if let Ok(text) = String::from_utf8(bytes) {
            self.texts.insert(path.to_owned(), text);
            self.stamps.insert(path.to_owned(), stamp);
        }
        Ok(())
    }

    /// What the guard says to a path.
    pub fn verdict(&self, path: &str) -> Verdict {
        guard::check(path, &self.resolver)
    }

    fn full(&self, path: &str) -> PathBuf {
        let mut full = self.resolver.root().to_owned();
        full.extend(self.resolver.real(path).as_deref().unwrap_or(path).split('/'));
        full
    }

    /// Under the rights of whose edits they are: what either guard refuses is refused.
    #[must_use]
    pub fn with_rights(mut self, guard: &'a rights::Guard, resolver: &'a dyn rights::Resolver) -> Self {
        self.rights = Some((guard, resolver));
        self
    }

    /// What the guard says to all that a file's plan touches: the first verdict that is not to allow it. Rights go
    /// before the rest, so that nobody is asked for what would be refused.
    pub fn verdict_of(&self, file: &FilePlan) -> Verdict {
        if self.rights_refusal(file).is_some() {
            return Verdict::Refuse(RefuseReason::Rights);
        }
        let verdicts = touched(file).map(|path| self.verdict(path));
        verdicts.fold(Verdict::Allow, |all, verdict| if all == Verdict::Allow { verdict } else { all })
    }

    /// Which right is missing for a file's plan; `None` when none is, or when nobody's rights were given.
    pub fn rights_refusal(&self, file: &FilePlan) -> Option<rights::Refusal> {
        let (guard, resolver) = self.rights?;
        touched(file).find_map(|path| guard.file(rights::Access::Write, path, resolver).err())
    }

    /// The text of a file after its plan; `None` when it is deleted.
    pub fn after(&self, file: &FilePlan) -> Option<String> {
        match &file.action {
            Action::Create { text } => Some(text.clone()),
            Action::Change { change, .. } => change.apply(self.text(&file.path)?),
            Action::Delete => None,
        }
    }

    /// Writes the files of a plan. All are checked before the first is written: the guard must allow each, or `may`
    /// say that the user did, and none may have changed. Returns the files written.
    ///
    /// # Errors
    /// [`WriteError`]; where the file system fails in the middle it says what was written until then.
    pub fn write(&self, plan: &Plan, may: &dyn Fn(&str) -> bool) -> Result<Vec<String>, WriteError> {
        for file in &plan.files {
            let verdict = self.verdict_of(file);
            let asked = matches!(verdict, Verdict::Ask(_)) && may(&file.path);
            if verdict != Verdict::Allow && !asked {
                return Err(WriteError::Guarded { path: file.path.clone(), verdict });
            }
            let now = self.fs.read(&self.full(&file.path)).ok().map(|bytes| ContentHash::of(&bytes));
            let then = self.stamps.get(&file.path).and_then(|stamp| stamp.hash);
            let there = self.fs.exists(&self.full(&file.path));
            if now != then || (there && then.is_none()) {
                return Err(WriteError::Changed { path: file.path.clone() });
            }
        }
        let mut written = Vec::new();
        for file in &plan.files {
            if let Err(source) = self.write_one(file) {
                return Err(WriteError::Fs { path: file.path.clone(), written, source: Box::new(source) });
            }
            written.push(file.path.clone());
        }
        Ok(written)
    }

    fn write_one(&self, file: &FilePlan) -> Result<(), FsError> {
        let full = self.full(&file.path);
        match &file.action {
            Action::Create { text } => self.create(&full, text),
            Action::Delete => self.fs.remove(&full),
            Action::Change { move_to: Some(to), .. } if *to != file.path => {
                self.create(&self.full(to), &self.after(file).unwrap_or_default())?;
                self.fs.remove(&full)
            }
            Action::Change { .. } => {
                let text = self.after(file).unwrap_or_default();
                let options =
                    WriteOptions { expect: self.stamps.get(&file.path).copied(), ..WriteOptions::default() };
                self.fs.write_atomic(&full, &mut |out| out.write_all(text.as_bytes()), &options).map(drop)
            }
        }
    }

    fn create(&self, full: &Path, text: &str) -> Result<(), FsError> {
        if let Some(folder) = full.parent() {
            self.fs.create_dir_all(folder)?;
        }
        let options = WriteOptions { create_new: true, ..WriteOptions::default() };
        self.fs.write_atomic(full, &mut |out| out.write_all(text.as_bytes()), &options).map(drop)
    }
}

/// All paths that a file's plan writes or deletes.
fn touched(file: &FilePlan) -> impl Iterator<Item = &str> {
    let moved = match &file.action {
        Action::Change { move_to, .. } => move_to.as_deref(),
        Action::Create { .. } | Action::Delete => None,
    };
    [Some(file.path.as_str()), moved].into_iter().flatten()
}
