//! `cargo xtask tidy`: the house rules that no compiler knows, as checks that fail with a place and a remedy.
//!
//! A rule is a function from the [`Tree`] to findings; it reads nothing else, so its tests hand it bad samples
//! held in memory. What clippy or rustfmt can check is left to them.

mod colours;
mod docs;
mod layers;
mod lexer;
mod manifests;
mod panels;
mod paths;
mod source;
mod target;
mod tree;

use anyhow::{Result, bail};
use std::fmt;
use std::path::Path;

pub use tree::Tree;

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// 1-based line; 0 when the finding is about the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub fix: &'static str,
}

impl Finding {
    /// A finding on a 0-based line.
    fn at(path: &str, line: usize, what: impl Into<String>, fix: &'static str) -> Self {
        Self { path: path.to_owned(), line: line + 1, what: what.into(), fix }
    }

    /// A finding about a whole file, or about a file that should exist.
    fn file(path: &str, what: impl Into<String>, fix: &'static str) -> Self {
        Self { path: path.to_owned(), line: 0, what: what.into(), fix }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what, fix } = self;
        write!(f, "{path}:{}: {what}\n    {fix}", (*line).max(1))
    }
}

/// A rule: its name and its check.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

const RULES: &[Rule] = &[
    ("layers", layers::crates_use_lower_layers),
    ("toolkit", layers::toolkit_only_in_faces),
    ("manifests", manifests::inherit_the_workspace),
    ("target", target::target_arch_in_its_files),
    ("length", source::files_are_short),
    ("module docs", source::files_open_with_docs),
    ("names", source::files_have_telling_names),
    ("attributes", source::no_silenced_lints_or_tests),
    ("sleeps", source::tests_do_not_sleep),
    ("colours", colours::colours_come_from_tokens),
    ("panels", panels::panels_do_not_import_panels),
    ("paths", paths::no_paths_of_one_machine),
    ("documents", docs::front_pages_exist),
    ("crate map", docs::every_crate_is_on_the_map),
    ("links", docs::links_resolve),
];

/// Runs every rule over the repository at `root` and prints what it finds.
///
/// # Errors
/// When the tree cannot be read, or when a rule found something.
pub fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut count = 0;
    for (name, check) in RULES {
        let mut findings = check(&tree);
        findings.sort();
        count += findings.len();
        for finding in findings {
            println!("{finding} [{name}]");
        }
    }
    if count > 0 {
        bail!("tidy: {count} finding(s)");
    }
    println!("tidy: {} rules, {} files, nothing to say", RULES.len(), tree.files.len());
    Ok(())
}
