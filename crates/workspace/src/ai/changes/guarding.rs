//! Which files of the project edits may touch: what `justbuilt_ai` says of paths and of the persona's rights, with what
//! the project's own tree says it ignores. Asked in the background; follows links.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_ai::edits::guard::{self, FsResolver, Resolver as _, Verdict};
use justbuilt_ai::rights::{self, Access, Guard};
use justbuilt_store::{Fs, FsError};

use crate::project::gitignore::Rules;
use crate::project::{EntryKind, TreeSource};

/// What the guards need to know.
#[derive(Clone)]
pub(super) struct World {
    pub fs: Arc<dyn Fs>,
    pub tree: Arc<dyn TreeSource>,
    pub root: PathBuf,
    /// Of the persona whose edits they are; `None` for what the user asked for without one.
    pub rights: Option<Result<Guard, String>>,
}

/// What may be done with a path.
pub(super) enum May {
    /// It may be touched: where it really is, and why the user is asked first, if so.
    Yes { real: String, asks: Option<String> },
    /// Why not.
    No(String),
}

impl World {
    /// A path of the project on the disk.
    pub fn full(&self, path: &str) -> PathBuf {
        let mut full = self.root.clone();
        full.extend(path.split('/'));
        full
    }

    /// What may be done with a path, as somebody wrote it.
    pub fn may(&self, path: &str) -> May {
        let folders = RefCell::default();
        let ignored = |path: &str| self.ignores(&folders, path);
        let resolver = match FsResolver::new(&*self.fs, &self.root, &ignored) {
            Ok(resolver) => resolver,
            Err(error) => return May::No(error.to_string()),
        };
        let asks = match guard::check(path, &resolver) {
            Verdict::Refuse(reason) => return May::No(reason.to_string()),
            Verdict::Ask(reason) => Some(reason.to_string()),
            Verdict::Allow => None,
        };
        let Some(real) = resolver.real(path) else {
            return May::No(guard::RefuseReason::Link.to_string());
        };
        match &self.rights {
            None => {}
            Some(Err(why)) => return May::No(why.clone()),
            Some(Ok(guard)) => {
                let resolver = rights::FsResolver::new(Arc::clone(&self.fs), self.root.clone());
                if let Err(refusal) = guard.file(Access::Write, path, &resolver) {
                    return May::No(refusal.why);
                }
            }
        }
        May::Yes { real, asks }
    }

    /// Whether a path still is what it was, with no link on it: right before it is written.
    pub fn is_plain(&self, path: &str) -> Result<(), String> {
        let resolver =
            FsResolver::new(&*self.fs, &self.root, &|_| false).map_err(|error| error.to_string())?;
        if let Verdict::Refuse(reason) = guard::check(path, &resolver) {
            return Err(format!("{path} cannot be touched: {reason}."));
        }
        match resolver.real(path) {
            Some(real) if real == path => Ok(()),
            _ => Err(format!("{path} is behind a link now.")),
        }
    }

    /// Whether git ignores a file or a folder above it, also one that is not there yet.
    fn ignores(&self, known: &RefCell<HashMap<PathBuf, HashMap<PathBuf, bool>>>, path: &str) -> bool {
        let mut folder = self.root.clone();
        let parts: Vec<&str> = path.split('/').collect();
        for (at, part) in parts.iter().enumerate() {
            let full = folder.join(part);
            let listed = known.borrow().get(&folder).map(|listed| listed.get(&full).copied());
            let listed = listed.unwrap_or_else(|| {
                let entries = self.list(&folder);
                let found = entries.get(&full).copied();
                known.borrow_mut().insert(folder.clone(), entries);
                found
            });
            match listed {
                Some(true) => return true,
                Some(false) => {}
                None => {
                    let is_folder = at + 1 < parts.len();
                    let whole = self.full(path);
                    let rules = Rules::of(&*self.fs, &self.root, &folder);
                    return rules.ignores(&full, is_folder)
                        || rules.ignores(&whole, false)
                        || Rules::ignores_folder(&*self.fs, &self.root, &folder);
                }
            }
            folder = full;
        }
        false
    }

    fn list(&self, folder: &Path) -> HashMap<PathBuf, bool> {
        let listed = self.tree.list(&self.root, folder).map(|listed| listed.entries).unwrap_or_default();
        let entries = listed.into_iter().filter(|entry| entry.kind != EntryKind::Other);
        entries.map(|entry| (entry.path, entry.ignored)).collect()
    }

    /// The bytes of a file; `None` where there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, FsError> {
        match self.fs.read(&self.full(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(FsError::Missing { .. } | FsError::NotDirectory { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
