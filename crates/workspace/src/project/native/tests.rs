//! The disk's tree against git itself, where git is installed, and against files that are made for it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use justbuilt_testkit::Random;

use super::*;
use crate::project::source::{WatchEvent, WatchSource as _};

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn git(folder: &Path, args: &[&str]) -> Option<std::process::Output> {
    let global = folder.join("../global-config");
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", global)
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.output().ok()
}

/// Every path below a folder, with what the tree says about it.
fn listed(tree: &DiskTree, root: &Path) -> Vec<(PathBuf, bool)> {
    let mut all = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in tree.list(root, &folder).unwrap().entries {
            if entry.kind == EntryKind::Folder && !entry.link {
                folders.push(entry.path.clone());
            }
            all.push((entry.path, entry.ignored));
        }
    }
    all.sort();
    all
}

fn walked(tree: &DiskTree, root: &Path, exclude: &[&str]) -> BTreeSet<PathBuf> {
    let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
    let mut paths = BTreeSet::new();
    let mut found = |items: Vec<WalkItem>| {
        paths.extend(items.into_iter().map(|item| item.path));
        true
    };
    tree.walk(root, &exclude, &CancelToken::new(), &mut found).unwrap();
    paths
}

/// What `git check-ignore` says of paths below a repository; `None` without git.
fn ignored_by_git(root: &Path, paths: &[PathBuf]) -> Option<BTreeSet<PathBuf>> {
    let mut args = vec!["-c", "core.quotePath=false", "check-ignore", "--no-index", "--"];
    let texts: Vec<String> =
        paths.iter().map(|path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()).collect();
    args.extend(texts.iter().map(String::as_str));
    let output = git(root, &args)?;
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| root.join(line)).collect())
}

#[track_caller]
fn agrees_with_git(root: &Path) {
    let tree = DiskTree::default();
    let all = listed(&tree, root);
    let paths: Vec<PathBuf> = all.iter().map(|(path, _)| path.clone()).collect();
    let Some(git) = ignored_by_git(root, &paths) else {
        println!("skipped: no git");
        return;
    };
    let ours: BTreeSet<PathBuf> =
        all.iter().filter(|(_, ignored)| *ignored).map(|(path, _)| path.clone()).collect();
    assert_eq!(ours, git, "explorer (left) and git (right)");
    let files: BTreeSet<PathBuf> =
        paths.into_iter().filter(|path| path.is_file() && !git.contains(path)).collect();
    assert_eq!(walked(&tree, root, &[]), files, "finder (left) and git (right)");
}

#[test]
fn what_git_ignores_is_ignored() {
    let temp = tempfile::tempdir().unwrap();
    let root = &temp.path().join("repo");
    write(
        &root.join(".gitignore"),
        "target/\n*.log\n!keep.log\n/top\nsub/*.x\n**/deep/*.y\n# no\n\\#yes\nb[0-9].z\n a\n",
    );
    write(&root.join("sub/.gitignore"), "!*.log\nmine\n!b1.z\n");
    for file in [
        "target/a",
        "a.log",
        "keep.log",
        "top",
        "sub/top",
        "sub/a.x",
        "sub/deep/a.x",
        "x/deep/a.y",
        "x/deep/w/a.y",
        "#yes",
        "b1.z",
        "b10.z",
        "sub/b1.z",
        "sub/c.log",
        "sub/mine/x",
        "sub/target",
        "x/target/y",
        "Große Datei.log",
        ".hidden/a",
        " a",
    ] {
        write(&root.join(file), "");
    }
    if git(temp.path(), &["init", "-q", "repo"]).is_none() {
        println!("skipped: no git");
        return;
    }
    write(&root.join(".git/info/exclude"), "*.excluded\n.hidden/\n");
    write(&root.join("one.excluded"), "");
    agrees_with_git(root);
    // A change of the rules is seen at once.
    let tree = DiskTree::default();
    assert!(listed(&tree, root).contains(&(root.join("top"), true)));
    write(&root.join(".gitignore"), "nothing-any-more\n");
    assert!(listed(&tree, root).contains(&(root.join("top"), false)));
    agrees_with_git(root);
}

#[test]
fn a_repository_in_a_project_and_a_project_in_a_repository() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("repo");
    write(&root.join(".gitignore"), "*.out\nbuild\n");
    write(&root.join("member/src/a.out"), "");
    write(&root.join("member/src/a.rs"), "");
    write(&root.join("build/inner/a.rs"), "");
    if git(temp.path(), &["init", "-q", "repo"]).is_none() {
        println!("skipped: no git");
        return;
    }
    let tree = DiskTree::default();
    // The project is a folder of the repository: rules above it hold.
    let member = root.join("member");
    let listing = listed(&tree, &member);
    assert!(listing.contains(&(member.join("src/a.out"), true)), "{listing:?}");
    assert_eq!(walked(&tree, &member, &[]), BTreeSet::from([member.join("src/a.rs")]));
    // The project is an ignored folder: so is everything in it, as git sees it.
    let inner = tree.list(&root.join("build"), &root.join("build/inner")).unwrap();
    assert!(inner.entries.iter().all(|entry| entry.ignored));
    // Another repository within: the rules of the outer one end there.
    assert!(git(&root, &["init", "-q", "nested"]).is_some());
    write(&root.join("nested/a.out"), "");
    let nested = tree.list(&root, &root.join("nested")).unwrap();
    assert_eq!(nested.entries.len(), 1, "its .git is left out");
    assert!(!nested.entries[0].ignored);
}

#[test]
fn random_rules_agree_with_git() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("repo");
    std::fs::create_dir(&root).unwrap();
    if git(temp.path(), &["init", "-q", "repo"]).is_none() {
        println!("skipped: no git");
        return;
    }
    let folders = ["", "a/", "a/b/", "c/", "c/a/"];
    for folder in folders {
        for name in ["a.txt", "b.txt", "c", "x.log", "ab"] {
            let path = root.join(folder).join(name);
            if !path.is_dir() {
                write(&path.with_file_name(if folder.is_empty() && name == "c" { "cc" } else { name }), "");
            }
        }
    }
    justbuilt_testkit::random_cases(40, |random: &mut Random| {
        for folder in folders {
            let file = root.join(folder).join(".gitignore");
            let mut text = String::new();
            for _ in 0..random.below(4) {
                let rule = [
                    "a", "/a", "a/", "*.txt", "!*.txt", "!a.txt", "b.txt", "c/", "**/a", "a/**", "/*/b",
                    "?b", "[ab].txt", "!a/", "*", "!c", "a/b", "x.*", "# x", "",
                ][random.below(20)];
                text.push_str(rule);
                text.push('\n');
            }
            std::fs::write(file, text).unwrap();
        }
        agrees_with_git(&root);
    });
}

#[test]
fn links_that_lead_nowhere_or_in_circles_are_told_apart() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    write(&root.join("folder/file"), "");
    for (target, link) in [
        ("folder", "to-folder"),
        ("folder/file", "to-file"),
        ("nowhere", "broken"),
        ("circle", "circle"),
        (".", "self"),
    ] {
        std::os::unix::fs::symlink(target, root.join(link)).unwrap();
    }
    let tree = DiskTree::default();
    let mut entries = tree.list(root, root).unwrap().entries;
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let rows: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} {:?} {}", entry.path.file_name().unwrap().display(), entry.kind, entry.link))
        .collect();
    assert_eq!(
        rows,
        [
            "broken BrokenLink true",
            "circle BrokenLink true",
            "folder Folder false",
            "self Folder true",
            "to-file File true",
            "to-folder Folder true",
        ]
    );
    assert_eq!(tree.list(root, &root.join("self/self/self")).unwrap().entries.len(), 6);
    assert_eq!(walked(&tree, root, &["to-*"]), BTreeSet::from([root.join("folder/file")]));
    let error = tree.list(root, &root.join("missing")).unwrap_err();
    assert!(error.reason.contains("does not exist"), "{error}");
    assert!(tree.walk(&root.join("missing"), &[], &CancelToken::new(), &mut |_| true).is_err());
}

#[test]
fn names_that_are_no_text_are_listed() {
    use std::os::unix::ffi::OsStrExt as _;
    let temp = tempfile::tempdir().unwrap();
    let odd = temp.path().join(std::ffi::OsStr::from_bytes(b"odd-\xFF-name"));
    if std::fs::write(&odd, "").is_err() {
        println!("skipped: this disk takes only text as names");
        return;
    }
    let tree = DiskTree::default();
    assert_eq!(tree.list(temp.path(), temp.path()).unwrap().entries[0].path, odd);
    assert_eq!(walked(&tree, temp.path(), &[]), BTreeSet::from([odd]));
}

/// Waits for the watcher to tell of a path; the time limit only ends a test that fails.
fn hear(events: &mpsc::Receiver<WatchEvent>, path: &Path) {
    loop {
        match events.recv_timeout(Duration::from_secs(20)) {
            Ok(WatchEvent::Changed(paths)) if paths.iter().any(|changed| changed == path) => return,
            Ok(_) => {}
            Err(error) => panic!("nothing heard of {}: {error}", path.display()),
        }
    }
}

#[test]
fn changes_are_told_also_in_new_folders_and_of_single_files() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap().join("project");
    let outside = temp.path().canonicalize().unwrap().join("outside/settings.toml");
    write(&root.join("a"), "");
    write(&outside, "");
    let (sender, events) = mpsc::channel();
    let handle = DiskWatch.watch(Some(&root), Box::new(move |event| drop(sender.send(event)))).unwrap();
    handle.watch(&outside);
    // Watching begins on a thread of its own; what is written before that may be missed, so it is written until heard.
    let first = root.join("first");
    let mut tries = 0;
    loop {
        std::fs::write(&first, tries.to_string()).unwrap();
        tries += 1;
        match events.recv_timeout(Duration::from_millis(500)) {
            Ok(_) => break,
            Err(_) if tries < 40 => {}
            Err(error) => panic!("nothing heard: {error}"),
        }
    }
    std::fs::create_dir(root.join("new")).unwrap();
    hear(&events, &root.join("new"));
    let inside = root.join("new/inside");
    std::fs::write(&inside, "x").unwrap();
    hear(&events, &inside);
    std::fs::rename(&inside, root.join("renamed")).unwrap();
    hear(&events, &root.join("renamed"));
    std::fs::remove_file(root.join("a")).unwrap();
    hear(&events, &root.join("a"));
    // Saved as editors do it, by exchanging the file.
    std::fs::write(outside.with_extension("new"), "y").unwrap();
    std::fs::rename(outside.with_extension("new"), &outside).unwrap();
    hear(&events, &outside);
    drop(handle);
}
