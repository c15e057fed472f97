//! The display map as one would write it without a thought for cost: everything laid out anew each time.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::super::DisplayMap;
use crate::{CellKind, RowInfo, Settings};

#[derive(Clone, Debug, PartialEq)]
pub struct ModelCell {
    pub range: Range<usize>,
    pub text: String,
    pub column: u32,
    pub width: u32,
    pub kind: CellKind,
}

#[derive(Clone, Debug)]
pub struct ModelRow {
    pub info: RowInfo,
    pub cells: Vec<ModelCell>,
}

impl ModelRow {
    pub fn width(&self) -> u32 {
        self.cells.last().map_or(self.info.indent, |cell| cell.column + cell.width)
    }
}

/// All rows. Where long lines are cut is taken from the map, as that follows from their history.
pub fn rows(map: &DisplayMap) -> Vec<ModelRow> {
    let text = map.text().to_string();
    let settings = map.settings();
    let hidden = |line: usize| map.folds().iter().any(|fold| fold.start < line && line <= fold.end);
    let lines = contents(&text);
    let mut rows = Vec::new();
    for (line, content) in lines.iter().enumerate() {
        if hidden(line) {
            continue;
        }
        let pieces = match map.longs.iter().find(|(at, _)| *at == line) {
            Some((_, long)) => long.places(content.start).map(|place| place.range).collect(),
            None => vec![content.clone()],
        };
        assert_eq!(pieces.last().map(|piece| piece.end), Some(content.end));
        let mut of_line = line_rows(&text, content, &pieces, settings);
        let count = of_line.len();
        for (n, (range, cells, indent)) in of_line.drain(..).enumerate() {
            let last = n + 1 == count;
            let after = (line + 1..lines.len()).take_while(|line| hidden(*line)).count();
            let info = RowInfo {
                row: crate::DisplayRow(rows.len()),
                line,
                row_in_line: n,
                range,
                is_last_of_line: last,
                indent,
                folded_after: (last && after > 0).then_some(after),
            };
            rows.push(ModelRow { info, cells });
        }
    }
    rows
}

fn contents(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let is_last = start + line.len() == text.len();
        let content = if is_last { line } else { line.strip_suffix('\r').unwrap_or(line) };
        lines.push(start..start + content.len());
        start += line.len() + 1;
    }
    lines
}

type Piece = (Range<usize>, Vec<ModelCell>, u32);

fn line_rows(text: &str, content: &Range<usize>, pieces: &[Range<usize>], settings: Settings) -> Vec<Piece> {
    let cells: Vec<Vec<ModelCell>> = pieces.iter().map(|piece| cut(text, piece)).collect();
    let Some(limit) = settings.wrap else {
        let mut cells: Vec<ModelCell> = cells.concat();
        place(&mut cells, 0, settings.tab_width);
        return vec![(content.clone(), cells, 0)];
    };
    let mut indent = 0;
    for c in text[content.clone()].chars().take_while(|c| matches!(c, ' ' | '\t')) {
        indent += if c == '\t' { settings.tab_width - indent % settings.tab_width } else { 1 };
    }
    let indent = indent.min(limit / 2);
    let mut rows = Vec::new();
    for (piece, mut cells) in pieces.iter().zip(cells) {
        let mut first = true;
        while first || !cells.is_empty() {
            let column = if rows.is_empty() { 0 } else { indent };
            place(&mut cells, column, settings.tab_width);
            let rest = cells.split_off(row_len(&cells, limit));
            let start = cells.first().map_or(piece.start, |cell| cell.range.start);
            let end = cells.last().map_or(piece.start, |cell| cell.range.end);
            rows.push((start..end, cells, column));
            cells = rest;
            first = false;
        }
    }
    rows
}

fn place(cells: &mut [ModelCell], start: u32, tab_width: u32) {
    let mut column = start;
    for cell in cells {
        cell.column = column;
        if cell.kind == CellKind::Tab {
            cell.width = tab_width - column % tab_width;
        }
        column += cell.width;
    }
}

fn row_len(cells: &[ModelCell], limit: u32) -> usize {
    let over = cells.iter().skip(1).position(|cell| cell.width > 0 && cell.column + cell.width > limit);
    let Some(over) = over.map(|at| at + 1) else { return cells.len() };
    if cells[over].text == " " && cells[over].column == limit {
        return over + 1;
    }
    if space(&cells[over]) {
        return over;
    }
    let text_from = cells.iter().position(|cell| !space(cell)).unwrap_or(over);
    let good = (1..=over).rev().find(|at| *at > text_from && may_break(&cells[at - 1], &cells[*at]));
    good.unwrap_or(over)
}

fn first(cell: &ModelCell) -> char {
    cell.text.chars().next().unwrap()
}

fn space(cell: &ModelCell) -> bool {
    first(cell) == '\u{200B}'
        || first(cell).is_whitespace() && !"\u{A0}\u{202F}\u{2007}\u{B}\u{C}\r".contains(first(cell))
}

fn may_break(before: &ModelCell, after: &ModelCell) -> bool {
    let wide = |c: char| matches!(u32::from(c), 0x2E80..=0xA4CF | 0xAC00..=0xD7AF | 0x1F300..=0x1FAFF | 0xFF00..=0xFFEF);
    let (b, a) = (first(before), first(after));
    space(before) || after.width > 0 && (wide(b) || wide(a)) && !"。）.,".contains(a) && !"（(".contains(b)
}

fn cut(text: &str, piece: &Range<usize>) -> Vec<ModelCell> {
    let mut cells = Vec::new();
    for (at, grapheme) in text[piece.clone()].grapheme_indices(true) {
        let mut at = piece.start + at;
        let mut part = String::new();
        let mut parts = Vec::new();
        for c in grapheme.chars() {
            let alone = c >= '\u{10FF80}' || c.is_control() || "\u{2028}\u{200E}\u{202E}".contains(c);
            if alone || part.len() + c.len_utf8() > crate::cluster::MAX_CLUSTER {
                parts.push(std::mem::take(&mut part));
            }
            if alone {
                parts.push(c.to_string());
            } else {
                part.push(c);
            }
        }
        parts.push(part);
        for text in parts.into_iter().filter(|part| !part.is_empty()) {
            let c = text.chars().next().unwrap();
            let (width, kind) = match c {
                '\t' => (0, CellKind::Tab),
                '\u{10FF80}'.. => (4, CellKind::Invalid),
                '\u{2028}' | '\u{200E}' | '\u{202E}' => (1, CellKind::Control),
                c if c.is_control() => (1, CellKind::Control),
                _ => (text.width() as u32, CellKind::Text),
            };
            cells.push(ModelCell { range: at..at + text.len(), text: text.clone(), column: 0, width, kind });
            at += text.len();
        }
    }
    cells
}
