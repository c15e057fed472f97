//! The block layer against a model that lists every row of the screen.

use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{Text, Transaction};

use super::*;
use crate::Settings;

/// All rows of the screen, one by one.
fn model(display: &DisplayMap, blocks: &[(usize, usize)]) -> Vec<ScreenRow> {
    let mut rows = Vec::new();
    let put = |above: usize, rows: &mut Vec<ScreenRow>| {
        for (index, (_, count)) in blocks.iter().enumerate().filter(|(_, block)| block.0 == above) {
            rows.extend((0..*count).map(|row| ScreenRow::Block { index, row }));
        }
    };
    put(0, &mut rows);
    let mut row = 0;
    for line in 0..display.text().line_count() {
        if display.is_hidden(line) {
            continue;
        }
        for _ in 0..display.rows_of_line(line) {
            rows.push(ScreenRow::Text(DisplayRow(row)));
            row += 1;
        }
        put(line + 1, &mut rows);
    }
    rows
}

fn compare(display: &DisplayMap, blocks: &[(usize, usize)]) {
    let screen = ScreenMap::new(display, blocks.iter().copied());
    let model = model(display, blocks);
    assert_eq!(screen.row_count(), model.len(), "{blocks:?}");
    let mut text_row = DisplayRow(0);
    for (row, expected) in model.iter().enumerate() {
        assert_eq!(screen.at(row), *expected, "row {row} with {blocks:?}");
        if let ScreenRow::Text(found) = *expected {
            assert_eq!(screen.row_of(found), row);
            text_row = found;
        }
        assert_eq!(screen.text_row_at(row), text_row);
        let (line, first) = screen.line_at(row);
        assert_eq!(line, display.line_of_row(text_row).0);
        assert_eq!(first, screen.row_of_line(line));
    }
    assert_eq!(screen.at(model.len() + 7), model[model.len() - 1]);
    for from in 0..model.len() {
        for to in from..model.len() + 1 {
            let listed: Vec<usize> = screen.blocks_in(from..to).map(|(index, _)| index).collect();
            let mut expected: Vec<usize> = model[from..to]
                .iter()
                .filter_map(|row| if let ScreenRow::Block { index, .. } = row { Some(*index) } else { None })
                .collect();
            expected.dedup();
            assert_eq!(listed, expected, "{from}..{to} with {blocks:?}");
        }
    }
    for (index, rows) in screen.blocks_in(0..model.len()) {
        assert_eq!(model[rows.start], ScreenRow::Block { index, row: 0 });
        assert_eq!(rows.len(), blocks[index].1);
    }
}

fn random_blocks(random: &mut Random, lines: usize) -> Vec<(usize, usize)> {
    let count = random.below(6);
    let mut blocks: Vec<_> = (0..count).map(|_| (random.below(lines + 1), random.below(4))).collect();
    blocks.sort_by_key(|block| block.0);
    blocks
}

#[test]
fn blocks_stand_where_the_model_has_them() {
    random_cases(400, |random| {
        let lines: Vec<String> = (0..1 + random.below(12)).map(|_| "word ".repeat(random.below(9))).collect();
        let mut text = Text::from(lines.join("\n").as_str());
        let wrap = if random.bool() { Some(random.range(8..30) as u32) } else { None };
        let mut display = DisplayMap::new(&text, Settings { tab_width: 4, wrap });
        for _ in 0..3 {
            if random.bool() {
                let start = random.below(text.line_count());
                display.fold(start..start + random.below(4));
            }
            compare(&display, &random_blocks(random, text.line_count()));
            let at = text.clamp_boundary(random.below(text.len() + 1));
            let edit = Transaction::from_edits(text.len(), [(at..at, *random.pick(&["x", "\n", "a\nb\n"]))]);
            let new = edit.apply(&text).expect("it fits");
            display.edit(&new, &edit);
            text = new;
            compare(&display, &random_blocks(random, text.line_count()));
        }
    });
}

#[test]
fn without_blocks_the_screen_is_the_text() {
    let text = Text::from("a\nb\nc");
    let display = DisplayMap::new(&text, Settings::default());
    compare(&display, &[]);
    assert_eq!(ScreenMap::from(&display).row_count(), 3);
}

#[test]
fn a_block_below_the_last_line_is_the_last_thing() {
    let text = Text::from("a\nb");
    let display = DisplayMap::new(&text, Settings::default());
    compare(&display, &[(2, 3)]);
    let screen = ScreenMap::new(&display, [(99, 2)]);
    assert_eq!(screen.at(3), ScreenRow::Block { index: 0, row: 1 });
}
