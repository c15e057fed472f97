//! The folder that code goes to: what is there, what would become of it, and writing that. Waits for the disk.
//!
//! Not here: what becomes of files (`justbuilt_sketch::code::export`), and who is asked.

use std::path::{Path, PathBuf};

use justbuilt_sketch::code::File;
use justbuilt_sketch::code::export::{self, Plan};
use justbuilt_store::{Fs, FsError};

/// Why code was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The disk.
    #[error("{0}")]
    Disk(#[from] FsError),
    /// A picture, a program.
    #[error("{0} is no text: it is in the way of the code")]
    InTheWay(PathBuf),
    /// Files would go elsewhere.
    #[error("a link or a file stands where the folder {0} should be")]
    NoFolder(PathBuf),
    /// Somebody wrote there since it was looked at.
    #[error("what is in the folder changed meanwhile: look again at what will be written")]
    Changed,
}

/// What is in a folder and what would become of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The texts that are there, by their paths.
    pub there: Vec<(String, String)>,
    /// What would be done.
    pub plan: Plan,
    /// The code.
    pub files: Vec<File>,
}

/// Looks at a folder.
pub fn look(fs: &dyn Fs, folder: &Path, files: Vec<File>) -> Result<Look, ExportError> {
    let text = |path: &str| -> Result<Option<String>, ExportError> {
        let there = folder.join(path);
        match fs.read(&there) {
            Ok(bytes) => export::read_there(path, bytes).map(Some).ok_or(ExportError::InTheWay(there)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    };
    // A link would lead the files elsewhere.
    match fs.link_metadata(folder) {
        Ok(found) if !found.is_dir() => return Err(ExportError::NoFolder(folder.to_owned())),
        Ok(_) => {}
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.into()),
    }
    let record = text(export::RECORD)?;
    let mut there = Vec::new();
    for path in export::paths(record.as_deref(), &files) {
        if let Some(text) = text(&path)? {
            there.push((path, text));
        }
    }
    let plan = export::plan(record.as_deref(), &there, &files);
    Ok(Look { there, plan, files })
}

/// Does what a plan says.
pub fn write(fs: &dyn Fs, folder: &Path, plan: &Plan) -> Result<(), ExportError> {
    for (path, text) in &plan.writes {
        let bytes = plan.bytes(path, text);
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs.create_dir_all(parent)?;
        }
        fs.write(&path, bytes)?;
    }
    for path in &plan.removes {
        fs.trash(&folder.join(path))?;
    }
    Ok(())
}
