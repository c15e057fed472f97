//! Completion: where it is asked for, what is offered of an answer, what typing and deleting do to it, and what Tab means.

mod flow;

use justbuilt_ai::tokens::Family;
use justbuilt_testkit::{parse_marked, random_cases};
use justbuilt_text::{Selection, Selections, Text};

use super::next::Renaming;
use super::offer::{Answer, Answers, line_end, word_end};
use super::place::{in_indent, place, windows};
use super::trim::trim;
use crate::ids::DocumentId;

fn at(marked: &str) -> (Text, Selections) {
    let (text, selections) = parse_marked(marked);
    let all = selections.iter().map(|(anchor, head)| Selection::new(*anchor, *head));
    (Text::from(text.as_str()), Selections::new(all, 0))
}

#[track_caller]
fn check_place(marked: &str, expected: Option<bool>) {
    let (text, selections) = at(marked);
    assert_eq!(place(&text, &selections, "").map(|place| place.single_line), expected, "{marked}");
}

#[test]
fn it_is_asked_at_sensible_places() {
    check_place("let x = ˇ", Some(false));
    check_place("call(ˇ)", Some(true));
    check_place("call(ˇ)  ", Some(true));
    check_place("nameˇ", Some(false));
    check_place("naˇme", None);
    check_place("ˇname", None);
    check_place("«name»", None);
    check_place("aˇ bˇ", None);
    check_place(&format!("{}ˇ", "x".repeat(3000)), None);
    check_place("ˇ", Some(false));
}

#[test]
fn windows_are_whole_lines_under_a_budget() {
    let text: String = (0..4000).map(|line| format!("let name_{line} = {line};\n")).collect();
    let text = Text::from(text.as_str());
    let caret = text.line_start(2000) + 4;
    let (before, after) = windows(&text, caret, Family::Unknown);
    assert_eq!((before.end, after.start), (caret, caret));
    assert!(before.start == text.line_start(text.line_of(before.start)) && before.start > 0);
    assert!(after.end == text.line_range(text.line_of(after.end) - 1).end && after.end < text.len());
    assert!(Family::Unknown.tokens(&text.slice(before.clone())) <= 1_300);
    assert!(Family::Unknown.tokens(&text.slice(after.clone())) <= 500);
    assert!(before.len() > 1_000 && after.len() > 300, "{before:?} {after:?}");
    let (whole, rest) = windows(&Text::from("a\nb\nc"), 2, Family::Unknown);
    assert_eq!((whole, rest), (0..2, 2..5));
}

#[track_caller]
fn check_trim(answer: &str, before: &str, after: &str, expected: Option<&str>) {
    let single = !after.split('\n').next().unwrap_or_default().trim().is_empty();
    assert_eq!(trim(answer, before, after, single).as_deref(), expected, "{answer:?}");
}

#[test]
fn what_stands_there_already_is_not_offered() {
    check_trim("a, b)", "call(", ")\n", Some("a, b"));
    check_trim("a, b);\nnext", "call(", ");\n", Some("a, b"));
    check_trim("let x = 5;", "    let x", "\n", Some(" = 5;"));
    check_trim("  5;", "let x = ", "\n", Some("5;"));
    check_trim("\n    one();\n}", "fn a() {", "\n}\n", Some("\n    one();"));
    check_trim("one();\n    two();\n    three();\n}", "    ", "\n    two();\n", Some("one();"));
    check_trim("```rust\nlet a = 1;\n```\n", "", "\n", Some("let a = 1;"));
}

#[test]
fn runaways_end() {
    check_trim("a\n\n\n\n\nb", "", "\n", Some("a"));
    check_trim("x();\ny();\ny();\ny();\ny();\n", "", "\n", Some("x();\ny();\ny();"));
    check_trim("  \n  ", "", "\n", None);
    check_trim("", "", "", None);
    let endless: String = (0..500).map(|line| format!("line {line}\n")).collect();
    assert_eq!(trim(&endless, "", "", false).map(|text| text.lines().count()), Some(24));
    let long = format!("first\n{}", "é".repeat(9000));
    assert_eq!(trim(&long, "", "", false).as_deref(), Some("first"));
}

#[test]
fn no_answer_makes_it_panic() {
    random_cases(500, |random| {
        let mut piece = || {
            let pieces = ["a", "é", "\n", " ", "```", "\n\n\n", "}", ")", "x = 1;", "\r\n", "\t", "漢"];
            let count = random.below(12);
            (0..count).map(|_| *random.pick(&pieces)).collect::<String>()
        };
        let (answer, before, after) = (piece(), piece(), piece());
        let before = before.rsplit('\n').next().unwrap_or_default().to_owned();
        if let Some(text) = trim(&answer, &before, &after, answer.len() % 2 == 0) {
            assert!(!text.trim().is_empty());
            let _ = (word_end(&text), line_end(&text));
        }
    });
}

fn answer(marked: &str, text: &str) -> Answer {
    let (before, selections) = at(marked);
    let mut answer = Answer::begin(DocumentId(1), &before, selections.primary().head);
    answer.text = text.to_owned();
    answer.whole = true;
    answer
}

#[track_caller]
fn check_left(answer: &Answer, marked: &str, expected: Option<&str>) {
    let (text, selections) = at(marked);
    assert_eq!(answer.left(DocumentId(1), &text, selections.primary().head), expected, "{marked}");
}

#[test]
fn an_answer_shrinks_while_typing_agrees() {
    let answer = answer("top\nlet x = ˇ\nend", "compute(1, 2);");
    check_left(&answer, "top\nlet x = ˇ\nend", Some("compute(1, 2);"));
    check_left(&answer, "top\nlet x = comˇ\nend", Some("pute(1, 2);"));
    check_left(&answer, "top\nlet x = ˇ\nend", Some("compute(1, 2);"));
    check_left(&answer, "top\nlet x = cotˇ\nend", None);
    check_left(&answer, "top\nlet y = ˇ\nend", None);
    check_left(&answer, "top\nlet x = ˇ\nother", None);
    // A bracket that was closed by itself stands between.
    check_left(&answer, "top\nlet x = compute(ˇ)\nend", Some("1, 2);"));
    check_left(&answer, "top\nlet x = compute(1, 2);ˇ\nend", Some(""));
    let (text, _) = at("top\nlet x = ˇ\nend");
    assert_eq!(answer.left(DocumentId(2), &text, 12), None, "another document");
}

#[test]
fn answers_are_found_again_and_forgotten() {
    let mut answers = Answers::default();
    answers.keep(answer("let x = ˇ\n", "one();"));
    answers.keep(answer("let y = ˇ\n", "two();"));
    let offered = |answers: &Answers, marked: &str| {
        let (text, selections) = at(marked);
        answers.offered(DocumentId(1), &text, place(&text, &selections, "")?)
    };
    assert_eq!(offered(&answers, "let x = oˇ\n"), Some(Some("ne();".to_owned())));
    assert_eq!(offered(&answers, "let y = ˇ\n"), Some(Some("two();".to_owned())));
    assert_eq!(offered(&answers, "let y = two();ˇ\n"), Some(None));
    let (text, selections) = at("let y = tˇ\n");
    answers.drop_at(DocumentId(1), &text, selections.primary().head);
    assert_eq!(offered(&answers, "let y = ˇ\n"), None);
    assert_eq!(offered(&answers, "let x = ˇ\n"), Some(Some("one();".to_owned())));
}

#[test]
fn words_and_lines_of_an_offer() {
    let words = |text: &str| {
        let (mut at, mut all) = (0, Vec::new());
        while at < text.len() {
            let end = at + word_end(&text[at..]);
            all.push(text[at..end].to_owned());
            at = end;
        }
        all
    };
    assert_eq!(words("foo(bar, 漢字) + 1"), ["foo", "(", "bar", ",", " 漢字", ")", " +", " 1"]);
    assert_eq!(line_end("a b\nc"), 3);
    assert_eq!(line_end("\n  a\nb"), 4);
    assert_eq!(line_end("a"), 1);
}

#[test]
fn indentation_is_told() {
    let (text, _) = at("    a\n");
    assert!(in_indent(&text, 0) && in_indent(&text, 4) && in_indent(&text, 6));
    assert!(!in_indent(&text, 5));
}

/// Follows texts one edit after the other, with the caret where it is marked.
fn follow(steps: &[&str]) -> Option<Renaming> {
    let texts: Vec<(Text, Selections)> = steps.iter().map(|step| at(step)).collect();
    let mut renaming = None;
    for pair in texts.windows(2) {
        let caret = pair[1].1.primary().head;
        renaming = Renaming::follow(renaming, DocumentId(1), &pair[0].0, &pair[1].0, caret, "");
    }
    renaming
}

fn names(renaming: &Renaming) -> (&str, &str) {
    (&renaming.old, &renaming.new)
}

#[test]
fn a_name_that_is_changed_is_followed() {
    let typed = follow(&["let countˇ = 1;", "let counˇ = 1;", "let couˇ = 1;", "let counterˇ = 1;"]);
    assert_eq!(typed.as_ref().map(names), Some(("count", "counter")));
    let replaced = follow(&["let «count» = 1;", "let tˇ = 1;", "let toˇ = 1;", "let totalˇ = 1;"]);
    assert_eq!(replaced.as_ref().map(names), Some(("count", "total")));
    let in_front = follow(&["let ˇcount = 1;", "let myˇcount = 1;"]);
    assert_eq!(in_front.as_ref().map(names), Some(("count", "mycount")));
    // Something else was changed as well.
    assert_eq!(follow(&["let countˇ = 1;", "let counterˇ = 22;"]), None);
    assert_eq!(follow(&["aˇ b", "a\nˇ b"]), None);
}

#[test]
fn the_next_place_is_a_whole_name_near_by() {
    let next = |marked: &str, old: &str, new: &str| {
        let (text, selections) = at(marked);
        let caret = selections.primary().head;
        let renaming =
            Renaming { document: DocumentId(1), start: 0, old: old.to_owned(), new: new.to_owned() };
        renaming.next(&text, caret, "").map(|place| (place.start, text.slice(place).into_owned()))
    };
    let found = |at: usize, word: &str| Some((at, word.to_owned()));
    assert_eq!(next("totalˇ + counter + count\n", "count", "total"), found(18, "count"));
    assert_eq!(next("count\ntotalˇ\n", "count", "total"), found(0, "count"), "above, when none is below");
    assert_eq!(next("totalˇ counts recount\n", "count", "total"), None);
    assert_eq!(next("nameˇ\ncount\n", "", "name"), None, "it was none before");
    assert_eq!(next("iˇ j\n", "j", "i"), None, "one letter is everywhere");
    assert_eq!(next("12ˇ 34\n", "34", "12"), None, "numbers are no names");
    assert_eq!(next("countˇ count\n", "count", "count"), None);
    let far = format!("totalˇ\n{}count\n", "\n".repeat(500));
    assert_eq!(next(&far, "count", "total"), None);
}
