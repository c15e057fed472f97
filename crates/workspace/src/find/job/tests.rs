//! Stretches do not lose or double matches.

use justbuilt_base::{Waker, channel};
use justbuilt_text::search::Query;

use super::*;

fn found(text: &str, pattern: &str, scope: Option<Vec<Range<usize>>>) -> Vec<Range<usize>> {
    let (sender, receiver) = channel(16, Waker::noop());
    let searcher = Arc::new(Searcher::compile(&Query::regex(pattern)).unwrap());
    let scope = scope.map(Arc::from);
    let mut task = FindTask::new(ViewId(1), 1, searcher, Text::from(text), scope, sender);
    while task.step(Duration::ZERO, &CancelToken::new()) == Step::Again {}
    let mut complete = None;
    while let Some(Event::Found(found)) = receiver.try_recv() {
        if found.complete {
            assert_eq!(found.count, found.matches.len());
            complete = Some(found.matches);
        }
    }
    complete.expect("no result")
}

#[test]
fn matches_across_stretches_are_found_once() {
    let mut text = "-".repeat(STRIDE * 2 + 100);
    for at in [0, STRIDE - 2, STRIDE * 2 - 1, STRIDE * 2 + 97] {
        text.replace_range(at..at + 3, "abc");
    }
    let expected = [0, STRIDE - 2, STRIDE * 2 - 1, STRIDE * 2 + 97].map(|at| at..at + 3);
    assert_eq!(found(&text, "abc", None), expected);
    assert_eq!(found(&text, "a|bc", None).len(), 8);
}

#[test]
fn scopes_are_searched_one_by_one() {
    assert_eq!(found("a a a a", "a", Some(vec![2..3, 5..7])), [2..3, 6..7]);
    assert_eq!(found("", "x*", None).len(), 1);
    assert_eq!(found("ab\ncd", "^", None), [0..0, 3..3]);
}
