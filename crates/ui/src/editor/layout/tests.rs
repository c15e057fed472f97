//! Where glyphs stand: on the grid of cells, whatever stands before them.

use egui::epaint::text::{Fonts, TextOptions};
use justbuilt_display::{DisplayMap, DisplayRow, Settings};
use justbuilt_text::Text;

use super::*;
use crate::editor::options::EditorOptions;
use crate::editor::rows;
use crate::theme::Theme;

/// Lays a line out, with the bytes of `spans` as keywords, and hands the layout and the measures to `check`.
fn with_line(line: &str, scale: f32, spans: &[Range<usize>], check: impl FnOnce(&RowLayout, &Metrics)) {
    let mut fonts = Fonts::new(TextOptions::default(), crate::fonts::definitions());
    let mut view = fonts.with_pixels_per_point(scale);
    let metrics = Metrics::measure(&mut view, &EditorOptions::default(), scale);
    let styles = Styles::of(&Theme::dark());
    let mut widths = ClusterWidths::new(100);
    let mut set = Typesetter { fonts: &mut view, metrics: &metrics, styles: &styles, widths: &mut widths };
    let text = Text::from(line);
    let display = DisplayMap::new(&text, Settings::default());
    let cells: Vec<InCell> =
        display.cells(DisplayRow(0), 0..line.len()).iter().map(|cell| rows::in_cell(&cell, 0)).collect();
    let plain = line.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let keyword = crate::editor::style::style_of(justbuilt_syntax::Highlight::Keyword);
    let spans: Vec<_> = spans.iter().map(|range| (range.clone(), keyword)).collect();
    let layout = set.row(&RowText {
        text: line,
        cells: (!plain).then_some(&cells),
        spans: &spans,
        start_byte: 0,
        start_column: 0,
        ligatures: false,
    });
    check(&layout, &metrics);
}

/// The left edges of all glyphs with a picture, with their characters.
fn glyphs(layout: &RowLayout) -> Vec<(char, f32)> {
    let galley = layout.galley.as_ref().expect("something to see");
    galley.rows.iter().flat_map(|row| &row.glyphs).map(|glyph| (glyph.chr, glyph.pos.x)).collect()
}

#[test]
fn letters_stand_on_the_grid_across_styles_and_tabs() {
    for scale in [1.0, 1.25, 1.5, 2.0, 3.0] {
        with_line("fn\tmain(a: &str) -> T {", scale, &[0..2, 9..10], |layout, metrics| {
            let shown: Vec<_> = glyphs(layout).into_iter().filter(|(c, _)| *c != ' ').collect();
            let columns = [0, 1, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 19, 21, 23];
            assert_eq!(shown.len(), columns.len());
            for ((c, x), column) in shown.into_iter().zip(columns) {
                let expected = (f64::from(column) * metrics.cell) as f32;
                assert!((x - expected).abs() <= 1.01 / scale, "{c} at {x}, not {expected} (scale {scale})");
            }
        });
    }
}

#[test]
fn a_wide_letter_stands_inside_its_two_cells_and_what_follows_is_on_the_grid() {
    with_line("a漢b字c", 1.0, &[], |layout, metrics| {
        let shown = glyphs(layout);
        let at = |wanted: char| shown.iter().find(|(c, _)| *c == wanted).map(|(_, x)| f64::from(*x)).unwrap();
        let cell = metrics.cell;
        assert!(at('漢') >= cell - 1.0 && at('漢') < 2.5 * cell, "{shown:?}");
        assert!((at('b') - 3.0 * cell).abs() <= 1.0, "{shown:?}");
        assert!((at('c') - 6.0 * cell).abs() <= 1.0, "{shown:?}");
        assert_eq!(layout.cells.column_of(4), 3);
        assert_eq!(layout.cells.end_column(), 7);
    });
}

#[test]
fn what_cannot_be_shown_has_a_picture() {
    with_line("a\u{7}b\u{10ff80}c\u{200b}d", 1.0, &[], |layout, _| {
        let text: String = glyphs(layout).into_iter().map(|(c, _)| c).collect();
        assert_eq!(text, "aGb<80>cd");
        assert_eq!(layout.hidden, [8], "the zero-width character is marked");
        assert_eq!(layout.cells.end_column(), 9);
    });
}

#[test]
fn spaces_are_known_by_place_and_kind() {
    with_line("\ta b \t", 1.0, &[], |layout, _| {
        let blanks: Vec<_> = layout.blanks.iter().map(|b| (b.byte, b.column, b.cells, b.tab)).collect();
        assert_eq!(blanks, [(0, 0, 4, true), (2, 5, 1, false), (4, 7, 1, false), (5, 8, 4, true)]);
        assert_eq!(layout.trailing, 4);
        assert_eq!(layout.indent, Some(4));
    });
    with_line("   ", 1.0, &[], |layout, _| {
        assert_eq!((layout.indent, layout.trailing), (None, 0));
        assert!(layout.galley.is_none());
    });
}

#[test]
fn an_empty_line_has_one_place() {
    with_line("", 1.0, &[], |layout, _| {
        assert_eq!((layout.cells.start_column(), layout.cells.end_column()), (0, 0));
        assert!(layout.galley.is_none());
    });
}

#[test]
fn a_window_in_the_middle_of_a_row_continues_its_grid() {
    let mut fonts = Fonts::new(TextOptions::default(), crate::fonts::definitions());
    let mut view = fonts.with_pixels_per_point(1.0);
    let metrics = Metrics::measure(&mut view, &EditorOptions::default(), 1.0);
    let styles = Styles::of(&Theme::dark());
    let mut widths = ClusterWidths::new(100);
    let mut set = Typesetter { fonts: &mut view, metrics: &metrics, styles: &styles, widths: &mut widths };
    for start in [1, 77, 12_345, 999_999] {
        let text = "abc";
        let row = RowText {
            text,
            cells: None,
            spans: &[],
            start_byte: start,
            start_column: start,
            ligatures: false,
        };
        let layout = set.row(&row);
        for (index, (_, x)) in glyphs(&layout).into_iter().enumerate() {
            let place = pixel_column(&metrics, start) + f64::from(x);
            let expected = (f64::from(start) + index as f64) * metrics.cell;
            assert!((place - expected).abs() <= 1.01, "{place} is not {expected}");
        }
    }
}

#[test]
fn a_highlight_has_its_colour_and_nothing_else_does() {
    with_line("let value", 1.0, std::slice::from_ref(&(0..3)), |layout, _| {
        let corners: Vec<_> = pictures(layout).into_iter().map(|(.., color)| color).collect();
        let colors: Vec<_> = corners.chunks(4).map(|picture| picture[0]).collect();
        let syntax = Theme::dark().syntax;
        let (keyword, plain) = (syntax.keyword.color, syntax.plain.color);
        assert_eq!(colors, [keyword, keyword, keyword, plain, plain, plain, plain, plain]);
    });
}

/// The corners of all pictures with their colours, in order.
fn pictures(layout: &RowLayout) -> Vec<(egui::Pos2, egui::Pos2, Color32)> {
    let galley = layout.galley.as_ref().expect("something to see");
    let rows = galley.rows.iter();
    rows.flat_map(|row| row.visuals.mesh.vertices.get(row.visuals.glyph_vertex_range.clone()).unwrap())
        .map(|vertex| (vertex.pos, vertex.uv, vertex.color))
        .collect()
}

#[test]
fn letters_have_the_colours_they_would_have_in_sections_of_their_own() {
    let mut fonts = Fonts::new(TextOptions::default(), crate::fonts::definitions());
    let mut view = fonts.with_pixels_per_point(1.0);
    let metrics = Metrics::measure(&mut view, &EditorOptions::default(), 1.0);
    let styles = Styles::of(&Theme::dark());
    let mut widths = ClusterWidths::new(100);
    let mut set = Typesetter { fonts: &mut view, metrics: &metrics, styles: &styles, widths: &mut widths };
    let all = justbuilt_syntax::Highlight::ALL;
    justbuilt_testkit::random_cases(60, |random| {
        let words = [
            "let ",
            "x",
            "->",
            "(",
            "\t",
            "漢字",
            "é",
            "\u{7}",
            "\u{10ff80}",
            "שלום",
            "  ",
            "👩\u{200d}👧",
            "e\u{301}",
        ];
        let (mut line, mut spans) = (String::new(), Vec::new());
        for _ in 0..random.below(30) {
            let start = line.len();
            line.push_str(words[random.below(words.len())]);
            if random.bool() {
                spans.push((start..line.len(), crate::editor::style::style_of(*random.pick(all))));
            }
        }
        let display = DisplayMap::new(&Text::from(line.as_str()), Settings::default());
        let cells: Vec<InCell> =
            display.cells(DisplayRow(0), 0..line.len()).iter().map(|cell| rows::in_cell(&cell, 0)).collect();
        let row = RowText {
            text: &line,
            cells: Some(&cells),
            spans: &spans,
            start_byte: 0,
            start_column: 0,
            ligatures: false,
        };
        let (one, other) = (set.row(&row), set.row_by(&row, Sections::ByColor).0);
        assert_eq!(one.galley.is_some(), other.galley.is_some());
        if one.galley.is_some() {
            assert_eq!(pictures(&one), pictures(&other), "{line:?} {spans:?}");
        }
    });
}

#[test]
fn a_row_in_many_colours_is_one_section() {
    with_line("fn main(a: &str) -> T {", 1.0, &[0..2, 9..10], |layout, _| {
        let galley = layout.galley.as_ref().expect("something to see");
        assert_eq!(galley.job.sections.len(), 1);
        let colors: std::collections::HashSet<_> =
            pictures(layout).into_iter().map(|(.., color)| color).collect();
        assert_eq!(colors.len(), 2);
    });
}
