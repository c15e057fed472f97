//! Repositories that git itself wrote, in folders of their own.

use std::fs;

use git2::{IndexAddOption, Signature};
use justbuilt_base::CancelToken;
use tempfile::TempDir;

use super::*;
use crate::{Diff, Unsaved, Wish, diff};

struct Project {
    folder: TempDir,
    git: git2::Repository,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let git = git2::Repository::init(folder.path()).unwrap();
        Self { folder, git }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn stage(&self) {
        let mut index = self.git.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["*"], None).unwrap();
        index.write().unwrap();
    }

    fn commit(&self, message: &str) {
        self.stage();
        let tree = self.git.find_tree(self.git.index().unwrap().write_tree().unwrap()).unwrap();
        let who = Signature::now("Ada", "ada@example.org").unwrap();
        let parent = self.git.head().ok().map(|head| head.peel_to_commit().unwrap());
        let parents: Vec<_> = parent.iter().collect();
        self.git.commit(Some("HEAD"), &who, &who, message, &tree, &parents).unwrap();
    }

    fn open(&self, below: &str) -> Box<dyn Repository> {
        Git.open(&self.folder.path().join(below)).unwrap().unwrap()
    }

    fn diff(&self, unsaved: &[(&str, &str)]) -> Diff {
        let unsaved: Unsaved =
            unsaved.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
        let cancel = CancelToken::new();
        let wish = Wish { unsaved: &unsaved, kept_out: &|_| None, most: 1 << 20, cancel: &cancel };
        diff(&*self.open(""), &wish).unwrap()
    }
}

fn change(path: &str, kind: ChangeKind) -> Change {
    Change { path: path.into(), old_path: None, kind }
}

#[test]
fn a_folder_without_git_has_no_repository() {
    let folder = tempfile::tempdir().unwrap();
    // A temporary folder may itself be in a repository; then that one is found, which is right.
    if !folder.path().ancestors().any(|above| above.join(".git").exists()) {
        assert!(Git.open(folder.path()).unwrap().is_none());
    }
    let bare = git2::Repository::init_bare(folder.path().join("bare")).unwrap();
    assert!(Git.open(bare.path()).unwrap().is_none(), "a bare one has no files to compare");
    let project = Project::new();
    assert!(Git.open(&project.folder.path().join(".git")).unwrap().is_none());
    assert!(Git.open(Path::new("/missing/folder")).unwrap().is_none());
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let project = Project::new();
    project.write("a.txt", "a\n");
    let repository = project.open("");
    assert_eq!(repository.head().unwrap(), None);
    assert_eq!(repository.head_content(Path::new("a.txt")).unwrap(), None);
    assert_eq!(repository.changed().unwrap(), [change("a.txt", ChangeKind::Added)]);
    assert_eq!(repository.subjects(5).unwrap(), Vec::<String>::new());
    assert!(project.diff(&[]).text.contains("--- /dev/null\n+++ b/a.txt\n"));
}

#[test]
fn changes_are_those_since_the_last_commit_staged_or_not() {
    let project = Project::new();
    project.write(".gitignore", "*.log\nout/\n");
    project.write("kept.txt", "one\ntwo\nthree\n");
    project.write("staged.txt", "s\n");
    project.write("gone.txt", "g\n");
    project.write("moved.txt", "a file that is long enough\nto be known again\nafter it was moved\n");
    project.commit("First\n\nWith a body.");
    assert_eq!(project.open("").changed().unwrap(), []);
    assert_eq!(project.diff(&[]), Diff::default());

    project.write("staged.txt", "S\n");
    project.stage();
    project.write("kept.txt", "one\n2\nthree\n");
    fs::remove_file(project.folder.path().join("gone.txt")).unwrap();
    fs::rename(project.folder.path().join("moved.txt"), project.folder.path().join("there.txt")).unwrap();
    project.write("new/deep.txt", "n\n");
    project.write("noise.log", "l\n");
    project.write("out/made.txt", "m\n");
    let repository = project.open("");
    let renamed = Change { old_path: Some("moved.txt".into()), ..change("there.txt", ChangeKind::Renamed) };
    assert_eq!(
        repository.changed().unwrap(),
        [
            change("gone.txt", ChangeKind::Deleted),
            change("kept.txt", ChangeKind::Modified),
            change("new/deep.txt", ChangeKind::Added),
            change("staged.txt", ChangeKind::Modified),
            renamed,
        ]
    );
    assert!(repository.is_ignored(Path::new("noise.log")).unwrap());
    assert_eq!(
        repository.head_content(Path::new("kept.txt")).unwrap(),
        Some(Content::Text("one\ntwo\nthree\n".to_owned()))
    );
    let found = project.diff(&[("kept.txt", "one\nII\nthree\n"), ("noise.log", "typed\n")]);
    assert_eq!(found.files, 5);
    assert!(found.text.contains("-two\n+II\n") && !found.text.contains("+2\n"), "{}", found.text);
    assert!(found.text.contains("rename from moved.txt\nrename to there.txt\n"), "{}", found.text);
    assert!(!found.text.contains("noise") && !found.text.contains("made"), "{}", found.text);
    let head = repository.head().unwrap().unwrap();
    assert_eq!((head.id.len(), head.short().len()), (40, 8));
    assert!(head.branch.is_some());
    project.commit("Second");
    assert_eq!(repository.subjects(9).unwrap(), ["Second", "First"]);
    assert_eq!(project.diff(&[]), Diff::default());
}

#[test]
fn git_takes_the_difference_back() {
    let project = Project::new();
    project.write("a.txt", "one\ntwo\nthree");
    project.write("gone.txt", "g\n");
    project.commit("First");
    project.write("a.txt", "one\nzwei\nthree\n");
    project.write("b.txt", "new\n");
    fs::remove_file(project.folder.path().join("gone.txt")).unwrap();
    let found = project.diff(&[]);
    let parsed = git2::Diff::from_buffer(found.text.as_bytes()).unwrap();
    assert_eq!(parsed.stats().unwrap().files_changed(), 3);
    let tree = project.git.head().unwrap().peel_to_tree().unwrap();
    let mut index = project.git.apply_to_tree(&tree, &parsed, None).unwrap();
    let after = project.git.find_tree(index.write_tree_to(&project.git).unwrap()).unwrap();
    let text = |name: &str| {
        let entry = after.get_path(Path::new(name)).ok()?;
        let object = entry.to_object(&project.git).unwrap();
        Some(String::from_utf8(object.as_blob().unwrap().content().to_vec()).unwrap())
    };
    assert_eq!(text("a.txt").as_deref(), Some("one\nzwei\nthree\n"));
    assert_eq!(text("b.txt").as_deref(), Some("new\n"));
    assert_eq!(text("gone.txt"), None);
}

#[test]
fn from_a_folder_within_only_that_folder_is_seen() {
    let project = Project::new();
    project.write("above.txt", "a\n");
    project.write("part/in.txt", "i\n");
    project.write("part/odd [x]*.txt", "o\n");
    project.commit("First");
    project.write("above.txt", "A\n");
    project.write("part/in.txt", "I\n");
    project.write("part/odd [x]*.txt", "O\n");
    let repository = project.open("part");
    assert_eq!(
        repository.changed().unwrap(),
        [change("in.txt", ChangeKind::Modified), change("odd [x]*.txt", ChangeKind::Modified)]
    );
    let text = |content| Some(Content::Text(content));
    assert_eq!(repository.head_content(Path::new("in.txt")).unwrap(), text("i\n".to_owned()));
    assert_eq!(repository.disk_content(Path::new("in.txt")).unwrap(), text("I\n".to_owned()));
    assert_eq!(repository.disk_content(Path::new("none.txt")).unwrap(), None);
}

#[test]
fn a_folder_that_the_repository_ignores_is_not_of_it() {
    let project = Project::new();
    project.write(".gitignore", "scratch/\n");
    project.write("scratch/a.txt", "a\n");
    project.commit("First");
    assert!(Git.open(&project.folder.path().join("scratch")).unwrap().is_none());
}

#[cfg(unix)]
#[test]
fn links_are_neither_followed_nor_a_way_out() {
    let project = Project::new();
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), "hunter2\n").unwrap();
    project.write("a.txt", "a\n");
    project.commit("First");
    std::os::unix::fs::symlink(secret.path(), project.folder.path().join("link")).unwrap();
    let found = project.diff(&[]);
    assert!(found.text.contains("b/link") && !found.text.contains("hunter2"), "{}", found.text);
    // The project itself may be opened by a link.
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("project");
    std::os::unix::fs::symlink(project.folder.path(), &link).unwrap();
    project.write("a.txt", "A\n");
    let repository = Git.open(&link).unwrap().unwrap();
    assert!(repository.changed().unwrap().contains(&change("a.txt", ChangeKind::Modified)));
    let disk = repository.disk_content(Path::new("a.txt")).unwrap();
    assert_eq!(disk, Some(Content::Text("A\n".to_owned())));
}

#[test]
fn bytes_that_are_no_text_are_named_only() {
    let project = Project::new();
    project.write("a.txt", "a\n");
    project.commit("First");
    fs::write(project.folder.path().join("a.txt"), b"\xff\xfe\0\0").unwrap();
    assert_eq!(project.diff(&[]).text, "a.txt: changed, and not shown: no text\n");
}
