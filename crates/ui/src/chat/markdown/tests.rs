//! Markdown: what it becomes, that growing gives what reading it as a whole gives, that growing is cheap, and that no
//! text hangs it.

use super::*;

fn read(text: &str) -> Vec<Block> {
    let mut document = Document::new(false);
    document.update(text, true);
    document.blocks().to_vec()
}

/// One line a block: levels, marker, kind and text.
fn show(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        for level in &block.levels {
            out.push(if *level == Level::Quote { '>' } else { '.' });
        }
        match &block.marker {
            Some(Marker::Bullet(_)) => out.push_str("* "),
            Some(Marker::Number(number)) => out.push_str(&format!("{number} ")),
            Some(Marker::Task(done)) => out.push_str(if *done { "[x] " } else { "[ ] " }),
            None => {}
        }
        match &block.kind {
            Kind::Text(rich) => out.push_str(&rich.text.replace('\n', "⏎")),
            Kind::Heading(level, rich) => out.push_str(&format!("h{level} {}", rich.text)),
            Kind::Code(code) => {
                let open = if code.open { " open" } else { "" };
                let text = code.text.replace('\n', "⏎");
                out.push_str(&format!("code {} {:?}{open} {text}", code.language, code.fence));
            }
            Kind::Table(table) => {
                let rows: Vec<String> = table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|"))
                    .collect();
                out.push_str(&format!("table {}", rows.join(" / ")));
            }
            Kind::Rule => out.push_str("rule"),
        }
        out.push('\n');
    }
    out
}

const ALL: &str = "# Title\n\nSome **bold** and *soft* text, `code`, ~~gone~~.\n\n- one\n- two\n  1. deep\n  2. deeper\n\
- [x] done\n- [ ] open\n\n> said\n> by > someone\n>\n> - in a list\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|--:|\n\
| 1 | 2 |\n\n---\n\n    indented\n\nSee [docs](https://docs.rs) or https://example.com/a(b). End.\n\n~~~\nplain\n~~~\n";

#[test]
fn everything_common_is_a_block() {
    let expected = "h1 Title\nSome bold and soft text, code, gone.\n.* one\n.* two\n..1. deep\n..2. deeper\n.[x] done\n\
.[ ] open\n>said by > someone\n>.* in a list\ncode rust Some(0) fn main() {}⏎\ntable a|b / 1|2\nrule\n\
code  None indented⏎\nSee docs or https://example.com/a(b). End.\ncode  Some(1) plain⏎\n";
    assert_eq!(show(&read(ALL)), expected);
}

#[test]
fn styles_and_links_have_their_places() {
    let blocks = read("a **b** `c` [d](https://e.f) [x](javascript:alert(1)) mail <mailto:a@b.c>");
    let Kind::Text(rich) = &blocks[0].kind else { panic!("{blocks:?}") };
    let styled = |wanted: fn(&Style) -> bool| -> Vec<&str> {
        rich.runs
            .iter()
            .filter(|(_, style)| wanted(style))
            .map(|(range, _)| &rich.text[range.clone()])
            .collect()
    };
    assert_eq!(styled(|style| style.strong), ["b"]);
    assert_eq!(styled(|style| style.code), ["c"]);
    let links: Vec<_> = rich.links.iter().map(|(range, to)| (&rich.text[range.clone()], &**to)).collect();
    assert_eq!(links, [("d", "https://e.f"), ("mailto:a@b.c", "mailto:a@b.c")], "no other scheme is a link");
}

#[test]
fn bare_addresses_become_links_but_not_in_code() {
    let blocks = read("see (https://a.b/c), `https://in.code` and **https://d.e.**");
    let Kind::Text(rich) = &blocks[0].kind else { panic!("{blocks:?}") };
    let links: Vec<_> = rich.links.iter().map(|(_, to)| &**to).collect();
    assert_eq!(links, ["https://a.b/c", "https://d.e"]);
    assert!(rich.runs.windows(2).all(|pair| pair[0].0.end == pair[1].0.start), "{:?}", rich.runs);
}

#[test]
fn growing_ends_as_reading_it_at_once() {
    for step in [1, 3, 7, 64] {
        let mut document = Document::new(false);
        let mut at = 0;
        while at < ALL.len() {
            at = (at + step).min(ALL.len());
            let before = document.blocks().to_vec();
            let first = document.update(&ALL[..at], false);
            assert!(first <= before.len());
            assert_eq!(document.blocks()[..first], before[..first], "what is finished stays");
        }
        document.update(ALL, true);
        assert_eq!(show(document.blocks()), show(&read(ALL)), "in steps of {step}");
    }
}

#[test]
fn what_is_half_there_does_not_jump() {
    let shown = |text: &str| {
        let mut document = Document::new(false);
        document.update(text, false);
        show(document.blocks())
    };
    assert_eq!(shown("Some **bo"), "Some bo\n");
    assert_eq!(shown("Some **"), "Some\n");
    assert_eq!(shown("A `let x"), "A let x\n");
    assert_eq!(shown("A [link](http://exam"), "A link\n");
    assert_eq!(shown("Words\n-"), "Words\n", "neither a heading nor a list yet");
    assert_eq!(shown("Words\n\n``"), "Words\n");
    assert_eq!(shown("Words\n\n```ru"), "Words\n");
    assert_eq!(shown("```rust\nfn a() {\n``"), "code rust Some(0) open fn a() {⏎\n");
    assert_eq!(shown("```rust\nfn a() {\n```\nb"), "code rust Some(0) fn a() {⏎\nb\n");
    assert_eq!(shown("snake_case and 2 * 3 * 4"), "snake_case and 2 * 3 * 4\n");
}

#[test]
fn a_long_answer_is_read_about_once() {
    let paragraph = "A sentence with **bold** words and `code` in it, as they come.\n\n";
    let code = format!("```rust\n{}```\n\n", "let value = compute(alpha, beta);\n".repeat(300));
    let text = format!("{}{code}", paragraph.repeat(40)).repeat(8);
    let mut document = Document::new(false);
    let mut at = 0;
    while at < text.len() {
        at = (at + 64).min(text.len());
        document.update(&text[..at], false);
    }
    document.update(&text, true);
    let parsed = document.parsed_bytes();
    assert!(parsed < text.len() * 4, "{parsed} bytes were parsed of {}", text.len());
}

#[test]
fn a_changed_text_is_read_anew() {
    let mut document = Document::new(false);
    document.update("one\n\ntwo\n\nthree", false);
    assert_eq!(document.update("one\n\nother", false), 0);
    assert_eq!(show(document.blocks()), "one\nother\n");
}

#[test]
fn line_ends_of_the_user_stay() {
    let mut document = Document::new(true);
    document.update("one\ntwo", true);
    assert_eq!(show(document.blocks()), "one⏎two\n");
}

#[test]
fn hostile_texts_are_shown_in_bounded_time() {
    let hostile = [
        "x".repeat(1 << 20),
        "word ".repeat(200_000),
        ">".repeat(100_000),
        "> ".repeat(100_000) + "x",
        "- ".repeat(100_000) + "x",
        "[".repeat(100_000),
        "*a **b ".repeat(50_000),
        "`".repeat(100_001),
        "|a".repeat(5_000) + "|\n" + &"|-".repeat(5_000) + "|\n",
        "![[".repeat(50_000),
        "<".repeat(100_000),
        "\u{202e}\u{0}\u{1b}[31m".repeat(10_000),
        ("> ".repeat(150) + "x\n").repeat(1_000),
        "# \n".repeat(50_000),
    ];
    for text in hostile {
        let name: String = text.chars().take(8).collect();
        let begun = std::time::Instant::now();
        let mut document = Document::new(false);
        document.update(&text, true);
        let longest = document.blocks().iter().filter_map(|block| match &block.kind {
            Kind::Text(rich) => Some(rich.text.len()),
            _ => None,
        });
        assert!(longest.max().unwrap_or(0) <= 2 * TEXT_MOST, "{name:?}");
        let mut grown = Document::new(false);
        for at in [text.len() / 3, text.len() / 2, text.len()] {
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            grown.update(&text[..at], false);
        }
        let took = begun.elapsed();
        assert!(took < std::time::Duration::from_secs(20), "{name:?} took {took:?}");
    }
}
