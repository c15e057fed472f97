//! Lists of globs as people write them in settings and search fields: `target`, `*.rs`, `src/**`, `a, b/{c,d}`. A
//! glob without a slash fits names at any depth, one with a slash fits from the project's folder on, and whatever
//! is below a folder that fits, fits too. Git's ignore files are elsewhere: see `gitignore`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Globs, compiled.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    sets: Vec<GlobSet>,
}

/// A glob that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    /// Which.
    pub glob: String,
    /// Why.
    pub reason: String,
}

impl Globs {
    /// Compiles globs.
    ///
    /// # Errors
    /// The first one that is malformed.
    pub fn new<S: AsRef<str>>(globs: impl IntoIterator<Item = S>) -> Result<Self, BadGlob> {
        let mut set = GlobSetBuilder::new();
        let mut empty = true;
        for glob in globs {
            let glob = glob.as_ref().trim();
            for form in forms(glob) {
                let bad = |error: globset::Error| BadGlob {
                    glob: glob.to_owned(),
                    reason: error.kind().to_string(),
                };
                set.add(GlobBuilder::new(&form).literal_separator(true).build().map_err(bad)?);
                empty = false;
            }
        }
        let bad = |error: globset::Error| BadGlob { glob: String::new(), reason: error.kind().to_string() };
        Ok(Self { sets: if empty { Vec::new() } else { vec![set.build().map_err(bad)?] } })
    }

    /// Those of the globs that can be read; a malformed one must not hide the others.
    pub fn lenient(globs: &[String]) -> Self {
        let good = globs.iter().filter(|glob| match Self::new([glob]) {
            Ok(_) => true,
            Err(bad) => {
                log::warn!("the glob “{}” is left out: {}", bad.glob, bad.reason);
                false
            }
        });
        Self::new(good).unwrap_or_default()
    }

    /// Reads globs separated by commas; commas in braces belong to a glob.
    ///
    /// # Errors
    /// The first one that is malformed.
    pub fn from_list(list: &str) -> Result<Self, BadGlob> {
        Self::new(split_list(list))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// What fits one of either list.
    #[must_use]
    pub fn or(mut self, other: Globs) -> Self {
        self.sets.extend(other.sets);
        self
    }

    /// Whether a path, given from the project's folder on, fits one of them.
    pub fn matches(&self, relative: &Path) -> bool {
        self.sets.iter().any(|set| set.is_match(relative))
    }
}

/// The patterns for globset that one glob stands for.
fn forms(glob: &str) -> Vec<String> {
    let rooted = glob.starts_with('/') || glob.starts_with("./");
    let bare = glob.strip_prefix("./").unwrap_or(glob).trim_start_matches('/');
    let (bare, folder_only) = match bare.strip_suffix('/') {
        Some(folder) => (folder, true),
        None => (bare, false),
    };
    if bare.is_empty() {
        return Vec::new();
    }
    let base = if rooted || bare.contains('/') { bare.to_owned() } else { format!("**/{bare}") };
    if base.ends_with("/**") || base == "**" {
        return vec![base];
    }
    let below = format!("{base}/**");
    if folder_only { vec![below] } else { vec![base, below] }
}

/// Splits at commas that are not within braces.
fn split_list(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests;
