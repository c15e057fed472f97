//! Languages inside languages.

use std::sync::Arc;

use justbuilt_syntax::{Highlight, Languages};

use crate::support::Document;

/// What the first occurrence of `word` is.
fn kind(document: &Document, word: &str) -> Option<Highlight> {
    let source = document.text.to_string();
    let at = source.find(word).unwrap_or_else(|| panic!("no {word:?}"));
    let spans = document.snapshot().highlights(&document.text, at..at + word.len());
    match spans.as_slice() {
        [(range, kind)] if *range == (at..at + word.len()) => Some(*kind),
        _ => None,
    }
}

#[test]
fn a_fence_changes_its_language() {
    let languages = Arc::new(Languages::new());
    let mut document =
        Document::named(&languages, "a.md", "Text\n\n```rust\nfn a() {}\nvar b;\n```\n\nmore `qq`\n");
    assert_eq!(kind(&document, "fn"), Some(Highlight::Keyword));
    let at = document.text.to_string().find("rust").unwrap();
    document.edit(&[(at..at + 4, "js")]);
    document.parse();
    assert_eq!(kind(&document, "var"), Some(Highlight::Keyword));
    assert_ne!(kind(&document, "fn"), Some(Highlight::Keyword));
    document.edit(&[(at..at + 2, "nothing-known")]);
    document.parse();
    assert_eq!(kind(&document, "var"), Some(Highlight::Code));
    assert_eq!(kind(&document, "qq"), Some(Highlight::Code), "what follows is untouched");
}

#[test]
fn a_fence_that_opens_takes_over_and_gives_back() {
    let languages = Arc::new(Languages::new());
    let source = "# Title\n\nlet it be\n\n*soft*\n";
    let mut document = Document::named(&languages, "a.md", source);
    let at = source.find("let").unwrap();
    document.edit(&[(at..at, "```rust\n")]);
    document.parse();
    assert_eq!(kind(&document, "let"), Some(Highlight::Keyword));
    assert_ne!(kind(&document, "soft"), Some(Highlight::Emphasis));
    document.edit(&[(at..at + 8, "")]);
    document.parse();
    assert_eq!(kind(&document, "let"), None);
    assert_eq!(kind(&document, "soft"), Some(Highlight::Emphasis));
}

#[test]
fn html_holds_scripts_styles_and_handlers() {
    let languages = Arc::new(Languages::new());
    let source = "<style>.a { top: 1px }</style>\n<script>const x = `a ${b}`;</script>\n\
        <script type=\"module\">let y;</script><script type='importmap'>{\"k\": null}</script><a onclick='return go()'>t</a>";
    let document = Document::named(&languages, "a.html", source);
    assert_eq!(kind(&document, "top"), Some(Highlight::Property));
    assert_eq!(kind(&document, "const"), Some(Highlight::Keyword));
    assert_eq!(kind(&document, "let"), Some(Highlight::Keyword));
    assert_eq!(kind(&document, "null"), Some(Highlight::Constant));
    assert_eq!(kind(&document, "return"), Some(Highlight::Keyword));
}

#[test]
fn markdown_nests_three_deep() {
    let languages = Arc::new(Languages::new());
    let source = "# T\n\n```html\n<script>const x = 1;</script>\n```\n\n<style>\na { top: 1px }\n</style>\n\n> ```js\n> var q;\n> ```\n";
    let document = Document::named(&languages, "a.md", source);
    assert_eq!(kind(&document, "const"), Some(Highlight::Keyword));
    assert_eq!(kind(&document, "top"), Some(Highlight::Property));
    assert_eq!(kind(&document, "var"), Some(Highlight::Keyword));
    let quote = source.find("> var").unwrap();
    let spans = document.snapshot().highlights(&document.text, quote..quote + 1);
    assert_eq!(spans, [(quote..quote + 1, Highlight::Punctuation)], "the quote mark is not code");
}

#[test]
fn front_matter_by_its_marks() {
    let languages = Arc::new(Languages::new());
    let yaml = Document::named(&languages, "a.md", "---\nkey: 1\n---\n\n# T\n");
    assert_eq!(kind(&yaml, "key"), Some(Highlight::Property));
    let toml = Document::named(&languages, "a.md", "+++\nkey = true\n+++\n\n# T\n");
    assert_eq!(kind(&toml, "key"), Some(Highlight::Property));
    assert_eq!(kind(&toml, "true"), Some(Highlight::Constant));
}

#[test]
fn tagged_templates() {
    let languages = Arc::new(Languages::new());
    let document =
        Document::named(&languages, "a.ts", "const s = css`a { top: 1px }`; const q = sql`SELECT 1`;");
    assert_eq!(kind(&document, "top"), Some(Highlight::Property));
    assert_eq!(kind(&document, "SELECT"), Some(Highlight::Keyword));
}

#[test]
fn typing_inside_a_script_keeps_it_a_script() {
    let languages = Arc::new(Languages::new());
    let source = "<p>x</p>\n<script></script>\n<p>y</p>\n";
    let mut document = Document::named(&languages, "a.html", source);
    let mut at = source.find("</script>").unwrap();
    for c in "const value = null;".chars() {
        document.edit(&[(at..at, c.to_string().as_str())]);
        document.parse();
        at += c.len_utf8();
    }
    assert_eq!(kind(&document, "const"), Some(Highlight::Keyword));
    assert_eq!(kind(&document, "null"), Some(Highlight::Constant));
    let start = document.text.to_string().find("const").unwrap();
    document.edit(&[(start..start + 3, "")]);
    document.parse();
    assert_eq!(kind(&document, "null"), Some(Highlight::Constant));
}
