//! What becomes of files on the disk, texts in memory and the last commit, without git.

use std::collections::BTreeMap;

use super::*;
use crate::Head;

/// A repository that was made up.
#[derive(Default)]
struct Made {
    head: BTreeMap<PathBuf, Content>,
    disk: BTreeMap<PathBuf, Content>,
    renamed: Vec<(PathBuf, PathBuf)>,
    ignored: Vec<PathBuf>,
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<PathBuf, Content> {
    files.iter().map(|(path, text)| (PathBuf::from(path), Content::Text((*text).to_owned()))).collect()
}

impl Repository for Made {
    fn head(&self) -> Result<Option<Head>, VcsError> {
        Ok(None)
    }

    fn head_content(&self, path: &Path) -> Result<Option<Content>, VcsError> {
        Ok(self.head.get(path).cloned())
    }

    fn disk_content(&self, path: &Path) -> Result<Option<Content>, VcsError> {
        Ok(self.disk.get(path).cloned())
    }

    fn changed(&self) -> Result<Vec<Change>, VcsError> {
        let renamed = |path: &PathBuf| self.renamed.iter().any(|(old, new)| old == path || new == path);
        let paths: BTreeSet<&PathBuf> = self.head.keys().chain(self.disk.keys()).collect();
        let mut changes: Vec<Change> = paths
            .into_iter()
            .filter(|path| !renamed(path) && self.head.get(*path) != self.disk.get(*path))
            .map(|path| {
                let kind = match (self.head.contains_key(path), self.disk.contains_key(path)) {
                    (true, true) => ChangeKind::Modified,
                    (true, false) => ChangeKind::Deleted,
                    _ => ChangeKind::Added,
                };
                Change { path: path.clone(), old_path: None, kind }
            })
            .collect();
        changes.extend(self.renamed.iter().map(|(old, new)| Change {
            path: new.clone(),
            old_path: Some(old.clone()),
            kind: ChangeKind::Renamed,
        }));
        Ok(changes)
    }

    fn is_ignored(&self, path: &Path) -> Result<bool, VcsError> {
        Ok(self.ignored.iter().any(|ignored| ignored == path))
    }

    fn subjects(&self, _most: usize) -> Result<Vec<String>, VcsError> {
        Ok(Vec::new())
    }
}

fn difference(repository: &Made, unsaved: &[(&str, &str)]) -> Diff {
    let unsaved = unsaved.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
    let kept_out = |path: &Path| (path == Path::new(".env")).then(|| "it has secrets".to_owned());
    let wish = Wish { unsaved: &unsaved, kept_out: &kept_out, most: 4_000, cancel: &CancelToken::new() };
    diff(repository, &wish).unwrap()
}

#[test]
fn new_changed_deleted_and_renamed_files_are_shown() {
    let repository = Made {
        head: texts(&[("a", "one\ntwo\n"), ("gone", "x\n"), ("same", "s\n"), ("old", "o\n")]),
        disk: texts(&[("a", "one\n2\n"), ("new", "n\n"), ("same", "s\n"), ("other", "o\nmore\n")]),
        renamed: vec![("old".into(), "other".into())],
        ..Made::default()
    };
    let found = difference(&repository, &[]);
    assert_eq!(found.files, 4);
    let expected = "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n\
        diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\
        diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+n\n\
        diff --git a/old b/other\nrename from old\nrename to other\n--- a/old\n+++ b/other\n@@ -1 +1,2 @@\n o\n+more\n";
    assert_eq!(found.text, expected);
}

#[test]
fn texts_in_memory_count_instead_of_their_files() {
    let repository = Made {
        head: texts(&[("clean", "a\n"), ("put back", "b\n"), ("gone", "c\n")]),
        disk: texts(&[("clean", "a\n"), ("put back", "x\n"), ("log", "l\n")]),
        ignored: vec!["log".into(), "scratch".into()],
        ..Made::default()
    };
    // Changed in memory only; as in the commit again; a deleted one that is open; ignored ones that are open.
    let unsaved = [("clean", "a!\n"), ("put back", "b\n"), ("gone", "c!\n"), ("scratch", "s\n")];
    let found = difference(&repository, &unsaved);
    assert!(found.text.contains("-a\n+a!\n") && found.text.contains("-c\n+c!\n"), "{}", found.text);
    assert!(!found.text.contains("put back") && !found.text.contains("scratch"), "{}", found.text);
    assert!(!found.text.contains("deleted"), "{}", found.text);
}

#[test]
fn what_is_kept_out_or_no_text_is_named_only() {
    let mut repository = Made { disk: texts(&[(".env", "KEY=hunter2\n")]), ..Made::default() };
    repository.disk.insert("picture".into(), Content::Other("no text"));
    let found = difference(&repository, &[(".env", "KEY=hunter3\n")]);
    assert_eq!(
        (found.files, found.text.as_str()),
        (2, ".env: changed, and not shown: it has secrets\npicture: changed, and not shown: no text\n")
    );
}

#[test]
fn too_much_is_counted() {
    let long = "line\n".repeat(500);
    let repository = Made { disk: texts(&[("a", &long), ("b", &long), ("c", "short\n")]), ..Made::default() };
    let found = difference(&repository, &[]);
    assert_eq!(found.files, 3);
    assert!(found.text.contains("b/a") && !found.text.contains("b/b") && found.text.contains("+short"));
    assert!(found.text.ends_with("(1 more files were changed, and are left out here)\n"), "{}", found.text);
}

#[test]
fn nothing_is_compared_once_it_is_cancelled() {
    let repository = Made { disk: texts(&[("a", "a\n")]), ..Made::default() };
    let cancel = CancelToken::new();
    cancel.cancel();
    let wish = Wish { unsaved: &Unsaved::new(), kept_out: &|_| None, most: 4_000, cancel: &cancel };
    assert_eq!(diff(&repository, &wish).unwrap(), Diff::default());
}
