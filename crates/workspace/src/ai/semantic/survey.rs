//! Looks through the project's files for pieces, and for those that have no vector yet. In the background.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use justbuilt_ai::prices::{Cost, Money};
use justbuilt_ai::routing::{Need, Role};
use justbuilt_ai::semantic::{Piece, PieceKey, Vectors, pieces};
use justbuilt_ai::tokens::Family;

use super::Index;
use super::keeping::file_of;
use crate::ai::Trouble;
use crate::ai::asking::way::Way;
use crate::ai::asking::{Wish, choose};
use crate::ai::chat::sources::Sources;

/// Bytes of a file that is looked at: larger ones are data.
pub(super) const LARGEST: u64 = 256 << 10;
/// Pieces of a project: with vectors of 1,024 numbers 20 MB in memory.
const MOST: usize = 20_000;
/// Written by programs, and long.
const GENERATED: [&str; 8] = [
    "Cargo.lock",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "poetry.lock",
    "uv.lock",
    "go.sum",
    "composer.lock",
];

/// The pieces of a file as it was: its size, when it was changed, and they.
pub(super) type Known = HashMap<String, ((u64, Option<i64>), Arc<[Piece]>)>;

/// What there is.
pub(super) struct Survey {
    pub index: Index,
    pub known: Known,
    /// Pieces without a vector, with what is sent of them; the first last.
    pub missing: Vec<(PieceKey, String)>,
    /// Files that those are of.
    pub files: usize,
    pub tokens: u64,
    pub cost: Cost,
    /// Files for which there was no room.
    pub left_out: usize,
    pub local: bool,
}

/// Whether there are vectors of this project by the model that is asked now.
pub(super) fn is_kept(sources: &Sources, way: &Way, folder: &Path) -> bool {
    // Without a folder of vectors nobody was ever asked for any: providers need not be looked through.
    let Some(root) = sources.root.as_deref().filter(|_| sources.fs.exists(folder)) else { return false };
    let chosen = choose(way, &way.desk(), &Need::usual(Role::Embedding), Wish::default());
    let first = chosen.ok().and_then(|all| all.into_iter().next());
    first.is_some_and(|one| sources.fs.exists(&file_of(folder, root, &(one.provider.name, one.target.model))))
}

/// Looks, for the model that is asked now; `index` is that of the last search, `folder` where vectors are kept.
pub(super) fn survey(
    sources: &Sources,
    way: &Way,
    index: Option<Index>,
    folder: Option<&Path>,
    known: &Known,
) -> Result<Survey, Trouble> {
    let desk = way.desk();
    let chosen = choose(way, &desk, &Need::usual(Role::Embedding), Wish::default());
    let chosen = chosen.and_then(|all| all.into_iter().next().ok_or_else(nobody)).map_err(|trouble| {
        // A key that is missing is said as it is.
        if trouble.key_of.is_some() { trouble } else { Trouble { details: trouble.lines(), ..nobody() } }
    })?;
    let model = (chosen.provider.name.clone(), chosen.target.model.clone());
    let local = chosen.provider.is_local();
    let mut index = index.filter(|index| index.model == model).unwrap_or_else(|| Index {
        file: folder.and_then(|folder| Some(file_of(folder, sources.root.as_deref()?, &model))),
        model,
        vectors: Arc::default(),
        pieces: Arc::default(),
    });
    if index.vectors.read().is_empty()
        && let Some(bytes) = index.file.as_ref().and_then(|file| sources.fs.read(file).ok())
    {
        match Vectors::from_bytes(&bytes) {
            Ok(vectors) => *index.vectors.write() = vectors,
            Err(error) => log::warn!("{error}; the project is read anew"),
        }
    }
    let scanner = sources.shared.scanner();
    let mut now = Known::new();
    let mut all: Vec<Piece> = Vec::new();
    let (mut missing, mut files, mut left_out) = (Vec::new(), 0, 0);
    for name in sources.files().iter() {
        if sources.cancel.is_cancelled() {
            break;
        }
        let kept_out = scanner.as_ref().is_none_or(|scanner| scanner.kept_out().why(name).is_some());
        let last = name.rsplit('/').next().unwrap_or(name);
        if kept_out || GENERATED.contains(&last) || last.ends_with(".svg") {
            continue;
        }
        let Some((stamp, of_file, text)) = read(name, sources, known) else { continue };
        if all.len() + of_file.len() > MOST {
            left_out += 1;
            continue;
        }
        all.extend(of_file.iter().cloned());
        let vectors = index.vectors.read();
        let mut lacking = of_file.iter().filter(|piece| !vectors.has(piece.key)).peekable();
        if lacking.peek().is_some() {
            files += 1;
            let text = text.or_else(|| sources.text(&sources.path(name)).ok().map(|text| text.to_string()));
            let text = text.unwrap_or_default();
            missing
                .extend(lacking.filter_map(|piece| {
                    Some((piece.key, Piece::told(name, text.get(piece.bytes.clone())?)))
                }));
        }
        if let Some(stamp) = stamp {
            now.insert(name.clone(), (stamp, of_file));
        }
    }
    index.pieces = all.into();
    missing.reverse();
    let family = Family::of(&index.model.1);
    let tokens: u64 = missing.iter().map(|(_, told)| family.tokens(told)).sum();
    let cost = if local {
        Cost::Known(Money::ZERO)
    } else {
        let facts = desk.prices.find(&chosen.provider.prices, &index.model.1);
        facts.map_or(Cost::Unknown, |facts| facts.at_most(tokens, 0))
    };
    Ok(Survey { index, known: now, missing, files, tokens, cost, left_out, local })
}

fn nobody() -> Trouble {
    Trouble::new(
        "no model is chosen that compares meanings",
        "Choose one for embeddings there: text-embedding-3-small of OpenAI, say, or nomic-embed-text of Ollama.",
    )
}

type Read = (Option<(u64, Option<i64>)>, Arc<[Piece]>, Option<String>);

/// The pieces of a file, as they are known or as it is read now; `None` for what is no text of a fair size.
fn read(name: &str, sources: &Sources, known: &Known) -> Option<Read> {
    let path = sources.path(name);
    let cut = |text: &str| -> Arc<[Piece]> { pieces(&Arc::from(name), text).into() };
    if let Some(open) = sources.open.iter().find(|open| open.path == path) {
        let text = (open.text.len() as u64 <= LARGEST).then(|| open.text.to_string())?;
        return Some((None, cut(&text), Some(text)));
    }
    let metadata = sources.fs.metadata(&path).ok()?;
    if metadata.is_dir() || metadata.size > LARGEST {
        return None;
    }
    let stamp = (metadata.size, metadata.modified_ns);
    if let Some((_, of_file)) = known.get(name).filter(|(then, _)| *then == stamp && stamp.1.is_some()) {
        return Some((Some(stamp), Arc::clone(of_file), None));
    }
    let text = sources.text(&path).ok()?.to_string();
    Some((Some(stamp), cut(&text), Some(text)))
}
