//! Manifests of members take version, lints and licence from the workspace.

use super::{Finding, Tree};

/// Lines every member's manifest must have, after the section that must hold them.
const INHERITED: &[(&str, &str)] = &[
    ("[lints]", "workspace = true"),
    ("[package]", "edition.workspace = true"),
    ("[package]", "rust-version.workspace = true"),
    ("[package]", "license.workspace = true"),
];

/// Every member inherits what the workspace decides; above all its lints.
pub fn inherit_the_workspace(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &tree.packages {
        let Some(file) = tree.file(&package.manifest) else { continue };
        for (section, wanted) in INHERITED {
            let mut inside = false;
            let found = file.text.lines().map(str::trim).any(|line| {
                if line.starts_with('[') {
                    inside = line == *section;
                }
                inside && line == *wanted
            });
            if !found {
                findings.push(Finding::file(
                    &file.path,
                    format!("`{wanted}` is missing under {section}"),
                    "Inherit it, so that one place decides for every crate.",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    //! A manifest with its own mind.
    use super::super::tree::Package;
    use super::*;

    #[test]
    fn a_manifest_without_the_workspaces_lints_is_found() {
        let good = "[package]\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n[lints]\nworkspace = true\n";
        let bad = good.replace("[lints]\n", "[dependencies]\n");
        let mut tree = Tree::of(&[("a/Cargo.toml", good), ("b/Cargo.toml", &bad)]);
        let package = |name: &str| Package {
            name: name.to_owned(),
            manifest: format!("{name}/Cargo.toml"),
            ..Package::default()
        };
        tree.packages = vec![package("a"), package("b")];
        let found = inherit_the_workspace(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "b/Cargo.toml");
    }
}
