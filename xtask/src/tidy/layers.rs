//! Who may depend on whom: crates use strictly lower layers, and the toolkit stays in the crates with a face.

use super::tree::{Package, Tree};
use super::{Finding, lexer::is_word_at};

/// The layer of each crate. A crate uses any lower layer, nothing beside it, nothing above.
const LAYERS: &[(&str, u8)] = &[
    ("justbuilt-base", 0),
    ("justbuilt-text", 1),
    ("justbuilt-store", 1),
    ("justbuilt-sketch", 1),
    ("justbuilt-syntax", 2),
    ("justbuilt-sketch", 1),
    ("justbuilt-display", 2),
    ("justbuilt-timeline", 2),
    ("justbuilt-ai", 2),
    ("justbuilt-vcs", 2),
    ("justbuilt-graph", 3),
    ("justbuilt-agents", 3),
    ("justbuilt-workspace", 4),
    ("justbuilt-ui", 4),
    ("justbuilt-app", 5),
    ("justbuilt-server", 5),
    ("justbuilt-cli", 6),
];

/// Packages above all layers: they test, measure and show the rest. Nothing depends on them.
const ON_TOP: &[&str] = &["justbuilt-tests", "justbuilt-benches", "justbuilt-examples"];
const TESTKIT: &str = "justbuilt-testkit";
const XTASK: &str = "xtask";

/// Crates that make pictures or windows, and all that is named after them (`egui_tiles`, `egui-wgpu`, …).
const TOOLKIT: &[&str] = &["egui", "eframe", "wgpu", "winit", "rfd"];
/// Who may use them.
const FACES: &[&str] = &[
    "justbuilt-ui",
    "justbuilt-app",
    "justbuilt-cli",
    "justbuilt-tests",
    "justbuilt-benches",
    "justbuilt-examples",
];

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

fn is_ours(tree: &Tree, name: &str) -> bool {
    name.starts_with("justbuilt-") || tree.packages.iter().any(|package| package.name == name)
}

/// Every crate of the workspace depends on lower layers only; `testkit` is for tests only.
pub fn crates_use_lower_layers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &tree.packages {
        let name = package.name.as_str();
        let special = ON_TOP.contains(&name) || name == TESTKIT || name == XTASK;
        if layer(name).is_none() && !special {
            findings.push(Finding::file(
                &package.manifest,
                format!("`{name}` has no layer"),
                "Give it one in LAYERS (xtask/src/tidy/layers.rs) and a row in crates/README.md.",
            ));
        }
        for dependency in package.dependencies.iter().filter(|d| is_ours(tree, &d.name)) {
            let used = dependency.name.as_str();
            let at =
                |what: String, fix| Finding::at(&package.manifest, line_of(tree, package, used), what, fix);
            if name == XTASK {
                findings.push(at(
                    format!("xtask depends on `{used}`"),
                    "xtask builds the product, so it must start without it: run it as a process instead.",
                ));
            } else if used == TESTKIT {
                if !dependency.dev && !ON_TOP.contains(&name) {
                    findings.push(at(
                        format!("`{name}` ships with `{TESTKIT}`"),
                        "Move it to [dev-dependencies]: it is for tests only.",
                    ));
                }
            } else if ON_TOP.contains(&used) || used == XTASK {
                findings.push(at(
                    format!("`{name}` depends on `{used}`"),
                    "Nothing depends on the packages that test, measure or build: move the shared part down.",
                ));
            } else if let (Some(mine), Some(theirs)) = (layer(name), layer(used))
                && theirs >= mine
            {
                findings.push(at(
                    format!("`{name}` (layer {mine}) depends on `{used}` (layer {theirs})"),
                    "A crate uses strictly lower layers: move the shared part down, or join both above.",
                ));
            }
        }
    }
    findings
}

/// The toolkit is a dependency of the crates with a face only.
pub fn toolkit_only_in_faces(tree: &Tree) -> Vec<Finding> {
    let is_toolkit = |name: &str| {
        TOOLKIT.iter().any(|part| {
            name == *part || name.starts_with(&format!("{part}-")) || name.starts_with(&format!("{part}_"))
        })
    };
    let mut findings = Vec::new();
    for package in tree.packages.iter().filter(|package| !FACES.contains(&package.name.as_str())) {
        for dependency in package.dependencies.iter().filter(|d| is_toolkit(&d.name)) {
            findings.push(Finding::at(
                &package.manifest,
                line_of(tree, package, &dependency.name),
                format!("`{}` depends on `{}`", package.name, dependency.name),
                "Only `ui` and the crates above it know the toolkit: hand plain data up instead.",
            ));
        }
    }
    findings
}

/// The 0-based line of a manifest that names `dependency`.
fn line_of(tree: &Tree, package: &Package, dependency: &str) -> usize {
    let text = tree.file(&package.manifest).map(|file| file.text.as_str()).unwrap_or_default();
    text.lines()
        .position(|line| {
            line.trim_start().starts_with(dependency)
                && is_word_at(line, line.find(dependency).unwrap_or(0), dependency)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
