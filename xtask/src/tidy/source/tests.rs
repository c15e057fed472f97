//! One bad sample, at least, for each rule about source files, and the good ones beside it.

use super::*;

fn lines(rule: fn(&Tree) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
    rule(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
}

#[test]
fn long_files_are_found() {
    assert_eq!(lines(files_are_short, "a.rs", &"x\n".repeat(MAX_LINES + 1)).len(), 1);
    assert_eq!(lines(files_are_short, "a.rs", &"x\n".repeat(MAX_LINES)).len(), 0);
    assert_eq!(lines(files_are_short, "a.md", &"x\n".repeat(2 * MAX_LINES)).len(), 0);
}

#[test]
fn files_without_docs_are_found() {
    for bad in ["", "use x;\n", "// not a doc\n", "//!\n//! late\n", "\n//! late\n"] {
        assert_eq!(lines(files_open_with_docs, "a.rs", bad), [1], "{bad:?}");
    }
    assert_eq!(lines(files_open_with_docs, "a.rs", "//! What it is for.\n").len(), 0);
}

#[test]
fn empty_names_are_found() {
    assert_eq!(files_have_telling_names(&Tree::of(&[("a/utils.rs", ""), ("helpers/b.rs", "")])).len(), 2);
    assert_eq!(files_have_telling_names(&Tree::of(&[("a/utilisation.rs", "")])).len(), 0);
}

#[test]
fn silenced_lints_are_found() {
    for bad in [
        "#[allow(dead_code)]",
        "#![allow(x)]",
        "#[cfg_attr(test, allow(x))]",
        "#[ allow ( x ) ]",
        "#[allow(\n x\n)]",
    ] {
        assert_eq!(
            lines(no_silenced_lints_or_tests, "a.rs", &format!("//! x\n{bad}\nfn f() {{}}")),
            [2],
            "{bad}"
        );
    }
    let good = "//! allow(x)\n#[expect(x, reason = \"allow(x)\")]\nfn f() { g.allow(1); disallow(2); }";
    assert_eq!(lines(no_silenced_lints_or_tests, "a.rs", good).len(), 0);
}

#[test]
fn ignored_tests_are_found() {
    for bad in ["#[ignore]", "#[ignore = \"slow\"]", "#[cfg_attr(windows, ignore)]"] {
        assert_eq!(lines(no_silenced_lints_or_tests, "a.rs", bad), [1], "{bad}");
    }
    assert_eq!(lines(no_silenced_lints_or_tests, "a.rs", "#[serde(ignore_unknown)] // #[ignore]").len(), 0);
}

#[test]
fn sleeping_tests_are_found() {
    assert_eq!(lines(tests_do_not_sleep, "a/tests.rs", "f();\nstd::thread::sleep(d);"), [2]);
    assert_eq!(
        lines(tests_do_not_sleep, "a.rs", "#[cfg(test)]\nmod tests {\n  use std::thread::sleep;\n}"),
        [3]
    );
    assert_eq!(lines(tests_do_not_sleep, "a.rs", "std::thread::sleep(d);").len(), 0);
}
