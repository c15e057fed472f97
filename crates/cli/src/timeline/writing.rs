//! Carrying out a plan in the user's project: everything is checked before anything is written, nothing is followed
//! out of the project, and what changed on the disk meanwhile stays as it is.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use justbuilt_store::{ContentHash, DiskFs, Fs as _};
use justbuilt_timeline::ProjectPath;
use justbuilt_timeline::history::WritePlan;

use super::project::Project;

/// Writes and deletes what the plan says.
pub fn carry_out(project: &Project, plan: &WritePlan) -> anyhow::Result<()> {
    let fs = DiskFs::new();
    for delete in &plan.deletes {
        check(project, &delete.path, delete.expected)?;
    }
    for write in &plan.writes {
        check(project, &write.path, write.expected)?;
    }
    for delete in &plan.deletes {
        let path = project.root.join(delete.path.as_str());
        match std::fs::remove_file(&path) {
            Ok(()) => remove_empty_folders(project, &path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot delete {}", path.display())),
        }
    }
    for write in &plan.writes {
        let path = project.root.join(write.path.as_str());
        if let Some(folder) = path.parent() {
            fs.create_dir_all(folder)?;
        }
        let bytes = write.content.to_bytes().context("a content was not kept")?;
        fs.write(&path, &bytes)?;
    }
    for (path, why) in &plan.left {
        super::warn(&format!("{path} stays as it is: {}", why.label()));
    }
    Ok(())
}

/// Refuses what leads out of the project and what is not as the history has it.
fn check(project: &Project, path: &ProjectPath, expected: Option<ContentHash>) -> anyhow::Result<()> {
    let mut at = PathBuf::from(&project.root);
    let parts: Vec<&str> = path.as_str().split('/').collect();
    for part in &parts {
        at.push(part);
        let Ok(metadata) = std::fs::symlink_metadata(&at) else { return Ok(()) };
        if metadata.file_type().is_symlink() {
            bail!("{} is a symbolic link; nothing was written", at.display());
        }
    }
    if at.is_dir() {
        bail!("{} is a folder; nothing was written", at.display());
    }
    let found = std::fs::read(&at).map(|bytes| ContentHash::of(&bytes)).ok();
    if found != expected {
        bail!("{} changed on the disk meanwhile; nothing was written. Try again", at.display());
    }
    Ok(())
}

fn remove_empty_folders(project: &Project, path: &Path) {
    let mut folder = path.parent();
    while let Some(at) = folder.filter(|at| *at != project.root && at.starts_with(&project.root)) {
        // One that is not empty stays.
        if std::fs::remove_dir(at).is_err() {
            return;
        }
        folder = at.parent();
    }
}
