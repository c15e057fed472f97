//! Tests of `justbuilt persona`.

use std::fs;

use serde_json::json;

use super::Bench;

const CLAUDE: &str = "---\nname: linter\ndescription: Finds what a linter finds.\ntools: Read, Grep\nmodel: sonnet\n---\nLook closely.\n";

#[test]
fn those_that_come_with_the_program() {
    let b = Bench::new();
    let list = b.run(&["persona", "list"], b"").good();
    assert_eq!(list.lines().count(), 8);
    assert!(
        list.lines().any(|line| line.starts_with("reviewer ") && line.contains("built-in  Reads a change"))
    );
    let shown = b.run(&["persona", "show", "reviewer"], b"").good();
    for part in
        ["Reviewer (built-in)", "You are Reviewer.", "is denied: **/.env*", "costs a task at most: $1"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(b.run(&["persona", "show", "revewer"], b"").bad(2).contains("did you mean reviewer?"));
}

#[test]
fn a_file_of_another_program_comes_in_without_rights_and_goes_out_again() {
    let b = Bench::new();
    fs::write(b.path("project/linter.md"), CLAUDE).unwrap();
    let said = b.run(&["persona", "import", "linter.md"], b"").good();
    assert!(
        said.contains("linter is in ") && said.contains("tools of its own program: Read, Grep"),
        "{said}"
    );
    let list = b.run(&["persona", "list", "--json"], b"").json();
    let linter = list.as_array().unwrap().iter().find(|one| one["slug"] == "linter").unwrap();
    assert_eq!(linter["origin"], "user");
    let err = b.run(&["persona", "import", "linter.md"], b"").bad(1);
    assert!(err.contains("there already") && err.contains("--replace"), "{err}");
    b.run(&["persona", "import", "linter.md", "--project"], b"").good();
    assert!(b.path("project/.justbuilt/personas/linter.md").is_file());
    let out = b.run(&["persona", "export", "linter", "--format", "claude"], b"").good();
    for part in ["name: linter", "Finds what a linter finds.", "Look closely."] {
        assert!(out.contains(part), "{part}: {out}");
    }
    b.run(&["persona", "export", "linter", "-o", "out.md"], b"").good();
    b.run(&["persona", "export", "linter", "-o", "out.md"], b"").bad(1);
    assert_eq!(b.run(&["persona", "export", "linter", "--format", "word"], b"").code(), 2);
}

#[test]
fn rights_are_given_by_the_user_only() {
    let b = Bench::new();
    let text = "---\npersona: 1\nslug: eager\nname: Eager\ndescription: D\nrights:\n  write: [\"**\"]\n  shell: true\n---\nWork.\n";
    fs::write(b.path("project/eager.md"), text).unwrap();
    let said = b.run(&["persona", "import", "eager.md"], b"").good();
    assert!(said.contains("it was not given") && said.contains("runs any command as you"), "{said}");
    assert!(b.run(&["persona", "show", "eager"], b"").good().contains("It has no rights"));
    b.run(&["persona", "import", "eager.md", "--replace", "--keep-rights"], b"").good();
    assert!(b.run(&["persona", "show", "eager"], b"").good().contains("writes: **"));
}

#[test]
fn a_broken_file_is_said_and_the_others_stay() {
    let b = Bench::new();
    fs::create_dir_all(b.path("home/config/personas")).unwrap();
    fs::write(
        b.path("home/config/personas/bad.md"),
        "---\npersona: 1\nname: B\nrights:\n  wirte: [a]\n---\n",
    )
    .unwrap();
    let said = b.run(&["persona", "list"], b"");
    assert_eq!((said.code(), said.out().lines().count()), (0, 8));
    assert!(said.err().contains("left out") && said.err().contains("bad.md"), "{}", said.err());
}

#[test]
fn a_persona_and_its_style_are_checked() {
    let b = Bench::new();
    let text = "---\npersona: 1\nslug: strict\nname: Strict\ndescription: D\nstyle:\n  checks:\n    - files: \"**/*.rs\"\n      line: 20\n      forbid: [unwrap]\n---\nWork.\n";
    fs::write(b.path("project/strict.md"), text).unwrap();
    assert_eq!(b.run(&["persona", "check", "strict.md"], b"").good(), "nothing is wrong\n");
    fs::write(b.path("project/a.rs"), "fn a() {}\nfn b() { c.unwrap(); }\n").unwrap();
    let args = ["persona", "check", "strict.md", "--edit", "a.rs"];
    let said = b.run(&args, b"");
    assert_eq!(said.code(), 1, "{}", said.out());
    assert!(
        said.out().lines().all(|line| line.starts_with("a.rs:2: ")) && said.out().lines().count() == 2,
        "{}",
        said.out()
    );
    let said = b.run(&[&args[..], &["--json"]].concat(), b"");
    let report: serde_json::Value = serde_json::from_str(&said.out()).unwrap();
    assert_eq!((&report["ok"], &report["findings"][0]["line"]), (&json!(false), &json!(2)));
    fs::write(b.path("project/wrong.md"), "---\npersona: 1\nname: W\nrights:\n  read: [\"[\"]\n---\n")
        .unwrap();
    let said = b.run(&["persona", "check", "wrong.md"], b"");
    assert_eq!(said.code(), 1);
    assert!(said.out().contains("W: rights: read"), "{}", said.out());
    assert_eq!(b.run(&["persona", "check", "strict.md", "--edit", "none.rs"], b"").code(), 2);
}
