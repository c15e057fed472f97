//! Which files stay out of what is sent unless somebody names them. By name only: nothing is opened.

use super::rules::{RawFile, RawPlain};

/// The list of files that stay out.
#[derive(Clone, Debug, Default)]
pub struct KeptOut {
    files: Vec<(String, String)>,
    plain: Vec<String>,
}

impl KeptOut {
    pub(super) fn new(files: Vec<RawFile>, plain: Vec<RawPlain>) -> Self {
        let files = files.into_iter().map(|file| (file.pattern.to_lowercase(), file.reason)).collect();
        let plain = plain.into_iter().map(|plain| plain.pattern.to_lowercase()).collect();
        Self { files, plain }
    }

    /// Why the file at `path` stays out, with `/` or `\` between its folders; `None` when it does not.
    pub fn why(&self, path: &str) -> Option<&str> {
        let path = path.replace('\\', "/").to_lowercase();
        if self.plain.iter().any(|pattern| matches_path(pattern, &path)) {
            return None;
        }
        self.files.iter().find(|(pattern, _)| matches_path(pattern, &path)).map(|(_, reason)| reason.as_str())
    }

    /// The patterns with their reasons, for display.
    pub fn patterns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(pattern, reason)| (pattern.as_str(), reason.as_str()))
    }
}

/// A pattern is about as many names at the end of the path as it has itself; `*` is within one name.
fn matches_path(pattern: &str, path: &str) -> bool {
    let mut names = path.rsplit('/');
    pattern.rsplit('/').all(|part| names.next().is_some_and(|name| matches_name(part, name)))
}

/// Whether `name` is `pattern`, where `*` is anything.
pub(crate) fn matches_name(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.ends_with(end),
    }
}
