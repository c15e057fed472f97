//! Tests of names and errors; stamps and blocks are in the contract.

use std::io;

use super::{FileStamp, error::FsAction, error::FsError, name_problem};
use crate::hash::ContentHash;

#[test]
fn names_a_user_may_type() {
    for good in ["a", ".hidden", "with space", "日本語.rs", "..."] {
        assert_eq!(name_problem(good), None, "{good}");
    }
    for bad in ["", ".", "..", "a/b", "a\0b", "x".repeat(256).as_str()] {
        assert!(name_problem(bad).is_some(), "{bad}");
    }
}

#[test]
fn errors_say_what_where_why_and_what_to_do() {
    let error = FsError::from_io(FsAction::Save, "/p/f", io::ErrorKind::StorageFull.into());
    assert_eq!(error.to_string(), "could not save /p/f: the disk is full");
    assert!(error.help().contains("your text is kept"));
    let error = FsError::from_io(FsAction::Rename, "/p/f", io::ErrorKind::CrossesDevices.into());
    assert!(matches!(error, FsError::Io { .. }) && error.help().contains("different disks"));
    assert_eq!(error.about("/q".as_ref()).path().to_str(), Some("/q"));
}

#[test]
fn hashes_decide_when_both_are_known() {
    let stamp = FileStamp { size: 1, modified_ns: Some(1), id: None, hash: None };
    let touched = FileStamp { modified_ns: Some(2), ..stamp };
    assert!(stamp.same_content(&stamp) && !stamp.same_content(&touched));
    let hash = ContentHash::of(b"x");
    assert!(stamp.with_hash(hash).same_content(&touched.with_hash(hash)));
    assert!(!stamp.with_hash(hash).same_content(&stamp.with_hash(ContentHash::of(b"y"))));
    assert_eq!(
        ContentHash::of(b"").to_hex(),
        "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    );
}
