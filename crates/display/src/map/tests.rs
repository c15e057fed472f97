//! The display map against a model that lays everything out anew, and its rules case by case.

mod folding;
mod model;

use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{Bias, Selection, Text, Transaction};
use model::ModelRow;

use super::DisplayMap;
use crate::{DisplayPoint, DisplayRow, ScrollAnchor, Settings, visible_ranges};

const LETTERS: &[&str] = &[
    "a",
    "b",
    "word ",
    "x",
    "  ",
    "\t",
    "é",
    "e\u{301}",
    "漢",
    "字。",
    "（",
    "👩\u{200d}👧",
    "🇦🇹",
    "\u{1}",
    "\u{200B}",
    "\u{10FF80}",
    "\u{10FFFF}",
    "\u{301}",
    "\n",
    "\n",
    "\r\n",
    "\n    ",
    "\u{202E}",
    "\r",
    "한글",
    "Я—→ά",
    "\u{FF9E}",
    "か\u{3099}",
    "\u{1100}\u{1161}",
    "ﷺ",
    "\u{A0}",
    "1234567 ",
];

fn random_text(random: &mut Random, most: usize) -> String {
    let long = random.one_in(4);
    let count = random.below(most + 1);
    let letters = if long { &LETTERS[..18] } else { LETTERS };
    (0..count).map(|_| *random.pick(letters)).collect()
}

fn random_settings(random: &mut Random) -> Settings {
    let wrap = if random.one_in(3) { None } else { Some(random.range(8..40) as u32) };
    Settings { tab_width: random.range(1..9) as u32, wrap }
}

fn boundary(random: &mut Random, text: &Text) -> usize {
    text.clamp_boundary(random.below(text.len() + 1))
}

fn random_edit(random: &mut Random, text: &Text) -> Transaction {
    let mut edits = Vec::new();
    let mut at = 0;
    for _ in 0..1 + random.below(3) {
        let start = text.clamp_boundary(at + random.below(text.len() + 1 - at));
        if start < at {
            continue;
        }
        let most = if random.one_in(4) { 80 } else { 4 };
        let end = text.clamp_boundary((start + random.below(most)).min(text.len())).max(start);
        let most = if random.one_in(6) { 120 } else { 3 };
        edits.push((start..end, random_text(random, most)));
        at = end + 1;
        if at > text.len() {
            break;
        }
    }
    Transaction::from_edits(text.len(), edits)
}

#[test]
fn follows_a_model_through_edits_folds_and_settings() {
    random_cases(40, |random| {
        let mut text = Text::from(random_text(random, 300).as_str());
        let mut map = DisplayMap::new(&text, random_settings(random));
        for _ in 0..8 {
            let kept = map.snapshot();
            let kept_rows = kept.rows(DisplayRow(0)..DisplayRow(usize::MAX));
            match random.below(12) {
                0 => {
                    map.set_settings(random_settings(random));
                }
                1 | 2 => {
                    let start = random.below(text.line_count());
                    map.toggle_fold(start..start + random.below(6));
                }
                3 if random.bool() => {
                    map.unfold_all();
                }
                _ => {
                    let change = random_edit(random, &text);
                    text = change.apply(&text).unwrap();
                    map.edit(&text, &change);
                }
            }
            check_consistent(random, &map);
            if random.one_in(3) {
                let line = random.below(text.line_count());
                while !map.prepare(ScrollAnchor { line, ..ScrollAnchor::default() }, 5) {}
                check_consistent(random, &map);
            }
            map.measure_all();
            assert!(map.is_measured());
            check_against_model(random, &map);
            assert_eq!(kept.rows(DisplayRow(0)..DisplayRow(usize::MAX)), kept_rows);
        }
    });
}

/// What must hold while rows are guessed.
fn check_consistent(random: &mut Random, map: &DisplayMap) {
    let rows = map.rows(DisplayRow(0)..DisplayRow(usize::MAX));
    assert_eq!(rows.len(), map.row_count());
    let mut at = None;
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(row.row.0, n);
        assert!(!map.is_hidden(row.line));
        assert!(map.text().is_boundary(row.range.start) && map.text().is_boundary(row.range.end));
        if let Some((line, end)) = at {
            assert!(if line == row.line { end == row.range.start } else { end < row.range.start }, "{row:?}");
        }
        at = Some((row.line, row.range.end));
    }
    for _ in 0..6 {
        let byte = map.clip(boundary(random, map.text()), Bias::Left);
        let byte = byte.min(map.text().line_end(map.text().line_of(byte)));
        let point = map.point_of(byte);
        assert_eq!(point.row, map.row_of(byte));
        let info = map.row(point.row);
        assert_eq!(info, rows[point.row.0]);
        assert!(info.range.start <= byte && byte <= info.range.end);
        assert!(map.byte_of(point, Bias::Left) >= info.range.start);
    }
}

fn check_against_model(random: &mut Random, map: &DisplayMap) {
    let model = model::rows(map);
    let infos: Vec<_> = model.iter().map(|row| row.info.clone()).collect();
    assert_eq!(map.row_count(), infos.len());
    assert_eq!(map.rows(DisplayRow(0)..DisplayRow(usize::MAX)), infos, "{:?}", map.text().to_string());
    for _ in 0..6 {
        let row = &model[random.below(model.len())];
        check_row(random, map, row);
        let line = row.info.line;
        assert_eq!(map.line_of_row(row.info.row), (line, row.info.row_in_line));
        assert_eq!(map.row_of_line(line).0 + row.info.row_in_line, row.info.row.0);
        assert_eq!(map.line_of_folded(map.folded_line_of(line)), line);
        let anchor = map.anchor_of(row.info.row.0 as f64 + 0.25);
        assert_eq!(anchor, ScrollAnchor { line, row_in_line: row.info.row_in_line, fraction: 0.25 });
        assert_eq!(map.row_of_anchor(&anchor), row.info.row.0 as f64 + 0.25);
        let end = (row.info.row.0 + 7).min(infos.len());
        let part = &infos[row.info.row.0..end];
        assert_eq!(map.rows_from(&anchor, part.len()), part);
        assert_eq!(map.rows(row.info.row..DisplayRow(end)), part);
        check_visible_ranges(map, part);
        check_moves(random, map, &model, row);
    }
    if map.settings().wrap.is_none() {
        let shown: u32 = model.iter().map(ModelRow::width).max().unwrap();
        assert!(map.longest_row_columns() >= shown);
        if map.folds().is_empty() && map.longs.is_empty() {
            assert_eq!(map.longest_row_columns(), shown);
        }
    }
}

fn check_row(random: &mut Random, map: &DisplayMap, row: &ModelRow) {
    assert_eq!(map.row(row.info.row), row.info);
    assert_eq!(map.row_width(row.info.row), row.width());
    for cell in &row.cells {
        for byte in [cell.range.start, map.text().clamp_boundary(cell.range.end - 1)] {
            assert_eq!(map.point_of(byte), DisplayPoint { row: row.info.row, column: cell.column });
        }
    }
    if row.info.is_last_of_line {
        assert_eq!(map.point_of(row.info.range.end), DisplayPoint { row: row.info.row, column: row.width() });
    }
    for column in 0..row.width() + 3 {
        for bias in [Bias::Left, Bias::Right] {
            let byte = map.byte_of(DisplayPoint { row: row.info.row, column }, bias);
            let right = |cell: &model::ModelCell| bias == Bias::Right && column > cell.column;
            assert_eq!(byte, byte_in_model(row, column, right), "{column} {bias:?} {row:?}");
        }
    }
    let from = random.below(row.width() as usize + 2) as u32;
    let columns = from..from + random.below(30) as u32;
    let got = map.cells_in_columns(&row.info, columns.clone());
    let inside = |cell: &&model::ModelCell| {
        let end = cell.column + cell.width;
        cell.column < columns.end && (end > columns.start || cell.width == 0 && cell.column >= columns.start)
    };
    let want: Vec<_> = row.cells.iter().filter(inside).collect();
    compare_cells(map, &got, &want, row.info.is_last_of_line && row.width() < columns.end, row);
    if !row.cells.is_empty() {
        let first = random.below(row.cells.len());
        let last = random.range(first..row.cells.len());
        let got = map.cells(row.info.row, row.cells[first].range.start..row.cells[last].range.end);
        compare_cells(map, &got, &row.cells[first..=last].iter().collect::<Vec<_>>(), false, row);
    }
}

fn compare_cells(
    map: &DisplayMap,
    got: &crate::RowCells,
    want: &[&model::ModelCell],
    end: bool,
    row: &ModelRow,
) {
    let mut cells: Vec<_> = got.iter().collect();
    let ending = map.text().line_range(row.info.line).end - row.info.range.end;
    if end && ending > 0 {
        let cell = cells.pop().unwrap();
        assert_eq!((cell.column, cell.width, cell.kind), (row.width(), 0, crate::CellKind::Newline));
        assert_eq!(cell.range.len(), ending);
    }
    let cells: Vec<_> = cells
        .into_iter()
        .map(|cell| model::ModelCell {
            range: cell.range,
            text: cell.text.to_owned(),
            column: cell.column,
            width: cell.width,
            kind: cell.kind,
        })
        .collect();
    assert_eq!(cells.iter().collect::<Vec<_>>(), want);
}

fn byte_in_model(row: &ModelRow, column: u32, right: impl Fn(&model::ModelCell) -> bool) -> usize {
    match (place_in_model(row, column, right), row.cells.last()) {
        ((_, true), Some(last)) => last.range.start,
        ((byte, _), _) => byte,
    }
}

/// The byte, and whether it is the end of a row that goes on.
fn place_in_model(row: &ModelRow, column: u32, right: impl Fn(&model::ModelCell) -> bool) -> (usize, bool) {
    if column < row.info.indent {
        return (row.info.range.start, false);
    }
    let hit = row.cells.iter().find(|cell| column < cell.column + cell.width);
    let byte = match hit {
        Some(cell) if right(cell) => cell.range.end,
        Some(cell) => cell.range.start,
        None => row.info.range.end,
    };
    (byte, !row.info.is_last_of_line && byte >= row.info.range.end)
}

fn check_moves(random: &mut Random, map: &DisplayMap, model: &[ModelRow], row: &ModelRow) {
    let Some(cell) = row.cells.first() else { return };
    let goal = random.below(50) as u32;
    let by = random.below(9) as isize - 4;
    let start = Selection::caret(cell.range.start).with_goal(Some(goal));
    let moved = map.move_vertical(start, by, false);
    let to = row.info.row.0 as isize + by;
    let (want, row_end) = if to < 0 {
        (0, false)
    } else if to >= model.len() as isize {
        (model.last().unwrap().info.range.end, false)
    } else {
        place_in_model(&model[to as usize], goal, |cell| (goal - cell.column) * 2 > cell.width)
    };
    assert_eq!((moved.head, moved.row_end), (want, row_end), "{by} {goal}");
    assert_eq!((moved.anchor, moved.goal), (want, Some(goal)));
    assert_eq!(map.move_vertical(start, by, true).anchor, cell.range.start);
    check_row_ends(map, row, cell.range.start);
}

/// The end of a row is a place of its own, though the next row starts with the same byte.
fn check_row_ends(map: &DisplayMap, row: &ModelRow, byte: usize) {
    let start = Selection::caret(byte);
    assert_eq!(map.row_start(&start), row.info.range.start);
    let (end, goes_on) = map.row_end(&start);
    assert_eq!((end, goes_on), (row.info.range.end, !row.info.is_last_of_line));
    let at_end = Selection::caret(end).at_row_end(goes_on);
    assert_eq!(map.row_end(&at_end), (end, goes_on));
    assert_eq!(map.row_start(&at_end), row.info.range.start);
    assert_eq!(map.move_vertical(at_end, 0, false).goal, Some(row.width()));
    assert_eq!(map.caret_near(row.info.row, row.width() as f32 + 9.0), (end, goes_on));
}

fn check_visible_ranges(map: &DisplayMap, rows: &[crate::RowInfo]) {
    let ranges = visible_ranges(rows, map.text());
    assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start));
    for row in rows {
        assert!(ranges.iter().any(|range| range.start <= row.range.start && row.range.end <= range.end));
    }
}

#[test]
fn empty_text_and_places_past_the_end() {
    for wrap in [None, Some(10)] {
        let map = DisplayMap::new(&Text::new(), Settings { tab_width: 4, wrap });
        assert_eq!(map.row_count(), 1);
        assert_eq!(map.row(DisplayRow(9)).range, 0..0);
        assert_eq!(map.point_of(7), DisplayPoint::new(0, 0));
        assert_eq!(map.byte_of(DisplayPoint::new(5, 5), Bias::Right), 0);
        assert_eq!(map.rows(DisplayRow(1)..DisplayRow(4)), []);
        assert_eq!(map.rows(DisplayRow(4)..DisplayRow(1)), []);
        assert_eq!(map.anchor_of(f64::NAN).line, 0);
        assert_eq!(map.move_vertical(Selection::caret(0), isize::MIN, false).head, 0);
        assert_eq!(map.move_vertical(Selection::caret(0), isize::MAX, false).head, 0);
    }
}

#[test]
fn a_change_that_does_not_fit_lays_out_anew() {
    let mut map = DisplayMap::new(&Text::from("abc"), Settings::default());
    let other = Text::from("one\ntwo\n");
    map.edit(&other, &Transaction::identity(99));
    assert_eq!(map.row_count(), 3);
}

#[test]
fn clicks_round_to_the_nearer_edge() {
    let map = DisplayMap::new(&Text::from("a\t漢b"), Settings::default());
    let near = |column: f32| map.byte_near(DisplayRow(0), column);
    assert_eq!(
        [near(0.4), near(0.6), near(2.4), near(2.6), near(4.9), near(5.1), near(99.0)],
        [0, 1, 1, 2, 2, 5, 6]
    );
}

#[test]
fn new_rows_above_leave_the_anchor_where_it_is() {
    let many = Text::from(format!("{}here\n", "word word word word\n".repeat(40_000)).as_str());
    let mut map = DisplayMap::new(&many, Settings { tab_width: 4, wrap: Some(10) });
    assert!(!map.is_measured());
    let anchor = ScrollAnchor { line: 40_000, row_in_line: 0, fraction: 0.5 };
    let before = map.row_of_anchor(&anchor);
    map.prepare(anchor, 50);
    map.measure_all();
    let after = map.row_of_anchor(&anchor);
    assert!(after > before + 10_000.0);
    assert_eq!(map.rows_from(&anchor, 1)[0].line, 40_000);
    assert_eq!(map.anchor_of(after), anchor);
}

#[test]
fn a_letter_in_a_long_line_measures_its_surroundings_only() {
    random_cases(10, |random| {
        let line: String = (0..1500).map(|_| *random.pick(&LETTERS[..18])).collect();
        let mut text = Text::from(line.as_str());
        let mut map = DisplayMap::new(&text, Settings { tab_width: 4, wrap: Some(20) });
        map.measure_all();
        for step in 0..40 {
            let at = boundary(random, &text);
            let change = Transaction::insert(text.len(), at, *random.pick(&["x", " ", "漢"]));
            text = change.apply(&text).unwrap();
            map.edit(&text, &change);
            // An edit measures 300 bytes here and the line has thousands: what it did not touch was kept.
            assert!(map.is_measured(), "step {step} at {at} of {}", text.len());
            if step % 10 == 0 {
                check_against_model(random, &map);
            }
        }
    });
}
