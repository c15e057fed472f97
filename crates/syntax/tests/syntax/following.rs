//! After any edits, following them comes to the same as starting over.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_syntax::{Highlight, Languages};
use justbuilt_text::{Text, Transaction};

use crate::golden::source_of;
use crate::support::{Document, Random};

fn sources() -> Vec<(String, String)> {
    let folder = justbuilt_testkit::package().join("tests/golden");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let golden = std::fs::read_to_string(&path).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), source_of(&golden))
        })
        .collect()
}

/// What a document looks like, whole.
fn look(document: &Document) -> Vec<(std::ops::Range<usize>, Highlight)> {
    document.snapshot().highlights(&document.text, 0..document.text.len())
}

fn check(languages: &Arc<Languages>, name: &str, document: &Document, seed: &str) {
    let fresh = Document::named(languages, name, &document.text.to_string());
    // What a broken text is taken for may depend on what it was before.
    if fresh.snapshot().has_error() || document.snapshot().has_error() {
        return;
    }
    let (found, expected) = (look(document), look(&fresh));
    if found != expected {
        let at =
            found.iter().zip(&expected).position(|(a, b)| a != b).unwrap_or(found.len().min(expected.len()));
        let near = |spans: &[(std::ops::Range<usize>, Highlight)]| {
            spans
                .iter()
                .skip(at)
                .take(2)
                .map(|(range, kind)| format!("{range:?} {kind:?} "))
                .collect::<String>()
        };
        panic!(
            "{name} {seed}: {} instead of {}\n{:?}",
            near(&found),
            near(&expected),
            document.text.to_string()
        );
    }
    assert_eq!(
        document.snapshot().outline(&document.text),
        fresh.snapshot().outline(&fresh.text),
        "{name} {seed}"
    );
    let lines = 0..document.text.line_count();
    let folds = |document: &Document| document.snapshot().folds(&document.text, lines.clone());
    assert_eq!(folds(document), folds(&fresh), "{name} {seed}");
}

#[test]
fn random_edits_come_to_the_same_as_a_fresh_parse() {
    let languages = Arc::new(Languages::new());
    let snippets = [
        "x", " ", "\n", "é", "(", ")", "{", "}", "\"", "'", "`", "#", "/", "*", "\n\n", "-", "<", ">", ":",
        "\t",
    ];
    for (name, source) in sources() {
        let mut random = Random::new(7);
        let mut document = Document::named(&languages, &name, &source.repeat(2));
        for round in 0..40 {
            let before = document.text.clone();
            let steps = 1 + random.below(3);
            let mut undo: Vec<Transaction> = Vec::new();
            for _ in 0..steps {
                let text = document.text.clone();
                let at = text.clamp_boundary(random.below(text.len() + 1));
                let end = text.clamp_boundary((at + random.below(6)).min(text.len())).max(at);
                let snippet = *random.pick(&snippets);
                let transaction = Transaction::from_edits(text.len(), [(at..end, snippet)]);
                undo.push(transaction.invert(&text));
                let new = transaction.apply(&text).unwrap();
                document.syntax.edit(&transaction, &text, &new);
                document.text = new;
                // What is shown before the parse must at least be within the text.
                let stale = look(&document);
                assert!(stale.iter().all(|(range, _)| range.end <= document.text.len()));
                if random.below(2) == 0 {
                    document.parse();
                }
            }
            document.parse();
            check(&languages, &name, &document, &format!("round {round}"));
            if random.below(3) > 0 {
                for transaction in undo.iter().rev() {
                    let new = transaction.apply(&document.text).unwrap();
                    document.syntax.edit(transaction, &document.text, &new);
                    document.text = new;
                }
                document.parse();
                assert!(document.text == before);
                check(&languages, &name, &document, &format!("round {round} undone"));
            }
        }
    }
}

#[test]
fn many_carets_at_once() {
    let languages = Arc::new(Languages::new());
    let source = "# Title\n\nSome *text* here.\n\n```rust\nfn f() { 1 }\n```\n\n".repeat(50);
    let mut document = Document::named(&languages, "a.md", &source);
    let places: Vec<usize> = source.match_indices("text").map(|(at, _)| at).collect();
    let edits: Vec<_> = places.iter().map(|at| (*at..*at + 4, "more\n> words")).collect();
    document.edit(&edits);
    document.parse();
    check(&languages, "a.md", &document, "carets");
    let starts: Vec<usize> = document.text.to_string().match_indices("fn f").map(|(at, _)| at).collect();
    let edits: Vec<_> = starts.iter().map(|at| (*at..*at, "pub ")).collect();
    document.edit(&edits);
    document.parse();
    check(&languages, "a.md", &document, "carets in code");
}

#[test]
fn highlights_move_with_the_text_before_the_parse() {
    let languages = Arc::new(Languages::new());
    let mut document = Document::named(&languages, "a.rs", "fn main() {}\nstruct Point;\n");
    document.edit(&[(0..0, "// a note\n")]);
    assert!(!document.syntax.is_current());
    let spans = look(&document);
    let place = "// a note\nfn main() {}\n".len();
    assert!(spans.contains(&(place..place + 6, Highlight::Keyword)), "{spans:?}");
    document.parse();
    assert!(look(&document).contains(&(0..9, Highlight::Comment)));
}

#[test]
fn empty_and_odd_texts() {
    let languages = Arc::new(Languages::new());
    for language in languages.all() {
        for source in
            ["", "\n", "\r\n", "é", "a\r\nb\r\n", "\u{10ff80}\u{0}x", "\u{feff}x", "{", "\"", "  \n\t\n"]
        {
            let mut document = Document::new(&languages, language.id, source);
            let snapshot = document.snapshot();
            let text = document.text.clone();
            assert!(
                snapshot
                    .highlights(&text, 0..text.len() + 10)
                    .iter()
                    .all(|(range, _)| range.end <= text.len())
            );
            let _ = snapshot.folds(&text, 0..usize::MAX);
            let _ = snapshot.outline(&text);
            let _ = snapshot.node_ranges(&text, 0..usize::MAX);
            for byte in 0..=text.len() + 1 {
                let _ = snapshot.bracket_match(&text, byte);
                let _ = snapshot.enclosing_brackets(&text, byte);
                let _ = snapshot.symbols_at(&text, byte);
                let _ = snapshot.is_in_string_or_comment(&text, byte);
            }
            for line in 0..4 {
                let _ = snapshot.indent_for(&text, line);
            }
            document.edit(&[(0..text.len(), "")]);
            document.parse();
            assert!(look(&document).is_empty());
            // A text that is not the snapshot's is an error of the caller, but no reason to fall over.
            let other = Text::from("ééé");
            let _ = snapshot.highlights(&other, 0..3);
            let _ = snapshot.node_ranges(&other, 1..2);
        }
    }
}

#[test]
fn crlf_is_like_lf() {
    let languages = Arc::new(Languages::new());
    for (name, source) in sources() {
        let unix = Document::named(&languages, &name, &source);
        let dos = Document::named(&languages, &name, &source.replace('\n', "\r\n"));
        let words = |document: &Document| -> Vec<(String, Highlight)> {
            look(document)
                .into_iter()
                .flat_map(|(range, kind)| {
                    let text = document.text.slice(range).into_owned();
                    text.split_whitespace().map(|word| (word.to_owned(), kind)).collect::<Vec<_>>()
                })
                .collect()
        };
        let (unix, dos) = (words(&unix), words(&dos));
        let at = unix.iter().zip(&dos).position(|(a, b)| a != b);
        assert!(
            at.is_none() && unix.len() == dos.len(),
            "{name}: {:?} {:?}",
            at.map(|at| &unix[at]),
            at.map(|at| &dos[at])
        );
    }
}
