//! Where a path really leads, through links. A trait, so that deciding knows no disk.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use justbuilt_store::Fs;

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Real {
    /// To this path within the project, links followed; a file that is not there yet has the real path of its folder.
    Inside {
        /// From the root of the project, with `/`; empty for the root itself.
        path: String,
        /// How many names the file has (hard links); 0 where it is not there.
        names: u64,
    },
    /// Out of the project.
    Outside,
    /// Nowhere that can be told: a broken link, a folder that cannot be read. Why.
    Unknown(String),
}

/// Follows links.
pub trait Resolver {
    /// Where `path` leads: from the root of the project, with `/`, without `.` and `..`.
    fn resolve(&self, path: &str) -> Real;
}

/// Follows links on a file system.
#[derive(Clone)]
pub struct FsResolver {
    fs: Arc<dyn Fs>,
    root: PathBuf,
}

impl FsResolver {
    /// For the project at `root`.
    pub fn new(fs: Arc<dyn Fs>, root: impl Into<PathBuf>) -> Self {
        Self { fs, root: root.into() }
    }
}

impl Resolver for FsResolver {
    fn resolve(&self, path: &str) -> Real {
        let root = match self.fs.canonicalize(&self.root) {
            Ok(root) => root,
            Err(error) => return Real::Unknown(error.to_string()),
        };
        let wanted = root.join(path);
        // The deepest part that is there; the rest will be made below it.
        let mut there = wanted.as_path();
        let mut rest: Vec<String> = Vec::new();
        while there != root && !self.fs.exists(there) {
            let (Some(name), Some(parent)) = (there.file_name(), there.parent()) else { break };
            rest.push(name.to_string_lossy().into_owned());
            there = parent;
        }
        let real = match self.fs.canonicalize(there) {
            Ok(real) => real,
            Err(error) => return Real::Unknown(error.to_string()),
        };
        let Ok(inside) = real.strip_prefix(&root) else { return Real::Outside };
        let Some(mut names) = names(inside) else {
            return Real::Unknown("a name that is not UTF-8".to_owned());
        };
        let links = match self.fs.metadata(&real) {
            Ok(metadata) if rest.is_empty() && metadata.is_file() => metadata.links,
            Ok(metadata) if !rest.is_empty() && !metadata.is_dir() => {
                return Real::Unknown("a part of the path is a file, not a folder".to_owned());
            }
            Ok(_) => 0,
            Err(error) => return Real::Unknown(error.to_string()),
        };
        rest.reverse();
        names.extend(rest);
        Real::Inside { path: names.join("/"), names: links }
    }
}

fn names(path: &Path) -> Option<Vec<String>> {
    path.components()
        .map(|component| match component {
            Component::Normal(name) => name.to_str().map(str::to_owned),
            _ => None,
        })
        .collect()
}
