//! The repository as the rules see it: the texts git knows (or would add) and the packages cargo knows.

use super::lexer::Lexed;
use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Everything the rules may read.
#[derive(Debug, Default)]
pub struct Tree {
    /// Text files, sorted by path. Files that are not UTF-8 are left out.
    pub files: Vec<File>,
    /// Every file and folder of the repository, text or not, with `/`.
    pub paths: BTreeSet<String>,
    /// The members of the workspace.
    pub packages: Vec<Package>,
    /// Beginnings of paths that name this machine or its user, found in the environment.
    pub machine_paths: Vec<String>,
}

/// A text file.
#[derive(Debug)]
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its Rust, when it is a `.rs` file.
    pub rust: Option<Lexed>,
}

impl File {
    /// A file from its path and text.
    pub fn new(path: &str, text: &str) -> Self {
        let rust = path.ends_with(".rs").then(|| Lexed::new(text));
        Self { path: path.to_owned(), text: text.to_owned(), rust }
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether the whole file is test code: `tests.rs`, a file of a `tests` folder, or of the testing packages.
    pub fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| part == "tests" || part == "tests.rs" || part == "testkit")
    }
}

/// A member of the workspace, as `cargo metadata` tells.
#[derive(Debug, Default, Clone)]
pub struct Package {
    /// Package name.
    pub name: String,
    /// Path of its manifest from the root.
    pub manifest: String,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
}

/// A dependency as a manifest names it.
#[derive(Debug, Default, Clone)]
pub struct Dependency {
    /// Package name of the dependency.
    pub name: String,
    /// Whether only tests use it.
    pub dev: bool,
}

impl Tree {
    /// Reads the repository at `root`.
    ///
    /// # Errors
    /// When git or cargo cannot tell what belongs to it.
    pub fn read(root: &Path) -> Result<Self> {
        let listed = process::output(
            process::command("git")
                .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
                .current_dir(root),
        )
        .context("asking git for the files of the repository")?;
        let mut tree = Self::default();
        for path in listed.split('\0').filter(|path| !path.is_empty()) {
            let full = root.join(path);
            if !full.is_file() {
                continue;
            }
            tree.add_path(path);
            if let Ok(text) = std::fs::read_to_string(&full) {
                tree.files.push(File::new(path, &text));
            }
        }
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        let metadata = process::output(
            process::cargo()
                .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
                .current_dir(root),
        )
        .context("asking cargo for the packages of the workspace")?;
        tree.packages = packages(&serde_json::from_str(&metadata)?, root);
        let home = std::env::var("HOME").unwrap_or_default();
        let own = [root.to_string_lossy().into_owned(), home];
        // A path of one part, such as the root user's home, is too short to be told from other text.
        tree.machine_paths.extend(own.into_iter().filter(|path| path.matches('/').count() > 1));
        Ok(tree)
    }

    /// A tree of samples, for tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.add_path(path);
            tree.files.push(File::new(path, text));
        }
        tree
    }

    /// The Rust files with their lexed text.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Lexed)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    fn add_path(&mut self, path: &str) {
        self.paths.insert(path.to_owned());
        for (at, _) in path.match_indices('/') {
            self.paths.extend(path.get(..at).map(str::to_owned));
        }
    }
}

/// The members of the workspace out of `cargo metadata --no-deps`.
fn packages(metadata: &Value, root: &Path) -> Vec<Package> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let package = |value: &Value| Package {
        name: text(&value["name"]),
        manifest: {
            let full = text(&value["manifest_path"]);
            let short =
                Path::new(&full).strip_prefix(root).map(|path| path.to_string_lossy().replace('\\', "/"));
            short.unwrap_or(full)
        },
        dependencies: list(&value["dependencies"])
            .iter()
            .map(|value| Dependency { name: text(&value["name"]), dev: value["kind"] == "dev" })
            .collect(),
    };
    list(&metadata["packages"]).iter().map(package).collect()
}

#[cfg(test)]
mod tests;
