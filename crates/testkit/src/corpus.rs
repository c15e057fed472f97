//! Where the corpus is: real data from outside that is read in place and never copied into the repository.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder or file `name` of the corpus: below `JUSTBUILT_CORPUS` if that is set, else below `shared/data`
/// beside the repository. `None`, and a line that says so, when it is not there: the test should then return.
///
/// # Panics
/// When it is not there and `CI` is set, because there a skipped test would go unseen.
#[track_caller]
pub fn corpus(name: &str) -> Option<PathBuf> {
    let root = match env::var_os("JUSTBUILT_CORPUS") {
        Some(root) => PathBuf::from(root),
        None => repository().join("../shared/data"),
    };
    let found = find(&root, name);
    if found.is_none() {
        assert!(env::var_os("CI").is_none_or(|ci| ci.is_empty()), "no corpus: {}", root.join(name).display());
        say_skipped();
    }
    found
}

/// The folder of the package that is tested. Asked for when the test runs: two clones can share what was built.
pub fn package() -> PathBuf {
    let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    told.or_else(|| env::current_dir().ok()).unwrap_or_default()
}

/// The root of the repository that the tested package is in: the folder with the lock file.
pub fn repository() -> PathBuf {
    let package = package();
    let root = package.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.unwrap_or(&package).to_owned()
}

fn find(root: &Path, name: &str) -> Option<PathBuf> {
    let path = root.join(name);
    path.exists().then(|| path.canonicalize().unwrap_or(path))
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen by whoever runs it")]
fn say_skipped() {
    eprintln!("skipped: no corpus");
}

#[cfg(test)]
mod tests;
