//! Exports into folders in memory.

use super::{Plan, RECORD, paths, plan};
use crate::code::File;

fn file(path: &str, text: &str) -> File {
    File { path: path.into(), text: text.into(), ..File::default() }
}

/// Does a plan to files in memory.
fn done(there: &[(String, String)], plan: &Plan) -> Vec<(String, String)> {
    let mut after: Vec<_> = there.iter().filter(|(path, _)| !plan.removes.contains(path)).cloned().collect();
    for (path, text) in &plan.writes {
        after.retain(|(known, _)| known != path);
        after.push((path.clone(), text.clone()));
    }
    after
}

fn text<'a>(files: &'a [(String, String)], path: &str) -> &'a str {
    files.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str()).unwrap_or("(none)")
}

/// Exports to a folder that has these files.
fn export(there: &[(String, String)], new: &[File]) -> (Plan, Vec<(String, String)>) {
    let record = there.iter().find(|(path, _)| path == RECORD).map(|(_, text)| text.clone());
    let known = paths(record.as_deref(), new);
    let looked_at: Vec<_> = there.iter().filter(|(path, _)| known.contains(path)).cloned().collect();
    let plan = plan(record.as_deref(), &looked_at, new);
    let after = done(there, &plan);
    (plan, after)
}

#[test]
fn a_second_export_of_the_same_does_nothing() {
    let code = [file("index.html", "a\nb\n"), file("css/styles.css", "c\n")];
    let (first, there) = export(&[], &code);
    assert_eq!(first.writes.len(), 3);
    let (second, _) = export(&there, &code);
    assert_eq!(second, Plan::default());
}

#[test]
fn changes_by_hand_stay() {
    let (_, mut there) = export(&[], &[file("a.html", "one\ntwo\nthree\nfour\nfive\n")]);
    there[0].1 = "one\ntwo by hand\nthree\nfour\nfive\n".into();
    let (plan, there) = export(&there, &[file("a.html", "one\ntwo\nthree\nfour\nFIVE\n")]);
    assert_eq!(text(&there, "a.html"), "one\ntwo by hand\nthree\nfour\nFIVE\n");
    assert_eq!((plan.conflicts.len(), plan.kept), (0, vec!["a.html".to_owned()]));
    // And the next time, too: the record is of what was generated, not of what was merged.
    let (_, there) = export(&there, &[file("a.html", "ONE\ntwo\nthree\nfour\nFIVE\n")]);
    assert_eq!(text(&there, "a.html"), "ONE\ntwo by hand\nthree\nfour\nFIVE\n");
}

#[test]
fn what_both_changed_is_a_conflict_and_nothing_is_lost() {
    let (_, mut there) = export(&[], &[file("a.html", "one\n")]);
    there[0].1 = "mine\n".into();
    let (plan, there) = export(&there, &[file("a.html", "theirs\n")]);
    assert_eq!(plan.conflicts.len(), 1);
    assert!(text(&there, "a.html").contains("mine") && text(&there, "a.html").contains("theirs"));
}

#[test]
fn a_file_that_nobody_generated_is_not_overwritten() {
    let there = [("index.html".to_owned(), "my page\n".to_owned())];
    let (plan, there) = export(&there, &[file("index.html", "generated\n")]);
    assert_eq!(plan.conflicts.len(), 1);
    assert!(text(&there, "index.html").contains("my page"));
}

#[test]
fn files_no_longer_generated_go_unless_changed_by_hand() {
    let (_, mut there) = export(&[], &[file("a", "a\n"), file("b", "b\n"), file("c", "c\n")]);
    there.iter_mut().find(|(path, _)| path == "b").unwrap().1 = "by hand\n".into();
    let (plan, there) = export(&there, &[file("a", "a\n")]);
    assert_eq!(plan.removes, ["c"]);
    assert_eq!(text(&there, "b"), "by hand\n");
}

#[test]
fn paths_that_leave_the_folder_are_not_touched() {
    let record = r#"{"format": "justbuilt-sketch-code", "version": 1, "files":
        {"../up": {"text": "x"}, "/etc/passwd": {"text": "x"}, "a/../../b": {"text": "x"}, "C:\\x": {"text": "x"},
        "a//b": {"text": "x"}, "ok/fine": {"text": "x", "parts": [["n", 0, 1], ["m", 5, 9], ["k"], 3]}}}"#;
    assert_eq!(paths(Some(record), &[file("../out", "y")]), ["ok/fine"]);
    let there = [("../up".to_owned(), "x".to_owned())];
    let plan = plan(Some(record), &there, &[file("../out", "y")]);
    assert_eq!(plan.removes, Vec::<String>::new());
    assert!(plan.writes.iter().all(|(path, _)| path == RECORD), "{plan:?}");
}

#[test]
fn a_broken_record_counts_as_none() {
    for record in ["", "{", "[]", r#"{"format": "other", "files": {"a": "b"}}"#, r#"{"files": 3}"#] {
        let there = [("a".to_owned(), "mine\n".to_owned())];
        let plan = plan(Some(record), &there, &[file("a", "new\n")]);
        assert_eq!(plan.conflicts.len(), 1, "{record}");
    }
}
