//! Native and web part ways in files called `native.rs` and `web.rs`, nowhere else.

use super::lexer::is_word_at;
use super::{Finding, Tree};

const FIX: &str = "Move the code that differs into native.rs / web.rs behind one signature; only the lines that \
                   declare or re-export those modules may carry the cfg.";

/// `target_arch` (and what stands in for it: `target_family`) is used in `native.rs`, `web.rs` and their folders
/// only, but for the lines that declare or re-export these modules.
pub fn target_arch_in_its_files(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let mut parts = file.path.split('/');
        if parts.any(|part| matches!(part, "native.rs" | "web.rs" | "native" | "web")) {
            continue;
        }
        let lines: Vec<&str> = rust.code.lines().collect();
        for (number, line) in rust.lines() {
            if !asks_for_target(line) {
                continue;
            }
            let item = lines.iter().skip(number + 1).map(|line| line.trim()).find(|line| {
                !line.is_empty()
                    && !line.starts_with("#[")
                    && !line.starts_with(')')
                    && !line.starts_with(']')
            });
            let attribute = line.trim_start().starts_with("#[cfg(") && line.trim_end().ends_with(']');
            if !(attribute && item.is_some_and(names_the_modules)) {
                findings.push(Finding::at(
                    &file.path,
                    number,
                    "target_arch outside native.rs and web.rs",
                    FIX,
                ));
            }
        }
    }
    findings
}

/// Whether a line of code compares `target_arch` or `target_family` with something, as `cfg` does.
fn asks_for_target(line: &str) -> bool {
    ["target_arch", "target_family"].iter().any(|name| {
        line.match_indices(name).any(|(at, _)| {
            is_word_at(line, at, name)
                && line.get(at + name.len()..).is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    })
}

/// Whether an item only declares or re-exports a module called `native` or `web`.
fn names_the_modules(item: &str) -> bool {
    let item = item.strip_prefix("pub").map_or(item, |rest| {
        rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
    });
    let item = item.trim_start();
    if let Some(module) = item.strip_prefix("mod ") {
        return matches!(module.trim_end_matches(';').trim(), "native" | "web");
    }
    item.strip_prefix("use ").is_some_and(|path| {
        let mut segments = path.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        segments.any(|segment| matches!(segment, "native" | "web"))
    })
}

#[cfg(test)]
mod tests {
    //! Declarations pass, anything else is found.
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        target_arch_in_its_files(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn cfg_in_other_files_is_found() {
        assert_eq!(found("crates/a/src/b.rs", "#[cfg(target_arch = \"wasm32\")]\nfn f() {}\n"), 1);
        assert_eq!(
            found("crates/a/src/b.rs", "let x = if cfg!(target_arch = \"wasm32\") { 1 } else { 2 };"),
            1
        );
        assert_eq!(found("crates/a/src/b.rs", "#[cfg(target_family = \"wasm\")]\nmod other;\n"), 1);
    }

    #[test]
    fn declarations_and_the_files_themselves_pass() {
        let text = "#[cfg(not(target_arch = \"wasm32\"))]\npub(crate) mod native;\n#[cfg(target_arch = \"wasm32\")]\npub use web::Fs;\n";
        assert_eq!(found("crates/a/src/lib.rs", text), 0);
        assert_eq!(found("crates/a/src/native.rs", "#[cfg(target_arch = \"x86\")]\nfn f() {}"), 0);
        assert_eq!(found("crates/a/src/lib.rs", "// target_arch\nlet s = \"target_arch\";"), 0);
    }
}
