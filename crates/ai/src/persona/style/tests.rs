//! What is measured, and that what is not code is not.

use super::*;

fn style(check: Check) -> Style {
    Style { checks: vec![Check { files: "**".into(), ..check }], ..Style::default() }
}

#[track_caller]
fn check(limits: Check, path: &str, text: &str, expected: &[(Rule, u32, u32)]) {
    let found = evaluate(&style(limits), path, text, None);
    let found: Vec<_> = found.iter().map(|one| (one.rule, one.line, one.measured)).collect();
    assert_eq!(found, expected, "{path}: {text}");
}

#[test]
fn lines_are_counted_in_characters() {
    let limits = || Check { line: Some(5), ..Check::default() };
    check(limits(), "a.rs", "12345\r\nääääää\n", &[(Rule::Line, 2, 6)]);
    let changed = std::slice::from_ref(&(2..3));
    let only = evaluate(&style(limits()), "a.rs", "1234567\n1234567\n", Some(changed));
    assert_eq!(only.iter().map(|one| one.line).collect::<Vec<_>>(), [2], "only what was changed");
}

#[test]
fn functions_are_found() {
    let limits = || Check { function: Some(2), ..Check::default() };
    check(limits(), "a.rs", "fn a() {\n  '{';\n  \"}\";\n}\nfn b() {}\n", &[(Rule::Function, 1, 4)]);
    check(
        limits(),
        "a.rs",
        "impl X {\n fn f<'a>(x: &'a str)\n -> u8 {\n 1 // }\n }\n}\n",
        &[(Rule::Function, 2, 4)],
    );
    check(limits(), "a.rs", "fn a() {\n r#\"}\n}\"#;\n}\n", &[(Rule::Function, 1, 4)]);
    check(limits(), "a.rs", "struct A {\n a: u8,\n b: u8,\n}\n", &[]);
    check(limits(), "a.ts", "const f = (a) => {\n  if (a) {\n  }\n};\n", &[(Rule::Function, 1, 4)]);
    check(
        limits(),
        "a.java",
        "class A {\n  int f(int a)\n  {\n    return `}`;\n  }\n}\n",
        &[(Rule::Function, 2, 4)],
    );
    check(limits(), "a.go", "func f() {\n\tfor i := 0; i < 3; i++ {\n\t}\n}\n", &[(Rule::Function, 1, 4)]);
    check(limits(), "a.py", "def f(\n    a,\n):\n    pass\n\nx = 1\n", &[(Rule::Function, 1, 4)]);
    check(limits(), "a.py", "def f():\n    '''\n}\n    '''\nx = 1\n", &[(Rule::Function, 1, 4)]);
    check(limits(), "a.md", "fn a() {\n\n\n}\n", &[]);
}

#[test]
fn comments_are_a_share_and_forbidden_words_are_code() {
    let text = format!("// a\n/* b\n   c */\n{}", "x();\n".repeat(9));
    let share = |least, most| Check { comments: Some(Share { least, most }), ..Check::default() };
    check(share(0, 25), "a.rs", &text, &[]);
    check(share(0, 24), "a.rs", &text, &[(Rule::Comments, 1, 25)]);
    check(share(26, 90), "a.rs", &text, &[(Rule::Comments, 1, 25)]);
    check(share(26, 90), "a.rs", "x();\n", &[]);
    let forbid = Check { forbid: vec![".unwrap()".into()], ..Check::default() };
    check(forbid, "a.rs", "// .unwrap()\nf(\".unwrap()\").unwrap();\n", &[(Rule::Forbidden, 2, 1)]);
    check(Check { file: Some(1), ..Check::default() }, "a.txt", "a\nb\n", &[(Rule::File, 1, 2)]);
}

#[test]
fn any_text_is_measured_without_a_panic() {
    justbuilt_testkit::random_cases(500, |random| {
        let limits =
            Check { function: Some(0), comments: Some(Share { least: 0, most: 1 }), ..Check::default() };
        let mut text = random.text(60);
        for _ in 0..20 {
            let at = random.boundary(&text);
            text.insert_str(
                at,
                random.pick::<&str>(&[
                    "fn ", "def f():", "\"", "'", "/*", "*/", "r#\"", "\"\"\"", "{", "}", "\\",
                ]),
            );
        }
        let path = *random.pick(&["a.rs", "a.py", "a.ts", "a.md"]);
        let lines = super::count(text.lines().count());
        for one in evaluate(&style(limits), path, &text, None) {
            assert!(one.line >= 1 && one.line <= lines);
        }
    });
}
