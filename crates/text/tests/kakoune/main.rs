//! The editing cases of Kakoune's own tests, where a command of this engine means the same. Kakoune's language is not
//! ours: its caret is the last character of a selection, and most of its keys have no counterpart here. Those cases are
//! left out by their keys; what corresponds must agree to the letter.

mod keys;

use std::collections::BTreeMap;

use justbuilt_testkit::corpus;
use justbuilt_text::{Selection, Selections, Text};
use keys::{Keys, State};
use serde_json::Value;

/// Cases whose keys are all known but which mean something else here, with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("compose/del-empty-line", "C skips lines that are too short; here a caret goes to their end"),
    ("normal/append", "the caret goes on to the line break there, which is then selected"),
    ("normal/search-reverse-rightmost/missed-match", "backwards, matches that overlap are found there too"),
    ("regression/1014-ambiguous-kak_selections", "lines are selected with their breaks there"),
];

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

/// What is selected there, quoted as Kakoune's shell words: `'a' 'it'\''s'`.
fn quoted(state: &State) -> String {
    let parts = state.selections.iter().map(|selection| {
        let text = state.text.slice(selection.range()).into_owned();
        format!("'{}'", text.replace('\'', "'\\''"))
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn start(case: &Value) -> Option<State> {
    let text = Text::from(text_of(&case["start_text"]).or_else(|| text_of(&case["in"]))?);
    let content = text.to_string();
    let byte = |index: usize| content.char_indices().nth(index).map_or(content.len(), |(at, _)| at);
    let marked: Vec<Selection> = case["start_selections"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((pair[0].as_u64()?, pair[1].as_u64()?)))
        .map(|(from, to)| Selection::new(byte(from as usize), byte(to as usize)))
        .collect();
    let selections = match marked.len() {
        // Without marks the first character is selected.
        0 => Selections::single(Selection::new(0, text.next_grapheme(0))),
        count => Selections::new(marked, count - 1),
    };
    Some(State::new(text, selections))
}

/// How a case went: `None` when it does not correspond, else what is wrong, or nothing.
fn run(case: &Value) -> Option<Result<(), String>> {
    if ["rc", "env", "script", "error", "other_files"].iter().any(|key| !case[*key].is_null())
        || case["interactive"] == true
    {
        return None;
    }
    let keys = Keys::parse(text_of(&case["cmd"])?.trim_end_matches('\n'))?;
    let state = keys.run(start(case)?)?;
    let mut wrong = Vec::new();
    let after = state.text.to_string();
    if let Some(out) = text_of(&case["out"]).filter(|out| *out != after) {
        wrong.push(format!("text {after:?}, not {out:?}"));
    }
    let expected = text_of(&case["expect"]["kak_quoted_selections"]).map(|text| text.trim_end_matches('\n'));
    if let Some(expected) = expected.filter(|expected| quoted(&state).trim_end_matches('\n') != *expected) {
        wrong.push(format!("selected {}, not {expected}", quoted(&state)));
    }
    if text_of(&case["out"]).is_none() && expected.is_none() {
        return None;
    }
    Some(if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) })
}

#[test]
fn what_corresponds_agrees() {
    let Some(file) = corpus("text/kakoune.jsonl") else { return };
    let (mut agreed, mut left_out) = (0, BTreeMap::<String, usize>::new());
    let mut wrong = Vec::new();
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let id = text_of(&case["id"]).unwrap();
        match run(&case) {
            _ if OTHERWISE.iter().any(|(known, _)| *known == id) => {
                *left_out.entry("otherwise".into()).or_default() += 1;
            }
            None => *left_out.entry(id.split('/').next().unwrap_or_default().to_owned()).or_default() += 1,
            Some(Ok(())) => agreed += 1,
            Some(Err(why)) => wrong.push(format!("{id}: {} gives {why}", case["cmd"])),
        }
    }
    println!("{agreed} agree; without counterpart: {left_out:?}");
    assert!(wrong.is_empty(), "{agreed} agree, these do not:\n{}", wrong.join("\n"));
    assert!(agreed >= 36, "only {agreed} cases are run: keys were lost");
}
