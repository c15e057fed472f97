//! Which rules hold where, in what order, and how much of them.

use super::*;

fn files() -> Vec<(String, String)> {
    [
        ("AGENTS.md", "root\n"),
        ("CLAUDE.md", "not taken: AGENTS.md is beside it\n"),
        ("web/CLAUDE.md", "web\n"),
        ("web/app/AGENTS.md", "app\n"),
        ("webapp/AGENTS.md", "another folder\n"),
        ("web/README.md", "no rules\n"),
        ("docs/MYAGENTS.md", "no rules\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec()
}

#[track_caller]
fn check(target: &str, combine: Combine, expected: &[&str]) {
    let rules = rules_for(target, &files(), combine, Sizes::default());
    assert_eq!(rules.iter().map(|rule| rule.path.as_str()).collect::<Vec<_>>(), expected);
}

#[test]
fn the_root_comes_first_and_the_nearest_last() {
    check("web/app/page.ts", Combine::RootFirst, &["AGENTS.md", "web/CLAUDE.md", "web/app/AGENTS.md"]);
    check("web/app", Combine::Nearest, &["web/app/AGENTS.md"]);
    check("webapp/x.ts", Combine::RootFirst, &["AGENTS.md", "webapp/AGENTS.md"]);
    check("docs/x.md", Combine::RootFirst, &["AGENTS.md"]);
    check("", Combine::RootFirst, &["AGENTS.md"]);
}

#[test]
fn what_is_too_long_is_cut_at_a_line_and_said() {
    let files =
        vec![("AGENTS.md".to_owned(), "äa\n".repeat(100)), ("x/AGENTS.md".to_owned(), "near\n".repeat(10))];
    let rules = rules_for("x", &files, Combine::RootFirst, Sizes { file: 101, all: 100 });
    assert_eq!(rules[1].text.len(), 50, "the nearest is whole");
    assert_eq!((rules[0].text.len(), rules[0].cut), (48, 352));
    let rules = rules_for("x", &files, Combine::RootFirst, Sizes { file: 101, all: 50 });
    assert_eq!(rules.len(), 1);
}
