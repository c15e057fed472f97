//! What was changed since the last commit, as one unified difference that `git apply` and models read: files on the
//! disk, with the texts that are not saved yet in their place. Knows no git; a [`Repository`] says what there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use justbuilt_base::CancelToken;
use similar::TextDiff;

use crate::{Change, ChangeKind, Content, Repository, VcsError};

/// Texts in memory that their files do not have yet, by their paths below the folder.
pub type Unsaved = BTreeMap<PathBuf, String>;

/// What a difference is to have.
pub struct Wish<'a> {
    /// Texts in memory: they count instead of their files.
    pub unsaved: &'a Unsaved,
    /// Why a file is only named, and nothing of it shown; `None` for one that may be.
    pub kept_out: &'a dyn Fn(&Path) -> Option<String>,
    /// Bytes after which files are only counted.
    pub most: usize,
    /// Stops it.
    pub cancel: &'a CancelToken,
}

/// What was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The unified difference; lines outside hunks that are no headers name what is not shown.
    pub text: String,
    /// Files that were changed, those that are not shown included.
    pub files: usize,
}

/// Compares with the last commit.
///
/// # Errors
/// [`VcsError`] when the changes cannot be listed. A single file that cannot be read is named with the reason.
pub fn diff(repository: &dyn Repository, wish: &Wish<'_>) -> Result<Diff, VcsError> {
    let mut changes: BTreeSet<Change> = repository.changed()?.into_iter().collect();
    for path in wish.unsaved.keys() {
        if !changes.iter().any(|change| change.path == *path && change.kind != ChangeKind::Deleted) {
            // Clean on the disk, or new there; whether it is changed is seen when it is compared.
            changes.insert(Change { path: path.clone(), old_path: None, kind: ChangeKind::Modified });
        }
    }
    let mut out = Diff::default();
    let mut left_out = 0;
    for change in &changes {
        if wish.cancel.is_cancelled() {
            break;
        }
        let piece = piece(repository, change, &changes, wish)?;
        if piece.is_empty() {
            continue;
        }
        out.files += 1;
        if out.text.len() + piece.len() > wish.most && !out.text.is_empty() {
            left_out += 1;
        } else {
            out.text.push_str(&piece);
        }
    }
    if left_out > 0 {
        out.text.push_str(&format!("({left_out} more files were changed, and are left out here)\n"));
    }
    Ok(out)
}

/// What is said of one file; empty when it is as it was.
fn piece(
    repository: &dyn Repository,
    change: &Change,
    all: &BTreeSet<Change>,
    wish: &Wish<'_>,
) -> Result<String, VcsError> {
    let (path, name) = (change.path.as_path(), named(&change.path));
    let old_path = change.old_path.as_deref().unwrap_or(path);
    let old_name = named(old_path);
    let unsaved = wish.unsaved.get(path);
    let deleted = change.kind == ChangeKind::Deleted;
    // A deleted file that is open and not saved is written again by saving it: the entry of the text says so.
    if deleted && unsaved.is_some() && all.iter().any(|one| one.path == path && one != change) {
        return Ok(String::new());
    }
    let old = match change.kind {
        ChangeKind::Added => None,
        _ => repository.head_content(old_path)?,
    };
    if old.is_none()
        && unsaved.is_some()
        && change.kind == ChangeKind::Modified
        && repository.is_ignored(path)?
    {
        return Ok(String::new());
    }
    if let Some(why) = (wish.kept_out)(path).or_else(|| (wish.kept_out)(old_path)) {
        return Ok(format!("{name}: changed, and not shown: {why}\n"));
    }
    let new = match unsaved {
        Some(text) => Some(Content::Text(text.clone())),
        None if deleted => None,
        None => match repository.disk_content(path) {
            Ok(content) => content,
            Err(error) => return Ok(format!("{name}: changed, and cannot be read: {}\n", error.reason)),
        },
    };
    let text = |content: &Option<Content>| match content {
        None => Ok(None),
        Some(Content::Text(text)) => Ok(Some(text.clone())),
        Some(Content::Other(why)) => Err(*why),
    };
    let (old, new) = match (text(&old), text(&new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(why), _) | (_, Err(why)) => return Ok(format!("{name}: changed, and not shown: {why}\n")),
    };
    if old == new && change.old_path.is_none() {
        return Ok(String::new());
    }
    let mut out = format!("diff --git a/{old_name} b/{name}\n");
    match (&old, &new) {
        (None, Some(_)) => out.push_str("new file mode 100644\n"),
        (Some(_), None) => out.push_str("deleted file mode 100644\n"),
        _ if change.old_path.is_some() => {
            out.push_str(&format!("rename from {old_name}\nrename to {name}\n"));
        }
        _ => {}
    }
    let before = if old.is_some() { format!("a/{old_name}") } else { "/dev/null".to_owned() };
    let after = if new.is_some() { format!("b/{name}") } else { "/dev/null".to_owned() };
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    if old != new {
        let lines = TextDiff::from_lines(&old, &new);
        out.push_str(&lines.unified_diff().context_radius(3).header(&before, &after).to_string());
    }
    Ok(out)
}

/// A path as differences write it.
fn named(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests;
