//! Folds, outline, brackets, indents, expand selection.

use std::sync::Arc;

use justbuilt_syntax::{Languages, SymbolKind};

use crate::support::Document;

fn document(name: &str, source: &str) -> Document {
    Document::named(&Arc::new(Languages::new()), name, source)
}

/// Folds as `start-end`, lines from 0.
fn folds(name: &str, source: &str) -> String {
    let document = document(name, source);
    let folds = document.snapshot().folds(&document.text, 0..document.text.line_count());
    let folds: Vec<String> =
        folds.iter().map(|fold| format!("{}-{}", fold.start_line, fold.end_line)).collect();
    folds.join(" ")
}

/// The outline, indented by depth.
fn outline(name: &str, source: &str) -> String {
    let document = document(name, source);
    let mut out = String::new();
    for symbol in document.snapshot().outline(&document.text) {
        let kind = format!("{:?}", symbol.kind).to_lowercase();
        out.push_str(&format!("{}{} {}\n", "  ".repeat(symbol.depth), kind, symbol.name));
        assert!(symbol.range.start <= symbol.name_range.start && symbol.name_range.end <= symbol.range.end);
    }
    out
}

#[test]
fn folds_by_tree() {
    let source = "use a;\nuse b;\n\n// one\n// two\nfn main() {\n    if x {\n        y\n    } else {\n        z\n    }\n}\n";
    assert_eq!(folds("a.rs", source), "0-1 3-4 5-10 6-7 8-9");
    let source =
        "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        pass\n\n\nx = 1\n";
    assert_eq!(folds("a.py", source), "0-5 1-2 4-5");
    assert_eq!(folds("a.json", "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n"), "0-4 1-2");
    assert_eq!(
        folds("a.md", "# A\n\ntext\n\n## B\n\n```rust\nfn f() {\n  1\n}\n```\n\n# C\n"),
        "0-10 4-10 6-9 7-8"
    );
    assert_eq!(folds("a.html", "<ul>\n  <li>\n    a\n  </li>\n</ul>\n"), "0-3 1-2");
    assert_eq!(folds("a.yaml", "a:\n  b:\n    - 1\n    - 2\nc: 3\n"), "0-3 1-3");
    assert_eq!(folds("a.toml", "[a]\nx = 1\ny = [\n  1,\n]\n\n[b]\nz = 1\n"), "0-4 2-3 6-7");
    assert_eq!(folds("a.sh", "f() {\n  if a; then\n    b\n  fi\n}\n"), "0-3 1-2");
    assert_eq!(folds("a.ts", "interface A {\n  b: string;\n}\nfoo(() => {\n  bar();\n});\n"), "0-1 3-4");
    assert_eq!(folds("a.go", "func f() {\n\tx := map[string]int{\n\t\t\"a\": 1,\n\t}\n}\n"), "0-3 1-2");
}

#[test]
fn folds_by_indentation_without_a_tree() {
    assert_eq!(folds("a.txt", "a\n  b\n\n  c\n    d\ne\n"), "0-4 3-4");
    assert_eq!(folds("a.rb", "class A\n  def b\n    1\n  end\nend\n"), "0-3 1-2");
}

#[test]
fn folds_of_a_few_lines_only() {
    let source = "fn a() {\n    1\n}\n\nfn b() {\n    2\n}\n";
    let document = document("a.rs", source);
    let folds = document.snapshot().folds(&document.text, 4..5);
    assert_eq!(folds.len(), 1);
    assert_eq!((folds[0].start_line, folds[0].end_line), (4, 5));
    assert!(document.snapshot().folds(&document.text, 1..4).is_empty());
}

#[test]
fn outlines() {
    let source = "mod m {\n    pub struct P { x: u8 }\n    impl fmt::Display for P { fn fmt(&self) {} }\n    enum E { A, B(u8) }\n}\nconst N: u8 = 1;\ntrait T { fn t(); type O; }\nmacro_rules! mac { () => {} }\nimpl<T> Vec<T> { fn f() { fn inner() {} } }\n";
    assert_eq!(
        outline("a.rs", source),
        "module m\n  struct P\n    field x\n  impl impl fmt::Display for P\n    method fmt\n  enum E\n    enummember A\n    enummember B\nconstant N\ninterface T\n  method t\n  type O\nmacro mac\nimpl impl Vec<T>\n  method f\n    function inner\n"
    );
    let source = "LIMIT = 1\nclass A(B):\n    x = 1\n    @p\n    def f(self):\n        def g(): pass\nasync def h(): pass\n";
    assert_eq!(
        outline("a.py", source),
        "constant LIMIT\nclass A\n  field x\n  method f\n    function g\nfunction h\n"
    );
    let source = "export class A { b() {} }\nconst c = () => { const d = 1; };\nfunction e() {}\nexport const f = 1;\n";
    assert_eq!(outline("a.js", source), "class A\n  method b\nfunction c\nfunction e\nvariable f\n");
    let source = "interface I { a: string; b(): void }\ntype T = I;\nenum E { X, Y = 1 }\nclass C { p = 1; m() {} }\nnamespace N { function f() {} }\n";
    assert_eq!(
        outline("a.ts", source),
        "interface I\n  field a\n  method b\ntype T\nenum E\n  enummember X\n  enummember Y\nclass C\n  field p\n  method m\nmodule N\n  function f\n"
    );
    assert_eq!(
        outline("a.md", "# A\n\n## B *c*\n\ntext\n\n# D\n"),
        "heading A\n  heading B *c*\nheading D\n"
    );
    assert_eq!(outline("a.json", "{\"a\": {\"b\": 1}, \"c\": 2}"), "key a\n  key b\nkey c\n");
    assert_eq!(outline("a.toml", "x = 1\n[a.b]\ny = 1\n[[c]]\n"), "key x\ntable a.b\n  key y\ntable c\n");
    assert_eq!(outline("a.yaml", "a:\n  b: 1\nc: 2\n"), "key a\n  key b\nkey c\n");
    let source = "package main\nconst A = 1\ntype S struct { F int }\nfunc (s *S) M() {}\nfunc f() {}\n";
    assert_eq!(
        outline("a.go", source),
        "module package main\nconstant A\nstruct S\n  field F\nmethod (s *S) M\nfunction f\n"
    );
    let source = "class A { int f; A() {} void m() {} enum E { X } }\n";
    assert_eq!(
        outline("a.java", source),
        "class A\n  field f\n  constructor A\n  method m\n  enum E\n    enummember X\n"
    );
    let source =
        "#define M 1\nstruct s { int a; };\nint *f(void) { return 0; }\nint g = 1;\ntypedef int t;\n";
    assert_eq!(outline("a.c", source), "macro M\nstruct s\n  field a\nfunction f\nvariable g\ntype t\n");
    let source = "namespace n { class A { void m() {} int f; }; }\nvoid n::A::x() {}\n";
    assert_eq!(outline("a.cpp", source), "module n\n  class A\n    method m\n    field f\nmethod n::A::x\n");
    assert_eq!(outline("a.sh", "f() { :; }\nX=1\n"), "function f\nvariable X\n");
    assert_eq!(
        outline("a.css", ".a, b { top: 0 }\n@keyframes k { to { top: 0 } }\n"),
        "selector .a, b\nfunction @keyframes k\n"
    );
    assert_eq!(outline("a.sql", "CREATE TABLE t (id INT);\n"), "table t\n  field id\n");
    assert_eq!(outline("a.html", "<div><p>x</p></div>\n"), "tag div\n  tag p\n");
}

#[test]
fn symbols_around_a_place() {
    let source =
        "mod m {\n    impl A {\n        fn f() {\n            here\n        }\n    }\n}\nfn g() {}\n";
    let document = document("a.rs", source);
    let names = |needle: &str| -> Vec<String> {
        let at = source.find(needle).unwrap();
        let symbols = document.snapshot().symbols_at(&document.text, at);
        symbols.into_iter().map(|symbol| symbol.name).collect()
    };
    assert_eq!(names("here"), ["m", "impl A", "f"]);
    assert_eq!(names("g()"), ["g"]);
    let kinds: Vec<SymbolKind> =
        document.snapshot().symbols_at(&document.text, 0).iter().map(|symbol| symbol.kind).collect();
    assert_eq!(kinds, [SymbolKind::Module]);
}

/// `ˇ` is the place asked about, `«` and `»` stand before the brackets expected.
fn brackets(name: &str, marked: &str) {
    let place = |mark: char| {
        let at = marked.find(mark)?;
        Some(marked[..at].replace(['ˇ', '«', '»'], "").len())
    };
    let source = marked.replace(['ˇ', '«', '»'], "");
    let document = document(name, &source);
    let found = document.snapshot().bracket_match(&document.text, place('ˇ').unwrap());
    assert_eq!(found, place('«').zip(place('»')), "{name} {marked}");
}

#[test]
fn matching_brackets() {
    brackets("a.rs", "fn f«ˇ(a: (u8, u8)») { }");
    brackets("a.rs", "fn f«(a: (u8, u8)ˇ») { }");
    brackets("a.rs", "fn f(a: (u8, u8)) «ˇ{ let s = \"}\"; »}");
    brackets("a.rs", "let s = \"a «ˇ( b »)\"; // (");
    brackets("a.rs", "let s = \"a ˇ( b\"; )");
    brackets("a.rs", "let a: Vec«ˇ<Option<u8>»> = x;");
    brackets("a.rs", "let a = b ˇ< c;");
    brackets("a.rs", "fn f() { a«[0»]ˇ }");
    brackets("a.js", "f(`a $«ˇ{b(c)»}`)");
    brackets("a.json", "«ˇ[1, [2], {\"a\": \"]\"}»]");
    brackets("a.c", "do { } while «ˇ(x»); (");
    brackets("a.txt", "a «ˇ(b (c) d») e");
    brackets("a.txt", "ˇ)(");
    brackets("a.rb", "f «(1, [2]ˇ»)");
    brackets("a.rs", "ˇ");
}

#[test]
fn brackets_of_a_long_array() {
    let source = format!("[{}0]", "[1], ".repeat(50_000));
    let document = document("a.json", &source);
    assert_eq!(document.snapshot().bracket_match(&document.text, 0), Some((0, source.len() - 1)));
    assert_eq!(
        document.snapshot().bracket_match(&document.text, source.len() - 1),
        Some((0, source.len() - 1))
    );
    let middle = source.len() / 10 * 5;
    let inner = source[middle..].find('[').unwrap() + middle;
    assert_eq!(document.snapshot().enclosing_brackets(&document.text, inner + 1), Some((inner, inner + 2)));
}

#[test]
fn expand_selection_grows_node_by_node() {
    let source = "fn f() { call(one, \"two words\"); }\n";
    let document = document("a.rs", source);
    let at = source.find("words").unwrap();
    let ranges = document.snapshot().node_ranges(&document.text, at..at);
    let texts: Vec<&str> = ranges.iter().map(|range| &source[range.clone()]).collect();
    assert_eq!(texts[0], "two words");
    assert_eq!(texts[1], "\"two words\"");
    assert!(texts.contains(&"one, \"two words\""), "{texts:?}");
    assert!(texts.contains(&"call(one, \"two words\")"));
    assert_eq!(texts.last(), Some(&source));
    let word = source.find("one").unwrap();
    let from_its_end = document.snapshot().node_ranges(&document.text, word + 3..word + 3);
    assert_eq!(&source[from_its_end[0].clone()], "one");
    let plain = self::document("a.txt", "a b");
    assert_eq!(plain.snapshot().node_ranges(&plain.text, 1..1), std::slice::from_ref(&(0..3)));
}

#[test]
fn inside_strings_and_comments() {
    let check = |name: &str, marked: &str, expected: bool| {
        let at = marked.find('ˇ').unwrap();
        let document = document(name, &marked.replace('ˇ', ""));
        assert_eq!(
            document.snapshot().is_in_string_or_comment(&document.text, at),
            expected,
            "{name} {marked}"
        );
    };
    check("a.rs", "let a = \"xˇy\";", true);
    check("a.rs", "let a = ˇ\"xy\";", false);
    check("a.rs", "let a = \"xy\"ˇ;", false);
    check("a.rs", "a(); // noteˇ", true);
    check("a.rs", "a(); /* x */ˇ b", false);
    check("a.rs", "a(ˇ);", false);
    check("a.js", "f(`a ${bˇ} c`)", false);
    check("a.js", "f(`a ${b} cˇ`)", true);
    check("a.py", "x = f\"{aˇ}\"", false);
    check("a.lua", "x = 'aˇb'", true);
    check("a.lua", "x = aˇb", false);
}
