//! Titles of bursts.

use justbuilt_base::Timestamp;
use justbuilt_text::{Text, Transaction};

use super::{Burst, Class, Touching, declared};
use crate::history::node::{Node, NodeKind};
use crate::history::path::ProjectPath;
use crate::{AuthorIx, AuthorKind, BranchId, FileId, Step};

#[track_caller]
fn title(text: &str, at: &str, typed: &str) -> String {
    node("src/main.rs", text, at, typed).title
}

#[track_caller]
fn node(path: &str, text: &str, at: &str, typed: &str) -> Node {
    let before = Text::from(text);
    let at = text.find(at).unwrap() + at.len();
    let change = Transaction::insert(before.len(), at, typed);
    let first = Touching { step: Step(1), time: Timestamp(0), before: &before, change: &change };
    let path = ProjectPath::new(path).unwrap();
    let author = (AuthorIx(0), AuthorKind::Person);
    Burst::new(BranchId::MAIN, FileId(1), path, author, Class::Edit, &first).into_node()
}

#[test]
fn a_title_says_what_was_touched() {
    let code = "use a;\n\npub async fn parse(text: &str) -> bool {\n    if a {\n        b();\n    }\n    true\n}\n\nimpl<T> Foo for Bar<T> {\n    const X: u8 = 1;\n\n    fn go(&self) {}\n}\n";
    assert_eq!(title(code, "b();", "c();"), "Edited fn parse in main.rs");
    assert_eq!(title(code, "X: u8", "3"), "Edited const X in main.rs");
    assert_eq!(title(code, "fn go(&self) {", " "), "Edited fn go in main.rs");
    assert_eq!(title(code, "use a;", "\nuse b;"), "Typed “use b;” in main.rs");
    assert_eq!(title(code, "use a;", "x"), "Edited main.rs, line 1");
    assert_eq!(title("# One\ntext\n\n## Two words\nmore\n", "more", "!"), "Edited “Two words” in main.rs");
}

#[test]
fn what_is_drawn_is_a_kind_of_its_own() {
    let text = "{\n  \"elements\": [\n  ]\n}\n";
    let drawn = node("ui/login.sketch.json", text, "[\n", "    { \"type\": \"rectangle\" }\n");
    assert_eq!((drawn.kind, drawn.title.as_str()), (NodeKind::SketchChange, "Drew in login.sketch.json"));
    assert_eq!(node("ui/login.json", text, "[\n", "    1\n").kind, NodeKind::EditBurst);
}

#[test]
fn declarations_of_many_languages() {
    for (line, expected) in [
        ("def parse(self):", "def parse"),
        ("class Parser<T> extends Base {", "class Parser"),
        ("export default function main() {", "function main"),
        ("export const LIMIT = 3;", "const LIMIT"),
        ("pub(crate) const fn size() -> usize {", "fn size"),
        ("func (s *Server) Run() {", ""),
        ("public static final class Inner {", "class Inner"),
        ("impl<'a> Iterator for Edits<'a> {", "impl <'a> Iterator for Edits<'a>"),
        ("[dependencies]", "[dependencies]"),
        ("#[derive(Debug)]", ""),
        ("let x = 3;", ""),
        ("return fn", ""),
    ] {
        assert_eq!(declared(line).unwrap_or_default(), expected, "{line}");
    }
}
