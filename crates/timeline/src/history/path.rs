//! Paths inside a project: relative, `/` between the parts, safe to join to the project's folder. Not for following
//! symbolic links: whoever writes a file checks that no part of its path is one.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file or folder of a project. Never empty, absolute or outside the project, never inside `.git`. Cheap to clone.
///
/// It says nothing about symbolic links: a caller that writes to such a path must check that no folder on the way
/// is one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectPath(Arc<str>);

/// Why a text is no path inside a project.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("‘{path}’ is not a path inside the project: {reason}")]
pub struct PathError {
    /// What was given.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl ProjectPath {
    /// Checks a path: parts with `/` between them, none empty, `.`, `..` or `.git`, no drive, backslash or NUL (a
    /// history may be read on another system than it was made on).
    ///
    /// # Errors
    /// [`PathError`] says which rule it breaks.
    pub fn new(path: impl AsRef<str>) -> Result<Self, PathError> {
        let path = path.as_ref();
        match Self::fault(path) {
            Some(reason) => Err(PathError { path: path.to_owned(), reason }),
            None => Ok(Self(path.into())),
        }
    }

    /// For a file whose name was lost.
    pub(crate) fn unnamed() -> Self {
        Self("lost-and-found".into())
    }

    fn fault(path: &str) -> Option<&'static str> {
        if path.is_empty() {
            return Some("it is empty");
        }
        if path.starts_with('/') {
            return Some("it is absolute");
        }
        if path.contains(['\\', '\0']) {
            return Some("it holds a backslash or a NUL");
        }
        let drive = path.as_bytes();
        if drive.first().is_some_and(u8::is_ascii_alphabetic) && drive.get(1) == Some(&b':') {
            return Some("it names a drive");
        }
        path.split('/').find_map(|part| match part {
            "" => Some("a part of it is empty"),
            "." | ".." => Some("it holds ‘.’ or ‘..’"),
            part if part.eq_ignore_ascii_case(".git") => Some("it is inside .git"),
            _ => None,
        })
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder it is in; empty for the project's own folder.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it is `folder` or something inside it. The empty folder holds everything.
    pub fn is_in(&self, folder: &str) -> bool {
        let folder = folder.trim_end_matches('/');
        folder.is_empty()
            || self.0.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The same place after `from` (this path or a folder above it) was renamed to `to`.
    pub fn moved(&self, from: &ProjectPath, to: &ProjectPath) -> Option<ProjectPath> {
        let rest = self.0.strip_prefix(from.as_str())?;
        match rest {
            "" => Some(to.clone()),
            rest if rest.starts_with('/') => Some(Self(format!("{to}{rest}").into())),
            _ => None,
        }
    }
}

impl Borrow<str> for ProjectPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ProjectPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl TryFrom<&str> for ProjectPath {
    type Error = PathError;

    fn try_from(path: &str) -> Result<Self, PathError> {
        Self::new(path)
    }
}

impl Serialize for ProjectPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ProjectPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::new(path).map_err(serde::de::Error::custom)
    }
}

/// The name of the folder that a project's state is kept in, by the project's canonical path: the last part of it, for
/// people, and 16 hexadecimal digits of its hash. The window and the command line both use it, below `timeline` and
/// `sessions` in the folder of states.
pub fn project_key(root: &std::path::Path) -> String {
    let hash = justbuilt_store::ContentHash::of(root.as_os_str().as_encoded_bytes()).to_hex();
    let name: String = root
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .take(40)
        .collect();
    format!("{name}-{}", hash.get(..16).unwrap_or(&hash))
}
