//! The files edits are placed in, and how a reply's name for one is understood.

use std::collections::BTreeMap;

use super::policy::Policy;

/// Texts of files, as they are now. Whoever asks decides whether that is the disk or unsaved text.
pub trait Files {
    /// The text of a file; `None` where there is none, or none that is text.
    fn text(&self, path: &str) -> Option<&str>;

    /// The paths of all files that can be meant, `/` between the parts.
    fn paths(&self) -> Vec<&str>;
}

impl Files for BTreeMap<String, String> {
    fn text(&self, path: &str) -> Option<&str> {
        self.get(path).map(String::as_str)
    }

    fn paths(&self) -> Vec<&str> {
        self.keys().map(String::as_str).collect()
    }
}

/// The file that `name` means: the one of that path, the same without `./`, `/`, `a/` or `b/` before it, or the only
/// one whose path ends with it. Else the name without what never belongs to it.
pub(super) fn resolve(name: &str, files: &dyn Files, policy: &Policy) -> String {
    if files.text(name).is_some() {
        return name.to_owned();
    }
    let paths = files.paths();
    if let ([only], true) = (paths.as_slice(), policy.only_file) {
        return (*only).to_owned();
    }
    let bare = name.strip_prefix("./").unwrap_or(name);
    let unrooted = bare.trim_start_matches('/');
    let unprefixed = bare.strip_prefix("a/").or_else(|| bare.strip_prefix("b/"));
    for candidate in [Some(bare), Some(unrooted), unprefixed].into_iter().flatten() {
        if files.text(candidate).is_some() {
            return candidate.to_owned();
        }
    }
    // A name that climbs or is absolute is not taken for a file that happens to end alike.
    if bare == unrooted && !bare.is_empty() && !bare.split(['/', '\\']).any(|part| part == "..") {
        let ends = |path: &&&str| path.strip_suffix(bare).is_some_and(|before| before.ends_with('/'));
        let mut alike = paths.iter().filter(ends);
        if let (Some(path), None) = (alike.next(), alike.next()) {
            return (*path).to_owned();
        }
    }
    bare.to_owned()
}
