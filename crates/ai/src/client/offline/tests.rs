//! Who may ask when, and what is seen of it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use std::time::Duration;

use justbuilt_base::{Clock, ManualClock, Waker, http::Address};

use super::{Admission, Offline};

const SECOND: Duration = Duration::from_secs(1);

fn at(url: &str) -> Address {
    Address::of(url).unwrap()
}

#[test]
fn one_request_at_a_time_finds_out() {
    let clock = ManualClock::default();
    let offline = Offline::new(Arc::new(clock.clone()));
    let wakes = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&wakes);
    offline.set_waker(Waker::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    }));
    let server = at("https://a.com");
    assert_eq!(offline.admit(&server), Admission::Free);
    let since = clock.now();
    offline.failed(&server, "no such host");
    assert!(offline.is_offline() && wakes.load(Ordering::Relaxed) == 1);
    assert_eq!(offline.admit(&server), Admission::Closed(2 * SECOND, "no such host".to_owned()));
    assert_eq!(offline.admit(&at("https://b.com")), Admission::Free);
    clock.advance(SECOND);
    let seen = offline.unreachable();
    assert_eq!((seen.len(), seen[0].since, seen[0].next_try), (1, since, since.plus(2 * SECOND)));
    clock.advance(SECOND);
    assert_eq!(offline.admit(&server), Admission::Probe);
    assert!(matches!(offline.admit(&server), Admission::Closed(..)), "the others wait for the one");
    offline.failed(&server, "still");
    assert_eq!(offline.admit(&server), Admission::Closed(4 * SECOND, "still".to_owned()));
    for _ in 0..20 {
        offline.failed(&server, "still");
    }
    assert_eq!(offline.admit(&server), Admission::Closed(60 * SECOND, "still".to_owned()));
    offline.try_now();
    assert_eq!(offline.admit(&server), Admission::Probe);
    offline.reached(&server);
    assert_eq!(offline.admit(&server), Admission::Free);
    assert!(!offline.is_offline() && offline.next_try().is_none());
}

#[test]
fn one_dead_server_is_not_a_dead_network() {
    let clock = ManualClock::default();
    let offline = Offline::new(Arc::new(clock.clone()));
    offline.failed(&at("http://localhost:11434"), "refused");
    assert!(!offline.is_offline() && offline.unreachable().is_empty());
    offline.failed(&at("https://a.com"), "no such host");
    assert!(offline.is_offline());
    clock.advance(SECOND);
    offline.reached(&at("http://127.0.0.1:1"));
    assert!(offline.is_offline(), "this machine is always there");
    offline.reached(&at("https://b.com"));
    assert!(!offline.is_offline());
    assert_eq!(offline.unreachable().len(), 1);
}
