//! What is recorded and what is not.

use super::{Judge, Rules};
use crate::history::content::NotKept;
use crate::history::path::ProjectPath;

fn by_name(judge: &Judge, path: &str) -> Result<(), NotKept> {
    judge.by_name(&ProjectPath::new(path).unwrap(), false)
}

#[test]
fn secrets_are_never_kept_and_look_alikes_are() {
    let (judge, faults) = Judge::new(&Rules::default());
    assert_eq!(faults, Vec::<String>::new());
    for secret in [
        ".env",
        "app/.env",
        ".env.local",
        "prod.ENV",
        "a/b/server.pem",
        "id_rsa",
        "keys/id_ed25519",
        ".ssh/config",
        "home/.ssh/config",
        "Secrets.yaml",
    ] {
        assert_eq!(by_name(&judge, secret), Err(NotKept::Secret), "{secret}");
    }
    for plain in
        ["src/main.rs", "id_map.rs", "environment.rs", "id_rsa.pub", ".env.example", "keyboard.rs", "pem.rs"]
    {
        assert_eq!(by_name(&judge, plain), Ok(()), "{plain}");
    }
}

#[test]
fn the_users_rules_count() {
    let rules = Rules {
        exclude: vec!["target/**".into(), "*.log".into(), "[".into()],
        include: vec!["keep.log".into()],
        text_limit: 10,
        binary_limit: 0,
        ..Rules::default()
    };
    let (judge, faults) = Judge::new(&rules);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(by_name(&judge, "target/debug/x"), Err(NotKept::Ignored));
    assert_eq!(by_name(&judge, "a/target/x"), Ok(()));
    assert_eq!(by_name(&judge, "deep/a.log"), Err(NotKept::Ignored));
    assert_eq!(by_name(&judge, "deep/keep.log"), Ok(()));
    assert_eq!(judge.by_content(b"0123456789"), Ok(()));
    assert_eq!(judge.by_content(b"0123456789a"), Err(NotKept::TooLarge));
    assert_eq!(judge.by_content(b"a\0b"), Err(NotKept::Binary));
    let path = ProjectPath::new("x").unwrap();
    assert_eq!(judge.by_name(&path, true), Err(NotKept::Ignored));
}
