//! Parsing within a budget, elsewhere, in slices, too late, and not at all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use justbuilt_base::{CancelToken, Job, Step};
use justbuilt_syntax::{Highlight, LanguageId, Languages, MAX_PARSED_BYTES, Syntax};
use justbuilt_text::{Text, Transaction};

use crate::support::Document;

fn rust(lines: usize) -> String {
    "fn area(width: u32) -> Option<u32> {\n    Some(width * 2) // note\n}\n".repeat(lines / 3 + 1)
}

fn keyword_at(syntax: &Syntax, text: &Text, at: usize) -> bool {
    syntax.snapshot().highlights(text, at..at + 2) == [(at..at + 2, Highlight::Keyword)]
}

#[test]
fn a_small_file_is_parsed_at_once() {
    let languages = Arc::new(Languages::new());
    let text = Text::from("fn main() {}\n");
    let mut syntax = Syntax::new(&languages, languages.by_name("rust").unwrap(), &text);
    assert!(!syntax.is_current() && !syntax.snapshot().is_parsed());
    assert!(syntax.snapshot().highlights(&text, 0..5).is_empty());
    assert!(syntax.try_parse(Duration::from_secs(60)));
    assert!(keyword_at(&syntax, &text, 0));
    assert!(syntax.parse_job().is_none(), "nothing is left to do");
}

#[test]
fn a_budget_is_kept_and_the_rest_goes_on_elsewhere() {
    let languages = Arc::new(Languages::new());
    let text = Text::from(rust(60_000).as_str());
    let id = languages.by_name("rust").unwrap();
    let mut syntax = Syntax::new(&languages, id, &text);
    let start = Instant::now();
    assert!(!syntax.try_parse(Duration::from_millis(1)), "60,000 lines are more than a millisecond");
    // The parser asks the clock every hundred operations; a debug build on a busy machine gets some room.
    assert!(start.elapsed() < Duration::from_millis(250), "took {:?}", start.elapsed());
    let job = syntax.parse_job().expect("what was begun goes on");
    assert!(syntax.accept(job.run(&CancelToken::new())));
    assert!(syntax.is_current() && keyword_at(&syntax, &text, 0));
}

#[test]
fn slices_come_to_the_same_as_one_go() {
    let languages = Arc::new(Languages::new());
    for (name, source) in [
        ("a.rs", rust(3000)),
        ("a.md", "# T\n\nSome *text*.\n\n```rust\nfn f() { 1 }\n```\n\n".repeat(200)),
        ("a.lua", "local function f(a) return a end -- c\n".repeat(600)),
    ] {
        let whole = Document::named(&languages, name, &source);
        let text = Text::from(source.as_str());
        let mut sliced = Syntax::new(&languages, whole.syntax.language(), &text);
        let mut slices = 0;
        while let Some(mut job) = sliced.parse_job() {
            while job.step(Duration::from_micros(200), &CancelToken::new()) == Step::Again {
                slices += 1;
                if slices > 100_000 {
                    panic!("{name}: no end");
                }
            }
            assert!(sliced.accept(job.into_result()));
        }
        assert!(slices > 1, "{name}: {slices} slices");
        let range = 0..text.len();
        assert_eq!(
            sliced.snapshot().highlights(&text, range.clone()),
            whole.snapshot().highlights(&text, range)
        );
    }
}

#[test]
fn cancelled_work_is_accepted_by_nobody() {
    let languages = Arc::new(Languages::new());
    let text = Text::from(rust(3000).as_str());
    let mut syntax = Syntax::new(&languages, languages.by_name("rust").unwrap(), &text);
    let cancel = CancelToken::new();
    cancel.cancel();
    let result = syntax.parse_job().unwrap().run(&cancel);
    assert!(!result.is_complete());
    assert!(!syntax.accept(result));
    assert!(!syntax.is_current());
    let half = syntax.parse_job().unwrap();
    assert!(!half.into_result().is_complete(), "a job nobody stepped has no result");
}

#[test]
fn edits_made_meanwhile_are_applied_to_the_result() {
    let languages = Arc::new(Languages::new());
    let source = "# T\n\n```rust\nfn one() {}\n```\n\n*soft* words\n";
    let text = Text::from(source);
    let mut document =
        Document { syntax: Syntax::new(&languages, languages.by_name("markdown").unwrap(), &text), text };
    let job = document.syntax.parse_job().unwrap();
    document.edit(&[(0..0, "Intro.\n\n")]);
    let at = document.text.to_string().find("one").unwrap();
    document.edit(&[(at..at + 3, "another_name")]);
    assert!(document.syntax.accept(job.run(&CancelToken::new())), "late, but better than nothing");
    assert!(!document.syntax.is_current(), "the edits are still to be parsed");
    let at = document.text.to_string().find("fn").unwrap();
    assert!(keyword_at(&document.syntax, &document.text, at));
    document.parse();
    let fresh = Document::named(&languages, "a.md", &document.text.to_string());
    let all = 0..document.text.len();
    assert_eq!(
        document.snapshot().highlights(&document.text, all.clone()),
        fresh.snapshot().highlights(&document.text, all)
    );
}

#[test]
fn the_newest_result_wins() {
    let languages = Arc::new(Languages::new());
    let mut document = Document::named(&languages, "a.rs", "fn one() {}\n");
    document.edit(&[(0..0, "struct A;\n")]);
    let old = document.syntax.parse_job().unwrap();
    document.edit(&[(0..0, "struct B;\n")]);
    let new = document.syntax.parse_job().unwrap();
    assert!(document.syntax.accept(new.run(&CancelToken::new())));
    assert!(document.syntax.is_current());
    let before = document.snapshot();
    assert!(!document.syntax.accept(old.run(&CancelToken::new())), "overtaken");
    assert!(before.ptr_eq(&document.snapshot()));
}

#[test]
fn another_language_starts_over() {
    let languages = Arc::new(Languages::new());
    let mut document = Document::named(&languages, "a.rs", "def f(): pass\n");
    document.edit(&[(0..0, "\n")]);
    let stale = document.syntax.parse_job().unwrap();
    document.syntax.set_language(languages.by_name("python").unwrap());
    assert!(!document.syntax.accept(stale.run(&CancelToken::new())));
    document.parse();
    let spans = document.snapshot().highlights(&document.text, 0..4);
    assert_eq!(spans, [(1..4, Highlight::Keyword)]);
    document.syntax.set_language(LanguageId::PLAIN);
    assert!(document.syntax.is_current());
    assert!(document.snapshot().highlights(&document.text, 0..4).is_empty());
}

#[test]
fn a_result_for_a_text_that_was_replaced_is_not_taken() {
    let languages = Arc::new(Languages::new());
    let mut before = Document::named(&languages, "a.rs", "fn one() {}\n");
    before.edit(&[(0..0, "struct A;\n")]);
    let late = before.syntax.parse_job().unwrap().run(&CancelToken::new());
    // The whole text was exchanged: the same document begins anew, with fewer edits.
    let mut now = Document::named(&languages, "a.rs", "fn two() {}\n");
    now.parse();
    assert!(!now.syntax.accept(late), "it is of another text");
    assert!(now.syntax.is_current() && now.syntax.parse_job().is_none());
}

#[test]
fn very_large_texts_are_plain() {
    let languages = Arc::new(Languages::new());
    let line = "fn area() {}\n";
    let text = Text::from(line.repeat(MAX_PARSED_BYTES / line.len()).as_str());
    let mut syntax = Syntax::new(&languages, languages.by_name("rust").unwrap(), &text);
    assert!(!syntax.is_current());
    let more = Transaction::from_edits(text.len(), [(0..0, line.repeat(2).as_str())]);
    let grown = more.apply(&text).unwrap();
    syntax.edit(&more, &text, &grown);
    assert!(syntax.is_current() && syntax.parse_job().is_none());
    assert!(Syntax::new(&languages, languages.by_name("rust").unwrap(), &grown).parse_job().is_none());
}

#[test]
fn snapshots_and_jobs_go_to_other_threads() {
    fn is_send<T: Send>() {}
    is_send::<justbuilt_syntax::SyntaxSnapshot>();
    is_send::<justbuilt_syntax::ParseJob>();
    is_send::<justbuilt_syntax::ParseResult>();
    is_send::<Syntax>();
    let languages = Arc::new(Languages::new());
    let document = Document::named(&languages, "a.rs", &rust(30));
    let (snapshot, text) = (document.snapshot(), document.text.clone());
    let there = std::thread::spawn(move || snapshot.highlights(&text, 0..40)).join().unwrap();
    assert_eq!(there, document.snapshot().highlights(&document.text, 0..40));
}

#[test]
fn syntect_catches_up_after_an_edit_far_above() {
    let languages = Arc::new(Languages::new());
    let source = "local a = 1 -- note\n".repeat(400);
    let mut document = Document::named(&languages, "a.lua", &source);
    let look = |document: &Document| {
        let last = document.text.len() - 20;
        document.snapshot().highlights(&document.text, last..document.text.len())
    };
    let before = look(&document);
    assert_eq!(before.first().map(|(_, kind)| *kind), Some(Highlight::Keyword));
    document.edit(&[(0..0, "--[[ ")]);
    document.parse();
    let inside = look(&document);
    assert!(inside.iter().all(|(_, kind)| *kind == Highlight::Comment), "{inside:?}");
    document.edit(&[(0..5, "")]);
    document.parse();
    assert_eq!(look(&document), before);
}
