//! Commands in marked text.

use justbuilt_testkit::{format_marked, parse_marked, random_cases};

use super::*;
use crate::{Selection, Text};

fn parse(marked: &str) -> (Text, Selections) {
    let (text, marks) = parse_marked(marked);
    let selections = Selections::new(marks.iter().map(|(anchor, head)| Selection::new(*anchor, *head)), 0);
    (Text::from(text), selections)
}

fn format(text: &Text, selections: &Selections) -> String {
    let ranges: Vec<(usize, usize)> = selections.iter().map(|s| (s.anchor, s.head)).collect();
    format_marked(&text.to_string(), &ranges)
}

fn run(before: &str, f: impl Fn(&Text, &Selections) -> Option<Change>) -> String {
    let (text, selections) = parse(before);
    match f(&text, &selections) {
        Some(change) => format(&change.transaction.apply(&text).unwrap(), &change.selections),
        None => "nothing".to_owned(),
    }
}

#[track_caller]
fn check(before: &str, f: impl Fn(&Text, &Selections) -> Option<Change>, after: &str) {
    assert_eq!(run(before, f), after, "from {before:?}");
}

fn rust() -> EditContext {
    let language = LanguageEdit {
        line_comment: Some("//".into()),
        block_comment: Some(("/*".into(), "*/".into())),
        ..LanguageEdit::default()
    };
    EditContext { language, ..EditContext::default() }
}

fn python() -> EditContext {
    let indent = IndentRules {
        after_endings: vec![":".into()],
        back_after_words: ["return", "pass", "break"].map(Into::into).to_vec(),
        ..IndentRules::default()
    };
    let mut pairs = LanguageEdit::default().pairs;
    pairs.push(Pair::new("'", "'"));
    pairs.push(Pair::new("\"\"\"", "\"\"\""));
    let language = LanguageEdit { line_comment: Some("#".into()), pairs, indent, ..LanguageEdit::default() };
    EditContext { language, ..EditContext::default() }
}

#[track_caller]
fn types(ctx: &EditContext, before: &str, input: &str, after: &str) {
    check(before, |text, s| insert_text(ctx, text, s, input), after);
}

#[test]
fn typing() {
    types(&rust(), "aˇ bˇ", "x", "axˇ bxˇ");
    types(&rust(), "«abˇ»c", "x", "xˇc");
    types(&rust(), "ˇ", "日", "日ˇ");
    types(&rust(), "ˇ", "", "nothing");
    types(&rust(), "aˇ", "b\r\nc\nd", "ab\nc\ndˇ");
    let crlf = EditContext { line_ending: LineEnding::CrLf, ..rust() };
    types(&crlf, "aˇ", "b\nc", "ab\r\ncˇ");
}

#[test]
fn pairs_close_themselves() {
    types(&rust(), "fˇ", "(", "f(ˇ)");
    types(&rust(), "fˇ;", "(", "f(ˇ);");
    types(&rust(), "fˇx", "(", "f(ˇx");
    types(&rust(), "ˇ ˇ", "{", "{ˇ} {ˇ}");
    types(&rust(), "= ˇ", "\"", "= \"ˇ\"");
    types(&rust(), "wordˇ", "\"", "word\"ˇ");
    types(&rust(), "\"ˇ", "\"", "\"\"ˇ");
    types(&rust(), "\\ˇ", "\"", "\\\"ˇ");
    types(&python(), "don ˇ", "'", "don 'ˇ'");
    types(&python(), "donˇ", "'", "don'ˇ");
    types(&python(), "\"\"ˇ", "\"", "\"\"\"ˇ\"\"\"");
    let off = EditContext { auto_pair: false, ..rust() };
    types(&off, "fˇ", "(", "f(ˇ");
}

#[test]
fn closing_ones_are_stepped_over() {
    types(&rust(), "f(ˇ)", ")", "f()ˇ");
    types(&rust(), "f(g(ˇ)", ")", "f(g()ˇ)");
    types(&rust(), "\"aˇ\"", "\"", "\"a\"ˇ");
    types(&rust(), "\"a\\ˇ\"", "\"", "\"a\\\"ˇ\"");
}

#[test]
fn selections_are_surrounded() {
    types(&rust(), "a «bcˇ» d", "(", "a («bcˇ») d");
    types(&rust(), "«ˇab» «cdˇ»", "\"", "\"«ˇab»\" \"«cdˇ»\"");
    types(&rust(), "a« ˇ»b", "(", "a(ˇb");
    let off = EditContext { auto_surround: false, ..rust() };
    types(&off, "a «bcˇ» d", "(", "a (ˇ d");
}

#[test]
fn closing_brackets_take_their_line_back() {
    types(&rust(), "  if x {\n    y\n    ˇ", "}", "  if x {\n    y\n  }ˇ");
    types(&rust(), "f(\n    a,\n    ˇ", ")", "f(\n    a,\n)ˇ");
    let ruby = LanguageEdit {
        indent: IndentRules {
            after_words: vec!["do".into(), "def".into()],
            back_words: vec!["end".into(), "else".into()],
            ..IndentRules::default()
        },
        ..LanguageEdit::default()
    };
    let ruby = EditContext { language: ruby, indent: IndentStyle::Spaces(2), ..EditContext::default() };
    types(&ruby, "def x\n  y\n  enˇ", "d", "def x\n  y\nendˇ");
    check("x doˇ", |text, s| newline(&ruby, text, s), "x do\n  ˇ");
}

#[test]
fn new_lines() {
    let enter = |ctx: EditContext| move |text: &Text, s: &Selections| newline(&ctx, text, s);
    check("  aˇb", enter(rust()), "  a\n  ˇb");
    check("  aˇ  b", enter(rust()), "  a\n  ˇb");
    check("fn f() {ˇ}", enter(rust()), "fn f() {\n    ˇ\n}");
    check("    f(ˇ)", enter(rust()), "    f(\n        ˇ\n    )");
    check("fn f() { // noteˇ", enter(rust()), "fn f() { // note\n    ˇ");
    check("let a = f(b,ˇ", enter(rust()), "let a = f(b,\n    ˇ");
    check("f(a)ˇ", enter(rust()), "f(a)\nˇ");
    check("x\n    ˇ\ny", enter(rust()), "x\n\n    ˇ\ny");
    check("ˇ", enter(rust()), "\nˇ");
    check("«aˇ»b", enter(rust()), "\nˇb");
    check("if x:ˇ", enter(python()), "if x:\n    ˇ");
    check("    return xˇ", enter(python()), "    return x\nˇ");
    let tabs = EditContext { indent: IndentStyle::Tabs, ..rust() };
    check("\tif x {ˇ}", enter(tabs), "\tif x {\n\t\tˇ\n\t}");
    let crlf = EditContext { line_ending: LineEnding::CrLf, ..rust() };
    check("{ˇ}", enter(crlf), "{\r\n    ˇ\r\n}");
    let flat = EditContext { auto_indent: false, ..rust() };
    check("  {ˇ}", enter(flat), "  {\nˇ}");
    let html = LanguageEdit {
        indent: IndentRules { tags: true, ..IndentRules::default() },
        ..LanguageEdit::default()
    };
    let html = EditContext { language: html, indent: IndentStyle::Spaces(2), ..EditContext::default() };
    check("<p>ˇ</p>", enter(html.clone()), "<p>\n  ˇ\n</p>");
    check("<br>ˇ", enter(html.clone()), "<br>\nˇ");
    check("a </p>ˇ", enter(html), "a </p>\nˇ");
    check("aˇ1\n  bˇ2", enter(rust()), "a\nˇ1\n  b\n  ˇ2");
}

#[test]
fn lines_above_and_below() {
    check("  aˇb\nc", |text, s| line_below(&rust(), text, s), "  ab\n  ˇ\nc");
    check("if {ˇ}x", |text, s| line_below(&rust(), text, s), "if {}x\nˇ");
    check("a\n  bˇc", |text, s| line_above(&rust(), text, s), "a\n  ˇ\n  bc");
}

#[test]
fn deleting_backwards() {
    let back = |text: &Text, s: &Selections| backspace(&rust(), text, s);
    check("abˇc", back, "aˇc");
    check("ˇabc", back, "nothing");
    check("a«bcˇ»d", back, "aˇd");
    check("e\u{301}👩\u{200d}👧ˇ", back, "e\u{301}ˇ");
    check("a\r\nˇb", back, "aˇb");
    check("f(ˇ)", back, "fˇ");
    check("\"ˇ\"", back, "ˇ");
    check("        ˇx", back, "    ˇx");
    check("      ˇx", back, "    ˇx");
    check("x    ˇ", back, "x   ˇ");
    check("\t  ˇx", back, "\tˇx");
    check("aˇbˇc", back, "ˇc");
    check("foo barˇ", |text, s| delete_word_left(&rust(), text, s), "foo ˇ");
    let mut css = rust();
    css.language.word_chars = "-".into();
    check("a font-sizeˇ", |text, s| delete_word_left(&css, text, s), "a ˇ");
    check("fooBarˇ", delete_subword_left, "fooˇ");
    check("ab\ncdˇe", delete_to_line_start, "ab\nˇe");
    check("ab\nˇcd", delete_to_line_start, "abˇcd");
}

#[test]
fn deleting_forwards() {
    check("aˇbc", delete, "aˇc");
    check("aˇ\r\nb", delete, "aˇb");
    check("abˇ", delete, "nothing");
    check("ˇfoo bar", |text, s| delete_word_right(&rust(), text, s), "ˇ bar");
    check("ˇfooBar", delete_subword_right, "ˇBar");
    check("aˇb\ncˇd", delete_to_line_end, "aˇ\ncˇ");
    check("aˇ\nb", delete_to_line_end, "aˇb");
    check("ˇa«b cˇ»", delete_selections, "ˇaˇ");
}

#[test]
fn indenting() {
    let deeper = |text: &Text, s: &Selections| indent(&rust(), text, s);
    let back = |text: &Text, s: &Selections| outdent(&rust(), text, s);
    check("«a\n\n  b\nˇ»c", deeper, "«    a\n\n    b\nˇ»c");
    check("aˇ", deeper, "    aˇ");
    check("ˇ", deeper, "    ˇ");
    check("      aˇ", back, "    aˇ");
    check("    «aˇ»\nb", back, "«aˇ»\nb");
    check("aˇ", back, "nothing");
    check("\tˇa", back, "ˇa");
    let tab = |text: &Text, s: &Selections| indent_or_tab(&rust(), text, s);
    check("aˇ", tab, "a   ˇ");
    check("abcdˇ", tab, "abcd    ˇ");
    check("a«bˇ»c", tab, "a   ˇc");
    check("«a\nbˇ»", tab, "«    a\n    bˇ»");
    let tabs = EditContext { indent: IndentStyle::Tabs, ..rust() };
    check("aˇ", |text, s| indent_or_tab(&tabs, text, s), "a\tˇ");
    check("    aˇ", |text, s| indent(&tabs, text, s), "\t\taˇ");
    check("«{\na\n}ˇ»", |text, s| reindent(&rust(), text, s), "«{\n    a\n}ˇ»");
    check("    a\n\tˇb", |text, s| convert_indent(&rust(), text, s, IndentStyle::Tabs), "\ta\n\tˇb");
    check(
        "\ta\n\t  ˇb",
        |text, s| convert_indent(&rust(), text, s, IndentStyle::Spaces(4)),
        "    a\n      ˇb",
    );
}

#[test]
fn comments() {
    let line = |text: &Text, s: &Selections| toggle_line_comment(&rust(), text, s);
    check("  aˇ", line, "  // aˇ");
    check("  // aˇ", line, "  aˇ");
    check("  //aˇ", line, "  aˇ");
    check("«  a\n\n    bˇ»", line, "«  // a\n\n  //   bˇ»");
    check("«  // a\n\n  //   bˇ»", line, "«  a\n\n    bˇ»");
    check("«// a\nbˇ»", line, "// «// a\n// bˇ»");
    check("ˇ", line, "// ˇ");
    let block = |text: &Text, s: &Selections| toggle_block_comment(&rust(), text, s);
    check("a «bˇ» c", block, "a /* «bˇ» */ c");
    check("a /* «bˇ» */ c", block, "a «bˇ» c");
    check("a «/* b */ˇ» c", block, "a «bˇ» c");
    check("aˇ", block, "a/* ˇ */");
    check("a /* bˇ */ c", block, "a bˇ c");
    let css = LanguageEdit { block_comment: Some(("/*".into(), "*/".into())), ..LanguageEdit::default() };
    let css = EditContext { language: css, ..EditContext::default() };
    check("  aˇ;", |text, s| toggle_line_comment(&css, text, s), "  /* aˇ; */");
    check("  /* aˇ; */", |text, s| toggle_line_comment(&css, text, s), "  aˇ;");
    check("aˇ", |text, s| toggle_line_comment(&EditContext::default(), text, s), "nothing");
}

#[test]
fn whole_lines() {
    let ctx = rust();
    check("a\nbˇ\nc", |text, s| delete_lines(&ctx, text, s), "a\ncˇ");
    check("a\nb\ncˇ", |text, s| delete_lines(&ctx, text, s), "a\nbˇ");
    check("«a\nˇ»b", |text, s| delete_lines(&ctx, text, s), "ˇb");
    check("aˇ", |text, s| delete_lines(&ctx, text, s), "ˇ");
    check("aˇ\nb\ncˇ\nd", |text, s| delete_lines(&ctx, text, s), "bˇ\ndˇ");
    check("aˇb\nc", |text, s| duplicate_lines_down(&ctx, text, s), "ab\naˇb\nc");
    check("aˇb\nc", |text, s| duplicate_lines_up(&ctx, text, s), "aˇb\nab\nc");
    check("c\naˇb", |text, s| duplicate_lines_down(&ctx, text, s), "c\nab\naˇb");
    check("«a\nbˇ»", |text, s| duplicate_lines_down(&ctx, text, s), "a\nb\n«a\nbˇ»");
    check("«a\nˇ»b", |text, s| duplicate_lines_down(&ctx, text, s), "a\n«a\nˇ»b");
    check("a«bˇ»c", |text, s| duplicate_selections(&ctx, text, s), "ab«bˇ»c");
    check("a\nˇb\nc", move_lines_up, "ˇb\na\nc");
    check("a\nˇb\nc", move_lines_down, "a\nc\nˇb");
    check("ˇa\nb", move_lines_up, "nothing");
    check("a\nˇb", move_lines_down, "nothing");
    check("a\r\nb\n«c\ndˇ»", move_lines_up, "a\r\n«c\ndˇ»\nb");
    check("«a\nˇ»b\nc", move_lines_down, "b\n«aˇ»\nc");
    check("ˇa\nb\nˇc\nd", move_lines_down, "b\nˇa\nd\nˇc");
    check("a ˇ\n  b\nc", join_lines, "aˇ b\nc");
    check("«a\nb\n\ncˇ»", join_lines, "«a b cˇ»");
    check("aˇ", join_lines, "nothing");
    check("abˇcd", transpose, "acbˇd");
    check("abˇ\nc", transpose, "baˇ\nc");
    check("ˇab", transpose, "nothing");
}

#[test]
fn sorted_reversed_once() {
    check("«c\na\nbˇ»\nx", |text, s| sort_lines(text, s, false), "«a\nb\ncˇ»\nx");
    check("«a\nb\nˇ»x", |text, s| sort_lines(text, s, true), "«b\naˇ»\nx");
    check("b\r\naˇ\n", |text, s| sort_lines(text, s, false), "a\r\nbˇ\n");
    check("«a\nb\ncˇ»", reverse_lines, "«c\nb\naˇ»");
    check("«a\nb\na\nbˇ»\nc", remove_duplicate_lines, "«a\nbˇ»\nc");
    check("«a\nbˇ»", |text, s| sort_lines(text, s, false), "nothing");
}

#[test]
fn tidying() {
    check("a  \n\tˇ\nb \r\nc\t", |text, s| trim_trailing_whitespace(text, s, &[]), "a\nˇ\nb\r\nc");
    check("a  \n\tˇ\n", |text, s| trim_trailing_whitespace(text, s, &[1]), "a\n\tˇ\n");
    check("aˇ", |text, s| with_final_line_ending(text, s, LineEnding::CrLf), "aˇ\r\n");
    check("a\nˇ", |text, s| with_final_line_ending(text, s, LineEnding::Lf), "nothing");
    check("a\n\n\nˇ", trim_final_lines, "a\nˇ");
    check("a\nˇ", trim_final_lines, "nothing");
    check("aˇ", trim_final_lines, "nothing");
}

#[test]
fn letters() {
    let case = |case| move |text: &Text, s: &Selections| change_case(text, s, case);
    check("one twˇo", case(Case::Upper), "one TWOˇ");
    check("«ÄB ßˇ»", case(Case::Lower), "«äb ßˇ»");
    check("«it's a dayˇ»", case(Case::Title), "«It's A Dayˇ»");
    check("«HTTPServer nameˇ»", case(Case::Snake), "«http_server_nameˇ»");
    check("«some-name here\nfoo_barˇ»", case(Case::Camel), "«someNameHere\nfooBarˇ»");
    check("«fooBarˇ»", case(Case::Kebab), "«foo-barˇ»");
    check("«fooBarˇ»", case(Case::Constant), "«FOO_BARˇ»");
    check("«foo_barˇ»", case(Case::Pascal), "«FooBarˇ»");
    check("«ABˇ»", case(Case::Upper), "nothing");
}

#[test]
fn clipboard() {
    let ctx = rust();
    let copied = |marked: &str| {
        let (text, selections) = parse(marked);
        copy(&ctx, &text, &selections)
    };
    let clip = copied("a\nbˇc\nd");
    assert_eq!((clip.text.as_str(), clip.lines), ("bc\n", true));
    assert_eq!(copied("aˇ").text, "a\n");
    let two = copied("«aˇ» «bˇ»");
    assert_eq!((two.text.as_str(), two.pieces.len(), two.lines), ("a\nb", 2, false));

    let paste_clip = |clip: &Clip, before: &str| run(before, |text, s| paste(&ctx, text, s, clip));
    assert_eq!(paste_clip(&clip, "x\nyˇy"), "x\nbc\nyˇy");
    assert_eq!(paste_clip(&clip, "x«yˇ»"), "xbc\nˇ");
    assert_eq!(paste_clip(&two, "1ˇ 2ˇ"), "1aˇ 2bˇ");
    assert_eq!(paste_clip(&two, "1ˇ"), "1a\nbˇ");
    assert_eq!(paste_clip(&two, "ˇ ˇ ˇ"), "a\nbˇ a\nbˇ a\nbˇ");
    check("ˇ-ˇ", |text, s| paste_text(&ctx, text, s, "x\r\ny\n"), "xˇ-yˇ");
    check("aˇ", |text, s| paste_text(&ctx, text, s, "x\r\ny"), "ax\nyˇ");
    check("aˇ", |text, s| paste_text(&ctx, text, s, ""), "nothing");
    check("a\nbˇ\nc", |text, s| cut(&ctx, text, s).1, "a\ncˇ");
    check("a «bˇ»c", |text, s| cut(&ctx, text, s).1, "a ˇc");
}

#[test]
fn every_command_fits_any_text() {
    type Command = fn(&EditContext, &Text, &Selections) -> Option<Change>;
    let commands: [Command; 32] = [
        |c, t, s| insert_text(c, t, s, "("),
        |c, t, s| insert_text(c, t, s, "}"),
        |c, t, s| insert_text(c, t, s, "\""),
        |c, t, s| insert_text(c, t, s, "é\nx"),
        newline,
        line_above,
        line_below,
        backspace,
        |_, t, s| delete(t, s),
        delete_word_left,
        delete_word_right,
        |_, t, s| delete_subword_left(t, s),
        |_, t, s| delete_to_line_start(t, s),
        |_, t, s| delete_to_line_end(t, s),
        indent,
        outdent,
        indent_or_tab,
        reindent,
        |c, t, s| convert_indent(c, t, s, IndentStyle::Tabs),
        toggle_line_comment,
        toggle_block_comment,
        delete_lines,
        duplicate_lines_down,
        duplicate_lines_up,
        duplicate_selections,
        |_, t, s| move_lines_up(t, s),
        |_, t, s| move_lines_down(t, s),
        |_, t, s| join_lines(t, s),
        |_, t, s| transpose(t, s),
        |_, t, s| trim_trailing_whitespace(t, s, &[]),
        |_, t, s| change_case(t, s, Case::Snake),
        |c, t, s| cut(c, t, s).1,
    ];
    random_cases(400, |random| {
        let model = random.text(25);
        let text = Text::from(model.as_str());
        let count = random.range(1..5);
        let place = |random: &mut justbuilt_testkit::Random| text.clamp_grapheme(random.boundary(&model));
        let all: Vec<Selection> = (0..count)
            .map(|_| {
                let at = place(random);
                if random.bool() { Selection::caret(at) } else { Selection::new(at, place(random)) }
            })
            .collect();
        let selections = Selections::new(all, random.below(count));
        let ctx = if random.bool() { rust() } else { python() };
        for (index, command) in commands.iter().enumerate() {
            let Some(change) = command(&ctx, &text, &selections) else { continue };
            let new =
                change.transaction.apply(&text).unwrap_or_else(|error| panic!("command {index}: {error}"));
            assert_eq!(
                change.selections,
                change.selections.clamp(&new),
                "command {index} in {model:?} {selections:?}"
            );
            assert_eq!(change.transaction.invert(&text).apply(&new).unwrap(), text);
        }
    });
}
