//! Pictures of a drawing as files beside the code, named after what they show.
//!
//! Not here: charts and icons of the component library, which are drawn (`code::controls`); who shows a picture.

use super::File;
use super::names::{free, kebab};
use crate::layout::{Content, Node, Tree};
use crate::scene::Picture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Endings of files that are pictures and no text.
const ENDINGS: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/avif", "avif"),
    ("image/bmp", "bmp"),
];

/// What stands for the bytes of a picture where files are compared and merged as text; none for a path that is text.
#[must_use]
pub fn fingerprint(path: &str, bytes: &[u8]) -> Option<String> {
    let ending = path.rsplit_once('.')?.1.to_ascii_lowercase();
    let known = ENDINGS.iter().any(|(_, known)| *known == ending) || ending == "jpeg";
    known.then(|| format!("{ending}, {} bytes, {:08x}\n", bytes.len(), crc32fast::hash(bytes)))
}

/// The files for the pictures of a tree, whose nodes name them by their paths from now on. Parts whose picture is not
/// there show none.
pub(super) fn named(tree: &mut Tree) -> Vec<File> {
    let pictures = std::mem::take(&mut tree.pictures);
    let mut names =
        Names { pictures: &pictures, paths: BTreeMap::new(), taken: Vec::new(), files: Vec::new() };
    names.node(&mut tree.root, 0);
    names.files
}

struct Names<'p> {
    pictures: &'p BTreeMap<String, Picture>,
    /// By key.
    paths: BTreeMap<String, String>,
    /// Names without their endings, so that what imports them is called by words, too.
    taken: Vec<String>,
    files: Vec<File>,
}

impl Names<'_> {
    fn node(&mut self, node: &mut Node, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        if let Content::Picture { picture, alternative } = &mut node.content {
            *picture = picture.take().and_then(|key| self.path(&key, alternative));
        }
        node.children.iter_mut().for_each(|child| self.node(child, depth + 1));
    }

    fn path(&mut self, key: &str, alternative: &str) -> Option<String> {
        if let Some(path) = self.paths.get(key) {
            return Some(path.clone());
        }
        let picture = self.pictures.get(key).filter(|picture| !picture.bytes.is_empty())?;
        let media = picture.media_type.to_ascii_lowercase();
        let ending = ENDINGS.iter().find(|(known, _)| *known == media).map(|(_, ending)| *ending);
        let drawn = if media == "image/svg+xml" { std::str::from_utf8(&picture.bytes).ok() } else { None };
        let ending = ending.or(drawn.map(|_| "svg"))?;
        let stem = free(kebab(alternative, "picture"), "-", &mut self.taken);
        let path = format!("{stem}.{ending}");
        self.files.push(match drawn {
            Some(text) => File { path: path.clone(), text: text.to_owned(), ..File::default() },
            None => File {
                path: path.clone(),
                text: fingerprint(&path, &picture.bytes).unwrap_or_default(),
                picture: Some(Arc::clone(&picture.bytes)),
                ..File::default()
            },
        });
        self.paths.insert(key.to_owned(), path.clone());
        Some(path)
    }
}

#[cfg(test)]
mod tests;
