//! The cell layer: text cut into clusters (what a caret steps over) and the cells that each takes. Knows one
//! contiguous piece of a line, no rows and no documents.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Longer clusters (a letter under thousands of marks) are cut, so that no cluster can cost more than this.
pub(crate) const MAX_CLUSTER: usize = 256;
/// An invalid byte is kept in the text as one of these characters.
const INVALID_FIRST: char = '\u{10FF80}';

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text to shape and paint as it is.
    Text,
    /// A tab, as wide as it is to the next stop.
    Tab,
    /// A control character (C0, DEL, C1, a line or paragraph separator, a bidirectional control), to be shown
    /// as a picture of one cell.
    Control,
    /// A byte that is not UTF-8, to be shown as `<XX>`; see [`Cell::invalid_byte`].
    Invalid,
    /// The ending of the line; takes no cells.
    Newline,
}

/// One cluster of a row and the cells it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its bytes in the document.
    pub range: Range<usize>,
    /// Its text.
    pub text: &'a str,
    /// Its first column, the row's indent included.
    pub column: u32,
    /// How many columns it takes; 0 for lone marks, joiners and line endings.
    pub width: u32,
    pub kind: CellKind,
}

impl Cell<'_> {
    /// The byte that a [`CellKind::Invalid`] cell stands for.
    #[must_use]
    pub fn invalid_byte(&self) -> Option<u8> {
        let first = self.text.chars().next().filter(|c| *c >= INVALID_FIRST)?;
        u8::try_from(u32::from(first) & 0xFF).ok()
    }
}

/// A cluster within a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cluster {
    /// Where it starts in the piece.
    pub start: usize,
    /// Its length in bytes.
    pub len: usize,
    /// Cells; for a tab the distance to the next stop must be asked of [`tab_cells`].
    pub width: u32,
    pub kind: CellKind,
}

/// Cells from `column` to the next tab stop.
pub(crate) fn tab_cells(column: u32, tab_width: u32) -> u32 {
    tab_width - column % tab_width
}

/// Whether a byte is a printable ASCII character, one cell wide.
pub(crate) fn is_plain(byte: u8) -> bool {
    (0x20..0x7F).contains(&byte)
}

/// Whether all of it is printable ASCII: bytes, clusters and columns are then the same.
pub(crate) fn is_all_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & is_plain(byte))
}

/// How many bytes from the start are single-byte clusters of printable ASCII. The last one before another kind
/// of byte is not counted, for a mark may follow it.
pub(crate) fn plain_prefix(text: &[u8]) -> usize {
    let mut at = 0;
    for block in text.chunks(32) {
        if block.iter().fold(true, |plain, byte| plain & is_plain(*byte)) {
            at += block.len();
        } else {
            at += block.iter().take_while(|byte| is_plain(**byte)).count();
            break;
        }
    }
    match text.get(at) {
        Some(next) if !next.is_ascii() => at.saturating_sub(1),
        _ => at,
    }
}

/// The clusters of `text` from byte `start`, which must be a cluster boundary.
pub(crate) fn clusters(text: &str, start: usize) -> Clusters<'_> {
    Clusters { text, at: start, plain_to: start }
}

pub(crate) struct Clusters<'a> {
    text: &'a str,
    at: usize,
    plain_to: usize,
}

impl Iterator for Clusters<'_> {
    type Item = Cluster;

    fn next(&mut self) -> Option<Cluster> {
        let start = self.at;
        if start < self.plain_to {
            self.at += 1;
            return Some(Cluster { start, len: 1, width: 1, kind: CellKind::Text });
        }
        let rest = self.text.get(start..)?;
        if rest.is_empty() {
            return None;
        }
        if rest.as_bytes().first().is_some_and(|byte| is_plain(*byte)) {
            // Look ahead a little, not over the whole rest: most pieces change kind every few bytes.
            let ahead = rest.as_bytes().get(..64).unwrap_or(rest.as_bytes());
            let plain = plain_prefix(ahead);
            let plain = if plain == ahead.len() && plain < rest.len() { plain - 1 } else { plain };
            if plain > 0 {
                self.plain_to = start + plain;
                return self.next();
            }
        }
        let cluster = slow_cluster(rest, start);
        self.at = start + cluster.len;
        self.plain_to = self.at;
        Some(cluster)
    }
}

fn slow_cluster(rest: &str, start: usize) -> Cluster {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or(' ');
    if is_simple(first) && chars.next().is_none_or(is_simple) {
        let width = first.width().and_then(|width| u32::try_from(width).ok()).unwrap_or(1);
        return Cluster { start, len: first.len_utf8(), width, kind: CellKind::Text };
    }
    if first >= INVALID_FIRST {
        return Cluster { start, len: first.len_utf8(), width: 4, kind: CellKind::Invalid };
    }
    if first == '\t' {
        return Cluster { start, len: 1, width: 1, kind: CellKind::Tab };
    }
    if is_control(first) {
        return Cluster { start, len: first.len_utf8(), width: 1, kind: CellKind::Control };
    }
    let grapheme = rest.graphemes(true).next().unwrap_or(rest);
    let len = cluster_len(grapheme, first);
    let text = rest.get(..len).unwrap_or(grapheme);
    let width = u32::try_from(text.width()).unwrap_or(2);
    Cluster { start, len, width, kind: CellKind::Text }
}

/// Characters of common scripts that never join another one of these (UAX #29: neither extend nor prepend anything), so
/// that between two of them there is always a boundary. Not all such, just what texts are made of.
fn is_simple(c: char) -> bool {
    matches!(u32::from(c),
        0x20..=0x7E | 0xA1..=0xAC | 0xAE..=0x2FF | 0x370..=0x377 | 0x37A..=0x37F | 0x384..=0x481 | 0x48A..=0x52F
        | 0x2010..=0x2027 | 0x2030..=0x205E | 0x2190..=0x23FF | 0x2500..=0x25FF | 0x3001..=0x3029
        | 0x3041..=0x3096 | 0x309B..=0x30FF | 0x3105..=0x312F | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7A3 | 0xFF01..=0xFF60 | 0x2_0000..=0x2_A6DF)
}

/// A grapheme's length, cut before what has a cell of its own and at [`MAX_CLUSTER`].
fn cluster_len(grapheme: &str, first: char) -> usize {
    let mut end = first.len_utf8();
    for (at, c) in grapheme.char_indices().skip(1) {
        if c >= INVALID_FIRST || is_control(c) || at + c.len_utf8() > MAX_CLUSTER {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// What is shown as a picture because it would be unseen, or would reorder what is read (CVE-2021-42574).
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The width of a whole piece, as a function of the column it starts at: up to its first tab, and from that
/// tab's stop on. Two of them compose, so a long line can be summed by pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Width {
    /// Cells before the first tab, or all of them.
    pub head: u32,
    /// Cells after the stop of the first tab, if there is one.
    pub tail: Option<u32>,
}

impl Width {
    /// The width of `text`, exactly.
    pub fn of(text: &str, tab_width: u32) -> Self {
        let mut width = Self::default();
        let mut at = 0;
        let bytes = text.as_bytes();
        while at < bytes.len() {
            let plain = plain_prefix(bytes.get(at..).unwrap_or_default());
            width.push_cells(u32::try_from(plain).unwrap_or(u32::MAX));
            at += plain;
            let mut slow = 0;
            for cluster in clusters(text, at) {
                match cluster.kind {
                    CellKind::Tab => width.push_tab(tab_width),
                    _ => width.push_cells(cluster.width),
                }
                at += cluster.len;
                slow += 1;
                if slow >= 16 && bytes.get(at..at + 32).is_some_and(<[u8]>::is_ascii) {
                    break;
                }
            }
        }
        width
    }

    /// The column after the piece when it starts at `column`.
    pub fn end(self, column: u32, tab_width: u32) -> u32 {
        let head = column.saturating_add(self.head);
        match self.tail {
            None => head,
            Some(tail) => head.saturating_add(tab_cells(head, tab_width)).saturating_add(tail),
        }
    }

    fn push_cells(&mut self, cells: u32) {
        match &mut self.tail {
            Some(tail) => *tail = tail.saturating_add(cells),
            None => self.head = self.head.saturating_add(cells),
        }
    }

    fn push_tab(&mut self, tab_width: u32) {
        self.tail = Some(match self.tail {
            Some(tail) => tail.saturating_add(tab_cells(tail, tab_width)),
            None => 0,
        });
    }
}

#[cfg(test)]
mod tests;
