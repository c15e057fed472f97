//! The places whose vectors are nearest: to a question, and to what is looked at. What was changed since it was sent is
//! not shown: its vector says nothing any more.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_ai::context::{Item, Kind};
use justbuilt_ai::semantic::{Piece, Vectors, pieces};
use parking_lot::RwLock;

use super::snapshot::SemanticHit;
use super::survey::LARGEST;
use super::{Came, Index};
use crate::ai::chat::sources::{Active, Sources};
use crate::workspace::Workspace;

/// Places that are shown, and those of one file among them.
const SHOWN: usize = 20;
pub(super) const OF_A_FILE: usize = 3;
/// Pieces that go along with a message by themselves, and how near they have to be: below it most of a project is alike.
const ALONG: usize = 3;
const NEAR: f32 = 0.6;

/// What is known of the project's meaning, for what goes along with a message.
#[derive(Clone)]
pub(crate) struct Related {
    model: (String, String),
    vectors: Arc<RwLock<Vectors>>,
    pieces: Arc<[Piece]>,
}

impl Workspace {
    /// Shows what is nearest to the question's vector.
    pub(super) fn semantic_find(&mut self, question: Vec<Vec<f32>>) {
        let Some(Index { vectors, pieces, .. }) = self.ai.semantic.index.clone() else { return };
        let sources = self.chat_sources();
        self.semantic_work("search by meaning", move |_| {
            let question = question.into_iter().next().unwrap_or_default();
            if let Err(error) = vectors.read().fits(&question) {
                return Came::Kept(Err(error.to_string()));
            }
            let hits = vectors.read().nearest(&question, &pieces, 2 * SHOWN, OF_A_FILE);
            let shown = hits.into_iter().filter_map(|hit| {
                let piece = pieces.get(hit.piece)?;
                let text = current(piece, &sources)?;
                Some(SemanticHit {
                    path: sources.path(&piece.path),
                    name: piece.path.to_string(),
                    lines: piece.lines.clone(),
                    text: says_most(&text).to_owned(),
                    score: hit.score,
                })
            });
            Came::Found(shown.take(SHOWN).collect())
        });
    }

    /// What is known of the project's meaning; nothing before the first search.
    pub(in crate::ai) fn semantic_related(&self) -> Option<Related> {
        let index = self.ai.semantic.index.as_ref()?;
        (!index.pieces.is_empty()).then(|| Related {
            model: index.model.clone(),
            vectors: Arc::clone(&index.vectors),
            pieces: Arc::clone(&index.pieces),
        })
    }
}

impl Related {
    /// (provider, model) of the vectors.
    pub(in crate::ai) fn model(&self) -> &(String, String) {
        &self.model
    }

    /// The places that are nearest to a question's vector, among files that may be read: path, lines, text.
    pub(in crate::ai) fn search(
        &self,
        question: &[f32],
        sources: &Sources,
        may_read: &dyn Fn(&str) -> bool,
    ) -> Vec<(String, Range<usize>, String)> {
        let hits = self.vectors.read().nearest(question, &self.pieces, 4 * SHOWN, OF_A_FILE);
        let found = hits.into_iter().filter_map(|hit| {
            let piece = self.pieces.get(hit.piece).filter(|piece| may_read(&piece.path))?;
            Some((piece.path.to_string(), piece.lines.clone(), current(piece, sources)?))
        });
        found.take(SHOWN / 2).collect()
    }

    /// The pieces of other files that are nearest to what is around the caret.
    pub(in crate::ai) fn items(&self, active: &Active, sources: &Sources) -> Vec<Item> {
        if active.text.len() as u64 > LARGEST {
            return Vec::new();
        }
        let line = active.text.line_of(active.head);
        let here = pieces(&Arc::from(active.source.as_str()), &active.text.to_string());
        let Some(here) = here.iter().find(|piece| piece.lines.contains(&line)) else { return Vec::new() };
        let hits = self.vectors.read().alike(here, &self.pieces, ALONG, 1);
        let near = hits.into_iter().filter(|hit| hit.score >= NEAR);
        let items = near.filter_map(|hit| {
            let piece = self.pieces.get(hit.piece)?;
            let reason = format!("means much the same as what is around the caret ({:.2})", hit.score);
            let text = current(piece, sources)?;
            let item = Item::new(Kind::RelatedFile, piece.path.to_string(), text, reason);
            Some(Item { lines: Some(piece.lines.clone()), rank: -20, ..item })
        });
        items.collect()
    }
}

/// The first line of a piece that says something: no attribute, no brackets alone.
fn says_most(text: &str) -> &str {
    let letters = |line: &str| line.chars().filter(|c| c.is_alphanumeric()).count();
    let says = |line: &&str| letters(line) >= 8 && !line.starts_with("#[") && !line.starts_with('@');
    let mut lines = text.lines().map(str::trim);
    lines.clone().find(says).or_else(|| lines.find(|line| letters(line) > 0)).unwrap_or_default()
}

/// The text of a piece; `None` when its file is not as it was.
fn current(piece: &Piece, sources: &Sources) -> Option<String> {
    let text = sources.text(&sources.path(&piece.path)).ok()?;
    let Piece { bytes, .. } = piece;
    let there = bytes.end <= text.len() && text.is_boundary(bytes.start) && text.is_boundary(bytes.end);
    let inside = there.then(|| text.slice(bytes.clone()).into_owned())?;
    piece.holds(&inside).then_some(inside)
}
