//! Vectors that came are kept in memory and, from time to time, in the state folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_ai::semantic::PieceKey;
use justbuilt_base::spawn::SpawnerExt as _;
use justbuilt_store::{ContentHash, Fs};

use super::{Came, Index};
use crate::workspace::Workspace;

/// Vectors that are kept, those of other branches and of what was deleted among them.
const MOST: usize = 40_000;

/// Where those of a project by a model (its provider, its name) are kept.
pub(super) fn file_of(folder: &Path, root: &Path, model: &(String, String)) -> PathBuf {
    let of = format!("{}\n{}\n{}", root.display(), model.0, model.1);
    let name = ContentHash::of(of.as_bytes()).to_hex();
    folder.join(format!("{}.vectors", name.get(..32).unwrap_or(&name)))
}

impl Workspace {
    /// Where vectors are kept.
    pub(super) fn semantic_folder(&self) -> Option<PathBuf> {
        let state = self.options.state_dir.as_deref().filter(|_| !self.options.read_only_state)?;
        Some(state.join("semantic"))
    }

    /// Keeps what came for these pieces, and goes on.
    pub(super) fn semantic_keep(&mut self, pieces: Vec<PieceKey>, came: Vec<Vec<f32>>) {
        let Some(index) = &self.ai.semantic.index else { return };
        let vectors = Arc::clone(&index.vectors);
        self.ai.semantic.unsaved += pieces.len();
        self.semantic_work("keep vectors", move |_| {
            let mut vectors = vectors.write();
            let kept = pieces.iter().zip(&came).try_for_each(|(key, vector)| vectors.insert(*key, vector));
            Came::Kept(kept.map_err(|error| error.to_string()))
        });
    }

    /// Writes the vectors to the state folder, in the background.
    pub(super) fn semantic_save(&mut self) {
        if let Some((index, fs)) = self.semantic_unsaved() {
            self.platform.spawner.blocking("save vectors", move |_| write(&index, &*fs)).detach();
        }
    }

    /// The same, waiting for the disk.
    pub(in crate::ai) fn semantic_flush(&mut self) {
        if let Some((index, fs)) = self.semantic_unsaved() {
            write(&index, &*fs);
        }
    }

    fn semantic_unsaved(&mut self) -> Option<(Index, Arc<dyn Fs>)> {
        let unsaved = std::mem::take(&mut self.ai.semantic.unsaved) > 0;
        let index = self.ai.semantic.index.clone().filter(|index| unsaved && index.file.is_some())?;
        Some((index, Arc::clone(&self.platform.fs)))
    }
}

fn write(index: &Index, fs: &dyn Fs) {
    let Some(file) = &index.file else { return };
    if index.vectors.read().len() > MOST {
        let wanted: HashSet<PieceKey> = index.pieces.iter().map(|piece| piece.key).collect();
        index.vectors.write().retain(&wanted);
    }
    let bytes = index.vectors.read().to_bytes();
    let folder = file.parent().map_or(Ok(()), |folder| fs.create_dir_all(folder));
    if let Err(error) = folder.and_then(|()| fs.write(file, &bytes).map(drop)) {
        log::warn!("the vectors of the search by meaning are not kept: {error}");
    }
}
