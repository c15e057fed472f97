//! Against a search in one string; queries as people write them.

use justbuilt_testkit::random_cases;
use regex_automata::meta;

use super::*;

fn all(text: &str, query: &Query) -> Vec<Range<usize>> {
    let text = Text::from(text);
    Searcher::compile(query).unwrap().find_iter(&text, 0..text.len()).map(|found| found.range).collect()
}

fn found<'a>(text: &'a str, query: &Query) -> Vec<&'a str> {
    all(text, query).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn the_same_as_in_one_string() {
    let patterns = [
        "a",
        "",
        "w",
        r"\w+",
        r"\s*",
        "^",
        "$",
        "^.*$",
        r"(?-u:\b)",
        "[^a]",
        r"a|é|日本",
        r"\n",
        r"[\s\S]{3}",
        r"(.)\1?x*",
    ];
    random_cases(300, |random| {
        let model = random.text(40).repeat(random.range(1..40));
        let text = Text::from(model.as_str());
        let pattern = *random.pick(&patterns);
        let query = Query::regex(if pattern.contains(r"\1") { "(.)x*" } else { pattern });
        if query.text.is_empty() {
            return;
        }
        let searcher = Searcher::compile(&query).unwrap();
        let config = syntax::Config::new().multi_line(true).crlf(true);
        let regex = meta::Regex::builder().syntax(config).build(&query.text).unwrap();
        let expected: Vec<Range<usize>> = regex.find_iter(&model).map(|found| found.range()).collect();
        let got: Vec<Range<usize>> =
            searcher.find_iter(&text, 0..text.len()).map(|found| found.range).collect();
        assert_eq!(got, expected, "{:?} in {model:?}", query.text);
        let with_groups: Vec<Range<usize>> =
            searcher.captures_iter(&text, 0..text.len()).map(|found| found.range).collect();
        assert_eq!(with_groups, expected);

        let range = random.text_range(&model);
        let input = regex_automata::Input::new(&model).range(range.clone());
        let expected: Vec<Range<usize>> = regex.find_iter(input).map(|found| found.range()).collect();
        let got: Vec<Range<usize>> =
            searcher.find_iter(&text, range.clone()).map(|found| found.range).collect();
        assert_eq!(got, expected, "{:?} in {range:?} of {model:?}", query.text);

        let last = searcher.previous(&text, range.end, false).map(|found| found.range);
        assert_eq!(
            last.is_some(),
            !searcher.find_iter(&text, 0..range.end).map(|f| f.range).collect::<Vec<_>>().is_empty()
        );
    });
}

#[test]
fn case_and_words() {
    let text = "Foo foo FOO food a-foo Straße";
    let query = |text: &str, case| Query { text: text.to_owned(), case, ..Query::default() };
    assert_eq!(found(text, &query("foo", Case::Sensitive)).len(), 3);
    assert_eq!(found(text, &query("foo", Case::Insensitive)).len(), 5);
    assert_eq!(found(text, &query("foo", Case::Smart)).len(), 5);
    assert_eq!(found(text, &query("Foo", Case::Smart)), ["Foo"]);
    assert_eq!(found(text, &query("STRASSE", Case::Insensitive)).len(), 0);
    assert_eq!(found(text, &query("STRAßE", Case::Insensitive)), ["Straße"]);
    let word = Query { word: true, ..Query::literal("foo") };
    assert_eq!(all(text, &word), [4..7, 19..22]);
    // Punctuation at the ends of the query has no word boundary of its own.
    assert_eq!(found("a (x) b(x)c", &Query { word: true, ..Query::literal("(x)") }), ["(x)"]);
    let smart = Query { case: Case::Smart, ..Query::regex(r"\Wfoo") };
    assert_eq!(found(text, &smart).len(), 4);
}

#[test]
fn literals_are_literal() {
    assert_eq!(found("a.c abc", &Query::literal("a.c")), ["a.c"]);
    assert_eq!(found(r"\d $1 [x]", &Query::literal(r"\d $1 [x]")).len(), 1);
    assert_eq!(found("a\r\nb a\nb", &Query::literal("a\nb")), ["a\r\nb", "a\nb"]);
    for c in r"\.+*?()|[]{}^$#&-~".chars() {
        let text = format!("x{c}y");
        assert_eq!(found(&text, &Query::regex(escape(&text))), [text.as_str()]);
    }
}

#[test]
fn line_ends_and_several_lines() {
    let text = "one\r\ntwo\nthree";
    assert_eq!(found(text, &Query::regex("^.*$")), ["one", "two", "three"]);
    assert_eq!(found(text, &Query::regex("e$")), ["e", "e"]);
    assert_eq!(found(text, &Query::regex(r"one\s+two\nth")), ["one\r\ntwo\nth"]);
    let dot = Query { dot_matches_line_end: true, ..Query::regex("o.*t") };
    assert_eq!(found(text, &dot), ["one\r\ntwo\nt"]);
}

#[test]
fn matches_across_chunks() {
    let text = format!("{}needle{}", "x".repeat(100_003), "y".repeat(5000));
    assert_eq!(found(&text, &Query::literal("needle")), ["needle"]);
    assert_eq!(found(&text, &Query::regex("x+needley+")), [text.as_str()]);
    let rope = Text::from(text.as_str());
    let searcher = Searcher::compile(&Query::literal("needle")).unwrap();
    assert_eq!(searcher.previous(&rope, text.len(), false).unwrap().range, 100_003..100_009);
}

#[test]
fn stepping_wraps() {
    let text = Text::from("ab ab ab");
    let searcher = Searcher::compile(&Query::literal("ab")).unwrap();
    let next = |from, wrap| searcher.next(&text, from, wrap).map(|found| found.range.start);
    let previous = |until, wrap| searcher.previous(&text, until, wrap).map(|found| found.range.start);
    assert_eq!(next(0, false), Some(0));
    assert_eq!(next(1, false), Some(3));
    assert_eq!((next(7, false), next(7, true)), (None, Some(0)));
    assert_eq!(previous(8, false), Some(6));
    assert_eq!(previous(7, false), Some(3));
    assert_eq!((previous(1, false), previous(1, true)), (None, Some(6)));
    assert!(searcher.is_match(&text, 3..5) && !searcher.is_match(&text, 3..6));
}

#[test]
fn errors_say_what_is_wrong() {
    assert_eq!(Searcher::compile(&Query::default()).unwrap_err(), SearchError::Empty);
    let error = Searcher::compile(&Query::regex("(a")).unwrap_err().to_string();
    assert!(error.contains("unclosed group"), "{error}");
}

fn replaced(text: &str, query: &Query, replacement: &str) -> String {
    let text = Text::from(text);
    let searcher = Searcher::compile(query).unwrap();
    let (change, _) =
        searcher.replace_all(&text, std::iter::once(0..text.len()), &searcher.template(replacement));
    change.apply(&text).unwrap().to_string()
}

#[test]
fn replacing_with_templates() {
    let swap = Query::regex(r"(\w+)=(\w+)");
    assert_eq!(replaced("a=1, b=2", &swap, "$2=$1"), "1=a, 2=b");
    assert_eq!(replaced("a=1", &swap, "${1}0 $$ $0 $9|"), "a0 $ a=1 |");
    assert_eq!(replaced("a=1", &swap, r"\u$1\n\t\\"), "A\n\t\\");
    assert_eq!(replaced("foo=bar", &swap, r"\U$1\E-\l\u$2"), "FOO-Bar");
    assert_eq!(replaced("a=1", &Query::literal("a"), r"$1\n"), r"$1\n=1");
    assert_eq!(replaced("one\ntwo", &Query::regex("^"), "> "), "> one\n> two");
    assert_eq!(replaced("aaa", &Query::regex("a"), ""), "");
    assert_eq!(replaced("a", &swap, "never"), "a");
    assert_eq!(Template::regex("$").expand(&Text::new(), &Match::of(0..0)), "$");
    assert_eq!(Template::regex("${x} ${1").expand(&Text::new(), &Match::of(0..0)), "${x} ${1");
}
