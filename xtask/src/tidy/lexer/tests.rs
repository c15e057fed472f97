//! The lexer on the shapes that fool a plain text search.

use super::*;

#[test]
fn comments_and_strings_are_blanked_and_columns_kept() {
    let source = "let a = \"x // y\"; // c\nlet b = 'c'; /* d /* e */ f */ let g;\n";
    let lexed = Lexed::new(source);
    assert_eq!(lexed.code.len(), source.len());
    assert_eq!(lexed.code, "let a = \"      \";     \nlet b = ' ';                   let g;\n");
    assert_eq!(lexed.strings, [(0, "x // y".to_owned())]);
}

#[test]
fn raw_and_byte_strings_end_where_their_hashes_do() {
    let lexed = Lexed::new("f(r#\"a\"b\"#, br\"c\\\", b\"d\\\"e\", r\"\"); bar\"z\"");
    let strings: Vec<_> = lexed.strings.iter().map(|(_, s)| s.as_str()).collect();
    assert_eq!(strings, ["a\"b", "c\\", "d\\\"e", "", "z"]);
}

#[test]
fn lifetimes_are_no_characters() {
    let lexed = Lexed::new("fn f<'a>(x: &'a str) -> char { '\\'' } // '\nlet q = '\"'; let r = \"s\";");
    assert!(lexed.code.contains("fn f<'a>(x: &'a str)"));
    assert_eq!(lexed.strings, [(1, "s".to_owned())]);
}

#[test]
fn raw_identifiers_are_no_strings() {
    assert_eq!(Lexed::new("let r#type = 1; r#\"t\"#").strings, [(0, "t".to_owned())]);
}

#[test]
fn attributes_are_found_over_lines() {
    let lexed = Lexed::new("#![a(b[0])]\n#[cfg_attr(\n  x,\n  y\n)]\nfn f() { v[1]; }");
    let attributes = lexed.attributes();
    assert_eq!(attributes.len(), 2);
    assert_eq!(attributes[0], (0, "a(b[0])"));
    assert_eq!(attributes[1].0, 1);
}

#[test]
fn test_modules_are_known_by_their_braces() {
    let lexed = Lexed::new(
        "fn a() {}\n#[cfg(test)]\nmod t {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod tests;\nfn d() {}",
    );
    assert_eq!(lexed.test_lines(), [false, true, true, true, true, false, false, false, false]);
}

#[test]
fn unterminated_text_runs_to_the_end() {
    assert_eq!(Lexed::new("a \"b\nc").strings, [(0, "b\nc".to_owned())]);
    assert_eq!(Lexed::new("a /* b").code, "a     ");
}
