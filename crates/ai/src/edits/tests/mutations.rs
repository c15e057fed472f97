//! The corpus, damaged as replies and files are: white space, tabs, line endings, quotes, a file that changed, text
//! that is there twice. Whatever is applied must be right; what only white space or quotes damage must be applied.

use std::collections::BTreeMap;

use justbuilt_testkit::{Random, random_cases};

use super::corpus::{Outcome, SETS, cases, outcome, texts};
use crate::edits::lines::{Step, diff};
use crate::edits::{Action, Format, Parser, parse, plan};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
    CrlfFile,
    CrlfReply,
    MixedFile,
    NoFinalNewline,
    ByteOrderMark,
    LineEndSpace,
    InnerSpace,
    Nbsp,
    Quotes,
    TabsForBlanks,
    Shifted,
    LineChanged,
    LineInserted,
    LineDeleted,
    Doubled,
}

use Mutation::*;

const ALL: [Mutation; 15] = [
    CrlfFile,
    CrlfReply,
    MixedFile,
    NoFinalNewline,
    ByteOrderMark,
    LineEndSpace,
    InnerSpace,
    Nbsp,
    Quotes,
    TabsForBlanks,
    Shifted,
    LineChanged,
    LineInserted,
    LineDeleted,
    Doubled,
];

struct Case {
    set: usize,
    format: Format,
    id: String,
    patch: String,
    path: String,
    before: String,
    after: String,
}

fn changing_cases() -> Option<Vec<Case>> {
    let mut all = Vec::new();
    for (set, (name, format)) in SETS.iter().enumerate() {
        for case in cases(name)? {
            let (files, expected) = (texts(&case, "files"), texts(&case, "expected"));
            let patch = case["patch"].as_str().expect("a patch").to_owned();
            let (result, _) = outcome(&parse(&patch, Some(*format)), &files, &expected);
            let (path, before) = files.into_iter().next().expect("a file");
            let after = expected[&path].clone();
            if result == Outcome::Right && before != after {
                let id = case["id"].as_str().expect("an id").to_owned();
                all.push(Case { set, format: *format, id, patch, path, before, after });
            }
        }
    }
    Some(all)
}

/// Which lines of a reply say what the file holds: yes, what it shall hold, or neither.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
    Neither,
}

fn sides(case: &Case) -> Vec<Side> {
    let mut part = Side::Neither;
    let mut seen_hunk = !case.patch.contains("@@");
    let lines = case.patch.split('\n');
    lines
        .map(|line| match case.format {
            Format::SearchReplace | Format::FindReplace => {
                let mark = line.trim_end();
                let next = match mark {
                    "<<<<<<< SEARCH" | "---FIND" => Some(Side::Old),
                    "=======" | "---REPLACE" => Some(Side::New),
                    ">>>>>>> REPLACE" | "---COMPLETE" => Some(Side::Neither),
                    _ => None,
                };
                if let Some(next) = next {
                    part = next;
                    return Side::Neither;
                }
                if case.format == Format::FindReplace && mark.starts_with("```") {
                    Side::Neither
                } else {
                    part
                }
            }
            Format::Patch | Format::Diff => {
                if line.starts_with("@@") {
                    seen_hunk = true;
                    return Side::Neither;
                }
                if !seen_hunk || line.starts_with("*** ") || line.starts_with('\\') {
                    Side::Neither
                } else if line.starts_with('+') {
                    Side::New
                } else {
                    Side::Old
                }
            }
            Format::Whole => Side::Neither,
        })
        .collect()
}

/// The mark of a diff line, and its text.
fn body(case: &Case, line: &str) -> (String, String) {
    let marked = matches!(case.format, Format::Patch | Format::Diff) && line.starts_with(['+', '-', ' ']);
    let (mark, text) = line.split_at(usize::from(marked));
    (mark.to_owned(), text.to_owned())
}

/// The reply with some of its lines changed; `None` when none was.
fn with_lines(case: &Case, mut change: impl FnMut(Side, &str) -> Option<String>) -> Option<String> {
    let mut changed = false;
    let lines: Vec<String> = case
        .patch
        .split('\n')
        .zip(sides(case))
        .map(|(line, side)| {
            let (mark, text) = body(case, line);
            match change(side, &text).filter(|new| side != Side::Neither && *new != text) {
                Some(new) => {
                    changed = true;
                    mark + &new
                }
                None => line.to_owned(),
            }
        })
        .collect();
    changed.then(|| lines.join("\n"))
}

struct Mutated {
    patch: String,
    before: String,
    /// What is right, if anything is applied; nothing at all, or one of several.
    after: Vec<String>,
    must_apply: bool,
}

fn mutate(case: &Case, mutation: Mutation, random: &mut Random) -> Option<Mutated> {
    let same = |patch: String, must_apply: bool| Mutated {
        patch,
        before: case.before.clone(),
        after: vec![case.after.clone()],
        must_apply,
    };
    let files = |before: String, after: String, must_apply: bool| Mutated {
        patch: case.patch.clone(),
        before,
        after: vec![after],
        must_apply,
    };
    let crlf = |text: &str| text.replace('\n', "\r\n");
    match mutation {
        CrlfFile => Some(files(crlf(&case.before), crlf(&case.after), true)),
        CrlfReply => Some(same(crlf(&case.patch), true)),
        MixedFile => mixed(case, random).map(|(before, after)| files(before, after, true)),
        NoFinalNewline => {
            let cut =
                |text: &str| text.strip_suffix('\n').filter(|text| !text.ends_with('\n')).map(str::to_owned);
            Some(files(cut(&case.before)?, cut(&case.after)?, true))
        }
        ByteOrderMark => {
            Some(files(format!("\u{feff}{}", case.before), format!("\u{feff}{}", case.after), true))
        }
        LineEndSpace => with_lines(case, |side, line| {
            (side == Side::Old && random.one_in(3))
                .then(|| format!("{line}{}", random.pick(&[" ", "\t", "   "])))
        })
        .map(|patch| same(patch, true)),
        InnerSpace => with_lines(case, |side, line| {
            let at = line.trim_start().find(' ')? + (line.len() - line.trim_start().len());
            (side == Side::Old && random.one_in(3)).then(|| format!("{} {}", &line[..at], &line[at..]))
        })
        .map(|patch| same(patch, false)),
        Nbsp => with_lines(case, |side, line| {
            let at = line.trim_start().find(' ')? + (line.len() - line.trim_start().len());
            (side == Side::Old && random.one_in(3))
                .then(|| format!("{}\u{a0}{}", &line[..at], &line[at + 1..]))
        })
        .map(|patch| same(patch, false)),
        Quotes => {
            let all = random.bool();
            with_lines(case, |side, line| {
                (side == Side::Old && (all || random.bool())).then(|| {
                    line.replace('\'', "\u{2019}").replace('"', "\u{201d}").replace(" - ", " \u{2013} ")
                })
            })
            .map(|patch| same(patch, false))
        }
        TabsForBlanks => {
            let width = if case.before.contains("\n\t") { 4 } else { *random.pick(&[2, 4]) };
            let tabs = case.before.contains("\n\t");
            with_lines(case, |_, line| {
                let rest = line.trim_start_matches([' ', '\t']);
                let indent = &line[..line.len() - rest.len()];
                if tabs {
                    return Some(indent.replace('\t', &" ".repeat(width)) + rest);
                }
                let blanks = indent.len();
                (!indent.contains('\t'))
                    .then(|| "\t".repeat(blanks / width) + &" ".repeat(blanks % width) + rest)
            })
            .map(|patch| same(patch, false))
        }
        Shifted => {
            let deeper = *random.pick(&["    ", "\t", "  "]);
            with_lines(case, |_, line| (!line.trim().is_empty()).then(|| format!("{deeper}{line}")))
                .map(|patch| same(patch, false))
        }
        LineChanged | LineInserted | LineDeleted => {
            let (before, after) = stale(case, mutation, random);
            Some(Mutated { patch: case.patch.clone(), before, after, must_apply: false })
        }
        Doubled => {
            let gap = if case.before.ends_with('\n') { "" } else { "\n" };
            // Line numbers may say that the first copy is meant; nothing says that the second is.
            let join = |text: &str| format!("{text}{gap}{}", case.before);
            Some(files(join(&case.before), join(&case.after), false))
                .filter(|_| case.after.ends_with('\n') == case.before.ends_with('\n'))
        }
    }
}

/// CRLF on some of the lines that stay.
fn mixed(case: &Case, random: &mut Random) -> Option<(String, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (case.before.split_inclusive('\n').collect(), case.after.split_inclusive('\n').collect());
    let steps = diff(&old, &new);
    // The ending of a new line follows its neighbours, so a region keeps one.
    let first = steps.iter().position(|step| !matches!(step, Step::Same(..)))?;
    let last = steps.len() - steps.iter().rev().position(|step| !matches!(step, Step::Same(..)))?;
    let (mut before, mut after) = (String::new(), String::new());
    for (at, step) in steps.iter().enumerate() {
        let far = at + 12 < first || at > last + 12;
        match step {
            Step::Same(line, _) => {
                let text = if far && random.bool() {
                    old[*line].replace('\n', "\r\n")
                } else {
                    old[*line].to_owned()
                };
                before += &text;
                after += &text;
            }
            Step::Removed(line) => before += old[*line],
            Step::Added(line) => after += new[*line],
        }
    }
    Some((before, after))
}

/// The file after the user changed, added or deleted a line, and what is right then. Empty when the edit deletes the
/// line too: then nothing may be applied.
fn stale(case: &Case, mutation: Mutation, random: &mut Random) -> (String, Vec<String>) {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (case.before.split('\n').collect(), case.after.split('\n').collect());
    let at = random.below(old.len());
    let steps = diff(&old, &new);
    let partner = |at: usize| {
        steps.iter().find_map(|step| match step {
            Step::Same(a, b) if *a == at => Some(*b),
            _ => None,
        })
    };
    let change = |lines: &[&str], at: usize| -> String {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        match mutation {
            LineChanged => lines[at] += " by the user",
            LineInserted => lines.insert(at, "a line of the user".to_owned()),
            _ => drop(lines.remove(at)),
        }
        lines.join("\n")
    };
    let mut places: Vec<usize> = partner(at).into_iter().collect();
    if mutation == LineInserted {
        // Beside new lines it can be before or after them.
        places.extend(if at == 0 { Some(0) } else { partner(at - 1).map(|before| before + 1) });
    }
    let mut right: Vec<String> = places.into_iter().map(|at| change(&new, at)).collect();
    if right.is_empty() && mutation == LineDeleted && old[at].trim().is_empty() {
        // Both deleted the same blank line.
        right.push(case.after.clone());
    }
    (change(&old, at), right)
}

/// Lines of blanks only may lose them where lines are indented anew.
fn without_blank_lines(text: &str) -> String {
    text.split('\n').map(|line| if line.trim().is_empty() { "" } else { line }).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_misapplied_to_damaged_replies_and_files() {
    let Some(cases) = changing_cases() else { return };
    let mut counts: BTreeMap<(Mutation, usize), [usize; 3]> = BTreeMap::new();
    let mut missed = 0;
    let mut needed = 0;
    random_cases(2400, |random| {
        let case = random.pick(&cases);
        let mutation = *random.pick(&ALL);
        let Some(mutated) = mutate(case, mutation, random) else { return };
        let before = BTreeMap::from([(case.path.clone(), mutated.before.clone())]);
        let mut parser = Parser::new(Some(case.format));
        let cut = random.boundary(&mutated.patch);
        parser.push(&mutated.patch[..cut]);
        parser.push(&mutated.patch[cut..]);
        let reply = parser.finish();
        assert_eq!(reply, parse(&mutated.patch, Some(case.format)));
        let plan = plan(&reply, &before, &super::corpus::POLICY);
        let after = super::corpus::after(&before, &plan);
        let alike = |text: &String| {
            *text == after[&case.path]
                || matches!(mutation, Shifted | TabsForBlanks)
                    && without_blank_lines(text) == without_blank_lines(&after[&case.path])
        };
        let result = if !plan.is_whole() {
            assert_eq!(after, before, "a refused edit changed its file");
            Outcome::Refused
        } else if mutated.after.iter().any(alike) {
            Outcome::Right
        } else {
            Outcome::Wrong
        };
        // A whole file is right for the version it was written for only; see the test of versions.
        let whole = case.format == Format::Whole
            && matches!(mutation, LineChanged | LineInserted | LineDeleted | Doubled);
        if whole {
            return;
        }
        let slot = match result {
            Outcome::Right => 0,
            Outcome::Refused => 1,
            Outcome::Wrong => 2,
        };
        counts.entry((mutation, case.set)).or_default()[slot] += 1;
        if mutated.must_apply {
            needed += 1;
            if result == Outcome::Refused {
                missed += 1;
                println!("refused: {mutation:?} {} {:?}", case.id, plan.refused);
            }
        }
        if result == Outcome::Wrong {
            let nothing = String::new();
            let (got, want) = (&after[&case.path], mutated.after.first().unwrap_or(&nothing));
            println!("WRONG: {mutation:?} {}", case.id);
            for (at, (a, b)) in
                got.split('\n').zip(want.split('\n')).enumerate().filter(|(_, (a, b))| a != b).take(3)
            {
                println!("   {at}: {a:?} instead of {b:?}");
            }
        }
    });
    let mut sums: BTreeMap<Mutation, [usize; 3]> = BTreeMap::new();
    for ((mutation, _), count) in &counts {
        for (sum, count) in sums.entry(*mutation).or_default().iter_mut().zip(count) {
            *sum += count;
        }
    }
    for (mutation, [right, refused, wrong]) in &sums {
        println!("{mutation:?}: right {right} refused {refused} wrong {wrong}");
    }
    let wrong: usize = sums.values().map(|count| count[2]).sum();
    assert_eq!(wrong, 0, "misapplied");
    assert!(missed * 100 <= needed, "{missed} of {needed} that are clear were refused");
    // What only white space or quotes damage is mostly found again.
    for mutation in [InnerSpace, Nbsp, Quotes, TabsForBlanks, Shifted] {
        let [right, refused, _] = sums.get(&mutation).copied().unwrap_or_default();
        assert!(
            std::env::var("SEED").is_ok() || right > refused,
            "{mutation:?}: right {right} refused {refused}"
        );
    }
}

/// An edit made for the version a model saw, carried over to the one the user has made of it since.
#[test]
fn edits_are_carried_over_to_what_the_user_wrote_meanwhile() {
    let Some(cases) = changing_cases() else { return };
    let (mut right, mut conflicts) = (0, 0);
    random_cases(300, |random| {
        let case = random.pick(&cases);
        let mutation = *random.pick(&[LineChanged, LineInserted, LineDeleted]);
        let (now, wanted) = stale(case, mutation, random);
        let files = BTreeMap::from([(case.path.clone(), case.before.clone())]);
        let plan = plan(&parse(&case.patch, Some(case.format)), &files, &super::corpus::POLICY);
        let [file] = plan.files.as_slice() else { panic!("{}: {plan:?}", case.id) };
        let Action::Change { change, .. } = &file.action else { panic!("{plan:?}") };
        let text = |text: &str| justbuilt_text::Text::from(text);
        let since = justbuilt_text::Transaction::between(&text(&case.before), &text(&now));
        match change.rebase(&case.before, &since) {
            Ok(change) => {
                right += 1;
                let after = change.apply(&now).expect("the version it was carried over to");
                assert!(wanted.contains(&after), "{} {mutation:?} {after}", case.id);
            }
            Err(_) => conflicts += 1,
        }
    });
    println!("carried over {right}, conflicts {conflicts}");
    assert!(right > conflicts * 3, "carried over {right}, conflicts {conflicts}");
}
