//! Plans written to files.

use std::path::Path;

use justbuilt_store::{Fs, MemoryFs};

use crate::edits::project::{Project, WriteError};
use crate::edits::{Policy, parse, plan};

fn fs() -> MemoryFs {
    let fs = MemoryFs::new();
    fs.create_dir_all(Path::new("/p/src")).unwrap();
    fs.write(Path::new("/p/src/a.rs"), b"\xef\xbb\xbflet a = one;\r\nend\r\n").unwrap();
    fs.write(Path::new("/p/.env"), b"KEY=one\n").unwrap();
    fs.write(Path::new("/p/binary"), b"\xff\xfe").unwrap();
    fs.create_dir_all(Path::new("/out")).unwrap();
    fs.symlink(Path::new("/out"), Path::new("/p/away")).unwrap();
    fs
}

fn block(path: &str, search: &str, replace: &str) -> String {
    format!("{path}\n```\n<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n```\n")
}

fn write(fs: &MemoryFs, reply: &str, may: bool) -> Result<Vec<String>, WriteError> {
    let reply = parse(reply, None);
    let ignored = |_: &str| false;
    let project = Project::read(fs, Path::new("/p"), &reply, &ignored).unwrap();
    let plan = plan(&reply, &project, &Policy::default());
    assert!(plan.is_whole(), "{plan:?}");
    project.write(&plan, &|_| may)
}

#[test]
fn files_are_changed_and_made() {
    let fs = fs();
    let reply = block("src/a.rs", "let a = one;\n", "let a = two;\n") + &block("new/b.txt", "", "hello\n");
    assert_eq!(write(&fs, &reply, false).unwrap(), ["src/a.rs", "new/b.txt"]);
    assert_eq!(fs.read(Path::new("/p/src/a.rs")).unwrap(), b"\xef\xbb\xbflet a = two;\r\nend\r\n");
    assert_eq!(fs.read(Path::new("/p/new/b.txt")).unwrap(), b"hello\n");
}

#[test]
fn one_file_that_may_not_be_touched_leaves_all_alone() {
    for path in ["away/x", "../x", "/x", ".git/config", "src/NUL", "binary"] {
        let fs = fs();
        let reply = block("src/a.rs", "let a = one;\n", "let a = two;\n") + &block(path, "", "x\n");
        assert!(write(&fs, &reply, true).is_err(), "{path}");
        assert!(fs.read(Path::new("/p/src/a.rs")).unwrap().ends_with(b"one;\r\nend\r\n"), "{path}");
        assert!(fs.read_dir(Path::new("/out")).unwrap().is_empty(), "{path}");
    }
}

#[test]
fn secrets_are_changed_only_when_the_user_says_so() {
    let fs = fs();
    let reply = block(".env", "KEY=one\n", "KEY=two\n");
    assert!(matches!(write(&fs, &reply, false), Err(WriteError::Guarded { .. })));
    assert_eq!(write(&fs, &reply, true).unwrap(), [".env"]);
    assert_eq!(fs.read(Path::new("/p/.env")).unwrap(), b"KEY=two\n");
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let fs = fs();
    let reply = parse(&block("src/a.rs", "let a = one;\n", "let a = two;\n"), None);
    let ignored = |_: &str| false;
    let project = Project::read(&fs, Path::new("/p"), &reply, &ignored).unwrap();
    let plan = plan(&reply, &project, &Policy::default());
    fs.write(Path::new("/p/src/a.rs"), b"let a = one;\nmine\n").unwrap();
    assert!(matches!(project.write(&plan, &|_| true), Err(WriteError::Changed { .. })));
    assert_eq!(fs.read(Path::new("/p/src/a.rs")).unwrap(), b"let a = one;\nmine\n");
}
