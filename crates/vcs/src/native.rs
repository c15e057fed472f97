//! Repositories of git on this machine, read with libgit2. Its configuration can name programs (hooks, filters, monitors):
//! libgit2 runs none of them, so a project that was only opened cannot start one from here.

use std::path::{Path, PathBuf};

use git2::{Delta, DiffDelta, DiffFindOptions, DiffOptions, ErrorCode, FileMode, Tree};

use crate::{Change, ChangeKind, Content, Head, Repository, Vcs, VcsError};

/// Git.
#[derive(Clone, Copy, Debug, Default)]
pub struct Git;

impl Vcs for Git {
    fn open(&self, folder: &Path) -> Result<Option<Box<dyn Repository>>, VcsError> {
        let fault = |reason: String| VcsError { what: "open", folder: folder.to_owned(), reason };
        let git = match git2::Repository::discover(folder) {
            Ok(git) => git,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(fault(error.message().to_owned())),
        };
        let Some(root) = git.workdir() else { return Ok(None) };
        // The folder may be named by a link; git says the place itself.
        let real = |path: &Path| path.canonicalize().map_err(|error| fault(error.to_string()));
        let (root, inside) = (real(root)?, real(folder)?);
        let below = match inside.strip_prefix(&root) {
            Ok(below) => below.to_owned(),
            // In the folder of git itself.
            Err(_) => return Ok(None),
        };
        // A folder that the repository ignores as a whole is not of it: a checkout of dependencies, a scratch folder.
        if !below.as_os_str().is_empty() && git.is_path_ignored(&below).unwrap_or(false) {
            return Ok(None);
        }
        Ok(Some(Box::new(GitRepository { git, folder: folder.to_owned(), below })))
    }
}

/// A repository, seen from a folder.
struct GitRepository {
    git: git2::Repository,
    folder: PathBuf,
    /// The folder, from the repository's own on.
    below: PathBuf,
}

impl GitRepository {
    fn fault(&self, what: &'static str) -> impl Fn(git2::Error) -> VcsError {
        let folder = self.folder.clone();
        move |error| VcsError { what, folder: folder.clone(), reason: error.message().to_owned() }
    }

    /// The files of the last commit; `None` before the first one.
    fn tree(&self) -> Result<Option<Tree<'_>>, git2::Error> {
        match self.git.head() {
            Ok(head) => head.peel_to_tree().map(Some),
            Err(error) if is_unborn(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the difference says of a file, below the folder.
    fn change(&self, delta: &DiffDelta<'_>) -> Option<Change> {
        let below = |path: Option<&Path>| Some(path?.strip_prefix(&self.below).ok()?.to_owned());
        let (old, new) = (below(delta.old_file().path()), below(delta.new_file().path()));
        let (path, old_path, kind) = match delta.status() {
            Delta::Added | Delta::Untracked | Delta::Copied => (new?, None, ChangeKind::Added),
            Delta::Deleted => (old?, None, ChangeKind::Deleted),
            Delta::Renamed => match (old, new) {
                (Some(old), Some(new)) => (new, Some(old), ChangeKind::Renamed),
                // Moved into the folder, or out of it.
                (None, Some(new)) => (new, None, ChangeKind::Added),
                (old, None) => (old?, None, ChangeKind::Deleted),
            },
            Delta::Modified | Delta::Typechange | Delta::Conflicted => {
                (new.or(old)?, None, ChangeKind::Modified)
            }
            Delta::Unmodified | Delta::Ignored | Delta::Unreadable => return None,
        };
        Some(Change { path, old_path, kind })
    }
}

impl Repository for GitRepository {
    fn head(&self) -> Result<Option<Head>, VcsError> {
        let fault = self.fault("read the last commit of");
        let head = match self.git.head() {
            Ok(head) => head,
            Err(error) if is_unborn(&error) => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let id = head.peel_to_commit().map_err(&fault)?.id().to_string();
        let branch = head.is_branch().then(|| String::from_utf8_lossy(head.shorthand_bytes()).into_owned());
        Ok(Some(Head { id, branch }))
    }

    fn head_content(&self, path: &Path) -> Result<Option<Content>, VcsError> {
        let fault = self.fault("read the last commit of");
        let Some(tree) = self.tree().map_err(&fault)? else { return Ok(None) };
        let entry = match tree.get_path(&self.below.join(path)) {
            Ok(entry) => entry,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        if entry.filemode() == i32::from(FileMode::Commit) {
            return Ok(Some(Content::Other("a repository of its own")));
        }
        let object = entry.to_object(&self.git).map_err(&fault)?;
        Ok(object.as_blob().map(|blob| {
            if blob.size() as u64 > Content::LARGEST {
                Content::Other("too large")
            } else {
                Content::of(blob.content().to_vec())
            }
        }))
    }

    fn disk_content(&self, path: &Path) -> Result<Option<Content>, VcsError> {
        let whole = self.folder.join(path);
        let fault = |error: std::io::Error| VcsError {
            what: "read a file in",
            folder: self.folder.clone(),
            reason: format!("{}: {error}", path.display()),
        };
        let metadata = match whole.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        if metadata.is_symlink() {
            // As git keeps it: where it leads, not what is there.
            let target = std::fs::read_link(&whole).map_err(fault)?;
            return Ok(Some(Content::of(target.to_string_lossy().into_owned().into_bytes())));
        }
        if !metadata.is_file() {
            return Ok(Some(Content::Other("no file")));
        }
        if metadata.len() > Content::LARGEST {
            return Ok(Some(Content::Other("too large")));
        }
        std::fs::read(&whole).map(|bytes| Some(Content::of(bytes))).map_err(fault)
    }

    fn changed(&self) -> Result<Vec<Change>, VcsError> {
        let fault = self.fault("list the changes of");
        let tree = self.tree().map_err(&fault)?;
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_typechange(true);
        options.ignore_submodules(true).disable_pathspec_match(true);
        if !self.below.as_os_str().is_empty() {
            options.pathspec(&self.below);
        }
        let mut diff =
            self.git.diff_tree_to_workdir_with_index(tree.as_ref(), Some(&mut options)).map_err(&fault)?;
        diff.find_similar(Some(DiffFindOptions::new().renames(true).for_untracked(true))).map_err(&fault)?;
        let mut changes: Vec<Change> = diff.deltas().filter_map(|delta| self.change(&delta)).collect();
        changes.sort();
        changes.dedup();
        Ok(changes)
    }

    fn is_ignored(&self, path: &Path) -> Result<bool, VcsError> {
        let ignored = self.git.is_path_ignored(self.below.join(path));
        ignored.map_err(self.fault("read what is ignored in"))
    }

    fn subjects(&self, most: usize) -> Result<Vec<String>, VcsError> {
        let fault = self.fault("read the commits of");
        if self.head()?.is_none() {
            return Ok(Vec::new());
        }
        let mut walk = self.git.revwalk().map_err(&fault)?;
        walk.push_head().map_err(&fault)?;
        walk.simplify_first_parent().map_err(&fault)?;
        let mut subjects = Vec::new();
        for id in walk.take(most) {
            let commit = self.git.find_commit(id.map_err(&fault)?).map_err(&fault)?;
            let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
            subjects.extend(
                message.lines().find(|line| !line.trim().is_empty()).map(|line| line.trim().to_owned()),
            );
        }
        Ok(subjects)
    }
}

/// A repository without a commit.
fn is_unborn(error: &git2::Error) -> bool {
    matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound)
}

#[cfg(test)]
mod tests;
