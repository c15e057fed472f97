//! Which paths globs fit.

use std::path::Path;

use super::*;

#[track_caller]
fn check(list: &str, fits: &[&str], fits_not: &[&str]) {
    let globs = Globs::from_list(list).unwrap();
    for path in fits {
        assert!(globs.matches(Path::new(path)), "{list:?} should fit {path}");
    }
    for path in fits_not {
        assert!(!globs.matches(Path::new(path)), "{list:?} should not fit {path}");
    }
}

#[test]
fn globs_fit_as_people_expect() {
    check("target", &["target", "target/debug/x", "a/target/y"], &["targets", "a/my-target"]);
    check("*.rs", &["a.rs", "src/deep/b.rs"], &["a.rsx", "rs"]);
    check("src/**", &["src/a", "src/a/b"], &["src", "other/src/a"]);
    check("/docs", &["docs", "docs/a.md"], &["a/docs"]);
    check("./docs/", &["docs/a.md"], &["a/docs/b"]);
    check("src/*.rs", &["src/a.rs"], &["src/deep/a.rs"]);
    check("**/.git", &[".git", "a/.git", "a/.git/config"], &[".github", ".gitignore"]);
    check("*.{js,ts}, build/", &["a.js", "x/b.ts", "build/out"], &["a.jsx", "build"]);
    check("größe*", &["größe.txt", "a/größe"], &["grosse"]);
    check(" , ", &[], &["a"]);
}

#[test]
fn malformed_globs_are_named() {
    let bad = Globs::from_list("*.rs, a[").unwrap_err();
    assert_eq!(bad.glob, "a[");
    assert!(!bad.reason.is_empty());
    let lenient = Globs::lenient(&["a[".into(), "b".into()]);
    assert!(lenient.matches(Path::new("b")) && !lenient.matches(Path::new("a[")));
}
