//! Rules about the pages people read: the front pages exist, the map of crates is complete, links lead somewhere.

use super::{Finding, Tree};
use std::collections::BTreeSet;

/// Pages that must exist.
const FRONT_PAGES: &[&str] =
    &["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "crates/README.md", "LICENSE-MIT", "LICENSE-APACHE"];
const MAP: &str = "crates/README.md";

/// The pages a newcomer looks for are there.
pub fn front_pages_exist(tree: &Tree) -> Vec<Finding> {
    FRONT_PAGES
        .iter()
        .filter(|page| !tree.paths.contains(**page))
        .map(|page| Finding::file(page, "the page is missing", "Write it: newcomers look for it first."))
        .collect()
}

/// Every package under `crates/` has its row on the map.
pub fn every_crate_is_on_the_map(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.file(MAP) else { return Vec::new() };
    let folders = tree.packages.iter().filter_map(|package| {
        package.manifest.strip_prefix("crates/").and_then(|rest| rest.strip_suffix("/Cargo.toml"))
    });
    folders
        .filter(|folder| {
            !map.text.contains(&format!("`{folder}`")) && !map.text.contains(&format!("]({folder}"))
        })
        .map(|folder| {
            Finding::file(
                MAP,
                format!("`{folder}` is not on the map"),
                "Give it a row: its layer and one line.",
            )
        })
        .collect()
}

/// Links and pictures of Markdown pages lead to files of the repository, and to headings that are there.
pub fn links_resolve(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, target) in links(&file.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) =
                target.split_once('#').map_or((target.as_str(), None), |(p, a)| (p, Some(a)));
            let page = if path.is_empty() { Some(file.path.clone()) } else { resolve(folder, path) };
            let wrong = match page {
                None => Some("leaves the repository"),
                Some(page) if page.is_empty() => None,
                Some(page) if !tree.paths.contains(&page) => Some("leads nowhere"),
                Some(page) => match (anchor, tree.file(&page)) {
                    (Some(anchor), Some(file))
                        if page.ends_with(".md") && !headings(&file.text).contains(anchor) =>
                    {
                        Some("names a heading that is not there")
                    }
                    _ => None,
                },
            };
            if let Some(wrong) = wrong {
                findings.push(Finding::at(
                    &file.path,
                    line,
                    format!("`{target}` {wrong}"),
                    "Mend the link or the page.",
                ));
            }
        }
    }
    findings
}

/// A relative path from `folder`, as a path from the root (empty for the root itself); `None` when it leaves it.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Lines outside fenced code blocks, with inline code blanked; with their 0-based numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(number, line)| {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
            return None;
        }
        if fenced {
            return None;
        }
        let parts: Vec<&str> = line.split('`').collect();
        let closed = parts.len() % 2 == 1;
        let code = |i: usize| i % 2 == 1 && closed;
        let line = parts.iter().enumerate().map(|(i, part)| if code(i) { " " } else { *part }).collect();
        Some((number, line))
    })
}

/// Targets of links and pictures (Markdown and HTML) with their 0-based lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for (open, close) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"'), ("srcset=\"", '"')] {
            for (at, _) in line.match_indices(open) {
                let rest = line.get(at + open.len()..).unwrap_or_default();
                let target = rest.split(close).next().unwrap_or_default();
                let target = target.split_whitespace().next().unwrap_or_default();
                found.push((number, target.trim_matches(['<', '>']).to_owned()));
            }
        }
        if let Some((_, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
            found.push((number, target.split_whitespace().next().unwrap_or_default().to_owned()));
        }
    }
    found
}

/// The anchors of a page's headings, as GitHub makes them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let title = line.trim_start_matches('#');
        if fenced || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        found.insert(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
    }
    found
}

#[cfg(test)]
mod tests;
