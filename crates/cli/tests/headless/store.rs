//! `justbuilt store` as a person or a script uses it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use justbuilt_store::{Kv, SledKv, Storage};
use serde_json::Value;

/// A home with records and one project's storage, closed.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state");
    let store = SledKv::open(&state.join("store")).unwrap();
    store.set("settings", b"theme", br#"{"name":"dark"}"#).unwrap();
    store.close().unwrap();
    let storage = Storage::open(&state.join("timeline/project-1")).unwrap();
    storage.logs.append("events", &[b"one", b"two"]).unwrap();
    storage.blobs.put_all(&mut std::iter::once(b"content".to_vec())).unwrap();
    home
}

fn justbuilt(home: &Path, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_justbuilt");
    Command::new(program).arg("store").args(args).arg("--home").arg(home).output().unwrap()
}

fn text(home: &Path, args: &[&str]) -> String {
    let output = justbuilt(home, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(home: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&text(home, &[args, &["--json"]].concat())).unwrap()
}

/// What it says when it cannot.
fn refused(home: &Path, args: &[&str]) -> String {
    let output = justbuilt(home, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn it_is_kept_looked_at_and_brought_back() {
    let home = home();
    let at = |name: &str| home.path().join(name).display().to_string();
    assert!(text(home.path(), &["check"]).contains("store: fine\ntimeline/project-1: fine"));
    let stats = json(home.path(), &["stats"]);
    assert_eq!(stats["stores"][0]["health"]["records"]["settings"], 1);
    assert_eq!(stats["stores"][1]["health"]["records"]["events"], 2);
    assert!(text(home.path(), &["stats"]).contains("1 contents, 7 bytes"));

    let backup = json(home.path(), &["backup", &at("backup")]);
    assert!(backup["files"].as_u64() > Some(3));
    assert_eq!(json(home.path(), &["export", &at("out.json")])["records"], 1);
    assert!(text(home.path(), &["export", "--namespace", "settings"]).contains(r#""name": "dark""#));
    assert!(text(home.path(), &["compact"]).contains("freed"));
    fs::remove_dir_all(home.path().join("state/timeline")).unwrap();
    let restored = text(home.path(), &["restore", &at("backup")]);
    assert!(restored.contains("1 records and 1 projects restored"), "{restored}");
    assert!(restored.contains("before-restore-"), "{restored}");
    assert_eq!(json(home.path(), &["check"])["problems"], 0);

    let other = tempfile::tempdir().unwrap();
    assert_eq!(json(other.path(), &["import", &at("out.json")])["records"], 1);
    assert!(text(other.path(), &["export"]).contains("dark"));
}

#[test]
fn it_says_clearly_what_is_wrong() {
    let home = home();
    let pack = home.path().join("state/timeline/project-1/blobs/00000001.pack");
    let mut bytes = fs::read(&pack).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&pack, bytes).unwrap();
    let check = justbuilt(home.path(), &["check"]);
    assert_eq!(check.status.code(), Some(1));
    let said = String::from_utf8(check.stdout).unwrap();
    assert!(said.contains("timeline/project-1: 1 problem") && said.contains("is damaged"), "{said}");

    let missing = home.path().join("nowhere").display().to_string();
    assert!(refused(home.path(), &["restore", &missing]).contains("nowhere"));
    let store = SledKv::open(&home.path().join("state/store")).unwrap();
    let said = refused(home.path(), &["backup", &missing]);
    assert!(said.contains("in use by another window") && said.contains("Close it"), "{said}");
    let said = text(home.path(), &["stats"]);
    assert!(said.contains("a window has it"), "{said}");
    drop(store);

    assert_eq!(justbuilt(home.path(), &["polish"]).status.code(), Some(2));
    let empty = tempfile::tempdir().unwrap();
    assert!(text(empty.path(), &["check"]).contains("nothing is kept"));
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}
