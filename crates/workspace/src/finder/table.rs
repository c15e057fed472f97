//! The project's files as the finder needs them: paths from the project's folder on, in pieces that are shared with
//! the ranking while more are still being found. Which of them match is `rank`'s business.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct FilePath {
    /// From the project's folder on, with slashes; bytes that are no text are replacement characters.
    pub label: Box<str>,
    /// Where the name begins in `label`.
    pub name: u32,
    /// Which letters and digits are in `label`, whatever their case; see [`letters`].
    pub letters: u64,
    /// The path itself, when it cannot be made from `label`.
    pub odd: Option<Box<Path>>,
}

impl FilePath {
    pub(crate) fn new(root: &Path, path: PathBuf) -> Self {
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let (label, odd) = match relative.to_str() {
            Some(text) if MAIN_SEPARATOR == '/' => (text.to_owned(), false),
            Some(text) => (text.replace(MAIN_SEPARATOR, "/"), false),
            None => (relative.to_string_lossy().into_owned(), true),
        };
        let name = label.rfind('/').map_or(0, |at| at + 1);
        Self {
            // Letters with accents are found without them, so nothing can be told from those.
            letters: if label.is_ascii() { letters(&label) } else { u64::MAX },
            name: u32::try_from(name).unwrap_or(0),
            label: label.into(),
            odd: odd.then(|| path.into()),
        }
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &str {
        self.label.get(self.name as usize..).unwrap_or(&self.label)
    }

    /// The full path.
    pub(crate) fn path(&self, root: &Path) -> PathBuf {
        self.odd.as_deref().map_or_else(|| root.join(&*self.label), Path::to_owned)
    }
}

/// A bit for each ASCII letter, digit and common mark of a text: when a query has one that a path has not, the path
/// need not be looked at. Other characters have none, since they may be folded together with these.
pub(crate) fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |all, byte| {
        let bit = match byte {
            b'a'..=b'z' => byte - b'a',
            b'A'..=b'Z' => byte - b'A',
            b'0'..=b'9' => 26 + (byte - b'0'),
            b'/' => 36,
            b'.' => 37,
            b'_' => 38,
            b'-' => 39,
            _ => return all,
        };
        all | 1 << bit
    })
}

/// Files in pieces; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pieces: Vec<Arc<[FilePath]>>,
    len: usize,
}

impl Table {
    pub(crate) fn push(&mut self, piece: Arc<[FilePath]>) {
        self.len += piece.len();
        self.pieces.push(piece);
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn pieces(&self) -> &[Arc<[FilePath]>] {
        &self.pieces
    }

    /// A file by piece and place in it.
    pub(crate) fn get(&self, piece: u32, at: u32) -> Option<&FilePath> {
        self.pieces.get(piece as usize)?.get(at as usize)
    }
}
