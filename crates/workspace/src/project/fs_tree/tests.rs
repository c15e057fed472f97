//! Listing and walking in memory, ignore files included.

use super::*;
use justbuilt_store::MemoryFs;

fn tree(files: &[(&str, &str)]) -> (FsTree, MemoryFs) {
    let fs =
        MemoryFs::with_files(files.iter().map(|(path, text)| (Path::new(*path), text.as_bytes()))).unwrap();
    (FsTree::new(Arc::new(fs.clone())), fs)
}

fn walked(tree: &FsTree, exclude: &[&str]) -> Vec<String> {
    let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
    let mut paths = Vec::new();
    let mut found = |items: Vec<WalkItem>| {
        paths.extend(
            items.into_iter().map(|item| item.path.strip_prefix("/p").unwrap().display().to_string()),
        );
        true
    };
    tree.walk(Path::new("/p"), &exclude, &CancelToken::new(), &mut found).unwrap();
    paths.sort();
    paths
}

#[test]
fn ignore_files_are_obeyed_with_their_fine_print() {
    let (tree, _) = tree(&[
        (
            "/p/.gitignore",
            "# a comment\ntarget/\n*.log\n!keep.log\n/only-here\ndocs/*.pdf\n\\#odd\ntrailing  \n",
        ),
        ("/p/target/debug/a", ""),
        ("/p/a.log", ""),
        ("/p/keep.log", ""),
        ("/p/only-here", ""),
        ("/p/sub/only-here", ""),
        ("/p/docs/a.pdf", ""),
        ("/p/docs/deep/b.pdf", ""),
        ("/p/#odd", ""),
        ("/p/trailing", ""),
        ("/p/sub/.gitignore", "!*.log\nprivate\r\n"),
        ("/p/sub/b.log", ""),
        ("/p/sub/private/x", ""),
        ("/p/sub/target", "a file, not a folder"),
        ("/p/.git/config", ""),
        ("/p/.justbuilt-1.tmp", ""),
    ]);
    assert_eq!(
        walked(&tree, &[]),
        [
            ".gitignore",
            "docs/deep/b.pdf",
            "keep.log",
            "sub/.gitignore",
            "sub/b.log",
            "sub/only-here",
            "sub/target",
        ]
    );
    assert_eq!(walked(&tree, &["sub", "*.pdf"]), [".gitignore", "keep.log"]);
}

#[test]
fn listings_mark_what_is_ignored_and_leave_out_what_is_ours() {
    let (tree, fs) = tree(&[
        ("/p/.gitignore", "target"),
        ("/p/target/debug/x", ""),
        ("/p/a", ""),
        ("/p/.git/config", ""),
        ("/p/.justbuilt-1.tmp", ""),
    ]);
    fs.symlink(Path::new("nowhere"), Path::new("/p/broken")).unwrap();
    fs.symlink(Path::new("/p"), Path::new("/p/around")).unwrap();
    let list = |folder: &str| {
        let mut rows: Vec<String> = tree
            .list(Path::new("/p"), Path::new(folder))
            .unwrap()
            .entries
            .iter()
            .map(|entry| {
                let name = entry.path.file_name().unwrap().to_string_lossy().into_owned();
                format!(
                    "{name} {:?}{}{}",
                    entry.kind,
                    if entry.link { " link" } else { "" },
                    if entry.ignored { " ignored" } else { "" }
                )
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(
        list("/p"),
        [
            ".gitignore File",
            "a File",
            "around Folder link",
            "broken BrokenLink link",
            "target Folder ignored",
        ]
    );
    assert_eq!(list("/p/target/debug"), ["x File ignored"]);
    assert_eq!(list("/p/around/around").len(), 5);
    assert!(tree.list(Path::new("/p"), Path::new("/p/a")).unwrap_err().to_string().contains("/p/a"));
    assert_eq!(walked(&tree, &[]), [".gitignore", "a"], "links are not followed");
}

#[test]
fn walking_stops_when_told() {
    let files: Vec<(String, String)> = (0..1000).map(|n| (format!("/p/f{n}"), String::new())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (tree, _) = tree(&files);
    let mut batches = 0;
    let mut once = |items: Vec<WalkItem>| {
        assert_eq!(items.len(), BATCH);
        batches += 1;
        false
    };
    tree.walk(Path::new("/p"), &[], &CancelToken::new(), &mut once).unwrap();
    assert_eq!(batches, 1);
    let cancelled = CancelToken::new();
    cancelled.cancel();
    tree.walk(Path::new("/p"), &[], &cancelled, &mut |_| panic!("cancelled")).unwrap();
    assert!(tree.walk(Path::new("/nowhere"), &[], &CancelToken::new(), &mut |_| true).is_err());
}
