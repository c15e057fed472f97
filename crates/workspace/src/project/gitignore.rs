//! Git's ignore files over [`justbuilt_store::Fs`], for the browser and for tests in memory: `.gitignore` in every
//! folder from the project's down, with negation, anchors and folder-only patterns. On the disk the `ignore` crate
//! does this, with the user's own files besides: see `native`.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use justbuilt_store::Fs;

/// The ignore files of a folder and of those above it, down from the root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// Outermost first.
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    folder: PathBuf,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    glob: GlobMatcher,
    negated: bool,
    folders_only: bool,
}

impl Rules {
    /// The rules that hold for the children of `folder`, which is `root` or below it.
    pub(crate) fn of(fs: &dyn Fs, root: &Path, folder: &Path) -> Self {
        let mut folders: Vec<&Path> =
            folder.ancestors().take_while(|above| above.starts_with(root)).collect();
        folders.reverse();
        let mut rules = Self::default();
        for folder in folders {
            rules = rules.below(fs, folder);
        }
        rules
    }

    /// The same with the ignore file of `folder`, which is below.
    pub(crate) fn below(&self, fs: &dyn Fs, folder: &Path) -> Self {
        let mut rules = self.clone();
        if let Ok(bytes) = fs.read(&folder.join(".gitignore")) {
            let parsed = String::from_utf8_lossy(&bytes).lines().filter_map(Rule::parse).collect();
            rules.levels.push(Level { folder: folder.to_owned(), rules: parsed });
        }
        rules
    }

    /// Whether a path is ignored by its own name. Whether a folder above it is, the caller knows.
    pub(crate) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        for level in self.levels.iter().rev() {
            let Ok(relative) = path.strip_prefix(&level.folder) else { continue };
            let fits = |rule: &&Rule| (is_folder || !rule.folders_only) && rule.glob.is_match(relative);
            if let Some(rule) = level.rules.iter().rev().find(fits) {
                return !rule.negated;
            }
        }
        false
    }

    /// Whether a folder between `root` and `folder` (itself included) is ignored.
    pub(crate) fn ignores_folder(fs: &dyn Fs, root: &Path, folder: &Path) -> bool {
        let mut at = Some(folder);
        while let Some(folder) = at.filter(|folder| folder.starts_with(root) && *folder != root) {
            let Some(above) = folder.parent() else { break };
            if Self::of(fs, root, above).ignores(folder, true) {
                return true;
            }
            at = Some(above);
        }
        false
    }
}

impl Rule {
    fn parse(line: &str) -> Option<Rule> {
        let mut line = line.strip_suffix('\r').unwrap_or(line);
        // Blanks at the end do not count, unless escaped.
        while line.ends_with(' ') && !line.ends_with("\\ ") {
            line = &line[..line.len() - 1];
        }
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (negated, line) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let line = line.strip_prefix('\\').filter(|rest| rest.starts_with(['#', '!'])).unwrap_or(line);
        let (line, folders_only) = match line.strip_suffix('/') {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        let anchored = line.contains('/');
        let line = line.strip_prefix('/').unwrap_or(line);
        let pattern = if anchored { line.to_owned() } else { format!("**/{line}") };
        let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build().ok()?;
        Some(Rule { glob: glob.compile_matcher(), negated, folders_only })
    }
}
