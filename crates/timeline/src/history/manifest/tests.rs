//! Changing files one by one and many at once is the same.

use justbuilt_store::ContentHash;
use justbuilt_testkit::random_cases;

use super::{Change, FileEntry, Manifest, Source};
use crate::FileId;
use crate::history::content::TextFormat;
use crate::history::path::ProjectPath;

#[test]
fn one_by_one_and_all_at_once_are_the_same() {
    random_cases(50, |random| {
        let path = |n: usize| ProjectPath::new(format!("src/{}/f{n}.rs", n % 3)).unwrap();
        let changes: Vec<Change> = (0..200)
            .map(|i| match random.below(6) {
                0 => Change::Remove(path(random.below(20))),
                1 => Change::Move { from: path(random.below(20)), to: path(random.below(20)) },
                2 => {
                    Change::Saved { path: path(random.below(20)), hash: ContentHash::of(&[i as u8]), size: i }
                }
                _ => Change::Put(FileEntry {
                    path: path(random.below(20)),
                    file: FileId(i),
                    source: Source::Blob(ContentHash::of(&[i as u8, 1])),
                    format: TextFormat::default(),
                    disk: None,
                    size: i,
                }),
            })
            .collect();
        let (mut one, mut all) = (Manifest::default(), Manifest::default());
        changes.iter().for_each(|change| one.apply(change));
        all.apply_all(changes.iter());
        assert_eq!(one, all);
        assert!(one.entries().is_sorted_by(|a, b| a.path < b.path));
        for entry in one.entries() {
            assert_eq!(one.get(entry.path.as_str()), Some(entry));
        }
    });
}

#[test]
fn paths_stay_inside_the_project() {
    for good in ["a", "a/b.rs", "ä/日本.txt", ".gitignore", "a..b/c", "...", "a/.github/x"] {
        assert!(ProjectPath::new(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "/a",
        "../a",
        "a/../b",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "C:/x",
        "c:x",
        ".git/config",
        "a/.GIT",
        "a\0",
    ] {
        assert!(ProjectPath::new(bad).is_err(), "{bad}");
    }
    let path = ProjectPath::new("src/a/b.rs").unwrap();
    assert!(path.is_in("src") && path.is_in("src/a/") && path.is_in("") && path.is_in("src/a/b.rs"));
    assert!(!path.is_in("sr") && !path.is_in("src/a/b"));
    let (from, to) = (ProjectPath::new("src/a").unwrap(), ProjectPath::new("lib").unwrap());
    assert_eq!(path.moved(&from, &to).unwrap().as_str(), "lib/b.rs");
    assert!(ProjectPath::new("src/ab").unwrap().moved(&from, &to).is_none());
}
