//! Tests of the end of a file.

use std::fs;

use super::Tail;

#[test]
fn it_starts_where_good_bytes_end_and_makes_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/file");
    let mut tail = Tail::new(path.clone(), 0);
    assert_eq!(tail.append(b"good").unwrap(), 0);
    fs::write(&path, "good and torn").unwrap();
    let mut tail = Tail::new(path.clone(), 4);
    assert_eq!((tail.append(b", better").unwrap(), tail.end()), (4, 12));
    assert_eq!(fs::read(&path).unwrap(), b"good, better");
}

#[test]
fn it_knows_what_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut tail = Tail::new(folder.path().join("file"), 0);
    assert!(tail.pending().unwrap().is_none());
    tail.append(b"one").unwrap();
    let first = tail.pending().unwrap().unwrap();
    assert!(first.folder.is_some(), "a new name");
    tail.append(b"two").unwrap();
    first.wait(folder.path()).unwrap();
    tail.synced(&first);
    assert_eq!((tail.safe_end(), tail.end()), (3, 6));
    tail.release();
    let second = tail.pending().unwrap().unwrap();
    assert!(second.folder.is_none());
    second.wait(folder.path()).unwrap();
    tail.synced(&second);
    assert!(tail.pending().unwrap().is_none());
    assert_eq!(tail.safe_end(), 6);
}
