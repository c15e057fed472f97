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
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
    };
    let found = find(&root, name);
    if found.is_none() {
        assert!(env::var_os("CI").is_none_or(|ci| ci.is_empty()), "no corpus: {}", root.join(name).display());
        say_skipped();
    }
    found
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
