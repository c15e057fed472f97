//! What a session looks like on disk: plain data with serde, read leniently (what is missing gets a default).
//! Nothing here touches files.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Grows when older programs could not make sense of the data.
pub(crate) const VERSION: u32 = 1;

/// The session of one project, or of a window without one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SavedSession {
    pub version: u32,
    pub project: Option<SavedPath>,
    pub active: Option<u64>,
    pub tabs: Vec<SavedTab>,
    /// The face's own layout.
    pub layout: Option<String>,
    /// Folders expanded in the tree.
    pub expanded: Vec<SavedPath>,
    /// Files that were opened, the latest first.
    pub opened: Vec<SavedPath>,
}

/// One tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedTab {
    pub id: u64,
    #[serde(default)]
    pub pane: usize,
    #[serde(default)]
    pub preview: bool,
    pub item: SavedItem,
}

/// What a tab showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum SavedItem {
    Document {
        /// Names the document within the session: tabs with the same number show the same one.
        document: u64,
        path: Option<SavedPath>,
        name: String,
        #[serde(default)]
        language: Option<String>,
        #[serde(default)]
        encoding: Option<String>,
        view: SavedView,
    },
    File {
        path: SavedPath,
    },
    Settings,
    Keymap,
    Welcome,
}

/// How a view looked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SavedView {
    /// Anchor and head of each selection, in bytes.
    pub selections: Vec<(usize, usize)>,
    pub primary: usize,
    /// Line, rows and columns the view was scrolled to.
    pub scroll: (usize, f64, f64),
    /// Folded lines: first and last.
    pub folds: Vec<(usize, usize)>,
    /// Wrapping, when it differs from the setting.
    pub wrap: Option<bool>,
    /// Of a sketch: what is shown beside it, or in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sketch: Option<SavedSketch>,
}

/// How a sketch was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SavedSketch {
    /// As the text of its file.
    pub source: bool,
    /// With its code beside it.
    pub code: bool,
    /// With the preview in the place of the code.
    pub preview: bool,
    /// The language of the code, as the command line writes it.
    pub target: String,
    /// The width of the preview, px.
    pub width: u32,
}

/// Head of a file with unsaved text; the text follows after the first line break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedText {
    pub version: u32,
    pub document: u64,
    pub path: Option<SavedPath>,
    pub name: String,
    #[serde(default)]
    pub language: Option<String>,
    pub encoding: String,
    pub line_ending: String,
    /// Length and time of the file that the text was made from.
    pub base: Option<Stamp>,
    /// That file was gone when this was written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// That file was another program's, and the user had not chosen yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
    /// Bytes of text that follow; fewer mean that the file was cut short.
    pub len: usize,
    /// Set for large texts: what follows is only what differs from the file.
    #[serde(default)]
    pub within: Option<Within>,
    /// Files of earlier runs that this one takes the place of. They are removed soon after it was written, unless the
    /// program is killed before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<SavedPath>,
}

/// The place of kept text within the text of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Within {
    /// Bytes of the file's text before it.
    pub before: usize,
    /// Bytes of the file's text after it.
    pub after: usize,
    /// Bytes of the file's text.
    pub len: usize,
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub len: u64,
    /// Milliseconds since 1970.
    pub modified: Option<i64>,
}

/// A path that need not be Unicode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SavedPath {
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Path> for SavedPath {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => SavedPath::Text(text.to_owned()),
            None => SavedPath::Bytes(path.as_os_str().as_encoded_bytes().to_vec()),
        }
    }
}

impl From<SavedPath> for PathBuf {
    fn from(saved: SavedPath) -> Self {
        match saved {
            SavedPath::Text(text) => PathBuf::from(text),
            #[cfg(unix)]
            SavedPath::Bytes(bytes) => {
                use std::os::unix::ffi::OsStringExt as _;
                PathBuf::from(std::ffi::OsString::from_vec(bytes))
            }
            #[cfg(not(unix))]
            SavedPath::Bytes(bytes) => PathBuf::from(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
