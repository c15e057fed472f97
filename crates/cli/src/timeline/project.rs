//! Which history a command is about, and opening it: that of a project's folder, or the one in `--store`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use justbuilt_app::native::Folders;
use justbuilt_base::{CancelToken, Clock as _, SystemClock, Timestamp};
use justbuilt_store::{ContentHash, Storage, StoreError};
use justbuilt_timeline::history::{DiskFile, project_key};
use justbuilt_timeline::{Author, AuthorIx, ProjectPath, Timeline, TimelineOptions};
use justbuilt_workspace::project::TreeSource as _;
use justbuilt_workspace::project::native::DiskTree;

/// Which project.
#[derive(Args, Clone, Debug)]
pub struct ProjectArgs {
    /// The project's folder.
    #[arg(value_name = "PROJECT")]
    pub project: PathBuf,
    /// Where settings and state are kept (default: the system's folders).
    #[arg(long, value_name = "DIR", env = "JUSTBUILT_HOME")]
    pub home: Option<PathBuf>,
    /// The folder of the history itself (default: by the project's folder, in the state).
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Prints JSON. Times in it are ISO 8601 in UTC, such as 2026-01-31T14:30:05.250Z.
    #[arg(long)]
    pub json: bool,
}

/// A history that is open.
pub struct Project {
    pub timeline: Timeline,
    /// The project's folder.
    pub root: PathBuf,
    pub now: Timestamp,
}

impl ProjectArgs {
    fn root(&self) -> anyhow::Result<PathBuf> {
        self.project
            .canonicalize()
            .with_context(|| format!("cannot find the project {}", self.project.display()))
    }

    /// Where its history is kept.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let folders = match &self.home {
            Some(home) => Folders::under(home),
            None => {
                Folders::of_system().context("the system does not say where state is kept; give --home")?
            }
        };
        let key = project_key(&self.root()?);
        Ok(folders.state.join("timeline").join(key))
    }

    /// Opens the history to look at it. Another window may have it meanwhile.
    pub fn look(&self) -> anyhow::Result<Project> {
        let folder = self.folder()?;
        if !folder.exists() {
            bail!(
                "there is no history of {} yet; it begins when the project is opened",
                self.project.display()
            );
        }
        let storage = Storage::open_read_only(&folder)?;
        self.open(storage, TimelineOptions { read_only: true })
    }

    /// Opens the history to change it, and takes in what is on the disk.
    pub fn change(&self) -> anyhow::Result<Project> {
        let folder = self.folder()?;
        let storage = match Storage::open(&folder) {
            Err(StoreError::InUse { .. }) => bail!(
                "the project is open in a window, which owns its history; do it there, or close it (looking works: log, show, cat, diff, why, stats)"
            ),
            other => other?,
        };
        let project = self.open(storage, TimelineOptions::default())?;
        project.take_in_disk()?;
        Ok(project)
    }

    /// The same for what has nothing to do with the files on the disk.
    pub fn change_history(&self) -> anyhow::Result<Project> {
        let storage = match Storage::open(&self.folder()?) {
            Err(StoreError::InUse { .. }) => {
                bail!("the project is open in a window, which owns its history; do it there, or close it")
            }
            other => other?,
        };
        self.open(storage, TimelineOptions::default())
    }

    fn open(&self, storage: Storage, options: TimelineOptions) -> anyhow::Result<Project> {
        let (timeline, diagnostics) = Timeline::open(storage, options)?;
        for diagnostic in diagnostics {
            super::warn(&diagnostic.to_string());
        }
        let root = self.root().unwrap_or_else(|_| self.project.clone());
        Ok(Project { timeline, root, now: SystemClock::new().now() })
    }
}

impl Project {
    /// Who works at this command line.
    pub fn me(&self) -> AuthorIx {
        let name = ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        self.timeline.author(Author::person(name.unwrap_or_else(|| "someone".to_owned())))
    }

    /// Records what changed on the disk since the history was kept last, so that nothing that is written now can lose
    /// anything.
    pub fn take_in_disk(&self) -> anyhow::Result<()> {
        let mut found = Vec::new();
        let judge = self.timeline.judge();
        DiskTree::default().walk(&self.root, &[], &CancelToken::new(), &mut |items| {
            for item in items {
                let Some(path) = self.relative(&item.path) else { continue };
                let Ok(metadata) = std::fs::symlink_metadata(&item.path) else { continue };
                if !metadata.is_file() {
                    continue;
                }
                let read = judge.by_name(&path, false).and_then(|()| judge.by_size(metadata.len())).is_ok();
                let hash = read.then(|| std::fs::File::open(&item.path).ok()).flatten();
                let hash = hash.and_then(|mut file| ContentHash::of_reader(&mut file).ok());
                found.push(DiskFile { path, size: metadata.len(), hash, ignored: false });
            }
            true
        })?;
        let mut read = |path: &ProjectPath| std::fs::read(self.root.join(path.as_str())).ok();
        self.timeline.baseline(&found, &mut read, self.now)?;
        Ok(())
    }

    fn relative(&self, path: &Path) -> Option<ProjectPath> {
        let relative = path.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        ProjectPath::new(parts?.join("/")).ok()
    }

    /// A path as it was given on the command line, inside the project.
    pub fn path(&self, given: &str) -> anyhow::Result<ProjectPath> {
        if Path::new(given).is_absolute() {
            let path = Path::new(given);
            let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            return self.relative(&path).with_context(|| format!("{given} is not in the project"));
        }
        let trimmed = given.strip_prefix("./").unwrap_or(given).trim_end_matches('/');
        Ok(ProjectPath::new(trimmed)?)
    }
}
