//! Against a plain string, and the conformance files of Unicode.

use std::fs;

use justbuilt_testkit::{Random, corpus, random_cases};
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::motion;

/// Long enough for several chunks of the rope.
fn long_text(random: &mut Random) -> String {
    let mut text = random.text(60);
    if random.one_in(3) {
        text = text.repeat(random.range(1..60));
    }
    text
}

fn model_line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

#[test]
fn lines_and_offsets_are_those_of_a_string() {
    random_cases(200, |random| {
        let model = long_text(random);
        let text = Text::from(model.as_str());
        assert_eq!(text, model.as_str());
        assert_eq!(text.to_string(), model);
        assert_eq!(text.len(), model.len());
        assert_eq!(text.char_count(), model.chars().count());
        assert_eq!(text.utf16_len(), model.encode_utf16().count());
        let starts = model_line_starts(&model);
        assert_eq!(text.line_count(), starts.len());
        for (line, start) in starts.iter().enumerate() {
            assert_eq!(text.line_start(line), *start);
            let end = starts.get(line + 1).copied().unwrap_or(model.len());
            assert_eq!(text.line_range(line), *start..end);
            let content = model[*start..end].strip_suffix('\n').unwrap_or(&model[*start..end]);
            let content = if content.len() + 1 == end - start {
                content.strip_suffix('\r').unwrap_or(content)
            } else {
                content
            };
            assert_eq!(text.slice(text.line_content(line)), content);
        }
        for _ in 0..20 {
            let at = random.below(model.len() + 3);
            assert_eq!(text.is_boundary(at), model.is_char_boundary(at), "at {at}");
            let floor = model.floor_char_boundary(at);
            assert_eq!(text.clamp_boundary(at), floor);
            assert_eq!(text.char_at(floor), model[floor..].chars().next());
            assert_eq!(text.char_before(floor), model[..floor].chars().next_back());
            assert_eq!(text.byte_to_char(floor), model[..floor].chars().count());
            assert_eq!(text.char_to_byte(text.byte_to_char(floor)), floor);
            assert_eq!(text.byte_to_utf16(floor), model[..floor].encode_utf16().count());
            assert_eq!(text.utf16_to_byte(text.byte_to_utf16(floor)), floor);
            let line = starts.partition_point(|start| *start <= floor) - 1;
            assert_eq!(text.line_of(floor), line);
            let point = text.point_of(floor);
            assert_eq!(point, Point::new(line, floor - starts[line]));
            assert_eq!(text.byte_of(point), floor.min(text.line_end(line)));
            let range = random.text_range(&model);
            assert_eq!(text.slice(range.clone()), model[range.clone()]);
            assert_eq!(text.chunks(range.clone()).collect::<String>(), model[range]);
            let (chunk, start) = text.chunk_at(floor);
            assert_eq!(chunk, &model[start..start + chunk.len()]);
            assert!(start <= floor && floor <= start + chunk.len());
        }
    });
}

#[test]
fn graphemes_are_those_of_a_string() {
    random_cases(150, |random| {
        let model = long_text(random);
        let text = Text::from(model.as_str());
        let mut bounds: Vec<usize> = model.grapheme_indices(true).map(|(at, _)| at).collect();
        bounds.push(model.len());
        for pair in bounds.windows(2) {
            assert_eq!(text.next_grapheme(pair[0]), pair[1], "after {} in {model:?}", pair[0]);
            assert_eq!(text.prev_grapheme(pair[1]), pair[0], "before {} in {model:?}", pair[1]);
        }
        for _ in 0..20 {
            let at = random.boundary(&model);
            assert_eq!(text.is_grapheme_boundary(at), bounds.contains(&at), "{at} in {model:?}");
        }
    });
}

#[test]
fn nothing_panics_outside_the_text() {
    for model in ["", "a", "é\r\n", "\n"] {
        let text = Text::from(model);
        for at in [0, 1, 2, 3, 7, usize::MAX] {
            text.line_of(at);
            text.line_start(at);
            text.line_range(at);
            text.line_content(at);
            text.slice(at..usize::MAX);
            text.chunk_at(at);
            text.char_at(at);
            text.char_before(at);
            text.point_of(at);
            text.byte_of(Point::new(at, at));
            text.byte_of_utf16_point(Point::new(at, at));
            text.next_grapheme(at);
            text.prev_grapheme(at);
            text.byte_to_char(at);
            text.char_to_byte(at);
            text.utf16_to_byte(at);
            assert_eq!(text.clamp_boundary(at), model.floor_char_boundary(at));
        }
    }
}

#[test]
fn clones_share_and_builders_build() {
    let text = Text::from("some text\n".repeat(10_000).as_str());
    assert!(text.ptr_eq(&text.clone()));
    let pieces: Vec<&str> = text.chunks(0..text.len()).collect();
    let other = Text::from_pieces(pieces);
    assert!(!text.ptr_eq(&other));
    assert_eq!(text, other);
    assert_eq!(text.sub_text(5..9), "text");
}

/// `÷ 0020 × 0308 ÷`: the text and its boundaries in bytes.
fn break_test(line: &str) -> Option<(String, Vec<usize>)> {
    let rule = line.split('#').next()?.trim();
    if rule.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut bounds = Vec::new();
    for token in rule.split_whitespace() {
        match token {
            "÷" => bounds.push(text.len()),
            "×" => {}
            hex => text.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?),
        }
    }
    Some((text, bounds))
}

fn conformance(
    file: &str,
    least: usize,
    next: impl Fn(&Text, usize) -> usize,
    prev: impl Fn(&Text, usize) -> usize,
) {
    let Some(path) = corpus(&format!("text/unicode-17.0/{file}")) else { return };
    let mut count = 0;
    for line in fs::read_to_string(path).unwrap().lines() {
        let Some((model, bounds)) = break_test(line) else { continue };
        // Also behind and before enough text that the place is in another chunk than the beginning.
        for (before, after) in [(String::new(), String::new()), ("word\n".repeat(200), "\n next".repeat(200))]
        {
            let text = Text::from(format!("{before}{model}{after}"));
            for pair in bounds.windows(2) {
                let (a, b) = (pair[0] + before.len(), pair[1] + before.len());
                // What follows the case could join its last piece.
                if b < before.len() + model.len() || after.is_empty() {
                    assert_eq!(next(&text, a), b, "forwards from {}: {line}", pair[0]);
                }
                if a > before.len() || before.is_empty() {
                    assert_eq!(prev(&text, b), a, "back from {}: {line}", pair[1]);
                }
            }
        }
        count += 1;
    }
    assert!(count >= least, "only {count} cases in {file}");
}

#[test]
fn grapheme_break_test() {
    conformance("GraphemeBreakTest.txt", 766, Text::next_grapheme, Text::prev_grapheme);
}

#[test]
fn word_break_test() {
    conformance("WordBreakTest.txt", 1944, motion::next_word_boundary, motion::prev_word_boundary);
}
