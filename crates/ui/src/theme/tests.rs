//! Tests of themes: contrast of everything that is read, and theme files with their errors.

use egui::Color32;

use super::{Colors, SyntaxColors, Theme, contrast, over};

fn themes() -> [Theme; 2] {
    [Theme::dark(), Theme::light()]
}

/// Says every pair that misses its ratio, not only the first.
fn check(pairs: impl IntoIterator<Item = (String, Color32, Color32, f32)>) {
    let missed: Vec<String> = pairs
        .into_iter()
        .filter_map(|(name, front, back, least)| {
            let ratio = contrast(front, back);
            (ratio < least).then(|| format!("{name}: {ratio:.2} < {least}"))
        })
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn contrast_of_known_colours() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
    assert!((contrast(Color32::WHITE, Color32::WHITE) - 1.0).abs() < 0.01);
    // The classic border case of WCAG: #767676 on white is the lightest grey that passes.
    let grey = contrast(Color32::from_rgb(0x76, 0x76, 0x76), Color32::WHITE);
    assert!((grey - 4.54).abs() < 0.01, "{grey}");
}

#[test]
fn text_is_readable_on_every_surface() {
    for theme in themes() {
        let c = &theme.colors;
        let surfaces = [
            ("editor", c.editor_background),
            ("panel", c.panel),
            ("raised", c.raised),
            ("popup", c.popup),
            ("input", c.input),
        ];
        let texts =
            [("text", c.text), ("secondary", c.text_secondary), ("hint", c.text_hint), ("accent", c.accent)];
        let states = [("good", c.good), ("warning", c.warning), ("error", c.error)];
        check(texts.iter().chain(&states).flat_map(|&(text, front)| {
            surfaces.map(|(surface, back)| (format!("{}: {text} on {surface}", theme.name), front, back, 4.5))
        }));
    }
}

#[test]
fn text_is_readable_on_rows_in_every_state() {
    for theme in themes() {
        let c = &theme.colors;
        let washes = [
            ("hover", c.hover),
            ("pressed", c.pressed),
            ("selected", c.row_selected),
            ("selected, unfocused", c.row_selected_unfocused),
        ];
        let surfaces = [("panel", c.panel), ("popup", c.popup)];
        let texts = [("text", c.text), ("secondary", c.text_secondary)];
        check(texts.iter().flat_map(|&(text, front)| {
            washes.iter().flat_map(move |&(state, wash)| {
                surfaces.map(move |(surface, back)| {
                    (format!("{text}, {state} on {surface}"), front, over(wash, back), 4.5)
                })
            })
        }));
        // Matched characters of a picker and marks of a tree stand on selected rows too.
        let selected = over(c.row_selected, c.popup);
        check([
            ("accent on a selected row".to_owned(), c.accent, selected, 4.5),
            // Hints turn into secondary text there.
            ("secondary on a selected row".to_owned(), c.text_secondary, selected, 4.5),
            ("warning on a selected row".to_owned(), c.warning, over(c.row_selected, c.panel), 4.5),
            ("added on a selected row".to_owned(), c.good, over(c.row_selected, c.panel), 4.5),
            ("removed on a selected row".to_owned(), c.error, over(c.row_selected, c.panel), 4.5),
        ]);
    }
}

#[test]
fn filled_buttons_are_readable() {
    for theme in themes() {
        let c = &theme.colors;
        check([
            ("primary".to_owned(), c.text_on_accent, c.accent_fill, 4.5),
            ("primary, hovered".to_owned(), c.text_on_accent, c.accent_fill_hover, 4.5),
            ("danger".to_owned(), c.text_on_danger, c.danger_fill, 4.5),
            ("danger, hovered".to_owned(), c.text_on_danger, c.danger_fill_hover, 4.5),
        ]);
    }
}

#[test]
fn code_is_readable_on_everything_it_stands_on() {
    for theme in themes() {
        let c = &theme.colors;
        let plain = c.editor_background;
        let backs = [
            ("editor", plain, 4.5),
            ("current line", c.current_line, 4.5),
            // What is selected or found is looked at in passing: large-text contrast is the floor.
            ("selection", over(c.selection, plain), 3.0),
            ("unfocused selection", over(c.selection_unfocused, plain), 3.0),
            ("find match", over(c.find_match, plain), 3.0),
            ("bracket match", over(c.bracket_match, plain), 3.0),
        ];
        check(SyntaxColors::NAMES.iter().flat_map(|name| {
            let color = theme.syntax.by_name(name).color;
            backs.map(|(on, back, least)| (format!("{}: {name} on {on}", theme.name), color, back, least))
        }));
        check([
            ("line number".to_owned(), c.line_number, plain, 4.5),
            ("active line number".to_owned(), c.line_number_active, c.current_line, 4.5),
            ("text on a selection".to_owned(), c.text, over(c.selection, plain), 4.5),
            ("caret".to_owned(), c.caret, plain, 4.5),
        ]);
    }
}

#[test]
fn lines_and_icons_that_carry_meaning_are_seen() {
    for theme in themes() {
        let c = &theme.colors;
        let mut pairs = Vec::new();
        for (surface, back) in [("editor", c.editor_background), ("panel", c.panel), ("popup", c.popup)] {
            pairs.push((format!("{}: focus ring on {surface}", theme.name), c.accent, back, 3.0));
            pairs.push((format!("{}: check box on {surface}", theme.name), c.border_strong, back, 3.0));
            for (index, hue) in c.hues().into_iter().enumerate() {
                pairs.push((format!("{}: hue {} on {surface}", theme.name, index + 1), hue, back, 3.0));
            }
        }
        pairs.push((
            format!("{}: current match", theme.name),
            c.find_match_current,
            c.editor_background,
            3.0,
        ));
        check(pairs);
    }
}

#[test]
fn hues_stay_apart() {
    for theme in themes() {
        let hues = theme.colors.hues();
        for (i, a) in hues.iter().enumerate() {
            for b in hues.iter().skip(i + 1) {
                let far = (0..3).map(|at| a[at].abs_diff(b[at]) as u32).sum::<u32>();
                assert!(far >= 60, "{}: {a:?} and {b:?}", theme.name);
            }
        }
    }
}

#[test]
fn a_theme_printed_and_read_is_the_same() {
    for theme in themes() {
        let read = Theme::from_toml(&theme.to_toml()).expect("what we print we read");
        assert_eq!(read.name, theme.name);
        assert_eq!(read.syntax, theme.syntax);
        for name in Colors::NAMES {
            let (a, b) = (read.colors.get(name).unwrap(), theme.colors.get(name).unwrap());
            // Colours that let through are premultiplied: the way back loses a little.
            let close = (0..4).all(|at| a[at].abs_diff(b[at]) <= 2);
            assert!(close, "{name}: {a:?} {b:?}");
        }
    }
}

#[test]
fn a_file_changes_only_what_it_names() {
    let theme = Theme::from_toml(
        "name = \"Mine\"\nbase = \"light\"\n[colors]\naccent = \"#112233\"\n[syntax]\ncomment = { italic = false }\nkeyword = \"#445566\"\ntype = { color = \"#778899\", bold = true }\n",
    )
    .expect("a good file");
    let base = Theme::light();
    assert_eq!(theme.name, "Mine");
    assert!(!theme.dark);
    assert_eq!(theme.colors.accent, Color32::from_rgb(0x11, 0x22, 0x33));
    assert_eq!(theme.colors.text, base.colors.text);
    assert_eq!(theme.syntax.comment.color, base.syntax.comment.color);
    assert!(!theme.syntax.comment.italic && base.syntax.comment.italic);
    assert_eq!(theme.syntax.keyword.color, Color32::from_rgb(0x44, 0x55, 0x66));
    assert!(theme.syntax.r#type.bold);
}

/// The line and the message of every problem.
fn errors(source: &str) -> Vec<(usize, String)> {
    let found = Theme::from_toml(source).expect_err("this file has problems");
    found.into_iter().map(|error| (error.line, error.message)).collect()
}

#[test]
fn every_error_is_told_with_its_line() {
    let source = "base = \"dim\"\n\n[colors]\ntext = \"red\"\nacent = \"#ffffff\"\npanel = 3\n[syntax]\nkeyword = { color = \"#12345\", thick = true, bold = 1 }\n[sizes]\n";
    let found = errors(source);
    let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 4, 5, 6, 8, 8, 8, 9], "{found:?}");
    assert!(found[0].1.contains("\"dark\" or \"light\""), "{found:?}");
    assert!(found[1].1.contains("#rrggbb"), "{found:?}");
    assert!(found[2].1.contains("did you mean `accent`?"), "{found:?}");
    assert!(
        found[5].1.contains("`thick`") || found[4].1.contains("`thick`") || found[6].1.contains("`thick`")
    );
    assert!(found[7].1.contains("`sizes`"), "{found:?}");
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let found = errors("name = \"a\"\n[colors\ntext = \"#ffffff\"\n");
    assert_eq!(found[0].0, 2, "{found:?}");
    assert!(Theme::from_toml("").is_ok(), "an empty file is the dark theme");
    assert_eq!(errors("[colors]\r\ntext = \"#ff\"\r\n")[0].0, 2);
    assert_eq!(errors("# über\n[colors]\ntext = \"#fffffé\"\n")[0].0, 3);
}

#[test]
fn raw_names_are_plain_in_files() {
    assert!(SyntaxColors::NAMES.contains(&"type") && SyntaxColors::NAMES.contains(&"macro"));
    assert_eq!(Theme::dark().syntax.by_name("no such thing"), Theme::dark().syntax.plain);
}
