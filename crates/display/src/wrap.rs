//! The wrap layer for one contiguous piece of a line: where its rows end. Greedy; breaks after white space and
//! around ideographs (a plain subset of UAX #14 with the usual kinsoku), else at any cluster. Knows no documents.

use crate::cluster::{CellKind, Cluster, clusters, plain_prefix, tab_cells};

/// How one line is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrap {
    /// Columns of a row.
    pub limit: u32,
    /// Columns left empty before continuation rows.
    pub indent: u32,
    pub tab_width: u32,
}

/// A row of a piece: bytes from its start and the column it begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub start: usize,
    pub end: usize,
    pub column: u32,
}

impl Wrap {
    /// For the line that begins with `text`: continuation rows hang under its own indent, up to half of a row.
    pub fn new(text: &str, limit: u32, tab_width: u32) -> Self {
        let most = limit / 2;
        let mut indent = 0;
        for byte in text.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent += tab_cells(indent, tab_width),
                _ => break,
            }
            if indent >= most {
                break;
            }
        }
        Self { limit, indent: indent.min(most), tab_width }
    }

    /// The rows of `text`; the first starts at `column`, the others at the indent. At least one.
    pub fn rows(self, text: &str, column: u32) -> Rows<'_> {
        Rows { wrap: self, text, next: Some((0, column)) }
    }

    /// How many rows `text` takes.
    pub fn count(self, text: &str, column: u32) -> usize {
        if self.surely_one_row(text, column) { 1 } else { self.rows(text, column).count() }
    }

    /// No cluster is wider than its bytes, but tabs.
    fn surely_one_row(self, text: &str, column: u32) -> bool {
        let room = (self.limit.saturating_sub(column)) as usize;
        text.len() <= room
            && (text.len() * self.tab_width as usize <= room || !text.as_bytes().contains(&b'\t'))
    }

    /// Where the row ends that starts at `start` in `column`.
    fn row_end(self, text: &str, start: usize, column: u32) -> usize {
        let Some(rest) = text.get(start..) else { return text.len() };
        if self.surely_one_row(rest, column) {
            return text.len();
        }
        let room = self.limit.saturating_sub(column) as usize;
        let bytes = rest.as_bytes();
        let window = bytes.get(..room + 2).unwrap_or(bytes);
        if plain_prefix(window) > room {
            return start + plain_row_end(window, room);
        }
        self.slow_row_end(text, start, column)
    }

    fn slow_row_end(self, text: &str, start: usize, mut column: u32) -> usize {
        let mut before = None;
        let mut opportunity = None;
        let mut seen_text = false;
        for cluster in clusters(text, start) {
            let first = first_char(text, cluster);
            let space = is_space(first);
            if seen_text && before.is_some_and(|before| may_break(before, first, cluster.width)) {
                opportunity = Some(cluster.start);
            }
            let width = match cluster.kind {
                CellKind::Tab => tab_cells(column, self.tab_width),
                _ => cluster.width,
            };
            if width > 0 && column + width > self.limit && cluster.start > start {
                if first == ' ' && cluster.len == 1 && column == self.limit {
                    return cluster.start + 1;
                }
                return if space { cluster.start } else { opportunity.unwrap_or(cluster.start) };
            }
            column = column.saturating_add(width);
            seen_text |= !space;
            before = Some(first);
        }
        text.len()
    }
}

/// The row of printable ASCII that overflows at byte `room` of `window`.
fn plain_row_end(window: &[u8], room: usize) -> usize {
    if window.get(room) == Some(&b' ') && room > 0 {
        return room + 1;
    }
    let row = window.get(..room).unwrap_or(window);
    let text_from = row.iter().position(|byte| *byte != b' ').unwrap_or(row.len());
    match row.iter().rposition(|byte| *byte == b' ') {
        Some(space) if space > text_from => space + 1,
        _ => room.max(1),
    }
}

pub(crate) struct Rows<'a> {
    wrap: Wrap,
    text: &'a str,
    next: Option<(usize, u32)>,
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let (start, column) = self.next?;
        let end = self.wrap.row_end(self.text, start, column);
        self.next = (end < self.text.len()).then_some((end, self.wrap.indent));
        Some(Row { start, end, column })
    }
}

fn first_char(text: &str, cluster: Cluster) -> char {
    text.get(cluster.start..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
}

/// White space that a row may end after (not the no-break kinds).
fn is_space(c: char) -> bool {
    match c {
        ' ' | '\t' => true,
        c if c.is_ascii() => false,
        '\u{A0}' | '\u{202F}' | '\u{2007}' => false,
        '\u{200B}' => true,
        c => c.is_whitespace(),
    }
}

fn may_break(before: char, after: char, after_width: u32) -> bool {
    if is_space(before) {
        return true;
    }
    if before.is_ascii() && after.is_ascii() || after_width == 0 {
        return false;
    }
    (is_ideographic(before) || is_ideographic(after)) && !closes(after) && !opens(before)
}

fn is_ideographic(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0xA4CF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF
        | 0x1F300..=0x1FAFF | 0x2_0000..=0x3_FFFD)
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '、' | '。'
            | '，'
            | '．'
            | '：'
            | '；'
            | '？'
            | '！'
            | '）'
            | '〕'
            | '］'
            | '｝'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〙'
            | '〗'
            | '〟'
            | '’'
            | '”'
            | '»'
            | 'ー'
            | 'ぁ'
            | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ゎ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ヮ'
            | 'ヵ'
            | 'ヶ'
            | '々'
            | '〻'
            | '‥'
            | '…'
            | ','
            | '.'
            | ':'
            | ';'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
            | '>'
            | '%'
            | '・'
    )
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '（' | '〔'
            | '［'
            | '｛'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〘'
            | '〖'
            | '〝'
            | '‘'
            | '“'
            | '«'
            | '('
            | '['
            | '{'
            | '<'
    )
}

#[cfg(test)]
mod tests;
