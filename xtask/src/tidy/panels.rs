//! Panels know the snapshot and the commands, never each other.

use super::lexer::is_word_at;
use super::{Finding, Tree};
use std::collections::BTreeSet;

const HOME: &str = "crates/app/src/panels/";
const FIX: &str =
    "Panels meet in the snapshot and through commands: move what both need up, or send a command.";

/// A file of one panel does not name another panel.
pub fn panels_do_not_import_panels(tree: &Tree) -> Vec<Finding> {
    let panel_of = |path: &str| -> Option<(String, usize)> {
        let rest = path.strip_prefix(HOME)?;
        let depth = rest.matches('/').count();
        let first = rest.split('/').next()?;
        Some((first.trim_end_matches(".rs").to_owned(), depth))
    };
    let panels: BTreeSet<String> =
        tree.rust().filter_map(|(file, _)| panel_of(&file.path)).map(|(name, _)| name).collect();
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let Some((own, depth)) = panel_of(&file.path) else { continue };
        let upward = "super::".repeat(depth + 1);
        for prefix in ["panels::", upward.as_str()] {
            for (at, _) in rust.code.match_indices(prefix) {
                let deeper = prefix == upward && rust.code.get(..at).is_some_and(|s| s.ends_with("super::"));
                if deeper || !is_word_at(&rust.code, at, prefix.split(':').next().unwrap_or_default()) {
                    continue;
                }
                let rest = rust.code.get(at + prefix.len()..).unwrap_or_default();
                for name in first_segments(rest) {
                    if name != own && panels.contains(&name) {
                        let what = format!("panel `{own}` uses panel `{name}`");
                        findings.push(Finding::at(&file.path, rust.line_of(at), what, FIX));
                    }
                }
            }
        }
    }
    findings
}

/// The first path segment, or those of each branch when a `{…}` group follows.
fn first_segments(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut names = Vec::new();
    let mut depth = 0usize;
    let mut branch = String::new();
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(&std::mem::take(&mut branch))),
            _ => {}
        }
        if c != ',' || depth > 0 {
            branch.push(c);
        }
    }
    names.push(word(&branch));
    names
}

#[cfg(test)]
mod tests {
    //! Panels that reach for their neighbours, in each spelling.
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let files = [
            (path, text),
            ("crates/app/src/panels/search.rs", "//! x"),
            ("crates/app/src/panels/outline/row.rs", "//! x"),
        ];
        panels_do_not_import_panels(&Tree::of(&files)).len()
    }

    #[test]
    fn neighbours_are_found() {
        for text in [
            "use super::search;",
            "use crate::panels::search::Row;",
            "use super::{outline::{row, x}, Ctx};",
            "use crate::panels::{Ctx, search};",
            "fn f() { super::search::f() }",
        ] {
            assert_eq!(found("crates/app/src/panels/explorer.rs", text), 1, "{text}");
        }
        assert_eq!(found("crates/app/src/panels/explorer/tree.rs", "use super::super::search::f;"), 1);
    }

    #[test]
    fn own_parts_and_the_frame_pass() {
        let own =
            "use super::Ctx;\nuse crate::panels::explorer::tree;\nuse super::search_box;\n// super::search";
        assert_eq!(found("crates/app/src/panels/explorer.rs", own), 0);
        assert_eq!(found("crates/app/src/panels/outline/list.rs", "use super::row; use super::search;"), 0);
        assert_eq!(found("crates/app/src/shell.rs", "use crate::panels::search;"), 0);
    }
}
