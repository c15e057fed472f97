//! Estimates against counts of real tokenizers, and cuts that fit.

use justbuilt_testkit::{corpus, random_cases};

use super::*;
use crate::event::Arguments;

/// Tokens of the first 8,000 characters, counted once with o200k_base and with Claude's published tokenizer.
const COUNTED: &[(&str, u64, u64)] = &[
    ("english.txt", 1_650, 1_680),
    ("source_code.txt", 2_281, 2_700),
    ("russian.txt", 2_315, 4_271),
    ("arabic.txt", 2_444, 7_365),
    ("hindi.txt", 2_709, 8_698),
    ("japanese.txt", 6_527, 8_477),
    ("korean.txt", 5_045, 8_691),
    ("mandarin.txt", 7_104, 9_861),
];

#[test]
fn estimates_are_above_what_tokenizers_count() {
    let Some(folder) = corpus("text/languages") else { return };
    for (name, gpt, claude) in COUNTED {
        let text = std::fs::read_to_string(folder.join(name)).unwrap().replace("\r\n", "\n");
        let text: String = text.chars().take(8_000).collect();
        let (said, claude_said) = (Family::Gpt.tokens(&text), Family::Claude.tokens(&text));
        println!("{name}: {gpt} are estimated as {said}, {claude} as {claude_said}");
        assert!(said >= *gpt, "{name}: {said} for {gpt} tokens of GPT");
        assert!(claude_said >= *claude, "{name}: {claude_said} for {claude} tokens of Claude");
        // Latin text and code are not thought to be twice what they are.
        if matches!(*name, "english.txt" | "source_code.txt") {
            assert!(said <= gpt * 3 / 2, "{name}: {said} for {gpt}");
            assert!(claude_said <= claude * 2, "{name}: {claude_said} for {claude}");
        }
    }
}

#[test]
fn families_are_known_by_name() {
    for (model, family) in [
        ("claude-sonnet-5", Family::Claude),
        ("anthropic/claude-opus-5-5", Family::Claude),
        ("gpt-5.4-mini", Family::Gpt),
        ("openai/o3", Family::Gpt),
        ("models/gemini-2.5-pro", Family::Gemini),
        ("codestral-latest", Family::Open),
        ("qwen3:4b", Family::Open),
        ("proto3-large", Family::Unknown),
    ] {
        assert_eq!(Family::of(model), family, "{model}");
    }
}

#[test]
fn every_part_of_a_request_counts() {
    let family = Family::Gpt;
    let mut request = Request::default();
    let mut last = family.request(&request);
    let mut grows = |request: &Request, what: &str| {
        let now = family.request(request);
        assert!(now > last, "{what} costs nothing");
        last = now;
    };
    request.system.push(Part::text("Be brief."));
    grows(&request, "the system's text");
    request.messages.push(Message::default());
    grows(&request, "a message");
    let parts = [
        Part::text("Hello"),
        Part::Image { media_type: "image/png".into(), data: String::new() },
        Part::Reasoning { text: "Hm".into(), opaque: None, id: None },
        Part::ToolCall {
            id: "1".into(),
            name: "read".into(),
            arguments: Arguments::Invalid("{".into()),
            signature: None,
        },
        Part::ToolResult { id: "1".into(), name: "read".into(), text: "text".into(), is_error: false },
    ];
    for part in parts {
        let what = format!("{part:?}");
        request.messages[0].parts.push(part);
        grows(&request, &what);
    }
    request.tools.push(Tool { name: "read".into(), ..Tool::default() });
    grows(&request, "a tool");
}

#[test]
fn a_cut_is_the_longest_that_fits() {
    random_cases(200, |random| {
        let text = random.text(60);
        let family = *random.pick(&[Family::Gpt, Family::Claude, Family::Open]);
        let budget = random.below(60) as u64;
        let cut = family.cut(&text, budget);
        assert!(text.starts_with(cut));
        assert!(cut.is_empty() || family.tokens(cut) <= budget);
        if let Some(next) = text[cut.len()..].chars().next() {
            let longer = &text[..cut.len() + next.len_utf8()];
            // One more character may be free, as a space is; a run of eight is not.
            let eight: String = text[cut.len()..].chars().take(40).collect();
            let much = format!("{cut}{eight}");
            assert!(
                family.tokens(longer) > budget || family.tokens(&much) > budget || eight.chars().count() < 40,
                "{text:?} {budget}"
            );
        }
    });
}

#[test]
fn a_window_says_what_is_left() {
    let window = Window { input: 900, output: 200, context: Some(1_000) };
    assert!(!window.fits());
    assert_eq!((window.left(), window.share()), (Some(0), Some(1.1)));
    let unknown = Window { context: None, ..window };
    assert!(unknown.fits() && unknown.left().is_none() && unknown.share().is_none());
}
