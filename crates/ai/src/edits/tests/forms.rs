//! Forms of edits the corpus has no cases for.

use std::collections::BTreeMap;

use crate::edits::{Action, Change, Format, Parser, Plan, Policy, Reason, parse, parse::tool, plan};

fn files(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn planned(reply: &str, all: &[(&str, &str)]) -> Plan {
    plan(&parse(reply, None), &files(all), &Policy::default())
}

/// The text of `path` after a reply that must be applied whole.
fn applied(reply: &str, path: &str, text: &str) -> String {
    let all = files(&[(path, text)]);
    let plan = planned(reply, &[(path, text)]);
    assert!(plan.is_whole(), "{plan:?}");
    super::corpus::after(&all, &plan)[path].clone()
}

fn reason(plan: &Plan) -> Reason {
    assert!(plan.files.is_empty(), "{plan:?}");
    plan.refused.first().expect("a refusal").reason
}

const BLOCK: &str =
    "Here:\n\nsrc/a.rs\n```rust\n<<<<<<< SEARCH\nlet a = one;\n=======\nlet a = two;\n>>>>>>> REPLACE\n```\n";

#[test]
fn repeated_text_is_refused_with_its_places() {
    let text = "fn f() {\nlet a = one;\n}\nfn g() {\nlet a = one;\n}\n";
    let refused = planned(BLOCK, &[("src/a.rs", text)]);
    assert_eq!(reason(&refused), Reason::Ambiguous);
    assert_eq!(refused.refused[0].places, [2, 5]);
    assert_eq!(refused.refused[0].line, 5);
    let first = plan(&parse(BLOCK, None), &files(&[("src/a.rs", text)]), &Policy::like_aider());
    assert!(first.is_whole());
}

#[test]
fn as_many_equal_blocks_as_places_are_all_applied() {
    let twice = format!("{BLOCK}{BLOCK}");
    let text = "let a = one;\nx\nlet a = one;\n";
    assert_eq!(applied(&twice, "src/a.rs", text), "let a = two;\nx\nlet a = two;\n");
    let thrice = "let a = one;\nx\nlet a = one;\ny\nlet a = one;\n";
    assert_eq!(reason(&planned(&twice, &[("src/a.rs", thrice)])), Reason::Ambiguous);
}

#[test]
fn one_refused_edit_leaves_its_file_alone_and_others_not() {
    let other = "src/b.rs\n```\n<<<<<<< SEARCH\nnot there at all\n=======\nx\n>>>>>>> REPLACE\n```\n";
    let both = planned(&format!("{BLOCK}{other}"), &[("src/a.rs", "let a = one;\n"), ("src/b.rs", "b\n")]);
    assert_eq!((both.files.len(), both.refused.len()), (1, 1));
    let same =
        planned(&format!("{BLOCK}{}", other.replace("b.rs", "a.rs")), &[("src/a.rs", "let a = one;\n")]);
    assert_eq!(reason(&same), Reason::NotFound);
}

#[test]
fn a_later_block_can_change_what_an_earlier_one_made() {
    let second = BLOCK.replace("one", "three").replace("two", "four");
    let first = BLOCK.replace("two", "three");
    assert_eq!(applied(&format!("{first}{second}"), "src/a.rs", "let a = one;\nz\n"), "let a = four;\nz\n");
}

#[test]
fn an_empty_search_makes_a_file_and_asks_where_there_is_one() {
    let reply = "new.txt\n```\n<<<<<<< SEARCH\n=======\nhello\n>>>>>>> REPLACE\n```\n";
    let made = planned(reply, &[]);
    assert_eq!(made.files[0].action, Action::Create { text: "hello\n".to_owned() });
    assert_eq!(reason(&planned(reply, &[("new.txt", "old\n")])), Reason::NoContext);
    let appended = plan(&parse(reply, None), &files(&[("new.txt", "old")]), &Policy::like_aider());
    assert_eq!(super::corpus::after(&files(&[("new.txt", "old")]), &appended)["new.txt"], "old\nhello");
}

#[test]
fn names_in_the_forms_models_write_them() {
    for line in [
        "src/a.rs",
        "`src/a.rs`",
        "**src/a.rs**",
        "### src/a.rs",
        "src/a.rs:",
        "**`src/a.rs`**:",
        "./src/a.rs",
        "a.rs",
    ] {
        let reply = BLOCK.replace("src/a.rs", line);
        assert_eq!(applied(&reply, "src/a.rs", "let a = one;\n"), "let a = two;\n", "{line}");
    }
    // A name that climbs is not taken for a file that ends alike.
    assert_eq!(
        reason(&planned(&BLOCK.replace("src/a.rs", "../src/a.rs"), &[("src/a.rs", "let a = one;\n")])),
        Reason::NoFile
    );
}

#[test]
fn a_malformed_reply_gives_nothing_and_says_where() {
    for (reply, line) in [
        (format!("{BLOCK}src/b.rs\n<<<<<<< SEARCH\nx\n"), 12),
        (format!("{BLOCK}src/b.rs\n<<<<<<< SEARCH\nx\n=======\ny\n"), 12),
        ("<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n".to_owned(), 1),
        ("*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n".to_owned(), 1),
        ("*** Begin Patch\nwhat?\n*** End Patch\n".to_owned(), 2),
        ("---FILEPATH a\n---FIND\nx\n".to_owned(), 2),
        ("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n".to_owned(), 1),
    ] {
        let read = parse(&reply, None);
        let malformed = read.malformed.expect("malformed");
        assert_eq!((malformed.line, read.edits.len()), (line, 0), "{reply}");
        assert!(planned(&reply, &[("src/a.rs", "let a = one;\n")]).files.is_empty());
    }
}

#[test]
fn what_is_complete_so_far_is_the_start_of_the_whole() {
    let reply = format!("{BLOCK}and\n{}{BLOCK}", BLOCK.replace("a.rs", "b.rs"));
    let whole = parse(&reply, Some(Format::SearchReplace)).edits;
    let mut parser = Parser::new(None);
    let mut most = 0;
    for c in reply.chars() {
        parser.push(&c.to_string());
        let so_far = parser.so_far().edits;
        assert!(whole.starts_with(&so_far) && so_far.len() >= most, "{so_far:?}");
        most = so_far.len();
    }
    assert_eq!(most, 3);
}

#[test]
fn patches_add_delete_and_move() {
    let reply = "*** Begin Patch\n*** Add File: n.txt\n+one\n+\n+two\n*** Delete File: d.txt\n*** Update File: m.txt\n\
                 *** Move to: k.txt\n@@\n-first line\n+1st line\n*** End Patch";
    let all = files(&[("d.txt", "d\n"), ("m.txt", "first line\nb\n")]);
    let plan = plan(&parse(reply, None), &all, &Policy::default());
    assert!(plan.is_whole(), "{plan:?}");
    let after = super::corpus::after(&all, &plan);
    assert_eq!(after, files(&[("n.txt", "one\n\ntwo\n"), ("k.txt", "1st line\nb\n")]));
    // None of it replaces a file that is there.
    let clash = files(&[("n.txt", "x"), ("k.txt", "y"), ("d.txt", "d\n"), ("m.txt", "first line\nb\n")]);
    let refused = crate::edits::plan(&parse(reply, None), &clash, &Policy::default());
    assert_eq!(
        refused.refused.iter().map(|refusal| refusal.reason).collect::<Vec<_>>(),
        [Reason::Exists, Reason::Exists]
    );
}

#[test]
fn line_numbers_decide_between_equal_places() {
    let text = "start here\n    done();\n}\nmiddle\n    done();\n}\nend\n";
    let reply = "--- a/f\n+++ b/f\n@@ -5,2 +5,2 @@\n-    done();\n+    stop();\n }\n";
    assert_eq!(applied(reply, "f", text), "start here\n    done();\n}\nmiddle\n    stop();\n}\nend\n");
    // A number that is nowhere decides nothing.
    assert_eq!(reason(&planned(&reply.replace("-5,2", "-4,2"), &[("f", text)])), Reason::Ambiguous);
}

#[test]
fn anchors_decide_between_equal_places() {
    let text = "fn one() {\n    done();\n}\n\nfn two() {\n    done();\n}\n";
    let reply =
        "*** Begin Patch\n*** Update File: f\n@@ fn two() {\n-    done();\n+    stop();\n*** End Patch\n";
    assert_eq!(applied(reply, "f", text), "fn one() {\n    done();\n}\n\nfn two() {\n    stop();\n}\n");
    assert_eq!(reason(&planned(&reply.replace(" fn two() {", ""), &[("f", text)])), Reason::Ambiguous);
}

#[test]
fn git_diffs_make_delete_and_rename_files() {
    let reply = "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+one\n+two\n\
                 \\ No newline at end of file\ndiff --git a/d b/d\ndeleted file mode 100644\n--- a/d\n+++ /dev/null\n\
                 @@ -1 +0,0 @@\n-d\ndiff --git a/m b/k\nsimilarity index 100%\nrename from m\nrename to k\n";
    let all = files(&[("d", "d\n"), ("m", "m\n")]);
    let plan = plan(&parse(reply, None), &all, &Policy::default());
    assert!(plan.is_whole(), "{plan:?}");
    assert_eq!(super::corpus::after(&all, &plan), files(&[("n", "one\ntwo"), ("k", "m\n")]));
}

#[test]
fn whole_files_in_fences() {
    let reply = "I changed it.\n\n`src/a.py`:\n```python\nimport os\n\nprint(2)\nend()\n```\n";
    assert_eq!(
        applied(reply, "src/a.py", "import os\r\n\r\nprint(1)\r\nend()\r\n"),
        "import os\r\n\r\nprint(2)\r\nend()\r\n"
    );
    let part = planned("src/a.py\n```\nprint(2)\n```\n", &[("src/a.py", "import os\nprint(1)\nend()\n")]);
    assert_eq!(reason(&part), Reason::Part);
    let after_mark = "```python src/a.py\nnew()\n```\n";
    assert_eq!(planned(after_mark, &[]).files[0].path, "src/a.py");
    assert!(parse("Like this:\n```rust\nlet x = 1;\n```\n", None).edits.is_empty());
}

#[test]
fn arguments_of_tools() {
    let text = "alpha = 1\nbeta = 1\n";
    let run = |name: &str, arguments: &str| {
        plan(&tool(name, arguments), &files(&[("f", text)]), &Policy::default())
    };
    let after = |plan: &Plan| super::corpus::after(&files(&[("f", text)]), plan)["f"].clone();
    let one = run(
        "str_replace_based_edit_tool",
        r#"{"command":"str_replace","path":"f","old_str":"alpha = 1","new_str":"alpha = 2"}"#,
    );
    assert_eq!(after(&one), "alpha = 2\nbeta = 1\n");
    assert_eq!(
        reason(&run("edit", r#"{"file_path":"f","old_string":" = 1","new_string":" = 2"}"#)),
        Reason::Ambiguous
    );
    let all = run("edit", r#"{"file_path":"f","old_string":" = 1","new_string":" = 2","replace_all":true}"#);
    assert_eq!(after(&all), "alpha = 2\nbeta = 2\n");
    let many = run(
        "multi_edit",
        r#"{"file_path":"f","edits":[{"old_string":"alpha","new_string":"a"},{"old_string":"a = 1\nb","new_string":"a = 3\nb"}]}"#,
    );
    assert_eq!(after(&many), "a = 3\nbeta = 1\n");
    let insert = run("editor", r#"{"command":"insert","path":"f","insert_line":1,"insert_text":"gamma"}"#);
    assert_eq!(after(&insert), "alpha = 1\ngamma\nbeta = 1\n");
    assert_eq!(
        reason(&run("editor", r#"{"command":"insert","path":"f","insert_line":9,"insert_text":"x"}"#)),
        Reason::NoLine
    );
    assert_eq!(reason(&run("editor", r#"{"command":"create","path":"f","file_text":"x"}"#)), Reason::Exists);
    assert_eq!(after(&run("write_file", r#"{"path":"f","content":"x\n"}"#)), "x\n");
    for bad in ["{\"path\":", "[1]", "{}", r#"{"path":"f"}"#, r#"{"path":"f","old_str":"x"}"#] {
        let reply = tool("edit", bad);
        assert!(reply.malformed.is_some() && reply.edits.is_empty(), "{bad}");
    }
    let patch = run(
        "apply_patch",
        r#"{"input":"*** Begin Patch\n*** Update File: f\n@@\n-beta = 1\n+beta = 9\n*** End Patch"}"#,
    );
    assert_eq!(after(&patch), "alpha = 1\nbeta = 9\n");
}

#[test]
fn replies_without_edits_have_none() {
    for reply in ["", "No change is needed.", "- a list\n- of things\n+ more\n", "a <<<<<<< b\n"] {
        assert_eq!(parse(reply, None).edits, [], "{reply}");
    }
    assert!(matches!(parse(BLOCK, None).edits[0].change, Change::Replace { .. }));
}
