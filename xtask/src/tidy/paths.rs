//! Nothing in the repository names a place on one person's machine.

use super::{Finding, Tree};

const FIX: &str = "Say it relative to the repository, or ask for it (an argument, an environment variable).";

/// Beginnings of paths that exist on somebody's machine only. Put together here, so that this file is clean.
const ANYWHERE: &[&str] = &[concat!("/ro", "ot/"), concat!("/wo", "rk/")];
/// The same, but good sample data in tests of path handling.
const OUTSIDE_TESTS: &[&str] = &[concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("C:\\", "Users\\")];

/// No file names an absolute path of a developer's or a server's machine.
pub fn no_paths_of_one_machine(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.name() != "Cargo.lock") {
        let tests = file.rust.as_ref().map(super::lexer::Lexed::test_lines).unwrap_or_default();
        for (number, line) in file.text.lines().enumerate() {
            let is_test = file.is_test() || tests.get(number).copied().unwrap_or(false);
            let names = ANYWHERE
                .iter()
                .copied()
                .chain(tree.machine_paths.iter().map(String::as_str))
                .chain(OUTSIDE_TESTS.iter().copied().filter(|_| !is_test));
            for name in names {
                if line
                    .match_indices(name)
                    .any(|(at, _)| starts_a_path(line, at) && ends_a_part(line, at + name.len()))
                {
                    findings.push(Finding::at(
                        &file.path,
                        number,
                        format!("`{name}` is a place on one machine"),
                        FIX,
                    ));
                    break;
                }
            }
        }
    }
    findings
}

/// Whether a path starts at `at`, and is not the middle of a longer one or of an address.
fn starts_a_path(line: &str, at: usize) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    !before.is_some_and(|c| c.is_alphanumeric() || "._-~/}$*)>%".contains(c))
}

/// Whether what ends at `end` is a whole part of a path, and not the beginning of a longer name.
fn ends_a_part(line: &str, end: usize) -> bool {
    let after = line.get(end..).and_then(|text| text.chars().next());
    line.get(..end).is_some_and(|text| text.ends_with(['/', '\\']))
        || !after.is_some_and(|c| c.is_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    //! Paths of machines are found, parts of other paths are not.
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        no_paths_of_one_machine(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn places_on_a_machine_are_found() {
        assert_eq!(found("README.md", concat!("see `/ro", "ot/project`")), 1);
        assert_eq!(found("a/src/b.rs", concat!("let p = \"/ho", "me/me/x\";")), 1);
        assert_eq!(found("a/tests.rs", concat!("let p = \"/wo", "rk/x\";")), 1);
        let mut tree = Tree::of(&[("a.toml", "target = \"/srv/me/x\"")]);
        tree.machine_paths.push("/srv/me".to_owned());
        assert_eq!(no_paths_of_one_machine(&tree).len(), 1);
        tree.machine_paths[0] = "/srv/m".to_owned();
        assert_eq!(no_paths_of_one_machine(&tree).len(), 0);
    }

    #[test]
    fn samples_and_other_paths_pass() {
        assert_eq!(found("a/tests.rs", concat!("let p = \"/ho", "me/me/x\";")), 0);
        assert_eq!(found("README.md", concat!("$PREFIX/wo", "rk/ src/ho", "me/ ~/ro", "ot/")), 0);
    }
}
