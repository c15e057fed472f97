//! Tests of the merge page: what is made of a plan.

use justbuilt_timeline::{FileId, ProjectPath};
use justbuilt_workspace::timeline::Chunk;

use super::*;

fn file(chunks: Vec<Chunk>, resolution: Option<Resolution>) -> FileMerge {
    let path = ProjectPath::new("src/http.rs").unwrap();
    FileMerge {
        our_path: Some(path.clone()),
        path,
        file: FileId(1),
        expected: None,
        outcome: Outcome::Conflict(Conflict::Text { chunks, format: Default::default() }),
        resolution,
    }
}

fn conflict(ours: &str, theirs: &str) -> Chunk {
    Chunk::Conflict { base: String::new(), ours: ours.to_owned(), theirs: theirs.to_owned() }
}

#[test]
fn a_file_begins_with_what_was_decided_about_it() {
    let chunks = vec![conflict("a\n", "b\n"), Chunk::Same("same\n".to_owned()), conflict("c\n", "d\n")];
    let mut state = MergeState::default();
    assert_eq!(choices(&mut state, &file(chunks.clone(), None)).as_slice(), [None, None]);
    let mut state = MergeState::default();
    let decided = file(chunks.clone(), Some(Resolution::Theirs));
    assert_eq!(choices(&mut state, &decided).as_slice(), [Some(Choice::Theirs), Some(Choice::Theirs)]);
    let mut state = MergeState::default();
    let made = vec![Choice::Both, Choice::Edited("e\n".to_owned())];
    let decided = file(chunks, Some(Resolution::Choices(made.clone())));
    let expected: Vec<_> = made.into_iter().map(Some).collect();
    assert_eq!(*choices(&mut state, &decided), expected);
}

#[test]
fn another_file_starts_at_its_first_conflict() {
    let mut state = MergeState { editing: Some((0, "half".to_owned())), ..MergeState::default() };
    state.conflict.current = 3;
    show_file(&mut state, 2);
    assert_eq!((state.file, state.conflict.current), (2, 0));
    assert!(state.editing.is_none(), "a half-written text belongs to its file");
}
