//! Tests of `justbuilt apply-edits`: what is written, what is refused, and by which of the two guards.

use std::fs;

use serde_json::json;

use super::{Bench, Said};

/// A block that replaces `from` by `to` in a file.
fn block(path: &str, from: &str, to: &str) -> String {
    format!("{path}\n```\n<<<<<<< SEARCH\n{from}\n=======\n{to}\n>>>>>>> REPLACE\n```\n\n")
}

fn bench() -> Bench {
    let b = Bench::new();
    for (path, text) in [
        ("src/a.rs", "fn a() {\n    one();\n}\n"),
        ("src/b.rs", "fn b() {}\n"),
        (".gitignore", "/target\n*.log\n"),
        ("target/out.rs", "fn built() {}\n"),
        (".env", "KEY=old\n"),
        ("docs/guide.md", "# Guide\n"),
    ] {
        let path = b.path("project").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    b
}

impl Bench {
    fn apply(&self, args: &[&str], reply: &str) -> Said {
        self.run(&[&["apply-edits", "--root", "."], args, &["-"]].concat(), reply.as_bytes())
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path("project").join(path)).unwrap()
    }
}

#[test]
fn edits_are_written() {
    let b = bench();
    let reply = block("src/a.rs", "    one();", "    two();") + &block("src/new.rs", "", "fn new() {}");
    assert_eq!(
        b.apply(&["--dry-run"], &reply).good(),
        "would be: changed src/a.rs\nwould be: created src/new.rs\n"
    );
    assert_eq!(b.text("src/a.rs"), "fn a() {\n    one();\n}\n");
    assert_eq!(b.apply(&[], &reply).good(), "changed src/a.rs\ncreated src/new.rs\n");
    assert_eq!(
        (b.text("src/a.rs").as_str(), b.text("src/new.rs").as_str()),
        ("fn a() {\n    two();\n}\n", "fn new() {}\n")
    );
    // The second time its text is no longer there.
    assert_eq!(b.apply(&[], &block("src/a.rs", "    one();", "    two();")).code(), 1);
}

#[test]
fn all_or_nothing_unless_it_may_be_a_part() {
    let b = bench();
    let reply = block("src/a.rs", "    one();", "    two();") + &block("src/b.rs", "fn c() {}", "fn d() {}");
    let said = b.apply(&[], &reply);
    assert_eq!(said.code(), 1, "{}", said.err());
    assert!(said.out().contains("refused: ") && said.out().contains("--partial"), "{}", said.out());
    assert_eq!(b.text("src/a.rs"), "fn a() {\n    one();\n}\n");
    let said = b.apply(&["--json"], &reply);
    let report: serde_json::Value = serde_json::from_str(&said.out()).unwrap();
    assert_eq!(
        (said.code(), &report["written"], &report["refused"][0]["path"]),
        (1, &json!(false), &json!("src/b.rs"))
    );
    let said = b.apply(&["--partial", "--json"], &reply);
    let report: serde_json::Value = serde_json::from_str(&said.out()).unwrap();
    assert_eq!(
        (said.code(), &report["written"], &report["files"][0]["action"]),
        (1, &json!(true), &json!("changed"))
    );
    assert_eq!(
        (b.text("src/a.rs").as_str(), b.text("src/b.rs").as_str()),
        ("fn a() {\n    two();\n}\n", "fn b() {}\n")
    );
}

#[test]
fn wrong_arguments() {
    let b = bench();
    let edit = block("src/a.rs", "    one();", "    two();");
    assert_eq!(b.run(&["apply-edits", "-"], b"").code(), 2);
    assert_eq!(b.run(&["apply-edits", "--root", ".", "no-such-reply"], b"").code(), 2);
    assert_eq!(b.run(&["apply-edits", "--root", "nowhere", "-"], edit.as_bytes()).code(), 2);
    assert_eq!(b.apply(&["--persona", "nobody"], &edit).code(), 2);
    let said = b.apply(&[], "Nothing to change here.\n");
    assert_eq!(said.code(), 1);
    assert!(said.err().contains("no edits in the reply"), "{}", said.err());
}

#[test]
fn ignored_and_secret_files_are_asked_for() {
    let b = bench();
    for (path, from, why) in [
        ("target/out.rs", "fn built() {}", "the project ignores it"),
        (".env", "KEY=old", "keys or passwords"),
    ] {
        let reply = block(path, from, "changed");
        let said = b.apply(&[], &reply);
        assert_eq!(said.code(), 1, "{path}");
        assert!(
            said.out().contains(why) && said.out().contains(&format!("--allow {path}")),
            "{}",
            said.out()
        );
        assert_eq!(b.text(path), format!("{from}\n"));
        b.apply(&["--allow", path], &reply).good();
        assert_eq!(b.text(path), "changed\n");
    }
    // A new file that git would ignore.
    let said = b.apply(&[], &block("deep/trace.log", "", "x"));
    assert!(said.code() == 1 && said.out().contains("ignores it"), "{}", said.out());
    assert!(!b.path("project/deep").exists());
}

#[test]
fn a_repository_is_left_alone_whatever_is_allowed() {
    let b = bench();
    fs::create_dir_all(b.path("project/.git/hooks")).unwrap();
    for path in [".git/hooks/pre-commit", "../outside.txt", "/tmp/outside.txt"] {
        let said = b.apply(&["--allow", path], &block(path, "", "echo"));
        assert_eq!(said.code(), 1, "{path}: {}", said.out());
    }
    assert_eq!(fs::read_dir(b.path("project/.git/hooks")).unwrap().count(), 0);
    assert!(!b.path("outside.txt").exists());
}

/// A persona of the user's with these rights to write.
fn persona(b: &Bench, folder: &str, slug: &str, write: &str) {
    fs::create_dir_all(b.path(folder)).unwrap();
    let text = format!(
        "---\npersona: 1\nslug: {slug}\nname: P\ndescription: D\nrights:\n  write: [{write}]\n---\nWork.\n"
    );
    fs::write(b.path(folder).join(format!("{slug}.md")), text).unwrap();
}

#[test]
fn both_guards_are_obeyed() {
    let b = bench();
    persona(&b, "home/config/personas", "writer", "\"docs/**\", \".env\", \".git/**\"");
    let code = block("src/a.rs", "    one();", "    two();");
    let docs = block("docs/guide.md", "# Guide", "# The guide");
    let said = b.apply(&["--persona", "writer"], &(code.clone() + &docs));
    assert_eq!(said.code(), 1);
    assert!(said.out().contains("src/a.rs: this persona has no right to write this file"), "{}", said.out());
    assert_eq!(b.text("docs/guide.md"), "# Guide\n");
    // What rights refuse nobody can let through.
    assert_eq!(b.apply(&["--persona", "writer", "--allow", "src/a.rs"], &code).code(), 1);
    assert_eq!(b.text("src/a.rs"), "fn a() {\n    one();\n}\n");
    b.apply(&["--persona", "writer"], &docs).good();
    assert_eq!(b.text("docs/guide.md"), "# The guide\n");
    // What it may write still has to be asked for by the other guard.
    let secret = block(".env", "KEY=old", "KEY=new");
    let said = b.apply(&["--persona", "writer"], &secret);
    assert!(said.code() == 1 && said.out().contains("--allow .env"), "{}", said.out());
    b.apply(&["--persona", "writer", "--allow", ".env"], &secret).good();
    assert_eq!(b.apply(&["--persona", "writer"], &block(".git/config", "", "x")).code(), 1);
    assert_eq!(b.apply(&["--persona", "reviewer"], &docs).code(), 1);
}

#[test]
fn a_project_gives_a_known_name_no_more_rights() {
    let b = bench();
    let code = block("src/a.rs", "    one();", "    two();");
    persona(&b, "project/.justbuilt/personas", "reviewer", "\"**\"");
    assert_eq!(b.apply(&["--persona", "reviewer"], &code).code(), 1);
    persona(&b, "project/.justbuilt/personas", "house-writer", "\"**\"");
    b.apply(&["--persona", "house-writer"], &code).good();
}
