//! Something better than generated code: it is written into the project first, so that what a colleague proposes are
//! changes of files that are reviewed like any others.

use std::path::{Path, PathBuf};

use super::exporting::{Look, Then};
use crate::command::CommandResult;
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// Files that go along at most, the pages and sheets first.
const FILES: usize = 12;

impl Workspace {
    /// Writes the code of the active sketch, and asks for something better.
    pub(super) fn sketch_refine(&mut self) -> CommandResult {
        if !self.chat_is_anybody_there()? {
            return Ok(());
        }
        self.sketch_export(Then::Refine)
    }

    /// The code is in its folder.
    pub(super) fn sketch_refine_files(&mut self, document: DocumentId, folder: &Path, look: &Look) {
        let text = |path: &str| !path.ends_with(".svg") && !path.ends_with(".png");
        let files: Vec<PathBuf> = look
            .files
            .iter()
            .filter(|file| text(&file.path))
            .take(FILES)
            .map(|file| folder.join(&file.path))
            .collect();
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        if let Err(error) = self.chat_refine_sketch(document, &files) {
            self.notify(NewNotice::error("Nobody was asked about the sketch").detail(error.to_string()));
        }
    }
}
