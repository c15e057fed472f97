//! Many changes in one transaction, which are followed as a few.

use justbuilt_base::CancelToken;
use justbuilt_text::{Text, Transaction};

use super::{JOINED_EDITS, MAX_EDITS_AT_ONCE, few};
use crate::{Languages, Syntax};

#[test]
fn nearest_changes_are_joined_and_the_widest_gaps_stay() {
    let near = |group: usize, one: usize| group * 10_000 + one * 10;
    let changes: Vec<_> = (0..JOINED_EDITS)
        .flat_map(|group| (0..MAX_EDITS_AT_ONCE).map(move |one| near(group, one)))
        .map(|at| (at..at + 2, at..at + 2))
        .collect();
    let some: Vec<_> = changes.iter().take(MAX_EDITS_AT_ONCE).cloned().collect();
    assert_eq!(few(some.clone()), some, "as many as these are followed one by one");
    let joined = few(changes);
    let wanted: Vec<_> = (0..JOINED_EDITS)
        .map(|group| near(group, 0)..near(group, MAX_EDITS_AT_ONCE - 1) + 2)
        .map(|range| (range.clone(), range))
        .collect();
    assert_eq!(joined, wanted);
}

#[test]
fn a_thousand_changes_at_once_come_to_the_same_as_a_fresh_parse() {
    let languages = std::sync::Arc::new(Languages::new());
    let language = languages.detect(Some(std::path::Path::new("a.json")), "");
    let row = |at: usize| format!("  {{\"id\": \"e{at}\", \"x\": {at}, \"locked\": false}},\n");
    let old = Text::from(format!("[\n{}  null\n]\n", (0..4000).map(row).collect::<String>()).as_str());
    let mut syntax = Syntax::new(&languages, language, &old);
    let parse = |syntax: &mut Syntax| {
        while let Some(job) = syntax.parse_job() {
            syntax.accept(job.run(&CancelToken::new()));
        }
    };
    parse(&mut syntax);
    // Every third row gets another value, longer or shorter than it was.
    let edits: Vec<(std::ops::Range<usize>, &str)> = (1..4000)
        .step_by(3)
        .map(|line| {
            let range = old.line_content(line);
            let new =
                if line % 2 == 0 { "  {\"id\": \"other\", \"deep\": {\"x\": [1, 2]}}," } else { "  7," };
            (range, new)
        })
        .collect();
    assert!(edits.len() > 1000);
    let transaction = Transaction::from_edits(old.len(), edits);
    let new = transaction.apply(&old).unwrap();
    syntax.edit(&transaction, &old, &new);
    parse(&mut syntax);
    let mut fresh = Syntax::new(&languages, language, &new);
    parse(&mut fresh);
    let colours = |syntax: &Syntax| syntax.snapshot().highlights(&new, 0..new.len());
    assert_eq!(colours(&syntax), colours(&fresh));
    assert!(!colours(&fresh).is_empty());
}
