//! How long to wait.

use std::time::Duration;

use super::{in_headers, in_message};

fn headers(all: &[(&str, &str)]) -> Option<Duration> {
    let all: Vec<_> = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    in_headers(&all)
}

#[test]
fn in_headers_the_most_exact_first() {
    assert_eq!(headers(&[("retry-after", "2"), ("retry-after-ms", "150")]), Some(Duration::from_millis(150)));
    assert_eq!(headers(&[("retry-after", "0.5")]), Some(Duration::from_millis(500)));
    assert_eq!(headers(&[("retry-after", "-1")]), None);
    assert_eq!(headers(&[("retry-after", "soon")]), None);
    assert_eq!(headers(&[]), None);
}

#[test]
fn a_date_counts_from_the_date_of_the_answer() {
    let now = ("date", "Sat, 29 Feb 2020 23:59:50 GMT");
    let then = ("retry-after", "Sun, 01 Mar 2020 00:00:20 GMT");
    assert_eq!(headers(&[now, then]), Some(Duration::from_secs(30)));
    assert_eq!(headers(&[("date", then.1), ("retry-after", now.1)]), Some(Duration::ZERO));
    assert_eq!(headers(&[then]), None);
}

#[test]
fn in_the_text() {
    let wait = |text: &str| in_message(text).map(|wait| wait.as_millis());
    assert_eq!(wait("Rate limit reached. Please try again in 7.66s. Visit …"), Some(7660));
    assert_eq!(wait("Please try again in 6m0s."), Some(360_000));
    assert_eq!(wait("please retry in 120ms"), Some(120));
    assert_eq!(wait("Please try again in a moment"), None);
    assert_eq!(wait("no"), None);
}
