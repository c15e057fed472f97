//! Which paths git ignores: `.gitignore` files from the repository's root down, its `info/exclude`, and the user's
//! own file, in git's order of precedence. Outside of a repository `.gitignore` files count as well. Files are read
//! again only when they have changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use parking_lot::Mutex;

/// Reads ignore files and keeps them.
#[derive(Default)]
pub(super) struct IgnoreFiles {
    known: Mutex<HashMap<(PathBuf, PathBuf), Known>>,
}

struct Known {
    stamp: (Option<SystemTime>, u64),
    rules: Arc<Gitignore>,
}

impl std::fmt::Debug for IgnoreFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IgnoreFiles")
    }
}

/// The rules for the children of one folder.
pub(super) struct Rules {
    /// The folder's own first.
    files: Vec<Arc<Gitignore>>,
    /// A folder above is ignored, and so is everything in it.
    all: bool,
}

impl Rules {
    /// Whether git ignores a child of the folder.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        self.all || matched(&self.files, path, is_folder)
    }
}

fn matched(files: &[Arc<Gitignore>], path: &Path, is_folder: bool) -> bool {
    for file in files {
        match file.matched(path, is_folder) {
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
            Match::None => {}
        }
    }
    false
}

impl IgnoreFiles {
    /// The rules for the children of `folder`, which is `root` or below it.
    pub(super) fn rules_for(&self, root: &Path, folder: &Path) -> Rules {
        // The folders from here up to the one that is a repository's root, or the project's where there is none.
        let mut folders: Vec<&Path> = Vec::new();
        let repository = folder.ancestors().find(|above| above.join(".git").exists());
        let top = repository.unwrap_or(root);
        for above in folder.ancestors() {
            folders.push(above);
            if above == top {
                break;
            }
        }
        let mut files: Vec<Arc<Gitignore>> =
            folders.iter().filter_map(|above| self.read(above, &above.join(".gitignore"))).collect();
        if let Some(exclude) = repository.and_then(exclude_of) {
            files.extend(self.read(top, &exclude));
        }
        if let Some(global) = gitconfig_excludes_path() {
            files.extend(self.read(top, &global));
        }
        let all = folders.iter().take_while(|above| **above != top).any(|above| {
            let of_above: Vec<Arc<Gitignore>> = files
                .iter()
                .filter(|file| above.starts_with(file.path()) && file.path() != *above)
                .cloned()
                .collect();
            matched(&of_above, above, true)
        });
        Rules { files, all }
    }

    /// The rules of one file for what is below `folder`; `None` when there is no such file.
    fn read(&self, folder: &Path, file: &Path) -> Option<Arc<Gitignore>> {
        let metadata = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
        let stamp = (metadata.modified().ok(), metadata.len());
        let key = (folder.to_owned(), file.to_owned());
        if let Some(known) = self.known.lock().get(&key).filter(|known| known.stamp == stamp) {
            return Some(Arc::clone(&known.rules));
        }
        let mut builder = GitignoreBuilder::new(folder);
        if let Some(error) = builder.add(file) {
            // Lines that cannot be read are left out, as git does.
            log::debug!("{}: {error}", file.display());
        }
        let rules = Arc::new(builder.build().ok()?);
        self.known.lock().insert(key, Known { stamp, rules: Arc::clone(&rules) });
        Some(rules)
    }
}

/// The `info/exclude` of a repository; of a linked worktree, that of the repository it belongs to.
fn exclude_of(repository: &Path) -> Option<PathBuf> {
    let git = repository.join(".git");
    if git.is_dir() {
        return Some(git.join("info/exclude"));
    }
    let text = std::fs::read_to_string(&git).ok()?;
    let folder = repository.join(text.strip_prefix("gitdir:")?.trim());
    let common = match std::fs::read_to_string(folder.join("commondir")) {
        Ok(common) => folder.join(common.trim()),
        Err(_) => folder,
    };
    Some(common.join("info/exclude"))
}
