//! Names of projects within the state folder.

use super::*;

#[test]
fn projects_with_the_same_name_have_keys_of_their_own() {
    let (one, other) = (key_of(Some(Path::new("/a/my project"))), key_of(Some(Path::new("/b/my project"))));
    assert_ne!(one, other);
    assert!(one.starts_with("my_project-"), "{one}");
    assert_eq!(one, key_of(Some(Path::new("/a/my project"))));
    assert_eq!(key_of(None), "no-project");
}
