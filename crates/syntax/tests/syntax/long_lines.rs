//! A window into a very long line costs the window, not the line.

use std::sync::Arc;
use std::time::{Duration, Instant};

use justbuilt_syntax::Languages;

use crate::support::Document;

/// The quickest of a few windows, each into a snapshot nobody asked before.
fn window_cost(name: &str, source: &str) -> Duration {
    let languages = Arc::new(Languages::new());
    let mut document = Document::named(&languages, name, source);
    let mut best = Duration::MAX;
    for part in 1..6 {
        let at = document.text.clamp_boundary(document.text.len() / 6 * part);
        document.edit(&[(at..at, " ")]);
        // Elsewhere, as in the editor: what the allocator tidies up after a parse is no part of a window's cost.
        document = std::thread::spawn(move || {
            document.parse();
            document
        })
        .join()
        .unwrap();
        let snapshot = document.snapshot();
        let start = Instant::now();
        let spans = snapshot.highlights(&document.text, at..at + 400);
        best = best.min(start.elapsed());
        assert!(!spans.is_empty(), "{name}: nothing at {at}");
    }
    best
}

#[test]
fn a_window_of_a_long_line_is_as_quick_as_of_a_short_one() {
    let json =
        |pairs: usize| format!("[{}1]", "{\"name\": \"value\", \"n\": [1, 2.5, true]}, ".repeat(pairs));
    let script = |parts: usize| format!("f({}0)", "g(1),\"abc\",{a:1},".repeat(parts));
    let lua = |parts: usize| format!("x = {{{}}}\n", "1, 'a', ".repeat(parts));
    for (name, long, short) in [
        ("a.json", json(25_000), json(60)),
        ("a.js", script(60_000), script(150)),
        ("a.lua", lua(100), lua(40)),
    ] {
        assert!(name == "a.lua" || long.len() > 900_000);
        let (long, short) = (window_cost(name, &long), window_cost(name, &short));
        // Optimised code is held to the bound itself; a debug build only to growing no further.
        let bound = if cfg!(debug_assertions) {
            short * 20 + Duration::from_millis(5)
        } else {
            Duration::from_millis(1)
        };
        assert!(long <= bound, "{name}: {long:?}, a short line {short:?}");
    }
}

#[test]
fn a_line_beyond_reading_is_plain_for_syntect() {
    let languages = Arc::new(Languages::new());
    let source = format!("x = '{}'\nlocal y = 1\n", "a".repeat(100_000));
    let document = Document::named(&languages, "a.lua", &source);
    let text = &document.text;
    assert!(document.snapshot().highlights(text, 0..1000).is_empty());
    let last = text.line_range(1);
    assert!(!document.snapshot().highlights(text, last).is_empty(), "the next line is as ever");
}
