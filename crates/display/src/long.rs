//! Lines too long to be walked for every query: cut into pieces of about 8 KiB that are measured one by one and
//! summed. Clusters and rows never span a cut, so an edit touches its own piece only, however long the line.

use std::{ops::Range, sync::Arc};

use justbuilt_text::Text;

use crate::{
    cluster::{CellKind, Width, clusters, is_all_plain},
    wrap::Wrap,
};

/// Lines with more bytes than this are cut into pieces.
pub(crate) const LONG: usize = 2 * PIECE;
/// Pieces are made of about this many bytes; of more in lines that would else have more than [`MAX_PIECES`].
const PIECE: usize = if cfg!(test) { 96 } else { 8 * 1024 };
const MAX_PIECES: usize = 4096;
/// Pieces with fewer bytes join a neighbour when an edit touches them.
const SMALL: usize = PIECE / 4;
/// Where to look for a good place to cut.
const LOOK: usize = if cfg!(test) { 24 } else { 256 };

/// A piece of a long line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub bytes: usize,
    /// Its width as one row; exact only when measured and the line is not wrapped.
    pub width: Width,
    /// Its rows when the line is wrapped, else 1.
    pub rows: u32,
    pub measured: bool,
}

/// A piece and where it is in its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its bytes in the document.
    pub range: Range<usize>,
    /// The column that it starts at.
    pub column: u32,
    /// Rows of the line before it (0 when not wrapped).
    pub rows_before: usize,
    pub piece: Piece,
}

#[derive(Clone, Debug)]
pub(crate) struct LongLine {
    pieces: Arc<Vec<Piece>>,
    wrap: Option<Wrap>,
    tab_width: u32,
}

impl LongLine {
    /// Cuts a line; nothing is measured yet.
    pub fn new(text: &Text, content: Range<usize>, limit: Option<u32>, tab_width: u32) -> Self {
        let wrap = limit.map(|limit| Self::wrap_of(text, &content, limit, tab_width));
        let mut line = Self { pieces: Arc::default(), wrap, tab_width };
        line.pieces = Arc::new(line.cut(text, content));
        line
    }

    fn wrap_of(text: &Text, content: &Range<usize>, limit: u32, tab_width: u32) -> Wrap {
        let end = text.clamp_boundary((content.start + 4 * limit as usize).min(content.end));
        Wrap::new(&text.slice(content.start..end), limit, tab_width)
    }

    pub fn wrap(&self) -> Option<Wrap> {
        self.wrap
    }

    pub fn rows(&self) -> usize {
        match self.wrap {
            Some(_) => self.pieces.iter().map(|piece| piece.rows as usize).sum(),
            None => 1,
        }
    }

    pub fn is_measured(&self) -> bool {
        self.pieces.iter().all(|piece| piece.measured)
    }

    /// The width of the whole line as one row.
    pub fn columns(&self) -> u32 {
        self.pieces.iter().fold(0, |column, piece| piece.width.end(column, self.tab_width))
    }

    /// The pieces from the line's start, which is at byte `start` of the document.
    pub fn places(&self, start: usize) -> impl Iterator<Item = Place> {
        let wrapped = self.wrap.is_some();
        let indent = self.wrap.map_or(0, |wrap| wrap.indent);
        let (mut at, mut column, mut rows_before) = (start, 0, 0);
        self.pieces.iter().map(move |piece| {
            let place = Place { range: at..at + piece.bytes, column, rows_before, piece: *piece };
            at += piece.bytes;
            column = if wrapped { indent } else { piece.width.end(column, self.tab_width) };
            rows_before += if wrapped { piece.rows as usize } else { 0 };
            place
        })
    }

    /// The last piece for which `starts` holds (it must hold for the first ones only), or the first piece.
    pub fn place(&self, start: usize, starts: impl Fn(&Place) -> bool) -> Option<Place> {
        let mut found = None;
        for place in self.places(start) {
            if found.is_some() && !starts(&place) {
                break;
            }
            found = Some(place);
        }
        found
    }

    /// Measures pieces in order until `budget` is spent (in bytes of text that is not plain ASCII, which costs an
    /// eighth). Says whether all is measured.
    pub fn measure(&mut self, text: &Text, start: usize, budget: &mut usize) -> bool {
        if self.is_measured() {
            return true;
        }
        let (wrap, tab_width) = (self.wrap, self.tab_width);
        let mut at = start;
        for (index, piece) in Arc::make_mut(&mut self.pieces).iter_mut().enumerate() {
            let range = at..at + piece.bytes;
            at = range.end;
            if piece.measured {
                continue;
            }
            if *budget == 0 {
                return false;
            }
            let content = text.slice(range);
            let plain = is_all_plain(&content);
            let cost = if plain { piece.bytes / 8 } else { piece.bytes };
            *budget = budget.saturating_sub(cost.max(1));
            match wrap {
                Some(wrap) => {
                    let column = if index == 0 { 0 } else { wrap.indent };
                    piece.rows = u32::try_from(wrap.count(&content, column)).unwrap_or(u32::MAX);
                }
                None if plain => piece.width = Width { head: cells(piece.bytes), tail: None },
                None => piece.width = Width::of(&content, tab_width),
            }
            piece.measured = true;
        }
        true
    }

    /// Replaces the bytes `old` of the line (counted from its start) by `new_len` bytes. `content` is the line in
    /// the new text. Only the pieces that are touched must be measured again.
    pub fn edit(&mut self, text: &Text, content: Range<usize>, old: Range<usize>, new_len: usize) {
        let (mut first, mut at) = (0, 0);
        while let Some(piece) = self.pieces.get(first).filter(|piece| at + piece.bytes < old.start) {
            at += piece.bytes;
            first += 1;
        }
        let (mut last, mut end) = (first, at);
        while let Some(piece) = self.pieces.get(last).filter(|_| last == first || end <= old.end) {
            end += piece.bytes;
            last += 1;
        }
        let mut len = (end - at + new_len).saturating_sub(old.len());
        if len < SMALL {
            if let Some(piece) = self.pieces.get(last) {
                len += piece.bytes;
                last += 1;
            } else if let Some(piece) = first.checked_sub(1).and_then(|before| self.pieces.get(before)) {
                len += piece.bytes;
                at -= piece.bytes;
                first -= 1;
            }
        }
        let from = content.start + at;
        let new = self.cut(text, from..(from + len).min(content.end));
        let pieces = Arc::make_mut(&mut self.pieces);
        pieces.splice(first..last.min(pieces.len()), new);
        if let Some(before) = self.wrap {
            let wrap = Self::wrap_of(text, &content, before.limit, self.tab_width);
            if wrap != before {
                self.wrap = Some(wrap);
                pieces.iter_mut().for_each(|piece| piece.measured = false);
            }
        }
    }

    /// The same cuts for other settings; rows so far become the guess.
    pub fn set_settings(&mut self, text: &Text, content: Range<usize>, limit: Option<u32>, tab_width: u32) {
        self.wrap = limit.map(|limit| Self::wrap_of(text, &content, limit, tab_width));
        self.tab_width = tab_width;
        for piece in Arc::make_mut(&mut self.pieces) {
            *piece = self.wrap.map_or(guess(piece.bytes, None), |wrap| guess(piece.bytes, Some(wrap)));
        }
    }

    fn cut(&self, text: &Text, range: Range<usize>) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(range.len() / PIECE + 1);
        let size = PIECE.max(text.line_content(text.line_of(range.start)).len() / MAX_PIECES);
        let mut at = range.start;
        while range.end.saturating_sub(at) > size + size / 2 {
            let end = good_cut(text, at + size);
            pieces.push(guess(end - at, self.wrap));
            at = end;
        }
        if at < range.end {
            pieces.push(guess(range.end - at, self.wrap));
        }
        pieces
    }
}

fn guess(bytes: usize, wrap: Option<Wrap>) -> Piece {
    let rows = wrap.map_or(1, |wrap| bytes.div_ceil((wrap.limit - wrap.indent).max(1) as usize));
    Piece { bytes, width: Width { head: cells(bytes), tail: None }, rows: cells(rows), measured: false }
}

fn cells(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A place for a cut shortly before `target`: after a space if there is one, never within a cluster (unless a
/// cluster is longer than anyone would write).
fn good_cut(text: &Text, target: usize) -> usize {
    let end = text.clamp_boundary(target);
    let start = text.clamp_boundary(end.saturating_sub(LOOK));
    let window = text.slice(start..end);
    let (mut after_space, mut last) = (None, None);
    for cluster in clusters(&window, 0).filter(|cluster| cluster.start > 0) {
        last = Some(cluster.start);
        if window.as_bytes().get(cluster.start - 1) == Some(&b' ') && cluster.kind == CellKind::Text {
            after_space = last;
        }
    }
    start + after_space.or(last).unwrap_or(window.len())
}
