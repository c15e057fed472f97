//! Where things lie: the repository, and the cache outside it that a fresh clone can use again.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folders tasks read and write.
#[derive(Debug, Clone)]
pub struct Places {
    /// The root of the repository.
    pub root: PathBuf,
    /// `$JUSTBUILT_CACHE`, or `justbuilt` in the user's cache folder.
    pub cache: PathBuf,
}

impl Places {
    /// Finds the repository this task was built from, and the user's cache folder.
    ///
    /// # Errors
    /// When no home folder is known, so that no cache folder is.
    pub fn find() -> Result<Self> {
        // What cargo says now comes first: two clones that share a cache can share this binary.
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest).parent().unwrap_or(Path::new(".")).to_owned();
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let cache = set("JUSTBUILT_CACHE")
            .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("justbuilt")))
            .or_else(|| set("HOME").map(|home| home.join(".cache/justbuilt")))
            .context("no folder for the build cache: set JUSTBUILT_CACHE")?;
        Ok(Self { root, cache })
    }

    /// Where native builds go: `$CARGO_TARGET_DIR`, or a folder of the cache.
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .filter(|value| !value.is_empty())
            .map_or_else(|| self.cache.join("target"), PathBuf::from)
    }

    /// Where browser builds go. Apart from native ones: their flags differ, and each would rebuild the other.
    pub fn web_target(&self) -> PathBuf {
        self.cache.join("web")
    }

    /// Programs built once and kept.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The browser build, ready to be served.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A folder for what a task leaves to look at (pictures, timings), emptied first.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self, name: &str) -> Result<PathBuf> {
        let folder = self.cache.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(folder)
    }
}
