//! Every query compiles and maps to known kinds.

use super::{Grammar, GrammarId};
use crate::highlight::Highlight;

#[test]
fn numbers_are_positions() {
    for (number, id) in GrammarId::ALL.iter().enumerate() {
        assert_eq!(*id as usize, number);
    }
}

#[test]
fn queries_compile() {
    let mut errors = Vec::new();
    for id in GrammarId::ALL {
        let Some(grammar) = Grammar::new(*id) else { continue };
        if let Err((what, error)) = grammar.check_queries() {
            errors.push(format!("{id:?} {what}: {error}"));
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_capture_means_something() {
    for id in GrammarId::ALL {
        let Some(grammar) = Grammar::new(*id) else { continue };
        let highlights = grammar.highlights().expect("every grammar has highlights");
        for (name, paint) in highlights.query.capture_names().iter().zip(&highlights.paints) {
            assert!(paint.is_some() || name.starts_with('_'), "{id:?}: @{name} paints nothing");
            assert!(*name == "none" || name.starts_with('_') || Highlight::from_capture(name).is_some());
        }
    }
}
