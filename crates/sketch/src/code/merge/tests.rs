//! Tests of the neighbouring code: `merge`.

use super::*;
use justbuilt_testkit::{Random, random_cases};

fn file(text: &str) -> File {
    File { path: "page.html".into(), text: text.into(), ..File::default() }
}

/// A file of parts, a line each: `  <p id="a">a</p>`; indentation and ids as given.
fn parts(lines: &[(&str, &str)]) -> File {
    let mut file = File { path: "page.html".into(), ..File::default() };
    for (id, line) in lines {
        let start = file.text.len() + line.len() - line.trim_start().len();
        file.text.push_str(line);
        if !id.is_empty() {
            file.parts.push(((*id).to_owned(), start..file.text.len()));
        }
        file.text.push('\n');
    }
    file
}

#[test]
fn changes_of_both_sides_are_kept() {
    let last = file("a\nb\nc\nd\ne\n");
    let merged = merge(&last, "a\nB by hand\nc\nd\ne\n", &file("a\nb\nc\nd new\ne\nf\n"));
    assert_eq!(merged.text, "a\nB by hand\nc\nd new\ne\nf\n");
    assert!(merged.conflicts.is_empty());
}

#[test]
fn neighbouring_lines_are_no_conflict() {
    let merged = merge(&file("a\nb\nc\n"), "a by hand\nb\nc\n", &file("a\nb new\nc\n"));
    assert_eq!(merged.text, "a by hand\nb new\nc\n");
}

#[test]
fn the_same_line_changed_twice_is_a_conflict() {
    let merged = merge(&file("a\nb\nc\n"), "a\nhand\nc\n", &file("a\nnew\nc\n"));
    assert_eq!(
        merged.text,
        "a\n<<<<<<< edited by hand\nhand\n||||||| last generated\nb\n=======\nnew\n>>>>>>> generated now\nc\n"
    );
    let [conflict] = merged.conflicts.as_slice() else { panic!("one conflict, not {:?}", merged.conflicts) };
    assert_eq!((&*conflict.last, &*conflict.edited, &*conflict.new), ("b\n", "hand\n", "new\n"));
    assert!(
        merged.text[conflict.at.clone()].starts_with("<<<<<<<")
            && merged.text[conflict.at.clone()].ends_with("now\n")
    );
}

#[test]
fn a_conflict_at_an_end_without_a_line_break() {
    let merged = merge(&file("a"), "hand", &file("new"));
    assert_eq!(merged.conflicts.len(), 1);
    assert!(merged.text.contains("\nhand\n|||||||") && merged.text.contains("=======\nnew\n>>>>>>>"));
}

#[test]
fn a_part_that_moved_takes_its_hand_edits_along() {
    let last = parts(&[
        ("", "<main>"),
        ("a", "  <p>first of all</p>"),
        ("b", "  <p>second of all</p>"),
        ("c", "  <p>third of all</p>"),
        ("", "</main>"),
    ]);
    let edited = last.text.replace("first of all", "first, by hand");
    // The first is last now, and one deeper.
    let new = parts(&[
        ("", "<main>"),
        ("b", "  <p>second of all</p>"),
        ("c", "  <p>third of all</p>"),
        ("", "  <div>"),
        ("a", "    <p>first of all</p>"),
        ("", "  </div>"),
        ("", "</main>"),
    ]);
    let merged = merge(&last, &edited, &new);
    assert_eq!(merged.text, new.text.replace("first of all", "first, by hand"));
    assert!(merged.conflicts.is_empty());
}

#[test]
fn a_part_of_several_lines_moves_with_lines_put_in_by_hand() {
    let block = |id: &'static str, n: usize| -> Vec<(&'static str, String)> {
        vec![
            ("", format!("  <section {id}>")),
            ("", format!("    <p>{id} {n}</p>")),
            ("", "  </section>".to_owned()),
        ]
    };
    let text = |order: [&'static str; 3]| {
        let mut file = file("<main>\n");
        for id in order {
            let start = file.text.len() + 2;
            for (_, line) in block(id, 1) {
                file.text.push_str(&line);
                file.text.push('\n');
            }
            file.parts.push((id.to_owned(), start..file.text.len() - 1));
        }
        file.text.push_str("</main>\n");
        file
    };
    let (last, new) = (text(["a", "b", "c"]), text(["c", "a", "b"]));
    let edited = last.text.replace("    <p>c 1</p>\n", "    <p>c 1</p>\n    <hr />\n");
    let merged = merge(&last, &edited, &new);
    assert_eq!(merged.text, new.text.replace("    <p>c 1</p>\n", "    <p>c 1</p>\n    <hr />\n"));
}

#[test]
fn what_was_edited_by_hand_and_went_is_a_conflict() {
    let last = parts(&[("", "<main>"), ("a", "  <p>gone</p>"), ("b", "  <p>here</p>"), ("", "</main>")]);
    let new = parts(&[("", "<main>"), ("b", "  <p>here</p>"), ("", "</main>")]);
    let merged = merge(&last, &last.text.replace("gone", "gone, but edited"), &new);
    assert_eq!(merged.conflicts.len(), 1);
    assert!(merged.text.contains("gone, but edited"));
}

#[test]
fn ends_of_lines_of_another_system_are_no_change() {
    let last = file("a\nb\nc\n");
    let merged = merge(&last, "a\r\nhand\r\nc\r\n", &file("a\nb\nc\nd\n"));
    assert_eq!(merged.text, "a\r\nhand\r\nc\r\nd\r\n");
}

#[test]
fn parts_are_found_again_in_an_edited_text() {
    let last = parts(&[("", "<main>"), ("a", "  <p>one</p>"), ("b", "  <p>two</p>"), ("", "</main>")]);
    let text = last.text.replace("<main>\n", "<main>\n  <h1>By hand</h1>\n");
    let found = relocate(&last, &text);
    let words: Vec<(&str, &str)> = found.iter().map(|(id, at)| (id.as_str(), &text[at.clone()])).collect();
    assert_eq!(words, [("a", "<p>one</p>"), ("b", "<p>two</p>")]);
}

#[test]
fn files_come_go_and_stay() {
    let (old, new) = (file("a\n"), file("b\n"));
    let named = |path: &str, file: &File| File { path: path.into(), ..file.clone() };
    let last = [
        named("kept.css", &old),
        named("edited.css", &old),
        named("removed.css", &old),
        named("same.css", &old),
    ];
    let disk = [("kept.css", "a\n"), ("edited.css", "hand\n"), ("same.css", "a\n")]
        .map(|(p, t)| (p.to_owned(), t.to_owned()));
    let now = [named("same.css", &new), named("removed.css", &old), named("fresh.css", &new)];
    let changes = files(&last, &disk, &now);
    let write = |change: &Change| matches!(change, Change::Write(merged) if merged.text == "b\n");
    let of = |path: &str| {
        changes.iter().find(|(known, _)| known == path).map(|(_, change)| change.clone()).expect(path)
    };
    assert_eq!(of("kept.css"), Change::Remove);
    assert_eq!(of("edited.css"), Change::Keep);
    assert_eq!(of("removed.css"), Change::Keep);
    assert!(write(&of("same.css")) && write(&of("fresh.css")));
}

/// A text of lines, some of which are alike, as in markup.
fn some_lines(rng: &mut Random, most: usize) -> Vec<String> {
    (0..rng.below(most + 1))
        .map(|at| {
            if rng.below(4) == 0 { "  </div>\n".to_owned() } else { format!("line {at} {}\n", rng.below(5)) }
        })
        .collect()
}

/// Some lines changed, put in and taken out.
fn changed(rng: &mut Random, lines: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        match rng.below(10) {
            0 => {}
            1 => out.push(format!("changed {}\n", rng.below(1000))),
            2 => out.extend([format!("put in {}\n", rng.below(1000)), line.clone()]),
            _ => out.push(line.clone()),
        }
    }
    out
}

#[test]
fn a_side_that_changed_nothing_changes_nothing() {
    random_cases(400, |rng| {
        let x = some_lines(rng, 40);
        let y = changed(rng, &x);
        let (x, y) = (x.concat(), y.concat());
        assert_eq!(merge(&file(&x), &x, &file(&y)).text, y, "nothing by hand");
        assert_eq!(merge(&file(&x), &y, &file(&x)).text, y, "nothing new");
        assert_eq!(merge(&file(&x), &y, &file(&y)).text, y, "the same on both sides");
    });
}

#[test]
fn hand_edits_outside_changed_parts_survive() {
    random_cases(400, |rng| {
        let count = 4 + rng.below(30);
        let plain: Vec<String> = (0..count).map(|at| format!("<p>part {at}</p>\n")).collect();
        let (mut edited, mut new) = (plain.clone(), plain.clone());
        // Every line belongs to the hand, to the generator or to nobody; at least one line is between the two.
        let mut owner = 0;
        let mut by_hand = Vec::new();
        for at in 0..count {
            match rng.below(4) {
                0 if owner != 2 => {
                    owner = 1;
                    let line = format!("<p>by hand {at}</p>\n");
                    by_hand.push(line.clone());
                    edited[at] = if rng.below(2) == 0 { line } else { format!("{}{line}", plain[at]) };
                }
                1 if owner != 1 => {
                    owner = 2;
                    new[at] = if rng.below(3) == 0 { String::new() } else { format!("<p>new {at}</p>\n") };
                }
                _ => owner = 0,
            }
        }
        let merged = merge(&file(&plain.concat()), &edited.concat(), &file(&new.concat()));
        assert!(merged.conflicts.is_empty(), "{}", merged.text);
        let wanted: String =
            (0..count).map(|at| if edited[at] == plain[at] { &*new[at] } else { &*edited[at] }).collect();
        assert_eq!(merged.text, wanted);
        assert!(by_hand.iter().all(|line| merged.text.contains(line.as_str())));
    });
}

#[test]
fn parts_in_any_order_keep_their_edits() {
    random_cases(300, |rng| {
        let count = 3 + rng.below(12);
        let ids: Vec<String> = (0..count).map(|at| format!("p{at}")).collect();
        let text = |order: &[String], deep: bool| {
            let mut file = file("<main>\n");
            for id in order {
                let indent = if deep { "    " } else { "  " };
                let start = file.text.len() + indent.len();
                file.text.push_str(&format!("{indent}<p>{id}</p>\n"));
                file.parts.push((id.clone(), start..file.text.len() - 1));
            }
            file.text.push_str("</main>\n");
            file
        };
        let last = text(&ids, false);
        let mut order = ids.clone();
        for at in (1..count).rev() {
            order.swap(at, rng.below(at + 1));
        }
        let new = text(&order, rng.below(2) == 0);
        let hand = &ids[rng.below(count)];
        let edit = |text: &str| text.replace(&format!("<p>{hand}</p>"), &format!("<p>{hand}, by hand</p>"));
        let merged = merge(&last, &edit(&last.text), &new);
        assert!(merged.text.contains("by hand"), "{}", merged.text);
        if merged.conflicts.is_empty() {
            assert_eq!(merged.text, edit(&new.text));
        }
    });
}

#[test]
fn no_input_makes_it_fail() {
    random_cases(300, |rng| {
        let [a, b, c] = [0, 1, 2].map(|_| some_lines(rng, 12).concat());
        let wild = |rng: &mut Random, text: &str| {
            let at = |rng: &mut Random| rng.below(text.len() + 3);
            let parts = (0..4).map(|id| (format!("p{id}"), at(rng)..at(rng))).collect();
            File { text: text.to_owned(), parts, ..File::default() }
        };
        let (last, new) = (wild(rng, &a), wild(rng, &c));
        let merged = merge(&last, &b, &new);
        assert!(merged.parts.iter().all(|(_, at)| !at.is_empty() && merged.text.get(at.clone()).is_some()));
    });
}
