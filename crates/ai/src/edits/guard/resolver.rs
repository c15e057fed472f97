//! Links followed on a file system.

use std::path::{Path, PathBuf};

use justbuilt_store::fs::FileKind;
use justbuilt_store::{Fs, FsError};

use super::Resolver;

/// The files below a folder. What is ignored is told by a function, since that is known elsewhere.
pub struct FsResolver<'a> {
    fs: &'a dyn Fs,
    root: PathBuf,
    ignored: &'a dyn Fn(&str) -> bool,
}

impl<'a> FsResolver<'a> {
    /// Of the project in `root`.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn new(fs: &'a dyn Fs, root: &Path, ignored: &'a dyn Fn(&str) -> bool) -> Result<Self, FsError> {
        Ok(Self { fs, root: fs.canonicalize(root)?, ignored })
    }

    /// The folder, links followed.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Resolver for FsResolver<'_> {
    fn real(&self, path: &str) -> Option<String> {
        let mut at = self.root.clone();
        let mut parts = path.split('/');
        for part in parts.by_ref() {
            at.push(part);
            match self.fs.link_metadata(&at) {
                Ok(metadata) if metadata.kind == FileKind::Symlink => {
                    // A broken link leads wherever it says once something is there.
                    at = self.fs.canonicalize(&at).ok()?;
                    at.strip_prefix(&self.root).ok()?;
                }
                Ok(_) => {}
                Err(FsError::Missing { .. }) => break,
                Err(_) => return None,
            }
        }
        at.extend(parts);
        let inside = at.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    fn is_ignored(&self, path: &str) -> bool {
        (self.ignored)(path)
    }
}
