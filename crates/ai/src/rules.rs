//! Rules of a project: AGENTS.md, CLAUDE.md and their like, read as text for a model. Which files hold for a folder,
//! in what order, and how much of them. Not obeyed by this program, and not found by it: who calls lists the files.

/// Names of files that hold rules, the first one wins within a folder.
pub const NAMES: [&str; 5] =
    ["AGENTS.md", "CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md", ".cursorrules"];

/// A file of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// From the root of the project, with `/`.
    pub path: String,
    /// The folder it holds for; empty for all of the project.
    pub folder: String,
    /// Its text, as it is, cut where it was too long.
    pub text: String,
    /// How many bytes were cut off.
    pub cut: usize,
}

/// How files of several folders go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Combine {
    /// All that hold, the root's first, so that the nearest has the last word.
    #[default]
    RootFirst,
    /// The nearest alone.
    Nearest,
}

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of one file.
    pub file: usize,
    /// Bytes of all that hold for a folder. The nearest are kept longest.
    pub all: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { file: 32 << 10, all: 64 << 10 }
    }
}

/// The folder that a file of rules holds for, or `None` when it is none.
pub fn folder_of(path: &str) -> Option<&str> {
    NAMES.iter().find_map(|name| {
        let folder = path.strip_suffix(name)?;
        if folder.is_empty() { Some("") } else { folder.strip_suffix('/') }
    })
}

/// The rules for `target`, a file or folder of the project, out of `files` (path and text, paths from the root with
/// `/`). Of several names in one folder the first of [`NAMES`] that is there is taken.
pub fn rules_for(target: &str, files: &[(String, String)], combine: Combine, sizes: Sizes) -> Vec<Rule> {
    let mut found: Vec<(usize, Rule)> = Vec::new();
    for (path, text) in files {
        let Some(folder) = folder_of(path).filter(|folder| holds(folder, target)) else { continue };
        let rank = NAMES.iter().position(|name| path.ends_with(name)).unwrap_or(NAMES.len());
        let (kept, cut) = cut_to(text, sizes.file);
        let rule = Rule { path: path.clone(), folder: folder.to_owned(), text: kept.to_owned(), cut };
        match found.iter_mut().find(|(_, other)| other.folder == folder) {
            Some(other) if other.0 <= rank => {}
            Some(other) => *other = (rank, rule),
            None => found.push((rank, rule)),
        }
    }
    let depth = |rule: &Rule| if rule.folder.is_empty() { 0 } else { 1 + rule.folder.matches('/').count() };
    let mut rules: Vec<Rule> = found.into_iter().map(|(_, rule)| rule).collect();
    rules.sort_by_key(&depth);
    if combine == Combine::Nearest {
        rules = rules.pop().into_iter().collect();
    }
    let mut left = sizes.all;
    for rule in rules.iter_mut().rev() {
        let (kept, cut) = cut_to(&rule.text, left);
        let kept = kept.to_owned();
        left -= kept.len();
        rule.cut += cut;
        rule.text = kept;
    }
    rules.retain(|rule| !rule.text.is_empty());
    rules
}

fn holds(folder: &str, target: &str) -> bool {
    folder.is_empty()
        || target.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The whole lines that fit, and how many bytes do not.
fn cut_to(text: &str, most: usize) -> (&str, usize) {
    if text.len() <= most {
        return (text, 0);
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let fits = text.get(..end).unwrap_or_default();
    let kept = fits.rfind('\n').map_or("", |newline| fits.get(..=newline).unwrap_or_default());
    (kept, text.len() - kept.len())
}

#[cfg(test)]
mod tests;
