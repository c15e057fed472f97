//! The code that drawings become parses in its language: the samples, and screens of real pages where the corpus is.

#![expect(clippy::expect_used, reason = "what cannot be set up fails the test, with its reason")]

mod corpus;

use justbuilt_sketch::code::{self, File, Target};
use justbuilt_sketch::layout;
use justbuilt_sketch::samples;
use justbuilt_sketch::scene::Sketch;
use tree_sitter::{Language, Node, Parser};

/// The first place that does not parse.
fn broken(language: Language, text: &str) -> Option<String> {
    fn find<'t>(node: Node<'t>) -> Option<Node<'t>> {
        if node.is_error() || node.is_missing() {
            return Some(node);
        }
        if !node.has_error() {
            return None;
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).find_map(find)
    }
    let mut parser = Parser::new();
    parser.set_language(&language).expect("a grammar of this version");
    let tree = parser.parse(text, None).expect("a tree");
    let node = find(tree.root_node())?;
    let line = node.start_position().row;
    Some(format!("line {}: {}", line + 1, text.lines().nth(line).unwrap_or_default()))
}

fn html() -> Language {
    tree_sitter_html::LANGUAGE.into()
}

fn css() -> Language {
    tree_sitter_css::LANGUAGE.into()
}

fn tsx() -> Language {
    tree_sitter_typescript::LANGUAGE_TSX.into()
}

/// What does not parse in a file.
fn check(file: &File) -> Option<String> {
    let text = &file.text;
    let ending = file.path.rsplit('.').next().unwrap_or_default();
    match ending {
        "html" | "svg" => broken(html(), text),
        "css" => broken(css(), &plain_css(text)),
        "tsx" => broken(tsx(), text),
        "rs" => broken(tree_sitter_rust::LANGUAGE.into(), text),
        "svelte" => svelte(text),
        _ => Some("a language that nobody checks".to_owned()),
    }
}

/// The grammar of CSS does not know names of themes with a star.
fn plain_css(text: &str) -> String {
    text.replace("--text-*: initial;", "--text-all: initial;")
}

/// Script, style and markup of a component of Svelte, each in its own grammar.
fn svelte(text: &str) -> Option<String> {
    let (script, rest) = match text.strip_prefix("<script lang=\"ts\">\n") {
        Some(after) => after.split_once("</script>\n").expect("an end of the script"),
        None => ("", text),
    };
    let (markup, style) = match rest.split_once("\n<style>\n") {
        Some((markup, style)) => (markup, style.strip_suffix("</style>\n").expect("an end of the style")),
        None => (rest, ""),
    };
    // Expressions are text and values without quotes to the grammar of HTML; blocks are taken out.
    let mut plain = String::new();
    for line in markup.lines() {
        let block = line.trim_start().starts_with("{#each ") || line.trim() == "{/each}";
        plain.push_str(if block { "" } else { line });
        plain.push('\n');
    }
    let opened = markup.matches("{#each ").count();
    if opened != markup.matches("{/each}").count() {
        return Some("a block without an end".to_owned());
    }
    broken(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), script)
        .or_else(|| broken(css(), &style.replace(":global {", ".global {")))
        .or_else(|| broken(html(), &plain))
}

fn whole(name: &str, sketch: &Sketch) {
    let (tree, _) = layout::infer(sketch, &sketch.pages[0], None);
    for target in Target::ALL {
        let files = code::generate(&tree, target);
        assert!(!files.is_empty());
        for file in &files {
            let found = check(file);
            assert!(
                found.is_none(),
                "{name}, {}, {}: {}",
                target.name(),
                file.path,
                found.unwrap_or_default()
            );
            for (part, at) in &file.parts {
                assert!(file.text.get(at.clone()).is_some(), "{name}, {}: {part} at {at:?}", file.path);
            }
        }
        let (again, _) = layout::infer(sketch, &sketch.pages[0], None);
        assert_eq!(files, code::generate(&again, target), "{name}, {}: a second run", target.name());
    }
}

#[test]
fn samples_parse_in_every_language() {
    for (name, sketch) in samples::all() {
        whole(name, &sketch);
    }
}

#[test]
fn screens_of_real_pages_parse_in_every_language() {
    for (name, sketch) in corpus::screens() {
        whole(&name, &sketch);
    }
}

#[test]
fn what_is_broken_is_seen() {
    let file = |path: &str, text: &str| File { path: path.into(), text: text.into(), ..File::default() };
    for (path, text) in [
        ("a.html", "<div><p class=\"a>text</p></div>"),
        ("a.css", ".a { color: red; "),
        ("a.tsx", "export default function A() {\n  return (<div>);\n}\n"),
        ("a.rs", "fn a( {\n}\n"),
        ("a.svelte", "{#each a as b (b.id)}\n<p>{b.c}</p>\n"),
        ("a.svelte", "<script lang=\"ts\">\nconst a = [;\n</script>\n\n<p>a</p>\n"),
    ] {
        assert!(check(&file(path, text)).is_some(), "{path}: {text}");
    }
}
