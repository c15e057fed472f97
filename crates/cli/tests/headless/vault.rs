//! Tests of `justbuilt vault`, with passphrases from files: there is no keychain, and no terminal to ask on.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{Bench, Said};

const SECRET: &str = "sk-never-to-be-seen-1234567890";

fn bench() -> Bench {
    let b = Bench::new();
    fs::write(b.path("one"), "correct horse battery\n").unwrap();
    fs::write(b.path("two"), "another one\r\nwith a second line").unwrap();
    fs::write(b.path("short"), "short").unwrap();
    b
}

impl Bench {
    /// Runs `justbuilt vault` with the passphrase in the file of that name.
    fn vault(&self, passphrase: &str, args: &[&str], input: &str) -> Said {
        let file = self.path(passphrase).display().to_string();
        let args = [&["vault", "--passphrase-file", &file], args].concat();
        self.run(&args, input.as_bytes())
    }
}

/// Whether a file below `folder` has `text` in it.
fn found_below(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found_below(&path, text);
        }
        fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn secrets_are_kept_and_never_shown() {
    let b = bench();
    assert_eq!(b.vault("one", &["list"], "").good(), "");
    assert!(b.run(&["vault", "status"], b"").good().starts_with("there is no vault yet"));
    assert!(b.vault("one", &["delete", "a"], "").bad(1).contains("no vault yet"));
    assert!(!b.path("home").exists());
    assert_eq!(b.vault("one", &["set", "openai/work"], &format!("{SECRET}\n")).good(), "");
    b.vault("one", &["set", "github"], "ghp_second-secret-value").good();
    assert_eq!(b.vault("one", &["list"], "").good(), "github\nopenai/work\n");
    let status = b.run(&["vault", "status", "--json"], b"").json();
    assert_eq!((&status["opened_by"], &status["secrets"]), (&json!("passphrase"), &json!(2)));
    assert_eq!(b.vault("one", &["check"], "").good(), "every secret is as it was set\n");
    assert_eq!(b.vault("one", &["rotate"], "").good(), "all secrets have new keys\n");
    b.vault("one", &["delete", "github"], "").good();
    assert_eq!(b.vault("one", &["delete", "github"], "").bad(1), "justbuilt: there is no secret 'github'\n");
    let list = b.vault("one", &["list", "--json"], "").json();
    assert_eq!(list[0]["name"], "openai/work");
    for text in [SECRET, "ghp_second-secret-value", "openai/work", "correct horse"] {
        assert!(!found_below(&b.path("home"), text), "{text}");
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let b = bench();
    assert!(b.vault("short", &["set", "a"], "b").bad(1).contains("at least 8 are needed"));
    b.vault("one", &["set", "a"], "b").good();
    let err = b.vault("two", &["list"], "").bad(1);
    assert!(err.starts_with("justbuilt: the passphrase is wrong\n") && err.contains("Caps Lock"), "{err}");
    b.vault("two", &["set", "a"], "c").bad(1);
    assert!(b.vault("none", &["list"], "").bad(1).contains("could not read the passphrase"));
    // Nobody to ask.
    let err = b.run(&["vault", "list"], b"").bad(1);
    assert!(err.contains("no terminal to ask on") && err.contains("--help"), "{err}");
}

#[test]
fn the_passphrase_can_be_changed() {
    let b = bench();
    b.vault("one", &["set", "a"], "b").good();
    let two = b.path("two").display().to_string();
    let done = b.vault("one", &["passphrase", "--new-passphrase-file", &two], "").good();
    assert_eq!(done, "the vault is opened by the new passphrase\n");
    b.vault("one", &["list"], "").bad(1);
    assert_eq!(b.vault("two", &["list"], "").good(), "a\n");
    if cfg!(target_os = "linux") {
        let err = b.vault("two", &["keychain"], "").bad(1);
        assert!(
            err.starts_with("justbuilt: there is no keychain: ") && err.contains("Secret Service"),
            "{err}"
        );
        assert_eq!(b.vault("two", &["list"], "").good(), "a\n");
    }
}

#[test]
fn exports_are_encrypted() {
    let b = bench();
    b.vault("one", &["set", "openai/work"], SECRET).good();
    let two = b.path("two").display().to_string();
    let (file, options) = ("vault.export", ["--export-passphrase-file", &two]);
    let args = [&["export", file][..], &options].concat();
    assert_eq!(b.vault("one", &args, "").good(), "1 secret written to vault.export, encrypted\n");
    assert!(b.vault("one", &args, "").bad(1).contains("is there already"));
    assert!(!found_below(&b.path("project"), SECRET) && !found_below(&b.path("project"), "openai"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(b.path("project/vault.export")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let other = bench();
    fs::copy(b.path("project/vault.export"), other.path("project/vault.export")).unwrap();
    let wrong = other.path("one").display().to_string();
    let err = other.vault("one", &["import", file, "--export-passphrase-file", &wrong], "").bad(1);
    assert!(err.contains("the passphrase is wrong"), "{err}");
    let args = [&["import", file][..], &options].concat();
    assert_eq!(other.vault("one", &args, "").good(), "1 added, 0 replaced\n");
    let done = other.vault("one", &[&args[..], &["--json"]].concat(), "").json();
    assert_eq!(done, json!({"added": [], "replaced": [], "kept": ["openai/work"]}));
    assert_eq!(other.vault("one", &["list"], "").good(), "openai/work\n");
}

#[test]
fn it_can_be_erased_only_on_purpose() {
    let b = bench();
    b.vault("one", &["set", "a"], "b").good();
    b.run(&["vault", "erase"], b"").bad(2);
    assert_eq!(b.run(&["vault", "erase", "--yes"], b"").good(), "the vault is erased\n");
    assert_eq!(b.run(&["vault", "status", "--json"], b"").json()["exists"], false);
}

#[test]
fn secrets_come_from_standard_input_only() {
    let b = bench();
    assert_eq!(b.vault("one", &["set", "a", "secret"], "").code(), 2);
    assert!(b.vault("one", &["set", "a"], "").bad(1).contains("the secret is empty"));
    assert!(b.vault("one", &["set", "a"], &"x".repeat(50_000)).bad(1).contains("49152 bytes"));
    assert!(b.vault("one", &["set", " a"], "b").bad(1).contains("starts or ends with a space"));
    // None of these has made a secret.
    assert_eq!(b.vault("one", &["list"], "").good(), "");
}
