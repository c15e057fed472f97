//! Bad dependencies, each of which must be found.

use super::super::tree::{Dependency, Package, Tree};
use super::*;

fn package(name: &str, dependencies: &[&str]) -> Package {
    Package {
        name: name.to_owned(),
        manifest: format!("{name}/Cargo.toml"),
        dependencies: dependencies
            .iter()
            .map(|name| Dependency {
                name: name.trim_start_matches("dev:").to_owned(),
                dev: name.starts_with("dev:"),
            })
            .collect(),
    }
}

fn whats(packages: Vec<Package>, rule: fn(&Tree) -> Vec<Finding>) -> Vec<String> {
    rule(&Tree { packages, ..Tree::default() }).into_iter().map(|finding| finding.what).collect()
}

#[test]
fn upward_and_sideways_are_found() {
    let found = whats(
        vec![package("justbuilt-text", &["justbuilt-base", "justbuilt-store", "dev:justbuilt-app", "ropey"])],
        crates_use_lower_layers,
    );
    assert_eq!(
        found,
        [
            "`justbuilt-text` (layer 1) depends on `justbuilt-store` (layer 1)",
            "`justbuilt-text` (layer 1) depends on `justbuilt-app` (layer 5)"
        ]
    );
    let found = whats(vec![package("justbuilt-ui", &["justbuilt-workspace"])], crates_use_lower_layers);
    assert_eq!(found.len(), 1);
}

#[test]
fn testkit_is_for_tests() {
    let found = whats(
        vec![
            package("justbuilt-app", &["dev:justbuilt-testkit"]),
            package("justbuilt-cli", &["justbuilt-testkit"]),
            package("justbuilt-benches", &["justbuilt-testkit"]),
        ],
        crates_use_lower_layers,
    );
    assert_eq!(found, ["`justbuilt-cli` ships with `justbuilt-testkit`"]);
}

#[test]
fn strangers_xtask_and_the_top_are_found() {
    let found = whats(
        vec![
            package("justbuilt-new", &[]),
            package("xtask", &["justbuilt-base"]),
            package("justbuilt-cli", &["justbuilt-tests", "xtask"]),
        ],
        crates_use_lower_layers,
    );
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn the_toolkit_below_ui_is_found() {
    let found = whats(
        vec![
            package("justbuilt-workspace", &["egui", "dev:egui_kittest", "wgpu", "rfd", "eguiish"]),
            package("justbuilt-ui", &["egui"]),
        ],
        toolkit_only_in_faces,
    );
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn the_line_of_the_manifest_is_told() {
    let mut tree =
        Tree::of(&[("justbuilt-text/Cargo.toml", "[dependencies]\nropey = \"1\"\nwgpu.workspace = true\n")]);
    tree.packages = vec![package("justbuilt-text", &["wgpu"])];
    assert_eq!(toolkit_only_in_faces(&tree).first().map(|finding| finding.line), Some(3));
}
