//! The tree from cargo's answer, and what counts as a test file.

use super::*;

#[test]
fn packages_are_read_from_metadata() {
    let metadata = serde_json::json!({ "packages": [{
        "name": "justbuilt-text",
        "manifest_path": "/somewhere/crates/text/Cargo.toml",
        "dependencies": [{ "name": "ropey", "kind": null }, { "name": "proptest", "kind": "dev" }],
    }]});
    let packages = packages(&metadata, Path::new("/somewhere"));
    assert_eq!(packages.len(), 1);
    assert_eq!(packages[0].manifest, "crates/text/Cargo.toml");
    let dev: Vec<_> = packages[0].dependencies.iter().map(|d| (d.name.as_str(), d.dev)).collect();
    assert_eq!(dev, [("ropey", false), ("proptest", true)]);
}

#[test]
fn test_files_are_known_by_their_place() {
    for path in [
        "crates/a/src/b/tests.rs",
        "tests/src/open.rs",
        "crates/a/tests/main.rs",
        "crates/testkit/src/lib.rs",
    ] {
        assert!(File::new(path, "").is_test(), "{path}");
    }
    for path in ["crates/a/src/attests.rs", "crates/a/src/latest.rs"] {
        assert!(!File::new(path, "").is_test(), "{path}");
    }
}

#[test]
fn folders_are_paths_too() {
    let tree = Tree::of(&[("docs/a/b.md", "")]);
    assert!(
        tree.paths.contains("docs") && tree.paths.contains("docs/a") && tree.paths.contains("docs/a/b.md")
    );
}
